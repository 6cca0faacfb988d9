"""The cells of a sheet as they are read, whether or not the sheet is being changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

import attrs

from cproc.filling.book.references import column_number, reference, translated
from cproc.filling.book.styles import Styles
from cproc.filling.book.values import Value, text_of, value_of
from cproc.filling.book.xml_parts import is_set, local, namespace
from cproc.serialize.tables import column_letters

_TALL = 1000  # rows of a merged range that is not looked up by row


@attrs.frozen
class BookCell:
    """One cell of a workbook.

    Args:
        sheet: Name of its sheet.
        ref: Its place, such as ``E12``.
        row: Number of its row, from 1.
        column: Number of its column, from 1.
        value: What it holds; of a formula the result that is stored, None where none is.
        formula: Its formula as it is stored, without an equals sign, with English names of
            functions; None for none.
        merged: The range that it is merged with others to, such as ``A1:B2``; None for none.
        locked: Whether its sheet is protected, and the cell with it.
        error: Whether what it holds is an error such as ``#N/A``.
        style: Number of its style.
    """

    sheet: str
    ref: str
    row: int
    column: int
    value: Value = None
    formula: str | None = None
    merged: str | None = None
    locked: bool = False
    error: bool = False
    style: int = 0


@attrs.frozen
class Area:
    """A range of cells by its ends, all from 1 and inclusive.

    Args:
        top: Number of its first row.
        left: Number of its first column.
        bottom: Number of its last row.
        right: Number of its last column.
    """

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    @property
    def size(self) -> int:
        """How many cells it has."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def __str__(self) -> str:
        first = f"{column_letters(self.left)}{self.top}"
        last = f"{column_letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"


def area(text: str) -> Area | None:
    """The range that a text is; None for a whole column or row, or something else.

    Example:
        >>> area("B2:$D$9")
        Area(top=2, left=2, bottom=9, right=4)
    """
    ends = reference(text)
    if ends is None or not (ends.first.row and ends.first.column):
        return None
    last = ends.last or ends.first
    rows = sorted((ends.first.row, last.row))
    columns = sorted((ends.first.column, last.column))
    return Area(rows[0], columns[0], rows[1], columns[1])


def split_ref(ref: str) -> tuple[int, int]:
    """The row and the column of a cell, from 1.

    Args:
        ref: Its place, such as ``E12``; dollars are allowed.

    Raises:
        ValueError: It is none.

    Example:
        >>> split_ref("E12")
        (12, 5)
    """
    ends = reference(ref)
    if ends is None or ends.last is not None or ends.prefix:
        raise ValueError(ref)
    return ends.first.row, ends.first.column


def place_of(cell: Any) -> tuple[int, int]:
    """The row and the column of a cell that says its place."""
    place = cell.get("r")
    letters = place.rstrip("0123456789")
    return int(place[len(letters) :]), column_number(letters)


def numbered(elements: Any) -> Iterator[tuple[int, Any]]:
    """Rows with their numbers; one without a number follows the one before."""
    number = 0
    for row in elements:
        if local(row) == "row":
            number = int(row.get("r", number + 1))
            yield number, row


def placed(row: Any) -> Iterator[tuple[int, Any]]:
    """Cells of a row with the numbers of their columns; one without a place follows the last."""
    column = 0
    for cell in row.iterchildren("{*}c"):
        place = cell.get("r")
        column = column_number(place.rstrip("0123456789")) if place else column + 1
        yield column, cell


