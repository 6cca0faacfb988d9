"""The neutral Report: what is shown and in what order, decided once, below every format.

A report has one pool of tables and charts. `Report.sections` puts them, with prose, in the
reading order of a document; `Report.sheets` puts the same ones in the order of a workbook.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import attrs

from cproc.labels import Labels, spoken
from cproc.report.cells import Table


class ChartKind(StrEnum):
    """How a chart is drawn."""

    COLUMNS = "columns"
    BARS = "bars"
    LINE = "line"
    STEPS = "steps"
    TIMELINE = "timeline"


@attrs.frozen
class Chart:
    """A chart of a table's columns.

    Args:
        id: Identifier, unique in the report.
        title: What it shows.
        alt: What it shows, for those who do not see it.
        kind: Columns, horizontal bars, a line from point to point, a line of steps over days, or
            bars along time.
        table: Identifier of the table it draws.
        labels: Column that names the points, or has the days of a line of steps; empty where the
            columns are the points: of the total row, or of the last one where there is none.
        values: Columns it draws, one series each; of a time line the first and the last day, or
            the first alone where no last one is known.
        rows: Keys of the rows it draws, in their order; all where empty. One that the table does
            not have is drawn as zero.
        points: Names of the points, where they are not those in the table.
        rest: Keys of the rows that the last point, which has a name in ``points``, is the sum of.
        series: What the parts of bars along time are: ended, passed, to come, without a known
            end; and the name of the day.
        day: The day up to which a time line has passed, or a line of steps is drawn.
        note: What it leaves out, for all to read.
    """

    id: str
    title: str
    alt: str
    kind: ChartKind
    table: str
    labels: str
    values: tuple[str, ...]
    rows: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    day: date | None = None
    note: str = ""


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
        group: Which sheets it belongs with, such as ``money``; empty for those of no group.
    """

    id: str
    title: str
    heading: str
    blocks: tuple[Ref, ...]
    group: str = ""


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
        words: All words of its language as the office has them; those known where it is made, if
            absent.
        edition: Which it is: ``public``, ``donor``, ``board``, ``audit``, or the office's own.
        explains: Whether sources and rules are printed, as for auditors.
        dated: Whether its day of issue was given, and is printed.
        contribution: What the donor it is for contributes, for the cover; empty of another.
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
    edition: str = "audit"
    explains: bool = True
    dated: bool = True
    contribution: str = ""
    words: Labels = attrs.field(
        default=attrs.Factory(lambda self: spoken(self.language), takes_self=True),
        eq=False,
        repr=False,
    )

    @property
    def day(self) -> date | None:
        """The day of issue; nothing where none was given."""
        return self.issued if self.dated else None

    @property
    def parent(self) -> str:
        """The organisation where it is not the office itself, which a cover names once."""
        return "" if self.organisation == self.office else self.organisation

    @property
    def under_title(self) -> str:
        """The period where the title does not name it, which a cover names once."""
        return "" if self.subtitle in self.title else self.subtitle

    def block(self, reference: Ref) -> Any:
        """The table or chart that a reference stands for.

        Raises:
            KeyError: The pool has neither.
        """
        return self.tables.get(reference.id) or self.charts[reference.id]
