"""The workbook: bytes, properties, formulas, formats, filters, cover."""

import subprocess
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import attrs
import pytest
from workbooks import (
    amounts_table,
    book_of,
    column_of,
    exported,
    part,
    report_of,
)

from cproc.exporters.xlsx import XlsxExporter, workbook_file
from cproc.hookspecs import Exporter
from cproc.money import Money
from cproc.report.cells import (
    TOTAL,
    At,
    Cell,
    Column,
    Expression,
    Kind,
    Minus,
    Over,
    Own,
    Rows,
    Sum,
    Table,
    count,
    share,
    total,
)
from cproc.report.model import Chart, ChartKind, Ref, Sheet

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def test_it_is_an_exporter_that_loads_nothing_until_it_is_called() -> None:
    """The exporter keeps the protocol, and importing it does not import openpyxl."""
    assert isinstance(XlsxExporter(), Exporter)
    code = "import sys, cproc.exporters.xlsx; print('openpyxl' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


def test_the_same_report_is_the_same_bytes() -> None:
    """Rule 10: fixed times and order; nothing of the clock or of an earlier export is in it."""
    report = report_of(amounts_table(filters=True))
    first = exported(report)
    exported(report_of(column_of("other")))
    assert exported(report) == first
    with zipfile.ZipFile(BytesIO(first)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = package.namelist()
    assert names[:2] == ["[Content_Types].xml", "_rels/.rels"]
    assert names[2:] == sorted(names[2:])


def test_properties_are_of_the_report() -> None:
    """Title, subject, office, language and the day of issue stand in the file's properties."""
    found = book_of(report_of(column_of("x"))).properties
    assert (found.title, found.subject) == ("Report & title", "October 2016 to September 2017")
    assert (found.creator, found.lastModifiedBy) == ("Office & Co", "Office & Co")
    assert (found.language, found.identifier) == ("en", "R(2017)1")
    assert found.created == found.modified == datetime(2017, 11, 24)  # noqa: DTZ001 - as read


@pytest.mark.parametrize(
    ("expression", "value", "formula"),
    [
        (Minus(Own("a"), Own("b")), Money(3, "EUR"), "=$A6-$B6"),
        (Over(Own("a"), Own("b")), Decimal("2.5"), '=IF($B6=0,"",ROUND($A6/$B6,4))'),
        (share("a"), Decimal(1), '=IF($A$7=0,"",ROUND($A6/$A$7,4))'),
        (At("t", None, "a"), Money(5, "EUR"), "=$A$7"),
        (At("u", None, "n"), 7, "=SUM('U'!$A$6:$A$7)"),
        (count("u"), 2, "=ROWS('U'!$A$6:$A$7)"),
        (count("u", n=Own("a")), 0, "=SUMPRODUCT(--EXACT('U'!$A$6:$A$7,$A6))"),
        (total("u", "n"), 7, "=SUM('U'!$A$6:$A$7)"),
        (
            Sum((Rows("u", "n", (("n", Own("a")), ("n", Own("b")))),)),
            0,
            "=SUMPRODUCT(--EXACT('U'!$A$6:$A$7,$A6),--EXACT('U'!$A$6:$A$7,$B6),'U'!$A$6:$A$7)",
        ),
        (count("empty"), 0, 0),
        (count("hidden"), 1, 1),
    ],
)
def test_expressions_are_formulas(expression: Expression, value: Any, formula: Any) -> None:
    """Each operation has its formula; what cannot be written is its value."""
    columns = (
        Column("a", "A", Kind.MONEY),
        Column("b", "B", Kind.MONEY),
        Column("x", "X", Kind.DECIMAL),
    )
    row = (Cell(Money(5, "EUR")), Cell(Money(2, "EUR")), Cell(value, expression=expression))
    whole = (Cell(Money(5, "EUR"), expression=TOTAL), Cell(), Cell())
    number = (Column("n", "N", Kind.INTEGER),)
    tables = (
        Table("t", "T", columns, (row,), whole),
        Table("u", "U", number, ((Cell(3),), (Cell(4),))),
        Table("empty", "E", number, ()),
        Table("hidden", "H", number, ((Cell(1),),)),
    )
    sheets = tuple(Sheet(t.id, t.title, t.title, (Ref(t.id),)) for t in tables[:3])
    report = report_of(*tables, sheets=sheets)
    assert book_of(report)["T"]["C6"].value == formula
    shown = book_of(report, data_only=True)["T"]["C6"].value
    assert shown == (value.amount if isinstance(value, Money) else value)
    assert book_of(report)["T"]["A7"].value == "=SUM($A$6:$A$6)"


@pytest.mark.parametrize(
    ("expression", "operands", "value", "live"),
    [
        (Over(Own("a"), Own("b")), (1, 0), None, True),
        (Over(Own("a"), Own("b")), (Money(1, "EUR"), Money(0, "EUR")), None, True),
        (Over(Own("a"), Own("b")), (1, None), None, False),
        (Over(Own("a"), Own("b")), (None, 0), None, False),
        (Over(Own("a"), Own("b")), ("n/a", 2), None, False),
        (Minus(Own("a"), Own("b")), (None, 2), None, False),
        (Minus(Own("a"), Own("b")), (None, 2), -2, True),
        (Minus(Own("a"), Own("b")), (3, 2), "one", False),
        (share("a"), (0, 0), None, True),
        (share("a"), (None, 0), None, False),
    ],
)
def test_a_formula_never_gives_what_the_report_does_not(
    expression: Expression, operands: tuple[Any, Any], value: Any, live: bool
) -> None:
    """Nothing and text are not numbers to compute with: such cells hold their value alone."""
    columns = tuple(Column(name, name, Kind.DECIMAL) for name in ("a", "b", "x"))
    row = (*map(Cell, operands), Cell(value, expression=expression))
    report = report_of(Table("t", "T", columns, (row,)))
    assert (book_of(report)["Sheet"]["C6"].data_type == "f") is live
    shown = book_of(report, data_only=True)["Sheet"]["C6"].value
    assert (shown or None) == value


def test_a_total_without_rows_is_a_value() -> None:
    """There is no range to sum in a table without rows."""
    table = Table(
        "t",
        "T",
        (Column("n", "N", Kind.INTEGER), Column("s", "S", Kind.PERCENT)),
        (),
        (Cell(0, expression=TOTAL), Cell(Decimal(1), expression=share("n"))),
        filters=True,
    )
    sheet = book_of(report_of(table))["Sheet"]
    assert [sheet["A6"].value, sheet["B6"].value] == [0, 1]
    assert not sheet.tables


@pytest.mark.parametrize(
    ("values", "kind", "label", "language", "expected"),
    [
        ([Money(1, "EUR")], Kind.MONEY, "Amount", "en", "[$EUR-409]\\ #,##0"),
        ([Money(1, "EUR")], Kind.MONEY, "Montant", "fr", "#,##0\\ [$EUR-40C]"),
        ([Money(1, "EUR")], Kind.MONEY, "Amount", "xx", "[$EUR]\\ #,##0"),
        ([Money(1, "EUR")], Kind.MONEY, "Amount (EUR)", "en", "#,##0"),
        ([Money(1, "EUR"), Money(1, "USD")], Kind.MONEY, "EUR", "en", "[$EUR-409]\\ #,##0"),
        ([Money("1.50", "EUR"), Money(2, "EUR")], Kind.MONEY, "EUR", "en", "#,##0.00"),
        ([Money("1.005", "EUR")], Kind.MONEY, "EUR", "en", "#,##0.000"),
        ([Money("1.5", "KWD")], Kind.MONEY, "KWD", "en", "#,##0.000"),
        ([Money("800000.00", "JPY")], Kind.MONEY, "JPY", "en", "#,##0"),
        ([Decimal("0.1000")], Kind.PERCENT, "", "en", "0%"),
        ([Decimal("0.1234")], Kind.PERCENT, "", "en", "0.0%"),
        ([Decimal("0.1234")], Kind.PERCENT, "", "fr", "0.0\\ %"),
        ([Decimal("1.25"), Decimal(2)], Kind.DECIMAL, "", "en", "#,##0.00"),
        ([2017], Kind.TEXT, "", "en", "0"),
        ([2017], Kind.INTEGER, "", "en", "#,##0"),
        ([date(2017, 9, 30)], Kind.DATE, "", "en", "[$-409]d mmm yyyy"),
        ([date(2017, 9, 30)], Kind.MONTH, "", "fr", "[$-40C]mmm yyyy"),
        ([date(2017, 9, 30)], Kind.DATE, "", "xx", "d mmm yyyy"),
        ([date(2017, 9, 30)], Kind.TEXT, "", "en", "[$-409]d mmm yyyy"),
        (["2017-09"], Kind.MONTH, "", "en", "General"),
        ([None], Kind.MONEY, "", "en", "General"),
    ],
)
def test_number_formats_are_the_same_in_every_locale(
    values: list[Any], kind: Kind, label: str, language: str, expected: str
) -> None:
    """Codes of currencies, decimals as many as are in use, months in the report's language."""
    table = attrs.evolve(column_of(*values), columns=(Column("c", label, kind),))
    sheet = book_of(report_of(table, language=language))["Sheet"]
    assert sheet["A6"].number_format == expected


def test_a_cell_can_be_shown_as_another_kind() -> None:
    """The kind of a cell goes before the kind of its column."""
    table = attrs.evolve(column_of(1), rows=((Cell(Decimal("0.5"), kind=Kind.PERCENT),),))
    assert book_of(report_of(table))["Sheet"]["A6"].number_format == "0%"


def test_text_that_looks_like_something_else_is_marked_as_text() -> None:
    """Entered again in Excel, such a text would become a formula or a number; it is quoted."""
    sheet = book_of(report_of(column_of("=1+1", "plain", "007", " -1", "TRUE", "Trueman")))["Sheet"]
    marks = [bool(sheet.cell(row, 1).quotePrefix) for row in range(6, 12)]
    assert marks == [True, False, True, True, True, False]


def test_columns_of_numbers_are_set_to_the_right() -> None:
    """The heading and every cell of a column of numbers stand right; of text, left."""
    table = attrs.evolve(
        column_of(1, 2, "not known"), columns=(Column("c", "Mostly numbers", Kind.TEXT),)
    )
    sheet = book_of(report_of(table))["Sheet"]
    assert {sheet.cell(row, 1).alignment.horizontal for row in range(5, 9)} == {"right"}
    sheet = book_of(report_of(column_of("a", "b", 1)))["Sheet"]
    assert {sheet.cell(row, 1).alignment.horizontal for row in range(5, 9)} == {"left"}


def test_heading_and_total_are_told_apart_without_colour() -> None:
    """Headings and totals are bold and ruled; their fill is light enough for a grey print."""
    sheet = book_of(report_of(amounts_table()))["Sheet"]
    for row, rule in ((5, "medium"), (9, "thin")):
        assert sheet.cell(row, 1).font.bold
        assert sheet.cell(row, 1).border.top.style == rule
        assert min(bytes.fromhex(sheet.cell(row, 1).fill.fgColor.rgb[2:])) > 0xD0
    assert sheet["A1"].font.name == sheet["B6"].font.name == "Arial"


def test_main_rows_are_bold() -> None:
    """Rows that others are parts of, such as headings of a budget, are bold; no other is."""
    sheet = book_of(report_of(amounts_table(4, main_rows=frozenset({0, 2}))))["Sheet"]
    for column in "AB":
        bold = [row for row in range(6, 10) if sheet[f"{column}{row}"].font.bold]
        assert bold == [6, 8]
    assert sheet["B8"].value == 2
    assert sheet["B8"].border.bottom.style == sheet["B7"].border.bottom.style == "thin"


def test_the_cover_says_what_whose_and_of_when() -> None:
    """The cover names the report and links to every sheet; what is empty is left out."""
    sheets = (
        Sheet("s", "It's/a sheet", "Heading", (Ref("t"),)),
        Sheet("e", "Empty", "Nothing here", ()),
    )
    cover = book_of(report_of(column_of("x"), sheets=sheets)).worksheets[0]
    texts = [cell.value for row in cover.iter_rows() for cell in row if cell.value]
    assert cover.title == "Contents"
    assert texts == [
        *("Organisation", "Office & Co", "Report & title", "October 2016 to September 2017"),
        *("Reference", "R(2017)1", "For", "Committee", "Issued", "Bucharest, 24 November 2017"),
        *("Contents", "It's-a sheet", "Heading", "Left out, nothing to show", "Nothing here"),
    ]
    (link,) = [cell.hyperlink for row in cover for cell in row if cell.hyperlink]
    assert link.location == "'It''s-a sheet'!A1"
    assert link.target is None
    bare = report_of(column_of("x"), reference="", addressee="", place="", organisation="")
    words = [row[0].value for row in book_of(bare).worksheets[0].iter_rows(max_col=1)]
    assert "Reference" not in words
    assert "For" not in words


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Bucharest, 24 November 2017"),
        ("fr", "Bucharest, 24 novembre 2017"),
        ("de", "Bucharest, 24. November 2017"),
        ("xx", "Bucharest, 24 November 2017"),
    ],
)
def test_the_day_of_issue_is_in_the_language(language: str, expected: str) -> None:
    """The day is written as reports write it, or as CLDR does where there are no labels."""
    cover = book_of(report_of(column_of("x"), language=language)).worksheets[0]
    assert expected in [cell.value for row in cover.iter_rows() for cell in row]


