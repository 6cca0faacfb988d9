"""The named figures of budgets in force, and of how they changed."""

from __future__ import annotations

from datetime import date
from operator import attrgetter

from cproc.figures.catalogue import CURRENCY, Day, Method, figure, projects_of
from cproc.figures.counting import Figure, Missing, Part, Reason, qualified, sum_of
from cproc.figures.subjects import (
    Told,
    budget_told,
    in_force,
    refuse_other_currencies,
    sum_of_told,
    version_path,
)
from cproc.model import (
    BudgetVersion,
    Money,
    Portfolio,
    Project,
    ProjectStatus,
    Qualifier,
    day_before,
)


def _budgets(portfolio: Portfolio, on: Day, *, ended: bool = False) -> Figure:
    on = on or portfolio.period.end
    began = (ProjectStatus.IMPLEMENTATION, *([ProjectStatus.CLOSED] if ended else []))
    of = [of for of in projects_of(portfolio, None) if of[1].status(on) in began]
    refuse_other_currencies(portfolio, (project for _path, project in of), on)
    told = [budget_told(each, path, on, each.possible_budgets(on)) for path, each in of]
    rule = f"budget of projects {'begun by' if ended else 'running on'} the day, {on}"
    return sum_of_told(told, portfolio.currency, rule, on)


@figure(unit=CURRENCY, method=Method.SUM)
def budget_total(portfolio: Portfolio, on: Day = None) -> Figure:
    """Sum the budgets in force of the projects that run on a day."""
    return _budgets(portfolio, on)


@figure(unit=CURRENCY, method=Method.SUM)
def budget_all(portfolio: Portfolio, on: Day = None) -> Figure:
    """Sum the budgets in force of all projects begun by a day, those that ended with their last."""
    return _budgets(portfolio, on, ended=True)


@figure(unit=CURRENCY, method=Method.DIFFERENCE)
def budget_change(portfolio: Portfolio, since: Day = None, on: Day = None) -> Figure:
    """The budget in force on a day less that on an earlier day, project by project.

    Where it is not told, the earlier day is the one before the reporting period. A project
    whose budget is not known on one of the days is left out of both.
    """
    since = since or day_before(portfolio.period.start) or date.min
    on = on or portfolio.period.end
    for day in (since, on):
        refuse_other_currencies(portfolio, in_force(portfolio, day), day)
    told = [_change(each, path, since, on) for path, each in projects_of(portfolio, None)]
    rule = f"budget in force on {on} less that on {since}"
    return sum_of_told(told, portfolio.currency, rule, on)


def _change(project: Project, path: str, since: date, on: date) -> Told:
    """What a project adds to a change of the budget: the versions change in their order only."""
    then, now = (
        project.budget_versions(day) if project.status(day) is ProjectStatus.IMPLEMENTATION else ()
        for day in (since, on)
    )
    for versions, day in ((then, since), (now, on)):
        if None in versions:
            return budget_told(project, path, day, (None,))
    pairs = [
        (before, after)
        for before in then or (None,)
        for after in now or (None,)
        if not (before and after) or on < since or before.effective <= after.effective
    ]
    changes = {_less(before, after) for before, after in pairs} - {None}
    low, high = (end(changes, key=attrgetter("amount"), default=None) for end in (min, max))
    where = version_path(project, path, (now or then or (None,))[0])
    both = [*((of, True) for of in then), *((of, False) for of in now)]
    # A version that was in force on both days is no change, however exact its amount is.
    moved = any(before is not after for before, after in pairs)
    kind = qualified((of.qualifier, less) for of, less in both if of and moved)
    if low == high:
        told = low and (low.amount or kind is not Qualifier.EXACT)
        return ((Part(project.code, low, where, qualifier=kind),) if told else ()), ()
    unsure = max(then, now, key=len)[-1]
    missing = Missing(project.code, Reason.DATE, version_path(project, path, unsure), within=True)
    return (Part(project.code, None, where, low, high, kind),), (missing,)


def _less(before: BudgetVersion | None, after: BudgetVersion | None) -> Money | None:
    if before is None or after is None:
        return after.amount if after else -before.amount if before else None
    return after.amount - before.amount


@figure(unit=CURRENCY, method=Method.SUM)
def project_budget(portfolio: Portfolio, project: str, on: Day = None) -> Figure:
    """The last version of a project's budget in effect on a day."""
    on = on or portfolio.period.end
    path, chosen = projects_of(portfolio, project)[0]
    budgets = chosen.possible_budgets(on)
    parts, missing = budget_told(chosen, path, on, budgets)
    unit = next((budget.currency for budget in budgets if budget), portfolio.currency)
    rule = "last version in effect on the day"
    return sum_of(parts, unit, rule, "projects", missing=missing, on=on)
