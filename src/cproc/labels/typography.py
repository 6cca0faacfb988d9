"""What printing wants of a language: its marks and tag, and stretches of text in other scripts."""

from __future__ import annotations

import re
from functools import lru_cache

from cproc.labels import Labels, labels_in, languages
from cproc.labels.catalogues import likely_tag

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
def _marks(labels: Labels) -> tuple[str, tuple[tuple[re.Pattern[str], str], ...]]:
    """The apostrophe of a language, and which of its spaces are exchanged."""
    marks = labels.group("typography")
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
    apostrophe, spaces = _marks(labels_in(language))
    if "'" in text:
        words = (
            word if "://" in word or "@" in word else _APOSTROPHE.sub(apostrophe, word)
            for word in text.split(" ")
        )
        text = " ".join(words)
    for pattern, space in spaces:
        text = pattern.sub(space, text)
    return text


def language_tag(language: str) -> str:
    """The tag Word knows a language by: ``fr-FR`` for ``fr``; English is British.

    Example:
        >>> language_tag("en"), language_tag("fr"), language_tag("sq")
        ('en-GB', 'fr-FR', 'sq-AL')
    """
    return labels_in(language)("format.locale") if language in languages() else likely_tag(language)


# --- Scripts, which Word shapes, spells and lays out apart ----------------------------------

_HEBREW = "\u0590-\u05ff\ufb1d-\ufb4f"
_RIGHT = f"{_HEBREW}\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
_KANA, _HANGUL = "\u3040-\u30ff", "\u1100-\u11ff\uac00-\ud7af"
_EAST = f"\u2e80-\u9fff{_HANGUL}\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff"

_OTHER = re.compile(f"[{_RIGHT}{_EAST}]")
# From a letter that runs from the right to the last one before others: what is between has no
# direction of its own, so that a number or a mark within Arabic stays in its place.
_STRETCH = re.compile(f"(?P<right>[{_RIGHT}](?:[\\W\\d_]*[{_RIGHT}])*)|(?P<east>[{_EAST}]+)")
_LETTER = re.compile(r"[^\W\d_]")

# Languages of the scripts, the one that is taken where the text does not say; by what is in it.
_RIGHT_LANGUAGES = ("ar", "fa", "ur", "ps", "ckb", "sd", "ug")
_EAST_LANGUAGES = ("zh", "ja", "ko", "yue")
_BY_LETTER = (
    (re.compile(f"[{_HEBREW}]"), ("he", "yi")),
    (re.compile(f"[{_KANA}]"), ("ja",)),
    (re.compile(f"[{_HANGUL}]"), ("ko",)),
    (re.compile(f"[{_RIGHT}]"), _RIGHT_LANGUAGES),
    (re.compile(""), _EAST_LANGUAGES),
)


def runs_right(language: str) -> bool:
    """Whether a language is written from the right."""
    return language.partition("-")[0] in {*_RIGHT_LANGUAGES, "he", "yi"}


def begins_right(text: str) -> bool:
    """Whether the first letter of a text runs from the right, and so the paragraph (UAX 9, P2)."""
    return not text.isascii() and bool(
        (letter := _LETTER.search(text)) and re.match(f"[{_RIGHT}]", letter[0])
    )


def stretches(text: str, language: str = "") -> list[tuple[str, str, str]]:
    """Divide a text where its script changes.

    Args:
        text: The text.
        language: Its language where it is known.

    Returns:
        Each piece; the attribute of Word by which its language is told, ``bidi`` or ``eastAsia``,
        or nothing for scripts of letters that run from the left; and the tag of its language.
    """
    if text.isascii() or _OTHER.search(text) is None:
        return [(text, "", "")] if text else []
    pieces, end = [], 0
    for match in _STRETCH.finditer(text):
        pieces.append((text[end : match.start()], "", ""))
        kind = "bidi" if match["right"] else "eastAsia"
        known = next(languages for letters, languages in _BY_LETTER if letters.search(match[0]))
        spoken = language if language.partition("-")[0] in known else known[0]
        pieces.append((match[0], kind, language_tag(spoken)))
        end = match.end()
    pieces.append((text[end:], "", ""))
    return [piece for piece in pieces if piece[0]]
