"""Law 2: totals by any key sum to the whole; order is irrelevant; disjoint portfolios add."""

from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cproc.dates import DateSpan, Period
from cproc.figures import KEYS, Breakdown, MonthRule, Query, Rule, Subject, breakdowns, tally
from cproc.model import (
    Activity,
    ActivityKind,
    ActivityStatus,
    LocalText,
    Occurrence,
    Portfolio,
    Project,
    Region,
)
from cproc.money import Money, minor_unit
from cproc.testing import Names, activities, make_portfolio, portfolios

# Whole portfolios are drawn here; other tests cover the lines.
pytestmark = pytest.mark.no_cover

NAMES = Names(
    organisations=("O1", "O2"), projects=("P1", "P2", "P3"), regions=("R1", "R2"), components=()
)
TITLE = LocalText({"en": "x"})
BASE = Portfolio(
    make_portfolio(0).office,
    Period(date(2016, 10, 1), date(2017, 9, 30)),
    regions=(Region("R1", TITLE, ("RO", "MD", "UA")), Region("R2", TITLE, ("RO", "FR"))),
    projects=tuple(
        Project(code, code, TITLE, DateSpan.parse("2012/2025")) for code in NAMES.projects
    ),
)
ROWS = st.lists(
    activities(NAMES, title=TITLE, source="-", note=TITLE, participants=()),
    max_size=6,
    unique_by=lambda activity: activity.id,
)
INVENTORIES = ROWS.map(lambda rows: attrs.evolve(BASE, activities=tuple(rows)))
OF_ACTIVITIES = [name for name, made in KEYS.items() if Subject.ACTIVITIES in made.readers]
BY = [*((name,) for name in OF_ACTIVITIES), *combinations(OF_ACTIVITIES, 2)]
SOME = st.lists(st.sampled_from(BY), min_size=6, max_size=6, unique=True)
RULES, MONTHS = st.sampled_from(Rule), st.sampled_from(MonthRule)


def values(breakdown: Breakdown) -> dict[tuple[Any, ...], Any]:
    """A breakdown's values by key."""
    return {row.key: row.value for row in breakdown.rows}


def number(value: object) -> Fraction:
    """Take a value of a count as a number."""
    assert isinstance(value, int | Fraction)
    return Fraction(value)


def _by_each(rule: Rule, months: MonthRule) -> list[Query]:
    """A question for each key and pair of keys."""
    return [Query(by, rule=rule, months=months, period="all") for by in BY]


@given(INVENTORIES, MONTHS)
def test_shares_by_any_keys_sum_to_the_whole(portfolio: Portfolio, months: MonthRule) -> None:
    """Under the rule of shares the rows of every key and pair of keys add up exactly."""
    for breakdown in breakdowns(portfolio, _by_each(Rule.SHARE, months)):
        assert sum(number(row.value) for row in breakdown.rows) == breakdown.total
        assert breakdown.total == len(portfolio.activities)
        assert breakdown.overlap == 0


@given(INVENTORIES)
def test_participations_by_project_sum_to_the_whole(portfolio: Portfolio) -> None:
    """Each pair of an activity held and a project is in one row, that of its project."""
    breakdown = tally(portfolio, "project", Rule.PARTICIPATIONS, period="all")
    held = (each for each in portfolio.activities if each.status is ActivityStatus.HELD)
    pairs = Counter(code for activity in held for code in activity.projects)
    assert values(breakdown) == {(code,): count for code, count in pairs.items()}
    assert sum(pairs.values()) == breakdown.total


@given(INVENTORIES, MONTHS)
def test_rows_of_entries_hold_every_record(portfolio: Portfolio, months: MonthRule) -> None:
    """No entry is dropped by any keys, each counts once in a row, and the overlap is told."""
    everything = {activity.id for activity in portfolio.activities}
    for breakdown in breakdowns(portfolio, _by_each(Rule.ENTRIES, months)):
        assert {record for row in breakdown.rows for record in row.records} == everything
        assert all(row.value == len(set(row.records)) for row in breakdown.rows)
        assert breakdown.total == len(everything)
        held = sum(len(row.records) for row in breakdown.rows)
        assert held == number(breakdown.total) + number(breakdown.overlap)


