"""Rows T of the matrix of faults, for the workbook: text is kept as it is or refused by name.

Rule 1 is held here: what begins like a formula, an error value or an escape is text in every
reader, wherever it stands, and stays text when the workbook is saved again.
"""

from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import attrs
import openpyxl
import pytest
import python_calamine
from libreoffice import Converter
from workbooks import (
    column_of,
    exported,
    refused,
    report_of,
)

from cproc.exporters.xlsx.workbook import prepare
from cproc.model import LocalText
from cproc.report import build
from cproc.report.cells import Cell, Column, Table
from cproc.report.model import Report
from cproc.serialize import dumps, loads
from cproc.testing import make_portfolio

HELD = {
    "T01": "=1+1", "T02": "==", "T03": "=", "T04": "+1", "T05": "-1", "T06": "@SUM",
    "T07": "\t=1", "T08": "\r=1", "T09": "\n=1", "T10": " =1", "T11": "＝1+1",
    "T12": "=cmd|'/c calc'!A1", "T13": '=HYPERLINK("http://a.org","b")',
    "T14": '=WEBSERVICE("http://a.org")', "T15": "{=1}", "T16": "'=1", "T17": "#N/A",
    "T18": "TRUE", "T19": "007", "T20": "1/2", "T21": "1E5", "T22": "2024-01-01",
    "T31": "_x000D_", "T32": "_x0041_", "T32-twice": "a_x0041_x0042_", "T33": "_x005F_",
    "T34": "a\r\nb", "T35": "a\rb", "T36-253": "\n" * 253, "T37": "x" * 32_767,
    "T39-16383": "\U0001f600" * 16_383, "T41": "  both  ends  ", "T42": "",
    "T43": "a\u00a0b", "T44": "a\u202eb", "T45": "a\u200bb", "T46": "a\u2066b",
    "T47": "e" + "\u0301" * 1000, "T48-NFC": "\u00e9", "T48-NFD": "e\u0301",
    "T49": 'A&B <b> "q" ]]>', "T50": "{{ 7*7 }}", "T51": "{% raw %}", "T52": "javascript:alert(1)",
    "T53": "file:///etc", "T54": "\\\\server\\share", "T55": "http://a.org/" + "x" * 2067,
    "T56": "http://[bad",
}  # fmt: skip
"""Texts that a cell can hold; those longest and of most lines that it can hold among them."""

REFUSED = {
    "T23": ("a\x00b", "text-character"), "T24": ("\x01", "text-character"),
    "T25": ("\x0b", "text-character"), "T26": ("\x1f", "text-character"),
    "T27": ("\ufffe", "text-character"), "T28": ("\ud83d", "text-character"),
    "T29": (chr(0xDE00), "text-character"), "T30": ("\ud83d" + "\ude00", "text-character"),
    "T36": ("\n" * 254, "text-lines"), "T38": ("x" * 32_768, "text-length"),
    "T39": ("\U0001f600" * 16_384, "text-length"), "T40": ("x" * 10_000_000, "text-length"),
}  # fmt: skip
"""Texts that no cell can hold, and the rule that says so."""

LOST_BY_OPENPYXL = {"T31", "T32", "T32-twice", "T33"}
"""It undoes the escape of the standard when it reads, and does not write it again."""
OPENINGS = {name: f"{sign}SUM(A1)" for name, sign in zip(
    ("equals", "plus", "minus", "at", "tab", "return"), "=+-@\t\r", strict=True
)}  # fmt: skip


@cache
def report() -> Report:
    """A table of its own for each text, in which every cell and line is that text."""
    tables = [
        Table(name, text, (Column("c", text),), ((Cell(text),),), (Cell(text),), (text,))
        for name, text in HELD.items()
    ]
    return report_of(*tables)


@cache
def workbook() -> bytes:
    """Export them all."""
    return exported(report())


@cache
def places() -> dict[str, dict[str, int]]:
    """The rows that each text stands in, by what it is there."""
    prepared, problems = prepare(report())
    assert prepared is not None, problems
    return {
        name: {
            "caption": place.caption,
            "heading": place.header,
            "body": place.first,
            "total": place.total or 0,
            "note": place.end,
        }
        for name, place in prepared.places.items()
    }


