"""The catalogue: every figure by hand, what it leaves out, and what a list of all holds."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest

from cproc.dates import Period
from cproc.errors import InvalidValueError, UnknownNameError
from cproc.figures import (
    CATALOGUE,
    KEYS,
    Definition,
    Figure,
    Reason,
    Subject,
    evaluate,
    every_figure,
    tally,
)
from cproc.figures.catalogue import Method, figure
from cproc.figures.named_activities import Wanted, entries
from cproc.labels import labels_in, languages
from cproc.model import (
    AddsTo,
    Heading,
    HeadingRole,
    Indicator,
    IndicatorValue,
    LocalText,
    Portfolio,
    Qualifier,
    Result,
    Statement,
    ValueKind,
)
from cproc.money import Money

EUR = "EUR"


def eur(amount: int | str) -> Money:
    """Give an amount in euros."""
    return Money(amount, EUR)


BY_HAND: dict[str, tuple[str, Any, tuple[str, ...]]] = {
    # call, value, records; see conftest.py for the portfolio
    "entries": ("entries", 4, ("A1", "A2", "A3", "A4")),
    "occurrences": ("occurrences", 5, ("A1", "A2", "A3", "A4")),
    "events": ("events", 4, ("A1", "A2", "A4")),
    "participations": ("participations", 5, ("A1", "A2", "A3", "A4")),
    "entries-country": ('entries(country="MD")', 1, ("A2",)),
    "entries-project": ('entries(project="P1")', 2, ("A1", "A2")),
    "entries-month": ('entries(month="2017-02")', 1, ("A2",)),
    "entries-kind": ('entries(kind="meeting")', 1, ("A4",)),
    "entries-all-four": (
        'entries(country="RO", project="P2", month="2017-01", kind="training")', 1, ("A1",),
    ),
    "entries-without": ('entries(country="")', 1, ("A3",)),
    # 2017-03 is where A2 is listed; its first day is in February
    "entries-listed": ('entries(month="2017-03", months="listed")', 1, ("A2",)),
    # A2 was in Kyiv twice
    "occurrences-country": ('occurrences(country="UA")', 2, ("A2",)),
    "events-project": ('events(project="P1")', 3, ("A1", "A2")),
    "events-none": ('events(kind="grant")', 0, ()),
    # A1 serves two projects
    "participations-country": ('participations(country="RO")', 2, ("A1",)),
    # a quarter of A1, whose weights are 3 and 1, and A3
    "activities_planned": ("activities_planned", 0, ()),
    "activities_postponed": ("activities_postponed", 0, ()),
    "activities_cancelled": ("activities_cancelled", 0, ()),
    "entries_by_share": ('entries_by_share(project="P2")', Fraction(5, 4), ("A1", "A3")),
    # 12 judges; 3 women and 4 men; the number of A4 is not known
    "participants": ("participants", 19, ("A1", "A2")),
    "participants-kind": ('participants(kind="training")', 12, ("A1",)),
    "participants-project": ('participants(project="P1")', 19, ("A1", "A2")),
    "participants-country": ('participants(country="UA")', 7, ("A2",)),
    # RO, UA, MD, FR; the desk study is nowhere
    "countries_reached": ("countries_reached", 4, ("A1", "A2", "A4")),
    "countries_reached-project": ('countries_reached(project="P1")', 3, ("A1", "A2")),
    # P3 ran until December 2016, P4 begins in 2018
    "projects": ("projects", 3, ("P2", "P1", "P3")),
    "projects_active": ("projects_active", 2, ("P2", "P1")),
    "projects_active-on": ('projects_active(on="2016-12-31")', 3, ("P2", "P1", "P3")),
    "projects_active-later": ('projects_active(on="2018-01-01")', 1, ("P4",)),
    "projects_with_activities": ("projects_with_activities", 3, ("P2", "P1", "P3")),
    # P2 1 200 + P1 1 000
    "budget_total": ("budget_total", eur(2200), ("P2", "P1")),
    # P2 700 + P1 1 000 + P3 350
    "budget_total-on": ('budget_total(on="2016-12-31")', eur(2050), ("P2", "P1", "P3")),
    # the 350 of P3, ended, as well
    "budget_all": ("budget_all", eur(2550), ("P2", "P1", "P3")),
    # P2 from 700 to 1 200; P3 and its 350 ended; P1 as it was
    "budget_change": ("budget_change", eur(150), ("P2", "P3")),
    "budget_change-days": (
        'budget_change(since="2017-01-01", on="2017-06-30")', eur(0), (),
    ),
    "project_budget": ('project_budget(project="P2")', eur(1200), ("P2",)),
    "project_budget-on": ('project_budget(project="P2", on="2016-12-31")', eur(700), ("P2",)),
    "project_months": ('project_months(project="P2")', 24, ("P2",)),
    "project_start_year": ('project_start_year(project="P3")', 2013, ("P3",)),
    # 639 of 731 days: 366 of 2016 and 273 of 2017
    "time_elapsed": ('time_elapsed(project="P2")', Decimal("87.4"), ("P2",)),
    "time_elapsed-before": ('time_elapsed(project="P2", on="2015-06-01")', 0, ("P2",)),
    "time_elapsed-after": ('time_elapsed(project="P2", on="2018-06-01")', 100, ("P2",)),
    # RO, named twice, and MD
    "priority_countries": ('priority_countries(project="P2")', 2, ("P2",)),
    "donors": ("donors", 4, ("COE", "EU", "JP", "US")),
    "donors-kind": ('donors(kind="voluntary")', 2, ("JP", "US")),
    # 10 % of 1 200, the rest of them, 300 and 500
    "funding": ("funding", eur(2000), ("COE", "EU", "JP", "US")),
    "funding-donor": ('funding(donor="EU")', eur(1080), ("EU",)),
    "funding-kind": ('funding(kind="voluntary")', eur(800), ("JP", "US")),
    "funding-project": ('funding(project="P2")', eur(1200), ("COE", "EU")),
    # 10 % of 700
    "funding-on": ('funding(donor="COE", on="2016-12-31")', eur(70), ("COE",)),
    # 1 080 of 2 200 = 49.09…; of the joint programme, 90 %
    "funding_share": ('funding_share(donor="EU")', Decimal("49.1"), ("EU",)),
    "funding_share-kind": (
        'funding_share(donor="EU", kind="joint_programme")', 90, ("EU",),
    ),
    # 30 of operations by 60 of staff and office
    "operational_ratio": ('operational_ratio(project="P1")', Decimal("0.5"), ("P1",)),
    "operational_ratio-all": ("operational_ratio", Decimal("0.5"), ("P1",)),
    # 40 + 25
    "people_trained": ("people_trained", 65, ("P2", "P1")),
    "people_trained-project": ('people_trained(project="P1")', 25, ("P1",)),
    "donors-project": ('donors(project="P1")', 2, ("JP", "US")),
    # that of the US was received before the period
    "donors_in_period": ('donors_in_period(project="P1")', 1, ("JP",)),
    "donors_in_period-all": ("donors_in_period", 1, ("JP",)),
    # 1 000 - 300 - 500
    "funding_gap": ('funding_gap(project="P1")', eur(200), ("JP", "US")),
    # the EU pays the rest
    "funding_gap-all": ("funding_gap", eur(200), ("COE", "EU", "JP", "US")),
    "funding_surplus": ("funding_surplus", eur(0), ("COE", "EU")),
    "funding_gap-rest": ('funding_gap(project="P2")', eur(0), ("COE", "EU")),
    "funding_gap-nobody": ('funding_gap(project="P3")', eur(350), ()),
    "stated_share": ('stated_share(project="P2")', Decimal(10), ("COE",)),
    "stated_share-none": ('stated_share(project="P1")', 0, ()),
    # April 2014 to September 2017, both touched
    "months_of_operation": ("months_of_operation", 42, ("OFFICE",)),
    "months_of_operation-on": ('months_of_operation(on="2014-04-30")', 1, ("OFFICE",)),
    "headcount": ("headcount", 3, ("HEAD", "MANAGER", "OFFICER")),
    # since when the head and the officer are there is not known
    "headcount-before": ('headcount(on="2017-06-30")', (0, 2), ()),
    "headcount-between": ('headcount(on="2017-07-01")', (1, 3), ("MANAGER",)),
    "headcount-before-the-office": ('headcount(on="2013-01-01")', 0, ()),
    "headcount-after": ('headcount(on="2018-01-01")', 2, ("HEAD", "MANAGER")),
    "headcount-recruitment": ('headcount(recruitment="local")', 1, ("OFFICER",)),
    "headcount-grade": ('headcount(grade="A2")', 1, ("MANAGER",)),
    "headcount-paid_by": ('headcount(paid_by="ordinary_budget")', 1, ("HEAD",)),
    "headcount_by_category": ("headcount_by_category", 2, ("MANAGER", "OFFICER")),
    "headcount_graded": ("headcount_graded", 2, ("MANAGER", "OFFICER")),
    "headcount_graded-local": ('headcount_graded(recruitment="local")', 1, ("OFFICER",)),
    "vacancies": ("vacancies", 1, ("WANTED",)),
    "planned_posts": ("planned_posts", 1, ("LATER",)),
    "recruitments": ("recruitments", 2, ("WANTED", "LATER")),
    "posts_in_all": ("posts_in_all", 5, ("HEAD", "MANAGER", "OFFICER", "WANTED", "LATER")),
    "office_capacity": ("office_capacity", 9, ("OFFICE",)),
    # DE and FR; that of the officer is not known
    "nationalities": ("nationalities", 2, ("HEAD", "MANAGER")),
    # RO in 2004, MD in March 2017; TR only in 2018
    "parties": ('parties(treaty="T")', 2, ("MD", "RO")),
    "parties-before": ('parties(treaty="T", on="2017-03-30")', (1, 2), ("RO",)),
    # GE, which had signed when the office opened; UA is invited some day of 2017
    "signed_or_invited": ('signed_or_invited(treaty="T")', (1, 2), ("GE",)),
    "signed_or_invited-before": (
        'signed_or_invited(treaty="T", on="2016-12-31")', 2, ("GE", "MD"),
    ),
    "committee_members": ('committee_members(treaty="T")', (4, 5), ("GE", "MD", "RO", "RS")),
    "committee_states_without_observers": (
        'committee_states_without_observers(treaty="T")', (3, 4), ("GE", "MD", "RO"),
    ),
    # MD; RO became party long before, TR after
    "accessions": ('accessions(treaty="T")', 1, ("MD",)),
    "accessions-period": ('accessions(treaty="T", period="2018")', 1, ("TR",)),
}  # fmt: skip


@pytest.mark.parametrize(("call", "value", "records"), BY_HAND.values(), ids=BY_HAND)
def test_every_figure_is_the_one_worked_out_by_hand(
    office: Portfolio, call: str, value: Any, records: tuple[str, ...]
) -> None:
    """Value, or bounds, and records of each figure, named by the call that gives it."""
    found = evaluate(office, call)
    assert ((found.low, found.high) if found.bounded else found.value) == value
    assert found.records == records
    assert found.name == call
    assert found.unit
    assert found.rule


def test_every_figure_of_the_catalogue_is_worked_out() -> None:
    """The tables here name each; others have tests of their own."""
    named = {name.partition("-")[0] for name in BY_HAND} | {"stated", "stated_sum"}
    others = [
        *("../test_eu_grant.py", "test_results_over_time.py", "test_budgets_by_heading.py"),
        *("test_deadlines.py", "test_full_time.py", "test_sent.py"),
    ]
    for name in others:
        text = (Path(__file__).parent / name).read_text(encoding="utf-8")
        named |= set(re.findall(r"""["']([a-z_]+)""", text)) & {
            name for name, known in CATALOGUE.items() if known.needs
        }
    assert named == set(CATALOGUE)


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_figure_is_defined_in_words(name: str) -> None:
    """A definition is a sentence; titles are in English and French."""
    definition = CATALOGUE[name]
    assert definition.definition.endswith(".")
    assert definition.title.languages == ("en", "fr")


