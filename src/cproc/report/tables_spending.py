"""Tables of transactions, and of each project's receipts and spending."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

import attrs

from cproc import figures
from cproc.model import Money, Period, Project
from cproc.money import minor_unit, rounded
from cproc.report.cells import (
    Allocated,
    At,
    Cell,
    Converted,
    Expression,
    Kind,
    Minus,
    Over,
    Own,
    Table,
    Times,
    total,
)
from cproc.report.context import Context, project_table
from cproc.report.declare import SUM, Content, day, decimal, money, percent, table, text
from cproc.report.settle import SHARE_DECIMALS
from cproc.report.tables_budget import of_flow, spent_notes, sum_of_rows, told_of, whole_at

MOST_QUARTERS = 16
"""A project that is told of for longer is told by year."""

Books = Sequence[tuple[Project, tuple[figures.Booked, ...]]]


def spending_tables(context: Context) -> Iterator[Table]:
    """``transactions``, one row per transaction up to the last day of the period.

    A project that tells its money has ``spending:CODE``, one row per quarter or year, and
    ``project_money:CODE``, where it stands.
    """
    portfolio = context.portfolio
    books = [(p, entries) for p in portfolio.projects if (entries := figures.booked(portfolio, p))]
    yield _transactions(context, books)
    for project, entries in books:
        yield _spending(context, project, entries)
        yield _money(context, project)


# --- Transactions -------------------------------------------------------------------------


def _transactions(context: Context, books: Books) -> Table:
    labels, currency = context.labels, context.portfolio.currency
    entries = [(project, entry) for project, of in books for entry in _by_quarter(of)]
    foreign = any(entry.converted.original.currency != currency for _p, entry in entries)
    rate = Own("exchange_rate") if foreign else None
    converted = Converted(Own("amount"), currency, minor_unit(currency), rate)

    def flow(_project: Project, entry: figures.Booked) -> Content:
        type_ = entry.transaction.type
        return next((labels(f"flow.{flow}") for flow in figures.Flow if type_ in flow.types), None)

    def party(_project: Project, entry: figures.Booked) -> Content:
        id_ = entry.transaction.party
        return context.organisation(id_) if id_ else None

    def amount(_project: Project, entry: figures.Booked) -> Content:
        # It follows the amount where the rate that is shown, which is rounded, gives it.
        return Allocated(entry.amount, converted)

    def rate_of(_project: Project, entry: figures.Booked) -> Content:
        return labels.rate_when(entry.converted.rate) if _units(entry) is not None else None

    columns = [
        text("project", lambda p, _b: p.code),
        text("transaction", lambda _p, b: b.transaction.id, 12),
        day("date", lambda _p, b: b.transaction.date, 12),
        text("quarter", lambda _p, b: labels.quarter(b.transaction.date), 10),
        text("calendar_year", lambda _p, b: f"{b.transaction.date.year:04}", 8),
        text("heading", lambda _p, b: b.transaction.heading, 10),
        text("description", lambda _p, b: b.transaction.description, 40, shown=None),
        text("flow", flow),
        text("transaction_type", lambda _p, b: labels(f"transaction_type.{_type(b)}"), 20),
        text("party", party, 26),
        money("amount", lambda _p, b: b.converted.original, 16, shown=None),
        decimal("exchange_rate", lambda _p, b: _units(b), 12, shown=foreign),
        text("rate_of", rate_of, 32, shown=foreign),
        money("booked", amount, 16, gaps={"currency": currency}),
        text("voucher", lambda _p, b: b.transaction.voucher, 12, shown=None),
    ]
    notes = spent_notes(context, (project for project, _of in books))
    return table(
        context,
        "transactions",
        entries,
        columns,
        key=_key,
        about=lambda _p, b: b.transaction.id,
        notes=[*notes, labels("note.booked")] if foreign else notes,
        wide=True,
        filters=True,
    )


def _by_quarter(entries: Sequence[figures.Booked]) -> list[figures.Booked]:
    """The vouchers, and behind them each flat rate once a quarter: nobody books it day by day."""
    flat: dict[tuple[object, ...], list[figures.Booked]] = {}
    for entry in entries:
        day = entry.transaction.date
        if entry.rate_line is not None:
            flat.setdefault((entry.rate_line, day.year, (day.month - 1) // 3), []).append(entry)
    return [entry for entry in entries if entry.rate_line is None] + [
        attrs.evolve(
            of[-1],
            converted=of[-1].converted.rate.convert(
                Money.total((entry.amount for entry in of), of[-1].amount.currency)
            ),
        )
        for of in flat.values()
    ]


def _key(_project: Project, entry: figures.Booked) -> str:
    paid = entry.transaction
    return paid.id if entry.rate_line is None else f"{paid.id} {paid.date}"


def _type(entry: figures.Booked) -> str:
    return entry.transaction.type if entry.rate_line is None else "flat_rate"


def _units(entry: figures.Booked) -> Decimal | None:
    """Units of the other currency for one of the portfolio's; none of its own."""
    rate = entry.converted.rate
    return None if rate.source == rate.target else rate.units


# --- Receipts and spending over time ------------------------------------------------------


def _times(
    project: Project, entries: Sequence[figures.Booked], end: date
) -> tuple[str, list[Period]]:
    """The calendar quarters, or years, from the first day told of to the last."""
    days = [entry.transaction.date for entry in entries]
    first = min([*days, project.period.start])
    last = max([*days, min(project.period.end, end)])
    start = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    quarters = Period(start, max(last, start)).split(3)
    if len(quarters) <= MOST_QUARTERS:
        return "quarter", list(quarters)
    return "calendar_year", list(Period(date(first.year, 1, 1), last).split(12))


