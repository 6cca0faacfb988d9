"""Where tables stand in the workbook, and how formulas refer to what is there."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from cproc.exporters.office import spreadsheet
from cproc.report import Table

ARGUMENTS = 255  # arguments of a function (Excel specifications and limits)


def added(terms: Sequence[str]) -> str:
    """Add cells and ranges up in a formula.

    Example:
        >>> added(["$B$6:$B$9", "'More'!$B$6:$B$7"])
        "SUM($B$6:$B$9,'More'!$B$6:$B$7)"
    """
    while len(terms) > ARGUMENTS:
        terms = [added(terms[n : n + ARGUMENTS]) for n in range(0, len(terms), ARGUMENTS)]
    return f"SUM({','.join(terms)})"


@attrs.frozen
class Run:
    """Body rows of a table that stand one below the other."""

    tab: str
    first: int
    last: int  # before the first where there is none

    @property
    def count(self) -> int:
        """How many rows it is."""
        return self.last - self.first + 1


@attrs.frozen
class Whole:
    """Where all of a table stands, be it on one worksheet or on several."""

    table: Table = attrs.field(eq=False, repr=False)
    runs: tuple[Run, ...]


@attrs.frozen
class Place:
    """Where a table stands, or a part of one that takes several worksheets.

    Rows are counted from 1; the first column is A.
    """

    table: Table  # the table; of a part, the rows that stand here
    tab: str  # name of the worksheet
    caption: int  # row of its caption
    # Where all of the table stands; here alone where it is not given.
    whole: Whole = attrs.Factory(lambda self: Whole(self.table, (self.run,)), takes_self=True)

    @property
    def header(self) -> int:
        """Row of the headings."""
        return self.caption + 1

    @property
    def first(self) -> int:
        """First body row."""
        return self.caption + 2

    @property
    def last(self) -> int:
        """Last body row; before the first where there is none."""
        return self.first + len(self.table.rows) - 1

    @property
    def run(self) -> Run:
        """The body rows that stand here."""
        return Run(self.tab, self.first, self.last)

    @property
    def start(self) -> int:
        """Position in the whole table, from 0, of the first body row that stands here."""
        return sum(run.count for run in self.whole.runs[: self._part])

    @property
    def continued_on(self) -> str:
        """Name of the worksheet of the next part; empty where there is none."""
        return "".join(run.tab for run in self.whole.runs[self._part + 1 : self._part + 2])

    @property
    def total(self) -> int | None:
        """Row of the total."""
        return None if self.table.total is None else self.last + 1

    @property
    def end(self) -> int:
        """Last row: of the notes, or of the line that says where the table is continued."""
        below = 1 if self.continued_on else len(self.table.notes)
        return self.last + (self.total is not None) + below

    def spans(self, column: str, seen_from: str = "") -> list[str]:
        """The ranges of a column's body, written so that they hold when they are copied.

        There is one for each worksheet that the table stands on; a range names its worksheet
        where it is seen from another one.
        """
        return [self._span(column, run, seen_from) for run in self.whole.runs]

    def pieces(self, column: str, start: int, end: int, seen_from: str = "") -> list[str]:
        """The cells of a column from one position in the whole table, from 0, to another.

        There is one cell or range for each worksheet that some of the rows stand on.
        """
        ranges, before = [], 0
        for run in self.whole.runs:
            first = run.first + max(0, start - before)
            last = min(run.last, run.first + end - before)
            if first == last:
                ranges.append(self._cell(column, run.tab, first, seen_from))
            elif first < last:
                ranges.append(self._span(column, Run(run.tab, first, last), seen_from))
            before += run.count
        return ranges

    def cell(self, column: str, row: int, seen_from: str = "") -> str:
        """One cell of a column in a row of this worksheet, written as `spans` does."""
        return self._cell(column, self.tab, row, seen_from)

    def total_cell(self, column: str, seen_from: str = "") -> str:
        """The cell of a column's total, or the sum of its body where there is none."""
        if self.whole.table.total is None:
            return added(self.spans(column, seen_from))
        last = self.whole.runs[-1]
        return self._cell(column, last.tab, last.last + 1, seen_from)

    @property
    def _part(self) -> int:
        return self.whole.runs.index(self.run)

    def _span(self, column: str, run: Run, seen_from: str) -> str:
        last = self._cell(column, run.tab, run.last, run.tab)
        return f"{self._cell(column, run.tab, run.first, seen_from)}:{last}"

    def _cell(self, column: str, tab: str, row: int, seen_from: str) -> str:
        sheet = "" if seen_from == tab else f"{spreadsheet.quoted(tab)}!"
        return f"{sheet}${spreadsheet.column_letters(self.table.index(column) + 1)}${row}"
