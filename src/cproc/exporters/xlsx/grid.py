"""The columns of a worksheet: a width for each column of a table, and one grid for several tables.

Tables that stand below each other share the columns of the worksheet. So that none takes the widths
of another, a column of a table may take several columns of the worksheet, whose cells are merged. A
table that can be filtered, or is long, keeps one column each, since merged cells cannot be sorted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil
from typing import NamedTuple

import attrs

from cproc.exporters.office import text_width
from cproc.exporters.xlsx.profile import ColumnProfile, TableProfile
from cproc.report import NUMERIC, Kind, Table

BOLD = 1.08  # how much wider bold text is, about
PORTRAIT, LANDSCAPE = 94, 138  # characters across an A4 page at full size, margins off
LEGIBLE = 0.8  # least part of full size that a worksheet is printed in
DENSE = 170  # characters across a page on its side at that size
TIGHT = 192  # the same for a table that would else take two pages: seven tenths of full size
BESIDE_PAGE = 150  # characters across each of several pages, without the columns repeated
MORE = 10  # characters by which a sheet may be wider than a page before it is turned on its side
NARROW, WIDE = 6, 90  # least and greatest width of a column, in characters
LONG_WORD = 28  # characters of a word that is not broken for the sake of the page
GAP = 2  # characters between two headings that are set to the right
BUTTON = 3  # characters that the button of a filter covers
PADDING = 2.4  # characters that the edges of a cell and its indent take
ROOMY = 2  # times what its content needs that a column is wide at most
LONG = 200  # rows of a table whose cells are not merged
BESIDE_CHART = 62  # characters across that leave room for a chart beside a table

_WELL = 0.7  # part of its width that a column may be off, on average, to divide no other
_WRAPPED = 1.5  # what it costs that texts wrap which would have had room
_BEYOND = 3.0  # what it costs that a column ends where no other table does, further right
_MANY = 60  # columns of a table that takes those there are as they come
_NEAR = 4  # characters that an edge is moved by so that it meets another


@attrs.frozen
class Wish:
    """Widths of one column, in characters: at least, as asked, and to have no line wrapped."""

    least: int
    asked: int
    full: int

    @property
    def most(self) -> int:
        """The width beyond which the eye loses the line."""
        return ROOMY * self.full


def wishes_of(table: Table, profile: TableProfile) -> list[Wish]:
    """What the columns of a table want."""
    return [_wish(column, filtered=table.filters) for column in profile.columns]


def _wish(profile: ColumnProfile, *, filtered: bool) -> Wish:
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
        return Wish(least, text, text)
    full = max(least, min(profile.longest + 3, WIDE))
    return Wish(least, max(least, min(column.width, full)), full)


def fit_columns(wishes: Sequence[Wish], page: int, *, alone: bool = False) -> tuple[int, ...]:
    """Choose the widths of the columns of a table.

    Where there is room on the page, columns whose text wraps get it, then all alike, none more than
    twice what it needs. Where there is too little room, the widest texts give way, as far as
    their words allow.

    Args:
        wishes: What its columns want.
        page: Characters across the page.
        alone: Whether no other table takes its columns.
    """
    widths = [wish.asked for wish in wishes]
    if sum(widths) > page:
        lowest = [wish.least for wish in wishes]
        return _shrunk(widths, lowest, min(sum(widths), _room(sum(lowest), page)))
    full = [wish.full for wish in wishes]
    if alone and page < sum(full) <= page + MORE:
        return tuple(full)  # on a page that is a little wider no text is wrapped
    widths = _widened(widths, full, page)
    return tuple(_widened(widths, [wish.most for wish in wishes], page))


def _room(least: int, page: int) -> int:
    """The characters across that columns share that need at least so many: a page, or several."""
    for room in (DENSE, TIGHT) if page >= LANDSCAPE else (page,):
        if least * 11 <= room * 10:
            return room
    return BESIDE_PAGE * -(-least * 11 // (BESIDE_PAGE * 10))


def _widened(widths: Sequence[int], wanted: Sequence[int], page: int) -> list[int]:
    """Widen the columns that lack most in proportion, one character at a time."""
    widened = list(widths)
    for _ in range(page - sum(widths)):
        lack = [most / size for size, most in zip(widened, wanted, strict=True)]
        neediest = max(range(len(lack)), key=lack.__getitem__, default=None)
        if neediest is None or lack[neediest] <= 1:
            break
        widened[neediest] += 1
    return widened


def _shrunk(widths: list[int], least: list[int], room: int) -> tuple[int, ...]:
    """Take from each column in proportion to what it has beyond its least."""
    spare = [size - low for size, low in zip(widths, least, strict=True)]
    part = min(1.0, max(0.0, (room - sum(least)) / max(1, sum(spare))))
    return tuple(low + int(more * part) for low, more in zip(least, spare, strict=True))


@attrs.frozen
class Asked:
    """What a table asks of the columns of its worksheet."""

    table: Table
    profile: TableProfile
    whole: bool = False  # whether its columns take one column of the worksheet each
    beside: bool = False  # whether a chart of it follows, which may stand beside it


class Grid(NamedTuple):
    """The columns of a worksheet, and where those of its tables begin and end."""

    widths: tuple[int, ...]
    edges: tuple[tuple[int, ...], ...]  # for each table, as `Place.edges` has them


def grid_of(tables: Sequence[Asked]) -> Grid:
    """Lay the columns of the tables of a worksheet, from top to bottom, on one grid."""
    wanted = [wishes_of(each.table, each.profile) for each in tables]
    sums = [sum(wish.asked for wish in wishes) for wishes in wanted]
    lying = any(each.table.wide for each in tables) or max(sums, default=0) > PORTRAIT
    page = LANDSCAPE if lying else PORTRAIT
    widths = [
        fit_columns(
            wishes,
            BESIDE_CHART if each.beside and asked <= BESIDE_CHART else page,
            alone=len(tables) == 1,
        )
        for each, wishes, asked in zip(tables, wanted, sums, strict=True)
    ]
    lines = _Lines()
    placed: dict[int, list[int]] = {}
    for at in sorted(range(len(tables)), key=lambda at: (not tables[at].whole, -len(widths[at]))):
        if tables[at].whole and not lines.fixed:
            placed[at] = lines.fix(widths[at])
        elif tables[at].whole:
            placed[at] = lines.share(widths[at])
        else:
            placed[at] = lines.meet(widths[at], wanted[at])
    columns = {edge: number for number, edge in enumerate(lines.edges, start=1)}
    edges = (tuple(columns[edge] for edge in placed[at]) for at in range(len(tables)))
    plain = tuple(() if at == tuple(range(1, len(at) + 1)) else at for at in edges)
    return Grid(tuple(right - left for left, right in pairwise(lines.edges)), plain)


class _Lines:
    """The edges of the columns of a worksheet as they grow, in characters from the left."""

    def __init__(self) -> None:
        self.edges = [0]
        self.fixed = 0  # up to where no edge may be added

    def fix(self, widths: Sequence[int]) -> list[int]:
        """Give a table columns of its own."""
        self.edges = [0, *accumulate(widths)]
        self.fixed = self.edges[-1]
        return self.edges.copy()

    def share(self, widths: Sequence[int]) -> list[int]:
        """Give a table the columns of another that may not be divided, and what it needs more."""
        more = list(accumulate(widths[len(self.edges) - 1 :], initial=self.edges[-1]))
        self.edges += more[1:]
        self.fixed = self.edges[-1]
        return self.edges[: len(widths) + 1]

    def meet(self, widths: Sequence[int], wishes: Sequence[Wish]) -> list[int]:
        """Give a table edges that there are, where they are near, else new ones."""
        if self.edges == [0]:
            self.edges = [0, *accumulate(widths)]
            return self.edges.copy()
        if len(widths) > _MANY:
            return self.share(widths)
        cost, fitted = self._fitted(widths, wishes)
        if self.fixed or cost <= _WELL * len(widths):
            placed = [0, *fitted]
        else:
            placed = [0]
            for wanted, wish in zip(accumulate(widths), wishes, strict=True):
                placed.append(self._near(placed[-1], wanted, wish))
        self.edges = sorted({*self.edges, *placed})
        return placed

    def _near(self, left: int, wanted: int, wish: Wish) -> int:
        """The edge that a column ends at where edges may be added."""
        wanted = min(max(wanted, left + wish.least), left + wish.most)
        there = (edge for edge in self.edges if wish.least <= edge - left <= wish.most)
        nearest = min(there, key=lambda edge: abs(edge - wanted), default=wanted)
        return nearest if abs(nearest - wanted) <= _NEAR else wanted

    def _fitted(
        self, widths: Sequence[int], wishes: Sequence[Wish]
    ) -> tuple[float, tuple[int, ...]]:
        """The edges that fit columns best, if no column there is is divided.

        Returns:
            What it costs, and the edges: a column narrower than its longest word costs most, then
            one wider than the eye follows.
        """
        bound = self.fixed or self.edges[-1]
        known: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {}

        def best(at: int, left: int) -> tuple[float, tuple[int, ...]]:
            if at == len(widths):
                return 0.0, ()
            if (at, left) not in known:
                ends = [edge for edge in self.edges if edge > left]
                short = bound - left < wishes[at].least
                if short or left + widths[at] > bound + _NEAR:
                    ends.append(left + widths[at])
                tried = []
                for end in ends:
                    cost, edges = best(at + 1, end)
                    cost += _cost(end - left, widths[at], wishes[at]) + _BEYOND * (end > bound)
                    tried.append((cost, (end, *edges)))
                known[at, left] = min(tried)
            return known[at, left]

        return best(0, 0)


def _cost(width: int, wanted: int, wish: Wish) -> float:
    """How ill a width fits a column."""
    narrow, wide = max(0, wish.least - width), max(0, width - wish.most)
    wrapped = width < wish.full <= wanted
    return 1000.0 * narrow + 10.0 * wide + _WRAPPED * wrapped + abs(width - wanted) / wanted
