"""Rules across records: each is a small function that gives problems.

What one record cannot be by itself is refused when it is made; what only shows between
records is found here. Errors stop the work, warnings are shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from cproc.errors import InvalidValueError, Problem, Severity, UnknownNameError
from cproc.figures import evaluate
from cproc.model import Activity, LocalText, Portfolio, Project
from cproc.report import narrative_problems

__all__ = ["CHECKS", "check"]

Check = Callable[[Portfolio], Iterable[Problem]]


def unique_ids(portfolio: Portfolio) -> Iterator[Problem]:
    """Identifiers are unique within each list."""
    lists: dict[str, list[tuple[str, str]]] = {
        "regions": [("code", region.code) for region in portfolio.regions],
        "organisations": [("id", organisation.id) for organisation in portfolio.organisations],
        "projects": [("code", project.code) for project in portfolio.projects],
        "activities": [("id", activity.id) for activity in portfolio.activities],
        "posts": [("id", post.id) for post in portfolio.posts],
        "treaties": [("id", treaty.id) for treaty in portfolio.treaties],
        "statements": [("id", statement.id) for statement in portfolio.statements],
        "priorities": [("id", priority.id) for priority in portfolio.priorities],
        "narrative": [("id", section.id) for section in portfolio.narrative],
    }
    for project_index, project in enumerate(portfolio.projects):
        path = f"projects[{project_index}]"
        lists[f"{path}.components"] = [("id", part.id) for part in project.components]
        lists[f"{path}.transactions"] = [("id", made.id) for made in project.transactions]
    for name, ids in lists.items():
        first: dict[str, int] = {}
        for index, (field, value) in enumerate(ids):
            if value in first:
                yield Problem(
                    "id-twice",
                    f"{value!r} is already the {field} of {name}[{first[value]}].",
                    f"{name}[{index}].{field}",
                    "Give each its own.",
                    value,
                )
            first.setdefault(value, index)


Reference = tuple[str, str, str | None]
"""Where a reference stands, what kind of record it names, and its value."""


def _each(path: str, kind: str, values: Iterable[str]) -> Iterator[Reference]:
    for position, value in enumerate(values):
        yield f"{path}[{position}]", kind, value


def _of_project(path: str, project: Project) -> Iterator[Reference]:
    yield f"{path}.predecessor", "project", project.predecessor
    yield from _each(f"{path}.regions", "region", project.regions)
    yield from _each(f"{path}.partners", "organisation", project.partners)
    for position, component in enumerate(project.components):
        yield f"{path}.components[{position}].lead", "organisation", component.lead
    for position, contribution in enumerate(project.contributions):
        yield f"{path}.contributions[{position}].donor", "organisation", contribution.donor
    for position, transaction in enumerate(project.transactions):
        where = f"{path}.transactions[{position}]"
        yield f"{where}.activity", "activity", transaction.activity
        yield f"{where}.party", "organisation", transaction.party


def _of_activity(path: str, activity: Activity) -> Iterator[Reference]:
    yield from _each(f"{path}.projects", "project", activity.projects)
    yield from _each(f"{path}.partners", "organisation", activity.partners)
    yield f"{path}.component", "component", activity.component
    for time, occurrence in enumerate(activity.occurrences):
        for position, place in enumerate(occurrence.places):
            where = f"{path}.occurrences[{time}].places[{position}].region"
            yield where, "region", place.region


def _references(portfolio: Portfolio) -> Iterator[Reference]:
    yield "office.organisation", "organisation", portfolio.office.organisation
    yield "office.host", "organisation", portfolio.office.host
    for index, contribution in enumerate(portfolio.office.contributions):
        yield f"office.contributions[{index}].donor", "organisation", contribution.donor
    for index, project in enumerate(portfolio.projects):
        yield from _of_project(f"projects[{index}]", project)
    for index, activity in enumerate(portfolio.activities):
        yield from _of_activity(f"activities[{index}]", activity)
    for index, post in enumerate(portfolio.posts):
        yield from _each(f"posts[{index}].projects", "project", post.projects)
    for index, event in enumerate(portfolio.treaty_events):
        yield f"treaty_events[{index}].treaty", "treaty", event.treaty
    for index, priority in enumerate(portfolio.priorities):
        yield from _each(f"priorities[{index}].projects", "project", priority.projects)


def references(portfolio: Portfolio) -> Iterator[Problem]:
    """A reference names a record that is there."""
    known = {
        "organisation": {organisation.id for organisation in portfolio.organisations},
        "project": {project.code for project in portfolio.projects},
        "region": {region.code for region in portfolio.regions},
        "activity": {activity.id for activity in portfolio.activities},
        "treaty": {treaty.id for treaty in portfolio.treaties},
        "component": {part.id for project in portfolio.projects for part in project.components},
    }
    for path, kind, value in _references(portfolio):
        if value is not None and value not in known[kind]:
            yield Problem(
                "reference-unknown",
                f"there is no {kind} {value!r}.",
                path,
                _closest(value, known[kind]) or f"Add the {kind} or correct the reference.",
                value,
            )


def _closest(value: str, known: set[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only on the way to an error

    close = get_close_matches(value, sorted(known), n=1)
    return f"Did you mean {close[0]!r}?" if close else ""


def predecessors(portfolio: Portfolio) -> Iterator[Problem]:
    """No project is, over any number of steps, its own predecessor."""
    before = {project.code: project.predecessor for project in portfolio.projects}
    for index, project in enumerate(portfolio.projects):
        seen, code = {project.code}, project.predecessor
        while code is not None and code not in seen:
            seen.add(code)
            code = before.get(code)
        if code == project.code:
            yield Problem(
                "predecessor-cycle",
                f"{project.code} comes before itself.",
                f"projects[{index}].predecessor",
                "Break the circle.",
                project.code,
            )


def currencies(portfolio: Portfolio) -> Iterator[Problem]:
    """Budgets that are summed are in the currency the portfolio reports in."""
    for index, project in enumerate(portfolio.projects):
        for position, version in enumerate(project.budget):
            if version.amount.currency != portfolio.currency:
                yield Problem(
                    "currency-mixed",
                    f"the budget is in {version.amount.currency}, the portfolio in "
                    f"{portfolio.currency}.",
                    f"projects[{index}].budget[{position}].amount",
                    "Give it in the portfolio's currency.",
                    str(version.amount),
                )


def figure_calls(portfolio: Portfolio) -> Iterator[Problem]:
    """The figures that statements name can be computed."""
    for index, statement in enumerate(portfolio.statements):
        for position, call in enumerate(statement.figures):
            path = f"statements[{index}].figures[{position}]"
            try:
                evaluate(portfolio, call)
            except UnknownNameError as error:
                yield Problem("figure-unknown", f"{error}.", path, "Name one of them.", call)
            except InvalidValueError as error:
                yield Problem(error.code, error.message, path, error.hint, call)


def within_life(portfolio: Portfolio) -> Iterator[Problem]:
    """An activity takes place within the life of each of its projects."""
    periods = {project.code: project.period for project in portfolio.projects}
    for index, activity in enumerate(portfolio.activities):
        for position, code in enumerate(activity.projects):
            life = periods.get(code)
            if life is not None and not any(
                life.overlaps(occurrence.when) for occurrence in activity.occurrences
            ):
                yield Problem(
                    "outside-project",
                    f"{activity.when} is outside the life of {code}, {life}.",
                    f"activities[{index}].projects[{position}]",
                    "Check the date and the project.",
                    code,
                    severity=Severity.WARNING,
                )


def within_period(portfolio: Portfolio) -> Iterator[Problem]:
    """An activity of the inventory has a day in the reporting period."""
    for index, activity in enumerate(portfolio.activities):
        if not any(portfolio.period.overlaps(made.when) for made in activity.occurrences):
            yield Problem(
                "outside-period",
                f"{activity.when} is outside the reporting period {portfolio.period}.",
                f"activities[{index}].occurrences[0].when",
                "Check the date, or move the activity to another portfolio.",
                severity=Severity.WARNING,
            )


def likely_twice(portfolio: Portfolio) -> Iterator[Problem]:
    """Two entries of one project in one town at overlapping times may be one event listed twice.

    Entries of the same kind and of similar title only; the same title at several places is
    not suspect.
    """
    groups: dict[tuple[str, str, str], list[int]] = {}
    for index, activity in enumerate(portfolio.activities):
        cities = {place.city for place in activity.places if place.city}
        for city in cities:
            for code in activity.projects:
                groups.setdefault((code, city, activity.kind), []).append(index)
    pairs: set[tuple[int, int]] = set()
    for indexes in groups.values():
        ordered = sorted(indexes, key=lambda i: portfolio.activities[i].when.start)
        for first, second in pairwise(ordered):
            one, other = portfolio.activities[first], portfolio.activities[second]
            if one.when.overlaps(other.when) and _similar(one.title, other.title):
                pairs.add((min(first, second), max(first, second)))
    for first, second in sorted(pairs):
        one = portfolio.activities[first]
        yield Problem(
            "likely-twice",
            f"it may be the same event as activities[{first}] ({one.id}): same project, kind and "
            "city, overlapping days.",
            f"activities[{second}]",
            "Remove one if it is; say in its note why not if it is not.",
            portfolio.activities[second].id,
            severity=Severity.WARNING,
        )


def _similar(one: LocalText, other: LocalText) -> bool:
    """Tell whether titles share two fifths of their words of four letters and more."""
    first, second = (
        {word for word in re.findall(r"\w+", text.best("en").casefold()) if len(word) > 3}
        for text in (one, other)
    )
    return 5 * len(first & second) >= 2 * min(len(first), len(second))


CHECKS: tuple[Check, ...] = (
    unique_ids,
    references,
    predecessors,
    currencies,
    figure_calls,
    narrative_problems,
    within_life,
    within_period,
    likely_twice,
)
"""Every rule, in the order they are told."""


def check(portfolio: Portfolio) -> tuple[Problem, ...]:
    """Find all that is wrong between the records of a portfolio.

    Args:
        portfolio: What is checked.

    Returns:
        Errors and warnings in the order of the rules.

    Example:
        >>> import cproc
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> [p for p in check(portfolio) if p.severity == "error"]
        []
    """
    return tuple(problem for rule in CHECKS for problem in rule(portfolio))
