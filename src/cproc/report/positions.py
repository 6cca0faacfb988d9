"""The order of records in tables, so that other tables can refer to their rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cproc.figures import treaty_status
from cproc.model import BudgetVersion, Contribution, Portfolio, Project, TreatyStatus
from cproc.report.derivations import At
from cproc.report.names import Names

__all__ = [
    "budget_at",
    "contribution_at",
    "contributions_in_order",
    "project_at",
    "statuses",
    "statuses_at",
    "version_at",
    "versions",
]


def versions(portfolio: Portfolio) -> Iterator[tuple[Project, BudgetVersion]]:
    """Give the budget versions in the order of the table ``budget_versions``."""
    for project in portfolio.projects:
        for version in sorted(project.budget, key=lambda made: made.effective):
            yield project, version


def contributions_in_order(portfolio: Portfolio) -> Iterator[tuple[Project | None, Contribution]]:
    """Give the contributions in the order of the table ``contributions``."""
    for project in portfolio.projects:
        for made in project.contributions:
            yield project, made
    for made in portfolio.office.contributions:
        yield None, made


def version_at(portfolio: Portfolio, version: BudgetVersion) -> At:
    """Give the place of the amount of a budget version."""
    rows = (index for index, (_of, made) in enumerate(versions(portfolio)) if made is version)
    return At("budget_versions", "amount", next(rows))


def project_at(portfolio: Portfolio, project: Project, column: str) -> At:
    """Give the place of what the table ``projects`` tells of a project."""
    codes = [known.code for known in portfolio.projects]
    return At("projects", column, codes.index(project.code))


def budget_at(names: Names, project: Project) -> At | None:
    """Give the place of a project's budget: the version in effect, else the total of its lines."""
    version = project.budget_version(names.end)
    if version is not None:
        return version_at(names.portfolio, version)
    return At(f"budget_by_heading:{project.code}", "budget") if project.budget_lines else None


def contribution_at(portfolio: Portfolio, contribution: Contribution, column: str) -> At:
    """Give the place of what the table ``contributions`` tells of a contribution."""
    listed = contributions_in_order(portfolio)
    rows = (index for index, (_of, made) in enumerate(listed) if made is contribution)
    return At("contributions", column, next(rows))


def statuses(portfolio: Portfolio) -> Iterator[tuple[str, TreatyStatus]]:
    """Give each treaty with the statuses states have to it, in the order of ``treaty_status``."""
    for treaty in portfolio.treaties:
        held = {event.status for event in treaty_status(portfolio, treaty.id).values()}
        yield from ((treaty.id, status) for status in TreatyStatus if status in held)


def statuses_at(portfolio: Portfolio, treaty: str, wanted: Collection[TreatyStatus]) -> list[At]:
    """Give the places of the numbers of states that have one of some statuses to a treaty."""
    return [
        At("treaty_status", "number", index)
        for index, (of, status) in enumerate(statuses(portfolio))
        if of == treaty and status in wanted
    ]
