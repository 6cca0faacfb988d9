"""The reference office a quarter later says nothing that contradicts its report of the year."""

import attrs
import pytest
from example_data import loaded

from cproc.dates import DateSpan, Period
from cproc.figures import evaluate
from cproc.model import Portfolio, TreatyEvent, TreatyStatus
from cproc.report import build, narrative_problems

YEAR = loaded("cproc_2017")
TREATY = "CETS185"
NEW = (
    TreatyEvent(TREATY, "TN", TreatyStatus.INVITED, DateSpan.parse("2018-02-13")),
    TreatyEvent(TREATY, "PH", TreatyStatus.PARTY, DateSpan.parse("2018-03-28")),
)
QUARTER = attrs.evolve(
    YEAR, period=Period.parse("2018-01/2018-03"), treaty_events=(*YEAR.treaty_events, *NEW)
)
THEN = (
    'parties(treaty="CETS185", on="{}")',
    'signed_or_invited(treaty="CETS185", on="{}")',
    'committee_members(treaty="CETS185", on="{}")',
    'budget_total(on="{}")',
    'budget_all(on="{}")',
    'funding(donor="EU", on="{}")',
)
DAYS = ("2014-06-30", "2015-12-31", "2016-09-30", "2017-06-30", "2017-09-30")


@pytest.mark.parametrize("call", THEN)
def test_what_was_told_of_a_day_is_told_again(call: str) -> None:
    """Of treaties and budgets each day has the value, or the bounds, that it had a quarter ago."""
    for day in DAYS:
        assert evaluate(QUARTER, call.format(day)) == evaluate(YEAR, call.format(day)), day


def test_staff_of_the_year_is_within_what_is_told_a_quarter_later() -> None:
    """21 were in post in September 2017; a quarter later only the one with a first day is sure."""
    found = evaluate(QUARTER, 'headcount(on="2017-09-30")')
    assert (found.low, found.high) == (1, 21)
    assert evaluate(YEAR, "headcount").value == evaluate(QUARTER, "headcount").value == 21


def test_who_became_party_is_no_longer_invited() -> None:
    """The Philippines are the 57th party; Tunisia is invited in their place: 14 as before."""
    counts = {
        "parties": 57,
        "signed_or_invited": 14,
        "accessions": 1,
    }
    for name, number in counts.items():
        assert evaluate(QUARTER, f'{name}(treaty="{TREATY}")').value == number, name
    tables = build(narrated(QUARTER)).tables
    table = tables["treaty_status"]
    states = table.index("states")
    party, *others = (str(row[states].value) for row in table.rows)
    assert "Philippines" in party
    assert not any("Philippines" in row for row in others)
    changes = tables["treaty_changes"]
    assert [row[changes.index("state")].value for row in changes.rows] == ["Tunisia", "Philippines"]


def narrated(portfolio: Portfolio) -> Portfolio:
    """Leave out the texts of the year before."""
    quiet = portfolio.with_report(narrative=())
    assert not narrative_problems(quiet)
    return quiet