@given(INVENTORIES, RULES, MONTHS, SOME)
def test_every_row_has_something_in_it(
    portfolio: Portfolio, rule: Rule, months: MonthRule, some: list[tuple[str, ...]]
) -> None:
    """A row counts at least one record and at most all units; keys stand once."""
    for by in some:
        breakdown = tally(portfolio, by, rule, months)
        assert len(values(breakdown)) == len(breakdown.rows)
        for row in breakdown.rows:
            assert row.records
            assert 0 <= number(row.value) <= number(breakdown.total)


@given(INVENTORIES, RULES, MONTHS)
def test_keys_of_one_value_each_partition_the_whole(
    portfolio: Portfolio, rule: Rule, months: MonthRule
) -> None:
    """A unit is of one kind and of one status, so their rows add up under every rule."""
    for by in ("kind", "status", ("kind", "status")):
        assert tally(portfolio, by, rule, months).overlap == 0


@given(INVENTORIES, RULES, MONTHS, SOME, st.randoms(use_true_random=False))
def test_order_of_records_is_irrelevant(
    portfolio: Portfolio, rule: Rule, months: MonthRule, some: list[tuple[str, ...]], chance: Any
) -> None:
    """The same inventory in another order gives the same rows, in the same order."""
    rows = list(portfolio.activities)
    chance.shuffle(rows)
    shuffled = attrs.evolve(portfolio, activities=tuple(rows))
    for by in some:
        one, other = (tally(made, by, rule, months) for made in (portfolio, shuffled))
        assert [row.key for row in one.rows] == [row.key for row in other.rows]
        assert values(one) == values(other)
        assert one.total == other.total


@given(INVENTORIES, RULES, MONTHS, SOME, st.data())
def test_disjoint_portfolios_add(
    portfolio: Portfolio,
    rule: Rule,
    months: MonthRule,
    some: list[tuple[str, ...]],
    data: st.DataObject,
) -> None:
    """The figures of two halves of an inventory add up to those of the whole."""
    cut = data.draw(st.integers(0, len(portfolio.activities)))
    halves = [
        attrs.evolve(portfolio, activities=part)
        for part in (portfolio.activities[:cut], portfolio.activities[cut:])
    ]
    for by in ((), *some):
        whole = tally(portfolio, by, rule, months)
        parts = [tally(half, by, rule, months) for half in halves]
        added: Counter[tuple[Any, ...]] = Counter()
        for part in parts:
            added.update(values(part))
        assert added == values(whole)
        assert sum(number(part.total) for part in parts) == whole.total


@given(INVENTORIES, RULES, MONTHS, st.permutations(OF_ACTIVITIES))
def test_order_of_keys_is_irrelevant(
    portfolio: Portfolio, rule: Rule, months: MonthRule, names: list[str]
) -> None:
    """By month and country is by country and month, read the other way."""
    for one, other in pairwise(names):
        there = values(tally(portfolio, (one, other), rule, months))
        back = values(tally(portfolio, (other, one), rule, months))
        assert there == {(second, first): value for (first, second), value in back.items()}


@given(INVENTORIES, RULES, MONTHS)
def test_only_keeps_what_it_is_true_of(portfolio: Portfolio, rule: Rule, months: MonthRule) -> None:
    """A filter and its opposite give two parts of the whole."""

    def early(activity: Activity) -> bool:
        return activity.when.start < date(2018, 1, 1)

    whole = tally(portfolio, "project", rule, months)
    kept = tally(portfolio, "project", rule, months, only=early)
    left = tally(portfolio, "project", rule, months, only=lambda activity: not early(activity))
    assert number(kept.total) + number(left.total) == whole.total


@given(portfolios(), st.sampled_from([Rule.ENTRIES, Rule.SHARE]), MONTHS)
def test_every_key_of_every_kind_of_record_holds_the_whole(
    portfolio: Portfolio, rule: Rule, months: MonthRule
) -> None:
    """Posts, budgets, transactions and the rest: rows exceed the whole by the overlap told."""
    for subject in Subject:
        names = [name for name, made in KEYS.items() if subject in made.readers]
        how: dict[str, Any] = {"of": subject, "rule": rule, "months": months, "period": "all"}
        queries = [Query(name, **how) for name in names]
        whole = tally(portfolio, of=subject, period="all").total
        for made in breakdowns(portfolio, queries):
            assert made.total == whole
            told = number(made.total) + number(made.overlap)
            assert sum(number(row.value) for row in made.rows) == told
            assert rule is Rule.ENTRIES or made.overlap == 0


