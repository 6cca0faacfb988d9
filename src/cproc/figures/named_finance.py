"""The named figures of costs, spending and receipts, of a project or of all that tell theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
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
    lacking,
    percentage,
    sum_of,
)
from cproc.figures.subjects import Booked, Flow, booked, flow, forecast_of, whole_budget
from cproc.model import Money, Portfolio, Project

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
        only: Callable[[Booked], bool] = lambda _entry: True,
    ) -> list[Part]:
        """What each transaction of a purpose adds, and each line with a flat rate."""
        at = {id(each): index for index, each in enumerate(self.project.transactions)}
        parts: dict[str, Part] = {}
        for entry in self.entries:
            paid = entry.transaction
            if paid.type in purpose.types and only(entry):
                flat = entry.rate_line
                name = f"transactions[{at[id(paid)]}]" if flat is None else f"rate_lines[{flat}]"
                amount = -entry.amount if negative else entry.amount
                before = parts.get(name)
                amount = amount if before is None else amount + before.value  # type: ignore[operator] # of one currency
                parts[name] = Part(paid.id, amount, f"{self.path}.{name}")
        return list(parts.values())


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
    only: Callable[[Booked], bool] = lambda _entry: True,
) -> Figure:
    def parts(book: _Book) -> Iterable[Part]:
        return book.parts(purpose, only=only)

    return _added(portfolio, project, on, parts, _moved_rule(purpose), nought=True)


def _moved_rule(purpose: Flow) -> str:
    rule = f"transactions that are {', '.join(sorted(purpose.types))}, each booked once"
    return f"{rule}, and costs that are a flat rate of them" if purpose is Flow.SPENT else rule


def _budget_less(portfolio: Portfolio, project: Name, on: Day, purpose: Flow, rule: str) -> Figure:
    def parts(book: _Book) -> Iterable[Part] | None:
        budget = whole_budget(portfolio, book.project, on)
        if budget is None:
            return None
        return (Part(book.project.code, budget, book.path), *book.parts(purpose, negative=True))

    return _added(portfolio, project, on, parts, rule)


def _added(
    portfolio: Portfolio,
    project: Name,
    on: Day,
    parts_of: Callable[[_Book], Iterable[Part] | None],
    rule: str,
    *,
    of: str = TRANSACTIONS,
    nought: bool = False,
) -> Figure:
    """Add up the parts that each project's books give; one that gives None lacks a fact.

    Books that give no part have no sum, or where that is `nought` the sum 0.
    """
    on = on or portfolio.period.end
    books = _books(portfolio, project, on)
    by_project = [(book.project.code, parts_of(book)) for book in books]
    parts = [part for _code, own in by_project for part in own or ()]
    known = bool(books if nought else parts)
    unknown = (code for code, own in by_project if own is None)
    missing = _lacking(project, known) or lacking(unknown, Reason.BUDGET)
    return sum_of(parts, portfolio.currency, rule, of, missing=missing, on=on, known=known)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def spent(
    portfolio: Portfolio, project: Name = None, heading: Name = None, on: Day = None
) -> Figure:
    """Sum expenditure, disbursements, reimbursements and flat costs up to a day, less refunds.

    With a heading, those booked on it, on one below it, or on one that it sums.
    """
    if heading is None:
        return _moved(portfolio, Flow.SPENT, project, on)
    # Any heading that a budget or a booking knows may be asked for, subtotals included.
    headings: set[str] = set()
    for _path, each in projects_of(portfolio, project):
        hold = holders(each)
        numbers = (*heading_numbers(each), *(paid.heading for paid in each.transactions))
        headings.update(over for number in numbers for over in hold(number))
    known_choice("heading", heading, in_tree_order(headings))

    def parts(book: _Book) -> Iterable[Part]:
        hold = holders(book.project)
        return book.parts(Flow.SPENT, only=lambda entry: heading in hold(entry.transaction.heading))

    return _added(portfolio, project, on, parts, _moved_rule(Flow.SPENT), nought=True)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def spent_in_period(portfolio: Portfolio, project: Name = None) -> Figure:
    """Sum expenditure, disbursements, reimbursements and flat costs of the reporting period."""
    period = portfolio.period
    return _moved(
        portfolio, Flow.SPENT, project, None, lambda entry: entry.transaction.date in period
    )


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def flat_costs(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """What is owed at flat rates of what is spent on other headings; no money moves for it."""
    return _moved(portfolio, Flow.SPENT, project, on, lambda entry: entry.rate_line is not None)


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

    def parts(book: _Book) -> Iterable[Part]:
        # A flat rate is owed, and no money moves for it.
        paid = book.parts(Flow.SPENT, negative=True, only=lambda entry: entry.rate_line is None)
        return (*book.parts(Flow.RECEIVED), *paid)

    return _added(portfolio, project, on, parts, "incoming funds less what vouchers paid")


@figure(unit="%", method=Method.RATIO, needs=TRANSACTIONS)
def burn_rate(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """The share of the budget in force that is spent by a day, in percent."""
    on = on or portfolio.period.end
    currency = portfolio.currency
    used = whole = Money(0, currency)
    known, missing = [], []
    for book in _books(portfolio, project, on):
        budget = whole_budget(portfolio, book.project, on)
        if budget is None:
            missing.append(book.project.code)
        else:
            known.append(book.project.code)
            whole = whole + budget
            used = used + flow(book.entries, Flow.SPENT, currency)
    value = percentage(100 * used.ratio(whole), 1) if whole.amount else None
    rule = f"{used}, spent, of {whole}, the budget, to one decimal"
    unknown = _lacking(project, known) or lacking(missing, Reason.BUDGET)
    return Figure("", value, "%", rule, "projects", tuple(known), unknown, on)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def forecast(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """Tell what will be spent by the end if spending goes on at its rate per day so far."""
    day = on or portfolio.period.end

    def parts(book: _Book) -> Iterable[Part] | None:
        ahead = forecast_of(flow(book.entries, Flow.SPENT, portfolio.currency), book.project, day)
        return None if ahead is None else [Part(book.project.code, ahead, book.path)]

    rule = "spending by the day, by the project's days over, times all its days"
    return _added(portfolio, project, day, parts, rule, of="projects")


@figure(unit=CURRENCY, method=Method.DIFFERENCE, needs=TRANSACTIONS)
def receipts_gap(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """The budget in force on a day less what was received by then."""
    rule = "budget in force less incoming funds"
    return _budget_less(portfolio, project, on, Flow.RECEIVED, rule)
