"""The named figures of costs, spending and receipts, of a project or of all that tell theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum

import attrs

from cproc.figures.catalogue import CURRENCY, Method, figure, known_choice, projects_of
from cproc.figures.counting import (
    Figure,
    Part,
    ProjectBudget,
    budget_by_heading,
    budget_in,
    heading_numbers,
    holders,
    in_tree_order,
    percentage,
    sum_of,
)
from cproc.figures.subjects import Booked, Flow, booked, flow, forecast_of, whole_budget
from cproc.model import Money, Portfolio, Project, Transaction

LINES, TRANSACTIONS = "budget_lines", "transactions"


class Against(StrEnum):
    """What spending is taken from to give a balance."""

    BUDGET = "budget"
    RECEIVED = "received"


def _chosen(portfolio: Portfolio, project: str | None, needs: str) -> list[tuple[str, Project]]:
    # A project that does not tell is left out, rather than counted as one that spent nothing.
    return [(path, each) for path, each in projects_of(portfolio, project) if getattr(each, needs)]


def _lacking(project: str | None, known: object) -> tuple[str, ...]:
    """The one project that was asked for, where nothing is known of it."""
    return (project,) if project and not known else ()


# --- Budget by heading --------------------------------------------------------------------


def _budgeted(
    portfolio: Portfolio, project: str | None, amount: Callable[[Project], Money], rule: str
) -> Figure:
    chosen = _chosen(portfolio, project, LINES)
    parts = [Part(each.code, amount(each), path) for path, each in chosen]
    missing = _lacking(project, parts)
    return sum_of(parts, portfolio.currency, rule, "projects", missing=missing)


def _by_lines(
    portfolio: Portfolio, project: str | None, amount: Callable[[ProjectBudget], Money], rule: str
) -> Figure:
    def of(each: Project) -> Money:
        return amount(budget_by_heading(each, portfolio.currency))

    return _budgeted(portfolio, project, of, rule)


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES)
def budget_lines(portfolio: Portfolio, project: str | None = None) -> Figure:
    """Sum the lines of a budget, indirect costs and reserve included."""
    rule = "budget lines and rates of them, each once"
    return _by_lines(portfolio, project, lambda budget: budget.total, rule)


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES)
def direct_costs(portfolio: Portfolio, project: str | None = None) -> Figure:
    """Sum the lines of a budget that are no rates of others."""
    rule = "budget lines, each once"
    return _by_lines(portfolio, project, lambda budget: budget.direct, rule)


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES)
def indirect_costs(portfolio: Portfolio, project: str | None = None) -> Figure:
    """Sum the lines of a budget that are a rate of others and no reserve."""
    rule = "rates of their base, each rounded once"
    return _by_lines(portfolio, project, lambda budget: budget.indirect, rule)


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES)
def contingency(portfolio: Portfolio, project: str | None = None) -> Figure:
    """Sum the lines of a budget that are a reserve for contingencies."""
    rule = "rates of their base that are a reserve, each rounded once"
    return _by_lines(portfolio, project, lambda budget: budget.reserve, rule)


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES)
def budget_in_period(portfolio: Portfolio, project: str | None = None) -> Figure:
    """What the budget lines have for the reporting period, pro rata by day."""

    def amount(each: Project) -> Money:
        return budget_in(portfolio, each, (portfolio.period,))[0]

    rule = f"each line split equally over the days it is for; those of {portfolio.period}"
    return _budgeted(portfolio, project, amount, rule)


# --- Spending and receipts ----------------------------------------------------------------


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
        chosen = [
            (each.transaction, -each.amount if negative else each.amount)
            for each in self.entries
            if each.transaction.type in purpose.types and only(each.transaction)
        ]
        return [
            Part(paid.id, amount, f"{self.path}.transactions[{at[id(paid)]}]")
            for paid, amount in chosen
        ]


def _books(portfolio: Portfolio, project: str | None, on: date) -> list[_Book]:
    return [
        _Book(path, each, booked(portfolio, each, on))
        for path, each in _chosen(portfolio, project, TRANSACTIONS)
    ]


def _moved(
    portfolio: Portfolio,
    purpose: Flow,
    project: str | None,
    on: date | None,
    only: Callable[[Transaction], bool] = lambda _transaction: True,
) -> Figure:
    on = on or portfolio.period.end
    books = _books(portfolio, project, on)
    parts = (part for book in books for part in book.parts(purpose, only=only))
    rule = f"transactions that are {', '.join(sorted(purpose.types))}, each booked once"
    unit, of, missing = portfolio.currency, "transactions", _lacking(project, books)
    return sum_of(parts, unit, rule, of, missing=missing, on=on, known=bool(books))


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def spent(
    portfolio: Portfolio,
    project: str | None = None,
    heading: str | None = None,
    on: date | None = None,
) -> Figure:
    """Sum expenditure, disbursements and reimbursements up to a day; refunds are negative.

    With a heading, those booked on it, on one below it, or on one that it sums.
    """
    if heading is None:
        return _moved(portfolio, Flow.SPENT, project, on)
    under = _booked_under(portfolio, project, heading)
    return _moved(portfolio, Flow.SPENT, project, on, lambda each: id(each) in under)


def _booked_under(portfolio: Portfolio, project: str | None, heading: str) -> frozenset[int]:
    """The identities of the transactions that a heading of a project, or of any, holds.

    Raises:
        UnknownNameError: No project knows the heading.
    """
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
def spent_in_period(portfolio: Portfolio, project: str | None = None) -> Figure:
    """Sum expenditure, disbursements and reimbursements of the reporting period."""
    period = portfolio.period
    return _moved(portfolio, Flow.SPENT, project, None, lambda each: each.date in period)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def committed(portfolio: Portfolio, project: str | None = None, on: date | None = None) -> Figure:
    """Sum the outgoing commitments, paid or not, up to a day."""
    return _moved(portfolio, Flow.COMMITTED, project, on)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def received(portfolio: Portfolio, project: str | None = None, on: date | None = None) -> Figure:
    """Sum the incoming funds up to a day."""
    return _moved(portfolio, Flow.RECEIVED, project, on)


@figure(unit=CURRENCY, method=Method.DIFFERENCE, needs=TRANSACTIONS)
def balance(
    portfolio: Portfolio,
    project: str | None = None,
    of: str = Against.BUDGET,
    on: date | None = None,
) -> Figure:
    """The budget in force on a day, or what was received by then, less what was spent.

    ``of`` is ``budget`` or ``received``.
    """
    known_choice("balance", of, Against)
    day = on or portfolio.period.end

    def parts(book: _Book) -> Iterable[Part] | None:
        spent = book.parts(Flow.SPENT, negative=True)
        if of == Against.RECEIVED:
            return (*book.parts(Flow.RECEIVED), *spent)
        budget = whole_budget(portfolio, book.project, day)
        return None if budget is None else (Part(book.project.code, budget, book.path), *spent)

    rule = f"{'budget in force' if of == Against.BUDGET else 'incoming funds'} less spending"
    return _added(portfolio, project, day, parts, rule=rule, kind="transactions")


@figure(unit="%", method=Method.RATIO, needs=TRANSACTIONS)
def burn_rate(portfolio: Portfolio, project: str | None = None, on: date | None = None) -> Figure:
    """The share of the budget in force that is spent by a day, in percent."""
    on = on or portfolio.period.end
    currency = portfolio.currency
    used, whole = Money(0, currency), Money(0, currency)
    known: list[str] = []
    missing: list[str] = []
    for book in _books(portfolio, project, on):
        budget = whole_budget(portfolio, book.project, on)
        (missing if budget is None else known).append(book.project.code)
        if budget is not None:
            whole = whole + budget
            used = used + flow(book.entries, Flow.SPENT, currency)
    value = percentage(100 * used.ratio(whole), 1) if whole.amount else None
    rule = f"{used}, spent, of {whole}, the budget, to one decimal"
    lacking = _lacking(project, known) or tuple(missing)
    return Figure("", value, "%", rule, "projects", tuple(known), lacking, on)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def forecast(portfolio: Portfolio, project: str | None = None, on: date | None = None) -> Figure:
    """Tell what will be spent by the end if spending goes on at its rate per day so far."""
    day = on or portfolio.period.end

    def parts(book: _Book) -> Iterable[Part] | None:
        ahead = forecast_of(flow(book.entries, Flow.SPENT, portfolio.currency), book.project, day)
        return None if ahead is None else [Part(book.project.code, ahead, book.path)]

    rule = "spending by the day, by the project's days over, times all its days"
    return _added(portfolio, project, day, parts, rule=rule, kind="projects")


@figure(unit=CURRENCY, method=Method.DIFFERENCE, needs=TRANSACTIONS)
def receipts_gap(
    portfolio: Portfolio, project: str | None = None, on: date | None = None
) -> Figure:
    """The budget in force on a day less what was received by then."""
    day = on or portfolio.period.end

    def parts(book: _Book) -> Iterable[Part] | None:
        budget = whole_budget(portfolio, book.project, day)
        if budget is None:
            return None
        received = book.parts(Flow.RECEIVED, negative=True)
        return (Part(book.project.code, budget, book.path), *received)

    rule = "budget in force less incoming funds"
    return _added(portfolio, project, day, parts, rule=rule, kind="transactions")


def _added(
    portfolio: Portfolio,
    project: str | None,
    on: date,
    parts_of: Callable[[_Book], Iterable[Part] | None],
    *,
    rule: str,
    kind: str,
) -> Figure:
    """Add up the parts that each project's books give; one that gives None lacks a fact."""
    parts: list[Part] = []
    missing: list[str] = []
    for book in _books(portfolio, project, on):
        added = parts_of(book)
        if added is None:
            missing.append(book.project.code)
        else:
            parts += added
    lacking = _lacking(project, parts) or tuple(missing)
    return sum_of(parts, portfolio.currency, rule, kind, missing=lacking, on=on)
