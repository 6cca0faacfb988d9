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
        for position, line in enumerate(project.budget_lines):
            if line.unit_cost.currency != portfolio.currency:
                yield Problem(
                    "currency-mixed",
                    f"the budget line is in {line.unit_cost.currency}, the portfolio in "
                    f"{portfolio.currency}.",
                    f"projects[{index}].budget_lines[{position}].unit_cost",
                    "Give it in the portfolio's currency.",
                    str(line.unit_cost),
                )
