"""A workbook filled in its place: what is written, and what keeps its bytes."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import openpyxl
import pytest
from filled_books import (
    SHEET,
    parts_of,
    patched,
    plain_workbook,
    rich_workbook,
    saved,
    texts_at,
    written,
)
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from cproc.errors import UsageError
from cproc.filling.book import Book, Value

COSTS = "xl/worksheets/sheet1.xml"


def by_openpyxl(data: bytes) -> Any:
    """The first sheet, read by another program."""
    return openpyxl.load_workbook(BytesIO(data))[SHEET]


def test_what_is_not_touched_keeps_its_bytes() -> None:
    """Parts keep bytes, order, compression and time; only the sheet and the workbook change."""
    stream = BytesIO()
    with ZipFile(BytesIO(rich_workbook())) as archive, ZipFile(stream, "w") as other:
        for info in archive.infolist():
            content = archive.read(info)
            if info.filename.endswith(".png"):
                info.compress_type = ZIP_STORED
            other.writestr(info, content)
        other.comment = b"by the donor"
    data = stream.getvalue()
    filled = saved(data, ("A2", "new"))
    with ZipFile(BytesIO(data)) as before, ZipFile(BytesIO(filled)) as after:
        assert after.testzip() is None
        assert after.comment == before.comment
        assert before.namelist() == after.namelist()
        for old, new in zip(before.infolist(), after.infolist(), strict=True):
            same = old.filename != COSTS
            assert (before.read(old) == after.read(new)) == same
            kept = ("filename", "date_time", "compress_type", "external_attr", "create_system")
            assert all(getattr(old, name) == getattr(new, name) for name in kept)
            if same:
                ends = [each.header_offset + each.compress_size for each in (old, new)]
                pieces = [data[old.header_offset : ends[0]], filled[new.header_offset : ends[1]]]
                assert pieces[0] == pieces[1]


def test_nothing_touched_is_the_same_file() -> None:
    """To look at cells, ask what speaks against a value, or repeat a row once changes nothing."""
    data = rich_workbook()
    book = Book.read(data)
    list(book.cells(SHEET))
    book.refusals(SHEET, "A1", "x")
    book.repeat_row(SHEET, 5, 1)
    assert book.save() == data


def test_twice_is_the_same() -> None:
    """The same filling gives the same bytes, and to write what was written changes no cell."""
    data = rich_workbook()
    once = saved(data, ("A2", "new"), ("B2", Decimal(3)))
    assert once == saved(data, ("A2", "new"), ("B2", Decimal(3)))
    assert parts_of(saved(once, ("A2", "new"), ("B2", Decimal(3)))) == parts_of(once)


def test_a_streamed_zip_is_copied() -> None:
    """An entry whose sizes stand behind its content keeps them there."""
    stream = BytesIO()

    class Unseekable(BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: object) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    pipe = Unseekable()
    with ZipFile(pipe, "w") as archive:
        for name, content in parts_of(plain_workbook()).items():
            archive.writestr(name, content)
    stream.write(pipe.getvalue())
    filled = saved(stream.getvalue(), ("A2", "new"))
    with ZipFile(BytesIO(filled)) as archive:
        assert archive.testzip() is None
        assert {info.flag_bits & 8 for info in archive.infolist()} == {0, 8}
    assert by_openpyxl(filled)["A2"].value == "new"


@pytest.mark.parametrize(
    ("ref", "value", "read"),
    [
        ("A1", "Budget", "Budget"),
        ("A2", "=1+1", "=1+1"),
        ("A2", "=cmd|'/c calc'!A1", "=cmd|'/c calc'!A1"),
        ("A2", "  two blanks  ", "  two blanks  "),
        ("A2", "line\nline\ttab\rreturn", "line\nline\ttab\rreturn"),
        ("A2", "_x0041_ & <b>", "_x0041_ & <b>"),
        ("A2", "007", "007"),
        ("A2", "#N/A", "#N/A"),
        ("A2", "😀é", "😀é"),
        ("B1", Decimal("1234.50"), 1234.5),
        ("B1", 7, 7),
        ("B1", Decimal("1E+3"), 1000),
        ("B1", Decimal("-0.00"), 0),
        ("C1", False, False),
        ("A1", None, None),
        ("A1", "", None),
        ("H1", date(2017, 5, 4), "2017-05-04"),
        ("XFD1048576", "far", "far"),
    ],
)
def test_a_value_is_written(ref: str, value: Value, read: object) -> None:
    """Another program reads what was written; text stays text, whatever it looks like."""
    filled = saved(plain_workbook(), (ref, value))
    cell = by_openpyxl(filled)[ref]
    assert cell.value == read
    assert cell.data_type != "f"
    ours = next(each.value for each in Book.read(filled).cells(SHEET) if each.ref == ref)
    assert ours == (None if value == "" else str(value) if ref == "H1" else value)


@pytest.mark.parametrize("ref", ["B1", "F1", "G1", "A9"])
def test_a_day_is_shown_as_one(ref: str) -> None:
    """The format of a day stays; where numbers are shown, the style is the same but for it."""
    before, after = plain_workbook(), saved(plain_workbook(), (ref, date(2020, 2, 29)))
    cell = by_openpyxl(after)[ref]
    assert cell.value.date() == date(2020, 2, 29)
    assert cell.is_date
    assert cell.font.b == by_openpyxl(before)[ref].font.b


def test_a_style_stays() -> None:
    """A cell that there was keeps its style; a new one has that of its row, or its column."""

    def write(book: Any) -> None:
        sheet = book.add_worksheet(SHEET)
        bold, slanted = book.add_format({"bold": True}), book.add_format({"italic": True})
        sheet.set_column("C:C", None, slanted)
        sheet.set_row(4, None, bold)
        sheet.write("A1", 1, bold)

    sheet = by_openpyxl(saved(written(write), ("A1", "x"), ("C2", "x"), ("C5", "x"), ("E9", "x")))
    fonts = [sheet[ref].font for ref in ("A1", "C2", "C5", "E9")]
    assert [font.b for font in fonts] == [True, False, True, False]
    assert [font.i for font in fonts] == [False, True, False, False]


def test_new_cells_stand_in_order() -> None:
    """Rows and cells that there were not come where they belong, and the range in use grows."""
    filled = saved(plain_workbook(), ("J7", 1), ("C7", 2), ("E5", 3), ("AA7", 4), ("B2", 5))
    assert texts_at(filled, COSTS, "//t:row/@r") == ["1", "2", "3", "4", "5", "7"]
    assert texts_at(filled, COSTS, '//t:row[@r="7"]/t:c/@r') == ["C7", "J7", "AA7"]
    assert texts_at(filled, COSTS, "//t:dimension/@ref") == ["A1:AA7"]


def test_a_merged_cell_gets_it_in_the_first() -> None:
    """What is written into a merged range is seen."""
    assert by_openpyxl(saved(plain_workbook(), ("B4", "seen")))["A3"].value == "seen"


def test_a_merged_range_may_be_tall() -> None:
    """One of more rows than are looked up by row is one all the same."""

    def write(book: Any) -> None:
        sheet = book.add_worksheet(SHEET)
        sheet.merge_range("A1:B2", "short")
        sheet.merge_range("C1:D5000", "tall")

    filled = by_openpyxl(saved(written(write), ("D4000", "seen"), ("B2", "as well")))
    assert (filled["C1"].value, filled["A1"].value) == ("seen", "as well")


def test_results_of_formulas_are_stored() -> None:
    """A result takes the place of the one there was; none drops it; the formula stays."""
    results: list[tuple[Value, list[str], list[str]]] = [
        (Decimal("3.5"), [], ["3.5"]),
        ("text", ["str"], ["text"]),
        ("#N/A", ["e"], ["#N/A"]),
        (True, ["b"], ["1"]),
        (date(2020, 1, 1), [], ["43831"]),
        (None, [], []),
    ]
    for value, kind, stored in results:
        book = Book.read(plain_workbook())
        book.store(SHEET, "D1", value)
        filled = book.save()
        assert texts_at(filled, COSTS, '//t:c[@r="D1"]/@t') == kind
        assert texts_at(filled, COSTS, '//t:c[@r="D1"]/t:v') == stored
        assert by_openpyxl(filled)["D1"].value == "=B1*2"


def test_all_is_computed_when_it_is_opened() -> None:
    """The order of computing is left out, with all that names it, and computing is asked for."""
    types = "[Content_Types].xml"
    chain = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    data = patched(
        plain_workbook(),
        {
            "xl/calcChain.xml": '<calcChain><c r="D1" i="1"/></calcChain>',
            types: lambda xml: xml.replace(
                "</Types>",
                f'<Override PartName="/xl/calcChain.xml" ContentType="{chain}"/></Types>',
            ),
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(
                "</Rel", f'<Relationship Id="c" Type="{kind}" Target="calcChain.xml"/></Rel'
            ),
            "xl/workbook.xml": lambda xml: xml.replace(
                '<calcPr calcId="124519" fullCalcOnLoad="1"/>', "<extLst/>"
            ),
        },
    )
    assert Book.read(data).save() == data
    parts = parts_of(saved(data, ("A2", 1)))
    assert not any(b"calcChain" in content for content in parts.values())
    assert "xl/calcChain.xml" not in parts
    assert b'<calcPr fullCalcOnLoad="1"/><extLst/></workbook>' in parts["xl/workbook.xml"]


def test_namespaces_and_attributes_stay() -> None:
    """A sheet that is edited keeps its declaration, prefixes, unknown attributes and elements."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    mine = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"'
        ' mc:Ignorable="xr" xr:uid="{00000000-0001-0000-0000-000000000000}">'
        '<!-- ours --><x:sheetData><x:row xr:z="1" r="1"><x:c s="0" r="A1"><x:v>1</x:v></x:c>'
        "</x:row></x:sheetData>"
        '<x:extLst><x:ext uri="{1}"><q:z xmlns:q="urn:q" b="2" a="1"/></x:ext>'
        "</x:extLst></x:worksheet>"
    )
    data = patched(plain_workbook(), {COSTS: head + mine})
    sheet = parts_of(saved(data, ("B1", 2)))[COSTS].decode()
    new = '<x:c r="B1"><x:v>2</x:v></x:c></x:row>'
    assert sheet == head + mine.replace("</x:row>", new)


