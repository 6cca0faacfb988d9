"""The defined names of a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from cproc.filling.book.cells import is_hidden
from cproc.filling.book.moves import RowMove
from cproc.filling.book.xml_parts import XmlPart


@attrs.frozen
class BookName:
    """A defined name of a workbook.

    Args:
        name: The name.
        sheet: The sheet that it belongs to; None where it is one of the whole workbook.
        refers_to: What it stands for, as a formula without an equals sign.
        hidden: Whether people do not see it.
    """

    name: str
    sheet: str | None
    refers_to: str
    hidden: bool = False


def name_elements(workbook: XmlPart) -> list[Any]:
    """The elements of the defined names.

    Args:
        workbook: The tree of the workbook.
    """
    space = workbook.namespace
    return list(workbook.root.iterfind(f"{space}definedNames/{space}definedName"))


def defined_names(workbook: XmlPart, sheets: Sequence[str]) -> tuple[BookName, ...]:
    """The defined names, in order.

    Args:
        workbook: The tree of the workbook.
        sheets: The names of all of its sheets, those without cells as well.
    """
    return tuple(
        BookName(each.get("name", ""), _owner(each, sheets), each.text or "", is_hidden(each))
        for each in name_elements(workbook)
    )


def _owner(element: Any, sheets: Sequence[str]) -> str | None:
    number = element.get("localSheetId", "")
    return sheets[int(number)] if number.isdigit() and int(number) < len(sheets) else None


def move_names(workbook: XmlPart, move: RowMove) -> None:
    """Move what names stand for; a reference in one names its sheet.

    Args:
        workbook: The tree of the workbook.
        move: Which row becomes how many.
    """
    elements = name_elements(workbook)
    names = frozenset(each.get("name", "").lower() for each in elements)
    for each in elements:
        if each.text:
            new = move.formula(each.text, "", names)
            if new != each.text:
                each.text = new
