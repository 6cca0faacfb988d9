"""Financial years that begin on any day, periods of projects, and programmes."""

from datetime import date

import attrs
import pytest

from cproc import render
from cproc.dates import DateSpan, Period
from cproc.errors import InvalidValueError, UnknownNameError
from cproc.figures import evaluate, exchange_of, narrow, tally, total
from cproc.figures.counting import financial_quarter, financial_year
from cproc.model import (
    Activity,
    ActivityKind,
    ExchangeRate,
    LocalText,
    Money,
    Month,
    Occurrence,
    Office,
    Organisation,
    Portfolio,
    Programme,
    Project,
    ReportIdentity,
    Transaction,
    TransactionType,
)
from cproc.packs import parts
from cproc.rates import RateMethod
from cproc.report import build

TITLE = LocalText({"en": "x"})


@pytest.mark.parametrize(
    ("day", "begins", "year", "quarter"),
    [
        ("2017-04-05", "04-06", "2016/17", "2016/17-Q4"),
        ("2017-04-06", "04-06", "2017/18", "2017/18-Q1"),
        ("2017-07-05", "04-06", "2017/18", "2017/18-Q1"),
        ("2017-07-06", "04-06", "2017/18", "2017/18-Q2"),
        ("2018-01-06", "04-06", "2017/18", "2017/18-Q4"),
        ("2017-06-30", "07-01", "2016/17", "2016/17-Q4"),
        ("2017-07-01", "07-01", "2017/18", "2017/18-Q1"),
        ("1999-12-31", "07-01", "1999/00", "1999/00-Q2"),
        ("2017-12-31", "01-01", "2017", "2017-Q4"),
    ],
)
def test_a_financial_year_begins_on_its_day(day: str, begins: str, year: str, quarter: str) -> None:
    """Its quarters begin on that day of every third month after."""
    when = date.fromisoformat(day)
    assert (financial_year(when, begins), financial_quarter(when, begins)) == (year, quarter)


def paid(id_: str, day: str, amount: int, currency: str = "EUR") -> Transaction:
    """A payment."""
    kind = TransactionType.EXPENDITURE
    return Transaction(id_, kind, date.fromisoformat(day), Money(amount, currency))


def activity(id_: str, code: str, when: str) -> Activity:
    """A workshop of a project."""
    return Activity(id_, (code,), ActivityKind.WORKSHOP, (Occurrence(DateSpan.parse(when)),), TITLE)


PERIODS = (Period.parse("2016-01/2017-03"), Period.parse("2017-04/2017-12"))
PROJECTS = (
    Project(
        "P", "P", TITLE, DateSpan.parse("2016/2017"), programme="A", reporting_periods=PERIODS,
        transactions=(paid("T1", "2016-06-30", 1), paid("T2", "2017-03-31", 2),
                      paid("T3", "2017-04-05", 4), paid("T4", "2017-04-06", 8)),
    ),
    Project("Q", "Q", TITLE, DateSpan.parse("2016/2017"), programme="B"),
    Project("R", "R", TITLE, DateSpan.parse("2016/2017"),
            transactions=(paid("T5", "2017-04-06", 16),)),
)  # fmt: skip
OFFICE = Portfolio(
    Office("O", TITLE, "X", "x", "GB"),
    Period.parse("2016-04-06/2017-04-05"),
    organisations=(Organisation("X", TITLE),),
    projects=PROJECTS,
    activities=(
        activity("A1", "P", "2017-04-05"), activity("A2", "P", "2017-04-06"),
        activity("A3", "Q", "2017-04"), activity("A4", "R", "2016-07-05/2016-07-07"),
    ),
    programmes=(Programme("B", LocalText({"en": "Bee"})), Programme("A", LocalText({"en": "Ay"}))),
    financial_year="04-06",
)  # fmt: skip


def by(key: str, **asked: object) -> dict[object, object]:
    """Values of all activities by a key."""
    return {row.key[0]: row.value for row in tally(OFFICE, key, period="all", **asked).rows}  # type: ignore[arg-type]


