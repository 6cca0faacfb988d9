"""Widths of columns: the report's wish first, then whatever makes the table lower."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import permutations

from cproc.exporters.docx.typography import advance, fit, widest, widest_word
from cproc.exporters.docx.values import ShownTable
from cproc.report import Table

TABLE_SIZE = 9
"""Type size in tables, in points."""

_MARGINS = 230
"""Twentieths of a point that a cell's margins and rules take from its width."""

_WIDEST = 3
"""Where words do not fit beside each other, none claims more than one part in so many."""

_CHARACTER = 520
"""Advance of a character of running text, in thousandths of the type size."""

_SAMPLE = 60
"""Of a long table, so many rows are looked at: the fullest, and others throughout."""

_CONSIDERED = 12
"""Columns of the widest table whose columns bargain; the room of more is not worth the time."""

_TALL = 1.4
"""Power by which the lines of a row weigh."""

_STEPS = (12, 30, 75)
"""Parts of the page that a column gives to another, tried from the greatest."""


def _twips(text_advance: int) -> int:
    return text_advance * TABLE_SIZE * 20 // 1000


def column_widths(table: Table, shown: ShownTable, page: int) -> list[int]:
    """Fit the columns to the page.

    Columns begin with what the report asks for them, no more than their texts run to; then
    they give each other room as long as that makes the table lower. No word is broken if it
    can be helped. A table whose texts all stand on one line in three fifths of the page takes
    no more, so that the eye finds from a label to its number.

    Args:
        table: The table, for the widths asked for.
        shown: Its text.
        page: Width of the page's text, in twentieths of a point.
    """
    least, wanted, whole = [], [], 0
    for index, (label, texts) in enumerate(zip(shown.header, shown.columns, strict=True)):
        bold = [label, shown.total[index]] if shown.total else [label]
        word = max(widest_word(texts), widest_word(bold) * 11 // 10)
        text = max(widest(texts), widest(bold) * 11 // 10)
        asked = max(table.columns[index].width * _CHARACTER, word)
        whole += _twips(text) + _MARGINS
        least.append(_twips(word) + _MARGINS)
        wanted.append(_twips(min(text, asked)) + _MARGINS)
    narrow = page * 3 // 5
    if whole <= narrow:
        return fit(wanted, least, narrow)
    if sum(least) > page:
        least = [min(width, page // _WIDEST) for width in least]
    widths = fit(wanted, least, page)
    if 1 < len(widths) <= _CONSIDERED:
        _lower(widths, least, list(_sample(shown)))
    return widths


def _sample(shown: ShownTable) -> Iterator[list[int]]:
    """The advances of the texts of the rows that tell how high the table gets."""
    rows = shown.rows
    if len(rows) > _SAMPLE:
        fullest = nlargest(_SAMPLE // 2, rows, key=lambda row: sum(map(len, row)))
        rows = [*fullest, *rows[:: len(rows) // (_SAMPLE // 2)]]
    for row in [shown.header, *rows, *([shown.total] if shown.total else [])]:
        yield [_twips(advance(text)) for text in row]


def _lines(text: int, width: int) -> int:
    """Estimate the lines a text takes; a broken line leaves a tenth of it empty."""
    room = max(width - _MARGINS, 1)
    return 1 if text <= room else -(-text * 11 // (room * 10))


def line_count(shown: ShownTable, widths: Sequence[int]) -> int:
    """Estimate the lines that the body of a table takes."""
    return sum(
        max(_lines(_twips(advance(text)), width) for text, width in zip(row, widths, strict=True))
        for row in shown.rows
    )


def _cost(heights: Sequence[Sequence[int]]) -> float:
    """Weigh the heights of rows; one tall row is worse than as many lines in several."""
    return sum(math.pow(max(row), _TALL) for row in zip(*heights, strict=True))


def _lower(widths: list[int], least: Sequence[int], rows: Sequence[Sequence[int]]) -> None:
    """Move room between columns as long as the rows together take fewer lines."""
    texts = list(zip(*rows, strict=True))
    page = sum(widths)

    def lines(column: int, width: int) -> list[int]:
        return [_lines(text, width) for text in texts[column]]

    heights = [lines(column, width) for column, width in enumerate(widths)]
    best = _cost(heights)
    improved = True
    while improved:
        improved = False
        for step in (page // part for part in _STEPS):
            for giver, taker in permutations(range(len(widths)), 2):
                if widths[giver] - step < least[giver]:
                    continue
                tried = list(heights)
                tried[giver] = lines(giver, widths[giver] - step)
                tried[taker] = lines(taker, widths[taker] + step)
                total = _cost(tried)
                if total < best:
                    widths[giver] -= step
                    widths[taker] += step
                    heights, best, improved = tried, total, True
