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
    rows = {local(end): _row(end) for end in anchor if local(end) in ("from", "to")}
    start, stop = rows.get("from"), rows.get("to")
    if start is None:
        return
    old = _number(start)
    new = moved_row(old, move)
    start.text = str(new)
    if stop is not None:
        last = _number(stop)
        stop.text = str(moved_row(last, move) if behaviour == "twoCell" else last + new - old)


def moved_row(row: int, move: RowMove) -> int:
    """Where an end of an anchor is afterwards; one on a deleted row is on the next.

    Args:
        row: Number of the row, from 0.
        move: Which row becomes how many.

    Example:
        >>> moved_row(4, RowMove("Costs", 6, 3)), moved_row(6, RowMove("Costs", 6, 3))
        (4, 8)
    """
    return min((move.at(row + 1) or move.row) - 1, LAST_ROW - 1)


def _row(end: Any) -> Any:
    return next((each for each in end if local(each) == "row"), None)


def _number(element: Any) -> int:
    text = (element.text or "").strip()
    return int(text) if text.isdigit() else 0
