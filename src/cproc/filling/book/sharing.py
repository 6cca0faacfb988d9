"""Formulas of cells, and those that several cells share, written out in each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from cproc.filling.book.cells import Area, area, place_of
from cproc.filling.book.references import translated
from cproc.filling.book.xml_parts import local


def formula_of(cell: Any) -> Any:
    """The element of a cell that holds its formula; None for none."""
    for each in cell:
        if local(each) == "f":
            return each
    return None


def expand_shared(formulas: Iterable[Any], names: Collection[str] = ()) -> None:
    """Give each cell of a group that shares a formula its own.

    Args:
        formulas: The elements ``f`` of a sheet, in order.
        names: Names of the workbook in small letters.
    """
    masters: dict[str, tuple[int, int, str]] = {}
    for formula in formulas:
        if formula.get("t") != "shared":
            continue
        row, column = place_of(formula.getparent())
        group = formula.get("si", "")
        if formula.text:
            masters[group] = (row, column, formula.text)
        elif group in masters:
            top, left, master = masters[group]
            formula.text = translated(master, row - top, column - left, names)
        for attribute in ("t", "si", "ref"):
            formula.attrib.pop(attribute, None)


def joint_areas(formulas: Iterable[Any]) -> tuple[Area, ...]:
    """The ranges of which several cells have one formula, or one table of results, together.

    Args:
        formulas: The elements ``f`` of a sheet.
    """
    return tuple(
        its
        for formula in formulas
        if formula.get("t") in ("array", "dataTable")
        and (its := area(formula.get("ref", ""))) is not None
        and its.size > 1
    )
