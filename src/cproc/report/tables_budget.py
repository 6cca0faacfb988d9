"""Tables of budgets by heading: the lines of all projects, and each project's form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import attrs

from cproc.figures.budget import (
    ProjectBudget,
    budget_by_heading,
    heading_numbers,
    is_within,
    summed,
    sums_of,
)
from cproc.figures.spending import Flow, spending_by
from cproc.model import LocalText, Project, RateLine
from cproc.money import Money, minor_unit
from cproc.report import formats
from cproc.report.cells import Row, column, counted, local, make, total_row
from cproc.report.context import Context
from cproc.report.derivations import (
    Derivation,
    Difference,
    Product,
    Ratio,
    SumCells,
    SumColumn,
    SumRows,
)
from cproc.report.model import Cell, Kind, Table
from cproc.report.tables_projects import project_table


def budget_tables(context: Context) -> Iterator[Table]:
    """Give ``budget_lines``, one row per line of any project, and ``budget_by_heading:CODE``."""
    told = [made for made in context.portfolio.projects if made.budget_lines]
    if told:
        yield _lines(context, told)
    for project in told:
        yield _form(context, project)


def of_flow(context: Context, what: Flow, code: str, key: tuple[str, str]) -> SumRows:
    """Derive a sum of a project's transactions for one purpose from the long table."""
    given = (("project", code), ("flow", context.labels(f"flow.{what}")))
    return SumRows("transactions", "booked", (key,), given)


def _lines(context: Context, projects: Sequence[Project]) -> Table:
    lines = [(project, line) for project in projects for line in project.budget_lines]
    periods = any(line.period for _project, line in lines)
    people = any(line.participants is not None for _project, line in lines)
    donors = any(line.donor for _project, line in lines)
    columns = [
        column(context, "project", width=14),
        column(context, "heading", width=10),
        column(context, "costs", width=44),
        *((column(context, "for_period", width=22),) if periods else ()),
        *((column(context, "donor", width=24),) if donors else ()),
        *((column(context, "participants", Kind.INTEGER, 12),) if people else ()),
        column(context, "unit", width=14),
        column(context, "quantity", Kind.DECIMAL, 12),
        column(context, "unit_cost", Kind.MONEY, 16),
        column(context, "line_total", Kind.MONEY, 18),
    ]
    rows = (
        (
            Cell(project.code, records=(project.code,)),
            Cell(line.heading),
            local(context, line.title),
            *((_span(context, line.period),) if periods else ()),
            *((Cell(context.organisation(line.donor) if line.donor else None),) if donors else ()),
            *((Cell(line.participants),) if people else ()),
            Cell(context.labels.get(f"budget_unit.{line.unit}", line.unit)),
            Cell(line.quantity),
            Cell(line.unit_cost),
            Cell(line.total, None, Product("quantity", "unit_cost")),
        )
        for project, line in lines
    )
    whole = Money.total((line.total for _project, line in lines), context.portfolio.currency)
    totals = {"line_total": counted(whole, SumColumn())}
    notes = [context.labels("note.budget_lines")]
    return make(
        context, "budget_lines", columns, rows, totals=totals, notes=notes, wide=True, filters=True
    )


def _span(context: Context, period: object) -> Cell:
    return Cell(formats.span(context.labels, period) if period else None)  # type: ignore[arg-type]


@attrs.frozen
class _Line:
    """A row of the form: what it holds itself, or which rows it sums.

    Args:
        number: Its heading; none for what is booked on no heading.
        title: What it is.
        leaves: Positions of the rows that it is the sum of, each of which holds amounts.
        rows: Positions of rows that sum to the same, as few as there are.
        own: Whether it holds amounts itself.
    """

    number: str | None
    title: LocalText | str
    leaves: frozenset[int]
    rows: tuple[int, ...]
    own: bool


def _tree(context: Context, project: Project, booked: Mapping[str | None, Money]) -> list[_Line]:
    """Lay out the rows of a form: headings, what they hold, what is booked on none."""
    titles = {made.number: made.title for made in project.headings}
    sums = sums_of(project)
    lines = [(line.heading, line.title) for line in project.budget_lines]
    lines += [(line.heading, line.title) for line in project.rate_lines]
    numbers = heading_numbers(project)
    holds = {number for number, _title in lines} | set(booked)
    found: list[_Line] = []
    groups: list[tuple[int, str]] = []
    for number in numbers:
        below = [other for other in numbers if other != number and is_within(other, number)]
        own_titles = [title for heading, title in lines if heading == number]
        if below or number in sums:
            groups.append((len(found), number))
            title: LocalText | str = titles.get(number) or (own_titles[0] if own_titles else number)
            found.append(_Line(number, title, frozenset(), (), own=False))
            if number in holds:
                word = own_titles[0] if own_titles else context.labels("word.booked_on_heading")
                at = len(found)
                found.append(_Line(number, word, frozenset({at}), (at,), own=True))
        else:
            at = len(found)
            title = titles.get(number) or (own_titles[0] if own_titles else number)
            found.append(_Line(number, title, frozenset({at}), (at,), own=True))
    if None in booked:
        at, word = len(found), context.labels("word.no_heading")
        found.append(_Line(None, word, frozenset({at}), (at,), own=True))
    for at, number in groups:
        found[at] = attrs.evolve(found[at], leaves=_leaves(found, number, sums))
    for at, number in reversed(groups):
        found[at] = attrs.evolve(found[at], rows=_rows(found, at, number, sums))
    return found


def _leaves(
    found: Sequence[_Line], number: str, sums: Mapping[str, tuple[str, ...]]
) -> frozenset[int]:
    names = summed(number, sums)
    return frozenset(
        at
        for at, line in enumerate(found)
        if line.own and line.number and any(is_within(line.number, name) for name in names)
    )


