"""The tables of a portfolio as databases want them: every column, and what is asked most.

The columns are those of the relational form, all of them whether filled or not, so that the
tables of several offices can be put together. Added are the days of spans (``when_start``,
``when_end``), whether an activity is an event, a table for each list of codes
(``activity_projects``, with the exact share of each project as numerator and denominator), and
the place of each row in its list. What is added is passed over when the tables are read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import attrs

from cproc.dates import DateSpan, Period
from cproc.model import Activity, Identifier, LocalText, Portfolio
from cproc.serialize.cells import reader
from cproc.serialize.fields import record_fields
from cproc.serialize.relations import Column, Relation, relations, singular
from cproc.serialize.structure import converter
from cproc.serialize.tables import Table, tables_of

ROW = "row"
"""The column with the place of a row in its table, from 1: rows of a database have no order."""
_SPANS = (DateSpan, Period)
_EVENT = "is_event"


def analysis_tables(portfolio: Portfolio) -> dict[str, Table]:
    """Every table of a portfolio with every column, and what is added to them.

    Args:
        portfolio: Whose records.

    Example:
        >>> import cproc
        >>> tables = analysis_tables(cproc.load("examples/cproc_2017"))
        >>> len(tables["activities"].rows), len(tables["activity_projects"].rows)
        (158, 186)
    """
    written = tables_of(converter().unstructure(portfolio), folded=False)
    languages = sorted(_languages(written.values()))
    tables: dict[str, Table] = {}
    for name, relation in relations().items():
        plain = written.get(name, Table(name, (), ()))
        columns, rows = _whole(plain, relation, languages)
        if name == "activities":
            met = [portfolio.met(activity) for activity in portfolio.activities]
            columns, rows = _added(columns, rows, (_EVENT,), [(each,) for each in met])
        tables[name] = Table(name, columns, rows)
        tables |= dict(_links(relation, tables[name]))
    return tables


def column_types(table: Table) -> dict[str, type]:
    """The type of each column: text, whole number, decimal number, day, true or false."""
    relation = relations().get(table.name)
    types: dict[str, type] = {ROW: int, _EVENT: bool, "numerator": int, "denominator": int}
    for column in relation.every_column if relation else ():
        types[column.name] = column.form
        if column.kind in _SPANS:
            types |= dict.fromkeys((f"{column.name}_start", f"{column.name}_end"), date)
    return {name: types.get(name, str) for name in table.columns}


def without_added(table: Table) -> Table | None:
    """A table as it is read back: its own columns, its rows in their order.

    Returns:
        None for a table that is added as a whole.
    """
    relation = relations().get(table.name)
    if relation is None:
        return None if _is_link(table.name) else table
    spans = {c.name for c in relation.columns if c.kind in _SPANS}
    added = {ROW, _EVENT} | {f"{name}_{end}" for name in spans for end in ("start", "end")}
    kept = [at for at, name in enumerate(table.columns) if name not in added]
    rows: Iterable[Sequence[Any]] = table.rows
    if ROW in table.columns:
        place = table.columns.index(ROW)
        rows = sorted(rows, key=lambda row: row[place])
    return attrs.evolve(
        table,
        columns=tuple(table.columns[at] for at in kept),
        rows=tuple(tuple(row[at] for at in kept) for row in rows),
    )


def _languages(tables: Iterable[Table]) -> set[str]:
    texts = {
        (name, column.name)
        for name, relation in relations().items()
        for column in relation.columns
        if column.kind is LocalText
    }
    return {
        language
        for table in tables
        for stem, _dot, language in (column.rpartition(".") for column in table.columns)
        if (table.name, stem) in texts
    } or {"en"}


def _whole(
    table: Table, relation: Relation, languages: Sequence[str]
) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """The columns of a relation, all of them, with the days of spans, and the rows filled up."""
    places = {name: at for at, name in enumerate(table.columns)}
    columns: list[str] = [ROW]
    cells: list[Any] = [range(1, len(table.rows) + 1)]
    for column in _columns(relation):
        texts = column.kind is LocalText
        for name in [f"{column.name}.{each}" for each in languages] if texts else [column.name]:
            values = [row[places[name]] if name in places else None for row in table.rows]
            columns.append(name)
            cells.append(values)
            if column.kind in _SPANS and not column.is_list:
                days = [None if value is None else column.kind.parse(value) for value in values]
                columns += [f"{name}_start", f"{name}_end"]
                cells.append([None if day is None else day.start for day in days])
                cells.append([None if day is None else _last_day(day) for day in days])
    return tuple(columns), tuple(zip(*cells, strict=True))


def _columns(relation: Relation) -> Iterator[Column]:
    own = {column.name for column in relation.columns if column.is_folded}
    yield from (column for column in relation.every_column if column.name not in own)
    # A record without fields of its own, which has no column.
    singles = (field for field in relation.parts if not field.is_list and relation.path)
    yield from (Column(field.name, (), str) for field in singles)


def _last_day(span: Any) -> date | None:
    return None if getattr(span, "open", False) else span.end


def _added(
    columns: tuple[str, ...],
    rows: tuple[tuple[Any, ...], ...],
    names: tuple[str, ...],
    cells: Sequence[tuple[Any, ...]],
) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    return (*columns, *names), tuple((*row, *added) for row, added in zip(rows, cells, strict=True))


def _codes(relation: Relation) -> Iterator[str]:
    """The fields of a class that hold several codes, of records that have a name of their own."""
    if (relation.key and not relation.counted) or relation.name in (
        "posts",
        "regions",
        "priorities",
    ):
        for field in record_fields(relation.cls):
            if field.is_list and field.kind is Identifier:
                yield field.name


def _is_link(name: str) -> bool:
    return any(
        name == f"{singular(relation.name)}_{field}"
        for relation in relations().values()
        for field in _codes(relation)
    )


def _links(relation: Relation, table: Table) -> Iterator[tuple[str, Table]]:
    """For each list of codes a table with a row for each."""
    places = {name: at for at, name in enumerate(table.columns)}
    own = next((name for name in ("id", "code") if name in places), "")
    for field in _codes(relation):
        columns = [singular(relation.name), singular(field)]
        shared = relation.cls is Activity and field == "projects"
        rows: list[tuple[Any, ...]] = []
        for row in table.rows:
            codes = _items(row[places[field]])
            parts = _parts(len(codes), row[places["shares"]]) if shared else [()] * len(codes)
            rows += (
                (row[places[own]], code, *part) for code, part in zip(codes, parts, strict=True)
            )
        columns += ["numerator", "denominator"] if shared else []
        name = f"{columns[0]}_{field}"
        yield name, Table(name, tuple(columns), tuple(rows))


def _parts(count: int, shares: str | None) -> list[tuple[int, int]]:
    # Numerator and denominator: a third has no decimal, and a database can still sum it exactly.
    weights = [Fraction(each) for each in _items(shares)] or [Fraction(1)] * count
    whole = sum(weights, Fraction(0))
    return [(weight / whole).as_integer_ratio() for weight in weights]


def _items(cell: str | None) -> list[str]:
    # As any reader of cells takes it: a code with a semicolon stands in a list of JSON.
    return [] if not cell else [str(each) for each in reader(str, is_list=True)(cell)]
