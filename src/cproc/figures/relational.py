"""A portfolio as tables of records, for databases that ask the same questions of more data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

import attrs

from cproc.figures.counting import Entry
from cproc.model import Activity, DateSpan, LocalText, Money, Portfolio


@attrs.frozen
class Relation:
    """One table of records.

    Args:
        name: Its name.
        columns: The type of each column, by name: `str`, `int`, `bool`, `datetime.date` or
            `decimal.Decimal`; any may be absent (None). An amount has its currency beside it.
        rows: The rows, each with one value for each column.
    """

    name: str
    columns: Mapping[str, type]
    rows: tuple[tuple[Any, ...], ...]


def tables(portfolio: Portfolio, language: str = "en") -> dict[str, Relation]:
    """A portfolio as tables, in the portfolio's order.

    ``activities``, ``activity_projects`` (with the exact share as numerator and
    denominator), ``occurrences``, ``places``, ``activity_partners``, ``participants``,
    ``projects``, ``budget_versions``, ``budget_lines``, ``contributions``,
    ``transactions``, ``posts``, ``treaty_events``, ``statements``. Texts are in the
    language asked for, or the next best.

    Args:
        portfolio: Whose records.
        language: Language of the texts.

    Example:
        >>> import cproc
        >>> made = tables(cproc.load("examples/cproc_2017"))
        >>> len(made["activities"].rows), len(made["activity_projects"].rows)
        (158, 186)
    """
    relations = {}
    for name, (records, columns) in _TABLES.items():
        types: dict[str, type] = {}
        for column, kind, _path in columns:
            types |= {column: Decimal, "currency": str} if kind is Money else {column: kind}
        rows = (
            tuple(cell for column in columns for cell in _cells(record, column, language))
            for record in records(portfolio)
        )
        relations[name] = Relation(name, types, tuple(rows))
    return relations


def _cells(record: Any, column: _Column, language: str) -> tuple[Any, ...]:
    """What a record has in a column: one cell, or of an amount two."""
    _name, kind, path = column
    value = record
    for field in path.split("."):
        value = None if value is None else getattr(value, field)
    if kind is Money:
        return (None, None) if value is None else (value.amount, value.currency)
    if isinstance(value, LocalText):
        return (value.best(language),)
    if isinstance(value, DateSpan):
        return (value.start,)
    return (str(value) if kind is str and value is not None else value,)


# --- Which records a table has --------------------------------------------------------------


def _of_projects(field: str) -> Callable[[Portfolio], Iterable[Entry]]:
    return lambda portfolio: (
        Entry(project, each) for project in portfolio.projects for each in getattr(project, field)
    )


def _parts(
    part: Callable[[Activity], Iterable[Mapping[str, Any]]],
) -> Callable[[Portfolio], Iterable[SimpleNamespace]]:
    return lambda portfolio: (
        SimpleNamespace(activity=activity, **fields)
        for activity in portfolio.activities
        for fields in part(activity)
    )


def _shares(activity: Activity) -> Iterable[Mapping[str, Any]]:
    # Numerator and denominator: a third has no decimal, and a database can still sum it exactly.
    weights = list(map(Fraction, activity.shares)) or [Fraction(1)] * len(activity.projects)
    whole = sum(weights, Fraction(0))
    for code, weight in zip(activity.projects, weights, strict=True):
        yield {"project": code, "share": weight / whole}


def _times(activity: Activity) -> Iterable[Mapping[str, Any]]:
    for number, occurrence in enumerate(activity.occurrences, start=1):
        yield {"number": number, "when": occurrence.when, "places": occurrence.places}


def _places(activity: Activity) -> Iterable[Mapping[str, Any]]:
    for time in _times(activity):
        yield from ({"number": time["number"], "place": place} for place in time["places"])


_Column = tuple[str, type, str]
"""Its name, its type, and the path of the field. `Money` makes two: the currency stands beside."""


def _named(prefix: str = "", **kinds: type) -> tuple[_Column, ...]:
    return tuple((name, kind, prefix + name) for name, kind in kinds.items())


def _table(
    records: Callable[[Portfolio], Iterable[Any]], *columns: _Column
) -> tuple[Callable[[Portfolio], Iterable[Any]], tuple[_Column, ...]]:
    return records, columns


_ACTIVITY = ("activity", str, "activity.id")
_PROJECT = ("project", str, "project.code")
_TIME = (("first_day", date, "when.start"), ("last_day", date, "when.end"))

_TABLES = {
    "activities": _table(
        attrgetter("activities"),
        ("activity", str, "id"),
        *_named(kind=str),
        ("is_event", bool, "kind.is_event"),
        *_named(status=str, title=str),
        ("first_day", date, "when"),
        ("listed_in", str, "listing_month"),
        *_named(component=str, planned_cost=Money),
    ),
    "activity_projects": _table(
        _parts(_shares),
        *(_ACTIVITY, *_named(project=str), *_named("share.", numerator=int, denominator=int)),
    ),
    "occurrences": _table(
        _parts(_times),
        *(_ACTIVITY, *_named(number=int), *_TIME, ("precision", str, "when.precision")),
    ),
    "places": _table(
        _parts(_places),
        *(_ACTIVITY, *_named(number=int)),
        *_named("place.", city=str, country=str, region=str, venue=str),
    ),
    "activity_partners": _table(
        _parts(lambda activity: ({"partner": partner} for partner in activity.partners)),
        *(_ACTIVITY, *_named(partner=str)),
    ),
    "participants": _table(
        _parts(lambda activity: ({"group": group} for group in activity.participants)),
        *(_ACTIVITY, ("participants", str, "group.group")),
        *_named("group.", women=int, men=int, people=int),
    ),
    "projects": _table(
        attrgetter("projects"),
        ("project", str, "code"),
        *_named(name=str, title=str),
        ("first_day", date, "period.start"),
        ("last_day", date, "period.end"),
    ),
    "budget_versions": _table(
        _of_projects("budget"),
        _PROJECT,
        *_named("record.", effective=date, dating=str, amount=Money),
    ),
    "budget_lines": _table(
        _of_projects("budget_lines"),
        _PROJECT,
        *_named("record.", heading=str, title=str, unit=str, quantity=Decimal, unit_cost=Money),
    ),
    "contributions": _table(
        _of_projects("contributions"),
        _PROJECT,
        *_named("record.", donor=str, kind=str, share=Decimal, base=str, rest=bool),
        *_named("record.", received=date, amount=Money),
    ),
    "transactions": _table(
        _of_projects("transactions"),
        *(_PROJECT, ("transaction", str, "record.id")),
        *_named("record.", type=str, date=date, value_date=date, heading=str, activity=str),
        *_named("record.", party=str, voucher=str, amount=Money),
    ),
    "posts": _table(
        attrgetter("posts"),
        ("post", str, "id"),
        *_named(duty=str, state=str, grade=str, recruitment=str, funding=str),
        *_named(nationality=str, since=date, until=date),
    ),
    "treaty_events": _table(
        attrgetter("treaty_events"), *_named(treaty=str, country=str, status=str), *_TIME
    ),
    "statements": _table(
        attrgetter("statements"),
        ("statement", str, "id"),
        *_named(title=str, value=Decimal, upper=Decimal, unit=str, qualifier=str),
        *_named(on=date, source=str),
    ),
}
