"""Marks that printing wants, as the catalogue of a language has them, and tags of languages."""

from __future__ import annotations

import re
from functools import lru_cache

from babel.core import get_global

from cproc.labels import labels_in, languages

NO_BREAK, NARROW = "\u00a0", "\u202f"

_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
# Spaces beside marks of the catalogue, and what each becomes.
_EXCHANGED = {
    "narrow_space_before": ("[ \u00a0](?=[{}])", NARROW),
    "narrow_space_after": ("(?<=[{}])[ \u00a0]", NARROW),
    "space_before": (" (?=[{}])", NO_BREAK),
    "space_before_unit": (r"(?<=\d) (?=[{}])", NO_BREAK),
}


@lru_cache(maxsize=16)
def _marks(language: str) -> tuple[str, tuple[tuple[re.Pattern[str], str], ...]]:
    """The apostrophe of a language, and which of its spaces are exchanged."""
    marks = labels_in(language).group("typography")
    spaces = (
        (re.compile(pattern.format(re.escape(marks[key]))), space)
        for key, (pattern, space) in _EXCHANGED.items()
        if marks[key]
    )
    return marks["apostrophe"], tuple(spaces)


def typeset(text: str, language: str) -> str:
    r"""Put the marks that printing wants into a text: apostrophes, and spaces that do not break.

    An apostrophe between letters becomes a typographic one. Of spaces, only one that is there
    is exchanged, and only for another: before and after the marks that the language's catalogue
    names. Web and mail addresses stay as they are, and so does a language without a catalogue.

    Example:
        >>> typeset("Pourquoi ?", "fr"), typeset("Pourquoi ?", "en")
        ('Pourquoi\u202f?', 'Pourquoi ?')
        >>> print(typeset("the Office's site, http://a.org/l'an", "en"))
        the Office’s site, http://a.org/l'an
    """
    if language not in languages():
        return text
    apostrophe, spaces = _marks(language)
    if "'" in text:
        words = (
            word if "://" in word or "@" in word else _APOSTROPHE.sub(apostrophe, word)
            for word in text.split(" ")
        )
        text = " ".join(words)
    for pattern, space in spaces:
        text = pattern.sub(space, text)
    return text


@lru_cache(maxsize=64)
def language_tag(language: str) -> str:
    """The tag Word knows a language by: ``fr-FR`` for ``fr``; English is British.

    Example:
        >>> language_tag("en"), language_tag("fr"), language_tag("sq")
        ('en-GB', 'fr-FR', 'sq-AL')
    """
    if language in languages():
        return labels_in(language)("format.locale")
    parts = get_global("likely_subtags").get(language, language).split("_")
    return f"{parts[0]}-{parts[-1]}" if len(parts) > 1 else language
