"""Budgets and funding of projects."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction

import attrs

from cproc.errors import InvalidValueError
from cproc.figures.breakdown import Breakdown, BreakdownRow
from cproc.figures.exchange import dated, exchange_of
from cproc.model import Contribution, Portfolio, Project, ProjectStatus
from cproc.money import Money

__all__ = [
    "Attributed",
    "attributed",
    "budget_by_project",
    "budget_dates",
    "funding_by_donor",
    "in_force",
    "paid_by",
    "unconvertible",
]


def in_force(portfolio: Portfolio, on: date) -> tuple[Project, ...]:
    """Give the projects that run on a day, in the portfolio's order."""
    return tuple(p for p in portfolio.projects if p.status(on) is ProjectStatus.IMPLEMENTATION)


def unconvertible(portfolio: Portfolio, projects: Iterable[Project], on: date) -> tuple[str, ...]:
    """Name the projects whose budget on a day is not in the portfolio's currency."""
    budgets = ((project.code, project.budget_at(on)) for project in projects)
    return tuple(
        code for code, budget in budgets if budget and budget.currency != portfolio.currency
    )


def budget_by_project(
    portfolio: Portfolio, on: date | None = None, ended: bool = False
) -> Breakdown:
    """Give each project's budget in force on a day, and their sum.

    Args:
        portfolio: Whose projects.
        on: The day; the last of the reporting period where absent.
        ended: Whether projects that have ended by then count with their last budget.

    Returns:
        Rows by project in the portfolio's currency; a project whose budget on that day is
        not known has no value and is not in the total.

    Raises:
        InvalidValueError: A budget is in another currency than the portfolio's.
    """
    on = on or portfolio.period.end
    projects = in_force(portfolio, on)
    if ended:
        projects = tuple(
            p for p in portfolio.projects if p.status(on) is not ProjectStatus.PIPELINE
        )
    _one_currency(portfolio, projects, on)
    rows = tuple(
        BreakdownRow((project.code,), project.budget_at(on), (project.code,))
        for project in projects
    )
    total = Money.total(
        (row.value for row in rows if isinstance(row.value, Money)), portfolio.currency
    )
    rule = (
        "budget of projects begun by the day" if ended else "budget of projects running on the day"
    )
    return Breakdown(("project",), f"{rule}, {on}", portfolio.currency, rows, total)


def _one_currency(portfolio: Portfolio, projects: Iterable[Project], on: date) -> None:
    if others := unconvertible(portfolio, projects, on):
        raise InvalidValueError(
            "currency-mixed",
            f"the budget of {', '.join(others)} is not in {portfolio.currency}.",
            "Convert it first, or report the currencies apart.",
        )


def budget_dates(portfolio: Portfolio) -> tuple[date, ...]:
    """Give the days of the reporting period and before on which a known budget changes."""
    days = {
        day
        for project in portfolio.projects
        for day in (
            project.period.start,
            project.period.end + timedelta(days=1),
            *(version.effective for version in project.budget),
        )
        if day <= portfolio.period.end
    }
    return tuple(sorted(days | {portfolio.period.end}))


def funding_by_donor(portfolio: Portfolio, on: date | None = None) -> Breakdown:
    """Attribute the budgets in force on a day to those who pay them.

    A share whose base is not stated is taken as one of the whole budget; the rest of a
    joint programme goes to the donor who pays it; what no stated amount or share covers
    is a row of its own without a donor. An amount in another currency is converted by the
    portfolio's rates.

    Args:
        portfolio: Whose projects.
        on: The day; the last of the reporting period where absent.

    Returns:
        Rows by donor that add up to the budget in force exactly.

    Raises:
        InvalidValueError: A budget is in another currency than the portfolio's, or a rate
            is missing.
    """
    on = on or portfolio.period.end
    amounts: dict[str | None, Money] = {}
    records: dict[str | None, dict[str, None]] = {}
    for share in attributed(portfolio, on):
        donor, amount = share.donor, share.amount
        amounts[donor] = amounts[donor] + amount if donor in amounts else amount
        records.setdefault(donor, {})[share.project.code] = None
    order = sorted(amounts, key=lambda donor: (donor is None, -amounts[donor].amount, donor or ""))
    rows = tuple(BreakdownRow((donor,), amounts[donor], tuple(records[donor])) for donor in order)
    rule = f"budget in force on {on}; a share without a stated base is one of the whole budget"
    total = Money.total(amounts.values(), portfolio.currency)
    return Breakdown(("donor",), rule, portfolio.currency, rows, total)


@attrs.frozen
class Attributed:
    """A part of a budget in force, and who pays it.

    Args:
        project: Whose budget.
        contribution: The contribution it is paid by; none where nobody is known to pay it.
        amount: How much.
        path: Where the contribution stands in the portfolio; the project where there is none.
    """

    project: Project
    contribution: Contribution | None
    amount: Money
    path: str

    @property
    def donor(self) -> str | None:
        """Who pays it, where that is known."""
        return self.contribution.donor if self.contribution else None


def attributed(portfolio: Portfolio, on: date) -> tuple[Attributed, ...]:
    """Split each budget in force on a day over those who pay it; the parts sum to it exactly.

    Raises:
        InvalidValueError: A budget is in another currency than the portfolio's.
    """
    running = in_force(portfolio, on)
    _one_currency(portfolio, running, on)
    return tuple(
        part
        for index, project in enumerate(portfolio.projects)
        if project.status(on) is ProjectStatus.IMPLEMENTATION
        and (budget := project.budget_at(on)) is not None
        for part in paid_by(portfolio, project, budget, f"projects[{index}]")
    )


def paid_by(
    portfolio: Portfolio, project: Project, budget: Money, path: str
) -> Iterable[Attributed]:
    """Split a budget over those who pay it; what nobody is known to pay comes last.

    Args:
        portfolio: Whose exchange rates convert amounts in other currencies.
        project: Whose budget.
        budget: What is split.
        path: Where the project stands in the portfolio.

    Raises:
        InvalidValueError: A rate is missing; the message names currency and month or day.
    """
    exchange = attrs.evolve(exchange_of(portfolio, project), currency=budget.currency)
    rest = budget
    payer: tuple[Contribution | None, str] = (None, path)
    for index, made in enumerate(project.contributions):
        amount, where = made.amount, f"{path}.contributions[{index}]"
        if made.share is not None:
            share = Fraction(made.share)
            amount = budget.allocate([share, 1 - share])[0]
        if made.rest:
            payer = (made, where)
        if amount is not None:
            if amount.currency != budget.currency:
                amount = exchange(amount, dated(made, project)).money
            yield Attributed(project, made, amount, where)
            rest = rest - amount
    if rest.amount:
        yield Attributed(project, payer[0], rest, payer[1])
