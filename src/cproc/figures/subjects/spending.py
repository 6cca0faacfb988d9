"""What a project has received and spent, and how that stands to its budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from fractions import Fraction

import attrs

from cproc.figures.counting import (
    Breakdown,
    Measure,
    Subject,
    dated,
    exchange_of,
    total,
)
from cproc.figures.subjects.funding import possible_budgets
from cproc.model import Money, Period, Portfolio, Project, Transaction, TransactionType
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
    """A transaction in the portfolio's currency.

    It is rounded once, to the minor unit, as books do; sums are of what is booked, so that
    subtotals tie to totals.

    Args:
        transaction: The transaction.
        converted: Its amount, with rate, method and what the rate is of.
    """

    transaction: Transaction
    converted: Converted

    @property
    def amount(self) -> Money:
        """What is booked; an amount that needs no conversion stays as exact as it is."""
        converted = self.converted
        same = converted.original.currency == converted.rate.target
        return converted.original if same else converted.money


def booked(portfolio: Portfolio, project: Project, on: date | None = None) -> tuple[Booked, ...]:
    """A project's transactions up to a day in the portfolio's currency.

    Args:
        portfolio: Whose rates, method and currency.
        project: Whose transactions.
        on: The day; the last of the reporting period where absent.

    Raises:
        InvalidValueError: A rate is missing; the message names currency and month or day.
    """
    on = on or portfolio.period.end
    book = _book(portfolio, project)
    return tuple(book(each) for each in project.transactions if each.date <= on)


def _book(portfolio: Portfolio, project: Project) -> Callable[[Transaction], Booked]:
    # Rates are looked up once for a project, not for each of its transactions.
    exchange = exchange_of(portfolio, project)
    return lambda each: Booked(each, exchange(each.amount, dated(each, project)))


def flow(books: Iterable[Booked], what: Flow, currency: str) -> Money:
    """Sum what was booked for one purpose."""
    return Money.total(
        (entry.amount for entry in books if entry.transaction.type in what.types), currency
    )


def spending_by(
    portfolio: Portfolio,
    project: Project,
    by: str = "heading",
    what: Flow = Flow.SPENT,
    on: date | None = None,
) -> Breakdown:
    """Sum a project's transactions, as booked, by any key of transactions.

    Args:
        portfolio: Whose rates, method and currency.
        project: Whose transactions.
        by: The key: ``heading``, ``year``, ``quarter``, ``party``, ``activity``.
        what: Which of its transactions.
        on: Up to which day; the last of the reporting period where absent.

    Returns:
        Rows that add up to the total exactly; what names no heading, party or activity is a
        row of its own, the last.

    Raises:
        UnknownNameError: There is no such key.
        InvalidValueError: A rate is missing, or transactions have no such key.
    """
    day = on or portfolio.period.end
    book = _book(portfolio, project)

    def counts(transaction: Transaction) -> bool:
        return transaction.date <= day and transaction.type in what.types

    summed = "transactions in the portfolio's currency"
    amount = Measure(what, summed, Subject.TRANSACTIONS, lambda entry: book(entry.record).amount)
    return total(portfolio, amount, by, where={"project": project.code}, only=counts)


def whole_budget(portfolio: Portfolio, project: Project, on: date | None = None) -> Money | None:
    """A project's budget on a day: the version in effect, else the sum of its lines.

    Returns:
        Nothing where neither is known for sure.

    Raises:
        InvalidValueError: It is in another currency than the portfolio's.
    """
    budgets = possible_budgets(portfolio, project, on or portfolio.period.end)
    return budgets[0] if len(budgets) == 1 else None


def elapsed(project: Project, on: date) -> Fraction:
    """The share of a project's days that are over at the end of a day, from 0 to 1.

    Raises:
        InvalidValueError: The project ends before it begins.
    """
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
        nothing before the project begins.
    """
    over = elapsed(project, on)
    return rounded_from(Fraction(spent.amount) / over, spent.currency) if over else None
