"""Rules of budgets, contributions and transactions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from fractions import Fraction

import attrs

from cproc.checks.codes import percent, warning
from cproc.errors import InvalidValueError, Problem
from cproc.figures.exchange import dated, exchange_of
from cproc.model import Contribution, Portfolio, Project, ShareBase
from cproc.money import Money


def currencies(portfolio: Portfolio) -> Iterator[Problem]:
    """Budgets that are summed are in the currency the portfolio reports in."""
    for index, project in enumerate(portfolio.projects):
        told = [
            *(
                (f"budget[{position}].amount", "budget", version.amount)
                for position, version in enumerate(project.budget)
            ),
            *(
                (f"budget_lines[{position}].unit_cost", "budget line", line.unit_cost)
                for position, line in enumerate(project.budget_lines)
            ),
        ]
        for path, what, amount in told:
            if amount.currency != portfolio.currency:
                yield Problem(
                    "currency-mixed",
                    f"the {what} is in {amount.currency}, the portfolio in {portfolio.currency}.",
                    f"projects[{index}].{path}",
                    "Give it in the portfolio's currency.",
                    str(amount),
                )


def contributions(portfolio: Portfolio) -> Iterator[Problem]:
    """What donors give to a project is not more than its budget at the end of the period.

    Contributions in kind are beside the budget, so they are no rest of it. Amounts in another
    currency are converted as figures do, where there is a rate; shares of one base are at most
    the whole of it, and one of the whole budget, or of a base that is not stated, is an amount
    of it.
    """
    for index, project in enumerate(portfolio.projects):
        path = f"projects[{index}].contributions"
        given = [made for made in project.contributions if not made.in_kind]
        for position, made in enumerate(project.contributions):
            if made.in_kind and made.rest:
                yield warning(
                    "contribution-rest-in-kind",
                    f"{made.donor} pays the rest of the budget in kind, which covers none of it.",
                    f"{path}[{position}].rest",
                    "Give what it is worth as an amount, or the form in which it pays.",
                    made.donor,
                )
        over = [base for base in ShareBase if _shares(given, base) > 1]
        for base in over:
            yield warning(
                "contributions-over",
                f"the shares of {base} make {percent(_shares(given, base))}.",
                path,
                "Correct a share: 10 % is 0.10.",
                project.code,
            )
        budget = project.budget_at(min(portfolio.period.end, project.period.end))
        if budget is None or over:
            continue
        part = _shares(given, ShareBase.TOTAL_BUDGET) + _shares(given, ShareBase.UNSTATED)
        told = Money.total(_amounts(portfolio, project, given, budget.currency), budget.currency)
        if Fraction(told.amount) + part * Fraction(budget.amount) > budget.amount:
            shares = f" and {percent(part)}" if part else ""
            yield warning(
                "contributions-over",
                f"{told}{shares} are contributed to a budget of {budget}.",
                path,
                "Correct an amount, or add the version of the budget that it raised.",
                project.code,
            )


def _amounts(
    portfolio: Portfolio, project: Project, given: Iterable[Contribution], currency: str
) -> Iterator[Money]:
    exchange = attrs.evolve(exchange_of(portfolio, project), currency=currency)
    for made in given:
        if made.amount is None or made.amount.currency == currency:
            yield made.amount or Money(0, currency)
            continue
        with suppress(InvalidValueError):  # the rule of rates tells
            yield exchange(made.amount, dated(made, project)).money


def _shares(given: list[Contribution], base: ShareBase) -> Fraction:
    shares = (made.share for made in given if made.base is base and made.share is not None)
    return sum((Fraction(share) for share in shares), Fraction(0))
