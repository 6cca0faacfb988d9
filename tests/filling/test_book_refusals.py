"""What speaks against filling a workbook, or a cell of one; each with its place."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from filled_books import OTHER, SHEET, parts_of, patched, rich_workbook, written

from cproc.errors import DataError, Problem, Severity, UsageError
from cproc.filling.book import Book, Value


def zipped(parts: dict[str, bytes], packing: int = ZIP_DEFLATED) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", packing) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def signed(data: bytes) -> bytes:
    return patched(data, {"_xmlsignatures/sig1.xml": "<Signature/>"})


def lying(data: bytes) -> bytes:
    """Two entries at one place of the file."""
    at = data.rindex(b"PK\x01\x02")
    before = data.rindex(b"PK\x01\x02", 0, at)
    return data[: at + 42] + data[before + 42 : before + 46] + data[at + 46 :]


DOCTYPE = '<!DOCTYPE x [<!ENTITY e "e">]><worksheet>&e;</worksheet>'
COSTS, WORKBOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda _: b"", "fill-kind"),
        (lambda _: b"text", "fill-kind"),
        (lambda _: b"\xd0\xcf\x11\xe0" + bytes(600), "fill-kind"),
        (lambda data: data[:400], "fill-kind"),
        (lambda data: data[:-40], "fill-kind"),
        (lambda _: zipped({"word/document.xml": b"<x/>"}), "fill-kind"),
        (lambda _: zipped({"xl/workbook.bin": b""}), "fill-kind"),
        (lambda _: zipped({"content.xml": b"opendocument.spreadsheet"}), "fill-kind"),
        (lambda _: zipped({"xl/other.xml": b"<x/>"}), "fill-kind"),
        (lying, "fill-kind"),
        (lambda _: zipped({"xl/workbook.xml": b"<x/>"}, ZIP_BZIP2), "fill-kind"),
        (signed, "fill-signed"),
        (lambda data: patched(data, {"../x": "x"}), "fill-unsafe"),
        (lambda data: patched(data, {"xl/bomb.xml": " " * 30_000_000}), "fill-unsafe"),
        (lambda data: patched(data, {COSTS: DOCTYPE}), "fill-unsafe"),
        (lambda data: patched(data, {WORKBOOK: "<workbook"}), "fill-kind"),
    ],
)
def test_a_file_that_cannot_be_filled(spoil: Any, code: str) -> None:
    """What is no workbook, signed, damaged or unsafe is refused before anything is read of it."""
    with pytest.raises(DataError) as refusal:
        Book.read(spoil(rich_workbook()))
    assert [each.code for each in refusal.value.problems] == [code]


@pytest.mark.parametrize(
    "spoil",
    [
        {COSTS: lambda xml: xml[:-200]},
        {COSTS: lambda xml: xml.replace("</row>", "</raw>", 1)},
        {"xl/sharedStrings.xml": "<sst"},
        {"xl/styles.xml": "<styleSheet"},
        {COSTS: lambda xml: xml.replace("<sheetData>", f"<sheetData>{'<c>' * 300}")},
    ],
)
def test_a_damaged_part_is_named(spoil: dict[str, Any]) -> None:
    """A part that is no XML, or too deep, is an error that says which."""
    with pytest.raises(DataError, match=next(iter(spoil))):
        list(Book.read(patched(rich_workbook(), spoil)).cells(SHEET))


def test_sheets_that_are_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that is too long is not read, and a sheet that is too long is not changed."""
    monkeypatch.setattr("cproc.filling.book.sheets.MOST", 2000)
    book = Book.read(rich_workbook())
    assert list(book.cells(SHEET))
    with pytest.raises(DataError, match="fill-size"):
        book.repeat_row(SHEET, 12, 3)
    monkeypatch.setattr("cproc.filling.book.parts._LARGEST", 2000)
    with pytest.raises(DataError, match="is too large"):
        Book.read(rich_workbook())


