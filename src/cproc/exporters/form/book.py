"""The workbook of a filled form: where everything stands, its formats, pages and locks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Any, BinaryIO

import attrs
from openpyxl import Workbook
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from cproc.errors import DataError, Problem, in_language, said
from cproc.exporters.form.drafts import formula_of_gap
from cproc.exporters.form.looks import LOOKS, FormLooks, number_format
from cproc.exporters.office import spreadsheet, text_width
from cproc.exporters.xlsx.formulas import Place, formula, live
from cproc.exporters.xlsx.refusals import fault
from cproc.exporters.xlsx.rows import payload
from cproc.exporters.xlsx.skeleton import tab_names
from cproc.exporters.xlsx.workbook_file import SheetRows
from cproc.exporters.xlsx.workbook_file import write as write_file
from cproc.forms import FilledBlock, FilledForm, FilledSheet, FormRow, PlacedColumn, Role
from cproc.report import Cell, CellValue, Kind
from cproc.serialize.tables import column_letters
from cproc.text import escaped

_A3, _A4 = 8, 9  # codes of paper sizes
_WIDE = 200  # characters beside each other, from which a sheet is on A3
_LINE = 12.0  # points that a line of a row is high
_AROUND = 3.0  # and a row beside them
_CELL_BYTES = 200  # length of a cell's XML, its text apart, at most
_NUMBERS = {Kind.MONEY, Kind.DECIMAL, Kind.INTEGER, Kind.PERCENT}
_HEAD = 60  # characters of a head cell that are shown, at most
_TO_COMPLETE = said("To complete")


@attrs.frozen
class _Placed:
    """A block where it stands; rows are counted from 1."""

    block: FilledBlock
    place: Place
    groups: int  # row of the titles of groups; 0 where there is none
    above: int  # row between these and the headings; 0 where there is none

    @property
    def notes(self) -> int:
        """Row of the first note."""
        return self.place.last + 1

    @property
    def end(self) -> int:
        """Its last row."""
        return self.place.last + len(self.block.notes)


@attrs.frozen
class _Layout:
    """A sheet with its blocks where they stand."""

    sheet: FilledSheet
    tab: str
    blocks: tuple[_Placed, ...]

    @property
    def widths(self) -> list[int]:
        """The width of each column: the greatest that a block asks for."""
        rows = [[c.column.width for c in placed.block.columns] for placed in self.blocks]
        count = max(map(len, rows))
        return [max(row[at] for row in rows if at < len(row)) for at in range(count)]

    @property
    def last(self) -> int:
        """Its last row."""
        return self.blocks[-1].end

    @property
    def head(self) -> tuple[int, int]:
        """The columns that what stands beside labels above the tables goes over, from 1."""
        texts = [str(value) for _label, value in self.sheet.head]
        first = self._over(0, max((len(label) for label, _value in self.sheet.head), default=0))
        return first + 1, self._over(first, min(_HEAD, max(map(len, texts), default=0)))

    def _over(self, first: int, width: float) -> int:
        """How many columns are left of a text's end, that begins behind some of them."""
        widths = self.widths
        at = first + 1
        while at < len(widths) and sum(widths[first:at]) < width:
            at += 1
        return at


