"""Law 5: every cell read back from a workbook equals the Report it came from."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Any

import attrs
import openpyxl
import pytest
import python_calamine
from example_data import reported
from excel_limits import beyond_limits
from hypothesis import example, given
from hypothesis import strategies as st
from workbooks import as_given, column_of, report_of

from cproc.exporters.xlsx.refusals import ROW_LIMIT, text_fault
from cproc.exporters.xlsx.workbook import Prepared, prepare
from cproc.money import Money
from cproc.report.cells import TOTAL, Cell, CellValue, Column, Kind, Table
from cproc.report.model import Ref, Report, Sheet
from cproc.testing import tricky

FIRST_SERIAL_DAY = date(1900, 3, 1)

HOSTILE = [text for text in tricky.HOSTILE if text_fault(text) is None and len(text) < 3_000]
HOSTILE += ["a_x0041_x0042_", "%s %d %", "{row}", "\x7f\x85\u2028", "\r\n", "\r", ""]
"""Texts that a cell can hold and that readers and writers are apt to lose."""

letters = st.characters(
    exclude_categories=["Cs"],
    exclude_characters=[chr(n) for n in range(32) if n not in (9, 10, 13)] + ["\ufffe", "\uffff"],
)
texts = st.one_of(st.sampled_from(HOSTILE), st.text(letters, max_size=30))
exact = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(0, 15),
)
currencies = st.sampled_from(["EUR", "USD", "JPY", "KWD"])
money = st.builds(Money, exact, currencies)
values: dict[Kind, st.SearchStrategy[CellValue]] = {
    Kind.TEXT: texts,
    Kind.INTEGER: st.integers(-(10**15) + 1, 10**15 - 1),
    Kind.DECIMAL: exact,
    Kind.MONEY: money,
    Kind.PERCENT: exact,
    Kind.DATE: st.dates(),
    Kind.MONTH: st.one_of(st.dates(), texts),
}


@st.composite
def columns_of_cells(draw: st.DrawFn, rows: int) -> tuple[Column, list[Cell], Cell]:
    """Draw a column, its cells and the cell of its total."""
    kind = draw(st.sampled_from(Kind))
    usual = values[kind]
    if draw(st.booleans()):
        usual = st.one_of(usual, st.none(), texts)
    cells = [Cell(draw(usual)) for _ in range(rows)]
    if draw(st.booleans()):
        other = draw(st.sampled_from(Kind))
        cells = [Cell(draw(values[other]), kind=other) if draw(st.booleans()) else c for c in cells]
    total = Cell(draw(usual))
    if not any(isinstance(cell.value, Money) for cell in (*cells, total)):
        total = attrs.evolve(total, expression=TOTAL)
    return Column("", draw(texts), kind, draw(st.integers(1, 60))), cells, total


@st.composite
def tables(draw: st.DrawFn, name: str) -> Table:
    """Draw a table."""
    rows = draw(st.integers(0, 6))
    drawn = draw(st.lists(columns_of_cells(rows), min_size=1, max_size=5))
    columns = tuple(
        attrs.evolve(column, id=f"c{n}") for n, (column, _cells, _total) in enumerate(drawn)
    )
    body = tuple(zip(*(cells for _column, cells, _total in drawn), strict=True))
    total = tuple(total for _column, _cells, total in drawn) if draw(st.booleans()) else None
    notes = tuple(draw(st.lists(texts, max_size=2)))
    labels = [column.label.casefold() for column in columns]
    filters = len(set(labels)) == len(labels) and all(
        label.strip() and len(label) < 200 for label in labels
    )
    return Table(
        name, draw(texts), columns, body, total, notes, draw(st.booleans()), filters=filters
    )


def saying(words: str, tables: list[Table], language: str = "en") -> Report:
    """Make a report that shows tables two on a sheet and says the same words everywhere else."""
    sheets = tuple(
        Sheet(f"s{n}", f"{words} {n}", words, tuple(Ref(t.id) for t in tables[n : n + 2]))
        for n in range(0, len(tables), 2)
    )
    names = ("title", "subtitle", "office", "organisation", "reference", "place", "addressee")
    said: dict[str, Any] = dict.fromkeys(names, words)
    return report_of(*tables, sheets=sheets, language=language, labels={}, **said)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Draw a report."""
    names = [f"t{n}" for n in range(draw(st.integers(1, 4)))]
    drawn = [draw(tables(name)) for name in names]
    return saying(draw(texts), drawn, draw(st.sampled_from(["en", "fr"])))


def exported(report: Report, limit: int = ROW_LIMIT) -> tuple[bytes, Prepared]:
    """Export a report on worksheets of so many rows, and tell where everything stands."""
    stream = BytesIO()
    prepared, _problems = prepare(report, limit=limit)
    assert prepared is not None
    prepared.write(stream)
    return stream.getvalue(), prepared


def as_read(value: CellValue) -> Any:
    """What a reader must find: days that have no safe number as text."""
    if isinstance(value, date) and value < FIRST_SERIAL_DAY:
        return value.isoformat()
    return as_given(value)


