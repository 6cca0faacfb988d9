"""Filling a workbook in its place: 40 sheets, 10,000 rows in all, rows repeated on each.

The peer is openpyxl, which reads the same workbook and writes nothing.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import xlsxwriter

import cproc
from benchmarks.harness import Bench, Case, Target
from cproc.filling.book import Book

SHEETS, ROWS, BLOCKS = 40, 250, 5
"""Sheets, rows of each, and rows of each sheet that are repeated."""


def template() -> bytes:
    """A workbook of budgets, each with lines and subtotals, and a sheet of their totals."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    money, sums = book.add_format({"num_format": "#,##0.00"}), book.add_worksheet("Sums")
    for number in range(1, SHEETS):
        _budget(book.add_worksheet(f"Budget {number}"), money)
        sums.write_formula(number, 0, f"='Budget {number}'!E{ROWS}", None, 0)
    book.close()
    return stream.getvalue()


def _budget(sheet: Any, money: Any) -> None:
    for row in range(1, ROWS):
        sheet.write_string(f"A{row}", f"1.{row}")
        sheet.write_string(f"B{row}", f"A line of the budget, number {row}")
        sheet.write_number(f"C{row}", row, money)
        sheet.write_number(f"D{row}", 12.5, money)
        sheet.write_formula(f"E{row}", f"=ROUND(C{row}*D{row},2)", money, row * 12.5)
        for column in "FGHIJ":
            sheet.write_number(f"{column}{row}", row, money)
    sheet.write_formula(f"E{ROWS}", f"=SUM(E1:E{ROWS - 1})", money, 0)


def fill(data: bytes) -> bytes:
    """Look for marks, repeat rows on each sheet, write into the copies, look at all formulas."""
    book = Book.read(data)
    for sheet in book.sheet_names:
        assert not list(book.cells_with(sheet, "{{ not there"))
        if sheet == "Sums":
            continue
        for block in range(BLOCKS, 0, -1):
            row = block * 40
            book.repeat_row(sheet, row, 3)
            for copy in range(row, row + 3):
                book.write(sheet, f"B{copy}", f"line {copy}")
                book.write(sheet, f"C{copy}", Decimal(copy))
    assert sum(1 for _ in book.formulas()) > SHEETS * ROWS
    return book.save()


def read(data: bytes) -> object:
    """Read it with openpyxl."""
    return openpyxl.load_workbook(BytesIO(data))


HEADINGS = ("1", "2", "4", "5", "6")


def form() -> bytes:
    """The same, with a list of lines of the budget in the place of each row that is repeated."""
    _grant()  # the data are at hand
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    money, sums = book.add_format({"num_format": "#,##0.00"}), book.add_worksheet("Sums")
    for number in range(1, SHEETS):
        sheet = book.add_worksheet(f"Budget {number}")
        _budget(sheet, money)
        for block, heading in enumerate(HEADINGS, start=1):
            row = block * 40
            sheet.write_string(f"A{row}", f'{{{{ lines("{heading}") }}}}')
            for column, field in zip("BCD", ("title", "units", "unit_value"), strict=True):
                sheet.write_string(f"{column}{row}", f"{{{{ line.{field} }}}}")
        sums.write_formula(number, 0, f"='Budget {number}'!E{ROWS}", None, 0)
    book.close()
    return stream.getvalue()


@cache
def _grant() -> Any:
    return cproc.load(Path(__file__).resolve().parents[1] / "examples" / "eu_grant")


def fill_from_data(data: bytes) -> None:
    """All that `cproc.fill` does, from the file of the form to the file that is sent."""
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # lines that no row of a sheet shows
        made = Path(folder) / "form.xlsx"
        made.write_bytes(data)
        cproc.fill(made, _grant(), Path(folder) / "filled.xlsx")


_PREPARE: Callable[[], bytes] = template
_FORM: Callable[[], bytes] = form

BENCHES = (
    Bench(
        f"Filling a workbook of {SHEETS} sheets and {SHEETS * ROWS:,} rows",
        (Case("cproc", fill, _PREPARE), Case("openpyxl, reading", read, _PREPARE)),
        "openpyxl, reading",
        (Target("cproc", time=2.0),),
        rounds=2,
    ),
    Bench(
        f"Filling a donor's form of {SHEETS} sheets from the data, lists in all of them",
        (Case("cproc", fill_from_data, _FORM), Case("openpyxl, reading", read, _FORM)),
        "openpyxl, reading",
        (Target("cproc", time=2.0),),
        rounds=2,
    ),
)
