"""Widths of columns: the report's wish first, then whatever makes the table lower."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import accumulate, pairwise, permutations
from typing import Any

import attrs

from cproc.exporters.office.cell_text import ShownTable
from cproc.exporters.office.text_width import PAGE, advance, widest, widest_word
from cproc.report import Table

TABLE_SIZE = 9  # type size in tables, in points

_MARGINS = 230  # twentieths of a point that a cell's margins and rules take from its width

_WIDEST = 3  # where words do not fit beside each other, none claims more than one part in so many

_CHARACTER = 520  # advance of a character of running text, in thousandths of the type size

_SAMPLE = 60  # of a long table, so many rows are looked at: the fullest, and others throughout

# Columns of the widest table whose columns bargain; the room of more is not worth the time.
_CONSIDERED = 12

_TALL = 1.4  # power by which the lines of a row weigh

_STEPS = (12, 30, 75)  # parts of the page that a column gives to another, tried from the greatest


def _twips(text_advance: int) -> int:
    return text_advance * TABLE_SIZE * 20 // 1000


def _room(text: str) -> int:
    return _twips(advance(text[:PAGE]))


@attrs.frozen
class Needs:
    """What the columns of a table need, in twentieths of a point."""

    least: list[int]  # for their longest words, which a line does not break
    wanted: list[int]  # for what the report asks, no more than their texts run to
    whole: int  # for all texts on one line

    def claims(self, page: int) -> list[int]:
        """What each column must have on a page; of a word as wide as a third of it, that."""
        return [min(width, page // _WIDEST) for width in self.least]

    def fit(self, page: int) -> bool:
        """Whether no column of the table is narrower on a page than its longest word."""
        return sum(self.claims(page)) <= page

    def divided(self, page: int) -> list[list[int]]:
        """The columns of each part of a table that is too wide; each part begins with the first."""
        claims, parts = self.claims(page), [[0]]
        for column in range(1, len(claims)):
            if sum(claims[at] for at in parts[-1]) + claims[column] > page:
                parts.append([0])
            parts[-1].append(column)
        return parts


def needs(table: Table, shown: ShownTable) -> Needs:
    """Measure the texts of a table; those of main rows are bold as those of its ends are."""
    least, wanted, whole = [], [], 0
    for index, (label, texts) in enumerate(zip(shown.header, shown.columns, strict=True)):
        bold = [label, *(texts[row] for row in table.main_rows)]
        bold += [shown.total[index]] if shown.total else []
        word = max(widest_word(texts), widest_word(bold) * 11 // 10)
        text = max(widest(texts), widest(bold) * 11 // 10)
        asked = max(table.columns[index].width * _CHARACTER, word)
        whole += _twips(text) + _MARGINS
        least.append(_twips(word) + _MARGINS)
        wanted.append(_twips(min(text, asked)) + _MARGINS)
    return Needs(least, wanted, whole)


def with_columns(table: Table, columns: Sequence[int]) -> Table:
    """A table of some of the columns of another."""

    def of(row: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(row[column] for column in columns)

    rows, total = tuple(map(of, table.rows)), table.total and of(table.total)
    return attrs.evolve(table, columns=of(table.columns), rows=rows, total=total)


def fit_table(shown: ShownTable, needed: Needs, page: int) -> list[int]:
    """Fit the columns to the page.

    Columns begin with what the report asks for them, no more than their texts run to; then
    they give each other room as long as that makes the table lower. No word is broken if it
    can be helped. A table whose texts all stand on one line in three fifths of the page takes
    no more, so that the eye finds from a label to its number.
    """
    narrow = page * 3 // 5
    if needed.whole <= narrow:
        return fit(needed.wanted, needed.least, narrow)
    least = needed.least if sum(needed.least) <= page else needed.claims(page)
    widths = fit(needed.wanted, least, page)
    if 1 < len(widths) <= _CONSIDERED:
        _lower(widths, least, list(_sample(shown)))
    return widths


def _sample(shown: ShownTable) -> Iterator[list[int]]:
    """The advances of the texts of the rows that tell how high the table gets."""
    # Tuples of texts, which the garbage collector looks at once and never again.
    rows = list(zip(*shown.columns, strict=True))
    if len(rows) > _SAMPLE:
        fullest = nlargest(_SAMPLE // 2, rows, key=lambda row: sum(map(len, row)))
        rows = [*fullest, *rows[:: len(rows) // (_SAMPLE // 2)]]
    for row in [shown.header, *rows, *([shown.total] if shown.total else [])]:
        yield list(map(_room, row))


def _lines(text: int, width: int) -> int:
    """Estimate the lines a text takes; a broken line leaves a tenth of it empty."""
    room = max(width - _MARGINS, 1)
    return 1 if text <= room else -(-text * 11 // (room * 10))


def line_count(shown: ShownTable, widths: Sequence[int]) -> int:
    """Estimate the lines that the body of a table takes."""
    return sum(
        max(_lines(_room(text), width) for text, width in zip(row, widths, strict=True))
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


def fit(wanted: Sequence[int], least: Sequence[int], total: int) -> list[int]:
    """Share a width among columns as they want it, none below the least it can do with.

    Where all the needs together exceed the width, it is shared in proportion to them.

    Example:
        >>> fit([10, 10, 20], [0, 400, 0], 1000)
        [200, 400, 400]
    """
    if sum(least) >= total:
        return _proportional(least, total)
    fixed: dict[int, int] = {}
    while True:
        free = [index for index in range(len(wanted)) if index not in fixed]
        shares = _proportional([wanted[i] for i in free], total - sum(fixed.values()))
        short = {i: least[i] for i, share in zip(free, shares, strict=True) if share < least[i]}
        if not short:
            widths = fixed | dict(zip(free, shares, strict=True))
            return [widths[index] for index in range(len(wanted))]
        fixed |= short


def _proportional(weights: Sequence[int], total: int) -> list[int]:
    whole = sum(weights)
    ends = [edge * total // whole for edge in accumulate(weights, initial=0)]
    return [right - left for left, right in pairwise(ends)]
