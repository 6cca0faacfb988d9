"""Activities of which an edition may not show where they took place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from cproc.figures.counting import Aspect, Key, Reader, Subject
from cproc.model import Activity, Portfolio, Withheld, Withholding

PLACED = frozenset(["country", "city", "region"])
"""Keys that an activity has by its places."""
_PLACES = ("activities.places", "activities.occurrences.places")


def without_place(portfolio: Portfolio) -> frozenset[str]:
    """Identifiers of activities that may have taken place in countries which are not shown.

    Where an edition leaves countries out, nobody who reads it can tell an activity without a
    country from one whose country is left out: all of them count as such.

    Args:
        portfolio: As `cproc.disclosed` makes it, or the data as they are, of which it is none.
    """
    if not any(map(_hides_countries, portfolio.withheld)):
        return frozenset()
    return frozenset(each.id for each in portfolio.activities if _lacks_country(each))


def others_than_place(portfolio: Portfolio, keys: Mapping[str, object]) -> Collection[str] | None:
    """The keys that are left where a place is asked for and places are not shown; else none.

    By them, and by `WITHHELD`, those are counted that may belong to the place as well.

    Args:
        portfolio: Whose activities.
        keys: The wanted value of each key.
    """
    left = [name for name, value in keys.items() if name not in PLACED or not value]
    return left if len(left) < len(keys) and without_place(portfolio) else None


def _withheld(portfolio: Portfolio) -> Callable[[Any], str | None]:
    ids = without_place(portfolio)
    return lambda activity: WITHHELD.name if activity.id in ids else None


WITHHELD = Key("withheld", "withheld", {Subject.ACTIVITIES: Reader(Aspect.RECORD, _withheld)})
"""A key whose value is its name for activities `without_place`; no list of keys holds it."""


def _hides_countries(what: Withheld) -> bool:
    if what.of == "activities":
        return what.how is Withholding.UNNAMED
    field = next((what.of.removeprefix(each) for each in _PLACES if what.of.startswith(each)), None)
    return field in ("", ".country") and what.how is not Withholding.COUNTRY


def _lacks_country(activity: Activity) -> bool:
    return any(
        not each.places or any(place.country is None for place in each.places)
        for each in activity.occurrences
    )