def test_macros_stay() -> None:
    """A workbook with macros keeps them, byte by byte, and its kind."""
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    data = patched(
        plain_workbook(),
        {
            "xl/vbaProject.bin": "\x00\x01 program",
            "[Content_Types].xml": lambda xml: xml.replace(main, macros),
        },
    )
    parts = parts_of(saved(data, ("A1", "x")))
    assert parts["xl/vbaProject.bin"] == b"\x00\x01 program"
    assert macros.encode() in parts["[Content_Types].xml"]


def test_a_value_of_another_type_is_refused() -> None:
    """A float is no amount, and an object no value."""
    book = Book.read(plain_workbook())
    for value in (1.5, [1], object()):
        with pytest.raises(UsageError, match="cannot hold a value of the type"):
            book.write(SHEET, "A1", value)  # type: ignore[arg-type]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="￾￿"))


@given(
    st.one_of(
        TEXTS, st.decimals("-1e9", "1e9", places=2), st.booleans(), st.dates(date(1950, 1, 1))
    )
)
def test_law_what_is_written_is_read(value: Value) -> None:
    """Any value comes back as it was; an empty text is nothing."""
    filled = saved(PLAIN, ("G1", value))
    read = next(each.value for each in Book.read(filled).cells(SHEET) if each.ref == "G1")
    assert read == (value or None if isinstance(value, str) else value)


PLAIN = plain_workbook()


def test_a_workbook_of_openpyxl() -> None:
    """What openpyxl has saved is filled as well, and read by it again."""
    made, stream = Workbook(), BytesIO()
    sheet = made.active
    assert sheet is not None
    sheet.title = SHEET
    sheet["A6"], sheet["E6"], sheet["E7"] = "line", "=C6*D6", "=SUM(E6:E6)"
    made.save(stream)
    book = Book.read(stream.getvalue())
    book.repeat_row(SHEET, 6, 3)
    for row in (6, 7, 8):
        book.write(SHEET, f"C{row}", row)
    read = by_openpyxl(book.save())
    assert [read[f"E{row}"].value for row in (6, 8, 9)] == ["=C6*D6", "=C8*D8", "=SUM(E6:E8)"]
    assert [read[f"C{row}"].value for row in (6, 7, 8)] == [6, 7, 8]
