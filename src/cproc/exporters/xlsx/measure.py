"""How much room a text takes on paper, in the widths of the workbook's font."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import east_asian_width, normalize

LINE_HEIGHT = 12.75
"""Points of a line of Arial 10."""
ROW_HEIGHT = 15.0
"""Points of a row of one line."""

# Arial and Helvetica: advance widths of U+0020 to U+007E in thousandths of the size.
_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 "
    "556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 "
    "1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 "
    "667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 "
    "333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 "
    "556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_ADVANCE = {chr(32 + i): int(w) / 556 for i, w in enumerate(_WIDTHS.split())}
# The same of what French and English set beside them.
_ADVANCE |= {"\u00a0": 278 / 556, "\u202f": 278 / 556, "‘": 222 / 556, "’": 222 / 556}
_ADVANCE |= {"“": 333 / 556, "”": 333 / 556, "…": 1000 / 556, "—": 1000 / 556, "·": 333 / 556}
HIGHEST_ROW = 405.0
"""Points of a row at most: what Excel takes, 409.5, less the air that some rows get."""
BOLD = 1.08
"""How much wider bold text is, about."""


@lru_cache(maxsize=4096)
def _advance(char: str) -> float:
    base = normalize("NFD", char)[0]
    if base in _ADVANCE:
        return _ADVANCE[base]
    return 1.8 if east_asian_width(char) in "WF" else 1.0


def width(text: str) -> float:
    """The width of a line of text, in digits of the font: the unit of column widths."""
    return sum(map(_advance, text))


def lines(text: str, available: float) -> int:
    """Count the lines of a text wrapped between words in a column.

    Args:
        text: With its own line breaks.
        available: Width of the column, in digits.
    """
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
            used += _ADVANCE[" "]
    return count


def height(count: int, *, scale: float = 1.0) -> float:
    """The height of a row of so many lines, in points."""
    return round(min(max(ROW_HEIGHT, count * LINE_HEIGHT + 2) * scale, HIGHEST_ROW), 2)
