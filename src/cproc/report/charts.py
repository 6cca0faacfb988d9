"""Charts of the tables: which of them say something, and in words what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from cproc.figures import in_force
from cproc.figures.withheld_places import without_place
from cproc.model import Month
from cproc.money import Money
from cproc.report.cells import CellValue, Table
from cproc.report.context import Context
from cproc.report.model import Chart, ChartKind

SPOKEN = 16
"""How many values the text of a chart gives; it counts the rest."""

DONORS = 10
"""How many donors a chart names; the others are one bar."""

LEAST = 3
"""Values that a chart has at least: two are read off their table sooner."""

EACH_MONTH = 18
"""With more months than these, only the first of each quarter is named."""


def charts(context: Context, tables: Mapping[str, Table]) -> Iterator[Chart]:
    """The charts that say something: of three different values or more.

    ``chart_months``, ``chart_projects``, ``chart_countries`` (the first ones where there
    are many), ``chart_regions``, ``chart_budget``, ``chart_funding``, ``chart_timeline``,
    ``chart_donor`` and ``chart_spending:CODE``.
    """
    for project in context.portfolio.projects:
        if spent := tables.get(f"spending:{project.code}"):
            yield from _spending(context, spent, project.name)
    for draw, name in _DRAWN:
        table = tables.get(name)
        if name == "by_country":
            table = tables.get("top_countries", table)
        if table is not None and table.rows:
            yield from draw(context, table)
    yield from _donor(context, tables)


# --- Activities ---------------------------------------------------------------------------------


def _months(context: Context, table: Table) -> Iterator[Chart]:
    """Every month of the period, also those without activities; the note has the others."""
    months = {context.month_key(month): month for month in context.portfolio.period.months()}
    outside = [
        context.labels("chart.point", label=_cell(table, key, "month_name"), value=entries)
        for key in table.keys
        if key not in months and (entries := _cell(table, key, "entries"))
    ]
    names = [context.month(month) for month in months.values()]
    chart = attrs.evolve(
        _chart(context, "months", ChartKind.COLUMNS, table, "month_name", "entries"),
        rows=tuple(months),
        points=tuple(_short_names(context, [*months.values()])),
        note=_note(context, "months", outside),
    )
    yield from _bars(context, table, chart, names=names, total=True)


def _short_names(context: Context, months: Sequence[Month]) -> Iterator[str]:
    """The months' names cut short, the year below the first of each: ``Oct`` and ``2016``."""
    short = context.labels.locale.months["stand-alone"]["abbreviated"]
    year = 0
    for month in months:
        number = month.start.month
        if len(months) > EACH_MONTH and number % 3 != 1:
            yield ""
            continue
        yield short[number] if month.start.year == year else f"{short[number]}\n{month.start.year}"
        year = month.start.year


def _projects(context: Context, table: Table) -> Iterator[Chart]:
    chart = _chart(context, "projects", ChartKind.BARS, table, "project_name", "participations")
    yield from _bars(context, table, chart, total=True)


def _places(context: Context, table: Table) -> Iterator[Chart]:
    """Bars of places; what took place in none of them is no place, and the note says so."""
    of = table.columns[0].id
    id_ = "regions" if of == "region" else "countries"
    rows = tuple(key for key in table.keys if key)
    none = _cell(table, "", "entries") if "" in table.keys else 0
    number, held = map(context.labels.number, (int(str(none)), len(context.held)))
    hidden = "_shown" if without_place(context.portfolio) else ""
    note = context.labels(f"chart.note_{id_}{hidden}", number=number, held=held) if none else ""
    chart = _chart(context, id_, ChartKind.BARS, table, of, "entries", rows=rows, note=note)
    yield from _bars(context, table, chart)


# --- Projects and money -------------------------------------------------------------------------


def _timeline(context: Context, table: Table) -> Iterator[Chart]:
    """When projects run, where their times differ."""
    days = [column.id for column in table.columns if column.id in {"start", "end"}]
    spans = list(zip(*(_column(table, id_) for id_ in ("start", "end")), strict=True))
    if len(spans) < LEAST or len({*spans}) < 2:
        return
    begun = sum(isinstance(start, date) and start <= context.end for start, _end in spans)
    ended = sum(isinstance(end, date) and end <= context.end for _start, end in spans)
    words = ("ended", "passed", "ahead", "open")
    names = [context.labels(f"chart.time_{word}", day=context.last_day) for word in words]
    chart = _chart(context, "timeline", ChartKind.TIMELINE, table, "project_name", *days)
    chart = attrs.evolve(chart, series=(*names, context.last_day), day=context.end)
    numbers = {"ended": ended, "running": begun - ended, "ahead": len(spans) - begun}
    says = context.labels("chart.says_time", day=context.last_day, **numbers)
    named = _column(table, "project_name")
    yield _with_text(
        context, chart, says, list(zip(named, _column(table, "duration"), strict=True))
    )


