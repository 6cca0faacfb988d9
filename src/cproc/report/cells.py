"""Making cells and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import compress

from cproc.figures import Value
from cproc.model import LocalText
from cproc.money import Money
from cproc.report import formats
from cproc.report.context import Context
from cproc.report.derivations import Derivation, SumColumn
from cproc.report.model import Cell, Column, Kind, Table

Row = tuple[Cell, ...]
Spec = tuple[str, Kind, int]
"""Identifier, kind and width of a column; its heading is the label ``column.<identifier>``."""


def local(context: Context, text: LocalText | None, records: tuple[str, ...] = ()) -> Cell:
    """Make a cell of a text, marked with its language where that is not the report's."""
    if text is None:
        return Cell()
    return Cell(context.best(text), language=context.other_language(text), records=records)


def valued(
    value: Value,
    unit: str,
    derivation: Derivation | None = None,
    records: tuple[str, ...] = (),
) -> Cell:
    """Make a cell of a figure's value, with the kind its unit wants.

    A percentage becomes a share of one; a year is shown as text is, without separators.
    """
    if value is None:
        return Cell(records=records)
    if isinstance(value, Money):
        return Cell(value, Kind.MONEY, derivation, records=records)
    if unit == "year":
        return Cell(int(value), Kind.TEXT, derivation, records=records)
    if unit == "%":
        share = formats.rounded(Fraction(value) / 100, 4)
        return Cell(share, Kind.PERCENT, derivation, records=records)
    if isinstance(value, int):
        return Cell(value, Kind.INTEGER, derivation, records=records)
    shown = value if isinstance(value, Decimal) else formats.rounded(value, 2)
    return Cell(shown, Kind.DECIMAL, derivation, records=records)


def counted(
    value: Value, derivation: Derivation | None = None, records: tuple[str, ...] = ()
) -> Cell:
    """Make a cell of a count or an amount; an exact share is rounded to two decimals."""
    shown = formats.rounded(value, 2) if isinstance(value, Fraction) else value
    return Cell(shown, None, derivation, records=records)


def column(
    context: Context, id_: str, kind: Kind = Kind.TEXT, width: int = 14, **told: object
) -> Column:
    """Make a column whose heading is the label of its identifier."""
    return Column(id_, context.labels(f"column.{id_}", **told), kind, width)


def total_row(
    context: Context,
    columns: Sequence[Column],
    totals: dict[str, Cell],
) -> Row:
    """Make a total row: the word in the first column, the given cells, nothing elsewhere."""
    word = Cell(context.labels("export.total"), Kind.TEXT)
    cells = [totals.get(known.id, Cell()) for known in columns]
    return (word, *cells[1:]) if columns[0].id not in totals else tuple(cells)


def make(
    context: Context,
    id_: str,
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    totals: dict[str, Cell] | None = None,
    notes: Iterable[str] = (),
    title: str | None = None,
    wide: bool = False,
    filters: bool = False,
) -> Table:
    """Make a table with the footnotes that the names in it require, without columns for nothing.

    Args:
        context: Context and words of the report.
        id_: Identifier; the caption is the label ``table.<identifier>`` if no title is given.
        columns: Its columns.
        rows: Its rows.
        totals: Cells of the total row by column; no total row where absent or without rows.
        notes: Notes, without the required footnotes.
        title: Caption.
        wide: Whether it wants a landscape page.
        filters: Whether readers will filter it.
    """
    columns, body = _told(columns, tuple(rows))
    texts = [cell.value for row in body for cell in row if isinstance(cell.value, str)]
    caption = title if title is not None else context.labels(f"table.{id_}")
    required = [
        footnote
        for name, footnote in context.required_footnotes
        if any(name in text for text in (*texts, caption))
    ]
    return Table(
        id_,
        caption,
        columns,
        body,
        total_row(context, columns, totals) if totals and body else None,
        (*(note for note in notes if note), *required),
        wide,
        filters,
    )


_OPTIONAL = frozenset(
    "amount description earmark explanation note reason source voucher without".split()
)
"""Columns that are left out where no row has anything in them; none is one to match rows by."""


def _told(
    columns: Sequence[Column], rows: tuple[Row, ...]
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Leave out what no row tells."""
    told = [
        known.id not in _OPTIONAL or any(row[at].value is not None for row in rows)
        for at, known in enumerate(columns)
    ]
    if all(told):
        return tuple(columns), rows
    return tuple(compress(columns, told)), tuple(tuple(compress(row, told)) for row in rows)


def money_total(amounts: Iterable[Money | None], kind: Kind = Kind.MONEY) -> Cell:
    """Sum the amounts of a column of one currency; an empty cell where none is known."""
    known = [money for money in amounts if money is not None]
    if not known:
        return Cell()
    return Cell(Money.total(known, known[0].currency), kind, SumColumn())
