"""Periods at the first and the last year of the calendar are reported on as any other."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

import cproc
from cproc import figures
from cproc.figures.counting import over_days
from cproc.model import Money, Period, Portfolio, day_after, day_before
from cproc.serialize import from_data

PARTS = ("", "-01", "-12", "-01-01", "-12-31")
"""What of a year is reported on."""
EXPORTERS = ("md", "csv", "xlsx", "docx", "json")


def _office(year: str, period: str, method: str) -> Portfolio:
    """An office of everything that has a day, on the first and the last of a year."""
    first, last = f"{year}-01-01", f"{year}-12-31"
    rates = [{"month": f"{year}-{month:02}"} for month in range(1, 13)]
    rates += [{}, {"day": first}, {"day": last}]
    paid = [
        ("T1", "expenditure", first),
        ("T2", "expenditure", last),
        ("T3", "incoming_funds", last),
    ]
    project = {
        "code": "P",
        "name": "P",
        "title": {"en": "Project"},
        "period": year,
        "budget": [
            {"amount": "EUR 1000", "effective": first},
            {"amount": "EUR 1500", "effective": last},
        ],
        "budget_lines": [
            {"heading": "1", "title": {"en": "L"}, "unit": "month", "quantity": "3"}
            | {"unit_cost": "EUR 500", "period": year}
        ],
        "milestones": [{"title": {"en": "Launch"}, "when": last}],
        "priority_countries": [{"country": "AL", "since": first, "until": last}],
        "contributions": [
            {"donor": "D", "kind": "voluntary", "amount": "USD 5", "received": last},
            {"donor": "ORG", "kind": "voluntary", "rest": True},
        ],
        "transactions": [
            {"id": id_, "type": kind, "date": day, "amount": "USD 5", "heading": "1"}
            for id_, kind, day in paid
        ],
    }
    activities = [
        {"id": f"A{number}", "projects": ["P"], "kind": "training", "title": {"en": "Course"}}
        | {"occurrences": [{"when": when, "places": [{"city": "Tirana", "country": "AL"}]}]}
        for number, when in enumerate((first, last, year))
    ]
    data: dict[str, Any] = {
        "office": {"id": "O", "name": {"en": "Office"}, "organisation": "ORG", "city": "Tirana"}
        | {"country": "AL", "operational_since": first},
        "period": period,
        "rate_method": method,
        "rates": [{"currency": "USD", "rate": "1.25"} | time for time in rates],
        "organisations": [{"id": id_, "name": {"en": id_}} for id_ in ("ORG", "D")],
        "projects": [project],
        "activities": activities,
        "posts": [{"id": "S", "duty": {"en": "Officer"}, "since": first, "until": last}],
    }
    return from_data(data)


@pytest.mark.parametrize("year", ["0001", "9999"])
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("method", ["month", "daily", "period_mean", "fixed"])
def test_every_figure_of_the_first_and_last_year(year: str, part: str, method: str) -> None:
    """Nothing needs a day that the calendar does not have."""
    portfolio = _office(year, f"{year}{part}", method)
    cproc.check(portfolio)
    known = {figure.name: figure for figure in figures.every_figure(portfolio)}
    # Two amounts of USD 5 at 1.25 are EUR 8; by the first day one of them is spent.
    assert str(known["spent"].value) == ("EUR 4.00" if part.startswith("-01") else "EUR 8.00")


@pytest.mark.parametrize("year", ["0001", "9999"])
@pytest.mark.parametrize("part", PARTS)
def test_every_tally_of_the_first_and_last_year(year: str, part: str) -> None:
    """Nor does any key of any record, by any rule of months."""
    portfolio = _office(year, f"{year}{part}", "month")
    queries = [
        figures.Query(key.name, of=subject, months=months)
        for key in figures.KEYS.values()
        for subject in key.readers
        for months in figures.MonthRule
    ]
    assert len(figures.breakdowns(portfolio, queries)) == len(queries)


@pytest.mark.parametrize("year", ["0001", "9999"])
@pytest.mark.parametrize("to", EXPORTERS)
def test_every_exporter_in_the_first_and_last_year(year: str, to: str) -> None:
    """Every format is written for a period that begins or ends with the calendar."""
    portfolio = _office(year, year, "daily")
    for period in (year, f"{year}-01-01", f"{year}-12-31"):
        assert cproc.render(attrs.evolve(portfolio, period=Period.parse(period)), to)


def test_the_calendar_has_ends() -> None:
    """No day is before the first or after the last."""
    assert (day_before(date.min), day_after(date.max)) == (None, None)
    assert day_before(date(2017, 1, 1)) == date(2016, 12, 31)
    assert day_after(date(2016, 2, 28)) == date(2016, 2, 29)


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_an_amount_is_split_over_the_days_of_the_ends(year: str) -> None:
    """EUR 365 over 365 days are one a day, from the first day of the calendar to its last."""
    life = Period.parse(year)
    months = life.split(1)
    parts = over_days(Money("365", "EUR"), life, months)
    assert [part.amount for part in parts] == [month.days for month in months]
