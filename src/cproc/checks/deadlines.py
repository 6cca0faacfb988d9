"""Rules of deadlines: reports that donors wait for, instalments that do not add up."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cproc.checks.codes import Problems
from cproc.errors import problem, with_paths
from cproc.figures import Flow, deadlines
from cproc.model import Contribution, DonorReport, Money, Portfolio, Project
from cproc.money import rounded_from


def reports(portfolio: Portfolio) -> Problems:
    """A report is submitted by the day it is due, after what it covers, and then accepted."""
    for each in deadlines(portfolio):
        if isinstance(each.record, DonorReport) and each.is_late(portfolio.period.end):
            yield problem(
                "report-overdue",
                f"{each.path}.due",
                each.day,
                kind=each.record.kind,
                project=each.project.code,
            )
    for path, project in with_paths("projects", portfolio.projects):
        for at, report in with_paths(f"{path}.donor_reports", project.donor_reports):
            yield from _in_order(report, at)


def _in_order(report: DonorReport, path: str) -> Problems:
    submitted, accepted, covers = report.submitted, report.accepted, report.period
    if submitted and covers and submitted.end < covers.end:
        yield problem("report-early", f"{path}.submitted", submitted, end=covers.end)
    if accepted and submitted is None:
        yield problem("report-accepted.unsubmitted", f"{path}.accepted", accepted)
    elif accepted and submitted and accepted.end < submitted.start:
        yield problem("report-accepted", f"{path}.accepted", accepted, submitted=submitted)


def instalments(portfolio: Portfolio) -> Problems:
    """An instalment is received after it was requested, once, by a transaction that fits it."""
    for path, project in with_paths("projects", portfolio.projects):
        booked = {paid.id: paid for paid in project.transactions}
        first: dict[str, str] = {}
        for at, each in with_paths(f"{path}.instalments", project.instalments):
            paid = booked.get(each.transaction or "")
            received = paid.date if paid else each.received and each.received.end
            if received and each.requested and received < each.requested.start:
                yield problem("instalment-early", at, received, requested=each.requested)
            if paid is None:
                continue
            if paid.id in first:
                yield problem("instalment-twice", f"{at}.transaction", paid.id, at=first[paid.id])
            elif paid.party not in (None, each.donor) or paid.type not in Flow.RECEIVED.types:
                yield problem("instalment-unfit", f"{at}.transaction", paid.id, donor=each.donor)
            first.setdefault(paid.id, at)


def more_than_committed(portfolio: Portfolio) -> Problems:
    """The instalments that a donor pays are not more than it contributes to the project."""
    for path, project in with_paths("projects", portfolio.projects):
        for donor in dict.fromkeys(each.donor for each in project.instalments):
            given = [each for each in project.contributions if each.donor == donor]
            amounts = list(_amounts(project, given))
            paid = [each.amount for each in project.instalments if each.donor == donor]
            stated = [*amounts, *filter(None, paid)]
            if not given or None in amounts or len({of.currency for of in stated if of}) != 1:
                continue  # how much, or at what rate, is not known
            currency = next(of.currency for of in stated if of)
            whole = Money.total((of for of in amounts if of), currency)
            sum_ = Money.total(filter(None, paid), currency)
            if sum_.amount > whole.amount:
                yield problem(
                    "instalments-over", f"{path}.instalments", donor, sum=sum_, whole=whole
                )


def _amounts(project: Project, given: list[Contribution]) -> Iterator[Money | None]:
    """What each contribution comes to; none where that is not known."""
    last = max(project.budget, key=lambda each: each.effective, default=None)
    for each in given:
        if each.share is not None and last is not None:
            whole = last.amount
            yield rounded_from(Fraction(whole.amount) * Fraction(each.share), whole.currency)
        else:
            yield each.amount


RULES = (reports, instalments, more_than_committed)
