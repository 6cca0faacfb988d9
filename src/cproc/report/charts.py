"""Charts of the tables, each with a text that tells its main values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from cproc.money import Money
from cproc.report.cells import CellValue, Table
from cproc.report.context import Context
from cproc.report.model import Chart, ChartKind

TOLD = 16
"""How many values the text of a chart tells; it counts the rest."""


def charts(context: Context, tables: Mapping[str, Table]) -> Iterator[Chart]:
    """The charts that the tables in the pool allow.

    ``chart_months``, ``chart_projects``, ``chart_countries`` (the first ones where there
    are many), ``chart_regions``, ``chart_budget``, ``chart_funding``, ``chart_timeline`` and
    ``chart_spending:CODE``.
    """
    countries = "top_countries" if "top_countries" in tables else "by_country"
    wanted = [
        ("chart_months", ChartKind.COLUMNS, "by_month", "month_name", "entries"),
        ("chart_projects", ChartKind.BARS, "by_project", "project_name", "participations"),
        ("chart_countries", ChartKind.BARS, countries, "country", "entries"),
        ("chart_regions", ChartKind.BARS, "by_region", "region", "entries"),
        ("chart_budget", ChartKind.LINE, "budget_history", "date", "total_budget"),
        ("chart_funding", ChartKind.BARS, "funding", "donor", "amount"),
    ]
    yield from _spending(context, tables)
    for id_, kind, table, labels, value in wanted:
        if table in tables and tables[table].rows:
            title = context.labels(f"chart.{id_.removeprefix('chart_')}")
            if id_ == "chart_budget" and "without" in {c.id for c in tables[table].columns}:
                title = context.labels("chart.budget_known")
            alt = _alt(context, title, tables[table], labels, value)
            yield Chart(id_, title, alt, kind, table, labels, (value,))
    if "timeline" in tables:
        title = context.labels("chart.timeline")
        alt = _alt(context, title, tables["timeline"], "project_name", "duration")
        chart = ("chart_timeline", title, alt, ChartKind.TIMELINE, "timeline", "project_name")
        yield Chart(*chart, ("start", "end"))


def _spending(context: Context, tables: Mapping[str, Table]) -> Iterator[Chart]:
    """Draw what each project has spent beside its budget, pro rata by day."""
    for project in context.portfolio.projects:
        table = tables.get(f"spending:{project.code}")
        if table is None or len(table.columns) < 6:
            continue
        by, values = table.columns[0].id, ("planned_money", "cumulative")
        title = context.labels("chart.spending", project=project.name)
        alt = _alt(context, title, table, by, "cumulative")
        id_ = f"chart_spending:{project.code}"
        yield Chart(id_, title, alt, ChartKind.LINE, table.id, by, values)


def _alt(context: Context, title: str, table: Table, labels: str, value: str) -> str:
    label, number = table.index(labels), table.index(value)
    known = [row for row in table.rows if row[number].value is not None]
    points = [
        context.labels(
            "chart.point",
            label=_shown(context, row[label].value),
            value=_shown(context, row[number].value),
        )
        for row in known[:TOLD]
    ]
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
