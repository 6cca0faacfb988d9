"""What is told of cells that cannot be read for sure, and of what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from cproc.errors import Problem, Severity, said
from cproc.loaders.faults import fault
from cproc.loaders.grids import Grid
from cproc.loaders.grids.grid import shown_value
from cproc.loaders.values import Read
from cproc.serialize.headings import folded

_NOT_HELD = re.compile(r"\b(cancel|annul|postpone|reporte)")


@attrs.define
class Doubts:
    """What is told of the cells of one sheet.

    Args:
        grid: The sheet.
        problems: What is told so far.
    """

    grid: Grid
    problems: list[Problem] = attrs.Factory(list)

    def tell(
        self,
        rule: str,
        cell: str,
        value: object = "",
        /,
        *,
        hint: str = "",
        severity: Severity | None = None,
        **gaps: object,
    ) -> None:
        """Keep one problem."""
        shown = shown_value(value)
        told = fault(rule, "", shown, file=self.grid.file, hint=hint, cell=cell, **gaps)
        self.problems.append(attrs.evolve(told, severity=severity or told.severity))

    def unsure(
        self, at: int, column: int, value: object, read: Read, *, is_needed: bool = False
    ) -> None:
        """Tell of a cell that is not sure: an error where its record cannot be without it.

        Args:
            at: Index of its row.
            column: Index of its column.
            value: What it holds.
            read: What of it is sure, why the rest is not, and what it most likely means.
            is_needed: Whether its record must have it.
        """
        place = self.grid.place(at, column)
        if read.value is not None:
            guess, doubt = read.guess, read.doubt
            self.tell("cell-unsure.read", place, value, guess=guess, doubt=doubt)
            return
        hint = read.hint
        if read.guess:
            hint = said("It may be {guess}: write that, or how it is meant.", guess=read.guess)
        severity = Severity.ERROR if is_needed else None
        self.tell("cell-unsure", place, value, hint=hint, severity=severity, doubt=read.doubt)

    def perhaps_not_held(self, at: int, column: int, title: object) -> None:
        """Tell of an activity whose title says that it was cancelled, where its status does not."""
        if _NOT_HELD.search(folded(title)):
            self.tell("cell-unsure.held", self.grid.place(at, column), title)

    def fault(self, at: int, column: int) -> None:
        """Tell of a cell that only looks empty."""
        if self.grid.faults and (empty := self.grid.fault(at, column)) is not None:
            self.problems.append(empty)

    def inexact(self, at: int, column: int, raw: float, *, is_left_out: bool) -> None:
        """Tell of a number with more digits than a spreadsheet keeps."""
        severity = Severity.WARNING if is_left_out else None
        self.tell("number-inexact", self.grid.place(at, column), repr(raw), severity=severity)


def hidden(grid: Grid, header: int, columns: Iterable[int]) -> Iterator[Problem]:
    """What is read although nobody sees it: a hidden sheet, hidden rows and columns.

    Args:
        grid: The sheet.
        header: Index of the row with the names of its columns.
        columns: Indexes of the columns that are read.
    """
    if grid.hidden:
        yield fault("hidden", file=grid.file, cell=grid.sheet)
    end = grid.top + len(grid.rows)
    rows = [row for row in grid.hidden_rows if grid.top + header < row < end]
    if rows:
        gaps: dict[str, Any] = {"count": len(rows), "row": min(rows)}
        yield fault("hidden.rows", file=grid.file, cell=f"{grid.sheet}!{min(rows)}", **gaps)
    for column in sorted(columns):
        if grid.left + column in grid.hidden_columns:
            yield fault("hidden.column", file=grid.file, cell=grid.place(header, column))


@attrs.frozen
class ReadColumns:
    """What sources made of the columns of one sheet.

    Args:
        grid: The sheet.
        header: Index of the row with their names.
        names: Index of each column by its folded name.
        read: Indexes of those that something is read of.
        later: Folded names of those with text that is to be typed.
        ignored: Folded names of those that are of no use.
    """

    grid: Grid
    header: int
    names: Mapping[str, int]
    read: frozenset[int]
    later: frozenset[str]
    ignored: frozenset[str]


def unread_columns(sheets: Iterable[ReadColumns]) -> Iterator[Problem]:
    """What stands in columns that no source reads: each cell of those for later, else the column.

    Args:
        sheets: Those of all sources, of which several may read one sheet.
    """
    sheets = tuple(sheets)
    for sheet in {id(each.grid): each for each in sheets}.values():
        same = [each for each in sheets if each.grid is sheet.grid]
        read = {column for each in same for column in each.read}
        later = {name for each in same for name in each.later}
        ignored = {name for each in same for name in each.ignored}
        rows = sheet.grid.rows
        for name, column in sheet.names.items():
            if column in read or name in ignored:
                continue
            below = range(sheet.header + 1, len(rows))
            filled = [at for at in below if is_filled(cell_at(rows[at], column))]
            if name in later:
                yield from (_for_later(sheet.grid, at, column) for at in filled)
            elif filled:
                yield _unread(sheet.grid, sheet.header, column, len(filled))


def _for_later(grid: Grid, at: int, column: int) -> Problem:
    value = shown_value(grid.rows[at][column])
    return fault("cell-later", "", value, file=grid.file, cell=grid.place(at, column))


def _unread(grid: Grid, header: int, column: int, count: int) -> Problem:
    gaps: dict[str, Any] = {
        "column": shown_value(cell_at(grid.rows[header], column)),
        "count": count,
    }
    return fault("column-unread", file=grid.file, cell=grid.place(header, column), **gaps)


def is_filled(cell: object) -> bool:
    """Whether a cell holds more than blanks."""
    return cell is not None and cell != "" and not (isinstance(cell, str) and not cell.strip())


def cell_at(row: Any, column: int) -> object:
    """The cell of a row by its index; an empty text behind the last."""
    return row[column] if column < len(row) else ""
