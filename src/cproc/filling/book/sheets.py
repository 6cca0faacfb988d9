"""One worksheet: read piece by piece while nothing is changed, a tree from the first change on."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from typing import Any

from lxml import etree

from cproc.errors import DataError
from cproc.filling.book.cells import Area, area, numbered, placed
from cproc.filling.book.faults import fault
from cproc.filling.book.parts import Parts
from cproc.filling.book.relations import relations
from cproc.filling.book.xml_parts import XmlPart, local, parsed
from cproc.serialize.tables import column_letters

MOST = 10 * 1024 * 1024
"""Bytes of a sheet that can be changed; as a tree it takes some thirty times as much memory."""

_DATA = re.compile(rb"<((?:[\w.-]+:)?sheetData)\b[^>]*?(/?)>")


class Sheet:
    """A worksheet of a workbook.

    Attributes:
        name: Its name.
        part: Name of its part.
        hidden: Whether it is hidden.
        size: Bytes of its part when it became a tree.
        changed: Whether the tree has been changed, or is about to be.
    """

    def __init__(self, parts: Parts, name: str, part: str, *, hidden: bool) -> None:
        """Keep where it stands; nothing is read yet."""
        self._parts = parts
        self.name, self.part, self.hidden = name, part, hidden
        self._tree: XmlPart | None = None
        self._frame: Any = None
        self._rows: dict[int, Any] = {}
        self._numbers: list[int] = []
        self.size = 0
        self.changed = False

    @property
    def loaded(self) -> bool:
        """Whether it is a tree at present."""
        return self._tree is not None

    @property
    def data(self) -> bytes:
        """Its bytes, without what has been changed since it was loaded."""
        return self._parts[self.part]

    @cached_property
    def may_have_joint(self) -> bool:
        """Whether several of its cells may have one formula together; no change makes such."""
        return b"array" in self.data or b"dataTable" in self.data

    def frame(self) -> Any:
        """Its outermost element, for what stands beside the cells; they may be left out of it."""
        if self._tree is not None:
            return self._tree.root
        if self._frame is None:
            self._frame = parsed(_without_cells(self.data), self.part).root
        return self._frame

    def rows(self) -> Iterator[Any]:
        """Its rows, each only until the next is asked for."""
        if self._tree is not None:
            yield from [self._rows[number] for number in self._numbers]
            return
        stream: Any = etree.iterparse(
            BytesIO(self.data),
            tag="{*}row",
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
        )
        for _event, row in stream:
            yield row
            row.clear()
            while row.getprevious() is not None:
                del row.getparent()[0]

    def tree(self) -> XmlPart:
        """Its tree, which may be changed; from now on it is kept until it is stored."""
        if self._tree is None:
            data = self.data
            if len(data) > MOST:
                raise DataError([fault("fill-size", cell=self.name, count=len(data), most=MOST)])
            self._tree, self.size = parsed(data, self.part), len(data)
            self._frame = None
            self.index()
        return self._tree

    def index(self) -> None:
        """Have the rows by their numbers; rows and cells without a number or place get theirs."""
        for number, row in numbered(self._cells()):
            if row.get("r") is None:
                row.set("r", str(number))
            if any(cell.get("r") is None for cell in row):
                for column, cell in placed(row):
                    cell.set("r", f"{column_letters(column)}{number}")
        self.index_rows()

    def index_rows(self) -> None:
        """Have the rows by their numbers, after some have moved."""
        rows = self._cells().iterchildren("{*}row")
        self._rows = {int(row.get("r")): row for row in rows}
        self._numbers = sorted(self._rows)

    def formulas(self) -> Iterator[Any]:
        """The elements of the formulas of its cells, in order."""
        tree = self.tree()
        formulas: Iterator[Any] = self._cells().iter(f"{tree.namespace}f")
        return formulas

    def _cells(self) -> Any:
        root = self.tree().root
        found = next((each for each in root if local(each) == "sheetData"), None)
        return (
            etree.SubElement(root, f"{self.tree().namespace}sheetData") if found is None else found
        )

    def store(self) -> None:
        """Give its part the bytes of the tree if it has been changed, and forget the tree."""
        if self._tree is not None and self.changed:
            self._parts.replace(self.part, self._tree.bytes())
        self._tree, self.changed = None, False
        self._rows, self._numbers = {}, []

    def row(self, number: int) -> Any:
        """The element of a row; None where there is none."""
        self.tree()
        return self._rows.get(number)

    def numbers(self) -> list[int]:
        """The numbers of its rows, in order."""
        self.tree()
        return list(self._numbers)

    def cell(self, row: int, column: int) -> Any:
        """The element of a cell; None where there is none."""
        element = self.row(row)
        if element is None:
            return None
        place = f"{column_letters(column)}{row}"
        return next((cell for cell in element if cell.get("r") == place), None)

    def new_row(self, number: int) -> Any:
        """A row that there was not, in its place."""
        element = etree.Element(f"{self.tree().namespace}row", {"r": str(number)})
        at = bisect_left(self._numbers, number)
        if at:
            self._rows[self._numbers[at - 1]].addnext(element)
        else:
            self._cells().insert(0, element)
        insort(self._numbers, number)
        self._rows[number] = element
        return element

    def new_cell(self, row: int, column: int, style: int) -> Any:
        """A cell that there was not, in its place.

        Args:
            row: Number of its row.
            column: Number of its column.
            style: Number of its style.
        """
        element = self.row(row)
        if element is None:
            element = self.new_row(row)
        cell = etree.Element(f"{self.tree().namespace}c", {"r": f"{column_letters(column)}{row}"})
        if style:
            cell.set("s", str(style))
        before = [each for at, each in placed(element) if at < column]
        if before:
            before[-1].addnext(cell)
        else:
            element.insert(0, cell)
        element.attrib.pop("spans", None)
        self._reach(row, column)
        return cell

    def _reach(self, row: int, column: int) -> None:
        """Let the range in use hold a cell."""
        used = next((each for each in self.tree().root if local(each) == "dimension"), None)
        its = None if used is None else area(used.get("ref", ""))
        if used is not None and its is not None and not its.holds(row, column):
            ends = (min(its.top, row), min(its.left, column))
            wider = Area(*ends, max(its.bottom, row), max(its.right, column))
            used.set("ref", str(wider))


def listed_sheets(parts: Parts, part: str, workbook: XmlPart) -> Iterator[Sheet]:
    """The sheets of a workbook, in order; one that has no cells has no part either.

    Args:
        parts: The parts of the workbook.
        part: Name of the part of the workbook.
        workbook: Its tree.
    """
    targets = {each.id: each for each in relations(parts, part)}
    for each in workbook.root.iter(f"{workbook.namespace}sheet"):
        by = next((value for key, value in each.items() if key.endswith("}id")), "")
        relation = targets.get(by)
        cells = relation is not None and relation.kind == "worksheet"
        its = relation.target if relation and cells and relation.target in parts else ""
        hidden = each.get("state", "visible") != "visible"
        yield Sheet(parts, each.get("name", ""), its, hidden=hidden)


def _without_cells(data: bytes) -> bytes:
    """The XML of a sheet without its cells; all of it where they are not to be seen."""
    match = _DATA.search(data)
    if match is None or match[2]:
        return data
    stop = data.rfind(b"</" + match[1])
    return data[: match.end()] + data[stop:] if stop > match.end() else data
