"""The named figures of budgets."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from cproc.figures.budget import budget_by_heading, holders
from cproc.figures.catalogue import (
    CURRENCY,
    Method,
    figure,
    project_of,
)
from cproc.figures.counting import Breakdown, Figure, Part, percentage, sum_of
from cproc.figures.funding import budget_by_project
from cproc.model import Money, Portfolio, Project


def version_path(portfolio: Portfolio, project: Project, on: date) -> str:
    """The path of a project's budget version in effect, of the project where there is none."""
    path = f"projects[{portfolio.projects.index(project)}]"
    version = project.budget_version(on)
    # By identity: two versions may be equal in all but their place.
    at = next((index for index, each in enumerate(project.budget) if each is version), None)
    return path if at is None else f"{path}.budget[{at}]"


def version_paths(portfolio: Portfolio, on: date) -> dict[str, str]:
    """The path of each project's budget version in effect, of the project where none is."""
    return {each.code: version_path(portfolio, each, on) for each in portfolio.projects}


def _sum(portfolio: Portfolio, breakdown: Breakdown, on: date) -> Figure:
    paths = version_paths(portfolio, on)
    rows = [(str(row.key[0]), row.value) for row in breakdown.rows]
    parts = (Part(code, value, paths[code]) for code, value in rows if value is not None)
    missing = tuple(code for code, value in rows if value is None)
    rule, unit = breakdown.rule, breakdown.unit
    return sum_of(parts, unit, rule, "projects", missing=missing, on=on, known=True)


@figure(unit=CURRENCY, method=Method.SUM)
def budget_total(portfolio: Portfolio, on: date | None = None) -> Figure:
    """Sum the budgets in force of the projects that run on a day."""
    on = on or portfolio.period.end
    return _sum(portfolio, budget_by_project(portfolio, on), on)


@figure(unit=CURRENCY, method=Method.SUM)
def budget_all(portfolio: Portfolio, on: date | None = None) -> Figure:
    """Sum the budgets in force of all projects begun by a day, those that ended with their last."""
    on = on or portfolio.period.end
    return _sum(portfolio, budget_by_project(portfolio, on, ended=True), on)


@figure(unit=CURRENCY, method=Method.DIFFERENCE)
def budget_change(
    portfolio: Portfolio, since: date | None = None, on: date | None = None
) -> Figure:
    """The budget in force on a day less that on an earlier day, project by project.

    Where it is not told, the earlier day is the one before the reporting period. A project
    whose budget is not known on one of the days is left out of both.
    """
    since = since or portfolio.period.start - timedelta(days=1)
    on = on or portfolio.period.end
    before, after = budget_by_project(portfolio, since), budget_by_project(portfolio, on)
    earlier = {str(row.key[0]): row.value for row in before.rows}
    later = {str(row.key[0]): row.value for row in after.rows}
    paths = [version_paths(portfolio, day) for day in (since, on)]
    zero = Money(0, portfolio.currency)
    parts, missing = [], []
    for project in portfolio.projects:
        code = project.code
        then, now = earlier.get(code, zero), later.get(code, zero)
        if not isinstance(then, Money) or not isinstance(now, Money):
            missing.append(code)
        elif then != now:
            parts.append(Part(code, now - then, paths[code in later][code]))
    rule = f"budget in force on {on} less that on {since}"
    return sum_of(parts, zero.currency, rule, "projects", missing=tuple(missing), on=on, known=True)


@figure(unit=CURRENCY, method=Method.SUM)
def project_budget(portfolio: Portfolio, project: str, on: date | None = None) -> Figure:
    """The last version of a project's budget in effect on a day."""
    on = on or portfolio.period.end
    chosen = project_of(portfolio, project)
    budget = chosen.budget_at(on)
    rule = "last version in effect on the day"
    if budget is None:
        return sum_of((), portfolio.currency, rule, "projects", missing=(project,), on=on)
    part = Part(project, budget, version_path(portfolio, chosen, on))
    return sum_of([part], budget.currency, rule, "projects", on=on)


@figure(unit="ratio", method=Method.RATIO)
def operational_ratio(
    portfolio: Portfolio, project: str | None = None, administrative: str = "1; 4; 8"
) -> Figure:
    """Divide the budget for operations by that for staff, the office and indirect costs.

    ``administrative`` names the headings of the latter, parted by semicolons; where absent
    those of the EU's external actions (PRAG, Annex III): 1 human resources, 4 local office,
    8 indirect costs. Every other heading is one of operations; a reserve is neither. A
    heading that sums others stands for them.
    """
    chosen = portfolio.projects if project is None else (project_of(portfolio, project),)
    headings = {heading.strip() for heading in administrative.split(";")}
    sums = {True: Fraction(0), False: Fraction(0)}
    counted, missing = [], []
    for each in chosen:
        currencies = {line.unit_cost.currency for line in each.budget_lines}
        if currencies != {portfolio.currency}:
            missing.append(each.code)
            continue
        counted.append(each.code)
        hold = holders(each)
        for part in budget_by_heading(each, portfolio.currency).parts:
            if not part.reserve:
                sums[not headings.isdisjoint(hold(part.number))] += Fraction(part.amount.amount)
    rule = f"budget outside the headings {', '.join(sorted(headings))}, by that under them"
    value = percentage(sums[False] / sums[True], 2) if sums[True] else None
    return Figure("", value, "ratio", rule, "projects", tuple(counted), tuple(missing))
