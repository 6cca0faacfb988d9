"""Charts Word draws itself: each a part of the package, with a workbook of its data inside."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO

import attrs

from cproc.exporters.docx.markup import (
    DECLARATION,
    OFFICE,
    Package,
    Paragraph,
    Part,
    attribute,
    relationship,
)
from cproc.exporters.docx.templates import GREYS, fill
from cproc.exporters.office import cell_text, chart_drawing, spreadsheet, typography
from cproc.report import Chart, ChartKind, Report

_EMU = 635  # English Metric Units in a twentieth of a point

_HEIGHT, _TALLEST = 4200, 11000
# Heights in twentieths of a point: of a chart, of the tallest, and of a bar with its gap.
_PER_BAR = 480

# With so many points or fewer, each is labelled with its value and the axis is left out.
_LABELLED = 30

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"


class Charts:
    """The charts of a document."""

    def __init__(
        self, report: Report, formatter: cell_text.Formatter, package: Package, document: Part
    ) -> None:
        """Remember where charts go and where their data comes from."""
        self._report, self._formatter = report, formatter
        self._package, self._document = package, document
        self._count = 0

    def figure(self, chart: Chart, width: int) -> Paragraph:
        """The paragraph a chart stands in, and add its parts to the package."""
        self._count += 1
        text, table = self._formatter.text, self._report.tables[chart.table]
        labels = self._formatter.table(table).columns[table.index(chart.labels)]
        drawing = chart_drawing.describe(chart, table, labels, text)
        identifier = self._add(drawing)
        height = _HEIGHT
        if drawing.timed:
            height = min(900 + _PER_BAR * len(labels), _TALLEST)
        elif drawing.lying:
            height = min(500 + _PER_BAR * len(labels) * len(drawing.series), _TALLEST)
        graphic = f'<a:graphicData uri="{_CHART}"><c:chart r:id="{identifier}"/></a:graphicData>'
        return Paragraph(
            "Figure",
            '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{width * _EMU}" cy="{height * _EMU}"/>'
            f'<wp:docPr id="{self._count}" name="Chart {self._count}" '
            f'descr="{attribute(text(chart.alt))}" title="{attribute(drawing.title)}"/>'
            f"<wp:cNvGraphicFramePr/><a:graphic>{graphic}</a:graphic></wp:inline></w:drawing></w:r>",
        )

    def _add(self, drawing: chart_drawing.Drawing) -> str:
        data = BytesIO()
        rows = zip(drawing.labels, *(one.numbers for one in drawing.series), strict=True)
        workbook(["", *(one.name for one in drawing.series)], list(rows)).write(data)
        name = f"word/embeddings/data{self._count}.xlsx"
        book = Part(name, f"{OFFICE}.spreadsheetml.sheet", data.getvalue())
        part = Part(f"word/charts/chart{self._count}.xml", f"{OFFICE}.drawingml.chart+xml")
        identifier = self._package.add(part, relationship("chart"), self._document)
        inside = self._package.add(book, relationship("package"), part)
        form = number_format(drawing, self._formatter.group)
        language = typography.language_tag(self._report.language)
        part.body = _ChartPart(drawing, form, language, inside).xml()
        return identifier


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

    def xml(self) -> list[str]:
        """The chart part."""
        drawing, grid, years, unit = self.drawing, "", "", ""
        if not self._labelled:
            line = f'<c:spPr><a:ln w="6350">{_solid("D9D9D9")}</a:ln></c:spPr>'
            grid = f"<c:majorGridlines>{line}</c:majorGridlines>"
        if drawing.years:
            low, high = drawing.years
            years = f'<c:max val="{high:.2f}"/><c:min val="{low}"/>'
        if drawing.timed:
            unit = f'<c:majorUnit val="{chart_drawing.YEAR}"/>'
        label_side, value_side = ("l", "t") if drawing.lying else ("b", "l")
        xml = fill(
            "chart",
            language=attribute(self.language),
            plot=self._plot(),
            # Bars are read from the top, the first one first.
            order="maxMin" if drawing.lying else "minMax",
            label_side=label_side,
            years=years,
            labelled=int(self._labelled),
            value_side=value_side,
            grid=grid,
            form=attribute(self.form),
            unit=unit,
            legend=fill("chart-legend") if drawing.legend else "",
            workbook=self.workbook,
        )
        return [DECLARATION, xml]

    def _plot(self) -> str:
        series = "".join(self._series(index, one) for index, one in enumerate(self.drawing.series))
        if self.drawing.kind is ChartKind.LINE:
            return fill("chart-line", series=series)
        return fill(
            "chart-bars",
            direction="col" if self.drawing.kind is ChartKind.COLUMNS else "bar",
            grouping="stacked" if self.drawing.timed else "clustered",
            series=series,
            overlap='<c:overlap val="100"/>' if self.drawing.timed else "",
        )

    def _series(self, index: int, series: chart_drawing.Series) -> str:
        numbers = [
            None if number is None else spreadsheet.number_text(number) for number in series.numbers
        ]
        return fill(
            "chart-series",
            index=index,
            column=spreadsheet.column_letters(index + 2),
            last=len(self.drawing.labels) + 1,
            name=_points([series.name]),
            shape=self._shape(index),
            labels=self._labels(),
            categories=_points(self.drawing.labels),
            form=spreadsheet.xml_text(self.form),
            numbers=_points(numbers),
            smooth='<c:smooth val="0"/>' if self.drawing.kind is ChartKind.LINE else "",
        )

    def _shape(self, index: int) -> str:
        paint = _solid(GREYS[index % len(GREYS)])
        if self.drawing.timed:
            paint = _solid(GREYS[0]) if index else "<a:noFill/>"
        if self.drawing.kind is ChartKind.LINE:
            return (
                f'<c:spPr><a:ln w="28575" cap="rnd">{paint}<a:round/></a:ln></c:spPr><c:marker>'
                f'<c:symbol val="circle"/><c:size val="6"/><c:spPr>{paint}</c:spPr></c:marker>'
            )
        return f'<c:spPr>{paint}</c:spPr><c:invertIfNegative val="0"/>'

    def _labels(self) -> str:
        if not self._labelled:
            return ""
        line = self.drawing.kind is ChartKind.LINE
        return fill(
            "chart-labels",
            form=attribute(self.form),
            ground=_solid("FFFFFF") if line else "<a:noFill/>",  # a line does not cross a number
            position="t" if line else "outEnd",
        )


def _points(values: Sequence[str | None]) -> str:
    points = "".join(
        f'<c:pt idx="{index}"><c:v>{spreadsheet.xml_text(value)}</c:v></c:pt>'
        for index, value in enumerate(values)
        if value is not None
    )
    return f'<c:ptCount val="{len(values)}"/>{points}'


def _solid(color: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'


def workbook(
    header: Sequence[str], rows: Sequence[Sequence[str | Decimal | int | None]]
) -> Package:
    """A workbook of one sheet; text stays text, as an inline string is never a formula."""
    package = Package()
    book = Part("xl/workbook.xml", f"{OFFICE}.spreadsheetml.sheet.main+xml")
    package.add(book, relationship("officeDocument"))
    sheet = Part("xl/worksheets/sheet1.xml", f"{OFFICE}.spreadsheetml.worksheet+xml")
    identifier = package.add(sheet, relationship("worksheet"), book)
    book.body = [DECLARATION, fill("data-workbook", sheet=identifier)]
    lines = []
    for number, row in enumerate((header, *rows), start=1):
        cells = "".join(
            _cell(f"{spreadsheet.column_letters(index)}{number}", value)
            for index, value in enumerate(row, start=1)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    sheet.body = [DECLARATION, fill("data-sheet", rows="".join(lines))]
    return package


def _cell(place: str, value: str | Decimal | int | None) -> str:
    if value is None or value == "":
        return ""
    if not isinstance(value, str):
        return f'<c r="{place}"><v>{spreadsheet.number_text(value)}</v></c>'
    text = spreadsheet.xml_text(spreadsheet.escaped(value))
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
