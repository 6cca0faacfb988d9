"""Tables of budgets: their versions and history, their lines, each project's form by heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from cproc import figures
from cproc.figures.counting import rates_on
from cproc.model import BudgetLine, Dating, Portfolio, Project, day_after
from cproc.money import minor_unit
from cproc.report import money_cells
from cproc.report.cells import Cell, Expression, Own, Rounded, Table, Times
from cproc.report.context import Context, project_code, project_row
from cproc.report.declare import (
    SUM,
    Content,
    Declared,
    day,
    decimal,
    figured,
    integer,
    money,
    organisations,
    qualifier,
    table,
    text,
)
from cproc.report.tables_by_heading import budget_by_heading


def budget_tables(context: Context) -> Iterator[Table]:
    """The tables of budgets.

    ``budget_versions`` has one row per version; ``budget_history`` one per day on which the
    portfolio's value changes; ``budget_lines`` one per line of any project, and
    ``budget_by_heading:CODE`` one per heading of a project that has lines.
    """
    projects = context.portfolio.projects
    yield _versions(context)
    if any(project.budget for project in projects):
        yield _history(context)
    yield _lines(context)
    for project in projects:
        if project.budget_lines:
            yield budget_by_heading(context, project)


# --- Versions -----------------------------------------------------------------------------


def _versions(context: Context) -> Table:
    versions = [
        (project, index, version)
        for project in context.portfolio.projects
        for index, version in sorted(enumerate(project.budget), key=lambda of: of[1].effective)
        if version.effective <= context.end
        or version.dating is Dating.AT_LATEST
        or context.end < project.period.start  # what it will begin with
    ]
    columns = [
        text("project_name", lambda p, _n, _v: p.name, 24),
        day("effective", "effective", 14),
        text("dating", lambda _p, _n, v: context.labels(f"dating.{v.dating}"), 24),
        money_cells.currency_column(lambda _p, _n, v: v.amount, versions),
        money("amount", "amount", 18, shown=None),
        text("qualifier", lambda _p, _n, v: qualifier(context, v), 14, shown=None),
        text("reason", "reason", 60, shown=None),
        text("source", "source", 12, shown=None),
    ]
    latest = any(version.dating is Dating.AT_LATEST for _p, _n, version in versions)
    notes = [context.labels("note.at_latest")] if latest else ()
    return table(
        context,
        "budget_versions",
        versions,
        columns,
        key=project_row,
        about=project_code,
        notes=notes,
    )


def _change_days(portfolio: Portfolio) -> list[date]:
    """The days on which the value changes, the day after the end of a project included."""
    after = [day for each in portfolio.projects if (day := day_after(each.period.end))]
    last = portfolio.period.end
    return sorted({*figures.budget_dates(portfolio), *(day for day in after if day <= last)})


def _changes(context: Context, day: date) -> str:
    changes = []
    for project in context.portfolio.projects:
        if project.period.start == day:
            changes.append(context.labels("change.begins", project=project.name))
        if day_after(project.period.end) == day:
            changes.append(context.labels("change.ended", project=project.name))
        changes += [
            context.labels(
                f"change.budget_{version.dating}",
                project=project.name,
                amount=context.labels.amount(version.amount),
            )
            for version in project.budget
            if version.effective == day
        ]
    return context.joined(changes)


def _new_rates(context: Context, day: date, before: date | None) -> Iterator[str]:
    """The rates at which budgets are restated on a day, where they are not those of the last."""
    earlier = rates_on(context.portfolio, before) if before else {}
    for currency, rate in rates_on(context.portfolio, day).items() if before else ():
        if currency not in earlier or earlier[currency].value != rate.value:
            units = context.labels.number(rate.units, 6)
            yield context.labels("change.rate", source=currency, rate=units, target=rate.target)


def _history(context: Context) -> Table:
    portfolio = context.portfolio
    days = _change_days(portfolio)
    calls = {day: f'budget_total(on="{day}")' for day in days}
    context.ask(calls.values())
    totals = {day: context.figure(call) for day, call in calls.items()}

    def running(day: date) -> Content:
        codes = tuple(project.code for project in figures.in_force(portfolio, day))
        return Cell(len(codes), records=codes)

    def budgets(day: date) -> Content:
        # Empty where no one amount is known: a chart would draw a text as nothing.
        if not totals[day].exact:
            return None
        return money_cells.budgets_on(context, day) or figured(context, totals[day])

    def without(day: date) -> Content:
        lacks = {each.record: each.reason for each in totals[day].missing if not each.within}
        return context.joined(
            context.labels(
                "format.group",
                head=context.project(code),
                members=context.labels(f"reason.{reason}"),
            )
            for code, reason in lacks.items()
        )

    def change(day: date) -> Content:
        before = next((other for other in reversed(days) if other < day), None)
        rates = _new_rates(context, day, before) if context.restates else ()
        return context.joined(filter(None, (_changes(context, day), *rates)))

    columns = [
        day("date", lambda day: day),
        integer("running", running, 10),
        money("total_budget", budgets, 18),
        text("bounds", lambda day: money_cells.told_of(context, calls[day]), 30, shown=None),
        text("without", without, 28, shown=None),
        text("change", change, 60),
    ]
    unknown = any(total.without for total in totals.values())
    bounded = any(total.bounded for total in totals.values())
    keys = ["history", *["history_unknown"] * unknown, *["history_bounded"] * bounded]
    notes = [context.labels(f"note.{key}") for key in keys]
    if context.restates:
        notes.append(context.labels("note.history_rates", currency=context.currency()))
    return table(
        context, "budget_history", days, columns, key=str, notes=notes, after="budget_versions"
    )


# --- Lines --------------------------------------------------------------------------------


def _lines(context: Context) -> Table:
    labels = context.labels
    lines = [(p, *at) for p in context.portfolio.projects for at in enumerate(p.budget_lines)]
    currency = money_cells.currency_column(lambda _p, _n, line: line.unit_cost, lines)
    factors = max((len(line.factors) for _p, _n, line in lines), default=0)
    products: list[Expression] = [Own("quantity")]
    for at in range(factors):
        products.append(Times(products[-1], Own(f"factor_{at + 1}")))
    products = [Times(each, Own("unit_cost")) for each in products]
    several = len({_line_kind(line) for _p, _n, line in lines}) > 1

    def rounded(_project: Project, _index: int, line: BudgetLine) -> Content:
        return Rounded(products[len(line.factors)], minor_unit(line.unit_cost.currency))

    def factor(at: int) -> Declared:
        def number(_project: Project, _index: int, line: BudgetLine) -> Content:
            return line.factors[at].number if at < len(line.factors) else None

        label = labels("column.factor", number=at + 1)
        return decimal(f"factor_{at + 1}", number, 10, label=label)

    def units(_project: Project, _index: int, line: BudgetLine) -> Content:
        """What the quantity and each factor count: ``person × day × effort``."""
        every = (line.unit, *(each.unit for each in line.factors))
        return " × ".join(labels.get(f"budget_unit.{unit}", unit) for unit in every if unit)

    def line_kind(_project: Project, _index: int, line: BudgetLine) -> Content:
        return labels(f"line_kind.{_line_kind(line)}")

    columns = [
        text("project", lambda p, _n, _line: p.code),
        text("heading", "heading", 10),
        text("costs", "title", 44),
        text("version", "version", 14, shown=None),
        text("line_kind", line_kind, 14, shown=several),
        text("for_period", lambda _p, _n, line: context.span(line.period), 22, shown=None),
        organisations(context, "donor", "donor"),
        organisations(context, "line_partner", "partner"),
        integer("participants", "participants", 12, shown=None),
        text("unit", units),
        decimal("quantity", "quantity", 12),
        *map(factor, range(factors)),
        currency,
        money("unit_cost", "unit_cost", 16),
        # What is given in kind, forecast, or of another version is in no sum with the others.
        money("line_total", rounded, 18, total=SUM if _one_budget(context, lines) else None),
        text("justification", "note", 44, shown=None),
    ]
    return table(
        context,
        "budget_lines",
        lines,
        columns,
        key=project_row,
        about=project_code,
        notes=[labels("note.budget_lines")],
        wide=True,
        filters=True,
    )


def _line_kind(line: BudgetLine) -> str:
    if line.forecast:
        return "forecast"
    return "in_kind" if line.in_kind else "budget"


def _one_budget(context: Context, lines: Iterable[tuple[Project, int, BudgetLine]]) -> bool:
    """Whether lines add up: all of them are in one currency, and budgets in force have all."""
    projects = {project.code: project for project, _n, _line in lines}.values()
    whole = all(
        figures.as_budgeted(each, context.end).budget_lines == each.budget_lines
        for each in projects
    )
    return whole and len({context.currency(each) for each in projects}) < 2
