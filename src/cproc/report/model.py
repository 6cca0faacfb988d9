"""The neutral Report: what is shown and in what order, decided once, below every format.

A report has one pool of tables and charts. `Report.sections` puts them, with prose, in the
reading order of a document; `Report.sheets` puts the same ones in the order of a workbook.
A cell holds a typed value, or an expression of which its value is worked out when the tables are
settled; a workbook writes the expression as a live formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

import attrs

from cproc.money import Money
from cproc.report.expressions import Expression

CellValue = str | int | Decimal | Money | date | None
"""What a cell can hold. Percentages are decimals: 0.10 with the kind ``percent`` is 10 %."""


class Kind(StrEnum):
    """How a value is shown."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    MONTH = "month"


# --- Tables and charts --------------------------------------------------------------------


@attrs.frozen
class Cell:
    """One cell.

    Args:
        value: What it holds; none for an empty cell. It is not given where there is an
            expression: settling the tables of a report works it out. Where both are given, the
            expression stays only if it gives that value.
        kind: How it is shown, where that differs from its column.
        expression: How it comes of other cells, where it does.
        language: Language of a text that is not in the report's own.
        records: Identifiers of the portfolio's records behind a typed value.
    """

    value: CellValue = None
    kind: Kind | None = None
    expression: Expression | None = None
    language: str | None = None
    records: tuple[str, ...] = ()


@attrs.frozen
class Column:
    """One column.

    Args:
        id: Identifier, unique in its table.
        label: Heading in the report's language.
        kind: How its values are shown.
        width: Width that suits it, in characters; long text wraps.
    """

    id: str
    label: str
    kind: Kind = Kind.TEXT
    width: int = 14


@attrs.frozen
class Table:
    """A table of typed cells.

    Args:
        id: Identifier, unique in the report.
        title: Caption in the report's language.
        columns: Its columns.
        rows: Body rows, one cell for each column.
        total: The total row, one cell for each column; none where there is no total.
        notes: What must be said below it: rules, sources, required footnotes.
        wide: Whether it wants a landscape page.
        filters: Whether readers will want to filter and sort it in a workbook.
        keys: An identifier for each row, by which expressions refer to it; empty where
            nothing does.
        named: Whether the cell of the column ``value`` of each row has a name in a workbook, made
            of the key of its row.
        main_rows: Positions, from 0, of the body rows that others are parts of, such as the main
            headings of a budget; they are shown in bold.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    notes: tuple[str, ...] = ()
    wide: bool = False
    filters: bool = False
    keys: tuple[str, ...] = ()
    named: bool = False
    main_rows: frozenset[int] = frozenset()

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {column.id: position for position, column in enumerate(self.columns)}

    @cached_property
    def _positions(self) -> dict[str, int]:
        # Rows that expressions mean have keys of their own; of others the first is meant.
        last = len(self.keys) - 1
        return {key: last - back for back, key in enumerate(reversed(self.keys))}

    def index(self, column: str) -> int:
        """The position of a column.

        Raises:
            KeyError: There is no such column.
        """
        return self._columns[column]

    def position(self, key: str) -> int:
        """The position of a row, from 0.

        Raises:
            KeyError: No row has that key.
        """
        return self._positions[key]


class ChartKind(StrEnum):
    """How a chart is drawn."""

    COLUMNS = "columns"
    BARS = "bars"
    LINE = "line"
    TIMELINE = "timeline"


@attrs.frozen
class Chart:
    """A chart of a table's columns.

    Args:
        id: Identifier, unique in the report.
        title: What it shows.
        alt: What it shows, for those who do not see it.
        kind: Columns, horizontal bars, a line or bars along time.
        table: Identifier of the table it draws.
        labels: Column that names the points.
        values: Columns it draws, one series each; of a time line the first and the last day.
    """

    id: str
    title: str
    alt: str
    kind: ChartKind
    table: str
    labels: str
    values: tuple[str, ...]


# --- Order --------------------------------------------------------------------------------


@attrs.frozen
class Prose:
    """Text in Markdown, its figures already filled in.

    Args:
        markdown: Paragraphs, lists, emphasis, links and footnotes.
        language: Language it is written in.
    """

    markdown: str
    language: str


@attrs.frozen
class Ref:
    """The place where a table or chart of the pool stands.

    Args:
        id: Identifier of the table or chart.
    """

    id: str


@attrs.frozen
class Section:
    """A section of a document.

    Args:
        id: Identifier, such as ``project:GLACY+``.
        title: Heading in the report's language.
        level: 1 for a chapter, 2 for a section in it; never more than one below the one before.
        blocks: Prose and references, in reading order.
        numbered: Whether the heading takes a number.
        landscape: Whether its pages lie on their side.
    """

    id: str
    title: str
    level: int
    blocks: tuple[Prose | Ref, ...] = ()
    numbered: bool = True
    landscape: bool = False


@attrs.frozen
class Sheet:
    """A sheet of a workbook.

    Args:
        id: Identifier.
        title: Its tab; one of more than 31 characters is cut.
        heading: The line above its content.
        blocks: References to tables and charts, from top to bottom.
    """

    id: str
    title: str
    heading: str
    blocks: tuple[Ref, ...]


@attrs.frozen
class Report:
    """All that is shown of a portfolio, in one language.

    Args:
        language: ISO 639 code.
        title: Title of the document.
        subtitle: Reporting period in words.
        office: Name of the office.
        organisation: Name of the organisation it belongs to.
        reference: Document number; empty where there is none.
        place: Where it was issued; empty where that is not known.
        issued: Day of issue; the last day of the period where it is not known.
        addressee: For whom it is; empty where that is not known.
        labels: Further words an exporter needs, by key, in the report's language
            (``contents``, ``page``, ``of``, ``table``, ``figure``, ``total`` …).
        tables: The pool of tables, by identifier.
        charts: The pool of charts, by identifier.
        sections: Order of a document.
        sheets: Order of a workbook.
        left_out: Headings of the sheets that have nothing to say.
    """

    language: str
    title: str
    subtitle: str
    office: str
    organisation: str
    reference: str
    place: str
    issued: date
    addressee: str
    labels: Mapping[str, str]
    tables: Mapping[str, Table]
    charts: Mapping[str, Chart]
    sections: tuple[Section, ...]
    sheets: tuple[Sheet, ...]
    left_out: tuple[str, ...] = ()

    def block(self, reference: Ref) -> Any:
        """The table or chart that a reference stands for.

        Raises:
            KeyError: The pool has neither.
        """
        if reference.id in self.tables:
            return self.tables[reference.id]
        return self.charts[reference.id]
