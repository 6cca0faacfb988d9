"""CSV files as grids."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.errors import Problem
from cproc.loaders.grids.grid import Grid
from cproc.serialize import csvtext
from cproc.serialize.capping import capped


def read_csv(data: bytes, file: str = "") -> Grid:
    r"""Read a CSV file: its text, its separator, its cells.

    Args:
        data: The bytes of the file.
        file: Its name, for messages.

    Returns:
        Texts by row and column, and what was met; a line that cannot be read is an empty row.

    Raises:
        DataError: It is no text.

    Example:
        >>> read_csv("id;amount\nA1;3,50\n".encode()).rows
        (('id', 'amount'), ('A1', '3,50'))
    """
    text, problems = csvtext.decoded(data, file)
    read = csvtext.rows_of(text)
    faults = capped(read.problem(index, file) for index in read.faults)
    return Grid(file, read.rows, top=read.top, problems=(*problems, *faults))


def ragged(grid: Grid, header: int) -> Iterator[Problem]:
    """The rows of a CSV file with more or fewer cells than the header has.

    Empty cells at the end of the header or of a row are none.

    Args:
        grid: The file.
        header: Index of the row with the names of the columns.
    """
    width = csvtext.filled_width(grid.rows[header])
    full = len(grid.rows[header])
    return capped(
        csvtext.ragged(row, grid.row_place(index), width, grid.file)
        for index, row in enumerate(grid.rows)
        if index > header
        and any(row)
        and not width <= len(row) <= full
        and not len(row) >= width >= csvtext.filled_width(row)
    )
