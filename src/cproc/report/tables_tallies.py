"""Tables that count activities by month, project, kind, country and region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cproc.figures import HELD, Rule, Value, number, shown_shares, tally
from cproc.model import Month, Project, TermList
from cproc.report.cells import Cell, Count, Minus, Own, Table, count, share, total
from cproc.report.context import Context, sort_key
from cproc.report.declare import (
    SUM,
    Content,
    Declared,
    decimal,
    figured,
    integer,
    percent,
    table,
    text,
)
from cproc.report.tables_activities import (
    countries_of,
    event_notes,
    none_of,
    regions_of,
    undated_note,
    untold,
    where_held,
    withheld_note,
)

TOP = 15
"""How many countries the short table and the chart show."""

PLACES = {"country": "countries", "region": "regions"}


def tally_tables(context: Context) -> Iterator[Table]:
    """The tallies, every count of which comes of the long tables of the inventory.

    They are ``by_month``, ``by_project``, ``by_kind``, ``by_country``, ``top_countries``,
    ``by_region`` and ``month_by_project``. Where no entry has a country or a region, the
    table of these has no rows.
    """
    if not context.held:
        return
    yield _by_month(context)
    yield _by_project(context)
    yield _by_kind(context)
    yield from _by_country(context)
    yield _by_region(context)
    yield _month_by_project(context)


def _every_entry(context: Context) -> Count:
    return count("activities", **where_held(context))


def _left_out(context: Context) -> list[str]:
    """The notes that what was not held, or may not be of the period, is in no row."""
    others = len(context.activities) - len(context.held)
    held = [context.labels.plural("note.held", others, entries=others)] if others else []
    return [*held, *undated_note(context)]


def _excess(context: Context, rows: int, why: str) -> str:
    """The note that entries of several projects or places stand in several rows."""
    over = rows - len(context.held)
    if not over:
        return ""
    return context.labels(f"note.excess_{why}", number=context.labels.number(over))


def _months(context: Context) -> list[Month | None]:
    """The months of the period, and those outside it that activities belong to.

    Behind them stands none, where the month of an activity is not known.
    """
    of = (context.inventory[activity.id] for activity in context.held)
    belong = {month for listed in of for month in (listed.month, listed.listed)}
    known = {*context.portfolio.period.months(), *filter(None, belong)}
    return [*sorted(known), *([None] if None in belong else [])]


def _month_name(context: Context) -> Declared:
    return text("month_name", context.month, 18)


def _of_month(context: Context) -> Declared:
    pairs = count("participations", month=Own("month_name"), **where_held(context))
    return integer("participations", pairs, 14, total=SUM)


def _by_month(context: Context) -> Table:
    held, month = where_held(context), Own("month_name")
    columns = [
        _month_name(context),
        integer("entries", count("activities", month=month, **held), 10, total=SUM),
        integer("listed_entries", count("activities", listed=month, **held), 12, total=SUM),
        _of_month(context),
    ]
    notes = [*_left_out(context), context.labels("note.month")]
    return table(context, "by_month", _months(context), columns, key=context.month_key, notes=notes)


def _by_project(context: Context) -> Table:
    shares = tally(context.portfolio, "project", Rule.SHARE, where=HELD)
    codes = [row.key[0] for row in shares.rows]
    shown = dict(zip(codes, shown_shares([row.value for row in shares.rows]), strict=True))
    records = {row.key[0]: row.records for row in shares.rows}
    of_project = count("participations", project=Own("project"), **where_held(context))
    pairs = sum(len(activity.projects) for activity in context.held)

    def by_share(code: str) -> Content:
        return Cell(shown.get(code, 0), records=records.get(code, ()))

    columns = [
        text("project", lambda code: code),
        text("project_name", context.project, 24),
        integer("entries", of_project, 10, total=_every_entry(context)),
        *_earlier(context),
        integer("participations", of_project, 14, total=SUM),
        decimal("by_share", by_share, 12, total=SUM),
    ]
    rows = dict.fromkeys((*(project.code for project in context.portfolio.projects), *codes))
    notes = [
        *_left_out(context),
        _excess(context, pairs, "projects"),
        context.labels("note.by_share"),
    ]
    return table(context, "by_project", rows, columns, about=str, notes=notes)


def _earlier(context: Context) -> list[Declared]:
    """The columns of the entries in the earlier period that the report is set against, if it is."""
    period = context.portfolio.against
    if period is None:
        return []
    entries = tally(context.portfolio, "project", where=HELD, period=period)
    of = {row.key[0]: row for row in entries.rows}

    def whole(value: Value) -> int:
        return int(number(value))

    def before(code: str) -> Content:
        return Cell(whole(of[code].value), records=of[code].records) if code in of else 0

    change = Minus(Own("entries"), Own("earlier"))
    return [
        integer("earlier", before, 10, total=Cell(whole(entries.total)), label=context.earlier),
        integer("change_since", change, 10, total=change),
    ]


def _by_kind(context: Context) -> Table:
    held = {activity.kind for activity in context.held}
    kind, part = Own("kind"), share("entries")

    def events(of: str | None) -> Content:
        # A number that may be more is no number to add up.
        if not untold(context, of):
            return total("activities", "events", kind=kind)
        return figured(context, context.figure(f"events(kind={str(of or '')!r})"))

    every = (
        figured(context, context.figure("events")) if any(untold(context, k) for k in held) else SUM
    )

    entries = count("activities", kind=kind, **where_held(context))
    columns = [
        text("kind", context.kind, 24),
        integer("entries", entries, 10, total=SUM),
        percent("share", part, 10, total=part),
        integer("events", events, 10, total=every),
    ]
    order = (*context.portfolio.term_ids(TermList.ACTIVITY_KIND), None)
    rows = [kind for kind in order if kind in held]
    notes = [*_left_out(context), *event_notes(context)]
    return table(context, "by_kind", rows, columns, key=lambda kind: kind or "", notes=notes)


def _by_place(
    context: Context, id_: str, of: str, rows: Iterable[str | None], pairs: int | None = None
) -> Table:
    """Places of a kind and their entries; the row of entries without any has a word for it.

    A table of all places has a total, and is told how many pairs of entry and place there are.
    """
    none, name = none_of(context, of), getattr(context, of)
    entries = count(f"activity_{PLACES[of]}", **{of: Own(of)}, **where_held(context))
    total = None if pairs is None else _every_entry(context)
    columns = [
        text(of, lambda code: name(code) if code else none, 34),
        integer("entries", entries, 10, total=total),
    ]
    notes = [] if pairs is None else [*_left_out(context), _excess(context, pairs, PLACES[of])]
    notes += withheld_note(context, context.held)
    title = context.labels(f"table.{id_}", number=TOP)
    return table(context, id_, rows, columns, key=lambda code: code or "", title=title, notes=notes)


def _by_country(context: Context) -> Iterator[Table]:
    entries = Counter(code for entry in context.held for code in countries_of(entry))

    def rank(code: str | None) -> tuple[object, ...]:
        return code is None, -entries[code], sort_key(context.country(code or ""))

    if named := sorted(entries.keys() - {None}, key=rank):
        rows = sorted(entries, key=rank)
        yield _by_place(context, "by_country", "country", rows, entries.total())
        if len(named) > TOP:
            yield _by_place(context, "top_countries", "country", named[:TOP])


def _by_region(context: Context) -> Table:
    regions = regions_of(context)
    entries = Counter(code for entry in context.held for code in regions(entry))
    order = [region.code for region in context.portfolio.regions if region.code in entries]
    ranked = sorted(order, key=lambda code: -entries[code])  # of equal ones as the office has them
    rows = [*ranked, *([None] if None in entries else [])] if ranked else []
    return _by_place(context, "by_region", "region", rows, entries.total())


def _month_by_project(context: Context) -> Table:
    held = where_held(context)

    def of_project(project: Project) -> Declared:
        entries = count("participations", month=Own("month_name"), project=project.code, **held)
        return integer(f"project:{project.code}", entries, 12, total=SUM, label=project.name)

    columns = [
        _month_name(context),
        *map(of_project, context.portfolio.projects),
        _of_month(context),
    ]
    labels, listed = context.labels, context.inventory
    filled = {listed[activity.id].month for activity in context.held}
    rows = [month for month in _months(context) if month in filled]
    notes = [*_left_out(context), labels("note.participations"), labels("note.first_day")]
    notes.append(labels("note.months_left_out"))
    return table(
        context, "month_by_project", rows, columns, key=context.month_key, notes=notes, wide=True
    )
