"""Charts Word draws itself: each a part of the package, with a workbook of its data inside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import count
from string import Template
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part

from cproc.exporters.docx.inline import CHART, attribute, paragraph
from cproc.exporters.office import cell_text, chart_drawing, spreadsheet
from cproc.labels import typography
from cproc.report import Chart, ChartKind, Report

_EMU = 635  # English Metric Units in a twentieth of a point

# Heights in twentieths of a point: of a chart, of the tallest, and of a bar with its gap.
_HEIGHT, _TALLEST, _PER_BAR = 4200, 11000, 480

# With so many points or fewer, each is labelled with its value and the axis is left out.
_LABELLED = 30

# A theme has so many accents; those of ours differ from their neighbours in print without colour,
# and an office's are its own.
_ACCENTS = 6

_XML = files(__package__) / "xml"
_ROWS = b"<sheetData></sheetData>"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Comments and white space between elements are for those who edit the XML of charts.
_FOR_EDITORS = re.compile(r"<!--.*?-->|(?<=>)\s+|\s+(?=<)", re.DOTALL)


@cache
def _template(name: str) -> Template:
    return Template(" ".join(_FOR_EDITORS.sub("", (_XML / name).read_text("utf-8")).split()))


def _fill(name: str, /, **values: object) -> str:
    """The XML of a file, with values put in as they are; their texts are escaped before."""
    return _template(f"chart{name}.xml").substitute(values)


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
        height, bars = _HEIGHT, len(labels)
        if drawing.timed:
            height = min(900 + _PER_BAR * bars, _TALLEST)
        elif drawing.lying:
            height = min(500 + _PER_BAR * bars * len(drawing.series), _TALLEST)
        number = next(self._numbers)
        return paragraph(
            self._style,
            '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{width * _EMU}" cy="{height * _EMU}"/>'
            f'<wp:docPr id="{number}" name="Chart {number}" '
            f'descr="{attribute(text(chart.alt))}" title="{attribute(drawing.title)}"/>'
            f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{CHART}">'
            f'<c:chart r:id="{self._add(drawing, formatter)}"/></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>",
        )

    def _add(self, drawing: chart_drawing.Drawing, formatter: cell_text.Formatter) -> str:
        package: Any = self._document.package
        names = ("/word/embeddings/data%d.xlsx", "/word/charts/chart%d.xml")
        for_data, for_chart = map(package.next_partname, names)
        rows = zip(drawing.labels, *(one.numbers for one in drawing.series), strict=True)
        data = workbook([("", *(one.name for one in drawing.series)), *rows])
        book = Part(for_data, CONTENT_TYPE.SML_SHEET, data, package)
        part = Part(for_chart, CONTENT_TYPE.DML_CHART, package=package)
        inside = part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
        form = drawing.number_format(formatter.group)
        language = typography.language_tag(formatter.language)
        part._blob = f"{_DECLARATION}{_chart(drawing, form, language, inside)}".encode()
        return self._document.relate_to(part, RELATIONSHIP_TYPE.CHART)


def _chart(drawing: chart_drawing.Drawing, form: str, language: str, book: str) -> str:
    """The XML of a chart (DrawingML), readable without colour."""
    line, labels = drawing.kind is ChartKind.LINE, ""
    labelled = not drawing.timed and len(drawing.series) * len(drawing.labels) <= _LABELLED
    if labelled:
        ground = _paint('<a:srgbClr val="FFFFFF"/>')  # a line does not cross a number
        labels = _fill(
            "-labels",
            form=attribute(form),
            ground=ground if line else "<a:noFill/>",
            position="t" if line else "outEnd",
        )
    series = "".join(
        _series(drawing, index, spreadsheet.xml_text(form), labels)
        for index in range(len(drawing.series))
    )
    bars = {
        "direction": "bar" if drawing.lying else "col",
        "grouping": "stacked" if drawing.timed else "clustered",
        "overlap": '<c:overlap val="100"/>' if drawing.timed else "",
    }
    low, high = drawing.years or (0, 0)
    return _fill(
        "",
        language=attribute(language),
        plot=_fill("-line", series=series) if line else _fill("-bars", series=series, **bars),
        # Bars are read from the top, the first one first.
        order="maxMin" if drawing.lying else "minMax",
        label_side="l" if drawing.lying else "b",
        value_side="t" if drawing.lying else "l",
        years=f'<c:max val="{high:.2f}"/><c:min val="{low}"/>' if drawing.years else "",
        labelled=int(labelled),
        grid="" if labelled else _fill("-grid"),
        form=attribute(form),
        unit=f'<c:majorUnit val="{chart_drawing.YEAR}"/>' if drawing.timed else "",
        legend=_fill("-legend") if drawing.legend else "",
        workbook=book,
    )


def _series(drawing: chart_drawing.Drawing, index: int, form: str, labels: str) -> str:
    one, line = drawing.series[index], drawing.kind is ChartKind.LINE
    paint = _paint(f'<a:schemeClr val="accent{index % _ACCENTS + 1}"/>')
    if drawing.timed:
        paint = _paint('<a:schemeClr val="accent1"/>') if index else "<a:noFill/>"
    return _fill(
        "-series",
        index=index,
        column=spreadsheet.column_letters(index + 2),
        last=len(drawing.labels) + 1,
        name=_points([one.name]),
        shape=_fill("-marks" if line else "-fill", paint=paint),
        labels=labels,
        categories=_points(drawing.labels),
        form=form,
        numbers=_points([n if n is None else spreadsheet.number_text(n) for n in one.numbers]),
        smooth='<c:smooth val="0"/>' if line else "",
    )


def _paint(color: str) -> str:
    return f"<a:solidFill>{color}</a:solidFill>"


def _points(values: Sequence[str | None]) -> str:
    points = "".join(
        f'<c:pt idx="{index}"><c:v>{spreadsheet.xml_text(value)}</c:v></c:pt>'
        for index, value in enumerate(values)
        if value is not None
    )
    return f'<c:ptCount val="{len(values)}"/>{points}'


def workbook(rows: Iterable[Sequence[str | chart_drawing.Number]]) -> bytes:
    """A workbook of openpyxl's, its one sheet filled; text is text and never a formula."""
    lines = "".join(
        f'<row r="{number}">{"".join(map(_cell, count(1), [number] * len(row), row))}</row>'
        for number, row in enumerate(rows, start=1)
    )
    stream = BytesIO()
    with (
        ZipFile(BytesIO((_XML / "chart-data.xlsx").read_bytes())) as source,
        ZipFile(stream, "w", ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            filled = f"<sheetData>{lines}</sheetData>".encode()
            target.writestr(entry, source.read(entry).replace(_ROWS, filled))
    return stream.getvalue()


def _cell(column: int, row: int, value: str | chart_drawing.Number) -> str:
    at = f'<c r="{spreadsheet.column_letters(column)}{row}"'
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return f'{at} t="inlineStr"><is>{spreadsheet.inline_text(value)}</is></c>'
    return f"{at}><v>{spreadsheet.number_text(value)}</v></c>"
