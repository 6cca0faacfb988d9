"""The named figures of what was sent: what earlier reports told, and what has changed since."""

from __future__ import annotations

from collections.abc import Callable

from cproc.errors import InvalidValueError, said
from cproc.figures.accounts import Account, Sum, accounts, figure_of, unit_of
from cproc.figures.catalogue import CURRENCY, Method, Name, Scope, figure
from cproc.figures.counting import Figure, Part, Reason, heading_numbers, holders, in_tree_order
from cproc.figures.sent import adjustments as _adjustments
from cproc.figures.sent import earlier_submissions
from cproc.figures.subjects import known_choice
from cproc.model import Money, Portfolio, Project, submissions_in_force

SUBMISSIONS = "submissions"


def _summed(
    portfolio: Portfolio,
    project: Name,
    heading: Name,
    donor: Name,
    *,
    rule: str,
    amount: Callable[[Account, Callable[[str | None], bool]], Sum],
) -> Figure:
    """Add up what each project that reports were sent on adds, or the one asked for."""
    of_each = accounts(portfolio, project, None)
    known = {
        over
        for account in of_each
        for number in heading_numbers(account.project)
        for over in holders(account.project)(number)
    }
    known_choice("heading", heading, in_tree_order(known))
    known_choice("donor", donor, [each.id for each in portfolio.organisations])
    sums = []
    for account in of_each:
        is_of = _on_heading(account.project, heading)
        if _is_told(account.project, donor):
            sums.append(account.told(amount(account, is_of)))
        elif project:
            sums.append(account.lacks())
    unit = unit_of(portfolio, project)
    return figure_of(sums, unit, rule, "projects", portfolio.period.end, known=bool(sums))


def _is_told(project: Project, donor: Name) -> bool:
    """Whether reports are kept that were sent to a donor, or to the only one there is."""
    return bool(submissions_in_force(project.submissions, donor))


def _on_heading(project: Project, heading: Name) -> Callable[[str | None], bool]:
    """The function that tells whether a number counts for a heading; all do for none."""
    if heading is None:
        return lambda _number: True
    hold = holders(project)
    return lambda number: heading in hold(number)


@figure(unit=CURRENCY, method=Method.SUM, needs=SUBMISSIONS, scope=Scope.PERIOD)
def sent_before(
    portfolio: Portfolio, project: Name = None, heading: Name = None, donor: Name = None
) -> Figure:
    """Sum what reports that were sent say was spent, up to the day before the reporting period.

    It is what donors have read, whatever the records say now: corrections are `adjustments`. With
    a heading, what they say of it, of one below it, or of one that it sums; with a donor, those
    that were sent to it, which must be named where there are several.
    """

    def amount(account: Account, counts: Callable[[str | None], bool]) -> Sum:
        parts = []
        for path, report in earlier_submissions(account.project, portfolio.period, donor):
            told = [
                part
                for each in report.amounts
                if counts(each.heading)
                for part in (each.spent, each.adjustment)
                if part is not None
            ]
            total = Money.total(told, account.own)
            parts.append(Part(account.code, total, f"{account.path}.{path}"))
        return Sum(tuple(parts)) if parts else _nothing(account)

    rule = said("what reports on earlier periods told as spent, the last sent on each")
    return _summed(portfolio, project, heading, donor, rule=rule, amount=amount)


@figure(unit=CURRENCY, method=Method.DIFFERENCE, needs=SUBMISSIONS, scope=Scope.PERIOD)
def adjustments(
    portfolio: Portfolio, project: Name = None, heading: Name = None, donor: Name = None
) -> Figure:
    """What the records say now of the periods that reports were sent on, less what was sent.

    Of periods before the reporting period. With a heading, what is booked on it, on one below
    it, or on one that it sums; with a donor, of what was sent to it.
    """

    def amount(account: Account, counts: Callable[[str | None], bool]) -> Sum:
        try:
            changed = _adjustments(portfolio, account.project, portfolio.period, donor)
        except InvalidValueError:
            return account.lacks(Reason.RATE)
        told = (value for number, value in changed.items() if counts(number))
        return Sum((Part(account.code, Money.total(told, account.own), account.path),))

    rule = said("spending of the periods that reports were sent on, less what they told of it")
    return _summed(portfolio, project, heading, donor, rule=rule, amount=amount)


def _nothing(account: Account) -> Sum:
    return Sum((Part(account.code, Money(0, account.own), account.path),))
