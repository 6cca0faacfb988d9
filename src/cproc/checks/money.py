"""Rules of budgets, contributions and transactions."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.errors import Problem
from cproc.model import Portfolio

__all__ = ["currencies"]


def currencies(portfolio: Portfolio) -> Iterator[Problem]:
    """Budgets that are summed are in the currency the portfolio reports in."""
    for index, project in enumerate(portfolio.projects):
        for position, version in enumerate(project.budget):
            if version.amount.currency != portfolio.currency:
                yield Problem(
                    "currency-mixed",
                    f"the budget is in {version.amount.currency}, the portfolio in "
                    f"{portfolio.currency}.",
                    f"projects[{index}].budget[{position}].amount",
                    "Give it in the portfolio's currency.",
                    str(version.amount),
                )
