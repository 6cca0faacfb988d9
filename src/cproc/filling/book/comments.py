"""Comments on cells, when rows of their sheet move: their places, and the boxes they stand in."""

from __future__ import annotations

import re
from collections.abc import Collection
from html import escape, unescape
from typing import Any

from cproc.filling.book.anchors import moved_row
from cproc.filling.book.cells import Area, area
from cproc.filling.book.moves import RowMove
from cproc.filling.book.xml_parts import local

# Excel writes the boxes as VML, which need not be XML; so it is changed as a text.
_SHAPE = re.compile(r"<v:shape\b.*?</v:shape>\s*", re.DOTALL)
_ANCHOR = re.compile(r"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_ROW = re.compile(r"(<x:Row>\s*)(\d+)(\s*</x:Row>)")
_FORMULA = re.compile(r"(<x:(Fmla(?:Link|Range|Pict|Group|Txbx))>)([^<]*)(</x:\2>)")
_COMMENTS = frozenset(("comment", "threadedComment", "singleXmlCell"))


def move_comments(root: Any, move: RowMove) -> None:
    """Move comments; those on a deleted row are deleted.

    Args:
        root: The outermost element of the comments, or of the threads of them.
        move: Which row becomes how many.
    """
    for each in list(root.iter()):
        attribute = "r" if local(each) == "singleXmlCell" else "ref"
        its = area(each.get(attribute, "")) if local(each) in _COMMENTS else None
        if its is None:
            continue
        row = move.at(its.top)
        if row is None:
            each.getparent().remove(each)
        elif row != its.top:
            each.set(attribute, str(Area(row, its.left, row, its.left)))


def move_boxes(vml: str, move: RowMove, *, is_its: bool, names: Collection[str], home: str) -> str:
    """The boxes of comments and the older controls of a sheet, with what they refer to.

    Args:
        vml: The part as text.
        move: Which row becomes how many.
        is_its: Whether they stand on the sheet of the row.
        names: Names of the workbook in small letters.
        home: The sheet that they stand on.
    """

    def one(match: re.Match[str]) -> str:
        shape = match[0]
        row = _ROW.search(shape)
        if is_its and row is not None:
            old = int(row[2])
            new = move.at(old + 1)
            if new is None:
                return ""
            return _shifted(_ROW.sub(rf"\g<1>{new - 1}\g<3>", shape), new - 1 - old)
        if is_its and "<x:Anchor>" in shape:
            shape = _ANCHOR.sub(lambda anchor: _anchored(anchor, move), shape)
        return _FORMULA.sub(lambda formula: _referring(formula, move, home, names), shape)

    return _SHAPE.sub(one, vml)


def _shifted(shape: str, by: int) -> str:
    """A shape whose box goes with its cell."""

    def anchor(match: re.Match[str]) -> str:
        numbers = match[2].split(",")
        if len(numbers) == 8 and by:
            for at in (2, 6):
                numbers[at] = _with_number(numbers[at], int(numbers[at]) + by)
        return f"{match[1]}{','.join(numbers)}{match[3]}"

    return _ANCHOR.sub(anchor, shape)


def _anchored(match: re.Match[str], move: RowMove) -> str:
    numbers = match[2].split(",")
    if len(numbers) == 8:
        start = moved_row(int(numbers[2]), move)
        stop = moved_row(int(numbers[6]), move, is_edge=not int(numbers[7]))
        numbers[2] = _with_number(numbers[2], start)
        numbers[6] = _with_number(numbers[6], max(start, stop))
    return f"{match[1]}{','.join(numbers)}{match[3]}"


def _with_number(text: str, number: int) -> str:
    return text.replace(text.strip(), str(max(number, 0)))


def _referring(match: re.Match[str], move: RowMove, home: str, names: Collection[str]) -> str:
    old = unescape(match[3])
    new = move.formula(old, home, names)
    return match[0] if new == old else f"{match[1]}{escape(new, quote=False)}{match[4]}"
