"""Where drawings and controls hang on a sheet, when rows of it move."""

from __future__ import annotations

from typing import Any

from cproc.filling.book.moves import RowMove
from cproc.filling.book.references import LAST_ROW
from cproc.filling.book.xml_parts import local


def move_anchor(anchor: Any, move: RowMove, *, behaviour: str = "twoCell") -> None:
    """Move the ends of an anchor, whose rows count from 0.

    Args:
        anchor: The element with ``from``, and ``to`` where it has a second end.
        move: Which row becomes how many.
        behaviour: ``twoCell`` moves and grows with the cells, ``oneCell`` moves, ``absolute``
            stays where it is.
    """
    if behaviour == "absolute":
        return
    ends = {local(end): end for end in anchor if local(end) in ("from", "to")}
    start = _part(ends.get("from"), "row")
    if start is None:
        return
    old = _number(start)
    new = moved_row(old, move)
    start.text = str(new)
    stop = _part(ends.get("to"), "row")
    if stop is not None:
        last = _number(stop)
        is_edge = not _number(_part(ends["to"], "rowOff"))
        grown = moved_row(last, move, is_edge=is_edge)
        stop.text = str(max(grown, new) if behaviour == "twoCell" else last + new - old)


def moved_row(row: int, move: RowMove, *, is_edge: bool = False) -> int:
    """Where an end of an anchor is afterwards; one on a deleted row is on the next.

    Args:
        row: Number of the row, from 0.
        move: Which row becomes how many.
        is_edge: Whether it is the second end, and at the upper edge of the row, so that nothing
            of the row belongs to it.

    Example:
        >>> moved_row(4, RowMove("Costs", 6, 3)), moved_row(6, RowMove("Costs", 6, 3))
        (4, 8)
        >>> moved_row(6, RowMove("Costs", 6, 3), is_edge=True)
        6
    """
    if is_edge and row:
        return moved_row(row - 1, move) + 1
    return min((move.at(row + 1) or move.row) - 1, LAST_ROW - 1)


def _part(end: Any, kind: str) -> Any:
    return None if end is None else next((each for each in end if local(each) == kind), None)


def _number(element: Any) -> int:
    text = "" if element is None else (element.text or "").strip()
    return int(text) if text.isdigit() else 0
