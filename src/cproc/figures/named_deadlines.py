"""The named figures of deadlines: reports due, instalments expected, activities ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import attrs

from cproc.errors import InvalidValueError, Message, said
from cproc.figures import counting
from cproc.figures.accounts import Account, Sum, accounts, figure_of, one_of, unit_of
from cproc.figures.catalogue import CURRENCY, Day, Days, Method, Name, Scope, figure
from cproc.figures.counting import Figure, Missing, Part, Reason, sum_of
from cproc.figures.subjects import (
    HORIZON,
    Deadline,
    activities_ahead,
    all_true,
    days_ahead,
    deadlines_of,
    happened_by,
    has_begun,
    known_choice,
    project_of,
)
from cproc.model import DonorReport, Instalment, Money, Portfolio

REPORTS, INSTALMENTS = "donor_reports", "instalments"
"""The lists of a project that the figures are computed from."""

_Counts = Callable[[Deadline], bool | None]
"""Whether a deadline is in a figure; None where that cannot be told."""


def _asked(portfolio: Portfolio, project: Name, donor: Name, on: date) -> list[Account]:
    """The accounts of the projects that a figure is of."""
    known_choice("donor", donor, (each.id for each in portfolio.organisations))
    return accounts(portfolio, project, on)


def _lacks_records(of: Account, records: str, donor: Name) -> bool:
    """Whether nobody recorded what a figure of a donor, or of all, is computed from."""
    concerned = donor is None or any(each.donor == donor for each in of.project.contributions)
    return concerned and not getattr(of.project, records) and has_begun(of.project, of.on)


def _of(account: Account, kind: type) -> Iterator[Deadline]:
    every = deadlines_of(account.path, account.project)
    return (each for each in every if isinstance(each.record, kind))


def _reports(
    portfolio: Portfolio, project: Name, donor: Name, on: date, *, rule: Message, counts: _Counts
) -> Figure:
    told: list[Part] = []
    maybe: list[Missing] = []
    unknown: list[Missing] = []
    for account in _asked(portfolio, project, donor, on):
        if _lacks_records(account, REPORTS, donor):
            unknown += account.lacks().missing
        for each in _of(account, DonorReport):
            is_ = all_true(each.is_of(donor), counts(each))
            if is_:
                told.append(Part(account.code, 1, each.path))
            elif is_ is None:
                maybe.append(Missing(account.code, Reason.DATE, each.path))
    count = sum_of(told, "reports", rule, "projects", missing=unknown, known=True, on=on)
    return counting.within(count, maybe, len(maybe))


@figure(unit="reports", method=Method.COUNT, needs=REPORTS, scope=Scope.DAY)
def reports_due(
    portfolio: Portfolio,
    project: Name = None,
    donor: Name = None,
    within: Days = HORIZON,
    on: Day = None,
) -> Figure:
    """Count the reports to donors that are due on a day or in the days after it.

    Those that were submitted by the day are not; nor are those that are late (`reports_overdue`).
    Of a report that is due in a month, or whose day nobody knows, it may not be told.
    """
    on = on or portfolio.period.end
    rule = said("reports due from the day on within {days} days, not submitted by it", days=within)
    return _reports(
        portfolio, project, donor, on, rule=rule, counts=lambda of: of.lies_ahead(on, within)
    )


@figure(unit="reports", method=Method.COUNT, needs=REPORTS, scope=Scope.DAY)
def reports_overdue(
    portfolio: Portfolio, project: Name = None, donor: Name = None, on: Day = None
) -> Figure:
    """Count the reports to donors that were due before a day, and not submitted by it."""
    on = on or portfolio.period.end
    rule = said("reports due before the day, not submitted by it")
    return _reports(portfolio, project, donor, on, rule=rule, counts=lambda of: of.is_late(on))


def _in_account(account: Account, amount: Money) -> Money | None:
    """An amount in the currency of the contract; none where no rate converts it."""
    if amount.currency == account.own:
        return amount
    try:
        return counting.exchange_of(account.portfolio, account.project)(amount, account.on).money
    except InvalidValueError:
        return None


def _instalments(
    portfolio: Portfolio, project: Name, donor: Name, on: date, *, rule: Message, counts: _Counts
) -> Figure:
    sums: list[Sum] = []
    for account in _asked(portfolio, project, donor, on):
        if _lacks_records(account, INSTALMENTS, donor):
            sums.append(account.lacks())
        parts: list[Part] = []
        missing: list[Missing] = []
        for each in _of(account, Instalment):
            is_ = all_true(each.is_of(donor), counts(each))
            if is_ is False:
                continue
            code, stated = each.donor or account.code, getattr(each.record, "amount", None)
            amount = _in_account(account, stated) if stated else None
            if amount is None:
                why = Reason.RATE if stated else Reason.NOT_RECORDED
                missing.append(Missing(code, why, each.path))
            elif is_:
                parts.append(Part(code, amount, each.path))
            else:
                parts.append(one_of(code, (Money(0, amount.currency), amount), each.path))
                missing.append(Missing(code, Reason.DATE, each.path, within=True))
        sums.append(attrs.evolve(account.told(Sum(tuple(parts))), missing=tuple(missing)))
    return figure_of(sums, unit_of(portfolio, project), rule, "organisations", on)


@figure(unit=CURRENCY, method=Method.SUM, needs=INSTALMENTS, scope=Scope.DAY)
def instalments_expected(
    portfolio: Portfolio,
    project: Name = None,
    donor: Name = None,
    within: Days = HORIZON,
    on: Day = None,
) -> Figure:
    """Sum the instalments that are expected by the end of the days after a day.

    Those that were received by the day are not in it; those that are late are.
    """
    on = on or portfolio.period.end
    rule = said("instalments expected within {days} days or before, not received", days=within)

    def counts(of: Deadline) -> bool | None:
        return all_true(of.is_open(on), _expected_by(of, on, within))

    return _instalments(portfolio, project, donor, on, rule=rule, counts=counts)


def _expected_by(of: Deadline, on: date, within: int) -> bool | None:
    return None if of.day is None else happened_by(of.day, days_ahead(on, within).end)


@figure(unit=CURRENCY, method=Method.SUM, needs=INSTALMENTS, scope=Scope.DAY)
def instalments_requested(
    portfolio: Portfolio, project: Name = None, donor: Name = None, on: Day = None
) -> Figure:
    """Sum the instalments that were requested by a day, and not received by it."""
    on = on or portfolio.period.end
    rule = said("instalments requested by the day, not received by it")

    def counts(of: Deadline) -> bool | None:
        asked = of.record.requested if isinstance(of.record, Instalment) else None
        return all_true(of.is_open(on), happened_by(asked, on))

    return _instalments(portfolio, project, donor, on, rule=rule, counts=counts)


@figure(unit="activities", method=Method.COUNT, needs="activities", scope=Scope.DAY)
def activities_upcoming(
    portfolio: Portfolio, project: Name = None, within: Days = HORIZON, on: Day = None
) -> Figure:
    """Count the activities that begin on a day or in the days after it, and are not called off.

    An activity that is cancelled or postponed is not in it.
    """
    on = on or portfolio.period.end
    if project is not None:
        project_of(portfolio, project)

    def chosen(told: bool | None) -> list[str]:
        every = activities_ahead(portfolio, on, within, told)
        return [each.id for each in every if project in (None, *each.projects)]

    rule = said(
        "entries planned or held that begin from the day on within {days} days", days=within
    )
    parts = (Part(id_, 1) for id_ in chosen(told=True))
    count = sum_of(parts, "activities", rule, "activities", known=True, on=on)
    return counting.within(count, counting.lacking(chosen(told=None), Reason.DATE))
