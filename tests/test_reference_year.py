"""The reference year, October 2016 to September 2017: numbers worked out by hand.

They were counted in the text of SG/Inf(2017)42 (its lines are L1 to L628), not computed by
the library: entries by the heading of the month they stand under, participations by the
project names in front of each entry.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cproc.figures import (
    Breakdown,
    Verdict,
    budget_by_project,
    evaluate,
    funding_by_donor,
    reconcile,
    tally,
)
from cproc.model import ActivityKind, Portfolio, Recruitment
from cproc.money import Money
from cproc.serialize import dumps, from_folder, loads, to_folder

FOLDER = Path(__file__).parent.parent / "examples" / "cproc_2017"
END = date(2017, 9, 30)


@pytest.fixture(scope="module")
def year() -> Portfolio:
    """Read the example."""
    files = {
        path.name: path.read_text(encoding="utf-8")
        for path in FOLDER.iterdir()
        if path.suffix in {".json", ".csv"}
    }
    return from_folder(files, FOLDER.name)


def values(breakdown: Breakdown) -> dict[Any, Any]:
    """Give the values by the text of the only key."""
    return {row.key[0] and str(row.key[0]): row.value for row in breakdown.rows}


def eur(amount: int) -> Money:
    """Give an amount in euros."""
    return Money(amount, "EUR")


LISTED = {
    "2016-10": 13, "2016-11": 11, "2016-12": 8, "2017-01": 7, "2017-02": 11, "2017-03": 18,
    "2017-04": 12, "2017-05": 17, "2017-06": 23, "2017-07": 10, "2017-08": 10, "2017-09": 18,
}  # fmt: skip


def test_158_entries_stand_under_twelve_months(year: Portfolio) -> None:
    """13 + 11 + 8 + 7 + 11 + 18 + 12 + 17 + 23 + 10 + 10 + 18 = 158."""
    by_month = tally(year, "month", months="listed")
    assert values(by_month) == LISTED
    assert by_month.total == sum(LISTED.values()) == 158
    assert list(values(by_month)) == list(LISTED)


def test_by_first_day_one_tender_moves_to_july(year: Portfolio) -> None:
    """L461 is listed under December and began in July 2016; all others keep their month."""
    moved = {**LISTED, "2016-12": 7, "2016-07": 1}
    assert values(tally(year, "month")) == moved
    listed = [activity for activity in year.activities if activity.listed_in is not None]
    assert [(a.source, a.kind, str(a.when)) for a in listed] == [
        ("L461", ActivityKind.TENDER, "2016-07/2016-12")
    ]


PARTICIPATIONS = {
    "OCTOPUS": 17, "EAP2": 24, "EAP3": 27, "GLACY": 2, "GLACY+": 67, "IPROCEEDS": 49,
}  # fmt: skip


def test_186_participations_of_six_projects(year: Portfolio) -> None:
    """67 + 49 + 27 + 24 + 17 + 2 = 186; CyberSouth began in July 2017 and has none."""
    by_project = tally(year, "project", "participations")
    assert values(by_project) == PARTICIPATIONS
    assert by_project.total == sum(PARTICIPATIONS.values()) == 186
    assert evaluate(year, 'entries(project="CYBERSOUTH")').value == 0
    assert sum(row.value for row in tally(year, "project", "share").rows) == 158  # type: ignore[misc]


def test_161_occurrences(year: Portfolio) -> None:
    """Three entries report two events each."""
    assert tally(year, rule="occurrences").total == 161
    twice = [len(activity.occurrences) for activity in year.activities]
    assert Counter(twice) == {1: 155, 2: 3}


def test_8_entries_without_a_country(year: Portfolio) -> None:
    """L461, L489, L506, L528, L544, L550, L589, L601 name no country: a row of their own."""
    none = tally(year, "country").rows[-1]
    assert (none.key, none.value) == ((None,), 8)
    by_id = {activity.id: activity.source for activity in year.activities}
    assert [by_id[record] for record in none.records] == [
        *("L461", "L489", "L506", "L528", "L544", "L550", "L589", "L601"),
    ]


BUDGETS = {
    "OCTOPUS": 3_500_000, "EAP2": 800_000, "EAP3": 1_200_000, "GLACY+": 10_000_000,
    "IPROCEEDS": 5_560_000, "CYBERSOUTH": 3_330_000,
}  # fmt: skip


def test_budget_in_force_is_24_390_000(year: Portfolio) -> None:
    """3.5 + 0.8 + 1.2 + 10 + 5.56 + 3.33 M = EUR 24 390 000 on 30 September 2017 (L139-L145)."""
    breakdown = budget_by_project(year, END)
    assert values(breakdown) == {code: eur(amount) for code, amount in BUDGETS.items()}
    assert breakdown.total == eur(sum(BUDGETS.values())) == eur(24_390_000)
    assert evaluate(year, 'budget_total(on="2017-09-30")').records == tuple(BUDGETS)


def test_with_the_ended_project_it_is_27_740_000(year: Portfolio) -> None:
    """GLACY, 3.35 M, ended in October 2016."""
    assert budget_by_project(year, END, ended=True).total == eur(27_740_000)
    assert evaluate(year, "budget_all").value == eur(24_390_000 + 3_350_000)


def test_eap_iii_was_raised(year: Portfolio) -> None:
    """L207: from 0.7 to 1.2 M."""
    eap3 = next(project for project in year.projects if project.code == "EAP3")
    assert eap3.budget_at(date(2015, 12, 31)) == eur(700_000)
    assert eap3.budget_at(END) == eur(1_200_000)


def test_funding_by_donor(year: Portfolio) -> None:
    """Of the joint projects' 20.89 M the Council pays 10 %; Octopus, 3.5 M, is not attributed."""
    funding = funding_by_donor(year, END)
    assert values(funding) == {
        "EU": eur(18_801_000),
        "COE": eur(2_089_000),
        None: eur(3_500_000),
    }
    assert funding.total == eur(24_390_000)


