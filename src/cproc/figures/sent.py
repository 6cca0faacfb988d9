"""What reports that were sent say was spent, and by how much the records differ from it now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from cproc.errors import with_paths
from cproc.figures.counting import heading_numbers, in_tree_order
from cproc.figures.subjects import Booked, Flow, booked, project_of
from cproc.model import (
    Money,
    Period,
    Portfolio,
    Project,
    Submission,
    SubmittedAmount,
    digest,
    submissions_in_force,
)
from cproc.rates import RateMethod
from cproc.version import __version__

__all__ = ["adjustments", "sent_before", "submission"]

Amounts = Mapping[str | None, Money]
"""Amounts by number of heading; by None what is booked on no heading."""


def sent_before(
    portfolio: Portfolio,  # noqa: ARG001 - as all that tell of the money of a project
    project: Project,
    period: Period,
    donor: str | None = None,
) -> Amounts | None:
    """What reports that were sent say was spent by heading, up to the day before a period.

    Corrections that they made of each other are in it.

    Args:
        portfolio: The data.
        project: One of its projects.
        period: The period of the report that is made now.
        donor: Identifier of the donor; as for `cproc.model.submissions_in_force` where absent.

    Returns:
        Amounts in the currency of the contract, in the order of the headings; None where no
        report was sent on an earlier period.
    """
    earlier = _earlier(project, period, donor)
    if not earlier:
        return None
    told = (
        (each.heading, amount)
        for report in earlier
        for each in report.amounts
        for amount in (each.spent, each.adjustment)
        if amount is not None
    )
    return _by_heading(told, project)


def adjustments(
    portfolio: Portfolio, project: Project, period: Period, donor: str | None = None
) -> Amounts:
    """What the records say now of the periods that reports were sent on, less what was sent.

    A correction is in a later report what it is: an adjustment of what an earlier one said.

    Args:
        portfolio: The data.
        project: One of its projects.
        period: The period of the report that is made now.
        donor: Identifier of the donor, as for `sent_before`.

    Returns:
        Amounts that are not nothing, in the currency of the contract; none where no report was
        sent on an earlier period.

    Raises:
        InvalidValueError: A rate is missing; the message names currency and month or day.
    """
    sent = sent_before(portfolio, project, period, donor)
    if sent is None:
        return {}
    periods = [each.period for each in _earlier(project, period, donor)]
    now = (
        (entry.transaction.heading, entry.amount)
        for entry in _spent(portfolio, project, max(each.end for each in periods))
        if any(entry.transaction.date in each for each in periods)
    )
    less = ((number, -amount) for number, amount in sent.items())
    both = _by_heading([*now, *less], project)
    return {number: amount for number, amount in both.items() if amount.amount}


def submission(
    portfolio: Portfolio,
    project: str | Project,
    period: Period | str,
    sent: date,
    *,
    donor: str | None = None,
    reference: str = "",
) -> Submission:
    """What is to be kept of a report on a project that is sent now, with its figures as they are.

    Args:
        portfolio: The data.
        project: Its code, or one of the projects.
        period: What the report covers.
        sent: Day it is sent.
        donor: Identifier of the organisation it is sent to, where there are several.
        reference: What it is filed as.

    Raises:
        UnknownNameError: There is no such project.
        InvalidValueError: A rate is missing, or a text is no period.

    Example:
        >>> import cproc
        >>> grant = cproc.load("examples/eu_grant")
        >>> report = cproc.submission(grant, "CEGE", "2024", date(2025, 1, 31))
        >>> len(report.amounts), report.digest == cproc.digest(grant)
        (10, True)
    """
    of = project_of(portfolio, project) if isinstance(project, str) else project
    covers = Period.parse(period) if isinstance(period, str) else period
    entries = [
        each for each in _spent(portfolio, of, covers.end) if each.transaction.date in covers
    ]
    spent = _by_heading(((e.transaction.heading, e.amount) for e in entries), of)
    changed = adjustments(portfolio, of, covers, donor)
    nothing = Money(0, portfolio.currency_of(of))
    numbers = _in_order([*spent, *changed], of)
    return Submission(
        covers,
        sent,
        donor,
        reference,
        digest(portfolio),
        __version__,
        sources_of_rates(portfolio, entries),
        tuple(
            SubmittedAmount(spent.get(number, nothing), number, changed.get(number))
            for number in numbers
        ),
    )


def sources_of_rates(portfolio: Portfolio, entries: Iterable[Booked]) -> str:
    """Where the exchange rates of entries came from: each source once, and instalments by name."""
    used = {each.converted.rate for each in entries}
    used = {rate for rate in used if rate.source != rate.target}
    currencies = {code for rate in used for code in (rate.source, rate.target)}
    paid = sorted(rate.basis for rate in used if rate.method is RateMethod.INSTALMENT)
    published = (each.source for each in portfolio.rates if each.currency in currencies)
    words = (*paid, *filter(None, published))
    return "; ".join(dict.fromkeys(words))


def _earlier(project: Project, period: Period, donor: str | None) -> list[Submission]:
    return [each for _path, each in earlier_submissions(project, period, donor)]


def earlier_submissions(
    project: Project, period: Period, donor: str | None = None
) -> list[tuple[str, Submission]]:
    """The submissions that hold on periods before one, each with its place in the project."""
    held = submissions_in_force(project.submissions, donor)
    # By identity: of two that are equal each has a place of its own.
    at = {id(each): place for place, each in with_paths("submissions", project.submissions)}
    return [(at[id(each)], each) for each in held if each.period.end < period.start]


def _spent(portfolio: Portfolio, project: Project, on: date) -> Iterator[Booked]:
    entries = booked(portfolio, project, on)
    return (entry for entry in entries if entry.transaction.type in Flow.SPENT.types)


def _by_heading(amounts: Iterable[tuple[str | None, Money]], project: Project) -> Amounts:
    summed: dict[str | None, Money] = {}
    for number, amount in amounts:
        summed[number] = summed[number] + amount if number in summed else amount
    return {number: summed[number] for number in _in_order(summed, project)}


def _in_order(numbers: Iterable[str | None], project: Project) -> list[str | None]:
    each = dict.fromkeys(numbers)
    ordered = in_tree_order([*heading_numbers(project), *filter(None, each)])
    return [*(number for number in ordered if number in each), *([None] if None in each else [])]
