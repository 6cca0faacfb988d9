"""Native charts in a workbook: they draw the cells of its tables."""

from __future__ import annotations

from typing import Any

import attrs
from openpyxl.chart._chart import ChartBase
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import fromstring

from cproc.exporters.office import chart_drawing, chart_xml, palette, text_width
from cproc.exporters.office.chart_model import Drawing
from cproc.exporters.xlsx.formulas import Place
from cproc.exporters.xlsx.layout import ChartPlace, SheetLayout
from cproc.labels import typography
from cproc.report import Cell, Table
from cproc.text import escaped

EMU = 12_700  # English Metric Units of a point
SIZE = 9  # points of the type of a chart


class _Drawn(ChartBase):
    """A chart whose part is written already; openpyxl gives it its name and its place."""

    tagname = "chart"

    def __init__(self, part: str) -> None:
        super().__init__()
        self._part = part

    def _write(self) -> Any:
        return fromstring(self._part.encode())


def drawing_of(place: ChartPlace, table: Table, language: str) -> Drawing:
    """What a chart of a workbook shows: cells and what they are called there, where it can.

    LibreOffice draws the cells of a chart, or the numbers and names that are written in it, but
    not one with the other.
    """
    chart = place.chart
    if not chart.rest and {*chart.rows} <= {*table.keys}:
        chart = attrs.evolve(chart, points=())
    at = table.index(chart.labels) if chart.labels else None
    labels = [_text(row[at]) if at is not None else "" for row in table.rows]
    return chart_drawing.describe(chart, table, labels, escaped, language)


def _text(cell: Cell) -> str:
    return "" if cell.value is None else escaped(str(cell.value))


def add_charts(
    sheet: Worksheet,
    layout: SheetLayout,
    places: dict[str, Place],
    language: str,
    colours: palette.Palette = palette.PALETTE,
) -> None:
    """Put the charts of a worksheet in their places."""
    for placed in layout.charts:
        sheet.add_chart(_draw(placed, places[placed.chart.table], language, colours))


def _draw(place: ChartPlace, of: Place, language: str, colours: palette.Palette) -> Any:
    chart, drawing = place.chart, drawing_of(place, of.table, language)
    look = chart_xml.Look(
        colours,
        typography.language_tag(language),
        place.width,
        place.height,
        font=text_width.FONT,
        size=SIZE,
        titled=True,
    )
    rows = drawing.rows

    def cells(series: int) -> str:
        column = chart.labels if series < 0 else drawing.series[series].column
        if rows is None or not column:
            return ""
        first, last = of.first + rows.start, of.first + rows.stop - 1
        return f"{of.cell(column, first)}:{of.cell(column, last).rpartition('!')[2]}"

    def name(series: int) -> str:
        column = drawing.series[series].column
        return of.cell(column, of.header) if column else ""

    drawn: Any = _Drawn(chart_xml.chart_space(drawing, look, cells, name))
    size = XDRPositiveSize2D(round(place.width * EMU), round(place.height * EMU))
    inset = 8 * EMU if place.column > 1 else 0
    marker = AnchorMarker(col=place.column - 1, colOff=inset, row=place.row - 1, rowOff=3 * EMU)
    drawn.anchor = OneCellAnchor(_from=marker, ext=size)
    return drawn
