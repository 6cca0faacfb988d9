"""A form that is filled: its sheets, blocks and settled tables, below every format."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import attrs

from cproc.errors import UnknownNameError, said
from cproc.forms.definition import Block, Form, FormColumn, FormSheet
from cproc.forms.lines import Line
from cproc.forms.scope import Repeat, Scope
from cproc.forms.sums import FormRow, called
from cproc.model import Money
from cproc.report import Cell, CellValue, Kind, Table


@attrs.frozen
class PlacedColumn:
    """A column of a filled block; one of a repeated group stands once for each repeat.

    Args:
        id: Its identifier in the table: ``total``, or ``total:2`` of the second repeat.
        column: The column of the definition.
        title: Its heading.
        kind: How its values are shown.
        repeat: What it is repeated for; none where it is not.
        group: Position of its group among all that stand here.
    """

    id: str
    column: FormColumn
    title: str
    kind: Kind
    repeat: Repeat | None = None
    group: int = 0


@attrs.frozen
class PlacedGroup:
    """A group of columns where it stands.

    Args:
        title: What stands over it; empty for nothing.
        first: Position of its first column, from 0.
        last: Position of its last column.
        above: What stands between title and headings, such as a rate; none for nothing.
    """

    title: str
    first: int
    last: int
    above: CellValue = None


@attrs.frozen
class FilledBlock:
    """A block with its rows.

    Args:
        block: The block of the definition.
        title: What stands over its first column.
        columns: Its columns, repeats among them.
        groups: Where its groups stand.
        rows: Its rows.
        table: The same as a settled table, a row of cells for each row.
        gaps: Key of the row and identifier of the column of each cell that is not known.
        unplaced: Lines of the budget that no row takes.
        notes: What stands below it.
    """

    block: Block
    title: str
    columns: tuple[PlacedColumn, ...]
    groups: tuple[PlacedGroup, ...]
    rows: tuple[FormRow, ...]
    table: Table
    gaps: frozenset[tuple[str, str]] = frozenset()
    unplaced: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What references call it."""
        return str(self.block.id)

    @cached_property
    def by_key(self) -> dict[str, FormRow]:
        """Its rows by key."""
        return {row.key: row for row in self.rows}

    def cell(self, key: str, column: str) -> Cell:
        """A cell.

        Raises:
            KeyError: There is no such row or column.
        """
        return self.table.rows[self.table.position(key)][self.table.index(column)]

    @cached_property
    def amounts(self) -> PlacedColumn | None:
        """The first column of amounts that subtotals add up."""
        return next((each for each in self.columns if adds(each.column, each.kind)), None)


@attrs.frozen
class FilledSheet:
    """A sheet with its blocks.

    Args:
        sheet: The sheet of the definition.
        title: Its tab.
        heading: A line above all; empty for none.
        head: Label and value of each cell above the tables; none for a value that is not known.
        blocks: Its blocks.
    """

    sheet: FormSheet
    title: str
    heading: str
    head: tuple[tuple[str, CellValue], ...]
    blocks: tuple[FilledBlock, ...]


@attrs.frozen
class FilledForm:
    """A form that is filled for a project.

    Args:
        form: The form.
        scope: What it is filled for.
        sheets: Its sheets.
    """

    form: Form
    scope: Scope
    sheets: tuple[FilledSheet, ...]

    @property
    def blocks(self) -> Iterator[FilledBlock]:
        """The blocks of all sheets."""
        for sheet in self.sheets:
            yield from sheet.blocks

    def block(self, name: str) -> FilledBlock:
        """A block by its identifier.

        Raises:
            UnknownNameError: There is none.
        """
        known = {each.id: each for each in self.blocks}
        if name not in known:
            raise UnknownNameError(said("block"), name, list(known))
        return known[name]

    def amount(self, reference: str, column: str | None = None) -> Money | None:
        """The amount of a row, ``block/key``, or of the rows that it means; none if not known.

        Args:
            reference: The row.
            column: Its column; the first one of amounts where absent.
        """
        name, _slash, key = reference.partition("/")
        block = self.block(name)
        at = column or (block.amounts.id if block.amounts else "")
        keys = called(block.rows, key)
        values = [block.cell(each, at).value for each in keys]
        if any((each, at) in block.gaps for each in keys):
            return None
        known = [value for value in values if isinstance(value, Money)]
        return Money.total(known, self.scope.currency)


def adds(column: FormColumn, kind: Kind) -> bool:
    """Whether subtotals add a column up."""
    from cproc.forms.sources import SOURCES  # noqa: PLC0415 - by name, when asked

    if column.sums is not None:
        return column.sums
    if column.source:
        return column.source in SOURCES and SOURCES[column.source].adds
    return kind is Kind.MONEY
