"""How much room a text takes, in Arial and its free twin Liberation Sans."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from heapq import nlargest
from unicodedata import east_asian_width, normalize

FONT = "Arial"  # on every Windows and Mac; Liberation Sans has the same widths and is free

# Advance widths of U+0020 to U+007E, in thousandths of the type size.
_ASCII = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 "
    "556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 "
    "1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 "
    "667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 "
    "333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 "
    "556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_ADVANCE = {chr(32 + at): int(size) for at, size in enumerate(_ASCII.split())}
# The same of what French and English set beside them.
_ADVANCE |= {"\u00a0": 278, "\u202f": 200, "‘": 222, "’": 222, "“": 333, "”": 333}
_ADVANCE |= {"…": 1000, "—": 1000, "·": 333}
_DIGIT, _WIDE = 556, 1000

_SPACES = dict.fromkeys(map(ord, "\t\n\r"), " ")
_HYPHEN = re.compile(r"(?<=[-–])")
PAGE = 5000  # characters that more than fill a page: what follows makes a text no wider
_CONSIDERED = 20  # of the texts or words of a column, the longest so many are measured


@lru_cache(maxsize=4096)
def _advance(char: str) -> int:
    base = normalize("NFD", char)[0]  # an accented letter runs as wide as the plain one
    return _ADVANCE.get(base) or (_WIDE if east_asian_width(char) in "WF" else _DIGIT)


def advance(text: str) -> int:
    """The width of a text on one line, in thousandths of the type size."""
    return sum(map(_advance, text))


def width(text: str) -> float:
    """The width of a text on one line, in digits: the unit of the columns of a worksheet."""
    return advance(text) / _DIGIT


def widest(texts: Iterable[str]) -> int:
    """The advance of the widest text; past a page, all are one."""
    longest = nlargest(_CONSIDERED, set(texts), key=len)
    return max((advance(text[:PAGE]) for text in longest), default=0)


def widest_word(texts: Iterable[str]) -> int:
    """The advance of the widest piece of text that no line break divides."""
    words = set("\n".join(set(texts)).translate(_SPACES).split(" "))
    longest = nlargest(_CONSIDERED, words, key=len)
    return widest([piece for word in longest for piece in _HYPHEN.split(word)])


def lines(text: str, available: float) -> int:
    """Count the lines of a text wrapped between words in a column of a worksheet."""
    space = width(" ")
    count = 0
    for line in text.splitlines() or [""]:
        count += 1
        used = 0.0
        for word in line.split(" "):
            size = width(word)
            if used and used + size > available:
                count += 1
                used = 0.0
            used += size
            while used > available > 0:
                count += 1
                used -= available
            used += space
    return count
