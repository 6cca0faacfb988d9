"""What a donor's form is: a definition that a person reads, without a line of code.

A form has sheets, a sheet has blocks, a block has columns, in groups, and rows. The columns never
change; the rows are a plan that the lines of a project's budget fill. What stands in a column is
named: a source (`cproc.forms.SOURCES`), or how it comes of other columns of its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import attrs

from cproc.errors import InvalidValueError, said
from cproc.model import Identifier, LocalText
from cproc.report import Kind


class Per(StrEnum):
    """What a group of columns is repeated for."""

    YEAR = "year"
    """Each year of the action: the first twelve months, the next, …"""
    PERIOD = "period"
    """Each reporting period up to the one reported."""
    CURRENCY = "currency"
    """Each currency that money was spent in, that of the contract first."""
    PARTNER = "partner"
    """The office itself, then each partner that spends some of it."""
    DONOR = "donor"
    """Each donor."""


def _two(_instance: object, attribute: attrs.Attribute[Any], value: tuple[str, ...]) -> None:
    if value and len(value) != 2:
        message = said("{name} takes two, and has {count}.", name=attribute.name, count=len(value))
        raise InvalidValueError("form-two", message, said("Name two."), attribute.name)


@attrs.frozen
class FormColumn:
    """A column: what it shows of each row, or how that comes of other columns of the row.

    Columns that a formula names are of the same group, or of a group that is not repeated.

    Args:
        id: Identifier, unique in the block.
        title: Its heading; the gaps ``{currency}``, ``{group}`` and ``{n}`` are filled.
        source: Name of what it shows.
        product: Two columns that are multiplied, rounded to the currency.
        difference: Two columns, the second taken from the first.
        quotient: Two columns, the first divided by the second.
        sum: Columns that are added up.
        sum_over: A column of a repeated group: the sum of all its repeats.
        share: A column, of which a row's part in the row ``share_of`` is shown.
        share_of: Key of that row.
        kind: How values are shown; as the source says, or as money, where absent.
        width: Its width in characters.
        needed: Whether a line without it is a gap that must be filled before the form is sent.
        sums: Whether subtotals add it up; as it is of money, where absent.
        locked: Whether what stands in it may not be changed; only formulas where absent.
    """

    id: Identifier
    title: LocalText
    source: Identifier | None = None
    product: tuple[Identifier, ...] = attrs.field(default=(), validator=_two)
    difference: tuple[Identifier, ...] = attrs.field(default=(), validator=_two)
    quotient: tuple[Identifier, ...] = attrs.field(default=(), validator=_two)
    sum: tuple[Identifier, ...] = ()
    sum_over: Identifier | None = None
    share: Identifier | None = None
    share_of: Identifier | None = None
    kind: Kind | None = None
    width: int = 14
    needed: bool = False
    sums: bool | None = None
    locked: bool | None = None

    def __attrs_post_init__(self) -> None:
        ways = ("source", "product", "difference", "quotient", "sum", "sum_over", "share")
        _one_of(self, ways, said("column"))
        if (self.share is None) != (self.share_of is None):
            message = said("share and share_of go together.")
            raise InvalidValueError("form-share", message, said("Give both."))

    @property
    def computed(self) -> bool:
        """Whether it comes of other columns."""
        return self.source is None

    @property
    def named(self) -> tuple[Identifier, ...]:
        """The columns that it comes of."""
        own = (*self.product, *self.difference, *self.quotient, *self.sum)
        return (*own, *filter(None, (self.sum_over, self.share)))


@attrs.frozen
class ColumnGroup:
    """Columns under one title.

    Args:
        columns: The columns, from left to right.
        title: What stands over them; the gaps ``{group}``, ``{n}`` and ``{currency}`` are filled.
        per: What the group is repeated for; it stands once where absent.
        first: At most so many repeats, from the first.
        above: Name of a source of the project that stands above each repeat, such as a rate.
    """

    columns: tuple[FormColumn, ...]
    title: LocalText | None = None
    per: Per | None = None
    first: int | None = None
    above: Identifier | None = None


@attrs.frozen
class RowPlan:
    """An entry of a row plan: exactly one of the first twelve says what it makes.

    Rows are called by their key: a subtotal by the number of its heading, any other by ``key``,
    else by its ``number``. A row of another block is ``block/key``.

    Args:
        heading: Number of a heading, printed without amounts. Lines under it that no other entry
            takes stand in their place below it.
        lines_of: Number whose lines stand here; one empty row with the form's title where the
            budget has none.
        subtotal_of: Number of a heading: the sum of its lines.
        sum_of: Keys of rows that are added up.
        rate_of: Keys of the rows that a rate line of the project, of this ``number``, is of.
        each: Name of records of which each has a row: `cproc.forms.RECORDS`.
        each_heading: Whether every main heading of the project that no other entry takes stands
            here, with its lines and its subtotal; its title fills ``{title}`` in ``title``.
        link: A row of another block, whose amount is shown here: ``block/key/column``.
        ratio: Keys of two rows, the first divided by the second, in the column ``into``.
        value: Name of a source of the project.
        text: A line of text.
        blank: Whether it is an empty row.
        number: Number that is printed before the title.
        key: What other rows call it by, where that is not its number.
        title: Its title; the project's own goes before it where it has one.
        unit: Unit that an empty row of the form has.
        reserve: Whether the rate is that of the reserve for contingencies.
        in_kind: Whether all lines of what is given in kind stand here.
        room: Whether a heading without lines keeps an empty row for one.
        of: Column whose amounts a ratio is of.
        into: Column that a ratio, or a value, stands in.
        bold: Whether it is printed bold; headings of the first level and sums are anyway.
        indent: Steps by which its title is moved to the right.
    """

    heading: Identifier | None = None
    lines_of: Identifier | None = None
    subtotal_of: Identifier | None = None
    sum_of: tuple[Identifier, ...] = ()
    rate_of: tuple[Identifier, ...] = ()
    each: Identifier | None = None
    each_heading: bool = False
    link: Identifier | None = None
    ratio: tuple[Identifier, ...] = attrs.field(default=(), validator=_two)
    value: Identifier | None = None
    text: LocalText | None = None
    blank: bool = False
    number: Identifier | None = None
    key: Identifier | None = None
    title: LocalText | None = None
    unit: LocalText | None = None
    reserve: bool = False
    in_kind: bool = False
    room: bool = False
    of: Identifier | None = None
    into: Identifier | None = None
    bold: bool = False
    indent: int = 0

    def __attrs_post_init__(self) -> None:
        _one_of(self, KINDS_OF_ROW, said("row"))

    @property
    def makes(self) -> str:
        """What it makes: the one field of the first twelve that is given."""
        return next(name for name in KINDS_OF_ROW if getattr(self, name))

    @property
    def claims(self) -> str | None:
        """The number under which lines stand here."""
        return self.heading or self.lines_of or (self.number if self.rate_of else None)

    @property
    def called(self) -> str | None:
        """What other rows call it by."""
        own = self.lines_of or self.number
        return self.key or self.subtotal_of or (None if self.heading else own)


KINDS_OF_ROW = (
    *("heading", "lines_of", "subtotal_of", "sum_of", "rate_of", "each", "each_heading"),
    *("link", "ratio", "value", "text", "blank"),
)
"""What an entry of a row plan can make."""


def _one_of(record: Any, names: tuple[str, ...], what: str) -> None:
    given = [name for name in names if getattr(record, name)]
    if len(given) != 1:
        message = said(
            "the {what} has {given} of {names}.",
            what=what,
            given=", ".join(given) or said("none"),
            names=", ".join(names),
        )
        raise InvalidValueError("form-one-of", message, said("Give exactly one."))


@attrs.frozen
class HeadCell:
    """A label and what stands beside it, above the tables of a sheet.

    Args:
        label: The label.
        source: Name of a source of the project, such as ``contract.number``.
    """

    label: LocalText
    source: Identifier


@attrs.frozen
class Block:
    """A table of a sheet.

    Args:
        id: Identifier, unique in the form, which rows of other blocks refer to.
        rows: Name of a plan of the form, or of another form as ``form/plan``.
        groups: Its columns; the first is the one that titles of rows stand in.
        title: What stands over its first column.
        notes: What stands below it.
    """

    id: Identifier
    rows: Identifier
    groups: tuple[ColumnGroup, ...]
    title: LocalText | None = None
    notes: tuple[LocalText, ...] = ()


@attrs.frozen
class FormSheet:
    """A sheet of a form.

    Args:
        title: Its tab.
        blocks: Its tables, from top to bottom.
        heading: A line above all.
        head: Cells above the tables.
        only_with: Name of records; without any of them the sheet is left out.
        portrait: Whether its pages stand upright.
    """

    title: LocalText
    blocks: tuple[Block, ...]
    heading: LocalText | None = None
    head: tuple[HeadCell, ...] = ()
    only_with: Identifier | None = None
    portrait: bool = False


@attrs.frozen
class RuleUse:
    """A rule that must hold before a form is written, and what it is about.

    Args:
        rule: Its name: `cproc.forms.RULES`.
        row: A row, ``block/key``.
        of: Another row, ``block/key``.
        column: The column of the amounts of both; the first one of amounts where absent.
        most: Greatest share of ``of`` that ``row`` may be, between 0 and 1.
        ceiling: The ceiling of the project, ``indirect``, ``contingency`` or ``reallocation``,
            that takes the place of ``most`` where the project has one.
    """

    rule: Identifier
    row: Identifier | None = None
    of: Identifier | None = None
    column: Identifier | None = None
    most: Decimal | None = None
    ceiling: Identifier | None = None


@attrs.frozen
class Form:
    """A donor's form in one of its versions.

    Args:
        id: What it is called by, such as ``prag-annex3-2013``.
        title: What it is.
        languages: Languages it is worded in, the first where another is asked for.
        sheets: Its sheets.
        plans: Row plans by name.
        family: Name that means the newest of its versions, such as ``prag-annex3``.
        since: First day on which contracts use this version.
        source: Where the form was seen, and what of it is not confirmed.
        rules: What must hold before it is written.
    """

    id: Identifier
    title: LocalText
    languages: tuple[str, ...]
    sheets: tuple[FormSheet, ...]
    plans: Mapping[str, tuple[RowPlan, ...]]
    family: Identifier = ""
    since: date | None = None
    source: str = ""
    rules: tuple[RuleUse, ...] = ()

    @property
    def blocks(self) -> Iterator[Block]:
        """The blocks of all sheets."""
        for sheet in self.sheets:
            yield from sheet.blocks
