"""What speaks against letting a cell hold a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from cproc.errors import DataError, Problem, UsageError, said
from cproc.exporters.office.spreadsheet import FIRST_DATE
from cproc.filling.book.cells import is_hidden, split_ref
from cproc.filling.book.faults import fault
from cproc.filling.book.sharing import formula_of
from cproc.filling.book.sheets import Sheet
from cproc.filling.book.validations import validation_faults
from cproc.filling.book.values import Value, number_of_day
from cproc.filling.book.writing import style_at
from cproc.text import units

if TYPE_CHECKING:
    from cproc.filling.book.book import Book

_LONGEST, _DIGITS = 32_767, 15  # of a text, and of a number, in a cell
_TYPES: tuple[type, ...] = (str, Decimal, int, date, type(None))
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def refusals(
    book: Book, sheet: str, ref: str, value: Value, *, overwrite: bool
) -> Iterator[Problem]:
    """What speaks against it, as problems with the place of the cell.

    Args:
        book: The workbook.
        sheet: Name of the sheet.
        ref: The place of the cell.
        value: What it is to hold.
        overwrite: Whether a formula is replaced, and a locked cell filled.

    Raises:
        UsageError: The value is of a type that no cell has.
    """
    if not isinstance(value, _TYPES):
        kind = type(value).__name__
        raise UsageError(said("a cell cannot hold a value of the type {kind}", kind=kind))
    try:
        its = book.sheet(sheet)
        row, column = split_ref(ref)
    except DataError as error:
        yield from error.problems
        return
    except ValueError:
        yield fault("cell-unknown", "", ref, cell=sheet)
        return
    place = f"{its.name}!{ref}"
    yield from value_faults(value, place, since_1904=book.since_1904)
    merged = book.facts(its).merged(row, column)
    if merged is not None and (row, column) != (merged.top, merged.left):
        row, column = merged.top, merged.left
        first = str(merged).partition(":")[0]
        yield fault("cell-merged", "", cell=place, range=str(merged), first=first)
    yield from _of_cell(book, its, row, column, place, overwrite=overwrite)
    yield from _heading(book, its, row, column, place)
    yield from validation_faults(book, its, (row, column), value, place)


def value_faults(value: Value, place: str, *, since_1904: bool = False) -> Iterator[Problem]:
    """Why no cell can hold a value.

    Args:
        value: What a cell is to hold.
        place: The place of the cell.
        since_1904: Whether the workbook counts days from 1904.
    """
    if isinstance(value, str):
        if match := _NO_XML.search(value):
            yield fault("cell-text", cell=place, character=f"U+{ord(match[0]):04X}")
        elif units(value) > _LONGEST:
            yield fault("cell-text.long", cell=place, count=units(value), most=_LONGEST)
    elif isinstance(value, date):
        if number_of_day(value, since_1904=since_1904) is None:
            first = date(1904, 1, 1) if since_1904 else FIRST_DATE
            yield fault("cell-day", "", value, cell=place, first=first)
    elif isinstance(value, Decimal | int):
        number = Decimal(value)
        if not number.is_finite() or len(number.normalize().as_tuple().digits) > _DIGITS:
            yield fault("cell-number", "", value, cell=place)


def _of_cell(
    book: Book, sheet: Sheet, row: int, column: int, place: str, *, overwrite: bool
) -> Iterator[Problem]:
    facts = book.facts(sheet)
    element = book.loaded(sheet).row(row)
    cell = sheet.cell(row, column)
    formula = None if cell is None else formula_of(cell)
    yield from _together(book, sheet, row, column, place)
    if not overwrite:
        if formula is not None:
            yield fault("cell-formula", cell=place, formula=_formula_at(book, sheet, row, column))
        style = style_at(book, sheet, row, column) if cell is None else int(cell.get("s", 0))
        if facts.locks(row, column) and book.styles.locked(style):
            yield fault("cell-locked", cell=place)
    hiding = {
        said("sheet"): facts.hidden,
        said("row"): element is not None and is_hidden(element),
        said("column"): facts.column_hidden(column),
    }
    for what, is_so in hiding.items():
        if is_so:
            yield fault("cell-hidden", cell=place, what=what)


def _formula_at(book: Book, sheet: Sheet, row: int, column: int) -> str:
    """The formula of a cell, also where another cell has it for both."""
    its = (e.formula for e in book.formulas(sheet.name) if (e.row, e.column) == (row, column))
    return next(its, None) or ""


def _together(book: Book, sheet: Sheet, row: int, column: int, place: str) -> Iterator[Problem]:
    """Whether a cell is one of several that have one formula, or one table of results, together."""
    for its in book.joint_areas(sheet):
        if its.holds(row, column):
            yield fault("cell-array", cell=place, range=str(its))


def _heading(book: Book, sheet: Sheet, row: int, column: int, place: str) -> Iterator[Problem]:
    for table, its in book.table_headings(sheet):
        if its.holds(row, column):
            yield fault("cell-heading", cell=place, table=table)
