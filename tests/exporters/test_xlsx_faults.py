"""Rows of the matrix of faults that a workbook can hold: each is read back as it was given."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import python_calamine

from cproc.exporters.xlsx import XlsxExporter, XlsxOptions
from cproc.hookspecs import Job
from cproc.money import Money
from cproc.report.model import Cell, Column, Ref, Report, Sheet, Table
from cproc.testing import make_portfolio

HELD: dict[str, Any] = {
    "T31": "_x000D_", "T32": "_x0041_", "T33": "_x005F_", "T34": "a\r\nb", "T35": "a\rb",
    "T37": "x" * 32_767, "T41": "  both  ends  ", "T43": "a\u00a0b", "T44": "a\u202eb",
    "T45": "a\u200bb", "T46": "a\u2066b", "T47": "e" + "\u0301" * 1000, "T48-NFC": "\u00e9",
    "T48-NFD": "e\u0301",
    "T49": 'A&B <b> "q" ]]>', "T53": "file:///etc", "T54": "\\\\server\\share",
    "T55": "http://a.org/" + "x" * 2067, "T56": "http://[bad", "N07": 10**15,
    "N28": Money("100.50", "JPY"), "N29": Money("1.234", "KWD"), "N30": Money("-5.25", "EUR"),
    "D04": date(1900, 3, 1), "D06": date(9999, 12, 31),
}  # fmt: skip
FIRST = 6


@cache
def workbook() -> bytes:
    """Export one table that holds them all."""
    rows = tuple((Cell(value),) for value in HELD.values())
    table = Table("t", "T", (Column("c", "C"),), rows)
    sheet = Sheet("s", "S", "S", (Ref("t"),))
    day = date(2017, 9, 30)
    words = ("en", "T", "", "", "", "", "")
    report = Report(*words, day, "", {}, {"t": table}, {}, (), (sheet,))
    stream = BytesIO()
    XlsxExporter().export(make_portfolio(0), report, stream, Job(XlsxOptions()))
    return stream.getvalue()


@cache
def columns() -> tuple[list[Any], list[Any]]:
    """Read the column with openpyxl and with python-calamine."""
    sheet = openpyxl.load_workbook(BytesIO(workbook()))["S"]
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(workbook()))
    rows = book.get_sheet_by_name("S").to_python(skip_empty_area=False)
    return [sheet.cell(n, 1).value for n in range(1, FIRST + len(HELD))], [r[0] for r in rows]


def as_given(value: Any) -> Any:
    """Give a value in the form that both are compared in."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, Money):
        return value.amount
    return Decimal(repr(value)) if isinstance(value, int | float) else value


@pytest.mark.parametrize("row", HELD)
def test_what_is_held_is_read_back(row: str) -> None:
    """Two readers find the text, the number or the day as it was given."""
    at = FIRST - 1 + list(HELD).index(row)
    for column in columns():
        assert as_given(column[at]) == as_given(HELD[row])
