"""What is read of a workbook that is to be filled."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
from filled_books import OTHER, SHEET, patched, plain_workbook, rich_workbook, saved

from cproc.filling.book import Book

COSTS = "xl/worksheets/sheet1.xml"


def test_cells_are_read() -> None:
    """Each has its value, its formula and its style; of a formula the stored result."""
    cells = {cell.ref: cell for cell in Book.read(plain_workbook()).cells(SHEET)}
    values = {ref: cell.value for ref, cell in cells.items()}
    assert values == {
        "A1": "Title",
        "B1": Decimal("12.5"),
        "C1": True,
        "D1": 25,
        "E1": "#DIV/0!",
        "F1": date(2017, 5, 4),
        "I1": "abc",
        "A3": "merged",
        **dict.fromkeys(("G1", "H1", "B3", "A4", "B4")),
    }
    assert cells["D1"].formula == "B1*2"
    assert cells["E1"].error
    assert (cells["A3"].merged, cells["B4"].merged, cells["A1"].merged) == ("A3:B4", "A3:B4", None)


def test_a_day_in_words() -> None:
    """Some programs write a day as such, and not by its number."""
    cells = (
        '<row r="9"><c r="A9" t="d"><v>2017-05-04</v></c>'
        '<c r="B9" t="d"><v>2017-05-04T12:00</v></c></row></sheetData>'
    )
    data = patched(plain_workbook(), {COSTS: lambda xml: xml.replace("</sheetData>", cells)})
    found = {cell.ref: cell.value for cell in Book.read(data).cells(SHEET)}
    assert (found["A9"], found["B9"]) == (date(2017, 5, 4), "2017-05-04T12:00")


def test_days_since_1904() -> None:
    """A workbook of the other calendar is read and written in its own numbers."""
    data = plain_workbook(date_1904=True)
    days = (date(2017, 5, 4), date(2017, 12, 31))
    filled = saved(data, ("G1", days[1]))
    cells = {cell.ref: cell.value for cell in Book.read(filled).cells(SHEET)}
    assert (cells["F1"], cells["G1"]) == days
    assert openpyxl.load_workbook(BytesIO(filled))[SHEET]["G1"].value.date() == days[1]


def test_rows_and_cells_without_a_place() -> None:
    """Where a file leaves out numbers, a row follows the last, and a cell its neighbour."""
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row r='4'><c r='C4'><v>3</v></c></row>"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    data = patched(plain_workbook(), {COSTS: sheet})
    assert [each.ref for each in Book.read(data).cells(SHEET)] == ["A1", "B1", "C4"]
    filled = saved(data, ("B1", 9))
    assert [each.value for each in Book.read(filled).cells(SHEET)] == [1, 9, 3]


def test_formulas_of_all_sheets() -> None:
    """Each formula is given with its cell; one that others share is written out for each."""
    data = patched(
        plain_workbook(),
        {
            COSTS: lambda xml: xml.replace(
                "<f>B1*2</f>", '<f t="shared" si="0" ref="D1:D2">B1*$B$1</f>'
            ).replace("</row>", '</row><row r="2"><c r="D2"><f t="shared" si="0"/></c></row>', 1)
        },
    )
    book = Book.read(data)
    assert [(cell.ref, cell.formula) for cell in book.formulas()] == [
        ("D1", "B1*$B$1"),
        ("E1", "1/0"),
        ("D2", "B2*$B$1"),
    ]
    # The cell that has the formula of both is overwritten, and the other keeps its own.
    book.write(SHEET, "D1", 5, overwrite=True)
    assert [cell.formula for cell in Book.read(book.save()).formulas()] == ["1/0", "B2*$B$1"]


def test_names_are_read() -> None:
    """Names of the workbook and of a sheet, and those that people do not see."""
    names = {(each.name, each.sheet, each.hidden) for each in Book.read(rich_workbook()).names()}
    assert {("Block", None, False), ("Local", SHEET, False)} <= names
    assert ("_xlnm._FilterDatabase", SHEET, True) in names
    assert Book.read(rich_workbook()).sheet_names == (SHEET, OTHER, "Last")


def test_cells_with_a_text() -> None:
    """Those that hold it, shared or their own, in one piece or several; formulas are none."""

    def more(xml: str) -> str:
        cells = (
            '<row r="9"><c r="A9" t="inlineStr"><is><r><t>its {{ o</t></r><r><t>wn }}</t></r></is>'
            "</c>"
            '<c r="B9" t="str"><f>"{{ formula }}"</f><v>{{ formula }}</v></c></row></sheetData>'
        )
        return xml.replace("</sheetData>", cells)

    data = saved(plain_workbook(), ("A1", "no mark"))
    data = patched(
        data,
        {COSTS: more, "xl/sharedStrings.xml": lambda xml: xml.replace("merged", "{{ shared }}")},
    )
    book = Book.read(data)
    texts = {cell.ref: cell.value for cell in book.cells_with(SHEET, "{{")}
    assert texts == {"A3": "{{ shared }}", "A9": "its {{ own }}"}
    assert list(book.cells_with(SHEET, "{{ nowhere")) == []
    book.write(SHEET, "A3", "plain")
    book.write(SHEET, "C9", "{{ new }}")
    assert [cell.ref for cell in book.cells_with(SHEET, "{{")] == ["A9", "C9"]


def test_formulas_in_rows_without_numbers() -> None:
    """A formula is found where its cell does not say its place; a table of results is one too."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = (
        "<row><c><v>1</v></c><c><f>A1*2</f></c></row><row/>"
        '<row><c><f t="dataTable" ref="A3:A4" r1="B1" r2="C1"/><v>2</v></c></row>'
    )
    sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    book = Book.read(patched(plain_workbook(), {COSTS: sheet}))
    found = [(cell.ref, cell.formula) for cell in book.formulas(SHEET)]
    assert found == [("B1", "A1*2"), ("A3", "TABLE(B1,C1)")]
    book.write(SHEET, "B1", 3, overwrite=True)
    book.repeat_row(SHEET, 1, 3)
    assert [cell.ref for cell in Book.read(book.save()).formulas()] == ["A5"]


def test_a_workbook_with_little_in_it() -> None:
    """Neither styles, shared texts nor settings need be there."""
    rels = "xl/_rels/workbook.xml.rels"
    data = patched(
        plain_workbook(),
        {
            rels: lambda xml: xml.replace("/styles", "/other").replace("/sharedStrings", "/other"),
            "xl/workbook.xml": lambda xml: xml.replace(
                '<calcPr calcId="124519" fullCalcOnLoad="1"/>', ""
            ),
            COSTS: '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
        },
    )
    book = Book.read(data)
    book.write(SHEET, "C3", date(2017, 5, 4))
    book.write(SHEET, "A2", "first")
    assert {each.ref: each.value for each in Book.read(book.save()).cells(SHEET)} == {
        "A2": "first",
        "C3": Decimal(42859),
    }
