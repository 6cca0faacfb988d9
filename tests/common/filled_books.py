"""Workbooks that tests fill: each feature of Excel that refers to rows, once, on the same rows."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from lxml import etree

from cproc.filling.book import Book, Value

__all__ = [
    "ABOVE",
    "BELOW",
    "FIRST",
    "INSIDE",
    "LAST",
    "OTHER",
    "ROW",
    "SHEET",
    "budget",
    "formulas",
    "parts_of",
    "patched",
    "pixel",
    "plain_workbook",
    "repeated",
    "rich_workbook",
    "richer_workbook",
    "saved",
    "texts_at",
    "written",
]

SHEET, OTHER, THIRD = "Costs", "It's other", "Last"
FIRST, LAST = 10, 14  # the rows of what features are of
ROW = 6  # the one row of a heading of the budget
ABOVE, INSIDE, BELOW = 5, 12, 20  # rows that are repeated
_SHEET_PART, _SHEET_RELS = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"


def pixel() -> BytesIO:
    """The smallest picture."""
    head = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de")
    body = bytes.fromhex("0000000c49444154789c63f8cfc000000301010018dd8db0")
    return BytesIO(head + body + bytes.fromhex("0000000049454e44ae426082"))


def written(write: Callable[[Any], object], **options: object) -> bytes:
    """The bytes of a workbook that XlsxWriter writes.

    Args:
        write: Fills the workbook.
        **options: Of the workbook.
    """
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    write(book)
    book.close()
    return stream.getvalue()


@lru_cache(maxsize=8)
def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a zip, by name, in their order."""
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def patched(data: bytes, changes: Mapping[str, Callable[[str], str] | str]) -> bytes:
    """A workbook some parts of which are changed, or added.

    Args:
        data: Its bytes.
        changes: By the name of the part, its text, or what becomes of the one it has.
    """
    parts = dict(parts_of(data))
    for name, change in changes.items():
        old = parts.get(name, b"").decode()
        parts[name] = (change if isinstance(change, str) else change(old)).encode()
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def texts_at(data: bytes, part: str, path: str) -> list[str]:
    """What an XPath gives of a part; ``t:`` before a name stands for any namespace.

    Args:
        data: The workbook.
        part: Name of the part.
        path: The XPath.
    """
    path = re.sub(r"t:(\w+)", r"*[local-name()='\1']", path)
    content = parts_of(data)[part]
    found: Any = etree.fromstring(content).xpath(path)
    return [str(each if isinstance(each, str) else each.text) for each in found]


def plain_workbook(**options: object) -> bytes:
    """A workbook with values of each kind."""

    def write(book: Any) -> None:
        sheet = book.add_worksheet(SHEET)
        day = book.add_format({"num_format": "dd/mm/yyyy", "bold": True})
        text = book.add_format({"num_format": "@"})
        sheet.write("A1", "Title")
        sheet.write("B1", 12.5, book.add_format({"num_format": "0.00"}))
        sheet.write_boolean("C1", boolean=True)
        sheet.write_formula("D1", "=B1*2", None, 25)
        sheet.write_formula("E1", "=1/0", None, "#DIV/0!")
        sheet.write_datetime("F1", date(2017, 5, 4), day)
        sheet.write_blank("G1", None, day)
        sheet.write_blank("H1", None, text)
        sheet.write_rich_string("I1", "a", book.add_format({"bold": True}), "b", "c")
        sheet.merge_range("A3:B4", "merged", day)

    return written(write, **options)


def saved(data: bytes, *cells: tuple[str, Value]) -> bytes:
    """A workbook with values in some cells of its first sheet."""
    book = Book.read(data)
    for ref, value in cells:
        book.write(SHEET, ref, value)
    return book.save()


