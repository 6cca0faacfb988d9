"""The lines of a Word file: its paragraphs, and each row of its tables with a cell a tab."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

import attrs

from cproc.archives import word_faults
from cproc.errors import DataError, Message, Problem, said
from cproc.loaders.dates import find_dates
from cproc.loaders.faults import fault
from cproc.loaders.grids.wordml import (
    CELL,
    PARAGRAPH,
    ROW,
    SKIPPED,
    TABLE,
    W,
    children,
    number_of,
    paragraph_text,
)
from cproc.loaders.inventory.doubts import told_line
from cproc.loaders.inventory.lines import Line, line_of
from cproc.loaders.inventory.words import cleaned

if TYPE_CHECKING:
    from lxml.etree import _Element

_STOPPING = frozenset(("unsafe", "kind"))
_FURNITURE = ("header", "footer", "footnotes", "endnotes")
_MOST_NESTED = 8  # tables in tables; what is deeper is refused


@attrs.frozen
class _Where:
    """Counts tables, so that each row can say where it stands."""

    table: int
    row: int

    def told(self) -> Message:
        return said("table {table}, row {row}", table=self.table, row=self.row)

    def short(self) -> str:
        return f"T{self.table}R{self.row}"


def word_lines(
    data: bytes, languages: tuple[str, ...], file: str = ""
) -> tuple[list[Line], tuple[Problem, ...]]:
    """The lines of a Word file, in order, and what of it is left out.

    Args:
        data: The bytes of the file.
        languages: Those of the months by which two entries in one cell are told apart.
        file: Its name, for messages.

    Returns:
        A line for each paragraph and each row of a table, and a notice for each header, footer and
        footnote, whose text is of no entry.

    Raises:
        DataError: It is no Word file, or it is unsafe to read.
    """
    faults = list(word_faults(data))
    if stopping := [reason for code, reason in faults if code in _STOPPING]:
        raise DataError(fault("inventory-file", file=file, reason=each) for each in stopping)
    from docx import Document  # noqa: PLC0415 - reading text needs none of it

    try:
        document: Any = Document(BytesIO(data))
    except Exception as error:  # of a file with parts missing it is anything
        reason = type(error).__name__
        raise DataError([fault("inventory-file", file=file, reason=reason)]) from error
    reader = _Reader(languages)
    reader.walk(document.element.body)
    problems = list(_left_out(document, file))
    if any(code == "changes" for code, _reason in faults):
        problems.append(fault("inventory-changes", file=file))
    return reader.lines, tuple(problems)


@attrs.define
class _Reader:
    languages: tuple[str, ...]
    lines: list[Line] = attrs.field(factory=list)
    tables: int = 0
    paragraphs: int = 0

    def walk(self, container: _Element, depth: int = 0) -> None:
        """Read what a body, a content control or the like contains."""
        for element in container:
            if element.tag == PARAGRAPH:
                self.paragraphs += 1
                where = said("paragraph {number}", number=self.paragraphs)
                self._add(paragraph_text(element), where, f"P{self.paragraphs}")
            elif element.tag == TABLE:
                self._table(element, depth)
            elif element.tag not in SKIPPED and depth < _MOST_NESTED:
                self.walk(element, depth + 1)

    def _add(self, text: str, where: str, source: str) -> None:
        line = line_of(text, len(self.lines) + 1, where, source)
        if line is not None:
            self.lines.append(line)

    def _table(self, table: _Element, depth: int) -> None:
        self.tables += 1
        number = self.tables
        above: dict[int, str] = {}  # text of cells that are merged downwards, by column
        for index, row in enumerate(children(table, ROW), start=1):
            self._row(_cells(row, above), _Where(number, index))
            if depth < _MOST_NESTED:
                for cell in children(row, CELL):
                    for inner in children(cell, TABLE):
                        self._table(inner, depth + 1)

    def _row(self, cells: list[list[str]], where: _Where) -> None:
        """A row is a line, or one for each paragraph of a cell in which each has a date."""
        texts = [
            " ".join(cleaned(p).replace("\t", " ") for p in each if p.strip()) for each in cells
        ]
        entries = [p for p in (cells[-1] if cells else []) if p.strip()]
        several = len(cells) == 2 and len(entries) > 1 and all(map(self._dated, entries))
        for entry in entries if several else [texts[-1] if texts else ""]:
            line = "\t".join([*texts[:-1], cleaned(entry).replace("\t", " ")])
            self._add(line, where.told(), where.short())

    def _dated(self, text: str) -> bool:
        return len(text) < 2_000 and any(
            date.has_month for date in find_dates(cleaned(text), self.languages)
        )


def _cells(row: _Element, above: dict[int, str]) -> list[list[str]]:
    """The paragraphs of each cell of a row; one that is merged into the cell above has its text."""
    cells: list[list[str]] = []
    column = number_of(row, f"{W}trPr/{W}gridBefore")
    for cell in children(row, CELL):
        paragraphs = [paragraph_text(each) for each in children(cell, PARAGRAPH)]
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is None:
            above.pop(column, None)
        elif merged.get(f"{W}val") == "restart":
            above[column] = " ".join(part for part in paragraphs if part.strip())
        else:
            paragraphs = [above.get(column, "")]
        cells.append(paragraphs)
        column += max(number_of(cell, f"{W}tcPr/{W}gridSpan"), 1)
    return cells


def _left_out(document: Any, file: str) -> Iterator[Problem]:
    """A notice for each text at the head or foot of pages."""
    from defusedxml import ElementTree  # noqa: PLC0415 - reading text needs none of it

    seen = set()
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if relation.is_external or kind not in _FURNITURE:
            continue
        root: Any = ElementTree.fromstring(relation.target_part.blob, forbid_dtd=True)
        notes = kind in ("footnotes", "endnotes")
        parts = list(root) if notes else [root]
        for part in parts:
            text = " ".join(" ".join(paragraph_text(p) for p in part.iter(PARAGRAPH)).split())
            if not text or (kind, text) in seen:
                continue
            seen.add((kind, text))
            yield told_line("footnote" if notes else "page", text, file)
