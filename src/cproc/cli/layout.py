"""Text and tables in lines of a given width, without breaking a word, a number or a call.

A line that is short enough stays as it is. Else, in this order: texts of a table are wrapped; the
widest of its columns go under their row, indented; numbers that are still too many side by side
follow in a further table with the same rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

import attrs
from rich.cells import cell_len, chop_cells

Lines = list[str]

GAP, INDENT, READABLE = 2, 4, 24
"""Blanks between columns and before what goes under a row; the least width of a wrapped text."""

# What stays whole where it fits: a call with its arguments, an amount with its currency, a word.
_PIECE = re.compile(
    r"""( *)(\w+\((?:[^()"\n]|"[^"\n]*")*\)[^ \n]*"""
    r"""|[A-Z]{3} [-+−]?[0-9][^ \n]*|[^ \n]+)"""
)
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    """A text without what colours a terminal, clears it or moves its cursor."""
    return _UNPRINTABLE.sub(" ", text)


def wrapped(text: str, width: int | None, hanging: int = 0) -> Lines:
    """The lines of a text.

    Args:
        text: What is wrapped; the blanks that a line begins with are kept.
        width: Columns of the terminal; no end where absent.
        hanging: Further blanks before what is wrapped.
    """
    return [
        line for each in text.split("\n") for line in _wrapped_line(each.rstrip(), width, hanging)
    ]


def _wrapped_line(text: str, width: int | None, hanging: int) -> Lines:
    if width is None or cell_len(text) <= width:
        return [text]
    margin = text[: len(text) - len(text.lstrip(" "))]
    margin = margin if len(margin) < width // 2 else ""
    lines: Lines = []
    line, empty = margin, True
    for blanks, piece in _pieces(text, width - len(margin) - hanging):
        if not empty and cell_len(line) + len(blanks) + cell_len(piece) > width:
            lines.append(line)
            line, empty = margin + " " * hanging, True
        line, empty = f"{line}{'' if empty else blanks}{piece}", False
    return [*lines, line]


def _pieces(text: str, width: int) -> Iterator[tuple[str, str]]:
    """What a text is wrapped between, each with the blanks before it.

    What is wider than the line is divided at its blanks, and cut where it has none.
    """
    for blanks, piece in _PIECE.findall(text):
        if cell_len(piece) <= width:
            yield blanks, piece
            continue
        for number, word in enumerate(piece.split(" ")):
            for part, cut in enumerate(chop_cells(word, width)):
                yield "" if part else " " if number else blanks, cut


def _longest(text: str) -> int:
    """The width of its longest piece."""
    return max((cell_len(piece) for _blanks, piece in _PIECE.findall(text)), default=0)


@attrs.frozen
class Row:
    """A row of a table as lines.

    Args:
        index: Which row it is; none for the headings.
        lines: The lines.
    """

    index: int | None
    lines: Lines


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Collection[int],
    width: int | None,
    titled: Callable[[str, str], str] = "{}: {}".format,
) -> Iterator[Row]:
    """A table, its headings first.

    Args:
        head: The headings.
        rows: The cells of each row.
        right: Columns of numbers, which stand at the right.
        width: Columns of the terminal; no end where absent.
        titled: Puts a heading before a cell that goes under its row with others.
    """
    columns = [
        _Column(index, [name, *(row[index] for row in rows)], index in right)
        for index, name in enumerate(head)
    ]
    beside = columns
    under: list[_Column] = []
    while width is not None and not _fit(beside, width):
        texts = [column for column in beside[1:] if not column.right]
        if not texts:
            break
        widest = max(texts, key=lambda column: column.natural)
        beside = [column for column in beside if column is not widest]
        under = sorted([*under, widest], key=lambda column: column.index)
    for number, panel in enumerate(_panels(beside, width)):
        if number:
            yield Row(None, [""])
        widths = _widths(panel, width)
        for index in range(len(rows) + 1):
            lines = _line_of(panel, widths, index, width)
            if not number:
                lines += _under(under, index, width, titled)
            yield Row(index - 1 if index else None, lines)


@attrs.frozen
class _Column:
    """A column: its heading and cells, and how wide these are.

    Args:
        index: Which of the table it is.
        cells: The heading, then the cell of each row.
        right: Whether they stand at the right.
    """

    index: int
    cells: Sequence[str]
    right: bool
    natural: int = attrs.field(init=False)
    longest: int = attrs.field(init=False)

    @natural.default
    def _natural(self) -> int:
        return max(cell_len(line) for cell in self.cells for line in cell.split("\n"))

    @longest.default
    def _longest_piece(self) -> int:
        return max(map(_longest, self.cells))

    def least(self, width: int) -> int:
        """How narrow it may become in a table of a width."""
        if self.right:
            return self.longest
        readable = max(self.longest, min(self.natural, READABLE))
        # A name that is wider stands on a line of its own.
        return min(readable, max(READABLE, width // 3)) if self.index == 0 else readable


def _fit(columns: Sequence[_Column], width: int) -> bool:
    return sum(column.least(width) for column in columns) + GAP * (len(columns) - 1) <= width


def _panels(columns: Sequence[_Column], width: int | None) -> Iterator[list[_Column]]:
    """The columns in as many tables as it takes, each with the first."""
    first, *others = columns
    panel = [first]
    for column in others:
        if width is not None and len(panel) > 1 and not _fit([*panel, column], width):
            yield panel
            panel = [first]
        panel.append(column)
    yield panel


def _widths(columns: Sequence[_Column], width: int | None) -> list[int]:
    """How wide each column is: at its least, and then the narrowest first as wide as it needs."""
    if width is None:
        return [column.natural for column in columns]
    most = width - GAP * (len(columns) - 1)
    widths = [min(column.least(width), most) for column in columns]
    # A number that leaves no room for names has all of it: they stand on lines of their own.
    widths[0] = max(0, widths[0] - max(0, sum(widths) - most))
    room = most - sum(widths)
    needs = sorted(range(len(columns)), key=lambda at: columns[at].natural - widths[at])
    for done, at in enumerate(needs):
        more = min(max(0, columns[at].natural - widths[at]), room // (len(needs) - done))
        widths[at] += more
        room -= more
    return widths


def _line_of(
    columns: Sequence[_Column], widths: Sequence[int], index: int, width: int | None
) -> Lines:
    """The lines of a row; a name that is wider than its column has its own above the others."""
    cells = [column.cells[index] for column in columns]
    above: Lines = []
    if width is not None and _longest(cells[0]) > widths[0]:
        above, cells[0] = wrapped(cells[0], width, INDENT), ""
    blocks = [wrapped(cell, size) for cell, size in zip(cells, widths, strict=True)]
    height = max(map(len, blocks))
    lines = above
    for at in range(height):
        parts = [block[at] if at < len(block) else "" for block in blocks]
        padded = (
            " " * (size - cell_len(part)) + part if column.right else _left(part, size)
            for part, size, column in zip(parts, widths, columns, strict=True)
        )
        lines.append((" " * GAP).join(padded).rstrip())
    return [line for line in lines if line] or [""]


def _left(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _under(
    columns: Sequence[_Column],
    index: int,
    width: int | None,
    titled: Callable[[str, str], str],
) -> Lines:
    """What goes under a row: of one column its text, of several each behind its heading."""
    if not columns or (len(columns) > 1 and not index):
        return []
    if len(columns) == 1:
        texts = [columns[0].cells[index]]
    else:
        texts = [titled(c.cells[0], c.cells[index]) for c in columns if c.cells[index]]
    text = " · ".join(texts)
    margin = " " * INDENT
    return [line for each in text.split("\n") if each for line in wrapped(margin + each, width)]
