"""Rules of what may have been entered twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from cproc.errors import Problem, Severity
from cproc.model import LocalText, Portfolio

__all__ = ["likely_twice"]


def likely_twice(portfolio: Portfolio) -> Iterator[Problem]:
    """Two entries of one project in one town at overlapping times may be one event listed twice.

    Entries of the same kind and of similar title only; the same title at several places is
    not suspect.
    """
    groups: dict[tuple[str, str, str], list[int]] = {}
    for index, activity in enumerate(portfolio.activities):
        cities = {place.city for place in activity.places if place.city}
        for city in cities:
            for code in activity.projects:
                groups.setdefault((code, city, activity.kind), []).append(index)
    pairs: set[tuple[int, int]] = set()
    for indexes in groups.values():
        ordered = sorted(indexes, key=lambda i: portfolio.activities[i].when.start)
        for first, second in pairwise(ordered):
            one, other = portfolio.activities[first], portfolio.activities[second]
            if one.when.overlaps(other.when) and _similar(one.title, other.title):
                pairs.add((min(first, second), max(first, second)))
    for first, second in sorted(pairs):
        one = portfolio.activities[first]
        yield Problem(
            "likely-twice",
            f"it may be the same event as activities[{first}] ({one.id}): same project, kind and "
            "city, overlapping days.",
            f"activities[{second}]",
            "Remove one if it is; say in its note why not if it is not.",
            portfolio.activities[second].id,
            severity=Severity.WARNING,
        )


def _similar(one: LocalText, other: LocalText) -> bool:
    """Tell whether titles share two fifths of their words of four letters and more."""
    first, second = (
        {word for word in re.findall(r"\w+", text.best("en").casefold()) if len(word) > 3}
        for text in (one, other)
    )
    return 5 * len(first & second) >= 2 * min(len(first), len(second))
