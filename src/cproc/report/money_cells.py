"""Cells of budgets and of what is booked, to which several tables refer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from cproc import figures
from cproc.figures import Flow
from cproc.model import BudgetVersion, Money, Project, Qualifier
from cproc.money import minor_unit
from cproc.rates import Rate
from cproc.report.cells import Allocated, At, Cell, Converted, Expression, Own, Sum, added, total
from cproc.report.context import Context, project_row, project_table
from cproc.report.declare import SUM, Content, Declared, decimal, figured, money, text

# --- Budgets ------------------------------------------------------------------------------


def version_at(project: Project, version: BudgetVersion | None) -> At | None:
    """The amount of a budget version in the table ``budget_versions``."""
    if version is None:
        return None
    return At("budget_versions", project_row(project, project.budget.index(version)), "amount")


def known_version(project: Project, day: date) -> BudgetVersion | None:
    """The version in effect on a day, where it is known."""
    return project.budget_version(day) if len(project.possible_budgets(day)) == 1 else None


def budget_told_of(context: Context, project: Project) -> Content:
    """The budget on the last day of the period: its cell; in words if it is not one number."""
    words = told_of(context, f"project_budget(project={project.code!r})")
    return words or version_at(project, known_version(project, context.end))


def budgets_unknown(context: Context, projects: Iterable[str]) -> list[str]:
    """The note of projects whose budget is not known, by their codes."""
    names = context.listed(map(context.project, projects))
    return [context.labels("note.budget_unknown", projects=names)] if names else []


def told_of(context: Context, call: str) -> Cell | None:
    """A figure in words, where there is more to tell of it than a number."""
    figure = context.figure(call)
    return figured(context, figure) if figure.known and not figure.exact else None


def whole_at(context: Context, project: Project) -> Expression | None:
    """A project's budget: the version in effect, else the total of its lines."""
    if project.budget_lines and project.possible_budgets(context.end) == (None,):
        return At(project_table("budget_by_heading", project.code), None, "budget")
    return version_at(project, known_version(project, context.end))


def budgets_on(context: Context, day: date) -> Expression | None:
    """The sum of the budgets in force on a day; none where no budget is known, or one restated."""
    running = figures.in_force(context.portfolio, day)
    if any(map(context.is_restated, running)):
        return None
    places = [at for each in running if (at := version_at(each, known_version(each, day)))]
    return added(places) if places else None


# --- Several currencies -------------------------------------------------------------------


def currency_column(
    of: Callable[..., Money | None], rows: Iterable[tuple[Any, ...]], *, always: bool = False
) -> Declared:
    """The currency of an amount of each row, shown where they have several, or always."""

    def currency(*row: Any) -> Content:
        amount = of(*row)
        return amount.currency if amount else None

    codes = {currency(*row) for row in rows} - {None}
    return text("currency", currency, 10, shown=always or len(codes) > 1)


def rate_columns(context: Context, of: Callable[..., Project]) -> Iterator[Declared]:
    """The currency of a project, and the rate at which totals tell what is in it."""

    def rate(*row: Any) -> Rate | None:
        return context.rates.get(context.currency(of(*row)))

    def units(*row: Any) -> Content:
        return found.units if (found := rate(*row)) else None

    def rate_of(*row: Any) -> Content:
        return context.labels.rate_when(found) if (found := rate(*row)) else None

    shown = context.restates
    yield text("currency", lambda *row: context.currency(of(*row)), 10, shown=shown)
    yield decimal("exchange_rate", units, 12, shown=shown)
    yield text("rate_of", rate_of, 20, shown=shown)


def restated_money(
    context: Context,
    id_: str,
    source: str,
    amount: Callable[..., Money | None],
    *,
    shown: bool = True,
) -> Declared:
    """What totals of several projects hold of an amount, which is in a column of its own."""
    currency = context.currency()
    near = Converted(Own(source), currency, minor_unit(currency), Own("exchange_rate"))

    def cell(*row: Any) -> Content:
        found = amount(*row)
        return Allocated(found, near) if found is not None else None

    shown = context.restates and shown
    return money(id_, cell, 18, total=SUM, shown=shown, gaps={"currency": currency})


def restated_notes(context: Context) -> list[str]:
    """At which rates totals of several projects are told, and what is in none for want of one."""
    labels, rates = context.labels, context.rates
    notes = [
        labels(
            "note.restated",
            source=rate.source,
            target=rate.target,
            rate=labels.number(rate.units, 6),
            when=labels.rate_when(rate),
        )
        for rate in rates.values()
    ]
    without = [
        each.name
        for each in context.portfolio.projects
        if context.is_restated(each) and context.currency(each) not in rates
    ]
    if without:
        names = context.listed(without)
        notes.append(labels("note.rate_lacking", projects=names, currency=context.currency()))
    return notes


# --- What is booked -----------------------------------------------------------------------


def sum_of_rows(keys: Iterable[str], column: str = "") -> Expression:
    """The sum of rows of the cell's own table, in its own column if no other is named."""
    return Sum(tuple(At("", key, column) for key in keys))


def spent_notes(context: Context, projects: Sequence[Project]) -> list[str]:
    """Up to which day money is told of, and what a flat rate is where there is one."""
    flat = any(figures.flat_lines(project) for project in projects)
    notes = [context.labels("note.spent", day=context.last_day)]
    flat_rate = [context.labels("note.flat_rate")] if flat else []
    return [*notes, *flat_rate, *inexact_note(context, projects)]


def inexact_note(context: Context, projects: Iterable[Project]) -> list[str]:
    """That sums are of numbers some of which claim to be about, more than or nearly right."""
    paid = [paid for of in projects for paid in of.transactions if paid.date <= context.end]
    exact = all(each.qualifier is Qualifier.EXACT for each in paid)
    return [] if exact else [context.labels("note.inexact")]


def owes_flat(context: Context, project: Project) -> bool:
    """Whether a flat rate is owed by the last day: there is a row of it in ``flat_costs``."""
    return any(entry.rate_line is not None for entry in context.booked(project))


def of_flow(context: Context, flow: Flow, project: Project, key: str, column_: str = "") -> Sum:
    """A project's transactions for one purpose that have what a cell of the row holds.

    Args:
        context: What the report is built in.
        flow: The purpose.
        project: The project; what it owes at flat rates is spent too.
        key: Column of the table ``transactions`` that tells them apart.
        column_: Column of the row, where it is called otherwise.
    """
    where: dict[str, Own | str] = {key: Own(column_ or key), "project": project.code}
    paid = total("transactions", "booked", **where, flow=context.labels(f"flow.{flow}"))
    if flow is Flow.SPENT and owes_flat(context, project):
        return Sum((*paid.of, *total("flat_costs", "booked", **where).of))
    return paid
