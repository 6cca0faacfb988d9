"""Derivations as formulas: the only place where a formula comes from.

Rows are matched with ``EXACT``, never with ``COUNTIFS``: a criterion of ``COUNTIFS`` reads
``*``, ``?``, ``~`` and a leading ``=``, ``<`` or ``>`` as operators, takes ``007`` for 7 and
does not tell capitals from small letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import attrs

from cproc.money import Money
from cproc.report.model import (
    Cell,
    CellValue,
    CountRows,
    Derivation,
    Difference,
    Product,
    Ratio,
    ShareOfTotal,
    SumCells,
    SumColumn,
    SumRows,
    Table,
    TotalOf,
)

__all__ = ["FORMULA_LIMIT", "Place", "column_letters", "columns_of", "formula", "live", "quoted"]

FORMULA_LIMIT = 8_192
"""Characters of a formula (Excel specifications and limits)."""


def column_letters(number: int) -> str:
    """Give the letters of a column, counted from 1.

    Example:
        >>> column_letters(1), column_letters(27), column_letters(16384)
        ('A', 'AA', 'XFD')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@attrs.frozen
class Place:
    """Where a table stands. Rows are counted from 1; its first column is A.

    Args:
        table: The table.
        tab: Name of the worksheet.
        caption: Row of its caption.
    """

    table: Table
    tab: str
    caption: int

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
    def total(self) -> int | None:
        """Row of the total."""
        return None if self.table.total is None else self.last + 1

    @property
    def end(self) -> int:
        """Last row, notes included."""
        return self.last + (self.total is not None) + len(self.table.notes)

    def span(self, column: str, seen_from: str = "") -> str:
        """Give the range of a column's body, written so that it holds when it is copied.

        Args:
            column: Identifier of the column.
            seen_from: Name of the worksheet of the formula; empty for a range that names its own.
        """
        return f"{self.cell(column, self.first, seen_from)}:{self._corner(column, self.last)}"

    def cell(self, column: str, row: int, seen_from: str = "") -> str:
        """Give one cell of a column, as `span` does."""
        sheet = "" if seen_from == self.tab else f"{quoted(self.tab)}!"
        return f"{sheet}{self._corner(column, row)}"

    def total_cell(self, column: str, seen_from: str = "") -> str:
        """Give the cell of a column's total, or the sum of its body where there is none."""
        if self.total is None:
            return f"SUM({self.span(column, seen_from)})"
        return self.cell(column, self.total, seen_from)

    def _corner(self, column: str, row: int) -> str:
        return f"${column_letters(self.table.index(column) + 1)}${row}"


def quoted(tab: str) -> str:
    """Give the name of a worksheet as formulas and links write it."""
    return "'" + tab.replace("'", "''") + "'"


def formula(
    derivation: Derivation, place: Place, index: int, row: int, places: Mapping[str, Place]
) -> str:
    """Write a derivation as a formula.

    Args:
        derivation: How the cell is computed.
        place: Where the cell's own table stands.
        index: Position of the cell's column.
        row: Row of the cell in the worksheet.
        places: Where the other tables stand, by identifier.

    Returns:
        The formula without the equals sign; empty where it cannot be written because a table
        it needs is on no sheet or has no rows.
    """
    own = _OwnRow(place, row)
    if isinstance(derivation, SumColumn | SumCells):
        return _of_column(derivation, place, index) if _rows(place) else ""
    match derivation:
        case Difference(minuend, subtrahend):
            return f"{own(minuend)}-{own(subtrahend)}"
        case Product(one, another):
            return f"{own(one)}*{own(another)}"
        case Ratio(numerator, denominator):
            return _quotient(own(numerator), own(denominator))
        case ShareOfTotal(column):
            whole = place.total_cell(column, place.tab)
            return _quotient(own(column), whole) if _rows(place) else ""
    other = places.get(derivation.table)
    return _of_other(derivation, other, own) if other is not None and _rows(other) else ""


