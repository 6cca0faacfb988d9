"""Tables of named figures: the key ones, those of one subject, stated ones beside computed ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain

import attrs

from cproc import figures, model
from cproc.labels import Labels
from cproc.money import rounded
from cproc.report.cells import Cell, Kind, Minus, Own, Table
from cproc.report.context import Context
from cproc.report.declare import Content, Declared, day, figured, table, text, valued
from cproc.report.figure_cells import OF_TREATY, figure_cell, missing_words, parsed, rule_cell
from cproc.report.money_cells import restated_notes
from cproc.report.origin import origin_note
from cproc.report.settle import SHARE_DECIMALS
from cproc.report.tables_office import is_paid_in_part


def figure_tables(context: Context) -> Iterator[Table]:
    """Tables of figures by their names.

    ``overview`` has all that are kept watch of, ``key_figures`` the few that readers look for.

    ``results_figures``, ``funding_figures``, ``budget_figures`` and ``deadline_figures`` stand
    beside what they are of;
    ``reconciliation`` has one row per statement and figure it may mean, ``definitions`` one per
    figure.
    """
    yield _overview(context)
    yield _key_figures(context)
    yield from _beside(context)
    yield _reconciliation(context)
    yield _definitions(context)


# --- Figures ------------------------------------------------------------------------------


HELD_ENTRIES = 'entries(status="held")'
"""The call that counts what tables of activities count, where some entries were not held."""
_NOT_HELD = [status for status in model.ActivityStatus if status is not model.ActivityStatus.HELD]


def key_calls(portfolio: model.Portfolio) -> Iterator[str]:
    """The calls of the key figures that the portfolio has records for."""
    office, end = portfolio.office, portfolio.period.end
    opened = office.operational_since
    of_period = figures.reported(portfolio)
    statuses = {activity.status for activity in of_period}
    moved = any(t.date <= end for project in portfolio.projects for t in project.transactions)
    wanted: tuple[tuple[str, bool], ...] = (
        ("budget_total budget_all budget_change", any(p.budget for p in portfolio.projects)),
        ("received spent balance", moved),
        ("projects projects_active", bool(portfolio.projects)),
        ("donors", any(project.contributions for project in portfolio.projects)),
        (
            "entries occurrences events participations projects_with_activities countries_reached",
            bool(portfolio.activities),
        ),
        (HELD_ENTRIES, not statuses <= {model.ActivityStatus.HELD}),
        *((f"activities_{status}", status in statuses) for status in _NOT_HELD),
        ("participants", any(activity.participants for activity in of_period)),
        ("headcount vacancies planned_posts posts_in_all", bool(portfolio.posts)),
        ("full_time_equivalents", is_paid_in_part(portfolio.posts)),
        ("nationalities", any(post.nationality for post in portfolio.posts)),
        ("office_capacity", office.capacity is not None),
        ("months_of_operation", opened is not None and opened <= end),
    )
    for names, has_records in wanted:
        yield from names.split() if has_records else ()
    for treaty in portfolio.treaties:
        if figures.treaty_standing(portfolio, treaty.id, portfolio.period.end):
            yield from (f"{name}(treaty={treaty.id!r})" for name in OF_TREATY)


def table_calls(portfolio: model.Portfolio) -> list[str]:
    """The calls of the figures that tables show by name, which are asked for all at once."""
    calls = [*key_calls(portfolio), *chain.from_iterable(_figures_beside(portfolio).values())]
    return [*calls, *(map(figures.of_previous, calls) if portfolio.against else ())]


def _overview(context: Context) -> Table:
    every = map(context.figure, key_calls(context.portfolio))
    rows = [figure for figure in every if figure.records or figure.name != "budget_change"]
    return _figures(context, "overview", rows)


_FIRST = (
    *("budget_total", "spent", "projects", "entries", "countries_reached", "people_trained"),
    *("participants", "donors", "headcount", "parties", "months_of_operation"),
)
"""The figures that readers look for, the ones that tell most first."""
_SHOWN = 8
"""How many of them stand on a page."""


def _key_figures(context: Context) -> Table:
    """What a reader wants to know first, in a few numbers that are known."""
    calls: dict[str, str] = {}
    for call in (*key_calls(context.portfolio), *_figures_beside(context.portfolio)[PEOPLE]):
        calls.setdefault(call.partition("(")[0], call)
        if call == HELD_ENTRIES:
            calls["entries"] = call  # as the tables count that readers see beside it
    every = (context.figure(calls[name]) for name in _FIRST if name in calls)
    rows = [figure for figure in every if figure.known and figure.records][:_SHOWN]
    columns = [
        text("key_figure", lambda figure: _title(context, figure), 40),
        text("value", lambda figure: figure_cell(context, figure), 18),
        *_compared(context),
        day("as_at", "on", shown=None),
    ]
    notes = restated_notes(context) if any(isinstance(f.value, model.Money) for f in rows) else ()
    return table(context, "key_figures", rows, columns, key=_key, notes=notes)


PEOPLE = ("results_figures", "")
_DEADLINES = (
    *("reports_due", "reports_overdue", "instalments_expected", "instalments_requested"),
    "activities_upcoming",
)


def _figures_beside(portfolio: model.Portfolio) -> dict[tuple[str, str], tuple[str, ...]]:
    """Figures that stand beside the records they are of: by table, and what it stands behind."""
    projects = portfolio.projects
    indicators = (i for p in projects for result in p.results for i in result.indicators)
    running = figures.in_force(portfolio, portfolio.period.end)
    given = any(project.contributions and project.budget for project in running)
    due = any(each.donor_reports or each.instalments for each in projects)
    people = any(i.unit == "people" and i.adds_to is not model.AddsTo.NOTHING for i in indicators)
    # Of headings without any role nobody asks what they are for.
    lines = any(p.budget_lines and any(each.role for each in p.headings) for p in projects)
    return {
        PEOPLE: ("people_trained",) * people,
        ("funding_figures", "funding"): ("funding_gap", "funding_surplus") if given else (),
        ("budget_figures", "budget_versions"): ("operational_ratio",) * lines,
        ("deadline_figures", "deadlines"): _DEADLINES if due else (),
    }


def _beside(context: Context) -> Iterator[Table]:
    for (id_, after), calls in _figures_beside(context.portfolio).items():
        every = map(context.figure, calls)
        # Nothing given beyond a budget is what everybody expects.
        rows = [each for each in every if each.name != "funding_surplus" or _is_some(each)]
        yield _figures(context, id_, rows, after)


def _is_some(figure: figures.Figure) -> bool:
    return any(isinstance(each, model.Money) and each.amount for each in (figure.value, figure.low))


def _title(context: Context, figure: figures.Figure) -> Cell:
    """The title of a figure, and what it is of."""
    name, arguments = parsed(figure)
    cell = context.local(figures.catalogue()[name].title)
    if not context.explains:
        cell = attrs.evolve(cell, value=context.labels.get(f"figure_title.{name}", str(cell.value)))
    of = ", ".join(_argument(context, word, value) for word, value in arguments.items())
    return attrs.evolve(cell, value=f"{cell.value} ({of})") if of else cell


def _argument(context: Context, word: str, value: str) -> str:
    writers: dict[str, Callable[[str], str]] = {
        "project": context.project,
        "country": context.country,
        "treaty": context.treaty,
        "donor": context.organisation,
        "recruitment": partial(context.term, model.TermList.POST_CATEGORY),
        "paid_by": lambda value: context.labels.get(f"post_funding.{value}", value),
        "kind": lambda value: _kind(context, value),
        "status": lambda value: _status(context, value),
    }
    if word in writers:
        return writers[word](value)
    if word in ("on", "month"):
        return context.labels.span(model.DateSpan.parse(value))
    return value


def _status(context: Context, status: str) -> str:
    labels = context.labels
    word = labels("column.activity_status").lower()
    return word + labels("format.colon") + labels.get(f"activity_status.{status}", status)


def _kind(context: Context, kind: str) -> str:
    """Name a kind, which may be one of activities or a form of contribution."""
    if kind in context.portfolio.term_ids(model.TermList.ACTIVITY_KIND):
        return context.kind(kind)
    return context.form(kind or None)


def _definition(figure: figures.Figure) -> figures.Definition:
    return figures.catalogue()[parsed(figure)[0]]


def _compared(context: Context) -> list[Declared]:
    """The columns of the value in the earlier period that the report is set against, if it is."""
    if context.portfolio.against is None:
        return []

    def earlier(figure: figures.Figure) -> figures.Figure:
        return context.figure(figures.of_previous(figure.name))

    def change(figure: figures.Figure) -> Content:
        cell = figure_cell(context, figure)
        numbers = figure.exact and earlier(figure).exact and cell.kind is not Kind.TEXT
        expression = Minus(Own("value"), Own("earlier"))
        return Cell(kind=cell.kind, expression=expression) if numbers else None

    return [
        text("earlier", lambda f: figured(context, earlier(f)), 18, label=context.earlier),
        text("change_since", change, 16),
    ]


def _figures(context: Context, id_: str, rows: Sequence[figures.Figure], after: str = "") -> Table:
    def unit(figure: figures.Figure) -> Content:
        if model.is_currency(figure.unit):
            return None  # the amount says it
        return context.unit(figure.unit, figure.value if isinstance(figure.value, int) else 2)

    columns = [
        text("key_figure", lambda figure: _title(context, figure), 40),
        text("value", lambda figure: figure_cell(context, figure), 18),
        *_compared(context),
        text("unit", unit, shown=None),
        day("as_at", "on", shown=None),
        text("rule", lambda figure: rule_cell(context, _definition(figure)), 60),
    ]
    notes = [
        context.labels("note.without", figure=context.best(_definition(each).title), what=without)
        for each in rows
        if each.known and (without := missing_words(context, each))
    ]
    if any(isinstance(each.value, model.Money) for each in rows):
        notes += restated_notes(context)

    return table(context, id_, rows, columns, key=_key, notes=notes, after=after, named=True)


def _key(figure: figures.Figure) -> str:
    name, arguments = parsed(figure)
    return "_".join((name, *arguments.values()))


# --- Stated beside computed ---------------------------------------------------------------


def _reconciliation(context: Context) -> Table:
    labels = context.labels
    rows = [
        (found, candidate, found.statement)
        for found in context.reconciled
        for candidate in found.candidates or (None,)
    ]

    def words(
        _r: figures.Reconciliation, _c: figures.Candidate | None, statement: model.Statement
    ) -> Content:
        number, unit = figures.stated(labels, statement), statement.unit
        if isinstance(figures.stated_value(statement, statement.value), model.Money) or unit in (
            "%",
            "year",
        ):
            return number
        return f"{number} {context.unit(unit, _plural(statement))}"

    def computed(candidate: figures.Candidate | None) -> Cell:
        return figure_cell(context, candidate.figure) if candidate else Cell()

    def difference(
        _r: figures.Reconciliation, candidate: figures.Candidate | None, s: model.Statement
    ) -> Content:
        return _difference(computed(candidate), _stated(labels, s), candidate, s)

    def verdict(
        _r: figures.Reconciliation, candidate: figures.Candidate | None, _s: model.Statement
    ) -> Content:
        return labels(f"verdict.{candidate.verdict if candidate else figures.Verdict.NOT_COMPUTED}")

    def explanation(
        found: figures.Reconciliation, candidate: figures.Candidate | None, s: model.Statement
    ) -> Content:
        return s.explanation if candidate is next(iter(found.candidates), None) else None

    columns = [
        text("statement", "title", 30),
        text("stated", words, 16),
        text("stated_value", lambda _r, _c, s: _stated(labels, s), 16),
        text("figure", lambda _r, c, _s: _computed_title(context, c), 30),
        text("computed", lambda _r, c, _s: computed(c), 16),
        text("difference", difference),
        text("verdict", verdict, 14),
        text("explanation", explanation, 90, shown=None),
        text("source", "source", 10, shown=None),
    ]
    notes = [labels("note.reconciliation")]
    return table(
        context, "reconciliation", rows, columns, about="id", notes=notes, wide=True, filters=True
    )


def _stated(labels: Labels, statement: model.Statement) -> Cell:
    """What was stated as a value; of a range, which is none, in words."""
    if statement.upper is not None:
        return Cell(figures.stated(labels, statement), Kind.TEXT)
    return valued(figures.stated_value(statement, statement.value), statement.unit)


def _plural(statement: model.Statement) -> int:
    upper = statement.upper if statement.upper is not None else statement.value
    return int(upper) if upper == upper.to_integral_value() else 2


def _computed_title(context: Context, candidate: figures.Candidate | None) -> Cell:
    if candidate is None:
        return Cell(context.labels("word.no_figure"))
    title = _title(context, candidate.figure)
    if candidate.figure.known and (missing := missing_words(context, candidate.figure)):
        without = context.labels("format.without", figure=title.value, what=missing)
        return attrs.evolve(title, value=without)
    return title


def _difference(
    computed: Cell, stated_: Cell, candidate: figures.Candidate | None, statement: model.Statement
) -> Content:
    """Computed less stated; empty where the two are no numbers of one kind."""
    if candidate is None or candidate.difference is None:
        return None
    if statement.upper is not None:  # it is not one cell less another
        number = rounded(candidate.difference, SHARE_DECIMALS)
        return valued(figures.stated_value(statement, number), statement.unit)
    if isinstance(computed.value, str):  # "not known" stands for a sum of nothing, of value 0
        return None
    values = (candidate.figure.value, stated_.value)
    amounts = {isinstance(value, model.Money) for value in values}
    percent = {cell.kind is Kind.PERCENT for cell in (computed, stated_)}
    if len(amounts) > 1 or len(percent) > 1:
        return None
    kind = Kind.INTEGER if all(isinstance(value, int) for value in values) else Kind.DECIMAL
    if True in amounts:
        kind = Kind.MONEY
    elif True in percent:
        kind = Kind.PERCENT
    return Cell(kind=kind, expression=Minus(Own("computed"), Own("stated_value")))


# --- Definitions --------------------------------------------------------------------------


def _definitions(context: Context) -> Table:
    statements = context.portfolio.statements
    cited = {call.partition("(")[0].strip() for each in statements for call in each.figures}

    def unit(_name: str, definition: figures.Definition) -> Content:
        if definition.unit == figures.CURRENCY:
            return context.portfolio.currency
        return context.unit(definition.unit) if definition.unit else None

    columns = [
        text("figure_name", lambda name, _d: name, 34),
        text("key_figure", "title", 36),
        text("rule", lambda _name, d: rule_cell(context, d), 70),
        text("unit", unit),
    ]
    listed = [
        (name, definition)
        for name, definition in figures.catalogue().items()
        if definition.concerns(context.portfolio) or name in cited
    ]
    notes = [context.labels("note.definitions"), origin_note(context)]
    return table(context, "definitions", listed, columns, notes=notes)
