"""Numbers and amounts of money as people type them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import attrs

from cproc.errors import said
from cproc.loaders.reading import Read, plain
from cproc.money import MAX_DIGITS, is_currency

FORMS = ("1,234.56", "1.234,56", "1 234,56", "1 234.56", "mixed")
"""How numbers may be written: a number that shows it, or ``mixed``."""
_SYMBOLS = {"€": "EUR", "£": "GBP", "US$": "USD", "KSH": "KES", "EURO": "EUR", "EUROS": "EUR"}
_NUMBER = re.compile(r"[0-9](?:[0-9.,' ’]*[0-9])?", re.ASCII)
_WHOLE = re.compile(r"([0-9]{1,3})((?:[.,' ’][0-9]{3})*)", re.ASCII)
_TIMES = {
    **dict.fromkeys(("k", "thousand", "mille"), 1_000),
    **dict.fromkeys(("m", "mn", "mio", "mln", "million", "millions"), 1_000_000),
    **dict.fromkeys(("bn", "md", "mrd", "milliard", "milliards"), 1_000_000_000),
}
_AROUND = re.compile(r"(?P<before>[^0-9]*)(?P<number>[0-9][0-9.,' ’]*)(?P<after>[^0-9]*)", re.ASCII)
_WORD = re.compile(r"[^\W\d]+\.?|[^\w\s%()]")  # what may be a currency: letters, or one sign
_NOT_A_NUMBER = said("this is no number in a known form.")


@attrs.frozen
class NumberForm:
    """How an office writes numbers and amounts.

    Args:
        example: One of `FORMS`. Empty where nobody says, so that only numbers are read in which
            a separator cannot be mistaken. ``mixed`` where points and commas both stand for
            both, so that three digits behind the only one of them are thousands.
        currency: ISO 4217 code of amounts without a currency.
        symbols: Further codes by what is written for them: ``{"$": "USD"}``.
    """

    example: str = ""
    currency: str = ""
    symbols: Mapping[str, str] = MappingProxyType({})

    @property
    def decimal(self) -> str:
        """The mark before the decimals; empty where it is not said."""
        return self.example[-3] if self.example[1:] and self.example != "mixed" else ""


def read_number(value: Any, form: NumberForm) -> Read:
    """The exact number of a cell.

    Args:
        value: What the cell holds.
        form: How the office writes numbers.

    Example:
        >>> read_number("3.200,00", NumberForm()).value
        Decimal('3200.00')
        >>> read_number("4.500", NumberForm()).guess
        '4500'
        >>> read_number("4.500", NumberForm("mixed")).value
        Decimal('4500')
    """
    if isinstance(value, bool):
        return Read(doubt=_NOT_A_NUMBER)
    if isinstance(value, int | Decimal):
        return Read(Decimal(value))
    text = plain(value) if isinstance(value, str) else ""
    negative = text.startswith("-")
    body = text.lstrip("+-").strip()
    if len(body) > 2 * MAX_DIGITS or not _NUMBER.fullmatch(body) or text[1:2] in ("+", "-"):
        return Read(doubt=_NOT_A_NUMBER)
    read = _unsigned(body, form)
    if negative and read.value is not None:
        return Read(-read.value)
    return attrs.evolve(read, guess=f"-{read.guess}") if negative and read.guess else read


def _unsigned(body: str, form: NumberForm) -> Read:
    marks = [mark for mark in body if mark in ".,"]
    kinds = set(marks)
    has_decimals = marks and (len(kinds) == 2 or not _is_thousands(body))
    likely = _split_at(body, marks[-1] if has_decimals else "")
    if form.decimal:
        number = _split_at(body, form.decimal, f"{form.example[1]} ")
        if number is not None:
            return Read(number)
        message = said("this is not written as {example}.", example=form.example)
        return Read(doubt=message, guess="" if likely is None else f"{likely:f}")
    if likely is None:
        return Read(doubt=_NOT_A_NUMBER)
    if len(marks) == 1 and _is_thousands(body) and form.example != "mixed":
        message = said("it is not said whether a separator stands before decimals or thousands.")
        return Read(doubt=message, guess=f"{likely:f}")
    return Read(likely)


def _is_thousands(body: str) -> bool:
    """Whether each mark of a number can part thousands: three digits behind it, no 0 in front."""
    return _WHOLE.fullmatch(body) is not None and not (body[0] == "0" and len(body) > 1)


def _split_at(body: str, decimal: str, thousands: str = ".,' ’") -> Decimal | None:
    """The number that a text is where a mark stands before its decimals; None where it is none."""
    whole, mark, decimals = body.rpartition(decimal) if decimal else (body, "", "")
    if not mark:
        whole, decimals = body, ""
    if decimal and (decimal in whole or not decimals.isdigit()) and mark:
        return None
    groups = re.findall(r"[^0-9]", whole)
    is_one = len(set(groups)) < 2 and all(mark in thousands and mark != decimal for mark in groups)
    if groups and not (is_one and _WHOLE.fullmatch(whole)):
        return None
    digits = re.sub(r"[^0-9]", "", whole)
    if len(digits) + len(decimals) > MAX_DIGITS:
        return None
    return Decimal(f"{digits}.{decimals}" if decimals else digits)


def read_money(value: Any, form: NumberForm) -> Read:
    """An amount with its currency, as a pair.

    Args:
        value: What the cell holds: a number, or text with a currency before or behind it.
        form: How the office writes amounts.

    Example:
        >>> form = NumberForm("mixed", "EUR")
        >>> [read_money(text, form).value for text in ("€ 4.500", "USD 8,200", "KES 18 m")]
        [(Decimal('4500'), 'EUR'), (Decimal('8200'), 'USD'), (Decimal('18000000'), 'KES')]
    """
    if not isinstance(value, str):
        return _with_currency(read_number(value, form), form.currency)
    text = plain(value)
    match = _AROUND.fullmatch(text)
    if match is None or len(text) > 3 * MAX_DIGITS:
        return Read(doubt=said("this is no amount in a known form."))
    words = f"{match['before']} {match['after']}".split()
    negative = "-" in words or match["before"].strip().endswith("-")
    words = [word.strip("-") for word in words if word.strip("-")]
    factors = [_TIMES[word.casefold()] for word in words if word.casefold() in _TIMES]
    named = [word for word in words if word.casefold() not in _TIMES]
    codes = [read_currency(word, form) for word in named]
    if not all(code or _WORD.fullmatch(word) for code, word in zip(codes, named, strict=True)):
        return Read(doubt=said("this is no amount in a known form."))
    read = read_number(("-" if negative else "") + match["number"].strip(), form)
    if len(codes) > 1 or len(factors) > 1 or not all(codes):
        guess = f"{read.value:f}" if read.value is not None else ""
        return Read(doubt=said("the currency is not known."), guess=guess)
    if factors and read.value is not None:
        read = Read(read.value * factors[0])
    return _with_currency(read, codes[0] if codes else form.currency)


def read_currency(word: str, form: NumberForm) -> str:
    """The ISO 4217 code of a currency, by itself or by its sign; empty where it is not known."""
    named = form.symbols.get(word) or _SYMBOLS.get(word.upper().rstrip("."), "")
    return named or (word.upper() if is_currency(word.upper()) else "")


def _with_currency(read: Read, currency: str) -> Read:
    guess = f"{currency} {read.guess}".strip() if read.guess else ""
    if read.value is None:
        return attrs.evolve(read, guess=guess)
    if not currency:
        return Read(doubt=said("the currency is not known."), guess=f"{read.value:f}")
    return Read((_written(read.value), currency))


def _written(number: Decimal) -> Decimal:
    """A number without an exponent: 1.8E+7 is 18000000."""
    return Decimal(f"{number:f}")
