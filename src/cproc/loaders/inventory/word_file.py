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
from cproc.loaders.inventory.doubts import told_line
from cproc.loaders.inventory.lines import Line, line_of
from cproc.loaders.inventory.words import cleaned

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PARAGRAPH, _TABLE, _ROW, _CELL = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_SIGNS = {
    f"{_W}tab": "\t",
    f"{_W}ptab": "\t",
    f"{_W}br": " ",
    f"{_W}cr": " ",
    f"{_W}noBreakHyphen": "-",
}
# Moved and deleted text stands elsewhere or nowhere; of two forms of a drawing one is read.
_SKIPPED = frozenset([f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", _FALLBACK])
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
            if element.tag == _PARAGRAPH:
                self.paragraphs += 1
                where = said("paragraph {number}", number=self.paragraphs)
                self._add(_text(element), where, f"P{self.paragraphs}")
            elif element.tag == _TABLE:
                self._table(element, depth)
            elif element.tag not in _SKIPPED and depth < _MOST_NESTED:
                self.walk(element, depth + 1)

    def _add(self, text: str, where: str, source: str) -> None:
        line = line_of(text, len(self.lines) + 1, where, source)
        if line is not None:
            self.lines.append(line)

    def _table(self, table: _Element, depth: int) -> None:
        self.tables += 1
        number = self.tables
        above: dict[int, str] = {}  # text of cells that are merged downwards, by column
        for index, row in enumerate(_children(table, _ROW), start=1):
            self._row(_cells(row, above), _Where(number, index))
            if depth < _MOST_NESTED:
                for cell in _children(row, _CELL):
                    for inner in _children(cell, _TABLE):
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
    column = _number(row, f"{_W}trPr/{_W}gridBefore")
    for cell in _children(row, _CELL):
        paragraphs = [_text(each) for each in _children(cell, _PARAGRAPH)]
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        if merged is None:
            above.pop(column, None)
        elif merged.get(f"{_W}val") == "restart":
            above[column] = " ".join(part for part in paragraphs if part.strip())
        else:
            paragraphs = [above.get(column, "")]
        cells.append(paragraphs)
        column += max(_number(cell, f"{_W}tcPr/{_W}gridSpan"), 1)
    return cells


def _children(element: _Element, tag: str) -> Iterator[_Element]:
    """The children of a tag, those in content controls and marked as inserted among them."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _children(child, tag)


def _number(element: _Element, path: str) -> int:
    found = element.find(path)
    value = "" if found is None else found.get(f"{_W}val") or ""
    return int(value) if value.isdecimal() and len(value) < 4 else 0


def _text(paragraph: _Element) -> str:
    """The text of a paragraph as it is printed."""
    parts: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag in _SKIPPED:
            continue
        if element.tag == f"{_W}t":
            parts.append(element.text or "")
        elif element.tag in _SIGNS:
            parts.append(_SIGNS[element.tag])
        elif element.tag != f"{_W}pPr":
            waiting.extend(reversed(element))
    return "".join(parts)


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
            text = " ".join(" ".join(_text(p) for p in part.iter(_PARAGRAPH)).split())
            if not text or (kind, text) in seen:
                continue
            seen.add((kind, text))
            yield told_line("footnote" if notes else "page", text, file)
