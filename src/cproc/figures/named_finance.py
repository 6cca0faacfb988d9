"""The named figures of costs, spending and receipts, of a project or of all that tell theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum

import attrs

from cproc.errors import UnknownNameError
from cproc.figures.budget import (
    ProjectBudget,
    budget_by_heading,
    budget_in,
    heading_numbers,
    holders,
)
from cproc.figures.catalogue import CURRENCY, Method, figure, known_choice, project_of
from cproc.figures.results import Figure, Part, percentage
from cproc.figures.spending import (
    Booked,
    Flow,
    booked,
    forecast_of,
    whole_budget,
)
from cproc.model import Portfolio, Project, Transaction
from cproc.model.finance import heading_key
from cproc.money import Money

LINES, TRANSACTIONS = "budget_lines", "transactions"


class Against(StrEnum):
    """What spending is taken from to give a balance."""

    BUDGET = "budget"
    RECEIVED = "received"


def _chosen(portfolio: Portfolio, project: str | None, needs: str) -> list[tuple[str, Project]]:
    """The projects that tell what a figure needs, each with its path."""
    chosen = portfolio.projects if project is None else (project_of(portfolio, project),)
    return [
        (f"projects[{portfolio.projects.index(made)}]", made)
        for made in chosen
        if getattr(made, needs)
    ]


def _total(portfolio: Portfolio, parts: Iterable[Part]) -> Money:
    amounts = (part.value for part in parts if isinstance(part.value, Money))
    return Money.total(amounts, portfolio.currency)


# --- Budget by heading --------------------------------------------------------------------


def _budgeted(
    portfolio: Portfolio,
    project: str | None,
    amount: Callable[[ProjectBudget], Money],
    told: str,
) -> Figure:
    parts = tuple(
        Part(made.code, amount(budget_by_heading(made, portfolio.currency)), path)
        for path, made in _chosen(portfolio, project, LINES)
    )
    codes = tuple(part.record for part in parts)
    value = _total(portfolio, parts) if parts else None
    lacking = (project,) if project and not parts else ()
    return Figure("", value, portfolio.currency, told, "projects", codes, lacking, parts=parts)


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES)
def budget_lines(portfolio: Portfolio, project: str | None = None) -> Figure:
    """Sum the lines of a budget, indirect costs and reserve included."""
    told = "budget lines and rates of them, each once"
    return _budgeted(portfolio, project, lambda budget: budget.total, told)


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES)
def direct_costs(portfolio: Portfolio, project: str | None = None) -> Figure:
    """Sum the lines of a budget that are no rates of others."""
    told = "budget lines, each once"
    return _budgeted(portfolio, project, lambda budget: budget.direct, told)


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES)
def indirect_costs(portfolio: Portfolio, project: str | None = None) -> Figure:
    """Sum the lines of a budget that are a rate of others and no reserve."""
    told = "rates of their base, each rounded once"
    return _budgeted(portfolio, project, lambda budget: budget.indirect, told)


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES)
def contingency(portfolio: Portfolio, project: str | None = None) -> Figure:
    """Sum the lines of a budget that are a reserve for contingencies."""
    told = "rates of their base that are a reserve, each rounded once"
    return _budgeted(portfolio, project, lambda budget: budget.reserve, told)


@figure(unit=CURRENCY, method=Method.SUM, needs=LINES)
def budget_in_period(portfolio: Portfolio, project: str | None = None) -> Figure:
    """What the budget lines have for the reporting period, pro rata by day."""
    parts = tuple(
        Part(made.code, budget_in(portfolio, made, (portfolio.period,))[0], path)
        for path, made in _chosen(portfolio, project, LINES)
    )
    codes = tuple(part.record for part in parts)
    lacking = (project,) if project and not parts else ()
    told = f"each line split equally over the days it is for; those of {portfolio.period}"
    value = _total(portfolio, parts) if parts else None
    return Figure("", value, portfolio.currency, told, "projects", codes, lacking, parts=parts)


# --- Spending and receipts ----------------------------------------------------------------


@attrs.frozen
class _Book:
    """What is booked of a project, with its path in the portfolio."""

    path: str
    project: Project
    made: tuple[Booked, ...]

    def parts(self, what: Flow, *, negative: bool = False) -> list[Part]:
        """What each transaction of a purpose adds."""
        at = {id(made): index for index, made in enumerate(self.project.transactions)}
        return [
            Part(
                made.transaction.id,
                -made.amount if negative else made.amount,
                f"{self.path}.transactions[{at[id(made.transaction)]}]",
            )
            for made in self.made
            if made.transaction.type in what.types
        ]


def _books(portfolio: Portfolio, project: str | None, on: date) -> list[_Book]:
    return [
        _Book(path, made, booked(portfolio, made, on))
        for path, made in _chosen(portfolio, project, TRANSACTIONS)
    ]


def _moved(
    portfolio: Portfolio,
    what: Flow,
    project: str | None,
    on: date | None,
    only: Callable[[Transaction], bool] = lambda _made: True,
) -> Figure:
    on = on or portfolio.period.end
    books = [
        attrs.evolve(book, made=tuple(made for made in book.made if only(made.transaction)))
        for book in _books(portfolio, project, on)
    ]
    parts = tuple(part for book in books for part in book.parts(what))
    told = f"transactions that are {', '.join(sorted(what.types))}, each booked once"
    lacking = (project,) if project and not books else ()
    value = _total(portfolio, parts) if books else None
    records = tuple(part.record for part in parts)
    return Figure(
        "", value, portfolio.currency, told, "transactions", records, lacking, on, parts=parts
    )


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
    held = _held(portfolio, project, heading)
    return _moved(portfolio, Flow.SPENT, project, on, lambda made: id(made) in held)


def _held(portfolio: Portfolio, project: str | None, heading: str) -> frozenset[int]:
    """The identities of the transactions that a heading of a project, or of any, holds.

    Raises:
        UnknownNameError: No project knows the heading.
    """
    known: dict[str, None] = {}
    found: set[int] = set()
    for made in portfolio.projects if project is None else (project_of(portfolio, project),):
        hold = holders(made)
        for transaction in made.transactions:
            over = hold(transaction.heading)
            known.update(dict.fromkeys(over))
            if heading in over:
                found.add(id(transaction))
        known.update(dict.fromkeys(n for number in heading_numbers(made) for n in hold(number)))
    if heading not in known:
        raise UnknownNameError("heading", heading, sorted(known, key=heading_key))
    return frozenset(found)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def spent_in_period(portfolio: Portfolio, project: str | None = None) -> Figure:
    """Sum expenditure, disbursements and reimbursements of the reporting period."""
    period = portfolio.period
    return _moved(portfolio, Flow.SPENT, project, None, lambda made: made.date in period)


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

    told = f"{'budget in force' if of == Against.BUDGET else 'incoming funds'} less spending"
    return _added(portfolio, project, day, parts, told=told, kind="transactions")


@figure(unit="%", method=Method.RATIO, needs=TRANSACTIONS)
def burn_rate(portfolio: Portfolio, project: str | None = None, on: date | None = None) -> Figure:
    """The share of the budget in force that is spent by a day, in percent."""
    on = on or portfolio.period.end
    used, whole = Money(0, portfolio.currency), Money(0, portfolio.currency)
    known: list[str] = []
    missing: list[str] = []
    for book in _books(portfolio, project, on):
        budget = whole_budget(portfolio, book.project, on)
        if budget is None:
            missing.append(book.project.code)
            continue
        known.append(book.project.code)
        whole = whole + budget
        used = used + _total(portfolio, book.parts(Flow.SPENT))
    if project and not known:
        missing = [project]
    value = percentage(100 * used.ratio(whole), 1) if whole.amount else None
    told = f"{used}, spent, of {whole}, the budget, to one decimal"
    return Figure("", value, "%", told, "projects", tuple(known), tuple(missing), on)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def forecast(portfolio: Portfolio, project: str | None = None, on: date | None = None) -> Figure:
    """Tell what will be spent by the end if spending goes on at its rate per day so far."""
    day = on or portfolio.period.end

    def parts(book: _Book) -> Iterable[Part] | None:
        used = _total(portfolio, book.parts(Flow.SPENT))
        ahead = forecast_of(used, book.project, day)
        return None if ahead is None else [Part(book.project.code, ahead, book.path)]

    told = "spending by the day, by the project's days over, times all its days"
    return _added(portfolio, project, day, parts, told=told, kind="projects")


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

    told = "budget in force less incoming funds"
    return _added(portfolio, project, day, parts, told=told, kind="transactions")


def _added(
    portfolio: Portfolio,
    project: str | None,
    on: date,
    parts: Callable[[_Book], Iterable[Part] | None],
    *,
    told: str,
    kind: str,
) -> Figure:
    """Add up the parts that each project's books give; one that gives None lacks a fact."""
    found: list[Part] = []
    missing: list[str] = []
    for book in _books(portfolio, project, on):
        made = parts(book)
        if made is None:
            missing.append(book.project.code)
        else:
            found += made
    if project and not found:
        missing = [project]
    value = _total(portfolio, found) if found else None
    records = tuple(part.record for part in found)
    return Figure(
        "", value, portfolio.currency, told, kind, records, tuple(missing), on,
        parts=tuple(found),
    )  # fmt: skip
