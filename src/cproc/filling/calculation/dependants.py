"""Which formulas depend on which cells."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping

import attrs

from cproc.filling.calculation.tree import Area, NotComputableError

Place = tuple[str, int, int]
"""A cell: the key of its sheet, row and column."""

MOST_READERS = 2_000_000
"""Pairs of a cell and a formula that reads it, of all that is computed anew."""
_WIDE = 64
"""An area of more columns is looked through for any cell of its sheet."""


class Dependants:
    """The formulas that read a cell, found without looking at all of them."""

    def __init__(self, reads: Mapping[Place, Collection[Area] | None]) -> None:
        """Sort the areas that formulas read by sheet and column.

        Args:
            reads: By the place of a formula, the areas it reads, with keys of sheets; None where
                nobody can say which.
        """
        self._cells = defaultdict[Place, list[Place]](list)
        self._columns = defaultdict[tuple[str, int], list[tuple[int, int, Place]]](list)
        self._wide = defaultdict[str, list[tuple[Area, Place]]](list)
        self.of_anything = [place for place, areas in reads.items() if areas is None]
        for place, areas in reads.items():
            for area in areas or ():
                self._enter(area, place)

    def _enter(self, area: Area, place: Place) -> None:
        if area.single:
            self._cells[area.sheet, area.top, area.left].append(place)
        elif area.right - area.left >= _WIDE:
            self._wide[area.sheet].append((area, place))
        else:
            for column in range(area.left, area.right + 1):
                self._columns[area.sheet, column].append((area.top, area.bottom, place))

    def of(self, cell: Place) -> Iterator[Place]:
        """The formulas that read a cell, some of them twice."""
        sheet, row, column = cell
        yield from self._cells.get(cell, ())
        for top, bottom, place in self._columns.get((sheet, column), ()):
            if top <= row <= bottom:
                yield place
        for area, place in self._wide.get(sheet, ()):
            if area.top <= row <= area.bottom and area.left <= column <= area.right:
                yield place


@attrs.frozen
class Order:
    """Formulas whose results may have changed.

    Args:
        sorted: Those that can be computed one after the other.
        circular: Those that depend on themselves, and what depends on these.
    """

    sorted: tuple[Place, ...]
    circular: tuple[Place, ...]


def in_order(
    dependants: Dependants, changed: Iterable[Place], formulas: Collection[Place]
) -> Order:
    """All that depends on changed cells, each formula behind those that it reads.

    Args:
        dependants: Who reads what.
        changed: The cells; those with a formula are computed themselves.
        formulas: Where formulas are.

    Raises:
        NotComputableError: There are more dependencies than fit into memory, as of ten thousand
            running totals.
    """
    readers: dict[Place, set[Place]] = {}
    left = MOST_READERS
    seeds = dict.fromkeys((*changed, *dependants.of_anything))
    waiting = deque(seeds)
    seen = set(seeds)
    while waiting:
        cell = waiting.popleft()
        readers[cell] = set(dependants.of(cell))
        if (left := left - len(readers[cell])) < 0:
            raise NotComputableError("too many readers")
        for place in readers[cell] - seen:
            seen.add(place)
            waiting.append(place)
    dirty = [place for place in readers if place in formulas]
    before = dict.fromkeys(dirty, 0)
    for place in dirty:
        for reader in readers[place]:
            before[reader] += 1
    ready = deque(place for place in dirty if not before[place])
    done: list[Place] = []
    while ready:
        place = ready.popleft()
        done.append(place)
        for reader in readers[place]:
            before[reader] -= 1
            if not before[reader]:
                ready.append(reader)
    rest = set(dirty) - set(done)
    return Order(tuple(done), tuple(place for place in dirty if place in rest))
