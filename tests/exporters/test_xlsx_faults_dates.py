"""Rows D of the matrix of faults, for the workbook: a day is that day in every program.

Excel counts days from 1900 and knows a 29 February 1900 that never was; days before March 1900
are written as they read in ISO 8601. Times, spans of time and guesses at day and month are none.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from doors import COST, by_json, by_table, refused_by_json, refused_by_table
from workbooks import (
    as_given,
    column_of,
    exported,
    read_by_two,
    refused,
    report_of,
)

from cproc.dates import Period
from cproc.report import build
from cproc.report.cells import Cell, Kind

NO_DAY = {
    "D03": "1900-02-29", "D07": "2024-02-30", "D08": "01/02/2024",
    "D09": "2017-05-17T00:00:00+02:00", "D10": "2017-05-17T23:59:59.9996", "D13": "45292",
    "D15": "-P1D", "D16": "2017-05-17T24:00",
}  # fmt: skip
"""What people and programs write for days, and no day is read from."""


def is_heading(cell: Any) -> bool:
    """Whether it is the heading of the first days of activities."""
    return bool(cell.value == "First day")


def first_and_last(data: bytes, row: int = 6) -> list[Any]:
    """The first and the last day of an entry of the inventory, the first where none is named."""
    book: Any = openpyxl.load_workbook(BytesIO(data))
    heading = next(cell for sheet in book for line in sheet for cell in line if is_heading(cell))
    sheet, row = heading.parent, heading.row + row - 5
    cells = {cell.value: sheet.cell(row, cell.column) for cell in sheet[heading.row]}
    return [cells["First day"], cells["Last day"]]


@pytest.mark.parametrize("row", NO_DAY)
def test_what_is_no_day_is_refused_at_the_door(row: str, tmp_path: Path) -> None:
    """Table and JSON alike: rule, file, cell or line, value and fix; no day is guessed."""
    problem = refused_by_table(tmp_path, NO_DAY[row], COST)
    assert problem.code == "date-form"
    assert problem.path == "activities[1].occurrences[0].when"
    assert problem.file.endswith("activities.csv")
    assert problem.cell == "row 3, column when"
    assert NO_DAY[row] in problem.value
    assert "YYYY-MM-DD" in problem.hint
    other = refused_by_json(tmp_path, f'"{NO_DAY[row]}"', f'"{COST}"')
    assert (other.code, other.value, other.hint) == (problem.code, problem.value, problem.hint)
    assert (other.path, other.cell) == ("activities[0].occurrences[0].when", "line 3")
    assert other.file.endswith("office.json")


def test_d13_a_number_of_json_is_no_day(tmp_path: Path) -> None:
    """The number by which a spreadsheet keeps a day is refused; it may count from 1900 or 1904."""
    problem = refused_by_json(tmp_path, "45292", f'"{COST}"')
    assert problem.code == "type-wrong"
    assert (problem.value, problem.cell) == ("45292", "line 3")
    assert problem.hint


def test_d14_an_end_before_its_start_is_refused(tmp_path: Path) -> None:
    """The two days are not changed about; both are to be looked at."""
    problem = refused_by_table(tmp_path, "2017-05-19/2017-05-17", COST)
    assert (problem.code, problem.cell) == ("date-order", "row 3, column when")
    assert problem.file.endswith("activities.csv")
    assert "2017-05-19" in problem.value
    assert problem.hint
    other = refused_by_json(tmp_path, '"2017-05-19/2017-05-17"', f'"{COST}"')
    assert (other.code, other.cell) == ("date-order", "line 3")


def test_d12_a_day_typed_as_text_arrives_as_a_day(tmp_path: Path) -> None:
    """In ISO 8601 in a table or in JSON, it is a day of the workbook, by which it is sorted."""
    when = "2017-05-17/2017-05-19"
    office = by_table(tmp_path, (when, COST))
    (occurrence,) = by_json(tmp_path, f'"{when}"', f'"{COST}"').activities[0].occurrences
    assert occurrence.when == office.activities[0].occurrences[0].when
    cells = first_and_last(exported(build(office)))
    assert [cell.is_date for cell in cells] == [True, True]
    assert [as_given(cell.value) for cell in cells] == [date(2017, 5, 17), date(2017, 5, 19)]


def test_d12_a_text_that_reads_like_a_day_stays_text() -> None:
    """What the report holds as text is not made a day, whatever the column is for."""
    data = exported(report_of(column_of("2024-01-01", date(2024, 1, 1), kind=Kind.DATE)))
    assert [as_given(value) for value in read_by_two(data)[0]] == ["2024-01-01", date(2024, 1, 1)]


DAYS = {
    "D01": date(1899, 12, 31), "D02": date(1900, 2, 28), "D04": date(1900, 3, 1),
    "D05": date(1, 1, 1), "D06": date(9999, 12, 31),
}  # fmt: skip


@cache
def read() -> tuple[list[Any], list[Any]]:
    """Read the days with two readers."""
    return read_by_two(exported(report_of(column_of(*DAYS.values(), kind=Kind.DATE))))


@pytest.mark.parametrize("row", DAYS)
def test_a_day_is_read_back_as_that_day(row: str) -> None:
    """From 1 March 1900 on as a day, before it as text in ISO 8601: no program shifts it."""
    day = DAYS[row]
    expected = day if day >= date(1900, 3, 1) else day.isoformat()
    for column in read():
        assert as_given(column[list(DAYS).index(row)]) == expected


@pytest.mark.parametrize("row", DAYS)
def test_a_day_at_the_edge_comes_through_the_door(row: str, tmp_path: Path) -> None:
    """An entry of such a day is loaded, and its day stands in the inventory of that day."""
    day = DAYS[row]
    expected = day if day >= date(1900, 3, 1) else day.isoformat()
    made = by_table(tmp_path, (day.isoformat(), COST)).reporting(Period(day, day))
    cells = first_and_last(exported(build(made)))
    assert [as_given(cell.value) for cell in cells] == [expected, expected]


TIMES: dict[str, Any] = {
    "D09": datetime(2017, 5, 17, tzinfo=UTC),
    "D10": datetime(2017, 5, 17, 23, 59, 59, 999_600, tzinfo=UTC),
    "D10-naive": datetime(2017, 5, 17, 23, 59, 59, 999_600),  # noqa: DTZ001 - is refused as well
    "D15": timedelta(days=-1),
}


@pytest.mark.parametrize("row", TIMES)
def test_a_time_is_refused_in_a_cell(row: str) -> None:
    """Excel has no zones and rounds to milliseconds; a cell holds days, and says so."""
    for table, where in (
        (column_of(TIMES[row]), "rows[0]"),
        (column_of(date(2017, 5, 17), total=(Cell(TIMES[row]),)), "total"),
    ):
        (problem,) = refused(report_of(table))
        assert (problem.code, problem.path) == ("cell-type", f"tables.t.{where}.c")
        assert type(TIMES[row]).__name__ in problem.message
        assert "date" in problem.hint


def test_d11_days_are_counted_from_1900() -> None:
    """No workbook says that its days are counted from 1904; a day has the number of 1900."""
    data = exported(report_of(column_of(date(2017, 5, 17), kind=Kind.DATE)))
    with ZipFile(BytesIO(data)) as package:
        assert b"date1904" not in package.read("xl/workbook.xml")
        assert b"<v>42872</v>" in package.read("xl/worksheets/sheet2.xml")
