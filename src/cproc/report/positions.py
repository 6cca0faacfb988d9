"""The order of records in tables, so that other tables can refer to their rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from cproc.figures import treaty_status
from cproc.model import BudgetVersion, Contribution, Portfolio, Project, TreatyStatus
from cproc.report.context import Context
from cproc.report.derivations import At


def versions(portfolio: Portfolio) -> Iterator[tuple[Project, BudgetVersion]]:
    """The budget versions in the order of the table ``budget_versions``."""
    for project in portfolio.projects:
        for version in sorted(project.budget, key=lambda made: made.effective):
            yield project, version


def contributions_in_order(portfolio: Portfolio) -> Iterator[tuple[Project | None, Contribution]]:
    """The contributions in the order of the table ``contributions``."""
    for project in portfolio.projects:
        for made in project.contributions:
            yield project, made
    for made in portfolio.office.contributions:
        yield None, made


def version_at(context: Context, project: Project, version: BudgetVersion) -> At:
    """The place of the amount of a project's budget version."""
    return At("budget_versions", "amount", _rows(context, versions)[project.code, id(version)])


def project_at(context: Context, project: Project, column: str) -> At:
    """The place of what the table ``projects`` tells of a project."""
    codes = context.once(
        project_at, lambda: {p.code: row for row, p in enumerate(context.portfolio.projects)}
    )
    return At("projects", column, codes[project.code])


def budget_at(context: Context, project: Project) -> At | None:
    """The place of a project's budget: the version in effect, else the total of its lines."""
    version = project.budget_version(context.end)
    if version is not None:
        return version_at(context, project, version)
    return At(f"budget_by_heading:{project.code}", "budget") if project.budget_lines else None


def contribution_at(context: Context, project: Project, made: Contribution, column: str) -> At:
    """The place of what the table ``contributions`` tells of one to a project."""
    row = _rows(context, contributions_in_order)[project.code, id(made)]
    return At("contributions", column, row)


def _rows(
    context: Context,
    listed: Callable[[Portfolio], Iterator[tuple[Project | None, BudgetVersion | Contribution]]],
) -> dict[tuple[str | None, int], int]:
    """Number the rows of a table by project and record."""
    return context.once(
        listed,
        lambda: {
            (of.code if of else None, id(made)): row
            for row, (of, made) in enumerate(listed(context.portfolio))
        },
    )


def statuses(portfolio: Portfolio) -> Iterator[tuple[str, TreatyStatus]]:
    """Each treaty with the statuses states have to it, in the order of ``treaty_status``."""
    for treaty in portfolio.treaties:
        held = {event.status for event in treaty_status(portfolio, treaty.id).values()}
        yield from ((treaty.id, status) for status in TreatyStatus if status in held)


def statuses_at(portfolio: Portfolio, treaty: str, wanted: Collection[TreatyStatus]) -> list[At]:
    """The places of the numbers of states that have one of some statuses to a treaty."""
    return [
        At("treaty_status", "number", index)
        for index, (of, status) in enumerate(statuses(portfolio))
        if of == treaty and status in wanted
    ]
