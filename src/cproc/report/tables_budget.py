"""Tables of budgets: their versions and history, their lines, each project's form by heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import attrs

from cproc import figures
from cproc.figures import Flow, is_within
from cproc.model import (
    BudgetLine,
    BudgetVersion,
    Dating,
    LocalText,
    Portfolio,
    Project,
    Qualifier,
    RateLine,
    day_after,
)
from cproc.money import minor_unit
from cproc.report.cells import (
    At,
    Cell,
    Expression,
    Kind,
    Minus,
    Over,
    Own,
    Rounded,
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
    integer,
    money,
    percent,
    qualifier,
    table,
    text,
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


def version_at(project: Project, index: int) -> At:
    """The amount of a budget version in the table ``budget_versions``."""
    return At("budget_versions", f"{project.code}:{index}", "amount")


def budget_in_effect(context: Context, project: Project) -> At | None:
    """The amount of the version in effect on the last day of the period, where it is known."""
    version = _known_version(project, context.end)
    return version_at(project, project.budget.index(version)) if version else None


def budget_told_of(context: Context, project: Project) -> Content:
    """The budget on the last day of the period: its cell; in words if it is not one number."""
    words = told_of(context, f"project_budget(project={project.code!r})")
    return words or budget_in_effect(context, project)


def told_of(context: Context, call: str) -> Cell | None:
    """A figure in words, where there is more to tell of it than a number."""
    figure = context.figure(call)
    if figure.exact or not figure.known:
        return None
    return Cell(figures.told(context.labels, figure), Kind.TEXT, records=figure.records)


def _known_version(project: Project, day: date) -> BudgetVersion | None:
    return project.budget_version(day) if len(project.possible_budgets(day)) == 1 else None


def whole_at(context: Context, project: Project) -> Expression | None:
    """A project's budget: the version in effect, else the total of its lines."""
    place = budget_in_effect(context, project)
    if project.budget_lines and project.possible_budgets(context.end) == (None,):
        return At(project_table("budget_by_heading", project.code), None, "budget")
    return place


# --- Versions -----------------------------------------------------------------------------


