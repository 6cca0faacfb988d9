"""Numbers, amounts and dates as a language writes them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, localcontext
from fractions import Fraction
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from cproc.dates import DateSpan, Month, Period, Precision
from cproc.labels import Labels, labels_in, languages
from cproc.model import Statement
from cproc.money import Money, exact_decimal, is_currency, minor_unit, rounded_units
from cproc.rates import Rate, RateMethod

_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
_EXACT = Context(prec=1000, traps=[Inexact])


def rounded(exact: Fraction | Decimal | int, decimals: int) -> Decimal:
    """Round half away from zero to a number of decimals."""
    return exact_decimal(rounded_units(Fraction(exact), decimals), decimals)


def number(labels: Labels, exact: Fraction | Decimal | int, decimals: int = 2) -> str:
    """Write a number with separators; at most so many decimals, none that are zero."""
    shown = exact if isinstance(exact, int) else rounded(exact, decimals)
    pattern = "#,##0." + "#" * decimals if decimals else "#,##0"
    return _written(labels, shown, pattern)


def _written(labels: Labels, shown: Decimal | int, pattern: str) -> str:
    with localcontext(_WIDE):  # Babel rounds to whatever precision the caller has set
        return with_minus(str(format_decimal(shown, pattern, locale=labels.locale)))


def with_minus(number_: str) -> str:
    """A number with the minus sign (U+2212), after which no line breaks as after a hyphen."""
    return number_.replace("-", "\u2212")


def amount(labels: Labels, money: Money) -> str:
    """Write an amount with its currency code; whole amounts without decimals."""
    digits = minor_unit(money.currency)
    shown = money.rounded().amount
    whole = shown == shown.to_integral_value()
    pattern = "#,##0" if whole or not digits else "#,##0." + "0" * digits
    text = _written(labels, shown, pattern)
    return labels("format.money", currency=money.currency, amount=text)


def percent(labels: Labels, share: Fraction | Decimal | int, decimals: int = 1) -> str:
    """Write a share of one as a percentage."""
    return labels("format.percent", number=number(labels, Fraction(share) * 100, decimals))


def value(labels: Labels, exact: Fraction | Decimal | int | Money, unit: str) -> str:
    """Write a value as its unit wants it: money, percentages and years apart from counts."""
    if isinstance(exact, Money):
        return amount(labels, exact)
    if unit == "%":
        return percent(labels, Fraction(exact) / 100)
    if unit == "year":
        return str(int(exact))
    decimals = -int(exact.as_tuple().exponent) if isinstance(exact, Decimal) else 0
    return number(labels, exact, max(2, decimals))


def stated_value(statement: Statement, told: Decimal) -> int | Decimal | Money:
    """A number of a statement as a value of its unit, as exact as it was stated."""
    if is_currency(statement.unit):
        return Money(told, statement.unit)
    return int(told) if told == told.to_integral_value() else told


def stated(labels: Labels, statement: Statement) -> str:
    """Write a stated figure with its qualifier: ``more than 900``, ``6 to 8``."""
    numbers = {
        name: value(labels, stated_value(statement, told), statement.unit)
        for name, told in (("value", statement.value), ("upper", statement.upper))
        if told is not None
    }
    return labels(f"qualifier.{statement.qualifier}", **numbers)


@lru_cache(maxsize=128)
def _month_name(labels: Labels, number_: int) -> str:
    return str(labels.locale.months["format"]["wide"][number_])


def _day_of_month(labels: Labels, on: date) -> str:
    return labels("date.first_day") if on.day == 1 else str(on.day)


def _day_month(labels: Labels, on: date) -> str:
    name = _month_name(labels, on.month)
    return labels("date.day_month", day=_day_of_month(labels, on), month=name)


def day(labels: Labels, on: date) -> str:
    """Write a day: ``3 October 2016``, ``1er mars 2017``."""
    name = _month_name(labels, on.month)
    return labels("date.day", day=_day_of_month(labels, on), month=name, year=on.year)


def month(labels: Labels, of: Month) -> str:
    """Write a month: ``October 2016``."""
    return labels("date.month", month=_month_name(labels, of.month), year=of.year)


def quarter(labels: Labels, of: date) -> str:
    """Write the calendar quarter of a day: ``2016-Q4``, ``2016-T4``."""
    return labels("date.quarter", year=f"{of.year:04}", quarter=(of.month + 2) // 3)


def span(labels: Labels, when: DateSpan) -> str:
    """Write a span in the precision it was given in: ``3–4 October 2016``, ``July 2017``."""
    first, last = when.start, when.end
    if when.precision is Precision.YEAR:
        return _joined(labels, "date.close", str(first.year), str(last.year))
    if when.precision is Precision.MONTH:
        end = month(labels, Month.of(last))
        if Month.of(first) == Month.of(last):
            return end
        if first.year == last.year:
            return _joined(labels, "date.close", _month_name(labels, first.month), end)
        return _joined(labels, "date.wide", month(labels, Month.of(first)), end)
    return _days(labels, first, last)


def _days(labels: Labels, first: date, last: date) -> str:
    end = day(labels, last)
    if first == last:
        return end
    if Month.of(first) == Month.of(last):
        return _joined(labels, "date.close", _day_of_month(labels, first), end)
    start = _day_month(labels, first) if first.year == last.year else day(labels, first)
    return _joined(labels, "date.wide", start, end)


def _joined(labels: Labels, pattern: str, first: str, last: str) -> str:
    return first if first == last else labels(pattern, first=first, last=last)


def period(labels: Labels, of: Period) -> str:
    """Write a period: its months where it is made of whole ones, else its days."""
    whole = of.start.day == 1 and (of.end + timedelta(days=1)).day == 1
    if whole:
        first, last = month(labels, Month.of(of.start)), month(labels, Month.of(of.end))
    else:
        first, last = day(labels, of.start), day(labels, of.end)
    return _joined(labels, "date.from_to", first, last)


def rate_units(rate: Rate) -> Decimal:
    """The units of the currency converted from for one of that converted to."""
    units = rounded(1 / rate.value, 6)
    return Decimal(f"{units:f}".rstrip("0").rstrip("."))


def rate_when(labels: Labels, rate: Rate) -> str:
    """Write what a rate is of: a month, a day, the mean of a period, or what was agreed."""
    if rate.method is RateMethod.FIXED:
        return labels("rate_method.fixed")
    if rate.method is RateMethod.PERIOD_MEAN:
        when = period(labels, Period.parse(rate.basis))
    else:
        when = span(labels, DateSpan.parse(rate.basis))
    return labels(f"rate_method.{rate.method}", when=when)


# --- Any language of CLDR, with or without a catalogue ------------------------------------


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """What CLDR knows of a language, in the region that its catalogue names.

    Raises:
        UnknownLocaleError: It does not know the language.
        ValueError: It is no language.
    """
    named = labels_in(language)("format.locale") if language in languages() else language
    return Locale.parse(named, sep="-")


def money_first(language: str) -> bool:
    """Tell whether a language writes the currency before the amount."""
    return str(locale_of(language).currency_formats["standard"].pattern).startswith("¤")


def percent_pattern(language: str) -> str:
    """How a language writes percentages: ``#,##0%``, with a space where it has one."""
    return str(locale_of(language).percent_formats[None].pattern)


