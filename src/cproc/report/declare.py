"""Declaring tables: each column once, with its heading, its cells, its total.

A column says how its cell is made of a record: a value, an `Expression`, or a `Cell` where kind,
language or records differ. There is no list of columns beside a list of cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import compress
from operator import attrgetter
from typing import Any

import attrs

from cproc.figures import Figure, Value, told
from cproc.model import LocalText, Project, Qualifier
from cproc.money import Money, rounded
from cproc.report.cells import TOTAL, Cell, CellValue, Column, Expression, Kind, Table
from cproc.report.context import Context, project_table
from cproc.report.settle import SHARE_DECIMALS

Content = CellValue | Expression | LocalText | Cell
"""What a declaration gives for a cell; an empty text is an empty cell."""

SUM = Cell(expression=TOTAL)
"""Total of a column that is the sum of its cells."""


@attrs.frozen
class Declared:
    """A column as it is declared.

    Args:
        id: Identifier; the heading is the label ``column.<identifier>``.
        cell: What makes the cell of a row of its record, or of the parts of one, where records
            are tuples; or the name of a field that the record, or its last part, has; or the
            expression that each row has, none for empty cells.
        width: Width that suits it, in characters.
        kind: How its values are shown.
        total: What stands in the total row; a table has one where some column has a total.
        shown: Whether it is shown; with none, where some row has something in it.
        label: Heading, where it is not the label.
        gaps: What is filled into the label.
        note: A note that speaks of it alone; it stands behind those of its table.
    """

    id: str
    cell: Callable[..., Content] | Expression | str | None
    width: int = 14
    kind: Kind = Kind.TEXT
    total: Content = None
    shown: bool | None = True
    label: str | None = None
    gaps: Mapping[str, object] = attrs.field(factory=dict)
    note: str = ""

    @property
    def make(self) -> Callable[..., Content]:
        """What makes the cell of a row."""
        return _reader(self.cell)


text = Declared
integer = partial(Declared, kind=Kind.INTEGER)
decimal = partial(Declared, kind=Kind.DECIMAL)
money = partial(Declared, kind=Kind.MONEY)
percent = partial(Declared, kind=Kind.PERCENT)
day = partial(Declared, kind=Kind.DATE)


def _cell(context: Context, content: Content) -> Cell:
    if isinstance(content, Cell):
        return content
    if isinstance(content, Expression):
        return Cell(expression=content)
    if isinstance(content, LocalText):
        return context.local(content)
    return Cell(content or None) if isinstance(content, str) else Cell(content)


_SHARED = (str, int, type(None))
"""Types of values that one cell may stand for wherever they are equal; 1 and 1.00 are equal too,
and are not shown alike, so that decimals and amounts are apart."""


def _cells(context: Context, column: Declared, records: Iterable[tuple[Any, ...]]) -> list[Cell]:
    """The cells of a column; long tables repeat a few, each of which is made once."""
    shared: dict[Content, Cell] = {}
    last: object = _SHARED
    cell, cells = Cell(), []
    make = column.make
    for record in records:
        content = make(*record)
        if content is not last:
            last = content
            if type(content) not in _SHARED:
                cell = _cell(context, content)
            elif content in shared:
                cell = shared[content]
            else:
                cell = shared[content] = _cell(context, content)
        cells.append(cell)
    return cells


def _reader(made: Callable[..., Any] | Expression | str | None) -> Callable[..., Any]:
    if isinstance(made, str):
        read = attrgetter(made)
        return lambda *record: read(record[-1])
    return made if callable(made) else lambda *_record: made


def _filled(cell: Cell) -> bool:
    return cell.value is not None or cell.expression is not None


def table(
    context: Context,
    id_: str,
    records: Iterable[Any],
    columns: Iterable[Declared],
    *,
    key: Callable[..., str] | str = "",
    about: Callable[..., str] | str = "",
    title: str | None = None,
    project: Project | None = None,
    notes: Iterable[str] = (),
    wide: bool = False,
    filters: bool = False,
    after: str = "",
    named: bool = False,
) -> Table:
    """Make a table of records, with the footnotes that the names in it require.

    Args:
        context: What the report is built in.
        id_: Identifier; the caption is the label ``table.<identifier>`` if no title is given.
        records: One for each row; a tuple is several records that a row is made of.
        columns: Its columns.
        key: Gives the key of a row, by which expressions refer to it, or names the field.
        about: Gives the identifier of the record that a row is about, or names the field; it is
            the key of the row where no other is given.
        title: Caption.
        project: Whose own table it is: its code stands behind the identifier, and the caption is
            the label ``table.project_<identifier>``.
        notes: Notes, without the required footnotes.
        wide: Whether it wants a landscape page.
        filters: Whether readers will filter it.
        after: The table that it stands behind in documents and workbooks; of the same project,
            where it is one project's own. It needs no place in the outline then.
        named: Whether its values have names in a workbook.
    """
    of = [record if isinstance(record, tuple) else (record,) for record in records]
    shown = [column for column in columns if column.shown is not False]
    cells = [_cells(context, column, of) for column in shown]
    kept = [c.shown or any(map(_filled, made)) for c, made in zip(shown, cells, strict=True)]
    shown, cells = list(compress(shown, kept)), list(compress(cells, kept))
    keys = [str(_reader(key or about)(*record)) for record in of] if key or about else []
    if about:
        records_of = [(_reader(about)(*record),) for record in of]
        cells[0] = [
            Cell(cell.value, cell.kind, cell.expression, cell.language, record, cell.link)
            for cell, record in zip(cells[0], records_of, strict=True)
        ]
    if project is not None:
        label = f"table.project_{id_.removeprefix('project_')}"
        title = context.labels(label, project=project.name, day=context.last_day)
        id_ = project_table(id_, project.code)
        after = project_table(after, project.code) if after else after
    caption = title if title is not None else context.labels(f"table.{id_}")
    return Table(
        id_,
        caption,
        tuple(_column(context, column) for column in shown),
        tuple(zip(*cells, strict=True)),
        _total(context, shown) if of else None,
        (
            *filter(None, (*notes, *(column.note for column in shown))),
            *_footnotes(context, caption, cells),
        ),
        wide,
        filters,
        tuple(keys),
        named,
        after=after,
        currency=context.currency(project) if project else "",
    )


def _column(context: Context, column: Declared) -> Column:
    label = column.label
    if label is None:
        label = context.labels(f"column.{column.id}", **column.gaps)
    return Column(column.id, label, column.kind, column.width, column.note)


def _total(context: Context, columns: list[Declared]) -> tuple[Cell, ...] | None:
    cells = [_cell(context, column.total) for column in columns]
    if not any(map(_filled, cells)):
        return None
    word = Cell(context.labels("export.total"), Kind.TEXT)
    return tuple(cells) if _filled(cells[0]) else (word, *cells[1:])


def _footnotes(context: Context, caption: str, cells: list[list[Cell]]) -> list[str]:
    """What must stand below a table where a territory is named that requires it."""
    if not context.required_footnotes:
        return []
    texts = [cell.value for of in cells for cell in of if isinstance(cell.value, str)]
    return [
        footnote
        for name, footnote in context.required_footnotes
        if any(name in text for text in (*texts, caption))
    ]


# --- Cells --------------------------------------------------------------------------------


def organisation(context: Context, id_: str | None, word: str = "word.unattributed") -> Cell:
    """An organisation's name, or the word for none."""
    if id_ is None:
        return Cell(context.labels(word))
    return Cell(
        context.organisation(id_), language=context.organisation_language(id_), records=(id_,)
    )


