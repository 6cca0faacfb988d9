"""The codes of the rules, and what the rules share."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial, wraps
from typing import Any, get_args

import attrs

from cproc.errors import Problem, Severity, said, with_paths
from cproc.model import Portfolio
from cproc.money import exact_decimal

Problems = Iterator[Problem]
"""What a rule finds, one after the other."""

Check = Callable[[Portfolio], Iterable[Problem]]
"""A rule: what is wrong with a portfolio by it."""

CODES: dict[str, str] = {
    "id-twice": said("an identifier that two records of one list have"),
    "id-alike": said(
        "two identifiers of one list that differ in letter case, blanks or Unicode form"
    ),
    "reference-unknown": said("a reference to a record that is not there"),
    "term-unknown": said("a kind, form, level or category that is no term of the office"),
    "label-unknown": said("a label of the office's own that stands for none there is"),
    "label-gaps": said("a label of the office's own with a gap that nothing fills"),
    "predecessor-cycle": said("a project that, over any number of steps, comes before itself"),
    "currency-mixed": said("a budget or a line of it in another currency than its project"),
    "amount-finer": said("an amount with more decimals than its currency has"),
    "has-no": said("records of which it is said that there are none"),
    "figure-unknown": said("a statement that names a figure, or a record, that is not there"),
    "placeholder-unknown": said("a placeholder of the narrative that no figure answers to"),
    "placeholder-empty": said("a placeholder whose figure the data cannot give"),
    "placeholder-incomplete": said("a placeholder whose figure lacks some of its records"),
    "figure-incomplete": said("a figure of a table that lacks some of its records"),
    "placeholder-open": said("two braces in the narrative without the other two"),
    "picture-missing": said("a picture of the narrative that a document cannot show"),
    "link-unknown": said("a link of the narrative that a document cannot follow"),
    "markup-unknown": said("markup of the narrative, such as HTML, that is printed as it stands"),
    "section-unknown": said("a narrative that belongs to no section"),
    "section-twice": said("a section that the report would print twice"),
    "section-untitled": said("a section without a title"),
    "country-withdrawn": said("the code of a former country after the day it was withdrawn"),
    "outside-project": said("an activity on no day of the life of its project"),
    "outside-period": said("an activity before or after every period that is reported on"),
    "milestone-outside": said("a milestone on no day of the life of its project"),
    "priority-outside": said("a priority country on no day of the life of its project"),
    "budget-late": said("a budget that comes into force after its project has ended"),
    "transaction-outside": said("a transaction on a day on which its project does not run"),
    "predecessor-later": said("a project that begins before the one it continues"),
    "post-outside": said("a post on no day of its project, or before the office was at work"),
    "post-overfunded": said("a post of which projects pay more than the whole"),
    "indicator-sum": said(
        "parts of an indicator's value, such as women and men, that do not make it"
    ),
    "indicator-twice": said("two values of an indicator for one time, or a part that stands twice"),
    "indicator-percent": said("a percentage below 0 or above 100"),
    "indicator-early": said("a value of an indicator from before its baseline"),
    "indicator-direction": said("a target on the wrong side of the baseline"),
    "indicator-falls": said("people trained by a day who are fewer on a later one"),
    "indicator-due": said("a target that was due, of which nothing was measured"),
    "country-missing": said(
        "a city without its country, or a country's name in the place of a city"
    ),
    "region-mismatch": said("a country outside the region that is named with it"),
    "designation-overlap": said("two designations of one territory that hold on one day"),
    "statement-differs": said("a stated figure that differs from the computed one, unexplained"),
    "budget-lines": said("lines of a budget that do not add up to the budget in force"),
    "rate-missing": said("an amount that no exchange rate converts"),
    "rate-lacking": said("a project whose currency no exchange rate tells in that of totals"),
    "instalment-form": said("an amount in the accounts that gives no rate of an instalment"),
    "cost-disallowed": said("more of a cost not accepted than it was, or in another currency"),
    "contingency-used": said("more moved from the reserve than it has"),
    "rate-slipped": said("a rate of ten times its neighbours, or a tenth: a point has slipped"),
    "flat-booked": said("a cost booked on a heading whose costs are a flat rate"),
    "spending-over": said("more spent than the budget in force"),
    "indirect-over": said("indirect costs over the donor's ceiling"),
    "contingency-over": said("a reserve for contingencies over the donor's ceiling"),
    "reallocation-over": said("a heading overspent by more than the donor lets move to it"),
    "variance-unexplained": said(
        "a heading overspent by more than the donor lets move to it, which nothing explains"
    ),
    "cost-ineligible": said("a cost on a day on which the donor pays none"),
    "contributions-over": said("contributions that exceed the budget in force"),
    "contribution-rest-in-kind": said(
        "a rest of the budget that is given in kind, and covers nothing"
    ),
    "organisation-twice": said("two organisations that may be one"),
    "report-twice": said("a second report on one period, of which the first is printed"),
    "likely-twice": said("two entries that may be one event"),
    "record-unused": said("a record that nothing refers to (a notice, shown with --all)"),
    "term-unused": said("a term that no record names (a notice, shown with --all)"),
    "labels-incomplete": said("labels that are not in the language of a report (with --lang)"),
    "text-untranslated": said(
        "texts that are not in the language of a report (a notice, with --lang)"
    ),
    "silence-list": said("a silence that names no list of the portfolio"),
    "silence-record": said("a silence on a record that is not there"),
    "silence-error": said("a silence on an error; only warnings can be silenced"),
    "silence-unused": said("a silence that silences nothing"),
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
    return said("{percent} %", percent=exact_decimal(round(Fraction(share) * 10**4), 2))


def each_of(wanted: tuple[type, ...], record: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The records of some classes that a record is or holds, each with its path, in its order."""
    if isinstance(record, wanted):
        yield path, record
    kind: Any = type(record)
    for field in _ways(wanted, kind):
        at, held = f"{path}.{field}" if path else field, getattr(record, field)
        if isinstance(held, tuple):
            for place, part in with_paths(at, held):
                yield from each_of(wanted, part, place)
        elif held is not None:
            yield from each_of(wanted, held, at)


@cache
def _ways(wanted: tuple[type, ...], cls: Any) -> tuple[str, ...]:
    """The fields of a class that may hold records of those that are wanted."""
    fields = attrs.fields(attrs.resolve_types(cls)) if attrs.has(cls) else ()
    kinds = {field.name: (get_args(field.type) or (field.type,))[0] for field in fields}
    return tuple(n for n, kind in kinds.items() if kind in wanted or _ways(wanted, kind))