def test_stated_figures_are_repeated_as_stated(office: Portfolio) -> None:
    """A stated figure comes with its statement; an amount is one in its currency."""
    title = LocalText({"en": "x"})
    staff = Statement("s", title, Decimal(21), "people", source="L54")
    money = Statement("m", title, Decimal(24), EUR, Qualifier.ABOUT, on=date(2017, 9, 30))
    office = office.with_report(statements=(staff, money))
    found = evaluate(office, 'stated(id="s")')
    assert (found.value, found.unit, found.stated) == (21, "people", staff)
    assert "L54" in found.rule
    found = evaluate(office, 'stated(id="m")')
    assert (found.value, found.on) == (eur(24), date(2017, 9, 30))
    assert "without a source" in found.rule
    with pytest.raises(UnknownNameError, match="statement"):
        evaluate(office, 'stated(id="x")')


def test_stated_figures_of_one_unit_are_summed(office: Portfolio) -> None:
    """Amounts and counts are summed exactly; units are not mixed."""
    title = LocalText({"en": "x"})
    stated = {"a": ("1.5", EUR), "b": ("0.25", EUR), "c": ("3", "people"), "d": ("4", "people")}
    statements = tuple(
        Statement(id_, title, Decimal(value), unit) for id_, (value, unit) in stated.items()
    )
    office = office.with_report(statements=statements)
    assert evaluate(office, 'stated_sum(ids="a; b")').value == eur("1.75")
    found = evaluate(office, 'stated_sum(ids="d;c")')
    assert (found.value, found.unit, found.records) == (7, "people", ("d", "c"))
    with pytest.raises(InvalidValueError, match="c is not in EUR"):
        evaluate(office, 'stated_sum(ids="a; c")')
    with pytest.raises(UnknownNameError, match="statement"):
        evaluate(office, 'stated_sum(ids="a; ")')


