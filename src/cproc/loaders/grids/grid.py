"""A grid of cells: what a sheet, a CSV file or a table of a document holds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType

import attrs

from cproc.errors import Problem, said
from cproc.loaders.faults import fault
from cproc.model.text import shortened
from cproc.serialize.cells import EXACT_DIGITS
from cproc.serialize.tables import column_letters

NOISE_DIGITS = 12
"""What has more than these at 15 digits is no short number with the noise of a computation."""
SHOWN = 120
"""Characters of a value that a message quotes."""

Cell = str | int | Decimal | bool | date | datetime | time | timedelta | None
"""What a cell holds once its number is exact; `Grid.rows` has binary numbers as they were read."""


def exact(value: object) -> Cell:
    """A cell with an exact number in the place of a binary one, and None for an empty text.

    A spreadsheet keeps 15 digits; what a computation leaves beyond them (0.30000000000000004) is
    none of the number that people see.

    Args:
        value: What a reader of workbooks gives.

    Example:
        >>> exact(3394.55), exact(0.1 + 0.2), exact(5.0), exact("")
        (Decimal('3394.55'), Decimal('0.3'), 5, None)
    """
    if type(value) is not float:
        return None if value == "" else value  # type: ignore[return-value]
    if not math.isfinite(value):
        return repr(value)
    written = repr(value)
    if written.endswith(".0"):
        return int(value)
    number = Decimal(written)
    if len(number.as_tuple().digits) > EXACT_DIGITS:
        number = Decimal(f"{value:.{EXACT_DIGITS - 1}e}")
    if number == number.to_integral_value():
        return int(number)
    return Decimal(f"{number.normalize():f}")


def is_inexact(value: object) -> bool:
    """Whether a binary number has more digits than a spreadsheet keeps, beyond mere noise.

    Example:
        >>> is_inexact(3394.55), is_inexact(0.1 + 0.2), is_inexact(1 / 3)
        (False, False, True)
    """
    if type(value) is not float or not math.isfinite(value):
        return False
    if len(Decimal(repr(value)).as_tuple().digits) <= EXACT_DIGITS:
        return False
    shown = Decimal(f"{value:.{EXACT_DIGITS - 1}e}").normalize()
    return abs(value) >= 10**EXACT_DIGITS or len(shown.as_tuple().digits) > NOISE_DIGITS


def shown_value(value: object) -> str:
    """A cell as a message quotes it: on one line, cut where it is long."""
    text = value.isoformat(" ") if isinstance(value, datetime) else str(value)
    return shortened(" ".join(text.split()), SHOWN)


@attrs.frozen
class Grid:
    """Cells in rows, with the place each has in its file.

    Args:
        file: Name of the file.
        rows: Values by row and column; short rows end where nothing follows. Numbers may be
            binary: `exact` makes exact ones of them.
        sheet: Name of the sheet, or of the table in a document; empty for a CSV file.
        top: Number of the first row, from 1.
        left: Number of the first column, from 1.
        hidden: Whether the sheet is hidden.
        hidden_rows: Numbers of the rows that are not shown.
        hidden_columns: Numbers of the columns that are not shown.
        faults: By number of row and column, what a cell that looks empty holds: an error such as
            ``#N/A``, or a formula (with ``=`` in front) of which no value was kept.
        merged: First row, first column, last row and last column of cells that are one.
        since_1904: Whether days are counted from 1904, as some workbooks do.
        problems: What was met when it was read.
    """

    file: str
    rows: Sequence[Sequence[object]]
    sheet: str = ""
    top: int = 1
    left: int = 1
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    faults: Mapping[tuple[int, int], str] = MappingProxyType({})
    merged: tuple[tuple[int, int, int, int], ...] = ()
    since_1904: bool = False
    problems: tuple[Problem, ...] = ()

    def value(self, row: int, column: int) -> Cell:
        """The value of a cell by the index of its row and column, from 0; None beyond the last."""
        cells = self.rows[row]
        return exact(cells[column]) if column < len(cells) else None

    def place(self, row: int, column: int) -> str:
        """Where a cell stands, for a message, by the index of its row and column."""
        cell = f"{column_letters(self.left + column)}{self.top + row}"
        return f"{self.sheet}!{cell}" if self.sheet else said("cell {cell}", cell=cell)

    def row_place(self, row: int) -> str:
        """Where a row stands, for a message, by its index."""
        if not self.sheet:
            return said("row {row}", row=self.top + row)
        return said("{sheet}, row {row}", sheet=self.sheet, row=self.top + row)

    def fault(self, row: int, column: int) -> Problem | None:
        """What is wrong with a cell that looks empty: an error, or a formula without its value."""
        content = self.faults.get((self.top + row, self.left + column))
        if content is None:
            return None
        code = "cell-uncomputed" if content.startswith("=") else "cell-error"
        return fault(code, "", content, file=self.file, cell=self.place(row, column))
