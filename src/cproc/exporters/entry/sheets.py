"""The sheets of an entry workbook: which tables and columns, in what order, with what in them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import attrs

from cproc.dates import DateSpan, Month, Period
from cproc.errors import in_language
from cproc.labels import Labels
from cproc.model import LocalText, Portfolio, TermList
from cproc.serialize import Table, to_tables
from cproc.serialize.cells import EXACT_DIGITS
from cproc.serialize.headings import LISTS, Choices, choices_of, heading, sheet_name
from cproc.serialize.relations import Column, Relation, relations

Value = str | int | Decimal | date | None
"""What a cell is written as."""

_FORMS: dict[Any, str] = {
    date: "day",
    DateSpan: "days",
    Month: "month",
    Period: "period",
    bool: "flag",
}
_COUNTRIES, _CURRENCIES = ("country", "nationality"), ("currency", "per")


@attrs.frozen
class EntryColumn:
    """One column of a sheet.

    Args:
        name: Name of the column in its table; of a text with the language.
        title: What its heading says.
        note: What the note of the heading says.
        kind: Type of its values.
        needed: Whether each row must fill it.
        is_list: Whether a cell holds several.
        choices: What it chooses from.
    """

    name: str
    title: str
    note: str
    kind: Any
    needed: bool = False
    is_list: bool = False
    choices: Choices | None = None

    @property
    def holds_country(self) -> bool:
        """Whether its values are countries."""
        return self.name.rpartition(".")[2] in _COUNTRIES

    @property
    def holds_currency(self) -> bool:
        """Whether its values are currencies."""
        return self.name.rpartition(".")[2] in _CURRENCIES


@attrs.frozen
class EntrySheet:
    """One sheet.

    Args:
        relation: Its table.
        title: Its name.
        columns: Its columns.
        rows: What its records hold.
        example: What its example row holds; none where empty.
    """

    relation: Relation
    title: str
    columns: tuple[EntryColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    example: tuple[Value, ...] = ()

    @property
    def top(self) -> int:
        """The number of the row of the first record."""
        return 3 if self.example else 2

    def at(self, name: str) -> int | None:
        """The position of a column."""
        return next((at for at, each in enumerate(self.columns) if each.name == name), None)


@cache
def form() -> Mapping[str, Any]:
    """The sheets in their order, their usual columns and examples."""
    return tomllib.loads(files(__package__).joinpath("form.toml").read_text("utf-8"))


def sheets_of(
    portfolio: Portfolio, labels: Labels, *, examples: bool, every: bool
) -> tuple[EntrySheet, ...]:
    """The sheets that hold a portfolio.

    Args:
        portfolio: What they hold.
        labels: The words of their language.
        examples: Whether usual sheets have an example row.
        every: Whether the sheets that nobody begins with are there even where nothing is in them.
    """
    tables, own = to_tables(portfolio, folded=True), own_terms(portfolio)
    order = dict.fromkeys((*form()["columns"], *relations()))
    wanted = [name for name in order if every or name in form()["usual"] or name in tables]
    return tuple(
        _sheet(relations()[name], tables, labels, own, examples=examples) for name in wanted
    )


def _sheet(
    relation: Relation,
    tables: Mapping[str, Table],
    labels: Labels,
    own: Mapping[TermList, frozenset[str]],
    *,
    examples: bool,
) -> EntrySheet:
    table = tables.get(relation.name)
    filled = table.columns if table else ()
    columns = tuple(
        entry_column(relation, name, labels)
        for name in column_names(relation, filled, tables, labels.language)
    )
    at = {name: index for index, name in enumerate(filled)}
    places = [at.get(column.name) for column in columns]
    writers = [cell_writer(column, labels, own) for column in columns]
    rows = tuple(
        tuple(
            None if place is None else write(row[place])
            for place, write in zip(places, writers, strict=True)
        )
        for row in (table.rows if table else ())
    )
    example = _example(relation, columns, writers, labels) if examples else ()
    return EntrySheet(relation, sheet_name(relation.name, labels), columns, rows, example)


def column_names(
    relation: Relation, filled: Iterable[str], tables: Mapping[str, Table], language: str
) -> list[str]:
    """The columns of a sheet: the usual ones, then what else the data fill.

    Args:
        relation: The table of the sheet.
        filled: The columns that the data fill.
        tables: Those that the data have rows in.
        language: That of the workbook.
    """
    filled = [*filled]
    texts = [column.name for column in relation.columns if column.kind is LocalText]
    usual = form()["columns"].get(relation.name, list(relation.names))
    if relation.counted and relation.key and relation.key not in usual:
        numbered = any(
            _belongs(each, relation) for name, each in relations().items() if name in tables
        )
        filled = [name for name in filled if name != relation.key or numbered]
    names: list[str] = []
    for name in (*usual, *filled):
        if name in texts:
            others = [each for each in filled if each.rpartition(".")[0] == name]
            names += [f"{name}.{language}", *others]
        else:
            names.append(name)
    return list(dict.fromkeys(names))


def _belongs(relation: Relation, to: Relation) -> bool:
    return len(relation.path) > len(to.path) and relation.path[: len(to.path)] == to.path


def entry_column(relation: Relation, name: str, labels: Labels) -> EntryColumn:
    """A column of a sheet by its name."""
    stem = name if name in relation.names else name.rpartition(".")[0]
    known = (column for column in relation.every_column if column.name == stem)
    column = next(known, Column(name, (name,), str))
    choices = choices_of(relation, column.name)
    entry = EntryColumn(
        name,
        heading(relation, name, labels),
        "",
        column.kind,
        column.needed,
        column.is_list,
        choices,
    )
    return attrs.evolve(entry, note=_note(column, entry, labels))


def _note(column: Column, entry: EntryColumn, labels: Labels) -> str:
    lines = [in_language(column.description, labels.language)]
    if column.kind is LocalText:
        lines.append(labels("entry.language", language=entry.name.rpartition(".")[2]))
    if column.kind in _FORMS:
        lines.append(labels(f"entry.form.{_FORMS[column.kind]}"))
    lists = sheet_name(LISTS, labels)
    if entry.holds_country:
        lines.append(labels("entry.form.country", sheet=lists))
    elif entry.holds_currency:
        lines.append(labels("entry.form.currency", sheet=lists))
    elif entry.choices:
        lines.append(labels("entry.choose"))
    if column.is_list:
        lines.append(labels("entry.several"))
    lines.append(labels("entry.needed" if entry.needed else "entry.optional"))
    return "\n".join(line for line in lines if line)


def own_terms(portfolio: Portfolio) -> Mapping[TermList, frozenset[str]]:
    """The identifiers of the office's own terms, by their lists."""
    return {of: frozenset(t.id for t in portfolio.terms if t.of is of) for of in TermList}


