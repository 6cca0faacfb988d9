"""Texts in English that other languages can say: a template, and what fills its gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, Self


class Message(str):
    """A text in English that other languages can say: its template, and what fills the gaps.

    Args:
        template: English, with gaps as `str.format` has them; a text as it stands where there
            are no values.
        values: What fills the gaps: texts, amounts, dates, further messages.
        plural: The template for every ``count`` but 1, where that changes the words.

    Example:
        >>> Message("{project} begins on {day}.", {"project": "P1", "day": "1 May"})
        'P1 begins on 1 May.'
    """

    __slots__ = ("plural", "template", "values")
    template: str
    values: Mapping[str, object]
    plural: str

    def __new__(
        cls, template: str, values: Mapping[str, object] = MappingProxyType({}), plural: str = ""
    ) -> Self:
        """Fill the gaps in English; a message stays the one it is."""
        if isinstance(template, cls):
            return template
        chosen = plural if plural and values["count"] != 1 else template
        message = super().__new__(cls, chosen.format_map(values) if values else chosen)
        message.template, message.values, message.plural = template, values, plural
        return message

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.template, dict(self.values), self.plural)


def said(template: str, /, **values: object) -> Message:
    """A message; its template is what catalogues translate.

    Args:
        template: English, with a gap for each value.
        values: What fills the gaps.

    Example:
        >>> said("there is no field {name!r}.", name="titel")
        "there is no field 'titel'."
    """
    return Message(template, values)


def counted(one: str, other: str, /, **values: object) -> Message:
    """A message whose words follow the value ``count``.

    Args:
        one: English for 1.
        other: English for every other number.
        values: What fills the gaps; ``count`` among them.

    Example:
        >>> [counted("{count} error", "{count} errors", count=number) for number in (0, 1)]
        ['0 errors', '1 error']
    """
    return Message(one, values, other)


def joined(between: str, texts: Iterable[str]) -> Message:
    """Messages in a row, as one.

    Args:
        between: What stands between two of them.
        texts: The messages; none is an empty one.
    """
    row = Message("")
    for text in texts:
        gaps = {"row": row, "between": between, "text": text}
        row = Message("{row}{between}{text}", gaps) if row else Message("{text}", gaps)
    return row


def in_language(text: str, language: str) -> str:
    """Put a message into a language; one that its catalogue lacks stays English.

    Args:
        text: A message, or a text that is looked up as it stands.
        language: ISO 639 code.

    Example:
        >>> in_language(said("there is no field {name!r}.", name="titel"), "fr")
        "il n'y a pas de champ 'titel'."
    """
    return str(text) if language == "en" else written(text, language)


def written(text: str, language: str) -> str:
    """Put a message into a language, its amounts and days as the language writes them.

    In English it differs from the message itself, which writes them as programs do.

    Args:
        text: A message, or a text that is looked up as it stands.
        language: ISO 639 code.
    """
    # The words of languages are a floor above, and read only when they are asked for.
    spoken: str = import_module("cproc.labels.messages").spoken(text, language)
    return spoken
