"""Identifiers and what refers to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cproc.errors import Problem
from cproc.figures.budget import heading_numbers
from cproc.model import Activity, ExchangeRate, Portfolio, Project


def unique_ids(portfolio: Portfolio) -> Iterator[Problem]:
    """Identifiers are unique within each list."""
    lists: dict[str, list[tuple[str, str]]] = {
        "rates": [("currency", _rate_of(rate)) for rate in portfolio.rates],
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
        lists[f"{path}.headings"] = [("number", made.number) for made in project.headings]
        lists[f"{path}.rate_lines"] = [("heading", made.heading) for made in project.rate_lines]
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


def _rate_of(rate: ExchangeRate) -> str:
    """Tell what a rate is of; there is one of each."""
    time = rate.month or rate.day
    return f"{rate.currency} {time}" if time else rate.currency


Reference = tuple[str, str, str | None]
"""Where a reference stands, what kind of record it names, and its value."""


def _each(path: str, kind: str, values: Iterable[str]) -> Iterator[Reference]:
    for position, value in enumerate(values):
        yield f"{path}[{position}]", kind, value


def _heading_of(project: Project) -> str:
    return f"heading of {project.code}"


def _of_project(path: str, project: Project) -> Iterator[Reference]:
    yield f"{path}.predecessor", "project", project.predecessor
    yield from _each(f"{path}.regions", "region", project.regions)
    yield from _each(f"{path}.partners", "organisation", project.partners)
    for position, component in enumerate(project.components):
        yield f"{path}.components[{position}].lead", "organisation", component.lead
    for position, contribution in enumerate(project.contributions):
        where = f"{path}.contributions[{position}]"
        yield f"{where}.donor", "organisation", contribution.donor
        yield from _each(f"{where}.headings", _heading_of(project), contribution.headings)
        yield from _each(f"{where}.components", "component", contribution.components)
    for position, heading in enumerate(project.headings):
        where = f"{path}.headings[{position}]"
        yield from _each(f"{where}.sums", _heading_of(project), heading.sums)
    for position, line in enumerate(project.budget_lines):
        yield f"{path}.budget_lines[{position}].donor", "organisation", line.donor
    for position, rate in enumerate(project.rate_lines):
        yield from _each(f"{path}.rate_lines[{position}].of", _heading_of(project), rate.of)
    for position, transaction in enumerate(project.transactions):
        where = f"{path}.transactions[{position}]"
        yield f"{where}.heading", _heading_of(project), transaction.heading
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
        **{_heading_of(made): set(heading_numbers(made)) for made in portfolio.projects},
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
