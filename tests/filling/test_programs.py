"""Workbooks of each program, filled, judged by the Open XML SDK and computed by LibreOffice.

Starting these programs takes seconds, so that ``make filling`` does, and not each run of the tests.
"""

from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from filled_books import (
    ABOVE,
    BELOW,
    INSIDE,
    LAST,
    OTHER,
    SHEET,
    rich_workbook,
    richer_workbook,
    written,
)
from libreoffice import SHEETS_AS_CSV, Converter, Values, converter
from openpyxl import Workbook
from validators import by_open_xml_sdk

from cproc.filling.book import Book

COUNTS = (0, 1, 2, 40)


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Converter:
    """Let LibreOffice convert files."""
    return converter(tmp_path_factory.mktemp("libreoffice"))


def values(converted: Converter, books: Mapping[str, bytes]) -> dict[str, Values]:
    """What LibreOffice computes in workbooks."""
    folder = converted({f"{name}.xlsx": data for name, data in books.items()}, SHEETS_AS_CSV)
    return {name: Values(folder, name) for name in books}


@pytest.mark.parametrize("row", [ABOVE, INSIDE, LAST, BELOW])
@pytest.mark.parametrize("count", [0, 2, 40])
def test_the_sdk_finds_nothing_new(row: int, count: int, tmp_path: Path) -> None:
    """Wherever a row is repeated or deleted, no fault comes with it."""
    if count or row != LAST:
        book = Book.read(rich_workbook())
        book.repeat_row(SHEET, row, count, "delete")
        assert by_open_xml_sdk(book.save(), tmp_path) == []
        filled = Book.read(richer_workbook())
        filled.repeat_row(SHEET, row, count, "delete")
        assert Book.read(filled.save()).sheet_names == filled.sheet_names


def by_openpyxl() -> bytes:
    """Two headings with a line each, by openpyxl."""
    made, stream = Workbook(), BytesIO()
    sheet: Any = made.active
    sheet.title = SHEET
    for cell, value in budget_cells().items():
        sheet[cell] = value
    made.save(stream)
    return stream.getvalue()


def by_xlsxwriter() -> bytes:
    """The same by XlsxWriter."""

    def write(book: Any) -> None:
        sheet = book.add_worksheet(SHEET)
        for cell, value in budget_cells().items():
            sheet.write(cell, value)

    return written(write)


def budget_cells() -> dict[str, object]:
    """Two headings, each with a line and a subtotal, and shares of the total."""
    cells: dict[str, object] = {"E12": "=E7+E10", "E13": "=SUM(E5:E7)"}
    for row in (6, 9):
        cells |= {f"C{row}": 0, f"D{row}": 0, f"E{row}": f"=ROUND(C{row}*D{row},2)"}
        cells |= {f"F{row}": f"=IF(E12=0,0,E{row}/E12)", f"G{row}": f"=N(G{row - 1})+E{row}"}
        cells[f"E{row + 1}"] = f"=SUM(E{row}:E{row})"
    return cells


def filled_budget(data: bytes, count: int) -> bytes:
    """Lines below both headings: 1 × 1.15, 2 × 1.15 and so on."""
    book = Book.read(data)
    for row in (9, 6):
        book.repeat_row(SHEET, row, count)
    for first in (6, 8 + max(count, 1)):
        for number in range(count):
            book.write(SHEET, f"C{first + number}", number + 1)
            book.write(SHEET, f"D{first + number}", Decimal("1.15"))
    return book.save()


def test_totals_are_those_of_the_lines(converted: Converter) -> None:
    """Whoever has saved the template, and however many lines: LibreOffice adds up all of them."""
    templates = {"openpyxl": by_openpyxl(), "xlsxwriter": by_xlsxwriter()}
    again = converted({"saved.xlsx": templates["xlsxwriter"]}, "xlsx")
    templates["libreoffice"] = (again / "saved.xlsx").read_bytes()
    books = {
        f"{program}{count}": filled_budget(data, count)
        for program, data in templates.items()
        for count in COUNTS
    }
    for name, read in values(converted, books).items():
        count = int(name.lstrip("abcdefghijklmnopqrstuvwxyz"))
        subtotal = sum((number * Decimal("1.15") for number in range(1, count + 1)), Decimal(0))
        more = max(count, 1) - 1
        total = read.number(SHEET, 12 + 2 * more, 5)
        assert (total, read.number(SHEET, 7 + more, 5)) == (2 * subtotal, subtotal), name
        if count:
            shares = [read.number(SHEET, 6 + number, 6) for number in range(count)]
            assert abs(sum(shares) - Decimal("0.5")) < Decimal("1e-9"), name
            assert read.number(SHEET, 6 + more, 7) == subtotal, name


def test_a_workbook_that_libreoffice_has_saved(converted: Converter, tmp_path: Path) -> None:
    """With all its features, it is filled, opened again, and no fault comes with it."""
    saved = converted({"rich.xlsx": rich_workbook()}, "xlsx") / "rich.xlsx"
    data = saved.read_bytes()
    book = Book.read(data)
    for row in (BELOW, LAST, INSIDE, ABOVE):
        book.repeat_row(SHEET, row, 3)
    book.write(SHEET, "D20", "new")
    filled = book.save()
    before = set(by_open_xml_sdk(data, tmp_path))
    assert set(by_open_xml_sdk(filled, tmp_path)) <= before
    read = values(converted, {"before": data, "after": filled})
    assert read["after"].at(SHEET, 20, 4) == "new"
    # What was of rows 10 to 14 is of them and their copies: 12 and 14 three times.
    plain = read["before"].number(OTHER, 1, 1)
    assert read["after"].number(OTHER, 1, 1) == plain + 2 * 12 + 2 * 14