def _budget(context: Context, table: Table) -> Iterator[Chart]:
    known = "" if "without" not in {column.id for column in table.columns} else "_known"
    title, kind = context.labels(f"chart.budget{known}"), ChartKind.STEPS
    chart = _chart(context, "budget", kind, table, "date", "total_budget", title=title)
    yield from _line(context, table, attrs.evolve(chart, day=context.end))


def _spending(context: Context, table: Table, project: str) -> Iterator[Chart]:
    values = ("planned_money", "cumulative")  # only where both are known
    if {*values} <= {column.id for column in table.columns}:
        title, labels = context.labels("chart.spending", project=project), table.columns[0].id
        chart = _chart(context, table.id, ChartKind.LINE, table, labels, *values, title=title)
        yield from _line(context, table, chart)


def _funding(context: Context, table: Table) -> Iterator[Chart]:
    """Who pays, the greatest first; the note names those of whom no amount is stated.

    What is attributed to no donor, or given beyond the budget, is no donor either: a bar only
    where there would be too few without it, else in the note.
    """
    known = {each.id for each in context.portfolio.organisations}
    amounts = {key: _cell(table, key, "amount") for key in table.keys}
    paid = [key for key, value in amounts.items() if isinstance(value, Money) and value.amount]
    named = [key for key in paid if key in known]
    rest = tuple(named[DONORS:]) if len(named) > DONORS + 1 else ()
    rows = [key for key in (named if len(named) >= LEAST else paid) if key not in rest]
    points = [str(_cell(table, key, "donor")) for key in rows]
    if rest:
        points.append(context.labels("chart.others", donors=len(rest)))
    beside = [
        context.labels("chart.point", label=_cell(table, key, "donor"), value=_shown(context, of))
        for key, of in amounts.items()
        if key in paid and key not in {*rows, *rest}
    ]
    unstated = [context.organisation(donor) for donor in _unstated(context) if donor not in paid]
    notes = (_note(context, "beside", beside), _note(context, "unstated", unstated))
    chart = attrs.evolve(
        _chart(context, "funding", ChartKind.BARS, table, "donor", "amount"),
        rows=tuple(rows),
        points=tuple(points) if rest else (),
        rest=rest,
        note=" ".join(filter(None, notes)),
    )
    yield from _bars(context, table, chart, names=points, total=True)


def _unstated(context: Context) -> dict[str, None]:
    """The donors of running projects that give something of which no amount is stated."""
    projects = in_force(context.portfolio, context.end)
    every = (contribution for project in projects for contribution in project.contributions)
    unstated = (each for each in every if each.amount is None and each.share is None)
    return dict.fromkeys(each.donor for each in unstated if each.donor)


def _donor(context: Context, tables: Mapping[str, Table]) -> Iterator[Chart]:
    """What a donor gave, what came and was spent; where only what it gives is known, to what."""
    id_, labels, values = _of_donor(tables)
    if table := tables.get(id_):
        title = context.labels("chart.donor_projects" if id_ == "donor_position" else "chart.donor")
        chart = _chart(context, "donor", ChartKind.BARS, table, labels, values, title=title)
        yield from _bars(context, table, chart)


def _of_donor(tables: Mapping[str, Table]) -> tuple[str, str, str]:
    """The table that is drawn of a donor's money, and its two columns."""
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


# --- What a chart says --------------------------------------------------------------------------


def _chart(
    context: Context,
    id_: str,
    kind: ChartKind,
    table: Table,
    labels: str,
    *values: str,
    title: str = "",
    **more: Any,
) -> Chart:
    title = title or context.labels(f"chart.{id_}")
    return Chart(f"chart_{id_}", title, "", kind, table.id, labels, values, **more)


def _note(context: Context, id_: str, of: Sequence[str]) -> str:
    """What a chart leaves out, where it leaves something out."""
    return context.labels(f"chart.note_{id_}", listed=context.joined(of)) if of else ""


