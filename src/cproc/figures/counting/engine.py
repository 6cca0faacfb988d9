"""Counts and sums of records by any keys: the engine that answers questions.

A question is answered in four steps, and this module is read in their order:

1. the records of its subject are cut into units, what counts as one (`counting.units`);
2. units that are alike to the keys are put together: they have one *signature*, the little of
   a unit that its keys depend on;
3. each signature is given its rows, and the part of one unit that falls into each of them;
4. what is in the groups of a row is counted or summed, and rounded once.

A plainer engine works out the rows of every unit by itself, and gives the same answers in three
to ten times the time. Signatures are all that is clever here: an office's records differ in few
months, places and projects, so that ten thousand units have some hundred of them, and a question
costs one look at each record. A million records are for a database to count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from itertools import chain, product
from math import prod
from typing import Any

import attrs

from cproc.errors import InvalidValueError, said
from cproc.figures.counting.aspects import Aspect, Key, Subject, is_of_time, possible, reader
from cproc.figures.counting.breakdown import Breakdown, BreakdownRow, Orders, in_order
from cproc.figures.counting.keys import KEYS
from cproc.figures.counting.names import KeyNames
from cproc.figures.counting.periods import lies_in
from cproc.figures.counting.query import MEASURES, Measure, Plan, Query, planned
from cproc.figures.counting.results import MonthRule, Rule, qualified
from cproc.figures.counting.units import (
    TIME_OF,
    Column,
    Row,
    Unit,
    Weight,
    column_of,
    refuse_unknown,
    units,
)
from cproc.figures.counting.values import Value, rounded_to
from cproc.model import Money, Period, Portfolio, Qualifier, minor_unit
from cproc.money import exact_decimal, exact_units, exactly

Signature = tuple[int, ...]
"""For each facet, the number of what a unit's keys depend on."""


def breakdowns(
    portfolio: Portfolio,
    queries: Iterable[Query],
    keys: Mapping[str, Key] | None = None,
    measures: Mapping[str, Measure] | None = None,
) -> tuple[Breakdown, ...]:
    """Answer any number of queries in one pass over the records.

    Args:
        portfolio: What is counted.
        queries: The questions; equal ones are answered once.
        keys: The keys that names mean; those of the library where absent.
        measures: The measures that names mean; those of the library where absent.

    Returns:
        A breakdown for each query, in their order. The records behind a row are looked up
        when they are first asked for.

    Raises:
        UnknownNameError: A key or measure is unknown, or the value of a filter.
        InvalidValueError: A query does not fit together, or the amounts of a row are of
            several currencies.

    Example:
        >>> import cproc
        >>> from cproc.figures import Query, breakdowns
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> months, pairs = breakdowns(
        ...     portfolio, [Query("month"), Query("project", rule="participations")]
        ... )
        >>> months.total, pairs.total
        (158, 186)
    """
    queries = tuple(queries)
    keys = KEYS if keys is None else keys
    measures = MEASURES if measures is None else measures
    plans = {query: planned(portfolio, query, keys, measures) for query in queries}
    cut = cache(partial(units, portfolio))
    grouped_by: dict[tuple[Any, ...], Callable[[tuple[Key, ...]], _Groups]] = {}
    answers: dict[Query, Breakdown] = {}
    for query, plan in plans.items():

        def again(names: tuple[str, ...], plan: Plan = plan) -> Breakdown:
            by = tuple(next(key for key in plan.keys if key.name == name) for name in names)
            return breakdowns(portfolio, [attrs.evolve(plan.query, by=by)], keys, measures)[0]

        if plan.kept not in grouped_by:
            for key, wanted in plan.where:
                refuse_unknown(portfolio, key, wanted, plan.subject, plan.on)
            kept = _kept(portfolio, plan, cut(plan.cut))
            # Queries of the same units share what they read of them: a facet is read once.
            column = cache(partial(column_of, portfolio, plan.subject, plan.months, kept))
            grouped_by[plan.kept] = cache(partial(_grouped, plan.subject, kept, column))
        answers[query] = _answer(portfolio, plan, grouped_by[plan.kept](plan.keys), again)
    return tuple(answers[query] for query in queries)


