"""Text: as an identifier, in several languages; the words that say how exact a number is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import attrs

from cproc.errors import InvalidValueError, expect, said

Identifier = Annotated[str, "identifier"]
"""Text that names a record, or refers to one: blanks around it are none of it."""

# A language of ISO 639, its script where it has several, and a region: sr-Latn, pt-BR, es-419.
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", re.ASCII)


def shortened(text: str, most: int) -> str:
    """A text of so many characters at most; what is longer ends in an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _check_language(language: str, field: str = "") -> None:
    if not _LANGUAGE.fullmatch(language):
        message = said("{language!r} is not a language code.", language=language)
        hint = said("Write it as CLDR does: en, fr, pt-BR, sr-Latn.")
        raise InvalidValueError("language-unknown", message, hint, field)


def refuse_unknown_language(_instance: object, attribute: object, value: str) -> None:
    """Refuse what is no language code, where a field is filled."""
    if value:
        _check_language(value, getattr(attribute, "name", ""))


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
        entries: Mapping of language tag (``en``, ``pt-BR``, ``sr-Latn``) to text; kept as sorted
            pairs.

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
            _check_language(language)

    def __str__(self) -> str:
        """The text in English, else in the first language there is."""
        return self.best("en")

    def __repr__(self) -> str:
        shown = {code: shortened(text, 40) for code, text in self.entries}
        return f"LocalText({shown})"

    @property
    def languages(self) -> tuple[str, ...]:
        """The language codes there is text in."""
        return tuple(language for language, _text in self.entries)

    def get(self, language: str) -> str | None:
        """The text in a language, or nothing."""
        return dict(self.entries).get(language)

    def best(self, language: str) -> str:
        """The text in a language or a wider or narrower form of it, else in English, else any."""
        texts = dict(self.entries)
        return texts.get(language) or texts[self.language_of(language)]

    def language_of(self, language: str) -> str:
        """The language that `best` answers in."""
        texts = dict(self.entries)
        # A text that is empty counts as none: a workbook has a cell for every language.
        if texts.get(language):
            return language
        wide = language.partition("-")[0]
        akin = (tag for tag in texts if tag.partition("-")[0] == wide)
        ordered = (*sorted(akin, key=lambda tag: _unlike(tag, language)), "en")
        every = (*ordered, *texts)
        return next((tag for tag in every if texts.get(tag)), self.entries[0][0])

    def has(self, language: str) -> bool:
        """Whether there is a text in a language, or in a form of it."""
        return any(
            text and tag.partition("-")[0] == language.partition("-")[0]
            for tag, text in self.entries
        )


def _unlike(tag: str, language: str) -> tuple[int, str]:
    """By how little a tag is of a language: a form of it that has most of its parts is first."""
    return -len({*tag.split("-")} & {*language.split("-")}), tag


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
