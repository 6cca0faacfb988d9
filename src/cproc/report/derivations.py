"""How a computed cell is derived: a small closed vocabulary.

Excel writes a derivation as a live formula, `cproc.report.derive` computes it again, and
`cproc.report.trace` tells it in words. Rows and columns are named from the cell's own table or
another by identifier; cells that are picked one by one, by their place.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import attrs

# --- Of columns and rows ------------------------------------------------------------------


@attrs.frozen
class SumColumn:
    """The sum of the body rows of this cell's own column; for totals."""


@attrs.frozen
class CountRows:
    """The number of body rows of a table that match.

    Args:
        table: Identifier of the table counted.
        where: Pairs of a column of that table and a column of this cell's own table: rows
            count where the former holds what the latter holds in this cell's row.
            Without pairs, all rows count.
        given: Pairs of a column of that table and a text it must hold as well.
    """

    table: str
    where: tuple[tuple[str, str], ...] = ()
    given: tuple[tuple[str, str], ...] = ()


@attrs.frozen
class SumRows:
    """The sum of a column over the body rows of a table that match, as for `CountRows`.

    Args:
        table: The table.
        column: The column that is summed.
        where: Pairs of a column of the table and one of the row, which must be equal.
        given: Pairs of a column of the table and the value it must hold.
    """

    table: str
    column: str
    where: tuple[tuple[str, str], ...] = ()
    given: tuple[tuple[str, str], ...] = ()


@attrs.frozen
class SumCells:
    """The sum of some body rows of a column of this cell's own table; for subtotals.

    Args:
        rows: Positions of the rows, from 0.
        column: The column; this cell's own where absent.
        rate: Share of the sum that the cell is, where it is a rate of it.
        decimals: Decimals that such a share is rounded to, half away from zero.
    """

    rows: tuple[int, ...]
    column: str = ""
    rate: Decimal | None = None
    decimals: int = 2


@attrs.frozen
class Product:
    """One column of the row times another, exact.

    Args:
        factor: One of them.
        other: The other.
    """

    factor: str
    other: str


@attrs.frozen
class Difference:
    """One column of the row less another.

    Args:
        minuend: What is subtracted from.
        subtrahend: What is subtracted.
    """

    minuend: str
    subtrahend: str


@attrs.frozen
class Ratio:
    """One column of the row divided by another, to four decimals; nothing where it is zero.

    Args:
        numerator: What is divided.
        denominator: What it is divided by.
    """

    numerator: str
    denominator: str


@attrs.frozen
class ShareOfTotal:
    """A column of the row divided by that column's total, to four decimals.

    Args:
        column: The column.
    """

    column: str


@attrs.frozen
class TotalOf:
    """The total of a column of another table.

    Args:
        table: The table.
        column: Its column.
    """

    table: str
    column: str


# --- Of cells that are picked one by one --------------------------------------------------


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


Derivation = (
    SumColumn
    | SumCells
    | CountRows
    | SumRows
    | Difference
    | Product
    | Ratio
    | ShareOfTotal
    | TotalOf
    | CellSum
    | CellRatio
    | CellProduct
    | Converted
)
"""How a computed cell is derived."""


def picked(derivation: Derivation | None) -> tuple[At, ...]:
    """The cells that a derivation picks; none where it is another kind of derivation."""
    match derivation:
        case CellSum(plus, less):
            return (*plus, *less)
        case CellRatio(first, second) | CellProduct(first, second):
            return (first, second)
        case _:
            return ()
