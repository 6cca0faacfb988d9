"""Values and results of formulas, written into the cells of a sheet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cproc.errors import DataError
from cproc.filling.book.cells import split_ref
from cproc.filling.book.faults import fault
from cproc.filling.book.sharing import expand_shared, formula_of
from cproc.filling.book.sheets import Sheet
from cproc.filling.book.values import Value, put_stored, put_value
from cproc.filling.book.xml_parts import is_set, local

if TYPE_CHECKING:
    from cproc.filling.book.book import Book


def write_cell(book: Book, sheet: Sheet, ref: str, value: Value) -> None:
    """Let a cell hold a value, which nothing speaks against.

    Args:
        book: The workbook.
        sheet: A sheet of it that may be changed.
        ref: The place of the cell.
        value: What it is to hold.
    """
    row, column = split_ref(ref)
    if (merged := book.facts(sheet).merged(row, column)) is not None:
        row, column = merged.top, merged.left
    cell = sheet.cell(row, column)
    if cell is None:
        if value is None:
            return
        cell = sheet.new_cell(row, column, style_at(book, sheet, row, column))
    formula = formula_of(cell)
    if formula is not None and formula.get("t") == "shared":
        expand_shared(sheet.formulas(), book.small_names)
    if isinstance(value, date):
        style = int(cell.get("s", 0))
        if book.styles.text(style):
            value = value.isoformat()
        elif (dated := book.styles.with_day(style)) != style:
            cell.set("s", str(dated))
    put_value(cell, value, since_1904=book.since_1904)


def style_at(book: Book, sheet: Sheet, row: int, column: int) -> int:
    """The style of a cell that there is not: that of its row, else of its column."""
    element = sheet.row(row)
    if element is not None and is_set(element.get("customFormat")):
        return int(element.get("s", 0))
    return book.facts(sheet).column_style(column)


def store_result(book: Book, sheet: Sheet, ref: str, value: Value) -> None:
    """Keep the result of a formula in its cell, or drop it.

    Args:
        book: The workbook.
        sheet: A sheet of it that may be changed.
        ref: The place of the cell.
        value: The result; None for none.

    Raises:
        DataError: There is no such cell, or it holds no formula.
    """
    cell = sheet.cell(*split_ref(ref))
    if cell is None or formula_of(cell) is None:
        raise DataError([fault("cell-unknown.formula", "", ref, cell=f"{sheet.name}!{ref}")])
    for child in [each for each in cell if local(each) == "v"]:
        cell.remove(child)
    cell.attrib.pop("t", None)
    put_stored(cell, value, since_1904=book.since_1904)
