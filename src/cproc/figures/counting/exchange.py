"""Amounts in the currency of a contract, or of the portfolio, by the method that is named."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from fractions import Fraction
from itertools import accumulate, permutations
from typing import Any

import attrs

from cproc.errors import InvalidValueError
from cproc.figures.counting.periods import reporting_period
from cproc.model import (
    BudgetLine,
    BudgetVersion,
    Contribution,
    ExchangeRate,
    Money,
    Month,
    Period,
    Portfolio,
    Project,
    Transaction,
    TransactionType,
)
from cproc.money import rounded_from
from cproc.rates import EURO, Converted, ExchangeRates, Rate, RateMethod

DAYS_BACK = 7
"""Days looked back for a daily rate where none is published, as on weekends and holidays."""


def rates_of(records: Iterable[ExchangeRate]) -> ExchangeRates:
    """Make the table of rates; of two of one currency and time the first holds."""
    tables: dict[str, ExchangeRates] = {EURO: ExchangeRates()}
    for record in records:
        table = tables.setdefault(record.per, ExchangeRates(per=record.per))
        when = record.month or record.day
        rates: Any = table.fixed
        if when is not None:
            rates = table.monthly if record.month is not None else table.daily
        rates.setdefault((record.currency, when) if when else record.currency, record.rate)
    first, *others = tables.values()
    return attrs.evolve(first, others=tuple(others))


@attrs.frozen
class Exchange:
    """Converts into the currency of a contract, or of the portfolio.

    Args:
        rates: The table of rates.
        method: Which of them is used.
        currency: Currency converted to.
        period: The portfolio's reporting period.
        life: The project's life, beyond which no month counts in a mean; none of several.
        instalments: Incoming funds that were entered in the accounts in another currency, by date.
    """

    rates: ExchangeRates
    method: RateMethod
    currency: str
    period: Period
    life: Period | None = None
    instalments: tuple[Transaction, ...] = ()

    def __call__(self, amount: Money, day: date) -> Converted:
        """Convert an amount at the rate for a day, as `rate` finds it."""
        return self.rate(amount.currency, day).convert(amount)

    def rate(self, source: str, day: date) -> Rate:
        """The rate of a currency for a day.

        The mean is that of the months of the reporting period in which the day lies, as far
        as they are of the project's life. An instalment gives the rate until the next is
        received (PRAG, general conditions, 15.9), the first also before; of a currency that
        none gives it is that of the month.

        Raises:
            InvalidValueError: A rate is missing; the message names currency and month or day.
        """
        # A rate of one to one, rather than none: what is booked tells its rate in every case.
        if source == self.currency:
            return Rate(source, source, Fraction(1), self.method, str(day))
        if self.method is RateMethod.FIXED:
            return self.rates.as_agreed(source, self.currency)
        if self.method is RateMethod.DAILY:
            return self.rates.of_day(source, self.currency, day, DAYS_BACK)
        if self.method is RateMethod.PERIOD_MEAN:
            # Rates are of whole months, so the mean is of the months that the period touches.
            months = self.period.months()
            mean = reporting_period(day, Period(months[0].start, months[-1].end))
            if self.life and day in self.life:
                mean = Period(max(mean.start, self.life.start), min(mean.end, self.life.end))
            return self.rates.mean_of_period(source, self.currency, mean)
        if self.method is RateMethod.INSTALMENT and (rate := self._of_instalment(source, day)):
            return rate
        return self.rates.of_month(source, self.currency, Month.of(day))

    def _of_instalment(self, source: str, day: date) -> Rate | None:
        rates: list[tuple[date, Rate]] = []
        for paid in self.instalments:
            for one, other in permutations((paid.amount, paid.received_as or paid.amount)):
                if (one.currency, other.currency) == (source, self.currency):
                    units = Fraction(other.amount) / Fraction(one.amount)
                    rate = Rate(source, self.currency, units, self.method, paid.id)
                    rates.append((dated_at(paid), rate))
        by_then = [rate for received, rate in rates if received <= day]
        if by_then:
            return by_then[-1]
        return rates[0][1] if rates else None


def exchange_of(portfolio: Portfolio, project: Project) -> Exchange:
    """What converts the amounts of a project into the currency of its contract."""
    life = Period(project.period.start, project.period.end)
    method = project.rate_method or portfolio.rate_method
    currency, instalments = portfolio.currency_of(project), _instalments([project])
    return Exchange(
        rates_of(portfolio.rates), method, currency, portfolio.period, life, instalments
    )


def rates_on(portfolio: Portfolio, on: date) -> dict[str, Rate]:
    """The rate at which totals of a day restate sums of projects in each other currency.

    There is one for each, so that what is alike in one currency is so in the other; none where
    the rates of the portfolio and its method tell none.
    """
    others = {portfolio.currency_of(each) for each in portfolio.projects} - {portfolio.currency}
    if not others:
        return {}
    exchange = Exchange(
        rates_of(portfolio.rates),
        portfolio.rate_method,
        portfolio.currency,
        portfolio.period,
        instalments=_instalments(portfolio.projects),
    )
    found: dict[str, Rate] = {}
    for currency in sorted(others):
        with suppress(InvalidValueError):
            found[currency] = exchange.rate(currency, on)
    return found


def restated(amounts: Iterable[Money], rate: Rate) -> tuple[Money, ...]:
    """Amounts in another currency that add up to their sum in it, rounded once."""
    exact = accumulate(Fraction(each.amount) * rate.value for each in amounts)
    so_far = [rounded_from(each, rate.target) for each in exact]
    before = (Money(0, rate.target), *so_far)
    return tuple(after - earlier for earlier, after in zip(before, so_far, strict=False))


def _instalments(projects: Iterable[Project]) -> tuple[Transaction, ...]:
    """What came in by instalments whose amount in the accounts is known, by date."""
    every = (paid for project in projects for paid in project.transactions)
    known = (
        paid
        for paid in every
        if paid.type is TransactionType.INCOMING_FUNDS
        and paid.received_as
        and min(paid.amount.amount, paid.received_as.amount) > 0
    )
    return tuple(sorted(known, key=dated_at))


def dated_at(paid: Transaction) -> date:
    """The day of the rate of a transaction: its value date, else its date."""
    return paid.value_date or paid.date


def dated(
    record: Transaction | Contribution | BudgetVersion | BudgetLine, project: Project
) -> date:
    """The day whose exchange rate is used for what a project holds.

    A transaction's is its value date, else its date; a contribution's the last day of the
    time it was received, else committed, else pledged; that of a version of the budget the
    day from which it is in force. What has no date of its own, such as a budget line, is
    planned when the project begins: its first day.
    """
    match record:
        case Transaction():
            return dated_at(record)
        case BudgetVersion():
            return record.effective
        case Contribution():
            span = record.received or record.committed or record.pledged
            return span.end if span else project.period.start
    return project.period.start
