"""Budgets and funding of projects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import partial

import attrs

from cproc.errors import InvalidValueError, UnknownNameError, joined, said
from cproc.figures.counting import (
    Breakdown,
    BreakdownRow,
    KeyNames,
    ProjectBudget,
    budget_by_heading,
    dated,
    exchange_of,
    number,
    rates_on,
    restated,
)
from cproc.model import Contribution, Money, Portfolio, Project, ProjectStatus, day_after
from cproc.rates import Converted, Rate


def known_choice(what: str, value: str | None, choices: Iterable[str]) -> None:
    """Refuse a choice that there is not, and list those there are."""
    choices = tuple(choices)
    if value is not None and value not in choices:
        raise UnknownNameError(what, value, choices)


def projects_of(portfolio: Portfolio, code: str | None) -> list[tuple[str, Project]]:
    """All projects, or the one of a code, each with its path."""
    known_choice("project", code, (project.code for project in portfolio.projects))
    return [
        (f"projects[{index}]", project)
        for index, project in enumerate(portfolio.projects)
        if code in (None, project.code)
    ]


def project_of(portfolio: Portfolio, code: str) -> Project:
    """A project by its code.

    Raises:
        UnknownNameError: There is none.
    """
    return projects_of(portfolio, code)[0][1]


def in_force(portfolio: Portfolio, on: date) -> tuple[Project, ...]:
    """The projects that run on a day, in the portfolio's order."""
    return tuple(p for p in portfolio.projects if p.status(on) is ProjectStatus.IMPLEMENTATION)


def has_begun(project: Project, on: date) -> bool:
    """Whether a project has begun by a day, ended or not; one that is cancelled has not."""
    return project.status(on) not in (ProjectStatus.PIPELINE, ProjectStatus.CANCELLED)


def refuse_other_currencies(portfolio: Portfolio, projects: Iterable[Project], on: date) -> None:
    """Refuse budgets on a day that are not, or may not be, in the currency of their project."""
    for project in projects:
        currency = portfolio.currency_of(project)
        if any(of and of.amount.currency != currency for of in project.budget_versions(on)):
            raise InvalidValueError(
                "currency-mixed",
                said(
                    "a budget of {project} is not in {currency}, the currency of its contract.",
                    project=project.code,
                    currency=currency,
                ),
                said("Give all versions of its budget in one currency."),
            )


def possible_budgets(portfolio: Portfolio, project: Project, on: date) -> tuple[Money | None, ...]:
    """What a project's budget may be on a day, its lines standing for a version there is not.

    Raises:
        InvalidValueError: It is in another currency than the project's.
    """
    refuse_other_currencies(portfolio, [project], on)
    budgets = project.possible_budgets(on)
    if None not in budgets or not project.budget_lines:
        return budgets
    lines = budget_by_heading(project, portfolio.currency_of(project), on).total
    return tuple(dict.fromkeys(lines if budget is None else budget for budget in budgets))


def lines_in_force(portfolio: Portfolio, project: Project, on: date) -> ProjectBudget | None:
    """A project's budget by heading on a day; nothing without lines, or in two currencies."""
    if not project.budget_lines:
        return None
    try:
        return budget_by_heading(project, portfolio.currency_of(project), on)
    except InvalidValueError:
        return None


def budget_by_project(
    portfolio: Portfolio, on: date | None = None, ended: bool = False
) -> Breakdown:
    """Each project's budget in force on a day, and their sum.

    Args:
        portfolio: Whose projects.
        on: The day; the last of the reporting period where absent.
        ended: Whether projects that have ended by then count with their last budget.

    Returns:
        Rows by project in the portfolio's currency, others restated at the rate of the day; a
        project whose budget on that day is not known for sure, or for which there is no rate, has
        no value and is not in the total.

    Raises:
        InvalidValueError: A budget is in another currency than its project's.
    """
    on = on or portfolio.period.end
    begun = tuple(p for p in portfolio.projects if has_begun(p, on))
    projects = begun if ended else in_force(portfolio, on)
    refuse_other_currencies(portfolio, projects, on)
    rates = rates_on(portfolio, on)

    def restated_budget(project: Project) -> Money | None:
        budget = project.known_budget(on)
        if budget is None or budget.currency == portfolio.currency:
            return budget
        rate = rates.get(budget.currency)
        return rate.convert(budget).money if rate else None

    budgets = [(project.code, restated_budget(project)) for project in projects]
    rows = tuple(BreakdownRow((code,), budget, (code,)) for code, budget in budgets)
    total = Money.total((budget for _code, budget in budgets if budget), portfolio.currency)
    rule = said("budget of projects running on the day, {on}", on=on)
    if ended:
        rule = said("budget of projects begun by the day, {on}", on=on)
    names = KeyNames(portfolio)
    return Breakdown(("project",), rule, portfolio.currency, rows, total, names=names)


