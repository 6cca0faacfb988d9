"""What took place in a time that is known to a year, a month or a range, by month and quarter."""

from datetime import date
from typing import Any

import pytest

import cproc
from cproc.dates import DateSpan, Month, Period
from cproc.figures import Figure, evaluate, tally, total
from cproc.model import (
    Activity,
    ActivityKind,
    BudgetVersion,
    Contribution,
    ContributionKind,
    Dating,
    LocalText,
    Money,
    Occurrence,
    Office,
    Participants,
    Place,
    Portfolio,
    Project,
)

TITLE = LocalText({"en": "x"})
YEAR = Period(date(2017, 1, 1), date(2017, 12, 31))


def entry(id_: str, *whens: str, **fields: Any) -> Activity:
    """An activity of the project, at some times."""
    times = tuple(Occurrence(DateSpan.parse(when)) for when in whens)
    return Activity(id_, ("P",), ActivityKind.WORKSHOP, times, TITLE, **fields)


def portfolio(*entries: Activity, **fields: Any) -> Portfolio:
    """An office with one project of the years 2016 to 2018."""
    project = Project("P", "P", TITLE, DateSpan.parse("2016/2018"), **fields)
    office = Office("O", TITLE, "X", "x", "RO", date(2015, 1, 1))
    return Portfolio(office, YEAR, projects=(project,), activities=entries)


def by(made: Portfolio, key: str, **asked: Any) -> dict[str, Any]:
    """Values by a key; an empty text for what has none."""
    rows = tally(made, key, period="all", **asked).rows
    return {str("" if row.key[0] is None else row.key[0]): row.value for row in rows}


def told(figure: Figure) -> tuple[Any, Any, Any, tuple[str, ...]]:
    """Value, bounds, and the identifiers of what cannot be told."""
    return figure.value, figure.low, figure.high, tuple(each.record for each in figure.missing)


OFFICE = portfolio(
    entry("A1", "2017-01-10"),
    entry("A2", "2017"),
    entry("A3", "2017-02/2017-04"),
    entry("A4", "2016/2017"),
    entry("A5", "2017", listed_in=Month(2017, 3)),
    entry("A6", "2017-02-05", "2017"),
)


def test_a_year_is_of_no_month() -> None:
    """A3 began in February; A2, A4 and A5 on a day of a year, A6 on one before 6 February."""
    assert by(OFFICE, "month") == {"2017-01": 1, "2017-02": 1, "": 4}
    assert by(OFFICE, "quarter") == {"2017-Q1": 3, "": 3}
    assert by(OFFICE, "year") == {"2016": 1, "2017": 5}
    assert by(OFFICE, "month", months="listed") == {"2017-01": 1, "2017-02": 1, "2017-03": 1, "": 3}
    assert tally(OFFICE, "month", period="all").total == 6


def test_the_row_without_a_month_is_the_last() -> None:
    """It stands behind the months, as what has no country does."""
    assert [row.key[0] for row in tally(OFFICE, "month").rows][-1] is None


def test_a_year_is_in_progress_in_months_that_nobody_knows() -> None:
    """A3 was in progress in three months; of a year only the year is known."""
    progress = {"2017-01": 1, "2017-02": 1, "2017-03": 1, "2017-04": 1, "": 4}
    assert by(OFFICE, "month", months="in_progress") == progress
    long_ago = portfolio(entry("A1", "2016/2018"))
    assert by(long_ago, "year", months="in_progress") == {"": 1}
    assert by(portfolio(entry("A1", "2016")), "year", months="in_progress") == {"2016": 1}


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('entries(month="2017-01")', (None, 1, 4, ("A2", "A5", "A6"))),
        ('entries(month="2017-02")', (None, 1, 4, ("A2", "A5", "A6"))),
        ('entries(month="2017-03")', (None, 0, 2, ("A2", "A5"))),
        ('entries(month="2017-03", months="listed")', (None, 1, 2, ("A2",))),
        ('entries(month="2016-05")', (None, 0, 1, ("A4",))),
        ('entries(month="2015-05")', (0, None, None, ())),
        ('entries(quarter="2017-Q1")', (None, 3, 5, ("A2", "A5"))),
        ('entries(year="2017")', (5, None, None, ())),
        ('entries(year="2017", month="2016-05")', (0, None, None, ())),
        ('entries(month="")', (4, None, None, ())),
        ('events(month="2017-03", project="P")', (None, 0, 3, ("A2", "A5", "A6"))),
        ('entries_by_share(month="2017-03")', (None, 0, 2, ("A2", "A5"))),
        ('entries(period="2017-01-01/2017-12-31")', (5, None, None, ())),
    ],
)
def test_a_count_of_a_month_tells_what_may_be_in_it(call: str, expected: Any) -> None:
    """What may have begun in it is within the bounds, and named with the reason.

    A6 reports two events; its second may have been in March, though the entry began before.
    """
    assert told(evaluate(OFFICE, call)) == expected


