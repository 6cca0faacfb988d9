"""Budgets by project and donor, posts by key, treaty status, stated beside computed."""

from datetime import date
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

import attrs
import pytest

from cproc.dates import DateSpan, Period
from cproc.errors import InvalidValueError
from cproc.figures import (
    SURPLUS,
    Breakdown,
    Missing,
    Reason,
    Verdict,
    budget_by_project,
    budget_dates,
    evaluate,
    funding_by_donor,
    in_force,
    posts_at,
    reconcile,
    tally,
    treaty_changes,
    treaty_status,
)
from cproc.figures.subjects import posts_untold
from cproc.model import (
    Contribution,
    ContributionKind,
    LocalText,
    Portfolio,
    PostState,
    Qualifier,
    ShareBase,
    Statement,
    TreatyEvent,
    TreatyStatus,
)
from cproc.money import Money


def eur(amount: int | str) -> Money:
    """Give an amount in euros."""
    return Money(amount, "EUR")


def rows(breakdown: Breakdown) -> list[tuple[Any, Any, tuple[str, ...]]]:
    """Give key, value and records of each row."""
    return [(row.key[0], row.value, row.records) for row in breakdown.rows]


def test_budgets_in_force_are_those_of_the_day(office: Portfolio) -> None:
    """At the end of the period P2 has 1 200 and P1 1 000; P3 has ended, P4 not begun."""
    breakdown = budget_by_project(office)
    assert rows(breakdown) == [("P2", eur(1200), ("P2",)), ("P1", eur(1000), ("P1",))]
    assert (breakdown.total, breakdown.unit) == (eur(2200), "EUR")
    assert breakdown.overlap == eur(0)


def test_ended_projects_count_on_request(office: Portfolio) -> None:
    """P3 keeps its last budget of 350; P4, not begun, is left out."""
    breakdown = budget_by_project(office, ended=True)
    assert [row[0] for row in rows(breakdown)] == ["P2", "P1", "P3"]
    assert breakdown.total == eur(2550)


def test_a_budget_not_known_has_no_value(office: Portfolio) -> None:
    """P4 has no budget: its row has no value, and the total is that of the others."""
    breakdown = budget_by_project(office, date(2018, 1, 1))
    assert rows(breakdown) == [("P4", None, ("P4",))]
    assert breakdown.total == eur(0)


def test_projects_run_from_their_first_day_to_their_last(office: Portfolio) -> None:
    """A period is closed at both ends."""
    for day, codes in {
        date(2013, 10, 31): [],
        date(2013, 11, 1): ["P3"],
        date(2016, 12, 31): ["P2", "P1", "P3"],
        date(2017, 1, 1): ["P2", "P1"],
    }.items():
        assert [project.code for project in in_force(office, day)] == codes


def test_budgets_change_on_known_days(office: Portfolio) -> None:
    """Starts and versions up to the end of the period, which is always one of the days."""
    assert budget_dates(office) == (
        date(2013, 11, 1),
        date(2014, 1, 1),
        date(2016, 1, 1),
        date(2017, 1, 1),
        date(2017, 9, 30),
    )


def test_funding_is_attributed_to_the_cent(office: Portfolio) -> None:
    """P2: 10 % of 1 200 COE, the rest EU; P1: JP 300, US 500, and 200 that nobody covers."""
    breakdown = funding_by_donor(office)
    assert rows(breakdown) == [
        ("EU", eur(1080), ("P2",)),
        ("US", eur(500), ("P1",)),
        ("JP", eur(300), ("P1",)),
        ("COE", eur(120), ("P2",)),
        (None, eur(200), ("P1",)),
    ]
    assert breakdown.total == eur(2200)


def test_funding_of_a_day_is_that_of_its_budgets(office: Portfolio) -> None:
    """On 31 December 2016 P2 has 700: 70 COE, 630 EU; the 350 of P3 nobody covers."""
    by_donor = {
        key: value for key, value, _records in rows(funding_by_donor(office, date(2016, 12, 31)))
    }
    assert by_donor == {
        "EU": eur(630), "US": eur(500), "JP": eur(300), "COE": eur(70), None: eur(550),
    }  # fmt: skip


