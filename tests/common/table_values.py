"""What tables of a report hold, as plain values, and whether their expressions give the same."""

from typing import Any

import attrs

from cproc.report import Cell, Report, Table
from cproc.report.cells import tables_of
from cproc.report.settle import Cells

__all__ = ["rows", "total", "wrong_cells"]


def rows(report: Report, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The values of some columns of a table's body."""
    found = report.tables[table]
    places = [found.index(column) for column in columns]
    return [tuple(row[place].value for place in places) for row in found.rows]


def total(report: Report, table: str, column: str) -> Any:
    """The total of a column."""
    found = report.tables[table]
    assert found.total is not None
    return found.total[found.index(column)].value


def wrong_cells(report: Report, currency: str = "EUR") -> list[str]:
    """The cells whose expression gives another value or type, or refers to what is not there.

    All computed values are wiped before, so that none is taken for granted.
    """
    cells = Cells({id_: _wiped(table) for id_, table in report.tables.items()}, currency)
    wrong = []
    for table in report.tables.values():
        rows = [*enumerate(table.rows), *([(None, table.total)] if table.total else [])]
        for at, row in rows:
            for n, cell in enumerate(row):
                if cell.expression is None:
                    continue
                value = cells.computed(table.id, at, n)
                same = value == cell.value and type(value) is type(cell.value)
                if not same or not tables_of(cell.expression) <= report.tables.keys():
                    wrong.append(f"{table.id} / {at} / {table.columns[n].id}")
    return wrong


def _wiped(table: Table) -> Table:
    def row(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(attrs.evolve(cell, value=None) if cell.expression else cell for cell in cells)

    total_row = None if table.total is None else row(table.total)
    return attrs.evolve(table, rows=tuple(map(row, table.rows)), total=total_row)
