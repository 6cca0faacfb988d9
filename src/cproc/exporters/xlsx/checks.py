"""All that would not fit in a workbook, found before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from cproc.errors import Problem
from cproc.exporters.office import spreadsheet
from cproc.exporters.xlsx.formulas import FORMULA_LIMIT, formula
from cproc.exporters.xlsx.layout import SheetLayout
from cproc.exporters.xlsx.looks import number_format
from cproc.exporters.xlsx.places import Place
from cproc.exporters.xlsx.profile import TableProfile, text_fault
from cproc.exporters.xlsx.text_lines import office_and_period, place_and_day
from cproc.report import TOTAL, Chart, Expression, Own, Report, Rows, Table, references

# Rows and columns of a worksheet (Excel specifications and limits).
ROW_LIMIT, COLUMN_LIMIT = 1_048_576, 16_384
LINK_LIMIT = 65_530  # links of a worksheet (the same source)
HEADING_LIMIT = 255  # characters of a heading of a table that can be filtered (the same source)
# Number formats of a workbook: 200 to 250 by the language of Excel (the same source).
NUMBER_FORMAT_LIMIT = 200
SERIES_LIMIT = 255  # series of a chart (the same source)


def _text(path: str, text: str) -> Iterator[Problem]:
    if (wrong := text_fault(text)) is not None:
        yield attrs.evolve(wrong, path=path)


def _texts(report: Report) -> Iterator[Problem]:
    for name in ("title", "subtitle", "office", "organisation", "reference", "place", "addressee"):
        yield from _text(name, getattr(report, name))
    if not (text_fault(report.office) or text_fault(report.subtitle)):
        yield from _text("subtitle", office_and_period(report))  # each may fit, and both not
    if not text_fault(report.place):
        yield from _text("place", place_and_day(report))
    for sheet in report.sheets:
        yield from _text(f"sheets.{sheet.id}.title", sheet.title)
        yield from _text(f"sheets.{sheet.id}.heading", sheet.heading)
    for key, label in report.labels.items():
        yield from _text(f"labels.{key}", label)
    for table in report.tables.values():
        yield from _text(f"tables.{table.id}.title", table.title)
        for number, note in enumerate(table.notes):
            yield from _text(f"tables.{table.id}.notes[{number}]", note)
        for column in table.columns:
            yield from _text(f"tables.{table.id}.columns.{column.id}", column.label)
    for chart in report.charts.values():
        yield from _text(f"charts.{chart.id}.title", chart.title)
        yield from _text(f"charts.{chart.id}.alt", chart.alt)


def _unknown(path: str, what: str, name: str) -> Problem:
    return Problem(
        "report-reference",
        f"there is no {what} {name!r}.",
        path,
        "Mend whatever built the report.",
    )


def _headings(table: Table) -> Iterator[Problem]:
    seen: set[str] = set()
    for column in table.columns:
        label = column.label.casefold()
        path = f"tables.{table.id}.columns.{column.id}"
        if not label.strip() or label in seen:
            yield Problem(
                "heading-repeated" if label.strip() else "heading-empty",
                "a table that can be filtered needs a heading of its own for each column;"
                f" {column.label!r} is {'repeated' if label.strip() else 'empty'}.",
                path,
                "Name the column, or make the table without filters.",
            )
        elif (length := spreadsheet.units(column.label)) > HEADING_LIMIT:
            yield Problem(
                "heading-length",
                f"the heading has {length} characters (UTF-16 units); one of a table that can be"
                f" filtered has {HEADING_LIMIT} at most.",
                path,
                "Shorten the heading.",
            )
        seen.add(label)


def _expression(report: Report, table: Table, expression: Expression) -> Iterator[Problem]:
    """Find references to what is not there; the cell's own column goes without saying."""
    path = f"tables.{table.id}"
    for reference in references(expression):
        if isinstance(reference, Own):
            other, columns = table, [reference.column]
        elif reference.table and reference.table not in report.tables:
            yield _unknown(path, "table", reference.table)
            continue
        else:
            other = report.tables[reference.table or table.id]
            columns = [reference.column] if reference.column else []
            if isinstance(reference, Rows):
                columns += [theirs for theirs, _wanted in reference.where]
            elif reference.row is not None and reference.row not in other.keys:
                yield _unknown(path, f"row of the table {other.id}", reference.row)
        for column in columns:
            if column not in {known.id for known in other.columns}:
                yield _unknown(path, f"column of the table {other.id}", column)


def _currencies(table: Table, held: TableProfile) -> Iterator[Problem]:
    """Find totals that would add up several currencies."""
    for column, cell, kept in zip(table.columns, table.total or (), held.columns, strict=False):
        if cell.expression == TOTAL and len(kept.currencies) > 1:
            yield Problem(
                "currencies-mixed",
                f"the total would add up {', '.join(sorted(kept.currencies))}.",
                f"tables.{table.id}.total.{column.id}",
                "Give each currency a column of its own, or leave the total out.",
            )


