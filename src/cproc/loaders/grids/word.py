"""The tables of Word files, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cproc.archives import word_faults
from cproc.errors import DataError
from cproc.loaders._files import read_bytes
from cproc.loaders.faults import fault, refused
from cproc.loaders.grids.grid import Grid
from cproc.loaders.grids.wordml import (
    CELL,
    PARAGRAPH,
    ROW,
    TABLE,
    W,
    children,
    number_of,
    paragraph_text,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

_HARMLESS = ("macros", "link", "locked")  # nothing runs, is fetched or written when text is read
_MOST_CELLS = 200_000
_CONTENTS = ("toc", "contents", "tableoffigures")  # styles, as programs name them


def read_word(path: Path) -> tuple[Grid, ...]:
    """Read the tables of a Word file.

    Args:
        path: A file of the kind ``.docx``.

    Returns:
        A grid for each table, called ``table 1`` and so on. Where cells are merged, the text
        stands in the first of them.

    Raises:
        DataError: It is no Word file, it is not safe to read, or it has tracked changes, of which
            nobody has said whether they hold.
    """
    return tuple(_read(path, _tables))


def read_paragraphs(path: Path) -> tuple[str, ...]:
    """Read the paragraphs of a Word file outside its tables, without its contents.

    Args:
        path: A file of the kind ``.docx``.

    Returns:
        Their texts, those without one left out.

    Raises:
        DataError: As for `read_word`.
    """
    return tuple(_read(path, _texts))


_Read = TypeVar("_Read")


def _read(path: Path, reader: Callable[[bytes, str], Iterator[_Read]]) -> list[_Read]:
    file = str(path)
    data = read_bytes(path)
    faults = [
        fault("document-form", file=file, reason=reason)
        for code, reason in word_faults(data)
        if code not in _HARMLESS
    ]
    if faults:
        raise DataError(list(dict.fromkeys(faults)))
    try:
        return list(reader(data, file))
    except (KeyError, ValueError, AttributeError, TypeError, IndexError) as error:
        if isinstance(error, DataError):
            raise
        raise refused("document-form.damaged", file) from None


def _tables(data: bytes, file: str) -> Iterator[Grid]:
    from docx import Document  # noqa: PLC0415 - keeps other commands light

    body = Document(BytesIO(data)).element.body
    for number, table in enumerate(body.iter(TABLE), start=1):
        rows: list[tuple[str, ...]] = []
        merged: list[tuple[int, int, int, int]] = []
        for at, row in enumerate(children(table, ROW), start=1):
            cells: list[str] = []
            for cell in children(row, CELL):
                below = cell.find(f"{W}tcPr/{W}vMerge")
                if below is not None and below.get(f"{W}val", "continue") == "continue":
                    merged.append(_grown(merged, at, len(cells) + 1))
                width = max(number_of(cell, f"{W}tcPr/{W}gridSpan"), 1)
                cells += [_text(cell), *[""] * (min(width, 63) - 1)]
            rows.append(tuple(cells))
        if sum(map(len, rows)) > _MOST_CELLS:
            raise refused("document-form.large", file, number=number)
        if any(any(row) for row in rows):
            yield Grid(file, tuple(rows), sheet=f"table {number}", merged=tuple(merged))


def _texts(data: bytes, _file: str) -> Iterator[str]:
    from docx import Document  # noqa: PLC0415 - keeps other commands light

    for paragraph in children(Document(BytesIO(data)).element.body, PARAGRAPH):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = "" if style is None else str(style.get(f"{W}val"))
        # Word fills contents in when it opens the file, with page numbers that nobody typed.
        if not name.lower().startswith(_CONTENTS) and (text := paragraph_text(paragraph).strip()):
            yield text


def _grown(
    merged: list[tuple[int, int, int, int]], row: int, column: int
) -> tuple[int, int, int, int]:
    """The cells that are one from some row above down to a row, of a column."""
    ends = ((first, at) for first, at, last, _ in merged if (at, last) == (column, row - 1))
    first = next((first for first, _ in ends), row - 1)
    return first, column, row, column


def _text(cell: _Element) -> str:
    paragraphs = (paragraph_text(each) for each in children(cell, PARAGRAPH))
    return "\n".join(paragraphs).replace("\t", " ").strip()
