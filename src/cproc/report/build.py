"""Building the Report of a portfolio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from cproc.errors import DataError, Severity
from cproc.model import Portfolio
from cproc.report import formats
from cproc.report.charts import charts
from cproc.report.labels import labels_in
from cproc.report.model import Cell, Chart, CountRows, Report, SumRows, Table, TotalOf
from cproc.report.names import Names
from cproc.report.prose import narrative_problems
from cproc.report.sections import sections
from cproc.report.sheets import sheets
from cproc.report.tables_activities import activity_tables
from cproc.report.tables_checks import check_tables
from cproc.report.tables_figures import figure_tables
from cproc.report.tables_money import money_tables
from cproc.report.tables_office import office_tables
from cproc.report.tables_projects import project_tables
from cproc.report.tables_tallies import tally_tables

__all__ = ["build"]


def build(portfolio: Portfolio, language: str = "en") -> Report:
    """Decide what is shown of a portfolio, and in what order.

    Args:
        portfolio: A checked portfolio; any part of it may be empty.
        language: ISO 639 code of a language there are labels in: ``en``, ``fr``.

    Returns:
        The report: tables of typed cells, each computed one with its derivation; charts;
        the sections of a document; the sheets of a workbook. A text of the portfolio that is
        not in the language is shown in another and marked with it.

    Raises:
        UnknownNameError: There are no labels in the language.
        DataError: A placeholder of the narrative cannot be filled; all are told.
        InvalidValueError: Budgets that are to be summed are of different currencies.

    Example:
        >>> import cproc
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> report = build(portfolio, "fr")
        >>> report.subtitle
        'octobre 2016 à septembre 2017'
        >>> report.tables["by_month"].columns[1].label
        'Mois'
    """
    labels = labels_in(language)
    errors = [p for p in narrative_problems(portfolio) if p.severity is Severity.ERROR]
    if errors:
        raise DataError(errors)
    names = Names(portfolio, labels)
    tables = _tables(names)
    drawn = {chart.id: chart for chart in charts(names, tables)}
    pool: dict[str, Table | Chart] = {**tables, **drawn}
    identity, office = portfolio.report, portfolio.office
    return Report(
        language=language,
        title=names.best(identity.title) if identity else labels("export.report"),
        subtitle=formats.period(labels, portfolio.period),
        office=names.best(office.name),
        organisation=names.organisation(office.organisation),
        reference=identity.reference if identity else "",
        place=names.city(identity.place) if identity else "",
        issued=names.issued,
        addressee=names.best(identity.addressee) if identity else "",
        labels=labels.group("export"),
        tables=tables,
        charts=drawn,
        sections=sections(names, pool),
        sheets=sheets(names, pool),
    )


def _tables(names: Names) -> dict[str, Table]:
    made = {table.id: table for table in _all(names) if table.rows}
    return {id_: _settled(table, made) for id_, table in made.items()}


def _all(names: Names) -> Iterator[Table]:
    yield from figure_tables(names)
    yield from project_tables(names)
    yield from money_tables(names)
    yield from activity_tables(names)
    yield from tally_tables(names)
    yield from office_tables(names)
    yield from check_tables(names)


def _settled(table: Table, pool: Mapping[str, Table]) -> Table:
    """Take from the cells the derivations that refer to a table which is left out."""

    def cells(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(
            cell if _stands(cell, pool) else attrs.evolve(cell, derivation=None) for cell in row
        )

    total = cells(table.total) if table.total is not None else None
    return attrs.evolve(table, rows=tuple(cells(row) for row in table.rows), total=total)


def _stands(cell: Cell, pool: Mapping[str, Table]) -> bool:
    match cell.derivation:
        case CountRows(table=table) | SumRows(table=table) | TotalOf(table=table):
            return table in pool
        case _:
            return True
