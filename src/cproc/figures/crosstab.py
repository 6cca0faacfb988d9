"""A breakdown by two keys, one down the side and one across."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from cproc.figures.drawn import as_html, as_text
from cproc.figures.values import OTHER, Value, added, greatest, number, shown_shares, text


@attrs.frozen
class Crosstab:
    """Values by two keys, with margins.

    Args:
        by: The key of the rows and that of the columns.
        unit: A currency code for money, else what is counted.
        rows: Values of the first key, in order.
        columns: Values of the second key, in order.
        cells: The value of each pair that there is.
        row_totals: The whole of each row, each record once.
        column_totals: The whole of each column.
        total: The whole.
    """

    by: tuple[str, str]
    unit: str
    rows: tuple[Any, ...]
    columns: tuple[Any, ...]
    cells: Mapping[tuple[Any, Any], Value]
    row_totals: Mapping[Any, Value]
    column_totals: Mapping[Any, Value]
    total: Value

    def top(self, number_of_rows: int) -> Crosstab:
        """Keep the rows of the greatest totals, and put the rest into one, cell by cell.

        The row of what has no key stays, the last; that of the rest, `cproc.figures.OTHER`, adds
        up the rows in it and comes before it. Columns and their totals stay as they are.

        Raises:
            UsageError: The number is below 1.
        """
        keyed = [row for row in self.rows if row is not None]
        kept, rest = greatest(keyed, number_of_rows, lambda row: number(self.row_totals[row]))
        unkeyed = [row for row in self.rows if row is None]
        if not rest:
            return attrs.evolve(self, rows=(*kept, *unkeyed))
        cells = {pair: value for pair, value in self.cells.items() if pair[0] not in rest}
        for column in self.columns:
            found = [self.cells[row, column] for row in rest if (row, column) in self.cells]
            if found:
                cells[OTHER, column] = added(found)
        totals = {**self.row_totals, OTHER: added(self.row_totals[row] for row in rest)}
        rows = (*kept, OTHER, *unkeyed)
        totals = {row: totals[row] for row in rows}
        return attrs.evolve(self, rows=rows, cells=cells, row_totals=totals)

    def _lines(self) -> tuple[list[str], list[list[str]], list[list[str]]]:
        shown = dict(zip(self.cells, shown_shares(list(self.cells.values())), strict=True))
        rows, columns = (
            dict(zip(totals, shown_shares(list(totals.values())), strict=True))
            for totals in (self.row_totals, self.column_totals)
        )
        head = [" × ".join(self.by), *(_key(column) for column in self.columns), "total"]
        body = [
            [
                _key(row),
                *(text(shown[row, c]) if (row, c) in shown else "" for c in self.columns),
                text(rows[row]),
            ]
            for row in self.rows
        ]
        foot = ["total", *(text(columns[column]) for column in self.columns), text(self.total)]
        return head, body, [foot]

    def __str__(self) -> str:
        """Draw a table for a terminal."""
        return as_text(*self._lines(), left=1)

    def _repr_html_(self) -> str:
        """Draw a table for a notebook."""
        return as_html(*self._lines())

    def to_data(self) -> dict[str, Any]:
        """Give JSON-able data: the table as shown, a pair that is not there as empty text."""
        head, body, foot = self._lines()
        data = {"head": head, "rows": body, "total": foot[0]}
        return {"by": list(self.by), "unit": self.unit, **data}


def _key(part: Any) -> str:
    return "–" if part is None else str(part)
