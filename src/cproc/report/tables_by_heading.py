"""The budget of a project in its donor's form: by heading, with what is spent on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from cproc import figures
from cproc.figures import Flow, is_within
from cproc.model import BudgetLine, DateSpan, LocalText, Money, Period, Project, RateLine
from cproc.report.cells import (
    Allocated,
    At,
    Expression,
    Minus,
    Over,
    Own,
    Sum,
    Table,
    Times,
    added,
    total,
)
from cproc.report.context import Context
from cproc.report.declare import Content, Declared, money, percent, table, text
from cproc.report.money_cells import of_flow, spent_notes, sum_of_rows


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


def _line_at(project: Project, line: BudgetLine) -> At:
    # By identity: two lines may be equal, and each has a row of its own.
    at = next(n for n, each in enumerate(project.budget_lines) if each is line)
    return At("budget_lines", f"{project.code}:{at}", "line_total")


def _with_period(context: Context, line: BudgetLine) -> LocalText:
    """The title of a line, with the time it pays for, which tells it from those of that title."""
    if line.period is None:
        return line.title
    when = context.labels.span(line.period)
    return LocalText({language: f"{text} ({when})" for language, text in line.title.entries})


def _layout(
    context: Context, project: Project, in_force: Project, booked: set[str | None]
) -> list[_Row]:
    """The rows of a form: headings, what they hold, what is booked on none."""
    # A heading of another version only, or of what is in kind, is called as its line there.
    kept = {line.heading for line in in_force.budget_lines}
    titles = {line.heading: line.title for line in project.budget_lines if line.heading not in kept}
    titles |= {heading.number: heading.title for heading in project.headings}
    sums, numbers = figures.sums_of(project), figures.heading_numbers(project)
    held: dict[str, list[tuple[LocalText, At | RateLine]]] = {}
    alike = Counter((line.heading, line.title) for line in in_force.budget_lines)
    for line in in_force.budget_lines:
        several = alike[line.heading, line.title] > 1
        own = _with_period(context, line) if several else line.title
        held.setdefault(line.heading, []).append((own, _line_at(project, line)))
    for rate in in_force.rate_lines:
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

    def held(row: _Row) -> _Row:
        if row.leaves or row.line:
            return row
        names = figures.summed(row.number or "", sums)
        inside = (key for key, number in leaves if any(is_within(number, name) for name in names))
        return attrs.evolve(row, leaves=frozenset(inside))

    rows = list(map(held, rows))
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


def budget_by_heading(context: Context, project: Project) -> Table:
    """The table ``budget_by_heading:CODE``: one row per heading, with what is spent on it."""
    portfolio, code = context.portfolio, project.code
    moved = figures.tells(project, Flow.SPENT)
    own = of_flow(context, Flow.SPENT, project, "heading")
    booked = figures.spending_by(portfolio, project).rows if moved else ()
    beside = _beside(context, project)
    numbers = {number for amounts in beside.values() for number in amounts}
    in_force = figures.as_budgeted(project, context.end)
    rows = _layout(context, project, in_force, {row.key[0] for row in booked} | numbers)

    def planned(row: _Row) -> Content:
        return (
            sum_of_rows(row.sums) if row.sums else _planned(context, project, in_force, rows, row)
        )

    def spent(row: _Row) -> Content:
        if row.line is not None:
            return None
        if not row.leaves:
            return context.nothing(project)
        return sum_of_rows(row.sums) if row.sums else own

    last = rows[-1]
    everything = frozenset(row.key for row in rows if len(row.leaves) == 1 and not row.sums)
    if last.sums and last.leaves == everything:  # the form's own total
        body, whole = rows[:-1], last
    else:
        sums = tuple(row.key for row in rows if row.key in everything)
        body, whole = rows, _Row(None, "", "", everything, sums)

    def amount(id_: str) -> Declared:
        """The column of amounts that are told of each heading beside its budget."""
        amounts = beside[id_]

        def cell(row: _Row) -> Content:
            if row.line is not None:
                return None
            if row.sums:
                return sum_of_rows(row.sums)
            return amounts.get(row.number, context.nothing(project))

        return money(id_, cell, 16, total=cell(whole), shown=bool(amounts))

    budget = "available" if beside["moved"] else "budget"
    available = Sum((Own("budget"), Own("moved")))
    left, part = Minus(Own(budget), Own("spent")), Over(Own("spent"), Own(budget))
    moves = list(_moves(context, project))
    columns = [
        text("heading", "number", 9, total=whole.number),
        text("costs", "title", 46, total=whole.title),
        amount("first_budget"),
        money("budget", planned, 16, total=planned(whole)),
        amount("moved"),
        money(
            "available",
            lambda r: None if r.line else available,
            16,
            total=available,
            shown=bool(beside["moved"]),
        ),
        money("spent", spent, 16, total=spent(whole), shown=moved),
        money("balance", lambda r: None if r.line else left, 16, total=left, shown=moved),
        percent("share_spent", lambda r: None if r.line else part, 10, total=part, shown=moved),
        *moves,
        *map(amount, ("this_period", "spent_this_period", "sent_before", "adjustment")),
        *map(amount, ("line_forecast", "line_in_kind")),
        text("variance_explained", lambda row: _explained(context, project, row), 40, shown=None),
    ]
    may_move = [context.labels("note.may_move")] if any(c.shown for c in moves) else []
    form = table(
        context,
        "budget_by_heading",
        body,
        columns,
        key="key",
        about=lambda _row: code,
        project=project,
        wide=any(beside.values()),
        notes=[*(spent_notes(context, [project]) if moved else ()), *may_move],
    )
    return attrs.evolve(form, main_rows=_main_rows(body))


def _moves(context: Context, project: Project) -> Iterator[Declared]:
    """What was moved between main headings without an addendum, and what the donor allows."""
    share = project.ceilings.in_force.reallocation if project.ceilings else None
    if share is None:
        return
    rated = {figures.main_heading(line.heading) for line in project.rate_lines}
    moves = figures.reallocated(project, context.currency(project), context.end)
    moves = {main: of for main, of in moves.items() if main not in rated}

    numbers, sums = figures.heading_numbers(project), figures.sums_of(project)
    above = {n for n in numbers if any(o != n and is_within(o, n) for o in numbers)} | sums.keys()

    def main(row: _Row) -> str:
        """The main heading that a row is of: its first row, where several have its number."""
        first = row.key == row.number or row.number not in above
        return row.number if row.number and first and row.line is None else ""

    def allowed(row: _Row) -> Content:
        if main(row) not in moves:
            return None
        before, now = moves[main(row)]
        part = context.rounded(Times(Own("budget"), share), project)
        amount = figures.part_of(before, share)
        return Allocated(amount, part) if before == now else amount

    def moved(row: _Row) -> Content:
        before, now = moves.get(main(row), (None, None))
        return now - before if now and before else None

    yield money("allowed_move", allowed, 16, shown=bool(moves))
    yield money("moved_so_far", moved, 16, shown=any(of != now for of, now in moves.values()))


def _beside(context: Context, project: Project) -> dict[str, dict[str | None, Money]]:
    """What is told of each heading beside its budget and spending; empty where there is nothing."""
    currency, end = context.currency(project), context.end
    period = context.portfolio.period
    now = figures.budget_by_heading(project, currency, end)
    in_force, of_version = figures.as_budgeted(project, end), {each.id for each in project.budget}
    lines = [each for each in project.budget_lines if each.version in of_version]
    dates = {each.id: each.effective for each in project.budget}
    first = min((each.version for each in lines), key=lambda id_: dates[id_], default=None)
    changed = first and figures.as_budgeted(project, version=first) != in_force
    agreed = figures.budget_by_heading(project, currency, version=first).parts if changed else ()
    in_kind = figures.as_budgeted(project, end, in_kind=True).budget_lines
    periodic = any(part.period for part in now.parts)
    life = Period(project.period.start, project.period.end)
    spent = [
        (entry.transaction.heading, entry.amount)
        for entry in context.booked(project)
        if entry.transaction.type in Flow.SPENT.types and entry.transaction.date in period
    ]
    return {
        "first_budget": _summed_up((part.number, part.amount) for part in agreed),
        "moved": _summed_up((part.number, part.amount) for part in now.parts if part.moved),
        "this_period": _summed_up(
            (part.number, figures.over_days(part.amount, _days(part.period) or life, [period])[0])
            for part in (now.parts if periodic else ())
        ),
        "spent_this_period": _summed_up(spent if periodic else ()),
        "line_forecast": _summed_up(
            (each.heading, each.total) for each in project.budget_lines if each.forecast
        ),
        "line_in_kind": _summed_up((each.heading, each.total) for each in in_kind),
        **_sent(context, project),
    }


def _sent(context: Context, project: Project) -> dict[str, dict[str | None, Money]]:
    """What earlier reports told of each heading as spent, and by how much it has changed."""
    portfolio, identity = context.portfolio, context.portfolio.report
    donor = identity.donor if identity else None
    sent = figures.sent_before(portfolio, project, portfolio.period, donor)
    changed = figures.adjustments(portfolio, project, portfolio.period, donor)
    return {"sent_before": dict(sent or {}), "adjustment": dict(changed)}


def _days(span: DateSpan | None) -> Period | None:
    return Period(span.start, span.end) if span else None


def _summed_up(amounts: Iterable[tuple[str | None, Money]]) -> dict[str | None, Money]:
    summed: dict[str | None, Money] = {}
    for number, amount in amounts:
        summed[number] = summed[number] + amount if number in summed else amount
    return summed


def _explained(context: Context, project: Project, row: _Row) -> Content:
    """Why spending on a heading differs from its budget, in the period or over the whole life."""
    period = context.portfolio.period
    told = [
        context.best(each.text)
        for each in project.explanations
        if each.heading == row.number and row.line is None and each.period in (None, period)
    ]
    return " ".join(told) if row.key == row.number or row.key.strip() == row.number else None


def _main_rows(rows: Sequence[_Row]) -> frozenset[int]:
    """Positions of the main headings, where there are headings below them."""
    numbers = [row.number or "." for row in rows]
    main = frozenset(at for at, number in enumerate(numbers) if "." not in number)
    return main if len(main) < len(numbers) else frozenset()


def _planned(
    context: Context, project: Project, in_force: Project, rows: Sequence[_Row], row: _Row
) -> Content:
    """The budget of a row that holds amounts: its lines, or a rate of other rows."""
    if isinstance(row.line, At):
        return row.line
    own = [rate for rate in in_force.rate_lines if rate.heading == row.number]
    rates = own if row.line is None else [row.line]
    held = [line for line in in_force.budget_lines if line.heading == row.number]
    lines = row.line is None and bool(held)
    if lines and not rates:
        if in_force.budget_lines != project.budget_lines:
            return added(_line_at(project, line) for line in held)
        return total("budget_lines", "line_total", heading=Own("heading"), project=project.code)
    if len(rates) == 1 and not lines:
        rated = _rated(context, project, rows, rates[0])
        if rated is not None:
            return rated
    budget = figures.budget_by_heading(project, context.currency(project), context.end)
    parts = (
        p.amount
        for p in budget.parts
        if p.number == row.number and (row.line is None or p.rated) and not p.moved
    )
    return sum(parts, context.nothing(project))


def _rated(
    context: Context, project: Project, rows: Sequence[_Row], rate: RateLine
) -> Expression | None:
    first = {row.number: row for row in reversed(rows)}
    base, without = (
        [first[number] for number in of if number in first] for of in (rate.of, rate.without)
    )
    left_out = {key for row in without for key in row.leaves}
    leaves = [key for row in base for key in row.leaves if key not in left_out]
    keys = [row.key for row in base]
    # Two headings of the base overlap, or some are left out: each leaf once.
    if len(set(leaves)) < len(leaves) or left_out:
        keys = [row.key for row in rows if row.key in set(leaves)]
    if not keys or not rate.rate:
        return None
    return context.rounded(Times(sum_of_rows(keys), rate.rate), project)
