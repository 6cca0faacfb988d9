"""How the cells of a row become the fields of a record: one function for each column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cproc.errors import InvalidValueError, said
from cproc.model import LocalText, Money
from cproc.serialize.cells import is_empty, reader, text_of
from cproc.serialize.jsontext import parse
from cproc.serialize.places import occurrences_from_cells
from cproc.serialize.relations import Column, Relation
from cproc.serialize.tables import Data, Table

Put = Callable[[Data, Any, tuple[Any, ...]], None]
"""Puts what a cell says into a record; it is given the whole row as well."""

_AMOUNT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)
COMPACT = "where"
"""A column of activities with their places in words, in step with that of their times."""


def is_known(relation: Relation, column: str) -> bool:
    """Whether a table may have a column."""
    stem, dot, _language = column.rpartition(".")
    return (
        column in relation.names
        or column in (field.name for field in relation.parts)
        or (column == COMPACT and relation.name == "activities")
        or any(dot and c.name == stem and c.kind is LocalText for c in relation.columns)
    )


def known_name(relation: Relation, header: str) -> str:
    """What a column is called that a header means: letter case and blanks do not count."""
    name = header.strip()
    if is_known(relation, name):
        return name
    stem, dot, language = name.rpartition(".")
    compact = (COMPACT,) if is_known(relation, COMPACT) else ()
    known: str
    for known in (*relation.names, *(field.name for field in relation.parts), *compact):
        if name.casefold() == known:
            return known
        if dot and stem.casefold() == known and is_known(relation, f"{known}.{language}"):
            return f"{known}.{language.lower() if len(language) == len('en') else language}"
    return header


def lacking_columns(relation: Relation, table: Table, given: Mapping[str, Table]) -> frozenset[str]:
    """The fields that each row must have and that no column holds."""
    there = {name.partition(".")[0] for name in table.columns} | {*table.columns}
    elsewhere = {
        field.name
        for field in relation.parts
        if any(each.startswith(field.name) for each in given) or field.name in there
    }
    return frozenset(
        column.steps[0] if column.is_folded else column.name
        for column in relation.columns
        if column.needed and table.rows and not {column.name, column.steps[0]} & (there | elsewhere)
    )


def puts_of(
    relation: Relation, table: Table, former: Mapping[str, Any]
) -> Iterator[tuple[int, str, Put]]:
    """For each column its position, the field it fills, and what puts a cell there.

    Args:
        relation: The table's relation.
        table: Whose columns are known, each of them once.
        former: Columns of former formats, which are passed on as they stand.
    """
    columns = {column.name: column for column in relation.columns}
    parts = {field.name for field in relation.parts}
    places = {name: index for index, name in enumerate(table.columns)}
    for name, index in places.items():
        stem, _dot, language = name.rpartition(".")
        if name in columns:
            column = columns[name]
            if column.kind is LocalText:
                yield index, name, _plain(column)  # a former format, or told when it is read
            elif column.kind is Money and not column.is_list:
                yield index, column.steps[0], _money(column, places.get(column.currency))
            elif relation.name == "activities" and name == "when":
                yield index, "occurrences", _times(column, places.get(COMPACT))
            else:
                yield index, column.steps[0], _value(column)
        elif stem in columns and columns[stem].kind is LocalText:
            yield index, columns[stem].steps[0], _text(columns[stem], language)
        elif name == COMPACT and relation.name == "activities":
            yield index, "occurrences[0].places", _places(places.get("when"))
        elif name in parts:
            yield index, name, _json(name)
        elif name in former and name not in relation.keys:
            yield index, name, _plain_field(name)


def _into(column: Column) -> Callable[[Data], Data]:
    """What leads from a record to the one within it whose field a column holds."""
    steps = column.steps[:-1]
    if not steps:
        return lambda record: record

    def within(record: Data) -> Data:
        for step in steps:
            if column.is_folded:
                record = record.setdefault(step, [{}])[0]
            else:
                record = record.setdefault(step, {})
        return record

    return within


def _value(column: Column) -> Put:
    read, name, into = reader(column.kind, is_list=column.is_list), column.steps[-1], _into(column)
    if len(column.steps) == 1:

        def put(record: Data, cell: Any, _row: object) -> None:
            record[name] = read(cell)

        return put

    def put_within(record: Data, cell: Any, _row: object) -> None:
        value = read(cell)
        into(record)[name] = value

    return put_within


def _money(column: Column, currency: int | None) -> Put:
    read, name, into = reader(column.kind), column.steps[-1], _into(column)

    def put(record: Data, cell: Any, row: tuple[Any, ...]) -> None:
        amount = read(cell)
        code = "" if currency is None or is_empty(row[currency]) else text_of(row[currency])
        if not code and not str(amount)[:1].isalpha():
            raise InvalidValueError(
                "currency-missing",
                said("the amount {amount} has no currency.", amount=amount),
                said(
                    "Write EUR {amount}, or fill the column {column}.",
                    amount=amount,
                    column=column.currency,
                ),
            )
        if code and type(amount) is str and not _AMOUNT.fullmatch(amount.strip()):
            raise InvalidValueError(
                "money-form",
                said("{text!r} is no amount.", text=amount),
                said(
                    "Write the number alone, 7500.00, and the currency in {column}.",
                    column=column.currency,
                ),
            )
        into(record)[name] = f"{code.strip()} {amount}" if code else amount

    return put


def _times(column: Column, places: int | None) -> Put:
    """Of activities: one time, or several in words, whose places stand beside them."""
    one = _value(column)

    def put(record: Data, cell: Any, row: tuple[Any, ...]) -> None:
        if places is not None and not is_empty(row[places]):
            return  # both are read with the places
        if type(cell) is str and "|" in cell:
            record["occurrences"] = occurrences_from_cells(cell, "")
        else:
            one(record, cell, row)

    return put


def _places(times: int | None) -> Put:
    def put(record: Data, cell: Any, row: tuple[Any, ...]) -> None:
        when = "" if times is None or is_empty(row[times]) else text_of(row[times])
        if when.strip():
            record["occurrences"] = occurrences_from_cells(when, text_of(cell))

    return put


def _text(column: Column, language: str) -> Put:
    name, into = column.steps[-1], _into(column)

    def put(record: Data, cell: Any, _row: object) -> None:
        text = text_of(cell)
        texts = into(record).setdefault(name, {})
        if isinstance(texts, dict):  # else a column without language stands beside it
            texts[language] = text

    return put


def _json(name: str) -> Put:
    def put(record: Data, cell: Any, _row: object) -> None:
        text = text_of(cell)
        record[name] = parse(text) if text[:1] in ("{", "[") else text

    return put


def _plain(column: Column) -> Put:
    name, into = column.steps[-1], _into(column)

    def put(record: Data, cell: Any, _row: object) -> None:
        into(record)[name] = text_of(cell)

    return put


def _plain_field(name: str) -> Put:
    return _plain(Column(name, (name,), str))
