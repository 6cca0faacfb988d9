"""Tables that count activities by month, project, kind, country and region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from cproc.figures import HELD, Rule, shown_shares, tally
from cproc.model import ActivityKind, Month
from cproc.report.cells import Cell, Count, Own, Table, count, share, total
from cproc.report.context import Context, sort_key
from cproc.report.declare import SUM, Content, Declared, decimal, integer, percent, table, text
from cproc.report.tables_activities import countries_of, held_entries, regions_of, where_held

TOP = 15
"""How many countries the short table and the chart show."""

PLACES = {"country": "countries", "region": "regions"}


def tally_tables(context: Context) -> Iterator[Table]:
    """The tallies, every count of which comes of the long tables of the inventory.

    They are ``by_month``, ``by_project``, ``by_kind``, ``by_country``, ``top_countries``,
    ``by_region`` and ``month_by_project``. Where no entry has a country or a region, the
    table of these has no rows.
    """
    if not held_entries(context):
        return
    yield _by_month(context)
    yield _by_project(context)
    yield _by_kind(context)
    yield from _by_country(context)
    yield _by_region(context)
    yield _month_by_project(context)


def _every_entry(context: Context) -> Count:
    return count("activities", **where_held(context))


def _held(context: Context) -> str:
    """The note that what was not held is in no row."""
    others = len(context.portfolio.activities) - len(held_entries(context))
    return context.labels.plural("note.held", others, entries=others) if others else ""


def _excess(context: Context, rows: int, why: str) -> str:
    """The note that entries of several projects or places stand in several rows."""
    over = rows - len(held_entries(context))
    if not over:
        return ""
    return context.labels(f"note.excess_{why}", number=context.labels.number(over))


def _months(context: Context) -> list[Month | None]:
    """The months of the period, and those outside it that activities belong to.

    Behind them stands none, where the month of an activity is not known.
    """
    of = (context.inventory[activity.id] for activity in held_entries(context))
    belong = {month for listed in of for month in (listed.month, listed.listed)}
    known = {*context.portfolio.period.months(), *filter(None, belong)}
    return [*sorted(known), *([None] if None in belong else [])]


def _month_columns(context: Context) -> list[Declared]:
    return [text("month", context.month_key, 9), text("month_name", context.month, 18)]


def _of_month(context: Context) -> Count:
    return count("participations", month=Own("month"), **where_held(context))


def _by_month(context: Context) -> Table:
    held = where_held(context)
    first = count("activities", month=Own("month"), **held)
    listed, pairs = count("activities", listed=Own("month"), **held), _of_month(context)
    columns = [
        *_month_columns(context),
        integer("entries", lambda _month: first, 10, total=SUM),
        integer("listed_entries", lambda _month: listed, 12, total=SUM),
        integer("participations", lambda _month: pairs, 14, total=SUM),
    ]
    notes = [_held(context), context.labels("note.month")]
    return table(context, "by_month", _months(context), columns, key=context.month_key, notes=notes)


def _by_project(context: Context) -> Table:
    portfolio = context.portfolio
    shares = tally(portfolio, "project", Rule.SHARE, where=HELD)
    codes = [row.key[0] for row in shares.rows]
    shown = dict(zip(codes, shown_shares([row.value for row in shares.rows]), strict=True))
    records = {row.key[0]: row.records for row in shares.rows}
    of_project = count("participations", project=Own("project"), **where_held(context))
    pairs = sum(len(activity.projects) for activity in held_entries(context))

    def by_share(code: str) -> Content:
        return Cell(shown.get(code, 0), records=records.get(code, ()))

    columns = [
        text("project", lambda code: code),
        text("project_name", context.project, 24),
        integer("entries", lambda _code: of_project, 10, total=_every_entry(context)),
        integer("participations", lambda _code: of_project, 14, total=SUM),
        decimal("by_share", by_share, 12, total=SUM),
    ]
    rows = dict.fromkeys((*(project.code for project in portfolio.projects), *codes))
    notes = [_held(context), _excess(context, pairs, "projects"), context.labels("note.by_share")]
    return table(context, "by_project", rows, columns, about=str, notes=notes)


def _by_kind(context: Context) -> Table:
    kinds = {activity.kind for activity in held_entries(context)}
    entries = count("activities", kind=Own("kind"), **where_held(context))
    events = total("activities", "events", kind=Own("kind"))
    columns = [
        text("kind", lambda kind: context.labels(f"kind.{kind}"), 24),
        integer("entries", lambda _kind: entries, 10, total=SUM),
        percent("share", lambda _kind: share("entries"), 10, total=share("entries")),
        integer("events", lambda _kind: events, 10, total=SUM),
    ]
    rows = [kind for kind in ActivityKind if kind in kinds]
    notes = [_held(context), context.labels("note.events")]
    return table(context, "by_kind", rows, columns, key=str, notes=notes)


def _place_columns(
    context: Context, of: str, name: Callable[[str], str], total: Content = None
) -> list[Declared]:
    """Places of a kind and their entries; the row of entries without any has a word for it."""
    none = context.labels(f"word.no_{of}")
    entries = count(f"activity_{PLACES[of]}", **{of: Own(of)}, **where_held(context))
    return [
        text(of, lambda code: name(code) if code else none, 34),
        integer("entries", lambda _code: entries, 10, total=total),
    ]


def _code(code: str | None) -> str:
    return code or ""


def _by_country(context: Context) -> Iterator[Table]:
    activities = held_entries(context)
    entries = Counter(code for activity in activities for code in countries_of(activity))
    if not entries.keys() - {None}:
        return

    def place(code: str | None) -> tuple[object, ...]:
        return code is None, -entries[code], sort_key(context.country(code or ""))

    rows, notes = (
        sorted(entries, key=place),
        [
            _held(context),
            _excess(context, entries.total(), "countries"),
        ],
    )
    columns = _place_columns(context, "country", context.country, _every_entry(context))
    yield table(context, "by_country", rows, columns, key=_code, notes=notes)
    named = [code for code in rows if code is not None]
    if len(named) > TOP:
        title = context.labels("table.top_countries", number=TOP)
        columns = _place_columns(context, "country", context.country)
        yield table(context, "top_countries", named[:TOP], columns, key=_code, title=title)


def _by_region(context: Context) -> Table:
    regions = regions_of(context)
    activities = held_entries(context)
    entries = Counter(code for activity in activities for code in regions(activity))
    order = [*(region.code for region in context.portfolio.regions), None]
    rows = [code for code in order if code in entries] if entries.keys() - {None} else []
    notes = [_held(context), _excess(context, entries.total(), "regions")]
    columns = _place_columns(context, "region", context.region, _every_entry(context))
    return table(context, "by_region", rows, columns, key=_code, notes=notes)


def _month_by_project(context: Context) -> Table:
    codes = [project.code for project in context.portfolio.projects]
    held, pairs = where_held(context), _of_month(context)

    def of_project(code: str) -> Declared:
        entries = count("participations", month=Own("month"), project=code, **held)
        name = context.project(code)
        return integer(f"project:{code}", lambda _m: entries, 12, total=SUM, label=name)

    columns = [
        *_month_columns(context),
        *map(of_project, codes),
        integer("participations", lambda _month: pairs, 14, total=SUM),
    ]
    rows, labels = _months(context), context.labels
    notes = [_held(context), labels("note.participations"), labels("note.first_day")]
    return table(
        context, "month_by_project", rows, columns, key=context.month_key, notes=notes, wide=True
    )
