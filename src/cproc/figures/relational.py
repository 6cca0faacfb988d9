"""A portfolio as tables of records, for databases that ask the same questions of more data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from cproc.model import Activity, Portfolio, Project
from cproc.money import Money


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


_ACTIVITY = {
    "activity": str,
    "kind": str,
    "is_event": bool,
    "status": str,
    "title": str,
    "first_day": date,
    "listed_in": str,
    "component": str,
    "planned_cost": Decimal,
    "currency": str,
}


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
    found = (
        _activities(portfolio, language),
        *_parts_of_activities(portfolio.activities),
        *_projects(portfolio.projects, language),
        *_office(portfolio, language),
    )
    return {made.name: made for made in found}


def _money(money: Money | None) -> tuple[Decimal | None, str | None]:
    return (None, None) if money is None else (money.amount, money.currency)


def _made(name: str, columns: Mapping[str, type], rows: Iterable[tuple[Any, ...]]) -> Relation:
    return Relation(name, columns, tuple(rows))


def _activities(portfolio: Portfolio, language: str) -> Relation:
    return _made(
        "activities",
        _ACTIVITY,
        (
            (
                made.id,
                str(made.kind),
                made.kind.is_event,
                str(made.status),
                made.title.best(language),
                made.when.start,
                str(made.listing_month),
                made.component,
                *_money(made.planned_cost),
            )
            for made in portfolio.activities
        ),
    )


def _parts_of_activities(activities: Iterable[Activity]) -> Iterable[Relation]:
    activities = tuple(activities)
    yield _made(
        "activity_projects",
        {"activity": str, "project": str, "numerator": int, "denominator": int},
        (
            (made.id, code, share.numerator, share.denominator)
            for made in activities
            for code, share in _shares(made)
        ),
    )
    yield _made(
        "occurrences",
        {"activity": str, "number": int, "first_day": date, "last_day": date, "precision": str},
        (
            (made.id, number, when.when.start, when.when.end, str(when.when.precision))
            for made in activities
            for number, when in enumerate(made.occurrences, start=1)
        ),
    )
    yield _made(
        "places",
        {"activity": str, "number": int, "city": str, "country": str, "region": str, "venue": str},
        (
            (made.id, number, place.city, place.country, place.region, place.venue)
            for made in activities
            for number, when in enumerate(made.occurrences, start=1)
            for place in when.places
        ),
    )
    yield _made(
        "activity_partners",
        {"activity": str, "partner": str},
        ((made.id, partner) for made in activities for partner in made.partners),
    )
    yield _made(
        "participants",
        {"activity": str, "participants": str, "women": int, "men": int, "people": int},
        (
            (made.id, group.group, group.women, group.men, group.people)
            for made in activities
            for group in made.participants
        ),
    )


def _shares(made: Activity) -> Iterable[tuple[str, Fraction]]:
    weights = [Fraction(share) for share in made.shares] or [Fraction(1)] * len(made.projects)
    whole = sum(weights, Fraction(0))
    return zip(made.projects, (weight / whole for weight in weights), strict=True)


_OF_PROJECT: tuple[
    tuple[str, Mapping[str, type], Callable[[Project], Iterable[Any]], Callable[[Any, str], Any]],
    ...,
] = (
    (
        "budget_versions",
        {"effective": date, "dating": str, "amount": Decimal, "currency": str},
        lambda project: project.budget,
        lambda made, _language: (made.effective, str(made.dating), *_money(made.amount)),
    ),
    (
        "budget_lines",
        {
            "heading": str,
            "title": str,
            "unit": str,
            "quantity": Decimal,
            "unit_cost": Decimal,
            "currency": str,
        },
        lambda project: project.budget_lines,
        lambda made, language: (
            made.heading,
            made.title.best(language),
            made.unit,
            made.quantity,
            *_money(made.unit_cost),
        ),
    ),
    (
        "contributions",
        {
            "donor": str,
            "kind": str,
            "share": Decimal,
            "base": str,
            "rest": bool,
            "received": date,
            "amount": Decimal,
            "currency": str,
        },
        lambda project: project.contributions,
        lambda made, _language: (
            made.donor,
            str(made.kind),
            made.share,
            None if made.base is None else str(made.base),
            made.rest,
            None if made.received is None else made.received.start,
            *_money(made.amount),
        ),
    ),
    (
        "transactions",
        {
            "transaction": str,
            "type": str,
            "date": date,
            "value_date": date,
            "heading": str,
            "activity": str,
            "party": str,
            "voucher": str,
            "amount": Decimal,
            "currency": str,
        },
        lambda project: project.transactions,
        lambda made, _language: (
            made.id,
            str(made.type),
            made.date,
            made.value_date,
            made.heading,
            made.activity,
            made.party,
            made.voucher,
            *_money(made.amount),
        ),
    ),
)


def _projects(projects: Iterable[Project], language: str) -> Iterable[Relation]:
    projects = tuple(projects)
    yield _made(
        "projects",
        {"project": str, "name": str, "title": str, "first_day": date, "last_day": date},
        (
            (made.code, made.name, made.title.best(language), made.period.start, made.period.end)
            for made in projects
        ),
    )
    for name, columns, held, row in _OF_PROJECT:
        yield _made(
            name,
            {"project": str, **columns},
            (
                (project.code, *row(made, language))
                for project in projects
                for made in held(project)
            ),
        )


def _office(portfolio: Portfolio, language: str) -> Iterable[Relation]:
    yield _made(
        "posts",
        {
            "post": str,
            "duty": str,
            "state": str,
            "grade": str,
            "recruitment": str,
            "funding": str,
            "nationality": str,
            "since": date,
            "until": date,
        },
        (
            (
                made.id,
                made.duty.best(language),
                str(made.state),
                made.grade,
                None if made.recruitment is None else str(made.recruitment),
                None if made.funding is None else str(made.funding),
                made.nationality,
                made.since,
                made.until,
            )
            for made in portfolio.posts
        ),
    )
    yield _made(
        "treaty_events",
        {"treaty": str, "country": str, "status": str, "first_day": date, "last_day": date},
        (
            (
                made.treaty,
                made.country,
                str(made.status),
                None if made.when is None else made.when.start,
                None if made.when is None else made.when.end,
            )
            for made in portfolio.treaty_events
        ),
    )
    yield _made(
        "statements",
        {
            "statement": str,
            "title": str,
            "value": Decimal,
            "upper": Decimal,
            "unit": str,
            "qualifier": str,
            "on": date,
            "source": str,
        },
        (
            (
                made.id,
                made.title.best(language),
                made.value,
                made.upper,
                made.unit,
                str(made.qualifier),
                made.on,
                made.source,
            )
            for made in portfolio.statements
        ),
    )
