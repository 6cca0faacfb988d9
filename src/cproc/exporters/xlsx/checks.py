"""All that would not fit in a workbook, found before anything is written.

Where it is asked for, numbers that a spreadsheet cannot keep become text. A sum over text would
leave the text out, so no formula refers to a column that holds one: the cell keeps its computed
value alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from cproc.errors import Problem, said
from cproc.exporters.office import spreadsheet
from cproc.exporters.xlsx.formulas import FORMULA_LIMIT, Place, formula
from cproc.exporters.xlsx.layout import SheetLayout
from cproc.exporters.xlsx.profile import TableProfile
from cproc.exporters.xlsx.refusals import PRECISION, ROW_LIMIT, above, fault, refusal, text_fault
from cproc.exporters.xlsx.text_lines import office_and_period, place_and_day
from cproc.report import TOTAL, At, Cell, Expression, Kind, Own, Report, Rows, Table, references
from cproc.text import units


def _texts(report: Report) -> Iterator[tuple[str, str]]:
    """Every text that is not of a cell, with its path."""
    for name in ("title", "subtitle", "office", "organisation", "reference", "place", "addressee"):
        yield name, getattr(report, name)
    if not (text_fault(report.office) or text_fault(report.subtitle)):
        yield "subtitle", office_and_period(report)  # each may fit, and both not
    if not text_fault(report.place):
        yield "place", place_and_day(report)
    for sheet in report.sheets:
        yield f"sheets.{sheet.id}.title", sheet.title
        yield f"sheets.{sheet.id}.heading", sheet.heading
    for key, label in report.labels.items():
        yield f"labels.{key}", label
    for table in report.tables.values():
        yield f"tables.{table.id}.title", table.title
        for number, note in enumerate(table.notes):
            yield f"tables.{table.id}.notes[{number}]", note
        for column in table.columns:
            yield f"tables.{table.id}.columns.{column.id}", column.label
    for chart in report.charts.values():
        yield f"charts.{chart.id}.title", chart.title
        yield f"charts.{chart.id}.alt", chart.alt


def _unknown(path: str, what: str, name: str) -> Problem:
    return refusal("report-reference", path, what=what, name=name)


def _headings(table: Table) -> Iterator[Problem]:
    # Excel keeps the names of the columns of a filtered table beside its cells, as keys.
    seen: set[str] = set()
    for column in table.columns:
        label, path = column.label.casefold(), f"tables.{table.id}.columns.{column.id}"
        if not label.strip():
            yield refusal("heading-empty", path, label=column.label)
        elif label in seen:
            yield refusal("heading-repeated", path, label=column.label)
        else:
            length = units(column.label)
            yield from above("heading-length", path, length)
        seen.add(label)


def _read(reference: Own | At | Rows, table: str, column: str = "") -> tuple[str, list[str]]:
    """The table and the columns that a reference reads; its cell's own where it says none."""
    if isinstance(reference, Own):
        return table, [reference.column]
    columns = [reference.column or column]
    if isinstance(reference, Rows):
        columns += [theirs for theirs, _wanted in reference.where]
    return reference.table or table, columns


def _expression(report: Report, table: Table, expression: Expression) -> Iterator[Problem]:
    """Find references to what is not there; the cell's own column goes without saying."""
    path = f"tables.{table.id}"
    for reference in references(expression):
        name, columns = _read(reference, table.id)
        if name not in report.tables:
            yield _unknown(path, said("table"), name)
            continue
        other = report.tables[name]
        row = reference.row if isinstance(reference, At) else None
        if row is not None and row not in other.keys:
            yield _unknown(path, said("row of the table {table}", table=name), row)
        yield from _columns(path, other, filter(None, columns))


def _columns(path: str, table: Table, wanted: Iterable[str]) -> Iterator[Problem]:
    there = {column.id for column in table.columns}
    for column in wanted:
        if column not in there:
            yield _unknown(path, said("column of the table {table}", table=table.id), column)


def _currencies(table: Table, profile: TableProfile) -> Iterator[Problem]:
    """Find totals that would add up several currencies."""
    for cell, column in zip(table.total or (), profile.columns, strict=False):
        if cell.expression == TOTAL and len(column.currencies) > 1:
            path = f"tables.{table.id}.total.{column.column.id}"
            yield refusal("currencies-mixed", path, currencies=", ".join(sorted(column.currencies)))


