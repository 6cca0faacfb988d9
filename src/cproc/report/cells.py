"""Cells and tables, and how a computed cell comes of others: a small closed algebra.

A cell holds a typed value, or an expression of which its value is worked out when the tables are
settled. What an expression is worth, the formula a workbook writes for it, the words and the
records that `cproc explain` tells of it, and the tables it needs are each one recursion over it, so
that they cannot disagree.

Rows are referred to by key, never by position: no two tables must keep the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

import attrs

from cproc.money import Money

# --- Expressions --------------------------------------------------------------------------


class Expression:
    """A reference to cells, or an operation on what references give."""

    __slots__ = ()

    @property
    def parts(self) -> Iterator[Expression]:
        """The expressions that it is made of, in order."""
        for field in getattr(type(self), "__attrs_attrs__", ()):
            yield from _expressions(getattr(self, field.name))

    @property
    def kept(self) -> Expression | None:
        """What stays of it in a settled cell."""
        return self


def _expressions(value: object) -> Iterator[Expression]:
    if isinstance(value, Expression):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _expressions(part)


# --- References ---------------------------------------------------------------------------


@attrs.frozen
class Own(Expression):
    """A cell of the same row.

    Args:
        column: Identifier of its column.
    """

    column: str


@attrs.frozen
class At(Expression):
    """A cell of a table.

    Args:
        table: Identifier of the table; empty for the cell's own.
        row: Key of the row; none for the total row, or for the sum of the body where there is
            no total row.
        column: Identifier of the column; empty for the cell's own.
    """

    table: str
    row: str | None
    column: str


@attrs.frozen
class Rows(Expression):
    """Body rows of a table, or the cells of a column in them.

    Args:
        table: Identifier of the table; empty for the cell's own.
        column: Identifier of the column, for sums; empty for the cell's own.
        where: Columns of the table, each with the text it must hold, or with the cell of the
            row that it must be equal to. Without any, all rows are meant.
    """

    table: str = ""
    column: str = ""
    where: tuple[tuple[str, Own | str], ...] = ()


# --- Operations ---------------------------------------------------------------------------


@attrs.frozen
class Sum(Expression):
    """The sum of what several expressions give; what is empty is left out.

    Args:
        of: What is added up.
    """

    of: tuple[Expression, ...]


@attrs.frozen
class Count(Expression):
    """The number of rows.

    Args:
        of: The rows.
    """

    of: Rows


@attrs.frozen
class _Pair(Expression):
    left: Expression
    right: Expression


@attrs.frozen
class Minus(_Pair):
    """One thing less another.

    Args:
        left: What is subtracted from.
        right: What is subtracted.
    """


@attrs.frozen
class Over(_Pair):
    """One thing divided by another, to four decimals; nothing where that is zero.

    Args:
        left: What is divided.
        right: What it is divided by.
    """


@attrs.frozen
class Times(Expression):
    """One thing times another, exact.

    Args:
        left: A number or an amount.
        right: Another, or a constant: a rate of a budget as it is written; inside `Rounded`, which
            its decimals may need, also a fraction.
    """

    left: Expression
    right: Expression | Decimal | Fraction


@attrs.frozen
class Rounded(Expression):
    """A number or an amount, rounded half away from zero.

    Args:
        of: What is rounded.
        decimals: Decimals that are kept.
    """

    of: Expression
    decimals: int


@attrs.frozen
class Converted(Expression):
    """An amount in another currency, rounded half away from zero.

    Args:
        amount: The amount.
        currency: Currency it is converted to.
        decimals: Decimals that are kept.
        rate: Units of the amount's currency for one of the other; where there is none, or its
            cell is empty, the amount is taken as it is.
    """

    amount: Own
    currency: str
    decimals: int
    rate: Own | None = None


@attrs.frozen
class Allocated(Expression):
    """An amount that an allocation, a booking or a count by day settled, to the cent.

    The cell of it keeps the expression if that gives the amount, and is the amount alone if not.

    Args:
        amount: The amount.
        near: What gives it, but for a cent here and there; none where nothing shown does.
    """

    amount: Money
    near: Expression | None

    @property
    def kept(self) -> Expression | None:
        """What gives the amount."""
        return self.near


# --- Short forms --------------------------------------------------------------------------

TOTAL = Sum((Rows(),))
"""The sum of the body of the cell's own column."""


def count(table: str, **where: Own | str) -> Count:
    """The number of rows of a table in which columns hold what is given."""
    return Count(Rows(table, where=tuple(where.items())))


