"""Tables of the inventory: one row per entry, and the long tables that tallies count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import starmap

import attrs

from cproc.figures import KEYS, MEASURES, Subject, people_qualifier, roles
from cproc.figures.withheld_places import without_place
from cproc.model import Activity, ActivityStatus, Place, Qualifier, TermList
from cproc.report.cells import Cell, Own, Table, count
from cproc.report.context import Context, Listed, sort_key
from cproc.report.declare import (
    SUM,
    Content,
    Declared,
    day,
    integer,
    money,
    organisation,
    qualifier,
    table,
    text,
)
from cproc.report.tables_documents import documents_column, linked_title

GROUPS = {"women": "women", "men": "men", "people": "participants"}
"""Columns of people who took part, each with its measure."""


def activity_tables(context: Context) -> Iterator[Table]:
    """The inventory as tables.

    ``activities`` has one row per entry; ``participations`` one per entry and project;
    ``activity_countries``, ``activity_regions`` and ``activity_partners`` one per entry and
    country, region or partner (a row with the word for none where there is none, and no rows
    where no entry has any);
    ``inventory`` those that a document annexes, under a band for each month, and for what is known
    by its year only; ``partners`` one row per organisation.
    """
    yield _activities(context)
    yield _participations(context)
    yield _pairs(context, "country", "activity_countries", countries_of, context.country)
    yield _pairs(context, "region", "activity_regions", regions_of(context), context.region)
    yield _pairs(context, "partner", "activity_partners", partners_of, context.acronym)
    yield _partners(context)
    yield _inventory(context)


def _is_held(activity: Activity) -> bool:
    return activity.status is ActivityStatus.HELD


def undated_note(context: Context) -> list[str]:
    """The note that names what may belong to the period, and is in no table of it."""
    ids = [activity.id for activity in context.undated]
    if not ids:
        return []
    named = context.listed(ids)
    return [context.labels.plural("note.undated", len(ids), entries=len(ids), named=named)]


def where_held(context: Context) -> dict[str, str]:
    """What rows of the inventory must hold to be counted: nothing where all took place."""
    if len(context.held) == len(context.activities):
        return {}
    return {"activity_status": context.labels(f"activity_status.{ActivityStatus.HELD}")}


def _status(context: Context, of: Iterable[Activity]) -> Declared:
    """The column of the status, where some entry was not held; records begin with the entry."""

    def status(activity: Activity, *_rest: object) -> str:
        return context.labels(f"activity_status.{activity.status}")

    return text("activity_status", status, 12, shown=not all(map(_is_held, of)))


def _codes(activity: Activity, read: Callable[[Place], Iterable[str | None]]) -> set[str | None]:
    """What the places of an activity have; a time or place without any counts under none."""
    return {
        code
        for occurrence in activity.occurrences
        for place in occurrence.places or (None,)
        for code in (read(place) if place else ()) or (None,)
    }


def countries_of(activity: Activity) -> Sequence[str | None]:
    """The countries an activity took place in, each once, as `tally` counts it; none is last."""
    codes = _codes(activity, lambda place: (place.country,))
    return sorted(codes, key=lambda code: (code is None, code or ""))


def none_of(context: Context, of: str) -> str:
    """The words for activities without a country, region or partner, or of which none is shown."""
    hidden = of in {"country", "region"} and without_place(context.portfolio)
    return context.labels(f"word.no_{of}_shown" if hidden else f"word.no_{of}")


def withheld_note(context: Context, activities: Iterable[Activity]) -> list[str]:
    """How many activities an edition does not show the country of, where it leaves some out."""
    hidden = without_place(context.portfolio)
    number = sum(each.id in hidden for each in activities)
    return [context.labels.plural("note.places_withheld", number, entries=number)] if number else []


def regions_of(context: Context) -> Callable[[Activity], Sequence[str | None]]:
    """What gives the office's regions of an activity in their order, as for `countries_of`."""
    read = KEYS["region"].readers[Subject.ACTIVITIES].bind(context.portfolio)
    order = {region.code: index for index, region in enumerate(context.portfolio.regions)}

    def rank(code: str | None) -> tuple[bool, int, str]:
        return code is None, order.get(code or "", len(order)), code or ""

    return lambda activity: sorted(_codes(activity, read), key=rank)


def partners_of(activity: Activity) -> Sequence[str]:
    """The partners of an activity, each once."""
    return sorted(set(activity.partners))


