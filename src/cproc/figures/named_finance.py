"""The named figures of costs, spending and receipts, of a project or of all that tell theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from itertools import chain
from operator import attrgetter

import attrs

from cproc.figures.catalogue import CURRENCY, Day, Method, Name, figure, known_choice, projects_of
from cproc.figures.counting import (
    Figure,
    Missing,
    Part,
    Reason,
    budget_by_heading,
    budget_in,
    heading_numbers,
    holders,
    in_tree_order,
    ratio_of,
    sum_of,
)
from cproc.figures.subjects import (
    Booked,
    Flow,
    Told,
    booked,
    budget_told,
    flow,
    forecast_of,
    possible_budgets,
    sum_of_told,
)
from cproc.model import Money, Portfolio, Project, Transaction

LINES, TRANSACTIONS = "budget_lines", "transactions"


class Against(StrEnum):
    """What spending is taken from to give a balance."""

    BUDGET = "budget"
    RECEIVED = "received"


def _chosen(portfolio: Portfolio, project: Name, needs: str) -> list[tuple[str, Project]]:
    # A project that does not tell is left out, rather than counted as one that spent nothing.
    return [(path, each) for path, each in projects_of(portfolio, project) if getattr(each, needs)]


def _lacking(project: Name, known: object) -> tuple[Missing, ...]:
    """The one project that was asked for, where nothing is known of it."""
    return (Missing(project),) if project and not known else ()


def _budgeted(
    portfolio: Portfolio, project: Name, rule: str, amount: Callable[[Project], Money]
) -> Figure:
    chosen = _chosen(portfolio, project, LINES)
    parts = [Part(each.code, amount(each), path) for path, each in chosen]
    missing = _lacking(project, parts)
    return sum_of(parts, portfolio.currency, rule, "projects", missing=missing)


def _by_lines(portfolio: Portfolio, project: Name, rule: str, field: str) -> Figure:
    amount = attrgetter(field)
    currency = portfolio.currency
    return _budgeted(portfolio, project, rule, lambda p: amount(budget_by_heading(p, currency)))


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES)
def budget_lines(portfolio: Portfolio, project: Name = None) -> Figure:
    """Sum the lines of a budget, indirect costs and reserve included."""
    return _by_lines(portfolio, project, "budget lines and rates of them, each once", "total")


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES)
def direct_costs(portfolio: Portfolio, project: Name = None) -> Figure:
    """Sum the lines of a budget that are no rates of others."""
    return _by_lines(portfolio, project, "budget lines, each once", "direct")


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES)
def indirect_costs(portfolio: Portfolio, project: Name = None) -> Figure:
    """Sum the lines of a budget that are a rate of others and no reserve."""
    return _by_lines(portfolio, project, "rates of their base, each rounded once", "indirect")


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES)
def contingency(portfolio: Portfolio, project: Name = None) -> Figure:
    """Sum the lines of a budget that are a reserve for contingencies."""
    rule = "rates of their base that are a reserve, each rounded once"
    return _by_lines(portfolio, project, rule, "reserve")


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES)
def budget_in_period(portfolio: Portfolio, project: Name = None) -> Figure:
    """What the budget lines have for the reporting period, pro rata by day."""
    period = portfolio.period
    rule = f"each line split equally over the days it is for; those of {period}"
    return _budgeted(portfolio, project, rule, lambda p: budget_in(portfolio, p, (period,))[0])


@attrs.frozen
class _Book:
    """What is booked of a project, with its path in the portfolio."""

    path: str
    project: Project
    entries: tuple[Booked, ...]

    def parts(
        self,
        purpose: Flow,
        *,
        negative: bool = False,
        only: Callable[[Transaction], bool] = lambda _transaction: True,
    ) -> list[Part]:
        """What each transaction of a purpose adds."""
        at = {id(each): index for index, each in enumerate(self.project.transactions)}
        parts = []
        for entry in self.entries:
            paid = entry.transaction
            amount = -entry.amount if negative else entry.amount
            if paid.type in purpose.types and only(paid):
                parts.append(Part(paid.id, amount, f"{self.path}.transactions[{at[id(paid)]}]"))
        return parts


def _books(portfolio: Portfolio, project: Name, on: date) -> list[_Book]:
    return [
        _Book(path, each, booked(portfolio, each, on))
        for path, each in _chosen(portfolio, project, TRANSACTIONS)
    ]


def _moved(
    portfolio: Portfolio,
    purpose: Flow,
    project: Name,
    on: Day,
    only: Callable[[Transaction], bool] = lambda _transaction: True,
) -> Figure:
    def parts(book: _Book) -> Told:
        return tuple(book.parts(purpose, only=only)), ()

    rule = f"transactions that are {', '.join(sorted(purpose.types))}, each booked once"
    return _added(portfolio, project, on, parts, rule, nought=True)


def _budget_less(portfolio: Portfolio, project: Name, on: Day, purpose: Flow, rule: str) -> Figure:
    day = on or portfolio.period.end

    def parts(book: _Book) -> Told:
        budgets = possible_budgets(portfolio, book.project, day)
        budget, missing = budget_told(book.project, book.path, day, budgets)
        return (*budget, *book.parts(purpose, negative=True)) if budget else (), missing

    return _added(portfolio, project, on, parts, rule)


def _added(
    portfolio: Portfolio,
    project: Name,
    on: Day,
    parts_of: Callable[[_Book], Told],
    rule: str,
    *,
    of: str = TRANSACTIONS,
    nought: bool = False,
) -> Figure:
    """Add up the parts that each project's books give.

    Books that give no part have no sum, or where that is `nought` the sum 0.
    """
    on = on or portfolio.period.end
    books = _books(portfolio, project, on)
    told = [parts_of(book) for book in books]
    parts = [part for own, _missing in told for part in own]
    known = bool(books if nought else parts)
    missing = tuple(chain.from_iterable(missing for _own, missing in told))
    missing = missing or _lacking(project, known)
    return sum_of(parts, portfolio.currency, rule, of, missing=missing, on=on, known=known)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def spent(
    portfolio: Portfolio, project: Name = None, heading: Name = None, on: Day = None
) -> Figure:
    """Sum expenditure, disbursements and reimbursements up to a day; refunds are negative.

    With a heading, those booked on it, on one below it, or on one that it sums.
    """
    if heading is None:
        return _moved(portfolio, Flow.SPENT, project, on)
    under = _booked_under(portfolio, project, heading)
    return _moved(portfolio, Flow.SPENT, project, on, lambda each: id(each) in under)


def _booked_under(portfolio: Portfolio, project: Name, heading: str) -> frozenset[int]:
    """The identities of the transactions that a heading of a project, or of any, holds."""
    # Any heading that a budget or a booking knows may be asked for, subtotals included.
    headings: set[str] = set()
    booked_on: set[int] = set()
    for _path, each in projects_of(portfolio, project):
        hold = holders(each)
        headings.update(over for number in heading_numbers(each) for over in hold(number))
        for transaction in each.transactions:
            over = hold(transaction.heading)
            headings.update(over)
            if heading in over:
                booked_on.add(id(transaction))
    known_choice("heading", heading, in_tree_order(headings))
    return frozenset(booked_on)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def spent_in_period(portfolio: Portfolio, project: Name = None) -> Figure:
    """Sum expenditure, disbursements and reimbursements of the reporting period."""
    period = portfolio.period
    return _moved(portfolio, Flow.SPENT, project, None, lambda each: each.date in period)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def committed(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """Sum the outgoing commitments, paid or not, up to a day."""
    return _moved(portfolio, Flow.COMMITTED, project, on)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def received(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """Sum the incoming funds up to a day."""
    return _moved(portfolio, Flow.RECEIVED, project, on)


@figure(unit=CURRENCY, method=Method.DIFFERENCE, needs=TRANSACTIONS)
def balance(
    portfolio: Portfolio, project: Name = None, of: str = Against.BUDGET, on: Day = None
) -> Figure:
    """The budget in force on a day, or what was received by then, less what was spent.

    ``of`` is ``budget`` or ``received``.
    """
    known_choice("balance", of, Against)
    if of == Against.BUDGET:
        return _budget_less(portfolio, project, on, Flow.SPENT, "budget in force less spending")

    def parts(book: _Book) -> Told:
        return (*book.parts(Flow.RECEIVED), *book.parts(Flow.SPENT, negative=True)), ()

    return _added(portfolio, project, on, parts, "incoming funds less spending")


@figure(unit="%", method=Method.RATIO, needs=TRANSACTIONS)
def burn_rate(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """The share of the budget in force that is spent by a day, in percent."""
    day = on or portfolio.period.end
    books = _books(portfolio, project, day)
    told = {
        book.project.code: budget_told(
            book.project, book.path, day, possible_budgets(portfolio, book.project, day)
        )
        for book in books
    }
    currency, of = portfolio.currency, "projects"
    known = [code for code, (parts, _missing) in told.items() if parts]
    whole = sum_of_told(told.values(), currency, "", day)
    used = Money.total(
        (flow(b.entries, Flow.SPENT, currency) for b in books if b.project.code in known), currency
    )
    rule = f"{used}, spent, of {whole}, the budget, to one decimal"
    spent_ = Figure("", used, currency, "", of, missing=_lacking(project, books))
    return ratio_of(spent_, whole, rule)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def forecast(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """Tell what will be spent by the end if spending goes on at its rate per day so far."""
    day = on or portfolio.period.end

    def parts(book: _Book) -> Told:
        code = book.project.code
        ahead = forecast_of(flow(book.entries, Flow.SPENT, portfolio.currency), book.project, day)
        if ahead is None:
            return (), (Missing(code, Reason.NOT_BEGUN, book.path),)
        return (Part(code, ahead, book.path),), ()

    rule = "spending by the day, by the project's days over, times all its days"
    return _added(portfolio, project, day, parts, rule, of="projects")


@figure(unit=CURRENCY, method=Method.DIFFERENCE, needs=TRANSACTIONS)
def receipts_gap(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """The budget in force on a day less what was received by then."""
    rule = "budget in force less incoming funds"
    return _budget_less(portfolio, project, on, Flow.RECEIVED, rule)
