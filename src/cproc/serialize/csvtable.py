"""Tables as CSV text (RFC 4180)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from cproc.errors import Message, Problem, said
from cproc.serialize.cells import text_of
from cproc.serialize.tables import Table

MAX_FIELD = 64 * 1024 * 1024
"""Characters of one cell; the csv module would refuse more than 128 KiB."""


def table_from_csv(text: str, name: str, file: str) -> tuple[Table | None, list[Problem]]:
    """The table that CSV text holds, and what is wrong with its rows.

    Args:
        text: The whole text.
        name: Which records it holds.
        file: Its name, for messages.
    """
    try:
        rows = _rows(text)
    except csv.Error as error:
        message = said("the table cannot be read: {error}.", error=Message(str(error)))
        return None, [Problem("csv-form", message, name, file=file)]
    if not rows or not any(rows[0]):
        return None, [Problem("csv-form", said("the table has no header row."), name, file=file)]
    rows = _without_empty_end(rows)
    header = tuple(rows[0])
    problems: list[Problem] = []
    kept: list[tuple[str, ...]] = []
    numbers: list[int] = []
    for number, row in enumerate(rows[1:], start=2 + _separator(text)[1]):
        if not any(row):
            continue
        if len(row) != len(header):
            problems.append(_ragged(row, header, f"{name}[{len(kept)}]", number, file))
            row = [""] * len(header)  # noqa: PLW2901 - its place is kept, and no cell is guessed
        kept.append(tuple(row))
        numbers.append(number)
    return Table(name, header, tuple(kept), file, row_numbers=tuple(numbers)), problems


def _without_empty_end(rows: list[list[str]]) -> list[list[str]]:
    """The rows without the columns behind the last heading, where they hold nothing."""
    width = max(index for index, cell in enumerate(rows[0], start=1) if cell.strip())
    return [row[:width] if not any(row[width:]) else row for row in rows]


def _ragged(row: list[str], header: tuple[str, ...], path: str, number: int, file: str) -> Problem:
    message = said(
        "the row has {count} cells, the header {columns}.", count=len(row), columns=len(header)
    )
    hint = said("Check commas and quotation marks.")
    return Problem("csv-ragged", message, path, hint, file=file, cell=said("row {row}", row=number))


_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def _separator(text: str) -> tuple[str, int]:
    """What stands between cells, and how many lines stand before the header.

    Spreadsheets write semicolons where the comma is the sign of decimals, and some say so in a
    first line, ``sep=;``.
    """
    if told := _SEPARATOR.match(text):
        return told[1], 1
    header = re.sub(r'"[^"]*"', "", text.lstrip().partition("\n")[0])
    return max(",;\t", key=header.count), 0


def _rows(text: str) -> list[list[str]]:
    separator, before_header = _separator(text)
    before = csv.field_size_limit(MAX_FIELD)  # one for the whole program: it is put back
    try:
        rows = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
        return list(rows)[before_header:]
    finally:
        csv.field_size_limit(before)


def csv_from_table(table: Table) -> str:
    """Write a table as CSV text."""
    out = io.StringIO(newline="")
    rows = [*_texts(table)]
    returns = any("\r" in cell for row in rows for cell in row)
    writer = csv.writer(
        out,
        lineterminator="\n",
        quoting=csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL,  # minimal leaves a bare CR open
    )
    writer.writerows([table.columns, *rows])
    return out.getvalue()


def _texts(table: Table) -> Iterator[list[str]]:
    for row in table.rows:
        yield ["" if cell is None else cell if type(cell) is str else text_of(cell) for cell in row]
