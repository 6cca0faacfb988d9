"""The tables of the annexes: stated figures beside computed ones, and what figures count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cproc import figures
from cproc.figures import (
    Candidate,
    Definition,
    Reconciliation,
    Verdict,
    catalogue,
    stated,
    stated_value,
)
from cproc.labels import Labels
from cproc.model import DateSpan, Money, Statement
from cproc.money import rounded
from cproc.report.cells import Cell, Kind, Minus, Own, Table
from cproc.report.context import Context
from cproc.report.declare import Content, table, text, valued
from cproc.report.figure_cells import figure_cell, missing_words, parsed, rule_cell
from cproc.report.settle import SHARE_DECIMALS


def statement_tables(context: Context) -> Iterator[Table]:
    """``reconciliation``, one row per statement and figure it may mean, and ``definitions``."""
    yield _reconciliation(context)
    yield _definitions(context)


# --- Stated beside computed ---------------------------------------------------------------


def _reconciliation(context: Context) -> Table:
    labels = context.labels
    rows = [
        (found, candidate, found.statement)
        for found in context.reconciled
        for candidate in found.candidates or (None,)
    ]

    def words(_r: Reconciliation, _c: Candidate | None, statement: Statement) -> Content:
        number, unit = stated(labels, statement), statement.unit
        if isinstance(stated_value(statement, statement.value), Money) or unit in ("%", "year"):
            return number
        return f"{number} {context.unit(unit, _plural(statement))}"

    def value(statement: Statement) -> Cell:
        return _stated(labels, statement)

    def computed(candidate: Candidate | None) -> Cell:
        if candidate is None:
            return Cell()
        name, arguments = parsed(candidate.figure.name)
        return figure_cell(context, name, arguments, candidate.figure)

    def difference(_r: Reconciliation, candidate: Candidate | None, s: Statement) -> Content:
        return _difference(computed(candidate), value(s), candidate, s)

    def verdict(_r: Reconciliation, candidate: Candidate | None, _s: Statement) -> Content:
        return labels(f"verdict.{candidate.verdict if candidate else Verdict.NOT_COMPUTED}")

    def explanation(found: Reconciliation, candidate: Candidate | None, s: Statement) -> Content:
        first = not found.candidates or candidate is found.candidates[0]
        return context.local(s.explanation) if first else None

    columns = [
        text("statement", lambda _r, _c, s: s.title, 36),
        text("stated", words, 20),
        text("stated_value", lambda _r, _c, s: value(s), 16),
        text("figure", lambda _r, c, _s: _title(context, c), 30),
        text("computed", lambda _r, c, _s: computed(c), 16),
        text("difference", difference),
        text("verdict", verdict, 20),
        text("explanation", explanation, 60, shown=None),
        text("source", lambda _r, _c, s: s.source, 10, shown=None),
    ]
    notes, about = [labels("note.reconciliation")], lambda _r, _c, s: s.id
    return table(
        context, "reconciliation", rows, columns, about=about, notes=notes, wide=True, filters=True
    )


def _stated(labels: Labels, statement: Statement) -> Cell:
    """What was stated as a value; of a range, which is none, in words."""
    if statement.upper is not None:
        return Cell(stated(labels, statement), Kind.TEXT)
    return valued(stated_value(statement, statement.value), statement.unit)


def _plural(statement: Statement) -> int:
    upper = statement.upper if statement.upper is not None else statement.value
    return int(upper) if upper == upper.to_integral_value() else 2


def _title(context: Context, candidate: Candidate | None) -> Cell:
    if candidate is None:
        return Cell(context.labels("word.no_figure"))
    name, arguments = parsed(candidate.figure.name)
    title = catalogue()[name].title
    written = ", ".join(_argument(context, word, value) for word, value in arguments.items())
    shown = f"{context.best(title)} ({written})" if written else context.best(title)
    if candidate.figure.known and (missing := missing_words(context, candidate.figure)):
        shown = context.labels("format.without", figure=shown, what=missing)
    return Cell(shown, language=context.other_language(title))


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
        return context.labels.span(DateSpan.parse(value))
    words = (context.labels.get(f"{group}.{value}", "") for group in _GROUPS.get(word, ()))
    return next(filter(None, words), value)


def _difference(  # noqa: PLR0911 - one case for each kind of number
    computed: Cell, stated_: Cell, candidate: Candidate | None, statement: Statement
) -> Content:
    """Computed less stated; empty where the two are no numbers of one kind."""
    if candidate is None or candidate.difference is None:
        return None
    if statement.upper is not None:  # it is not one cell less another
        number = rounded(candidate.difference, SHARE_DECIMALS)
        return valued(stated_value(statement, number), statement.unit)
    if isinstance(computed.value, str):  # "not known" stands for a sum of nothing, of value 0
        return None
    amounts = {isinstance(candidate.figure.value, Money), isinstance(stated_.value, Money)}
    percent = {cell.kind is Kind.PERCENT for cell in (computed, stated_)}
    if len(amounts) > 1 or len(percent) > 1:
        return None
    if amounts == {True}:
        return Cell(kind=Kind.MONEY, expression=_GAP)
    if percent == {True}:
        return Cell(kind=Kind.PERCENT, expression=_GAP)
    whole = all(isinstance(each, int) for each in (candidate.figure.value, stated_.value))
    return Cell(kind=Kind.INTEGER if whole else Kind.DECIMAL, expression=_GAP)


_GAP = Minus(Own("computed"), Own("stated_value"))


# --- Definitions --------------------------------------------------------------------------


def _definitions(context: Context) -> Table:
    cited = {
        call.partition("(")[0].strip()
        for statement in context.portfolio.statements
        for call in statement.figures
    }

    def unit(_name: str, definition: Definition) -> Content:
        if definition.unit == figures.CURRENCY:
            return context.portfolio.currency
        return context.unit(definition.unit) if definition.unit else None

    columns = [
        text("figure_name", lambda name, _d: name, 34),
        text("key_figure", lambda _name, d: d.title, 36),
        text("rule", lambda _name, d: rule_cell(context, d), 70),
        text("unit", unit),
    ]
    listed = [
        (name, definition)
        for name, definition in catalogue().items()
        if definition.concerns(context.portfolio) or name in cited
    ]
    notes = [context.labels("note.definitions")]
    return table(context, "definitions", listed, columns, notes=notes)