def test_a_share_of_no_budget_is_not_known(office: Portfolio) -> None:
    """P4, the only one that runs in 2018, has no budget; in 2010 nothing ran."""
    for day, missing in (("2018-06-01", ("P4",)), ("2010-01-01", ("EU",))):
        found = evaluate(office, f'funding_share(donor="EU", on="{day}")')
        assert (found.value, found.without) == (None, missing)
    ratio = evaluate(office, 'operational_ratio(project="P2")')
    assert (ratio.value, ratio.without) == (None, ("P2",))


def test_a_ratio_needs_the_role_of_every_heading(office: Portfolio) -> None:
    """It is that of the nearest heading above a line; numbers alone tell nothing."""
    first, second, *others = office.projects

    def ratio(*headings: Heading) -> Figure:
        made = attrs.evolve(second, headings=headings)
        part = attrs.evolve(office, projects=(first, made, *others))
        return evaluate(part, 'operational_ratio(project="P1")')

    staff, travel, office_ = second.headings
    unknown = ratio(*(attrs.evolve(heading, role=None) for heading in second.headings))
    assert (unknown.value, unknown.missing[0].reason) == (None, Reason.ROLE)
    assert ratio(staff, travel).value is None  # the rent under 4.1 may be either
    # the 10 of 1.1.2 are operations where the nearest heading says so: 40 by 50
    nearer = Heading("1.1", LocalText({"en": "x"}), role=HeadingRole.OPERATIONS)
    assert ratio(staff, nearer, travel, office_).value == Decimal("0.8")
    # a subtotal tells for what it sums, where nothing nearer does: 30 by 60
    both = Heading("9", LocalText({"en": "x"}), ("1", "4"), HeadingRole.ADMINISTRATION)
    assert ratio(both, travel).value == Decimal("0.5")
    assert ratio(attrs.evolve(both, sums=("1", "2", "4")), travel).value == Decimal("0.5")