def _versions(context: Context) -> Table:
    versions = [
        (project, index, version)
        for project in context.portfolio.projects
        for index, version in sorted(enumerate(project.budget), key=lambda of: of[1].effective)
    ]
    columns = [
        text("project_name", lambda p, _n, _v: p.name, 24),
        day("effective", lambda _p, _n, v: v.effective, 14),
        text("dating", lambda _p, _n, v: context.labels(f"dating.{v.dating}"), 24),
        money("amount", lambda _p, _n, v: v.amount, 18, shown=None),
        text("qualifier", lambda _p, _n, v: qualifier(context, v), 14, shown=None),
        text("reason", lambda _p, _n, v: v.reason, 60, shown=None),
        text("source", lambda _p, _n, v: v.source, 12, shown=None),
    ]
    latest = any(version.dating is Dating.AT_LATEST for _p, _n, version in versions)
    return table(
        context,
        "budget_versions",
        versions,
        columns,
        key=lambda p, n, _v: f"{p.code}:{n}",
        about=lambda p, _n, _v: p.code,
        notes=[context.labels("note.at_latest")] if latest else (),
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


def versions_on(portfolio: Portfolio, day: date) -> list[tuple[Project, BudgetVersion | None]]:
    """The projects that run on a day, each with its budget then, where it is known."""
    return [(each, _known_version(each, day)) for each in figures.in_force(portfolio, day)]


def budgets_on(portfolio: Portfolio, day: date) -> Expression | None:
    """The sum of the budgets in force on a day; none where no budget is known."""
    places = [
        version_at(project, project.budget.index(version))
        for project, version in versions_on(portfolio, day)
        if version
    ]
    return added(places) if places else None


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

    def bounds(day: date) -> Content:
        return told_of(context, calls[day])

    def without(day: date) -> Content:
        return context.listed(map(context.project, totals[day].without)) or None

    columns = [
        day("date", lambda day: day),
        integer("running", running, 10),
        money("total_budget", budgets, 18),
        text("bounds", bounds, 30, shown=None),
        text("without", without, 28, shown=None),
        text("change", lambda day: _changes(context, day) or None, 60),
    ]
    notes = [context.labels("note.history")]
    if any(total.without for total in totals.values()):
        notes.append(context.labels("note.history_unknown"))
    if any(total.bounded for total in totals.values()):
        notes.append(context.labels("note.history_bounded"))
    return table(
        context, "budget_history", days, columns, key=str, notes=notes, after="budget_versions"
    )


# --- Lines --------------------------------------------------------------------------------


def _lines(context: Context) -> Table:
    labels = context.labels

    def period(_p: Project, _n: int, line: BudgetLine) -> Content:
        return labels.span(line.period) if line.period else None

    def donor(_p: Project, _n: int, line: BudgetLine) -> Content:
        return context.organisation(line.donor) if line.donor else None

    def rounded(_p: Project, _n: int, line: BudgetLine) -> Content:
        product = Times(Own("quantity"), Own("unit_cost"))
        return Rounded(product, minor_unit(line.unit_cost.currency))

    columns = [
        text("project", lambda p, _n, _line: p.code),
        text("heading", lambda _p, _n, line: line.heading, 10),
        text("costs", lambda _p, _n, line: line.title, 44),
        text("for_period", period, 22, shown=None),
        text("donor", donor, 24, shown=None),
        integer("participants", lambda _p, _n, i: i.participants, 12, shown=None),
        text("unit", lambda _p, _n, line: labels.get(f"budget_unit.{line.unit}", line.unit)),
        decimal("quantity", lambda _p, _n, line: line.quantity, 12),
        money("unit_cost", lambda _p, _n, line: line.unit_cost, 16),
        money("line_total", rounded, 18, total=SUM),
    ]
    lines = [(p, *at) for p in context.portfolio.projects for at in enumerate(p.budget_lines)]
    return table(
        context,
        "budget_lines",
        lines,
        columns,
        key=lambda p, n, _line: f"{p.code}:{n}",
        about=lambda p, _n, _line: p.code,
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
        place = At("budget_lines", f"{project.code}:{at}", "line_total")
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
    own = [row for row in rows if row.line is None]
    leaves = {
        row.key: row.leaves
        or frozenset(
            leaf.key
            for leaf in rows
            if leaf.leaves
            and leaf.number
            and any(is_within(leaf.number, name) for name in figures.summed(row.number or "", sums))
        )
        for row in own
    }
    return [
        row
        if row.leaves or row.line
        else attrs.evolve(row, leaves=leaves[row.key], sums=_fewest(own, leaves, row, sums))
        for row in rows
    ]


def _fewest(
    rows: Sequence[_Row],
    leaves: Mapping[str, frozenset[str]],
    heading: _Row,
    sums: Mapping[str, tuple[str, ...]],
) -> tuple[str, ...]:
    """The fewest rows that hold the leaves of a heading, each leaf once, in their order."""
    first = {row.number: row.key for row in reversed(rows)}
    named = [first[number] for number in sums.get(heading.number or "", ()) if number in first]
    below = [
        row.key
        for row in rows
        if row is not heading and row.number and is_within(row.number, heading.number or "")
    ]
    chosen, left = set[str](), set(leaves[heading.key])
    for key in (*named, *below):
        if leaves[key] and leaves[key] <= left:
            chosen.add(key)
            left -= leaves[key]
    kept = leaves[heading.key] if left else chosen
    return tuple(row.key for row in rows if row.key in kept)


def _form(context: Context, project: Project) -> Table:
    portfolio, code = context.portfolio, project.code
    moved, flat = figures.tells(project, Flow.SPENT), owes_flat(context, project)
    booked = (
        {row.key[0] for row in figures.spending_by(portfolio, project).rows} if moved else set()
    )
    rows = _layout(context, project, booked)

    def planned(row: _Row) -> Content:
        return sum_of_rows(row.sums) if row.sums else _planned(context, project, rows, row)

    def spent(row: _Row) -> Content:
        if row.line is not None:
            return None
        if not row.leaves:
            return context.nothing
        own = of_flow(context, Flow.SPENT, code, "heading", flat=flat)
        return sum_of_rows(row.sums) if row.sums else own

    last = rows[-1]
    everything = frozenset(row.key for row in rows if len(row.leaves) == 1 and not row.sums)
    if last.sums and last.leaves == everything:  # the form's own total
        body, whole = rows[:-1], last
    else:
        sums = tuple(row.key for row in rows if row.key in everything)
        body, whole = rows, _Row(None, "", "", everything, sums)

    def title(row: _Row) -> Content:
        return row.title or None if isinstance(row.title, str) else context.local(row.title)

    left, part = Minus(Own("budget"), Own("spent")), Over(Own("spent"), Own("budget"))
    columns = [
        text("heading", "number", 9, total=whole.number),
        text("costs", title, 46, total=title(whole)),
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


def sum_of_rows(keys: Iterable[str], column: str = "") -> Expression:
    """The sum of rows of the cell's own table, in its own column if no other is named."""
    return Sum(tuple(At("", key, column) for key in keys))


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
    return any(entry.rate_line is not None for entry in figures.booked(context.portfolio, project))


def of_flow(
    context: Context, flow: Flow, code: str, key: str, column_: str = "", *, flat: bool = False
) -> Sum:
    """A project's transactions for one purpose that have what a cell of the row holds.

    Args:
        context: What the report is built in.
        flow: The purpose.
        code: Code of the project.
        key: Column of the table ``transactions`` that tells them apart.
        column_: Column of the row, where it is called otherwise.
        flat: Whether what is owed at flat rates is added.
    """
    word = context.labels(f"flow.{flow}")
    own = {key: Own(column_ or key)}
    paid = total("transactions", "booked", **own, project=code, flow=word)
    if not flat:
        return paid
    return Sum((*paid.of, *total("flat_costs", "booked", **own, project=code).of))
