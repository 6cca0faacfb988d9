"""Widths of columns: what the report asks for, fitted to content and to the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

import attrs

from cproc.exporters.xlsx.formats import is_number, number_width
from cproc.exporters.xlsx.heights import BUTTON
from cproc.exporters.xlsx.measure import BOLD, width
from cproc.exporters.xlsx.profile import ColumnProfile, TableProfile
from cproc.report.model import Column, Kind, Table

PORTRAIT, LANDSCAPE = 96, 142
"""Characters across an A4 page at full size, margins off."""
DENSE = 190
"""Characters across that page at three quarters of full size."""
NARROW, WIDE = 6, 90
"""Least and greatest width of a column, in characters."""
LONG_WORD = 28
"""Characters of a word that is not broken for the sake of the page."""
GAP = 2
"""Characters between two headings that are set to the right."""
GUEST = 32
"""Width that a table may ask of a column that a larger table of the sheet wants narrower."""


@attrs.frozen
class _Wish:
    """Widths of one column, in characters: at least, as asked, and to have no line wrapped."""

    least: int
    asked: int
    full: int


def _wish(column: Column, held: ColumnProfile, *, filtered: bool) -> _Wish:
    button = BUTTON if filtered else 0
    words = [width(word) * BOLD for word in re.split(r"[\s\-/]", column.label)]
    heading = ceil(max(words, default=0) + 2.5) + button
    dates = 13 if column.kind in {Kind.DATE, Kind.MONTH} else 0
    number = number_width(column, held) + 5 if held.decimals else 0
    least = min(WIDE, max(NARROW, heading, dates, number, min(held.word + 3, LONG_WORD)))
    if is_number(column.kind):
        label = ceil(width(column.label) * BOLD) + GAP + button
        text = max(least, min(column.width, max(label + 2, held.longest + 3)))
        if label - GAP <= text < label:
            text = label  # on one line it would touch the heading beside it
        return _Wish(least, text, text)
    full = max(least, min(held.longest + 3, WIDE))
    return _Wish(least, max(least, min(column.width, full)), full)


def fitted(tables: Sequence[tuple[Table, TableProfile]]) -> tuple[int, ...]:
    """Choose the widths of the columns of a worksheet.

    The table with most columns decides. Where there is room on the page, columns whose text
    wraps get it; several tables with long texts take a page on its side. Where there is too
    little room, the widest texts give way, as far as their words allow.

    Args:
        tables: The tables of the worksheet and what they hold.
    """
    wishes: list[_Wish] = []
    for table, held in sorted(tables, key=lambda pair: -len(pair[0].columns)):
        for index, (column, profile) in enumerate(zip(table.columns, held.columns, strict=True)):
            wish = _wish(column, profile, filtered=table.filters)
            if index == len(wishes):
                wishes.append(wish)
                continue
            host = wishes[index]
            least = max(host.least, wish.least, min(wish.asked, GUEST - 4))
            asked = max(host.asked, wish.least, min(wish.asked, GUEST))
            wishes[index] = _Wish(least, asked, max(host.full, asked, wish.full))
    widths = [wish.asked for wish in wishes]
    full = [wish.full for wish in wishes]
    wide = any(table.wide for table, _held in tables) or sum(widths) > PORTRAIT
    wide = wide or (len(tables) > 1 and sum(full) > LANDSCAPE)
    if sum(widths) > DENSE:
        lowest = [wish.least for wish in wishes]
        return _shrunk(widths, lowest, max(DENSE, sum(lowest) * 6 // 5))
    room = (LANDSCAPE if wide else PORTRAIT) - sum(widths)
    return _grown(widths, full, room)


def _shrunk(widths: list[int], least: list[int], room: int) -> tuple[int, ...]:
    """Take from each column in proportion to what it has beyond its least."""
    spare = [size - low for size, low in zip(widths, least, strict=True)]
    part = max(0.0, (room - sum(least)) / max(1, sum(spare)))
    return tuple(low + int(more * part) for low, more in zip(least, spare, strict=True))


def _grown(widths: list[int], full: list[int], room: int) -> tuple[int, ...]:
    """Give to the columns that lack most in proportion, one character at a time."""
    while room > 0:
        lack = [most / size for size, most in zip(widths, full, strict=True)]
        neediest = max(range(len(lack)), key=lack.__getitem__, default=None)
        if neediest is None or lack[neediest] <= 1:
            break
        widths[neediest] += 1
        room -= 1
    return tuple(widths)
