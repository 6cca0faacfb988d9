"""Charts Word draws itself: each a part of the package, with a workbook of its data inside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO

from cproc.exporters.docx.chartpart import Drawing, Series, serial
from cproc.exporters.docx.markup import Paragraph, attribute
from cproc.exporters.docx.package import OFFICE, Package, Part, relationship
from cproc.exporters.docx.typography import language_tag
from cproc.exporters.docx.values import Formatter
from cproc.exporters.docx.workbook import workbook
from cproc.money import Money
from cproc.report import Chart, ChartKind, Kind, Report

_EMU = 635
"""English Metric Units in a twentieth of a point."""

_HEIGHT, _TALLEST = 4200, 11000
_PER_BAR = 480
"""Heights in twentieths of a point: of a chart, of the tallest, and of a bar with its gap."""

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"


class Charts:
    """The charts of a document."""

    def __init__(
        self, report: Report, formatter: Formatter, package: Package, document: Part
    ) -> None:
        """Remember where charts go and where their data comes from."""
        self._report, self._formatter = report, formatter
        self._package, self._document = package, document
        self._count = 0

    def figure(self, chart: Chart, width: int) -> Paragraph:
        """The paragraph a chart stands in, and add its parts to the package.

        Args:
            chart: The chart.
            width: Width of the page's text, in twentieths of a point.
        """
        self._count += 1
        text, table = self._formatter.text, self._report.tables[chart.table]
        labels = self._formatter.table(table).columns[table.index(chart.labels)]
        series = [
            Series(
                text(table.columns[index].label), [_number(row[index].value) for row in table.rows]
            )
            for index in map(table.index, chart.values)
        ]
        if chart.kind is ChartKind.TIMELINE:
            series = _lengths(series)
        percent = any(
            table.columns[table.index(column)].kind is Kind.PERCENT for column in chart.values
        )
        form = number_format(series, self._formatter.group, percent=percent)
        if chart.kind is ChartKind.TIMELINE:
            form = "yyyy"
        identifier = self._add(chart.kind, labels, series, form)
        height = _HEIGHT
        if chart.kind is ChartKind.BARS:
            height = min(500 + _PER_BAR * len(labels) * len(series), _TALLEST)
        if chart.kind is ChartKind.TIMELINE:
            height = min(900 + _PER_BAR * len(labels), _TALLEST)
        graphic = f'<a:graphicData uri="{_CHART}"><c:chart r:id="{identifier}"/></a:graphicData>'
        return Paragraph(
            "Figure",
            '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{width * _EMU}" cy="{height * _EMU}"/>'
            f'<wp:docPr id="{self._count}" name="Chart {self._count}" '
            f'descr="{attribute(text(chart.alt))}" title="{attribute(text(chart.title))}"/>'
            f"<wp:cNvGraphicFramePr/><a:graphic>{graphic}</a:graphic></wp:inline></w:drawing></w:r>",
        )

    def _add(
        self, kind: ChartKind, labels: Sequence[str], series: Sequence[Series], form: str
    ) -> str:
        data = BytesIO()
        rows = zip(labels, *(one.numbers for one in series), strict=True)
        workbook(["", *(one.name for one in series)], [list(row) for row in rows]).write(data)
        name = f"word/embeddings/data{self._count}.xlsx"
        book = Part(name, f"{OFFICE}.spreadsheetml.sheet", data.getvalue())
        part = Part(f"word/charts/chart{self._count}.xml", f"{OFFICE}.drawingml.chart+xml")
        identifier = self._package.add(part, relationship("chart"), self._document)
        inside = self._package.add(book, relationship("package"), part)
        language = language_tag(self._report.language)
        part.body = Drawing(kind, labels, series, form, language, inside).xml()
        return identifier


def _number(value: object) -> Decimal | None:
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, date):
        return Decimal(serial(value))
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _lengths(series: Sequence[Series]) -> list[Series]:
    """The first days, and the days from each to the last one, both counted."""
    starts, ends = series
    days = [
        None if start is None or end is None else end - start + 1
        for start, end in zip(starts.numbers, ends.numbers, strict=True)
    ]
    return [starts, Series(ends.name, days)]


def number_format(series: Sequence[Series], group: str, *, percent: bool) -> str:
    """The format of the labels; the exact numbers stand in the table and the workbook.

    Word takes the comma of a format for what the reader's machine groups by, so the
    separator of another language is spelled out.

    Args:
        series: The numbers.
        group: What the language of the report groups digits by.
        percent: Whether they are shares of one.
    """
    numbers = [number for one in series for number in one.numbers if number is not None]
    highest = max(map(abs, numbers), default=Decimal(0))
    if percent:
        return "0%"
    if highest < 100 and any(number != int(number) for number in numbers):
        return "0.00"
    if group == ",":
        return "#,##0"
    sizes = [size for size in (3, 6, 9) if highest >= 10**size][-2:]
    forms = [f"[>={10**size}]0{group}{group.join(['000'] * (size // 3))}" for size in sizes]
    return ";".join([*reversed(forms), "0"])