def funding(office: Portfolio, *contributions: Contribution) -> dict[Any, Any]:
    """Attribute the 1 000 of P1 to these contributions."""
    project = attrs.evolve(office.projects[1], contributions=contributions)
    breakdown = funding_by_donor(attrs.evolve(office, projects=(project,), activities=()))
    assert breakdown.total == eur(1000)
    return {key: value for key, value, _records in rows(breakdown)}


VOLUNTARY = ContributionKind.VOLUNTARY


def test_more_than_the_budget_leaves_a_surplus(office: Portfolio) -> None:
    """1 500 given to a budget of 1 000 are 500 too much, which is shown, not hidden."""
    assert funding(office, Contribution("JP", VOLUNTARY, amount=eur(1500))) == {
        "JP": eur(1500),
        SURPLUS: eur(-500),
    }


def test_two_contributions_of_one_donor_are_one_row(office: Portfolio) -> None:
    """300 and 700 of JP are 1 000, and nothing is left."""
    given = [Contribution("JP", VOLUNTARY, amount=eur(amount)) for amount in (300, 700)]
    assert funding(office, *given) == {"JP": eur(1000)}


def test_who_pays_the_rest_pays_what_the_others_leave(office: Portfolio) -> None:
    """A share of a third of 1 000.00 is 333.33 to the cent."""
    third = Contribution("COE", VOLUNTARY, share=Decimal("0.333333"), base=ShareBase.ELIGIBLE_COSTS)
    assert funding(office, Contribution("EU", VOLUNTARY, rest=True), third) == {
        "COE": eur("333.33"),
        "EU": eur("666.67"),
    }


def test_a_contribution_unstated_is_no_amount(office: Portfolio) -> None:
    """A donor whose amount is not stated has no row; what it gives is in that of nobody."""
    assert funding(office, Contribution("JP", VOLUNTARY)) == {None: eur(1000)}


def test_a_budget_not_known_funds_nothing(office: Portfolio) -> None:
    """A project without a budget adds nothing to any donor."""
    assert funding_by_donor(office, date(2018, 1, 1)).rows == ()


def test_mixed_currencies_are_refused(office: Portfolio) -> None:
    """N27: a budget that is not in its project's currency has no sum; the project is named."""
    dollars = attrs.evolve(office.projects[0].budget[0], amount=Money(5, "USD"))
    first = attrs.evolve(office.projects[0], budget=(dollars,), currency="EUR")
    mixed = attrs.evolve(office, projects=(first, office.projects[1]))
    for compute in (budget_by_project, funding_by_donor):
        with pytest.raises(InvalidValueError, match=r"P2 is not in EUR") as caught:
            compute(mixed)
        assert caught.value.code == "currency-mixed"


STAFF = {
    "grade": [("A2", 1, ("MANAGER",)), ("B4", 1, ("OFFICER",)), (None, 1, ("HEAD",))],
    "recruitment": [
        ("international", 1, ("MANAGER",)), ("local", 1, ("OFFICER",)), (None, 1, ("HEAD",)),
    ],
    "funding": [("projects", 2, ("MANAGER", "OFFICER")), ("ordinary_budget", 1, ("HEAD",))],
    "nationality": [("DE", 1, ("HEAD",)), ("FR", 1, ("MANAGER",)), (None, 1, ("OFFICER",))],
    "state": [("filled", 3, ("HEAD", "MANAGER", "OFFICER"))],
}  # fmt: skip


@pytest.mark.parametrize(("key", "expected"), STAFF.items(), ids=STAFF)
def test_posts_are_counted_by_key(office: Portfolio, key: str, expected: list[Any]) -> None:
    """Filled posts of the day, in the order of the key; what is not known comes last."""
    breakdown = tally(office, key, of="posts", where={"state": "filled"})
    assert rows(breakdown) == expected
    assert breakdown.total == 3