def test_activities_are_counted_by_financial_year() -> None:
    """One of April 2017 may be of either year; one from 5 to 7 July is split between quarters."""
    assert by("financial_year") == {"2016/17": 2, "2017/18": 1, None: 1}
    assert by("financial_quarter")["2016/17-Q1"] == 1
    split = tally(
        OFFICE, "financial_quarter", "share", "pro_rata", where={"project": "R"}, period="all"
    )
    assert [str(row.value) for row in split.rows] == ["1/3", "2/3"]
    found = evaluate(OFFICE, 'entries(financial_year="2017/18")')
    assert (found.low, found.high) == (1, 2)
    assert evaluate(OFFICE, 'entries(financial_quarter="2031/32-Q1")').value == 0
    for wrong in ("2017", "2017/19", "2017-18"):
        with pytest.raises(UnknownNameError):
            evaluate(OFFICE, f'entries(financial_year="{wrong}")')
    assert total(OFFICE, "transactions", "financial_year").row("2017/18").value == Money(24, "EUR")  # type: ignore[union-attr]


def test_a_project_has_reporting_periods_of_its_own() -> None:
    """15 months and nine; what another project paid is in the period of the office."""
    found = total(OFFICE, "transactions", "period")
    assert {row.key[0]: str(row.value) for row in found.rows} == {
        "2016-01-01/2017-03-31": "EUR 3",
        "2017-04-01/2017-12-31": "EUR 12",
        "2017-04-06/2018-04-05": "EUR 16",
    }
    facts = build(OFFICE).tables["project_facts:P"]
    shown = [row[1].value for row in facts.rows]
    assert "January 2016 to March 2017; April 2017 to December 2017" in shown


def test_a_mean_of_rates_is_of_the_period_of_the_project_or_the_report() -> None:
    """April is in the nine months: the mean of 2, not of 1; a quarter changes no mean."""
    rates = [ExchangeRate("USD", "1", month=Month(2017, month)) for month in range(1, 4)]
    rates += [ExchangeRate("USD", "2", month=Month(2017, month)) for month in range(4, 13)]
    mean = attrs.evolve(OFFICE, rates=tuple(rates), rate_method=RateMethod.PERIOD_MEAN)
    amount, day = Money(10, "USD"), date(2017, 4, 5)
    assert exchange_of(mean, PROJECTS[0])(amount, day).money == Money("5.00", "EUR")
    year = attrs.evolve(mean, period=Period.parse("2017"))
    year = year.with_report(title=TITLE)
    whole = exchange_of(year, PROJECTS[1])(amount, day).money
    assert whole == Money("5.71", "EUR")  # 1.75 dollars for a euro
    for of in (year.reporting("2017-04/2017-06"), narrow(year, project="Q")):
        assert exchange_of(of, PROJECTS[1])(amount, day).money == whole
    assert ReportIdentity(year.period) in narrow(year.reporting("2016"), project="Q").reports


def test_records_are_grouped_and_kept_by_programme() -> None:
    """In the order of the programmes; a project of none is in a row of its own."""
    assert list(by("programme").items()) == [("B", 1), ("A", 2), (None, 1)]
    assert tally(OFFICE, where={"programme": "A"}, period="all").total == 2
    assert total(OFFICE, "transactions", where={"programme": "A"}).total == Money(15, "EUR")
    assert evaluate(OFFICE, 'entries(programme="A")').value == 1
    overview = build(OFFICE).tables["projects_overview"]
    shown = [row[overview.index("programme")].value for row in overview.rows]
    assert shown == ["Ay", "Bee", None]


def test_an_office_is_narrowed_to_a_programme() -> None:
    """Its projects are kept, and what is theirs; a project that is named must be of it."""
    part = narrow(OFFICE, programme="A")
    assert [project.code for project in part.projects] == ["P"]
    assert [each.id for each in part.activities] == ["A1", "A2"]
    with pytest.raises(UnknownNameError, match="there are: B, A"):
        narrow(OFFICE, programme="C")
    with pytest.raises(InvalidValueError, match=r"Q is not of the programme A\. .* are: P\."):
        narrow(OFFICE, programme="A", project="Q")
    empty = attrs.evolve(OFFICE, programmes=(Programme("C", TITLE),))
    with pytest.raises(InvalidValueError, match="no project is of the programme C"):
        narrow(empty, programme="C")
    pack = parts(OFFICE, "project", ".docx", programme="B")
    assert [each.projects for each in pack] == [("Q",)]
    assert render(OFFICE, "md", options={"programme": "B"}) == render(
        OFFICE, "md", options={"project": "Q"}
    )
