"""Stretches of a text in other scripts, which Word shapes, spells and lays out apart."""

from __future__ import annotations

import re

from cproc.labels.typography import language_tag

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