def sound(report: Report, profiles: Mapping[str, TableProfile]) -> Iterator[Problem]:
    """Find what is wrong with the texts, values and references of a report."""
    yield from _texts(report)
    for identifier, held in profiles.items():
        table = report.tables[identifier]
        yield from held.problems
        for expression in sorted(held.expressions, key=str):
            yield from dict.fromkeys(_expression(report, table, expression))
        yield from _currencies(table, held)
        if table.filters:
            yield from _headings(table)
    shown = {ref.id for sheet in report.sheets for ref in sheet.blocks}
    for sheet in report.sheets:
        for ref in sheet.blocks:
            if ref.id not in report.tables and ref.id not in report.charts:
                yield _unknown(f"sheets.{sheet.id}", "table or chart", ref.id)
    for identifier in sorted(shown & report.charts.keys()):
        yield from _chart(report, report.charts[identifier], shown)


def _chart(report: Report, chart: Chart, shown: set[str]) -> Iterator[Problem]:
    path = f"charts.{chart.id}"
    if chart.table not in report.tables:
        yield _unknown(path, "table", chart.table)
        return
    if chart.table not in shown:
        yield Problem(
            "chart-without-table",
            f"the chart draws the table {chart.table!r}, which is on no sheet.",
            path,
            "Put the table on a sheet, or leave the chart out.",
        )
    known = {column.id for column in report.tables[chart.table].columns}
    for column in (chart.labels, *chart.values):
        if column not in known:
            yield _unknown(path, f"column of the table {chart.table}", column)
    if not 1 <= len(chart.values) <= SERIES_LIMIT:
        yield Problem(
            "chart-series",
            f"the chart has {len(chart.values)} series; it must have 1 to {SERIES_LIMIT}.",
            path,
            "Draw one or more columns, in several charts if need be.",
        )


def _number_formats(profiles: Iterable[TableProfile]) -> Iterator[Problem]:
    """Find more number formats than a workbook has; there are as many in any language."""
    count = len(
        {
            number_format(column, variant, "en")
            for profile in profiles
            for column in profile.columns
            for variant in column.variants
        }
    )
    if count > NUMBER_FORMAT_LIMIT:
        yield Problem(
            "number-formats",
            f"currencies and decimals make {count} number formats; a workbook has"
            f" {NUMBER_FORMAT_LIMIT}.",
            "tables",
            "Make several workbooks, or show fewer currencies.",
        )


def fits(
    layouts: Sequence[SheetLayout],
    places: Mapping[str, Place],
    profiles: Mapping[str, TableProfile],
    limit: int = ROW_LIMIT,
) -> Iterator[Problem]:
    """Find what goes beyond the limits of Excel."""
    yield from _number_formats(profiles[identifier] for identifier in places)
    if len(layouts) > LINK_LIMIT:
        yield Problem(
            "sheet-count",
            f"the workbook has {len(layouts):,} sheets; the cover can link to {LINK_LIMIT:,}.",
            "sheets",
            "Make several workbooks.",
        )
    for layout in layouts:
        path = f"sheets.{layout.sheet.id}"
        if layout.last_row > limit:
            yield Problem(
                "sheet-rows",
                f"the sheet needs {layout.last_row:,} rows; Excel has {limit:,}.",
                path,
                "Export a shorter period or fewer projects, as CSV, or with the option"
                " row_limit=continue.",
            )
        if layout.last_column > COLUMN_LIMIT:
            yield Problem(
                "sheet-columns",
                f"the sheet needs {layout.last_column:,} columns; Excel has {COLUMN_LIMIT:,}.",
                path,
                "Divide the table.",
            )
        for chart in (placed.chart for placed in layout.charts):
            count = len(places[chart.table].whole.runs)
            if count > 1:
                yield Problem(
                    "chart-rows",
                    f"the chart draws the table {chart.table!r}, which takes {count:,} worksheets;"
                    " a chart draws the rows of one.",
                    f"charts.{chart.id}",
                    "Draw a shorter table, or leave the chart out.",
                )
    for identifier, held in profiles.items():
        standing = [p for layout in layouts for p in layout.places if p.table.id == identifier]
        for expression in sorted(held.expressions, key=str):
            lengths = (len(formula(expression, p, 0, ROW_LIMIT, places)) for p in standing)
            length = max(lengths, default=0)
            if length > FORMULA_LIMIT:
                yield Problem(
                    "formula-length",
                    f"a formula has {length:,} characters; a cell holds {FORMULA_LIMIT:,}.",
                    f"tables.{identifier}",
                    "Match rows by fewer columns.",
                )
