"""The named figures of budgets in force, and of how they changed."""

from __future__ import annotations

from datetime import date

import attrs

from cproc.figures.accounts import Account, Sum, accounts, figure_of, one_of
from cproc.figures.catalogue import CURRENCY, Day, Method, figure
from cproc.figures.counting import Figure, Missing, Reason, qualified
from cproc.figures.subjects import in_force, refuse_other_currencies
from cproc.model import BudgetVersion, Money, Portfolio, ProjectStatus, day_before


def _budgets(portfolio: Portfolio, on: Day, *, ended: bool = False) -> Figure:
    on = on or portfolio.period.end
    began = (ProjectStatus.IMPLEMENTATION, *([ProjectStatus.CLOSED] if ended else []))
    of = [each for each in accounts(portfolio, None, on) if each.project.status(on) in began]
    refuse_other_currencies(portfolio, (each.project for each in of), on)
    rule = f"budget of projects {'begun by' if ended else 'running on'} the day, {on}"
    return figure_of((each.budget() for each in of), portfolio.currency, rule, "projects", on)


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
    changes = (_change(each, since) for each in accounts(portfolio, None, on))
    rule = f"budget in force on {on} less that on {since}"
    return figure_of(changes, portfolio.currency, rule, "projects", on)


def _change(now: Account, since: date) -> Sum:
    """What a project adds to a change of the budget: the versions change in their order only."""
    then = attrs.evolve(now, on=since)
    before, after = (
        account.project.budget_versions(account.on) if account.runs else ()
        for account in (then, now)
    )
    for versions, account in ((before, then), (after, now)):
        if None in versions:
            return account.budget((None,))
    amounts = [
        amount
        for old in before or (None,)
        for new in after or (None,)
        if not (old and new) or now.on < since or old.effective <= new.effective
        if (amount := _less(old, new))
    ]
    if not any(amount.amount for amount in amounts):
        return Sum()
    both = [*((of, True) for of in before), *((of, False) for of in after)]
    kind = qualified((version.qualifier, less) for version, less in both if version)
    part = one_of(now.code, amounts, now.path_of((after or before)[0]), kind)
    if part.value is not None:
        return Sum((part,))
    unsure = now.path_of(max(before, after, key=len)[-1])
    return Sum((part,), (Missing(now.code, Reason.DATE, unsure, within=True),))


def _less(before: BudgetVersion | None, after: BudgetVersion | None) -> Money | None:
    if before is None or after is None:
        return after.amount if after else -before.amount if before else None
    return after.amount - before.amount


@figure(unit=CURRENCY, method=Method.SUM)
def project_budget(portfolio: Portfolio, project: str, on: Day = None) -> Figure:
    """The last version of a project's budget in effect on a day."""
    (account,) = accounts(portfolio, project, on)
    unit = next((budget.currency for budget in account.budgets if budget), portfolio.currency)
    rule = "last version in effect on the day"
    return figure_of([account.budget()], unit, rule, "projects", account.on, known=False)