@lru_cache(maxsize=4096)
def exact_number(language: str, exact: Decimal, decimals: int, *, percent: bool = False) -> str:
    """Write a number with separators and exactly so many decimals; it is never rounded.

    Raises:
        Inexact: It has more decimals.
    """
    places = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    pattern = percent_pattern(language).replace("#,##0", places) if percent else places
    with localcontext(_EXACT):  # Babel rounds to whatever precision the caller has set
        text = str(format_decimal(exact, format=pattern, locale=locale_of(language)))
    return with_minus(text.replace(" ", "\u00a0"))


def exact_amount(language: str, money: Money, decimals: int) -> str:
    """Write an amount with its currency code where the language puts it, never rounded."""
    number_ = exact_number(language, money.amount, decimals)
    pair = (money.currency, number_) if money_first(language) else (number_, money.currency)
    return "\u00a0".join(pair)


def _cldr_day(language: str, on: date, width: str) -> str:
    text = str(format_date(on, width, locale_of(language)))
    if on.day == 1 and language in languages():  # CLDR leaves the ordinal of the first out
        text = text.replace("1 ", f"{labels_in(language)('date.first_day')} ", 1)
    return text


@lru_cache(maxsize=4096)
def short_day(language: str, on: date) -> str:
    """Write a day with its month cut short, on one line: ``3 Oct 2016``, ``1er mars 2017``."""
    return _cldr_day(language, on, "medium").replace(" ", "\u00a0")


def long_day(language: str, on: date) -> str:
    """Write a day with its month in full."""
    return _cldr_day(language, on, "long")


def dateline(language: str, place: str, on: date) -> str:
    """Write where and when: ``Strasbourg, 24 November 2017``; the day alone without a place."""
    form = labels_in(language)("date.dateline") if language in languages() else "{place}, {day}"
    when = long_day(language, on)
    return form.format(place=place, day=when) if place else when


@lru_cache(maxsize=4096)
def month_in(language: str, on: date) -> str:
    """Write the month of a day: ``October 2016``."""
    return str(format_skeleton("yMMMM", on, locale=locale_of(language)))