def budget_dates(portfolio: Portfolio) -> tuple[date, ...]:
    """The days of the reporting period and before on which a known budget changes."""
    days = {portfolio.period.end}
    for project in portfolio.projects:
        days |= {project.period.start, day_after(project.period.end) or date.max}
        days |= {version.effective for version in project.budget}
    return tuple(sorted(day for day in days if day <= portfolio.period.end))


def funding_by_donor(
    portfolio: Portfolio, on: date | None = None, in_kind: bool = False
) -> Breakdown:
    """Attribute the budgets in force on a day to those who pay them.

    No budget says which of its costs are eligible: a share of eligible costs, or of a base
    that is not stated, is taken as one of the whole budget. The rest of a joint programme
    goes to the donor who pays it; what no stated amount or share covers is a row of its own
    without a donor, and what is given beyond a budget another, `SURPLUS`, below nothing. An
    amount in another currency is converted by the portfolio's rates; projects in one are restated
    at the rate of the day, those for which there is none left out. What is given in kind stands
    beside the budgets and is in no row, but where it is asked for.

    Args:
        portfolio: Whose projects.
        on: The day; the last of the reporting period where absent.
        in_kind: Give instead the value of what is given in kind to projects that run.

    Returns:
        Rows by donor that add up to the budget in force exactly, or to all that is given in
        kind.

    Raises:
        InvalidValueError: A budget is in another currency than its project's, or the rate of a
            contribution is missing.
    """
    on = on or portfolio.period.end
    shares: dict[str | None, list[tuple[Money, str]]] = {}
    for share in attributed(portfolio, on, in_kind=in_kind):
        if share.restated is not None:
            shares.setdefault(share.donor, []).append((share.restated, share.project.code))
    currency = portfolio.currency
    rows = [
        BreakdownRow(
            (donor,),
            Money.total((amount for amount, _code in of), currency),
            tuple(dict.fromkeys(code for _amount, code in of)),
        )
        for donor, of in shares.items()
    ]
    rows.sort(key=lambda row: (*behind(row.key[0]), -number(row.value), row.key[0] or ""))
    subject = said("budget in force on {on}", on=on)
    if in_kind:
        subject = said("given in kind, beside the {subject}", subject=subject)
    total = Money.total((amount for of in shares.values() for amount, _code in of), currency)
    rule = joined("; ", (subject, _BASE))
    names = KeyNames(portfolio)
    return Breakdown(("donor",), rule, currency, tuple(rows), total, names=names)


def behind(donor: str | None) -> tuple[bool, bool]:
    """Sorts what nobody is known to pay behind the donors, and a surplus behind that."""
    return donor is SURPLUS, donor is None


_BASE = said("a share of eligible costs, or without a stated base, is one of the whole budget")


class _Surplus(StrEnum):
    SURPLUS = "surplus"


SURPLUS = _Surplus.SURPLUS
"""Stands for a donor where more is given to a project than its budget: no other's gap is less."""


@attrs.frozen
class Attributed:
    """A part of a budget in force, and who pays it; or what is given in kind beside it.

    Args:
        project: Whose budget.
        contribution: The contribution it is paid by; none where nobody is known to pay it.
        amount: How much.
        path: Where the contribution stands in the portfolio; the project where there is none.
        converted: How the amount came about, where it was stated in another currency.
        in_kind: Whether it stands beside the budget.
        restated: The amount in the currency of the portfolio, in totals of several projects; none
            where there is no rate.
    """

    project: Project
    contribution: Contribution | None
    amount: Money
    path: str
    converted: Converted | None = None
    in_kind: bool = False
    restated: Money | None = None

    @property
    def donor(self) -> str | None:
        """Who pays it, where that is known; `SURPLUS` for what is given beyond a budget."""
        if self.contribution is not None:
            return self.contribution.donor
        return SURPLUS if self.amount.amount < 0 else None


