"""A workbook that is filled in its place: XML is edited, and what is not touched stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Literal, TypeVar

from cproc.errors import DataError, Problem, Severity, UsageError
from cproc.filling.book.cells import (
    Area,
    BookCell,
    CellReader,
    SheetFacts,
    facts_of,
    split_ref,
)
from cproc.filling.book.faults import fault
from cproc.filling.book.names import BookName, defined_names
from cproc.filling.book.parts import Parts, named_sheets
from cproc.filling.book.recalculating import ask_for_recalculation, forget_chain
from cproc.filling.book.refusals import refusals
from cproc.filling.book.relations import related
from cproc.filling.book.repeating import repeat, repeat_refusals
from cproc.filling.book.sharing import joint_areas
from cproc.filling.book.sheets import Sheet, listed_sheets
from cproc.filling.book.styles import Styles
from cproc.filling.book.tables import table_headings
from cproc.filling.book.texts import OtherText, other_texts, replace_other
from cproc.filling.book.validations import Validation, validations_of
from cproc.filling.book.values import Value, shared_texts
from cproc.filling.book.writing import store_result, style_at, write_cell
from cproc.filling.book.xml_parts import XmlPart, damaged, is_set, parsed

_T = TypeVar("_T")
Empty = Literal["blank", "delete"]
"""What becomes of a row that is repeated 0 times."""

_TREES = 6 * 1024 * 1024  # bytes of sheets that are kept as trees at once


class Book:
    """A workbook whose cells can be filled and whose rows can be repeated.

    Example:
        >>> from io import BytesIO
        >>> from openpyxl import Workbook
        >>> made, stream = Workbook(), BytesIO()
        >>> made.active["B2"] = "Total"
        >>> made.save(stream)
        >>> book = Book.read(stream.getvalue())
        >>> book.write("Sheet", "C2", 12)
        >>> [(cell.ref, cell.value) for cell in Book.read(book.save()).cells("Sheet")]
        [('B2', 'Total'), ('C2', Decimal('12'))]
    """

    def __init__(self, data: bytes) -> None:
        """Read what there is beside the cells; see `read`."""
        self.parts = Parts(data)
        office = related(self.parts, "", "officeDocument")
        if not office:
            raise DataError([fault("fill-kind.damaged")])
        self.part = office[0]
        self.workbook = self.parsed(self.part)
        self.all_sheets = tuple(listed_sheets(self.parts, self.part, self.workbook))
        self._sheets = {sheet.name.lower(): sheet for sheet in self.all_sheets if sheet.part}
        self._facts: dict[str, dict[str, Any]] = {}
        self._loaded: list[Sheet] = []
        self._related: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._mentioned: dict[str, frozenset[str]] = {}
        self._touched = False

    @classmethod
    def read(cls, data: bytes) -> Book:
        """Read a workbook.

        Args:
            data: The bytes of the file, .xlsx or .xlsm.

        Raises:
            DataError: It is no workbook, is encrypted, signed, damaged, too large or unsafe.
        """
        return cls(data)

    def related(self, part: str, *kinds: str) -> tuple[str, ...]:
        """The names of the parts of some kinds that belong to one.

        Args:
            part: Name of the one.
            *kinds: Last words of types of relationships.
        """
        key = (part, *kinds)
        if key not in self._related:
            self._related[key] = related(self.parts, part, *kinds)
        return self._related[key]

    def mentions(self, part: str, sheet: str) -> bool:
        """Whether a part may name a sheet; no change lets it name another.

        Args:
            part: Name of the part.
            sheet: Name of the sheet.
        """
        if part not in self._mentioned:
            self._mentioned[part] = named_sheets(self.parts[part], self.sheet_names)
        return sheet.lower() in self._mentioned[part]

    def parsed(self, part: str) -> XmlPart:
        """The tree of a part."""
        return parsed(self.parts[part], part)

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The names of its worksheets, in order."""
        return tuple(sheet.name for sheet in self._sheets.values())

    @cached_property
    def since_1904(self) -> bool:
        """Whether it counts days from 1904."""
        settings = self.workbook.root.find(f"{self.workbook.namespace}workbookPr")
        return settings is not None and is_set(settings.get("date1904"))

    @cached_property
    def styles(self) -> Styles:
        """The styles of its cells."""
        found = self.related(self.part, "styles")
        with damaged(found[0] if found else ""):
            return Styles(self.parsed(found[0]) if found else None)

    @cached_property
    def texts(self) -> list[str]:
        """The texts that cells name by their number."""
        found = self.related(self.part, "sharedStrings")
        with damaged(found[0] if found else ""):
            return shared_texts(self.parts[found[0]]) if found else []

    def sheet(self, name: str) -> Sheet:
        """The sheet of a name.

        Args:
            name: Its name, whatever the case of its letters.

        Raises:
            DataError: There is none.
        """
        sheet = self._sheets.get(name.lower())
        if sheet is None:
            known = ", ".join(self.sheet_names)
            raise DataError([fault("fill-sheet", "", name, known=known)])
        return sheet

    def sheets(self) -> tuple[Sheet, ...]:
        """Its worksheets, in order."""
        return tuple(self._sheets.values())

    def loaded(self, sheet: Sheet) -> Sheet:
        """A sheet as a tree; trees that were not used for long are stored."""
        if self._loaded and self._loaded[-1] is sheet and sheet.loaded:
            return sheet
        with damaged(sheet.part):
            sheet.tree()
        if sheet in self._loaded:
            self._loaded.remove(sheet)
        self._loaded.append(sheet)
        while len(self._loaded) > 1 and sum(each.size for each in self._loaded) > _TREES:
            self._loaded.pop(0).store()
        return sheet

    def edited(self, sheet: Sheet) -> Sheet:
        """A sheet as a tree that is about to be changed."""
        sheet.changed = True
        return self.loaded(sheet)

    def forget_facts(self) -> None:
        """Read anew what sheets say of their cells, since rows of one have moved."""
        self._facts.clear()

    def of_sheet(self, sheet: Sheet, what: str, read: Callable[[], _T]) -> _T:
        """What is read of a sheet once, until rows of it move."""
        known = self._facts.setdefault(sheet.name, {})
        if what not in known:
            with damaged(sheet.part):
                known[what] = read()
        value: _T = known[what]
        return value

    def facts(self, sheet: Sheet) -> SheetFacts:
        """What a sheet says of its cells beside them."""
        return self.of_sheet(
            sheet, "facts", lambda: facts_of(sheet.frame(), sheet.name, hidden=sheet.hidden)
        )

    def validations(self, sheet: Sheet) -> tuple[Validation, ...]:
        """The validations of a sheet."""
        return self.of_sheet(sheet, "validations", lambda: validations_of(sheet.frame()))

    def joint_areas(self, sheet: Sheet) -> tuple[Area, ...]:
        """The ranges of a sheet of which several cells have one formula together."""
        if not sheet.may_have_joint:
            return ()
        return self.of_sheet(sheet, "joint", lambda: joint_areas(sheet.formulas()))

    def table_headings(self, sheet: Sheet) -> tuple[tuple[str, Area], ...]:
        """The headings of each table of a sheet, with its name."""
        tables = self.related(sheet.part, "table")
        return self.of_sheet(
            sheet, "tables", lambda: tuple(table_headings(map(self.parsed, tables)))
        )

    def _reader(self, sheet: Sheet) -> CellReader:
        facts, names = self.facts(sheet), self.small_names
        return CellReader(facts, self.styles, self.texts, self.since_1904, names)

    def cells(self, sheet: str) -> Iterator[BookCell]:
        """The cells of a sheet, row by row; those without a value as well.

        Args:
            sheet: Its name.

        Raises:
            DataError: There is no such sheet, or it is damaged.
        """
        its = self.sheet(sheet)
        yield from self._read(its, self._reader(its).read)

    def _read(self, sheet: Sheet, read: Callable[[Any], Iterator[BookCell]]) -> Iterator[BookCell]:
        with damaged(sheet.part):
            yield from read(sheet.rows())

    def cells_of_row(self, sheet: str, number: int) -> Iterator[BookCell]:
        """The cells of one row of a sheet that is a tree already; a shared formula is not read.

        Args:
            sheet: Name of the sheet.
            number: Number of the row.
        """
        its = self.sheet(sheet)
        row = self.loaded(its).row(number)
        return self._reader(its).read(() if row is None else (row,))

    def cells_with(self, sheet: str, text: str) -> Iterator[BookCell]:
        """The cells of a sheet whose text has another in it; formulas are none of them.

        Where no cell has it, this takes a fraction of the time that reading all of them does.

        Args:
            sheet: Name of the sheet.
            text: The text that is looked for, such as the beginning of a placeholder.
        """
        its = self.sheet(sheet)
        is_there = its.loaded or b"inlineStr" in its.data or any(text in e for e in self.texts)
        if is_there:
            reader = self._reader(its)
            yield from self._read(its, lambda rows: reader.with_text(rows, text))

    def formulas(self, sheet: str | None = None) -> Iterator[BookCell]:
        """The cells that hold a formula, each with its own.

        Args:
            sheet: Name of a sheet; None for all sheets.
        """
        for its in self.sheets() if sheet is None else [self.sheet(sheet)]:
            yield from self._read(its, self._reader(its).formulas)

    def names(self) -> tuple[BookName, ...]:
        """Its defined names, in order."""
        return defined_names(self.workbook, [sheet.name for sheet in self.all_sheets])

    @cached_property
    def small_names(self) -> frozenset[str]:
        """Its defined names in small letters; one may look like a cell."""
        return frozenset(each.name.lower() for each in self.names())

    def refusals(
        self, sheet: str, ref: str, value: Value, *, overwrite: bool = False
    ) -> list[Problem]:
        """What speaks against letting a cell hold a value.

        Args:
            sheet: Name of the sheet.
            ref: The place of the cell, such as ``E12``.
            value: What it is to hold.
            overwrite: Whether a formula is replaced, and a locked cell filled.

        Returns:
            Errors (a formula, a locked cell, a value that the cell does not allow or cannot
            hold), warnings, and notices (a cell that is merged or hidden).
        """
        return list(refusals(self, sheet, ref, value, overwrite=overwrite))

    def shows_percent(self, sheet: str, ref: str) -> bool:
        """Whether the format of a cell shows 0.5 as 50 %.

        Args:
            sheet: Name of the sheet.
            ref: The place of the cell, such as ``E12``.
        """
        its, (row, column) = self.sheet(sheet), split_ref(ref)
        cell = its.cell(row, column)
        style = style_at(self, its, row, column) if cell is None else int(cell.get("s", 0))
        return self.styles.percent(style)

    def write(
        self,
        sheet: str,
        ref: str,
        value: Value,
        *,
        overwrite: bool = False,
        checked: bool = False,
    ) -> None:
        """Let a cell hold a value; its style stays.

        What is merged gets it in its first cell. A day in a cell that shows numbers as numbers
        gets the same style with the format of a day.

        Args:
            sheet: Name of the sheet.
            ref: The place of the cell, such as ``E12``.
            value: What it is to hold; None, or an empty text, for nothing.
            overwrite: Whether a formula is replaced, and a locked cell filled.
            checked: Whether `refusals` were asked for it before, or for the row it is a copy of.

        Raises:
            DataError: It cannot be written; each reason is a problem, as `refusals` gives them.
        """
        problems = [] if checked else self.refusals(sheet, ref, value, overwrite=overwrite)
        if errors := [each for each in problems if each.severity is Severity.ERROR]:
            raise DataError(errors)
        write_cell(self, self.edited(self.sheet(sheet)), ref, value)
        self._touched = True

    def store(self, sheet: str, ref: str, value: Value) -> None:
        """Keep the result of a formula in its cell.

        Args:
            sheet: Name of the sheet.
            ref: The place of the cell, such as ``E12``.
            value: The result; a text such as ``#N/A`` is that error. None drops the one there is.

        Raises:
            DataError: There is no such cell, or it holds no formula.
        """
        store_result(self, self.edited(self.sheet(sheet)), ref, value)
        self._touched = True

    def row_refusals(
        self, sheet: str, row: int, count: int, empty: Empty = "blank"
    ) -> list[Problem]:
        """What speaks against letting a row become several; see `repeat_row`.

        Returns:
            Errors, and a warning where the sheet is protected against it.
        """
        its, delete = self._repeatable(sheet, row, count), empty == "delete"
        with damaged(its.part):
            return list(repeat_refusals(self, its, row, count, delete=delete))

    def _repeatable(self, sheet: str, row: int, count: int) -> Sheet:
        if row < 1 or count < 0:
            raise UsageError("rows count from 1, and one is repeated 0 times or more")
        return self.loaded(self.sheet(sheet))

    def repeat_row(self, sheet: str, row: int, count: int, empty: Empty = "blank") -> None:
        """Let a row become several, with their styles, merges and formulas.

        What lies below moves, and all of the workbook that refers to it: formulas of every
        sheet, names, rules, tables, charts, pivot tables, comments and drawings. A range that
        holds the row, or ends at it, holds all of its copies afterwards.

        Args:
            sheet: Name of the sheet.
            row: Number of the row, from 1.
            count: How many rows it becomes.
            empty: What becomes of it where the count is 0: ``blank`` leaves its styles alone,
                ``delete`` no row.

        Raises:
            DataError: A formula of several cells, the heading of a table or a pivot table stands
                in the way, a formula would lose its cell, or the sheet would be too long.
                Nothing has been changed then.

        Example:
            >>> from io import BytesIO
            >>> from openpyxl import Workbook
            >>> made, stream = Workbook(), BytesIO()
            >>> made.active["E6"], made.active["E7"] = "=C6*D6", "=SUM(E6:E6)"
            >>> made.save(stream)
            >>> book = Book.read(stream.getvalue())
            >>> book.repeat_row("Sheet", 6, 3)
            >>> [(cell.ref, cell.formula) for cell in book.formulas()]
            [('E6', 'C6*D6'), ('E7', 'C7*D7'), ('E8', 'C8*D8'), ('E9', 'SUM(E6:E8)')]
        """
        its = self._repeatable(sheet, row, count)
        with damaged(its.part):
            repeat(self, its, row, count, delete=empty == "delete")
        self._touched = self._touched or count != 1

    def other_texts(self) -> Iterator[OtherText]:
        """The texts that are not of cells: comments, headers and footers, shapes, charts, hints."""
        return other_texts(self)

    def replace_other(self, text: OtherText, new: str) -> None:
        """Let a text that is not of a cell be another, in the look of its first letter.

        Args:
            text: As `other_texts` gives it.
            new: What it is to be; `OtherText.spelled` says how values stand in it.

        Raises:
            DataError: The text is not one that can be changed, or no workbook can hold the new.
        """
        replace_other(self, text, new)
        self._touched = True

    def save(self) -> bytes:
        """The workbook; what was not touched has the bytes it had."""
        for sheet in self._loaded:
            sheet.store()
        self._loaded.clear()
        if not self._touched:
            return self.parts.zipped()
        if self.styles.changed and self.styles.part is not None:
            self.parts.replace(self.related(self.part, "styles")[0], self.styles.part.bytes())
        ask_for_recalculation(self.workbook)
        self.parts.replace(self.part, self.workbook.bytes())
        forget_chain(self.parts, self.part)
        return self.parts.zipped()
