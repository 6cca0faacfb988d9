"""What is behind a cell of a report: how it comes of others, of which, of which records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import attrs
from babel.lists import format_list

from cproc.errors import UnknownNameError, looked_up
from cproc.figures import Finder, Found, Part
from cproc.labels import Labels
from cproc.report import cells as algebra
from cproc.report import settle
from cproc.report.cells import At, Cell, CellValue, Expression, Own, Rows, Table
from cproc.report.model import Report

TOTAL_ROW = "total"
"""What the total row is called."""


@attrs.frozen
class CellRef:
    """A cell that another one comes of.

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
        cell: The cell: value, expression.
        words: How it comes of others, one sentence in the language of the report.
        refers: The cells it comes of.
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
    """Explain how a cell of a report comes of others, and which records are behind it.

    Args:
        report: The report.
        table_id: Identifier of the cell's table, such as ``by_country``.
        row: Index of its row, from 0; ``total``; or its key, what stands in one of its cells,
            or the identifier of the record it is about: ``RO``. The first row that fits is taken.
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
        'The sum of the column “Budget in force on 30 September 2017 (EUR)”.'
    """
    table = looked_up("table", table_id, report.tables)
    columns = [known.id for known in table.columns]
    if column not in columns:
        raise UnknownNameError("column", column, columns)
    at = _row(table, row)
    behind = Behind(report)
    cell = behind.cell(table.id, at, column)
    refers = tuple(behind.refers(table.id, at, column))
    groups = behind.records(CellRef(table.id, at, column, cell))
    records = tuple(dict.fromkeys(found for ids in groups for found in _found(ids, finder)))
    words = behind.words(table, column, cell, about=bool(records) and not cell.records)
    return CellExplanation(table, at, column, cell, words, refers, records)


def _row(table: Table, row: int | str) -> int | None:
    if row == TOTAL_ROW and table.total is not None:
        return None
    if isinstance(row, int) and 0 <= row < len(table.rows):
        return row
    if row in table.keys:
        return table.position(str(row))
    for index, cells in enumerate(table.rows):
        if any(str(cell.value) == row or cell.records == (row,) for cell in cells):
            return index
    shown = [str(cells[0].value) for cells in table.rows[:20]]
    raise UnknownNameError("row", str(row), [*shown, *([TOTAL_ROW] if table.total else [])])


def _found(ids: tuple[str, ...], finder: Finder | None) -> Iterator[Found]:
    if finder is None:
        yield from (Found("", id_) for id_ in ids)
        return
    kind = finder.kind_of(ids)
    yield from (finder.find(kind, Part(id_, None)) for id_ in ids)


