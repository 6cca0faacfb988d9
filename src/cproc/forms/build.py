"""A form and what it is filled for, as tables whose totals are expressions of their cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs

from cproc.forms.catalogue import LABEL, plan_of
from cproc.forms.definition import Block, ColumnGroup, Form, FormColumn, FormSheet
from cproc.forms.filled import (
    FilledBlock,
    FilledForm,
    FilledSheet,
    PlacedColumn,
    PlacedGroup,
    adds,
)
from cproc.forms.lines import Line
from cproc.forms.records import RECORDS
from cproc.forms.rows import rows_of
from cproc.forms.scope import Repeat, Scope
from cproc.forms.sources import SOURCES
from cproc.forms.sums import FormRow, Role, called
from cproc.report import (
    At,
    Cell,
    Column,
    Expression,
    Kind,
    Minus,
    Over,
    Own,
    Rounded,
    Sum,
    Table,
    Times,
    added,
)
from cproc.report.cells import references
from cproc.report.settle import settled

GAP = Cell()
"""A cell whose value is not known: told from one that is empty by being this one."""


def build_form(form: Form, scope: Scope) -> FilledForm:
    """Fill a form.

    Args:
        form: The form.
        scope: What it is filled for.

    Raises:
        UnknownNameError: A block takes its rows from a form that there is not.
        DataError: The project has no end, and the form has years.
    """
    sheets = [_sheet(form, sheet, scope) for sheet in form.sheets if _wanted(sheet, scope)]
    blocks = {block.id: block for sheet in sheets for block in sheet.blocks}
    raw = {name: _Cells(scope, block, blocks).table() for name, block in blocks.items()}
    gaps = _Gaps(raw)
    tables = settled({name: gaps.without(name) for name in raw}, currency=scope.currency)
    done = {
        name: attrs.evolve(block, table=tables.get(name, raw[name]), gaps=gaps.of(name))
        for name, block in blocks.items()
    }
    return FilledForm(
        form,
        scope,
        tuple(attrs.evolve(s, blocks=tuple(done[b.id] for b in s.blocks)) for s in sheets),
    )


def _wanted(sheet: FormSheet, scope: Scope) -> bool:
    return sheet.only_with is None or bool([*RECORDS[sheet.only_with].of(scope)])


def _sheet(form: Form, sheet: FormSheet, scope: Scope) -> FilledSheet:
    head = tuple(
        (scope.text(cell.label), SOURCES[cell.source].of(scope, scope.project))
        for cell in sheet.head
    )
    blocks = tuple(_block(form, block, scope) for block in sheet.blocks)
    heading = scope.text(sheet.heading) if sheet.heading else ""
    return FilledSheet(sheet, scope.text(sheet.title), heading, head, blocks)


def _block(form: Form, block: Block, scope: Scope) -> FilledBlock:
    columns: list[PlacedColumn] = []
    groups: list[PlacedGroup] = []
    for group in block.groups:
        for repeat in _repeats(group, scope):
            first = len(columns)
            columns += [_placed(c, repeat, scope, len(groups)) for c in group.columns]
            title = _words(group.title, repeat, scope) if group.title else ""
            above = SOURCES[group.above].of(scope, scope.project, repeat) if group.above else None
            groups.append(PlacedGroup(title, first, len(columns) - 1, above))
    filled = rows_of(plan_of(form, block), scope)
    title = scope.text(block.title) if block.title else ""
    notes = tuple(map(scope.text, block.notes))
    empty = Table(block.id, title, (), ())
    return FilledBlock(
        block,
        title,
        tuple(columns),
        tuple(groups),
        filled.rows,
        empty,
        unplaced=filled.unplaced,
        notes=notes,
    )


def _repeats(group: ColumnGroup, scope: Scope) -> Sequence[Repeat | None]:
    return (None,) if group.per is None else scope.repeats(group.per)[: group.first]


def _placed(column: FormColumn, repeat: Repeat | None, scope: Scope, group: int) -> PlacedColumn:
    id_ = f"{column.id}:{repeat.count}" if repeat else column.id
    return PlacedColumn(
        id_, column, _words(column.title, repeat, scope), _kind(column), repeat, group
    )


def _words(text: Any, repeat: Repeat | None, scope: Scope) -> str:
    count, title = (repeat.count, repeat.title) if repeat else ("", "")
    gaps = {"currency": scope.currency, "group": title, "n": count}
    return scope.text(text).format_map(gaps)


def _kind(column: FormColumn) -> Kind:
    if column.kind:
        return column.kind
    if column.source:
        return Kind.TEXT if column.source == LABEL else SOURCES[column.source].kind
    if column.quotient:
        return Kind.DECIMAL
    return Kind.PERCENT if column.share else Kind.MONEY


# --- Cells --------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class _Cells:
    """The cells of a block: typed values, and expressions."""

    scope: Scope
    block: FilledBlock
    others: Mapping[str, FilledBlock]

    def table(self) -> Table:
        rows = [tuple(self.cell(row, c) for c in self.block.columns) for row in self.block.rows]
        columns = [Column(c.id, c.title, c.kind, c.column.width) for c in self.block.columns]
        return Table(
            self.block.id,
            self.block.title,
            tuple(columns),
            tuple(rows),
            keys=tuple(row.key for row in self.block.rows),
            main_rows=frozenset(n for n, row in enumerate(self.block.rows) if row.bold),
            currency=self.scope.currency,
            wide=True,
        )

    def cell(self, row: FormRow, at: PlacedColumn) -> Cell:
        """The cell of a row in a column."""
        if at.column.source == LABEL:
            return Cell(row.title or None)
        make = _MAKERS.get(row.role)
        return make(self, row, at) if make else Cell()

    def value(self, row: FormRow, at: PlacedColumn) -> Cell:
        if at.column.id != row.plan.into:
            return Cell()
        value = SOURCES[row.plan.value or ""].of(self.scope, self.scope.project, at.repeat)
        return GAP if value is None and at.column.needed else Cell(value)

    def heading(self, row: FormRow, at: PlacedColumn) -> Cell:
        """What is said of a heading; its amounts stand in its subtotal."""
        if not at.column.source or adds(at.column, at.kind):
            return Cell()
        return Cell(SOURCES[at.column.source].of(self.scope, row.subject, at.repeat))

    def line(self, row: FormRow, at: PlacedColumn) -> Cell:
        if isinstance(row.subject, Line) and row.subject.rate and at.column.product:
            return self._of_base(row)
        if at.column.computed:
            return Cell(expression=self._formula(at))
        value = SOURCES[at.column.source or ""].of(self.scope, row.subject, at.repeat)
        rated = isinstance(row.subject, Line) and row.subject.rate is not None
        return GAP if value is None and at.column.needed and not rated else Cell(value)

    def rate(self, row: FormRow, at: PlacedColumn) -> Cell:
        if row.subject is not None:
            return self.line(row, at)
        return Cell(self.scope.nothing) if adds(at.column, at.kind) else Cell()

    def _of_base(self, row: FormRow) -> Cell:
        """A rate of the rows that its plan names, or of those that its own base is."""
        keys = row.base or tuple(k for n in row.plan.rate_of for k in called(self.block.rows, n))
        if not keys:
            return Cell(self.scope.nothing)
        base = added([At("", key, "") for key in keys])
        return Cell(expression=Rounded(Times(base, row.subject.rate.rate), self.scope.decimals))

    def empty(self, row: FormRow, at: PlacedColumn) -> Cell:
        """A row that the budget has no line for: known to be nothing, and ready to be typed in."""
        if at.column.computed:
            return Cell(expression=self._formula(at))
        if at.column.source == "unit" and row.plan.unit:
            return Cell(self.scope.text(row.plan.unit))
        if at.kind is Kind.MONEY:
            return Cell(self.scope.nothing)
        return Cell(Decimal(0) if at.kind is Kind.DECIMAL else None)

    def sum(self, row: FormRow, at: PlacedColumn) -> Cell:
        if at.column.computed and not at.column.product:
            return Cell(expression=self._formula(at))
        if adds(at.column, at.kind):
            if not any(self._holds(key) for key in row.adds):
                return Cell(self.scope.nothing if at.kind is Kind.MONEY else None)
            return Cell(expression=Sum(tuple(At("", key, "") for key in row.adds)))
        if at.column.source and row.subject is not None:
            return Cell(SOURCES[at.column.source].of(self.scope, row.subject, at.repeat))
        return Cell()

    def _holds(self, key: str) -> bool:
        return self.block.by_key[key].role is not Role.HEADING

    def _formula(self, at: PlacedColumn) -> Expression:
        column = at.column
        own = [Own(self._id(name, at)) for name in column.named]
        if column.product:
            return Rounded(Times(own[0], own[1]), self.scope.decimals)
        if column.difference:
            return Minus(own[0], own[1])
        if column.quotient:
            return Over(own[0], own[1])
        if column.share:
            keys = called(self.block.rows, column.share_of or "")
            whole = added([At("", key, own[0].column) for key in keys])
            return Over(own[0], whole)
        if column.sum_over:
            every = [c for c in self.block.columns if c.column.id == column.sum_over]
            return Sum(tuple(Own(each.id) for each in every))
        return Sum(tuple(own))

    def _id(self, name: str, beside: PlacedColumn) -> str:
        """The column that a formula means: of its own repeat, else the one there is."""
        named = [each for each in self.block.columns if each.column.id == name]
        same = [each for each in named if each.group == beside.group]
        return (same or named)[0].id

    def link(self, row: FormRow, at: PlacedColumn) -> Cell:
        if not adds(at.column, at.kind):
            return Cell()
        name, _slash, rest = (row.plan.link or "").partition("/")
        key, _slash, column = rest.partition("/")
        if name not in self.others:
            return Cell()
        other = self.others[name]
        id_ = next((c.id for c in other.columns if column in {c.id, c.column.id}), at.id)
        cells = [At(name, each, id_) for each in called(other.rows, key)]
        return Cell(expression=added(cells)) if cells else Cell(self.scope.nothing)

    def ratio(self, row: FormRow, at: PlacedColumn) -> Cell:
        if at.column.id != row.plan.into:
            return Cell()
        over, under = (
            [At("", key, row.plan.of or "") for key in called(self.block.rows, name)]
            for name in row.plan.ratio
        )
        return Cell(expression=Over(added(over), added(under))) if over and under else Cell()


_MAKERS: Mapping[Role, Callable[[_Cells, FormRow, PlacedColumn], Cell]] = {
    Role.LINE: _Cells.line,
    Role.RECORD: _Cells.line,
    Role.RATE: _Cells.rate,
    Role.EMPTY: _Cells.empty,
    Role.SUBTOTAL: _Cells.sum,
    Role.SUM: _Cells.sum,
    Role.LINK: _Cells.link,
    Role.RATIO: _Cells.ratio,
    Role.VALUE: _Cells.value,
    Role.HEADING: _Cells.heading,
}
"""What makes a cell of a row of each role; of text and empty rows there is none."""


# --- What is not known --------------------------------------------------------------------


@attrs.frozen(eq=False)
class _Gaps:
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