def total(table: str, column: str, **where: Own | str) -> Sum:
    """The sum of a column over the rows of a table in which columns hold what is given."""
    return Sum((Rows(table, column, tuple(where.items())),))


def share(column: str) -> Over:
    """A cell of the row as a share of its column's total."""
    return Over(Own(column), At("", None, column))


def added(cells: Iterable[Expression], less: Iterable[Expression] = ()) -> Expression:
    """The sum of some cells, less others; a cell alone is itself."""
    plus, minus = tuple(cells), tuple(less)
    whole = plus[0] if len(plus) == 1 else Sum(plus)
    return Minus(whole, minus[0] if len(minus) == 1 else Sum(minus)) if minus else whole


def references(expression: Expression) -> Iterator[Own | At | Rows]:
    """The cells and rows that an expression comes of, in order."""
    if isinstance(expression, Own | At | Rows):
        yield expression
    for part in expression.parts:
        yield from references(part)


def tables_of(expression: Expression) -> set[str]:
    """Identifiers of the other tables that an expression needs."""
    return {
        made.table for made in references(expression) if not isinstance(made, Own) and made.table
    }


# --- Cells and tables ---------------------------------------------------------------------

CellValue = str | int | Decimal | Money | date | None
"""What a cell can hold. Percentages are decimals: 0.10 with the kind ``percent`` is 10 %."""


class Kind(StrEnum):
    """How a value is shown."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    MONTH = "month"


@attrs.frozen
class Cell:
    """One cell.

    Args:
        value: What it holds; none for an empty cell. It is never declared beside an expression:
            settling the tables of a report works it out.
        kind: How it is shown, where that differs from its column.
        expression: How it comes of other cells, where it does.
        language: Language of a text that is not in the report's own.
        records: Identifiers of the portfolio's records behind a typed value.
        link: Address of the web that its text leads to; none where empty.
    """

    value: CellValue = None
    kind: Kind | None = None
    expression: Expression | None = None
    language: str | None = None
    records: tuple[str, ...] = ()
    link: str = ""


@attrs.frozen
class Column:
    """One column.

    Args:
        id: Identifier, unique in its table.
        label: Heading in the report's language.
        kind: How its values are shown.
        width: Width that suits it, in characters; long text wraps.
        note: The note of its table that speaks of it alone, and goes with it; empty for none.
    """

    id: str
    label: str
    kind: Kind = Kind.TEXT
    width: int = 14
    note: str = ""


@attrs.frozen
class Table:
    """A table of typed cells.

    Args:
        id: Identifier, unique in the report.
        title: Caption in the report's language.
        columns: Its columns.
        rows: Body rows, one cell for each column.
        total: The total row, one cell for each column; none where there is no total.
        notes: What must be said below it: rules, sources, required footnotes.
        wide: Whether it wants a landscape page.
        filters: Whether readers will want to filter and sort it in a workbook.
        keys: An identifier for each row, by which expressions refer to it; empty where
            nothing does.
        named: Whether the cell of the column ``value`` of each row has a name in a workbook, made
            of the key of its row.
        main_rows: Positions, from 0, of the body rows that others are parts of, such as the main
            headings of a budget; they are shown in bold.
        bands: Headings across the table, such as months, each by the position, from 0, of the body
            row that it stands above.
        headless: Whether it stands in a text as a box, without caption and header: the first
            column of each row is its heading.
        after: The table that it stands behind, in a document and in a workbook.
        currency: Currency of its sums of amounts of which there are none: that of the project
            whose table it is; where absent, the one of those that there are, else the report's.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    notes: tuple[str, ...] = ()
    wide: bool = False
    filters: bool = False
    keys: tuple[str, ...] = ()
    named: bool = False
    main_rows: frozenset[int] = frozenset()
    bands: Mapping[int, str] = attrs.field(factory=dict)
    headless: bool = False
    after: str = ""
    currency: str = ""

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {column.id: position for position, column in enumerate(self.columns)}

    @cached_property
    def _positions(self) -> dict[str, int]:
        # Rows that expressions mean have keys of their own; of others the first is meant.
        last = len(self.keys) - 1
        return {key: last - back for back, key in enumerate(reversed(self.keys))}

    def index(self, column: str) -> int:
        """The position of a column.

        Raises:
            KeyError: There is no such column.
        """
        return self._columns[column]

    def position(self, key: str) -> int:
        """The position of a row, from 0.

        Raises:
            KeyError: No row has that key.
        """
        return self._positions[key]

    def row(self, position: int | None) -> tuple[Cell, ...]:
        """The cells of a body row; with none as position, of the total row: none without one."""
        return self.total or () if position is None else self.rows[position]
