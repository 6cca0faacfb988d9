"""The words, numbers and signs of a line that dates are made of."""

from __future__ import annotations

import re

import attrs

from cproc.loaders.dates.words import (
    BETWEEN_WORDS,
    LEADING_WORDS,
    LIST_WORDS,
    RANGE_WORDS,
    month_words,
    weekday_words,
)
from cproc.loaders.reading import unaccented

# Each alternative is of bounded length or a plain run, so that reading stays linear.
_TOKEN = re.compile(
    r"""(?P<iso>[0-9]{4}([-/.])[0-9]{1,2}\2[0-9]{1,2}(?!\w))
    |(?P<dmy>[0-9]{1,2}([-./])[0-9]{1,2}\4[0-9]{4}(?!\w))
    |(?P<my>[0-9]{1,2}[./][0-9]{4}(?!\w))
    |(?P<dm>[0-9]{1,2}[./][0-9]{1,2}(?=\s{0,2}(?:[-–—]|au|to|et|and)\s{0,2}[0-9]{1,2}[./]))
    |(?P<part>(?:(?:[QT]|quarter\ |trimestre\ )[1-4]|(?:[HS]|semestre\ )[12])(?!\w))
    |(?P<number>[0-9]{1,4}(?:er|ère|e|ᵉ|st|nd|rd|th|º|°|ᵉʳ)?(?!\w))
    |(?P<word>\w+)
    |(?P<dash>[-‐‑‒–—―−]+)
    |(?P<mark>\S)""",
    re.VERBOSE | re.IGNORECASE,
)


@attrs.frozen
class Token:
    """One of them, with what it is to a date.

    Args:
        kind: ``number``, ``month``, ``dash``, …
        text: As it is printed.
        start: Where it begins in the line.
        end: Where the line goes on.
        number: Of a number, a month or a part of a year.
        language: Of a month in words.
    """

    kind: str
    text: str
    start: int
    end: int
    number: int = 0
    language: str = ""


def tokens_of(text: str, languages: tuple[str, ...]) -> list[Token]:
    """The tokens of a line.

    Args:
        text: The line.
        languages: Those its months and weekdays may be named in.
    """
    months, weekdays = month_words(languages), weekday_words(languages)
    found = []
    for match in _TOKEN.finditer(text):
        kind, word = match.lastgroup or "mark", match[0]
        number, language = 0, ""
        if kind in {"number", "part"}:
            number = int(re.sub(r"[^0-9]", "", word))
        elif kind == "word":
            kind, number, language = _word(unaccented(word), months, weekdays)
        elif word in "&/":
            kind = "list" if word == "&" else "slash"
        found.append(Token(kind, word, match.start(), match.end(), number, language))
    return found


def _word(
    word: str, months: dict[str, tuple[int, str]], weekdays: frozenset[str]
) -> tuple[str, int, str]:
    if word in months:
        return "month", *months[word]
    if word in weekdays:
        return "weekday", 0, ""
    for kind, words in (
        ("list", LIST_WORDS),
        ("range", RANGE_WORDS),
        ("between", BETWEEN_WORDS),
        ("leading", LEADING_WORDS),
    ):
        if word in words:
            return kind, 0, ""
    return "word", 0, ""
