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
    qualified,
    ratio_of,
    sum_of,
    turned,
)
from cproc.figures.subjects import (
    Booked,
    Flow,
    Told,
    booked,
    budget_told,
    concerns,
    flow,
    forecast_of,
    on_no_heading,
    possible_budgets,
    tells,
)
from cproc.model import Money, Portfolio, Project, Qualifier

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
                kind, before = entry.qualifier, parts.get(name)
                kind = turned(kind) if negative else kind
                if before is not None:
                    amount = amount + before.value  # type: ignore[operator] # of one currency
                    kind = qualified([(kind, False), (before.qualifier, False)])
                parts[name] = Part(paid.id, amount, f"{self.path}.{name}", qualifier=kind)
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
    def parts(book: _Book) -> Told:
        return tuple(book.parts(purpose, only=only)), ()

    return _added(portfolio, project, on, parts, _moved_rule(purpose), needs=(purpose,))


def _moved_rule(purpose: Flow) -> str:
    rule = f"transactions that are {', '.join(sorted(purpose.types))}, each booked once"
    return f"{rule}, and costs that are a flat rate of them" if purpose is Flow.SPENT else rule


def _added(
    portfolio: Portfolio,
    project: Name,
    on: Day,
    parts_of: Callable[[_Book], Told],
    rule: str,
    *,
    needs: tuple[Flow, ...],
    of: str = TRANSACTIONS,
    flat: bool = True,
) -> Figure:
    """Add up the parts that each project's books give.

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
        own, lacks = parts_of(book)
        parts += own
        missing += lacks
        if own or not lacks:
            known = True
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

    def parts(book: _Book) -> Told:
        hold = holders(book.project)
        on_it = book.parts(
            Flow.SPENT, only=lambda entry: heading in hold(entry.transaction.heading)
        )
        return tuple(on_it), ()

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

        def in_hand(book: _Book) -> Told:
            # A flat rate is owed, and no money moves for it.
            paid = book.parts(Flow.SPENT, negative=True, only=lambda entry: entry.rate_line is None)
            return (*book.parts(Flow.RECEIVED), *paid), ()

        rule, needs = "incoming funds less what vouchers paid", (Flow.RECEIVED, Flow.SPENT)
        return _added(portfolio, project, on, in_hand, rule, needs=needs, flat=False)

    def left(book: _Book) -> Told:
        return _budget_less(portfolio, book, on, Flow.SPENT)

    return _added(
        portfolio, project, on, left, "budget in force less spending", needs=(Flow.SPENT,)
    )


def _budget_less(portfolio: Portfolio, book: _Book, on: Day, purpose: Flow) -> Told:
    budget, missing = _budget_told(portfolio, book, on)
    return (*budget, *book.parts(purpose, negative=True)) if budget else (), missing


def _budget_told(portfolio: Portfolio, book: _Book, on: Day) -> Told:
    day = on or portfolio.period.end
    budgets = possible_budgets(portfolio, book.project, day)
    return budget_told(book.project, book.path, day, budgets)


@figure(unit="%", method=Method.RATIO, needs=TRANSACTIONS)
def burn_rate(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """The share of the budget in force that is spent by a day, in percent."""
    currency = portfolio.currency
    paid: list[Part] = []

    def budget(book: _Book) -> Told:
        told = _budget_told(portfolio, book, on)
        if told[0]:
            paid.extend(book.parts(Flow.SPENT))
        return told

    whole = _added(portfolio, project, on, budget, "", needs=(Flow.SPENT,), of="projects")
    used = sum_of(paid, currency, "", "projects", known=True)
    rule = f"{used}, spent, of {whole}, the budget, to one decimal"
    return ratio_of(used, whole, rule)


@figure(unit=CURRENCY, method=Method.SUM, needs=TRANSACTIONS)
def forecast(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """Tell what will be spent by the end if spending goes on at its rate per day so far."""
    day = on or portfolio.period.end

    def parts(book: _Book) -> Told:
        code, paid = book.project.code, book.parts(Flow.SPENT)
        ahead = forecast_of(flow(book.entries, Flow.SPENT, portfolio.currency), book.project, day)
        if ahead is None:
            return (), (Missing(code, Reason.NOT_BEGUN, book.path),)
        kind = sum_of(paid, portfolio.currency, "", "").qualifier
        return (Part(code, ahead, book.path, qualifier=kind),), ()

    rule = "spending by the day, by the project's days over, times all its days"
    return _added(portfolio, project, day, parts, rule, needs=(Flow.SPENT,), of="projects")


def one_sided(parts: Iterable[Part], code: str, path: str, *, over: bool) -> tuple[Part, ...]:
    """The parts of a difference where it is a gap, or with `over` a surplus; else one of nothing.

    What one project lacks is not made good by what another has too much.
    """
    parts = tuple(map(_negative, parts) if over else parts)
    low, high = (_total(part.value or getattr(part, end) for part in parts) for end in _ENDS)
    nothing = Money(0, low.currency)
    kind = sum_of(parts, low.currency, "", "").qualifier
    if low >= nothing and (low > nothing or kind is not Qualifier.NEARLY):
        return parts
    if high <= nothing:
        # What is nearly nothing, or less, is nothing; of anything else nobody knows.
        sure = kind in {Qualifier.EXACT, Qualifier.NEARLY}
        return (Part(code, nothing, path, qualifier=Qualifier.EXACT if sure else Qualifier.ABOUT),)
    return (Part(code, None, path, nothing, high, kind),)


_ENDS = ("low", "high")


def _total(values: Iterable[object]) -> Money:
    amounts = [value for value in values if isinstance(value, Money)]
    return Money.total(amounts, amounts[0].currency)


def _negative(part: Part) -> Part:
    value, low, high = (
        -each if isinstance(each, Money) else None for each in (part.value, part.low, part.high)
    )
    return attrs.evolve(part, value=value, low=high, high=low, qualifier=turned(part.qualifier))


def at_least(found: Figure) -> Figure:
    """A sum of what is never below nothing: it is more where a part of it is not known."""
    if all(each.within for each in found.missing):
        return found
    low = found.low if found.bounded else found.value
    low = low if isinstance(low, Money) and low.amount else None
    return attrs.evolve(found, value=None, low=low, high=None)


def receipts_left(portfolio: Portfolio, path: str, project: Project, on: date) -> Told:
    """A project's budget less each of its receipts, or why that is not known."""
    book = _Book(path, project, booked(portfolio, project, on))
    return _budget_less(portfolio, book, on, Flow.RECEIVED)


def _receipts(portfolio: Portfolio, project: Name, on: Day, rule: str, *, over: bool) -> Figure:
    def parts(book: _Book) -> Told:
        left, missing = _budget_less(portfolio, book, on, Flow.RECEIVED)
        sided = one_sided(left, book.project.code, book.path, over=over) if left else ()
        return sided, missing

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