FIGURES: Mapping[str, Any] = {
    "projects": 7,
    'projects_active(on="2017-09-30")': 6,
    "projects_with_activities": 6,
    'donors(project="OCTOPUS")': 9,  # L139
    'donors_in_period(project="OCTOPUS")': 6,  # L409
    # 7 April 2014 to 30 September 2017 (L106)
    "months_of_operation": 42,
    'headcount(on="2017-09-30")': 21,  # L54
    "headcount_by_category": 20,  # 1 + 5 + 14 (L377)
    'headcount(grade="A2")': 1,
    'headcount(grade="A1/2")': 5,
    'headcount(grade="B4/5")': 6,
    'headcount(grade="B3")': 2,
    'headcount(grade="B2")': 4,
    'headcount(recruitment="local")': 14,
    'headcount_graded(recruitment="local")': 12,  # 6 + 2 + 4
    "vacancies": 5,  # L381
    "planned_posts": 3,
    "posts_in_all": 29,
    "office_capacity": 29,
    'parties(treaty="CETS185")': 56,  # L85
    'signed_or_invited(treaty="CETS185")': 14,
    # 56 + 14 + the Russian Federation
    'committee_members(treaty="CETS185")': 71,
    'stated_share(project="GLACY+")': 10,
    # January 2014 to December 2019
    'project_months(project="OCTOPUS")': 72,
    'project_months(project="CYBERSOUTH")': 36,
}


@pytest.mark.parametrize("call", FIGURES)
def test_figures_of_the_report(year: Portfolio, call: str) -> None:
    """Each is the number the report states or that its list gives."""
    assert evaluate(year, call).value == FIGURES[call]


def test_states_that_became_party_are_told_with_the_report(year: Portfolio) -> None:
    """L403 names six; Senegal, which acceded in December 2016 (L240), makes seven."""
    accessions = evaluate(year, 'accessions(treaty="CETS185")')
    assert set(accessions.records) - {"SN"} == {"AD", "GR", "MC", "CL", "CR", "TO"}


def test_about_175_stands_beside_158(year: Portfolio) -> None:
    """L52: the stated number is not hidden, nor is that it differs by 17."""
    stated = next(made for made in reconcile(year) if made.statement.value == 175)
    assert stated.statement.source.startswith("L52")
    first = stated.candidates[0]
    assert (first.figure.name, first.figure.value) == ("entries", 158)
    assert first.difference == -17
    assert first.verdict is Verdict.DIFFERS


def test_about_24_4_million_agrees_with_24_390_000(year: Portfolio) -> None:
    """L147: rounded to a hundred thousand, the stated budget is the computed one."""
    stated = next(made for made in reconcile(year) if made.statement.value == 24_400_000)
    assert stated.verdict is Verdict.AGREES_WITH_QUALIFIER
    assert stated.candidates[0].difference == -10_000


def test_every_entry_is_told_with_its_line(year: Portfolio) -> None:
    """Entries are in the order of the source, each with its line, under the months in order."""
    lines = [int(activity.source.split("-")[0].removeprefix("L")) for activity in year.activities]
    assert lines == sorted(lines)
    assert (lines[0], lines[-1]) == (423, 628)
    months = [month for activity in year.activities if (month := activity.listing_month)]
    assert months == sorted(months)
    assert len(months) == 158
    assert len({activity.id for activity in year.activities}) == 158


def test_every_form_of_date_is_held_as_it_was_given(year: Portfolio) -> None:
    """SCOPE.md: months, a range of months, three years, two towns each with its own days."""
    when = {
        activity.source: [str(made.when) for made in activity.occurrences]
        for activity in year.activities
    }
    assert when["L461"] == ["2016-07/2016-12"]
    assert when["L489"] == ["2017-03-01/2020-02-29"]
    assert when["L484"] == ["2017-02-27/2017-03-01"]
    assert when["L528"] == ["2017-05/2017-06"]
    assert when["L534"] == ["2017-05-17/2017-05-19"]
    assert when["L544"] == ["2017-05-30"]
    assert when["L550"] == ["2017-06/2017-07"]
    assert when["L601"] == ["2017-08"]
    assert when["L609"] == ["2017-09-07/2017-09-08", "2017-09-09/2017-09-10"]


def test_titles_are_in_english_and_french(year: Portfolio) -> None:
    """Every entry and every project has a title in both languages."""
    assert {activity.title.languages for activity in year.activities} == {("en", "fr")}
    assert {project.title.languages for project in year.projects} == {("en", "fr")}
    assert {section.text.languages for section in year.narrative} == {("en", "fr")}


def test_staff_is_recruited_in_two_ways(year: Portfolio) -> None:
    """Fourteen locally; the head of operations and five managers internationally."""
    filled = [post for post in year.posts if post.recruitment is Recruitment.INTERNATIONAL]
    assert len([post for post in filled if post.grade]) == 6


def test_the_example_goes_there_and_back(year: Portfolio) -> None:
    """Law 1 on real data, with and without a table."""
    assert loads(dumps(year)) == year
    assert from_folder(to_folder(year)) == year
    assert from_folder(to_folder(year, ("activities", "posts", "treaty_events"))) == year


def test_no_amount_of_the_example_is_a_fraction_of_a_cent(year: Portfolio) -> None:
    """Budgets are stated in whole thousands."""
    amounts = [version.amount.amount for project in year.projects for version in project.budget]
    assert all(amount % 1000 == Decimal(0) for amount in amounts)
