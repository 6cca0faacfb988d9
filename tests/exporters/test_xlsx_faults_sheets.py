"""Rows S of the matrix of faults: what Excel limits is kept within, carried on, or refused.

Rule 9 is held here, and in `test_xlsx_limits.py`, where a lint looks for all that Excel refuses
or mends, in a workbook of all that only just fits and, in `test_xlsx_examples.py`, in those of
the examples.
"""

from types import SimpleNamespace
from typing import Any

import attrs
import pytest
from babel.numbers import list_currencies
from excel_limits import beyond_limits
from workbooks import book_of, column_of, exported, refused, report_of

from cproc.exporters.xlsx import checks, formulas
from cproc.exporters.xlsx.checks import fits
from cproc.exporters.xlsx.layout import SheetLayout
from cproc.exporters.xlsx.refusals import RULES
from cproc.exporters.xlsx.skeleton import tab_names
from cproc.money import Money
from cproc.report.cells import Cell, Column, Count, Kind, Own, Rows, Table
from cproc.report.model import Ref, Sheet


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        pytest.param(["a" * 32], ["a" * 30 + "…"], id="S01"),
        pytest.param(["a" * 31, "A" * 31], ["a" * 31, "A" * 26 + "… (2)"], id="S02"),
        pytest.param(["\U0001f600" * 16], ["\U0001f600" * 15 + "…"], id="S03"),
        pytest.param(["a/b\\c?d*e:f[g]h"], ["a-b-c-d-e-f-g-h"], id="S04"),
        pytest.param(["'a'", "''"], ["a", "2"], id="S05"),
        pytest.param(["History", "HISTORY"], ["History (2)", "HISTORY (3)"], id="S06"),
        pytest.param(["x", "X", "x"], ["x", "X (2)", "x (3)"], id="S07"),
        pytest.param(["", "", "A1"], ["2", "3", "A1"], id="S16"),
    ],
)
def test_a_tab_has_a_name_that_excel_takes(titles: list[str], names: list[str]) -> None:
    """What a tab cannot say is cut for all to see; no two are alike; the workbook opens so."""
    assert tab_names(titles) == names
    assert all(len(name.encode("utf-16-le")) <= 62 for name in names)
    tables = [column_of(f"in {n}", id=f"t{n}") for n in range(len(titles))]
    sheets = tuple(
        Sheet(f"s{n}", title, f"Heading {n}", (Ref(f"t{n}"),)) for n, title in enumerate(titles)
    )
    report = report_of(*tables, sheets=sheets)
    assert beyond_limits(exported(report)) == []
    cover, *others = book_of(report).worksheets
    assert [sheet.title for sheet in others] == names
    assert [sheet["A6"].value for sheet in others] == [f"in {n}" for n in range(len(titles))]
    links = [cell.hyperlink.location for row in cover for cell in row if cell.hyperlink]
    assert links == ["'" + name.replace("'", "''") + "'!A1" for name in names]


def layout_of(rows: int = 1, columns: int = 1) -> SheetLayout:
    """Lay out a sheet of a size, without the cells."""
    table = Table("t", "T", tuple(Column(f"c{n}", "C") for n in range(columns)), ())
    long: Any = SimpleNamespace(table=table, end=rows, caption=4, last_column=columns)
    return SheetLayout(Sheet("s", "S", "S", ()), "S", (long,), (), (9,) * columns)


def test_s08_more_rows_than_a_worksheet_has_are_refused() -> None:
    """Where a table may not go on on a further sheet, its rows, the limit and the fix are told."""
    assert [*fits([layout_of(1_048_576, 16_384)], {}, {})] == []
    (rows,) = fits([layout_of(1_048_577)], {}, {})
    assert (rows.code, rows.path) == ("sheet-rows", "sheets.s")
    assert "1,048,577" in rows.message
    assert rows.hint


def test_s09_more_columns_than_a_worksheet_has_are_refused() -> None:
    """Column 16,385 is found before anything is written."""
    (columns,) = fits([layout_of(1, 16_385)], {}, {})
    assert columns.code == "sheet-columns"
    many = tuple(Column(f"c{n}", "C") for n in range(16_385))
    (problem,) = refused(report_of(Table("t", "T", many, ())))
    assert (problem.code, problem.path) == ("sheet-columns", "sheets.s")
    assert problem.hint


