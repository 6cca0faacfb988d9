"""The pool: every table and chart of a report, by identifier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

import attrs

from cproc.report.charts import charts
from cproc.report.context import Context
from cproc.report.derivations import CountRows, Derivation, SumRows, TotalOf, picked
from cproc.report.model import Cell, Chart, Table
from cproc.report.tables_activities import activity_tables
from cproc.report.tables_budget import budget_tables
from cproc.report.tables_checks import check_tables
from cproc.report.tables_figures import figure_tables
from cproc.report.tables_kinds import kind_tables
from cproc.report.tables_money import money_tables
from cproc.report.tables_office import office_tables
from cproc.report.tables_projects import project_tables
from cproc.report.tables_spending import spending_tables
from cproc.report.tables_tallies import tally_tables


def pool(context: Context) -> tuple[dict[str, Table], dict[str, Chart]]:
    """Make the tables that have rows, and the charts those allow."""
    made = {table.id: table for table in _all(context) if table.rows}
    tables = {id_: _settled(table, made) for id_, table in made.items()}
    return tables, {chart.id: chart for chart in charts(context, tables)}


def _all(context: Context) -> Iterator[Table]:
    yield from figure_tables(context)
    yield from project_tables(context)
    yield from money_tables(context)
    yield from kind_tables(context)
    yield from budget_tables(context)
    yield from spending_tables(context)
    yield from activity_tables(context)
    yield from tally_tables(context)
    yield from office_tables(context)
    yield from check_tables(context)


def _settled(table: Table, known: Mapping[str, Table]) -> Table:
    """Take from the cells the derivations that refer to a table which is left out."""

    def stands(cell: Cell) -> bool:
        return cell.derivation is None or _stands(cell.derivation, known)

    def cells(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(cell if stands(cell) else attrs.evolve(cell, derivation=None) for cell in row)

    if all(map(stands, chain.from_iterable((*table.rows, table.total or ())))):
        return table
    total = cells(table.total) if table.total is not None else None
    return attrs.evolve(table, rows=tuple(cells(row) for row in table.rows), total=total)


def _stands(how: Derivation, known: Mapping[str, Table]) -> bool:
    match how:
        case CountRows(table=table) | SumRows(table=table) | TotalOf(table=table):
            return table in known
        case _:
            return all(at.table in known for at in picked(how))