SPOILT = [
    (COSTS, '<row r="12"', '<row r="x"'),
    (COSTS, 'r="B12"', 'r="#REF!"'),
    (COSTS, 's="1"', 's="x"'),
    (COSTS, 'sqref="G10:G14"', 'sqref=""'),
    (COSTS, 'ySplit="14"', 'ySplit="-1.5"'),
    (COSTS, '<brk id="14"', '<brk id="x"'),
    (COSTS, 'ref="H10:I14"', 'ref="H10:"'),
    (COSTS, "<v>12</v>", "<v>12,5</v>"),
    ("xl/styles.xml", 'numFmtId="0"', 'numFmtId=""'),
    ("xl/tables/table1.xml", 'ref="L10:M14"', 'ref="x"'),
    ("xl/drawings/drawing1.xml", "<xdr:row>9</xdr:row>", "<xdr:row>x</xdr:row>"),
    (
        "xl/drawings/vmlDrawing1.vml",
        "14, 15, 12, 10, 16, 15, 16, 4",
        "14, 15, x, 10, 16, 15, 16, 4",
    ),
    ("xl/workbook.xml", 'localSheetId="0"', 'localSheetId="9"'),
    ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheets/none.xml"),
]


@pytest.mark.parametrize(("part", "old", "new"), SPOILT)
def test_what_no_program_writes(part: str, old: str, new: str) -> None:
    """What is damaged within a part is an error that we have words for, or is left as it is."""
    data = rich_workbook()
    assert old.encode() in parts_of(data)[part]
    try:
        book = Book.read(patched(data, {part: lambda xml: xml.replace(old, new)}))
        texts = [*book.other_texts(), *book.formulas(), *book.cells(book.sheet_names[0])]
        book.repeat_row(SHEET, 11, 3)
        book.write(SHEET, "B40", 1)
        assert texts
        assert Book.read(book.save()).sheet_names == book.sheet_names
    except DataError as error:
        codes = {each.code for each in error.problems}
    else:
        codes = set()
    assert codes <= {"fill-kind", "fill-sheet"}


def test_what_is_damaged_deeper() -> None:
    """A DOCTYPE far inside, and a content that is not what it says it is."""
    late = f"<!--{'x' * 3000}--><!DOCTYPE workbook><workbook/>"
    with pytest.raises(DataError, match="DOCTYPE"):
        Book.read(patched(rich_workbook(), {WORKBOOK: late}))
    data = bytearray(rich_workbook())
    with ZipFile(BytesIO(bytes(data))) as archive:
        start = archive.getinfo(COSTS).header_offset + 60
    data[start : start + 400] = bytes(400)
    with pytest.raises(DataError, match=COSTS):
        list(Book.read(bytes(data)).cells(SHEET))


def test_how_often_a_row_is_repeated() -> None:
    """There is no row 0, and none is repeated less than not at all."""
    book = Book.read(rich_workbook())
    for row, count in ((0, 1), (1, -1)):
        with pytest.raises(UsageError, match="0 times or more"):
            book.repeat_row(SHEET, row, count)


def guarded() -> bytes:
    """A workbook whose cells do not take everything."""

    def write(book: Any) -> None:
        sheet, lists = book.add_worksheet(SHEET), book.add_worksheet("Lists")
        hidden = book.add_worksheet("Hidden")
        hidden.hide()
        sheet.protect()
        free = book.add_format({"locked": False})
        sheet.set_column("A:P", None, free)
        sheet.set_column("Q:Q", None, book.add_format())
        sheet.write_formula("A1", "=1+1", free, 2)
        sheet.write_formula("A2", "=1+2", book.add_format(), 3)
        sheet.write_array_formula("B1:B2", "{=A1:A2}", free)
        sheet.merge_range("C1:D2", "", free)
        sheet.set_row(8, None, None, {"hidden": True})
        sheet.set_column("E:E", None, free, {"hidden": True})
        lists.write_column("A1", ["Person", "Month", 3])
        book.define_name("Units", "=Lists!$A$1:$A$3")
        rules: dict[str, dict[str, object]] = {
            "F1": {"validate": "list", "source": ["per day", "per month"]},
            "F2": {"validate": "list", "source": "=Lists!$A$1:$A$3"},
            "F3": {"validate": "list", "source": "=Units"},
            "F4": {"validate": "list", "source": "=INDIRECT(A1)"},
            "G1": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1.5},
            "G2": {"validate": "integer", "criteria": ">=", "value": 2},
            "G3": {"validate": "integer", "criteria": "not between", "minimum": 2, "maximum": 4},
            "G4": {"validate": "decimal", "criteria": "<", "value": "=Lists!$A$3"},
            "G5": {"validate": "custom", "value": "=A1>2"},
            "G6": {"validate": "decimal", "criteria": "<", "value": "=TODAY()"},
            "H2": {"validate": "length", "criteria": "<=", "value": 5},
            "H3": {"validate": "list", "source": ["a"], "error_type": "warning"},
        }
        for ref, rule in rules.items():
            sheet.data_validation(ref, rule)
        day = {"validate": "date", "criteria": ">", "value": date(2017, 1, 1)}
        sheet.data_validation("H1", day)
        sheet.add_table("J1:K3", {"name": "Plan", "columns": [{"header": "a"}, {"header": "b"}]})

    return written(write)


