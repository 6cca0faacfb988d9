"""The named figures of costs, spending, receipts and budgets, of a project or of all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from operator import attrgetter

import attrs

from cproc.errors import said
from cproc.figures.accounts import Account, Sum, accounts, at_least, figure_of, one_of, unit_of
from cproc.figures.catalogue import CURRENCY, Day, Method, Name, Scope, figure
from cproc.figures.counting import (
    Figure,
    Missing,
    Part,
    Reason,
    budget_in,
    heading_numbers,
    holders,
    in_tree_order,
    qualified,
    ratio_of,
)
from cproc.figures.subjects import (
    Booked,
    Flow,
    concerns,
    flow,
    forecast_of,
    has_begun,
    in_force,
    known_choice,
    projects_of,
    refuse_other_currencies,
)
from cproc.labels import Words
from cproc.model import BudgetVersion, Money, Portfolio, Qualifier, day_before

LINES, TRANSACTIONS = "budget_lines", "transactions"


class Against(StrEnum):
    """What spending is taken from to give a balance."""

    BUDGET = "budget"
    RECEIVED = "received"


def _of_lines(
    portfolio: Portfolio, project: Name, rule: str, amount: Callable[[Account], Money | None]
) -> Figure:
    amounts = [_of_its_lines(of, amount) for of in accounts(portfolio, project, None)]
    return figure_of(amounts, unit_of(portfolio, project), rule, "projects", None, known=False)


def _of_its_lines(of: Account, amount: Callable[[Account], Money | None]) -> Sum:
    if not of.project.budget_lines:
        return of.lacks()
    found = amount(of)
    if found is None:
        return of.lacks(Reason.OPEN_END)
    return of.told(Sum((Part(of.code, found, of.path),)))


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES, scope=Scope.WHOLE_LIFE)
def budget_lines(portfolio: Portfolio, project: Name = None) -> Figure:
    """Sum the lines of a budget, indirect costs and reserve included."""
    rule = said("budget lines and rates of them, each once")
    return _of_lines(portfolio, project, rule, lambda of: of.lines.total)


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES, scope=Scope.WHOLE_LIFE)
def direct_costs(portfolio: Portfolio, project: Name = None) -> Figure:
    """Sum the lines of a budget that are no rates of others."""
    return _of_lines(
        portfolio, project, said("budget lines, each once"), lambda of: of.lines.direct
    )


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES, scope=Scope.WHOLE_LIFE)
def indirect_costs(portfolio: Portfolio, project: Name = None) -> Figure:
    """Sum the lines of a budget that are a rate of others and no reserve."""
    rule = said("rates of their base, each rounded once")
    return _of_lines(portfolio, project, rule, lambda of: of.lines.indirect)


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES, scope=Scope.WHOLE_LIFE)
def contingency(portfolio: Portfolio, project: Name = None) -> Figure:
    """Sum the lines of a budget that are a reserve for contingencies."""
    rule = said("rates of their base that are a reserve, each rounded once")
    return _of_lines(portfolio, project, rule, lambda of: of.lines.reserve)


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES, scope=Scope.PERIOD)
def budget_in_period(portfolio: Portfolio, project: Name = None) -> Figure:
    """What the budget lines have for the reporting period, pro rata by day."""
    period = portfolio.period
    rule = said("each line split equally over the days it is for; those of {period}", period=period)
    return _of_lines(portfolio, project, rule, lambda of: budget_in(portfolio, of.project, period))


def summed_over(
    portfolio: Portfolio,
    project: Name,
    on: Day,
    amount: Callable[[Account], Sum],
    rule: str,
    *,
    of: str = TRANSACTIONS,
) -> Figure:
    """Add up an amount of a project, or of all that have begun by a day or booked something."""
    on = on or portfolio.period.end
    of_each = accounts(portfolio, project, on)
    amounts = [amount(each) for each in of_each if project or concerns(each.project, on)]
    unit = unit_of(portfolio, project)
    return figure_of(amounts, unit, rule, of, on, known=bool(amounts))


def _moved(
    portfolio: Portfolio,
    purpose: Flow,
    project: Name,
    on: Day,
    only: Callable[[Booked], bool] = lambda _entry: True,
) -> Figure:
    return summed_over(
        portfolio, project, on, lambda of: of.moved(purpose, only), _rule_of(purpose)
    )


def _rule_of(purpose: Flow) -> str:
    types = Words(tuple(f"transaction_type.{each}" for each in sorted(purpose.types)))
    rule = said("transactions that are {types}, each booked once", types=types)
    if purpose is Flow.SPENT:
        return said("{rule}, and costs that are a flat rate of them", rule=rule)
    return rule


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS, scope=Scope.TO_DATE)
def spent(  # noqa: PLR0917 - arguments of calls are named
    portfolio: Portfolio,
    project: Name = None,
    heading: Name = None,
    on: Day = None,
    donor: Name = None,
    partner: Name = None,
    currency: Name = None,
) -> Figure:
    """Sum expenditure, disbursements, reimbursements and flat costs up to a day, less refunds.

    With a heading, those booked on it, on one below it, or on one that it sums; with a donor,
    partner or currency, those of its money, that it spent, that were paid in it.
    """
    _refuse_unknown(portfolio, project, heading, donor, partner)

    def counts(account: Account) -> Callable[[Booked], bool]:
        hold = holders(account.project)
        wanted = {"donor": donor, "partner": partner, "amount.currency": currency}
        reads = [(attrgetter(name), value) for name, value in wanted.items() if value is not None]

        def is_of(entry: Booked) -> bool:
            paid = entry.transaction
            on_it = heading is None or heading in hold(paid.heading)
            return on_it and all(read(paid) == value for read, value in reads)

        return is_of

    return summed_over(
        portfolio, project, on, lambda of: of.moved(Flow.SPENT, counts(of)), _rule_of(Flow.SPENT)
    )


def _refuse_unknown(
    portfolio: Portfolio, project: Name, heading: Name, donor: Name, partner: Name
) -> None:
    known = [each.id for each in portfolio.organisations]
    known_choice("donor", donor, known)
    known_choice("partner", partner, known)
    if heading is None:
        return
    # Any heading that a budget or a booking knows may be asked for, subtotals included.
    headings: set[str] = set()
    for _path, each in projects_of(portfolio, project):
        hold = holders(each)
        numbers = (*heading_numbers(each), *(paid.heading for paid in each.transactions))
        headings.update(over for number in numbers for over in hold(number))
    known_choice("heading", heading, in_tree_order(headings))


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS, scope=Scope.PERIOD)
def spent_in_period(portfolio: Portfolio, project: Name = None) -> Figure:
    """Sum expenditure, disbursements, reimbursements and flat costs of the reporting period."""
    period = portfolio.period
    return _moved(
        portfolio, Flow.SPENT, project, None, lambda entry: entry.transaction.date in period
    )


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS, scope=Scope.TO_DATE)
def flat_costs(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """What is owed at flat rates of what is spent on other headings; no money moves for it."""
    return _moved(portfolio, Flow.SPENT, project, on, lambda entry: entry.rate_line is not None)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS, scope=Scope.TO_DATE)
def committed(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """Sum the outgoing commitments, paid or not, up to a day."""
    return _moved(portfolio, Flow.COMMITTED, project, on)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS, scope=Scope.TO_DATE)
def received(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """Sum the incoming funds up to a day."""
    return _moved(portfolio, Flow.RECEIVED, project, on)


@figure(unit=CURRENCY, method=Method.DIFFERENCE, needs=TRANSACTIONS, scope=Scope.TO_DATE)
def balance(
    portfolio: Portfolio, project: Name = None, of: str = Against.BUDGET, on: Day = None
) -> Figure:
    """The budget in force on a day, or what was received by then, less what was spent.

    ``of`` is ``budget`` or ``received``.
    """
    known_choice("balance", of, Against)
    if of == Against.RECEIVED:
        return summed_over(
            portfolio, project, on, _in_hand, said("incoming funds less what vouchers paid")
        )
    return summed_over(portfolio, project, on, _left, said("budget in force less spending"))


def _in_hand(account: Account) -> Sum:
    # A flat rate is owed, and no money moves for it.
    return account.moved(Flow.RECEIVED) - account.moved(Flow.SPENT, flat=False)


def _left(account: Account, by: Flow = Flow.SPENT) -> Sum:
    moved = account.moved(by)
    # A budget that would be refused is not looked at where it would not matter.
    return moved if moved.unknown else account.whole_budget() - moved


@figure(unit="%", method=Method.RATIO, needs=TRANSACTIONS, scope=Scope.TO_DATE)
def burn_rate(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """The share of the budget in force that is spent by a day, in percent."""
    paid: list[Sum] = []

    def budget(account: Account) -> Sum:
        left = _left(account)
        if left.unknown:
            return left
        paid.append(attrs.evolve(account.moved(Flow.SPENT), missing=()))
        return attrs.evolve(left, parts=account.whole_budget().parts)

    whole = summed_over(portfolio, project, on, budget, "", of="projects")
    used = figure_of(paid, whole.unit, "", "projects", on)
    rule = said("{used}, spent, of {whole}, the budget, to one decimal", used=used, whole=whole)
    return ratio_of(used, whole, rule)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS, scope=Scope.TO_DATE)
def forecast(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """Tell what will be spent by the end if spending goes on at its rate per day so far."""

    def at_this_rate(account: Account) -> Sum:
        so_far = account.moved(Flow.SPENT)
        if so_far.unknown:
            return so_far
        amount = flow(account.entries, Flow.SPENT, account.own)
        ahead = forecast_of(amount, account.project, account.on)
        if ahead is None:
            open_ = account.project.period.open
            return account.lacks(Reason.OPEN_END if open_ else Reason.NOT_BEGUN)
        part = Part(account.code, ahead, account.path, qualifier=so_far.qualifier)
        return account.told(attrs.evolve(so_far, parts=(part,)))

    rule = said("spending by the day, by the project's days over, times all its days")
    return summed_over(portfolio, project, on, at_this_rate, rule, of="projects")


@figure(unit=CURRENCY, method=Method.DIFFERENCE, needs=TRANSACTIONS, scope=Scope.TO_DATE)
def receipts_gap(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """The budget in force less what was received by a day, of each project that lacks it.

    What one project lacks is not made good by what another received too much.
    """

    def gap(account: Account) -> Sum:
        return _left(account, Flow.RECEIVED).excess(account.code, account.path)

    rule = said("budget in force less incoming funds, of each project that lacks them")
    return at_least(summed_over(portfolio, project, on, gap, rule))


@figure(unit=CURRENCY, method=Method.DIFFERENCE, needs=TRANSACTIONS, scope=Scope.TO_DATE)
def receipts_surplus(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """What was received by a day beyond the budget in force, of each project that has it."""

    def surplus(account: Account) -> Sum:
        return (-_left(account, Flow.RECEIVED)).excess(account.code, account.path)

    rule = said(
        "incoming funds less the budget in force, of each project where that is more than nothing"
    )
    return at_least(summed_over(portfolio, project, on, surplus, rule))


def _budgets(portfolio: Portfolio, on: Day, *, ended: bool = False) -> Figure:
    on = on or portfolio.period.end
    of = [
        a for a in accounts(portfolio, None, on) if a.runs or (ended and has_begun(a.project, on))
    ]
    refuse_other_currencies(portfolio, (each.project for each in of), on)
    rule = said("budget of projects running on the day, {on}", on=on)
    if ended:
        rule = said("budget of projects begun by the day, {on}", on=on)
    return figure_of((each.budget() for each in of), portfolio.currency, rule, "projects", on)


@figure(unit=CURRENCY, method=Method.SUM, needs="budget", scope=Scope.WHOLE_LIFE)
def budget_total(portfolio: Portfolio, on: Day = None) -> Figure:
    """Sum the budgets in force of the projects that run on a day."""
    return _budgets(portfolio, on)


@figure(unit=CURRENCY, method=Method.SUM, needs="budget", scope=Scope.WHOLE_LIFE)
def budget_all(portfolio: Portfolio, on: Day = None) -> Figure:
    """Sum the budgets in force of all projects begun by a day, those that ended with their last."""
    return _budgets(portfolio, on, ended=True)


@figure(unit=CURRENCY, method=Method.DIFFERENCE, needs="budget", scope=Scope.PERIOD)
def budget_change(portfolio: Portfolio, since: Day = None, on: Day = None) -> Figure:
    """The budget in force on a day less that on an earlier day, project by project.

    Where it is not told, the earlier day is the one before the reporting period. A project
    whose budget is not known on one of the days is left out of both.
    """
    since = since or day_before(portfolio.period.start) or date.min
    on = on or portfolio.period.end
    for day in (since, on):
        refuse_other_currencies(portfolio, in_force(portfolio, day), day)
    changes = (_change(each, since) for each in accounts(portfolio, None, on))
    rule = said("budget in force on {on} less that on {since}", on=on, since=since)
    return figure_of(changes, portfolio.currency, rule, "projects", on)


def _change(now: Account, since: date) -> Sum:
    """What a project adds to a change of the budget: the versions change in their order only."""
    then = attrs.evolve(now, on=since)
    before, after = (
        account.project.budget_versions(account.on) if account.runs else ()
        for account in (then, now)
    )
    for versions, account in ((before, then), (after, now)):
        if None in versions:
            return account.budget((None,))
    pairs = [
        (old, new)
        for old in before or (None,)
        for new in after or (None,)
        if not (old and new) or now.on < since or old.effective <= new.effective
    ]
    amounts = [amount for pair in pairs if (amount := _less(*pair))]
    both = [*((of, True) for of in before), *((of, False) for of in after)]
    # A version that was in force on both days is no change, however exact its amount is.
    moved = any(old is not new for old, new in pairs)
    kind = qualified((of.qualifier, less) for of, less in both if of and moved)
    if not any(amount.amount for amount in amounts) and kind is Qualifier.EXACT:
        return Sum()
    part = one_of(now.code, amounts, now.path_of((after or before)[0]), kind)
    if part.value is not None:
        return now.told(Sum((part,)))
    unsure = now.path_of(max(before, after, key=len)[-1])
    return now.told(Sum((part,), (Missing(now.code, Reason.DATE, unsure, within=True),)))


def _less(before: BudgetVersion | None, after: BudgetVersion | None) -> Money | None:
    if before is None or after is None:
        return after.amount if after else -before.amount if before else None
    return after.amount - before.amount


@figure(unit=CURRENCY, method=Method.SUM, needs="budget", scope=Scope.WHOLE_LIFE)
def project_budget(portfolio: Portfolio, project: str, on: Day = None) -> Figure:
    """The last version of a project's budget in effect on a day."""
    (account,) = accounts(portfolio, project, on)
    rule = said("last version in effect on the day")
    return figure_of([account.budget()], account.own, rule, "projects", account.on, known=False)
