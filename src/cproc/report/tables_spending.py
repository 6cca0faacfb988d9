"""Tables of transactions, and of each project's receipts and spending."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from cproc import figures
from cproc.model import Money, Period, Project, RateLine
from cproc.money import minor_unit, rounded
from cproc.report import money_cells
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
    Declared,
    day,
    decimal,
    figured,
    money,
    organisations,
    percent,
    qualifier,
    table,
    text,
)
from cproc.report.settle import SHARE_DECIMALS

MOST_QUARTERS = 16
"""A project that is told of for longer is told by year."""

Books = Sequence[tuple[Project, tuple[figures.Booked, ...]]]


def spending_tables(context: Context) -> Iterator[Table]:
    """``transactions``, one row per transaction up to the last day of the period.

    A project that tells what it received or spent has ``spending:CODE``, one row per quarter or
    year, and ``project_money:CODE``, where it stands.
    """
    books = [(p, entries) for p in context.portfolio.projects if (entries := context.booked(p))]
    yield _transactions(context, books)
    yield _flat_costs(context, books)
    for project, entries in books:
        # Of one that only tells what it committed nothing would be known in either.
        if any(
            figures.tells(project, flow) for flow in (figures.Flow.RECEIVED, figures.Flow.SPENT)
        ):
            yield _spending(context, project, entries)
            yield _money(context, project)


# --- Transactions -------------------------------------------------------------------------


def _transactions(context: Context, books: Books) -> Table:
    labels = context.labels
    entries = [(project, entry) for project, of in books for entry in of if entry.rate_line is None]
    foreign = any(_units(entry) is not None for _p, entry in entries)
    rate = Own("exchange_rate") if foreign else None
    converted = {
        currency: Converted(Own("amount"), currency, minor_unit(currency), rate)
        for currency in {context.currency(project) for project, _of in books}
    }

    flows = {type_: labels(f"flow.{flow}") for flow in figures.Flow for type_ in flow.types}
    types = labels.group("transaction_type")

    # The table of a budget matches its headings in it, whether anything is booked on them or not.
    has_lines = any(project.budget_lines for project in context.portfolio.projects)

    def rate_of(_project: Project, entry: figures.Booked) -> Content:
        return labels.rate_when(entry.converted.rate) if _units(entry) is not None else None

    flat_rates_of = {project.code: _flat_rates_of(project) for project, _of in books}

    columns = [
        text("project", lambda p, _b: p.code),
        text("transaction", "transaction.id", 12),
        day("date", "transaction.date", 12),
        text("quarter", lambda _p, b: labels.quarter(b.transaction.date), 10),
        text("calendar_year", lambda _p, b: f"{b.transaction.date.year:04}", 8),
        text("heading", "transaction.heading", 10, shown=has_lines or None),
        text("flat_rate_of", lambda p, b: flat_rates_of[p.code](b), 12, shown=None),
        text("description", "transaction.description", 40, shown=None),
        text("flow", lambda _p, b: flows.get(b.transaction.type)),
        text("transaction_type", lambda _p, b: types[b.transaction.type], 20),
        text("party", lambda _p, b: context.organisation(b.transaction.party or ""), 26),
        text("supplier", "transaction.supplier", 26, shown=None),
        organisations(context, "paid_donor", "transaction.donor"),
        organisations(context, "paid_partner", "transaction.partner"),
        decimal("units_paid", "transaction.quantity", 10, shown=None),
        text("unit_paid", "transaction.unit", 12, shown=None),
        # Always: other programs read the amounts without their heading.
        money_cells.currency_column(lambda _p, b: b.converted.original, entries, always=True),
        money("amount", "converted.original", 16, shown=None),
        text("qualifier", lambda _p, b: qualifier(context, b.transaction), 14, shown=None),
        decimal("exchange_rate", lambda _p, b: _units(b), 12, shown=foreign),
        text("rate_of", rate_of, 32, shown=foreign),
        # It follows the amount where the rate that is shown, which is rounded, gives it.
        *_booked(context, books, lambda _p, b: Allocated(b.amount, converted[b.amount.currency])),
        money("received_as", "transaction.received_as", 16, shown=None),
        money("disallowed", lambda _p, b: b.not_accepted(context.end), 16, shown=None),
        text("disallowed_letter", _letter, 24, shown=None),
        text("voucher", "transaction.voucher", 12, shown=None),
    ]
    notes = money_cells.spent_notes(context, [project for project, _of in books])
    return table(
        context,
        "transactions",
        entries,
        columns,
        about="transaction.id",
        notes=[*notes, labels("note.booked")] if foreign else notes,
        wide=True,
        filters=True,
    )


def _booked(
    context: Context, books: Books, amount: Callable[..., Content], total: Content = None
) -> Iterator[Declared]:
    """What is booked in the currency of the contract, which is told where there are several."""
    currencies = {context.currency(project) for project, _of in books}
    one = len(currencies) == 1
    label = None if one else context.labels("column.booked_own")
    gaps = {"currency": currencies.pop()} if one else {}
    yield text("contract_currency", lambda p, *_of: context.currency(p), 10, shown=not one)
    yield money("booked", amount, 16, gaps=gaps, label=label, total=total if one else None)


def _letter(_project: Project, entry: figures.Booked) -> Content:
    return getattr(entry.transaction.disallowed, "letter", None)


def _flat_rates_of(project: Project) -> Callable[[figures.Booked], str]:
    """What tells the headings of the flat rates that are owed on a voucher, as its row does."""
    lines = figures.flat_lines(project)
    bases = [(line.heading, figures.base_of(project, line)) for line in lines]

    def headings(entry: figures.Booked) -> str:
        paid = entry.transaction
        if paid.type not in figures.Flow.SPENT.types:
            return ""
        return ", ".join(heading for heading, is_base in bases if is_base(paid.heading))

    return headings


@attrs.frozen
class _Flat:
    """What one flat rate comes to in a quarter."""

    project: Project
    line: RateLine
    day: date  # the last on which its base grew
    before: str  # key of the quarter before; empty in the first one
    base: Money
    amount: Money

    @property
    def id(self) -> str:
        return figures.rate_id(self.project, self.line)

    @property
    def key(self) -> str:
        return f"{self.id} {self.day}"


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
            before = ""
            for owed, base in (quarters[name] for name in sorted(quarters) if quarters[name][0]):
                day, currency = owed[-1].transaction.date, owed[0].amount.currency
                whole, part = (Money.total((e.amount for e in of), currency) for of in (base, owed))
                flat = _Flat(project, line, day, before, whole, part)
                before = flat.key
                yield flat


def _quarter(day: date) -> str:
    return f"{day.year:04} {(day.month - 1) // 3}"


def _flat_costs(context: Context, books: Books) -> Table:
    """What is owed at flat rates, by quarter: the rate of the base so far, less what was before."""
    labels = context.labels
    marks = {
        project.code: dict.fromkeys(
            map(_flat_rates_of(project), (each for each in entries if each.rate_line is None))
        )
        for project, entries in books
    }

    def base(_project: Project, flat: _Flat) -> Content:
        code, own = flat.project.code, {"quarter": Own("quarter")}
        parts = [
            total("transactions", "booked", project=code, flat_rate_of=mark, **own).of[0]
            for mark in marks[code]
            if flat.line.heading in mark.split(", ")
        ]
        # A base that holds another flat rate is no sum of vouchers.
        return Allocated(flat.base, Sum(tuple(parts)))

    def before(flat: _Flat) -> list[Expression]:
        return [At("", flat.before, "flat_so_far")] if flat.before else []

    def owed(flat: _Flat) -> Content:
        both = (Own("flat_so_far"), *before(flat))
        whole, *less = (context.rounded(Times(of, flat.line.rate), flat.project) for of in both)
        return Allocated(flat.amount, added([whole], less))

    columns = [
        text("project", "project.code"),
        text("heading", "line.heading", 10),
        text("costs", "line.title", 44),
        text("quarter", lambda _p, of: labels.quarter(of.day), 10),
        text("calendar_year", lambda _p, of: f"{of.day.year:04}", 8),
        money("flat_base", base, 16),
        money("flat_so_far", lambda _p, of: added([*before(of), Own("flat_base")]), 16),
        percent("flat_rate", "line.rate", 10),
        *_booked(context, books, lambda _p, flat: owed(flat), SUM),
    ]
    rows, notes = [(flat.project, flat) for flat in _flat_rows(books)], [labels("note.flat_rate")]
    return table(
        context,
        "flat_costs",
        rows,
        columns,
        key="key",
        about="id",
        notes=notes,
        after="transactions",
    )


def _units(entry: figures.Booked) -> Decimal | None:
    """Units of the other currency for one of the contract's; none of its own."""
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
    budget, whole = (
        figures.whole_budget(context.portfolio, project),
        money_cells.whole_at(context, project),
    )
    life = Period(project.period.start, project.period.end)
    keys = [str(time.start) for time in times]

    def shown(time: Period) -> Content:
        if by == "quarter":
            return context.labels.quarter(time.start)
        return f"{time.start.year:04}"

    received = money_cells.of_flow(context, figures.Flow.RECEIVED, project, by)
    spent = money_cells.of_flow(context, figures.Flow.SPENT, project, by)

    def so_far(time: Period) -> Content:
        return money_cells.sum_of_rows(keys[: times.index(time) + 1], "spent")

    def over(time: Period) -> Content:
        share = figures.elapsed(project, time.end)
        return None if share is None else rounded(share, SHARE_DECIMALS)

    def planned(time: Period) -> Content:
        """The budget pro rata by day, as a part of the whole where that part has no rest."""
        assert budget is not None  # noqa: S101 - the column is not shown then
        if time.end < life.start:
            return context.nothing(project)
        amount = figures.over_days(budget, life, (Period(life.start, time.end),))[0]
        if whole is None:
            return amount
        part = Times(whole, figures.elapsed(project, time.end) or Fraction())
        return Allocated(amount, context.rounded(part, project))

    spends = figures.tells(project, figures.Flow.SPENT)
    came_in = figures.tells(project, figures.Flow.RECEIVED)
    pace = Over(Own("cumulative"), Own("planned_money"))
    has_budget = budget is not None and not project.period.open
    columns = [
        text(by, shown, 12),
        money("received_money", received, 16, total=SUM, shown=came_in),
        money("spent", spent, 16, total=SUM, shown=spends),
        money("cumulative", so_far, 16, shown=spends),
        money("planned_money", planned, 16, shown=has_budget),
        percent("pace", pace, 12, shown=has_budget and spends),
        percent("elapsed_share", over, 12, shown=None),
    ]
    return table(
        context,
        "spending",
        times,
        columns,
        key=lambda time: str(time.start),
        about=lambda _time: code,
        notes=[
            *([context.labels("note.planned")] if has_budget else []),
            *money_cells.inexact_note(context, [project]),
        ],
        project=project,
    )


