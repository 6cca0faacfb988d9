"""Sums and counts of every subject, each worked out by hand; what does not fit together."""

from datetime import date
from typing import Any

import attrs
import pytest

from cproc.dates import DateSpan, Period
from cproc.errors import InvalidValueError, UnknownNameError
from cproc.figures import (
    Aspect,
    Breakdown,
    Key,
    Measure,
    Query,
    Reader,
    Subject,
    breakdowns,
    tally,
    total,
)
from cproc.model import Participants, Portfolio, Transaction, TransactionType
from cproc.money import Money

SPENT, PAID = TransactionType.EXPENDITURE, TransactionType.INCOMING_FUNDS


def eur(text: str) -> Money:
    return Money(text, "EUR")


def rows(made: Breakdown) -> dict[Any, Any]:
    """Give values by key as text."""
    found = {tuple(None if p is None else str(p) for p in row.key): row.value for row in made.rows}
    return {key[0] if len(key) == 1 else key: value for key, value in found.items()}


def _first(code: str) -> str:
    return code[0]


@pytest.fixture
def spent(office: Portfolio) -> Portfolio:
    """The office with planned costs, people and transactions of P1 and P2."""
    one, two, three, four = office.activities
    activities = (
        attrs.evolve(
            one,
            planned_cost=eur("100.01"),
            participants=(Participants("judges", 3, 4), Participants("others", total=5)),
        ),
        attrs.evolve(two, planned_cost=eur("10"), participants=()),
        three,
        attrs.evolve(four, planned_cost=eur("0.005"), participants=(Participants("", 1, 1),)),
    )
    booked = [
        Transaction("T1", SPENT, date(2017, 2, 1), eur("5"), heading="1.10", activity="A1"),
        Transaction("T2", SPENT, date(2017, 3, 1), eur("7"), heading="1.2", activity="A2"),
        Transaction("T3", PAID, date(2016, 3, 1), Money("20", "USD"), party="US"),
    ]
    projects = tuple(
        attrs.evolve(project, transactions=tuple(booked[:2] if project.code == "P1" else []))
        if project.code != "P2"
        else attrs.evolve(project, transactions=(booked[2],))
        for project in office.projects
    )
    return attrs.evolve(office, activities=activities, projects=projects)


