"""Rules across records."""

from datetime import date
from typing import Any

import attrs
import pytest

from cproc.checks import CHECKS, check
from cproc.dates import DateSpan
from cproc.errors import Severity
from cproc.model import (
    Activity,
    ActivityKind,
    BudgetVersion,
    Component,
    Contribution,
    ContributionKind,
    FundingPriority,
    LocalText,
    Narrative,
    Occurrence,
    Place,
    Portfolio,
    Post,
    Statement,
    Transaction,
    TransactionType,
    Treaty,
    TreatyEvent,
    TreatyStatus,
)
from cproc.money import Money


def text(words: str) -> LocalText:
    return LocalText({"en": words})


def activity(name: str, **changes: Any) -> Activity:
    made = Activity(
        id=name,
        projects=("P",),
        kind=ActivityKind.WORKSHOP,
        occurrences=(Occurrence(DateSpan.parse("2017-01-10/2017-01-12"), (Place("Kyiv", "UA"),)),),
        title=text(f"Workshop {name}"),
    )
    return attrs.evolve(made, **changes)


def found(portfolio: Portfolio) -> list[tuple[str, str]]:
    return [(problem.code, problem.path) for problem in check(portfolio)]


def test_sound_portfolio_has_no_problem(sound: Portfolio) -> None:
    """Nothing is told of a portfolio that is in order."""
    assert found(attrs.evolve(sound, activities=(activity("A"),))) == []


def test_every_rule_says_what_it_holds() -> None:
    """Each rule has a docstring and is listed once."""
    assert len(set(CHECKS)) == len(CHECKS)
    assert all(rule.__doc__ for rule in CHECKS)


def test_broken_references_are_all_told_with_their_paths(sound: Portfolio) -> None:
    """Each reference to nothing is told at its own path, all in one run."""
    broken = attrs.evolve(
        sound,
        office=attrs.evolve(
            sound.office,
            organisation="NONE",
            host="NONE",
            contributions=(Contribution("NONE", ContributionKind.IN_KIND),),
        ),
        projects=(
            attrs.evolve(
                sound.projects[0],
                predecessors=("OLD",),
                regions=("R",),
                partners=("X",),
                components=(Component("C", text("Part"), "X"),),
                contributions=(Contribution("X", ContributionKind.VOLUNTARY),),
                transactions=(
                    Transaction(
                        "T",
                        TransactionType.EXPENDITURE,
                        date(2017, 1, 1),
                        Money("1", "EUR"),
                        activity="B",
                        party="X",
                    ),
                ),
            ),
        ),
        activities=(
            activity(
                "A",
                projects=("P", "Q"),
                partners=("X",),
                component="D",
                occurrences=(
                    Occurrence(DateSpan.parse("2017-01-10"), (Place(region="ELSEWHERE"),)),
                ),
            ),
        ),
        posts=(Post("POST", text("Duty"), projects=("Q",)),),
        treaty_events=(TreatyEvent("T1", "UA", TreatyStatus.PARTY),),
        priorities=(FundingPriority("F", text("More"), ("Q",)),),
    )
    paths = [path for code, path in found(broken) if code == "reference-unknown"]
    assert paths == [
        "office.organisation",
        "office.host",
        "office.contributions[0].donor",
        "projects[0].predecessors[0]",
        "projects[0].regions[0]",
        "projects[0].partners[0]",
        "projects[0].components[0].lead",
        "projects[0].contributions[0].donor",
        "projects[0].transactions[0].activity",
        "projects[0].transactions[0].party",
        "activities[0].projects[1]",
        "activities[0].partners[0]",
        "activities[0].component",
        "activities[0].occurrences[0].places[0].region",
        "posts[0].projects[0]",
        "treaty_events[0].treaty",
        "priorities[0].projects[0]",
    ]


def test_a_near_miss_is_proposed(sound: Portfolio) -> None:
    """A reference that is nearly right is answered with what was likely meant."""
    wrong = attrs.evolve(sound, office=attrs.evolve(sound.office, organisation="ORGG"))
    assert "Did you mean 'ORG'?" in check(wrong)[0].hint


def test_identifiers_are_unique(sound: Portfolio) -> None:
    """F46: an identifier used twice is told, and where it was used first."""
    twice = attrs.evolve(sound, activities=(activity("A"), activity("B"), activity("A")))
    problem = check(twice)[0]
    assert (problem.code, problem.path) == ("id-twice", "activities[2].id")
    assert "activities[0]" in problem.message