def organisations(context: Context, id_: str, field: str, width: int = 24) -> Declared:
    """The column of the names of organisations in a field, where some row has one."""
    read = attrgetter(field)
    return text(id_, lambda *row: context.organisation(read(row[-1]) or ""), width, shown=None)


def qualifier(context: Context, record: Any) -> Content:
    """How exact the number of a record claims to be, where it is not taken for exact."""
    if record.qualifier is Qualifier.EXACT:
        return None
    return context.labels(f"qualifier_word.{record.qualifier}")


def figured(context: Context, figure: Figure, expression: Expression | None = None) -> Cell:
    """What is known of a figure: its value, or what gives it; if it is no one number, words."""
    # A cell of a number must not show one that is not known, or not exact.
    if not figure.exact:
        return Cell(told(context.labels, figure), Kind.TEXT, records=figure.records)
    return valued(figure.value, figure.unit, expression)


def valued(value: Value, unit: str, expression: Expression | None = None) -> Cell:
    """A figure's value, or the expression that gives it, in the kind that its unit wants.

    A percentage becomes a share of one; a year is shown as text is, without separators.
    """
    if value is None:
        return Cell()
    kind, shown = Kind.DECIMAL, value
    if isinstance(value, Money):
        kind = Kind.MONEY
    elif unit == "year":
        kind, shown = Kind.TEXT, int(value)
    elif unit == "%":
        kind, shown = Kind.PERCENT, rounded(Fraction(value) / 100, SHARE_DECIMALS)
    elif isinstance(value, int):
        kind = Kind.INTEGER
    elif not isinstance(value, Decimal):
        shown = rounded(value, 2)
    return Cell(None, kind, expression) if expression else Cell(shown, kind)  # type: ignore[arg-type]
