"""A portfolio's plain data as tables, and tables as the plain data they hold.

Both ways go through the relations that the classes of the model make: `tables_of` writes,
`Assembly` reads and knows in which cell each value stood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs

from cproc.errors import DataError, Problem, said
from cproc.model import LocalText, Money
from cproc.serialize.cells import cell_of
from cproc.serialize.relations import Column, Relation, relations, relations_by_path

Data = dict[str, Any]


@attrs.frozen
class Table:
    """Rows of one class of records, as a file, a sheet or a data frame holds them.

    Args:
        name: Which records: ``activities``, ``budget_lines``, …
        columns: What each column is called: ``id``, ``title.en``, ``amount``, ``currency``.
        rows: The cells of each record: text, number, day, true or false; None where empty.
        file: Where they stand, for messages.
        sheet: The sheet of that file, where it has sheets.
        row_numbers: The row of the file in which each record stands; counted from 1 where empty.
        column_letters: What the file calls each column, such as ``B``; its name where empty.
        header_row: The row of the file with the names of the columns; that before the first
            record where it is 0.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    file: str = ""
    sheet: str = ""
    row_numbers: tuple[int, ...] = ()
    column_letters: tuple[str, ...] = ()
    header_row: int = 0


def column_letters(number: int) -> str:
    """What a spreadsheet calls a column, counted from 1.

    Example:
        >>> column_letters(1), column_letters(27), column_letters(16384)
        ('A', 'AA', 'XFD')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def place_in(table: Table, at: int | None, column: int | None, name: str = "") -> str:
    """The place of a cell in its file, as a person looks for it; of a row, or a header, as well.

    Args:
        table: Where it stands.
        at: The position of its record; None for the header.
        column: The position of its column; None where it has none.
        name: What to call a column that the table has not.
    """
    before = max(1, table.row_numbers[0] - 1) if table.row_numbers else 1
    header = table.header_row or before
    row = header if at is None else table.row_numbers[at] if table.row_numbers else at + 2
    if table.sheet:
        letter = table.column_letters[column] if column is not None else ""
        return (
            f"{table.sheet}!{letter}{row}"
            if letter
            else said("{sheet}, row {row}", sheet=table.sheet, row=row)
        )
    called = table.columns[column] if column is not None else name
    if at is None:
        return said("column {column}", column=called) if called else ""
    if called:
        return said("row {row}, column {column}", row=row, column=called)
    return said("row {row}", row=row)


def tables_of(data: Data, *, folded: bool, only: Collection[str] | None = None) -> dict[str, Table]:
    """The tables that hold a portfolio, those without rows left out, and so their empty columns.

    Args:
        data: Plain data of the newest format.
        folded: Whether the first date, place and group of people of an activity stand in its row.
        only: Names of the lists wanted, with what belongs to their records; all where absent.
    """
    writer = _Writer(folded)
    for relation in relations().values():
        if relation.path[1:] or (only is not None and relation.name not in only):
            continue
        if relation.is_single:
            value = data.get("office", {}) if relation.path else data
            writer.add(relation, value, {}, 1)
        else:
            writer.add_all(relation, data.get(relation.path[0], []), {})
    return {name: _table(name, rows) for name, rows in writer.rows.items() if any(rows)}


def _table(name: str, rows: list[dict[str, Any]]) -> Table:
    relation = relations()[name]
    order = {each: at for at, each in enumerate(relation.names)}
    present = {column for row in rows for column in row}
    columns = sorted(present, key=lambda each: (order.get(_stem(each, order), 0), each))
    cells = tuple(tuple(row.get(column) for column in columns) for row in rows)
    return Table(name, tuple(columns), cells)


def _stem(column: str, known: Mapping[str, Any]) -> str:
    """The name of a column without its language."""
    return column if column in known else column.rpartition(".")[0]


class _Writer:
    """The rows of each table, as records are added."""

    def __init__(self, folded: bool) -> None:
        self.folded = folded
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def add_all(
        self, relation: Relation, records: list[Data], keys: dict[str, Any], first: int = 1
    ) -> None:
        if relation.key and not relation.counted:
            _refuse_twice(relation, [record[relation.key] for record in records])
        for number, record in enumerate(records[first - 1 :], start=first):
            self.add(relation, record, keys, number)

    def add(self, relation: Relation, record: Data, keys: dict[str, Any], number: int) -> None:
        row = dict(keys)
        if relation.key and relation.counted:
            row[relation.key] = number
        columns = relation.columns if self.folded else relation.unfolded
        for column in columns:
            row.update(_cells(record, column))
        for field in relation.parts:  # a record without fields of its own
            if not field.is_list and record.get(field.name) == {}:
                row[field.name] = "{}"
        self.rows.setdefault(relation.name, []).append(row)
        self._add_parts(relation, record, keys, number)

    def _add_parts(
        self, relation: Relation, record: Data, keys: dict[str, Any], number: int
    ) -> None:
        for field in relation.parts:
            child = relations_by_path().get((*relation.path, field.name))
            if child is None or not field.is_list or not (of := record.get(field.name)):
                continue
            if not relation.path:  # the portfolio's own lists are tables of the caller's choice
                continue
            below = dict(keys)
            if child.keys[len(keys) :]:
                key = number if relation.counted else record[relation.key]
                below[child.keys[-1]] = key
            first = 1
            if self.folded and any(c.steps[0] == field.name for c in relation.columns) and of[0]:
                first = 2  # the other one stands in the row
                self._add_parts(child, of[0], below, 1)
            self.add_all(child, of, below, first)


def _refuse_twice(relation: Relation, keys: list[str]) -> None:
    """What belongs to two records of one identifier could not be told apart."""
    twice = [key for key, often in Counter(keys).items() if often > 1]
    if twice:
        message = said("two of {name} are called {key!r}.", name=relation.name, key=twice[0])
        raise DataError([Problem("id-twice", message, relation.name, said("Give each its own."))])


def _cells(record: Data, column: Column) -> Iterator[tuple[str, Any]]:
    value: Any = record
    for step in column.steps:
        if isinstance(value, list):
            value = value[0] if value else {}
        value = value.get(step) if isinstance(value, dict) else None
    if value is None:
        return
    if column.kind is LocalText:
        yield from ((f"{column.name}.{tag}", cell_of(text, str)) for tag, text in value.items())
    elif column.kind is Money and not column.is_list:
        currency, _, amount = value.partition(" ")
        yield column.name, cell_of(amount, Decimal)
        yield column.currency, currency
    else:
        yield column.name, cell_of(value, column.kind, is_list=column.is_list)


def take_out(data: Data, relation: Relation) -> None:
    """Remove from plain data what stands in a table.

    Args:
        data: Plain data of the newest format, which are changed.
        relation: The table.
    """
    if not relation.path:
        for column in relation.columns:
            data.pop(column.name, None)
        return
    *way, last = relation.path
    records = [data]
    for step in way:
        held = (record.get(step, []) for record in records)
        records = [each for one in held for each in (one if isinstance(one, list) else [one])]
    for record in records:
        record.pop(last, None)
