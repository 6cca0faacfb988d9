"""What IATI asks of a portfolio: laws of what is computed, and faults with what to type where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cproc
from cproc import model
from cproc.dates import DateSpan, Period
from cproc.errors import DataError, InvalidValueError
from cproc.iati import budget_by_year, iati_faults, iati_left_out, years
from cproc.iati.facts import percentages
from cproc.model import Iati, LocalText, Portfolio, iati_codes
from cproc.money import Money, minor_unit
from cproc.testing import date_spans, make_portfolio, moneys
from cproc.testing.strategies.fields import decimals

typed: Any = model
TEXT = LocalText({"en": "Words"})
BLANK = LocalText({"en": " "})
DAY = dt.date(2024, 12, 31)


# --- Laws -------------------------------------------------------------------------------


@given(date_spans(longest=4000), st.sampled_from(["01-01", "04-06", "07-01", "12-31", "02-28"]))
def test_law_years_partition_a_life(span: DateSpan, begins: str) -> None:
    """Years follow on each other from the first day to the last, none longer than a year."""
    life = Period(span.start, span.end)
    parts = years(life, begins)
    assert (parts[0].start, parts[-1].end) == (life.start, life.end)
    assert sum(part.days for part in parts) == life.days
    assert all(part.days <= 366 for part in parts)
    assert all(a.end + dt.timedelta(1) == b.start for a, b in pairwise(parts))


def test_the_last_year_of_the_calendar_is_a_year() -> None:
    """A life may end on the last day there is."""
    (part,) = years(Period(dt.date(9999, 3, 1), dt.date.max), "01-01")
    assert part.end == dt.date.max


LIVES = (
    "2024-02-29",
    "2023-01-01/2032-12-31",
    "2020-02-29/2024-02-29",
    "2024/..",
    "2023-05/2025-04",
)


@pytest.mark.parametrize("life", LIVES)
@given(moneys(low=0), st.sampled_from(["01-01", "07-01"]))
def test_law_a_budget_by_year_is_the_whole(life: str, amount: Money, begins: str) -> None:
    """A day, ten years, leap days, an open end: the parts make the budget to the last unit."""
    version = typed.BudgetVersion(amount, "2023-01-01")
    project = typed.Project("P", "P", TEXT, life, budget=(version,))
    parts = [part for _year, part in budget_by_year(project, version, DAY, begins)]
    assert Money.total(parts, amount.currency) == amount
    if amount == amount.rounded():
        decimals_of = {-int(part.amount.as_tuple().exponent) for part in parts}
        assert max(decimals_of) <= max(minor_unit(amount.currency), 4)


@given(st.lists(st.integers(1, 9999), min_size=1, max_size=3))
def test_law_lines_with_a_period_decide(amounts: list[int]) -> None:
    """Where all lines say their year, the years have what their lines have."""
    lines = tuple(
        typed.BudgetLine("1", TEXT, "month", 1, f"EUR {amount}", period=f"{2023 + at}")
        for at, amount in enumerate(amounts)
    )
    version = typed.BudgetVersion(f"EUR {sum(amounts)}", "2023-01-01")
    project = typed.Project("P", "P", TEXT, "2023/2025", budget=(version,), budget_lines=lines)
    parts = dict(budget_by_year(project, version, DAY, "01-01"))
    known = [parts[year].amount for year in sorted(parts, key=str)]
    assert known == [*amounts, *[0] * (3 - len(amounts))]


@given(st.lists(decimals("0.01", "1000"), min_size=1, max_size=60))
def test_law_percentages_make_a_hundred(weights: list[Decimal]) -> None:
    """Whatever the weights are, the percentages of two decimals make 100 exactly."""
    parts = percentages(weights)
    assert sum(parts) == 100
    assert all(part >= 0 and -int(part.as_tuple().exponent) == 2 for part in parts)


# --- Faults, with what to type where ----------------------------------------------------


def sound() -> Portfolio:
    """An office of one project with all that IATI needs."""
    indicator = typed.Indicator(TEXT, "people", [typed.IndicatorValue("target", 5)])
    project = typed.Project(
        *("P1", "P1", TEXT, "2023/2025"),
        results=(typed.Result(TEXT, "output", (indicator,)),),
        priority_countries=(typed.PriorityCountry("GE", weight=1),),
        documents=(typed.Document(TEXT, "https://a.org", kind="web_page"),),
    )
    return attrs.evolve(make_portfolio(0), projects=(project,), posts=())


def found(portfolio: Portfolio) -> list[tuple[str, str]]:
    """The faults of an office, each with its place."""
    return [(each.code, each.path) for each in iati_faults(portfolio)]


def changed(**fields: Any) -> Portfolio:
    """The office with other fields of its project."""
    whole = sound()
    return attrs.evolve(whole, projects=(attrs.evolve(whole.projects[0], **fields),))


def reporter(**fields: Any) -> Portfolio:
    """The office with other fields of its organisation."""
    whole = sound()
    own, *others = whole.organisations
    return attrs.evolve(whole, organisations=(attrs.evolve(own, **fields), *others))


def test_a_sound_office_has_no_fault() -> None:
    """What has all that IATI needs is written."""
    assert found(sound()) == []


def _twice() -> Portfolio:
    one = sound().projects[0]
    two = attrs.evolve(one, code="P2", iati=Iati(identifier="XI-EXAMPLE-1-P1", sectors=("15130",)))
    return attrs.evolve(sound(), projects=(one, two))


def _unsettled() -> Portfolio:
    return attrs.evolve(sound(), office=attrs.evolve(sound().office, iati=None))


FAULTS: list[tuple[Callable[[], Portfolio], str, str]] = [
    (lambda: reporter(iati=""), "iati-reference", "organisations[0].iati"),
    (lambda: reporter(iati="XI EXAMPLE/1"), "iati-reference", "organisations[0].iati"),
    (lambda: reporter(type=None), "iati-type", "organisations[0].type"),
    (lambda: reporter(name=BLANK), "iati-name", "organisations[0].name"),
    (_unsettled, "iati-sector", "projects[0].iati.sectors"),
    (
        lambda: changed(iati=Iati(sectors=("15130=60", "15160=30"))),
        *("iati-percentages", "projects[0].iati.sectors"),
    ),
    (
        lambda: changed(iati=Iati(sectors=("15130=60", "15160"))),
        *("iati-percentages", "projects[0].iati.sectors"),
    ),
    (
        lambda: changed(iati=Iati(sectors=("15130=60",))),
        *("iati-percentages", "projects[0].iati.sectors"),
    ),
    (
        lambda: changed(
            priority_countries=(typed.PriorityCountry("GE", weight=1), typed.PriorityCountry("MD"))
        ),
        *("iati-weights", "projects[0].priority_countries"),
    ),
    (lambda: changed(title=BLANK), "iati-text", "projects[0].title"),
    (lambda: changed(code="P/1"), "iati-identifier", "projects[0].code"),
    (_twice, "iati-identifier", "projects[1].code"),
    (
        lambda: changed(results=(typed.Result(TEXT, None, (typed.Indicator(TEXT, "people"),)),)),
        *("iati-indicator", "projects[0].results[0].indicators[0].values"),
    ),
    (
        lambda: changed(objective=LocalText({"en": "a\x0bb"})),
        *("iati-character", "projects[0].objective.en"),
    ),
]


@pytest.mark.parametrize(
    ("office", "code", "path"), FAULTS, ids=[code for _make, code, _path in FAULTS]
)
def test_each_fault_is_told_with_its_place(
    office: Callable[[], Portfolio], code: str, path: str
) -> None:
    """E1 to E4, E7, E10 and what XML cannot hold: one clear error, which names the project."""
    faults = list(iati_faults(office()))
    assert [(each.code, each.path) for each in faults] == [(code, path)]
    assert "Type" in faults[0].hint or "Correct" in faults[0].hint or "leave out" in faults[0].hint
    if path.startswith("projects") and code != "iati-character":
        assert office().projects[int(path[9])].code in faults[0].message


def test_currency_and_order_of_days_are_refused_before() -> None:
    """E8 and E9: no portfolio has an amount without currency, or a project that ends first."""
    with pytest.raises(InvalidValueError):
        Money(5, "")
    with pytest.raises(InvalidValueError):
        DateSpan.parse("2024-02/2024-01")


def test_all_faults_are_told_at_once_and_nothing_is_written() -> None:
    """An office that never heard of IATI gets one list of what to type where."""
    whole = make_portfolio(3)
    bare = attrs.evolve(
        whole,
        office=attrs.evolve(whole.office, iati=None),
        organisations=tuple(attrs.evolve(each, iati="", type=None) for each in whole.organisations),
    )
    with pytest.raises(DataError) as caught:
        cproc.render(bare, "iati")
    codes = [each.code for each in caught.value.problems]
    assert codes == ["iati-reference", "iati-type", *["iati-sector"] * len(whole.projects)]


def test_what_is_later_is_left_out_and_counted() -> None:
    """E6: transactions after the last day are not in the file, and it is said how many."""
    later = typed.Transaction("T1", "expenditure", "2025-01-01", "EUR 5")
    (notice,) = [
        each
        for each in iati_left_out(changed(transactions=(later,)))
        if "transactions" in each.message
    ]
    assert notice.message == (
        "P1: transactions that are later than 2024-12-31: 1. They are left out."
    )


def test_a_file_of_a_day_to_come_is_warned_of() -> None:
    """Rule 11.1.1: registries take no file of the future, which a year that runs would make."""
    later = sound().reporting("9998")
    assert "iati-future" in {each.code for each in iati_left_out(later)}
    assert "iati-future" not in {each.code for each in iati_left_out(sound())}


def test_doubtful_identifiers_are_warned_of() -> None:
    """A reference without a register, and an identifier of another one, are worth a look."""
    codes = {each.code for each in iati_left_out(reporter(iati="EXAMPLE"))}
    assert "iati-agency" in codes
    other = changed(iati=Iati(identifier="XI-OTHER-1-P1"))
    assert "iati-identifier" in {each.code for each in iati_left_out(other)}


# --- Code lists -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"sectors": ["15131x"]}, "list sector of IATI. Did you mean '15131'"),
        ({"sectors": ["2:999"]}, "no code of the list sector_category"),
        ({"sectors": ["77:1"]}, "no code of the list sector_vocabulary"),
        ({"sectors": ["15130=0"]}, "no percentage"),
        ({"sectors": ["15130=x"]}, "no code of IATI"),
        ({"sectors": ["a b"]}, "no code of IATI"),
        ({"tags": ["2:18"]}, "no code of the list goal"),
        ({"tags": ["2:16=1"]}, "has no number"),
        ({"markers": ["1"]}, "has no significance"),
        ({"markers": ["1=9"]}, "no code of the list significance"),
        ({"flow": "11"}, "There are 10, 20"),
        ({"aid": ["C01", "C01"]}, "of one vocabulary"),
        ({"other_identifiers": ["A3"]}, "no type and reference"),
        ({"related": ["9:X"]}, "no code of the list related"),
    ],
)
def test_an_unknown_code_is_refused_with_the_nearest(fields: dict[str, Any], message: str) -> None:
    """Codes are those of the lists of IATI 2.03."""
    with pytest.raises(InvalidValueError, match=message):
        typed.Iati(**fields)


def test_a_contact_has_a_part() -> None:
    """An empty contact is none; a weight is above 0; a region is of the DAC's list."""
    with pytest.raises(InvalidValueError, match="no part"):
        typed.IatiContact()
    with pytest.raises(InvalidValueError, match="above 0"):
        typed.PriorityCountry("GE", weight=0)
    with pytest.raises(InvalidValueError, match="list region"):
        typed.Region("EAST", TEXT, dac="90")


def test_lists_hold_what_the_standard_has() -> None:
    """Some codes of each list, and those that projects of justice take."""
    assert {"15130", "15160", "99810"} <= iati_codes("sector")
    assert iati_codes("tied") == {"3", "4", "5"}
    assert {"89", "298", "998"} <= iati_codes("region")
    assert [each.code for each in model.OrganisationType][:3] == [10, 11, 15]


def test_the_facts_of_a_project_go_over_those_of_the_office() -> None:
    """What is not given is taken from the defaults, save the identifier."""
    office = Iati(identifier="X", flow="10", sectors=("15130",), secondary_reporter=True)
    own = Iati(sectors=("15160",), humanitarian=False)
    both = own.over(office)
    assert (both.identifier, both.flow, both.sectors) == ("", "10", ("15160",))
    assert (both.humanitarian, both.secondary_reporter) == (False, True)
    assert own.over(None) is own
