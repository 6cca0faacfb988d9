"""Number formats in the form that is the same in every locale, and how wide they come out."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from locale import windows_locale

from babel import Locale, UnknownLocaleError

from cproc.exporters.xlsx.profile import ColumnProfile
from cproc.money import Money
from cproc.report.model import Column, Kind

_NUMBERS = {Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT}


def is_number(kind: Kind) -> bool:
    """Tell whether a kind is of numbers."""
    return kind in _NUMBERS


def to_the_right(column: Column, held: ColumnProfile) -> bool:
    """Tell whether a column, its heading too, is set to the right: one mostly of numbers."""
    return is_number(column.kind) or held.numbers > held.texts


@lru_cache(maxsize=64)
def _tag(language: str) -> str:
    """The number of a locale of a language as formats hold it; empty where none is known.

    It makes Excel name months in that language, and tells whose way of writing a currency is
    meant; separators are those of the reader all the same.
    """
    wanted = {language.replace("-", "_"), f"{language}_{language.upper()}"}
    known = sorted(windows_locale.items())
    exact = [number for number, name in known if name in wanted]
    close = [number for number, name in known if name.split("_")[0] == language]
    return f"-{(exact or close)[0]:X}" if exact or close else ""


def locale_of(language: str) -> Locale:
    """What CLDR knows of a language; of English where it does not know it."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@lru_cache(maxsize=64)
def _currency_first(language: str) -> bool:
    pattern = locale_of(language).currency_formats["standard"].pattern
    return str(pattern).startswith("¤")


@lru_cache(maxsize=64)
def _percent(language: str) -> str:
    """The sign of percentages, with the space that a language sets before it."""
    pattern = str(locale_of(language).percent_formats[None].pattern)
    return "\\ %" if pattern.endswith(("\u00a0%", "\u202f%", " %")) else "%"


def _said_in_heading(currency: str, column: Column, held: ColumnProfile) -> bool:
    alone = held.currencies == {currency}
    return alone and re.search(rf"\b{currency}\b", column.label) is not None


def format_of(
    of: type, currency: str, kind: Kind, *, column: Column, held: ColumnProfile, language: str
) -> str:
    """Choose the number format of values of a type.

    Amounts show their currency's code unless the heading of the column says it. All values of
    a column show the same number of decimals, as many as the longest of them has.
    """
    if issubclass(of, date):
        months = f"[${tag}]" if (tag := _tag(language)) else ""
        return f"{months}{'mmm' if kind is Kind.MONTH else 'd mmm'} yyyy"
    if not issubclass(of, Money | Decimal | int):
        return "General"
    decimals = held.shown_decimals(kind, currency)
    places = f".{'0' * decimals}" if decimals else ""
    if currency:
        if _said_in_heading(currency, column, held):
            return f"#,##0{places}"
        code = f"[${currency}{_tag(language)}]"
        first = _currency_first(language)
        return f"{code}\\ #,##0{places}" if first else f"#,##0{places}\\ {code}"
    if kind is Kind.PERCENT:
        return f"0{places}{_percent(language)}"
    return f"#,##0{places}" if is_number(kind) else f"0{places}"


def number_width(column: Column, held: ColumnProfile) -> int:
    """The characters that the widest number of a column can take."""
    widest = 0
    for kind, currency in held.decimals:
        decimals = held.shown_decimals(kind, currency)
        code = 0 if not currency or _said_in_heading(currency, column, held) else 4
        percent = 1 if kind is Kind.PERCENT else 0
        digits = held.digits + (held.digits - 1) // 3 + (decimals + 1 if decimals else 0)
        widest = max(widest, digits + code + percent)
    return widest
