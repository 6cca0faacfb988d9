"""What is behind a cell of a report: how it was derived, of which cells, of which records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from cproc.errors import UnknownNameError, looked_up
from cproc.figures.explanation import Finder, Found
from cproc.figures.results import Part
from cproc.labels import Labels, labels_in
from cproc.report import formats
from cproc.report.derivations import (
    At,
    CellProduct,
    CellRatio,
    CellSum,
    Converted,
    CountRows,
    Difference,
    Product,
    Ratio,
    ShareOfTotal,
    SumCells,
    SumColumn,
    SumRows,
    TotalOf,
    picked,
)
from cproc.report.model import Cell, CellValue, Report, Table

TOTAL = "total"
"""Key of the total row."""


@attrs.frozen
class CellRef:
    """A cell that another one is derived from.

    Args:
        table: Identifier of its table.
        row: Index of its row, from 0; none for the total row.
        column: Identifier of its column; empty where the row as a whole is counted.
        cell: The cell; the first of the row where the row is counted.
    """

    table: str
    row: int | None
    column: str
    cell: Cell


@attrs.frozen
class CellExplanation:
    """A cell, and all that is behind it.

    Args:
        table: Its table.
        row: Index of its row, from 0; none for the total row.
        column: Identifier of its column.
        cell: The cell: value, derivation.
        words: How it was derived, one sentence in the language of the report.
        refers: The cells it is derived from.
        records: The records behind it; without path and title where no portfolio was given.
    """

    table: Table
    row: int | None
    column: str
    cell: Cell
    words: str
    refers: tuple[CellRef, ...]
    records: tuple[Found, ...]


def explain_cell(
    report: Report, table_id: str, row: int | str, column: str, finder: Finder | None = None
) -> CellExplanation:
    """Tell how a cell of a report was derived, and which records are behind it.

    Args:
        report: The report.
        table_id: Identifier of the cell's table, such as ``by_country``.
        row: Index of its row, from 0; ``total``; or what stands in one of its cells, or the
            identifier of the record it is about: ``RO``. The first row that fits is taken.
        column: Identifier of its column.
        finder: Finds the records of the portfolio the report was built of.

    Raises:
        UnknownNameError: There is no such table, row or column.

    Example:
        >>> import cproc
        >>> from cproc.report import build
        >>> report = build(cproc.load("examples/cproc_2017"))
        >>> found = explain_cell(report, "projects_overview", "total", "in_force")
        >>> str(found.cell.value), len(found.refers)
        ('EUR 24390000', 7)
        >>> found.words
        'Sum of the column “Budget in force on 30 September 2017”.'
    """
    table = looked_up("table", table_id, report.tables)
    columns = [known.id for known in table.columns]
    if column not in columns:
        raise UnknownNameError("column", column, columns)
    at = _row(table, row)
    cell = _cell(table, at, column)
    refers = tuple(_refers(report, table, at, column))
    about = () if refers or cell.records or at is None else _about(table.rows[at])
    own = cell.records or about
    groups = [own] if own else [_behind(report, found) for found in refers]
    records = tuple(dict.fromkeys(found for ids in groups for found in _found(ids, finder)))
    words = _words(report, table, column, cell, row=bool(about))
    return CellExplanation(table, at, column, cell, words, refers, records)


def _row(table: Table, row: int | str) -> int | None:
    if row == TOTAL and table.total is not None:
        return None
    if isinstance(row, int) and 0 <= row < len(table.rows):
        return row
    for index, cells in enumerate(table.rows):
        if any(str(cell.value) == row or cell.records == (row,) for cell in cells):
            return index
    known = [str(cells[0].value) for cells in table.rows[:20]]
    raise UnknownNameError("row", str(row), [*known, *([TOTAL] if table.total else [])])


def _about(cells: Iterable[Cell]) -> tuple[str, ...]:
    """The record a row is about: the first text of one record names it."""
    named = (cell.records for cell in cells if isinstance(cell.value, str))
    return next((records for records in named if len(records) == 1), ())


def _found(ids: tuple[str, ...], finder: Finder | None) -> Iterator[Found]:
    if finder is None:
        yield from (Found("", id_) for id_ in ids)
        return
    kind = finder.kind_of(ids)
    yield from (finder.find(kind, Part(id_, None)) for id_ in ids)


def _behind(report: Report, found: CellRef) -> tuple[str, ...]:
    """The records behind a cell that another is derived from, where it has a value."""
    if found.row is None or found.cell.records or found.cell.value is None:
        return found.cell.records
    return _about(report.tables[found.table].rows[found.row])


def _cell(table: Table, row: int | None, column: str) -> Cell:
    cells = table.total if row is None else table.rows[row]
    return (cells or ())[table.index(column)]


def _refers(report: Report, table: Table, row: int | None, column: str) -> Iterator[CellRef]:
    def own(id_: str, at: int | None = row) -> CellRef:
        return CellRef(table.id, at, id_, _cell(table, at, id_))

    match made := _cell(table, row, column).derivation:
        case SumColumn():
            yield from (own(column, index) for index in range(len(table.rows)))
        case CountRows() | SumRows():
            name = made.column if isinstance(made, SumRows) else ""
            where = [(theirs, own(ours).cell.value) for theirs, ours in made.where]
            where += made.given
            yield from _matching(report.tables[made.table], name, where)
        case SumCells():
            yield from (own(made.column or column, index) for index in made.rows)
        case Product(first, second) | Difference(first, second) | Ratio(first, second):
            yield from (own(first), own(second))
        case ShareOfTotal():
            yield from (own(made.column), own(made.column, None))
        case TotalOf():
            other = report.tables[made.table]
            yield CellRef(made.table, None, made.column, _cell(other, None, made.column))
        case Converted():
            yield from (own(id_) for id_ in (made.amount, made.rate) if id_)
        case _:
            yield from (_ref(report, place) for place in picked(made))


def _ref(report: Report, at: At) -> CellRef:
    return CellRef(at.table, at.row, at.column, _cell(report.tables[at.table], at.row, at.column))


def _matching(
    table: Table, column: str, where: Iterable[tuple[str, CellValue]]
) -> Iterator[CellRef]:
    wanted = [(table.index(name), value) for name, value in where]
    shown = table.index(column) if column else 0
    for index, cells in enumerate(table.rows):
        if all(cells[at].value == value for at, value in wanted):
            yield CellRef(table.id, index, column, cells[shown])


def _label(table: Table, column: str) -> str:
    return table.columns[table.index(column)].label


def _words(report: Report, table: Table, column: str, cell: Cell, *, row: bool) -> str:
    labels, made = labels_in(report.language), cell.derivation
    told: dict[str, str] = {}
    match made:
        case SumColumn():
            key, told["column"] = "sum_column", _label(table, column)
        case SumCells():
            key = "sum_cells" if made.rate is None else "rate_of_cells"
            told["column"] = _label(table, made.column or column)
            if made.rate is not None:
                told["rate"] = formats.percent(labels, made.rate, 2)
        case CountRows() | SumRows():
            key, told = _counted(labels, report.tables[made.table], table, made)
        case Difference() | Product() | Ratio() | Converted():
            key, told = _paired(table, made)
        case ShareOfTotal():
            key, told["column"] = "share_of_total", _label(table, made.column)
        case TotalOf():
            other = report.tables[made.table]
            key, told = "total_of", {"column": _label(other, made.column), "table": other.title}
        case CellSum() | CellRatio() | CellProduct():
            key, told = _picked(labels, made)
        case None:
            key = "row" if row else "records" if cell.records else "none"
    return labels(f"derivation.{key}", **told)


def _picked(labels: Labels, made: CellSum | CellRatio | CellProduct) -> tuple[str, dict[str, str]]:
    match made:
        case CellSum(plus, less, None):
            return "cell_difference" if less else "cell_sum" if len(plus) > 1 else "cell", {}
        case CellSum():
            return "part_of_cells", {"rate": formats.percent(labels, made.rate or 0, 2)}
        case CellRatio():
            return "cell_ratio", {}
        case CellProduct():
            return "cell_product", {}


def _paired(
    table: Table, made: Difference | Product | Ratio | Converted
) -> tuple[str, dict[str, str]]:
    match made:
        case Difference(first, second):
            key = "difference"
        case Product(first, second):
            key = "product"
        case Ratio(first, second):
            key = "ratio"
        case Converted(first, _currency, None):
            return "same", {"first": _label(table, first)}
        case Converted(first):
            key, second = "converted", made.rate or ""
    return key, {"first": _label(table, first), "second": _label(table, second)}


def _counted(
    labels: Labels, other: Table, table: Table, made: CountRows | SumRows
) -> tuple[str, dict[str, str]]:
    key, told = "count_rows", {"table": other.title}
    if isinstance(made, SumRows):
        key, told["column"] = "sum_rows", _label(other, made.column)
    wanted = [
        labels("derivation.where", theirs=_label(other, theirs), ours=_label(table, ours))
        for theirs, ours in made.where
    ]
    wanted += [
        labels("derivation.given", theirs=_label(other, theirs), value=value)
        for theirs, value in made.given
    ]
    if wanted:
        key += "_where"
        told["where"] = labels("format.semicolon").join(wanted)
    return key, told
