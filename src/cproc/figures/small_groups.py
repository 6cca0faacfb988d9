"""People of groups of which only is given that they are fewer than a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from cproc.figures.counting import Figure, Missing, number
from cproc.model import Portfolio, Qualifier


def most_of_few(portfolio: Portfolio, records: Iterable[str]) -> dict[str, int]:
    """The most people that activities may add of whose groups only an upper bound is given.

    Args:
        portfolio: Whose activities.
        records: Identifiers of those whose people are not known.

    Returns:
        By identifier, the activities of which every uncounted group has such a bound.
    """
    wanted = {*records}
    most = {}
    for activity in portfolio.activities if wanted else ():
        uncounted = [each for each in activity.participants if each.people is None]
        if activity.id in wanted and uncounted and all(each.fewer_than for each in uncounted):
            most[activity.id] = sum((each.fewer_than or 1) - 1 for each in uncounted)
    return most


def with_few(counted: Figure, few: Mapping[str, int]) -> Figure:
    """A number of people with, within bounds, those of small groups.

    Args:
        counted: The number without them.
        few: The most people of each activity that they may be, by its identifier.
    """
    if not few:
        return counted
    lacks = tuple(Missing(record, within=True) for record in few)
    found = attrs.evolve(counted, missing=(*counted.missing, *lacks), value=None)
    low = int(number(counted.value)) if counted.value is not None else 0
    high = None if counted.qualifier is Qualifier.MORE_THAN else low + sum(few.values())
    return attrs.evolve(
        found, low=None if counted.qualifier is Qualifier.NEARLY else low, high=high
    )
