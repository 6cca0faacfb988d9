"""Explanations: each record of a figure, where it stands, and what it adds to the value."""

import re
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from example_data import loaded
from hypothesis import given

from cproc.errors import InvalidValueError, UnknownNameError
from cproc.figures import CATALOGUE, Explanation, Finder, Method, explain, placeholders
from cproc.figures.calls import every_figure
from cproc.figures.counting import Part
from cproc.model import LocalText, Portfolio, Transaction, TransactionType
from cproc.money import Money, decimal_from
from cproc.testing.strategies import portfolios

YEAR, GRANT = loaded("cproc_2017"), loaded("eu_grant")

CALLS = [
    *(found.name for found in every_figure(YEAR)),
    'entries(country="RO")',
    'entries(country="")',
    'entries_by_share(project="GLACY+")',
    'occurrences(country="UA")',
    'participations(country="FR", month="2016-11")',
    'donors(kind="voluntary")',
    'funding(donor="EU")',
    'budget_change(since="2016-10-01")',
    'stated(id="staff")',
    'stated_sum(ids="savings-staff; savings-running")',
    'parties(treaty="CETS185", on="2016-09-30")',
]


def adds_up(found: Explanation) -> None:
    """Hold that what the records add sums to the value, where it is a sum or a count."""
    value = found.figure.value
    if found.definition.method.adds_up and value is not None:
        assert found.sum == value
        assert all(record.adds is not None for record in found.records)
    else:
        assert found.sum is None


OF_THE_GRANT = [
    *(found.name for found in every_figure(GRANT)),
    *(
        f'{name}(project="CEGE", heading="1")'
        for name in ("heading_budget", "variance", "reallocation_used", "reallocation_allowed")
    ),
    *("lines_in_kind", "disallowed", "eligible_spent", "full_time_equivalents"),
]


@pytest.mark.parametrize(
    ("portfolio", "call"),
    [*((YEAR, call) for call in CALLS), *((GRANT, call) for call in OF_THE_GRANT)],
    ids=[*CALLS, *(f"grant-{call}" for call in OF_THE_GRANT)],
)
def test_the_parts_of_every_figure_make_its_value(portfolio: Portfolio, call: str) -> None:
    """Each record has its kind, title and path; those of a sum or a count add up to it."""
    found = explain(portfolio, call)
    adds_up(found)
    for record in (*found.records, *found.missing):
        assert record.kind
        assert record.title is not None, record
        assert at(portfolio, record.path) is not None


def at(portfolio: Portfolio, path: str) -> object:
    """Follow a path into a portfolio."""
    place: object = portfolio
    for name, index in re.findall(r"(\w+)(?:\[(\d+)\])?", path):
        place = getattr(place, name)
        place = place[int(index)] if index else place  # type: ignore[index]
    return place


@pytest.mark.parametrize("portfolio", [YEAR, GRANT], ids=["year", "grant"])
def test_each_number_of_the_text_can_be_asked_for(portfolio: Portfolio) -> None:
    """A figure in the prose, in either language, is explained by the call that stands there."""
    texts = [text for section in portfolio.narrative for _language, text in section.text.entries]
    calls = {found.call for text in texts for found in placeholders(text)}
    assert calls
    for call in calls:
        found = explain(portfolio, call)
        adds_up(found)
        assert found.records


def test_every_figure_of_the_catalogue_is_explained() -> None:
    """The calls above leave none out, but those of records that neither example has."""
    called = {call.partition("(")[0] for call in (*CALLS, *OF_THE_GRANT)}
    lacking = {"named_indicators", "submissions"}
    named = {name for name, each in CATALOGUE.items() if each.needs in lacking}
    assert called | named == set(CATALOGUE)


@pytest.mark.no_cover
@given(portfolios())
def test_parts_make_the_value_of_any_portfolio(portfolio: Portfolio) -> None:
    """The sum of parts is the value for every listed figure of any portfolio, or it is refused."""
    try:
        calls = [found.name for found in every_figure(portfolio)]
    except InvalidValueError as error:
        assert error.code == "currency-mixed"  # noqa: PT017 - other codes fail
        return
    for call in calls:
        adds_up(explain(portfolio, call))