def expected(prepared: Prepared) -> dict[tuple[str, int, int], CellValue]:
    """Every cell of every table by tab, row and column, captions and notes included."""
    cells: dict[tuple[str, int, int], CellValue] = {}
    for layout in prepared.layouts:
        for place in layout.places:
            table = place.table
            cells[layout.tab, place.caption, layout.first_text] = table.title
            rows: list[tuple[int, tuple[CellValue, ...]]] = [
                (place.header, tuple(column.label for column in table.columns))
            ]
            rows += [(place.first + n, tuple(c.value for c in r)) for n, r in enumerate(table.rows)]
            if place.total is not None and table.total is not None:
                rows.append((place.total, tuple(cell.value for cell in table.total)))
            for row, values in rows:
                for index, value in enumerate(values):
                    cells[layout.tab, row, place.span(index)[0]] = value
            for number, note in enumerate(reversed(table.notes)):
                cells[layout.tab, place.end - number, layout.first_text] = note
    return cells


def assert_openpyxl_reads(data: bytes, prepared: Prepared) -> None:
    """Every cell is found by openpyxl; text is text."""
    book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    for (tab, row, column), value in expected(prepared).items():
        cell = book[tab].cell(row, column)
        assert as_given(cell.value) == as_read(value), (tab, row, column)
        assert cell.data_type != "f"
        if isinstance(value, str) and value:
            assert cell.data_type == "s"


def assert_calamine_reads(data: bytes, prepared: Prepared) -> None:
    """Every cell is found by python-calamine."""
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    sheets = {
        layout.tab: book.get_sheet_by_name(layout.tab).to_python(skip_empty_area=False)
        for layout in prepared.layouts
    }
    for (tab, row, column), value in expected(prepared).items():
        read = sheets[tab][row - 1] if row <= len(sheets[tab]) else []  # it leaves out empty ends
        cell = read[column - 1] if column <= len(read) else None
        assert as_given(cell) == as_read(value), (tab, row, column)


ESCAPED = (Column("c", "_x0041_"),)


@pytest.mark.no_cover
@given(reports(), st.sampled_from([ROW_LIMIT, 10]))
@example(saying("x", [column_of(*HOSTILE)]), ROW_LIMIT)
@example(saying("=", [column_of(*"ab")]), ROW_LIMIT)
@example(saying("x", [Table("t", "T", ESCAPED, ((Cell("x"),),), filters=True)]), ROW_LIMIT)
def test_every_cell_is_read_back(report: Report, limit: int) -> None:
    """What openpyxl and python-calamine read is what the report holds, also in several parts.

    Whatever is drawn, the workbook stays within Excel's limits.
    """
    data, prepared = exported(report, limit)
    shown = [place.table for layout in prepared.layouts for place in layout.places]
    for name, table in report.tables.items():
        assert tuple(row for part in shown if part.id == name for row in part.rows) == table.rows
    assert_openpyxl_reads(data, prepared)
    assert_calamine_reads(data, prepared)
    assert beyond_limits(data) == []


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.thorough)])
@pytest.mark.no_cover
def test_every_cell_of_the_reference_year_is_read_back(language: str) -> None:
    """The same holds for the reference year."""
    report = reported("cproc_2017", language)
    data, prepared = exported(report)
    assert len(expected(prepared)) > 5000
    assert_openpyxl_reads(data, prepared)
    assert_calamine_reads(data, prepared)


@pytest.mark.no_cover
def test_many_rows_are_read_back() -> None:
    """Tables longer than a chunk lose and shift nothing where chunks meet."""
    days = [date(2017, 1, 1 + n % 28) for n in range(2501)]
    rows = tuple(
        (Cell(f"{n}"), Cell(n), Cell(Money(n, "EUR") if n % 3 else None), Cell(day))
        for n, day in enumerate(days)
    )
    columns = (
        Column("text", "Text"),
        Column("number", "Number", Kind.INTEGER),
        Column("amount", "Amount", Kind.MONEY),
        Column("day", "Day", Kind.DATE),
    )
    data, prepared = exported(report_of(Table("t", "T", columns, rows, filters=True)))
    assert_openpyxl_reads(data, prepared)
    assert_calamine_reads(data, prepared)


@pytest.mark.no_cover
@given(st.lists(texts, min_size=1, max_size=8))
def test_text_stays_text_when_the_workbook_is_saved_again(hostile: list[str]) -> None:
    """Any text stays text through another save by openpyxl, whatever it looks like."""
    data, prepared = exported(report_of(column_of(*hostile)))
    book = openpyxl.load_workbook(BytesIO(data))
    again = BytesIO()
    book.save(again)
    sheet = openpyxl.load_workbook(again)[prepared.layouts[0].tab]
    for number, text in enumerate(hostile):
        cell = sheet.cell(prepared.places["t"].first + number, 1)
        assert cell.data_type != "f"
        if text and "_x" not in text:  # openpyxl does not escape what it has read
            assert str(cell.value).replace("\r", "") == text.replace("\r", "")


class Status(StrEnum):
    """A text that is also of another kind."""

    HELD = "held"


def test_texts_and_numbers_of_other_kinds_are_what_they_are() -> None:
    """A member of an enumeration of texts is written as its text."""
    data, prepared = exported(report_of(column_of(*[Status.HELD] * 3)))
    assert_openpyxl_reads(data, prepared)
    assert_calamine_reads(data, prepared)


def test_a_changed_cell_is_noticed() -> None:
    """Sabotage: a workbook of another report does not pass as this one's."""
    data, _ = exported(report_of(column_of("a")))
    _, prepared = exported(report_of(column_of("b")))
    with pytest.raises(AssertionError):
        assert_openpyxl_reads(data, prepared)
    with pytest.raises(AssertionError):
        assert_calamine_reads(data, prepared)
