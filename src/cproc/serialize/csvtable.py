"""Tables as CSV text (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from cproc.errors import Problem, said
from cproc.serialize.capping import capped
from cproc.serialize.cells import text_of
from cproc.serialize.csvtext import CsvRows, ragged, rows_of
from cproc.serialize.tables import Table


def table_from_csv(text: str, name: str, file: str) -> tuple[Table | None, list[Problem]]:
    """The table that CSV text holds, and what is wrong with its rows.

    Args:
        text: The whole text.
        name: Which records it holds.
        file: Its name, for messages.
    """
    # The first line is the header, and no text of a single column is taken apart.
    read = rows_of(text, lines=1)
    if 0 in read.faults:
        return None, [read.problem(0, file, name)]
    if not any(cell.strip() for row in read.rows[:1] for cell in row):
        return None, [Problem("csv-form", said("the table has no header row."), name, file=file)]
    width = max(at for at, cell in enumerate(read.rows[0], start=1) if cell.strip())
    return _table(read, width, name, file)


def _table(read: CsvRows, width: int, name: str, file: str) -> tuple[Table, list[Problem]]:
    """The rows that hold anything; of one that is no record the place is kept, and no cell."""
    problems: list[Problem] = []
    kept: list[tuple[str, ...]] = []
    numbers: list[int] = []
    empty = ("",) * width
    for index, row in enumerate(read.rows):
        if len(row) > width and not any(row[width:]):  # nothing behind the last heading
            row = row[:width]  # noqa: PLW2901 - the row as it is meant
        if index == 0:
            header = row
            continue
        if not any(row) and index not in read.faults:
            continue
        if len(row) != width:
            path = f"{name}[{len(kept)}]"
            cell = said("row {row}", row=read.top + index)
            problems.append(
                read.problem(index, file, path)
                if index in read.faults
                else ragged(row, cell, width, file, path)
            )
            row = empty  # noqa: PLW2901 - its place is kept, and no cell is guessed
        kept.append(row)
        numbers.append(read.top + index)
    table = Table(name, header, tuple(kept), file, row_numbers=tuple(numbers))
    return table, [*capped(problems)]


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
