"""Values by one or more keys, and what can be made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property, partial
from typing import Any

import attrs

from cproc.errors import InvalidValueError, UsageError, said
from cproc.figures.counting.results import Records, in_words, looked_up, qualified
from cproc.figures.counting.values import (
    OTHER,
    Value,
    added,
    greatest,
    number,
    percentages,
    shown_shares,
    text,
    whole,
)
from cproc.figures.counting.views import (
    Comparison,
    Crosstab,
    Difference,
    Drawing,
    Drawn,
    Line,
    ShowKey,
    ShowValue,
    as_data,
    as_typed,
    column_type,
    columns,
    in_one_form,
    optional_module,
    plain,
    svg_bar,
    total_keys,
)
from cproc.model import Money, Qualifier

Orders = tuple[Mapping[Any, int], ...]
"""For each key, the place of its values in the order they are shown."""


def in_order(orders: Orders, key: tuple[Any, ...]) -> tuple[Any, ...]:
    """Where a row stands among others; the row of what has no key comes last."""
    return tuple(
        (part is None, order.get(part, len(order)), str(part))
        for part, order in zip(key, orders, strict=True)
    )


def _as_text(key: tuple[Any, ...]) -> tuple[str | None, ...]:
    return tuple(None if part is None else str(part) for part in key)


@attrs.frozen
class BreakdownRow:
    """One row of a breakdown.

    Args:
        key: One value for each key; none for what has no value of it.
        value: The count or amount.
        records: Identifiers of the records in it, or a function that looks them up.
        qualifier: How exact the value claims to be.
    """

    key: tuple[Any, ...]
    value: Value
    _records: Records = attrs.field(default=(), alias="records", eq=looked_up, repr=False)
    qualifier: Qualifier = Qualifier.EXACT

    @property
    def records(self) -> tuple[str, ...]:
        """Identifiers of the records in it, in the portfolio's order."""
        return looked_up(self._records)

    @property
    def adds(self) -> Mapping[str, Value]:
        """What each record adds to a count or number; None where it has no part of its own."""
        records = self._records() if callable(self._records) else self._records
        return records if isinstance(records, Mapping) else dict.fromkeys(records)


