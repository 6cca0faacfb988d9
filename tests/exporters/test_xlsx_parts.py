"""A table of more rows than a worksheet goes on on a further one: nothing lost, and said so."""

from datetime import date
from io import BytesIO
from itertools import pairwise
from typing import Any

import attrs
import openpyxl
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from cproc.exporters.xlsx import XlsxOptions
from cproc.exporters.xlsx.formulas import formula
from cproc.exporters.xlsx.layout import SheetLayout
from cproc.exporters.xlsx.workbook import Prepared, prepare
from cproc.labels import labels_in
from cproc.money import Money
from cproc.report.cells import TOTAL, Cell, Column, Kind, Own, Table, count
from cproc.report.model import Chart, ChartKind, Ref, Report, Sheet

OFFICE = "Office · 2017"

COLUMNS = (
    Column("key", "Key"),
    Column("value", "Value", Kind.INTEGER),
    Column("amount", "Amount", Kind.MONEY),
)


def table_of(rows: int, id_: str = "data", **more: Any) -> Table:
    """Make a table whose values are the positions of its rows."""
    body = tuple((Cell(f"k{n}"), Cell(n), Cell(Money(n, "EUR"))) for n in range(rows))
    return Table(id_, f"Table {id_}", COLUMNS, body, **more)


def totalled(rows: int, **more: Any) -> Table:
    """Make a table with a total."""
    whole = rows * (rows - 1) // 2
    total = (
        Cell("Total"),
        Cell(whole, expression=TOTAL),
        Cell(Money(whole, "EUR"), expression=TOTAL),
    )
    return table_of(rows, total=total, **more)


def report_of(*blocks: Table | Chart, language: str = "en", title: str = "Entries") -> Report:
    """Make a report with one sheet."""
    labels = labels_in(language).group("export")
    tables = {block.id: block for block in blocks if isinstance(block, Table)}
    charts = {block.id: block for block in blocks if isinstance(block, Chart)}
    sheet = Sheet("s", title, "All entries", tuple(Ref(block.id) for block in blocks))
    words = (language, "T", "2017", "Office", "", "", "", date(2017, 9, 30), "")
    return Report(*words, labels, tables, charts, (), (sheet,))


def laid_out(report: Report, limit: int) -> Prepared:
    """Lay a report out on worksheets of so many rows."""
    prepared, problems = prepare(report, limit=limit)
    assert prepared is not None, problems
    return prepared


def refused(report: Report, limit: int, **options: Any) -> list[tuple[str, str]]:
    """Code and path of what stands against a report."""
    prepared, problems = prepare(report, XlsxOptions(**options), limit=limit)
    assert prepared is None
    return [(problem.code, problem.path) for problem in problems]


def written(report: Report, limit: int) -> bytes:
    """Write a workbook of worksheets of so many rows."""
    stream = BytesIO()
    laid_out(report, limit).write(stream)
    return stream.getvalue()


def opened(report: Report, limit: int, **how: Any) -> Any:
    """Write a workbook and open it."""
    return openpyxl.load_workbook(BytesIO(written(report, limit)), **how)


def column(sheet: Any, letter: str = "A") -> list[Any]:
    """What a column holds, from the first row."""
    return [cell.value for cell in sheet[letter]]


# --- Every row once -----------------------------------------------------------------------


def test_every_row_is_there_once_and_in_order() -> None:
    """Read by openpyxl and python-calamine, the worksheets together hold the table."""
    data = written(report_of(totalled(100, notes=("A note.",))), 40)
    book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    other = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    assert book.sheetnames == ["Contents", "Entries", "Entries (2)", "Entries (3)"]
    found: list[list[tuple[Any, ...]]] = [[], []]
    for tab in book.sheetnames[1:]:
        rows = other.get_sheet_by_name(tab).to_python(skip_empty_area=False)
        for into, read in zip(found, (book[tab].iter_rows(values_only=True), rows), strict=True):
            into += [tuple(row[:3]) for row in read if str(row[0]).startswith("k")]
            assert len(rows) <= 40
    expected = [(f"k{n}", n, n) for n in range(100)]
    assert found == [expected, expected]
    assert column(book["Entries (3)"])[-2:] == ["Total", "A note."]
    assert column(book["Entries (3)"], "B")[-2] == 4950


