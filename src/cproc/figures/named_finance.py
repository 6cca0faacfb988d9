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
    percentage,
    sum_of,
)
from cproc.figures.subjects import (
    Booked,
    Flow,
    booked,
    concerns,
    flow,
    forecast_of,
    on_no_heading,
    tells,
    whole_budget,
)
from cproc.model import Money, Portfolio, Project

LINES, TRANSACTIONS = "budget_lines", "transactions"


class Against(StrEnum):
    """What spending is taken from to give a balance."""

    BUDGET = "budget"
    RECEIVED = "received"


def _budgeted(
    portfolio: Portfolio, project: Name, rule: str, amount: Callable[[Project], Money]
) -> Figure:
    chosen = projects_of(portfolio, project)
    parts = [Part(each.code, amount(each), path) for path, each in chosen if each.budget_lines]
    missing = [Missing(each.code, path=path) for path, each in chosen if not each.budget_lines]
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

    def unplaced(self, on: date) -> list[Missing]:
        """The vouchers on no heading, on which a flat rate may be owed."""
        at = {id(each): index for index, each in enumerate(self.project.transactions)}
        return [
            Missing(paid.id, Reason.HEADING, f"{self.path}.transactions[{at[id(paid)]}]")
            for paid in on_no_heading(self.project, on)
        ]