def budget(*, more: Any = None, **options: object) -> bytes:
    """A heading in row 5, a line in row 6, its subtotal in row 7, the total in row 12."""

    def write(book: Any) -> None:
        sheet = book.add_worksheet(SHEET)
        other = book.add_worksheet(OTHER)
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
        sheet.write("A5", "1 Human resources", bold)
        sheet.set_row(ROW - 1, 33, None, {"level": 1})
        sheet.write("A6", "a line", bold)
        sheet.write("C6", 2, money)
        sheet.write("D6", 10, money)
        sheet.write_formula("E6", "=ROUND(C6*D6,2)", money, 20)
        sheet.write_formula("F6", "=E6/E$12", money, 0.5)
        sheet.write_formula("G6", "=G5+E6", money, 20)
        sheet.merge_range("H6:I6", "note", bold)
        sheet.add_sparkline("J6", {"range": "Costs!C6:E6"})
        sheet.write_formula("E7", "=SUBTOTAL(9,E6:E6)", money, 20)
        sheet.write("E8", 20)
        sheet.write_formula("E12", "=SUM(E7,E8)", money, 40)
        other.write_formula("A1", "=Costs!E12+SUM(Costs!E6:E6)", None, 60)
        if more is not None:
            more(book, sheet, other)

    return written(write, **options)


def repeated(data: bytes, count: int, *, row: int = ROW, empty: Any = "blank") -> Book:
    book = Book.read(data)
    book.repeat_row(SHEET, row, count, empty)
    return Book.read(book.save())


def formulas(book: Book) -> dict[str, str | None]:
    return {f"{cell.sheet[0]}!{cell.ref}": cell.formula for cell in book.formulas()}


def rich_workbook() -> bytes:
    """A workbook with every feature that XlsxWriter can write, of rows 10 to 14."""
    return written(_rich)


def _rich(book: Any) -> None:
    costs, other, last = (book.add_worksheet(name) for name in (SHEET, OTHER, THIRD))
    for row in range(1, 31):
        costs.write(f"A{row}", f"line {row}")
        costs.write(f"B{row}", row)
        last.write(f"B{row}", row)
    for at, formula in enumerate(_formulas(), 1):
        other.write_formula(f"A{at}", f"={formula}")
    for column, formula in zip("CDEF", _own_formulas(), strict=True):
        costs.write_formula(f"{column}1", f"={formula}")
    book.define_name("Block", "=Costs!$B$10:$B$14")
    book.define_name("Costs!Local", "=Costs!$B$14+SUM(Costs!$B$10:$B$14)")
    book.define_name("TAX2024", "=Costs!$B$14")
    book.define_name("Gone", "=Costs!#REF!")
    _rules(costs)
    _page(costs)
    _drawn(book, costs)


def _formulas() -> list[str]:
    """Formulas on another sheet, which does not change."""
    return [
        "SUM(Costs!B10:B14)",
        "Costs!$B$14",
        "SUM(Costs!10:14)",
        "SUM(Costs!B:B)",
        "SUM(Costs:Last!B10:B14)",
        '"B14"&Costs!B14',
        "LOG10(Costs!B14)",
        "TAX2024",
        "SUM(B10:B14)",
        "SUM('Costs'!B10:B14)",
        "SUM(Plan[Sum])",
    ]


def _own_formulas() -> list[str]:
    """Formulas in the first row of the sheet itself."""
    return ["SUM(B10:B14)", "SUM($B$10:B14)", "Costs!B14", "'It''s other'!B14"]


def _rules(sheet: Any) -> None:
    sheet.merge_range("H10:I14", "merged")
    sheet.conditional_format("B10:B14", {"type": "formula", "criteria": "=$B$14>$A$1"})
    bar = {"type": "data_bar", "data_bar_2010": True, "min_type": "formula", "min_value": "=$B$14"}
    sheet.conditional_format("B10:B14", bar)
    hints = {"input_title": "Unit", "input_message": "of one"}
    listed = {"validate": "list", "source": "=$A$10:$A$14", **hints}
    sheet.data_validation("G10:G14", listed)
    sheet.write_url("K14", "internal:Costs!A14", string="there")
    sheet.write_url("K30", "https://example.org")
    columns = [{"header": "Name"}, {"header": "Sum", "formula": "=[@Name]&Costs!$B$14"}]
    sheet.add_table("L10:M14", {"name": "Plan", "columns": columns})
    sheet.ignore_errors({"number_stored_as_text": "A10:A14"})
    sheet.autofilter("A10:C14")


def _page(sheet: Any) -> None:
    sheet.print_area("A10:H14")
    sheet.repeat_rows(FIRST - 1, LAST - 1)
    sheet.set_h_pagebreaks([LAST])
    sheet.freeze_panes(LAST, 0)
    sheet.set_header("&L{{ project }}&R&P")