@attrs.frozen
class _OwnRow:
    """Gives the cells of a row by column, so that they hold when copied downwards."""

    place: Place
    row: int

    def __call__(self, column: str) -> str:
        return f"${column_letters(self.place.table.index(column) + 1)}{self.row}"


ARGUMENTS = 255
"""Arguments of a function, and characters of a text in a formula (Excel specifications)."""


def _of_column(derivation: SumColumn | SumCells, place: Place, index: int) -> str:
    column = place.table.columns[index].id
    if isinstance(derivation, SumColumn):
        return f"SUM({place.span(column, place.tab)})"
    column = derivation.column or column
    runs: list[list[int]] = []
    for at in sorted(derivation.rows):
        if runs and runs[-1][1] == at - 1:
            runs[-1][1] = at
        else:
            runs.append([at, at])
    if not runs or len(runs) > ARGUMENTS:
        return ""
    spans = []
    for start, end in runs:
        first, last = (place.cell(column, place.first + at, place.tab) for at in (start, end))
        spans.append(first if start == end else f"{first}:{last}")
    added = f"SUM({','.join(spans)})"
    if derivation.rate is None:
        return added
    return f"ROUND({added}*{derivation.rate:f},{derivation.decimals})"


_PLAIN = re.compile(r"(?!.*_x[0-9A-Fa-f]{4}_)[^\x00-\x1f\x7f]+")


def _text(text: str) -> str | None:
    """Write a text in a formula; none where Excel would not read it as it is."""
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if units > ARGUMENTS or not _PLAIN.fullmatch(text):
        return None
    return '"' + text.replace('"', '""') + '"'


def _quotient(numerator: str, denominator: str) -> str:
    return f'IF({denominator}=0,"",ROUND({numerator}/{denominator},4))'


def _of_other(derivation: CountRows | SumRows | TotalOf, other: Place, own: _OwnRow) -> str:
    tab = own.place.tab
    if isinstance(derivation, TotalOf):
        return other.total_cell(derivation.column, tab)
    summed = [other.span(derivation.column, tab)] if isinstance(derivation, SumRows) else []
    texts = [(theirs, _text(text)) for theirs, text in derivation.given]
    if any(text is None for _column, text in texts):
        return ""
    wanted = [*((theirs, own(ours)) for theirs, ours in derivation.where), *texts]
    if wanted:
        tests = [f"--EXACT({other.span(theirs, tab)},{value})" for theirs, value in wanted]
        return f"SUMPRODUCT({','.join(tests + summed)})"
    if summed:
        return f"SUM({summed[0]})"
    return f"ROWS({other.span(other.table.columns[0].id, tab)})"


def _rows(place: Place) -> bool:
    return bool(place.table.rows)


def columns_of(derivation: Derivation) -> tuple[str, ...]:
    """Give the columns of the cell's own row that a derivation computes from."""
    match derivation:
        case Difference(first, second) | Product(first, second) | Ratio(first, second):
            return (first, second)
        case ShareOfTotal(column):
            return (column,)
        case _:
            return ()


def live(derivation: Derivation, value: CellValue, row: Sequence[Cell], table: Table) -> bool:
    """Tell whether a derivation gives in a spreadsheet the value that the cell holds.

    It does for numbers made of numbers. Nothing, as a ratio, is what a spreadsheet gives only
    where the denominator is zero; where it stands for a fact that is not known, it is left empty.
    """
    operands = [row[table.index(column)].value for column in columns_of(derivation)]
    if any(isinstance(part, str | date) for part in (*operands, value)):
        return False
    if value is not None:
        return True
    match derivation:
        case Ratio():
            return operands[0] is not None and _is_zero(operands[1])
        case ShareOfTotal():
            return operands[0] is not None
        case _:
            return False


def _is_zero(value: CellValue) -> bool:
    return (value.amount if isinstance(value, Money) else value) == 0
