"""Tables of transactions, and of each project's receipts and spending."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

import attrs

from cproc import figures
from cproc.model import Money, Period, Project, RateLine
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
    Sum,
    Table,
    Times,
    added,
    total,
)
from cproc.report.context import Context, project_table
from cproc.report.declare import (
    SUM,
    Content,
    day,
    decimal,
    money,
    percent,
    qualifier,
    table,
    text,
    valued,
)
from cproc.report.settle import SHARE_DECIMALS
from cproc.report.tables_budget import (
    inexact_note,
    of_flow,
    owes_flat,
    spent_notes,
    sum_of_rows,
    told_of,
    whole_at,
)

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
    yield _flat_costs(context, books)
    for project, entries in books:
        yield _spending(context, project, entries)
        yield _money(context, project)


# --- Transactions -------------------------------------------------------------------------


def _transactions(context: Context, books: Books) -> Table:
    labels, currency = context.labels, context.portfolio.currency
    entries = [(project, entry) for project, of in books for entry in of if entry.rate_line is None]
    foreign = any(entry.converted.original.currency != currency for _p, entry in entries)
    rate = Own("exchange_rate") if foreign else None
    converted = Converted(Own("amount"), currency, minor_unit(currency), rate)

    def flow(_project: Project, entry: figures.Booked) -> Content:
        type_ = entry.transaction.type
        return next((labels(f"flow.{flow}") for flow in figures.Flow if type_ in flow.types), None)

    def kind(_project: Project, entry: figures.Booked) -> Content:
        return labels(f"transaction_type.{entry.transaction.type}")

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
        text("flat_rate_of", lambda p, b: _flat_rates_of(p, b) or None, 12, shown=None),
        text("description", lambda _p, b: b.transaction.description, 40, shown=None),
        text("flow", flow),
        text(
            "transaction_type", lambda _p, b: labels(f"transaction_type.{b.transaction.type}"), 20
        ),
        text("party", party, 26),
        money("amount", lambda _p, b: b.converted.original, 16, shown=None),
        text("qualifier", lambda _p, b: qualifier(context, b.transaction), 14, shown=None),
        decimal("exchange_rate", lambda _p, b: _units(b), 12, shown=foreign),
        text("rate_of", rate_of, 32, shown=foreign),
        money("booked", amount, 16, gaps={"currency": currency}),
        text("voucher", lambda _p, b: b.transaction.voucher, 12, shown=None),
    ]
    notes = spent_notes(context, [project for project, _of in books])
    return table(
        context,
        "transactions",
        entries,
        columns,
        about=lambda _p, b: b.transaction.id,
        notes=[*notes, labels("note.booked")] if foreign else notes,
        wide=True,
        filters=True,
    )


def _flat_rates_of(project: Project, entry: figures.Booked) -> str:
    """The headings of the flat rates that are owed on a voucher, as its row tells them."""
    if entry.transaction.type not in figures.Flow.SPENT.types:
        return ""
    lines = figures.flat_lines(project)
    heading = entry.transaction.heading
    return ", ".join(line.heading for line in lines if figures.base_of(project, line)(heading))


@attrs.frozen
class _Flat:
    """What one flat rate comes to in a quarter; days are the last on which its base grew."""

    project: Project
    line: RateLine
    days: tuple[date, ...]  # of this quarter and those before
    base: Money
    amount: Money

    @property
    def key(self) -> str:
        return _flat_key(self, self.days[-1])


def _flat_key(of: _Flat, day: date) -> str:
    return f"{figures.rate_id(of.project, of.line)} {day}"


def _flat_rows(books: Books) -> Iterator[_Flat]:
    for project, entries in books:
        for number, line in enumerate(project.rate_lines):
            is_base = figures.base_of(project, line)
            quarters: dict[str, tuple[list[figures.Booked], list[figures.Booked]]] = {}
            for entry in entries:
                paid = entry.transaction
                spent = paid.type in figures.Flow.SPENT.types
                of = quarters.setdefault(_quarter(paid.date), ([], []))
                if entry.rate_line == number:
                    of[0].append(entry)
                elif spent and is_base(paid.heading):
                    of[1].append(entry)
            days: tuple[date, ...] = ()
            for owed, base in (quarters[name] for name in sorted(quarters) if quarters[name][0]):
                days = (*days, owed[-1].transaction.date)
                currency = owed[0].amount.currency
                whole, part = (Money.total((e.amount for e in of), currency) for of in (base, owed))
                yield _Flat(project, line, days, whole, part)


def _quarter(day: date) -> str:
    return f"{day.year:04} {(day.month - 1) // 3}"


def _flat_costs(context: Context, books: Books) -> Table:
    """What is owed at flat rates, by quarter: the rate of the base so far, less what was before."""
    labels, currency = context.labels, context.portfolio.currency
    marks: dict[str, dict[str, None]] = {}
    for project, entries in books:
        for entry in entries:
            if entry.rate_line is None and (mark := _flat_rates_of(project, entry)):
                marks.setdefault(project.code, {})[mark] = None

    def base(flat: _Flat) -> Content:
        parts = [
            part
            for mark in marks.get(flat.project.code, ())
            if flat.line.heading in mark.split(", ")
            for part in total(
                "transactions",
                "booked",
                project=flat.project.code,
                flat_rate_of=mark,
                quarter=Own("quarter"),
            ).of
        ]
        # A base that holds another flat rate is no sum of vouchers.
        return Allocated(flat.base, Sum(tuple(parts)))

    def so_far(flat: _Flat) -> Content:
        before = [At("", _flat_key(flat, last), "flat_so_far") for last in flat.days[-2:-1]]
        return added([*before, Own("flat_base")])

    def owed(flat: _Flat) -> Content:
        whole: Expression = context.rounded(Times(Own("flat_so_far"), flat.line.rate))
        for last in flat.days[-2:-1]:
            before = At("", _flat_key(flat, last), "flat_so_far")
            whole = Minus(whole, context.rounded(Times(before, flat.line.rate)))
        return Allocated(flat.amount, whole)

    columns = [
        text("project", lambda of: of.project.code),
        text("heading", lambda of: of.line.heading, 10),
        text("costs", lambda of: of.line.title, 44),
        text("quarter", lambda of: labels.quarter(of.days[-1]), 10),
        text("calendar_year", lambda of: f"{of.days[-1].year:04}", 8),
        money("flat_base", base, 16),
        money("flat_so_far", so_far, 16),
        percent("flat_rate", lambda of: of.line.rate, 10),
        money("booked", owed, 16, total=SUM, gaps={"currency": currency}),
    ]
    return table(
        context,
        "flat_costs",
        _flat_rows(books),
        columns,
        key="key",
        about=lambda of: figures.rate_id(of.project, of.line),
        notes=[labels("note.flat_rate")],
        after="transactions",
    )


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
        flat = kind is figures.Flow.SPENT and owes_flat(context, project)
        return lambda _time: of_flow(context, kind, code, by, flat=flat)

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
        notes=[
            *([context.labels("note.planned")] if budget else []),
            *inexact_note(context, [project]),
        ],
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

    owes = owes_flat(context, project)
    flat = total("flat_costs", "booked", project=code)
    burnt = Cell(kind=Kind.PERCENT, expression=Over(at("spent"), at("project_budget")))

    of_budget = {"receipts_gap", "receipts_surplus", "burn_rate"}

    def shown(row: Expression | Cell | None, call: str, more: str = "") -> Expression | Cell | None:
        """The cell of a figure, or in words what is known of it where that is no number."""
        figure = context.figure(f"{call}(project={code!r}{more})")
        if row is None:
            return None
        if not figure.exact:
            return Cell(figures.told(labels, figure), Kind.TEXT, records=figure.records)
        # What comes of a budget in words, as nothing spent is no part of it, is no expression.
        return valued(figure.value, figure.unit) if call in of_budget and budgeted else row

    # A flat rate is owed, and no money moves for it.
    paid = Minus(at("spent"), at("flat_costs")) if owes else at("spent")
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
        ("flat_costs", flat if owes else None),
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
