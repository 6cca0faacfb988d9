"""Tables of transactions, and of each project's receipts, spending and contributions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cproc.dates import DateSpan, Period
from cproc.figures.budget import over_days
from cproc.figures.keys import quarter
from cproc.figures.money import paid_by
from cproc.figures.spending import (
    Booked,
    Flow,
    booked,
    elapsed,
    spending_by,
    whole_budget,
)
from cproc.model import Project
from cproc.money import Money
from cproc.rates import RateMethod
from cproc.report import formats
from cproc.report.cells import Row, column, counted, local, make, valued
from cproc.report.model import Cell, Difference, Kind, Ratio, SumCells, SumColumn, Table, TotalOf
from cproc.report.names import Names
from cproc.report.tables_budget import of_flow
from cproc.report.tables_projects import project_table

__all__ = ["MOST_QUARTERS", "spending_tables"]

MOST_QUARTERS = 16
"""A project that is told of for longer is told by year."""


def spending_tables(names: Names) -> Iterator[Table]:
    """Give ``transactions``, one row per transaction up to the last day of the period.

    A project that tells its money has ``contributions:CODE``, one row per donor,
    ``spending:CODE``, one row per quarter or year, and ``project_money:CODE``, where it stands.
    """
    portfolio = names.portfolio
    books = [(made, booked(portfolio, made)) for made in portfolio.projects if made.transactions]
    if any(made for _project, made in books):
        yield _transactions(names, books)
    for project in portfolio.projects:
        yield from _contributions(names, project)
    for project, made in books:
        if made:
            yield _spending(names, project, made)
            yield _money(names, project)


def _flow(made: Booked) -> Flow | None:
    return next((what for what in Flow if made.transaction.type in what.types), None)


def _transactions(names: Names, books: list[tuple[Project, tuple[Booked, ...]]]) -> Table:
    every = [(project, made) for project, found in books for made in found]
    foreign = any(
        made.converted.original.currency != names.portfolio.currency for _p, made in every
    )
    columns = [
        column(names, "project", width=14),
        column(names, "transaction", width=12),
        column(names, "date", Kind.DATE, 12),
        column(names, "quarter", width=10),
        column(names, "calendar_year", width=8),
        column(names, "heading", width=10),
        column(names, "description", width=40),
        column(names, "flow", width=14),
        column(names, "transaction_type", width=20),
        column(names, "party", width=26),
        column(names, "amount", Kind.MONEY, 16),
        *((column(names, "exchange_rate", Kind.DECIMAL, 12),) if foreign else ()),
        *((column(names, "rate_of", width=32),) if foreign else ()),
        column(names, "booked", Kind.MONEY, 16, currency=names.portfolio.currency),
        column(names, "voucher", width=12),
    ]

    def row(project: Project, made: Booked) -> Row:
        told, what = made.transaction, _flow(made)
        return (
            Cell(project.code),
            Cell(told.id, records=(told.id,)),
            Cell(told.date),
            Cell(formats.quarter(names.labels, told.date)),
            Cell(f"{told.date.year:04}"),
            Cell(told.heading),
            local(names, told.description),
            Cell(names.labels(f"flow.{what}") if what else None),
            Cell(names.labels(f"transaction_type.{told.type}")),
            Cell(names.organisation(told.party) if told.party else None),
            Cell(told.amount),
            *(_rate(names, made) if foreign else ()),
            Cell(made.amount),
            Cell(told.voucher or None),
        )

    rows = (row(project, made) for project, made in every)
    notes = [names.labels("note.booked")] if foreign else []
    notes.insert(0, names.labels("note.spent", day=formats.day(names.labels, names.end)))
    return make(names, "transactions", columns, rows, notes=notes, wide=True, filters=True)


def _rate(names: Names, made: Booked) -> tuple[Cell, Cell]:
    """Tell the units for one of the portfolio's currency, and what the rate is of."""
    rate = made.converted.rate
    if rate.source == rate.target:
        return Cell(), Cell()
    units = formats.rounded(1 / rate.value, 6).normalize()
    shown = Decimal(f"{units:f}")
    if rate.method is RateMethod.FIXED:
        return Cell(shown), Cell(names.labels("rate_method.fixed"))
    if rate.method is RateMethod.PERIOD_MEAN:
        when = formats.period(names.labels, Period.parse(rate.basis))
    else:
        when = formats.span(names.labels, DateSpan.parse(rate.basis))
    return Cell(shown), Cell(names.labels(f"rate_method.{rate.method}", when=when))