TABLES = st.tuples(st.integers(0, 60), st.booleans(), st.integers(0, 2))


@given(tables=st.lists(TABLES, min_size=1, max_size=4), limit=st.integers(12, 40))
def test_the_parts_are_a_partition_of_the_rows(
    tables: list[tuple[int, bool, int]], limit: int
) -> None:
    """Whatever is on a sheet: no row is lost or twice, and no worksheet is too long.

    Only the last part has the total and the notes, and no part is without rows.
    """
    made = [
        (totalled if total else table_of)(rows, id_=f"t{n}", notes=("A note.",) * notes)
        for n, (rows, total, notes) in enumerate(tables)
    ]
    report = report_of(*made)
    layouts = laid_out(report, limit).layouts
    places = [place for layout in layouts for place in layout.places]
    assert [*dict.fromkeys(place.table.id for place in places)] == [*report.tables]
    for name, table in report.tables.items():
        parts = [place for place in places if place.table.id == name]
        assert tuple(row for part in parts for row in part.table.rows) == table.rows
        assert [part.run for part in parts] == [*parts[0].whole.runs]
        assert {part.whole for part in parts} == {parts[0].whole}
        assert len(parts) == 1 or all(part.table.rows for part in parts)
        *others, last = parts
        assert (last.table.total, last.table.notes) == (table.total, table.notes)
        assert all(part.table.total is None and not part.table.notes for part in others)
    for layout in layouts:
        assert layout.last_row <= limit
        ends = [(place.caption, place.end) for place in layout.places]
        assert all(end < start for (_s, end), (start, _e) in pairwise(ends))


def names(layouts: tuple[SheetLayout, ...]) -> list[list[str]]:
    """The tables and charts of each worksheet."""
    return [
        [place.table.id for place in layout.places] + [c.chart.id for c in layout.charts]
        for layout in layouts
    ]


def test_a_table_is_cut_only_where_it_is_longer_than_a_worksheet() -> None:
    """What fits on a worksheet of its own is moved there whole; so is a chart."""
    chart = Chart("chart", "C", "A", ChartKind.COLUMNS, "a", "key", ("value",))
    empty = attrs.evolve(chart, id="empty", table="d")
    blocks = (table_of(10, "a"), table_of(20, "b"), chart, table_of(50, "c"), table_of(0, "d"))
    report = report_of(*blocks, empty)
    assert names(laid_out(report, 37).layouts) == [
        *(["a"], ["b"], ["c", "chart"], ["c"], ["c", "d"])
    ]
    assert names(laid_out(report, 1000).layouts) == [["a", "b", "c", "d", "chart"]]


def test_a_sheet_that_just_fits_is_not_divided() -> None:
    """The last row may be the last one of the worksheet."""
    report = report_of(totalled(30, notes=("A note.",)))
    (layout,) = laid_out(report, 37).layouts
    assert layout.last_row == 37
    first, second = laid_out(report, 36).layouts
    assert (first.last_row, second.last_row) == (35, 8)  # one row, the total and the note


# --- What is computed from it -------------------------------------------------------------