def sound(report: Report, profiles: Mapping[str, TableProfile]) -> Iterator[Problem]:
    """Find what is wrong with the texts, values and references of a report."""
    for path, text in _texts(report):
        if problem := text_fault(text):
            yield attrs.evolve(problem, path=path)
    for identifier, profile in profiles.items():
        table = report.tables[identifier]
        yield from profile.problems
        for expression in sorted(profile.expressions, key=str):
            yield from dict.fromkeys(_expression(report, table, expression))
        yield from _currencies(table, profile)
        if table.filters:
            yield from _headings(table)
    shown = [(sheet.id, ref.id) for sheet in report.sheets for ref in sheet.blocks]
    for sheet_id, identifier in shown:
        if identifier not in report.tables and identifier not in report.charts:
            yield _unknown(f"sheets.{sheet_id}", said("table or chart"), identifier)
    on_sheets = {identifier for _sheet, identifier in shown}
    for identifier in sorted(on_sheets & report.charts.keys()):
        yield from _chart(report, identifier, on_sheets)


def _chart(report: Report, identifier: str, on_sheets: set[str]) -> Iterator[Problem]:
    chart, path = report.charts[identifier], f"charts.{identifier}"
    if chart.table not in report.tables:
        yield _unknown(path, said("table"), chart.table)
        return
    if chart.table not in on_sheets:
        yield refusal("chart-without-table", path, table=chart.table)
    yield from _columns(
        path, report.tables[chart.table], filter(None, (chart.labels, *chart.values))
    )
    if not chart.values:
        yield refusal("chart-series", path, count=0)
    yield from above("chart-series", path, len(chart.values))


def fits(
    layouts: Sequence[SheetLayout],
    places: Mapping[str, Place],
    profiles: Mapping[str, TableProfile],
    limit: int = ROW_LIMIT,
) -> Iterator[Problem]:
    """Find what goes beyond the limits of Excel."""
    formats = {
        column.number_format(variant, "en")  # there are as many in any language
        for identifier in places
        for column in profiles[identifier].columns
        for variant in column.variants
    }
    yield from above("number-formats", "tables", len(formats))
    yield from above("sheet-count", "sheets", len(layouts))
    for layout in layouts:
        path = f"sheets.{layout.sheet.id}"
        yield from above("sheet-rows", path, layout.last_row, limit)
        yield from above("sheet-columns", path, layout.last_column)
        ids = (place.table.id for place in layout.places)
        tables = (profiles[id_] for id_ in ids if id_ in profiles)
        links = sum(column.links for profile in tables for column in profile.columns)
        yield from above("sheet-links", path, links + 1)  # one leads back to the cover
        for chart in (placed.chart for placed in layout.charts):
            count = len(places[chart.table].whole.runs)
            if count > 1:
                yield refusal("chart-rows", f"charts.{chart.id}", table=chart.table, count=count)
    for identifier, profile in profiles.items():
        standing = [p for layout in layouts for p in layout.places if p.table.id == identifier]
        for expression in sorted(profile.expressions, key=str):
            # A formula is longest in the last row: its number has most digits there.
            lengths = (len(formula(expression, p, 0, ROW_LIMIT, places)) for p in standing)
            longest = max(lengths, default=0)
            yield from above("formula-length", f"tables.{identifier}", longest, FORMULA_LIMIT)


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
        name: report.tables[name]
        for name, profile in profiles.items()
        if any(problem.code == PRECISION for problem in profile.problems)
    }
    if not concerned:
        return report
    long = {
        (name, column.id)
        for name, table in concerned.items()
        for row in (*table.rows, table.total or ())
        for cell, column in zip(row, table.columns, strict=False)
        if _is_long(cell)
    }

    def row(table: Table, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        pairs = zip(cells, table.columns, strict=True)
        return tuple(_short(cell, table.id, column.id, long) for cell, column in pairs)

    tables = {
        name: attrs.evolve(
            table,
            rows=tuple(row(table, cells) for cells in table.rows),
            total=row(table, table.total) if table.total is not None else None,
            notes=(*table.notes, note) if name in concerned else table.notes,
        )
        for name, table in report.tables.items()
    }
    return attrs.evolve(report, tables=tables)


def _is_long(cell: Cell) -> bool:
    problem = fault(cell.value)
    return problem is not None and problem.code == PRECISION


def _short(cell: Cell, table: str, column: str, long: set[tuple[str, str]]) -> Cell:
    """A cell without a number that is too long, and without a formula that reads one."""
    for reference in references(cell.expression) if cell.expression else ():
        name, columns = _read(reference, table, column)
        if long.intersection((name, theirs) for theirs in columns):
            cell = attrs.evolve(cell, expression=None)
    if not _is_long(cell):
        return cell
    digits = spreadsheet.number_text(spreadsheet.number_of(cell.value))
    shown = f"{spreadsheet.currency_of(cell.value)} {digits}".strip()
    return attrs.evolve(cell, value=shown, kind=Kind.TEXT, expression=None)
