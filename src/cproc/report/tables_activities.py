"""Tables of the inventory: one row per entry, and the long tables that tallies count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from cproc.dates import Month
from cproc.figures import MEASURES, Measure, MonthRule, Rule, roles, total
from cproc.model import Activity, ActivityStatus
from cproc.money import Money
from cproc.report import formats
from cproc.report.cells import Row, column, counted, local, make
from cproc.report.context import Context, sort_key
from cproc.report.derivations import CountRows, SumColumn
from cproc.report.model import Cell, Column, Kind, Table

Part = tuple[Column, Callable[[Activity], Cell]]


def activity_tables(context: Context) -> Iterator[Table]:
    """The inventory as tables.

    ``activities`` has one row per entry; ``participations`` one per entry and project;
    ``activity_countries``, ``activity_regions`` and ``activity_partners`` one per entry and
    country, region or partner (a row with the word for none where there is none, and no rows
    where no entry has any);
    ``inventory:2016-10`` those listed under a month; ``partners`` one row per organisation.
    """
    yield _activities(context)
    yield _participations(context)
    yield _pairs(context, "country", "activity_countries", context.country, "no_country")
    yield _pairs(context, "region", "activity_regions", context.region, "no_region")
    yield _pairs(context, "partner", "activity_partners", context.organisation, None)
    yield _partners(context)
    for row in context.tally(by="month", months=MonthRule.LISTED).rows:
        yield _inventory(context, row.key[0], frozenset(row.records))


def _activities(context: Context) -> Table:
    listed = context.portfolio.activities
    numbers = {activity.id: index for index, activity in enumerate(listed, start=1)}
    participations = CountRows("participations", (("activity", "activity"),))
    parts: list[Part] = [
        (column(context, "no", Kind.INTEGER, 6), lambda a: Cell(numbers[a.id])),
        (column(context, "activity", width=9), lambda a: Cell(a.id, records=(a.id,))),
        (column(context, "month", width=9), lambda a: Cell(str(a.month))),
        (column(context, "listed", width=9), lambda a: Cell(str(a.listing_month))),
        (column(context, "when", width=24), lambda a: Cell(context.when(a.occurrences))),
        (column(context, "first_day", Kind.DATE, 12), lambda a: Cell(_first(a))),
        (column(context, "last_day", Kind.DATE, 12), lambda a: Cell(_last(a))),
        (
            column(context, "places", width=28),
            lambda a: Cell(context.places(a.places, brackets=True) or None),
        ),
        (column(context, "countries", width=20), lambda a: Cell(context.countries_of(a) or None)),
        (column(context, "title", width=60), lambda a: local(context, a.title)),
        (column(context, "kind", width=16), lambda a: Cell(context.labels(f"kind.{a.kind}"))),
        (column(context, "projects", width=28), lambda a: Cell(context.projects(a.projects))),
        (
            column(context, "project_count", Kind.INTEGER, 10),
            lambda a: Cell(len(a.projects), derivation=participations, records=(a.id,)),
        ),
        (column(context, "occurrences", Kind.INTEGER, 11), lambda a: Cell(len(a.occurrences))),
        (
            column(context, "events", Kind.INTEGER, 10),
            lambda a: Cell(len(a.occurrences) if a.kind.is_event else 0),
        ),
        *_where_known(context),
    ]
    columns = [made for made, _cell in parts]
    totals = {
        "project_count": context.tally(rule=Rule.PARTICIPATIONS).total,
        "occurrences": context.tally(rule=Rule.OCCURRENCES).total,
        "events": context.tally(rule=Rule.EVENTS).total,
    }
    for group, measure in _GROUPS.items():
        people = total(context.portfolio, measure)
        if people.missing < len(listed):
            totals[group] = people.total
    costs = [activity.planned_cost for activity in listed if activity.planned_cost]
    if len({cost.currency for cost in costs}) == 1:
        totals["planned_cost"] = Money.total(costs, costs[0].currency)
    notes = [context.labels("note.month"), context.labels("note.events")]
    if any(place.supplied for activity in listed for place in activity.places):
        notes.append(context.labels("note.supplied"))
    return make(
        context,
        "activities",
        columns,
        (tuple(cell(activity) for _made, cell in parts) for activity in listed),
        totals={id_: counted(total, SumColumn()) for id_, total in totals.items()},
        notes=notes,
        wide=True,
        filters=True,
    )


def _first(activity: Activity) -> Any:
    return min(made.when.start for made in activity.occurrences)


def _last(activity: Activity) -> Any:
    return max(made.when.end for made in activity.occurrences)


def _where_known(context: Context) -> list[Part]:
    """The columns that are shown where an entry has something to say in them."""
    listed = context.portfolio.activities
    parts: list[Part] = []
    if any(activity.partners for activity in listed):
        parts.append(
            (
                column(context, "partners", width=28),
                lambda a: Cell(
                    context.joined(context.organisation(id_) for id_ in a.partners) or None
                ),
            )
        )
    if any(activity.status is not ActivityStatus.HELD for activity in listed):
        parts.append(
            (
                column(context, "activity_status", width=12),
                lambda a: Cell(context.labels(f"activity_status.{a.status}")),
            )
        )
    parts.extend(
        (column(context, group, Kind.INTEGER, 9), _counted(MEASURES[measure]))
        for group, measure in _GROUPS.items()
        if any(MEASURES[measure].read(a) is not None for a in listed)
    )
    if any(activity.planned_cost for activity in listed):
        parts.append(
            (column(context, "planned_cost", Kind.MONEY, 16), lambda a: Cell(a.planned_cost))
        )
    if any(activity.source for activity in listed):
        parts.append((column(context, "source", width=10), lambda a: Cell(a.source or None)))
    if any(activity.note for activity in listed):
        parts.append((column(context, "note", width=40), lambda a: local(context, a.note)))
    return parts


_GROUPS = {"women": "women", "men": "men", "people": "participants"}
"""Columns of people who took part, each with its measure."""


def _counted(measure: Measure) -> Callable[[Activity], Cell]:
    return lambda activity: Cell(measure.read(activity))


def _participations(context: Context) -> Table:
    columns = [
        column(context, "activity", width=9),
        column(context, "project", width=14),
        column(context, "project_name", width=22),
        column(context, "month", width=9),
        column(context, "listed", width=9),
        column(context, "kind", width=16),
    ]
    rows = (
        (
            Cell(activity.id, records=(activity.id,)),
            Cell(code),
            Cell(context.project(code)),
            Cell(str(activity.month)),
            Cell(str(activity.listing_month)),
            Cell(context.labels(f"kind.{activity.kind}")),
        )
        for activity in context.portfolio.activities
        for code in activity.projects
    )
    notes = [context.labels("note.participations")]
    return make(context, "participations", columns, rows, notes=notes, filters=True)


def _pairs(
    context: Context, key: str, id_: str, name: Callable[[str], str], none: str | None
) -> Table:
    """Make the long table of entries and their values of a key, as the tally has them."""
    values: dict[str, list[str]] = {}
    found = context.tally(by=key).rows
    named = any(row.key[0] is not None for row in found)
    for row in found if named else ():
        if row.key[0] is None and none is None:
            continue
        shown = name(row.key[0]) if row.key[0] is not None else context.labels(f"word.{none}")
        for record in row.records:
            values.setdefault(record, []).append(shown)
    rows = (
        (Cell(activity.id, records=(activity.id,)), Cell(value))
        for activity in context.portfolio.activities
        for value in values.get(activity.id, ())
    )
    columns = [column(context, "activity", width=9), column(context, key, width=34)]
    return make(context, id_, columns, rows, filters=True)


def _partners(context: Context) -> Table:
    portfolio = context.portfolio
    taking_part = {row.key[0]: row for row in context.tally(by="partner").rows if row.key[0]}
    serving: dict[str, list[str]] = {}
    for project in portfolio.projects:
        leads = [part.lead for part in project.components if part.lead]
        for id_ in dict.fromkeys((*project.partners, *leads)):
            serving.setdefault(id_, []).append(project.code)
    by_activities = CountRows("activity_partners", (("partner", "partner"),))
    known = roles(portfolio)

    def row(id_: str) -> Row:
        found = taking_part.get(id_)
        return (
            Cell(
                context.organisation(id_),
                language=context.organisation_language(id_),
                records=(id_,),
            ),
            Cell(context.joined(context.labels(f"role.{role}") for role in known[id_])),
            Cell(context.projects(serving.get(id_, ())) or None, records=(*serving.get(id_, ()),)),
            counted(found.value if found else 0, by_activities, found.records if found else ()),
        )

    ids = sorted({*serving, *taking_part}, key=lambda id_: sort_key(context.organisation(id_)))
    columns = [
        column(context, "partner", width=40),
        column(context, "organisation_roles", width=24),
        column(context, "partner_projects", width=36),
        column(context, "activities", Kind.INTEGER, 11),
    ]
    notes = [context.labels("note.partners")]
    return make(context, "partners", columns, (row(id_) for id_ in ids), notes=notes)


def inventory_months(context: Context) -> list[Month]:
    """The months activities are listed under, in order."""
    return sorted({activity.listing_month for activity in context.portfolio.activities})


def inventory_table(month: Month) -> str:
    """The identifier of a month's inventory."""
    return f"inventory:{month}"


def _inventory(context: Context, month: Month, wanted: frozenset[str]) -> Table:
    columns = [
        column(context, "when", width=22),
        column(context, "title", width=56),
        column(context, "place", width=30),
        column(context, "projects", width=24),
    ]
    rows = (
        (
            Cell(context.when(activity.occurrences), records=(activity.id,)),
            local(context, activity.title),
            Cell(context.places(activity.places) or None),
            Cell(context.projects(activity.projects)),
        )
        for activity in context.portfolio.activities
        if activity.id in wanted
    )
    title = context.labels("table.inventory", month=formats.month(context.labels, month))
    return make(context, inventory_table(month), columns, rows, title=title, wide=True)