@attrs.frozen
class Breakdown(Drawn):
    """Values by one or more keys, with the total of the whole.

    Where records may fall under several rows (an activity of two countries counted as an
    entry), the rows add up to more than the total: `overlap` tells by how much.

    Args:
        by: Names of the keys.
        rule: What is counted or summed.
        unit: A currency code for money, else what is counted.
        rows: In the order of the keys; the row of what has no key comes last.
        total: The whole, each record once; None where amounts are of several currencies.
        totals: The whole by currency, where there are several.
        missing: Number of units that lack the amount, or may not be there, and are in no row.
        again: Gives the same by other keys, counted anew; the engine's.
        orders: For each key, the place of its values in the order they are shown.
        qualifier: How exact the whole claims to be.
        names: What notebooks show of the value of a key, by the name of the key.
    """

    by: tuple[str, ...]
    rule: str
    unit: str
    rows: tuple[BreakdownRow, ...] = attrs.field(repr=lambda rows: f"<{len(rows)}>")
    total: Value
    totals: tuple[Money, ...] = ()
    missing: int = 0
    again: Callable[[tuple[str, ...]], Breakdown] | None = attrs.field(
        default=None, eq=False, repr=False
    )
    orders: Orders = attrs.field(default=(), eq=False, repr=False)
    qualifier: Qualifier = Qualifier.EXACT
    names: ShowKey | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def overlap(self) -> Value:
        """By how much the rows exceed the total; 0 where there are several currencies."""
        if self.totals:
            return 0
        rows = added(row.value for row in self.rows)
        if isinstance(self.total, Money):
            return rows - self.total if isinstance(rows, Money) else self.total - self.total
        return whole(number(rows) - number(self.total))

    def value(self, *key: Any) -> Value:
        """The value of one row, by its key as shown; zero is not invented.

        Raises:
            KeyError: There is no such row.
        """
        if (row := self.row(*key)) is None:
            raise KeyError(key)
        return row.value

    def row(self, *key: Any) -> BreakdownRow | None:
        """One row, by its key as shown; None where there is none."""
        return self._by_text.get(_as_text(key))

    @cached_property
    def _by_text(self) -> dict[tuple[str | None, ...], BreakdownRow]:
        return {_as_text(row.key): row for row in reversed(self.rows)}

    def percentages(self, decimals: int = 1) -> tuple[Decimal, ...]:
        """The share of each row in the sum of the rows, in percent; they add up to 100.

        Raises:
            CurrencyMismatchError: The rows are of several currencies.
            InvalidValueError: A row is negative or not known, or all are zero.

        Example:
            >>> import cproc
            >>> made = cproc.tally(cproc.load("examples/cproc_2017"), by="kind").top(2)
            >>> [str(share) for share in made.percentages()]
            ['27.9', '15.8', '52.5', '3.8']
        """
        return percentages([row.value for row in self.rows], decimals)

    def top(self, number_of_rows: int) -> Breakdown:
        """Keep the greatest rows, the greatest first, and put the rest into one row.

        Rows of equal value keep their order. The row of what has no key stays, the last;
        that of the rest, `OTHER`, adds up the rows in it and comes before it.

        Raises:
            UsageError: The number is below 1.
            InvalidValueError: Amounts are of several currencies, and none is the greatest.
        """
        if self.totals:
            currencies = ", ".join(money.currency for money in self.totals)
            raise InvalidValueError(
                "currency-mixed",
                said("of amounts in {currencies} none is the greatest.", currencies=currencies),
                said("Keep one currency, such as --where currency=EUR, or convert."),
            )
        kept, rest, unkeyed = greatest(self.rows, number_of_rows, lambda row: row.value)
        if rest:
            value = added(row.value for row in rest)
            row = BreakdownRow(
                (OTHER,) * len(self.by), value, partial(_union, rest), _exactness(rest)
            )
            kept.append(row)
        return attrs.evolve(self, rows=(*kept, *unkeyed), again=None)

    def by_key(self, *names: str) -> Breakdown:
        """The subtotals: the same by fewer of its keys.

        Where rows overlap, records are counted anew, each once in a subtotal; else the
        rows are added up, so that subtotals tie to them to the last cent.

        Raises:
            UsageError: A name is not one of its keys.
        """
        if unknown := [name for name in names if name not in self.by]:
            raise UsageError(
                "{unknown} is no key of {by}.", unknown=", ".join(unknown), by=", ".join(self.by)
            )
        if self.again is not None and self.overlap:
            return self.again(names)
        places = [self.by.index(name) for name in names]
        groups: dict[tuple[Any, ...], list[BreakdownRow]] = {}
        for row in self.rows:
            groups.setdefault(tuple(row.key[place] for place in places), []).append(row)
        orders = tuple(self.orders[place] if self.orders else {} for place in places)

        @cache
        def anew() -> dict[tuple[Any, ...], BreakdownRow]:
            return {row.key: row for row in self.again(names).rows} if self.again else {}

        def records(key: tuple[Any, ...]) -> Iterable[str]:
            return anew()[key].records if self.again else _union(groups[key])

        rows = tuple(
            BreakdownRow(key, added(row.value for row in of), partial(records, key), _exactness(of))
            for key, of in sorted(groups.items(), key=lambda item: in_order(orders, item[0]))
        )
        return attrs.evolve(self, by=names, rows=rows, again=None)

    def crosstab(self) -> Crosstab:
        """Put the first key down the side and the second across, with margins.

        Raises:
            UsageError: It is not by two keys, or of several currencies.

        Example:
            >>> import cproc
            >>> made = cproc.tally(cproc.load("examples/cproc_2017"), by=("year", "project"))
            >>> cross = made.crosstab()
            >>> len(cross.rows), len(cross.columns), cross.total
            (2, 6, 158)
        """
        if len(self.by) != 2 or self.totals:
            raise UsageError("a cross-tab is by two keys and in one currency.")
        rows, columns = (self.by_key(name) for name in self.by)
        down, across = ({row.key[0]: row.value for row in m.rows} for m in (rows, columns))
        cells = {(row.key[0], row.key[1]): row.value for row in self.rows}
        by = (self.by[0], self.by[1])
        return Crosstab(
            by, self.unit, tuple(down), tuple(across), cells, down, across, self.total,
            self.qualifier, self.names,
        )  # fmt: skip

    def compare(self, after: Breakdown) -> Comparison:
        """Set a later breakdown by the same keys beside this one.

        Raises:
            UsageError: The two are by other keys, rules or units, or of several currencies.

        Example:
            >>> import cproc
            >>> from cproc import Period
            >>> data = cproc.load("examples/cproc_2017")
            >>> halves = [Period.parse(t) for t in ("2016-10/2017-03", "2017-04/2017-09")]
            >>> one, two = (cproc.tally(data, "year", period=half) for half in halves)
            >>> str(one.compare(two).total.difference)
            '22'
        """
        mine, theirs = ((each.by, each.rule, each.unit) for each in (self, after))
        if mine != theirs or self.totals or after.totals:
            raise UsageError(
                "the two breakdowns are not alike; give both the same keys, rule and one currency."
            )
        ours, others = ({row.key: row.value for row in m.rows} for m in (self, after))
        keys = sorted({**ours, **others}, key=lambda key: all(part is None for part in key))
        zero: Value = Money(0, self.unit) if isinstance(self.total, Money) else 0
        rows = tuple(Difference(key, ours.get(key, zero), others.get(key, zero)) for key in keys)
        kind = qualified([(self.qualifier, False), (after.qualifier, False)])
        whole = Difference((), self.total, after.total)
        return Comparison(*mine, rows, whole, kind, self.names)

    def to_data(self) -> dict[str, Any]:
        """JSON-able data: keys as text or null, counts as numbers, the rest as text."""
        values = shown_shares([row.value for row in self.rows], unit=self.unit)
        pairs = zip(self.rows, values, strict=True)
        rows = [
            as_data(self.by, row.key, value=value) | _as_data(row.qualifier) for row, value in pairs
        ]
        total = list(map(str, self.totals)) if self.totals else plain(self.total)
        whole = {"by": list(self.by), "rule": self.rule, "rows": rows, "total": total}
        return whole | _as_data(self.qualifier)

    def to_arrow(self, decimals: int = 6) -> Any:
        """A `pyarrow.Table`: a column for each key, ``value``, of amounts ``currency``.

        Args:
            decimals: Decimals of exact shares, which are rounded so that they add up.

        Raises:
            MissingExtraError: pyarrow is not installed (extra ``arrow``).
        """
        arrow = optional_module("pyarrow", "arrow")
        kinds = (arrow.decimal128, arrow.int64(), arrow.string())
        data = columns(self.by, self.rows, decimals, self.unit)
        types = {name: column_type(name, of, *kinds) for name, of in data.items()}
        return arrow.table({name: arrow.array(of, type=types[name]) for name, of in data.items()})

    def to_pandas(self, decimals: int = 6) -> Any:
        """A `pandas.DataFrame` likewise; amounts are `decimal.Decimal` (extra ``pandas``)."""
        pandas = optional_module("pandas", "pandas")
        series = {}
        for name, values in columns(self.by, self.rows, decimals, self.unit).items():
            # pandas would turn whole numbers with a gap into floats; as objects they stay exact.
            integers = all(type(value) is int for value in values) and bool(values)
            series[name] = pandas.Series(values, dtype="int64" if integers else object)
        return pandas.DataFrame(series)

    def to_polars(self, decimals: int = 6) -> Any:
        """A `polars.DataFrame` likewise; amounts are `polars.Decimal` (extra ``polars``)."""
        polars = optional_module("polars", "polars")
        kinds = (polars.Decimal, polars.Int64, polars.String)
        data = columns(self.by, self.rows, decimals, self.unit)
        types = {name: column_type(name, of, *kinds) for name, of in data.items()}
        return polars.DataFrame([polars.Series(name, of, types[name]) for name, of in data.items()])

    def _values(self) -> Iterable[Value]:
        return [*(row.value for row in self.rows), self.total, *self.totals]

    def _bars(self) -> Sequence[str]:
        """A bar for each row, as long as its value is to the greatest; none where all are alike.

        Amounts of several currencies, and what is below zero or not known, have none.
        """
        if self.totals or any(row.value is None for row in self.rows):
            return ()
        values = [number(row.value) for row in self.rows]
        if len(set(values)) < 2 or min(values) < 0:
            return ()
        show, key = in_one_form(self._values()), self.names or as_typed
        names = (", ".join(map(key, self.by, row.key)) for row in self.rows)
        return [
            svg_bar(Fraction(value) / Fraction(max(values)), f"{name}: {show(row.value)}")
            for name, value, row in zip(names, values, self.rows, strict=True)
        ]

    def drawing(self, value: ShowValue = text, key: ShowKey = as_typed) -> Drawing:
        """The table as text."""
        values = shown_shares([row.value for row in self.rows], unit=self.unit)
        pairs = zip(self.rows, values, strict=True)
        body: list[Line] = [
            [*map(key, self.by, row.key), in_words(value(each), row.qualifier)]
            for row, each in pairs
        ]
        totals = self.totals or (self.total,)
        foot: list[Line] = [
            [*total_keys(self.by), in_words(value(total), self.qualifier)] for total in totals
        ]
        return len(self.by), [*self.by, self.unit], body, foot


def _exactness(rows: Iterable[BreakdownRow]) -> Qualifier:
    return qualified((row.qualifier, False) for row in rows)


def _as_data(kind: Qualifier) -> dict[str, str]:
    return {} if kind is Qualifier.EXACT else {"qualifier": str(kind)}


def _union(rows: Sequence[BreakdownRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(record for row in rows for record in row.records))
