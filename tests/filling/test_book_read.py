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
