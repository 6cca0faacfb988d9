"""Marks that printing wants, languages as Word names them, and how wide a text runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise

from babel.core import get_global

NO_BREAK, NARROW = "\u00a0", "\u202f"

_FRENCH_SPACES = (
    (re.compile(r"[ \u00a0](?=[;!?»])|(?<=«)[ \u00a0]"), NARROW),
    (re.compile(r" (?=:)|(?<=\d) (?=[%€])"), NO_BREAK),
)
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")


def typeset(text: str, language: str) -> str:
    r"""Give text the marks that printing wants: apostrophes, and in French its spaces.

    An apostrophe between letters of an English or French text becomes a typographic one.
    Of the spaces of French only one that is there is exchanged, and only for another
    (Lexique des règles typographiques en usage à l'Imprimerie nationale): a narrow one
    that does not break before ``; ! ?`` and inside « », a full one before ``:``. Web and
    mail addresses stay as they are.

    Example:
        >>> typeset("Pourquoi ?", "fr"), typeset("Pourquoi ?", "en")
        ('Pourquoi\u202f?', 'Pourquoi ?')
        >>> print(typeset("the Office's site, http://a.org/l'an", "en"))
        the Office’s site, http://a.org/l'an
    """
    if language not in ("en", "fr"):
        return text
    if "'" in text:
        words = (
            word if "://" in word or "@" in word else _APOSTROPHE.sub("’", word)
            for word in text.split(" ")
        )
        text = " ".join(words)
    for pattern, space in _FRENCH_SPACES if language == "fr" else ():
        text = pattern.sub(space, text)
    return text


@lru_cache(maxsize=64)
def language_tag(language: str) -> str:
    """The tag Word knows a language by: ``fr-FR`` for ``fr``; English is British.

    Example:
        >>> language_tag("en"), language_tag("fr"), language_tag("sq")
        ('en-GB', 'fr-FR', 'sq-AL')
    """
    if language == "en":
        return "en-GB"
    parts = get_global("likely_subtags").get(language, language).split("_")
    return f"{parts[0]}-{parts[-1]}" if len(parts) > 1 else language


# Advance widths of Arial and of its free twin Liberation Sans, in thousandths of the size;
# accented letters run as wide as plain ones.
_ADVANCE = {
    character: width
    for width, characters in {
        191: "'",
        200: "\u202f",
        222: "ijl‘’",
        278: " \u00a0!,./:;I[\\]ft",
        333: "()-`r“”",
        355: '"*',
        500: "Jckxsvyzç",
        584: "+<=>~",
        611: "FTZ",
        667: "&ABEKPSVXYÀÉÈ",
        722: "CDHNRUwÇ",
        778: "GOQ",
        833: "Mm",
        889: "%",
        944: "W",
        1000: "…—",
        1015: "@",
    }.items()
    for character in characters
}
_OTHER, _IDEOGRAPH = 556, 1000
_SPACES = dict.fromkeys(map(ord, "\t\n\r"), " ")
_HYPHEN = re.compile(r"(?<=[-–])")
_PAGE = 5000
"""Characters that more than fill a page."""

_CONSIDERED = 20
"""Of the texts or words of a column, the longest so many are measured."""


def advance(text: str) -> int:
    """The width a text runs to, in thousandths of the type size; past a page, all is one."""
    return sum(
        _ADVANCE.get(character) or (_OTHER if character < "\u2e80" else _IDEOGRAPH)
        for character in text[:_PAGE]
    )


def widest(texts: Iterable[str]) -> int:
    """The advance of the widest text, on one line."""
    return max(map(advance, nlargest(_CONSIDERED, texts, key=len)), default=0)


def widest_word(texts: Iterable[str]) -> int:
    """The advance of the widest piece of text that no line break divides."""
    words = set("\n".join(set(texts)).translate(_SPACES).split(" "))
    longest = nlargest(_CONSIDERED, words, key=len)
    return widest([piece for word in longest for piece in _HYPHEN.split(word)])


def fit(wanted: Sequence[int], least: Sequence[int], total: int) -> list[int]:
    """Share a width among columns as they want it, none below the least it can do with.

    Args:
        wanted: What each column would like, in any unit.
        least: What each column needs for its widest word, in the unit of `total`.
        total: What there is; the result sums to it. Where the needs exceed it, it is
            shared in proportion to them.

    Example:
        >>> fit([10, 10, 20], [0, 400, 0], 1000)
        [200, 400, 400]
    """
    if sum(least) >= total:
        return _proportional(least, total)
    fixed: dict[int, int] = {}
    while True:
        free = [index for index in range(len(wanted)) if index not in fixed]
        shares = _proportional([wanted[i] for i in free], total - sum(fixed.values()))
        short = {i: least[i] for i, share in zip(free, shares, strict=True) if share < least[i]}
        if not short:
            widths = fixed | dict(zip(free, shares, strict=True))
            return [widths[index] for index in range(len(wanted))]
        fixed |= short


def _proportional(weights: Sequence[int], total: int) -> list[int]:
    whole = sum(weights)
    edges = [0]
    for weight in weights:
        edges.append(edges[-1] + weight)
    places = [edge * total // whole for edge in edges]
    return [right - left for left, right in pairwise(places)]
