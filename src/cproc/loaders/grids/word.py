"""The tables of Word files, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from cproc.archives import word_faults
from cproc.errors import DataError, Problem, said
from cproc.loaders._files import read_bytes
from cproc.loaders.grids.grid import Grid, unusable

_HARMLESS = ("macros", "link", "locked")  # nothing runs, is fetched or written when text is read
_MOST_CELLS = 200_000


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
    file = str(path)
    data = read_bytes(path)
    faults = [
        Problem(
            "document-form",
            said("the document cannot be used: {reason}.", reason=reason),
            hint=said("Accept all changes and save it anew as .docx, without a password."),
            file=file,
        )
        for code, reason in word_faults(data)
        if code not in _HARMLESS
    ]
    if faults:
        raise DataError(list(dict.fromkeys(faults)))
    try:
        return tuple(_tables(data, file))
    except (KeyError, ValueError, AttributeError, TypeError, IndexError) as error:
        if isinstance(error, DataError):
            raise
        message = said("the document cannot be used: {reason}.", reason=said("it is damaged"))
        hint = said("Open it in a word processor and save it anew.")
        raise unusable(file, "document-form", message, hint) from None


def _tables(data: bytes, file: str) -> Iterator[Grid]:
    from docx import Document  # noqa: PLC0415 - keeps other commands light
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    body = Document(BytesIO(data)).element.body
    for number, table in enumerate(body.iter(qn("w:tbl")), start=1):
        rows: list[tuple[str, ...]] = []
        merged: list[tuple[int, int, int, int]] = []
        for at, row in enumerate(table.iterchildren(qn("w:tr")), start=1):
            cells: list[str] = []
            for cell in row.iterchildren(qn("w:tc")):
                below = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                if below is not None and below.get(qn("w:val"), "continue") == "continue":
                    merged.append(_grown(merged, at, len(cells) + 1))
                span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
                width = int(span.get(qn("w:val"), "1")) if span is not None else 1
                cells += [_text(cell), *[""] * (min(width, 63) - 1)]
            rows.append(tuple(cells))
        if sum(map(len, rows)) > _MOST_CELLS:
            message = said("the table {number} has too many cells.", number=number)
            raise unusable(file, "document-form", message, said("Split it."))
        if any(any(row) for row in rows):
            yield Grid(file, tuple(rows), sheet=f"table {number}", merged=tuple(merged))


def _grown(
    merged: list[tuple[int, int, int, int]], row: int, column: int
) -> tuple[int, int, int, int]:
    """The cells that are one from some row above down to a row, of a column."""
    ends = ((first, at) for first, at, last, _ in merged if (at, last) == (column, row - 1))
    first = next((first for first, _ in ends), row - 1)
    return first, column, row, column


def _text(cell: object) -> str:
    from docx.oxml.ns import qn  # noqa: PLC0415 - keeps other commands light

    lines = []
    for paragraph in cell.iterchildren(qn("w:p")):  # type: ignore[attr-defined]
        pieces = []
        for each in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:noBreakHyphen")):
            if each.tag == qn("w:t"):
                pieces.append(each.text or "")
            else:
                pieces.append("-" if each.tag == qn("w:noBreakHyphen") else " ")
        lines.append("".join(pieces))
    return "\n".join(lines).strip()
