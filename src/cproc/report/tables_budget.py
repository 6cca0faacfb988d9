"""Tables of budgets: their versions and history, their lines, each project's form by heading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import attrs

from cproc import figures
from cproc.figures import Flow, is_within
from cproc.model import (
    BudgetLine,
    Dating,
    LocalText,
    Portfolio,
    Project,
    RateLine,
    day_after,
    minor_unit,
)
from cproc.report.cells import (
    At,
    Cell,
    Expression,
    Minus,
    Over,
    Own,
    Rounded,
    Table,
    Times,
    total,
)
from cproc.report.context import Context, project_code, project_row
from cproc.report.declare import (
    SUM,
    Content,
    day,
    decimal,
    integer,
    money,
    percent,
    qualifier,
    table,
    text,
)
from cproc.report.money_cells import (
    budgets_on,
    of_flow,
    spent_notes,
    sum_of_rows,
    told_of,
)


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
            yield _form(context, project)


# --- Versions -----------------------------------------------------------------------------


def _versions(context: Context) -> Table:
    versions = [
        (project, index, version)
        for project in context.portfolio.projects
        for index, version in sorted(enumerate(project.budget), key=lambda of: of[1].effective)
    ]
    columns = [
        text("project_name", lambda p, _n, _v: p.name, 24),
        day("effective", "effective", 14),
        text("dating", lambda _p, _n, v: context.labels(f"dating.{v.dating}"), 24),
        money("amount", "amount", 18, shown=None),
        text("qualifier", lambda _p, _n, v: qualifier(context, v), 14, shown=None),
        text("reason", "reason", 60, shown=None),
        text("source", "source", 12, shown=None),
    ]
    latest = any(version.dating is Dating.AT_LATEST for _p, _n, version in versions)
    notes, about = [context.labels("note.at_latest")] if latest else (), project_code
    return table(
        context, "budget_versions", versions, columns, key=project_row, about=about, notes=notes
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
        known = totals[day].exact
        return (budgets_on(portfolio, day) or context.nothing) if known else None

    def without(day: date) -> Content:
        return context.listed(map(context.project, totals[day].without))

    columns = [
        day("date", lambda day: day),
        integer("running", running, 10),
        money("total_budget", budgets, 18),
        text("bounds", lambda day: told_of(context, calls[day]), 30, shown=None),
        text("without", without, 28, shown=None),
        text("change", lambda day: _changes(context, day), 60),
    ]
    unknown = any(total.without for total in totals.values())
    bounded = any(total.bounded for total in totals.values())
    keys = ["history", *["history_unknown"] * unknown, *["history_bounded"] * bounded]
    notes = [context.labels(f"note.{key}") for key in keys]
    return table(
        context, "budget_history", days, columns, key=str, notes=notes, after="budget_versions"
    )


# --- Lines --------------------------------------------------------------------------------


def _lines(context: Context) -> Table:
    labels = context.labels
    product = Times(Own("quantity"), Own("unit_cost"))

    def rounded(_project: Project, _index: int, line: BudgetLine) -> Content:
        return Rounded(product, minor_unit(line.unit_cost.currency))

    columns = [
        text("project", lambda p, _n, _line: p.code),
        text("heading", "heading", 10),
        text("costs", "title", 44),
        text("for_period", lambda _p, _n, line: context.span(line.period), 22, shown=None),
        text("donor", lambda _p, _n, line: context.organisation(line.donor or ""), 24, shown=None),
        integer("participants", "participants", 12, shown=None),
        text("unit", lambda _p, _n, line: labels.get(f"budget_unit.{line.unit}", line.unit)),
        decimal("quantity", "quantity", 12),
        money("unit_cost", "unit_cost", 16),
        money("line_total", rounded, 18, total=SUM),
    ]
    lines = [(p, *at) for p in context.portfolio.projects for at in enumerate(p.budget_lines)]
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


# --- By heading ---------------------------------------------------------------------------


@attrs.frozen
class _Row:
    """A row of the form: it holds amounts itself, sums rows that do, or is one of several lines.

    Args:
        number: Its heading; none for what is booked on no heading.
        title: What it is.
        sums: Keys of the rows that it sums, as few as there are; none where it holds amounts.
        leaves: Keys of the rows of which each holds some of its amounts; none of a line among
            several of one heading, whose amounts the row above it holds.
        key: Key of the row: what is booked on a heading that has others below it has the
            number of that heading too.
        line: Where the line stands, or the rate, where it is one of several. What is spent is
            booked by heading, so that nobody knows how much of it is for the line.
    """

    number: str | None
    title: LocalText | str
    key: str
    leaves: frozenset[str] = frozenset()
    sums: tuple[str, ...] = ()
    line: At | RateLine | None = None


def _layout(context: Context, project: Project, booked: set[str | None]) -> list[_Row]:
    """The rows of a form: headings, what they hold, what is booked on none."""
    titles = {heading.number: heading.title for heading in project.headings}
    sums, numbers = figures.sums_of(project), figures.heading_numbers(project)
    held: dict[str, list[tuple[LocalText, At | RateLine]]] = {}
    for at, line in enumerate(project.budget_lines):
        place = At("budget_lines", project_row(project, at), "line_total")
        held.setdefault(line.heading, []).append((line.title, place))
    for rate in project.rate_lines:
        held.setdefault(rate.heading, []).append((rate.title, rate))
    rows: list[_Row] = []
    for number in numbers:
        lines = held.get(number, [])
        of_lines = lines[0][0] if len(lines) == 1 else context.labels("word.lines", of=number)
        title = titles.get(number) or (of_lines if lines else number)
        if number in sums or any(n != number and is_within(n, number) for n in numbers):
            rows.append(_Row(number, title, number))
            if not lines and number not in booked:
                continue
            title = of_lines if lines else context.labels("word.booked_on_heading")
        key = f"{number} "
        rows.append(_Row(number, title, key, frozenset({key})))
        if len(lines) > 1:
            rows += [
                _Row(number, own, f"{number} {at}", line=of)
                for at, (own, of) in enumerate(lines, start=1)
            ]
    if None in booked:
        rows.append(_Row(None, context.labels("word.no_heading"), " ", frozenset({" "})))
    return _summed(rows, sums)


def _summed(rows: Sequence[_Row], sums: Mapping[str, tuple[str, ...]]) -> list[_Row]:
    """Tell of each heading which rows it sums."""
    leaves = [(row.key, row.number) for row in rows if row.leaves and row.number]

    def with_leaves(row: _Row) -> _Row:
        if row.leaves or row.line:
            return row
        names = figures.summed(row.number or "", sums)
        inside = (key for key, number in leaves if any(is_within(number, name) for name in names))
        return attrs.evolve(row, leaves=frozenset(inside))

    rows = list(map(with_leaves, rows))
    own = [row for row in rows if row.line is None]
    fewest = {row.key: _fewest(own, row, sums) for row in own if row.key not in row.leaves}
    return [attrs.evolve(row, sums=fewest.get(row.key, ())) for row in rows]


def _fewest(
    rows: Sequence[_Row], heading: _Row, sums: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """The fewest rows that hold the leaves of a heading, each leaf once, in their order."""
    number, first = heading.number or "", {row.number: row for row in reversed(rows)}
    named = [first[name] for name in sums.get(number, ()) if name in first]
    below = [r for r in rows if r is not heading and r.number and is_within(r.number, number)]
    chosen, left = set[str](), set(heading.leaves)
    for row in (*named, *below):
        if row.leaves and row.leaves <= left:
            chosen.add(row.key)
            left -= row.leaves
    kept = heading.leaves if left else chosen
    return tuple(row.key for row in rows if row.key in kept)


def _form(context: Context, project: Project) -> Table:
    portfolio, code = context.portfolio, project.code
    moved = figures.tells(project, Flow.SPENT)
    own = of_flow(context, Flow.SPENT, project, "heading")
    booked = figures.spending_by(portfolio, project).rows if moved else ()
    rows = _layout(context, project, {row.key[0] for row in booked})

    def planned(row: _Row) -> Content:
        return sum_of_rows(row.sums) if row.sums else _planned(context, project, rows, row)

    def spent(row: _Row) -> Content:
        if row.line is not None:
            return None
        if not row.leaves:
            return context.nothing
        return sum_of_rows(row.sums) if row.sums else own

    last = rows[-1]
    everything = frozenset(row.key for row in rows if len(row.leaves) == 1 and not row.sums)
    if last.sums and last.leaves == everything:  # the form's own total
        body, whole = rows[:-1], last
    else:
        sums = tuple(row.key for row in rows if row.key in everything)
        body, whole = rows, _Row(None, "", "", everything, sums)

    left, part = Minus(Own("budget"), Own("spent")), Over(Own("spent"), Own("budget"))
    columns = [
        text("heading", "number", 9, total=whole.number),
        text("costs", "title", 46, total=whole.title),
        money("budget", planned, 16, total=planned(whole)),
        money("spent", spent, 16, total=spent(whole), shown=moved),
        money("balance", lambda r: None if r.line else left, 16, total=left, shown=moved),
        percent("share_spent", lambda r: None if r.line else part, 10, total=part, shown=moved),
    ]
    form = table(
        context,
        "budget_by_heading",
        body,
        columns,
        key="key",
        about=lambda _row: code,
        project=project,
        notes=spent_notes(context, [project]) if moved else (),
    )
    return attrs.evolve(form, main_rows=_main_rows(body))


def _main_rows(rows: Sequence[_Row]) -> frozenset[int]:
    """Positions of the main headings, where there are headings below them."""
    numbers = [row.number or "." for row in rows]
    main = frozenset(at for at, number in enumerate(numbers) if "." not in number)
    return main if len(main) < len(numbers) else frozenset()


def _planned(context: Context, project: Project, rows: Sequence[_Row], row: _Row) -> Content:
    """The budget of a row that holds amounts: its lines, or a rate of other rows."""
    if isinstance(row.line, At):
        return row.line
    own = [rate for rate in project.rate_lines if rate.heading == row.number]
    rates = own if row.line is None else [row.line]
    lines = row.line is None and any(line.heading == row.number for line in project.budget_lines)
    if lines and not rates:
        return total("budget_lines", "line_total", heading=Own("heading"), project=project.code)
    if len(rates) == 1 and not lines:
        rated = _rated(context, rows, rates[0])
        if rated is not None:
            return rated
    budget = figures.budget_by_heading(project, context.portfolio.currency)
    parts = (
        p.amount for p in budget.parts if p.number == row.number and (row.line is None or p.rated)
    )
    return sum(parts, context.nothing)


def _rated(context: Context, rows: Sequence[_Row], rate: RateLine) -> Expression | None:
    first = {row.number: row for row in reversed(rows)}
    base = [first[number] for number in rate.of if number in first]
    leaves = [key for row in base for key in row.leaves]
    keys = [row.key for row in base]
    if len(set(leaves)) < len(leaves):  # two headings of the base overlap: each leaf once
        keys = [row.key for row in rows if row.key in set(leaves)]
    if not keys or not rate.rate:
        return None
    return context.rounded(Times(sum_of_rows(keys), rate.rate))
