"""All of the workbook but its rows, made by openpyxl through its public API.

Worksheets, column widths, print set-up, links, filters, names, charts and properties are made
here; the rows are put in by `cproc.exporters.xlsx.workbook_file`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from itertools import chain, count, islice
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from cproc.exporters.office import spreadsheet, text_width
from cproc.exporters.xlsx.formulas import Place
from cproc.exporters.xlsx.layout import POINTS_PER_CHARACTER, ROW_HEIGHT, Line, SheetLayout
from cproc.exporters.xlsx.text_lines import COVER_WIDTHS, Cover, word
from cproc.report import Report
from cproc.serialize.tables import column_letters

TAB_LIMIT = 31  # UTF-16 units of a sheet's name (Excel specifications and limits)
# What Excel refuses, and the beginning of what it would read as the escape of a character.
_BAD_TAB = re.compile(r"[\\/*?:\[\]\x00-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
NAME_LIMIT = 255
# Characters of a name and of a footer (Excel specifications and limits); some are for its font.
FOOTER_ROOM = 255 - 20
# Points across and down a page, margins off: upright, and on its side.
PAGE = {("A4", False): (523.0, 748.0), ("A4", True): (770.0, 501.0), ("A3", True): (1119.0, 748.0)}

SQUEEZE = 1.3  # how much longer than a page a sheet may be and still be made to fit it
SAFE = 0.97  # part of a page that is counted on: programs differ in the height of their lines
BREAK_LIMIT = 1_026  # page breaks of a worksheet (the same source)
PAPER = {"A4": 9, "A3": 8}  # numbers of paper sizes in the standard
COVER_ROWS = 70  # rows of a cover that is made to fit one page
VALUE = "value"  # column of the values of rows that have names
FROZEN_ROWS = 12  # rows that may stay in view; more would leave no room to scroll


def new_workbook(report: Report) -> Workbook:
    """Start a workbook with one worksheet and the properties of the report."""
    book = Workbook()
    styles: Any = book._named_styles  # type: ignore[attr-defined] # noqa: SLF001 - no other way
    styles["Normal"].font = Font(name=text_width.FONT, size=10)
    properties = book.properties
    properties.title, properties.subject = report.title, report.subtitle
    properties.creator = properties.lastModifiedBy = report.office
    properties.language, properties.identifier = report.language, report.reference or None
    properties.created = properties.modified = datetime.combine(report.issued, time())
    book.calculation.fullCalcOnLoad = False
    return book


def _dress(
    sheet: Worksheet, report: Report, widths: Iterable[float], lines: Iterable[Line], area: str
) -> None:
    """Set up what every worksheet has: widths, captions across columns, an upright page."""
    for number, size in enumerate(widths, start=1):
        sheet.column_dimensions[column_letters(number)].width = size
    sheet.sheet_format.defaultRowHeight = 15
    sheet.sheet_format.customHeight = None
    for line in lines:
        if line.span > 1:
            sheet.merge_cells(f"A{line.row}:{column_letters(line.span)}{line.row}")
    setup, margins = sheet.page_setup, sheet.page_margins
    setup.paperSize, setup.orientation = PAPER["A4"], "portrait"
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.7, 0.3, 0.3
    sheet.print_area = area
    sheet.sheet_view.showGridLines = False
    sheet.HeaderFooter.scaleWithDoc = False
    footer = sheet.oddFooter = HeaderFooterItem()
    pages = f"{_literal(word(report, 'page'))} &P {_literal(word(report, 'of'))} &N"
    left = _literal(" · ".join(part for part in (report.office, report.reference) if part))
    if spreadsheet.units(pages) > FOOTER_ROOM:
        pages = "&P / &N"
    footer.right.text, footer.right.size = pages, 8
    if spreadsheet.units(pages + left) <= FOOTER_ROOM:
        footer.left.text, footer.left.size = left, 8


def _literal(text: str) -> str:
    # In a footer, & begins a code such as that of the page number.
    return spreadsheet.escaped(" ".join(text.replace("&", "&&").split()))


def dress_cover(sheet: Worksheet, cover: Cover, report: Report) -> None:
    """Set up the cover: widths, page and links."""
    last_row = cover.lines[-1].row
    _dress(sheet, report, COVER_WIDTHS, cover.lines, f"A1:B{last_row}")
    if last_row <= COVER_ROWS:
        sheet.page_setup.fitToHeight = 1
    for row, target in cover.links:
        cell: Any = sheet.cell(row=row, column=1)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target)


def dress_sheet(
    sheet: Worksheet, layout: SheetLayout, lines: Sequence[Line], report: Report
) -> None:
    """Set up a worksheet: widths, pages, frozen headings and filters."""
    area = f"A1:{column_letters(layout.last_column)}{layout.last_row}"
    _dress(sheet, report, layout.widths, lines, area)
    setup = sheet.page_setup
    setup.paperSize = PAPER[layout.paper]
    setup.orientation = "landscape" if layout.landscape else "portrait"
    heights, page = {line.row: line.height for line in lines}, _page_height(layout)
    heights |= layout.heights
    if _height_of(heights, 1, layout.last_row + 1) <= SQUEEZE * page:
        setup.fitToHeight = 1
    else:
        break_pages(sheet, _page_breaks(layout, heights, page))
    main = layout.main
    if main is not None and main.header <= FROZEN_ROWS:
        narrow = main.table.wide and layout.width_of(1) <= 30
        sheet.freeze_panes = f"{'B' if narrow else 'A'}{main.first}"
    else:
        sheet.freeze_panes = "A2"
    if (last := layout.closing) is not None:
        sheet.print_title_rows = f"{last.header}:{last.header}"
    for place in layout.places:
        if place.table.filters and place.table.rows:
            _filter(sheet, place)


def link_cells(sheet: Worksheet, place: Place, columns: Iterable[int]) -> None:
    """Make links of the cells of a table that lead to an address, in some columns, from 0."""
    for index in columns:
        for number, row in enumerate(place.table.rows, place.first):
            if address := row[index].link:
                cell: Any = sheet.cell(row=number, column=index + 1)
                cell.hyperlink = Hyperlink(ref=cell.coordinate, target=address)


def _page_breaks(layout: SheetLayout, heights: Mapping[int, float], page: float) -> Iterator[int]:
    """The rows after which a new page begins: no chart and no short table is cut in two."""
    blocks: list[tuple[int, int]] = []
    for first, last in sorted(
        [(place.caption, place.end) for place in layout.places]
        + [(chart.row, chart.end) for chart in layout.charts]
    ):
        if blocks and first <= blocks[-1][1]:  # a chart beside its table is one block with it
            blocks[-1] = (blocks[-1][0], max(blocks[-1][1], last))
        else:
            blocks.append((first, last))
    top, used = 1, 0.0
    for first, last in blocks:
        used += _height_of(heights, top, first)
        size = _height_of(heights, first, last + 1)
        if used + size > page >= size and first > blocks[0][0]:
            yield first - 1
            used = 0.0
        used += size
        if size > page:
            used %= page
        top = last + 1


def _page_height(layout: SheetLayout) -> float:
    """The points of rows that a page holds."""
    across, down = PAGE[layout.paper, layout.landscape]
    scale = min(1.0, across / (layout.across(layout.last_column) * POINTS_PER_CHARACTER))
    return SAFE * down / scale


def _height_of(heights: Mapping[int, float], first: int, end: int) -> float:
    """The height of rows, the last of them not counted; rows not known have one line."""
    measured = [height for row, height in heights.items() if first <= row < end]
    return sum(measured) + ROW_HEIGHT * (end - first - len(measured))


def break_pages(sheet: Worksheet, rows: Iterable[int]) -> None:
    """Begin a new page after each of the rows, as many as Excel takes."""
    for row in islice(rows, BREAK_LIMIT):
        sheet.row_breaks.append(Break(id=row))


def _filter(sheet: Worksheet, place: Place) -> None:
    last = column_letters(len(place.table.columns))
    ref = f"A{place.header}:{last}{place.last}"
    book: Any = sheet.parent
    taken = {name.casefold() for tab in book.worksheets for name in tab.tables}
    table = ExcelTable(displayName=_free(_names(f"table_{place.table.id}"), taken), ref=ref)
    # Given its columns, openpyxl does not look for them in cells, which it would make.
    table.tableColumns = [
        TableColumn(id=number, name=spreadsheet.escaped(column.label))
        for number, column in enumerate(place.table.columns, start=1)
    ]
    table.autoFilter = AutoFilter(ref=ref)
    sheet.add_table(table)


def _free(wanted: Iterable[str], taken: set[str]) -> str:
    """The first name that is not taken yet, and is from now on; capitals do not count."""
    name = next(name for name in wanted if name.casefold() not in taken)
    taken.add(name.casefold())
    return name


def _names(wanted: str) -> Iterator[str]:
    """Names that formulas can use, each should those before it be taken."""
    safe = re.sub(r"[^A-Za-z0-9_]", "_", wanted)[: NAME_LIMIT - 10]
    return chain([safe], (f"{safe}_{n}" for n in count(2)))


def tab_names(titles: Iterable[str]) -> list[str]:
    """Make tabs of worksheets of titles: allowed by Excel, and no two alike.

    What does not fit in a tab is cut with an ellipsis; the sheet's heading and the list on
    the cover say it whole.

    Example:
        >>> tab_names(["Budget 2016/17", "budget 2016-17", "History"])
        ['Budget 2016-17', 'budget 2016-17 (2)', 'History (2)']
    """
    taken = {"", "history"}
    tabs = []
    for title in titles:
        clean = _BAD_TAB.sub("-", title).strip().strip("'").strip()
        endings = chain([""], (f" ({n})" if clean else str(n) for n in count(2)))
        tabs.append(_free((_short(clean, ending) for ending in endings), taken))
    return tabs


def _short(text: str, ending: str) -> str:
    if spreadsheet.units(text + ending) <= TAB_LIMIT:
        return text + ending
    while spreadsheet.units(text + ending) > TAB_LIMIT - 1:
        text = text[:-1]
    return f"{text.rstrip()}…{ending}"


def name_cells(book: Workbook, places: Sequence[Place]) -> None:
    """A name to what is worth referring to.

    It is every total that is computed, such as ``total_funding_committed``, and the value of
    every row that has a name, such as ``figure_budget_total``.
    """
    names: list[tuple[str, str]] = []
    for place in places:
        for column, cell in zip(place.table.columns, place.table.total or (), strict=False):
            if cell.expression is not None and place.total is not None:
                total = place.cell(column.id, place.total)
                names.append((f"total_{place.table.id}_{column.id}", total))
    for place in places:
        for row, key in enumerate(place.table.keys if place.table.named else (), place.first):
            names.append((f"figure_{key}", place.cell(VALUE, row)))
    taken: set[str] = set()
    for wanted, target in names:
        name = _free(_names(wanted), taken)
        book.defined_names[name] = DefinedName(name, attr_text=target)


def protect(book: Workbook) -> None:
    """Lock what is not free, without a password; what readers do to find their way stays."""
    for sheet in book.worksheets:
        rules = sheet.protection
        rules.sheet = True
        rules.autoFilter = rules.sort = rules.formatColumns = rules.formatRows = False