# --- Receipts and spending over time ------------------------------------------------------


def _times(project: Project, made: tuple[Booked, ...], end: date) -> tuple[str, list[Period]]:
    """Give the calendar quarters, or years, from the first day told of to the last."""
    days = [booking.transaction.date for booking in made]
    first = min([*days, project.period.start])
    last = max([*days, min(project.period.end, end)])
    start = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    quarters = Period(start, max(last, start)).split(3)
    if len(quarters) <= MOST_QUARTERS:
        return "quarter", list(quarters)
    return "calendar_year", list(Period(date(first.year, 1, 1), last).split(12))


def _spending(names: Names, project: Project, made: tuple[Booked, ...]) -> Table:
    portfolio, code = names.portfolio, project.code
    by, times = _times(project, made, names.end)
    key = "quarter" if by == "quarter" else "year"
    sums = {
        what: {row.key[0]: row.value for row in spending_by(portfolio, project, key, what).rows}
        for what in (Flow.RECEIVED, Flow.SPENT)
    }
    zero = Money(0, portfolio.currency)
    budget = whole_budget(portfolio, project)
    life = Period(project.period.start, project.period.end)
    columns = [
        column(names, by, width=12),
        column(names, "received_money", Kind.MONEY, 16),
        column(names, "spent", Kind.MONEY, 16),
        column(names, "cumulative", Kind.MONEY, 16),
        *((column(names, "planned_money", Kind.MONEY, 16),) if budget else ()),
        *((column(names, "pace", Kind.PERCENT, 12),) if budget else ()),
        column(names, "elapsed_share", Kind.PERCENT, 12),
    ]
    rows: list[Row] = []
    so_far = zero
    for index, time in enumerate(times):
        word = shown = f"{time.start.year:04}"
        if by == "quarter":
            word, shown = quarter(time.start), formats.quarter(names.labels, time.start)
        spent = sums[Flow.SPENT].get(word, zero)
        assert isinstance(spent, Money)  # noqa: S101 - sums of amounts are amounts
        so_far = so_far + spent
        planned = _planned(budget, life, time.end)
        rows.append(
            (
                Cell(shown, records=(code,)),
                counted(
                    sums[Flow.RECEIVED].get(word, zero),
                    of_flow(names, Flow.RECEIVED, code, (by, by)),
                ),
                counted(spent, of_flow(names, Flow.SPENT, code, (by, by))),
                Cell(so_far, None, SumCells(tuple(range(index + 1)), "spent")),
                *((Cell(planned), _pace(so_far, planned)) if planned is not None else ()),
                Cell(formats.rounded(elapsed(project, time.end), 4)),
            )
        )
    totals = {
        "received_money": counted(spending_total(names, project, Flow.RECEIVED), SumColumn()),
        "spent": counted(spending_total(names, project, Flow.SPENT), SumColumn()),
    }
    notes = [names.labels("note.planned")] if budget else []
    return make(
        names,
        project_table("spending", code),
        columns,
        rows,
        totals=totals,
        notes=notes,
        title=names.labels("table.spending", project=project.name),
    )


def spending_total(names: Names, project: Project, what: Flow) -> Money:
    """Sum a project's transactions for one purpose, up to the last day of the period."""
    total = spending_by(names.portfolio, project, "year", what).total
    return total if isinstance(total, Money) else Money(0, names.portfolio.currency)


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


