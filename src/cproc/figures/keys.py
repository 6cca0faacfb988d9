"""The keys activities can be grouped by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import attrs

from cproc.dates import Month
from cproc.errors import UnknownNameError
from cproc.figures.results import MonthRule
from cproc.model import Activity, ActivityKind, ActivityStatus, Occurrence, Place, Portfolio

__all__ = ["KEYS", "Context", "Key", "key"]


@attrs.frozen
class Context:
    """What a key looks at: an activity, and the part of it that is being counted.

    Args:
        portfolio: Where the activity belongs.
        activity: The activity.
        months: To which month it belongs.
        project: Code of one of its projects, where projects are told apart.
        occurrence: One of its occurrences, where they are told apart.
        place: One place of the occurrence, where places are told apart and there is one.
        partner: One partner, where partners are told apart and there is one.
    """

    portfolio: Portfolio
    activity: Activity
    months: MonthRule
    project: str | None = None
    occurrence: Occurrence | None = None
    place: Place | None = None
    partner: str | None = None


@attrs.frozen
class Key:
    """One way to group activities.

    Args:
        name: What it is called in calls and on the command line.
        description: What its values are, one line.
        apart: Which parts of an activity must be told apart: ``project``, ``place``, ``partner``.
        values: Gives the values of a context; none given means "no value".
        order: Gives all values in the order they are shown; unlisted ones follow, sorted.
    """

    name: str
    description: str
    values: Callable[[Context], Iterable[Any]]
    apart: frozenset[str] = frozenset()
    order: Callable[[Portfolio], Iterable[Any]] = lambda _portfolio: ()


def _months(context: Context) -> Iterable[Month]:
    if context.months is MonthRule.LISTED:
        return (context.activity.listing_month,)
    spans = [occurrence.when for occurrence in context.activity.occurrences]
    if context.occurrence is not None:
        spans = [context.occurrence.when]
    if context.months is MonthRule.FIRST_DAY:
        return (Month.of(min(span.start for span in spans)),)
    return sorted({month for span in spans for month in span.months()})


def _quarters(context: Context) -> Iterable[str]:
    return dict.fromkeys(f"{m.year:04}-Q{(m.month + 2) // 3}" for m in _months(context))


def _years(context: Context) -> Iterable[str]:
    return dict.fromkeys(f"{month.year:04}" for month in _months(context))


def _regions(context: Context) -> Iterable[str]:
    place = context.place
    if place is None:
        return ()
    if place.region is not None:
        return (place.region,)
    return [r.code for r in context.portfolio.regions if place.country in r.countries]


def _of_place(name: str) -> Callable[[Context], Iterable[str]]:
    def values(context: Context) -> Iterable[str]:
        value = getattr(context.place, name, None)
        return () if value is None else (value,)

    return values


_PLACE, _PROJECT, _PARTNER = (frozenset({part}) for part in ("place", "project", "partner"))

KEYS = {
    made.name: made
    for made in (
        Key("month", "calendar month, 2016-10", _months),
        Key("quarter", "calendar quarter, 2016-Q4", _quarters),
        Key("year", "calendar year, 2016", _years),
        Key(
            "project",
            "project, by its code",
            lambda context: (context.project,) if context.project else (),
            _PROJECT,
            lambda portfolio: (project.code for project in portfolio.projects),
        ),
        Key(
            "kind",
            "kind of activity",
            lambda context: (context.activity.kind,),
            order=lambda _portfolio: ActivityKind,
        ),
        Key("country", "country it took place in, ISO 3166-1 code", _of_place("country"), _PLACE),
        Key("city", "city it took place in", _of_place("city"), _PLACE),
        Key(
            "region",
            "region of the office that the place lies in",
            _regions,
            _PLACE,
            lambda portfolio: (region.code for region in portfolio.regions),
        ),
        Key(
            "partner",
            "organisation that took part",
            lambda context: (context.partner,) if context.partner else (),
            _PARTNER,
        ),
        Key(
            "status",
            "planned, held, postponed or cancelled",
            lambda context: (context.activity.status,),
            order=lambda _portfolio: ActivityStatus,
        ),
    )
}
"""Every key, by name."""


def key(name: str) -> Key:
    """Give a key by name.

    Raises:
        UnknownNameError: There is none; the message lists those there are.
    """
    if name not in KEYS:
        raise UnknownNameError("key", name, KEYS)
    return KEYS[name]
