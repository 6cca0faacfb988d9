"""Drawings, charts and controls, when rows that they hang on or are made of move."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from cproc.filling.book.anchors import move_anchor
from cproc.filling.book.cells import area
from cproc.filling.book.moves import RowMove
from cproc.filling.book.references import reference, references
from cproc.filling.book.xml_parts import local

_ANCHORS = frozenset(("twoCellAnchor", "oneCellAnchor"))
_KEPT = frozenset(("numCache", "strCache", "multiLvlStrCache"))
_OF_CONTROLS = ("fmlaLink", "fmlaRange", "fmlaGroup", "fmlaTxbx")


def move_drawing(
    root: Any, move: RowMove, *, is_its: bool, home: str, names: Collection[str]
) -> None:
    """Move the drawings of a sheet, and the cells whose texts they show.

    Args:
        root: The outermost element of the drawings.
        move: Which row becomes how many.
        is_its: Whether they hang on the sheet of the row.
        home: The sheet that they hang on.
        names: Names of the workbook in small letters.
    """
    for each in root.iter():
        if is_its and local(each) in _ANCHORS:
            move_anchor(each, move, behaviour=each.get("editAs", "twoCell"))
        if old := each.get("textlink"):
            each.set("textlink", move.formula(old, home, names))


def move_chart(root: Any, move: RowMove, names: Collection[str]) -> None:
    """Move or grow the ranges that a chart is drawn from.

    What a chart keeps of a range that grows is left out: the program that shows it reads the cells.

    Args:
        root: The outermost element of the chart.
        move: Which row becomes how many.
        names: Names of the workbook in small letters.
    """
    for each in list(root.iter()):
        if local(each) in ("f", "sqref") and each.text:
            # They always name their sheet.
            new = move.formula(_as_range(each, move), "", names)
            if _cells(new) != _cells(each.text):
                _forget_points(each.getparent())
            if new != each.text:
                each.text = new


def _as_range(each: Any, move: RowMove) -> str:
    """What a series is drawn from; one cell of the repeated row as a range, which grows."""
    text = str(each.text)
    of_series = local(each.getparent().getparent()) in ("cat", "val", "xVal", "yVal", "bubbleSize")
    old = reference(text)
    if not of_series or old is None or old.last is not None or old.first.row != move.row:
        return text
    return f"{text}:{old.first}" if move.concerns(old.sheet, "") else text


def _cells(formula: str) -> int:
    """How many cells the ranges of a formula have."""
    return sum(its.size for each in references(formula) if (its := area(str(each))) is not None)


def _forget_points(source: Any) -> None:
    """Leave out the points that were kept of a range, which has more or fewer of them now."""
    for each in [each for each in source if local(each) in _KEPT]:
        source.remove(each)


def move_control(root: Any, move: RowMove, home: str, names: Collection[str]) -> None:
    """Move the cells that a control of a form writes to and reads from.

    Args:
        root: The outermost element of its properties.
        move: Which row becomes how many.
        home: The sheet that it stands on.
        names: Names of the workbook in small letters.
    """
    for attribute in _OF_CONTROLS:
        if old := root.get(attribute):
            root.set(attribute, move.formula(old, home, names))
