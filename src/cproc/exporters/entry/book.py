"""The workbook itself: sheets by openpyxl, rows as XML, problems before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import cache
from itertools import chain
from typing import Any, BinaryIO

import attrs
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from cproc.errors import DataError, Problem, in_language, said
from cproc.exporters.entry import EntryOptions
from cproc.exporters.entry.lists import FIRST_ROW, Offer, define_names, offers_of, validations
from cproc.exporters.entry.looks import Looks, number_format
from cproc.exporters.entry.sheets import EntrySheet, Value, sheets_of
from cproc.exporters.office import text_width
from cproc.exporters.office.spreadsheet import quoted
from cproc.exporters.xlsx.refusals import ROW_LIMIT, above, text_fault
from cproc.exporters.xlsx.rows import payload
from cproc.exporters.xlsx.workbook_file import SheetRows
from cproc.exporters.xlsx.workbook_file import write as write_file
from cproc.hookspecs import Job
from cproc.labels import Labels, labels_in
from cproc.model import LocalText, Money, Portfolio
from cproc.serialize.headings import LISTS, START, example_words, marks_example, sheet_name
from cproc.serialize.relations import relations
from cproc.serialize.tables import column_letters
from cproc.text import inline_text

_STEPS = range(1, 8)
_WIDTHS = (26, 83)  # characters across the columns of the first sheet
_NARROW, _TEXT, _WIDE = 11, 34, 44  # the least characters across a column, and the most
_SEPARATORS = 8  # characters that an amount is shown with beside its digits
_SAMPLE = 200  # rows that tell how wide a column is
_NOTE = (320, 34, 15)  # a note's width, its height without lines and that of a line, in pixels
_NOTE_LINE = 48  # characters of a line of a note
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CELL_BYTES = 64  # length of a cell's XML, its text apart, at most


def write(portfolio: Portfolio, stream: BinaryIO, job: Job[EntryOptions]) -> None:
    """Write an entry workbook.

    Raises:
        DataError: Texts or sizes that a workbook cannot hold, all at once.
    """
    labels = labels_in(job.language)
    asked = job.options
    sheets = sheets_of(portfolio, labels, examples=asked.examples, every=asked.sheets == "all")
    if problems := [*problems_of(sheets)]:
        raise DataError(problems)
    offers = offers_of(sheets, portfolio, labels)
    book = _new_book(portfolio, labels)
    first = book.worksheets[0]
    looks, cells = Looks(first), _Cells()
    rows = [_start(first, sheets, labels, looks, cells)]
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        _dress(page, sheet, looks)
        rows.append(SheetRows(_used(sheet), _size(sheet), _record_rows(sheet, looks, cells)))
    lists = book.create_sheet(sheet_name(LISTS, labels))
    rows.append(_lists(lists, offers, labels, looks, cells))
    define_names(book, lists.title, offers, sheets, labels)
    for sheet in sheets:
        for each in validations(sheet, book.defined_names, labels):
            book[sheet.title].add_data_validation(each)
    day, texts = portfolio.period.end, cells.part(sheets)
    write_file(book, rows, {}, day, stream, progress=job.progress, texts=texts)


def problems_of(sheets: Iterable[EntrySheet]) -> Iterator[Problem]:
    """What a workbook cannot hold, each with its record and its cell."""
    marks = example_words()
    for sheet in sheets:
        table = sheet.relation.name
        yield from above("sheet-rows", table, len(sheet.rows) + sheet.top - 1, ROW_LIMIT)
        for at, row in enumerate(sheet.rows):
            for number, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                if not isinstance(value, str):
                    continue
                fault = text_fault(value)
                if fault is None and number == 0 and marks_example(value, marks):
                    message = said("{value!r} begins as an example row does.", value=value)
                    hint = said("Give it another name.")
                    fault = Problem("example-mark", message, hint=hint)
                if fault is not None:
                    cell = f"{sheet.title}!{column_letters(number + 1)}{sheet.top + at}"
                    path = f"{table}[{at}].{column.name}"
                    yield attrs.evolve(fault, path=path, cell=cell)


def _new_book(portfolio: Portfolio, labels: Labels) -> Workbook:
    book = Workbook()
    styles: Any = book._named_styles  # type: ignore[attr-defined] # noqa: SLF001 - no other way
    styles["Normal"].font = Font(name=text_width.FONT, size=10)
    properties = book.properties
    properties.title = labels("entry.title")
    properties.creator = properties.lastModifiedBy = portfolio.office.id
    properties.language = labels.language
    properties.created = properties.modified = datetime.combine(portfolio.period.end, time())
    book.worksheets[0].title = sheet_name(START, labels)
    return book


def _row(number: int, cells: Iterable[str], height: float = 0) -> str:
    tall = f' ht="{height:g}" customHeight="1"' if height else ""
    return f'<row r="{number}"{tall}>{"".join(cells)}</row>'


class _Cells:
    """Writes cells, and keeps their texts in one place, each once.

    A sheet of mere numbers is read fast, and is what spreadsheet programs make of any sheet.
    """

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}

    def __call__(self, row: int, values: Iterable[Value], styles: Sequence[int]) -> Iterator[str]:
        """The cells of a row that hold something, as XML."""
        for letters, value, style in zip(_letters(), values, styles, strict=False):
            if value is None:
                continue
            if isinstance(value, str):
                at = self._texts.setdefault(value, len(self._texts))
                yield f'<c r="{letters}{row}" s="{style}" t="s"><v>{at}</v></c>'
            else:
                yield f'<c r="{letters}{row}"{payload(value, style)}'

    def part(self, sheets: Iterable[EntrySheet]) -> bytes:
        """The part of the workbook with the texts; it is written before the rows are."""
        every = (value for sheet in sheets for row in sheet.rows for value in row)
        for text in every:
            if isinstance(text, str):
                self._texts.setdefault(text, len(self._texts))
        items = "".join(f"<si>{inline_text(text)}</si>" for text in self._texts)
        return f'{_XML}<sst xmlns="{_MAIN}">{items}</sst>'.encode()


@cache
def _letters() -> tuple[str, ...]:
    return tuple(map(column_letters, range(1, 1000)))


def _record_rows(sheet: EntrySheet, looks: Looks, cells: _Cells) -> Iterator[str]:
    """The rows of a sheet: headings, example, records."""
    # Formats first: those of the workbook are saved before its rows are written.
    formats = [number_format(column) for column in sheet.columns]
    # A heading stands above its numbers, which programs put to the right.
    heads = [
        looks("needed" if column.needed else "optional", right=each != "@")
        for column, each in zip(sheet.columns, formats, strict=True)
    ]
    grey = [looks("example", each) for each in formats]
    styles = [looks("text", each) for each in formats]
    titles = [column.title for column in sheet.columns]
    head = [_row(1, cells(1, titles, heads), 20)]
    example = [_row(2, cells(2, sheet.example, grey))] if sheet.example else []
    records = (
        _row(number, cells(number, row, styles))
        for number, row in enumerate(sheet.rows, start=sheet.top)
    )
    return chain(head, example, records)


def _used(sheet: EntrySheet) -> str:
    last = max(sheet.top - 1 + len(sheet.rows), 1)
    return f"A1:{column_letters(len(sheet.columns))}{last}"


def _size(sheet: EntrySheet) -> int:
    return _CELL_BYTES * len(sheet.rows) * len(sheet.columns)


def _dress(page: Worksheet, sheet: EntrySheet, looks: Looks) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        letters = column_letters(number)
        dimension = page.column_dimensions[letters]
        dimension.width = _width(sheet, number - 1)
        looks.dress(dimension, number_format(column))
        note = Comment(column.note, "cproc")
        lines = sum(-(-len(line) // _NOTE_LINE) for line in column.note.split("\n"))
        note.width, note.height = _NOTE[0], _NOTE[1] + _NOTE[2] * lines
        page[f"{letters}1"].comment = note
    page.freeze_panes = "B2"
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.print_title_rows = "1:1"


def _width(sheet: EntrySheet, at: int) -> float:
    texts = [sheet.columns[at].title, *(row[at] for row in sheet.rows[:_SAMPLE])]
    texts += [sheet.example[at]] if sheet.example else []
    longest = max(len(_shown(value)) for value in texts)
    kind = sheet.columns[at].kind
    least = _TEXT if kind is LocalText else _NARROW
    around = _SEPARATORS if kind is Money else 3
    return min(max(longest + around, least), _WIDE)


def _shown(value: Value) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value).partition("\n")[0]


def _start(
    page: Worksheet, sheets: Sequence[EntrySheet], labels: Labels, looks: Looks, cells: _Cells
) -> SheetRows:
    """The first sheet: how to fill the others, and what each holds."""
    plain, wrapped = looks("text"), looks("wrapped")
    names = {name: sheet_name(name, labels) for name in ("portfolio", "office", "organisations")}
    names |= {name: sheet_name(name, labels) for name in ("projects", "activities", "transactions")}
    gaps = {**names, "example": labels("entry.example"), "file": labels("entry.file")}
    lines: list[tuple[list[Value], list[int], float]] = [
        ([labels("entry.title")], [looks("title")], 28),
        ([labels("entry.lead")], [plain], 0),
        ([], [], 0),
        ([labels("entry.how")], [looks("caption")], 20),
    ]
    width = sum(_WIDTHS)
    for step in _STEPS:
        text = f"{step}. {labels(f'entry.step.{step}', **gaps)}"
        lines.append(([text], [wrapped], 14.5 * -(-len(text) * 11 // (width * 10))))
        page.merge_cells(f"A{len(lines)}:B{len(lines)}")
    heads = [labels("entry.sheet"), labels("entry.holds")]
    lines += [([], [], 0), ([labels("entry.sheets")], [looks("caption")], 20)]
    lines.append((list(heads), [looks("needed")] * 2, 18))
    for sheet in sheets:
        row = len(lines) + 1
        does = in_language((sheet.relation.cls.__doc__ or "").partition("\n")[0], labels.language)
        lines.append(([sheet.title, does], [looks("link"), wrapped], 0))
        page[f"A{row}"].hyperlink = Hyperlink(f"A{row}", location=f"{quoted(sheet.title)}!A1")
    lines += _further(page, sheets, labels, wrapped, len(lines))
    for letters, wide in zip("AB", _WIDTHS, strict=True):
        page.column_dimensions[letters].width = wide
    page.sheet_view.showGridLines = False
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.paperSize, page.page_setup.fitToHeight = 9, 0
    pieces = [
        _row(number, cells(number, values, styles), tall)
        for number, (values, styles, tall) in enumerate(lines, start=1)
    ]
    return SheetRows(f"A1:B{len(lines)}", 0, pieces)


def _further(
    page: Worksheet, sheets: Sequence[EntrySheet], labels: Labels, wrapped: int, above: int
) -> list[tuple[list[Value], list[int], float]]:
    """Which sheets there are beside those of the workbook, and how to get them; for its last row.

    Args:
        page: The first sheet.
        sheets: Those of the workbook.
        labels: The words of its language.
        wrapped: The style of a text of several lines.
        above: Rows above.
    """
    # Nobody types what an edition does not show.
    there = {*(of.relation.name for of in sheets), "withheld"}
    others = [name for name in relations() if name not in there]
    if not others:
        return []
    named = ", ".join(sheet_name(name, labels) for name in others)
    text = labels("entry.further", sheets=named, file=labels("entry.file"))
    page.merge_cells(f"A{above + 2}:B{above + 2}")
    return [([], [], 0), ([text], [wrapped], 14.5 * -(-len(text) * 11 // (sum(_WIDTHS) * 10)))]


def _lists(
    page: Worksheet, offers: Sequence[Offer], labels: Labels, looks: Looks, cells: _Cells
) -> SheetRows:
    plain, head = looks("text"), looks("optional")
    longest = max(len(offer.values) for offer in offers)
    pieces = [_row(1, cells(1, [labels("entry.lists_lead")], [looks("example")]))]
    pieces.append(_row(2, cells(2, [o.title for o in offers], [head] * len(offers))))
    for at in range(longest):
        values = [offer.values[at] if at < len(offer.values) else None for offer in offers]
        number = FIRST_ROW + at
        pieces.append(_row(number, cells(number, values, [plain] * len(offers))))
    for number, offer in enumerate(offers, start=1):
        widest = max(map(len, (offer.title, *offer.values)))
        page.column_dimensions[column_letters(number)].width = min(widest + 2, _WIDE)
    page.freeze_panes = "A3"
    last = column_letters(len(offers))
    return SheetRows(f"A1:{last}{FIRST_ROW + longest - 1}", 0, pieces)
