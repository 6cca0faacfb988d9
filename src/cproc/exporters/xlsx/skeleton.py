"""All of the workbook but its rows, made by openpyxl through its public API.

Worksheets, column widths, print set-up, links, filters, names, charts and properties are made
here; the rows are put in by `cproc.exporters.xlsx.workbook_file`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from itertools import chain, count, islice
from typing import Any

from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
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

from cproc.exporters.office import spreadsheet, text_width, type_scale
from cproc.exporters.office.house_style import HouseStyle
from cproc.exporters.xlsx.cover import BESIDE_LOGO, Cover
from cproc.exporters.xlsx.formulas import Place
from cproc.exporters.xlsx.layout import Line, SheetLayout
from cproc.exporters.xlsx.pages import Page, denser, gathered, height_of, page_of, row_breaks
from cproc.exporters.xlsx.refusals import ROW_LIMIT
from cproc.exporters.xlsx.text_lines import BACK, word
from cproc.exporters.xlsx.workbook_charts import EMU
from cproc.report import Report
from cproc.serialize.tables import column_letters
from cproc.text import escaped, units

TAB_LIMIT = 31  # UTF-16 units of a sheet's name (Excel specifications and limits)
# What Excel refuses, and the beginning of what it would read as the escape of a character.
_BAD_TAB = re.compile(r"[\\/*?:\[\]\x00-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
NAME_LIMIT = 255
# Characters of a name and of a footer (Excel specifications and limits); some are for its font.
FOOTER_ROOM = 255 - 20
BREAK_LIMIT = 1_026  # page breaks of a worksheet (the same source)
A4 = 9  # number of the paper size in the standard
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
    sheet: Worksheet,
    report: Report,
    layout: SheetLayout,
    area: tuple[int, int],
) -> None:
    """Set up what every worksheet has: widths, captions across columns, pages, a footer."""
    for number, size in enumerate(layout.widths, start=1):
        sheet.column_dimensions[column_letters(number)].width = size
    sheet.sheet_format.defaultRowHeight = 15
    sheet.sheet_format.customHeight = None
    sheet.print_area = f"A1:{column_letters(area[0])}{area[1]}"
    sheet.sheet_view.showGridLines = False
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.7, 0.3, 0.3
    sheet.HeaderFooter.scaleWithDoc = False
    footer = sheet.oddFooter = HeaderFooterItem()
    pages = f"{_literal(word(report, 'page'))} &P {_literal(word(report, 'of'))} &N"
    left = _literal(" · ".join(part for part in (report.title, report.reference) if part))
    if units(pages) > FOOTER_ROOM:
        pages = "&P / &N"
    footer.right.text, footer.right.size = pages, type_scale.NOTE
    if units(pages + left) <= FOOTER_ROOM:
        footer.left.text, footer.left.size = left, type_scale.NOTE


def _set_page(sheet: Worksheet, page: Page) -> None:
    """Set paper and size: one page across, or pages that begin at certain columns.

    The first is left to the program, which knows how wide its type is; told to fit pages, it would
    drop the breaks of columns.
    """
    setup = sheet.page_setup
    setup.paperSize, setup.orientation = A4, "landscape" if page.landscape else "portrait"
    if not page.breaks and not page.fixed:
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        setup.fitToWidth, setup.fitToHeight = 1, page.down
        return
    setup.scale = int(page.scale * 100)
    if page.fixed:
        return
    setup.pageOrder = "overThenDown"
    for column in page.breaks:
        sheet.col_breaks.append(Break(id=column, max=ROW_LIMIT - 1, man=True))
    sheet.print_title_cols = f"A:{column_letters(page.repeated)}"


def _literal(text: str) -> str:
    # In a footer, & begins a code such as that of the page number.
    return escaped(" ".join(text.replace("&", "&&").split()))


def dress_cover(sheet: Worksheet, cover: Cover, report: Report, style: HouseStyle) -> None:
    """Set up the cover: widths, page, links and logo."""
    layout, last_row = cover.layout, cover.lines[-1].row
    _dress(sheet, report, layout, (len(layout.widths), last_row))
    heights = {line.row: line.height for line in cover.lines}
    rows = height_of(heights, 1, last_row + 1)
    _set_page(sheet, page_of(layout.widths).holding(rows, whole=False))
    for row, target in cover.links:
        _link(sheet, row, target)
    if style.logo and cover.logo:
        width, tall = (round(points * EMU) for points in cover.logo)
        at = AnchorMarker(col=BESIDE_LOGO, row=0, rowOff=2 * EMU)
        picture = Picture(style.logo.data, style.logo.kind)
        picture.anchor = OneCellAnchor(_from=at, ext=XDRPositiveSize2D(width, tall))
        sheet.add_image(picture)


class Picture(Image):
    """A picture as it is; openpyxl's own asks another library how large it is."""

    def __init__(self, data: bytes, kind: str) -> None:
        """Take the bytes of a file, and its kind: png or jpeg."""
        self._bytes, self.format = data, kind

    def _data(self) -> bytes:
        return self._bytes


