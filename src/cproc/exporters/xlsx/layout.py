"""Where everything stands and how large it is, so that no wrapped line is cut.

Charts stand beside or below their tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import ceil

import attrs

from cproc.exporters.office import text_width
from cproc.exporters.xlsx.formulas import Place
from cproc.exporters.xlsx.grid import (
    BESIDE_CHART,
    BOLD,
    BUTTON,
    DENSE,
    LANDSCAPE,
    LONG,
    MORE,
    PADDING,
    PORTRAIT,
    Asked,
    grid_of,
)
from cproc.exporters.xlsx.pages import POINTS_PER_CHARACTER, ROW_HEIGHT, Page, page_of
from cproc.exporters.xlsx.profile import TableProfile
from cproc.report import Cell, CellValue, Chart, ChartKind, Report, Sheet, Table
from cproc.serialize.tables import column_letters

# A table, a chart, or a further sheet of the report that begins on the same worksheet.
Block = Table | Chart | Sheet
# A sheet and what of it is on one worksheet: its blocks, or rows of a table that takes several.
SheetPart = tuple[Sheet, tuple[Block, ...]]

LINE_HEIGHT = 12.75  # points of a line of Arial 10
# Points of a row at most: what Excel takes, 409.5, less the air that some rows get.
HIGHEST_ROW = 405.0
# Rows of a table that are given a height; beyond, the program that opens the file does it.
MEASURED_ROWS = 2_000
HEADER_AIR = 3  # points around a heading
AIR = 4.0  # points between the rows of a worksheet that has few
FEW_ROWS = 20  # rows of all its tables together, at most

FIRST_BLOCK = 4  # row of the first block: heading, office and period, and an empty row stand above
NOTE_WIDTH = 60  # characters that captions and notes run across at least
LABEL = 5.0  # points of a digit of the labels of a chart: labels whose words fit stand upright
MOST_LABELS = 30  # labels of a chart that are measured; more do not fit beside each other
BESIDE = range(30, BESIDE_CHART + 1)  # widths of a table that leave room for a chart beside it
CLOSER = 0.7  # part of its width that a chart can do with beside its table


def height(count: int, *, scale: float = 1.0) -> float:
    """The height of a row of so many lines, in points."""
    return round(min(max(ROW_HEIGHT, count * LINE_HEIGHT + 2) * scale, HIGHEST_ROW), 2)


def _row_heights(place: Place, columns: Sequence[float], air: float) -> Iterator[tuple[int, float]]:
    """Measure the rows of a table, its headings and total too, in points."""
    table, button = place.table, BUTTON if place.table.filters else 0
    spans = map(place.span, range(len(table.columns)))
    widths = [sum(columns[first - 1 : last]) for first, last in spans]
    headings = (
        text_width.lines(column.label, (size - PADDING - button) / BOLD)
        for column, size in zip(table.columns, widths, strict=False)
    )
    yield place.header, height(max(headings, default=1)) + HEADER_AIR
    bold = [size / BOLD for size in widths]
    for row, cells in enumerate(table.rows if len(table.rows) <= MEASURED_ROWS else ()):
        lines = _most(cells, bold if row in table.main_rows else widths)
        yield place.first + row, height(lines) + air
    if place.total is not None:
        yield place.total, height(_most(table.total or (), bold)) + air


def _most(cells: Sequence[Cell], widths: Sequence[float]) -> int:
    texts = ((cell.value, size) for cell, size in zip(cells, widths, strict=False))
    counts = (text_width.lines(t, size - PADDING) for t, size in texts if isinstance(t, str))
    return max(counts, default=1)


@attrs.frozen
class Line:
    """One row that is not of a table's body."""

    row: int  # its number, from 1
    # Text and format of its cells, and formula where there is one, by column from 1.
    cells: Mapping[int, tuple[CellValue, int] | tuple[CellValue, int, str]]
    height: float  # height in points
    fixed: bool = False  # whether the program that opens the file must keep the height
    merged: tuple[tuple[int, int], ...] = ()  # first and last columns of cells that are merged