def attributed(portfolio: Portfolio, on: date, *, in_kind: bool = False) -> tuple[Attributed, ...]:
    """Split each budget in force on a day over those who pay it; the parts sum to it exactly.

    A budget that is not known for sure on that day is left out.

    Args:
        portfolio: Whose budgets.
        on: The day.
        in_kind: Give instead what is given in kind to the projects that run.

    Raises:
        InvalidValueError: A budget is in another currency than its project's.
    """
    running, rates = in_force(portfolio, on), rates_on(portfolio, on)
    refuse_other_currencies(portfolio, running, on)
    parts: list[Attributed] = []
    for index, project in enumerate(portfolio.projects):
        if project.status(on) is ProjectStatus.IMPLEMENTATION:
            budget, path = project.known_budget(on), f"projects[{index}]"
            of: Iterable[Attributed] = ()
            if in_kind:
                of = given_in_kind(portfolio, project, budget, path)
            elif budget is not None:
                of = paid_by(portfolio, project, budget, path)
            parts += _restated(portfolio, tuple(of), rates)
    return tuple(parts)


def _restated(
    portfolio: Portfolio, parts: Sequence[Attributed], rates: Mapping[str, Rate]
) -> Iterator[Attributed]:
    """The parts of a budget, each with what it is in the portfolio's currency."""
    currency = next((part.amount.currency for part in parts), portfolio.currency)
    amounts: Iterable[Money | None] = [part.amount for part in parts]
    if currency != portfolio.currency:
        rate = rates.get(currency)
        amounts = restated((p.amount for p in parts), rate) if rate else [None] * len(parts)
    for part, amount in zip(parts, amounts, strict=True):
        yield attrs.evolve(part, restated=amount)


def paid_by(
    portfolio: Portfolio, project: Project, budget: Money, path: str
) -> Iterable[Attributed]:
    """Split a budget over those who pay it; what nobody is known to pay comes last.

    So does what is given beyond it, a surplus, as less than nothing. What is given in kind pays
    nothing of it.

    Args:
        portfolio: Whose exchange rates convert amounts in other currencies.
        project: Whose budget.
        budget: What is split.
        path: Where the project stands in the portfolio.

    Raises:
        InvalidValueError: A rate is missing; the message names currency and month or day.
    """
    # The order of contributions does not matter: each states its part of the whole budget.
    rest = budget
    for part in _stated(portfolio, project, budget, path, in_kind=False):
        yield part
        rest = rest - part.amount
    payer: tuple[Contribution | None, str] = (None, path)
    if rest.amount > 0:  # what is given beyond the budget is less for nobody
        payers = [
            of for of in _contributions(portfolio, project, path, in_kind=False) if of[0].rest
        ]
        payer = payers[-1] if payers else payer
    if rest.amount:
        yield Attributed(project, payer[0], rest, payer[1])


def given_in_kind(
    portfolio: Portfolio, project: Project, budget: Money | None, path: str
) -> Iterable[Attributed]:
    """The value of what is given in kind to a project, as far as it is stated.

    Args:
        portfolio: Whose exchange rates convert amounts in other currencies.
        project: To which project.
        budget: What a share is one of; a share of a budget that is not known is not known.
        path: Where the project stands in the portfolio.

    Raises:
        InvalidValueError: A rate is missing; the message names currency and month or day.
    """
    return _stated(portfolio, project, budget, path, in_kind=True)


def _contributions(
    portfolio: Portfolio, project: Project, path: str, *, in_kind: bool
) -> Iterator[tuple[Contribution, str]]:
    for index, contribution in enumerate(project.contributions):
        if portfolio.in_kind(contribution) is in_kind:
            yield contribution, f"{path}.contributions[{index}]"


def _stated(
    portfolio: Portfolio, project: Project, budget: Money | None, path: str, *, in_kind: bool
) -> Iterator[Attributed]:
    """The amounts that contributions state, in the currency of the budget."""
    # A part of a budget is in its currency; only what is given in kind may stand without one.
    currency = portfolio.currency_of(project) if budget is None else budget.currency
    given = partial(Attributed, project, in_kind=in_kind)
    for contribution, where in _contributions(portfolio, project, path, in_kind=in_kind):
        if contribution.share is not None and budget is not None:
            share = Fraction(contribution.share)
            amount = budget.allocate([share, 1 - share])[0]
            yield given(contribution, amount, where)
        elif contribution.amount is not None and contribution.amount.currency == currency:
            yield given(contribution, contribution.amount, where)
        elif contribution.amount is not None:
            exchange = attrs.evolve(exchange_of(portfolio, project), currency=currency)
            converted = exchange(contribution.amount, dated(contribution, project))
            yield given(contribution, converted.money, where, converted)
