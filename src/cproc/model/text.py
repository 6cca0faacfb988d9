"""Text: as an identifier, in several languages; the words that tell how exact a number is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import attrs

from cproc.errors import InvalidValueError, expect, said

Identifier = Annotated[str, "identifier"]
"""Text that names a record, or refers to one: blanks around it are none of it."""

_LANGUAGE = re.compile(r"[a-z]{2,3}", re.ASCII)


def _entries(value: Mapping[str, str] | tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    given: object = value  # whatever the annotation says
    if isinstance(given, str):
        raise InvalidValueError(
            "type-wrong",
            said("this is text, not a text for each language."),
            said('Write {"en": "…"}; in a table, one column for each language, such as title.en.'),
        )
    pairs = value if isinstance(value, tuple) else expect(dict, value).items()
    for pair in pairs:
        for part in pair:
            if type(part) is not str:
                expect(str, part)
    # Sorted, so that the order of languages in a file makes no two texts of one.
    return tuple(sorted(pairs))


@attrs.frozen
class LocalText:
    """One text per language, such as a title in English and in French.

    Args:
        entries: Mapping of ISO 639 language code to text; kept as sorted pairs.

    Raises:
        InvalidValueError: There is no text, what is given is none, or a key is no language code.

    Example:
        >>> title = LocalText({"en": "Training of judges", "fr": "Formation de juges"})
        >>> title.get("fr"), title.get("de"), title.best("de")
        ('Formation de juges', None, 'Training of judges')
    """

    entries: tuple[tuple[str, str], ...] = attrs.field(converter=_entries)

    @entries.validator
    def _languages(self, _attribute: object, value: tuple[tuple[str, str], ...]) -> None:
        if not value:
            raise InvalidValueError(
                "text-empty", said("there is no text."), said("Give one language.")
            )
        for language, _text in value:
            if not _LANGUAGE.fullmatch(language):
                message = said("{language!r} is not a language code.", language=language)
                hint = said("Write it as ISO 639 does: en, fr.")
                raise InvalidValueError("language-unknown", message, hint)

    def __str__(self) -> str:
        """The text in English, else in the first language there is."""
        return self.best("en")

    @property
    def languages(self) -> tuple[str, ...]:
        """The language codes there is text in."""
        return tuple(language for language, _text in self.entries)

    def get(self, language: str) -> str | None:
        """The text in a language, or nothing."""
        return dict(self.entries).get(language)

    def best(self, language: str) -> str:
        """The text in a language, else in English, else in the first there is."""
        # A text that is empty counts as none: a workbook has a cell for every language.
        texts = dict(self.entries)
        return texts.get(language) or texts.get("en") or self.entries[0][1]

    def language_of(self, language: str) -> str:
        """The language that `best` answers in."""
        texts = dict(self.entries)
        return next((c for c in (language, "en") if texts.get(c)), self.entries[0][0])


class Qualifier(StrEnum):
    """How exact a number claims to be."""

    EXACT = "exact"
    ABOUT = "about"
    MORE_THAN = "more_than"
    NEARLY = "nearly"
    BETWEEN = "between"


def refuse_range(_instance: object, attribute: object, value: Qualifier) -> None:
    """Refuse a range where there is one number only."""
    if value is Qualifier.BETWEEN:
        raise InvalidValueError(
            "statement-range",
            said("the qualifier 'between' needs an upper value, which an amount has not."),
            said("Say about, more_than or nearly."),
            getattr(attribute, "name", ""),
        )
