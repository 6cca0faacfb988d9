"""Lines of an inventory, with their cells."""

from __future__ import annotations

import re

import attrs

from cproc.errors import said
from cproc.loaders.inventory.words import cleaned

_ROUND = "•◦▪‣·"
_BULLETS = frozenset(f"{_ROUND}-–—*o")


@attrs.frozen
class Line:
    """A line of the source that is not empty.

    Args:
        number: Its number in the file, or its place in the order of a document.
        cells: What tabs part it into, blanks around each taken away.
        where: Where it stands, for people.
        source: The same in short, as records keep it: ``L12``.
    """

    number: int
    cells: tuple[str, ...]
    where: str
    source: str

    @property
    def text(self) -> str:
        """The whole line."""
        return " ".join(cell for cell in self.cells if cell)

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells that are not empty."""
        return tuple(cell for cell in self.cells if cell)


def lines_of(text: str) -> list[Line]:
    r"""The lines of a text that are not empty; two blanks part cells where there is no tab.

    Args:
        text: With any ends of lines.

    Example:
        >>> [line.cells for line in lines_of("May 2017\n\nP1\tVisit, Rome\n")]
        [('May 2017',), ('P1', 'Visit, Rome')]
    """
    raw = enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1)
    read = (
        line_of(piece, number, said("line {line}", line=number), f"L{number}")
        for number, line in raw
        for piece in line.splitlines()  # a page may begin in it
    )
    return [line for line in read if line is not None]


def line_of(raw: str, number: int, where: str, source: str) -> Line | None:
    """One line with its cells, or nothing where it is empty.

    Args:
        raw: As the source has it.
        number: Its number.
        where: Where it stands, for people.
        source: The same in short.
    """
    parts = raw.split("\t") if "\t" in raw else re.split(r" {2,}", raw.replace("\u00a0", " "))
    cells = [cleaned(part) for part in parts]
    cells = ["" if cell in _BULLETS else cell.lstrip(_ROUND).strip() for cell in cells]
    if "\t" not in raw and sum(map(bool, cells)) > 1 and not cells[0]:
        cells = cells[1:]  # a margin on the left is no cell
    return Line(number, tuple(cells), where, source) if any(cells) else None