_STANDING = (
    ("project_budget", ""),
    ("received", ""),
    ("receipts_gap", ""),
    ("spent", ""),
    ("balance", ""),
    ("balance", "received"),
    ("burn_rate", ""),
    ("time_elapsed", ""),
    ("forecast", ""),
)
"""Figures that tell where a project's money stands, and what a balance is of."""


def _money(names: Names, project: Project) -> Table:
    """Tell what is received, spent and left of a project, and how fast."""
    code, table = project.code, project_table("spending", project.code)
    derived = {
        "spent": TotalOf(table, "spent"),
        "received": TotalOf(table, "received_money"),
    }
    columns = [column(names, "fact", width=34), column(names, "value", Kind.MONEY, 18)]
    rows: list[Row] = []
    for name, of in _STANDING:
        found = names.figure(f"{name}(project={code!r}{f', of={of!r}' if of else ''})")
        if found.value is None:
            continue
        word = names.labels(f"standing.{name}{f'_{of}' if of else ''}")
        value = valued(found.value, found.unit, derived.get(name), (code,))
        rows.append((Cell(word, records=(code,)), value))
    told = formats.day(names.labels, names.end)
    title = names.labels("table.project_money", project=project.name, day=told)
    return make(names, project_table("project_money", code), columns, rows, title=title)


# --- Who pays -----------------------------------------------------------------------------


def _contributions(names: Names, project: Project) -> Iterator[Table]:
    portfolio, code = names.portfolio, project.code
    budget = whole_budget(portfolio, project)
    if budget is None or not project.contributions:
        return
    zero = Money(0, portfolio.currency)
    path = f"projects[{portfolio.projects.index(project)}]"
    shares: dict[str | None, Money] = {}
    for part in paid_by(portfolio, project, budget, path):
        shares[part.donor] = shares.get(part.donor, zero) + part.amount
    told = any(made.date <= names.end for made in project.transactions)
    receipts = (
        {
            row.key[0]: row.value
            for row in spending_by(portfolio, project, "party", Flow.RECEIVED).rows
        }
        if told
        else {}
    )
    for donor in receipts:
        shares.setdefault(donor, zero)
    forms = {
        made.donor: names.labels(f"contribution.{made.kind}") for made in project.contributions
    }

    def row(donor: str | None, amount: Money) -> Row:
        name = names.organisation(donor) if donor else names.labels("word.unattributed")
        came = receipts.get(donor, zero)
        assert isinstance(came, Money)  # noqa: S101 - sums of amounts are amounts
        how = of_flow(names, Flow.RECEIVED, code, ("party", "donor")) if donor else None
        share = Cell(formats.rounded(amount.ratio(budget), 4)) if budget.amount else Cell()
        return (
            Cell(
                name,
                language=names.organisation_language(donor) if donor else None,
                records=(donor or code,),
            ),
            Cell(forms.get(donor or "")),
            Cell(amount),
            share,
            *(
                (
                    Cell(came, None, how),
                    Cell(amount - came, None, Difference("attributed", "received_money")),
                )
                if told
                else ()
            ),
        )

    columns = [
        column(names, "donor", width=36),
        column(names, "contribution_kind", width=24),
        column(names, "attributed", Kind.MONEY, 16),
        column(names, "share", Kind.PERCENT, 10),
        *(
            (
                column(names, "received_money", Kind.MONEY, 16),
                column(names, "outstanding", Kind.MONEY, 16),
            )
            if told
            else ()
        ),
    ]
    order = sorted(shares, key=lambda donor: donor is None)
    totals = {"attributed": counted(Money.total(shares.values(), zero.currency), SumColumn())}
    if told:
        came = spending_total(names, project, Flow.RECEIVED)
        totals["received_money"] = counted(came, SumColumn())
        left = Money.total(shares.values(), zero.currency) - came
        totals["outstanding"] = counted(left, SumColumn())
    yield make(
        names,
        project_table("contributions", code),
        columns,
        [row(donor, shares[donor]) for donor in order],
        totals=totals,
        title=names.labels("table.project_contributions", project=project.name),
    )
