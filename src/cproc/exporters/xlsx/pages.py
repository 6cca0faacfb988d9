"""The pages that a worksheet is printed on: A4, as large as they can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil
from typing import NamedTuple

import attrs

from cproc.exporters.xlsx.grid import DENSE, LEGIBLE, PORTRAIT, TIGHT

POINTS_PER_CHARACTER = 5.25  # width of a digit of Arial 10 in Excel, 7 pixels, in points
PRINTED = 5.6  # the same in print, where programs do not round it to pixels
ROW_HEIGHT = 15.0  # points of a row of one line
# Points across and down an A4 page, margins off: upright, and on its side.
UPRIGHT, LYING = False, True
PAGE = {UPRIGHT: (523.0, 748.0), LYING: (770.0, 501.0)}
SAFE = 0.97  # part of a page that is counted on: programs differ in the size of their lines
MORE = 10  # characters by which a sheet may be wider than a page before it is turned on its side
REPEATED = 26  # characters across of the first columns that each of several pages begins with


class Block(NamedTuple):
    """Rows that stay together where a page holds them: of a table, of a chart, or of both."""

    first: int
    last: int


@attrs.frozen
class Page:
    """How a worksheet is printed."""

    landscape: bool
    scale: float  # part of full size
    # The columns after which a page begins beside the first, and how many it begins with again.
    breaks: tuple[int, ...] = ()
    repeated: int = 0
    single: bool = False  # whether all rows are made to fit it

    @property
    def height(self) -> float:
        """The points of rows that it holds."""
        return SAFE * PAGE[self.landscape][1] / self.scale

    def shrunk(self, points: float) -> Page:
        """The page that takes rows that are a little too high for it, else the same."""
        scale = SAFE * PAGE[self.landscape][1] / points if points else 1.0
        fits = LEGIBLE <= scale < self.scale and not self.breaks
        return attrs.evolve(self, scale=scale, single=True) if fits else self


def page_of(widths: Sequence[float], *, wide: bool = False) -> Page:
    """Choose the page of a worksheet by the widths of its columns, in characters.

    What is too wide for a page on its side, at the least size that is read with ease, takes several
    beside each other, each of which begins with the first columns.
    """
    across = sum(widths)
    landscape = wide or across > PORTRAIT + MORE
    if across <= TIGHT:
        return Page(landscape, _scale(landscape, across))
    repeated = max(1, sum(1 for at in range(1, len(widths)) if sum(widths[:at]) <= REPEATED))
    breaks = _breaks(widths, repeated)
    again = sum(widths[:repeated])
    edges = (0, *breaks, len(widths))
    sizes = [sum(widths[first:last]) + again * (first > 0) for first, last in pairwise(edges)]
    return Page(LYING, SAFE * _scale(LYING, max(sizes)), breaks, repeated)


def _scale(landscape: bool, across: float) -> float:
    return min(1.0, PAGE[landscape][0] / max(1.0, across * PRINTED))


def _breaks(widths: Sequence[float], repeated: int) -> tuple[int, ...]:
    """The columns after which a page begins: as few pages as can be, about as full each."""
    most = DENSE - sum(widths[:repeated])
    pages = len(_filled(widths, repeated, most)) + 1
    room = next(
        room
        for room in range(ceil(max(widths)), ceil(sum(widths)) + DENSE)
        if len(_filled(widths, repeated, room)) < pages
    )
    return tuple(_filled(widths, repeated, room))


def _filled(widths: Sequence[float], first: int, room: float) -> list[int]:
    """The columns after which a page is full, if it has room for so many characters."""
    breaks, used = [], 0.0
    for column in range(first, len(widths)):
        if used and used + widths[column] > room:
            breaks.append(column)
            used = 0.0
        used += widths[column]
    return breaks


def row_breaks(blocks: Sequence[Block], heights: Mapping[int, float], page: float) -> Iterator[int]:
    """The rows after which a new page begins: no chart and no short table is cut in two."""
    top, used = 1, 0.0
    for first, last in blocks:
        used += height_of(heights, top, first)
        size = height_of(heights, first, last + 1)
        if used + size > page >= size and first > blocks[0][0]:
            yield first - 1
            used = 0.0
        used += size
        if size > page:
            used %= page
        top = last + 1


def height_of(heights: Mapping[int, float], first: int, end: int) -> float:
    """The height of rows, the last of them not counted; rows not known have one line."""
    measured = [height for row, height in heights.items() if first <= row < end]
    return sum(measured) + ROW_HEIGHT * (end - first - len(measured))


def gathered(spans: Sequence[tuple[int, int]]) -> list[Block]:
    """The blocks of a worksheet: what begins beside another is one block with it."""
    blocks: list[Block] = []
    for first, last in sorted(spans):
        if blocks and first <= blocks[-1].last:
            blocks[-1] = Block(blocks[-1].first, max(blocks[-1].last, last))
        else:
            blocks.append(Block(first, last))
    return blocks