SUMS: dict[str, tuple[dict[str, Any], dict[Any, Any], Any]] = {
    # three quarters and one quarter of 100.01, in tenths of a cent as A4 has them
    "planned-cost-by-share": (
        {"measure": "planned_cost", "by": "project"},
        {"P2": eur("25.003"), "P1": eur("85.007"), "P3": eur("0.005")}, eur("110.015"),
    ),
    "planned-cost-whole": (
        {"measure": "planned_cost", "by": "project", "rule": "entries"},
        {"P2": eur("100.010"), "P1": eur("110.010"), "P3": eur("0.005")}, eur("110.015"),
    ),
    # one day of three in January; one of two in February; two of four in December
    "planned-cost-pro-rata": (
        {"measure": "planned_cost", "by": "month", "months": "pro_rata"},
        {"2016-12": eur("0.003"), "2017-01": eur("33.339"), "2017-02": eur("71.673"),
         "2017-03": eur("5.000")}, eur("110.015"),
    ),
    "people": ({"measure": "participants", "by": "kind"}, {"training": 12, "meeting": 2}, 14),
    "women": ({"measure": "women"}, {(): 4}, 4),
    "men-whole": (
        {"measure": "men", "by": "project", "rule": "entries"}, {"P2": 4, "P1": 4, "P3": 1}, 5,
    ),
    "spent-by-heading": (
        {"measure": "transactions", "by": "heading", "where": {"type": "expenditure"}},
        {"1.2": eur("7"), "1.10": eur("5")}, eur("12"),
    ),
    # the two places of A2: Kyiv, and half of the second time in Chisinau
    "spent-by-country": (
        {"measure": "transactions", "by": "country", "where": {"currency": "EUR"}},
        {"MD": eur("1.75"), "RO": eur("5.00"), "UA": eur("5.25")}, eur("12.00"),
    ),
    "spent-of-all-currencies": (
        {"measure": "transactions", "by": "currency", "where": {"type": [SPENT, PAID]}},
        {"EUR": eur("12"), "USD": Money("20", "USD")}, None,
    ),
    "spent-in-a-period": (
        {"measure": "transactions", "by": "month", "period": Period.parse("2017-03")},
        {"2017-03": eur("7")}, eur("7"),
    ),
    "converted": (
        {"measure": "transactions", "by": "project", "where": {"type": [SPENT, PAID]},
         "convert": lambda money, day: Money(money.amount / 2, "EUR")
         if money.currency == "USD" else money},
        {"P2": eur("10"), "P1": eur("12")}, eur("22"),
    ),
    # P3 has ended by then and P4 not begun
    "budgets": (
        {"measure": "budget", "by": "project"}, {"P2": eur("1200"), "P1": eur("1000")},
        eur("2200"),
    ),
    "budgets-of-a-day": (
        {"measure": "budget", "by": "currency", "on": date(2016, 12, 1)},
        {"EUR": eur("2050")}, eur("2050"),
    ),
    "contributions": (
        {"measure": "contributions", "by": ("donor", "kind")},
        {("JP", "voluntary"): eur("300"), ("US", "voluntary"): eur("500")}, eur("800"),
    ),
    # two months of 5, three flights of 10, one of 50
    "budget-lines": (
        {"measure": "budget_lines", "by": "heading"},
        {"1.1.2": eur("10"), "2": eur("30"), "4.1": eur("50")}, eur("90"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("question", "expected", "whole"), SUMS.values(), ids=SUMS)
def test_sums_are_those_worked_out_by_hand(
    spent: Portfolio, question: dict[str, Any], expected: dict[Any, Any], whole: Any
) -> None:
    """Rows in the order of their key, and the total."""
    made = total(spent, **question)
    assert list(rows(made).items()) == list(expected.items())
    assert made.total == whole


def test_an_amount_that_is_left_out_needs_no_rate(spent: Portfolio) -> None:
    """What a filter keeps away is not converted, in the sums as in the records behind them."""

    def convert(money: Money, _day: date) -> Money:
        assert money.currency == "EUR"
        return money

    made = total(spent, "transactions", "project", where={"currency": "EUR"}, convert=convert)
    assert rows(made) == {"P1": eur("12")}
    assert made.missing == 0
    behind = {id_ for row in made.rows for id_ in row.records}
    paid = {made.id for made in spent.projects[1].transactions if made.amount.currency == "EUR"}
    assert behind == paid != set()


def test_only_the_projects_asked_for_are_gone_through(spent: Portfolio) -> None:
    """Queries of some projects find what they find in one pass with a query of all."""
    some = Query("project", "transactions", where={"project": ("P1", "P3")})
    other = Query("project", "transactions", where={"project": "P2"})
    every = Query(("project", "currency", "type"), "transactions")
    alone, both, mixed = (
        breakdowns(spent, asked) for asked in ([some], [some, other], [some, every])
    )
    assert alone[0] == both[0] == mixed[0]
    assert rows(alone[0]) == {"P1": eur("12")}
    assert rows(both[1]) == {"P2": Money("20", "USD")}
    assert not breakdowns(spent, [Query("project", "transactions", where={"project": None})])[
        0
    ].rows


COUNTS: dict[str, tuple[dict[str, Any], dict[Any, Any]]] = {
    "posts": (
        {"by": "grade", "of": "posts", "where": {"state": "filled"}},
        {"A2": 1, "B4": 1, None: 1},
    ),
    "posts-of-a-day": (
        {"by": "state", "of": "posts", "on": date(2018, 6, 1)},
        {"filled": 2, "vacant": 1, "planned": 1},
    ),
    "transactions": (
        {"by": "quarter", "of": "transactions"}, {"2016-Q1": 1, "2017-Q1": 2},
    ),
    "contributions-by-month": (
        {"by": "year", "of": "contributions"}, {"2015": 1, "2017": 1, None: 2},
    ),
    "only": (
        {"by": "type", "of": "transactions", "only": lambda made: made.party == "US"},
        {"incoming_funds": 1},
    ),
    "where-none": ({"by": "kind", "where": {"country": None}}, {"desk_study": 1}),
    "where-several": (
        {"by": "kind", "where": {"country": ["RO", "FR"], "status": "held"}},
        {"training": 1, "meeting": 1},
    ),
    "in-progress-in-a-period": (
        {"by": "kind", "months": "in_progress", "period": Period.parse("2017-01-02/2017-01-31")},
        {"training": 1, "meeting": 1},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("question", "expected"), COUNTS.values(), ids=COUNTS)
def test_counts_of_every_subject(
    spent: Portfolio, question: dict[str, Any], expected: dict[Any, Any]
) -> None:
    """Records of any kind are counted and filtered alike."""
    assert list(rows(tally(spent, **question)).items()) == list(expected.items())


def test_what_lacks_the_amount_is_counted_apart(spent: Portfolio) -> None:
    """A3 has no planned cost: it is in no row, and the breakdown says that one is missing."""
    made = total(spent, "planned_cost", "kind")
    assert made.missing == 1
    assert [row.records for row in made.rows] == [("A1",), ("A2",), ("A4",)]
    assert total(spent, "participants").missing == 2


def test_transactions_name_the_records_behind_a_row(spent: Portfolio) -> None:
    """The identifiers of transactions, posts, budgets and contributions."""
    assert total(spent, "transactions", "project", where={"currency": "EUR"}).rows[0].records == (
        "T1",
        "T2",
    )
    assert total(spent, "budget").rows[0].records == ("P2", "P1")
    assert total(spent, "contributions").rows[0].records == ("P1:JP", "P1:US")


def test_any_number_of_questions_in_one_pass(spent: Portfolio) -> None:
    """Each answer is that of its question asked alone."""
    queries = [Query("month"), Query("kind", rule="events"), Query("project", "planned_cost")]
    assert breakdowns(spent, queries) == tuple(breakdowns(spent, [q])[0] for q in queries)
    assert breakdowns(spent, []) == ()


def test_keys_and_measures_of_others_are_used_alike(spent: Portfolio) -> None:
    """By name where they are registered, or themselves."""
    initial = Key(
        "initial", "first letter", {Subject.ACTIVITIES: Reader(Aspect.PROJECT, lambda _: _first)}
    )
    shown = Measure("shown", "one each", Subject.ACTIVITIES, lambda _activity: 1, "entries")
    named = total(spent, "shown", "initial", keys={"initial": initial}, measures={"shown": shown})
    assert named == total(spent, shown, initial)
    assert rows(named) == {"P": 4}


WRONG: dict[str, tuple[type[Exception], str, dict[str, Any]]] = {
    "key": (UnknownNameError, "Did you mean 'month'", {"by": "moon"}),
    "measure": (UnknownNameError, "there are: planned_cost", {"measure": "cost"}),
    "key-of-others": (InvalidValueError, "activities have no grade", {"by": "grade"}),
    "rule-of-counts": (InvalidValueError, "cannot be summed", {"rule": "events"}),
    "currencies": (
        InvalidValueError, "EUR, USD",
        {"measure": "transactions", "where": {"type": [SPENT, PAID]}},
    ),
    "income-and-spending": (
        InvalidValueError, "added up: expenditure, incoming_funds", {"measure": "transactions"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("error", "told", "question"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_refused(
    spent: Portfolio, error: type[Exception], told: str, question: dict[str, Any]
) -> None:
    """The message says what there is."""
    with pytest.raises(error, match=told):
        total(spent, **{"measure": "planned_cost", **question})


def test_only_activities_have_events(spent: Portfolio) -> None:
    """A rule of activities is no rule of posts; an unknown subject is refused."""
    with pytest.raises(InvalidValueError, match="posts have no events"):
        tally(spent, rule="events", of="posts")
    with pytest.raises(InvalidValueError, match="not a kind of record"):
        tally(spent, of="people")


def test_a_month_that_two_periods_share_is_split_by_days(office: Portfolio) -> None:
    """June has 30 days, 14 of them in the first period."""
    office = attrs.evolve(office, period=Period.parse("2017-01-01/2017-06-14"))
    (study,) = (made for made in office.activities if made.id == "A3")
    june = attrs.evolve(
        study,
        occurrences=(attrs.evolve(study.occurrences[0], when=DateSpan.parse("2017-06")),),
        planned_cost=eur("30"),
    )
    office = attrs.evolve(office, activities=(june,))
    made = total(office, "planned_cost", ("month", "period"), months="pro_rata", period="all")
    assert [row.value for row in made.rows] == [eur("14.00"), eur("16.00")]
    assert rows(total(office, "planned_cost", "month", months="in_progress", period="all")) == {
        "2017-06": eur("30.00")
    }
    assert made.total == eur("30")
