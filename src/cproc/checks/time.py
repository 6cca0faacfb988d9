"""Rules of what happens when."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.checks.codes import warning
from cproc.dates import DateSpan
from cproc.errors import Problem
from cproc.model import Portfolio, Project


def within_life(portfolio: Portfolio) -> Iterator[Problem]:
    """An activity takes place within the life of each of its projects."""
    periods = {project.code: project.period for project in portfolio.projects}
    for index, activity in enumerate(portfolio.activities):
        for position, code in enumerate(activity.projects):
            life = periods.get(code)
            if life is not None and not any(
                life.overlaps(occurrence.when) for occurrence in activity.occurrences
            ):
                yield warning(
                    "outside-project",
                    f"{activity.when} is outside the life of {code}, {life}.",
                    f"activities[{index}].projects[{position}]",
                    "Check the date and the project.",
                    code,
                )


def within_period(portfolio: Portfolio) -> Iterator[Problem]:
    """An activity of the inventory has a day in the reporting period."""
    for index, activity in enumerate(portfolio.activities):
        if not any(portfolio.period.overlaps(made.when) for made in activity.occurrences):
            yield warning(
                "outside-period",
                f"{activity.when} is outside the reporting period {portfolio.period}.",
                f"activities[{index}].occurrences[0].when",
                "Check the date, or move the activity to another portfolio.",
            )


def life_of_project(portfolio: Portfolio) -> Iterator[Problem]:
    """What is told of a project lies within its life.

    Milestones and priority countries have a day in it, its budget comes into force before it
    ends, and its money moves on days of it. A budget may be agreed before the first day.
    """
    for index, project in enumerate(portfolio.projects):
        path = f"projects[{index}]"
        yield from _milestones(project, path)
        yield from _priorities(project, path)
        for position, version in enumerate(project.budget):
            if version.effective > project.period.end:
                yield warning(
                    "budget-late",
                    f"the budget comes into force on {version.effective}, after the end of "
                    f"{project.code}, {project.period.end}.",
                    f"{path}.budget[{position}].effective",
                    "Check the day, or prolong the project.",
                )
        for position, made in enumerate(project.transactions):
            if made.date not in project.period:
                yield warning(
                    "transaction-outside",
                    f"{made.id} of {made.date} is outside the life of {project.code}, "
                    f"{project.period}.",
                    f"{path}.transactions[{position}].date",
                    "Check the date; say why in a silence where it is a closing entry.",
                    made.id,
                )


def _milestones(project: Project, path: str) -> Iterator[Problem]:
    for position, milestone in enumerate(project.milestones):
        if milestone.when is not None and not project.period.overlaps(milestone.when):
            yield warning(
                "milestone-outside",
                f"{milestone.when} is outside the life of {project.code}, {project.period}.",
                f"{path}.milestones[{position}].when",
                "Check the date and the project.",
            )


def _priorities(project: Project, path: str) -> Iterator[Problem]:
    for position, made in enumerate(project.priority_countries):
        since = made.since or min(project.period.start, made.until or project.period.start)
        until = made.until or max(project.period.end, since)
        if not project.period.overlaps(DateSpan(since, until)):
            yield warning(
                "priority-outside",
                f"{made.country} is a priority from {since} to {until}, outside the life of "
                f"{project.code}, {project.period}.",
                f"{path}.priority_countries[{position}]",
                "Check both days.",
                made.country,
            )


def predecessors_first(portfolio: Portfolio) -> Iterator[Problem]:
    """A project does not begin before the one it continues."""
    starts = {project.code: project.period.start for project in portfolio.projects}
    for index, project in enumerate(portfolio.projects):
        before = starts.get(project.predecessor or "")
        if before is not None and before > project.period.start:
            yield warning(
                "predecessor-later",
                f"{project.code} begins on {project.period.start}, before {project.predecessor}, "
                f"which begins on {before}.",
                f"projects[{index}].predecessor",
                "Check which of the two continues the other.",
                project.predecessor or "",
            )
