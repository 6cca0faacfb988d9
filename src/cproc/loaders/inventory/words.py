"""Text as inventories write it, brought to one form, and the words that dates are written with."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SIGNS = str.maketrans(dict.fromkeys("’‘ʼʻ`´′", "'") | dict.fromkeys("‐‑‒–—―−", "-") | {"*": " "})
_REMOVED = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS = re.compile(r"[^\S\t]+|[\x00-\x08\x0e-\x1f\x7f-\x9f]+")
_SURROGATES = re.compile("[\ud800-\udfff]")

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


def cleaned(text: str) -> str:
    r"""Text without soft hyphens and marks of direction, each blank a plain one; tabs stay.

    Args:
        text: As the file has it.

    Example:
        >>> cleaned("cyber\u00adcrime,\u00a03\u202fmai")
        'cybercrime, 3 mai'
    """
    text = _SURROGATES.sub("\ufffd", _REMOVED.sub("", text))
    return _BLANKS.sub(" ", text).strip(" ")


def folded(text: str) -> str:
    """The form in which names are compared: no case, accents, marks or doubled blanks.

    Args:
        text: A name.

    Example:
        >>> folded("  Côte d’Ivoire* ")
        "cote d'ivoire"
    """
    if text.isascii():
        return " ".join(text.translate(_SIGNS).lower().split())
    text = unicodedata.normalize("NFKD", text.translate(_SIGNS)).casefold()
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())


@lru_cache(maxsize=8)
def month_words(languages: tuple[str, ...]) -> dict[str, tuple[int, str]]:
    """The number of each month, and its language, by its folded name or abbreviation.

    Args:
        languages: CLDR languages, the first of which wins where two share a word.
    """
    from babel import Locale  # noqa: PLC0415 - keeps the import of loaders light

    words: dict[str, tuple[int, str]] = {}
    for language in languages:
        months = Locale.parse(language, sep="-").months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context].get(width, {}).items():
                    words.setdefault(folded(name).rstrip("."), (number, language))
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
    from babel import Locale  # noqa: PLC0415 - keeps the import of loaders light

    days = (Locale.parse(each, sep="-").days["format"] for each in languages)
    return frozenset(
        folded(name).rstrip(".")
        for widths in days
        for width in ("wide", "abbreviated")
        for name in widths[width].values()
    ) - set(month_words(languages))


_FUNCTION_WORDS = {
    "en": frozenset("the of and for on with to in by an at from its as".split()),
    "fr": frozenset("le la les de des du et pour sur avec dans par un une aux au d l en".split()),
}


def language_of(text: str, languages: tuple[str, ...]) -> str:
    """The language a title is written in, by its articles and prepositions.

    Args:
        text: The title.
        languages: Those it may be in; the first where nothing tells them apart.

    Example:
        >>> language_of("Training of judges on evidence", ("fr", "en"))
        'en'
    """
    words = re.findall(r"[^\W\d_]+", folded(text))
    counts = {each: sum(w in _FUNCTION_WORDS.get(each, ()) for w in words) for each in languages}
    return max(languages, key=lambda each: counts[each])
