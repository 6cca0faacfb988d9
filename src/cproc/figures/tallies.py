"""What has been found so far for one query, and the breakdown it makes.

Counting goes by signatures (`cproc.figures.facets`): records are counted, or their
amounts summed, by what the keys depend on, and only then are the rows worked out. Amounts
are summed exactly as decimals and split in whole units of their last decimal; they are
rounded once, when all is summed, so that rows by share add up to the total.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import chain, compress, product, repeat
from operator import and_
from typing import Any, Protocol

import attrs

from cproc.errors import InvalidValueError
from cproc.figures.breakdown import Breakdown, BreakdownRow
from cproc.figures.keys import Subject
from cproc.figures.measures import Measure
from cproc.figures.query import Plan, Row
from cproc.figures.units import Units, identifiers
from cproc.figures.values import Value
from cproc.model import Portfolio
from cproc.money import Money, exact_decimal, exact_units, exactly, minor_unit

Orders = tuple[Mapping[Any, int], ...]
"""For each key, the place of its values in the order they are shown."""


class Behind(Protocol):
    """What a breakdown can be asked for after it is made."""

    def row(self, key: Row) -> tuple[str, ...]:
        """The records behind a row."""
        ...

    def again(self, names: tuple[str, ...]) -> Breakdown:
        """The breakdown by some of its keys, counted anew."""
        ...


class Tally(ABC):
    """What has been found for one query so far."""

    def __init__(self, made: Plan) -> None:
        """Begin with nothing."""
        self.plan = made
        self._passed: list[dict[Any, bool]] = [{} for _filter in made.filters]

    @abstractmethod
    def add(self, found: Units) -> None:
        """Take the units of a batch."""

    def signatures(self, found: Units) -> Iterable[Any]:
        """What of each unit its rows depend on."""
        columns = [facet.column(found) for facet in self.plan.facets]
        if not columns:
            return repeat((), len(found.owners))
        return columns[0] if len(columns) == 1 else zip(*columns, strict=True)

    def amounts(self, found: Units, measure: Measure, mask: Sequence[Any] | None) -> Sequence[Any]:
        """What is summed of each unit that is kept; None where it is not known.

        What is left out is not read: an amount may be of a currency that has no rate.
        """
        plan = self.plan
        if mask is None:
            amounts = found.column(measure, lambda: list(map(measure.read, found.owners)))
        else:
            amounts = list(map(measure.read, compress(found.owners, mask)))
        if (convert := plan.query.convert) is None:
            return amounts
        days: Iterable[date | None] = found.rate_days()
        return [
            None if money is None else convert(money, day or plan.on)
            for money, day in zip(
                amounts, days if mask is None else compress(days, mask), strict=True
            )
        ]

    def mask(self, found: Units) -> list[Any] | None:
        """Tell which units the filters keep; None for all."""
        masks: list[Iterable[Any]] = []
        for (column, test), passed in zip(self.plan.filters, self._passed, strict=True):
            entries = column(found)
            for entry in set(entries).difference(passed):
                passed[entry] = test(entry)
            masks.append(map(passed.__getitem__, entries))
        if (only := self.plan.query.only) is not None:
            held = self.plan.subject not in {Subject.ACTIVITIES, Subject.POSTS}
            masks.append([bool(only(owner.record if held else owner)) for owner in found.owners])
        mask: Iterable[Any] | None = None
        for made in masks:
            mask = made if mask is None else map(and_, mask, made)
        return None if mask is None else list(mask)

    def rows(self, signature: Any) -> Iterator[tuple[Row, int, int]]:
        """The rows a signature falls under, each with its weight and what all add up to."""
        parts = self.plan.facets
        if not parts:
            yield (), 1, 1
            return
        if len(parts) == 1:
            found = parts[0].choices(signature)
            for values, weight in zip(found.values, found.weights, strict=True):
                yield self._placed(values), weight, found.whole
            return
        choices = [facet.choices(part) for facet, part in zip(parts, signature, strict=True)]
        whole = 1
        for made in choices:
            whole *= made.whole
        for combined in product(*(zip(m.values, m.weights, strict=True) for m in choices)):
            weight = 1
            for _values, part in combined:
                weight *= part
            yield self._placed(tuple(chain.from_iterable(v for v, _w in combined))), weight, whole

    def _placed(self, values: Row) -> Row:
        return tuple([values[position] for position in self.plan.positions])

    def spread(self, amounts: Mapping[Any, int]) -> dict[Row, Fraction]:
        """Each row the amounts of the signatures under it: whole, or their share."""
        if not self.plan.by_share:
            whole: dict[Row, int] = defaultdict(int)
            for signature, amount in amounts.items():
                for row, _weight, _whole in self.rows(signature):
                    whole[row] += amount
            return {row: Fraction(amount) for row, amount in whole.items()}
        parts: dict[Row, dict[int, int]] = {}
        for signature, amount in amounts.items():
            for row, weight, of in self.rows(signature):
                by_whole = parts.setdefault(row, {})
                by_whole[of] = by_whole.get(of, 0) + amount * weight
        return {
            row: sum((Fraction(part, of) for of, part in by_whole.items()), Fraction(0))
            for row, by_whole in parts.items()
        }

    def _breakdown(
        self,
        orders: Orders,
        values: Mapping[Row, Value],
        total: Value,
        unit: str,
        behind: Behind,
    ) -> Breakdown:
        rows = tuple(
            BreakdownRow(row, values[row], partial(behind.row, row))
            for row in _ordered(values, orders)
        )
        plan = self.plan
        rule = str(plan.rule) if plan.measure is None else f"{plan.measure.name} by {plan.rule}"
        return Breakdown(plan.names, rule, unit, rows, total, again=behind.again, orders=orders)


def _orders(made: Plan, portfolio: Portfolio) -> Orders:
    return tuple({value: i for i, value in enumerate(key.order(portfolio))} for key in made.keys)


def _ordered(rows: Iterable[Row], orders: Orders) -> list[Row]:
    """Put rows in the order of their keys; the row of what has no key comes last."""

    def place(row: Row) -> tuple[Any, ...]:
        return tuple(
            (part is None, order.get(part, len(order)), str(part))
            for part, order in zip(row, orders, strict=True)
        )

    return sorted(rows, key=place)


class Counts(Tally):
    """Units, counted."""

    def __init__(self, made: Plan) -> None:
        """Begin with nothing."""
        super().__init__(made)
        self._counts: Counter[Any] = Counter()

    def add(self, found: Units) -> None:
        """Count the units of a batch."""
        signatures = self.signatures(found)
        mask = self.mask(found)
        self._counts.update(signatures if mask is None else compress(signatures, mask))

    def breakdown(self, portfolio: Portfolio, behind: Behind) -> Breakdown:
        """What was counted: whole numbers, or fractions by share."""
        spread = self.spread(self._counts)
        values: dict[Row, Value] = dict(spread)
        if not self.plan.by_share:
            values = {row: int(value) for row, value in spread.items()}
        orders = _orders(self.plan, portfolio)
        return self._breakdown(orders, values, self._counts.total(), self.plan.unit, behind)


class Sums(Tally):
    """Amounts or numbers, summed; money by currency."""

    def __init__(self, made: Plan, measure: Measure) -> None:
        """Begin with nothing."""
        super().__init__(made)
        self._measure = measure
        self._sums: dict[str, dict[Any, Any]] = defaultdict(dict)
        self._missing = 0

    def add(self, found: Units) -> None:
        """Add the amounts of a batch."""
        mask = self.mask(found)
        amounts = self.amounts(found, self._measure, mask)
        signatures = self.signatures(found)
        if mask is not None:
            signatures = compress(signatures, mask)
        if self.plan.unit:
            sums = self._sums[""]
            for signature, number in zip(signatures, amounts, strict=True):
                if number is None:
                    self._missing += 1
                else:
                    sums[signature] = sums.get(signature, 0) + number
            return
        by_currency = self._sums
        nothing = Decimal(0)
        with exactly():
            for signature, money in zip(signatures, amounts, strict=True):
                if money is None:
                    self._missing += 1
                else:
                    sums = by_currency[money.currency]
                    sums[signature] = sums.get(signature, nothing) + money.amount

    def breakdown(self, portfolio: Portfolio, behind: Behind) -> Breakdown:
        """The sums; by share they are rounded here, and add up to the total.

        Raises:
            InvalidValueError: A row would hold amounts of two currencies.
        """
        if self.plan.unit:
            return self._of_numbers(portfolio, behind)
        rows: dict[Row, Value] = {}
        totals: list[Money] = []
        mixed: set[str] = set()
        orders = _orders(self.plan, portfolio)
        for currency, sums in sorted(self._sums.items()):
            decimals = max(0, *(-_exponent(amount) for amount in sums.values()))
            units = {sign: exact_units(amount, decimals) for sign, amount in sums.items()}
            spread = self.spread(units)
            if any(amount.denominator > 1 for amount in spread.values()):
                finer = 10 ** max(minor_unit(currency) - decimals, 0)
                decimals = max(minor_unit(currency), decimals)
                units = {sign: amount * finer for sign, amount in units.items()}
                spread = {row: amount * finer for row, amount in spread.items()}
            total = sum(units.values())
            order = _ordered(spread, orders)
            whole = _rounded([spread[row] for row in order], total, self.plan.by_share)
            for row, amount in zip(order, whole, strict=True):
                if row in rows:
                    mixed.update((currency, totals[0].currency))
                rows[row] = Money(exact_decimal(amount, decimals), currency)
            totals.append(Money(exact_decimal(total, decimals), currency))
        if mixed:
            currencies = ", ".join(money.currency for money in totals)
            raise InvalidValueError(
                "currency-mixed",
                f"the amounts are of several currencies: {currencies}.",
                "Add the key currency, keep one currency, or convert.",
            )
        total_of = totals[0] if totals else Money(0, portfolio.currency)
        made = self._breakdown(
            orders, rows, None if len(totals) > 1 else total_of, total_of.currency, behind
        )
        several = tuple(totals) if len(totals) > 1 else ()
        unit = "amount" if several else made.unit
        return attrs.evolve(made, unit=unit, totals=several, missing=self._missing)

    def _of_numbers(self, portfolio: Portfolio, behind: Behind) -> Breakdown:
        sums = self._sums.get("", {})
        spread = self.spread(sums)
        values: dict[Row, Value] = dict(spread)
        if not self.plan.by_share:
            values = {row: int(value) for row, value in spread.items()}
        orders = _orders(self.plan, portfolio)
        made = self._breakdown(orders, values, sum(sums.values()), self.plan.unit, behind)
        return attrs.evolve(made, missing=self._missing)


class Trace(Tally):
    """The records behind each row."""

    def __init__(self, made: Plan) -> None:
        """Begin with nothing."""
        super().__init__(made)
        self._positions: dict[Any, list[int]] = {}
        self._ids: list[str] = []
        self._name = identifiers(made.subject)

    def add(self, found: Units) -> None:
        """Note which records are behind each signature."""
        self._ids.extend(map(self._name, found.batch))
        signatures: Iterable[Any] = self.signatures(found)
        positions: Iterable[int] = found.positions
        mask = self.mask(found)
        if mask is not None:
            signatures, positions = compress(signatures, mask), compress(positions, mask)
        if (measure := self.plan.measure) is not None:
            known = [amount is not None for amount in self.amounts(found, measure, mask)]
            signatures, positions = compress(signatures, known), compress(positions, known)
        noted = self._positions
        for signature, position in zip(signatures, positions, strict=True):
            behind = noted.get(signature)
            if behind is None:
                behind = noted[signature] = []
            behind.append(position)

    def found(self) -> dict[Row, tuple[str, ...]]:
        """The identifiers behind each row, each once, in the portfolio's order."""
        behind: dict[Row, list[int]] = {}
        for signature, positions in self._positions.items():
            for row, _weight, _whole in self.rows(signature):
                behind.setdefault(row, []).extend(positions)
        return {
            row: tuple([self._ids[position] for position in dict.fromkeys(sorted(positions))])
            for row, positions in behind.items()
        }


def _exponent(amount: Decimal) -> int:
    return int(amount.as_tuple().exponent)


def _rounded(exact: Sequence[Fraction], total: int, by_share: bool) -> list[int]:
    """Round amounts to whole units by largest remainder, so that they add up to the total."""
    whole = [amount.numerator // amount.denominator for amount in exact]
    if by_share:
        first = sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))
        for index in first[: total - sum(whole)]:
            whole[index] += 1
    return whole
