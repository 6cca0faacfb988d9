"""How wide columns and how high rows come out, so that no wrapped line is cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil
from operator import attrgetter

import attrs

from cproc.exporters.office import cell_text, column_widths, text_width
from cproc.exporters.xlsx.profile import ColumnProfile, TableProfile
from cproc.report import Cell, Kind, Table

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

_value = attrgetter("value")


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
    if column.kind in cell_text.NUMERIC:
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
    return column_widths.widen(widths, full, room)


def _shrunk(widths: list[int], least: list[int], room: int) -> tuple[int, ...]:
    """Take from each column in proportion to what it has beyond its least."""
    spare = [size - low for size, low in zip(widths, least, strict=True)]
    part = max(0.0, (room - sum(least)) / max(1, sum(spare)))
    return tuple(low + int(more * part) for low, more in zip(least, spare, strict=True))


def height(count: int, *, scale: float = 1.0) -> float:
    """The height of a row of so many lines, in points."""
    return round(min(max(ROW_HEIGHT, count * LINE_HEIGHT + 2) * scale, HIGHEST_ROW), 2)


@attrs.frozen
class Heights:
    """Heights of the rows of a table, in points."""

    header: float  # of the headings
    body: tuple[float, ...]  # of each body row; none for a table that is too long to be measured
    total: float  # of the total row


def row_heights(table: Table, widths: Sequence[float]) -> Heights:
    """Measure the rows of a table."""
    button = BUTTON if table.filters else 0
    headings = (
        text_width.lines(column.label, (size - PADDING - button) / BOLD)
        for column, size in zip(table.columns, widths, strict=False)
    )
    bold = [size / BOLD for size in widths]
    body: tuple[float, ...] = ()
    if len(table.rows) <= MEASURED_ROWS:
        body = tuple(
            height(_most(row, bold if at in table.main_rows else widths))
            for at, row in enumerate(table.rows)
        )
    total = height(_most(table.total or (), bold))
    return Heights(height(max(headings, default=1)) + HEADER_AIR, body, total)


def _most(cells: Sequence[Cell], widths: Sequence[float]) -> int:
    counts = map(_lines, map(_value, cells), widths)
    return max(counts, default=1)


def _lines(value: object, size: float) -> int:
    return text_width.lines(value, size - PADDING) if isinstance(value, str) else 1