def _head(found: Sequence[_Line], number: str) -> int | None:
    """The position of the first row of a number."""
    return next((at for at, line in enumerate(found) if line.number == number), None)


def _rows(
    found: Sequence[_Line], at: int, number: str, sums: Mapping[str, tuple[str, ...]]
) -> tuple[int, ...]:
    """The fewest rows that hold the leaves of a heading, each leaf once."""
    wanted = found[at].leaves
    named = [_head(found, other) for other in sums.get(number, ())]
    below = [
        index
        for index, line in enumerate(found)
        if index != at and line.number is not None and is_within(line.number, number)
    ]
    chosen: list[int] = []
    left = set(wanted)
    for index in [*(place for place in named if place is not None), *below]:
        leaves = found[index].leaves
        if leaves and leaves <= left:
            chosen.append(index)
            left -= leaves
    return tuple(sorted(chosen)) if not left else tuple(sorted(wanted))


def _form(context: Context, project: Project) -> Table:
    portfolio, code = context.portfolio, project.code
    budget = budget_by_heading(project, portfolio.currency)
    told = bool(project.transactions)
    spending = spending_by(portfolio, project) if told else None
    booked = {row.key[0]: row.value for row in spending.rows} if spending else {}
    tree = _tree(context, project, booked)  # type: ignore[arg-type]
    zero = Money(0, portfolio.currency)
    planned = [_planned(budget, line, zero) for line in tree]
    used = [_spent(booked.get(line.number, zero), line, zero) for line in tree]

    def amounts(line: _Line) -> tuple[Cell, ...]:
        plan = Money.total((planned[at] for at in line.leaves), zero.currency)
        spent = Money.total((used[at] for at in line.leaves), zero.currency)
        on_plan: Derivation | None = SumCells(line.rows) if line.rows and not line.own else None
        on_spent = on_plan
        if line.own:
            on_plan = _plan_rule(project, tree, line, zero)
            on_spent = of_flow(context, Flow.SPENT, code, ("heading", "heading"))
        share = Cell(
            formats.rounded(spent.ratio(plan), 4) if plan.amount else None,
            None,
            Ratio("spent", "budget"),
        )
        rest = (
            Cell(spent, None, on_spent),
            Cell(plan - spent, None, Difference("budget", "spent")),
            share,
        )
        return (Cell(plan, None, on_plan), *(rest if told else ()))

    columns = [
        column(context, "heading", width=9),
        column(context, "costs", width=46),
        column(context, "budget", Kind.MONEY, 16),
        *(
            (
                column(context, "spent", Kind.MONEY, 16),
                column(context, "balance", Kind.MONEY, 16),
                column(context, "share_spent", Kind.PERCENT, 10),
            )
            if told
            else ()
        ),
    ]

    def row(line: _Line) -> Row:
        title = line.title
        shown = Cell(title) if isinstance(title, str) else local(context, title)
        return (Cell(line.number, records=(code,)), shown, *amounts(line))

    everything = frozenset(at for at, line in enumerate(tree) if line.own)
    *body, last = tree
    total: Row
    if not last.own and last.leaves == everything:
        total = row(last)
    else:
        body = tree
        rows = tuple(at for at, line in enumerate(tree) if line.own)
        whole = _Line(None, "", everything, rows, own=False)
        cells = amounts(whole)
        told_cells = {known.id: cell for known, cell in zip(columns[2:], cells, strict=True)}
        total = total_row(context, columns, told_cells)
    table = make(
        context,
        project_table("budget_by_heading", code),
        columns,
        (row(line) for line in body),
        title=context.labels("table.budget_by_heading", project=project.name),
        notes=_notes(context, told),
    )
    return attrs.evolve(table, total=total, main_rows=_main_rows(body))


def _main_rows(lines: Sequence[_Line]) -> frozenset[int]:
    """The positions of the main headings, where there are headings below them."""
    numbers = [line.number or "." for line in lines]
    main = frozenset(at for at, number in enumerate(numbers) if "." not in number)
    return main if len(main) < len(numbers) else frozenset()


def _notes(context: Context, told: bool) -> list[str]:
    if not told:
        return []
    return [context.labels("note.spent", day=formats.day(context.labels, context.end))]


def _planned(budget: ProjectBudget, line: _Line, zero: Money) -> Money:
    if not line.own:
        return zero
    own = (part.amount for part in budget.parts if part.number == line.number)
    return Money.total(own, zero.currency)


def _spent(value: object, line: _Line, zero: Money) -> Money:
    return value if line.own and isinstance(value, Money) else zero


def _plan_rule(
    project: Project, tree: Sequence[_Line], line: _Line, zero: Money
) -> Derivation | None:
    """Tell how the budget of a row that holds amounts is derived."""
    rates = [made for made in project.rate_lines if made.heading == line.number]
    lines = [made for made in project.budget_lines if made.heading == line.number]
    if lines and not rates:
        key = (("heading", "heading"),)
        return SumRows("budget_lines", "line_total", key, (("project", project.code),))
    if len(rates) == 1 and not lines:
        return _rated(tree, rates[0], zero)
    return None


def _rated(tree: Sequence[_Line], rate: RateLine, zero: Money) -> Derivation | None:
    places = [_head(tree, number) for number in rate.of]
    rows = [place for place in places if place is not None]
    leaves = [at for place in rows for at in tree[place].leaves]
    if len(set(leaves)) < len(leaves):
        rows = sorted(set(leaves))
    if not rows or rate.rate == Decimal(0):
        return None
    return SumCells(tuple(rows), rate=rate.rate, decimals=minor_unit(zero.currency))