def test_what_a_change_leaves_out_is_named(office: Portfolio) -> None:
    """P4 begins without a budget; what it adds is not known."""
    found = evaluate(office, 'budget_change(on="2018-06-01")')
    assert (found.value, found.without) == (eur(-1000 - 700 - 350), ("P4",))


def test_people_whose_number_is_not_known_are_not_none(office: Portfolio) -> None:
    """Without indicators nobody is counted; an indicator without its value is named."""
    assert evaluate(office, 'people_trained(project="P3")').value is None
    title = LocalText({"en": "x"})
    unknown = Indicator(title, "people", adds_to=AddsTo.PEOPLE_TRAINED)
    lacking = Result(title, indicators=(unknown,))
    projects = (attrs.evolve(office.projects[0], results=(lacking,)), *office.projects[1:])
    office = attrs.evolve(office, projects=projects)
    assert evaluate(office, "people_trained").without == ("P2",)
    # pupils with safe water, or officers who passed: nobody says that they are trained
    silent = attrs.evolve(
        unknown, values=(IndicatorValue(ValueKind.ACTUAL, Decimal(288)),), adds_to=None
    )
    (project, *rest), result = office.projects, attrs.evolve(lacking, indicators=(silent,))
    office = attrs.evolve(office, projects=(attrs.evolve(project, results=(result,)), *rest))
    found = evaluate(office, 'people_trained(project="P2")')
    assert (found.value, [missing.reason for missing in found.missing]) == (None, [Reason.ADDS_UP])
    assert evaluate(office, 'participants(project="P3")').value is None
    assert evaluate(office, "participants").without == ("A4",)


