"""Where everything stands and how large it is, so that no wrapped line is cut.

Charts stand beside or below their tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from math import ceil

import attrs

from cproc.exporters.office import text_width
from cproc.exporters.xlsx.formulas import Place, Whole
from cproc.exporters.xlsx.profile import ColumnProfile, TableProfile
from cproc.report import NUMERIC, Cell, CellValue, Chart, ChartKind, Kind, Report, Sheet, Table
from cproc.serialize.tables import column_letters

Block = Table | Chart
# A sheet and what of it is on one worksheet: its blocks, or rows of a table that takes several.
SheetPart = tuple[Sheet, tuple[Block, ...]]

LINE_HEIGHT = 12.75  # points of a line of Arial 10
ROW_HEIGHT = 15.0  # points of a row of one line

# Points of a row at most: what Excel takes, 409.5, less the air that some rows get.
HIGHEST_ROW = 405.0
BOLD = 1.08  # how much wider bold text is, about
PORTRAIT, LANDSCAPE = 96, 142  # characters across an A4 page at full size, margins off
DENSE = 190  # characters across that page at three quarters of full size
NARROW, WIDE = 6, 90  # least and greatest width of a column, in characters
LONG_WORD = 28  # characters of a word that is not broken for the sake of the page
GAP = 2  # characters between two headings that are set to the right
GUEST = 32  # width that a table may ask of a column that a larger table of the sheet wants narrower
# Rows of a table that are given a height; beyond, the program that opens the file does it.
MEASURED_ROWS = 2_000
BUTTON = 3  # characters that the button of a filter covers
PADDING = 2.4  # characters that the edges of a cell and its indent take
HEADER_AIR = 3  # points around a heading

FIRST_BLOCK = 4  # row of the first block: heading, office and period, and an empty row stand above
POINTS_PER_CHARACTER = 5.25  # width of a digit of Arial 10, 7 pixels, in points
READABLE = 0.7  # least part of full size that a sheet is printed in
NOTE_WIDTH = 60  # characters that captions and notes run across at least
LABEL = 5.0  # points of a digit of the labels of a chart: labels whose words fit stand upright
MOST_LABELS = 30  # labels of a chart that are measured; more do not fit beside each other
BESIDE = range(30, 66)  # widths of a table, in characters, that leave room for a chart beside it


@attrs.frozen
class _Wish:
    """Widths of one column, in characters: at least, as asked, and to have no line wrapped."""

    least: int
    asked: int
    full: int


def _wish(profile: ColumnProfile, *, filtered: bool) -> _Wish:
    column = profile.column
    button = BUTTON if filtered else 0
    words = [text_width.width(word) * BOLD for word in re.split(r"[\s\-/]", column.label)]
    heading = ceil(max(words, default=0) + 2.5) + button
    dates = 13 if column.kind in {Kind.DATE, Kind.MONTH} else 0
    number = profile.number_width + 5 if profile.decimals else 0
    word = min(profile.word + 3, LONG_WORD)
    least = min(WIDE, max(NARROW, heading, dates, number, word))
    if column.kind in NUMERIC:
        label = ceil(text_width.width(column.label) * BOLD) + GAP + button
        text = max(least, min(column.width, max(label + 2, profile.longest + 3)))
        if label - GAP <= text < label:
            text = label  # on one line it would touch the heading beside it
        return _Wish(least, text, text)
    full = max(least, min(profile.longest + 3, WIDE))
    return _Wish(least, max(least, min(column.width, full)), full)


def fit_columns(tables: Sequence[tuple[Table, TableProfile]]) -> tuple[int, ...]:
    """Choose the widths of the columns of a worksheet.

    The table with most columns decides. Where there is room on the page, columns whose text
    wraps get it; several tables with long texts take a page on its side. Where there is too
    little room, the widest texts give way, as far as their words allow.
    """
    wishes: list[_Wish] = []
    for table, profile in sorted(tables, key=lambda pair: -len(pair[0].columns)):
        for index, column in enumerate(profile.columns):
            wish = _wish(column, filtered=table.filters)
            if index == len(wishes):
                wishes.append(wish)
                continue
            host = wishes[index]
            least = max(host.least, wish.least, min(wish.asked, GUEST - 4))
            asked = max(host.asked, wish.least, min(wish.asked, GUEST))
            wishes[index] = _Wish(least, asked, max(host.full, asked, wish.full))
    widths = [wish.asked for wish in wishes]
    full = [wish.full for wish in wishes]
    wide = any(table.wide for table, _profile in tables) or sum(widths) > PORTRAIT
    wide = wide or (len(tables) > 1 and sum(full) > LANDSCAPE)
    if sum(widths) > DENSE:
        lowest = [wish.least for wish in wishes]
        return _shrunk(widths, lowest, max(DENSE, sum(lowest) * 6 // 5))
    room = (LANDSCAPE if wide else PORTRAIT) - sum(widths)
    return _widen(widths, full, room)


def _widen(widths: list[int], full: list[int], room: int) -> tuple[int, ...]:
    """Widen the columns that lack most in proportion, one character at a time."""
    while room > 0:
        lack = [most / size for size, most in zip(widths, full, strict=True)]
        neediest = max(range(len(lack)), key=lack.__getitem__, default=None)
        if neediest is None or lack[neediest] <= 1:
            break
        widths[neediest] += 1
        room -= 1
    return tuple(widths)


def _shrunk(widths: list[int], least: list[int], room: int) -> tuple[int, ...]:
    """Take from each column in proportion to what it has beyond its least."""
    spare = [size - low for size, low in zip(widths, least, strict=True)]
    part = max(0.0, (room - sum(least)) / max(1, sum(spare)))
    return tuple(low + int(more * part) for low, more in zip(least, spare, strict=True))


def height(count: int, *, scale: float = 1.0) -> float:
    """The height of a row of so many lines, in points."""
    return round(min(max(ROW_HEIGHT, count * LINE_HEIGHT + 2) * scale, HIGHEST_ROW), 2)


def _row_heights(place: Place, widths: Sequence[float]) -> Iterator[tuple[int, float]]:
    """Measure the rows of a table, its headings and total too, in points."""
    table, button = place.table, BUTTON if place.table.filters else 0
    headings = (
        text_width.lines(column.label, (size - PADDING - button) / BOLD)
        for column, size in zip(table.columns, widths, strict=False)
    )
    yield place.header, height(max(headings, default=1)) + HEADER_AIR
    bold = [size / BOLD for size in widths]
    for row, cells in enumerate(table.rows if len(table.rows) <= MEASURED_ROWS else ()):
        yield place.first + row, height(_most(cells, bold if row in table.main_rows else widths))
    if place.total is not None:
        yield place.total, height(_most(table.total or (), bold))


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
    span: int = 1  # columns that the first cell is merged across


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

    @property
    def last_row(self) -> int:
        """Last row in use."""
        ends = [place.end for place in self.places] + [chart.end for chart in self.charts]
        return max(ends, default=FIRST_BLOCK - 1)

    @property
    def last_column(self) -> int:
        """Last column in use, those below charts included."""
        spans = map(self.span_of, self.places)
        return max([1, len(self.widths), *spans, *map(self.right_of, self.charts)])

    @property
    def used(self) -> str:
        """The range of its tables."""
        return f"A1:{column_letters(max(len(self.widths), 1))}{self.last_row}"

    @cached_property
    def heights(self) -> dict[int, float]:
        """The heights of the rows of its tables, in points; a very long body has none."""
        return dict(pair for place in self.places for pair in _row_heights(place, self.widths))

    def span_of(self, place: Place) -> int:
        """The number of columns that a table's caption and notes run across."""
        columns = len(place.table.columns)
        if any(chart.row == place.caption for chart in self.charts):
            return columns
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
    def landscape(self) -> bool:
        """Whether it is printed on its side."""
        across = self.across(self.last_column)
        return across > PORTRAIT or any(place.table.wide for place in self.places)

    @property
    def paper(self) -> str:
        """The paper it is printed on: A3 where A4 would leave too little of its size."""
        return "A3" if self.across(self.last_column) * READABLE > LANDSCAPE else "A4"

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
    tables = [block for block in blocks if isinstance(block, Table)]
    widths = fit_columns([(table, profiles[table.id]) for table in tables])
    row = FIRST_BLOCK
    above: Place | None = None  # the table before a chart, which may stand beside it
    for block in blocks:
        if isinstance(block, Table):
            above = Place(block, tab, row)
            places.append(above)
            row = max(row, above.end + 2)
        elif report.tables[block.table].rows:
            size = _chart_size(block, report.tables[block.table])
            chart = ChartPlace(block, row, 1, *size)
            if above is not None and above.table.id == block.table:
                columns = len(above.table.columns)
                if sum(widths[:columns]) in BESIDE:
                    chart = ChartPlace(block, above.caption, columns + 1, *size)
            above = None
            charts.append(chart)
            row = max(row, chart.end + 2)
    return SheetLayout(sheet, tab, tuple(places), tuple(charts), widths)