def test_what_looks_like_an_escape_is_read_as_it_is() -> None:
    """``_x0041_`` is read as A in footers and charts, unless it is escaped itself."""
    columns = (Column("n", "_x0041_"), Column("v", "_x0042_", Kind.INTEGER))
    table = Table("t", "T", columns, ((Cell("_x0043_"), Cell(1)),))
    chart = Chart("c", "C", "A", ChartKind.COLUMNS, "t", "n", ("v",))
    report = report_of(table, charts=[chart], title="_x0044_")
    assert book_of(report)["Sheet"].oddFooter.left.text == "_x0044_ · R(2017)1"
    cached = [v.text for v in part(report, "xl/charts/chart1.xml").iter(f"{CHART}v")]
    assert cached == ["_x005F_x0042_", "_x005F_x0043_", "1"]


def test_tables_that_want_it_can_be_filtered() -> None:
    """A table with filters is an Excel table over headings and body, with a name of its own."""
    table = amounts_table(filters=True, id="a b+c")
    second = attrs.evolve(table, id="a-b c")
    report = report_of(table, second)
    tables = book_of(report)["Sheet"].tables
    assert dict(tables.items()) == {
        "table_a_b_c": "A5:B8",
        "table_a_b_c_2": "A12:B15",
    }
    assert [c.name for c in tables["table_a_b_c"].tableColumns] == ["Name", "Amount"]
    names = book_of(report).defined_names
    assert {name: found.attr_text for name, found in names.items()} == {
        "total_a_b_c_amount": "'Sheet'!$B$9",
        "total_a_b_c_amount_2": "'Sheet'!$B$16",
    }


def test_a_table_can_stand_on_two_sheets() -> None:
    """Each of them sums its own rows; formulas of other tables refer to the first."""
    table = amounts_table(filters=True)
    other = Table(
        "u",
        "U",
        (Column("n", "N"),),
        ((Cell(Money(3, "EUR"), expression=At("t", None, "amount")),),),
    )
    sheets = tuple(Sheet(n, n, n, (Ref("t"),)) for n in ("One", "Two"))
    report = report_of(table, other, sheets=(*sheets, Sheet("u", "Three", "U", (Ref("u"),))))
    book = book_of(report)
    assert book["One"]["B9"].value == book["Two"]["B9"].value == "=SUM($B$6:$B$8)"
    assert book["Three"]["A6"].value == "='One'!$B$9"
    assert [*book["One"].tables, *book["Two"].tables] == ["table_t", "table_t_2"]


def test_very_large_sheets_are_written_with_large_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that may pass two gigabytes is written in the form that can hold it."""
    report = report_of(amounts_table(1500))
    plain = exported(report)
    monkeypatch.setattr(workbook_file, "LARGE", 1)
    assert exported(report) != plain
    assert book_of(report)["Sheet"]["A6"].value == "Name 0"
