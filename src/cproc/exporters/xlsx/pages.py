"""The pages that a worksheet is printed on: A4, as large as they can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil
from typing import NamedTuple

import attrs

from cproc.exporters.xlsx.grid import DENSE, LEGIBLE, MORE, PORTRAIT, TIGHT

POINTS_PER_CHARACTER = 5.25  # width of a digit of Arial 10 in Excel, 7 pixels, in points
PRINTED = 5.6  # the same in print, where programs do not round it to pixels
ROW_HEIGHT = 15.0  # points of a row of one line
# Points across and down an A4 page, margins off: upright, and on its side.
UPRIGHT, LYING = False, True
PAGE = {UPRIGHT: (523.0, 748.0), LYING: (770.0, 501.0)}
SAFE = 0.97  # part of a page that is counted on: programs differ in the size of their lines
SMALLEST = 0.7  # least part of full size that a few rows left over are fitted to a page in
DENSER = 16  # percent of its size that a worksheet of several blocks may lose for a page less
LEFT = 0.4  # part of a last page that is left to itself if more of it is filled
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
    fixed: bool = False  # whether it is printed in that size, rather than as wide as the page
    down: int = 0  # pages below each other that all rows are fitted to; 0 for as many as it takes

    @property
    def height(self) -> float:
        """The points of rows that it holds."""
        return SAFE * PAGE[self.landscape][1] / self.scale

    def holding(self, points: float, *, repeated: float = 0.0, whole: bool = True) -> Page:
        """The page in a size at which few rows are left for the last of several, if it can be read.

        Args:
            points: The height of all rows.
            repeated: That of the headings that each page but the first begins with.
            whole: Whether the rows are of one table, which runs on from page to page; what else is
                too high for one page is left as it is.
        """
        if points <= self.height:
            return attrs.evolve(self, down=1)
        count = 1 + ceil((points - self.height) / (self.height - repeated))
        last = points - self.height - (count - 2) * (self.height - repeated)
        fewer = count - 1
        if (fewer > 1 and not whole) or (fewer > 1 and last > LEFT * self.height):
            return self
        ends = 0.0 if fewer == 1 else ROW_HEIGHT  # rows that a page has no room for, about
        scale = scale_for(self.landscape, points / fewer + repeated * (fewer > 1) + ends)
        least = SMALLEST if last <= LEFT * self.height else LEGIBLE
        return attrs.evolve(self, scale=scale, down=fewer) if least <= scale < self.scale else self


def scale_for(landscape: bool, points: float) -> float:
    """The part of full size in which rows of a height fit a page."""
    return SAFE * PAGE[landscape][1] / points if points else 1.0


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


def denser(page: Page, blocks: Sequence[Block], heights: Mapping[int, float]) -> Page:
    """The page in a size that leaves no last one nearly empty, if little smaller; else the same."""
    pages = filled_pages(page.height, blocks, heights)
    if len(pages) < 2 or pages[-1] > LEFT * page.height:
        return page
    for percent in range(98, 100 - DENSER, -2):
        smaller = attrs.evolve(page, scale=page.scale * percent / 100, fixed=True)
        fewer = len(filled_pages(smaller.height, blocks, heights)) < len(pages)
        if fewer and smaller.scale >= SMALLEST:
            return smaller
    return page


def filled_pages(page: float, blocks: Sequence[Block], heights: Mapping[int, float]) -> list[float]:
    """The heights that pages are filled to, if a new one begins where no block is cut."""
    edges = [0, *row_breaks(blocks, heights, page), blocks[-1].last]
    filled = []
    for first, last in pairwise(edges):
        end = max(block.last for block in blocks if first < block.last <= last)
        size = height_of(heights, first + 1, end + 1)
        filled += [min(page, size - page * number) for number in range(ceil(size / page))]
    return filled


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
