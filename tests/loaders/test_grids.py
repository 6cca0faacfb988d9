"""Cells of workbooks, CSV files and Word tables, and files that are none of these."""

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from python_calamine import CalamineWorkbook
from trackers import faults_of

from cproc.errors import DataError
from cproc.loaders.grids import exact, header_row, read_word, read_workbook
from cproc.loaders.grids.grid import Grid, is_inexact
from cproc.serialize.headings import folded
from cproc.serialize.tables import column_letters

SHEET = "xl/worksheets/sheet1.xml"


def saved(book: openpyxl.Workbook, path: Path) -> Path:
    book.save(path)
    return path


def small(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B2"] = "x", 3394.55
    return saved(book, path)


def changed(path: Path, name: str, change: Callable[[bytes], bytes | None]) -> Path:
    """A workbook with one part changed, or taken out."""
    small(path)
    with zipfile.ZipFile(path) as source:
        parts = {entry: source.read(entry) for entry in source.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in parts.items():
            new = change(content) if entry == name else content
            if new is not None:
                archive.writestr(entry, new)
    return path


def codes(error: DataError) -> list[str]:
    return [problem.code for problem in error.problems]


# --- numbers ------------------------------------------------------------------------------------


@given(st.decimals(-(10**10), 10**10, places=2, allow_nan=False))
def test_an_amount_in_a_cell_is_read_exactly(amount: Decimal) -> None:
    """Law: an amount of up to 15 digits is read as it was typed."""
    assert exact(float(amount)) == amount
    assert not is_inexact(float(amount))


@given(st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False))
def test_no_binary_number_stays_one(number: float) -> None:
    """Law: each number becomes exact, and differs by no more than the 16th digit."""
    value = exact(number)
    assert isinstance(value, int | Decimal)
    assert not isinstance(value, bool)
    assert abs(Decimal(value) - Decimal(number)) <= abs(Decimal(number)) * Decimal("1e-14")


def test_noise_of_a_computation_is_no_digit() -> None:
    """What a computation leaves beyond 15 digits is left out; a third has too many and is told."""
    assert exact(0.1 + 0.2) == Decimal("0.3")
    assert [is_inexact(value) for value in (0.1 + 0.2, 1 / 3, 1e15 + 0.3, 2.5, "x")] == [
        False,
        True,
        True,
        False,
        False,
    ]


def test_what_is_no_number_is_text() -> None:
    """A number without an end is kept as the word for it, which nothing takes for an amount."""
    assert [exact(float(word)) for word in ("nan", "inf")] == ["nan", "inf"]
    assert not is_inexact(float("nan"))


def test_columns_have_letters() -> None:
    """Columns are named as spreadsheets do, to the last one."""
    assert [column_letters(n) for n in (1, 26, 27, 702, 703, 16384)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]


# --- workbooks ----------------------------------------------------------------------------------


def test_cells_are_read_by_their_kind_and_place(tmp_path: Path) -> None:
    """Text, numbers, days and truth are read as such, and each knows its cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Année"
    sheet["B3"], sheet["C3"], sheet["D3"] = "=not a formula", 3394.55, 5
    sheet["B3"].data_type = "s"
    sheet["E3"], sheet["F3"] = datetime(2025, 2, 3), True  # noqa: DTZ001 - a day of a sheet
    (grid,) = read_workbook(saved(book, tmp_path / "a.xlsx"))
    assert [grid.value(0, column) for column in range(5)] == [
        "=not a formula",
        Decimal("3394.55"),
        5,
        date(2025, 2, 3),
        True,
    ]
    assert grid.place(0, 1) == "Année!C3"
    assert grid.row_place(0) == "Année, row 3"


def test_days_of_a_workbook_since_1904_are_the_same(tmp_path: Path) -> None:
    """A workbook that counts days from 1904 gives the days it shows."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = datetime(2025, 2, 3)  # noqa: DTZ001 - a day of a sheet
    (grid,) = read_workbook(saved(book, tmp_path / "a.xlsx"))
    assert grid.value(0, 0) == date(2025, 2, 3)
    assert grid.since_1904


def test_what_looks_empty_and_is_not_is_told(tmp_path: Path) -> None:
    """An error, and a formula of which the file keeps no value, are told at their cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1"], sheet["C1"] = "x", "=1+1", "#N/A"
    sheet["C1"].data_type = "e"
    (grid,) = read_workbook(saved(book, tmp_path / "a.xlsx"))
    assert dict(grid.faults) == {(1, 2): "=1+1", (1, 3): "#N/A"}
    told = [grid.fault(0, column) for column in range(3)]
    assert told[0] is None
    assert [(each.code, each.cell, each.value) for each in told if each] == [
        ("cell-uncomputed", "Sheet!B1", "=1+1"),
        ("cell-error", "Sheet!C1", "#N/A"),
    ]


def test_the_last_value_of_a_formula_is_read(tmp_path: Path) -> None:
    """A formula with its value is that value; one that gives an empty text is empty."""
    cells = (
        b'<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
        b'<c r="C1" t="inlineStr"><is><t>f #</t></is></c>'
    )
    body = b"<sheetData><row r='1'>" + cells + b"</row></sheetData>"

    def change(xml: bytes) -> bytes:
        start, end = xml.index(b"<sheetData>"), xml.index(b"</sheetData>") + len(b"</sheetData>")
        return xml[:start] + body + xml[end:]

    (grid,) = read_workbook(changed(tmp_path / "a.xlsx", SHEET, change))
    assert [grid.value(0, column) for column in range(3)] == [2, None, "f #"]
    assert not grid.faults


def test_a_workbook_may_be_stored_without_compression(tmp_path: Path) -> None:
    """Parts that are not compressed are read; those compressed in an unusual manner are refused."""
    path = changed(tmp_path / "a.xlsx", "", lambda x: x)
    with zipfile.ZipFile(path) as source:
        parts = {entry: source.read(entry) for entry in source.namelist()}
    for method, is_read in ((zipfile.ZIP_STORED, True), (zipfile.ZIP_LZMA, False)):
        with zipfile.ZipFile(path, "w", method) as archive:
            for entry, content in parts.items():
                archive.writestr(entry, content)
        assert (faults_of(lambda: read_workbook(path)) is None) is is_read


def test_what_is_hidden_is_known(tmp_path: Path) -> None:
    """Hidden sheets, rows and columns are read, and known to be hidden; so are merged cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 5):
        sheet.append([row, row, row])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.merge_cells("A1:A2")
    other = book.create_sheet("Old")
    other["A1"] = "x"
    other.sheet_state = "hidden"
    book.create_sheet("Empty")
    first, second = read_workbook(saved(book, tmp_path / "a.xlsx"))
    assert (set(first.hidden_rows), set(first.hidden_columns)) == ({3}, {2})
    assert first.merged == ((1, 1, 2, 1),)
    assert (first.hidden, second.hidden) == (False, True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"hello", "another file"),
        (b"\xef\xbb\xbf <html><table></table></html>", "web page"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Excel 2003"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\3\4 xl/workbook.bin", "xlsb"),
        (b"PK\3\4mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "ods"),
        (b"PK\3\4word/document.xml", "another file, or damaged"),
        (b"PK\3\4xl/workbook.xml", "damaged"),
    ],
)
def test_another_file_is_named_for_what_it_is(tmp_path: Path, content: bytes, words: str) -> None:
    """What is no workbook is refused with what it is, and how to make one of it."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_workbook(path)
    (problem,) = caught.value.problems
    assert problem.code == "workbook-form"
    assert words in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        (SHEET, lambda x: x.replace(b'r="B2"', b'r="XFD1048576"'), "workbook-size"),
        (SHEET, lambda x: x.replace(b'r="B2"', b"r ='XFD1048576'"), "workbook-size"),
        (SHEET, lambda x: x.replace(b'r="B2"', b'r="&#88;FD1048576"'), "workbook-size"),
        (SHEET, lambda x: x.replace(b'r="B2"', b'r="ZZZZ99999999999"'), "workbook-size"),
        (SHEET, lambda x: x.replace(b'r="B2"', b'r="ZZ99999"'), "workbook-size"),
        (SHEET, lambda x: x.replace(b'r="B2"', b'r="Z900000"'), "workbook-size"),
        (SHEET, lambda x: x.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'), None),
        (SHEET, lambda x: b'<!DOCTYPE a [<!ENTITY b "c">]>' + x, "workbook-unsafe"),
        (SHEET, lambda x: x[:150], "workbook-form"),
        (SHEET, lambda x: x[:-120], "workbook-form"),
        (SHEET, lambda x: x.decode().encode("utf-16"), "workbook-form"),
        (SHEET, lambda x: None, "workbook-form"),
        (SHEET, lambda x: b"<worksheet>" + b" " * 30_000_000, "workbook-unsafe"),
        ("xl/_rels/workbook.xml.rels", lambda x: None, "workbook-form"),
        ("xl/workbook.xml", lambda x: x.replace(b"rId1", b"rId77"), "workbook-form"),
        ("xl/workbook.xml", lambda x: x[:100], "workbook-form"),
        (SHEET, lambda x: x.replace(b'<c r="B2"', b"<c"), None),
        (
            "xl/_rels/workbook.xml.rels",
            lambda x: x.replace(b"/xl/worksheets", b"../xl/worksheets"),
            "workbook-form",
        ),
    ],
)
def test_a_hostile_workbook_is_refused_before_it_is_read(
    tmp_path: Path, name: str, change: Callable[[bytes], bytes | None], code: str | None
) -> None:
    """Far cells, entities, bombs and damaged parts are told; a wrong size alone is no fault."""
    path = changed(tmp_path / "a.xlsx", name, change)
    started = time.process_time()
    if code is None:
        (grid,) = read_workbook(path)
        assert Decimal("3394.55") in {grid.value(len(grid.rows) - 1, n) for n in range(26)}
    else:
        with pytest.raises(DataError) as caught:
            read_workbook(path)
        assert codes(caught.value) == [code]
    assert time.process_time() - started < 5


@given(st.integers(0, 4_000), st.binary(min_size=1, max_size=8))
def test_a_workbook_damaged_anywhere_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, junk: bytes
) -> None:
    """Law: bytes changed anywhere in a workbook make it a `DataError` at most."""
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.save(stream)
    data = bytearray(stream.getvalue())
    data[at : at + len(junk)] = junk
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    path.write_bytes(data)
    assert faults_of(lambda: read_workbook(path)) != ()


def test_the_mark_of_an_open_file_is_named(tmp_path: Path) -> None:
    """The file that a spreadsheet program puts beside an open one is named for what it is."""
    path = tmp_path / "~$Tracker.xlsx"
    path.write_bytes(b"\x05user")
    with pytest.raises(DataError) as caught:
        read_workbook(path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.hint) == ("file-open", "Close Tracker.xlsx.")


@pytest.mark.no_cover
def test_reading_takes_little_longer_than_reading_cells(tmp_path: Path) -> None:
    """The guards of a large workbook take a fraction of the time of its cells."""
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("a")
    for row in range(10_000):
        sheet.append([row, "WASH", f"title {row}", "training", row * 1.37, "EUR"])
    book.save(path)

    def seconds(read: Callable[[], object]) -> float:
        started = time.process_time()
        read()
        return time.process_time() - started

    cells = min(
        seconds(lambda: CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())
        for _ in range(3)
    )
    assert min(seconds(lambda: read_workbook(path)) for _ in range(3)) < 2 * cells


# --- Word ---------------------------------------------------------------------------------------


def test_tables_of_a_document_are_grids(tmp_path: Path) -> None:
    """Each table is a grid, also where cells are merged or hold several lines."""
    document = docx.Document()
    table = document.add_table(2, 3)
    for column, text in enumerate(("Code", "Title", "Note")):
        table.cell(0, column).text = text
    table.cell(1, 0).text = "P1"
    table.cell(1, 1).text = "two\nlines"
    table.cell(1, 1).merge(table.cell(1, 2))
    document.add_table(1, 1)
    document.save(str(tmp_path / "a.docx"))
    (grid,) = read_word(tmp_path / "a.docx")
    assert grid.sheet == "table 1"
    assert grid.rows[0] == ("Code", "Title", "Note")
    assert grid.rows[1][0] == "P1"
    assert str(grid.rows[1][1]).split() == ["two", "lines"]


def test_cells_merged_downwards_are_known(tmp_path: Path) -> None:
    """A cell of a document that reaches over rows is one cell."""
    document = docx.Document()
    table = document.add_table(3, 2)
    table.cell(0, 0).merge(table.cell(2, 0)).text = "P1"
    table.cell(1, 1).text = "x"
    document.save(str(tmp_path / "a.docx"))
    (grid,) = read_word(tmp_path / "a.docx")
    assert grid.merged == ((1, 1, 2, 1), (1, 1, 3, 1))
    assert [grid.value(row, 0) for row in range(3)] == ["P1", None, None]


def test_a_document_with_tracked_changes_is_refused(tmp_path: Path) -> None:
    """Nobody has said whether a tracked change holds; another file is no document."""
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "x"
    document.element.body.append(OxmlElement("w:ins"))
    document.save(str(tmp_path / "a.docx"))
    (tmp_path / "b.docx").write_bytes(b"hello")
    for name in ("a.docx", "b.docx"):
        with pytest.raises(DataError) as caught:
            read_word(tmp_path / name)
        assert codes(caught.value) == ["document-form"]


# --- headers ------------------------------------------------------------------------------------


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    """Law: a folded name is folded."""
    assert folded(folded(text)) == folded(text)


def test_a_header_is_found_below_a_title() -> None:
    """The first row with two known names is the header, however they are written."""
    grid = Grid("a", [["TRACKER: Date"], [], ["", " DATE(S)", "coût"], ["Date", "Cost"]])
    assert header_row(grid, {"dates", "cout", "date", "cost"}) == 2
    assert header_row(grid, {"nothing"}) is None
