"""Rules of what happens when."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.errors import Problem, Severity
from cproc.model import Portfolio

__all__ = ["within_life", "within_period"]


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
