"""Messages in the language asked for: one catalogue per language, a gettext file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import Any

from cproc.dates import DateSpan, Month, Period
from cproc.errors import Message
from cproc.labels import Labels, labels_in, languages
from cproc.money import Money, minor_unit


@lru_cache(maxsize=16)
def catalogue(language: str) -> NullTranslations:
    """The messages of a language by their English templates; none where it has no file."""
    source = files("cproc.labels") / f"{language}.po"
    if not source.is_file():
        return NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - keeps `import cproc` light
    from babel.messages.pofile import read_po  # noqa: PLC0415 - as above

    compiled = BytesIO()
    with source.open("rb") as stream:
        write_mo(compiled, read_po(stream, locale=language, abort_invalid=True))
    compiled.seek(0)
    return GNUTranslations(compiled)


def spoken(text: str, language: str) -> str:
    """Put a message into a language, its values written as the language writes them.

    Args:
        text: A message, or a text that is looked up as it stands.
        language: ISO 639 code.
    """
    if not text or language not in languages():
        return str(text)
    words = catalogue(language)
    if not isinstance(text, Message):
        return words.gettext(text)
    if text.plural:
        template = words.ngettext(text.template, text.plural, int(str(text.values["count"])))
    else:
        template = words.gettext(text.template)
    if not text.values:
        return template
    return template.format_map(
        {name: _Value(value, language, name) for name, value in text.values.items()}
    )


class _Value:
    """A value in a gap, written as the language writes it."""

    def __init__(self, value: object, language: str, gap: str) -> None:
        self.value, self.language, self.gap = value, language, gap

    def __str__(self) -> str:
        """The value in words."""
        if isinstance(self.value, Message):
            return spoken(self.value, self.language)
        if callable(put := getattr(self.value, "in_language", None)):  # an error, a figure
            return str(put(self.language))
        if self.gap == "count":  # other whole numbers are years, rows and the like
            return labels_in(self.language).number(int(str(self.value)))
        if callable(best := getattr(self.value, "best", None)):  # a text of the data, in several
            return str(best(self.language))
        for kind, write in _WRITTEN.items():
            if isinstance(self.value, kind):
                return write(labels_in(self.language), self.value)
        return str(self.value)

    def __repr__(self) -> str:
        """The value as a program would write it."""
        return repr(str(self) if isinstance(self.value, Message) else self.value)

    def __format__(self, form: str) -> str:
        """The value in words, or in the form that the gap asks for."""
        if form == ",":
            return labels_in(self.language).number(int(str(self.value)))
        return format(self.value, form) if form else str(self)


def _amount(labels: Labels, money: Money) -> str:
    # Not rounded, as amounts of a report are: that it has too many decimals may be the fault.
    decimals = max(-int(money.amount.normalize().as_tuple().exponent), 0)
    decimals = max(decimals, minor_unit(money.currency)) if decimals else 0
    amount = labels.number(money.amount, decimals, decimals)
    return labels("format.money", currency=money.currency, amount=amount)


def _number(labels: Labels, number: Decimal) -> str:
    return labels.number(number, max(-int(number.as_tuple().exponent), 0))


_WRITTEN: dict[type, Callable[[Labels, Any], str]] = {
    Money: _amount,
    Decimal: _number,
    Month: Labels.month,
    Period: Labels.period,
    DateSpan: lambda labels, span: str(span) if span.open else labels.span(span),
    date: Labels.day,
}
"""How each kind of value is written in a language."""
