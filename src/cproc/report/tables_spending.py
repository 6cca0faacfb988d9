"""Tables of transactions, and of each project's receipts, spending and contributions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from cproc.dates import Period
from cproc.figures.budget import over_days
from cproc.figures.periods import quarter
from cproc.figures.spending import (
    Booked,
    Flow,
    booked,
    elapsed,
    forecast_of,
    spending_by,
    whole_budget,
)
from cproc.model import Project
from cproc.money import Money, minor_unit
from cproc.rates import Converted as Conversion
from cproc.report import formats
from cproc.report.cells import Row, column, counted, local, make
from cproc.report.context import Context
from cproc.report.derivations import (
    At,
    CellRatio,
    CellSum,
    Converted,
    Derivation,
    Ratio,
    SumCells,
    SumColumn,
    TotalOf,
)
from cproc.report.model import Cell, Kind, Table
from cproc.report.positions import budget_at
from cproc.report.tables_budget import of_flow
from cproc.report.tables_donors import contributions, spending_total
from cproc.report.tables_projects import project_table

MOST_QUARTERS = 16
"""A project that is told of for longer is told by year."""


def spending_tables(context: Context) -> Iterator[Table]:
    """Give ``transactions``, one row per transaction up to the last day of the period.

    A project that tells its money has ``contributions:CODE``, one row per donor,
    ``spending:CODE``, one row per quarter or year, and ``project_money:CODE``, where it stands.
    """
    portfolio = context.portfolio
    books = [(made, booked(portfolio, made)) for made in portfolio.projects if made.transactions]
    if any(made for _project, made in books):
        yield _transactions(context, books)
    for project in portfolio.projects:
        yield from contributions(context, project)
    for project, made in books:
        if made:
            yield _spending(context, project, made)
            yield _money(context, project)


def _flow(made: Booked) -> Flow | None:
    return next((what for what in Flow if made.transaction.type in what.types), None)


def _transactions(context: Context, books: list[tuple[Project, tuple[Booked, ...]]]) -> Table:
    every = [(project, made) for project, found in books for made in found]
    foreign = any(
        made.converted.original.currency != context.portfolio.currency for _p, made in every
    )
    columns = [
        column(context, "project", width=14),
        column(context, "transaction", width=12),
        column(context, "date", Kind.DATE, 12),
        column(context, "quarter", width=10),
        column(context, "calendar_year", width=8),
        column(context, "heading", width=10),
        column(context, "description", width=40),
        column(context, "flow", width=14),
        column(context, "transaction_type", width=20),
        column(context, "party", width=26),
        column(context, "amount", Kind.MONEY, 16),
        *((column(context, "exchange_rate", Kind.DECIMAL, 12),) if foreign else ()),
        *((column(context, "rate_of", width=32),) if foreign else ()),
        column(context, "booked", Kind.MONEY, 16, currency=context.portfolio.currency),
        column(context, "voucher", width=12),
    ]

    def row(project: Project, made: Booked) -> Row:
        told, what = made.transaction, _flow(made)
        return (
            Cell(project.code),
            Cell(told.id, records=(told.id,)),
            Cell(told.date),
            Cell(formats.quarter(context.labels, told.date)),
            Cell(f"{told.date.year:04}"),
            Cell(told.heading),
            local(context, told.description),
            Cell(context.labels(f"flow.{what}") if what else None),
            Cell(context.labels(f"transaction_type.{told.type}")),
            Cell(context.organisation(told.party) if told.party else None),
            Cell(told.amount),
            *(_rate(context, made) if foreign else ()),
            _booked(context, made, foreign),
            Cell(told.voucher or None),
        )

    rows = (row(project, made) for project, made in every)
    notes = [context.labels("note.booked")] if foreign else []
    notes.insert(0, context.labels("note.spent", day=formats.day(context.labels, context.end)))
    return make(context, "transactions", columns, rows, notes=notes, wide=True, filters=True)


def _booked(context: Context, made: Booked, foreign: bool) -> Cell:
    """Tell what is booked; it follows the amount where the rate that is shown gives it."""
    told, currency = made.converted, context.portfolio.currency
    decimals = minor_unit(currency)
    how = Converted("amount", currency, "exchange_rate" if foreign else None, decimals)
    shown = _units(told)
    if shown is not None:
        amount = formats.rounded(Fraction(told.original.amount) / Fraction(shown), decimals)
        if amount != made.amount.amount:
            return Cell(made.amount)
    return Cell(made.amount, None, how)


def _units(told: Conversion) -> Decimal | None:
    """The units of the other currency for one of the portfolio's; none of its own."""
    same = told.rate.source == told.rate.target
    return None if same else formats.rate_units(told.rate)


def _rate(context: Context, made: Booked) -> tuple[Cell, Cell]:
    """Tell the units for one of the portfolio's currency, and what the rate is of."""
    shown = _units(made.converted)
    if shown is None:
        return Cell(), Cell()
    return Cell(shown), Cell(formats.rate_when(context.labels, made.converted.rate))


# --- Receipts and spending over time ------------------------------------------------------


def _times(project: Project, made: tuple[Booked, ...], end: date) -> tuple[str, list[Period]]:
    """The calendar quarters, or years, from the first day told of to the last."""
    days = [booking.transaction.date for booking in made]
    first = min([*days, project.period.start])
    last = max([*days, min(project.period.end, end)])
    start = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    quarters = Period(start, max(last, start)).split(3)
    if len(quarters) <= MOST_QUARTERS:
        return "quarter", list(quarters)
    return "calendar_year", list(Period(date(first.year, 1, 1), last).split(12))