def test_totals_and_figures_keep_their_names() -> None:
    """A name leads to the part that has the row; a part has its own filter."""
    rows = tuple((Cell(f"k{n}"), Cell(n)) for n in range(60))
    columns, total = COLUMNS[:2], (Cell("Total"), Cell(1770, expression=TOTAL))
    table = Table("data", "Data", columns, rows, total, filters=True)
    names, main = tuple(f"n{n}" for n in range(60)), frozenset({33, 35})
    table = attrs.evolve(table, keys=names, named=True, main_rows=main)
    report = report_of(table)
    again = attrs.evolve(report.sheets[0], id="again")
    book = opened(attrs.evolve(report, sheets=(*report.sheets, again)), 40)
    defined = {name: defined.attr_text for name, defined in book.defined_names.items()}
    assert len(defined) == 61
    assert defined["total_data_value"] == "'Entries (2)'!$B$32"
    assert defined["figure_n0"] == "'Entries'!$B$6"
    assert defined["figure_n33"] == "'Entries'!$B$39"
    assert defined["figure_n34"] == "'Entries (2)'!$B$6"
    assert defined["figure_n59"] == "'Entries (2)'!$B$31"
    body = (row for tab in book.sheetnames[1:3] for row in book[tab]["A6:A39"])
    assert [cell.value for (cell,) in body if cell.font.bold] == ["k33", "k35", "Total"]
    filters = [table for sheet in book for table in sheet.tables.values()]
    assert [(table.name, table.ref) for table in filters] == [
        ("table_data", "A5:B39"),
        ("table_data_2", "A5:B31"),
        ("table_data_3", "A5:B39"),
        ("table_data_4", "A5:B31"),
    ]
    for tab in book.sheetnames[1:]:
        assert (book[tab].freeze_panes, book[tab].print_title_rows) == ("A6", "$5:$5")


def test_a_table_shown_twice_is_summed_where_it_stands() -> None:
    """Each of the two, cut in parts, is added up on its own sheets; formulas refer to the first."""
    report = report_of(totalled(60), title="A")
    again = attrs.evolve(report.sheets[0], id="again", title="B")
    report = attrs.evolve(report, sheets=(*report.sheets, again))
    book = opened(report, 40)
    assert book["A (2)"]["B32"].value == "=SUM('A'!$B$6:$B$39,$B$6:$B$31)"
    assert book["B (2)"]["B32"].value == "=SUM('B'!$B$6:$B$39,$B$6:$B$31)"
    assert "sheet “B" not in book["A (2)"]["A3"].value


# --- What is said -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "rows", "back", "on"),
    [
        (
            "en",
            "Rows {} to {} of 2,100",
            "Continued from the sheet {}",
            "Continued on the sheet {}",
        ),
        (
            "fr",
            "Lignes {} à {} sur 2\u202f100",
            "Suite de la feuille {}",
            "Suite sur la feuille {}",
        ),
    ],
)
def test_it_is_said_on_the_cover_and_on_the_sheets(
    language: str, rows: str, back: str, on: str
) -> None:
    """The reader learns which rows are here and where the others are, and gets there by a link."""
    quoted = "“{}”" if language == "en" else "«\xa0{}\xa0»"
    back, on = back.format(quoted), on.format(quoted)
    book = opened(report_of(totalled(2100), language=language), 1000)
    cover, first, second, third = book.worksheets
    comma = "," if language == "en" else "\u202f"
    middle = rows.format("995", f"1{comma}988")
    assert first["A2"].value == f"{OFFICE} · {rows.format(1, 994)} · {on.format('Entries (2)')}"
    assert first["A1000"].value == on.format("Entries (2)")
    going_on = on.format("Entries (3)")
    assert second["A2"].value == f"{OFFICE} · {middle} · {back.format('Entries')} · {going_on}"
    assert second["A1000"].value == going_on
    last = rows.format(f"1{comma}989", f"2{comma}100")
    assert third["A2"].value == f"{OFFICE} · {last} · {back.format('Entries (2)')}"
    assert third.max_row == 118
    found = {row[0].value: row for row in cover.iter_rows() if row[0].hyperlink}
    assert [*found] == ["Entries", "Entries (2)", "Entries (3)"]
    links = [row[0].hyperlink.location for row in found.values()]
    assert links == ["'Entries'!A1", "'Entries (2)'!A1", "'Entries (3)'!A1"]
    said = [row[2].value for row in found.values()]
    others = [sheet["A2"].value.removeprefix(f"{OFFICE} · ") for sheet in (second, third)]
    assert said == ["All entries", *others]