def _answer(
    portfolio: Portfolio, plan: Plan, groups: _Groups, again: Callable[[Row], Breakdown]
) -> Breakdown:
    # Nothing is read of what the filters left out: its amount may be of a currency without rate.
    _refuse_unlike(portfolio, plan, groups.kept)
    amounts, missing = _amounts(plan, groups.kept), 0
    if amounts is not None:
        missing = sum(amount is None for amount in amounts)
        members = {
            signature: known
            for signature, numbers in groups.members.items()
            if (known := [number for number in numbers if amounts[number] is not None])
        }
        groups = attrs.evolve(groups, members=members)
    orders = tuple(
        {value: place for place, value in enumerate(key.order(portfolio))} for key in plan.keys
    )
    values: dict[Row, Value]
    totals: tuple[Value, ...]
    by_share = plan.rule is Rule.SHARE
    if plan.unit:
        numbers = {
            signature: len(members) if amounts is None else sum([amounts[n] for n in members])
            for signature, members in groups.members.items()
        }
        values, totals = {**groups.spread(numbers, by_share)}, (sum(numbers.values()),)
    else:
        values, totals = _money(groups, amounts or [], orders, by_share)
        totals = totals or (Money(0, portfolio.currency),)
    behind = _behind(plan, groups, amounts)
    exactness = _exactness(plan, groups, amounts or [])
    whole = exactness(chain.from_iterable(groups.members.values()))
    if len(totals) > 1 and whole is not Qualifier.EXACT:
        whole = Qualifier.ABOUT  # one word for the totals of all currencies
    measured = "" if plan.measure is None else f"{plan.measure.name} by "
    total = totals[0] if len(totals) == 1 else None
    return Breakdown(
        tuple(key.name for key in plan.keys),
        f"{measured}{plan.rule}",
        plan.unit or (total.currency if isinstance(total, Money) else "amount"),
        tuple(
            BreakdownRow(row, values[row], partial(behind, row), exactness(_numbers(groups, row)))
            for row in sorted(values, key=partial(in_order, orders))
        ),
        total,
        tuple(money for money in totals if isinstance(money, Money)) if total is None else (),
        missing,
        again,
        orders,
        whole,
        KeyNames(portfolio),
    )


def _numbers(groups: _Groups, row: Row) -> Iterable[int]:
    """The numbers of the units in a row."""
    of = (groups.members.get(signature, ()) for signature, _weight in groups.rows[row])
    return chain.from_iterable(of)


def _below_nothing(amount: Any) -> bool:
    return bool((amount.amount if isinstance(amount, Money) else amount) < 0)


def _exactness(
    plan: Plan, groups: _Groups, amounts: Sequence[Any]
) -> Callable[[Iterable[int]], Qualifier]:
    """What tells how exact the sum of some units claims to be."""
    if plan.measure is None:
        return lambda _numbers: Qualifier.EXACT
    kinds = [plan.measure.qualifier(unit.record) for unit in groups.kept]
    inexact = {
        at: (kind, _below_nothing(amount))
        for at, (kind, amount) in enumerate(zip(kinds, amounts, strict=True))
        if kind is not Qualifier.EXACT and amount is not None
    }
    return lambda numbers: qualified(inexact[each] for each in numbers if each in inexact)


def _refuse_unlike(portfolio: Portfolio, plan: Plan, kept: Sequence[Unit]) -> None:
    """Refuse to add up what differs by the key that tells a measure's records apart."""
    if plan.measure is None or not plan.measure.apart:
        return
    apart = KEYS[plan.measure.apart]
    if apart in (*plan.keys, *(key for key, _values in plan.where)):
        return
    column = column_of(portfolio, plan.subject, plan.months, kept, (apart,))
    if len(column.choices) > 1:
        found = sorted(str(value) for (value,) in chain.from_iterable(column.choices))
        raise InvalidValueError(
            "measure-mixed",
            said(
                "{measure} of several kinds would be added up: {found}.",
                measure=plan.measure.name,
                found=", ".join(found),
            ),
            said("Add the key {apart}, or keep the kinds that belong together.", apart=apart.name),
        )