@cache
def read_by_openpyxl() -> Any:
    """The worksheet as openpyxl reads it, formulas as formulas."""
    return openpyxl.load_workbook(BytesIO(workbook()))["Sheet"]


@cache
def read_by_calamine() -> list[list[Any]]:
    """The worksheet as python-calamine reads it."""
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(workbook()))
    return book.get_sheet_by_name("Sheet").to_python(skip_empty_area=False)


@pytest.mark.parametrize("row", HELD)
def test_text_is_read_back_as_text_wherever_it_stands(row: str) -> None:
    """Captions, headings, cells, totals and notes: two readers find the very text, as text."""
    sheet, rows = read_by_openpyxl(), read_by_calamine()
    for what, number in places()[row].items():
        cell = sheet.cell(number, 1)
        assert (cell.value or "") == HELD[row], what
        assert cell.data_type == "s" or not HELD[row], what
        assert (rows[number - 1][0] if number <= len(rows) else "") == HELD[row], what


def test_no_text_is_a_formula_or_a_link() -> None:
    """T01 to T22, T52 to T56: in the whole file is no formula, and no link to anything outside."""
    with ZipFile(BytesIO(workbook())) as package:
        for name in package.namelist():
            content = package.read(name)
            assert b"<f>" not in content, name
            assert b"External" not in content, name


@cache
def saved_again() -> Any:
    """Let openpyxl read texts and save them, and read them once more."""
    book = openpyxl.load_workbook(BytesIO(exported(again())))
    stream = BytesIO()
    book.save(stream)
    return openpyxl.load_workbook(stream)["Sheet"]


def again() -> Report:
    """Make a report of the texts and of the six openings of a formula, one a row."""
    return report_of(column_of(*HELD.values(), *OPENINGS.values()))


@pytest.mark.parametrize("row", [*HELD, *OPENINGS])
def test_text_is_text_when_the_workbook_is_saved_again(row: str) -> None:
    """Rule 1: read and saved by openpyxl, the text is no formula; it is the same but for returns.

    Where a text is an escape of the standard, openpyxl has lost it by then.
    """
    text = {**HELD, **OPENINGS}[row]
    cell = saved_again().cell(6 + [*HELD, *OPENINGS].index(row), 1)
    assert cell.data_type == "s" or not text
    if row not in LOST_BY_OPENPYXL:
        assert (cell.value or "").replace("\r", "") == text.replace("\r", "")


def test_text_is_text_when_libreoffice_saves_the_workbook(converted: Converter) -> None:
    """T01 to T22 and the six openings: LibreOffice reads text, computes nothing, saves text."""
    short = {name: text for name, text in HELD.items() if name <= "T22"} | OPENINGS
    folder = converted({"texts.xlsx": exported(report_of(column_of(*short.values())))}, "xlsx")
    sheet = openpyxl.load_workbook(folder / "texts.xlsx", data_only=True)["Sheet"]
    for number, text in enumerate(short.values(), start=6):
        cell = sheet.cell(number, 1)
        assert cell.data_type == "s", text
        assert str(cell.value).replace("\r", "\n") == text.replace("\r", "\n")


@pytest.mark.parametrize("row", REFUSED)
def test_text_that_no_cell_holds_is_refused(row: str) -> None:
    """Alone or among others, in a body and in a total: field, limit and fix; nothing is cut."""
    text, code = REFUSED[row]
    for table, where in (
        (column_of(text), "rows[0]"),
        (column_of("good", text), "rows[1]"),
        (column_of("good", total=(Cell(text),)), "total"),
    ):
        (problem,) = refused(report_of(table))
        assert (problem.code, problem.path) == (code, f"tables.t.{where}.c")
        assert "column c" in problem.cell
        assert problem.hint
        assert len(problem.value) < 300


def test_t30_two_escapes_of_one_sign_are_that_sign() -> None:
    """A pair of surrogates written as two escapes in JSON comes into the workbook as one sign."""
    office = make_portfolio(1)
    project = attrs.evolve(office.projects[0], title=LocalText({"en": "Probe"}))
    text = dumps(attrs.evolve(office, projects=(project,)))
    assert "Probe" in text
    text = text.replace("Probe", "A \\ud83d\\ude00")
    data = exported(build(loads(text)))
    book = openpyxl.load_workbook(BytesIO(data))
    found = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "A \U0001f600" in found