def _books(portfolio: Portfolio, project: Name, on: date) -> list[_Book]:
    """The books of a project, or of all that have begun by a day."""
    return [
        _Book(path, each, booked(portfolio, each, on))
        for path, each in projects_of(portfolio, project)
        if project or concerns(each, on)
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

    return _added(portfolio, project, on, parts, _moved_rule(purpose), needs=(purpose,))


def _moved_rule(purpose: Flow) -> str:
    rule = f"transactions that are {', '.join(sorted(purpose.types))}, each booked once"
    return f"{rule}, and costs that are a flat rate of them" if purpose is Flow.SPENT else rule


def _added(
    portfolio: Portfolio,
    project: Name,
    on: Day,
    parts_of: Callable[[_Book], Iterable[Part] | None],
    rule: str,
    *,
    needs: tuple[Flow, ...],
    of: str = TRANSACTIONS,
    lacks: Reason = Reason.BUDGET,
    flat: bool = True,
) -> Figure:
    """Add up the parts that each project's books give; one that gives None lacks something else.

    A project of which nobody recorded what is needed is missing, rather than counted as one that
    moved nothing; so is a voucher on which a flat rate may be owed.
    """
    on = on or portfolio.period.end
    parts: list[Part] = []
    missing: list[Missing] = []
    known = False
    for book in _books(portfolio, project, on):
        if not all(tells(book.project, purpose) for purpose in needs):
            missing.append(Missing(book.project.code, path=book.path))
            continue
        own = parts_of(book)
        if own is None:
            missing.append(Missing(book.project.code, lacks, book.path))
            continue
        known = True
        parts += own
        missing += book.unplaced(on) if flat and Flow.SPENT in needs else ()
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

    return _added(portfolio, project, on, parts, _moved_rule(Flow.SPENT), needs=(Flow.SPENT,))


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
    if of == Against.RECEIVED:

        def in_hand(book: _Book) -> Iterable[Part]:
            # A flat rate is owed, and no money moves for it.
            paid = book.parts(Flow.SPENT, negative=True, only=lambda entry: entry.rate_line is None)
            return (*book.parts(Flow.RECEIVED), *paid)

        rule, needs = "incoming funds less what vouchers paid", (Flow.RECEIVED, Flow.SPENT)
        return _added(portfolio, project, on, in_hand, rule, needs=needs, flat=False)

    def left(book: _Book) -> Iterable[Part] | None:
        return _budget_less(portfolio, book, on, Flow.SPENT)

    return _added(
        portfolio, project, on, left, "budget in force less spending", needs=(Flow.SPENT,)
    )


def _budget_less(
    portfolio: Portfolio, book: _Book, on: Day, purpose: Flow
) -> tuple[Part, ...] | None:
    budget = whole_budget(portfolio, book.project, on)
    if budget is None:
        return None
    return (Part(book.project.code, budget, book.path), *book.parts(purpose, negative=True))


@figure(unit="%", method=Method.RATIO, needs=TRANSACTIONS)
def burn_rate(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """The share of the budget in force that is spent by a day, in percent."""
    on = on or portfolio.period.end
    used = whole = Money(0, portfolio.currency)

    def share(book: _Book) -> Iterable[Part] | None:
        nonlocal used, whole
        budget = whole_budget(portfolio, book.project, on)
        if budget is None:
            return None
        whole = whole + budget
        used = used + flow(book.entries, Flow.SPENT, portfolio.currency)
        return [Part(book.project.code, budget, book.path)]

    found = _added(portfolio, project, on, share, "", needs=(Flow.SPENT,), of="projects")
    value = percentage(100 * used.ratio(whole), 1) if whole.amount else None
    rule = f"{used}, spent, of {whole}, the budget, to one decimal"
    return Figure("", value, "%", rule, "projects", found.records, found.missing, on)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def forecast(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """Tell what will be spent by the end if spending goes on at its rate per day so far."""
    day = on or portfolio.period.end

    def parts(book: _Book) -> Iterable[Part] | None:
        ahead = forecast_of(flow(book.entries, Flow.SPENT, portfolio.currency), book.project, day)
        return None if ahead is None else [Part(book.project.code, ahead, book.path)]

    rule = "spending by the day, by the project's days over, times all its days"
    lacks = Reason.NOT_RECORDED  # a project that has not begun has no rate of spending
    return _added(
        portfolio, project, day, parts, rule, needs=(Flow.SPENT,), of="projects", lacks=lacks
    )


def one_sided(parts: Iterable[Part], code: str, path: str, *, over: bool) -> tuple[Part, ...]:
    """The parts of a difference where it is a gap, or with `over` a surplus; else one of nothing.

    What one project lacks is not made good by what another has too much.
    """
    parts = tuple(parts)
    amounts = [part.value for part in parts if isinstance(part.value, Money)]
    left = Money.total(amounts, amounts[0].currency)
    if left.amount == 0 or (left.amount < 0) is over:
        return parts if not over else tuple(attrs.evolve(p, value=-p.value) for p in parts)  # type: ignore[operator] # amounts
    return (Part(code, Money(0, left.currency), path),)


def at_least(found: Figure) -> Figure:
    """A sum of what is never below nothing: it is more where a part of it is not known."""
    if not found.missing or not isinstance(found.value, Money):
        return found
    return attrs.evolve(found, value=None, low=found.value if found.value.amount else None)


def receipts_left(
    portfolio: Portfolio, path: str, project: Project, on: date
) -> tuple[Part, ...] | None:
    """A project's budget less each of its receipts; none where its budget is not known."""
    book = _Book(path, project, booked(portfolio, project, on))
    return _budget_less(portfolio, book, on, Flow.RECEIVED)


def _receipts(portfolio: Portfolio, project: Name, on: Day, rule: str, *, over: bool) -> Figure:
    def parts(book: _Book) -> Iterable[Part] | None:
        left = _budget_less(portfolio, book, on, Flow.RECEIVED)
        return left and one_sided(left, book.project.code, book.path, over=over)

    return at_least(_added(portfolio, project, on, parts, rule, needs=(Flow.RECEIVED,)))


@figure(unit=CURRENCY, method=Method.DIFFERENCE, needs=TRANSACTIONS)
def receipts_gap(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """The budget in force less what was received by a day, of each project that lacks it.

    What one project lacks is not made good by what another received too much.
    """
    rule = "budget in force less incoming funds, of each project that lacks them"
    return _receipts(portfolio, project, on, rule, over=False)


@figure(unit=CURRENCY, method=Method.DIFFERENCE, needs=TRANSACTIONS)
def receipts_surplus(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """What was received by a day beyond the budget in force, of each project that has it."""
    rule = (
        "incoming funds less the budget in force, of each project where that is more than nothing"
    )
    return _receipts(portfolio, project, on, rule, over=True)