def test_nothing_is_said_of_sheets_that_are_whole() -> None:
    """Neither row 2 nor the last one says a word of other sheets."""
    book = opened(report_of(table_of(20)), 1000)
    assert column(book["Entries"])[1] == OFFICE
    assert column(book["Entries"])[-1] == "k19"


def test_tabs_of_parts_are_no_two_alike() -> None:
    """A name of 31 characters and one that is taken make room for the number."""
    report = report_of(table_of(60), title="e" * 31)
    book = opened(report, 40)
    assert book.sheetnames[1:] == ["e" * 31, "e" * 26 + "… (2)"]
    taken = Sheet("t", "Entries (2)", "T", (Ref("data"),))
    report = report_of(table_of(20))
    report = attrs.evolve(report, sheets=(taken, *report.sheets))
    assert opened(report, 20).sheetnames[1:] == [
        *("Entries (2)", "Entries (2) (2)", "Entries", "Entries (3)")
    ]


# --- What is refused ----------------------------------------------------------------------


def test_it_is_refused_where_that_is_asked_for() -> None:
    """S08: with ``row_limit=refuse`` a sheet of too many rows is a problem, and no sheet is cut."""
    report = report_of(table_of(60))
    assert refused(report, 40, row_limit="refuse") == [("sheet-rows", "sheets.s")]
    _none, problems = prepare(report, XlsxOptions(row_limit="refuse"), limit=40)
    assert "65 rows" in problems[0].message
    assert "row_limit=continue" in problems[0].hint
    prepared, _none_of_them = prepare(report, XlsxOptions(row_limit="refuse"), limit=65)
    assert prepared is not None


def test_a_chart_of_a_table_in_parts_is_refused() -> None:
    """A chart would show the rows of one part as if they were all."""
    chart = Chart("chart", "C", "A", ChartKind.LINE, "data", "key", ("value",))
    assert refused(report_of(table_of(60), chart), 40) == [("chart-rows", "charts.chart")]
    _none, problems = prepare(report_of(table_of(60), chart), limit=40)
    assert "2 worksheets" in problems[0].message
    assert problems[0].hint == "Draw a shorter table, or leave the chart out."
    laid_out(report_of(table_of(60), chart), 100)


@pytest.mark.parametrize("limit", [3, 5, 7])
def test_what_can_stand_on_no_worksheet_is_refused(limit: int) -> None:
    """A worksheet too short for headings and a row, or for the notes of a table, ends in words."""
    table = table_of(3, notes=("A note.",) * 5)
    assert ("sheet-rows", "sheets.s") in refused(report_of(table), limit)
    assert refused(report_of(table_of(0, notes=("A note.",) * 60)), 40) == [
        ("sheet-rows", "sheets.s")
    ]


def test_a_formula_over_too_many_parts_is_refused() -> None:
    """S20: a formula grows by the parts; one that Excel would not read is found before."""
    counted = Cell(1, expression=count("data", key=Own("key")))
    counts = tuple((Cell(f"k{n}"), counted) for n in range(5))
    report = report_of(table_of(600), Table("counts", "Counts", COLUMNS[:2], counts))
    assert refused(report, 8) == [("formula-length", "tables.counts")]


def test_more_parts_than_a_function_takes_are_summed_in_groups() -> None:
    """Excel takes 255 arguments: sums of sums take more."""
    report = report_of(totalled(520), title="E")
    prepared = laid_out(report, 8)
    last = prepared.layouts[-1].places[0]
    assert len(last.whole.runs) == 260
    told = formula(TOTAL, last, 1, 8, prepared.places)
    assert told.startswith("SUM(SUM('E'!$B$6:$B$7,'E (2)'!$B$6:$B$7,")
    assert told.count("SUM(") == 3
    assert told.count(":") == 260
