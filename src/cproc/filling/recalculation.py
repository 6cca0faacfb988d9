"""Stored results of formulas: what depends on changed cells is computed anew, or dropped.

A file holds with each formula the result of the last time it was computed. Programs that only read
it, and previews, show that result. What depends on a changed cell is computed here as the
application would; where a formula has what is not known here, its result and those of all that
depend on it are dropped, and the application computes them when it opens the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property

import attrs

from cproc.filling.book import Book, BookCell
from cproc.filling.book.cells import is_hidden
from cproc.filling.calculation import (
    FUNCTIONS,
    Area,
    CellError,
    Evaluation,
    Name,
    Node,
    NotComputableError,
    Value,
    functions_of,
    leaves,
    parsed,
)
from cproc.filling.calculation.dependants import Dependants, Place, in_order

_ANYWHERE = frozenset({"INDIRECT", "OFFSET", "ROW", "ROWS", "COLUMN", "COLUMNS", "CELL", "ADDRESS"})
"""What reads cells that its arguments do not name, or where a cell is, which insertions move."""
_FOREIGN = re.compile(r"'?(?:[^'\[\]]*)\[[^\]]+\][^\]]*!")
_JOINT = re.compile(rb"""t=["'](?:array|dataTable)["']""")
_DEPTH = 8
"""Names that mean names, at most so many in a row."""


def recalculate(book: Book, changed: Iterable[tuple[str, str]]) -> int:
    """Compute stored results anew that depend on changed cells.

    Args:
        book: The workbook, as it is after all changes; its stored results are changed.
        changed: Title of the sheet and address (``E12``) of each changed cell; one that has a
            formula is computed itself, as that of a new row.

    Returns:
        How many results were dropped, since they cannot be computed here.
    """
    grid = _BookGrid(book)
    seeds = {grid.place(sheet, ref) for sheet, ref in changed}
    if not seeds:
        return 0
    formulas = grid.formulas
    reads = {place: grid.reads(place) for place in formulas}
    reads |= {place: [_cell(master)] for place, master in grid.spilled.items()}
    dependants = Dependants(reads)
    touched = {sheet for sheet, _row, _column in seeds}
    meant = in_order(dependants, seeds, reads)
    # Some programs store no result at all; it may be needed for others.
    without = [place for place, cell in formulas.items() if cell.value is None]
    order = in_order(dependants, [*seeds, *without], reads) if without else meant
    for place in order.circular:
        grid.results[place] = NotComputableError("circular")
    for place in order.sorted:
        grid.results[place] = _computed(grid, place)
    stored = {*meant.sorted, *meant.circular}
    stored |= {place for place in without if place[0] in touched}
    dropped = 0
    for place in formulas:
        if place in stored:
            dropped += _store(book, formulas[place], grid.results[place])
    return dropped


def _cell(place: Place) -> Area:
    sheet, row, column = place
    return Area(sheet, row, column, row, column)


Computed = Value | CellError | NotComputableError


def _computed(grid: _BookGrid, place: Place) -> Computed:
    if place in grid.spilled or place in grid.joint:
        return NotComputableError("array")
    cell = grid.formulas[place]
    try:
        return Evaluation(grid, cell.sheet, FUNCTIONS).result(parsed(cell.formula or ""))
    except (CellError, NotComputableError) as error:
        return error
    except (ValueError, IndexError, RecursionError, ArithmeticError) as error:
        # Too few arguments, or too many: the application says so better than we could.
        return NotComputableError(str(error))


def _store(book: Book, cell: BookCell, result: Computed) -> bool:
    """Store a result; whether it was dropped instead."""
    if isinstance(result, NotComputableError):
        book.store(cell.sheet, cell.ref, None)
        return True
    stored = Decimal(repr(result)) if isinstance(result, float) else result
    book.store(cell.sheet, cell.ref, stored.code if isinstance(stored, CellError) else stored)
    return False


class _BookGrid:
    """The cells of a workbook as formulas read them."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.titles = {title.casefold(): title for title in book.sheet_names}
        self.results: dict[Place, Computed] = {}
        self._sheets: dict[str, dict[tuple[int, int], BookCell]] = {}
        self._sorted: dict[str, list[tuple[int, int]]] = {}
        self._epoch = date(1904, 1, 1) if book.since_1904 else date(1899, 12, 30)

    def place(self, sheet: str, ref: str) -> Place:
        """The place that an address names."""
        area = parsed(ref)
        if not isinstance(area, Area):
            raise TypeError(ref)
        return sheet.casefold(), area.top, area.left

    @cached_property
    def formulas(self) -> Mapping[Place, BookCell]:
        """Every formula by its place."""
        return {
            (cell.sheet.casefold(), cell.row, cell.column): cell for cell in self.book.formulas()
        }

    @cached_property
    def spilled(self) -> Mapping[Place, Place]:
        """The cells whose result is of a formula in another, with its place."""
        found: dict[Place, Place] = {}
        for sheet in self.book.sheets():
            if not _JOINT.search(sheet.data):
                continue
            key = sheet.name.casefold()
            for area in self.book.joint_areas(sheet):
                first = key, area.top, area.left
                rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
                found |= {(key, row, column): first for row in rows for column in columns}
        return {place: first for place, first in found.items() if place != first}

    @cached_property
    def joint(self) -> frozenset[Place]:
        """The cells whose formula is one of several cells."""
        return frozenset(self.spilled.values())

    @cached_property
    def _names(self) -> Mapping[tuple[str, str], str]:
        return {
            (each.name.casefold(), (each.sheet or "").casefold()): each.refers_to
            for each in self.book.names()
        }

    def reads(self, place: Place) -> Collection[Area] | None:
        """The areas that the formula of a cell reads; None where nobody can say."""
        try:
            return frozenset(self._read(parsed(self.formulas[place].formula or ""), place[0], 0))
        except (NotComputableError, RecursionError):
            return None

    def _read(self, node: Node, sheet: str, depth: int) -> Iterator[Area]:
        if depth > _DEPTH or not _ANYWHERE.isdisjoint(functions_of(node)):
            raise NotComputableError("anywhere")
        for leaf in leaves(node):
            if isinstance(leaf, Area):
                yield attrs.evolve(leaf, sheet=leaf.sheet.casefold() or sheet)
            elif not _FOREIGN.match(leaf.text):  # another file, which has not changed
                yield from self._read(self.named(leaf.text, sheet), sheet, depth + 1)

    def named(self, name: str, sheet: str) -> Node:
        """What a defined name means on a sheet."""
        key = name.casefold()
        text = self._names.get((key, sheet.casefold())) or self._names.get((key, ""))
        if text is None or (node := parsed(text)) == Name(name):
            raise NotComputableError(name)
        return node

    def _cells(self, sheet: str) -> Mapping[tuple[int, int], BookCell]:
        key = sheet.casefold()
        if key not in self._sheets:
            if key not in self.titles:
                raise CellError("#REF!")
            cells = self.book.cells(self.titles[key])
            there = {(cell.row, cell.column): cell for cell in cells}
            # A cell that has only a format is blank.
            self._sheets[key] = {
                at: cell
                for at, cell in there.items()
                if cell.formula is not None or cell.value is not None
            }
            self._sorted[key] = sorted(self._sheets[key])
        return self._sheets[key]

    def value(self, sheet: str, row: int, column: int) -> Value:
        """The value of a cell."""
        place = sheet.casefold(), row, column
        if place in self.results:
            result = self.results[place]
            if isinstance(result, CellError | NotComputableError):
                raise type(result)(*result.args)
            return result
        cell = self._cells(sheet).get((row, column))
        return None if cell is None else self._stored(cell)

    def _stored(self, cell: BookCell) -> Value:
        value = cell.value
        if cell.error:
            raise CellError(str(value))
        if isinstance(value, bool | str):
            return value
        if isinstance(value, Decimal):
            return float(value)
        if isinstance(value, date):
            return float((value - self._epoch).days)
        raise NotComputableError(cell.ref)  # a formula without a result

    def filled(self, area: Area) -> Iterator[tuple[int, int]]:
        """Row and column of the cells of an area that are not blank."""
        cells = self._cells(area.sheet)
        rows, columns = area.shape
        if rows * columns <= len(cells):
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    if (row, column) in cells:
                        yield row, column
            return
        order = self._sorted[area.sheet.casefold()]
        start = bisect_left(order, (area.top, area.left))
        end = bisect_right(order, (area.bottom, area.right))
        yield from (at for at in order[start:end] if area.left <= at[1] <= area.right)

    def bounds(self, area: Area) -> Area:
        """The part of an area that holds all of its cells that are not blank."""
        filled = list(self.filled(area))
        bottom = max((row for row, _column in filled), default=area.top)
        right = max((column for _row, column in filled), default=area.left)
        return attrs.evolve(area, bottom=bottom, right=right)

    def subtotalled(self, sheet: str, row: int, column: int) -> bool:
        """Whether the formula of a cell has a SUBTOTAL."""
        cell = self.formulas.get((sheet.casefold(), row, column))
        if cell is None or cell.formula is None:
            return False
        try:
            return not {"SUBTOTAL", "AGGREGATE"}.isdisjoint(functions_of(parsed(cell.formula)))
        except NotComputableError:
            return False

    def hidden(self, sheet: str, row: int) -> bool:
        """Whether a row is not shown."""
        element = self.book.sheet(sheet).row(row)
        return element is not None and is_hidden(element)