def _activities(context: Context) -> Table:
    labels, listed, texts = context.labels, context.activities, context.inventory
    numbers = {activity.id: number for number, activity in enumerate(listed, start=1)}
    costs = {activity.planned_cost.currency for activity in listed if activity.planned_cost}
    cost = SUM if len(costs) == 1 else None
    pairs = count("participations", activity=Own("activity"))
    supplied = any(place.supplied for activity in listed for place in activity.places)
    inexact = any(each.qualifier is not Qualifier.EXACT for each in listed)

    def first(activity: Activity) -> date | None:
        earliest, latest = zip(*[each.begins for each in activity.occurrences], strict=True)
        return min(earliest) if min(earliest) == min(latest) else None

    def last(activity: Activity) -> date | None:
        earliest, latest = zip(*[each.ends for each in activity.occurrences], strict=True)
        return max(latest) if max(earliest) == max(latest) else None

    def people(group: str, measure: str) -> Declared:
        read = MEASURES[measure].read
        return integer(group, lambda a: read(a) if _is_held(a) else None, 9, total=SUM, shown=None)

    def events(activity: Activity) -> int | None:
        met = context.portfolio.met(activity)
        return None if met is None and _is_held(activity) else _occurrences(activity) * bool(met)

    def exactness(activity: Activity) -> Content:
        if few := _few(context, activity):
            return few
        kind = people_qualifier(activity)
        return None if kind is Qualifier.EXACT else labels(f"qualifier_word.{kind}")

    columns = [
        integer("no", lambda a: numbers[a.id], 6),
        text("activity", "id", 9),
        text("month", lambda a: context.month(texts[a.id].month), 16),
        text("listed", lambda a: context.month(texts[a.id].listed), 16),
        text("when", lambda a: texts[a.id].when, 24),
        day("first_day", first, 12),
        day("last_day", last, 12),
        text("places", lambda a: texts[a.id].marked, 28),
        text("countries", lambda a: texts[a.id].named, 20),
        text("title", "title", 60),
        text("kind", lambda a: context.kind(a.kind), 16),
        text("projects", lambda a: texts[a.id].projects, 28),
        integer("project_count", pairs, 10, total=SUM),
        integer("occurrences", _occurrences, 11, total=SUM),
        integer("events", events, 10, total=SUM),
        text(
            "partners",
            lambda a: context.joined(map(context.acronym, a.partners)),
            28,
            shown=None,
        ),
        _status(context, listed),
        *starmap(people, GROUPS.items()),
        text("qualifier", exactness, 14, shown=None),
        money("planned_cost", "planned_cost", 16, total=cost, shown=None),
        text("cost_qualifier", lambda a: qualifier(context, a), 14, shown=None),
        documents_column(context, lambda activity: activity.documents),
        text("source", "source", 10, shown=None),
        text("note", "note", 40, shown=None),
    ]
    notes = [labels("note.month"), *event_notes(context)]
    notes += [labels("note.supplied")] * supplied + [labels("note.inexact")] * inexact
    notes += [labels("note.fewer_than")] * any(_few(context, each) for each in listed)
    notes += undated_note(context)
    return table(
        context, "activities", listed, columns, about="id", notes=notes, wide=True, filters=True
    )


def _few(context: Context, activity: Activity) -> str:
    """How many people took part, in words, where some group is only fewer than a number."""
    groups = activity.participants
    least = sum(each.people or 0 for each in groups)
    most = sum(each.fewer_than or 0 for each in groups)
    if not most or any(each.people is None and each.fewer_than is None for each in groups):
        return ""
    some = sum(each.fewer_than is not None for each in groups)
    if not least and some == 1:
        return context.labels("qualifier.fewer_than", value=most)
    return context.labels.known(None, "people", low=least, high=least + most - some)


def untold(context: Context, kind: str | None) -> int:
    """How many occurrences of a kind were held of which nobody can tell whether people met."""
    held = (each for each in context.held if each.kind == kind)
    return sum(len(e.occurrences) for e in held if context.portfolio.met(e) is None)


def event_notes(context: Context) -> Iterator[str]:
    """What events are, and what of the office's own kinds or of none is, or may be."""
    portfolio, labels = context.portfolio, context.labels
    yield labels("note.events")
    own = {term.id for term in portfolio.terms if term.of is TermList.ACTIVITY_KIND}
    kinds = dict.fromkeys(each.kind for each in context.held)
    if none := [kind for kind in kinds if kind in own and portfolio.is_event(kind) is False]:
        yield labels("note.no_events", kinds=context.listed(map(context.kind, none)))
    if number := sum(untold(context, kind) for kind in kinds):
        yield labels.plural("note.events_untold", number, occurrences=labels.number(number))


