"""The row of a sheet that names its columns, however it is written."""

from __future__ import annotations

from collections.abc import Container, Sequence

from cproc.loaders.grids.grid import Grid
from cproc.serialize.headings import folded

LEAST = 2
"""Known names that make a row the header."""
_LOOKED_AT = 60  # rows in which a header is looked for


def header_row(grid: Grid, known: Container[str], least: int = LEAST) -> int | None:
    """The index of the first row with so many known names; None where there is none.

    Args:
        grid: The sheet.
        known: The names, folded.
        least: How many different ones of them the row must have.
    """
    for index, row in enumerate(grid.rows[:_LOOKED_AT]):
        names = {folded(cell) for cell in row if isinstance(cell, str) and cell.strip()}
        if sum(name in known for name in names) >= least:
            return index
    return None


def columns_by_name(row: Sequence[object]) -> dict[str, list[int]]:
    """The indexes of the columns by their folded names; several where a name stands twice."""
    columns: dict[str, list[int]] = {}
    for index, cell in enumerate(row):
        if isinstance(cell, str) and cell.strip():
            columns.setdefault(folded(cell), []).append(index)
    return columns