def _spending(context: Context, project: Project, entries: Sequence[figures.Booked]) -> Table:
    code = project.code
    by, times = _times(project, entries, context.end)
    budget, whole = figures.whole_budget(context.portfolio, project), whole_at(context, project)
    life = Period(project.period.start, project.period.end)
    keys = [str(time.start) for time in times]

    def shown(time: Period) -> Content:
        if by == "quarter":
            return context.labels.quarter(time.start)
        return f"{time.start.year:04}"

    def flow(kind: figures.Flow) -> Callable[[Period], Content]:
        return lambda _time: of_flow(context, kind, code, by)

    def so_far(time: Period) -> Content:
        return sum_of_rows(keys[: times.index(time) + 1], "spent")

    def planned(time: Period) -> Content:
        """The budget pro rata by day, as a part of the whole where that part has no rest."""
        assert budget is not None  # noqa: S101 - the column is not shown then
        if time.end < life.start:
            return context.nothing
        amount = figures.over_days(budget, life, (Period(life.start, time.end),))[0]
        if whole is None:
            return amount
        part = Times(whole, figures.elapsed(project, time.end))
        return Allocated(amount, context.rounded(part))

    spends = figures.tells(project, figures.Flow.SPENT)
    came_in = figures.tells(project, figures.Flow.RECEIVED)
    columns = [
        text(by, shown, 12),
        money("received_money", flow(figures.Flow.RECEIVED), 16, total=SUM, shown=came_in),
        money("spent", flow(figures.Flow.SPENT), 16, total=SUM, shown=spends),
        money("cumulative", so_far, 16, shown=spends),
    ]
    if budget is not None:
        pace = Over(Own("cumulative"), Own("planned_money"))
        columns += [
            money("planned_money", planned, 16),
            percent("pace", lambda _time: pace, 12, shown=spends),
        ]
    columns.append(
        percent(
            "elapsed_share",
            lambda time: rounded(figures.elapsed(project, time.end), SHARE_DECIMALS),
            12,
        )
    )
    return table(
        context,
        "spending",
        times,
        columns,
        key=lambda time: str(time.start),
        about=lambda _time: code,
        notes=[context.labels("note.planned")] if budget else (),
        project=project,
    )


def _money(context: Context, project: Project) -> Table:
    """What is received, spent and left of a project, and how fast.

    Each row comes of the rows above it, so that they agree with each other.
    """
    labels, code = context.labels, project.code
    own, spending = project_table("project_money", code), project_table("spending", code)
    budget, whole = figures.whole_budget(context.portfolio, project), whole_at(context, project)
    known = budget is not None and whole is not None
    over = figures.elapsed(project, context.end)

    def at(name: str) -> At:
        return At(own, f"{name}_{code}", "value")

    flat = total(
        "transactions",
        "booked",
        project=code,
        transaction_type=labels("transaction_type.flat_rate"),
    )
    burnt = Cell(kind=Kind.PERCENT, expression=Over(at("spent"), at("project_budget")))

    def shown(row: Expression | Cell | None, call: str, more: str = "") -> Expression | Cell | None:
        """The cell of a figure, or in words what is known of it where that is no number."""
        figure = context.figure(f"{call}(project={code!r}{more})")
        if row is None or figure.exact:
            return row
        return Cell(figures.told(labels, figure), Kind.TEXT, records=figure.records)

    # A flat rate is owed, and no money moves for it.
    flats = bool(figures.flat_lines(project))
    paid = Minus(at("spent"), at("flat_costs")) if flats else at("spent")
    gap, less = "receipts_gap", Minus(at("project_budget"), at("received"))
    surplus = context.figure(f"receipts_surplus(project={code!r})").value
    if isinstance(surplus, Money) and surplus.amount:
        gap, less = "receipts_surplus", Minus(at("received"), at("project_budget"))
    # The forecast is not known before the project begins.
    ahead = context.rounded(Times(at("spent"), 1 / over)) if over else None
    unknown = Cell(labels("word.not_known"), Kind.TEXT)
    budgeted = told_of(context, f"project_budget(project={code!r})")
    rows: list[tuple[str, Expression | Cell | None]] = [
        ("project_budget", budgeted or (whole if known else unknown)),
        ("received", shown(At(spending, None, "received_money"), "received")),
        (gap, shown(less, gap)),
        ("spent", shown(At(spending, None, "spent"), "spent")),
        ("flat_costs", shown(flat, "flat_costs") if flats else None),
        ("balance", shown(Minus(at("project_budget"), at("spent")), "balance")),
        ("balance_received", shown(Minus(at("received"), paid), "balance", ", of='received'")),
        ("burn_rate", shown(burnt, "burn_rate") if budget is None or budget.amount else None),
        ("time_elapsed", Cell(rounded(over, SHARE_DECIMALS), Kind.PERCENT)),
        ("forecast", shown(ahead, "forecast")),
    ]
    columns = [
        text("fact", lambda name, _content: labels(f"standing.{name}"), 34),
        money("value", _amount, 18),
    ]
    standing = table(
        context,
        "project_money",
        [row for row in rows if row[1] is not None],
        columns,
        key=lambda name, _content: f"{name}_{code}",
        about=lambda _name, _content: code,
        project=project,
    )
    return attrs.evolve(standing, named=True)


def _amount(_name: str, content: Content) -> Content:
    return Cell(kind=Kind.MONEY, expression=content) if isinstance(content, Expression) else content
