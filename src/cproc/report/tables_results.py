"""Tables of what projects brought about, and of what its indicators say over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cproc import model
from cproc.figures import Reason, qualified, told
from cproc.figures.named_results import as_number, due_at, held_at, reached_at
from cproc.report.cells import Cell, Kind, Table
from cproc.report.context import Context, project_code
from cproc.report.declare import Content, Declared, decimal, qualifier, table, text, valued
from cproc.report.tables_documents import documents_column

_Row = tuple[model.Project, model.Result, model.Indicator | None]
_Told = tuple[model.Project, model.Indicator, model.IndicatorValue, model.Disaggregation | None]


def result_tables(context: Context) -> Iterator[Table]:
    """The tables of results, of all projects and, with its code behind a colon, of each.

    ``results`` has one row per indicator, as it stood on the last day of the period, or per
    result without any; ``indicator_values`` one row per value, where there is more to tell.
    """
    for one in (None, *context.portfolio.projects):
        rows = [
            (project, result, indicator)
            for project in ((one,) if one else context.portfolio.projects)
            for result in project.results
            for indicator in (result.indicators or (None,))
        ]
        yield _results(context, rows, one)
        yield _values(context, rows, one)


def _held(context: Context, sex: str = "") -> Declared:
    """The column of what indicators have come to, or of the women or men among them."""

    def cell(
        project: model.Project, _result: model.Result, indicator: model.Indicator | None
    ) -> Content:
        if indicator is None:
            return None
        found = reached_at(context.portfolio, project, indicator, context.end)
        untold = any(each.reason is Reason.DATE for each in found.missing)
        if not sex and found.value is None and (found.known or untold):
            return Cell(told(context.labels, found), Kind.TEXT)
        number = _sum(held_at(context.portfolio, indicator, context.end), sex)
        kind = _exactness(context, indicator)
        if sex or context.explains or kind is model.Qualifier.EXACT or not isinstance(number, Cell):
            return number
        # Readers who are no auditors have the number as one says it.
        value = context.labels.number(number.value)  # type: ignore[arg-type] # of an indicator
        words = context.labels(f"qualifier.{kind}", value=value)
        return Cell(words, Kind.TEXT)

    return decimal(sex or "actual", cell, 10, shown=None)


def _beside(context: Context, kind: model.ValueKind) -> tuple[Declared, Declared]:
    """The columns of the baseline or target beside it, and of its time."""

    def values(indicator: model.Indicator | None) -> tuple[model.IndicatorValue, ...]:
        if indicator is None:
            return ()
        if kind is model.ValueKind.TARGET:
            return due_at(indicator, context.end)
        return indicator.of_kind(kind)[-1:]

    def time(_p: model.Project, _r: model.Result, indicator: model.Indicator | None) -> Content:
        return context.span(beside[-1].when) if (beside := values(indicator)) else None

    return (
        decimal(kind, lambda _p, _r, indicator: _sum(values(indicator)), 10, shown=None),
        text(f"{kind}_date", time, 16, shown=None),
    )


def _results(context: Context, rows: Sequence[_Row], one: model.Project | None) -> Table:
    every = one is None

    def exactness(
        _p: model.Project, _r: model.Result, indicator: model.Indicator | None
    ) -> Content:
        kind = _exactness(context, indicator)
        return None if kind is model.Qualifier.EXACT else context.labels(f"qualifier_word.{kind}")

    def level(_p: model.Project, result: model.Result, _i: model.Indicator | None) -> Content:
        return result.level and context.term(model.TermList.RESULT_LEVEL, result.level)

    columns = [
        text("project_name", lambda p, _r, _i: p.name, 22, shown=every),
        text("level", level, 12, shown=None),
        text("result", lambda _p, r, _i: r.title, 60),
        text("indicator", lambda _p, _r, i: i and i.title, 30, shown=None),
        text("unit", lambda _p, _r, i: i and context.unit(i.unit), 14, shown=None),
        *_beside(context, model.ValueKind.BASELINE),
        *_beside(context, model.ValueKind.TARGET),
        _held(context),
        text("qualifier", exactness, 14, shown=None),
        *(_held(context, sex) for sex in ("women", "men")),
        text("verification", lambda _p, _r, i: i and i.verification, 30, shown=None),
        text("assumption", lambda _p, r, _i: r.assumption, 30, shown=None),
        text("risk", lambda _p, r, _i: r.risk, 30, shown=None),
        *([documents_column(context, lambda _p, r, _i: r.documents)] if every else ()),
        text("source", lambda _p, r, _i: r.source, 10, shown=None if every else False),
    ]
    return table(
        context,
        "results",
        rows,
        columns,
        about=project_code,
        project=one,
        filters=every,
        wide=every,
    )


def _exactness(context: Context, indicator: model.Indicator | None) -> model.Qualifier:
    held = held_at(context.portfolio, indicator, context.end) if indicator else ()
    return qualified((each.qualifier, False) for each in held)


def _sum(values: Sequence[model.IndicatorValue], sex: str = "") -> Content:
    """The sum of values, or of what of them is of a sex; nothing where one does not tell it."""
    numbers = [each.part("sex", sex) if sex else each.value for each in values]
    if not numbers or None in numbers:
        return None
    return valued(as_number(sum((Fraction(n) for n in numbers if n is not None), Fraction())), "")


def _tells_more(indicator: model.Indicator) -> bool:
    """Whether there is more to an indicator than a number of each kind, of women and of men."""
    kinds = [each.kind for each in indicator.values]
    return len(set(kinds)) < len(kinds) or any(
        value.kind is model.ValueKind.MILESTONE
        or value.when is not None
        or any(part.dimension != "sex" for part in value.parts)
        for value in indicator.values
    )


def _values(context: Context, rows: Sequence[_Row], one: model.Project | None) -> Table:
    """Each value of the indicators, and below it how it falls to groups."""
    labels, every = context.labels, one is None
    told_of: list[_Told] = [
        (project, indicator, value, part)
        for project, _result, indicator in rows
        if indicator is not None
        for kind in model.ValueKind
        for value in indicator.of_kind(kind)
        for part in (None, *value.parts)
    ]
    if not any(_tells_more(indicator) for _p, _r, indicator in rows if indicator):
        told_of = []

    def group(part: model.Disaggregation | None) -> Content:
        if part is None:
            return None
        dimension = labels.get(f"dimension.{part.dimension}", part.dimension)
        word = labels.get(f"column.{part.group}", part.group) if part.dimension == "sex" else ""
        return labels("format.group", head=dimension, members=word or part.group)

    def number(value: model.IndicatorValue, part: model.Disaggregation | None) -> Content:
        return valued(as_number(Fraction((part or value).value)), "")

    columns = [
        text("project_name", lambda p, _i, _v, _g: p.name, 22, shown=every),
        text("indicator", lambda _p, i, _v, _g: i.title, 44),
        text("unit", lambda _p, i, _v, _g: context.unit(i.unit), 14),
        text("value_kind", lambda _p, _i, v, _g: labels(f"value_kind.{v.kind}"), 14),
        text("when", lambda _p, _i, v, _g: context.span(v.when), 22, shown=None),
        text("group", lambda _p, _i, _v, part: group(part), 20, shown=None),
        decimal("value", lambda _p, _i, v, part: number(v, part), 12),
        text("qualifier", lambda _p, _i, v, _g: qualifier(context, v), 14, shown=None),
        text("source", lambda _p, _i, v, _g: v.source, 10, shown=None if every else False),
    ]
    return table(
        context,
        "indicator_values",
        told_of,
        columns,
        about=project_code,
        project=one,
        filters=every,
        after="results",
    )