def test_a_filter_leaves_out_what_may_not_be_in_a_month() -> None:
    """It is in no row, and counted among those that are missing.

    To a period A5 belongs by March 2017, which it is listed under.
    """
    march = tally(OFFICE, where={"month": "2017-03"})
    assert (march.total, march.missing) == (0, 2)
    spring = tally(OFFICE, "year", where={"month": ["2017-02", "2017-03"]})
    assert (spring.total, spring.missing) == (1, 3)
    undated = tally(OFFICE, where={"month": None})
    assert (undated.total, undated.missing) == (4, 0)
    first_half = tally(OFFICE, period=Period(date(2017, 1, 1), date(2017, 6, 30)))
    assert (first_half.total, first_half.missing) == (4, 1)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("entries", (5, None, None, ())),
        ('entries(period="2016-10/2017-09")', (None, 4, 6, ("A2", "A4"))),
        ('entries(project="P", period="2016-10/2017-09")', (None, 4, 6, ("A2", "A4"))),
        ('events(period="2016-10/2017-09")', (None, 5, 7, ("A2", "A4"))),
        ('projects_with_activities(period="2016-10/2017-09")', (1, None, None, ())),
        ('entries(period="2017-01/2017-03")', (None, 4, 5, ("A2",))),
        ('entries(period="previous")', (1, None, None, ())),
        ('entries(period="2015")', (0, None, None, ())),
    ],
)
def test_a_count_is_of_the_reporting_period(call: str, expected: Any) -> None:
    """A year from October 2016: A2 may be of later months, A4 of earlier ones.

    An activity belongs by the month it is listed under (A5: March 2017), else by its first day.
    """
    assert told(evaluate(OFFICE, call)) == expected


def test_who_may_have_been_reached_in_the_period_is_named() -> None:
    """A country, people and projects of an entry that may be of the period are left out."""
    there = Occurrence(DateSpan.parse("2017"), (Place(country="RO"),))
    people = (Participants(total=20),)
    made = Activity("A1", ("P",), ActivityKind.WORKSHOP, (there,), TITLE, participants=people)
    office = portfolio(made)
    office = office.reporting("2016-10/2017-09")
    assert told(evaluate(office, "countries_reached")) == (0, None, None, ("A1",))
    assert told(evaluate(office, "participants")) == (None, None, None, ("A1",))
    assert told(evaluate(office, "projects_with_activities")) == (None, 0, 1, ("P",))
    calendar = office.reporting("2017")
    assert evaluate(calendar, "countries_reached").value == 1
    assert evaluate(calendar, "participants").value == 20


def test_a_financial_year_holds_a_calendar_year_in_part() -> None:
    """2017 lies in two years from July; a month of which the first half is in one is in none."""
    made = portfolio(entry("A1", "2017"), entry("A2", "2017-06"), entry("A3", "2017-07"))
    from_july = cproc.Period(date(2016, 7, 1), date(2017, 6, 30))
    made = _evolved(made, from_july)
    expected = {"2016-07-01/2017-06-30": 1, "2017-07-01/2018-06-30": 1, "": 1}
    assert by(made, "period") == expected
    middle = _evolved(made, Period(date(2016, 6, 16), date(2017, 6, 15)))
    assert by(middle, "period") == {"2017-06-16/2018-06-15": 1, "": 2}


def _evolved(made: Portfolio, period: Period) -> Portfolio:
    return Portfolio(made.office, period, projects=made.projects, activities=made.activities)


def test_sums_of_what_may_not_be_in_a_month_are_without_it() -> None:
    """5 in January; 7 of the year may be in it."""
    five, seven = Money("5", "EUR"), Money("7", "EUR")
    made = portfolio(entry("A1", "2017-01-10", planned_cost=five),
                     entry("A2", "2017", planned_cost=seven))  # fmt: skip
    january = total(made, "planned_cost", where={"month": "2017-01"})
    assert (january.total, january.missing) == (five, 1)


def test_money_received_in_a_time_is_of_no_month_of_it() -> None:
    """A contribution received on some day from March to May is of no month, and of 2017."""
    given = Contribution("X", ContributionKind.VOLUNTARY, Money("1", "EUR"),
                         received=DateSpan.parse("2017-03/2017-05"))  # fmt: skip
    made = portfolio(contributions=(given,))
    assert by(made, "month", of="contributions") == {"": 1}
    assert by(made, "year", of="contributions") == {"2017": 1}


def test_a_budget_known_at_the_latest_may_be_of_an_earlier_month() -> None:
    """It took effect after the version of February 2017 and by May 2017: of that year surely."""
    versions = (
        BudgetVersion(Money("1", "EUR"), date(2017, 2, 1)),
        BudgetVersion(Money("2", "EUR"), date(2017, 5, 1), Dating.AT_LATEST),
    )
    made = portfolio(budget=versions)
    assert by(made, "month", of="budgets") == {"": 1}
    assert by(made, "year", of="budgets") == {"2017": 1}


def test_the_month_of_an_activity_may_not_be_known() -> None:
    """That of its first day, where all days that may be it are of one; else none."""
    *_, undated, _listed, two = OFFICE.activities
    assert OFFICE.activities[2].month == Month(2017, 2)
    assert undated.month is undated.listing_month is two.month is None
    assert OFFICE.activities[4].listing_month == Month(2017, 3)
    span = Occurrence(DateSpan.parse("2017-05/2017-06"))
    assert span.begins == (date(2017, 5, 1), date(2017, 5, 31))
    assert span.ends == (date(2017, 6, 1), date(2017, 6, 30))
