"""The words that dates are written with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any

from cproc.loaders.reading import unaccented

LIST_WORDS = frozenset(("et", "and", "&", "ainsi", "und", "y", "si"))
RANGE_WORDS = frozenset(("au", "to", "a", "until", "till", "through", "jusqu", "jusqu'au"))
BETWEEN_WORDS = frozenset(("between", "entre"))
LEADING_WORDS = frozenset(
    "du le la les l the from on of de des d en in from held dates date".split()
)
ROUGH_WORDS = frozenset(
    "mi mid debut fin early late end beginning vers environ about circa ca around courant".split()
)
OPEN_WORDS = frozenset("partir since depuis starting des from ongoing".split()) - {"from", "des"}


def _locales(languages: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """The languages that CLDR has."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - keeps loaders light

    for language in languages:
        with suppress(UnknownLocaleError, ValueError):
            yield language, Locale.parse(language, sep="-")


@lru_cache(maxsize=8)
def month_words(languages: tuple[str, ...]) -> dict[str, tuple[int, str]]:
    """The number of each month, and its language, by its folded name or abbreviation.

    Args:
        languages: CLDR languages, the first of which wins where two share a word.
    """
    words: dict[str, tuple[int, str]] = {}
    for language, locale in _locales(languages):
        months = locale.months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context].get(width, {}).items():
                    words.setdefault(unaccented(name).rstrip("."), (number, language))
    short = {"en": {"sept": 9}, "fr": {"sep": 9, "fev": 2, "jan": 1, "jul": 7, "aou": 8}}
    for language in languages:
        for word, number in short.get(language, {}).items():
            words.setdefault(word, (number, language))
    return words


@lru_cache(maxsize=8)
def weekday_words(languages: tuple[str, ...]) -> frozenset[str]:
    """The folded names of the days of the week.

    Args:
        languages: CLDR languages.
    """
    days = (locale.days["format"] for _language, locale in _locales(languages))
    return frozenset(
        unaccented(name).rstrip(".")
        for widths in days
        for width in ("wide", "abbreviated")
        for name in widths[width].values()
    ) - set(month_words(languages))