def _money(context: Context, project: Project) -> Table:
    """What is received, spent and left of a project, and how fast.

    Each row comes of the rows above it, so that they agree with each other.
    """
    labels, code = context.labels, project.code
    own, spending = project_table("project_money", code), project_table("spending", code)
    portfolio = context.portfolio
    budget, whole = figures.whole_budget(portfolio, project), money_cells.whole_at(context, project)
    over = figures.elapsed(project, context.end)

    def at(name: str) -> At:
        return At(own, f"{name}_{code}", "value")

    owes = money_cells.owes_flat(context, project)
    flat = total("flat_costs", "booked", project=code)
    of_budget = {"receipts_gap", "receipts_surplus", "burn_rate"}

    def shown(row: Expression, call: str, more: str = "") -> Cell:
        figure = context.figure(f"{call}(project={code!r}{more})")
        # What comes of a budget in words, as nothing spent is no part of it, is no expression.
        return figured(context, figure, None if call in of_budget and budgeted else row)

    refuses = any(e.not_accepted(context.end) for e in context.booked(project))
    refused = total("transactions", "disallowed", project=code)
    eligible = Minus(at("spent"), at("disallowed"))
    # A flat rate is owed, and no money moves for it.
    paid = Minus(at("spent"), at("flat_costs")) if owes else at("spent")
    gap, less = "receipts_gap", Minus(at("project_budget"), at("received"))
    surplus = context.figure(f"receipts_surplus(project={code!r})").value
    if isinstance(surplus, Money) and surplus.amount:
        gap, less = "receipts_surplus", Minus(at("received"), at("project_budget"))
    unknown = Cell(labels("word.not_known"), Kind.TEXT)
    budgeted = money_cells.told_of(context, f"project_budget(project={code!r})")
    sure = Cell(kind=Kind.MONEY, expression=whole) if budget is not None and whole else unknown
    burnt = Over(at("spent"), at("project_budget"))
    # The forecast is not known before the project begins.
    ahead = context.rounded(Times(at("spent"), 1 / over), project) if over else None
    elapsed = None if over is None else Cell(rounded(over, SHARE_DECIMALS), Kind.PERCENT)
    rows = [
        ("project_budget", budgeted or sure),
        ("received", shown(At(spending, None, "received_money"), "received")),
        (gap, shown(less, gap)),
        ("spent", shown(At(spending, None, "spent"), "spent")),
        ("flat_costs", Cell(kind=Kind.MONEY, expression=flat) if owes else None),
        ("disallowed", shown(refused, "disallowed") if refuses else None),
        ("eligible_spent", shown(eligible, "eligible_spent") if refuses else None),
        ("balance", shown(Minus(at("project_budget"), at("spent")), "balance")),
        ("balance_received", shown(Minus(at("received"), paid), "balance", ", of='received'")),
        ("burn_rate", shown(burnt, "burn_rate") if budget is None or budget.amount else None),
        ("time_elapsed", elapsed),
        ("forecast", shown(ahead, "forecast") if ahead else None),
    ]
    columns = [
        text("fact", lambda name, _cell: labels(f"standing.{name}"), 34),
        money("value", lambda _name, cell: cell, 18),
    ]
    return table(
        context,
        "project_money",
        [row for row in rows if row[1] is not None],
        columns,
        key=lambda name, _cell: f"{name}_{code}",
        about=lambda _name, _cell: code,
        project=project,
        named=True,
    )
