"""Filling a workbook: pure, from the bytes of a template to those of the filled one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs

from cproc.errors import DataError, Problem, Severity
from cproc.filling.answers import Answers
from cproc.filling.book import Book
from cproc.filling.book.cells import placed
from cproc.filling.book_grid import BookGrid
from cproc.filling.calculation import Area, NotComputableError, leaves, parsed
from cproc.filling.faults import fault
from cproc.filling.map_file import Empty, PlaceMap
from cproc.filling.places import Places, RowPlace, places
from cproc.filling.plan import Plan, Repeating, planned
from cproc.filling.recalculation import recalculate
from cproc.filling.records import headings_of
from cproc.serialize.tables import column_letters

Watcher = Callable[[int, int], None]
"""Is called with the steps done and all steps."""

_STEPS = 4


@attrs.frozen
class Filled:
    """A filled workbook.

    Args:
        data: Its bytes.
        problems: Warnings and notices: what is not known, merged or hidden cells.
    """

    data: bytes
    problems: tuple[Problem, ...]


def planned_workbook(
    template: bytes, answers: Answers, mapping: PlaceMap | None = None, *, file: str = ""
) -> tuple[Book, Plan]:
    """Read a template and work out what is to be written; nothing is changed.

    Args:
        template: The bytes of the workbook.
        answers: What placeholders stand for.
        mapping: Further places, from a map beside it.
        file: The name of the template, for problems.

    Raises:
        DataError: It cannot be read, or has nothing to fill.
    """
    try:
        book = Book.read(template)
        scope = answers.scope
        headings = headings_of(scope) if scope else ()
        asked_for = places(book, mapping or PlaceMap(), headings)
    except DataError as error:
        raise DataError(_in_file(error.problems, file)) from None
    if asked_for == Places():
        raise DataError(_in_file([fault("fill-empty")], file))
    plan = planned(book, asked_for, answers)
    return book, attrs.evolve(plan, problems=_in_file(plan.problems, file))


def filled(
    template: bytes,
    answers: Answers,
    mapping: PlaceMap | None = None,
    *,
    file: str = "",
    watcher: Watcher = lambda _done, _all: None,
) -> Filled:
    """Fill a workbook.

    Args:
        template: Its bytes.
        answers: What placeholders stand for.
        mapping: Further places, from a map beside it.
        file: The name of the template, for problems.
        watcher: Is told how far it is.

    Raises:
        DataError: Something cannot be filled; every fault is told, with its sheet and cell.
    """
    watcher(0, _STEPS)
    book, plan = planned_workbook(template, answers, mapping, file=file)
    if plan.errors:
        raise DataError(plan.problems)
    watcher(1, _STEPS)
    changed, problems = _write(book, plan)
    if errors := [each for each in problems if each.severity is Severity.ERROR]:
        raise DataError(_in_file(errors, file))
    watcher(2, _STEPS)
    grid = BookGrid(book)
    recalculate(grid, changed.places)
    problems += _of_one_row(grid, changed)
    watcher(3, _STEPS)
    data = book.save()
    watcher(_STEPS, _STEPS)
    return Filled(data, (*plan.problems, *_in_file(problems, file)))


def _in_file(problems: Iterable[Problem], file: str) -> tuple[Problem, ...]:
    return tuple(each if each.file else attrs.evolve(each, file=file) for each in problems)


@attrs.define
class _Changed:
    """The changed cells of a workbook whose rows still move.

    Args:
        cells: By sheet, row and column letters of each.
        rows: By sheet, first and last row of what was repeated.
    """

    cells: dict[str, list[tuple[int, str]]] = attrs.field(factory=dict)
    rows: dict[str, list[tuple[int, int]]] = attrs.field(factory=dict)

    @property
    def places(self) -> list[tuple[str, str]]:
        """Sheet and address of each changed cell."""
        return [
            (sheet, f"{letters}{row}")
            for sheet, cells in self.cells.items()
            for row, letters in cells
        ]

    def repeated(self) -> dict[str, list[tuple[int, int]]]:
        """The first and the last row of what became several, by the key of its sheet."""
        spans = {
            sheet.casefold(): [(first, last) for first, last in rows if last > first]
            for sheet, rows in self.rows.items()
        }
        return {sheet: rows for sheet, rows in spans.items() if rows}

    def move(self, sheet: str, below: int, by: int) -> None:
        """Rows below one have moved."""
        self.cells[sheet] = [
            (row + by if row > below else row, letters)
            for row, letters in self.cells.get(sheet, ())
        ]
        self.rows[sheet] = [
            (first + by, last + by) if first > below else (first, last)
            for first, last in self.rows.get(sheet, ())
        ]

    def add(self, sheet: str, cells: Iterable[tuple[int, str]]) -> None:
        """Some cells have changed."""
        self.cells.setdefault(sheet, []).extend(cells)


def _write(book: Book, plan: Plan) -> tuple[_Changed, list[Problem]]:
    """Write a plan; what has changed, and what did not succeed."""
    changed, problems = _Changed(), list[Problem]()
    for writing in plan.writings:
        place = writing.place
        book.write(place.sheet, place.ref, writing.value, overwrite=place.overwrite, checked=True)
        changed.add(place.sheet, [(place.row, place.column)])
    for replacing in plan.replacings:
        book.replace_other(replacing.place.other, replacing.text)
    # From below, so that the rows above stay where they are; sheet by sheet, each read once.
    for repeating in sorted(plan.repeatings, key=lambda each: (each.row.sheet, -each.row.row)):
        try:
            _repeat(book, repeating, changed)
        except DataError as error:
            at = repeating.row.at
            problems += (attrs.evolve(each, cell=each.cell or at) for each in error.problems)
    return changed, problems


def _repeat(book: Book, repeating: Repeating, changed: _Changed) -> None:
    row, count = repeating.row, len(repeating.copies)
    letters = _columns(book, row)
    book.repeat_row(row.sheet, row.row, count, row.empty.value)
    left = count or (row.empty is Empty.BLANK)
    changed.move(row.sheet, row.row, left - 1)
    first, last = row.row, row.row + left - 1
    changed.rows.setdefault(row.sheet, []).append((first, last))
    # All of them: results of formulas are the template's. Where the row is gone, what read it reads
    # one beside it.
    rows = range(first, last + 1) if left else range(max(first - 1, 1), first + 1)
    changed.add(row.sheet, ((number, column) for number in rows for column in letters))
    for number, copy in enumerate(repeating.copies, start=first):
        for writing in copy:
            ref = f"{writing.place.column}{number}"
            book.write(
                row.sheet, ref, writing.value, overwrite=writing.place.overwrite, checked=True
            )


def _columns(book: Book, row: RowPlace) -> list[str]:
    """The columns of a row that hold something."""
    element = book.edited(book.sheet(row.sheet)).row(row.row)
    cells = () if element is None else placed(element)
    own = [place.column for place in row.cells]
    return list(dict.fromkeys((*own, *(column_letters(column) for column, _cell in cells))))


def _of_one_row(grid: BookGrid, changed: _Changed) -> Iterator[Problem]:
    """Formulas that read one of several rows, where a sum of them all was surely meant."""
    spans = changed.repeated()
    for (own, row, _column), cell in grid.formulas.items() if spans else ():
        if _span_of(spans.get(own, ()), row):
            continue
        for leaf in _cells_read_by(cell.formula or ""):
            if span := _span_of(spans.get(leaf.sheet.casefold() or own, ()), leaf.top):
                at, count = f"{cell.sheet}!{cell.ref}", span[1] - span[0] + 1
                yield fault("fill-one-row", "", f"={cell.formula}", cell=at, count=count)


def _span_of(spans: Iterable[tuple[int, int]], row: int) -> tuple[int, int] | None:
    return next((span for span in spans if span[0] <= row <= span[1]), None)


def _cells_read_by(formula: str) -> Iterator[Area]:
    """The references of a formula to one cell each."""
    try:
        yield from (
            each for each in leaves(parsed(formula)) if isinstance(each, Area) and each.single
        )
    except NotComputableError:
        return