GUARDED = guarded()


def problems(ref: str, value: Value, **options: Any) -> list[Problem]:
    return Book.read(GUARDED).refusals(options.pop("sheet", SHEET), ref, value, **options)


@pytest.mark.parametrize(
    ("ref", "value", "codes"),
    [
        ("M1", "free", []),
        ("A1", 1, ["cell-formula"]),
        ("A2", 1, ["cell-formula", "cell-locked"]),
        ("Q5", 1, ["cell-locked"]),
        ("B2", 1, ["cell-array"]),
        ("D2", 1, ["cell-merged"]),
        ("A9", 1, ["cell-hidden"]),
        ("E1", 1, ["cell-hidden"]),
        ("J1", "other", ["cell-heading"]),
        ("M1", "bell\x07", ["cell-text"]),
        ("M1", "lone \ud800", ["cell-text"]),
        ("M1", "x" * 32_768, ["cell-text"]),
        ("M1", "😀" * 16_384, ["cell-text"]),
        ("M1", "x" * 32_767, []),
        ("M1", Decimal(1234567890123456), ["cell-number"]),
        ("M1", Decimal(123456789012345), []),
        ("M1", Decimal("NaN"), ["cell-number"]),
        ("M1", date(1900, 2, 28), ["cell-day"]),
        ("M", 1, ["cell-unknown"]),
        ("A1:B2", 1, ["cell-unknown"]),
        ("Costs!A1", 1, ["cell-unknown"]),
        ("ZZZ1", 1, ["cell-unknown"]),
        ("F1", "per day", []),
        ("F1", "per year", ["cell-validation"]),
        ("F1", "Per Day", ["cell-validation"]),
        ("F1", None, []),
        ("F2", "month", []),
        ("F2", 3, []),
        ("F2", "Week", ["cell-validation"]),
        ("F3", "Person", []),
        ("F3", "Week", ["cell-validation"]),
        ("F4", "cannot be told", []),
        ("G1", Decimal("1.5"), []),
        ("G1", Decimal("1.51"), ["cell-validation"]),
        ("G1", "text", ["cell-validation"]),
        ("G2", 2, []),
        ("G2", Decimal("2.5"), ["cell-validation"]),
        ("G2", 1, ["cell-validation"]),
        ("G3", 5, []),
        ("G3", 3, ["cell-validation"]),
        ("G4", 2, []),
        ("G4", 3, ["cell-validation"]),
        ("G5", 3, []),
        ("G6", 3, []),
        ("H1", date(2017, 1, 2), []),
        ("H1", date(2017, 1, 1), ["cell-validation"]),
        ("H1", True, ["cell-validation"]),
        ("H2", "12345", []),
        ("H2", "123456", ["cell-validation"]),
        ("H3", "b", ["cell-validation"]),
    ],
)
def test_what_a_cell_does_not_take(ref: str, value: Value, codes: list[str]) -> None:
    """Formulas, locked cells, rules of the sheet, and what no cell can hold; each with its cell."""
    found = problems(ref, value)
    assert [each.code for each in found] == codes
    assert all(SHEET in each.cell for each in found)


def test_how_grave_it_is() -> None:
    """What is merged or hidden is a notice, a rule that only advises a warning, the rest errors."""
    graves = [problems(ref, "b")[0].severity for ref in ("D2", "E1", "H3", "A1")]
    expected = [Severity.NOTICE, Severity.NOTICE, Severity.WARNING, Severity.ERROR]
    assert graves == expected