def _kept(portfolio: Portfolio, plan: Plan, cut: Sequence[Unit]) -> Sequence[Unit]:
    query = plan.query
    tests: list[Iterable[bool | None]] = []
    for key, wanted in plan.where:
        timed = is_of_time(key, plan.subject)
        holds = attrs.evolve(key, readers={**key.readers, **key.within})
        holds = possible(key) if timed else holds
        column = column_of(portfolio, plan.subject, plan.months, cut, (holds,))
        test = _may_be if timed else _is
        passes = [test(wanted, choices) for choices in column.choices]
        tests.append([passes[number] for number in column.numbers])
    if plan.period is not None:
        within = map(partial(_is_within, plan.period, plan.months), cut)
        tests.append([told is None for told in within] if query.undecided else within)
    if query.only is not None:
        records = (unit.record for unit in cut)
        tests.append(query.only(getattr(record, "record", record)) for record in records)
    if not tests:
        return cut
    return [
        unit if all(passed) else unit._replace(kept=False)
        for unit, *passed in zip(cut, *tests, strict=True)
        if False not in passed
    ]


def _is(wanted: frozenset[str | None], choices: Iterable[Row]) -> bool:
    return not wanted.isdisjoint(_shown(value) for (value,) in choices)


def _may_be(wanted: frozenset[str | None], choices: Iterable[Row]) -> bool | None:
    """Whether one of some choices, each a tuple of what it may be, is wanted; None: it may be."""
    told = [set(map(_shown, values)) for (values,) in choices]
    # What is of no month that anybody knows is wanted where those without a month are.
    if any(values <= wanted or (None in wanted and len(values) > 1) for values in told):
        return True
    return False if wanted.isdisjoint(chain.from_iterable(told)) else None


def _shown(value: Any) -> str | None:
    return None if value is None else str(value)


def _is_within(period: Period, months: MonthRule, unit: Unit) -> bool | None:
    if TIME_OF[months] == "times":
        told = [time.in_(period) for time in unit.times]
        return True if any(told) else None if None in told else False
    return lies_in(unit.listed, period)


def _amounts(plan: Plan, kept: Sequence[Unit]) -> list[Any] | None:
    """What is summed of each unit, None where it is not known; None where units are counted."""
    if plan.measure is None:
        # Of all records only posts and events may be there or not.
        unsure = plan.subject is Subject.POSTS or plan.rule is Rule.EVENTS
        counts = [1 if unit.kept and (unit.sure or not unsure) else None for unit in kept]
        return counts if None in counts else None
    read, convert = plan.measure.read, plan.query.convert
    amounts = [read(unit.record) if unit.sure and unit.kept else None for unit in kept]
    if convert is None:
        return amounts
    return [
        None if amount is None else convert(amount, unit.rate_day or plan.on)
        for unit, amount in zip(kept, amounts, strict=True)
    ]


@attrs.frozen(eq=False)
class _Groups:
    """The kept units, their numbers by signature, and the signatures under each row.

    With a signature under a row goes the part of one of its units that falls into the row.
    """

    kept: Sequence[Unit]
    members: Mapping[Signature, list[int]]
    rows: Mapping[Row, list[tuple[Signature, Weight]]]

    def spread(self, totals: Mapping[Signature, int], by_share: bool) -> dict[Row, Weight]:
        """For each row what the signatures under it have: whole, or their share of it."""
        spread: dict[Row, Weight] = {}
        for row, parts in self.rows.items():
            for signature, weight in parts:
                if signature in totals:
                    part = totals[signature] * weight if by_share else totals[signature]
                    spread[row] = spread.get(row, 0) + part
        # A share is a fraction even where it happens to be whole, and is shown as one.
        return {row: Fraction(value) for row, value in spread.items()} if by_share else spread


