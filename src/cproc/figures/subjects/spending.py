"""What a project has received and spent, and how that stands to its budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction

import attrs

from cproc.figures import counting
from cproc.figures.subjects.funding import possible_budgets
from cproc.model import (
    Actual,
    Money,
    Period,
    Portfolio,
    Project,
    Qualifier,
    RateLine,
    Transaction,
    TransactionType,
    is_within,
)
from cproc.money import rounded_from
from cproc.rates import Converted


class Flow(StrEnum):
    """What transactions are summed for; each names the IATI types that count.

    A reimbursement is, as IATI defines it, a disbursement for what the recipient has already
    spent; money that comes back is a negative amount.
    """

    SPENT = "spent"
    RECEIVED = "received"
    COMMITTED = "committed"
    AWARDED = "awarded"

    @property
    def types(self) -> frozenset[TransactionType]:
        """The IATI transaction types."""
        return _TYPES[self]


_TYPES = {
    Flow.SPENT: frozenset(
        {TransactionType.DISBURSEMENT, TransactionType.EXPENDITURE, TransactionType.REIMBURSEMENT}
    ),
    Flow.RECEIVED: frozenset({TransactionType.INCOMING_FUNDS}),
    Flow.COMMITTED: frozenset({TransactionType.OUTGOING_COMMITMENT}),
    Flow.AWARDED: frozenset({TransactionType.INCOMING_COMMITMENT}),
}


@attrs.frozen
class Booked:
    """A voucher, or what a flat rate adds on a day, in the currency of the contract.

    It is rounded once, to the minor unit, as books do; sums are of what is booked, so that
    subtotals tie to totals.

    Args:
        transaction: The transaction; of a flat rate one of its heading, in its name.
        converted: Its amount, with rate, method and what the rate is of.
        rate_line: Position in the project of the line whose flat rate it is; no money has moved.
        place: Where the transaction, or that line, stands in the project.
    """

    transaction: Transaction
    converted: Converted
    rate_line: int | None = None
    place: str = ""

    @property
    def amount(self) -> Money:
        """What is booked; an amount that needs no conversion stays as exact as it is."""
        converted = self.converted
        same = converted.original.currency == converted.rate.target
        return converted.original if same else converted.money

    def not_accepted(self, on: date) -> Money | None:
        """What the donor had not accepted of it by a day, at the rate at which it is booked."""
        refused = self.transaction.disallowed
        if refused is None or refused.when > on:
            return None
        if refused.amount is None or refused.amount == self.transaction.amount:
            return self.amount
        same = refused.amount.currency == self.converted.rate.target
        return refused.amount if same else self.converted.rate.convert(refused.amount).money

    @property
    def qualifier(self) -> Qualifier:
        """How exact what is booked claims to be; a refund of more than 50 is nearly -50."""
        return counting.turned(self.transaction.qualifier, less=self.amount.amount < 0)


def booked(portfolio: Portfolio, project: Project, on: date | None = None) -> tuple[Booked, ...]:
    """A project's transactions up to a day in the currency of its contract, and its flat costs.

    What a flat rate has added up to by the end of a day is rounded once, so that the costs of
    periods that follow on each other add up to those of all of them.

    Args:
        portfolio: Whose rates and method.
        project: Whose transactions.
        on: The day; the last of the reporting period where absent.

    Returns:
        The transactions in their order; behind them, for each line with a flat rate, what it adds
        on each day on which something is spent on its base.

    Raises:
        InvalidValueError: A rate is missing; the message names currency and month or day.
    """
    on = on or portfolio.period.end
    exchange = counting.exchange_of(portfolio, project)
    entries = [
        Booked(
            each,
            exchange(each.amount, counting.dated(each, project)),
            place=f"transactions[{index}]",
        )
        for index, each in enumerate(project.transactions)
        if each.date <= on
    ]
    for line in flat_lines(project):
        entries += _flat_costs(exchange, project, line, tuple(entries))
    return tuple(entries)


def concerns(project: Project, on: date) -> bool:
    """Whether sums of money up to a day are of a project: it has begun, or has booked something."""
    return project.period.start <= on or bool(project.transactions)


def tells(project: Project, purpose: Flow) -> bool:
    """Whether it is known what a project moved for a purpose, be it nothing."""
    moved = any(each.type in purpose.types for each in project.transactions)
    return moved or not purpose.types.isdisjoint(project.has_no)


def flat_lines(project: Project) -> list[RateLine]:
    """The lines whose actual is a flat rate of what is spent on their base, as `Actual` tells."""
    spending = (paid for paid in project.transactions if paid.type in Flow.SPENT.types)
    spent_on = {paid.heading for paid in spending if paid.heading}

    def is_flat(line: RateLine) -> bool:
        if line.actual is not None:
            return line.actual is Actual.FLAT
        return not line.reserve and not any(is_within(n, line.heading) for n in spent_on)

    return list(filter(is_flat, counting.rates_in_order(counting.as_budgeted(project))))


def _flat_costs(
    exchange: counting.Exchange, project: Project, line: RateLine, entries: Iterable[Booked]
) -> Iterator[Booked]:
    """What a flat rate adds on each day on which something is spent on its base."""
    is_base, position = counting.base_of(project, line), project.rate_lines.index(line)
    by_day: dict[date, list[Booked]] = {}
    for entry in entries:
        if entry.transaction.type in Flow.SPENT.types and is_base(entry.transaction.heading):
            by_day.setdefault(entry.transaction.date, []).append(entry)
    base = before = Money(0, exchange.currency)
    for day in sorted(by_day):
        base = base + Money.total((entry.amount for entry in by_day[day]), base.currency)
        so_far = rounded_from(Fraction(base.amount) * Fraction(line.rate), base.currency)
        owed = Transaction(
            counting.rate_id(project, line),
            TransactionType.EXPENDITURE,
            day,
            so_far - before,
            heading=line.heading,
            description=line.title,
            qualifier=counting.turned(
                counting.qualified((each.qualifier, False) for each in by_day[day]),
                less=(so_far - before).amount < 0,
            ),
        )
        yield Booked(owed, exchange(owed.amount, day), position, f"rate_lines[{position}]")
        before = so_far


def flow(books: Iterable[Booked], what: Flow, currency: str) -> Money:
    """Sum what was booked for one purpose."""
    return Money.total(
        (entry.amount for entry in books if entry.transaction.type in what.types), currency
    )


def spending_by(
    portfolio: Portfolio,
    project: Project,
    by: str | Sequence[str] = "heading",
    what: Flow = Flow.SPENT,
    on: date | None = None,
) -> counting.Breakdown:
    """Sum a project's transactions, as booked, and its flat costs by any key of transactions.

    Args:
        portfolio: Whose rates and method.
        project: Whose transactions.
        by: The key, or keys: ``heading``, ``quarter``, ``period``, ``currency``, ``donor``,
            ``partner``, ``party``, ``activity``.
        what: Which of its transactions.
        on: Up to which day; the last of the reporting period where absent.

    Returns:
        Rows that add up to the total exactly; what names no heading, party or activity is a
        row of its own, the last.

    Raises:
        UnknownNameError: There is no such key.
        InvalidValueError: A rate is missing, or transactions have no such key.
    """
    entries = [e for e in booked(portfolio, project, on) if e.transaction.type in what.types]
    own = attrs.evolve(project, transactions=tuple(entry.transaction for entry in entries))
    others = (own if each is project else each for each in portfolio.projects)
    currency = portfolio.currency_of(project)
    portfolio = attrs.evolve(portfolio, projects=tuple(others), currency=currency)
    amounts = {id(entry.transaction): entry.amount for entry in entries}
    summed = "transactions in the currency of the contract"
    measure = attrs.evolve(
        counting.MEASURES["transactions"],
        name=what,
        description=summed,
        read=lambda entry: amounts[id(entry.record)],
        apart="",
    )
    query = counting.Query(by, measure, rule=counting.Rule.SHARE, where={"project": project.code})
    return counting.breakdowns(portfolio, [query])[0]


def whole_budget(portfolio: Portfolio, project: Project, on: date | None = None) -> Money | None:
    """A project's budget on a day: the version in effect, else the sum of its lines.

    Returns:
        Nothing where neither is known for sure.

    Raises:
        InvalidValueError: It is in another currency than the project's.
    """
    budgets = possible_budgets(portfolio, project, on or portfolio.period.end)
    return budgets[0] if len(budgets) == 1 else None


def elapsed(project: Project, on: date) -> Fraction | None:
    """The share of a project's days that are over at the end of a day, from 0 to 1.

    Returns:
        Nothing where the project has no end.
    """
    if project.period.open:
        return None
    life = Period(project.period.start, project.period.end)
    return Fraction(life.elapsed(on), life.days)


def forecast_of(spent: Money, project: Project, on: date) -> Money | None:
    """Tell what will be spent by the end if spending goes on at its rate so far.

    Args:
        spent: By the day.
        project: Whose life.
        on: The day.

    Returns:
        Spending per day of the project's life over so far, times all its days, rounded once;
        nothing before the project begins, or where it has no end.
    """
    over = elapsed(project, on)
    return rounded_from(Fraction(spent.amount) / over, spent.currency) if over else None
