"""The rows of the sheet itself: one is copied or deleted, those below it move."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from typing import Any

from cproc.filling.book.cells import placed
from cproc.filling.book.moves import RowMove
from cproc.filling.book.references import translated
from cproc.filling.book.sharing import expand_shared, formula_of
from cproc.filling.book.sheets import Sheet
from cproc.filling.book.values import put_value
from cproc.filling.book.xml_parts import local


def move_rows(sheet: Sheet, move: RowMove, names: Collection[str]) -> None:
    """Copy or delete the row, and move those below, each with its formulas.

    Args:
        sheet: The sheet, as a tree.
        move: Which row becomes how many.
        names: Names of the workbook in small letters.
    """
    formulas = list(sheet.formulas())
    expand_shared(formulas, names)
    repeated = sheet.row(move.row)
    for formula in formulas:
        if formula.getparent().getparent() is not repeated:
            _move_formula(formula, move, names)
    for number in sheet.numbers():
        if number > move.row:
            _renumber(sheet.row(number), number + move.by)
    if repeated is not None:
        _copy(repeated, move, names)
    sheet.index_rows()


def _copy(repeated: Any, move: RowMove, names: Collection[str]) -> None:
    """Put the copies after the row itself, which is the first of them."""
    for number in range(move.count - 1, 0, -1):
        copy = deepcopy(repeated)
        _renumber(copy, move.row + number)
        _follow(copy, move, number, names)
        repeated.addnext(copy)
    if move.count:
        _follow(repeated, move, 0, names)
    else:
        repeated.getparent().remove(repeated)


def _renumber(row: Any, number: int) -> None:
    text = str(number)
    row.set("r", text)
    for cell in row.iterchildren("{*}c"):
        cell.set("r", cell.get("r").rstrip("0123456789") + text)


def _move_formula(formula: Any, move: RowMove, names: Collection[str]) -> None:
    if formula.text:
        moved = move.formula(formula.text, move.sheet, names)
        if moved != formula.text:
            formula.text = moved
    for attribute in ("ref", "r1", "r2"):
        if (old := formula.get(attribute)) is not None:
            formula.set(attribute, move.formula(old, move.sheet))


def _follow(row: Any, move: RowMove, number: int, names: Collection[str]) -> None:
    """Let the formulas of a copy follow it; their results are those of another row."""
    for _column, cell in placed(row):
        formula = formula_of(cell)
        if formula is None:
            continue
        if formula.text:
            formula.text = move.copied(formula.text, number, names)
        if (old := formula.get("ref")) is not None:
            formula.set("ref", translated(old, number))
        for value in [each for each in cell if local(each) == "v"]:
            cell.remove(value)
        cell.attrib.pop("t", None)


def blank_row(sheet: Sheet, row: int, names: Collection[str]) -> None:
    """Leave nothing in the cells of a row but their styles.

    Args:
        sheet: The sheet, as a tree.
        row: Number of the row.
        names: Names of the workbook in small letters.
    """
    element = sheet.row(row)
    if element is None:
        return
    expand_shared(sheet.formulas(), names)
    for _column, cell in placed(element):
        put_value(cell, None)