def test_ranges_that_are_open() -> None:
    """On a protected sheet a range may be open to all; one with a password is not."""
    ranges = (
        '<protectedRanges><protectedRange sqref="Q5:Q6 Q9" name="open"/>'
        '<protectedRange password="CF1A" sqref="Q7" name="secret"/></protectedRanges><mergeCells'
    )
    book = Book.read(patched(GUARDED, {COSTS: lambda xml: xml.replace("<mergeCells", ranges)}))
    found = {ref: len(book.refusals(SHEET, ref, "x")) for ref in ("Q4", "Q5", "Q7", "Q8")}
    assert found == {"Q4": 1, "Q5": 0, "Q7": 1, "Q8": 1}


def test_a_hidden_sheet_and_one_that_there_is_not() -> None:
    """A cell of a hidden sheet is a notice; a sheet that is not there an error with those there."""
    assert [each.code for each in problems("A1", 1, sheet="Hidden")] == ["cell-hidden"]
    missing = problems("A1", 1, sheet="Nowhere")
    assert [each.code for each in missing] == ["fill-sheet"]
    assert "Costs, Lists, Hidden" in missing[0].hint


def test_what_may_be_overwritten() -> None:
    """A formula and a locked cell are, where that is asked for; one of several with it never."""
    assert problems("A2", 1, overwrite=True) == []
    assert [each.code for each in problems("B1", 1, overwrite=True)] == ["cell-array"]
    book = Book.read(GUARDED)
    book.write(SHEET, "A2", 7, overwrite=True)
    cell = next(each for each in Book.read(book.save()).cells(SHEET) if each.ref == "A2")
    assert (cell.value, cell.formula, cell.locked) == (7, None, True)


def test_what_is_allowed_is_said() -> None:
    """A message names the cell, the value, and what the cell takes."""
    texts = {ref: problems(ref, value)[0].message for ref, value in SAID}
    assert texts == {
        "F1": "the cell does not take week; it takes one of per day, per month.",
        "G1": "the cell does not take 9; it takes a number from 0 to 1.5.",
        "G2": "the cell does not take 1; it takes a whole number ≥ 2.",
        "G3": "the cell does not take 3; it takes a whole number not from 2 to 4.",
        "H1": "the cell does not take 2016-01-01; it takes a day > 2017-01-01.",
        "A1": "the cell holds the formula =1+1.",
    }


SAID: list[tuple[str, Value]] = [
    *(("F1", "week"), ("G1", 9), ("G2", 1), ("G3", 3), ("H1", date(2016, 1, 1)), ("A1", 1)),
]


def test_a_newer_validation_is_kept_to() -> None:
    """A list on another sheet may stand in the part of newer versions of Excel."""
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    rule = (
        f'<extLst><ext xmlns:x14="{x14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}">'
        '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:dataValidation type="list" showErrorMessage="1"><x14:formula1>'
        "<xm:f>Lists!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>M1:M9</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )
    book = Book.read(patched(GUARDED, {COSTS: lambda xml: xml.replace("</worksheet>", rule)}))
    assert book.refusals(SHEET, "M2", "Month") == []
    assert [each.code for each in book.refusals(SHEET, "M2", "x")] == ["cell-validation"]
    book.write("Lists", "A2", "Year")
    assert [each.code for each in book.refusals(SHEET, "M2", "Month")] == ["cell-validation"]


def test_nothing_is_written_that_is_refused() -> None:
    """Writing raises what speaks against it, and changes nothing."""
    book = Book.read(GUARDED)
    for ref, value in (("A1", 1), ("F1", "x"), ("M1", "\x00"), ("Q5", 1)):
        with pytest.raises(DataError):
            book.write(SHEET, ref, value)
    with pytest.raises(DataError, match="holds no formula"):
        book.store(SHEET, "M1", 1)
    assert book.save() == GUARDED


def test_sheets_without_cells_are_left_out() -> None:
    """A sheet that is a chart has no cells; the names of others count it all the same."""

    def write(book: Any) -> None:
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Costs!$A$1:$A$3"})
        book.add_chartsheet("Chart").set_chart(chart)
        book.add_worksheet(SHEET)
        book.add_worksheet(OTHER)
        book.define_name("Costs!Local", "=Costs!$A$1")

    book = Book.read(written(write))
    assert book.sheet_names == (SHEET, OTHER)
    assert [(each.name, each.sheet) for each in book.names()] == [("Local", SHEET)]