def test_s10_more_links_than_a_worksheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cover links to each sheet, and nothing else is a link."""
    rule = RULES["sheet-count"]
    assert rule["most"] == 65_530
    monkeypatch.setitem(RULES, "sheet-count", rule | {"most": 1})
    (sheets,) = fits([layout_of()] * 2, {}, {})
    assert (sheets.code, sheets.path) == ("sheet-count", "sheets")
    assert sheets.hint


def test_s11_more_number_formats_than_a_workbook_has_are_refused() -> None:
    """Currencies and decimals make formats; beyond 200 Excel may mend the file.

    Cell formats are at most a few of each of these, far from the 65,490 that Excel takes.
    """
    amounts = [Money(1, currency) for currency in sorted(list_currencies())]
    most = RULES["number-formats"]["most"]
    assert len(amounts) > most
    (problem,) = refused(report_of(column_of(*amounts, kind=Kind.MONEY)))
    assert (problem.code, problem.path) == ("number-formats", "tables")
    assert problem.hint
    few = column_of(*amounts[:most], kind=Kind.MONEY)
    assert beyond_limits(exported(report_of(few), protect=True)) == []


def test_s12_s13_merged_cells_are_apart_and_hide_nothing() -> None:
    """Lines run across columns only where no table stands, however many and long they are."""
    long = "word " * 200
    tables = [
        column_of("a", "b", id=f"t{n}", title=long, notes=(long, long), total=(Cell("c"),))
        for n in range(5)
    ]
    report = report_of(*tables, office=long, organisation=long, addressee=long, title=long)
    assert beyond_limits(exported(report)) == []
    sheet = book_of(report)["Sheet"]
    assert len(sheet.merged_cells.ranges) == 1 + 5 * 3
    found = [row[0].value for row in sheet.iter_rows(min_row=6) if row[0].value in {*"abc"}]
    assert found == [*"abc"] * 5


def test_s14_every_worksheet_is_visible() -> None:
    """No sheet of any report is hidden, so that there is always one to open."""
    report = report_of(column_of(1), sheets=(Sheet("s", "S", "S", (Ref("t"),)),) * 3)
    assert {sheet.sheet_state for sheet in book_of(report)} == {"visible"}


def test_s15_a_report_without_sheets_is_a_cover() -> None:
    """A report with nothing to show is a workbook all the same."""
    for sheets in ((), (Sheet("e", "Empty", "Nothing", ()),)):
        assert book_of(report_of(sheets=sheets)).sheetnames == ["Contents"]
        assert beyond_limits(exported(report_of(sheets=sheets))) == []


def test_s16_no_name_of_a_range_or_table_is_that_of_a_cell() -> None:
    """Tables and totals called A1, R1C1 or nothing have names that formulas can use."""
    total = (Cell(3, expression=None),)
    tables = [
        column_of(1, 2, id=name, kind=Kind.INTEGER, filters=True, total=total)
        for name in ("A1", "a1", "R1C1", "R", "é", "a b", "", "x" * 400, "x" * 401)
    ]
    assert beyond_limits(exported(report_of(*tables))) == []


def test_s17_there_are_no_lists_of_choices() -> None:
    """A workbook is read and not filled in: it has no list that could be too long."""
    sheet = book_of(report_of(column_of("x" * 300, *"abc")))["Sheet"]
    assert sheet.data_validations.dataValidation == []


def test_s18_a_heading_that_is_a_number_is_text() -> None:
    """Headings such as 2017 are texts in the cell and in the table, or Excel mends the file."""
    labels = ("2017", "007", "1.5", "=1", "TRUE", "a\nb", "_x0041_")
    columns = tuple(Column(f"c{n}", label) for n, label in enumerate(labels))
    table = Table("t", "T", columns, ((Cell(1),) * len(labels),), filters=True)
    assert beyond_limits(exported(report_of(table))) == []
    sheet = book_of(report_of(table))["Sheet"]
    assert [(cell.value, cell.data_type) for cell in sheet[5]] == [(text, "s") for text in labels]


@pytest.mark.parametrize(
    ("labels", "code"),
    [
        pytest.param(("A", "a"), "heading-repeated", id="S19"),
        pytest.param(("Straße", "STRASSE"), "heading-repeated", id="S19-folded"),
        pytest.param(("A", " "), "heading-empty", id="S18-empty"),
        pytest.param(("A", "b" * 256), "heading-length", id="S18-long"),
        pytest.param(("A", "\U0001f600" * 128), "heading-length", id="S18-emoji"),
    ],
)
def test_headings_of_tables_with_filters_are_names(labels: tuple[str, str], code: str) -> None:
    """Excel mends such tables, and says the file is broken; they are refused, or have no filter."""
    columns = tuple(Column(f"c{n}", label) for n, label in enumerate(labels))
    table = Table("t", "T", columns, ((Cell("x"), Cell("y")),), filters=True)
    (problem,) = refused(report_of(table))
    assert (problem.code, problem.path) == (code, "tables.t.columns.c1")
    assert problem.hint
    assert beyond_limits(exported(report_of(attrs.evolve(table, filters=False)))) == []


def test_s20_a_formula_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A formula longer than Excel takes is refused, with its length."""
    assert formulas.FORMULA_LIMIT == 8_192
    monkeypatch.setattr(checks, "FORMULA_LIMIT", 40)
    counted = Count(Rows("t", where=(("c", Own("c")),) * 3))
    table = attrs.evolve(column_of(1), rows=((Cell(1, expression=counted),),))
    (problem,) = refused(report_of(table))
    assert (problem.code, problem.path) == ("formula-length", "tables.t")
    assert problem.hint
