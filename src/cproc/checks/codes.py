"""The codes of the rules, and what the rules share."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import partial, wraps

from cproc.errors import RULES, Problem, Severity, said
from cproc.model import Portfolio
from cproc.money import exact_decimal

Problems = Iterator[Problem]
"""What a rule finds, one after the other."""

Check = Callable[[Portfolio], Iterable[Problem]]
"""A rule: what is wrong with a portfolio by it."""

CODES: dict[str, str] = {
    code: said(rule["finds"]) for code, rule in RULES.items() if "finds" in rule
}
"""Each code with what it stands for, in the order of the documentation."""


def folded_case(text: str) -> str:
    """A text without differences of letter case and of Unicode form."""
    # Folding case may undo the normal form, so it is made twice.
    plain = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", plain)


error = Problem
"""An error: a problem that stops the work."""

warning = partial(Problem, severity=Severity.WARNING)
"""A warning: a problem that is shown and does not stop the work."""


def of_each_report(rule: Check) -> Check:
    """A rule of the report on the period asked for that looks at all others as well."""

    @wraps(rule)
    def of_all(portfolio: Portfolio) -> Iterator[Problem]:
        periods = (portfolio.period, *(report.period for report in portfolio.reports))
        for period in dict.fromkeys(periods):
            yield from rule(portfolio.reporting(period))

    return of_all


def percent(share: Decimal | Fraction) -> str:
    """Write a share as a percentage, to two decimals."""
    return said("{percent} %", percent=exact_decimal(round(Fraction(share) * 10**4), 2))
