"""The description of CSV files that other programs read: a Frictionless ``datapackage.json``.

It names each file, its columns with their types, and the keys by which rows refer to each other
(Data Package 1, specs.frictionlessdata.io). A type or a key is named where all rows hold to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from cproc.model.references import REFERENCES
from cproc.serialize.csvtable import table_from_csv
from cproc.serialize.csvtext import separator_of
from cproc.serialize.reading import known_name
from cproc.serialize.relations import Column, Relation, identifier_of, relations, relations_by_path
from cproc.serialize.tables import Table

FILE = "datapackage.json"
"""What the file is called."""

_TYPES = {bool: "boolean", int: "integer", Decimal: "number", date: "date"}
_FORMS = {
    "boolean": re.compile(r"true|false"),
    "integer": re.compile(r"-?[0-9]+"),
    "number": re.compile(r"-?[0-9]+(\.[0-9]+)?"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "yearmonth": re.compile(r"[0-9]{4}-[0-9]{2}"),
}
_NAMED = {
    "organisation": "organisations",
    "project": "projects",
    "activity": "activities",
    "region": "regions",
    "treaty": "treaties",
    "heading": "headings",
    "component": "components",
    "transaction": "transactions",
}
"""The table of each kind of record that a field names by its identifier."""


@attrs.frozen
class Field:
    """A column of a CSV file.

    Args:
        name: Its heading.
        type: Type of its cells, as the standard calls it: string, integer, number, boolean, date,
            yearmonth.
        description: What it holds.
        title: What it is called elsewhere.
    """

    name: str
    type: str = "string"
    description: str = ""
    title: str = ""


@attrs.frozen
class Resource:
    """A CSV file.

    Args:
        path: Its name.
        title: What it holds.
        fields: Its columns.
        delimiter: What stands between its cells.
        key: The columns that name a row.
        refers: Columns that name a row of another file: the columns, the file, its columns.
    """

    path: str
    title: str
    fields: tuple[Field, ...]
    delimiter: str = ","
    key: tuple[str, ...] = ()
    refers: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = ()


def type_of(wanted: str, cells: Iterable[str]) -> str:
    """The type of a column, which is text where some cell is not of the type that is wanted.

    Example:
        >>> type_of("integer", ["1", "", "2"]), type_of("integer", ["1", "not known"])
        ('integer', 'string')
    """
    form = _FORMS.get(wanted)
    return wanted if form and all(form.fullmatch(cell) for cell in cells if cell) else "string"


def package_text(name: str, title: str, resources: Sequence[Resource]) -> str:
    """The text of a ``datapackage.json``.

    Args:
        name: Identifier of the data.
        title: What they are.
        resources: The files.
    """
    slugs = _slugs([each.path.removesuffix(".csv") for each in resources])
    names = dict(zip((each.path for each in resources), slugs, strict=True))
    data = {
        "profile": "tabular-data-package",
        "name": _slugs([name])[0],
        "title": title,
        "resources": [_resource(each, names) for each in resources],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _slugs(texts: Sequence[str]) -> list[str]:
    """Names of small letters, digits and ``.-_``, each once."""
    slugs: list[str] = []
    for text in texts:
        slug = plain = re.sub(r"[^a-z0-9._]+", "-", text.lower()).strip("-") or "data"
        number = 1
        while slug in slugs:
            number += 1
            slug = f"{plain}.{number}"
        slugs.append(slug)
    return slugs


def _resource(of: Resource, names: Mapping[str, str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [*map(_field, of.fields)], "missingValues": [""]}
    if of.key:
        schema["primaryKey"] = list(of.key)
    if of.refers:
        schema["foreignKeys"] = [
            {
                "fields": list(mine),
                "reference": {
                    "resource": "" if file == of.path else names[file],
                    "fields": list(theirs),
                },
            }
            for mine, file, theirs in of.refers
        ]
    return {
        "profile": "tabular-data-resource",
        "name": names[of.path],
        "path": of.path,
        "title": of.title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": of.delimiter},
        "schema": schema,
    }


def _field(of: Field) -> dict[str, str]:
    return {name: text for name, text in attrs.asdict(of).items() if text}


# --- The folder of CSV tables -----------------------------------------------------------------


def folder_package(files: Mapping[str, str], name: str, title: str) -> str | None:
    """The description of the CSV tables of a folder; none where there are none.

    Args:
        files: Their texts by name.
        name: Identifier of the office.
        title: Its name.
    """
    tables: dict[str, tuple[Table, str]] = {}
    for of in relations():
        if (text := files.get(f"{of}.csv")) is not None:
            table, faults = table_from_csv(text, of, f"{of}.csv")
            if table is not None and not faults:
                tables[of] = table, separator_of(text, lines=1)
    resources = [_described(table, tables, sign) for table, sign in tables.values()]
    return package_text(name, title, resources) if resources else None


def _described(table: Table, tables: Mapping[str, tuple[Table, str]], sign: str) -> Resource:
    relation = relations()[table.name]
    known = {column.name: column for column in relation.every_column}
    fields = []
    for at, heading in enumerate(table.columns):
        name = known_name(relation, heading)
        column = known.get(name) or known.get(name.rpartition(".")[0]) or Column(name, (), str)
        wanted = _TYPES.get(column.form, "string")
        cells = (row[at] for row in table.rows)
        fields.append(Field(heading, type_of(wanted, cells), column.description))
    refers = tuple(_references(table, relation, tables))
    title = table.name.replace("_", " ").capitalize()
    return Resource(f"{table.name}.csv", title, tuple(fields), sign, _key(table), refers)


def _key(table: Table) -> tuple[str, ...]:
    """The columns that name a row: none where some row has none of its own."""
    relation = relations()[table.name]
    own = relation.key or identifier_of(relation.cls)
    names = (*relation.keys, own) if own and not relation.is_single else ()
    rows = _cells(table, names)
    return names if rows and len({*rows}) == len(rows) and all(map(all, rows)) else ()


def _cells(table: Table, names: Sequence[str]) -> list[tuple[str, ...]]:
    """The cells of some columns; nothing where one is not there."""
    if not names or not {*names} <= {*table.columns}:
        return []
    at = [table.columns.index(name) for name in names]
    return [tuple(row[each] for each in at) for row in table.rows]


def _references(
    table: Table, relation: Relation, tables: Mapping[str, tuple[Table, str]]
) -> Iterator[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """What rows belong to, and the records that their fields name, as far as these are there."""
    for depth in range(len(relation.path) - 1, 0, -1):
        above = relations_by_path()[relation.path[:depth]]
        # The first of what stands folded in a row has none of its own.
        if above.name in tables and not above.is_folded:
            theirs = _key(tables[above.name][0])
            mine = relation.keys[: len(theirs)]
            if _leads(table, mine, tables[above.name][0], theirs):
                yield mine, f"{above.name}.csv", theirs
                break
    lists = {column.name for column in relation.columns if column.is_list}
    for field, kind in REFERENCES.get(relation.cls, {}).items():
        if (of := _NAMED.get(kind, "")) in tables and field not in lists:
            theirs = _key(tables[of][0])
            mine = (*theirs[:-1], field)
            if _leads(table, mine, tables[of][0], theirs):
                yield mine, f"{of}.csv", theirs


def _leads(table: Table, mine: Sequence[str], other: Table, theirs: Sequence[str]) -> bool:
    """Whether each row names a row of the other table, or none."""
    rows, there = _cells(table, mine), {*_cells(other, theirs)}
    return bool(rows) and all(row in there or not any(row) for row in rows)