def _grouped(
    subject: Subject,
    kept: Sequence[Unit],
    column: Callable[[tuple[Key, ...]], Column],
    keys: tuple[Key, ...],
) -> _Groups:
    by_part: dict[Aspect, list[Key]] = {}
    for key in keys:
        by_part.setdefault(reader(key, subject).part, []).append(key)
    columns = [column(tuple(of_part)) for of_part in by_part.values()]
    signatures = zip(*[facet.numbers for facet in columns], strict=True)
    members: dict[Signature, list[int]] = defaultdict(list)
    if kept and not columns:
        members[()] = list(range(len(kept)))
    for number, signature in enumerate(signatures):
        members[signature].append(number)
    # The keys of a facet are read together, whatever order the query asks for.
    in_facets = list(chain.from_iterable(by_part.values()))
    places = [in_facets.index(key) for key in keys]
    rows: dict[Row, list[tuple[Signature, Weight]]] = defaultdict(list)
    for signature in members:
        of_facets = [facet.choices[part] for facet, part in zip(columns, signature, strict=True)]
        for combined in product(*of_facets):
            values = list(chain.from_iterable(combined))
            weight = prod([of[part] for of, part in zip(of_facets, combined, strict=True)])
            rows[tuple([values[place] for place in places])].append((signature, weight))
    return _Groups(kept, members, rows)


def _behind(
    plan: Plan, groups: _Groups, amounts: Sequence[Any] | None
) -> Callable[[Row], dict[str, Value]]:
    """What looks up the records behind a row, in the portfolio's order, with what each adds."""

    @cache
    def behind(row: Row) -> dict[str, Value]:
        adds: dict[str, Weight] = {}
        # A unit is of one signature, so that its number stands once among those of a row.
        weights = {
            number: weight if plan.rule is Rule.SHARE else 1
            for signature, weight in groups.rows[row]
            for number in groups.members.get(signature, ())
        }
        for number in sorted(weights):
            part = 1 if amounts is None else amounts[number] if plan.unit else 0
            record = str(groups.kept[number].record.id)
            adds[record] = adds.get(record, 0) + part * weights[number]
        # Amounts of money are rounded together: no record adds a part of its own.
        return {**adds} if plan.unit else dict.fromkeys(adds)

    return behind


def _money(
    groups: _Groups, amounts: Sequence[Money], orders: Orders, by_share: bool
) -> tuple[dict[Row, Value], tuple[Money, ...]]:
    """The sums of rows, and a total for each currency.

    Amounts are summed exactly and split in whole units of their last decimal; only then is
    each row rounded, once, so that rows by share add up to the total.
    """
    exact: dict[str, dict[Signature, Decimal]] = defaultdict(dict)
    with exactly():
        for signature, members in groups.members.items():
            for number in members:
                amount = amounts[number]
                sums = exact[amount.currency]
                sums[signature] = sums.get(signature, Decimal(0)) + amount.amount
    rows: dict[Row, Value] = {}
    totals: list[Money] = []
    mixed = False
    for currency, sums in sorted(exact.items()):
        decimals = max(0, *(-int(amount.as_tuple().exponent) for amount in sums.values()))
        coins = {sign: exact_units(amount, decimals) for sign, amount in sums.items()}
        spread = groups.spread(coins, by_share)
        if any(amount.denominator > 1 for amount in spread.values()):
            # A row is a fraction of a coin: all are counted in the smallest one of the currency.
            finer = 10 ** max(minor_unit(currency) - decimals, 0)
            decimals = max(minor_unit(currency), decimals)
            coins = {sign: amount * finer for sign, amount in coins.items()}
            spread = {row: amount * finer for row, amount in spread.items()}
        total = sum(coins.values())
        mixed = mixed or not rows.keys().isdisjoint(spread)
        if by_share:
            order = sorted(spread, key=partial(in_order, orders))
            rounded = rounded_to(total, [spread[row] for row in order])
            spread = dict(zip(order, rounded, strict=True))
        for row, share in spread.items():
            rows[row] = Money(exact_decimal(int(share), decimals), currency)
        totals.append(Money(exact_decimal(total, decimals), currency))
    if mixed:
        raise InvalidValueError(
            "currency-mixed",
            said(
                "the amounts are of several currencies: {currencies}.",
                currencies=", ".join(sorted(exact)),
            ),
            said("Add the key currency, keep one currency, or convert."),
        )
    return rows, tuple(totals)