@given(portfolios(), st.data())
def test_amounts_of_disjoint_portfolios_add(portfolio: Portfolio, data: st.DataObject) -> None:
    """What is not split is exact, and so adds up to the last decimal, row by row."""
    cut = data.draw(st.integers(0, len(portfolio.activities)))
    halves = [
        attrs.evolve(portfolio, activities=part)
        for part in (portfolio.activities[:cut], portfolio.activities[cut:])
    ]
    for by in OF_ACTIVITIES:
        query = Query((by, "currency") if by != "currency" else by, "planned_cost")
        (whole,) = breakdowns(portfolio, [query])
        added: dict[tuple[Any, ...], Any] = {}
        for half in halves:
            for row in breakdowns(half, [query])[0].rows:
                added[row.key] = added[row.key] + row.value if row.key in added else row.value
        assert added == values(whole)


@given(portfolios(), MONTHS, st.data())
def test_amounts_by_share_of_disjoint_portfolios_add_to_the_last_unit(
    portfolio: Portfolio, months: MonthRule, data: st.DataObject
) -> None:
    """Totals add exactly; a row that is split is rounded in each breakdown, less than a unit off.

    So rows of two halves are less than three units off those of the whole: one unit for each.
    """
    cut = data.draw(st.integers(0, len(portfolio.activities)))
    halves = [
        attrs.evolve(portfolio, activities=part)
        for part in (portfolio.activities[:cut], portfolio.activities[cut:])
    ]
    for by in OF_ACTIVITIES:
        keys = (by, "currency") if by != "currency" else (by,)
        query = Query(keys, "planned_cost", rule=Rule.SHARE, months=months)
        (whole,) = breakdowns(portfolio, [query])
        parts = [breakdowns(half, [query])[0] for half in halves]
        added: Counter[tuple[Any, ...]] = Counter()
        totals: Counter[str] = Counter()
        for part in parts:
            for row in part.rows:
                assert isinstance(row.value, Money)
                added[row.key] += Fraction(row.value.amount)  # type: ignore[assignment]
                totals[row.value.currency] += Fraction(row.value.amount)  # type: ignore[assignment]
        wholes: Counter[str] = Counter()
        for row in whole.rows:
            assert isinstance(row.value, Money)
            unit = Fraction(1, 10 ** minor_unit(row.value.currency))
            assert abs(Fraction(row.value.amount) - added[row.key]) < 3 * unit
            wholes[row.value.currency] += Fraction(row.value.amount)  # type: ignore[assignment]
        assert {k: v for k, v in totals.items() if v} == {k: v for k, v in wholes.items() if v}


@given(portfolios(), MONTHS, st.data())
def test_people_by_share_of_disjoint_portfolios_add(
    portfolio: Portfolio, months: MonthRule, data: st.DataObject
) -> None:
    """Numbers that are split stay exact fractions until they are shown, and so add up."""
    cut = data.draw(st.integers(0, len(portfolio.activities)))
    for by in OF_ACTIVITIES:
        query = Query(by, "participants", rule=Rule.SHARE, months=months)
        found = [
            breakdowns(attrs.evolve(portfolio, activities=part), [query])[0]
            for part in (
                portfolio.activities,
                portfolio.activities[:cut],
                portfolio.activities[cut:],
            )
        ]
        whole, *halves = ({row.key: number(row.value) for row in made.rows} for made in found)
        keys = {key for half in halves for key in half}
        assert whole == {key: sum(half.get(key, Fraction(0)) for half in halves) for key in keys}


def test_thirds_of_two_portfolios_are_a_cent_off_those_of_both() -> None:
    """EUR 1.00 by three projects is 0.34, 0.33, 0.33; twice that is not 0.67, 0.67, 0.66."""
    cost = Money("1.00", "EUR")
    rows = tuple(
        Activity(
            id_, NAMES.projects, ActivityKind.MEETING, (Occurrence(DateSpan.parse("2017-01-01")),),
            TITLE, planned_cost=cost,
        )
        for id_ in ("A", "B")
    )  # fmt: skip
    query = Query("project", "planned_cost", rule=Rule.SHARE)

    def shown(*activities_: Activity) -> list[str]:
        made = breakdowns(attrs.evolve(BASE, activities=activities_), [query])[0]
        return [str(row.value) for row in made.rows]

    assert shown(rows[0]) == shown(rows[1]) == ["EUR 0.34", "EUR 0.33", "EUR 0.33"]
    assert shown(*rows) == ["EUR 0.67", "EUR 0.67", "EUR 0.66"]