def write(
    filled: FilledForm,
    problems: Sequence[Problem],
    stream: BinaryIO,
    progress: Callable[[int, int], None],
) -> None:
    """Write a filled form.

    Args:
        filled: The form.
        problems: What is wrong with it; it is listed on a sheet of its own.
        stream: Where to.
        progress: Is given the sheets that are written.

    Raises:
        DataError: Texts or numbers that a workbook cannot hold, all at once.
    """
    language = filled.scope.labels.language
    tabs = tab_names([*(s.title for s in filled.sheets), in_language(_TO_COMPLETE, language)])
    layouts = [_layout(sheet, tab) for sheet, tab in zip(filled.sheets, tabs, strict=False)]
    if faults := [*_faults(layouts)]:
        raise DataError(faults)
    places = {placed.block.id: placed.place for each in layouts for placed in each.blocks}
    book = _new_book(filled)
    pages = [book.worksheets[0], *(book.create_sheet() for _ in layouts[1:])]
    looks = FormLooks(pages[0])
    rows = []
    for page, layout in zip(pages, layouts, strict=True):
        page.title = layout.tab
        _dress(page, layout, filled)
        # All formats must be made before the workbook is saved.
        written = list(_Writer(filled, layout, places, looks).rows())
        last = column_letters(len(layout.widths))
        merged = list(_merged(layout))
        size = _CELL_BYTES * layout.last * len(layout.widths) + sum(map(len, written))
        rows.append(SheetRows(f"A1:{last}{layout.last}", size, written, merged))
    if problems:
        page = book.create_sheet(tabs[-1])
        rows.append(_to_complete(page, problems, language, looks))
    write_file(book, rows, {}, filled.scope.period.end, stream, progress=progress)


def _new_book(filled: FilledForm) -> Workbook:
    scope, book = filled.scope, Workbook()
    properties = book.properties
    properties.title = f"{scope.text(filled.form.title)} – {scope.project.name}"
    properties.creator = properties.lastModifiedBy = scope.portfolio.office.id
    properties.language = scope.labels.language
    properties.created = properties.modified = datetime.combine(scope.period.end, time())
    return book


def _layout(sheet: FilledSheet, tab: str) -> _Layout:
    row = 1 + bool(sheet.heading) + len(sheet.head) + bool(sheet.heading or sheet.head)
    placed: list[_Placed] = []
    for block in sheet.blocks:
        groups = above = 0
        if block.title or any(group.title for group in block.groups):
            groups, row = row, row + 1
        if any(group.above is not None for group in block.groups):
            above, row = row, row + 1
        placed.append(_Placed(block, Place(block.table, tab, row - 1), groups, above))
        row = placed[-1].end + 2
    return _Layout(sheet, tab, tuple(placed))


def _faults(layouts: Sequence[_Layout]) -> Iterator[Problem]:
    """What a workbook cannot hold, each with its cell."""
    for layout in layouts:
        for placed in layout.blocks:
            for number, row in enumerate(placed.block.table.rows, placed.place.first):
                for at, cell in enumerate(row, start=1):
                    problem = fault(cell.value)
                    if problem is not None:
                        where = f"{layout.tab}!{column_letters(at)}{number}"
                        yield attrs.evolve(problem, cell=where)


def _merged(layout: _Layout) -> Iterator[str]:
    top, (left, right) = 1 + bool(layout.sheet.heading), layout.head
    if right > left:
        for row in range(top, top + len(layout.sheet.head)):
            yield f"{column_letters(left)}{row}:{column_letters(right)}{row}"
    for placed in layout.blocks:
        for group in placed.block.groups:
            if placed.groups and group.title and group.last > group.first:
                first, last = column_letters(group.first + 1), column_letters(group.last + 1)
                yield f"{first}{placed.groups}:{last}{placed.groups}"


def _dress(page: Worksheet, layout: _Layout, filled: FilledForm) -> None:
    """Set widths, paper, repeated headings and locks."""
    for at, width in enumerate(layout.widths, start=1):
        page.column_dimensions[column_letters(at)].width = width
    page.sheet_view.showGridLines = False
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    setup = page.page_setup
    setup.orientation = "portrait" if layout.sheet.sheet.portrait else "landscape"
    # On A4 what is as wide as this would be smaller than two thirds, and hard to read.
    setup.paperSize = _A3 if sum(layout.widths) > _WIDE else _A4
    setup.fitToWidth, setup.fitToHeight = 1, 0
    margins = page.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.75, 0.3, 0.3
    footer = page.oddFooter = HeaderFooterItem()
    footer.left.text = escaped(filled.scope.project.name.replace("&", "&&"))
    footer.right.text = "&P / &N"
    first = layout.blocks[0]
    top = first.groups or first.above or first.place.header
    if len(layout.blocks) == 1:
        page.print_title_rows = f"{top}:{first.place.header}"
        page.freeze_panes = f"B{first.place.first}"
    page.print_area = f"A1:{column_letters(len(layout.widths))}{layout.last}"
    locks = page.protection
    locks.sheet = True
    # What is False here is allowed: lines may be added, columns may not.
    locks.insertRows = locks.formatRows = locks.formatColumns = locks.formatCells = False