AROUND = 3  # rows of a part that are not of its body: caption, headings and where it is continued


def divide_sheet(report: Report, sheet: Sheet, limit: int) -> tuple[SheetPart, ...]:
    """Divide a sheet of a report into worksheets.

    What has no rows to be cut between, such as a chart higher than a worksheet, stays whole.
    """
    room = left = limit - FIRST_BLOCK + 1
    worksheets: list[list[Block]] = [[]]
    for block in map(report.block, sheet.blocks):
        cut = isinstance(block, Table) and rows_of(report, block) > room
        for piece in _cut(block, left, room) if cut else (block,):
            needed = rows_of(report, piece)
            if worksheets[-1] and needed > left:
                worksheets.append([])
                left = room
            worksheets[-1].append(piece)
            left -= needed + 1  # an empty row
    return tuple((sheet, tuple(blocks)) for blocks in worksheets)


def _cut(table: Table, left: int, room: int) -> Iterator[Table]:
    """Cut a table: a part for the rows that are left on a worksheet, then parts for full ones."""
    start, whole = 0, len(table.rows)
    ending = Place(table, "", 1).end - whole
    space = left if left > AROUND else room
    while whole - start > 1 and whole - start + ending > space:
        end = start + max(1, min(space - AROUND, whole - start - 1))
        yield attrs.evolve(_rows(table, start, end), total=None, notes=())
        start, space = end, room
    yield _rows(table, start, whole)


def _rows(table: Table, start: int, end: int) -> Table:
    main = frozenset(at - start for at in table.main_rows if start <= at < end)
    rows, keys = table.rows[start:end], table.keys[start:end]
    return attrs.evolve(table, rows=rows, keys=keys, main_rows=main)


def join_parts(report: Report, layouts: Sequence[SheetLayout]) -> tuple[SheetLayout, ...]:
    """Tell each part of a table where the others stand, and each worksheet what it continues."""
    places: list[Place] = []
    parts: list[Place] = []
    for place in (place for layout in layouts for place in layout.places):
        parts.append(place)
        if sum(part.run.count for part in parts) == len(report.tables[place.table.id].rows):
            whole = Whole(report.tables[place.table.id], tuple(part.run for part in parts))
            places += [attrs.evolve(part, whole=whole) for part in parts]
            parts = []
    rest = iter(places)
    return tuple(
        attrs.evolve(
            layout,
            places=tuple(islice(rest, len(layout.places))),
            continues=before.tab if before and before.sheet is layout.sheet else "",
            continued_on=after.tab if after and after.sheet is layout.sheet else "",
        )
        for before, layout, after in zip(
            (None, *layouts), layouts, (*layouts[1:], None), strict=False
        )
    )