@attrs.frozen
class SheetFacts:
    """What a sheet says of its cells beside them.

    Args:
        name: Name of the sheet.
        protected: Whether it is protected.
        rows_locked: Whether nobody may insert or delete rows while it is.
        opened: Ranges that anybody may fill all the same.
        merges: Its merged ranges.
        hidden: Whether it is hidden.
        columns: First, last, style and whether hidden, of ranges of columns.
    """

    name: str
    protected: bool = False
    rows_locked: bool = False
    opened: tuple[Area, ...] = ()
    merges: tuple[Area, ...] = ()
    hidden: bool = False
    columns: tuple[tuple[int, int, int, bool], ...] = ()
    _merged_rows: dict[int, list[Area]] = attrs.field(factory=dict, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Have the merged ranges by row, since each cell asks."""
        for each in self.merges:
            is_tall = each.bottom - each.top > _TALL
            for row in [0] if is_tall else range(each.top, each.bottom + 1):
                self._merged_rows.setdefault(row, []).append(each)

    def merged(self, row: int, column: int) -> Area | None:
        """The merged range that a cell is in; None for none."""
        there = chain(self._merged_rows.get(row, ()), self._merged_rows.get(0, ()))
        return next((each for each in there if each.holds(row, column)), None)

    def locks(self, row: int, column: int) -> bool:
        """Whether a cell cannot be filled by hand if its style is that of a locked one."""
        return self.protected and not any(each.holds(row, column) for each in self.opened)

    def column_style(self, column: int) -> int:
        """The style of what has none in a column."""
        return next((s for a, b, s, _hidden in self.columns if a <= column <= b), 0)

    def column_hidden(self, column: int) -> bool:
        """Whether a column is hidden."""
        return any(a <= column <= b and hidden for a, b, _style, hidden in self.columns)


def facts_of(root: Any, name: str, *, hidden: bool = False) -> SheetFacts:
    """What a sheet says of its cells beside them.

    Args:
        root: Its outermost element; that of the cells may be empty.
        name: Its name.
        hidden: Whether it is hidden.
    """
    protected = rows_locked = False
    merges: list[Area] = []
    opened: list[Area] = []
    columns: list[tuple[int, int, int, bool]] = []
    for each in root:
        kind = local(each)
        if kind == "sheetProtection":
            protected = is_set(each.get("sheet"))
            rows_locked = protected and is_set(each.get("insertRows", "1"))
        elif kind == "protectedRanges":
            opened = list(_opened(each))
        elif kind == "mergeCells":
            merges = [found for e in each if (found := area(e.get("ref", "")))]
        elif kind == "cols":
            columns += [
                (int(e.get("min", 0)), int(e.get("max", 0)), int(e.get("style", 0)), is_hidden(e))
                for e in each
                if local(e) == "col"
            ]
    return SheetFacts(
        name, protected, rows_locked, tuple(opened), tuple(merges), hidden, tuple(columns)
    )


def _opened(ranges: Any) -> Iterator[Area]:
    """The ranges that no password is asked for."""
    for each in ranges:
        if not any(each.get(name) for name in ("password", "hashValue", "securityDescriptor")):
            places = each.get("sqref", "").split()
            yield from (its for place in places if (its := area(place)) is not None)


def is_hidden(element: Any) -> bool:
    """Whether a row or a column is hidden."""
    return is_set(element.get("hidden"))


@attrs.define
class CellReader:
    """Reads the cells of one sheet, in the order of the file.

    Args:
        facts: What the sheet says of them.
        styles: The styles of the workbook.
        texts: The texts that cells name by their number.
        since_1904: Whether the workbook counts days from 1904.
        names: Names of the workbook in small letters.
    """

    facts: SheetFacts
    styles: Styles
    texts: Sequence[str]
    since_1904: bool = False
    names: Collection[str] = ()
    _shared: dict[str, tuple[int, int, str]] = attrs.field(factory=dict, init=False)

    def read(self, elements: Any) -> Iterator[BookCell]:
        """The cells of rows.

        Args:
            elements: The elements ``row``.
        """
        for number, row in numbered(elements):
            for column, cell in placed(row):
                yield self.cell(cell, number, column)

    def formulas(self, elements: Any) -> Iterator[BookCell]:
        """The cells of rows that hold a formula.

        Args:
            elements: The elements ``row``.
        """
        for number, row in numbered(elements):
            cells = [element.getparent() for element in row.iter(f"{namespace(row)}f")]
            if any(cell.get("r") is None for cell in cells):
                its = [self.cell(cell, number, column) for column, cell in placed(row)]
                yield from (each for each in its if each.formula is not None)
            else:
                yield from (self.cell(cell, number, place_of(cell)[1]) for cell in cells)

    def with_text(self, elements: Any, text: str) -> Iterator[BookCell]:
        """The cells of rows that hold a text with another in it, and no formula.

        Args:
            elements: The elements ``row``.
            text: The text that is looked for.
        """
        shared = {str(number) for number, each in enumerate(self.texts) if text in each}
        for number, row in numbered(elements):
            for column, cell in placed(row):
                kind = cell.get("t")
                if kind == "inlineStr" or (kind == "s" and _stored(cell) in shared):
                    its = self.cell(cell, number, column)
                    if its.formula is None and text in str(its.value):
                        yield its

    def cell(self, cell: Any, row: int, column: int) -> BookCell:
        """One cell.

        Args:
            cell: The element ``c``.
            row: Number of its row.
            column: Number of its column.
        """
        style, kind = int(cell.get("s", 0)), cell.get("t", "n")
        formula = stored = inline = None
        for child in cell:
            name = local(child)
            if name == "v":
                stored = child.text
            elif name == "f":
                formula = self._formula(child, row, column)
            elif name == "is" and kind == "inlineStr":
                inline = text_of(child)
        facts, is_day = self.facts, self.styles.day(style)
        merged = facts.merged(row, column) if facts.merges else None
        return BookCell(
            facts.name,
            cell.get("r") or f"{column_letters(column)}{row}",
            row,
            column,
            value_of(kind, stored, self.texts, is_day=is_day, since_1904=self.since_1904)
            if inline is None
            else inline,
            formula,
            None if merged is None else str(merged),
            facts.locks(row, column) and self.styles.locked(style),
            kind == "e",
            style,
        )

    def _formula(self, element: Any, row: int, column: int) -> str:
        text: str = element.text or ""
        kind = element.get("t")
        if kind == "shared":
            group = element.get("si", "")
            if text:
                self._shared[group] = (row, column, text)
            elif group in self._shared:
                top, left, master = self._shared[group]
                return translated(master, row - top, column - left, self.names)
        elif kind == "dataTable":
            return f"TABLE({element.get('r1', '')},{element.get('r2', '')})"
        return text


def _stored(cell: Any) -> str | None:
    return next((each.text for each in cell if local(each) == "v"), None)


def decimal(text: str) -> Decimal | None:
    """The number that a text is; None for another text."""
    try:
        number = Decimal(text.strip())
    except ArithmeticError:
        return None
    return number if number.is_finite() else None
