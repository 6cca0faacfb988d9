"""Tables of named figures: the key ones, the stated beside the computed, the definitions."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from decimal import Decimal

import attrs

from cproc.dates import DateSpan
from cproc.figures import CURRENCY, Candidate, Figure, Verdict, catalogue, reconcile, treaty_status
from cproc.model import Portfolio, Statement
from cproc.money import Money, is_currency
from cproc.report import formats
from cproc.report.cells import Row, column, local, make, valued
from cproc.report.context import Context
from cproc.report.derivations import Difference
from cproc.report.figure_sources import OF_TREATY, derived
from cproc.report.model import Cell, Kind, Table


def figure_tables(context: Context) -> Iterator[Table]:
    """Give ``overview``, ``reconciliation`` and ``definitions``.

    ``reconciliation`` has one row per statement and figure it may mean.
    """
    yield _overview(context)
    yield _reconciliation(context)
    yield _definitions(context)


# --- Key figures --------------------------------------------------------------------------


def _key_calls(portfolio: Portfolio) -> Iterator[tuple[str, str, str]]:
    """The calls of the key figures that the portfolio has records for: name, call, treaty."""
    office, end = portfolio.office, portfolio.period.end
    moved = any(made.date <= end for project in portfolio.projects for made in project.transactions)
    wanted: tuple[tuple[str, bool], ...] = (
        ("budget_total budget_all", bool(portfolio.projects)),
        ("budget_change", any(project.budget for project in portfolio.projects)),
        ("received spent balance", moved),
        ("projects projects_active donors", bool(portfolio.projects)),
        ("entries", True),
        (
            "occurrences events participations projects_with_activities countries_reached",
            bool(portfolio.activities),
        ),
        ("participants", any(made.participants for made in portfolio.activities)),
        ("headcount vacancies planned_posts posts_in_all nationalities", bool(portfolio.posts)),
        ("office_capacity", office.capacity is not None),
        ("months_of_operation", office.operational_since <= portfolio.period.end),
    )
    for calls, known in wanted:
        for name in calls.split() if known else ():
            yield name, name, ""
    for treaty in portfolio.treaties:
        for name in OF_TREATY if treaty_status(portfolio, treaty.id) else ():
            yield name, f"{name}(treaty={treaty.id!r})", treaty.id


def _overview(context: Context) -> Table:
    columns = [
        column(context, "key_figure", width=40),
        column(context, "value", width=18),
        column(context, "unit", width=14),
        column(context, "as_at", Kind.DATE, 14),
        column(context, "rule", width=60),
    ]

    found = [
        (name, treaty, figure)
        for name, call, treaty in _key_calls(context.portfolio)
        if (figure := context.figure(call)).records or name != "budget_change"
    ]
    rows = [
        (
            _key_title(context, name, treaty),
            _value(context, name, {"treaty": treaty} if treaty else {}, figure),
            _unit(context, figure),
            Cell(figure.on),
            _rule(context, name),
        )
        for name, treaty, figure in found
    ]
    notes = [
        context.labels("note.without", figure=context.best(catalogue()[name].title), what=without)
        for name, _treaty, figure in found
        if figure.value is not None and (without := _missing(context, figure))
    ]
    made = make(context, "overview", columns, rows, notes=notes)
    ids = (f"{name}_{treaty}" if treaty else name for name, treaty, _figure in found)
    return attrs.evolve(made, row_names=tuple(ids))


def _key_title(context: Context, name: str, treaty: str) -> Cell:
    title = catalogue()[name].title
    shown = f"{context.best(title)} ({treaty})" if treaty else context.best(title)
    return Cell(shown, language=context.other_language(title))


def _missing(context: Context, figure: Figure) -> str:
    writers = {"projects": context.project, "organisations": context.organisation}
    write = writers.get(figure.of, str)
    return context.listed(write(id_) for id_ in figure.missing) if figure.missing else ""


def _value(context: Context, name: str, arguments: Mapping[str, str], figure: Figure) -> Cell:
    unknown = name in ("budget_total", "budget_all") and not figure.records
    if figure.value is None or unknown:
        return Cell(context.labels("word.not_known"), Kind.TEXT)
    records = figure.records if name != "balance" else ()  # of two kinds; its cells tell them
    return valued(figure.value, figure.unit, derived(context, name, arguments), records)


def _unit(context: Context, figure: Figure) -> Cell:
    if isinstance(figure.value, Money):
        return Cell(figure.value.currency)
    whole = figure.value if isinstance(figure.value, int) else 2
    return Cell(context.unit(figure.unit, whole))


def _rule(context: Context, name: str) -> Cell:
    if told := context.labels.get(f"definition.{name}", ""):
        return Cell(told)
    return Cell(catalogue()[name].definition, language=None if context.language == "en" else "en")


# --- Stated beside computed ---------------------------------------------------------------


def _reconciliation(context: Context) -> Table:
    columns = [
        column(context, "statement", width=36),
        column(context, "stated", width=20),
        column(context, "stated_value", width=16),
        column(context, "figure", width=30),
        column(context, "computed", width=16),
        column(context, "difference", width=14),
        column(context, "verdict", width=20),
        column(context, "explanation", width=60),
        column(context, "source", width=10),
    ]
    rows = [
        _reconciled(context, found.statement, candidate, index)
        for found in reconcile(context.portfolio)
        for index, candidate in enumerate(found.candidates or (None,))
    ]
    notes = [context.labels("note.reconciliation")]
    return make(context, "reconciliation", columns, rows, notes=notes, wide=True, filters=True)


def _reconciled(
    context: Context, statement: Statement, candidate: Candidate | None, index: int
) -> Row:
    words = formats.stated(context.labels, statement)
    if not is_currency(statement.unit) and statement.unit not in ("%", "year"):
        words = f"{words} {context.unit(statement.unit, _plural(statement))}"
    stated = valued(formats.stated_value(statement, statement.value), statement.unit)
    computed = _computed(context, candidate)
    verdict = candidate.verdict if candidate else Verdict.NOT_COMPUTED
    return (
        local(context, statement.title, (statement.id,)),
        Cell(words),
        stated,
        _title(context, candidate),
        computed,
        _difference(candidate, computed, stated),
        Cell(context.labels(f"verdict.{verdict}")),
        local(context, statement.explanation) if index == 0 else Cell(),
        Cell(statement.source or None),
    )


def _plural(statement: Statement) -> int:
    upper = statement.upper if statement.upper is not None else statement.value
    return int(upper) if upper == upper.to_integral_value() else 2


def _title(context: Context, candidate: Candidate | None) -> Cell:
    if candidate is None:
        return Cell(context.labels("word.no_figure"))
    call = candidate.figure.name
    title = catalogue()[call.partition("(")[0]].title
    told = ", ".join(_argument(context, word, value) for word, value in _arguments(call))
    shown = f"{context.best(title)} ({told})" if told else context.best(title)
    if candidate.figure.value is not None and (missing := _missing(context, candidate.figure)):
        shown = context.labels("format.without", figure=shown, what=missing)
    return Cell(shown, language=context.other_language(title))


def _arguments(call: str) -> list[tuple[str, str]]:
    """Take the arguments from the normal form of a call, in which each is a text."""
    made = ast.parse(call, mode="eval").body
    words = made.keywords if isinstance(made, ast.Call) else []
    return [(str(word.arg), str(ast.literal_eval(word.value))) for word in words]


_GROUPS: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind", "contribution"),
    "recruitment": ("recruitment",),
    "paid_by": ("post_funding",),
}
"""Groups of labels that hold the words for an argument."""


def _argument(context: Context, word: str, value: str) -> str:
    writers = {
        "project": context.project,
        "country": context.country,
        "donor": context.organisation,
    }
    if word in writers:
        return writers[word](value)
    if word in ("on", "month"):
        return formats.span(context.labels, DateSpan.parse(value))
    found = (context.labels.get(f"{group}.{value}", "") for group in _GROUPS.get(word, ()))
    return next(filter(None, found), value)


def _computed(context: Context, candidate: Candidate | None) -> Cell:
    if candidate is None:
        return Cell()
    name = candidate.figure.name.partition("(")[0]
    return _value(context, name, dict(_arguments(candidate.figure.name)), candidate.figure)


def _difference(candidate: Candidate | None, computed: Cell, stated: Cell) -> Cell:
    """Make the cell of computed less stated; empty where the two are no numbers of one kind."""
    if candidate is None or candidate.difference is None:
        return Cell()
    derivation = Difference("computed", "stated_value")
    one, other = computed.value, stated.value
    if isinstance(one, Money) and isinstance(other, Money):
        return Cell(one - other, Kind.MONEY, derivation)
    percent = Kind.PERCENT in (computed.kind, stated.kind)
    if not isinstance(one, int | Decimal) or not isinstance(other, int | Decimal):
        return Cell()
    if percent and computed.kind is not stated.kind:
        return Cell()
    gap = one - other
    kind = Kind.INTEGER if isinstance(gap, int) else Kind.DECIMAL
    return Cell(gap, Kind.PERCENT if percent else kind, derivation)


# --- Definitions --------------------------------------------------------------------------


def _definitions(context: Context) -> Table:
    cited = {
        call.partition("(")[0].strip()
        for statement in context.portfolio.statements
        for call in statement.figures
    }
    columns = [
        column(context, "figure_name", width=34),
        column(context, "key_figure", width=36),
        column(context, "rule", width=70),
        column(context, "unit", width=14),
    ]
    rows = (
        (
            Cell(name),
            local(context, known.title),
            _rule(context, name),
            Cell(_unit_of(context, name)),
        )
        for name, known in catalogue().items()
        if known.concerns(context.portfolio) or name in cited
    )
    return make(context, "definitions", columns, rows, notes=[context.labels("note.definitions")])


def _unit_of(context: Context, name: str) -> str | None:
    unit = catalogue()[name].unit
    if unit == CURRENCY:
        return context.portfolio.currency
    return context.unit(unit) if unit else None