def test_a_record_is_told_with_file_and_row() -> None:
    """The thirteenth entry stands in row 14: below the header, rows are counted from 1."""
    found = explain(YEAR, 'entries(country="RO")', lambda path: ("activities.csv", path))
    first = found.records[0]
    assert (first.id, first.path, first.adds) == ("A013", "activities[12]", 1)
    assert (first.file, first.cell) == ("activities.csv", "activities[12]")


def test_amounts_stand_at_their_version_and_contribution() -> None:
    """EAP III counts with its second version; a gap is a budget less what donors pay."""
    budgets = explain(YEAR, "budget_total").records
    assert ("EAP3", "projects[2].budget[1]") in {(made.id, made.path) for made in budgets}
    gap = explain(YEAR, 'funding_gap(project="EAP2")')
    assert [(made.kind, made.id, made.adds) for made in gap.records] == [
        ("budget", "EAP2", Money(800_000, "EUR")),
        ("contributions", "COE", Money(-80_000, "EUR")),
        ("contributions", "EU", Money(-720_000, "EUR")),
    ]


def test_shares_add_a_half_each() -> None:
    """GLACY shares its two entries with GLACY+."""
    found = explain(YEAR, 'entries_by_share(project="GLACY")')
    assert [record.adds for record in found.records] == [Fraction(1, 2), Fraction(1, 2)]
    assert found.sum == 1


def test_different_things_are_added_by_the_first_that_names_them(office: Portfolio) -> None:
    """RO by A1, UA and MD by A2, FR by A4; whoever names one again adds nothing."""
    found = explain(office, "countries_reached")
    assert [(record.id, record.adds) for record in found.records] == [
        ("A1", 1), ("A2", 2), ("A4", 1),
    ]  # fmt: skip
    again = attrs.evolve(
        office, activities=(*office.activities, attrs.evolve(office.activities[0], id="A5"))
    )
    assert [record.adds for record in explain(again, "countries_reached").records] == [1, 2, 1, 0]


def test_what_lacks_the_fact_is_told(office: Portfolio) -> None:
    """The officer's nationality is not known: he belongs in the figure and adds nothing."""
    found = explain(office, "nationalities")
    assert [(made.id, made.path, made.adds) for made in found.missing] == [
        ("OFFICER", "posts[2]", None)
    ]


def test_a_ratio_is_no_sum() -> None:
    """Its records add nothing that could be summed."""
    found = explain(YEAR, 'time_elapsed(project="EAP2")')
    assert (found.definition.method, found.sum) == (Method.RATIO, None)
    assert [record.adds for record in found.records] == [None]


def test_records_within_projects_are_found(office: Portfolio) -> None:
    """A transaction has an identifier of its own, and a path through its project."""
    paid = Transaction(
        "T1",
        TransactionType.EXPENDITURE,
        office.period.end,
        Money(1, "EUR"),
        description=LocalText({"en": "Flight"}),
    )
    projects = (attrs.evolve(office.projects[0], transactions=(paid,)), *office.projects[1:])
    found = Finder(attrs.evolve(office, projects=projects)).find("transactions", Part("T1", 1))
    assert found.path == "projects[0].transactions[0]"
    assert found.title is not None
    assert found.title.best("en") == "Flight"
    nobody = Finder(office).find("transactions", Part("T9", 1))
    assert (nobody.path, nobody.title) == ("", None)


def test_the_list_of_records_is_told_by_their_identifiers(office: Portfolio) -> None:
    """The first list that holds all of them; none where they stand in none."""
    finder = Finder(office)
    assert finder.kind_of(("A1", "A2")) == "activities"
    assert finder.kind_of(("EU",)) == "organisations"
    assert finder.kind_of(("RO", "MD")) == "treaty_events"
    assert finder.kind_of(("A1", "EU")) == ""


def test_what_is_no_figure_is_refused() -> None:
    """As `evaluate` does."""
    with pytest.raises(UnknownNameError):
        explain(YEAR, "nonsense")
    with pytest.raises(InvalidValueError):
        explain(YEAR, "1 + 1")


def test_an_explanation_of_unequal_units_is_exact(office: Portfolio) -> None:
    """Rates are decimals: 10 % and 12.5 % make 22.5 %."""
    contributions = office.projects[0].contributions
    more = attrs.evolve(contributions[0], donor="JP", share=decimal_from("0.125"))
    project = attrs.evolve(office.projects[0], contributions=(*contributions, more))
    found = explain(attrs.evolve(office, projects=(project,)), 'stated_share(project="P2")')
    assert found.sum == found.figure.value == Decimal("22.5")
