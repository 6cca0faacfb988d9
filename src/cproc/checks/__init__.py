"""Rules across records: each is a small function that yields problems.

What one record cannot be by itself is refused when it is made; what only shows between
records is found here. Errors stop the work, warnings are shown. One module per subject; a new
rule is a function in its module and a line in `CHECKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cproc.checks import budgets, duplicates, references, sums, timing
from cproc.checks.codes import CODES
from cproc.checks.silence import silence
from cproc.errors import Problem
from cproc.model import Portfolio
from cproc.report import narrative_problems, reference_problems, unshown

__all__ = ["CHECKS", "CODES", "DATA_CHECKS", "Check", "check"]

Check = Callable[[Portfolio], Iterable[Problem]]
"""A rule: what is wrong with a portfolio by it."""

DATA_CHECKS: tuple[Check, ...] = (
    references.unique_ids,
    references.references,
    references.predecessors,
    sums.currencies,
    sums.statements,
    narrative_problems,
    unshown,
    timing.within_life,
    timing.within_period,
    timing.life_of_project,
    timing.predecessors_first,
    timing.posts,
    sums.indicators,
    references.regions,
    references.designations,
    budgets.budget_lines,
    budgets.rates,
    budgets.spending,
    budgets.donor_rules,
    sums.contributions,
    duplicates.organisations,
    duplicates.likely_twice,
)
"""The rules of the data, which hold before anything is computed or shown."""

CHECKS: tuple[Check, ...] = (*DATA_CHECKS, reference_problems)
"""Every rule, in the order of their problems. The last is of the report, which is built for it;
who builds one anyway sees the same problems there."""


def check(portfolio: Portfolio, rules: Iterable[Check] = CHECKS) -> tuple[Problem, ...]:
    """Find all that is wrong between the records of a portfolio.

    Args:
        portfolio: What is checked.
        rules: By which rules; every rule of the library where absent.

    Returns:
        Errors and warnings in the order of the rules. A warning that `Portfolio.silenced`
        explains is there with `Severity.SILENCED` and the reason; a silence that fits no
        record, or silences nothing, is a problem itself.

    Example:
        >>> import cproc
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> [p for p in check(portfolio) if p.severity == "error"]
        []
    """
    return silence(portfolio, (problem for rule in rules for problem in rule(portfolio)))