@attrs.frozen(eq=False)
class Behind:
    """Follows the expressions of a report's cells.

    Args:
        report: The report.
    """

    report: Report

    @cached_property
    def _cells(self) -> settle.Cells:
        return settle.Cells(self.report.tables)

    @property
    def _labels(self) -> Labels:
        return self.report.words

    def cell(self, table: str, row: int | None, column: str) -> Cell:
        """The cell in a row of a table; the first of the row where no column is named."""
        of = self.report.tables[table]
        return of.row(row)[of.index(column) if column else 0]

    def refers(self, table: str, row: int | None, column: str) -> Iterator[CellRef]:
        """The cells that a cell comes of, in order."""
        expression = self.cell(table, row, column).expression
        counts = isinstance(expression, algebra.Count)
        for part in _operands(expression) if expression else ():
            other, id_ = self._of(part, table), "" if counts else part.column or column
            for at in self._rows(part, table, row):
                yield CellRef(other.id, at, id_, self.cell(other.id, at, id_))

    def _of(self, part: Own | At | Rows, table: str) -> Table:
        return self.report.tables[table if isinstance(part, Own) else part.table or table]

    def _rows(self, part: Own | At | Rows, table: str, row: int | None) -> Iterable[int | None]:
        """Positions of the rows that a reference means, of its table."""
        if isinstance(part, Own):
            return (row,)
        if isinstance(part, Rows):
            return self._cells.matching(part, table, row)
        of = self._of(part, table)
        if part.row is not None:
            return (of.position(part.row),)
        return range(len(of.rows)) if of.total is None else (None,)

    def records(self, of: CellRef) -> tuple[tuple[str, ...], ...]:
        """The records behind a cell: its own, those of what it comes of, or its row's.

        Each group is of one kind.
        """
        return tuple(dict.fromkeys(self._behind(of, set())))

    def _behind(
        self, of: CellRef, seen: set[tuple[str, int | None, str]]
    ) -> Iterator[tuple[str, ...]]:
        # Many cells may come of one, which is followed once.
        if (of.table, of.row, of.column) in seen:
            return
        seen.add((of.table, of.row, of.column))
        if of.cell.records:
            yield of.cell.records
        elif of.column and of.cell.expression is not None:
            adds = isinstance(of.cell.expression, algebra.Sum)
            for part in self.refers(of.table, of.row, of.column):
                if not part.column or not _is_nothing(part.cell.value, adds):
                    yield from self._behind(part, seen)
        elif of.row is not None:
            # The first cell of one record names what a row is about.
            record = record_of_row(self.report.tables[of.table], of.row)
            yield (record,) if record else ()

    def rule(self, table: Table, row: int | None, column: str) -> str:
        """How a number is computed or counted; empty of what is typed, or no number or day."""
        cell = self.cell(table.id, row, column)
        typed = cell.value is None or isinstance(cell.value, str)
        if typed or not (cell.expression or cell.records):
            return ""
        return self.words(table, column, cell, about=not cell.records)

    def rules(
        self, table: Table
    ) -> Mapping[str, Mapping[str, Sequence[tuple[int | None, Sequence[str]]]]]:
        """All rules of a table: by column, then by rule, the rows and the records behind each."""
        rows = (*range(len(table.rows)), *([] if table.total is None else [None]))
        columns: dict[str, dict[str, list[tuple[int | None, Sequence[str]]]]] = {}
        for column in (each.id for each in table.columns):
            for row in rows:
                if rule := self.rule(table, row, column):
                    of = CellRef(table.id, row, column, self.cell(table.id, row, column))
                    ids = dict.fromkeys(id_ for group in self.records(of) for id_ in group)
                    by_rule = columns.setdefault(column, {})
                    by_rule.setdefault(rule, []).append((row, tuple(ids)))
        return columns

    def words(self, table: Table, column: str, cell: Cell, *, about: bool) -> str:
        """How a cell comes of others, one sentence."""
        if cell.expression is None:
            key = "row" if about else "records" if cell.records else "none"
            return self._labels(f"derivation.{key}")
        phrase = self._phrase(cell.expression, table, column)
        return f"{phrase[:1].upper()}{phrase[1:]}."

    def _phrase(  # noqa: C901, PLR0911, PLR0912 - one case for each operation
        self, expression: Expression, table: Table, column: str
    ) -> str:
        def phrase(part: Expression) -> str:
            return self._phrase(part, table, column)

        def pair(key: str, left: Expression, right: Expression) -> str:
            return labels(f"derivation.{key}", left=phrase(left), right=phrase(right))

        def rounded(of: str, decimals: int) -> str:
            return labels.plural("derivation.rounded", decimals, of=of, decimals=decimals)

        labels = self._labels
        match expression:
            case Own(id_):
                return labels("derivation.own", column=_label(table, id_))
            case At(_other, key, id_):
                of = self._of(expression, table.id)
                gaps = {"column": _label(of, id_ or column), "table": of.title}
                if key is None:
                    return labels("derivation.total_of", **gaps)
                values = (cell.value for cell in of.rows[of.position(key)])
                row = next((value for value in values if isinstance(value, str)), key)
                return labels("derivation.at", **gaps, row=row)
            case algebra.Count(rows):
                return labels("derivation.count", rows=phrase(rows))
            case algebra.Sum((Rows("", "", ()),)):
                return labels("derivation.sum_column", column=_label(table, column))
            case algebra.Sum((Rows() as rows,)):
                label = _label(self._of(rows, table.id), rows.column or column)
                return labels("derivation.sum_rows", column=label, rows=phrase(rows))
            case algebra.Sum(parts):
                phrases = list(map(phrase, parts))
                return labels("derivation.sum", parts=format_list(phrases, locale=labels.locale))
            case Rows(_other, _column, where):
                of = self._of(expression, table.id)
                rows_of = labels("derivation.rows", table=of.title)
                tests = labels("format.semicolon").join(self._test(of, table, *w) for w in where)
                return labels("derivation.where", rows=rows_of, where=tests) if where else rows_of
            case algebra.Minus(left, right):
                return pair("minus", left, right)
            case algebra.Over(left, right):
                return rounded(pair("over", left, right), settle.SHARE_DECIMALS)
            case algebra.Rounded(part, decimals):
                return rounded(phrase(part), decimals)
            case algebra.Times(left, right) if isinstance(right, Expression):
                return pair("times", left, right)
            case algebra.Times(left, right) if not isinstance(right, Expression):
                share = labels.percent(right, 2)
                return labels("derivation.part", share=share, of=phrase(left))
            case algebra.Converted(amount, _currency, decimals, rate):
                return (
                    rounded(pair("converted", amount, rate), decimals) if rate else phrase(amount)
                )
        raise TypeError(f"there are no words for {expression!r}")

    def _test(self, of: Table, table: Table, theirs: str, wanted: Own | str) -> str:
        column = _label(of, theirs)
        if isinstance(wanted, Own):
            ours = _label(table, wanted.column)
            return self._labels("derivation.equal", theirs=column, ours=ours)
        return self._labels("derivation.given", theirs=column, value=wanted)


def record_of_row(table: Table, row: int) -> str:
    """The record that a row is about, which its first cell of one alone names; empty for none."""
    return next((cell.records[0] for cell in table.rows[row] if len(cell.records) == 1), "")


def rows_about(tables: Iterable[Table]) -> dict[str, tuple[str, int]]:
    """By record, the table and the position of the first row that is about it."""
    places: dict[str, tuple[str, int]] = {}
    for table in tables:
        for at in range(len(table.rows)):
            if record := record_of_row(table, at):
                places.setdefault(record, (table.id, at))
    return places


def _operands(expression: Expression) -> Iterator[Own | At | Rows]:
    """What is computed with: not the cells that rows are matched by, which only choose."""
    if isinstance(expression, Own | At | Rows):
        yield expression
        return
    for part in expression.parts:
        yield from _operands(part)


def _is_nothing(value: CellValue, adds: bool) -> bool:
    """Whether a cell is empty, or is added up and adds nothing."""
    return value is None or (adds and getattr(value, "amount", value) == 0)


def _label(table: Table, column: str) -> str:
    return table.columns[table.index(column)].label
