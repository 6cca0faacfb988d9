"""Numbers, amounts and dates as a language writes them."""

from __future__ import annotations

from datetime import date
from decimal import Context, Decimal, Inexact, localcontext
from functools import lru_cache
from locale import windows_locale

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from cproc.labels import labels_in, languages, with_minus
from cproc.model import Money

_EXACT = Context(prec=1000, traps=[Inexact])


def locale_of(language: str) -> Locale:
    """What CLDR knows of a language, in the region that its catalogue names.

    Raises:
        UnknownLocaleError: It does not know the language.
        ValueError: It is no language.
    """
    named = labels_in(language)("format.locale") if language in languages() else language
    return _locale(named)


@lru_cache(maxsize=64)
def _locale(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


def cldr_language(language: str) -> str:
    """A language that CLDR knows: English where it does not know the one of the report."""
    try:
        locale_of(language)
    except (UnknownLocaleError, ValueError):
        return "en"
    return language


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


def dateline(language: str, place: str, on: date | None) -> str:
    """Write where and when: ``Strasbourg, 24 November 2017``; either alone without the other."""
    if on is None:
        return place
    form = labels_in(language)("date.dateline") if language in languages() else "{place}, {day}"
    when = long_day(language, on)
    return form.format(place=place, day=when) if place else when


@lru_cache(maxsize=4096)
def month_in(language: str, on: date) -> str:
    """Write the month of a day: ``October 2016``."""
    return str(format_skeleton("yMMMM", on, locale=locale_of(language)))


def windows_id(tag: str) -> str:
    """The number by which formats of Office name a language, in hexadecimal; empty if it has none.

    Example:
        >>> windows_id("fr-FR"), windows_id("x")
        ('40C', '')
    """
    names = {name: number for number, name in windows_locale.items()}
    number = names.get(tag.replace("-", "_"))
    return f"{number:X}" if number else ""


def scaled_currency(language: str, currency: str, scale: int) -> str:
    """Write a currency with what its amounts are divided by, as CLDR writes large numbers.

    Example:
        >>> scaled_currency("en", "EUR", 1_000_000), scaled_currency("fr", "EUR", 1_000)
        ('EUR million', 'milliers EUR')
    """
    if scale == 1:
        return currency
    forms = locale_of(language).compact_decimal_formats["long"]["other"]
    word = str(forms[str(scale)].pattern).strip("0 \u00a0")
    # CLDR counts, *3 mille*; what is counted in thousands is *en milliers*.
    word = {"mille": "milliers"}.get(word, word)
    return f"{currency} {word}" if money_first(language) else f"{word} {currency}"