def _occurrences(activity: Activity) -> int:
    return len(activity.occurrences) if _is_held(activity) else 0


def _participations(context: Context) -> Table:
    texts = context.inventory
    columns = [
        text("activity", lambda a, _code: a.id, 9),
        text("project", lambda _a, code: code),
        text("project_name", lambda _a, code: context.project(code), 22),
        text("month", lambda a, _code: context.month(texts[a.id].month), 16),
        text("listed", lambda a, _code: context.month(texts[a.id].listed), 16),
        text("kind", lambda a, _code: context.kind(a.kind), 16),
        _status(context, context.activities),
    ]
    rows = [(a, code) for a in context.activities for code in a.projects]
    notes, about = [context.labels("note.participations")], lambda a, _code: a.id
    return table(context, "participations", rows, columns, about=about, notes=notes, filters=True)


def _pairs(
    context: Context,
    of: str,
    id_: str,
    values: Callable[[Activity], Sequence[str | None]],
    name: Callable[[str], str],
) -> Table:
    """The long table of entries and what each has several of; of none, the word for it."""
    pairs = [(entry, value) for entry in context.activities for value in values(entry)]
    named = any(value is not None for _activity, value in pairs)

    def shown(_activity: Activity, value: str | None) -> Content:
        return name(value) if value is not None else none_of(context, of)

    columns = [
        text("activity", lambda a, _value: a.id, 9),
        text(of, shown, 34),
        _status(context, context.activities),
    ]
    return table(
        context, id_, pairs if named else (), columns, about=lambda a, _value: a.id, filters=True
    )


def _partners(context: Context) -> Table:
    portfolio = context.portfolio
    taking_part = {id_ for activity in context.held for id_ in activity.partners}
    serving: dict[str, list[str]] = {}
    for project in portfolio.projects:
        leads = [part.lead for part in project.components if part.lead]
        for id_ in dict.fromkeys((*project.partners, *leads)):
            serving.setdefault(id_, []).append(project.code)
    known = roles(portfolio)
    by_activities = count("activity_partners", partner=Own("partner"), **where_held(context))
    words = context.labels.group("role")

    def projects(id_: str) -> Content:
        codes = tuple(serving.get(id_, ()))
        return Cell(context.projects(codes) or None, records=codes)

    columns = [
        text("partner", lambda id_: Cell(context.acronym(id_), records=(id_,)), 30),
        text("full_name", lambda id_: _full_name(context, id_), 40, shown=None),
        text("organisation_roles", lambda id_: context.joined(words[of] for of in known[id_]), 18),
        text("partner_projects", projects, 24, shown=None),
        integer("activities", by_activities, 11, shown=bool(portfolio.activities)),
    ]
    named = {*serving, *taking_part}
    if named and portfolio.office.host:
        named.add(portfolio.office.host)
    rows = sorted(named, key=lambda id_: sort_key(context.acronym(id_)))
    notes = [context.labels("note.partners")]
    return table(context, "partners", rows, columns, about=str, notes=notes)


def _full_name(context: Context, id_: str) -> Content:
    """The name of an organisation that is called by its acronym."""
    if context.acronym(id_) == context.organisation(id_):
        return None
    return attrs.evolve(organisation(context, id_), records=())


def _order(of: Listed) -> tuple[int, int]:
    """Months in order; what has no month follows its year's months."""
    return of.year, of.listed.month if of.listed else NO_MONTH


NO_MONTH = 13


def _band(context: Context, of: Listed) -> str:
    """The month that an entry is listed under, or the year: ``2017, month not known``."""
    labels = context.labels
    title = labels.month(of.listed) if of.listed else labels("date.no_month", year=of.year)
    return title[:1].upper() + title[1:]  # many languages write months small


def _inventory(context: Context) -> Table:
    texts = context.inventory
    # Within a month the order is the office's own.
    listed = sorted(context.activities, key=lambda a: _order(texts[a.id]))
    columns = [
        text("when", lambda a: texts[a.id].when, 22),
        text("title", lambda a: linked_title(context, a), 56),
        text("place", lambda a: texts[a.id].places, 30),
        text("projects", lambda a: texts[a.id].projects, 24),
        _status(context, listed),
    ]
    made = table(context, "inventory", listed, columns, about="id", wide=True)
    bands = [_band(context, texts[activity.id]) for activity in listed]
    starts = {at: band for at, band in enumerate(bands) if not at or band != bands[at - 1]}
    return attrs.evolve(made, bands=starts)