def test_posts_of_any_state_are_counted_on_request(office: Portfolio) -> None:
    """Without a state all posts count."""
    assert rows(tally(office, "state", of="posts")) == [
        ("filled", 3, ("HEAD", "MANAGER", "OFFICER")),
        ("vacant", 1, ("WANTED",)),
        ("planned", 1, ("LATER",)),
    ]


def test_posts_hold_from_their_first_day_to_their_last(office: Portfolio) -> None:
    """The manager came on 1 July 2017, the officer stays to the end of the year.

    Since when the head is there nobody knows: for sure on the last day of the period, and not
    before the office opened on 7 April 2014. The officer, who has no first day either, is there for
    sure from that day to the end of the year.
    """
    for day, ids, untold in (
        (date(2014, 4, 6), [], []),
        (date(2014, 4, 7), [], ["HEAD", "OFFICER"]),
        (date(2017, 6, 30), [], ["HEAD", "OFFICER"]),
        (date(2017, 7, 1), ["MANAGER"], ["HEAD", "OFFICER"]),
        (date(2017, 9, 30), ["HEAD", "MANAGER", "OFFICER"], []),
        (date(2017, 12, 31), ["HEAD", "MANAGER", "OFFICER"], []),
        (date(2018, 1, 1), ["HEAD", "MANAGER"], []),
    ):
        assert [post.id for post in posts_at(office, day)] == ids, day
        assert [post.id for post in posts_untold(office, day)] == untold, day
        counted = tally(office, of="posts", where={"state": "filled"}, on=day)
        assert (counted.total, counted.missing) == (len(ids), len(untold)), day
    assert [post.id for post in posts_at(office, state=PostState.VACANT)] == ["WANTED"]


