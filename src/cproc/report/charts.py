"""Charts of the tables, each with a text that tells its main values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from cproc.money import Money
from cproc.report.cells import CellValue, Table
from cproc.report.context import Context
from cproc.report.model import Chart, ChartKind

TOLD = 16
"""How many values the text of a chart tells; it counts the rest."""


def charts(context: Context, tables: Mapping[str, Table]) -> Iterator[Chart]:
    """The charts that the tables in the pool allow, of two values or more.

    ``chart_months``, ``chart_projects``, ``chart_countries`` (the first ones where there
    are many), ``chart_regions``, ``chart_budget``, ``chart_funding``, ``chart_timeline``,
    ``chart_donor`` and ``chart_spending:CODE``.
    """
    countries = "top_countries" if "top_countries" in tables else "by_country"
    timeline = tables.get("timeline")
    open_ = timeline is not None and "drawn_until" in {each.id for each in timeline.columns}
    last = "drawn_until" if open_ else "end"
    wanted = (
        ("chart_months", ChartKind.COLUMNS, "by_month", "month_name", "entries"),
        ("chart_projects", ChartKind.BARS, "by_project", "project_name", "participations"),
        ("chart_countries", ChartKind.BARS, countries, "country", "entries"),
        ("chart_regions", ChartKind.BARS, "by_region", "region", "entries"),
        ("chart_budget", ChartKind.LINE, "budget_history", "date", "total_budget"),
        ("chart_funding", ChartKind.BARS, "funding", "donor", "amount"),
        ("chart_timeline", ChartKind.TIMELINE, "timeline", "project_name", "start", last),
        ("chart_donor", ChartKind.BARS, *_of_donor(tables)),
    )
    drawn: list[tuple[str, str, ChartKind, Table, tuple[str, ...]]] = []
    for project in context.portfolio.projects:
        spent = tables.get(f"spending:{project.code}")
        values = ("planned_money", "cumulative")  # only where both are known
        if spent is not None and {*values} <= {column.id for column in spent.columns}:
            title = context.labels("chart.spending", project=project.name)
            columns = (spent.columns[0].id, *values)
            drawn.append((f"chart_{spent.id}", title, ChartKind.LINE, spent, columns))
    for id_, kind, name, *columns_of in wanted:
        table = tables.get(name)
        if table is not None and table.rows:
            title = context.labels(f"chart.{id_.removeprefix('chart_')}")
            if name == "donor_position":
                title = context.labels("chart.donor_projects")
            if id_ == "chart_budget" and "without" in {column.id for column in table.columns}:
                title = context.labels("chart.budget_known")
            drawn.append((id_, title, kind, table, tuple(columns_of)))
    for id_, title, kind, table, (labels, *shown) in drawn:
        if _points(kind, table, shown) < 2:
            continue  # one bar, or one point, compares nothing
        if kind is ChartKind.LINE and not _moves(table, shown):
            continue  # nor does a line that stays where it is
        # Of a time line the words tell how long each bar is; its ends are read off the table.
        value = "duration" if kind is ChartKind.TIMELINE else shown[-1]
        alt = _alt(context, title, table, labels, value)
        yield Chart(id_, title, alt, kind, table.id, labels, tuple(shown))


def _of_donor(tables: Mapping[str, Table]) -> tuple[str, str, str]:
    """What is drawn of a donor's money: its stages; where only what it gives is known, to what."""
    position = tables.get("donor_position")
    columns = {column.id for column in position.columns} if position else set()
    if "donor_stages" in tables:
        return "donor_stages", "stage", "amount"
    if "donor_money" in tables or position is None or "donor_amount" not in columns:
        return "donor_money", "stage", "amount"
    amounts = [row[position.index("donor_amount")].value for row in position.rows]
    currencies = {of.currency if isinstance(of, Money) else None for of in amounts}
    drawn = "donor_position" if len(currencies - {None}) == len(currencies) == 1 else ""
    return drawn, "project_name", "donor_amount"


def _points(kind: ChartKind, table: Table, shown: Sequence[str]) -> int:
    """How many values are seen: a bar of nothing is none, a point of a line may be so."""
    if not {*shown} <= {column.id for column in table.columns}:
        return 0  # as of projects of which none has an end
    # A bar of time begins where its project does, whether that has an end or not.
    column = table.index(shown[0] if kind is ChartKind.TIMELINE else shown[-1])
    values = [row[column].value for row in table.rows]
    if kind in (ChartKind.BARS, ChartKind.COLUMNS):
        values = [value.amount if isinstance(value, Money) else value for value in values]
        return sum(bool(value) for value in values)
    return sum(value is not None for value in values)


def _moves(table: Table, shown: Sequence[str]) -> bool:
    """Whether any of the lines has two different values."""
    columns = [table.index(name) for name in shown]
    return any(len({row[at].value for row in table.rows} - {None}) > 1 for at in columns)


def _alt(context: Context, title: str, table: Table, labels: str, value: str) -> str:
    label, number = table.index(labels), table.index(value)
    known = [row for row in table.rows if row[number].value is not None]
    shown = [[_shown(context, row[at].value) for at in (label, number)] for row in known[:TOLD]]
    points = [context.labels("chart.point", label=name, value=of) for name, of in shown]
    if rest := len(known) - len(points):
        points.append(context.labels.plural("chart.rest", rest, rest=rest))
    return context.labels("chart.alt", title=title, points=context.joined(points))


def _shown(context: Context, value: CellValue) -> str:
    match value:
        case Money():
            return context.labels.amount(value)
        case date():
            return context.labels.day(value)
        case int() | Decimal():
            return context.labels.number(value)
    return str(value)
