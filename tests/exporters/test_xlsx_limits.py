"""Rule 9: no workbook goes beyond a limit of Excel, whatever the report; the lint can fail."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import attrs
import openpyxl
import pytest
from excel_limits import beyond_limits
from workbooks import column_of, exported, refused, report_of

from cproc.exporters.xlsx.skeleton import break_pages
from cproc.money import Money
from cproc.report.cells import Cell, CellValue, Column, Kind, Table
from cproc.report.model import Chart, ChartKind, Ref, Report, Sheet

SHEET, TABLE, STYLES = "xl/worksheets/sheet2.xml", "xl/tables/table1.xml", "xl/styles.xml"
BOOK, CHART = "xl/workbook.xml", "xl/charts/chart1.xml"


def sound() -> bytes:
    """A workbook with a merged caption, a table, a total, a chart and a formula."""
    table = column_of(1, 2, kind=Kind.INTEGER, title="A long caption " * 9, filters=True)
    chart = Chart("h", "Title", "Words", ChartKind.BARS, "t", "c", ("c",))
    return exported(report_of(table, charts=[chart]))


def spoilt(part: str, old: str, new: str) -> bytes:
    """Replace a text in one part of the sound workbook, wherever it stands."""
    target = BytesIO()
    with ZipFile(BytesIO(sound())) as source, ZipFile(target, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            copy.writestr(name, content)
    return target.getvalue()


def test_a_sound_workbook_is_within_the_limits() -> None:
    """The workbook that the following tests spoil is without fault."""
    assert beyond_limits(sound()) == []


CHOICES = (
    '<dataValidations><dataValidation type="list" sqref="A1">'
    f'<formula1>"{"a" * 256}"</formula1></dataValidation></dataValidations>'
)
FORMATS = f"<cellXfs>{'<xf/>' * 65_491}</cellXfs>"
BREAKS = f"<rowBreaks>{'<brk/>' * 1_027}</rowBreaks>"
NUMBERS = f"<numFmts>{'<numFmt/>' * 201}</numFmts>"
SPOILT: dict[str, tuple[tuple[str, str, str], str]] = {
    "S01": ((BOOK, 'name="Sheet"', f'name="{"a" * 32}"'), "has 32 characters"),
    "S04": ((BOOK, 'name="Sheet"', 'name="a/b"'), "a sign it must not have"),
    "S05": ((BOOK, 'name="Sheet"', "name=\"'a\""), "a sign it must not have"),
    "S06": ((BOOK, 'name="Sheet"', 'name="HISTORY"'), "keeps for itself"),
    "S07": ((BOOK, 'name="Sheet"', 'name="CONTENTS"'), "two sheets are called"),
    "S08": ((SHEET, '<row r="7"', '<row r="1048577"'), "row 1048577 stands after row 6"),
    "S09": ((SHEET, 'r="A7"', 'r="XFE7"'), "out of order or too many"),
    "S12": (
        (SHEET, "</mergeCells>", '<mergeCell ref="A4:B4"/><mergeCell ref="B4:C4"/></mergeCells>'),
        "merged cells meet",
    ),
    "S13": (
        (SHEET, "</mergeCells>", '<mergeCell ref="A6:A7"/></mergeCells>'),
        "cells of a table are merged",
    ),
    "S13-other": (
        (SHEET, "</mergeCells>", '<mergeCell ref="A1:A2"/></mergeCells>'),
        "merged cells hide a value",
    ),
    "S14": ((BOOK, 'state="visible"', 'state="hidden"'), "no sheet is visible"),
    "S16": ((TABLE, 'displayName="table_t"', 'displayName="A1"'), "called like a cell"),
    "S17": (
        (SHEET, "<pageMargins", f"{CHOICES}<pageMargins"),
        "a list of choices has 256",
    ),
    "S18": ((SHEET, 't="inlineStr"><is><t xml:space="preserve">Column', "><is><t>Column"), "not"),
    "S20": ((SHEET, "<v>1</v>", f"<f>{'1+' * 4096}1</f><v>1</v>"), "formula has 8193"),
    "literal": ((SHEET, "<v>1</v>", f'<f>"{"a" * 256}"</f><v>1</v>'), "text in the formula"),
    "D11": ((BOOK, "<workbookPr/>", '<workbookPr date1904="1"/>'), "from 1904"),
    "T36": ((SHEET, "Column</t>", "\n" * 254 + "</t>"), "254 line feeds"),
    "T38": ((SHEET, "Column</t>", "x" * 32_768 + "</t>"), "32768 characters"),
    "N08": ((SHEET, "<v>1</v>", "<v>1000000000000000.01</v>"), "not kept as it is"),
    "N02": ((SHEET, "<v>1</v>", "<v>NaN</v>"), "not kept as it is"),
    "height": ((SHEET, 'ht="19">', 'ht="410">'), "410 points high"),
    "width": ((SHEET, "<cols>", '<cols><col min="9" max="9" width="256"/>'), "256 wide"),
    "heading": ((TABLE, 'name="Column"', f'name="{"a" * 256}"'), "has 256 characters"),
    "headings": ((TABLE, 'name="Column"', 'name="Other"'), "is not the text of its cell"),
    "range": ((TABLE, 'ref="A5:A7"', 'ref="A5:B7"'), "not those of its range"),
    "name": ((TABLE, 'displayName="table_t"', 'displayName="a b"'), "no name of a range"),
    "style": ((SHEET, 'r="A7" s="', 'r="A7" s="9'), "there is no format 9"),
    "place": ((SHEET, 'r="A7"', 'r="A9"'), "says it is of another"),
    "footer": ((SHEET, "&amp;P", "&amp;P" + "x" * 250), "oddFooter is longer"),
    "S10": ((SHEET, "</sheetData>", "</sheetData>" + "<hyperlink/>" * 65_530), "65531 links"),
    "S11": ((STYLES, "<cellXfs", f"{FORMATS}<cellXfs"), "cellXfs, more"),
    "number-formats": ((STYLES, '<numFmts count="0"/>', NUMBERS), "201 numFmts"),
    "fonts": ((STYLES, "</fonts>", "<font/>" * 1_025 + "</fonts>"), "fonts, more"),
    "breaks": ((SHEET, "<pageMargins", f"{BREAKS}<pageMargins"), "1027 page breaks"),
    "series": ((CHART, "<c:ser>", "<c:ser/>" * 255 + "<c:ser>"), "more than 255 series"),
    "relations": ((BOOK, 'name="Sheet" sheetId="2"', 'name="" sheetId="2"'), "has 0 characters"),
    "form": ((STYLES, "<cellXfs", f'<numFmt formatCode="{"0" * 256}"/><cellXfs'), "number format"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "fault"), SPOILT.values(), ids=SPOILT)
def test_the_lint_finds(change: tuple[str, str, str], fault: str) -> None:
    """Sabotage: each limit, gone beyond, is told."""
    found = beyond_limits(spoilt(*change))
    assert [told for told in found if fault in told], found


def hostile() -> Report:
    """Make a report of texts, names, widths and headings that a workbook only just holds."""
    words, long = "word " * 6_000, "x" * 32_767
    labels = ("a\nb", "2017", "=1", "_x0041_", " 007 ", "ß" * 255, "\U0001f600" * 127)
    columns = tuple(Column(f"c{n}", label, width=9_999) for n, label in enumerate(labels))
    row = tuple(map(Cell, ("a\n" * 253, words, long, "=" * 9_000, None, "\t=1", "{=1}")))
    tables = [
        Table(identifier, words, columns, (row,), row, notes=(words, "\n" * 253), filters=True)
        for identifier in ("A1", "a1", "R1C1", "é", "a b", "", "x" * 400, "x" * 401)
    ]
    titles = (
        "History",
        "a" * 32,
        "A" * 32,
        "\U0001f600" * 20,
        "'" * 40,
        "/\\*?:[]",
        "contents",
        "",
    )
    sheets = tuple(
        Sheet(f"s{n}", title, words, (Ref(table.id), Ref("h")))
        for n, (title, table) in enumerate(zip(titles, tables, strict=True))
    )
    chart = Chart("h", words, words, ChartKind.LINE, "A1", "c0", ("c1",))
    empty = Sheet("e", "Empty", words, ())
    more: dict[str, Any] = dict.fromkeys(("title", "organisation", "addressee"), words)
    report = report_of(*tables, charts=[chart], sheets=(*sheets, empty), office="\U0001f600" * 110)
    return attrs.evolve(report, labels={"page": "p" * 300, "of": long}, **more)


@pytest.mark.no_cover
@pytest.mark.parametrize("options", [{}, {"protect": True}], ids=str)
def test_a_hostile_report_stays_within_the_limits(options: dict[str, bool]) -> None:
    """S01 to S20, D11: what only just fits makes a workbook that Excel opens without mending."""
    assert beyond_limits(exported(hostile(), **options)) == []


def test_no_more_page_breaks_are_set_than_excel_takes() -> None:
    """Beyond 1,026 breaks of a worksheet, pages end where Excel ends them."""
    sheet = openpyxl.Workbook().create_sheet()
    break_pages(sheet, range(1, 2_000))
    assert [found.id for found in sheet.row_breaks.brk] == list(range(1, 1_027))


def test_texts_that_only_fit_apart_are_refused() -> None:
    """T38: office and period, place and day, stand in one cell each; both fit or are refused."""
    half = "x" * 32_767
    problems = refused(report_of(column_of(1), office=half, subtitle="2017", place=half))
    assert [(p.code, p.path) for p in problems] == [
        ("text-length", "subtitle"),
        ("text-length", "place"),
    ]
    (problem,) = refused(report_of(column_of(1), office=half + "x", subtitle="2017"))
    assert problem.path == "office"


@pytest.mark.parametrize(
    "value", [Money(1, "EUR"), Money("1.5", "JPY"), 1, Decimal("1.5"), "=1", date(2017, 5, 17)]
)
def test_an_empty_cell_among_others_has_a_format_of_the_workbook(value: CellValue) -> None:
    """A column of values and gaps is written a chunk at a time, in formats that are made before."""
    for kind in Kind:
        table = column_of(value, None, value, kind=kind)
        assert beyond_limits(exported(report_of(table))) == []
