"""Charts Word draws itself: each a part of the package, with a workbook of its data inside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import attrs
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.writer.excel import ExcelWriter

from cproc.exporters.docx.inline import attribute, paragraph
from cproc.exporters.office import cell_text, chart_drawing, spreadsheet, typography
from cproc.report import Chart, ChartKind, Report

_EMU = 635  # English Metric Units in a twentieth of a point

_HEIGHT, _TALLEST = 4200, 11000
# Heights in twentieths of a point: of a chart, of the tallest, and of a bar with its gap.
_PER_BAR = 480

# With so many points or fewer, each is labelled with its value and the axis is left out.
_LABELLED = 30

# The template's theme has so many accents; ours differ from their neighbours in print without
# colour, and an office's are its own.
_ACCENTS = 6

_CATEGORY, _VALUE = 111111111, 222222222
_INK, _MUTED = "262626", "595959"
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Charts:
    """The charts of a document."""

    def __init__(self, document: Document, style: str, numbers: count[int]) -> None:
        """Remember where charts go; pictures and charts of a document are numbered together."""
        self._document, self._style, self._numbers = document.part, style, numbers

    def figure(
        self, report: Report, formatter: cell_text.Formatter, chart: Chart, width: int
    ) -> Any:
        """The paragraph a chart stands in, its parts added to the package."""
        text, table = formatter.text, report.tables[chart.table]
        labels = formatter.table(table).columns[table.index(chart.labels)]
        drawing = chart_drawing.describe(chart, table, labels, text)
        identifier = self._add(drawing, formatter)
        height = _HEIGHT
        if drawing.timed:
            height = min(900 + _PER_BAR * len(labels), _TALLEST)
        elif drawing.lying:
            height = min(500 + _PER_BAR * len(labels) * len(drawing.series), _TALLEST)
        number = next(self._numbers)
        element = paragraph(self._style)
        run = element.add_r()
        run.append(
            parse_xml(
                f'<w:drawing {nsdecls("w", "wp", "a", "r")} xmlns:c="{_CHART}">'
                '<wp:inline distT="0" distB="0" distL="0" distR="0">'
                f'<wp:extent cx="{width * _EMU}" cy="{height * _EMU}"/>'
                f'<wp:docPr id="{number}" name="Chart {number}" '
                f'descr="{attribute(text(chart.alt))}" title="{attribute(drawing.title)}"/>'
                f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_CHART}">'
                f'<c:chart r:id="{identifier}"/></a:graphicData></a:graphic></wp:inline>'
                "</w:drawing>"
            )
        )
        return element

    def _add(self, drawing: chart_drawing.Drawing, formatter: cell_text.Formatter) -> str:
        package: Any = self._document.package
        rows = zip(drawing.labels, *(one.numbers for one in drawing.series), strict=True)
        book = Part(
            package.next_partname("/word/embeddings/data%d.xlsx"),
            CONTENT_TYPE.SML_SHEET,
            workbook(["", *(one.name for one in drawing.series)], list(rows)),
            package,
        )
        name = package.next_partname("/word/charts/chart%d.xml")
        part = Part(name, CONTENT_TYPE.DML_CHART, package=package)
        inside = part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
        form = number_format(drawing, formatter.group)
        language = typography.language_tag(formatter.language)
        part._blob = "".join(_ChartPart(drawing, form, language, inside).xml()).encode()
        return self._document.relate_to(part, RELATIONSHIP_TYPE.CHART)


def number_format(drawing: chart_drawing.Drawing, group: str) -> str:
    """The format of the labels; the exact numbers stand in the table and the workbook.

    Word takes the comma of a format for what the reader's machine groups by, so the
    separator of another language is spelled out.
    """
    if drawing.timed:
        return "yyyy"
    if drawing.percent:
        return "0%"
    if drawing.largest < 100 and any(number != int(number) for number in drawing.numbers):
        return "0.00"
    if group == ",":
        return "#,##0"
    sizes = [size for size in (3, 6, 9) if drawing.largest >= 10**size][-2:]
    forms = [f"[>={10**size}]0{group}{group.join(['000'] * (size // 3))}" for size in sizes]
    return ";".join([*reversed(forms), "0"])


@attrs.frozen
class _ChartPart:
    """The XML of a chart (DrawingML), readable without colour."""

    drawing: chart_drawing.Drawing
    form: str
    language: str
    workbook: str

    @property
    def _labelled(self) -> bool:
        points = len(self.drawing.series) * len(self.drawing.labels)
        return not self.drawing.timed and points <= _LABELLED

    def _years(self) -> str:
        if (years := self.drawing.years) is None:
            return ""
        low, high = years
        return f'<c:max val="{high:.2f}"/><c:min val="{low}"/>'

    def xml(self) -> list[str]:
        """The chart part."""
        legend = (
            f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_text(_MUTED)}</c:legend>'
            if self.drawing.legend
            else ""
        )
        return [
            f'{_DECLARATION}<c:chartSpace xmlns:c="{_CHART}" {nsdecls("a", "r")}>',
            f'<c:date1904 val="0"/><c:lang val="{attribute(self.language)}"/>',
            '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>',
            f"<c:plotArea><c:layout/>{self._plot()}{self._axes()}</c:plotArea>{legend}",
            '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>',
            "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>",
            f'<c:externalData r:id="{self.workbook}"><c:autoUpdate val="0"/></c:externalData>',
            "</c:chartSpace>",
        ]

    def _plot(self) -> str:
        drawn = "".join(self._series(index, one) for index, one in enumerate(self.drawing.series))
        axes = f'<c:axId val="{_CATEGORY}"/><c:axId val="{_VALUE}"/>'
        if self.drawing.kind is ChartKind.LINE:
            return (
                f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{drawn}'
                f'<c:marker val="1"/>{axes}</c:lineChart>'
            )
        direction = "col" if self.drawing.kind is ChartKind.COLUMNS else "bar"
        grouping = "stacked" if self.drawing.timed else "clustered"
        overlap = '<c:overlap val="100"/>' if self.drawing.timed else ""
        return (
            f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="{grouping}"/>'
            f'<c:varyColors val="0"/>{drawn}<c:gapWidth val="60"/>{overlap}{axes}</c:barChart>'
        )

    def _series(self, index: int, series: chart_drawing.Series) -> str:
        letter, last = spreadsheet.column_letters(index + 2), len(self.drawing.labels) + 1
        numbers = [
            None if number is None else spreadsheet.number_text(number) for number in series.numbers
        ]
        smooth = '<c:smooth val="0"/>' if self.drawing.kind is ChartKind.LINE else ""
        return "".join(
            (
                f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx><c:strRef>',
                f"<c:f>Data!${letter}$1</c:f><c:strCache>{_points([series.name])}</c:strCache>",
                f"</c:strRef></c:tx>{self._shape(index)}{self._labels()}<c:cat><c:strRef>",
                f"<c:f>Data!$A$2:$A${last}</c:f><c:strCache>{_points(self.drawing.labels)}</c:strCache>",
                f"</c:strRef></c:cat><c:val><c:numRef><c:f>Data!${letter}$2:${letter}${last}</c:f>",
                f"<c:numCache><c:formatCode>{spreadsheet.xml_text(self.form)}</c:formatCode>",
                f"{_points(numbers)}</c:numCache></c:numRef></c:val>{smooth}</c:ser>",
            )
        )

    def _shape(self, index: int) -> str:
        fill = _accent(index)
        if self.drawing.timed:
            fill = _accent(0) if index else "<a:noFill/>"
        if self.drawing.kind is ChartKind.LINE:
            return (
                f'<c:spPr><a:ln w="28575" cap="rnd">{fill}<a:round/></a:ln></c:spPr><c:marker>'
                f'<c:symbol val="circle"/><c:size val="6"/><c:spPr>{fill}</c:spPr></c:marker>'
            )
        return f'<c:spPr>{fill}</c:spPr><c:invertIfNegative val="0"/>'

    def _labels(self) -> str:
        if not self._labelled:
            return ""
        line = self.drawing.kind is ChartKind.LINE
        position = "t" if line else "outEnd"
        ground = _fill("FFFFFF") if line else "<a:noFill/>"  # a line does not cross a number
        return (
            f'<c:dLbls><c:numFmt formatCode="{attribute(self.form)}" sourceLinked="0"/>'
            f'<c:spPr>{ground}</c:spPr>{_text(_INK, "none")}<c:dLblPos val="{position}"/>'
            '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
            '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        )

    def _axes(self) -> str:
        category_side, value_side = ("l", "t") if self.drawing.lying else ("b", "l")
        # Bars are read from the top, the first one first.
        order = "maxMin" if self.drawing.lying else "minMax"
        grid = (
            ""
            if self._labelled
            else f'<c:majorGridlines><c:spPr><a:ln w="6350">{_fill("D9D9D9")}</a:ln></c:spPr>'
            "</c:majorGridlines>"
        )
        return "".join(
            (
                f'<c:catAx><c:axId val="{_CATEGORY}"/><c:scaling>',
                f'<c:orientation val="{order}"/></c:scaling><c:delete val="0"/>',
                f'<c:axPos val="{category_side}"/>',
                '<c:numFmt formatCode="General" sourceLinked="0"/>',
                '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>',
                f'<c:tickLblPos val="low"/><c:spPr><a:ln w="9525">{_fill("808080")}</a:ln>',
                "</c:spPr>",
                f'{_text(_INK)}<c:crossAx val="{_VALUE}"/><c:crosses val="autoZero"/>',
                '<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>',
                '<c:noMultiLvlLbl val="1"/></c:catAx>',
                f'<c:valAx><c:axId val="{_VALUE}"/><c:scaling><c:orientation val="minMax"/>',
                f'{self._years()}</c:scaling><c:delete val="{self._labelled:d}"/>',
                f'<c:axPos val="{value_side}"/>',
                f'{grid}<c:numFmt formatCode="{attribute(self.form)}" sourceLinked="0"/>',
                '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>',
                '<c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>',
                f'{_text(_MUTED)}<c:crossAx val="{_CATEGORY}"/><c:crosses val="autoZero"/>',
                '<c:crossBetween val="between"/>',
                f'<c:majorUnit val="{chart_drawing.YEAR}"/>' if self.drawing.timed else "",
                "</c:valAx>",
            )
        )


def _points(values: Sequence[str | None]) -> str:
    points = "".join(
        f'<c:pt idx="{index}"><c:v>{spreadsheet.xml_text(value)}</c:v></c:pt>'
        for index, value in enumerate(values)
        if value is not None
    )
    return f'<c:ptCount val="{len(values)}"/>{points}'


def _fill(color: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'


def _accent(index: int) -> str:
    return f'<a:solidFill><a:schemeClr val="accent{index % _ACCENTS + 1}"/></a:solidFill>'


def _text(color: str, wrap: str = "") -> str:
    font = '<a:latin typeface="+mn-lt"/>'
    frame = f'<a:bodyPr wrap="{wrap}"/>' if wrap else "<a:bodyPr/>"
    return (
        f"<c:txPr>{frame}<a:lstStyle/><a:p><a:pPr>"
        f'<a:defRPr sz="800" b="0">{_fill(color)}{font}</a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )


class _Archive(ZipFile):
    """A zip without the time it was made, since nobody normalises a workbook inside a chart."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_how: Any, **_more: Any) -> None:
        entry = ZipInfo(zinfo_or_arcname)
        entry.create_system = 0
        super().writestr(entry, data, ZIP_DEFLATED)

    def write(self, filename: Any, arcname: Any = None, *_how: Any, **_more: Any) -> None:
        self.writestr(arcname, Path(filename).read_bytes())


def workbook(header: Sequence[str], rows: Sequence[Sequence[str | Decimal | int | None]]) -> bytes:
    """A workbook of one sheet, in which text is text and never a formula."""
    book, stream = Workbook(), BytesIO()
    sheet: Any = book.active
    sheet.title = "Data"
    for number, row in enumerate((header, *rows), start=1):
        for column, value in enumerate(row, start=1):
            if value is None or value == "":
                continue
            cell: Cell = sheet.cell(number, column)
            cell.value = spreadsheet.escaped(value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # set after the value, which arms a formula
    book.properties.created = book.properties.modified = datetime(1980, 1, 1)  # noqa: DTZ001 - openpyxl wants none
    ExcelWriter(book, _Archive(stream, "w")).save()
    return stream.getvalue()