STATUS = {
    "before": ("2001-11-22", {}),  # GE may have signed by then, or not
    "on-the-day": ("2001-11-23", {"MD": "signatory"}),
    "in-the-year": ("2004-12-30", {"MD": "signatory"}),
    "at-its-end": ("2004-12-31", {"MD": "signatory", "RO": "party"}),
    "opening-of-the-office": (
        "2014-04-07", {"GE": "signatory", "MD": "signatory", "RO": "party"},
    ),
    "in-the-month": ("2017-03-30", {"GE": "signatory", "RO": "party", "RS": "observer"}),
    "end-of-the-month": (
        "2017-03-31", {"GE": "signatory", "MD": "party", "RO": "party", "RS": "observer"},
    ),
    "end-of-the-period": (
        "2017-09-30", {"GE": "signatory", "MD": "party", "RO": "party", "RS": "observer"},
    ),
    "after-the-period": (
        "2018-01-01",
        {"GE": "signatory", "MD": "party", "RO": "party", "RS": "observer", "TR": "party",
         "UA": "invited"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("day", "expected"), STATUS.values(), ids=STATUS)
def test_status_of_a_day_is_that_of_the_last_event(
    office: Portfolio, day: str, expected: dict[str, str]
) -> None:
    """An event counts from the last day it may have been on; what it is in between is not known.

    Which the reporting period is makes no difference.
    """
    for period in (office.period, Period.parse("2018-01/2018-03"), Period.parse("2001")):
        moved = attrs.evolve(office, period=period)
        found = treaty_status(moved, "T", date.fromisoformat(day))
        assert {country: str(event.status) for country, event in found.items()} == expected
        assert list(found) == sorted(found)


STEPS = {
    "undated-invitation": (("invited", None), ("party", "2018-03-28"), {"2018-03-28": "party"}),
    "invited-in-the-year-of-accession": (
        ("invited", "2016"), ("party", "2016-05-03"),
        {"2016-05-03": "party", "2016-12-31": "party"},
    ),
    "signed-in-the-year-before": (
        ("signatory", "2015"), ("party", "2016"),
        {"2014-12-31": None, "2015-12-31": "signatory", "2016-06-01": None, "2016-12-31": "party"},
    ),
    "left-later": (
        ("party", "2015-01-01"), ("observer", "2016-01-01"), {"2015-12-31": "party",
        "2016-01-01": "observer"},
    ),
    "one-day": (
        ("signatory", "2016-01-01"), ("party", "2016-01-01"), {"2016-01-01": "party"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("first", "second", "expected"), STEPS.values(), ids=STEPS)
def test_the_order_of_the_steps_decides(
    office: Portfolio,
    first: tuple[str, str | None],
    second: tuple[str, str | None],
    expected: dict[str, str | None],
) -> None:
    """A state is invited, signs, and is party: an invitation without a date undoes no accession."""
    events = [
        TreatyEvent("T", "PH", TreatyStatus(status), DateSpan.parse(when) if when else None)
        for status, when in (first, second)
    ]
    for listed in (events, events[::-1]):
        moved = attrs.evolve(office, treaty_events=tuple(listed))
        for day, status in expected.items():
            found = treaty_status(moved, "T", date.fromisoformat(day)).get("PH")
            assert (found and str(found.status)) == status, day


def test_a_status_that_cannot_be_told_bounds_the_counts(office: Portfolio) -> None:
    """On 30 September 2017 UA is invited or not yet; it is by the end of the year for sure.

    Of a state that has signed or has not yet, but was invited before, the sum of both is known.
    """
    call = 'signed_or_invited(treaty="T", on="{}")'
    found = evaluate(office, call.format("2017-09-30"))
    assert (found.value, found.low, found.high, found.records) == (None, 1, 2, ("GE",))
    assert found.missing == (Missing("UA", Reason.DATE, "treaty_events[3]", within=True),)
    assert evaluate(office, call.format("2017-12-31")).value == 2
    events = [("invited", "2015"), ("signatory", "2017")]
    moved = attrs.evolve(office, treaty_events=tuple(
        TreatyEvent("T", "PH", TreatyStatus(of), DateSpan.parse(when)) for of, when in events
    ))  # fmt: skip
    assert evaluate(moved, call.format("2017-06-30")).value == 1
    assert "PH" not in treaty_status(moved, "T", date(2017, 6, 30))


def test_of_two_events_of_one_day_the_greater_counts(office: Portfolio) -> None:
    """A state that signs and ratifies on one day is a party, in whatever order it is listed."""
    day = DateSpan.parse("2016-12-01")
    events = [TreatyEvent("T", "SN", status, day) for status in TreatyStatus]
    for listed in (events, events[::-1]):
        found = treaty_status(attrs.evolve(office, treaty_events=tuple(listed)), "T")
        assert found["SN"].status is TreatyStatus.PARTY


def test_changes_are_the_dated_events_of_a_period(office: Portfolio) -> None:
    """MD in March 2017; UA in 2017, which may be after the period; GE has no date, TR is later."""
    assert [event.country for event in treaty_changes(office, "T")] == ["MD"]
    assert [event.country for event in treaty_changes(office, "T", untold=True)] == ["UA"]
    year = office.reporting("2016")
    assert [event.country for event in treaty_changes(year, "T")] == ["RS"]
    assert [event.country for event in treaty_changes(office, "OTHER")] == ["FR"]


def statement(value: int | str, qualifier: Qualifier = Qualifier.EXACT, **more: Any) -> Statement:
    """State a number of activities, which are four."""
    more = {"unit": "activities", "figures": ("entries",), **more}
    return Statement("s", LocalText({"en": "x"}), Decimal(value), qualifier=qualifier, **more)


VERDICTS = {
    "exact": (statement(4), Verdict.AGREES, 0),
    "exact-not": (statement(5), Verdict.DIFFERS, -1),
    "about": (statement(4, Qualifier.ABOUT), Verdict.AGREES_WITH_QUALIFIER, 0),
    # 10 is good to 5: from 5 to 15
    "about-not": (statement(10, Qualifier.ABOUT), Verdict.DIFFERS, -6),
    "about-edge": (
        statement("4.5", Qualifier.ABOUT, figures=("entries",)), Verdict.DIFFERS, Fraction(-1, 2),
    ),
    "more-than": (statement(3, Qualifier.MORE_THAN), Verdict.AGREES_WITH_QUALIFIER, 1),
    "more-than-not": (statement(4, Qualifier.MORE_THAN), Verdict.DIFFERS, 0),
    "nearly": (statement(4, Qualifier.NEARLY), Verdict.AGREES_WITH_QUALIFIER, 0),
    # 5 is good to 1: above 4
    "nearly-not": (statement(5, Qualifier.NEARLY), Verdict.DIFFERS, -1),
    # 10 is good to 10: above 0
    "nearly-round": (statement(10, Qualifier.NEARLY), Verdict.AGREES_WITH_QUALIFIER, -6),
    "nearly-above": (statement(3, Qualifier.NEARLY), Verdict.DIFFERS, 1),
    "between": (
        statement(3, Qualifier.BETWEEN, upper=Decimal(4)), Verdict.AGREES_WITH_QUALIFIER, 0,
    ),
    "between-not": (statement(5, Qualifier.BETWEEN, upper=Decimal(6)), Verdict.DIFFERS, -1),
    "zero": (statement(0, Qualifier.ABOUT), Verdict.DIFFERS, 4),
    "no-figure": (statement(4, figures=()), Verdict.NOT_COMPUTED, None),
    "money": (
        statement(2200, unit="EUR", figures=("budget_total",)), Verdict.AGREES, 0,
    ),
    "money-round": (
        statement(2000, Qualifier.ABOUT, unit="EUR", figures=("budget_total",)),
        Verdict.AGREES_WITH_QUALIFIER, 200,
    ),
    "money-of-another-currency": (
        statement(2200, unit="USD", figures=("budget_total",)), Verdict.NOT_COMPUTED, None,
    ),
    "value-not-known": (
        statement(5, figures=('project_budget(project="P4")',), unit="EUR"),
        Verdict.NOT_COMPUTED, None,
    ),
    "value-not-complete": (
        statement(0, figures=('budget_total(on="2018-06-01")',), unit="EUR"),
        Verdict.NOT_COMPUTED, None,
    ),
    "first-of-two": (statement(5, figures=("occurrences", "entries")), Verdict.AGREES, 0),
    "decimal": (
        statement(10, unit="%", figures=('stated_share(project="P2")',)), Verdict.AGREES, 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("stated", "verdict", "difference"), VERDICTS.values(), ids=VERDICTS)
def test_verdicts_are_those_of_the_qualifier(
    office: Portfolio, stated: Statement, verdict: Verdict, difference: Any
) -> None:
    """A statement stands beside what is computed, with the difference and a verdict."""
    (found,) = reconcile(office.with_report(statements=(stated,)))
    assert found.statement is stated
    assert found.verdict is verdict
    if found.candidates:
        assert found.candidates[0].difference == difference
    assert [made.figure.name for made in found.candidates] == list(stated.figures)


def test_every_qualifier_is_tried_both_ways() -> None:
    """The table above has a statement that fits and one that does not for each qualifier."""
    tried = {(stated.qualifier, verdict) for stated, verdict, _difference in VERDICTS.values()}
    for qualifier in Qualifier:
        fits = Verdict.AGREES if qualifier is Qualifier.EXACT else Verdict.AGREES_WITH_QUALIFIER
        assert {(qualifier, fits), (qualifier, Verdict.DIFFERS)} <= tried


def test_a_percentage_does_not_depend_on_the_decimal_context(office: Portfolio) -> None:
    """N32: 87.4 % has three digits in a thread of two as well."""
    with localcontext(Context(prec=2)):
        assert evaluate(office, 'time_elapsed(project="P2")').value == Decimal("87.4")


def test_a_verdict_does_not_depend_on_the_decimal_context(office: Portfolio) -> None:
    """N32: 2 180 is good to 5, in a thread of two digits as well, so 2 200 differs from it."""
    stated = statement(2180, Qualifier.ABOUT, unit="EUR", figures=("budget_total",))
    portfolio = office.with_report(statements=(stated,))
    with localcontext(Context(prec=2)):
        (found,) = reconcile(portfolio)
    assert found.verdict is Verdict.DIFFERS
