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
from cproc.model import Activity, DateSpan, Indicator, LocalText, Money, Portfolio


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
    ``transactions``, ``indicators``, ``indicator_values`` (with a row for each group that a
    value falls to), ``posts``, ``treaty_events``, ``statements``. Texts are in the
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
_Table = tuple[Callable[[Portfolio], Iterable[Any]], tuple[_Column, ...]]


def _named(prefix: str = "", **kinds: type) -> tuple[_Column, ...]:
    return tuple((name, kind, prefix + name) for name, kind in kinds.items())


def _of_activities(
    part: Callable[[Activity], Iterable[Mapping[str, Any]]], *columns: _Column
) -> _Table:
    def records(portfolio: Portfolio) -> Iterable[SimpleNamespace]:
        for activity in portfolio.activities:
            shared = {"activity": activity, "is_event": portfolio.met(activity)}
            yield from (SimpleNamespace(**shared, **fields) for fields in part(activity))

    return records, (("activity", str, "activity.id"), *columns)


def _of_projects(field: str, *columns: _Column, **kinds: type) -> _Table:
    def records(portfolio: Portfolio) -> Iterable[Entry]:
        for project in portfolio.projects:
            yield from (Entry(project, each) for each in getattr(project, field))

    return records, (("project", str, "project.code"), *columns, *_named("record.", **kinds))


def _of_indicators(
    part: Callable[[Indicator], Iterable[Mapping[str, Any]]], *columns: _Column
) -> _Table:
    def records(portfolio: Portfolio) -> Iterable[SimpleNamespace]:
        for project in portfolio.projects:
            for at, result in enumerate(project.results, start=1):
                for index, indicator in enumerate(result.indicators, start=1):
                    shared = {"project": project, "result": result, "number": f"{at}.{index}"}
                    shared["indicator"] = indicator
                    yield from (SimpleNamespace(**shared, **of) for of in part(indicator))

    return records, (("project", str, "project.code"), ("number", str, "number"), *columns)


def _values(indicator: Indicator) -> Iterable[Mapping[str, Any]]:
    for value in indicator.values:
        yield {"of": value, "value": value.value, "part": None}
        for part in value.parts:
            yield {"of": value, "value": part.value, "part": part}


def _of_office(field: str, *columns: _Column) -> _Table:
    return attrgetter(field), columns


_TIME = (("first_day", date, "when.start"), ("last_day", date, "when.end"))

_TABLES = {
    "activities": _of_activities(
        lambda activity: ({"record": activity},),
        *_named("record.", kind=str),
        ("is_event", bool, "is_event"),
        *_named("record.", status=str, title=str),
        ("first_day", date, "record.when"),
        ("listed_in", str, "record.listing_month"),
        *_named("record.", component=str, planned_cost=Money),
    ),
    "activity_projects": _of_activities(
        _shares, *_named(project=str), *_named("share.", numerator=int, denominator=int)
    ),
    "occurrences": _of_activities(
        _times, *_named(number=int), *_TIME, ("precision", str, "when.precision")
    ),
    "places": _of_activities(
        _places,
        *_named(number=int),
        *_named("place.", city=str, country=str, region=str, venue=str),
    ),
    "activity_partners": _of_activities(
        lambda activity: ({"partner": partner} for partner in activity.partners),
        *_named(partner=str),
    ),
    "participants": _of_activities(
        lambda activity: ({"group": group} for group in activity.participants),
        ("participants", str, "group.group"),
        *_named("group.", women=int, men=int, people=int),
    ),
    "projects": _of_office(
        "projects",
        ("project", str, "code"),
        *_named(name=str, title=str),
        ("first_day", date, "period.start"),
        ("last_day", date, "period.end"),
    ),
    "budget_versions": _of_projects("budget", effective=date, dating=str, amount=Money),
    "budget_lines": _of_projects(
        "budget_lines", heading=str, title=str, unit=str, quantity=Decimal, unit_cost=Money
    ),
    "contributions": _of_projects(
        "contributions",
        *_named("record.", donor=str, kind=str, share=Decimal, base=str, rest=bool),
        *_named("record.", received=date, amount=Money),
    ),
    "transactions": _of_projects(
        "transactions",
        ("transaction", str, "record.id"),
        *_named("record.", type=str, date=date, value_date=date, heading=str, activity=str),
        *_named("record.", party=str, voucher=str, amount=Money),
    ),
    "indicators": _of_indicators(
        lambda _indicator: ({},),
        ("level", str, "result.level"),
        ("result", str, "result.title"),
        ("indicator", str, "indicator.id"),
        *_named("indicator.", title=str, unit=str, direction=str, counting=str, adds_to=str),
    ),
    "indicator_values": _of_indicators(
        _values,
        *_named("of.", kind=str),
        ("first_day", date, "of.when.start"),
        ("last_day", date, "of.when.end"),
        *_named("part.", dimension=str, group=str),
        ("value", Decimal, "value"),
        *_named("of.", qualifier=str, source=str),
    ),
    "posts": _of_office(
        "posts",
        ("post", str, "id"),
        *_named(duty=str, state=str, grade=str, recruitment=str, funding=str),
        *_named(nationality=str, since=date, until=date),
    ),
    "treaty_events": _of_office(
        "treaty_events", *_named(treaty=str, country=str, status=str), *_TIME
    ),
    "statements": _of_office(
        "statements",
        ("statement", str, "id"),
        *_named(title=str, value=Decimal, upper=Decimal, unit=str, qualifier=str),
        *_named(on=date, source=str),
    ),
}
