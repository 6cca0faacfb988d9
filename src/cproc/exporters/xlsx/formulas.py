"""Derivations as formulas: the only place where a formula comes from.

Rows are matched with ``EXACT``, never with ``COUNTIFS``: a criterion of ``COUNTIFS`` reads
``*``, ``?``, ``~`` and a leading ``=``, ``<`` or ``>`` as operators, takes ``007`` for 7 and
does not tell capitals from small letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import attrs

from cproc.exporters.office.spreadsheet import column_letters, units
from cproc.exporters.xlsx.places import ARGUMENTS, Place, added
from cproc.money import Money
from cproc.report.derivations import (
    At,
    CellProduct,
    CellRatio,
    CellSum,
    Converted,
    CountRows,
    Derivation,
    Difference,
    Product,
    Ratio,
    ShareOfTotal,
    SumCells,
    SumColumn,
    SumRows,
    TotalOf,
    picked,
)
from cproc.report.model import Cell, CellValue, Table

FORMULA_LIMIT = 8_192
"""Characters of a formula (Excel specifications and limits)."""
QUOTIENT_LIMIT = 100_000
"""Greatest share that a spreadsheet computes to four decimals, whatever cancels out in its total:
the error of a total is that of its greatest part, so that of a share grows with its square."""
TEXT_LIMIT = 255
"""Characters of a text in a formula (the same source)."""


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
    match derivation:
        case SumColumn() | SumCells():
            return _of_column(derivation, place, index) if _rows(place) else ""
        case ShareOfTotal(column):
            whole = place.total_cell(column, place.tab)
            return _quotient(own(column), whole) if _rows(place) else ""
        case Difference() | Product() | Ratio() | Converted():
            return _of_row(derivation, own)
        case CellSum() | CellRatio() | CellProduct():
            return _of_cells(derivation, place, places)
    other = places.get(derivation.table)
    return _of_other(derivation, other, own) if other is not None and _rows(other) else ""


@attrs.frozen
class _OwnRow:
    """Gives the cells of a row by column, so that they hold when copied downwards."""

    place: Place
    row: int

    def __call__(self, column: str) -> str:
        return f"${column_letters(self.place.table.index(column) + 1)}{self.row}"


def _of_column(derivation: SumColumn | SumCells, place: Place, index: int) -> str:
    column = place.table.columns[index].id
    if isinstance(derivation, SumColumn):
        return added(place.spans(column, place.tab))
    column = derivation.column or column
    runs: list[list[int]] = []
    for at in sorted(derivation.rows):
        if runs and runs[-1][1] == at - 1:
            runs[-1][1] = at
        else:
            runs.append([at, at])
    if not runs or len(runs) > ARGUMENTS:
        return ""
    pieces = [piece for start, end in runs for piece in place.pieces(column, start, end, place.tab)]
    if derivation.rate is None:
        return added(pieces)
    return f"ROUND({added(pieces)}*{derivation.rate:f},{derivation.decimals})"


_PLAIN = re.compile(r"(?!.*_x[0-9A-Fa-f]{4}_)[^\x00-\x1f\x7f]+")


def _text(text: str) -> str | None:
    """Write a text in a formula; none where Excel would not read it as it is."""
    if units(text) > TEXT_LIMIT or not _PLAIN.fullmatch(text):
        return None
    return '"' + text.replace('"', '""') + '"'


def _quotient(numerator: str, denominator: str) -> str:
    return f'IF({denominator}=0,"",ROUND({numerator}/{denominator},4))'


def _of_other(derivation: CountRows | SumRows | TotalOf, other: Place, own: _OwnRow) -> str:
    tab = own.place.tab
    if isinstance(derivation, TotalOf):
        return other.total_cell(derivation.column, tab)
    summed = [other.spans(derivation.column, tab)] if isinstance(derivation, SumRows) else []
    texts = [(theirs, _text(text)) for theirs, text in derivation.given]
    if any(text is None for _column, text in texts):
        return ""
    wanted = [*((theirs, own(ours)) for theirs, ours in derivation.where), *texts]
    if wanted:
        tests = [
            [f"--EXACT({span},{value})" for span in other.spans(theirs, tab)]
            for theirs, value in wanted
        ]
        parts = zip(*tests, *summed, strict=True)
        return _together([f"SUMPRODUCT({','.join(factors)})" for factors in parts])
    if summed:
        return added(summed[0])
    spans = other.spans(other.table.columns[0].id, tab)
    return _together([f"ROWS({span})" for span in spans])


def _together(terms: Sequence[str]) -> str:
    """Add up what was found on each of the worksheets that a table stands on."""
    return terms[0] if len(terms) == 1 else added(terms)


def _of_row(derivation: Difference | Product | Ratio | Converted, own: _OwnRow) -> str:
    match derivation:
        case Difference(minuend, subtrahend):
            return f"{own(minuend)}-{own(subtrahend)}"
        case Product(one, another):
            return f"{own(one)}*{own(another)}"
        case Ratio(numerator, denominator):
            return _quotient(own(numerator), own(denominator))
        case Converted():
            amount = own(derivation.amount)
            if derivation.rate is None:
                return amount
            rate = own(derivation.rate)
            return f'IF({rate}="",{amount},ROUND({amount}/{rate},{derivation.decimals}))'


def _of_cells(
    derivation: CellSum | CellRatio | CellProduct, place: Place, places: Mapping[str, Place]
) -> str:
    def cell(at: At) -> str:
        other = places[at.table]
        if at.row is None:
            return other.total_cell(at.column, place.tab)
        return other.pieces(at.column, at.row, at.row, place.tab)[0]

    if any(at.table not in places for at in picked(derivation)):
        return ""
    match derivation:
        case CellSum(plus, less):
            terms = "+".join(cell(at) for at in plus) + "".join(f"-{cell(at)}" for at in less)
            rate = derivation.rate
            if len(terms) > FORMULA_LIMIT - ARGUMENTS:
                return ""
            if rate is None:
                return terms
            many = len(plus) + len(less) > 1
            whole = f"({terms})" if many else terms
            times = f"*{rate.numerator}" if rate.numerator != 1 else ""
            over = f"/{rate.denominator}" if rate.denominator != 1 else ""
            return f"ROUND({whole}{times}{over},{derivation.decimals})"
        case CellRatio(numerator, denominator):
            return _quotient(cell(numerator), cell(denominator))
        case CellProduct(factor, other):
            return f"ROUND({cell(factor)}*{cell(other)},{derivation.decimals})"


def _rows(place: Place) -> bool:
    return bool(place.table.rows)


def columns_of(derivation: Derivation) -> tuple[str, ...]:
    """The columns of the cell's own row that a derivation computes from."""
    match derivation:
        case Difference(first, second) | Product(first, second) | Ratio(first, second):
            return (first, second)
        case ShareOfTotal(column):
            return (column,)
        case Converted(amount):
            return (amount,) if derivation.rate is None else (amount, derivation.rate)
        case _:
            return ()


def live(derivation: Derivation, value: CellValue, row: Sequence[Cell], table: Table) -> bool:
    """Tell whether a derivation gives in a spreadsheet the value that the cell holds.

    It does for numbers made of numbers, if a quotient is not so large that the floating point of
    spreadsheets shows. Nothing, as a ratio, is what a spreadsheet gives only where the denominator
    is zero; where it stands for a fact that is not known, it is left empty.
    """
    operands = [row[table.index(column)].value for column in columns_of(derivation)]
    if any(isinstance(part, str | date) for part in (*operands, value)):
        return False
    if value is not None:
        quotient = isinstance(derivation, Ratio | ShareOfTotal | CellRatio)
        return not (quotient and _is_large(value))
    match derivation:
        case Ratio():
            return operands[0] is not None and _is_zero(operands[1])
        case ShareOfTotal():
            return operands[0] is not None
        case _:
            return False


def _amount(value: CellValue) -> object:
    return value.amount if isinstance(value, Money) else value


def _is_large(value: CellValue) -> bool:
    amount = _amount(value)
    return isinstance(amount, Decimal | int) and not -QUOTIENT_LIMIT < amount < QUOTIENT_LIMIT


def _is_zero(value: CellValue) -> bool:
    return _amount(value) == 0