@attrs.frozen
class ChartPlace:
    """Where a chart stands."""

    chart: Chart
    row: int  # of its upper edge, from 1
    column: int  # of its left edge, from 1
    width: float  # points, like its height
    height: float

    @property
    def end(self) -> int:
        """Last row it may cover; rows are never lower than a line."""
        return self.row + ceil(self.height / ROW_HEIGHT)


@attrs.frozen
class SheetLayout:
    """One worksheet."""

    sheet: Sheet
    tab: str  # its name
    places: tuple[Place, ...]  # its tables, from top to bottom
    charts: tuple[ChartPlace, ...]
    widths: tuple[int, ...]  # widths of its columns, in characters
    # Name of the worksheet that it goes on from; empty where it begins the sheet.
    continues: str = ""
    # Name of the worksheet that goes on from it; empty where it ends the sheet.
    continued_on: str = ""
    further: tuple[tuple[int, Sheet], ...] = ()  # other sheets on it, and the rows they begin in

    @property
    def sheets(self) -> tuple[tuple[int, Sheet], ...]:
        """The sheets of the report that it has, and the rows that they begin in."""
        return ((1, self.sheet), *self.further)

    @property
    def last_row(self) -> int:
        """Last row in use."""
        ends = [place.end for place in self.places] + [chart.end for chart in self.charts]
        return max(ends, default=FIRST_BLOCK - 1)

    @property
    def last_column(self) -> int:
        """Last column in use, those below charts included."""
        spans = [] if self.page.breaks else map(self.span_of, self.places)
        return max([len(self.widths), *spans, self._across])

    @property
    def _across(self) -> int:
        """Last column of tables and charts."""
        ends = (place.last_column for place in self.places)
        return max([1, *ends, *map(self.right_of, self.charts)])

    def merged(self, lines: Sequence[Line]) -> Iterator[str]:
        """The ranges of cells that are merged: of its tables, and of lines around them."""
        for line in lines:
            yield from (_range(line.row, *pair) for pair in line.merged if pair[1] > pair[0])
        for place in self.places:
            spans = map(place.span, range(len(place.table.columns)))
            wide = [(first, last) for first, last in spans if last > first]
            end = place.last if place.total is None else place.total
            for row in range(place.header, end + 1) if wide else ():
                yield from (_range(row, *pair) for pair in wide)

    @property
    def used(self) -> str:
        """The range of its tables."""
        return f"A1:{column_letters(max(len(self.widths), 1))}{self.last_row}"

    @cached_property
    def heights(self) -> dict[int, float]:
        """The heights of the rows of its tables, in points; a very long body has none.

        Where there are few rows they stand further apart.
        """
        rows = sum(len(place.table.rows) for place in self.places)
        air = AIR if rows <= FEW_ROWS else 0.0
        return dict(pair for place in self.places for pair in _row_heights(place, self.widths, air))

    @cached_property
    def page(self) -> Page:
        """How it is printed."""
        return page_of(
            [self.width_of(column + 1) for column in range(self._across)],
            wide=any(place.table.wide for place in self.places),
        )

    @property
    def first_text(self) -> int:
        """The column that headings and notes begin in: behind those that each page repeats."""
        return self.page.repeated + 1

    def span_of(self, place: Place) -> int:
        """The last column that a table's caption and notes run across, on the first page."""
        columns = place.last_column
        if any(chart.row == place.caption for chart in self.charts):
            return columns
        if self.page.breaks:
            return self.page.breaks[0]
        while self.across(columns) < NOTE_WIDTH:
            columns += 1
        return columns

    def across(self, columns: int) -> float:
        """The width of the first columns together, in characters."""
        return sum(self.width_of(column + 1) for column in range(columns))

    def right_of(self, chart: ChartPlace) -> int:
        """The column that the right edge of a chart is in."""
        column, room = chart.column, chart.width
        while room > (size := self.width_of(column) * POINTS_PER_CHARACTER):
            room -= size
            column += 1
        return column

    def width_of(self, column: int) -> float:
        """The width of a column, counted from 1, in characters."""
        return self.widths[column - 1] if column <= len(self.widths) else 8.43

    @property
    def closing(self) -> Place | None:
        """The table whose headings are repeated on the pages after its first: the last one.

        Repeated over another table, or over a chart below, headings would mislead.
        """
        last = self.places[-1] if self.places else None
        if last is None or any(chart.row > last.caption for chart in self.charts):
            return None
        return last

    @property
    def main(self) -> Place | None:
        """The table the reader scrolls: the first, if it alone is long or there is no other."""
        if not self.places:
            return None
        first, *others = self.places
        alone = not others or len(first.table.rows) > max(30, *(len(p.table.rows) for p in others))
        return first if alone else None


