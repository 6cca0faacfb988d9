"""Stored results of formulas: what depends on changed cells is computed anew, or dropped.

A file holds with each formula the result of the last time it was computed. Programs that only read
it, and previews, show that result. What depends on a changed cell is computed here as the
application would; where a formula has what is not known here, its result and those of all that
depend on it are dropped, and the application computes them when it opens the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from cproc.filling.book import Book, BookCell
from cproc.filling.book_grid import BookGrid, Computed
from cproc.filling.calculation import (
    FUNCTIONS,
    Area,
    CellError,
    Evaluation,
    NotComputableError,
    parsed,
)
from cproc.filling.calculation.dependants import Dependants, Order, Place, in_order


def recalculate(grid: BookGrid, changed: Iterable[tuple[str, str]]) -> int:
    """Compute stored results anew that depend on changed cells.

    Args:
        grid: The workbook, as it is after all changes; its stored results are changed.
        changed: Title of the sheet and address (``E12``) of each changed cell; one that has a
            formula is computed itself, as that of a new row.

    Returns:
        How many results were dropped, since they cannot be computed here.
    """
    seeds = {grid.place(sheet, ref) for sheet, ref in changed}
    if not seeds:
        return 0
    formulas = grid.formulas
    reads = {place: grid.reads(place) for place in formulas}
    reads |= {place: [_cell(master)] for place, master in grid.spilled.items()}
    dependants = Dependants(reads)
    touched = {sheet for sheet, _row, _column in seeds}
    try:
        orders = _orders(grid, dependants, seeds, reads)
    except NotComputableError:  # more of them than anybody waits for
        for cell in formulas.values():
            _store(grid.book, cell, NotComputableError("order"))
        return len(formulas)
    meant, order, without = orders
    for place in order.circular:
        grid.results[place] = NotComputableError("circular")
    for place in order.sorted:
        grid.results[place] = _computed(grid, place)
    stored = {*meant.sorted, *meant.circular}
    stored |= {place for place in without if place[0] in touched}
    dropped = 0
    for place in formulas:
        if place in stored:
            dropped += _store(grid.book, formulas[place], grid.results[place])
    return dropped


def _orders(
    grid: BookGrid, dependants: Dependants, seeds: set[Place], reads: Collection[Place]
) -> tuple[Order, Order, list[Place]]:
    """What is computed anew, what is computed for it, and the formulas without a result."""
    changed = [*seeds, *grid.moving()]
    meant = in_order(dependants, changed, reads)
    # Some programs store no result at all; it may be needed for others.
    without = [place for place, cell in grid.formulas.items() if cell.value is None]
    order = in_order(dependants, [*changed, *without], reads) if without else meant
    return meant, order, without


def _cell(place: Place) -> Area:
    sheet, row, column = place
    return Area(sheet, row, column, row, column)


def _computed(grid: BookGrid, place: Place) -> Computed:
    if place in grid.spilled or place in grid.joint:
        return NotComputableError("array")
    cell = grid.begin(place)
    try:
        return Evaluation(grid, cell.sheet, FUNCTIONS, cell.row, cell.column).result(
            parsed(cell.formula or "")
        )
    except (CellError, NotComputableError) as error:
        return error
    except (ValueError, IndexError, RecursionError, ArithmeticError) as error:
        # Too few arguments, or too many: the application says so better than we could.
        return NotComputableError(str(error))


def _store(book: Book, cell: BookCell, result: Computed) -> bool:
    """Store a result; whether it was dropped instead."""
    if isinstance(result, NotComputableError):
        book.store(cell.sheet, cell.ref, None)
        return True
    stored = Decimal(repr(result)) if isinstance(result, float) else result
    book.store(cell.sheet, cell.ref, stored.code if isinstance(stored, CellError) else stored)
    return False