def test_predecessors_form_no_circle(sound: Portfolio) -> None:
    """F45: a project that comes before itself is told, over any number of steps."""
    other = attrs.evolve(sound.projects[0], code="Q", predecessors=("P",))
    circle = attrs.evolve(
        sound, projects=(attrs.evolve(sound.projects[0], predecessors=("Q",)), other)
    )
    assert ("predecessor-cycle", "projects[0].predecessors") in found(circle)
    assert ("predecessor-cycle", "projects[1].predecessors") in found(circle)
    line = attrs.evolve(sound, projects=(sound.projects[0], other))
    assert found(line) == []


def test_budgets_are_in_one_currency(sound: Portfolio) -> None:
    """A budget in another currency than the portfolio's cannot be in its sums."""
    dollars = attrs.evolve(
        sound.projects[0],
        budget=(BudgetVersion(Money("1", "USD"), date(2016, 1, 1)),),
        currency="EUR",
    )
    assert found(attrs.evolve(sound, projects=(dollars,)))[0] == (
        "currency-mixed",
        "projects[0].budget[0].amount",
    )


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("nonsense()", "figure-unknown"),
        ("entries(", "figure-call"),
        ('budget_total(on="2017-13-01")', "date-form"),
        ('project_budget(project="Q")', "figure-unknown"),
    ],
)
def test_statements_name_figures_that_can_be_computed(
    sound: Portfolio, call: str, code: str
) -> None:
    """A statement that names no figure, or one that cannot be computed, is told."""
    statement = Statement("S", text("Stated"), 1, "activities", figures=("entries", call))
    assert found(sound.with_report(statements=(statement,))) == [
        (code, "reports[0].statements[0].figures[1]")
    ]


def test_placeholders_are_figures(sound: Portfolio) -> None:
    """A placeholder that is no figure is told with its section, language and line."""
    words = LocalText({"en": "One {{ projects }}.\n\nTwo {{ nonsense }}.", "fr": "Un."})
    wrong = sound.with_report(narrative=(Narrative("summary", words),))
    (problem,) = check(wrong)
    assert (problem.code, problem.path) == (
        "placeholder-unknown",
        "reports[0].narrative[0].text.en",
    )
    assert "in section 'summary', line 3" in problem.message


def test_activity_outside_its_project_or_period_is_a_warning(sound: Portfolio) -> None:
    """An activity outside the life of its project or the period is told, and no more."""
    late = activity("A", occurrences=(Occurrence(DateSpan.parse("2019-01-10")),))
    problems = check(attrs.evolve(sound, activities=(late,)))
    assert [(p.code, p.path, p.severity) for p in problems] == [
        ("outside-project", "activities[0].projects[0]", Severity.WARNING),
        ("outside-period", "activities[0].occurrences[0].when", Severity.WARNING),
    ]


def test_likely_twice(sound: Portfolio) -> None:
    """Same project, kind, city, like titles and overlapping days: a warning; else none."""
    first = activity("A", title=text("Regional conference of prosecutors"))
    same = activity("B", title=text("Eighth regional conference of prosecutors"))
    assert found(attrs.evolve(sound, activities=(first, same))) == [
        ("likely-twice", "activities[1]")
    ]
    elsewhere = (Occurrence(first.when, (Place("Odesa", "UA"),)),)
    for other in (
        attrs.evolve(same, occurrences=elsewhere),
        attrs.evolve(same, kind=ActivityKind.TRAINING),
        attrs.evolve(same, title=text("Law reform hearing")),
        attrs.evolve(same, occurrences=(Occurrence(DateSpan.parse("2017-02-01"), first.places),)),
    ):
        assert found(attrs.evolve(sound, activities=(first, other))) == []


def test_treaties_are_referred_to_by_identifier(sound: Portfolio) -> None:
    """A treaty event of a treaty that is listed is in order."""
    sound = attrs.evolve(
        sound,
        treaties=(Treaty("T1", text("Treaty")),),
        treaty_events=(TreatyEvent("T1", "UA", TreatyStatus.PARTY),),
    )
    assert found(attrs.evolve(sound, activities=(activity("A"),))) == []