def _range(row: int, first: int, last: int) -> str:
    """Cells beside each other."""
    return f"{column_letters(first)}{row}:{column_letters(last)}{row}"


def _chart_size(chart: Chart, table: Table) -> tuple[float, float]:
    points = len(chart.rows or table.rows if chart.labels else chart.values) + bool(chart.rest)
    if chart.kind is ChartKind.TIMELINE:
        return 620.0, min(700.0, 130.0 + 19 * points)
    if chart.kind is ChartKind.BARS or not chart.labels:
        per_point = 16 + 7 * (len(chart.values) - 1) if chart.labels else 16
        return 470.0, min(700.0, 110.0 + per_point * points)
    if chart.kind is ChartKind.STEPS:
        return 470.0, 235.0
    index = table.index(chart.labels)
    labels = " ".join(str(row[index].value) for row in table.rows[:MOST_LABELS])
    word = max(map(text_width.width, labels.split(" ")), default=0.0)
    return min(740.0, max(430.0, 80.0 + max(26.0, LABEL * word + 8) * points)), 235.0


def rows_of(report: Report, block: Block) -> int:
    """The rows that a table takes, or at most a chart; none for a chart of nothing."""
    if isinstance(block, Sheet):
        return 1
    if isinstance(block, Table):
        return Place(block, "", 1).end
    table = report.tables[block.table]
    return ChartPlace(block, 1, 1, *_chart_size(block, table)).end if table.rows else 0


def arrange(
    report: Report, part: SheetPart, tab: str, profiles: Mapping[str, TableProfile]
) -> SheetLayout:
    """Give every block of a worksheet its place."""
    sheet, blocks = part
    places: list[Place] = []
    charts: list[ChartPlace] = []
    further: list[tuple[int, Sheet]] = []
    grid = grid_of(list(_asked(report, blocks, profiles)))
    edges = iter(grid.edges)
    across = PORTRAIT if sum(grid.widths) <= PORTRAIT + MORE else LANDSCAPE
    page = across * POINTS_PER_CHARACTER  # a chart alone does not turn a page on its side
    row = FIRST_BLOCK
    above: Place | None = None  # the table before a chart, which may stand beside it
    for block in blocks:
        if isinstance(block, Table):
            above = Place(block, tab, row, edges=next(edges))
            places.append(above)
            row = max(row, above.end + 2)
        elif isinstance(block, Sheet):
            further.append((row, block))
            row, above = row + 1, None
        elif report.tables[block.table].rows:
            size = _chart_size(block, report.tables[block.table])
            chart = ChartPlace(block, row, 1, min(size[0], page), size[1])
            if above is not None and above.table.id == block.table:
                columns = above.last_column
                table = sum(grid.widths[:columns])
                room = (DENSE - table) * POINTS_PER_CHARACTER
                if table in BESIDE and size[0] * CLOSER <= room:
                    size = min(size[0], room), size[1]
                    chart = ChartPlace(block, above.caption, columns + 1, *size)
            above = None
            charts.append(chart)
            row = max(row, chart.end + 2)
    return SheetLayout(
        sheet, tab, tuple(places), tuple(charts), grid.widths, further=tuple(further)
    )


def _asked(
    report: Report, blocks: Sequence[Block], profiles: Mapping[str, TableProfile]
) -> Iterator[Asked]:
    """What each table of a worksheet asks of its columns."""
    for block, after in zip(blocks, (*blocks[1:], None), strict=True):
        if isinstance(block, Table):
            count = len(block.rows)
            cut = count < len(report.tables[block.id].rows)
            whole = block.filters or cut or count > LONG
            drawn = isinstance(after, Chart) and after.table == block.id
            yield Asked(block, profiles[block.id], whole=whole, beside=drawn)
