"""Names that are like another one, for "did you mean": the only place that compares them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

__all__ = ["nearest"]

_LONG = 80  # characters compared: what was typed into the wrong place may be a whole text


def nearest(name: str, known: Iterable[str], most: int = 3, likeness: float = 0.6) -> list[str]:
    """The names that one may be a slip of, the most like first.

    Letter case, accents, blanks, hyphens and underscores make no difference: names that differ in
    these alone are all that is meant.

    Args:
        name: What was typed.
        known: The names there are.
        most: At most so many are given.
        likeness: From 0, which takes everything, to 1, which takes what is equal.

    Example:
        >>> nearest("Budget-Total", ["budget_all", "budget_total"])
        ['budget_total']
        >>> nearest("entires", ["events", "entries", "balance"])
        ['entries', 'events']
        >>> nearest("xyz", ["month", "kind"])
        []
    """
    alike: dict[str, list[str]] = {}
    for each in known:
        alike.setdefault(_plain(each), []).append(each)
    typed = _plain(name[:_LONG])
    if typed in alike:
        return alike[typed][:most]
    from difflib import get_close_matches  # noqa: PLC0415 - only on the way to an error

    close = get_close_matches(typed, alike, most, likeness)
    return [each for plain in close for each in alike[plain]][:most]


def _plain(name: str) -> str:
    """A name without what makes no difference; one of such marks alone stays as it is."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in parts if c.isalnum() or c in "+&.*/") or parts
