"""Amounts in the portfolio's currency, by the rates and the method it names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

import attrs

from cproc.figures.counting.periods import period_of
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
)
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
    """Converts into the portfolio's currency for one project.

    Args:
        rates: The table of rates.
        method: Which of them is used.
        currency: Currency converted to.
        period: The portfolio's reporting period.
        life: The project's life, beyond which no month counts in a mean.
        known: The reporting periods of the project, and those of the reports there are.
    """

    rates: ExchangeRates
    method: RateMethod
    currency: str
    period: Period
    life: Period
    known: tuple[Period, ...] = ()

    def __call__(self, amount: Money, day: date) -> Converted:
        """Convert an amount at the rate for a day.

        The mean is that of the months of the reporting period in which the day lies, as far
        as they are of the project's life.

        Raises:
            InvalidValueError: A rate is missing; the message names currency and month or day.
        """
        source = amount.currency
        # A rate of one to one, rather than none: what is booked tells its rate in every case.
        if source == self.currency:
            rate = Rate(source, source, Fraction(1), self.method, str(day))
        elif self.method is RateMethod.FIXED:
            rate = self.rates.as_agreed(source, self.currency)
        elif self.method is RateMethod.DAILY:
            rate = self.rates.of_day(source, self.currency, day, DAYS_BACK)
        elif self.method is RateMethod.PERIOD_MEAN:
            # Rates are of whole months, so the mean is of the months that the period touches.
            months = self.period.months()
            mean = period_of(day, Period(months[0].start, months[-1].end), self.known)
            if day in self.life:
                mean = Period(max(mean.start, self.life.start), min(mean.end, self.life.end))
            rate = self.rates.mean_of_period(source, self.currency, mean)
        else:
            rate = self.rates.of_month(source, self.currency, Month.of(day))
        return rate.convert(amount)


def exchange_of(portfolio: Portfolio, project: Project) -> Exchange:
    """What converts the amounts of a project into the portfolio's currency."""
    life = Period(project.period.start, project.period.end)
    method = project.rate_method or portfolio.rate_method
    known = (*project.reporting_periods, *(report.period for report in portfolio.reports))
    rates, currency = rates_of(portfolio.rates), portfolio.currency
    return Exchange(rates, method, currency, portfolio.period, life, known)


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
            return record.value_date or record.date
        case BudgetVersion():
            return record.effective
        case Contribution():
            span = record.received or record.committed or record.pledged
            return span.end if span else project.period.start
    return project.period.start
