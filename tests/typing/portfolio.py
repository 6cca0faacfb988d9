"""What a user writes with a portfolio has the types that the documentation tells."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import assert_type

import attrs

import cproc
from cproc import DateSpan, Money, Month, Period, Portfolio, Problem, Project
from cproc.errors import Severity
from cproc.model import Activity, ActivityKind, LocalText, Occurrence, Place, ProjectStatus


def money() -> None:
    """Amounts add up to amounts; an allocation is as many amounts as there are weights."""
    price = Money("10.50", "EUR")
    assert_type(price.amount, Decimal)
    assert_type(price.currency, str)
    assert_type(price + price, Money)
    assert_type(price - price, Money)
    assert_type(price * 3, Money)
    assert_type(price.allocate([1, 2]), tuple[Money, ...])
    assert_type(Money.total([price, price], "EUR"), Money)
    assert_type(Money.parse("EUR 10"), Money)


def time() -> None:
    """Periods split into periods, spans tell their days, months their edges."""
    year = Period.parse("2016-10/2017-09")
    assert_type(year.start, date)
    assert_type(year.quarters(), tuple[Period, ...])
    assert_type(year.months(), tuple[Month, ...])
    assert_type(DateSpan.parse("2017-05").end, date)
    assert_type(year.overlaps(DateSpan.parse("2017")), bool)


def reading(path: Path) -> Portfolio:
    """Load gives a portfolio; its lists are tuples of records."""
    portfolio = cproc.load(path)
    assert_type(portfolio, Portfolio)
    assert_type(cproc.load("folder"), Portfolio)
    assert_type(portfolio.projects, tuple[Project, ...])
    assert_type(portfolio.activities[0].occurrences[0].places, tuple[Place, ...])
    project = portfolio.projects[0]
    assert_type(project.budget_at(date(2017, 9, 30)), Money | None)
    assert_type(project.status(date(2017, 9, 30)), ProjectStatus)
    return portfolio


def checking(portfolio: Portfolio) -> None:
    """Problems are data."""
    problems = cproc.check(portfolio)
    assert_type(problems, tuple[Problem, ...])
    assert_type(problems[0].severity, Severity)
    assert_type(problems[0].path, str)


def making() -> Activity:
    """Records are made by keyword or in order; converters take what a file holds."""
    made = Activity(
        id="A1",
        projects=("P",),
        kind=ActivityKind.WORKSHOP,
        occurrences=(Occurrence(DateSpan.parse("2017-05-17"), (Place("Kyiv", "UA"),)),),
        title=LocalText({"en": "Workshop"}),
        shares=("1",),
    )
    assert_type(made.shares, tuple[Decimal, ...])
    assert_type(made.when, DateSpan)
    assert_type(made.month, Month | None)
    return attrs.evolve(made, id="A2")
