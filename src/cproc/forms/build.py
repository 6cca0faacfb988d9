"""A form and what it is filled for, as tables whose totals are expressions of their cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import prod
from typing import Any

import attrs

from cproc.figures import part_of
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
from cproc.forms.gaps import GAP, Gaps
from cproc.forms.lines import Line
from cproc.forms.records import RECORDS
from cproc.forms.rows import rows_of
from cproc.forms.scope import Repeat, Scope
from cproc.forms.sources import SOURCES
from cproc.forms.sums import FormRow, Role, called
from cproc.model import Money
from cproc.money import rounded
from cproc.report import (
    At,
    Cell,
    CellValue,
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
from cproc.report.settle import settled

PLACES = 6
"""Decimals of units without the factors that have columns of their own."""
OF_CURRENCY = frozenset({"spent_in_currency"})
"""Sources whose amounts are in the currency of the columns, not in that of the contract."""


def build_form(form: Form, scope: Scope) -> FilledForm:
    """Fill a form.

    Args:
        form: The form.
        scope: What it is filled for.

    Raises:
        UnknownNameError: A block takes its rows from a form that there is not.
        DataError: The project has no end, and the form has years.
    """
    scope = scope.reporting() if form.reported else scope
    scope = attrs.evolve(scope, notes_from=form.notes_from)
    sheets = [_sheet(form, sheet, scope) for sheet in form.sheets if _wanted(sheet, scope)]
    blocks = {block.id: block for sheet in sheets for block in sheet.blocks}
    raw = {name: _Cells(scope, block, blocks).table() for name, block in blocks.items()}
    gaps = Gaps(raw)
    tables = settled({name: gaps.without(name) for name in raw}, currency=scope.currency)
    done = {
        name: _done(block, tables.get(name, raw[name]), raw[name], gaps.of(name))
        for name, block in blocks.items()
    }
    return FilledForm(
        form,
        scope,
        tuple(attrs.evolve(s, blocks=tuple(done[b.id] for b in s.blocks)) for s in sheets),
    )


def _done(
    block: FilledBlock, table: Table, raw: Table, gaps: frozenset[tuple[str, str]]
) -> FilledBlock:
    """A block with its table; a cell that is not known keeps how it will come of others."""
    rows = [
        tuple(
            first if (key, column.id) in gaps else cell
            for column, cell, first in zip(table.columns, cells, firsts, strict=True)
        )
        for key, cells, firsts in zip(table.keys, table.rows, raw.rows, strict=True)
    ]
    return attrs.evolve(block, table=attrs.evolve(table, rows=tuple(rows)), gaps=gaps)


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
    if group.per is None:
        return (None,)
    return scope.repeats(group.per, group.month)[: group.first]


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
    if column.quotient or column.factor:
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
        rated = isinstance(row.subject, Line) and row.subject.rate is not None
        if at.column.product and self._lacks_factors(row, at):
            return Cell()
        if at.column.product:
            return self._of_base(row) if rated else self._product(row, at)
        if at.column.computed:
            return Cell(expression=self._formula(at))
        if at.column.factor:
            return Cell(self._factor(row, at.column))
        if row.role is Role.RATE and self._is_rate_of_base(row, at):
            return self._of_base(row)
        value = self._told(row, at)
        wanted = at.column.needed and (not rated or adds(at.column, at.kind))
        return GAP if value is None and wanted else Cell(value)

    def _told(self, row: FormRow, at: PlacedColumn) -> CellValue:
        """What a source gives of a row; of units without the factors of other columns."""
        value = SOURCES[at.column.source or ""].of(self.scope, row.subject, at.repeat)
        shown = self._shown_factors(row) if at.column.source == "units" else Fraction()
        if shown and isinstance(value, Decimal):
            return rounded(Fraction(value) / shown, PLACES).normalize() + 0
        return value

    def _product(self, row: FormRow, at: PlacedColumn) -> Cell:
        """The product of the columns that hold something of the row."""
        named = [self.block.column(self._id(name, at)) for name in at.column.named]
        held = [each for each in named if not each.column.factor or self._factor(row, each.column)]
        whole: Expression = Own(held[0].id)
        for each in held[1:]:
            whole = Times(whole, Own(each.id))
        return Cell(expression=Rounded(whole, self.scope.decimals))

    def _factor(self, row: FormRow, column: FormColumn) -> Decimal | None:
        """The factor of a line that stands in a column, where all its parts have the same one."""
        parts = row.subject.parts if isinstance(row.subject, Line) else ()
        each = [[f.number for f in part.factors if f.unit in column.factor] for part in parts]
        alike = bool(each) and all(own == each[0] for own in each)
        return each[0][0] if alike and len(each[0]) == 1 else None

    def _shown_factors(self, row: FormRow) -> Fraction:
        """The product of the factors that have a column of their own; 0 where none has."""
        columns = [c.column for c in self.block.columns if c.column.factor]
        shown = [f for f in (self._factor(row, c) for c in columns) if f]
        return prod(map(Fraction, shown), start=Fraction(1)) if shown else Fraction(0)

    def rate(self, row: FormRow, at: PlacedColumn) -> Cell:
        if row.subject is not None:
            return self.line(row, at)
        return Cell(self._nothing(at)) if adds(at.column, at.kind) else Cell()

    def _nothing(self, at: PlacedColumn) -> Money:
        """No money, in the currency of a column."""
        own = at.repeat is not None and at.column.source in OF_CURRENCY
        return Money(0, at.repeat.value) if own and at.repeat else self.scope.nothing

    def _lacks_factors(self, row: FormRow, at: PlacedColumn) -> bool:
        """Whether a product is of nothing, as of an addendum that there is not."""
        named = [self.block.column(self._id(name, at)) for name in at.column.product]
        if isinstance(row.subject, Line) and row.subject.rate:
            keys = row.base or self._planned_base(row)
            return bool(keys) and all(self._is_blank(key, at) for key in keys)
        return all(_is_empty(self.cell(row, each)) for each in named)

    def _is_blank(self, key: str, at: PlacedColumn) -> bool:
        return _is_empty(self.cell(self.block.by_key[key], at))

    def _planned_base(self, row: FormRow) -> tuple[str, ...]:
        return tuple(k for n in row.plan.rate_of for k in called(self.block.rows, n))

    def _of_base(self, row: FormRow) -> Cell:
        """A rate of the rows that its plan names, or of those that its own base is."""
        keys = row.base or self._planned_base(row)
        if not keys:
            return Cell(self.scope.nothing)
        base = added([At("", key, "") for key in keys])
        return Cell(expression=Rounded(Times(base, row.subject.rate.rate), self.scope.decimals))

    def _is_rate_of_base(self, row: FormRow, at: PlacedColumn) -> bool:
        """Whether what a source tells of a rate is that rate of what it tells of its base.

        Not so where each part of a flat rate was rounded when its period was reported.
        """
        if not adds(at.column, at.kind) or at.kind is not Kind.MONEY:
            return False
        told = SOURCES[at.column.source or ""]
        own = told.of(self.scope, row.subject, at.repeat)
        base = [told.of(self.scope, e, at.repeat) for e in self.scope.base_of(row.subject)]
        if not isinstance(own, Money) or own.currency != self.scope.currency:
            return False
        known = [each for each in base if isinstance(each, Money)]
        whole = Money.total(known, self.scope.currency)
        return own == part_of(whole, row.subject.rate.rate)

    def empty(self, row: FormRow, at: PlacedColumn) -> Cell:
        """A row that the budget has no line for: known to be nothing, and ready to be typed in."""
        if at.column.computed:
            return Cell(expression=self._formula(at))
        if at.column.source == "unit" and row.plan.unit:
            return Cell(self.scope.text(row.plan.unit))
        if at.kind is Kind.MONEY:
            return Cell(self._nothing(at))
        return Cell(Decimal(0) if at.kind is Kind.DECIMAL else None)

    def sum(self, row: FormRow, at: PlacedColumn) -> Cell:
        if at.column.computed and not at.column.product:
            return Cell(expression=self._formula(at)) if self._adds_all(at) else Cell()
        if adds(at.column, at.kind):
            if not any(self._holds(key) for key in row.adds):
                return Cell(self._nothing(at) if at.kind is Kind.MONEY else None)
            if all(self._is_blank(key, at) for key in row.adds):
                return Cell()
            return Cell(expression=Sum(tuple(At("", key, "") for key in row.adds)))
        if at.column.source and row.subject is not None:
            return Cell(SOURCES[at.column.source].of(self.scope, row.subject, at.repeat))
        return Cell()

    def _adds_all(self, at: PlacedColumn) -> bool:
        """Whether a formula of a sum has all that it names: a cost of no units has none."""
        named = (self.block.column(self._id(name, at)) for name in at.column.named)
        return all(adds(each.column, each.kind) for each in named)

    def _holds(self, key: str) -> bool:
        return self.block.by_key[key].role is not Role.HEADING

    def _formula(self, at: PlacedColumn) -> Expression:
        column = at.column
        own = [Own(self._id(name, at)) for name in column.named]
        if column.product:  # of a row that no line fills
            return Rounded(Times(own[0], own[-1]), self.scope.decimals)
        if column.difference:
            return Minus(own[0], _of_all(own[1:]))
        if column.quotient:
            over = Over(own[0], _of_all(own[1:]))
            return Rounded(over, self.scope.decimals) if at.kind is Kind.MONEY else over
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
        if not adds(at.column, at.kind) or row.plan.into not in {None, at.column.id}:
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


def _is_empty(cell: Cell) -> bool:
    return cell is not GAP and cell == Cell()


def _of_all(parts: Sequence[Own]) -> Expression:
    return parts[0] if len(parts) == 1 else Sum(tuple(parts))


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
