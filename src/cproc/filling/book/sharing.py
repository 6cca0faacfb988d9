"""Formulas that several cells share, written out in each of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from cproc.filling.book.cells import Area, area, numbered, placed
from cproc.filling.book.references import translated
from cproc.filling.book.xml_parts import local


def formula_of(cell: Any) -> Any:
    """The element of a cell that holds its formula; None for none."""
    return next((each for each in cell if local(each) == "f"), None)


def expand_shared(rows: Any, names: Collection[str] = ()) -> None:
    """Give each cell of a group that shares a formula its own.

    Args:
        rows: The elements ``row`` of a sheet, in order.
        names: Names of the workbook in small letters.
    """
    masters: dict[str, tuple[int, int, str]] = {}
    for number, row in numbered(rows):
        for column, cell in placed(row):
            formula = formula_of(cell)
            if formula is None or formula.get("t") != "shared":
                continue
            group = formula.get("si", "")
            if formula.text:
                masters[group] = (number, column, formula.text)
            elif group in masters:
                top, left, master = masters[group]
                formula.text = translated(master, number - top, column - left, names)
            for attribute in ("t", "si", "ref"):
                formula.attrib.pop(attribute, None)


def joint_areas(rows: Any) -> tuple[Area, ...]:
    """The ranges of which several cells have one formula, or one table of results, together.

    Args:
        rows: The elements ``row`` of a sheet.
    """
    return tuple(
        its
        for row in rows
        for cell in row
        if (formula := formula_of(cell)) is not None
        and formula.get("t") in ("array", "dataTable")
        and (its := area(formula.get("ref", ""))) is not None
        and its.size > 1
    )