@pytest.mark.parametrize("rule", ["entries", "occurrences", "events", "participations"])
@pytest.mark.parametrize("key", [name for name in KEYS if name in Wanted.__annotations__])
def test_a_figure_of_a_key_is_the_row_of_the_tally(office: Portfolio, rule: str, key: str) -> None:
    """Each row of a breakdown is a figure, with the same value and records."""
    for row in tally(office, key, rule).rows:
        found = evaluate(office, f'{rule}({key}="{row.key[0] or ""}")')
        assert (found.value, found.records) == (row.value, row.records)


def test_every_key_can_be_asked_for() -> None:
    """The arguments of a count are the keys of a tally, and how months are counted.

    That of the reporting period is an argument of every figure.
    """
    of_activities = {name for name, key in KEYS.items() if Subject.ACTIVITIES in key.readers}
    known = {argument.name for argument in CATALOGUE["entries"].arguments}
    assert known == of_activities - {"period"} | {"months"}


def test_what_is_not_known_is_said_and_not_zero(office: Portfolio) -> None:
    """A figure that lacks a fact has no value or names the records that lack it."""
    office = attrs.evolve(office, office=attrs.evolve(office.office, capacity=None))
    assert not evaluate(office, "office_capacity").complete
    budget = evaluate(office, 'project_budget(project="P4")')
    assert (budget.value, budget.without) == (None, ("P4",))
    total = evaluate(office, 'budget_total(on="2018-06-01")')
    assert (total.value, total.records, total.without) == (None, (), ("P4",))
    gap = evaluate(office, 'funding_gap(project="P4")')
    assert (gap.value, gap.without) == (None, ("P4",))
    assert evaluate(office, "nationalities").without == ("OFFICER",)


def test_nobody_has_no_nationality(office: Portfolio) -> None:
    """Where no nationality is given, their number is not known."""
    office = attrs.evolve(office, posts=office.posts[2:])
    assert evaluate(office, "nationalities").value is None