def _spending(context: Context, project: Project, made: tuple[Booked, ...]) -> Table:
    portfolio, code = context.portfolio, project.code
    by, times = _times(project, made, context.end)
    key = "quarter" if by == "quarter" else "year"
    sums = {
        what: {row.key[0]: row.value for row in spending_by(portfolio, project, key, what).rows}
        for what in (Flow.RECEIVED, Flow.SPENT)
    }
    zero = Money(0, portfolio.currency)
    budget = whole_budget(portfolio, project)
    life = Period(project.period.start, project.period.end)
    columns = [
        column(context, by, width=12),
        column(context, "received_money", Kind.MONEY, 16),
        column(context, "spent", Kind.MONEY, 16),
        column(context, "cumulative", Kind.MONEY, 16),
        *((column(context, "planned_money", Kind.MONEY, 16),) if budget else ()),
        *((column(context, "pace", Kind.PERCENT, 12),) if budget else ()),
        column(context, "elapsed_share", Kind.PERCENT, 12),
    ]
    whole = budget_at(context, project)

    def plan(day: date, amount: Money) -> Cell:
        decimals, over = minor_unit(amount.currency), elapsed(project, day)
        if (
            whole is None
            or budget is None
            or amount.amount != formats.rounded(Fraction(budget.amount) * over, decimals)
        ):
            return Cell(amount)
        return Cell(amount, None, CellSum((whole,), rate=over, decimals=decimals))

    rows: list[Row] = []
    so_far = zero
    for index, time in enumerate(times):
        word = shown = f"{time.start.year:04}"
        if by == "quarter":
            word, shown = quarter(time.start), formats.quarter(context.labels, time.start)
        spent = sums[Flow.SPENT].get(word, zero)
        assert isinstance(spent, Money)  # noqa: S101 - sums of amounts are amounts
        so_far = so_far + spent
        planned = _planned(budget, life, time.end)
        rows.append(
            (
                Cell(shown, records=(code,)),
                counted(
                    sums[Flow.RECEIVED].get(word, zero),
                    of_flow(context, Flow.RECEIVED, code, (by, by)),
                ),
                counted(spent, of_flow(context, Flow.SPENT, code, (by, by))),
                Cell(so_far, None, SumCells(tuple(range(index + 1)), "spent")),
                *((plan(time.end, planned), _pace(so_far, planned)) if planned is not None else ()),
                Cell(formats.rounded(elapsed(project, time.end), 4)),
            )
        )
    totals = {
        "received_money": counted(spending_total(context, project, Flow.RECEIVED), SumColumn()),
        "spent": counted(spending_total(context, project, Flow.SPENT), SumColumn()),
    }
    notes = [context.labels("note.planned")] if budget else []
    return make(
        context,
        project_table("spending", code),
        columns,
        rows,
        totals=totals,
        notes=notes,
        title=context.labels("table.spending", project=project.name),
    )


def _planned(budget: Money | None, life: Period, day: date) -> Money | None:
    if budget is None:
        return None
    if day < life.start:
        return Money(0, budget.currency)
    return over_days(budget, life, (Period(life.start, day),))[0]


def _pace(so_far: Money, planned: Money) -> Cell:
    share = so_far.ratio(planned) if planned.amount else None
    shown = formats.rounded(share, 4) if isinstance(share, Fraction) else None
    return Cell(shown, None, Ratio("cumulative", "planned_money"))


def _money(context: Context, project: Project) -> Table:
    """Tell what is received, spent and left of a project, and how fast.

    Each row is derived from the rows above it, so that they agree with each other.
    """
    portfolio, code, end = context.portfolio, project.code, context.end
    table = project_table("project_money", code)
    spending = project_table("spending", code)
    budget, whole = whole_budget(portfolio, project), budget_at(context, project)
    spent = spending_total(context, project, Flow.SPENT)
    came = spending_total(context, project, Flow.RECEIVED)
    over = elapsed(project, end)
    rows: dict[str, Cell] = {}

    def at(name: str) -> At:
        return At(table, "value", list(rows).index(name))

    def tell(name: str, amount: Money, derivation: Derivation | None) -> None:
        rows[name] = Cell(amount, Kind.MONEY, derivation, records=(code,))

    if budget is not None and whole is not None:
        tell("project_budget", budget, CellSum((whole,)))
    tell("received", came, TotalOf(spending, "received_money"))
    if budget is not None:
        left = CellSum((at("project_budget"),), (at("received"),))
        tell("receipts_gap", budget - came, left)
    tell("spent", spent, TotalOf(spending, "spent"))
    if budget is not None:
        left = CellSum((at("project_budget"),), (at("spent"),))
        tell("balance", budget - spent, left)
    tell("balance_received", came - spent, CellSum((at("received"),), (at("spent"),)))
    if budget is not None and budget.amount:
        share = formats.rounded(spent.ratio(budget), 4)
        burnt = CellRatio(at("spent"), at("project_budget"))
        rows["burn_rate"] = Cell(share, Kind.PERCENT, burnt, records=(code,))
    rows["time_elapsed"] = Cell(formats.rounded(over, 4), Kind.PERCENT, records=(code,))
    expected = forecast_of(spent, project, end)
    if expected is not None:
        decimals = minor_unit(spent.currency)
        tell("forecast", expected, CellSum((at("spent"),), rate=1 / over, decimals=decimals))
    columns = [column(context, "fact", width=34), column(context, "value", Kind.MONEY, 18)]
    told = formats.day(context.labels, end)
    title = context.labels("table.project_money", project=project.name, day=told)
    body = (
        (Cell(context.labels(f"standing.{name}"), records=(code,)), cell)
        for name, cell in rows.items()
    )
    made = make(context, table, columns, body, title=title)
    return attrs.evolve(made, row_names=tuple(f"{name}_{code}" for name in rows))
