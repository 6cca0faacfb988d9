"""The codes of the rules, and what the rules share."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial, wraps
from typing import Any, get_args

import attrs

from cproc.errors import Problem, Severity, with_paths
from cproc.model import Portfolio
from cproc.money import exact_decimal

Problems = Iterator[Problem]
"""What a rule finds, one after the other."""

Check = Callable[[Portfolio], Iterable[Problem]]
"""A rule: what is wrong with a portfolio by it."""

CODES: dict[str, str] = {
    "id-twice": "an identifier that two records of one list have",
    "id-alike": "two identifiers of one list that differ in letter case, blanks or Unicode form",
    "reference-unknown": "a reference to a record that is not there",
    "predecessor-cycle": "a project that, over any number of steps, comes before itself",
    "currency-mixed": "a budget in another currency than the portfolio reports in",
    "amount-finer": "an amount with more decimals than its currency has",
    "has-no": "records of which it is said that there are none",
    "figure-unknown": "a statement that names a figure, or a record, that is not there",
    "placeholder-unknown": "a placeholder of the narrative that no figure answers to",
    "placeholder-empty": "a placeholder whose figure the data cannot give",
    "placeholder-incomplete": "a placeholder whose figure lacks some of its records",
    "figure-incomplete": "a figure of a table that lacks some of its records",
    "placeholder-open": "two braces in the narrative without the other two",
    "picture-missing": "a picture of the narrative that a document cannot show",
    "link-unknown": "a link of the narrative that a document cannot follow",
    "markup-unknown": "markup of the narrative, such as HTML, that is printed as it stands",
    "section-unknown": "a narrative that belongs to no section",
    "section-twice": "a section that the report would print twice",
    "section-untitled": "a section without a title",
    "country-withdrawn": "the code of a former country after the day it was withdrawn",
    "outside-project": "an activity on no day of the life of its project",
    "outside-period": "an activity before or after every period that is reported on",
    "milestone-outside": "a milestone on no day of the life of its project",
    "priority-outside": "a priority country on no day of the life of its project",
    "budget-late": "a budget that comes into force after its project has ended",
    "transaction-outside": "a transaction on a day on which its project does not run",
    "predecessor-later": "a project that begins before the one it continues",
    "post-outside": "a post on no day of its project, or before the office was at work",
    "post-overfunded": "a post of which projects pay more than the whole",
    "indicator-sum": "women and men who do not make the people that an indicator counts",
    "country-missing": "a city without its country, or a country's name in the place of a city",
    "region-mismatch": "a country outside the region that is named with it",
    "designation-overlap": "two designations of one territory that hold on one day",
    "statement-differs": "a stated figure that differs from the computed one, unexplained",
    "budget-lines": "lines of a budget that do not add up to the budget in force",
    "rate-missing": "an amount that no exchange rate converts",
    "rate-slipped": "a rate of ten times its neighbours, or a tenth: a point has slipped",
    "flat-booked": "a cost booked on a heading whose costs are a flat rate",
    "spending-over": "more spent than the budget in force",
    "indirect-over": "indirect costs over the donor's ceiling",
    "contingency-over": "a reserve for contingencies over the donor's ceiling",
    "reallocation-over": "a heading overspent by more than the donor lets move to it",
    "cost-ineligible": "a cost on a day on which the donor pays none",
    "contributions-over": "contributions that exceed the budget in force",
    "contribution-rest-in-kind": "a rest of the budget that is given in kind, and covers nothing",
    "organisation-twice": "two organisations that may be one",
    "report-twice": "a second report on one period, of which the first is printed",
    "likely-twice": "two entries that may be one event",
    "record-unused": "a record that nothing refers to (a notice, shown with --all)",
    "silence-list": "a silence that names no list of the portfolio",
    "silence-record": "a silence on a record that is not there",
    "silence-error": "a silence on an error; only warnings can be silenced",
    "silence-unused": "a silence that silences nothing",
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

notice = partial(Problem, severity=Severity.NOTICE)
"""A notice: what is no fault, and worth a look."""


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
    return f"{exact_decimal(round(Fraction(share) * 10**4), 2)} %"


def each_of(wanted: tuple[type, ...], record: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The records of some classes that a record is or holds, each with its path, in its order."""
    if isinstance(record, wanted):
        yield path, record
    if isinstance(record, tuple):
        for place, part in with_paths(path, record):
            yield from each_of(wanted, part, place)
        return
    kind: Any = type(record)
    for field in _ways(wanted, kind):
        at = f"{path}.{field}" if path else field
        yield from each_of(wanted, getattr(record, field), at)


@cache
def _ways(wanted: tuple[type, ...], cls: Any) -> tuple[str, ...]:
    """The fields of a class that may hold records of those that are wanted."""
    fields = attrs.fields(attrs.resolve_types(cls)) if attrs.has(cls) else ()
    kinds = {field.name: (get_args(field.type) or (field.type,))[0] for field in fields}
    return tuple(n for n, kind in kinds.items() if kind in wanted or _ways(wanted, kind))