def test_a_mixed_budget_is_refused(office: Portfolio) -> None:
    """N27: a budget in two currencies is in no total; the project is named."""
    dollars = attrs.evolve(office.projects[1].budget[0], amount=Money(5, "USD"))
    of = attrs.evolve(office.projects[1], budget=(dollars,), currency="EUR")
    projects = (office.projects[0], of)
    for call in ("budget_total", "budget_all"):
        with pytest.raises(InvalidValueError, match="P1") as caught:
            evaluate(attrs.evolve(office, projects=projects), call)
        assert caught.value.code == "currency-mixed"


def test_a_budget_in_another_currency_is_told_in_it(office: Portfolio) -> None:
    """One project's budget keeps its currency."""
    dollars = attrs.evolve(office.projects[1].budget[0], amount=Money(5, "USD"))
    projects = (attrs.evolve(office.projects[1], budget=(dollars,)),)
    found = evaluate(attrs.evolve(office, projects=projects), 'project_budget(project="P1")')
    assert (found.value, found.unit) == (Money(5, "USD"), "USD")


def test_every_figure_is_computed_for_each_project_and_treaty(office: Portfolio) -> None:
    """A list of all figures has each that stands alone once, the others once for each record."""
    names = [found.name for found in every_figure(office)]
    assert len(names) == len(set(names))
    for name, definition in CATALOGUE.items():
        calls = [called for called in names if called.partition("(")[0] == name]
        each = {(): 1, ("project",): 4, ("treaty",): 2, ("donor",): 4}.get(definition.required, 0)
        assert len(calls) == (each if definition.concerns(office) else 0), name


def test_every_figure_can_be_given_for_a_day(office: Portfolio) -> None:
    """A day goes to the figures that hold for a day, and to no other."""
    day = date(2016, 12, 31)
    found = {made.name: made for made in every_figure(office, day)}
    assert found['budget_total(on="2016-12-31")'].value == eur(2050)
    assert found["entries"].value == 4
    assert found['project_budget(project="P2", on="2016-12-31")'].value == eur(700)


def test_every_figure_survives_any_code(office: Portfolio) -> None:
    """A code with quotes or backslashes is still one argument."""
    odd = tuple(
        attrs.evolve(project, code=code)
        for project, code in zip(office.projects, ['"', "'", "\\d", "{{"], strict=True)
    )
    assert list(every_figure(attrs.evolve(office, projects=odd, activities=())))


def test_every_figure_has_a_title_in_every_language() -> None:
    """The words of a language are in its file of labels, those of no other figure beside them."""
    for language in languages():
        titles = labels_in(language).group("figure_title")
        assert set(titles) == set(CATALOGUE)
        assert {name: CATALOGUE[name].title.best(language) for name in CATALOGUE} == titles
        assert len(set(titles.values())) == len(titles)


def test_a_figure_of_others_brings_its_title() -> None:
    """What a plugin defines is called what the plugin says."""
    title = LocalText({"en": "Half", "de": "Hälfte"})
    definition = Definition("half", title, entries, "entries", Method.FACT)
    assert definition.title is title
    assert attrs.evolve(definition, unit="people").title is title


def test_a_figure_is_called_by_the_name_of_its_function(office: Portfolio) -> None:
    """The decorator puts a function into the catalogue under its name, with its definition."""

    def half_of_the_entries(portfolio: Portfolio, of: str = "all") -> Any:
        """Halve the number of entries.

        More is not the definition.
        """
        return attrs.evolve(evaluate(portfolio, "entries"), value=len(of))

    figure(unit="entries", method=Method.FACT)(half_of_the_entries)
    try:
        definition = CATALOGUE["half_of_the_entries"]
        assert definition.definition == "Halve the number of entries."
        assert definition.required == ()
        assert evaluate(office, 'half_of_the_entries(of="xy")').value == 2
    finally:
        del CATALOGUE["half_of_the_entries"]


def test_a_period_is_that_of_the_portfolio(office: Portfolio) -> None:
    """Where no day is given, the last of the reporting period counts."""
    early = attrs.evolve(office, period=Period.parse("2016"))
    assert evaluate(early, "budget_total").value == eur(2050)
    assert evaluate(early, "budget_total").on == date(2016, 12, 31)
