"""The named figures of activities: rows, events, pairs with projects, countries, people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import TypedDict, Unpack

from cproc.dates import Month
from cproc.figures.breakdown import BreakdownRow
from cproc.figures.catalogue import Method, figure, known_choice, project_of
from cproc.figures.keys import Aspect, Key, Reader, Subject
from cproc.figures.results import Figure, Part, Rule
from cproc.figures.tally import tally
from cproc.model import ActivityKind, ActivityStatus, Portfolio
from cproc.model.places import refuse_unknown_country


class Wanted(TypedDict, total=False):
    """The activities that are counted: the row of a tally by these keys.

    An empty text stands for those without a value: ``entries(country="")``. ``months`` tells
    to which month an activity belongs: ``first_day`` (where absent), ``listed``,
    ``in_progress``. ``currency`` is that of the planned cost.
    """

    country: str
    region: str
    city: str
    project: str
    kind: str
    month: Month
    quarter: str
    year: str
    period: str
    partner: str
    component: str
    donor: str
    status: str
    currency: str
    months: str


def _refuse_unknown(portfolio: Portfolio, keys: Mapping[str, str]) -> None:
    if keys.get("country"):
        refuse_unknown_country(keys["country"], "country")
    if keys.get("project"):
        project_of(portfolio, keys["project"])
    known_choice("kind", keys.get("kind"), ActivityKind)
    known_choice("status", keys.get("status"), ActivityStatus)


def _count(portfolio: Portfolio, rule: Rule, what: str, wanted: Wanted) -> Figure:
    """Count as `tally` does, and take the row of the wanted values; no such row is nought."""
    keys = {name: str(value) for name, value in wanted.items() if name != "months"}
    _refuse_unknown(portfolio, keys)
    months = wanted.get("months", "first_day")

    where: dict[str | Key, str | None] = {name: value or None for name, value in keys.items()}

    def rows(*more: Key) -> Iterator[BreakdownRow]:
        for made in tally(portfolio, (*keys, *more), rule, months, where=where).rows:
            of = tuple("" if part is None else str(part) for part in made.key[: len(keys)])
            if of == (*keys.values(),):
                yield made

    found = next(rows(), BreakdownRow((), 0))
    value, records = found.value, found.records
    parts: tuple[Part, ...] = ()
    if value != len(records):
        adds = {row.key[-1]: row.value for row in rows(_RECORD)}
        parts = tuple(Part(id_, adds[id_]) for id_ in records)
    told = [f"{name} {value or 'none'}" for name, value in keys.items()]
    told += [f"months by {months}"] if "months" in wanted else []
    sentence = f"{what}: {', '.join(told)}" if told else what
    unit = "entries" if rule is Rule.SHARE else str(rule)
    return Figure("", value, unit, sentence, "activities", records, parts=parts)


_RECORD = Key(
    "record",
    "the activity itself",
    {Subject.ACTIVITIES: Reader(Aspect.RECORD, lambda _portfolio: attrgetter("id"))},
)


@figure("Entries of the inventory", "Entrées de l'inventaire", unit="entries", method=Method.COUNT)
def entries(portfolio: Portfolio, **wanted: Unpack[Wanted]) -> Figure:
    """Count the rows of the inventory, each once."""
    return _count(portfolio, Rule.ENTRIES, "rows of the inventory, each once", wanted)


@figure("Occurrences", "Occurrences", unit="occurrences", method=Method.COUNT)
def occurrences(portfolio: Portfolio, **wanted: Unpack[Wanted]) -> Figure:
    """Count the times and places of all entries; an entry that reports two events has two."""
    return _count(portfolio, Rule.OCCURRENCES, "occurrences of all entries", wanted)


@figure("Events", "Événements", unit="events", method=Method.COUNT)
def events(portfolio: Portfolio, **wanted: Unpack[Wanted]) -> Figure:
    """Count occurrences where people meet; desk work, publications, tenders are none."""
    return _count(portfolio, Rule.EVENTS, "occurrences of the kinds that are events", wanted)


@figure(
    "Participations of projects",
    "Participations des projets",
    unit="participations",
    method=Method.COUNT,
)
def participations(portfolio: Portfolio, **wanted: Unpack[Wanted]) -> Figure:
    """Count activity-project pairs; an entry of three projects counts three times."""
    return _count(portfolio, Rule.PARTICIPATIONS, "activity-project pairs", wanted)


@figure(
    "Entries by share",
    "Entrées au prorata",
    unit="entries",
    method=Method.SUM,
    listed=False,
)
def entries_by_share(portfolio: Portfolio, **wanted: Unpack[Wanted]) -> Figure:
    """Sum the shares of the entries: one of three projects counts a third for each of them."""
    return _count(portfolio, Rule.SHARE, "shares of the entries", wanted)


@figure("Countries reached", "Pays touchés", unit="countries", method=Method.DISTINCT)
def countries_reached(portfolio: Portfolio, project: str | None = None) -> Figure:
    """Count the countries in which an activity took place, of one project or of all."""
    if project is not None:
        project_of(portfolio, project)
    found: set[str] = set()
    parts = []
    for activity in portfolio.activities:
        if project is not None and project not in activity.projects:
            continue
        countries = {place.country for place in activity.places if place.country}
        if countries:
            parts.append(Part(activity.id, len(countries - found)))
        found |= countries
    told = "countries of the places of all entries, each once"
    records = tuple(part.record for part in parts)
    return Figure("", len(found), "countries", told, "activities", records, parts=tuple(parts))


@figure("Participants", "Participants", unit="people", method=Method.SUM)
def participants(
    portfolio: Portfolio,
    project: str | None = None,
    kind: str | None = None,
    country: str | None = None,
) -> Figure:
    """Sum the people who took part in activities, of one project, kind or country."""
    keys = {"project": project, "kind": kind, "country": country}
    _refuse_unknown(portfolio, {name: value for name, value in keys.items() if value is not None})
    parts, missing = [], []
    for activity in portfolio.activities:
        if (
            (project is not None and project not in activity.projects)
            or (kind is not None and activity.kind != kind)
            or (country is not None and country not in (p.country for p in activity.places))
            or not activity.kind.is_event
        ):
            continue
        groups = [group.people for group in activity.participants]
        known = [people for people in groups if people is not None]
        if known:
            parts.append(Part(activity.id, sum(known)))
        if len(known) < max(len(groups), 1):
            missing.append(activity.id)
    value = sum(int(part.value) for part in parts if isinstance(part.value, int))
    records = tuple(part.record for part in parts)
    told = "people of the groups that took part in events"
    return Figure(
        "", value if parts or not missing else None, "people", told, "activities", records,
        tuple(missing), parts=tuple(parts),
    )  # fmt: skip
