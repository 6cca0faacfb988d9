"""What is told of cells that cannot be read for sure, and of what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from cproc.errors import Problem, Severity, counted, said
from cproc.loaders.grids import Grid, folded
from cproc.loaders.grids.grid import shown_value
from cproc.loaders.values import Read

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
        code: str,
        message: str,
        cell: str,
        *,
        value: object = "",
        hint: str = "",
        severity: Severity = Severity.NOTICE,
    ) -> None:
        """Keep one problem."""
        problem = Problem(
            code, message, "", hint, shown_value(value), self.grid.file, cell, severity
        )
        self.problems.append(problem)

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
        shown = shown_value(value)
        message = said("{value!r} cannot be read for sure: {doubt}", value=shown, doubt=read.doubt)
        hint = read.hint or said("Write it in a form that the mapping names.")
        severity = Severity.ERROR if is_needed else Severity.WARNING
        if read.value is not None:
            message = said(
                "{value!r} is read as {guess}: {doubt}",
                value=shown,
                guess=read.guess,
                doubt=read.doubt,
            )
            hint, severity = said("Correct it where that is wrong."), Severity.NOTICE
        elif read.guess:
            hint = said("It may be {guess}: write that, or how it is meant.", guess=read.guess)
        place = self.grid.place(at, column)
        self.tell("cell-unsure", message, place, value=value, hint=hint, severity=severity)

    def perhaps_not_held(self, at: int, column: int, title: object) -> None:
        """Tell of an activity whose title says that it was cancelled, where its status does not."""
        if _NOT_HELD.search(folded(title)):
            message = said(
                "{value!r} is read as {guess}: {doubt}",
                value=shown_value(title),
                guess="held",
                doubt=said("it may not have been held."),
            )
            hint = said("Add a column of the status, or a rule for it to the mapping.")
            place = self.grid.place(at, column)
            severity = Severity.WARNING
            self.tell("cell-unsure", message, place, value=title, hint=hint, severity=severity)

    def fault(self, at: int, column: int) -> None:
        """Tell of a cell that only looks empty."""
        if self.grid.faults and (fault := self.grid.fault(at, column)) is not None:
            self.problems.append(fault)

    def inexact(self, at: int, column: int, raw: float, *, is_left_out: bool) -> None:
        """Tell of a number with more digits than a spreadsheet keeps."""
        message = said("{value} has more digits than a spreadsheet keeps.", value=repr(raw))
        hint = said("Write it as text, or round it to its decimals.")
        severity = Severity.WARNING if is_left_out else Severity.NOTICE
        place = self.grid.place(at, column)
        self.tell("number-inexact", message, place, value=repr(raw), hint=hint, severity=severity)

    def hidden(self, header: int, columns: Iterable[int]) -> None:
        """Tell what is read although nobody sees it: a hidden sheet, hidden rows and columns."""
        grid = self.grid
        place = grid.sheet
        if grid.hidden:
            self.tell("hidden", said("the sheet is hidden; it is read."), place)
        end = grid.top + len(grid.rows)
        rows = [row for row in grid.hidden_rows if grid.top + header < row < end]
        if rows:
            message = counted(
                "{count} row is hidden, the first {row}; it is read.",
                "{count} rows are hidden, the first {row}; they are read.",
                count=len(rows),
                row=min(rows),
            )
            self.tell("hidden", message, place)
        for column in sorted(columns):
            if grid.left + column in grid.hidden_columns:
                message = said("the column is hidden; it is read.")
                self.tell("hidden", message, grid.place(header, column))


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
    return Problem(
        "cell-later",
        said(
            "{value!r} is still to be typed as records.", value=shown_value(grid.rows[at][column])
        ),
        hint=said("Add it to the data that stand beside the mapping."),
        value=shown_value(grid.rows[at][column]),
        file=grid.file,
        cell=grid.place(at, column),
        severity=Severity.WARNING,
    )


def _unread(grid: Grid, header: int, column: int, count: int) -> Problem:
    return Problem(
        "column-unread",
        counted(
            "the column {column!r} is not read: {count} cell.",
            "the column {column!r} is not read: {count} cells.",
            column=shown_value(cell_at(grid.rows[header], column)),
            count=count,
        ),
        hint=said("Name what it holds in the mapping, or list it under ignore."),
        file=grid.file,
        cell=grid.place(header, column),
        severity=Severity.NOTICE,
    )


def is_filled(cell: object) -> bool:
    """Whether a cell holds more than blanks."""
    return cell is not None and cell != "" and not (isinstance(cell, str) and not cell.strip())


def cell_at(row: Any, column: int) -> object:
    """The cell of a row by its index; an empty text behind the last."""
    return row[column] if column < len(row) else ""