def cell_writer(
    column: EntryColumn, labels: Labels, own: Mapping[TermList, frozenset[str]]
) -> Callable[[Any], Value]:
    """What makes a cell of a value of a table: choices by their labels, long numbers as text.

    Args:
        column: Where it stands.
        labels: The words of the language of the workbook.
        own: The office's own terms, by their lists: a label that is one of them would mean it.
    """
    taken = own.get(column.choices.own, ()) if column.choices and column.choices.own else ()

    def label(code: str) -> str:
        text = column.choices.label(code, labels) if column.choices else code
        return code if text in taken else text

    def write(value: Any) -> Value:
        if isinstance(value, bool):
            return labels("export.yes" if value else "export.no")
        if isinstance(value, str):
            if column.choices is None or value.startswith("["):
                return value
            if column.is_list:
                return "; ".join(map(label, value.split("; ")))
            return label(value)
        if isinstance(value, int | Decimal):
            digits = Decimal(value).normalize().as_tuple()
            long = len(digits.digits) + max(int(digits.exponent), 0) > EXACT_DIGITS
            return f"{value:f}" if long or int(digits.exponent) < -EXACT_DIGITS else value
        kept: Value = value
        return kept

    return write


def _example(
    relation: Relation,
    columns: tuple[EntryColumn, ...],
    writers: list[Callable[[Any], Value]],
    labels: Labels,
) -> tuple[Value, ...]:
    given = form()["example"].get(relation.name, {})
    if not given:
        return ()
    cells: list[Value] = []
    for column, write in zip(columns, writers, strict=True):
        stem = column.name.rpartition(".")[0] if column.kind is LocalText else column.name
        value = given.get(stem)
        if isinstance(value, dict):
            tag = column.name.rpartition(".")[2] if column.kind is LocalText else labels.language
            value = value.get(tag)
        cells.append(write(Decimal(str(value)) if isinstance(value, float) else value))
    first = cells[0]
    shown = first.isoformat() if isinstance(first, date) else str(first)
    return (labels("entry.example_cell", text=shown), *cells[1:])
