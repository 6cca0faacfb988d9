"""The XML of one sheet, changed cell by cell: whatever else stands in it stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from cproc.exporters.entry.sheets import Value
from cproc.exporters.office.spreadsheet import number_text, serial
from cproc.serialize.tables import column_letters
from cproc.text import inline_text

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_NS = f"{{{MAIN}}}"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def parsed(xml: bytes) -> Any:
    """A part of a workbook; entities of its own are not looked up."""
    return etree.fromstring(xml, _PARSER)


def serialized(root: Any) -> bytes:
    """The part as bytes again."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def column_number(letters: str) -> int:
    """The number of a column, from 1.

    Example:
        >>> column_number("A"), column_number("AB")
        (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class SheetXml:
    """One worksheet, with its cells by row and column, both from 1.

    Attributes:
        lost_formulas: Cells in which a value has taken the place of a formula.
        shared: Cells that hold the formula of others as well, which cannot be changed.
    """

    def __init__(self, xml: bytes, texts: Sequence[str]) -> None:
        """Parse it; texts are those of the workbook that cells name by their number."""
        self.root = parsed(xml)
        self._texts = texts
        self._data = self.root.find(f"{_NS}sheetData")
        self._rows: dict[int, Any] = {}
        self._cells: dict[tuple[int, int], Any] = {}
        self.lost_formulas: list[str] = []
        self.shared: list[str] = []
        number = 0
        for row in self._data:
            number = int(row.get("r", number + 1))
            self._rows[number] = row
            column = 0
            for cell in row:
                match = _PLACE.fullmatch(cell.get("r", ""))
                column = column_number(match[1]) if match else column + 1
                self._cells[number, column] = cell

    @property
    def last_row(self) -> int:
        """The number of the last row that has a cell with something in it."""
        return max((row for (row, _c), cell in self._cells.items() if len(cell)), default=0)

    def rows(self) -> Iterator[int]:
        """The numbers of its rows."""
        return iter(sorted(self._rows))

    def width(self) -> int:
        """The number of the last column with a cell."""
        return max((column for _row, column in self._cells), default=0)

    def text(self, row: int, column: int) -> str:
        """What a cell holds, as text; of a formula the value that was kept."""
        cell = self._cells.get((row, column))
        if cell is None:
            return ""
        if cell.get("t") == "inlineStr":
            return "".join(cell.itertext(f"{_NS}t"))
        value = cell.findtext(f"{_NS}v") or ""
        return self._texts[int(value)] if cell.get("t") == "s" and value else value

    def holds(self, row: int, column: int, value: Value) -> bool:
        """Whether a cell holds a value already."""
        text = self.text(row, column)
        if value is None or isinstance(value, str):
            return text == (value or "")
        if isinstance(value, date):
            return text in (value.isoformat(), str(serial(value)))
        try:
            return bool(text) and Decimal(text) == value
        except InvalidOperation:
            return False

    def style(self, row: int, column: int) -> str:
        """The number of the format of a cell, or of its column; empty where it has none."""
        cell = self._cells.get((row, column))
        if cell is not None and cell.get("s"):
            return str(cell.get("s"))
        for each in self.root.iter(f"{_NS}col"):
            if int(each.get("min", 0)) <= column <= int(each.get("max", 0)):
                return str(each.get("style", ""))
        return ""

    def write(self, row: int, column: int, value: Value, style: str = "") -> None:
        """Put a value into a cell, whose format stays; a new one gets that of its column.

        Args:
            row: Number of its row.
            column: Number of its column.
            value: What it is to hold; None for nothing.
            style: The format of a new cell; that of its column where empty.
        """
        cell = self._cells.get((row, column))
        if cell is None:
            if value is None:
                return
            cell = self._new_cell(row, column, style or self.style(row, column))
        self._forget(cell, row, column)
        if value is None:
            return
        if isinstance(value, date):
            day = serial(value)
            # Without a format a day would be shown as its number.
            value = value.isoformat() if day is None or not cell.get("s") else day
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            cell.append(parsed(f'<is xmlns="{MAIN}">{inline_text(value)}</is>'.encode()))
        else:
            etree.SubElement(cell, f"{_NS}v").text = number_text(value)

    def _forget(self, cell: Any, row: int, column: int) -> None:
        place = f"{column_letters(column)}{row}"
        formula = cell.find(f"{_NS}f")
        if formula is not None:
            self.lost_formulas.append(place)
            if formula.get("ref") is not None:
                self.shared.append(place)
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)

    def _new_cell(self, row: int, column: int, style: str) -> Any:
        element = self._rows.get(row)
        if element is None:
            element = self._new_row(row)
        cell = etree.Element(f"{_NS}c", {"r": f"{column_letters(column)}{row}"})
        if style:
            cell.set("s", style)
        before = sum(1 for r, c in self._cells if r == row and c < column)
        element.insert(before, cell)
        self._cells[row, column] = cell
        element.attrib.pop("spans", None)
        return cell

    def _new_row(self, row: int) -> Any:
        element = etree.Element(f"{_NS}row", {"r": str(row)})
        self._data.insert(sum(1 for number in self._rows if number < row), element)
        self._rows[row] = element
        return element

    def xml(self) -> bytes:
        """The sheet as bytes, the range in use set right."""
        used = self.root.find(f"{_NS}dimension")
        if used is not None and self._cells:
            last = f"{column_letters(self.width())}{max(self._rows)}"
            used.set("ref", f"A1:{last}")
        return serialized(self.root)