def _bars(
    context: Context,
    table: Table,
    chart: Chart,
    *,
    names: Sequence[str] = (),
    total: bool = False,
) -> Iterator[Chart]:
    """Bars, if there are three of them or more and they are not all alike.

    Args:
        context: What the report is built in.
        table: The table that is drawn.
        chart: The chart, without its text.
        names: What the text calls the points, where the table does not have their names.
        total: Whether the bars add up to something.
    """
    known = [
        (name, value)
        for name, value in _points(table, chart, names)
        if isinstance(value, int | Decimal | Money)
    ]
    sizes = [_size(value) for _name, value in known]
    if len(known) < LEAST or len({*sizes} - {0}) < 2:
        return  # bars that are all alike, beside empty places or not
    (most, high), (least, low) = (of(known, key=lambda p: _size(p[1])) for of in (max, min))
    words = {"most": most, "high": _shown(context, high), "least": least}
    words["low"] = _shown(context, low)
    if total:
        whole = sum(sizes, Decimal(0))
        amount = Money(whole, high.currency) if isinstance(high, Money) else int(whole)
        words["total"] = _shown(context, amount)
    says = context.labels("chart.says_bars_total" if total else "chart.says_bars", **words)
    yield _with_text(context, chart, says, known)


def _line(context: Context, table: Table, chart: Chart) -> Iterator[Chart]:
    """A line, if it changes; its text says from where to where the last series goes."""
    column = chart.values[-1]
    pairs = zip(_column(table, chart.labels), _column(table, column), strict=True)
    known = [(when, value) for when, value in pairs if isinstance(value, Money)]
    if len(table.rows) < LEAST or len({value for _when, value in known if value.amount}) < 2:
        return
    (first, before), (last, now) = known[0], known[-1]
    trend = "rises" if now.amount > before.amount else "falls"
    words = {"first": first, "before": before, "last": last, "now": now}
    says = context.labels(
        f"chart.says_{trend if now != before else 'ends'}",
        series=table.columns[table.index(column)].label.replace(f" ({now.currency})", ""),
        **{word: _shown(context, value) for word, value in words.items()},
    )
    yield _with_text(context, chart, says, known)


def _with_text(
    context: Context, chart: Chart, says: str, points: Sequence[tuple[CellValue, CellValue]]
) -> Chart:
    """The chart with what it says, then its values, for those who do not see it."""
    texts = [
        context.labels("chart.point", label=_shown(context, name), value=_shown(context, value))
        for name, value in points[:SPOKEN]
    ]
    if rest := len(points) - len(texts):
        texts.append(context.labels.plural("chart.rest", rest, rest=rest))
    says = " ".join(filter(None, (says, chart.note)))
    points_ = context.joined(texts)
    alt = context.labels("chart.alt", title=chart.title, says=says, points=points_)
    return attrs.evolve(chart, alt=alt)


def _points(table: Table, chart: Chart, names: Sequence[str]) -> Iterator[tuple[str, CellValue]]:
    """The name and the value of each bar; a row that the table does not have is zero."""
    value = chart.values[-1]
    rows = chart.rows or table.keys
    for at, key in enumerate(rows):
        name = names[at] if names else str(_cell(table, key, chart.labels))
        yield name, _cell(table, key, value) if key in table.keys else 0
    if chart.rest:
        amounts = [_cell(table, key, value) for key in chart.rest]
        known = [amount for amount in amounts if isinstance(amount, Money)]
        yield names[-1], Money.total(known, known[0].currency)


def _cell(table: Table, key: str, column: str) -> CellValue:
    return table.rows[table.position(key)][table.index(column)].value


def _column(table: Table, column: str) -> list[CellValue]:
    """The values of a column; as many empty ones where there is none of that name."""
    if column not in {each.id for each in table.columns}:
        return [None] * len(table.rows)
    return [row[table.index(column)].value for row in table.rows]


def _size(value: CellValue) -> Decimal:
    number = value.amount if isinstance(value, Money) else value
    return Decimal(number) if isinstance(number, int | Decimal) else Decimal(0)


def _shown(context: Context, value: CellValue) -> str:
    match value:
        case Money():
            return context.labels.amount(value)
        case date():
            return context.labels.day(value)
        case int() | Decimal():
            return context.labels.number(value)
    return str(value)


NAMES = frozenset(
    f"chart_{name}"
    for name in (
        *("months", "projects", "countries", "regions", "budget", "funding", "timeline"),
        *("donor", "spending"),
    )
)
"""What the charts are called, without the code of a project."""

_DRAWN: tuple[tuple[Callable[[Context, Table], Iterator[Chart]], str], ...] = (
    (_months, "by_month"),
    (_projects, "by_project"),
    (_places, "by_country"),
    (_places, "by_region"),
    (_budget, "budget_history"),
    (_funding, "funding"),
    (_timeline, "timeline"),
)
