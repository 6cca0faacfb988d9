"""Derivations from cells that are picked one by one, of any table of the report."""

from __future__ import annotations

from fractions import Fraction

import attrs

__all__ = ["At", "CellProduct", "CellRatio", "CellSum", "Converted", "picked"]


@attrs.frozen
class At:
    """The place of a cell.

    Args:
        table: Identifier of its table.
        column: Identifier of its column.
        row: Position of its body row, from 0; none for the total row.
    """

    table: str
    column: str
    row: int | None = None


@attrs.frozen
class CellSum:
    """The sum of some cells, less others, or a part of it.

    Args:
        plus: What is added; empty cells are left out.
        less: What is taken from it.
        rate: The part of the sum that the cell is, where it is a part of it.
        decimals: Decimals that such a part is rounded to, half away from zero.
    """

    plus: tuple[At, ...]
    less: tuple[At, ...] = ()
    rate: Fraction | None = None
    decimals: int = 2


@attrs.frozen
class CellRatio:
    """One cell divided by another, to four decimals; nothing where that is zero.

    Args:
        numerator: What is divided.
        denominator: What it is divided by.
    """

    numerator: At
    denominator: At


@attrs.frozen
class CellProduct:
    """One cell times another, rounded half away from zero.

    Args:
        factor: One of them.
        other: The other.
        decimals: Decimals that it is rounded to.
    """

    factor: At
    other: At
    decimals: int = 2


@attrs.frozen
class Converted:
    """An amount of the row divided by the rate beside it, rounded half away from zero.

    Args:
        amount: Column of the amount.
        currency: Currency it is converted to.
        rate: Column of the rate, units for one of the other currency; where its cell is empty
            or there is no such column, the amount is taken as it is.
        decimals: Decimals that it is rounded to.
    """

    amount: str
    currency: str
    rate: str | None = None
    decimals: int = 2


def picked(derivation: object) -> tuple[At, ...]:
    """Give the cells that a derivation picks; none where it is another kind of derivation."""
    match derivation:
        case CellSum(plus, less):
            return (*plus, *less)
        case CellRatio(first, second) | CellProduct(first, second):
            return (first, second)
        case _:
            return ()