# --- Rows ---------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class _Writer:
    filled: FilledForm
    layout: _Layout
    places: Mapping[str, Place]
    looks: FormLooks

    def rows(self) -> Iterator[str]:
        """The rows of the sheet as XML, from top to bottom."""
        yield from self._head()
        for placed in self.layout.blocks:
            yield from self._top(placed)
            for number, row in enumerate(placed.block.rows, placed.place.first):
                yield self._row(placed, row, number)
            for number, note in enumerate(placed.block.notes, placed.notes):
                yield _xml(number, [self._text(1, number, note, "note")])

    def _text(self, column: int, row: int, text: str, look: str, **more: Any) -> str:
        quoted = spreadsheet.RISKY.match(text) is not None
        style = self.looks(look, quoted=quoted, **more)
        return f'<c r="{column_letters(column)}{row}"{payload(text or None, style)}'

    def _head(self) -> Iterator[str]:
        row, sheet = 1, self.layout.sheet
        if sheet.heading:
            yield _xml(row, [self._text(1, row, sheet.heading, "title")], _height(1, "title"))
            row += 1
        for label, value in sheet.head:
            first, last = self.layout.head
            cells = [self._text(1, row, label, "label"), self._head_value(first, row, value)]
            cells += [self._text(at, row, "", "head") for at in range(first + 1, last + 1)]
            yield _xml(row, cells)
            row += 1

    def _head_value(self, column: int, row: int, value: CellValue) -> str:
        look = "gap" if value is None else "head"
        if value is None or isinstance(value, str):
            return self._text(column, row, value or "", look, free=True)
        kind = Kind.DATE if hasattr(value, "year") else Kind.MONEY
        number = number_format(kind, value, self.filled.scope.decimals)
        style = self.looks(look, number, free=True)
        return f'<c r="{column_letters(column)}{row}"{payload(value, style)}'

    def _top(self, placed: _Placed) -> Iterator[str]:
        block = placed.block
        if placed.groups:
            yield self._titles(placed)
        if placed.above:
            cells = [
                self._cell_above(group.first, placed.above, group.above)
                for group in block.groups
                if group.above is not None
            ]
            yield _xml(placed.above, cells)
        row = placed.place.header
        cells = [self._text(at, row, c.title, "header") for at, c in enumerate(block.columns, 1)]
        yield _xml(row, cells, self._tall([(c, c.title) for c in block.columns], bold=True))

    def _titles(self, placed: _Placed) -> str:
        block, row, cells = placed.block, placed.groups, dict[int, str]()
        for group in block.groups:
            if group.title:
                for at in range(group.first + 1, group.last + 2):
                    text = group.title if at == group.first + 1 else ""
                    cells[at] = self._text(at, row, text, "group")
        if block.title:
            cells.setdefault(1, self._text(1, row, block.title, "title"))
        return _xml(row, [cells[at] for at in sorted(cells)], _height(1, "title"))

    def _cell_above(self, at: int, row: int, value: CellValue) -> str:
        if isinstance(value, str):
            return self._text(at + 1, row, value, "label")
        style = self.looks("label", "General", right=True)
        return f'<c r="{column_letters(at + 1)}{row}"{payload(value, style)}'

    def _row(self, placed: _Placed, row: FormRow, number: int) -> str:
        cells = placed.block.table.rows[number - placed.place.first]
        if row.role is Role.BLANK:
            return _xml(number, [])
        columns = placed.block.columns
        written = [
            self._cell(placed, row, number, at, cell, cells) for at, cell in enumerate(cells)
        ]
        texts = [
            (column, cell.value)
            for column, cell in zip(columns, cells, strict=True)
            if isinstance(cell.value, str)
        ]
        return _xml(number, written, self._tall(texts, bold=row.bold, indent=row.indent))

    def _cell(  # noqa: PLR0917 - a cell, and where it stands
        self,
        placed: _Placed,
        row: FormRow,
        number: int,
        at: int,
        cell: Cell,
        cells: tuple[Cell, ...],
    ) -> str:
        column, how, derived = placed.block.columns[at], cell.expression, ""
        if how is not None and live(how, cell.value, cells, placed.block.table):
            derived = formula(how, placed.place, at, number, self.places)
        gap = (row.key, column.id) in placed.block.gaps
        if gap and how is not None:
            where = (at, number)
            derived = formula_of_gap(how, placed.block, placed.place, where, self.places)
        style = self._style(row, column, cell.value, free=not derived, gap=gap)
        return f'<c r="{column_letters(at + 1)}{number}"{payload(cell.value, style, derived)}'

    def _style(
        self, row: FormRow, column: PlacedColumn, value: CellValue, *, free: bool, gap: bool
    ) -> int:
        typed = free and row.role in {Role.LINE, Role.EMPTY, Role.RECORD, Role.RATE, Role.VALUE}
        locked = column.column.locked
        text = isinstance(value, str)
        right = column.kind in _NUMBERS and not text
        hides = row.role is Role.EMPTY and not column.column.computed
        form = number_format(column.kind, value, self.filled.scope.decimals, hides=hides)
        return self.looks(
            "gap" if gap else _look(row),
            form if not text else "General",
            right=right,
            free=typed if locked is None else not locked,
            indent=row.indent if column.id == self._first(column) else 0,
            quoted=text and spreadsheet.RISKY.match(str(value)) is not None,
        )

    def _first(self, column: PlacedColumn) -> str:
        return column.id if column.column.source == "label" else ""

    def _tall(
        self, texts: Sequence[tuple[PlacedColumn, CellValue]], *, bold: bool, indent: int = 0
    ) -> float:
        room = 0.92 if bold else 1.0
        lines = (
            text_width.lines(
                str(text),
                (column.column.width - 2.5 - 1.5 * indent) * room * 10 / LOOKS["plain"].size,
            )
            for column, text in texts
            if text
        )
        return _height(max(lines, default=1))


