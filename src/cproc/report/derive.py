"""Evaluating the derivation of a cell from the other cells of its report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from cproc.errors import UsageError
from cproc.money import Money, exactly
from cproc.report.derivations import (
    At,
    CellProduct,
    CellRatio,
    CellSum,
    Converted,
    CountRows,
    Difference,
    Product,
    Ratio,
    ShareOfTotal,
    SumCells,
    SumColumn,
    SumRows,
    TotalOf,
)
from cproc.report.formats import rounded
from cproc.report.model import Cell, CellValue, Report, Table

SHARE_DECIMALS = 4


def recompute(report: Report, table_id: str, row: int | None, column: str) -> CellValue:
    """Compute a cell from its derivation, with nothing but the cells of the report.

    Args:
        report: The report.
        table_id: Identifier of the cell's table.
        row: Index of its row, or none for the total row.
        column: Identifier of its column.

    Returns:
        A count; a sum in the numbers or the currency summed; a ratio or share of one,
        rounded half away from zero to four decimals. Empty cells are left out of sums;
        nothing to sum is 0, in the currency of a column of amounts; a ratio to zero is nothing.

    Raises:
        KeyError: There is no such table or column.
        UsageError: The cell is not derived, or its table has no total row.
    """
    table = report.tables[table_id]
    cells = _row(table, row)
    derivation = cells[table.index(column)].derivation

    def own(id_: str) -> CellValue:
        return cells[table.index(id_)].value

    value: CellValue
    match derivation:
        case SumColumn() | SumCells():
            summed = derivation.column if isinstance(derivation, SumCells) else ""
            value = _of_column(_values(table, summed or column), derivation)
        case CountRows() | SumRows():
            wanted = [(theirs, own(ours)) for theirs, ours in derivation.where]
            wanted += derivation.given
            value = _of_rows(report.tables[derivation.table], derivation, wanted)
        case Product() | Difference() | Ratio() | Converted():
            value = _of_row(derivation, own)
        case ShareOfTotal():
            value = _ratio(own(derivation.column), _total(table, derivation.column))
        case TotalOf():
            value = _total(report.tables[derivation.table], derivation.column)
        case CellSum() | CellRatio() | CellProduct():
            value = _of_cells(report, derivation)
        case None:
            raise UsageError(f"{column} of {table_id}, row {row}, is not derived.")
    return value


def _row(table: Table, row: int | None) -> tuple[Cell, ...]:
    if row is not None:
        return table.rows[row]
    if table.total is None:
        raise UsageError(f"the table {table.id} has no total row")
    return table.total


def _values(table: Table, column: str) -> list[CellValue]:
    index = table.index(column)
    return [row[index].value for row in table.rows]


def _total(table: Table, column: str) -> CellValue:
    if table.total is not None:
        return table.total[table.index(column)].value
    return _sum(_values(table, column))


def _matching(table: Table, wanted: Iterable[tuple[str, CellValue]]) -> list[tuple[Cell, ...]]:
    by_index = [(table.index(column), value) for column, value in wanted]
    return [row for row in table.rows if all(row[i].value == value for i, value in by_index)]


def _of_rows(
    counted: Table, derivation: CountRows | SumRows, wanted: Iterable[tuple[str, CellValue]]
) -> CellValue:
    matching = _matching(counted, wanted)
    if isinstance(derivation, CountRows):
        return len(matching)
    index = counted.index(derivation.column)
    return _sum((row[index].value for row in matching), of=_values(counted, derivation.column))


def _of_row(
    derivation: Product | Difference | Ratio | Converted, own: Callable[[str], CellValue]
) -> CellValue:
    match derivation:
        case Product(one, other):
            return _product(own(one), own(other))
        case Difference(minuend, subtrahend):
            return _sum([own(minuend)], [own(subtrahend)])
        case Ratio(numerator, denominator):
            return _ratio(own(numerator), own(denominator))
        case Converted():
            rate = own(derivation.rate) if derivation.rate else None
            return _converted(own(derivation.amount), rate, derivation)


def _of_cells(report: Report, derivation: CellSum | CellRatio | CellProduct) -> CellValue:
    def at(place: At) -> CellValue:
        table = report.tables[place.table]
        return _row(table, place.row)[table.index(place.column)].value

    match derivation:
        case CellSum(plus, less, rate):
            value = _sum([at(place) for place in plus], [at(place) for place in less])
            return value if rate is None else _part(value, rate, derivation.decimals)
        case CellRatio(numerator, denominator):
            return _ratio(at(numerator), at(denominator))
        case CellProduct(factor, other):
            return _part(_product(at(factor), at(other)), Fraction(1), derivation.decimals)


def _of_column(values: list[CellValue], derivation: SumColumn | SumCells) -> CellValue:
    if isinstance(derivation, SumColumn):
        return _sum(values)
    value = _sum(values[at] for at in derivation.rows)
    if derivation.rate is None:
        return value
    return _part(value, Fraction(derivation.rate), derivation.decimals)


def _part(value: CellValue, rate: Fraction, decimals: int) -> CellValue:
    number = _number(value)
    if number is None:
        return None
    part = rounded(number * rate, decimals)
    return Money(part, value.currency) if isinstance(value, Money) else part


def _converted(amount: CellValue, rate: CellValue, how: Converted) -> CellValue:
    number, units = _number(amount), _number(rate)
    if number is None or not units:
        return amount
    return Money(rounded(number / units, how.decimals), how.currency)


def _product(one: CellValue, other: CellValue) -> CellValue:
    if isinstance(one, Money):
        one, other = other, one
    if isinstance(one, int | Decimal) and isinstance(other, int | Decimal):
        with exactly():
            return Decimal(one) * Decimal(other)
    if isinstance(one, int | Decimal) and isinstance(other, Money):
        return other * one
    return None


def _sum(
    values: Iterable[CellValue],
    less: Iterable[CellValue] = (),
    of: Iterable[CellValue] = (),
) -> CellValue:
    plus: list[Any] = [value for value in values if value is not None]
    minus: list[Any] = [value for value in less if value is not None]
    total: Any = None
    with exactly():
        for value in plus:
            total = value if total is None else total + value
        for value in minus:
            total = -value if total is None else total - value
    if total is None:
        total = next((Money(0, value.currency) for value in of if isinstance(value, Money)), 0)
    return cast("CellValue", total)


def _ratio(numerator: CellValue, denominator: CellValue) -> Decimal | None:
    over, under = (_number(value) for value in (numerator, denominator))
    if over is None or not under:
        return None
    return rounded(over / under, SHARE_DECIMALS)


def _number(value: CellValue) -> Fraction | None:
    if isinstance(value, Money):
        return Fraction(value.amount)
    return Fraction(value) if isinstance(value, int | Decimal) else None
