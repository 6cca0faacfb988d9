"""What every spreadsheet counts alike: columns by letters, days and texts by numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from cproc.labels import labels_in, languages
from cproc.money import Money

# Earlier days have no number that all programs read alike: Excel knows 29 February 1900.
FIRST_DATE = date(1900, 3, 1)

# Text that Excel would take for something else when it is edited and entered again; its words
# for true and false are those of the reader's language.
_BOOLEANS = [
    re.escape(labels_in(language)(key))
    for language in languages()
    for key in ("spreadsheet.false", "spreadsheet.true")
]
_RISKY = rf"[\s\xa0]*(?:[=+\-@#{{'0-9.,]|(?:{'|'.join(_BOOLEANS)})\b)"
RISKY = re.compile(_RISKY, re.IGNORECASE)
RISKY_AMONG = re.compile(rf"\0{_RISKY}", re.IGNORECASE)

EPOCH = date(1899, 12, 30)  # the day that spreadsheets number 0


def quoted(tab: str) -> str:
    """The name of a worksheet as formulas and links write it."""
    return "'" + tab.replace("'", "''") + "'"


def serial(day: date) -> int | None:
    """The number of a day (ECMA-376, part 1, 18.17.4.1); none for days that have no safe one."""
    return (day - EPOCH).days if day >= FIRST_DATE else None


def number_of(value: Any) -> Any:
    """The number of an amount; any other value is itself."""
    return value.amount if isinstance(value, Money) else value


def currency_of(value: object) -> str:
    """The currency of an amount; empty for any other value."""
    return value.currency if isinstance(value, Money) else ""


def number_text(number: Decimal | int) -> str:
    """The digits of a number as they are, without exponent or negative zero."""
    return f"{number or 0:f}" if isinstance(number, Decimal) else f"{number:d}"


def number_texts(numbers: Iterable[Decimal]) -> list[str]:
    """The digits of many decimals; the same as `number_text` of each, faster."""
    numbers = list(numbers)
    texts = list(map(str, numbers))
    joined = " ".join(texts)
    return list(map(number_text, numbers)) if "E" in joined or "-0" in joined else texts