def _link(sheet: Worksheet, row: int, target: str, column: int = 1) -> None:
    cell: Any = sheet.cell(row=row, column=column)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target)


def dress_sheet(
    sheet: Worksheet,
    layout: SheetLayout,
    lines: Sequence[Line],
    report: Report,
    style: HouseStyle,
) -> None:
    """Set up a worksheet: tab, widths, pages, frozen headings, filters and the way back."""
    book: Any = sheet.parent
    cover_tab = book.worksheets[0].title
    _dress(sheet, report, layout, (layout.last_column, layout.last_row))
    sheet.sheet_properties.tabColor = style.tab(layout.sheet.group)[1:]
    _link(sheet, BACK, f"{spreadsheet.quoted(cover_tab)}!A1", layout.first_text)
    heights = {line.row: line.height for line in lines} | layout.heights
    rows = height_of(heights, 1, layout.last_row + 1)
    spans = [(place.caption, place.end) for place in layout.places]
    spans += [(chart.row, chart.end) for chart in layout.charts]
    spans += [(row, row + 1) for row, _sheet in layout.further]  # a heading stays with its table
    blocks = gathered(spans)
    repeated = heights.get(layout.closing.header, 0.0) if layout.closing else 0.0
    page = layout.page.holding(rows, repeated=repeated, whole=len(blocks) == 1)
    if not page.down and not page.breaks and len(blocks) > 1:
        page = denser(page, blocks, heights)
    _set_page(sheet, page)
    if not page.down:
        break_pages(sheet, row_breaks(blocks, heights, page.height))
    main = layout.main
    if main is not None and main.header <= FROZEN_ROWS:
        narrow = main.table.wide and layout.width_of(1) <= 30
        sheet.freeze_panes = f"{'B' if narrow else 'A'}{main.first}"
    else:
        sheet.freeze_panes = "A2"
    if (last_table := layout.closing) is not None:
        sheet.print_title_rows = f"{last_table.header}:{last_table.header}"
    for place in layout.places:
        if place.table.filters and place.table.rows:
            _filter(sheet, place)


def link_cells(sheet: Worksheet, place: Place, columns: Iterable[int]) -> None:
    """Make links of the cells of a table that lead to an address, in some columns, from 0."""
    for index in columns:
        for number, row in enumerate(place.table.rows, place.first):
            if address := row[index].link:
                cell: Any = sheet.cell(row=number, column=place.span(index)[0])
                cell.hyperlink = Hyperlink(ref=cell.coordinate, target=address)


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
        TableColumn(id=number, name=escaped(column.label))
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
    if units(text + ending) <= TAB_LIMIT:
        return text + ending
    while units(text + ending) > TAB_LIMIT - 1:
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
