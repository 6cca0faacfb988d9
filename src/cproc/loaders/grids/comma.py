"""CSV files as spreadsheet programs write them, in every encoding and with every separator."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from cproc.errors import Message, Problem, Severity, counted, said
from cproc.loaders.grids.grid import Grid, unusable

SEPARATORS = ("\t", ";", ",")
MAX_FIELD = 64 * 1024 * 1024
"""Characters of one cell; the csv module would refuse more than 128 KiB."""
MOST = 100
"""Problems of one rule that are told one by one; the rest is counted."""
_LOOKED_AT = 30  # lines by which the separator is found
_FAULTS = {
    "unexpected end of data": said("a quotation mark is not closed before the end of the file"),
    "field larger than field limit": said("a cell is too long"),
}


def read_csv(data: bytes, file: str = "") -> Grid:
    r"""Read a CSV file: its text, its separator, its cells.

    The text may be UTF-8 or UTF-16 with their marks, UTF-8 without, or that of Western Europe
    (Windows-1252), which is told. The separator is a comma, a semicolon or a tab, that of a line
    ``sep=;`` where there is one.

    Args:
        data: The bytes of the file.
        file: Its name, for messages.

    Returns:
        Texts by row and column, and what was met; a line that cannot be read is an empty row.

    Raises:
        DataError: It is no text.

    Example:
        >>> read_csv("id;amount\nA1;3,50\n".encode()).rows
        (('id', 'amount'), ('A1', '3,50'))
    """
    text, problems = _text_of(data, file)
    first, _, rest = text.partition("\n")
    top = 1
    if first.strip().lower().startswith("sep=") and len(first.strip()) <= len("sep=") + 1:
        separator, text, top = first.rstrip("\r")[len("sep=") :] or "\t", rest, 2
    else:
        separator = separator_of(text)
    rows, faults = _rows_of(text, separator, top)
    return Grid(file, rows, top=top, problems=(*problems, *_told(faults, file)))


def _text_of(data: bytes, file: str) -> tuple[str, list[Problem]]:
    hint = said("Save it as CSV UTF-8.")
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = data.decode("utf-16")
        elif b"\0" in data[:1000:2] or b"\0" in data[1:1000:2]:
            # Half of the letters of a text in UTF-16 are followed by a zero.
            even = data[:1000:2].count(0) < data[1:1000:2].count(0)
            text = data.decode("utf-16-le" if even else "utf-16-be")
        else:
            text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _western(data, error.start, file)
    if (at := text.find("\0")) >= 0:
        message = said("line {line} has a character zero.", line=text.count("\n", 0, at) + 1)
        raise unusable(file, "csv-form", message, hint)
    return text, []


def _western(data: bytes, start: int, file: str) -> tuple[str, list[Problem]]:
    line = data.count(b"\n", 0, start) + 1
    try:
        # Two zeros make no text of either.
        text = data.decode("ascii" if b"\0" in data else "cp1252")
    except UnicodeDecodeError:
        message = said("the file is no text (line {line}, byte {start}).", line=line, start=start)
        raise unusable(file, "file-encoding", message, said("Save it as CSV UTF-8.")) from None
    message = said("the file is not UTF-8; it is read as Windows-1252.")
    hint = said("Check its accents; save it as CSV UTF-8.")
    cell = said("line {line}", line=line)
    severity = Severity.WARNING
    return text, [
        Problem("file-encoding", message, hint=hint, file=file, cell=cell, severity=severity)
    ]


def separator_of(text: str) -> str:
    r"""The separator of a CSV text: that which most of its first lines have, alike.

    Example:
        >>> separator_of("id;amount\nA1;3,50\n"), separator_of("id,projects\n1,A; B\n")
        (';', ',')
    """
    lines = [line for line in _first_lines(text) if line.strip()]

    def fitness(separator: str) -> tuple[int, int, int, int]:
        counts = [line.count(separator) for line in lines]
        there = [count for count in counts if count]
        alike = Counter(there).most_common(1)[0][1] if there else 0
        return len(there), alike, sum(there), -SEPARATORS.index(separator)

    best = max(SEPARATORS, key=fitness)
    return best if any(best in line for line in lines) else ","


def _first_lines(text: str) -> Iterator[str]:
    """The first lines of a text without what stands between quotation marks."""
    pieces = text[:50_000].split('"')
    plain = '""'.join(pieces[::2])
    return iter(plain.splitlines()[:_LOOKED_AT])


def _rows_of(
    text: str, separator: str, top: int
) -> tuple[tuple[tuple[str, ...], ...], list[tuple[int, str]]]:
    """The rows, and for each line that cannot be read its row and why."""
    before = csv.field_size_limit(MAX_FIELD)  # one for the whole program: it is put back
    rows: list[tuple[str, ...]] = []
    faults: list[tuple[int, str]] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        while True:
            try:
                rows.append(tuple(next(reader)))
            except StopIteration:
                return tuple(rows), faults
            except csv.Error as error:
                faults.append((top + len(rows), str(error)))
                rows.append(())
    finally:
        csv.field_size_limit(before)


def _told(faults: list[tuple[int, str]], file: str) -> Iterator[Problem]:
    for row, fault in faults[:MOST]:
        reason = next((words for start, words in _FAULTS.items() if fault.startswith(start)), None)
        reason = reason or said("something follows a closing quotation mark")
        message = said("the row cannot be read: {reason}.", reason=reason)
        hint = said("Check its quotation marks: one within a text is written twice.")
        yield Problem("csv-form", message, hint=hint, file=file, cell=said("row {row}", row=row))
    if (more := len(faults) - MOST) > 0:
        yield from rest_of("csv-form", more, file)


def rest_of(
    code: str, count: int, file: str, severity: Severity = Severity.ERROR
) -> Iterator[Problem]:
    """One problem for those of a rule that are not told one by one."""
    message: Message = counted(
        "{count} more of this kind.", "{count} more of this kind.", count=count
    )
    yield Problem(code, message, file=file, severity=severity)


def ragged(grid: Grid, header: int) -> Iterator[Problem]:
    """The rows of a CSV file with more or fewer cells than the header has.

    Empty cells at the end of the header or of a row are none.

    Args:
        grid: The file.
        header: Index of the row with the names of the columns.
    """
    width = filled_width(grid.rows[header])
    full = len(grid.rows[header])
    count = 0
    for index in range(header + 1, len(grid.rows)):
        row = grid.rows[index]
        if not any(row) or width <= len(row) <= full or len(row) >= width >= filled_width(row):
            continue
        count += 1
        if count <= MOST:
            message = said(
                "the row has {count} cells, the header {columns}.", count=len(row), columns=width
            )
            hint = said("Check commas and quotation marks.")
            place = grid.row_place(index)
            yield Problem("csv-ragged", message, hint=hint, file=grid.file, cell=place)
    if count > MOST:
        yield from rest_of("csv-ragged", count - MOST, grid.file)


def filled_width(row: object) -> int:
    """The cells of a row up to the last that is not empty."""
    cells = list(row)  # type: ignore[call-overload]
    while cells and (cells[-1] is None or cells[-1] == ""):
        cells.pop()
    return len(cells)
