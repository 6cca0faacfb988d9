"""Settling tables: what each computed cell is worth, each worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Any

import attrs

from cproc.errors import CurrencyMismatchError, InvalidValueError, UsageError, said
from cproc.money import Money, exactly, rounded
from cproc.report import cells as algebra
from cproc.report.cells import Cell, CellValue, Column, Expression, Kind, Table, tables_of

SHARE_DECIMALS = 4
"""Decimals of shares and ratios; a percentage is shown with two of its own at most."""


@attrs.frozen(eq=False)
class Cells:
    """The cells of some tables, and what they are worth; a table that is not there has no rows.

    Args:
        tables: The tables, by identifier.
        currency: Currency of a sum of amounts of which there are none.
        alone: Positions of the cells whose amount, given by an allocation, no expression gives.
    """

    tables: Mapping[str, Table]
    currency: str = ""
    alone: set[tuple[str, int | None, int]] = attrs.field(factory=set, init=False)
    _values: dict[tuple[str, int | None, int], CellValue] = attrs.field(factory=dict, init=False)
    _begun: set[tuple[str, int | None, int]] = attrs.field(factory=set, init=False)
    _indexes: dict[tuple[str, tuple[int, ...]], dict[tuple[CellValue, ...], list[int]]] = (
        attrs.field(factory=dict, init=False)
    )

    def value(self, table: str, row: int | None, column: int) -> CellValue:
        """What the cell in a position is worth; none as row is the total row.

        Raises:
            UsageError: As for `computed`.
        """
        cells = self.tables[table].row(row)
        cell = cells[column] if cells else Cell()
        if cell.expression is None or cell.value is not None:  # it is settled already
            return cell.value
        return self.computed(table, row, column)

    def computed(self, table: str, row: int | None, column: int) -> CellValue:
        """What the expression of the cell in a position gives.

        Raises:
            UsageError: It has a value as well, comes of itself, adds up a text or amounts of
                several currencies, or refers to a row or column that is not there; the message
                names table, row and column of the cell.
        """
        place = (table, row, column)
        if place in self._values:
            return self._values[place]
        if place in self._begun:
            raise UsageError("{named} comes of itself.", named=self._named(*place))
        cells = self.tables[table].row(row)
        expression = cells[column].expression if cells else None
        if expression and cells[column].value is not None:
            raise UsageError("{named} has a value and an expression.", named=self._named(*place))
        self._begun.add(place)
        try:
            self._values[place] = self._of(expression, *place) if expression else None
        except KeyError as error:
            raise UsageError(
                "{named} refers to the row or column {name!r} of a table, which is not there.",
                named=self._named(*place),
                name=error.args[0],
            ) from error
        except (TypeError, InvalidValueError, CurrencyMismatchError) as error:
            raise UsageError(
                "{named} cannot be worked out: {error}.", named=self._named(*place), error=error
            ) from error
        except _NoNumberError as error:
            raise UsageError(
                "{named} adds up {value!r}.", named=self._named(*place), value=error.args[0]
            ) from error
        except RecursionError as error:
            raise UsageError(
                "{named} comes of too many, one of another.", named=self._named(*place)
            ) from error
        finally:
            self._begun.discard(place)
        return self._values[place]

    def _named(self, table: str, row: int | None, column: int) -> str:
        of = self.tables[table]
        key = "total" if row is None else of.keys[row] if of.keys else row
        return said(
            "the cell {column} of the table {table}, row {row},",
            column=of.columns[column].id,
            table=table,
            row=key,
        )

    def matching(self, rows: algebra.Rows, table: str, row: int | None) -> Iterable[int]:
        """Positions of the rows that a cell in a row of a table means."""
        where = self.tables.get(rows.table or table)
        if where is None or not where.rows:
            return ()
        if not rows.where:
            return range(len(where.rows))
        columns = tuple(where.index(column) for column, _wanted in rows.where)
        wanted = tuple(
            self.value(table, row, self.tables[table].index(text.column))
            if isinstance(text, algebra.Own)
            else text
            for _column, text in rows.where
        )
        # Many cells ask for rows by the same columns: these are read through only once.
        index = self._indexes.get((where.id, columns))
        if index is None:
            index = self._indexes[where.id, columns] = {}
            for position in range(len(where.rows)):
                key = tuple([self.value(where.id, position, column) for column in columns])
                index.setdefault(key, []).append(position)
        return index.get(wanted, ())

    def _of(  # noqa: C901, PLR0911, PLR0912 - one case for each operation
        self, expression: Expression, table: str, row: int | None, column: int
    ) -> Any:
        def of(part: Expression) -> Any:
            return self._of(part, table, row, column)

        match expression:
            case algebra.Own(id_):
                return self.value(table, row, self.tables[table].index(id_))
            case algebra.At(other, key, id_):
                place = self.tables[table]
                own = place.columns[column]
                return self._at(other or table, key, id_ or own.id, own, place)
            case algebra.Count(rows):
                return len(list(self.matching(rows, table, row)))
            case algebra.Sum(parts):
                return _sum([v for part in parts for v in self._all(part, table, row, column)])
            case algebra.Minus(left, right):
                return _sum([of(left)], of(right))
            case algebra.Times(left, right):
                return _product(of(left), of(right) if isinstance(right, Expression) else right)
            case algebra.Over(left, right):
                over, under = _exact(of(left)), _exact(of(right))
                return rounded(over / under, SHARE_DECIMALS) if over is not None and under else None
            case algebra.Rounded(algebra.Times(left, right), decimals):
                factors = (of(left), of(right) if isinstance(right, Expression) else right)
                return _rounded(factors, decimals)
            case algebra.Rounded(part, decimals):
                return _rounded((of(part),), decimals)
            case algebra.Converted(amount, currency, decimals, rate):
                units = _exact(of(rate)) if rate else None
                exact = _exact(of(amount))
                if exact is None or not units:
                    return of(amount)
                return Money(rounded(exact / units, decimals), currency)
            case algebra.Allocated(amount, near):
                if near is None or of(near) != amount:
                    self.alone.add((table, row, column))
                return amount
        raise TypeError(f"{expression!r} has no value of its own")

    def _all(
        self, part: Expression, table: str, row: int | None, column: int
    ) -> Iterable[CellValue]:
        """What there is to add up: of rows a cell each, and the currency where there is none."""
        if not isinstance(part, algebra.Rows):
            return (self._of(part, table, row, column),)
        where, place = self.tables.get(part.table or table), self.tables[table]
        own = place.columns[column]
        if where is None or not where.rows:
            return (self._nothing(own, place),)
        at = where.index(part.column or own.id)
        values = [self.value(where.id, n, at) for n in self.matching(part, table, row)]
        if any(value is not None for value in values):
            return values
        return (self._nothing(where.columns[at], place, where),)

    def _nothing(self, column: Column, place: Table, where: Table | None = None) -> CellValue:
        """The sum of no cells of a column: in the currency of its place, or of those there are."""
        if place.currency and column.kind is Kind.MONEY:
            return Money(0, place.currency)
        rows = range(len(where.rows)) if where else ()
        values = (self.value(where.id, n, where.index(column.id)) for n in rows if where)
        known = next((value for value in values if value is not None), None)
        if known is None and column.kind is Kind.MONEY:
            return Money(0, self.currency)
        return Money(0, known.currency) if isinstance(known, Money) else 0

    def _at(self, other: str, key: str | None, column: str, own: Column, place: Table) -> Any:
        table = self.tables.get(other)
        if table is None or not table.rows:
            return self._nothing(own, place) if key is None else None
        index = table.index(column)
        if key is not None:
            return self.value(other, table.position(key), index)
        if table.total is not None:
            return self.value(other, None, index)
        return _sum([self.value(other, n, index) for n in range(len(table.rows))])


class _NoNumberError(Exception):
    """A text or a date that would be added up."""


def _sum(values: Iterable[CellValue], less: Any = None) -> Any:
    known: list[Any] = [value for value in values if value is not None]
    for value in (*known, less):
        if isinstance(value, str | date):
            raise _NoNumberError(value)
    with exactly():
        if less is not None:
            known.append(-less)
        return sum(known[1:], known[0]) if known else 0


def _product(left: Any, right: Any) -> Any:
    if isinstance(right, Money):
        left, right = right, left
    if _exact(left) is None or _exact(right) is None or isinstance(right, Money):
        return None
    with exactly():
        return left * right if isinstance(left, Money) else Decimal(left) * Decimal(right)


def _exact(value: object) -> Fraction | None:
    if isinstance(value, Money):
        return Fraction(value.amount)
    return Fraction(value) if isinstance(value, int | Decimal | Fraction) else None


def _rounded(factors: Iterable[object], decimals: int) -> CellValue:
    """The product of all, rounded once: a rate of an amount may have no decimals that end."""
    product, currency = Fraction(1), ""
    for factor in factors:
        exact = _exact(factor)
        if exact is None or (currency and isinstance(factor, Money)):
            return None
        product *= exact
        currency = factor.currency if isinstance(factor, Money) else currency
    number = rounded(product, decimals)
    return Money(number, currency) if currency else number


def settled(
    tables: Mapping[str, Table], known: Mapping[str, Table] | None = None, currency: str = ""
) -> dict[str, Table]:
    """The tables that have rows, each computed cell with its value.

    An expression that needs a table without rows, which no reader sees, leaves its value behind;
    so does one near an amount that it does not give, such as a share that was split to the cent.

    Args:
        tables: Tables as they were declared, by identifier.
        known: Tables that are settled already, and may be referred to.
        currency: Currency of sums of amounts of which there are none.

    Raises:
        UsageError: A cell has a value beside its expression, or cannot be worked out, as
            `Cells.computed` tells; or, without tables that are known, an expression names a table
            that there is not.
    """
    cells = Cells({**(known or {}), **tables}, currency)
    shown = {id_ for id_, table in cells.tables.items() if table.rows}
    stand: dict[int, bool] = {}

    def stands(expression: Expression) -> bool:
        # By identity: the cells of a column share one, and hashing it costs more than to look.
        if id(expression) not in stand:
            needed = tables_of(expression)
            # A section of a plugin sees only the tables that have rows: one that is not there may
            # have none. The library declares all it has, so that a name unknown here is a slip.
            if known is None and (unknown := needed - cells.tables.keys()):
                raise UsageError(
                    "there is no table {unknown} to refer to.", unknown=", ".join(sorted(unknown))
                )
            stand[id(expression)] = needed <= shown
        return stand[id(expression)]

    def settled_cell(cell: Cell, table: Table, row: int | None, column: int) -> Cell:
        expression = cell.expression
        if expression is None:
            return cell
        value = cells.computed(table.id, row, column)
        kept = None if (table.id, row, column) in cells.alone else expression.kept
        kept = kept if kept and stands(kept) else None
        return Cell(value, cell.kind, kept, cell.language, cell.records)

    def settled_row(cells_: tuple[Cell, ...], table: Table, row: int | None) -> tuple[Cell, ...]:
        if not any(map(_EXPRESSION, cells_)):
            return cells_
        return tuple([settled_cell(cell, table, row, n) for n, cell in enumerate(cells_)])

    return {
        id_: attrs.evolve(
            table,
            rows=tuple([settled_row(cells_, table, n) for n, cells_ in enumerate(table.rows)]),
            total=None if table.total is None else settled_row(table.total, table, None),
        )
        for id_, table in tables.items()
        if id_ in shown
    }


_EXPRESSION = attrgetter("expression")
