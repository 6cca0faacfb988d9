"""The cells of a form that are not known, and all that come of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from cproc.report import At, Cell, Own, Table
from cproc.report.cells import references

GAP = Cell()
"""A cell whose value is not known: told from one that is empty by being this one."""


@attrs.frozen(eq=False)
class Gaps:
    """The cells that are not known, and all that come of them."""

    tables: Mapping[str, Table]
    _known: dict[tuple[str, str, int], bool] = attrs.field(factory=dict, init=False)

    def of(self, name: str) -> frozenset[tuple[str, str]]:
        """Row and column of each such cell of a table."""
        table = self.tables[name]
        return frozenset(
            (key, column.id)
            for key in table.keys
            for at, column in enumerate(table.columns)
            if self._lacks(name, key, at)
        )

    def without(self, name: str) -> Table:
        """The table with such cells empty: a sum without one of its parts would be false."""
        table = self.tables[name]
        rows = (
            tuple(Cell() if self._lacks(name, key, at) else cell for at, cell in enumerate(cells))
            for key, cells in zip(table.keys, table.rows, strict=True)
        )
        return attrs.evolve(table, rows=tuple(rows))

    def _lacks(self, name: str, key: str, at: int) -> bool:
        place = (name, key, at)
        if place not in self._known:
            table = self.tables[name]
            cell = table.rows[table.position(key)][at]
            self._known[place] = False
            self._known[place] = cell is GAP or any(
                self._lacks(*there) for there in self._needed(name, key, at, cell)
            )
        return self._known[place]

    def _needed(self, name: str, key: str, at: int, cell: Cell) -> Iterator[tuple[str, str, int]]:
        for reference in references(cell.expression) if cell.expression else ():
            if isinstance(reference, Own):
                yield name, key, self.tables[name].index(reference.column)
            elif isinstance(reference, At) and reference.row is not None:
                table = self.tables[reference.table or name]
                column = reference.column or self.tables[name].columns[at].id
                yield table.id, reference.row, table.index(column)
