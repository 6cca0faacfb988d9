"""CSV files as spreadsheet programs write them, in every encoding and with every separator."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import attrs

from cproc.errors import DataError, Message, Problem, Severity, said

SEPARATORS = ("\t", ";", ",")
MAX_FIELD = 64 * 1024 * 1024
"""Characters of one cell; the csv module would refuse more than 128 KiB."""
LOOKED_AT = 30
"""Lines by which the separator of a file is found that need not begin with its header."""
_FAULTS = {
    "unexpected end of data": said("a quotation mark is not closed before the end of the file"),
    "field larger than field limit": said("a cell is too long"),
}
_HINT = said("Save it as UTF-8.")


def decoded(data: bytes, file: str = "") -> tuple[str, tuple[Problem, ...]]:
    """The text of a file, and a warning where its encoding was not said and may be another.

    The text may be UTF-8 or UTF-16 with their marks or without, or that of Western Europe
    (Windows-1252), which is told.

    Args:
        data: The bytes of the file.
        file: Its name, for messages.

    Raises:
        DataError: It is no text.

    Example:
        >>> decoded("id;é".encode("utf-16"))
        ('id;é', ())
    """
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
        raise DataError([Problem("csv-form", message, hint=_HINT, file=file)])
    return text, ()


def _western(data: bytes, start: int, file: str) -> tuple[str, tuple[Problem, ...]]:
    line = data.count(b"\n", 0, start) + 1
    try:
        # Two zeros make no text of either.
        text = data.decode("ascii" if b"\0" in data else "cp1252")
    except UnicodeDecodeError:
        message = said("the file is no text (line {line}, byte {start}).", line=line, start=start)
        raise DataError([Problem("file-encoding", message, hint=_HINT, file=file)]) from None
    message = said("the file is not UTF-8; it is read as Windows-1252.")
    hint = said("Check its accents; save it as UTF-8.")
    cell = said("line {line}", line=line)
    severity = Severity.WARNING
    return text, (
        Problem("file-encoding", message, hint=hint, file=file, cell=cell, severity=severity),
    )


@attrs.frozen
class CsvRows:
    """The rows of a CSV text.

    Args:
        rows: Texts by row and column; one that cannot be read is empty.
        top: Number of the first row in the file: 2 behind a line ``sep=;``.
        faults: Why a row cannot be read, by its index.
    """

    rows: tuple[tuple[str, ...], ...]
    top: int = 1
    faults: Mapping[int, Message] = attrs.field(factory=dict)

    def problem(self, index: int, file: str, path: str = "") -> Problem:
        """What is told of a row that cannot be read."""
        message = said("the row cannot be read: {reason}.", reason=self.faults[index])
        hint = said("Check its quotation marks: one within a text is written twice.")
        cell = said("row {row}", row=self.top + index)
        return Problem("csv-form", message, path, hint, file=file, cell=cell)


def rows_of(text: str, lines: int = LOOKED_AT) -> CsvRows:
    r"""The rows of a CSV text, with the separator of its line ``sep=;`` or of its first lines.

    Args:
        text: The whole text.
        lines: How many lines are looked at for the separator.

    Example:
        >>> rows_of("id;amount\nA1;3,50\n").rows
        (('id', 'amount'), ('A1', '3,50'))
    """
    first = text[:100].partition("\n")[0]
    if first.strip().lower().startswith("sep=") and len(first.strip()) <= len("sep=") + 1:
        separator = first.rstrip("\r")[len("sep=") :] or "\t"
        return _parsed(text[len(first) + 1 :], separator, 2)
    return _parsed(text, separator_of(text, lines), 1)


def separator_of(text: str, lines: int = LOOKED_AT) -> str:
    r"""The separator of a CSV text: that which most of its first lines have, alike.

    Args:
        text: The whole text.
        lines: How many lines are looked at.

    Example:
        >>> separator_of("id;amount\nA1;3,50\n"), separator_of("id,projects\n1,A; B\n")
        (';', ',')
    """
    # Without what stands between quotation marks.
    outside = '""'.join(text[:50_000].split('"')[::2])
    looked_at = [line for line in outside.splitlines() if line.strip()][:lines]

    def fitness(separator: str) -> tuple[int, int, int, int]:
        counts = [line.count(separator) for line in looked_at]
        there = [count for count in counts if count]
        alike = Counter(there).most_common(1)[0][1] if there else 0
        return len(there), alike, sum(there), -SEPARATORS.index(separator)

    best = max(SEPARATORS, key=fitness)
    return best if any(best in line for line in looked_at) else ","


def _parsed(text: str, separator: str, top: int) -> CsvRows:
    before = csv.field_size_limit(MAX_FIELD)  # one for the whole program: it is put back
    try:
        return CsvRows(tuple(map(tuple, _reader(text, separator))), top)
    except csv.Error:
        return _row_by_row(_reader(text, separator), top)
    finally:
        csv.field_size_limit(before)


def _reader(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _row_by_row(reader: Iterator[list[str]], top: int) -> CsvRows:
    rows: list[tuple[str, ...]] = []
    faults: dict[int, Message] = {}
    while True:
        try:
            rows.append(tuple(next(reader)))
        except StopIteration:
            return CsvRows(tuple(rows), top, faults)
        except csv.Error as error:
            reasons = (words for start, words in _FAULTS.items() if str(error).startswith(start))
            faults[len(rows)] = next(reasons, said("something follows a closing quotation mark"))
            rows.append(())


def ragged(row: Sequence[object], cell: str, width: int, file: str, path: str = "") -> Problem:
    """What is told of a row with more or fewer cells than the header has.

    Args:
        row: Its cells.
        cell: Where it stands.
        width: The cells of the header.
        file: The name of the file.
        path: The record that it is.
    """
    message = said(
        "the row has {count} cells, the header {columns}.", count=len(row), columns=width
    )
    hint = said("Check commas and quotation marks.")
    return Problem("csv-ragged", message, path, hint, file=file, cell=cell)


def filled_width(row: Sequence[object]) -> int:
    """The cells of a row up to the last that is not empty."""
    width = len(row)
    while width and row[width - 1] in (None, ""):
        width -= 1
    return width
