"""How high the rows of a table come out, so that no wrapped line is cut."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

import attrs

from cproc.exporters.xlsx.measure import BOLD, height, lines
from cproc.report.model import Cell, CellValue, Table

MEASURED_ROWS = 2_000
"""Rows of a table that are given a height; beyond, the program that opens the file does it."""
BUTTON = 3
"""Characters that the button of a filter covers."""
PADDING = 2.4
"""Characters that the edges of a cell and its indent take."""
HEADER_AIR = 3
"""Points around a heading."""

_value = attrgetter("value")


@attrs.frozen
class Heights:
    """Heights of the rows of a table, in points.

    Args:
        header: Of the headings.
        body: Of each body row; none for a table that is too long to be measured.
        total: Of the total row.
    """

    header: float
    body: tuple[float, ...]
    total: float


def heights(table: Table, widths: Sequence[float]) -> Heights:
    """Measure the rows of a table.

    Args:
        table: The table.
        widths: Widths of the worksheet's columns, in characters.
    """
    button = BUTTON if table.filters else 0
    headings = (
        lines(column.label, (size - PADDING - button) / BOLD)
        for column, size in zip(table.columns, widths, strict=False)
    )
    bold = [size / BOLD for size in widths]
    body: tuple[float, ...] = ()
    if len(table.rows) <= MEASURED_ROWS:
        body = tuple(
            height(_most(row, bold if at in table.main_rows else widths))
            for at, row in enumerate(table.rows)
        )
    total = height(_most(table.total or (), bold))
    return Heights(height(max(headings, default=1)) + HEADER_AIR, body, total)


def _most(cells: Sequence[Cell], widths: Sequence[float]) -> int:
    counts = map(_lines, map(_value, cells), widths)
    return max(counts, default=1)


def _lines(value: CellValue, size: float) -> int:
    return lines(value, size - PADDING) if isinstance(value, str) else 1
