"""The cells of a workbook, as its formulas read them."""

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
    Area,
    CellError,
    Name,
    Node,
    NotComputableError,
    Value,
    functions_of,
    leaves,
    parsed,
)
from cproc.filling.calculation.dependants import Place

Computed = Value | CellError | NotComputableError
"""What came of a formula; a result that cannot be computed here is no value."""

_ANYWHERE = frozenset({"INDIRECT", "OFFSET", "CELL"})
"""What reads cells that its arguments do not name."""
_MOVING = frozenset({"ROW", "ROWS", "COLUMN", "COLUMNS"})
"""What tells where cells are, which changes where rows move."""
_FOREIGN = re.compile(r"'?(?:[^'\[\]]*)\[[^\]]+\][^\]]*!")
_JOINT = re.compile(rb"""t=["'](?:array|dataTable)["']""")
_DEPTH = 8
"""Names that mean names, at most so many in a row."""
_NAMES, _VISITS = 200, 5_000_000
"""Names that a formula may mean, and cells that all formulas may read; the rest is dropped."""
_NARROW = 8
"""Columns of an area whose cells are looked up one by one."""


_MOVES = re.compile(r"(?:ROW|COLUMN)S?\s*\(", re.IGNORECASE)


def _called(cell: BookCell) -> set[str]:
    try:
        return set(functions_of(parsed(cell.formula or "")))
    except NotComputableError:
        return set()


class _AllRows(dict[int, Mapping[int, BookCell]]):
    """The rows of a sheet that was read: one that is not there is blank."""

    def __contains__(self, row: object) -> bool:
        return True


def _filled(cells: Iterable[BookCell]) -> dict[int, BookCell]:
    there = (cell for cell in cells if cell.formula is not None or cell.value is not None)
    return {cell.column: cell for cell in there}


class BookGrid:
    """The cells of a workbook as formulas read them: what is not asked for is not read.

    Attributes:
        book: The workbook.
        results: What was computed anew.
    """

    def __init__(self, book: Book) -> None:
        """Read nothing yet.

        Args:
            book: The workbook, as it is after all changes.
        """
        self.book = book
        self.titles = {title.casefold(): title for title in book.sheet_names}
        self.results: dict[Place, Computed] = {}
        self._rows: dict[str, dict[int, Mapping[int, BookCell]]] = {}
        self._sorted: dict[str, list[int]] = {}
        self._names_left, self._visits_left = _NAMES, _VISITS
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
        spilled: dict[Place, Place] = {}
        for sheet in self.book.sheets():
            if not _JOINT.search(sheet.data):
                continue
            key = sheet.name.casefold()
            for area in self.book.joint_areas(sheet):
                first = key, area.top, area.left
                rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
                spilled |= {(key, row, column): first for row in rows for column in columns}
        return {place: first for place, first in spilled.items() if place != first}

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
        self._names_left = _NAMES
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
        self._names_left -= 1
        if self._names_left < 0:  # names that mean names many times over
            raise NotComputableError(name)
        key = name.casefold()
        text = self._names.get((key, sheet.casefold())) or self._names.get((key, ""))
        if text is None or (node := parsed(text)) == Name(name):
            raise NotComputableError(name)
        return node

    def _sheet(self, sheet: str) -> str:
        """The key of a sheet."""
        if (key := sheet.casefold()) not in self.titles:
            raise CellError("#REF!")
        return key

    def _row(self, key: str, row: int) -> Mapping[int, BookCell]:
        """The cells of a row that hold something; one that has only a format is blank."""
        known = self._rows.setdefault(key, {})
        if row not in known:
            title = self.titles[key]
            if not self.book.sheet(title).loaded:
                self._read_all(key)
            else:
                known[row] = _filled(self.book.cells_of_row(title, row))
        return self._rows[key].get(row, {})

    def _read_all(self, key: str) -> None:
        rows: dict[int, list[BookCell]] = {}
        for cell in self.book.cells(self.titles[key]):
            rows.setdefault(cell.row, []).append(cell)
        self._rows[key] = _AllRows({row: _filled(cells) for row, cells in rows.items()})

    def _numbers(self, key: str) -> list[int]:
        """The numbers of the rows of a sheet, in order."""
        if key not in self._sorted:
            sheet = self.book.sheet(self.titles[key])
            if not sheet.loaded:
                self._row(key, 1)
            self._sorted[key] = sheet.numbers() if sheet.loaded else sorted(self._rows[key])
        return self._sorted[key]

    def _visit(self) -> None:
        self._visits_left -= 1
        if self._visits_left < 0:
            raise NotComputableError("too many cells")

    def moving(self) -> list[Place]:
        """The formulas that tell where cells are."""
        return [
            place
            for place, cell in self.formulas.items()
            if _MOVES.search(cell.formula or "") and not _MOVING.isdisjoint(_called(cell))
        ]

    def begin(self, place: Place) -> BookCell:
        """The formula that is to be computed next."""
        self._names_left = _NAMES
        return self.formulas[place]

    def value(self, sheet: str, row: int, column: int) -> Value:
        """The value of a cell."""
        self._visit()
        key = self._sheet(sheet)
        place = key, row, column
        if place in self.results:
            result = self.results[place]
            if isinstance(result, CellError | NotComputableError):
                raise type(result)(*result.args)
            return result
        cell = self.formulas.get(place) or self._row(key, row).get(column)
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
        key = self._sheet(area.sheet)
        numbers = self._numbers(key)
        start, stop = bisect_left(numbers, area.top), bisect_right(numbers, area.bottom)
        narrow = area.right - area.left < _NARROW
        for row in numbers[start:stop]:
            if narrow:
                for column in range(area.left, area.right + 1):
                    self._visit()
                    if (key, row, column) in self.formulas or column in self._row(key, row):
                        yield row, column
            else:
                columns = sorted(self._row(key, row))
                yield from ((row, each) for each in columns if area.left <= each <= area.right)

    def bounds(self, area: Area) -> Area:
        """The part of an area that holds all of its cells that are not blank."""
        filled = list(self.filled(area))
        bottom = max((row for row, _column in filled), default=area.top)
        right = max((column for _row, column in filled), default=area.left)
        return attrs.evolve(area, bottom=bottom, right=right)

    def subtotalled(self, sheet: str, row: int, column: int) -> bool:
        """Whether the formula of a cell has a SUBTOTAL."""
        cell = self.formulas.get((sheet.casefold(), row, column))
        return cell is not None and not {"SUBTOTAL", "AGGREGATE"}.isdisjoint(_called(cell))

    def hidden(self, sheet: str, row: int) -> bool:
        """Whether a row is not shown."""
        element = self.book.sheet(sheet).row(row)
        return element is not None and is_hidden(element)
