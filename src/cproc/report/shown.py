"""What is printed of a table: one precision in a column, and shares that add up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

import attrs

from cproc.figures import number, shown_shares
from cproc.money import Money, minor_unit
from cproc.report.cells import At, Cell, Column, Kind, Over, Own, Table

NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT})
"""Kinds whose values stand below each other by their digits."""


def decimals_of(kind: Kind, cells: Iterable[Cell]) -> int:
    """The decimals that the numbers of a column are printed to: the most that one of them needs.

    Amounts have none, or at least those of their currency. A cell of another kind than its
    column's is printed by itself.
    """
    own = (cell.value for cell in cells if cell.kind in {None, kind})
    return max((_decimals(value, kind) for value in own), default=0)


def _decimals(value: object, kind: Kind) -> int:
    if isinstance(value, Money):
        needed = _needed(value.amount)
        return max(needed, minor_unit(value.currency)) if needed else 0
    needed = _needed(value) if isinstance(value, Decimal) else 0
    return max(needed - 2, 0) if kind is Kind.PERCENT else needed


def _needed(number_: Decimal) -> int:
    return len(f"{number_:f}".partition(".")[2].rstrip("0"))


def as_printed(table: Table) -> Table:
    """The table as a text shows it: the shares of a column's total add up to the total's.

    They are rounded together, by largest remainder; of equal remainders the first by key is
    rounded up. A workbook keeps each exact ratio instead.
    """
    for index, column in enumerate(table.columns):
        if column.kind is Kind.PERCENT and table.total is not None:
            table = _apportioned(table, index)
    return table


def says(column: Column, currency: str) -> bool:
    """Whether the heading of a column names a currency, so that its amounts need not."""
    return re.search(rf"\b{currency}\b", column.label) is not None


def with_currency(table: Table, form: str) -> Table:
    """The table, where a column of amounts of one currency has it in its heading.

    Args:
        table: Settled.
        form: How a heading and a currency are written beside each other.
    """
    columns = list(table.columns)
    for index, column in enumerate(columns):
        if column.kind is Kind.MONEY:
            cells = (row[index].value for row in (*table.rows, table.total or ()) if row)
            currencies = {value.currency for value in cells if isinstance(value, Money)}
            if len(currencies) == 1 and not says(column, *currencies):
                label = form.format(label=column.label, currency=currencies.pop())
                columns[index] = attrs.evolve(column, label=label)
    return attrs.evolve(table, columns=tuple(columns))


def _apportioned(table: Table, index: int) -> Table:
    whole = table.row(None)[index]
    match whole.expression:
        case Over(Own(of), At("", None, same)) if of == same and whole.value is not None:
            base = table.index(of)
        case _:
            return table
    cells = [row[index] for row in table.rows]
    parts = [number(row[base].value) for row in table.rows]  # type: ignore[arg-type] # numbers
    order = sorted(range(len(parts)), key=table.keys.__getitem__ if table.keys else None)
    exact = [parts[at] / sum(parts) for at in order]
    shares = shown_shares(exact, decimals_of(Kind.PERCENT, cells) + 2)
    for at, share in zip(order, shares, strict=True):
        if cells[at].value is not None:
            cells[at] = Cell(share, cells[at].kind)  # type: ignore[arg-type] # a decimal now
    rows = zip(table.rows, cells, strict=True)
    return attrs.evolve(
        table, rows=tuple((*row[:index], cell, *row[index + 1 :]) for row, cell in rows)
    )