def _drawn(book: Any, sheet: Any) -> None:
    sheet.write_comment("N14", "Said {{ here }}")
    sheet.insert_button("V10", {"caption": "Press {{ me }}", "width": 64, "height": 90})
    sheet.add_sparkline("Q30", {"range": "Costs!B10:B14"})
    chart = book.add_chart({"type": "line"})
    chart.add_series(
        {
            "values": "=Costs!$B$10:$B$14",
            "categories": "=Costs!$A$10:$A$14",
            "name": "=Costs!$A$14",
        }
    )
    chart.set_title({"name": "Costs of {{ year }}"})
    for position, column in enumerate(("P", "R", "T"), 1):
        box = {"width": 64, "height": 90, "object_position": position, "textlink": "=$A$14"}
        sheet.insert_textbox(f"{column}10", "Box {{ box }}", box)
    sheet.insert_chart("X10", chart, {"object_position": 1})
    sheet.insert_image("Z1", "pixel.png", {"image_data": pixel()})


def richer_workbook() -> bytes:
    """The same, with what only Excel itself writes; put into its XML."""
    return patched(
        rich_workbook(),
        {
            _SHEET_PART: _with_more,
            _SHEET_RELS: _related,
            "xl/ctrlProps/ctrlProp1.xml": (
                f'<formControlPr xmlns="{_X14}" objectType="Drop" fmlaLink="$B$14"'
                ' fmlaRange="Costs!$A$10:$A$14"/>'
            ),
            "xl/threadedComments/threadedComment1.xml": (
                '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
                'threadedcomments"><threadedComment ref="N14" id="{1}"><text>Why?</text>'
                "</threadedComment></ThreadedComments>"
            ),
            "xl/pivotTables/pivotTable1.xml": (
                f'<pivotTableDefinition xmlns="{_MAIN}" name="Pivot">'
                '<location ref="A40:C50" firstHeaderRow="1"/></pivotTableDefinition>'
            ),
            "xl/pivotCache/pivotCacheDefinition1.xml": (
                f'<pivotCacheDefinition xmlns="{_MAIN}"><cacheSource type="worksheet">'
                '<worksheetSource ref="A10:C14" sheet="Costs"/></cacheSource>'
                "</pivotCacheDefinition>"
            ),
        },
    )


def _related(xml: str) -> str:
    targets = {
        "ctrlProp": "../ctrlProps/ctrlProp1.xml",
        "threadedComment": "../threadedComments/threadedComment1.xml",
        "pivotTable": "../pivotTables/pivotTable1.xml",
    }
    more = "".join(
        f'<Relationship Id="x{kind}" Type="{_TYPE}/{kind}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return xml.replace("</Relationships>", f"{more}</Relationships>")


def _with_more(xml: str) -> str:
    shared = '<c r="G{row}"><f t="shared" si="0"{more}</f><v>1</v></c>'
    for row in range(FIRST, LAST + 1):
        master = f' ref="G{FIRST}:G{LAST}">B{FIRST}+$B$1' if row == FIRST else ">"
        cell = shared.format(row=row, more=master)
        at = xml.index("</c>", xml.index(f'<c r="B{row}">')) + len("</c>")
        xml = xml[:at] + cell + xml[at:]
    return _with_rules(xml)


def _with_rules(xml: str) -> str:
    before_filter = (
        '<protectedRanges><protectedRange sqref="B10:B14" name="open"/></protectedRanges>'
        '<scenarios><scenario name="high"><inputCells r="B14" val="9"/></scenario></scenarios>'
    )
    views = (
        '<customSheetViews><customSheetView guid="{1}">'
        '<selection activeCell="B14" sqref="B10:B14"/>'
        '<rowBreaks count="1"><brk id="14"/></rowBreaks></customSheetView></customSheetViews>'
    )
    listed = (
        f'<ext xmlns:x14="{_X14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}">'
        '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
        ' count="1"><x14:dataValidation type="list" showErrorMessage="1"><x14:formula1>'
        "<xm:f>Costs!$A$10:$A$14</xm:f></x14:formula1><xm:sqref>O10:O14</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext>"
    )
    xml = xml.replace("<autoFilter", f"{before_filter}<autoFilter", 1)
    xml = xml.replace("<mergeCells", f"{views}<mergeCells", 1)
    xml = xml.replace(
        "<ignoredErrors>", '<cellWatches><cellWatch r="B14"/></cellWatches><ignoredErrors>'
    )
    at = xml.rindex("</extLst>")
    return xml[:at] + listed + xml[at:]
