"""Rules across records: each is a small function that yields problems.

What one record cannot be by itself is refused when it is made; what only shows between
records is found here. Errors stop the work, warnings are shown. One module per subject; a new
rule is a function in its module and a name in the `RULES` at its end.
"""

from __future__ import annotations

from collections.abc import Iterable

from cproc.checks import (
    budgets,
    confidential,
    contracts,
    deadlines,
    duplicates,
    looks,
    references,
    results,
    silence,
    submissions,
    sums,
    terms,
    timing,
)
from cproc.checks.codes import CODES, Check, of_each_report
from cproc.errors import Problem
from cproc.model import Period, Portfolio
from cproc.report import (
    edition_problems,
    incomplete_figures,
    narrative_problems,
    reference_problems,
    unshown,
)

__all__ = [
    "CHECKS",
    "CODES",
    "DATA_CHECKS",
    "NOTICES",
    "RATE_CHECKS",
    "REFERENCE_CHECKS",
    "Check",
    "check",
]

DATA_CHECKS: tuple[Check, ...] = (
    *references.RULES,
    *terms.RULES,
    *sums.RULES,
    *results.RULES,
    edition_problems,
    of_each_report(narrative_problems),
    of_each_report(unshown),
    *timing.RULES,
    *budgets.RULES,
    *contracts.RULES,
    *deadlines.RULES,
    *submissions.RULES,
    *duplicates.RULES,
    *looks.RULES,
    *confidential.RULES,
)
"""The rules of the data, which hold before anything is computed or shown."""

CHECKS: tuple[Check, ...] = (*DATA_CHECKS, budgets.rates, of_each_report(reference_problems))
"""Every rule, in the order of their problems. Missing rates stop only what needs them; the last
is of the report, which is built for it: who builds one anyway sees the same problems there."""


REFERENCE_CHECKS: tuple[Check, ...] = (*references.RULES, terms.unknown_terms, sums.currencies)
"""What can be judged of the sound part of data with faults."""

RATE_CHECKS: tuple[Check, ...] = (budgets.rates,)
"""Those that stop what needs an exchange rate."""

NOTICES: tuple[Check, ...] = (*references.NOTICES, *terms.NOTICES, incomplete_figures)
"""What is no fault, and told to who asks for all."""


def check(
    portfolio: Portfolio, rules: Iterable[Check] = CHECKS, *, period: Period | str | None = None
) -> tuple[Problem, ...]:
    """Find all that is wrong between the records of a portfolio.

    Args:
        portfolio: What is checked.
        rules: By which rules; every rule of the library where absent.
        period: The reporting period, as for `Portfolio.reporting`.

    Returns:
        Errors and warnings in the order of the rules. A warning that `Portfolio.silenced`
        explains is there with `Severity.SILENCED` and the reason; an entry that fits no
        record, or covers nothing, is a problem itself.

    Example:
        >>> import cproc
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> [p for p in check(portfolio) if p.severity == "error"]
        []
    """
    of = portfolio.reporting(period)
    return silence.explained(of, (problem for rule in rules for problem in rule(of)))
