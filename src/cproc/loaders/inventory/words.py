"""Text as inventories write it, brought to one form."""

from __future__ import annotations

import re

from cproc.loaders.reading import unaccented

_REMOVED = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS = re.compile(r"[^\S\t]+|[\x00-\x08\x0e-\x1f\x7f-\x9f]+")
_SURROGATES = re.compile("[\ud800-\udfff]")


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
    return unaccented(text.replace("*", " "))


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