def _look(row: FormRow) -> str:
    if row.role is Role.SUBTOTAL:
        return "subtotal"
    if row.role in {Role.SUM, Role.RATE}:
        return "sum"
    return "main" if row.bold else "plain"


def _height(lines: int, look: str = "plain") -> float:
    return lines * _LINE * LOOKS[look].size / LOOKS["plain"].size + _AROUND


def _xml(number: int, cells: Sequence[str], tall: float = 0) -> str:
    height = f' ht="{tall:g}" customHeight="1"' if tall else ""
    return f'<row r="{number}"{height}>{"".join(cells)}</row>'


def _to_complete(
    page: Worksheet, problems: Sequence[Problem], language: str, looks: FormLooks
) -> SheetRows:
    """The sheet of a draft that says what is lacking; it is taken out before the form is sent."""
    page.column_dimensions["A"].width = 125
    page.sheet_properties.tabColor = "FFFF00"
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", _A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    title = in_language(said("To be completed before the form is sent"), language)
    texts = [(title, "title"), *((_told(each, language), "plain") for each in problems)]
    pieces = []
    for row, (text, look) in enumerate(texts, start=1):
        style = looks(look, quoted=spreadsheet.RISKY.match(text) is not None)
        tall = _height(text_width.lines(text, 125), look)
        pieces.append(_xml(row, [f'<c r="A{row}"{payload(text, style)}'], tall))
    return SheetRows(f"A1:A{len(texts)}", sum(map(len, pieces)) * 2, pieces)


def _told(problem: Problem, language: str) -> str:
    """What is wrong, without where in the data: who completes the form does not see these."""
    return attrs.evolve(problem, path="", file="", cell="").told_in(language)
