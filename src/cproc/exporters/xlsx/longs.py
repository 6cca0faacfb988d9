"""Numbers that a spreadsheet cannot keep, written as text where that is asked for.

A sum over text would leave the text out, so no formula refers to a column that holds one: the
cell keeps its computed value alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from cproc.exporters.office.spreadsheet import number_text
from cproc.exporters.xlsx.profile import TableProfile, fault
from cproc.money import Money
from cproc.report import Cell, Expression, Kind, Own, Report, Rows, Table, references

PRECISION = "number-precision"


def as_text(report: Report, profiles: Mapping[str, TableProfile], note: str) -> Report:
    """Write numbers of too many digits as text.

    Args:
        report: What is shown.
        profiles: What its tables hold, by identifier.
        note: What is said below the tables concerned.

    Returns:
        The report, the same one where no number is too long.
    """
    concerned = {
        name
        for name, held in profiles.items()
        if any(problem.code == PRECISION for problem in held.problems)
    }
    if not concerned:
        return report
    columns = {found for name in concerned for found in _columns(report.tables[name])}
    tables = {
        name: _table(table, columns, note if name in concerned else "")
        for name, table in report.tables.items()
    }
    return attrs.evolve(report, tables=tables)


def _long(cell: Cell) -> bool:
    found = fault(cell.value)
    return found is not None and found.code == PRECISION


def _columns(table: Table) -> Iterator[tuple[str, str]]:
    for index, column in enumerate(table.columns):
        if any(_long(row[index]) for row in (*table.rows, table.total or ()) if row):
            yield table.id, column.id


def _table(table: Table, columns: set[tuple[str, str]], note: str) -> Table:
    def row(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(
            _cell(cell, table.id, column.id, columns)
            for cell, column in zip(cells, table.columns, strict=True)
        )

    return attrs.evolve(
        table,
        rows=tuple(map(row, table.rows)),
        total=row(table.total) if table.total is not None else None,
        notes=(*table.notes, note) if note else table.notes,
    )


def _cell(cell: Cell, table: str, column: str, columns: set[tuple[str, str]]) -> Cell:
    expression = cell.expression
    if expression is not None and columns.intersection(_columns_of(expression, table, column)):
        cell = attrs.evolve(cell, expression=None)
    if not _long(cell):
        return cell
    value = cell.value
    amount = value.amount if isinstance(value, Money) else value
    digits = number_text(amount)  # type: ignore[arg-type] # only numbers are too long
    shown = f"{value.currency} {digits}" if isinstance(value, Money) else digits
    return attrs.evolve(cell, value=shown, kind=Kind.TEXT, expression=None)


def _columns_of(expression: Expression, table: str, column: str) -> Iterator[tuple[str, str]]:
    """The columns, each with its table, that an expression computes from."""
    for reference in references(expression):
        if isinstance(reference, Own):
            yield table, reference.column
            continue
        yield reference.table or table, reference.column or column
        if isinstance(reference, Rows):
            yield from ((reference.table or table, theirs) for theirs, _wanted in reference.where)
