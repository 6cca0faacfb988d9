"""Tables that count activities by month, project, kind, country and region."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from cproc.dates import Month
from cproc.figures import Breakdown, BreakdownRow, MonthRule, Rule, Value, shown_shares
from cproc.report import formats
from cproc.report.cells import Row, column, counted, make
from cproc.report.context import Context, sort_key
from cproc.report.derivations import CountRows, ShareOfTotal, SumColumn, SumRows
from cproc.report.model import Cell, Column, Kind, Table

TOP = 15
"""How many countries the short table and the chart show."""

ALL = CountRows("activities")
COUNTRY = CountRows("activity_countries", (("country", "country"),))
REGION = CountRows("activity_regions", (("region", "region"),))
Rows = dict[Any, BreakdownRow]


def tally_tables(context: Context) -> Iterator[Table]:
    """The tallies, every count of which is derived from the long tables of the inventory.

    They are ``by_month``, ``by_project``, ``by_kind``, ``by_country``, ``top_countries``,
    ``by_region`` and ``month_by_project``. Where no entry has a country or a region, the
    table of these has no rows.
    """
    if not context.portfolio.activities:
        return
    yield _by_month(context)
    yield _by_project(context)
    yield _by_kind(context)
    yield from _by_country(context)
    yield _by_region(context)
    yield _month_by_project(context)


def _keyed(breakdown: Breakdown) -> Rows:
    return {row.key[0]: row for row in breakdown.rows}


def _count(rows: Rows, key: object, derivation: CountRows | SumRows) -> Cell:
    row = rows.get(key)
    return counted(row.value if row else 0, derivation, row.records if row else ())


def _excess(context: Context, breakdown: Breakdown, why: str) -> str:
    over = breakdown.overlap
    if not isinstance(over, int) or not over:
        return ""
    return context.labels(f"note.excess_{why}", number=formats.number(context.labels, over))


def _months(context: Context) -> list[Month]:
    """The months of the period, and those outside it that activities belong to."""
    listed = context.portfolio.activities
    told = {month for activity in listed for month in (activity.month, activity.listing_month)}
    return sorted({*context.portfolio.period.months(), *told})


def _by_month(context: Context) -> Table:
    first = context.tally(by="month")
    listed = context.tally(by="month", months=MonthRule.LISTED)
    pairs = context.tally(by="month", rule=Rule.PARTICIPATIONS)
    entries, listings, participations = _keyed(first), _keyed(listed), _keyed(pairs)
    rows = (
        (
            Cell(str(month)),
            Cell(formats.month(context.labels, month)),
            _count(entries, month, CountRows("activities", (("month", "month"),))),
            _count(listings, month, CountRows("activities", (("listed", "month"),))),
            _count(participations, month, CountRows("participations", (("month", "month"),))),
        )
        for month in _months(context)
    )
    columns = [
        column(context, "month", width=9),
        column(context, "month_name", width=18),
        column(context, "entries", Kind.INTEGER, 10),
        column(context, "listed_entries", Kind.INTEGER, 12),
        column(context, "participations", Kind.INTEGER, 14),
    ]
    totals = {
        "entries": _sum(first),
        "listed_entries": _sum(listed),
        "participations": _sum(pairs),
    }
    return make(
        context, "by_month", columns, rows, totals=totals, notes=[context.labels("note.month")]
    )


def _sum(breakdown: Breakdown) -> Cell:
    return counted(breakdown.total, SumColumn())


def _by_project(context: Context) -> Table:
    portfolio = context.portfolio
    entries = context.tally(by="project")
    pairs = context.tally(by="project", rule=Rule.PARTICIPATIONS)
    shares = context.tally(by="project", rule=Rule.SHARE)
    shown = dict(
        zip(
            (row.key[0] for row in shares.rows),
            shown_shares([row.value for row in shares.rows]),
            strict=True,
        )
    )
    shared = {row.key[0]: row.records for row in shares.rows}
    naming, participating = _keyed(entries), _keyed(pairs)
    of_project = CountRows("participations", (("project", "project"),))
    codes: dict[str, None] = dict.fromkeys(
        (*(project.code for project in portfolio.projects), *naming)
    )
    rows = (
        (
            Cell(code, records=(code,)),
            Cell(context.project(code)),
            _count(naming, code, of_project),
            _count(participating, code, of_project),
            counted(shown.get(code, 0), records=shared.get(code, ())),
        )
        for code in codes
    )
    columns = [
        column(context, "project", width=14),
        column(context, "project_name", width=24),
        column(context, "entries", Kind.INTEGER, 10),
        column(context, "participations", Kind.INTEGER, 14),
        column(context, "by_share", Kind.DECIMAL, 12),
    ]
    totals = {
        "entries": counted(entries.total, ALL),
        "participations": _sum(pairs),
        "by_share": Cell(formats.rounded(_whole(shares.total), 2), None, SumColumn()),
    }
    notes = [_excess(context, entries, "projects"), context.labels("note.by_share")]
    return make(context, "by_project", columns, rows, totals=totals, notes=notes)


def _by_kind(context: Context) -> Table:
    entries = context.tally(by="kind")
    events = context.tally(by="kind", rule=Rule.EVENTS)
    held = _keyed(events)
    rows = (
        (
            Cell(context.labels(f"kind.{row.key[0]}")),
            counted(row.value, CountRows("activities", (("kind", "kind"),)), row.records),
            _share(row.value, entries.total),
            _count(held, row.key[0], SumRows("activities", "events", (("kind", "kind"),))),
        )
        for row in entries.rows
    )
    columns = [
        column(context, "kind", width=24),
        column(context, "entries", Kind.INTEGER, 10),
        column(context, "share", Kind.PERCENT, 10),
        column(context, "events", Kind.INTEGER, 10),
    ]
    totals = {
        "entries": _sum(entries),
        "share": _share(entries.total, entries.total),
        "events": _sum(events),
    }
    return make(
        context, "by_kind", columns, rows, totals=totals, notes=[context.labels("note.events")]
    )


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _share(part: Value, whole: Value) -> Cell:
    """Make the cell of a share of all entries, of which there is one at least."""
    ratio = Fraction(_whole(part), _whole(whole))
    return Cell(formats.rounded(ratio, 4), None, ShareOfTotal("entries"))


def _by_country(context: Context) -> Iterator[Table]:
    entries = context.tally(by="country")
    none = context.labels("word.no_country")

    def row(found: BreakdownRow) -> Row:
        code = found.key[0]
        return (
            Cell(context.country(code) if code else none),
            counted(found.value, COUNTRY, found.records),
        )

    def place(found: BreakdownRow) -> tuple[object, ...]:
        code = found.key[0]
        return code is None, -len(found.records), sort_key(context.country(code or ""))

    ordered = sorted(entries.rows, key=place)
    columns = [column(context, "country", width=34), column(context, "entries", Kind.INTEGER, 10)]
    totals = {"entries": counted(entries.total, ALL)}
    notes = [_excess(context, entries, "countries")]
    named = [row(found) for found in ordered if found.key[0] is not None]
    if not named:
        return
    yield make(context, "by_country", columns, map(row, ordered), totals=totals, notes=notes)
    if len(named) > TOP:
        title = context.labels("table.top_countries", number=TOP)
        yield make(context, "top_countries", columns, named[:TOP], title=title)


def _by_region(context: Context) -> Table:
    entries = context.tally(by="region")
    none = context.labels("word.no_region")
    rows = [
        (
            Cell(context.region(row.key[0]) if row.key[0] else none),
            counted(row.value, REGION, row.records),
        )
        for row in entries.rows
        if entries.rows[0].key[0]  # the row of those without any is last
    ]
    columns = [column(context, "region", width=34), column(context, "entries", Kind.INTEGER, 10)]
    totals = {"entries": counted(entries.total, ALL)}
    notes = [_excess(context, entries, "regions")]
    return make(context, "by_region", columns, rows, totals=totals, notes=notes)


def _of_project(code: str) -> CountRows:
    """Derive the participations of one project in the month of the row."""
    return CountRows("participations", (("month", "month"),), (("project", code),))


def _month_by_project(context: Context) -> Table:
    portfolio = context.portfolio
    cross = context.tally(by=("month", "project"), rule=Rule.PARTICIPATIONS)
    cells = {row.key: row for row in cross.rows}
    by_month = _keyed(context.tally(by="month", rule=Rule.PARTICIPATIONS))
    by_project = context.tally(by="project", rule=Rule.PARTICIPATIONS)
    sums = _keyed(by_project)
    codes = dict.fromkeys((*(project.code for project in portfolio.projects), *sums))
    rows = []
    for month in _months(context):
        found = [cells.get((month, code)) for code in codes]
        rows.append(
            (
                Cell(str(month)),
                Cell(formats.month(context.labels, month)),
                *(
                    counted(r.value if r else 0, _of_project(code), r.records if r else ())
                    for code, r in zip(codes, found, strict=True)
                ),
                _count(by_month, month, CountRows("participations", (("month", "month"),))),
            )
        )
    columns = [
        column(context, "month", width=9),
        column(context, "month_name", width=18),
        *(Column(f"project:{code}", context.project(code), Kind.INTEGER, 12) for code in codes),
        column(context, "participations", Kind.INTEGER, 14),
    ]
    totals = {
        f"project:{code}": counted(sums[code].value if code in sums else 0, SumColumn())
        for code in codes
    }
    totals["participations"] = _sum(cross)
    notes = [context.labels("note.participations")]
    return make(context, "month_by_project", columns, rows, totals=totals, notes=notes, wide=True)
