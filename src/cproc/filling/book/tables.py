"""Tables of a sheet, such as lists that people filter, and tables of a pivot."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from cproc.errors import Problem
from cproc.filling.book.cells import Area, area
from cproc.filling.book.faults import fault
from cproc.filling.book.moves import RowMove
from cproc.filling.book.xml_parts import XmlPart, local

_FORMULAS = frozenset(("calculatedColumnFormula", "totalsRowFormula"))


def table_headings(tables: Iterable[XmlPart]) -> Iterator[tuple[str, Area]]:
    """The headings of tables, each with the name of its table.

    Args:
        tables: The trees of the tables.
    """
    for each in tables:
        its, count = area(each.root.get("ref", "")), _headings(each.root)
        if its is not None and count:
            last = its.top + count - 1
            yield each.root.get("displayName", ""), Area(its.top, its.left, last, its.right)


def _headings(table: Any) -> int:
    return int(table.get("headerRowCount", "1"))


def table_refusals(table: Any, move: RowMove, place: str) -> Iterator[Problem]:
    """Why a row of a table cannot be repeated or deleted.

    Args:
        table: The outermost element of a table of the sheet.
        move: Which row becomes how many.
        place: The sheet and the row, for people.
    """
    its = area(table.get("ref", ""))
    if its is None or not its.top <= move.row <= its.bottom:
        return
    name = table.get("displayName", "")
    first = its.top + _headings(table)
    last = its.bottom - int(table.get("totalsRowCount", "0"))
    if not first <= move.row <= last:
        yield fault("rows-table", cell=place, table=name)
    elif first == last and not move.count:
        yield fault("rows-table.last", cell=place, table=name)


def move_table(table: Any, move: RowMove, home: str, names: Collection[str]) -> None:
    """Move or grow a table, with its filter, its order and its formulas.

    Args:
        table: The outermost element of the table.
        move: Which row becomes how many.
        home: The sheet of the table.
        names: Names of the workbook in small letters.
    """
    is_its = home.lower() == move.sheet.lower()
    for each in table.iter():
        if is_its and (old := each.get("ref")) is not None:
            each.set("ref", move.areas(old) or old)
        if local(each) in _FORMULAS and each.text:
            each.text = move.formula(each.text, home, names)


def pivot_refusals(pivot: Any, move: RowMove, place: str) -> Iterator[Problem]:
    """Why a row that a pivot table stands on cannot be repeated or deleted.

    Args:
        pivot: The outermost element of a pivot table of the sheet.
        move: Which row becomes how many.
        place: The sheet and the row, for people.
    """
    its = _location(pivot)
    if its is not None and its.top <= move.row <= its.bottom:
        yield fault("rows-pivot", cell=place, table=pivot.get("name", ""))


def _location(pivot: Any) -> Area | None:
    return next((area(e.get("ref", "")) for e in pivot if local(e) == "location"), None)


def move_pivot(pivot: Any, move: RowMove) -> None:
    """Move a pivot table that stands on the sheet.

    Args:
        pivot: Its outermost element.
        move: Which row becomes how many.
    """
    for each in pivot:
        if local(each) == "location":
            each.set("ref", move.areas(each.get("ref", "")))


def move_pivot_source(cache: Any, move: RowMove) -> None:
    """Move or grow the range that a pivot table is made of.

    Args:
        cache: The outermost element of the definition of its cache.
        move: Which row becomes how many.
    """
    for each in cache.iter():
        if local(each) not in ("worksheetSource", "rangeSet"):
            continue
        # One with an identifier is a range of another workbook.
        is_elsewhere = any(key.endswith("}id") for key in each.attrib)
        if each.get("sheet", "").lower() == move.sheet.lower() and not is_elsewhere:
            old = each.get("ref")
            if old is not None:
                each.set("ref", move.areas(old) or old)
