"""A row of a sheet is repeated or deleted, and all of the workbook that refers to it follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from cproc.errors import DataError, Problem, Severity
from cproc.filling.book.comments import move_boxes, move_comments
from cproc.filling.book.drawings import move_chart, move_control, move_drawing
from cproc.filling.book.faults import fault
from cproc.filling.book.moves import RowMove
from cproc.filling.book.names import move_names
from cproc.filling.book.references import LAST_ROW, LOST
from cproc.filling.book.rows import blank_row, move_rows
from cproc.filling.book.sharing import expand_shared
from cproc.filling.book.sheet_features import move_features, move_rules
from cproc.filling.book.sheets import Sheet
from cproc.filling.book.tables import (
    move_pivot,
    move_pivot_source,
    move_table,
    pivot_refusals,
    table_refusals,
)

if TYPE_CHECKING:
    from cproc.filling.book.book import Book

_ENCODING = "utf-8"


def repeat(book: Book, sheet: Sheet, row: int, count: int, *, delete: bool) -> None:
    """Let a row become several, or none.

    Args:
        book: The workbook.
        sheet: A sheet of it.
        row: Number of the row.
        count: How many rows it becomes.
        delete: Whether no row is left where the count is 0; else a blank one is.

    Raises:
        DataError: It cannot; each reason is a problem, and nothing has been changed.
    """
    problems = repeat_refusals(book, sheet, row, count, delete=delete)
    if errors := [each for each in problems if each.severity is Severity.ERROR]:
        raise DataError(errors)
    if count == 1:
        return
    move = RowMove(sheet.name, row, count if count or delete else 1)
    book.edited(sheet)
    if move.count == 1:
        blank_row(sheet, row, book.small_names)
        return
    _move_sheets(book, sheet, move)
    _move_parts(book, sheet, move)
    move_names(book.workbook, move)
    book.forget_facts()


def repeat_refusals(
    book: Book, sheet: Sheet, row: int, count: int, *, delete: bool
) -> Iterator[Problem]:
    """What speaks against letting a row become several, or none.

    Args:
        book: The workbook.
        sheet: A sheet of it, as a tree.
        row: Number of the row.
        count: How many rows it becomes.
        delete: Whether no row is left where the count is 0; else a blank one is.
    """
    if count == 1:
        return
    move = RowMove(sheet.name, row, count if count or delete else 1)
    place = f"{sheet.name}!{row}"
    if move.by and book.facts(sheet).rows_locked:
        yield fault("rows-locked", cell=place)
    for its in book.joint_areas(sheet):
        if its.top <= move.row <= its.bottom and (its.top != its.bottom or move.by == 0):
            yield fault("rows-array", cell=f"{sheet.name}!{its}", row=move.row)
    numbers = sheet.numbers()
    if numbers and max(numbers[-1], move.row) + move.by > LAST_ROW:
        yield fault("rows-limit", cell=place, count=move.count, most=LAST_ROW)
    if move.by == 0:
        return
    for part in book.related(sheet.part, "table"):
        yield from table_refusals(book.parsed(part).root, move, place)
    for part in book.related(sheet.part, "pivotTable"):
        yield from pivot_refusals(book.parsed(part).root, move, place)
    if not move.count:
        yield from _lost(book, sheet, move)


def _lost(book: Book, sheet: Sheet, move: RowMove) -> Iterator[Problem]:
    """The formulas that would be of a cell that is no more."""
    for other in book.sheets():
        if other is not sheet and not book.mentions(other.part, move.sheet):
            continue
        for cell in book.formulas(other.name):
            old = cell.formula
            if old is None or (other is sheet and cell.row == move.row):
                continue
            new = move.formula(old, other.name, book.small_names)
            if new.count(LOST) > old.count(LOST):
                place = f"{other.name}!{cell.ref}"
                yield fault("rows-lost", cell=place, formula=old, row=move.row)


def _move_sheets(book: Book, sheet: Sheet, move: RowMove) -> None:
    names = book.small_names
    root = book.edited(sheet).tree().root
    move_rows(sheet, move, names)
    move_rules(root, move, sheet.name, names)
    move_features(root, move, names)
    for other in book.sheets():
        if other is sheet:
            continue
        if book.mentions(other.part, move.sheet):
            book.loaded(other)
            changed = _move_formulas(book, other, move)
            if move_rules(other.tree().root, move, other.name, names) or changed:
                book.edited(other)


def _move_formulas(book: Book, sheet: Sheet, move: RowMove) -> bool:
    """Move the references of the cells of another sheet; whether there were any."""
    names = book.small_names
    formulas = (cell.formula for cell in book.formulas(sheet.name))
    if all(move.formula(each, sheet.name, names) == each for each in formulas if each):
        return False
    expand_shared(sheet.formulas(), names)
    for formula in sheet.formulas():
        if formula.text:
            formula.text = move.formula(formula.text, sheet.name, names)
    return True


_Change = Callable[[Any], None]


def _move_parts(book: Book, sheet: Sheet, move: RowMove) -> None:
    names = book.small_names
    for other in book.sheets():
        _move_parts_of(book, other, move, is_its=other is sheet)
    for part in book.related(sheet.part, "comments", "threadedComment", "tableSingleCells"):
        _edit(book, part, partial(move_comments, move=move))
    for part in book.related(sheet.part, "pivotTable"):
        _edit(book, part, partial(move_pivot, move=move))
    for part, kind in book.parts.kinds.items():
        if kind == "pivotCacheDefinition":
            _edit(book, part, partial(move_pivot_source, move=move))
        elif kind == "chartSpace" and book.mentions(part, move.sheet):
            _edit(book, part, partial(move_chart, move=move, names=names))


def _move_parts_of(book: Book, other: Sheet, move: RowMove, *, is_its: bool) -> None:
    """What belongs to a sheet, and is of the changed one or refers to it."""
    names, home = book.small_names, other.name
    drawing = partial(move_drawing, move=move, is_its=is_its, home=home, names=names)
    for kind, change in (
        ("drawing", drawing),
        ("table", partial(move_table, move=move, home=home, names=names)),
        ("ctrlProp", partial(move_control, move=move, home=home, names=names)),
    ):
        for part in book.related(other.part, kind):
            _edit(book, part, change, needed=is_its or book.mentions(part, move.sheet))
    for part in book.related(other.part, "vmlDrawing"):
        vml = book.parts[part].decode(_ENCODING, "surrogateescape")
        moved = move_boxes(vml, move, is_its=is_its, names=names, home=home)
        book.parts.replace(part, moved.encode(_ENCODING, "surrogateescape"))


def _edit(book: Book, part: str, change: _Change, *, needed: bool = True) -> None:
    """Change a part; where nothing of it changes, its bytes stay."""
    if not needed:
        return
    tree = book.parsed(part)
    before = tree.bytes()
    change(tree.root)
    after = tree.bytes()
    if after != before:
        book.parts.replace(part, after)
