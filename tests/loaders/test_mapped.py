"""Trackers of offices, read by a mapping."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trackers import ACTIVITIES, MAPPING, SETTINGS, Rows, read, rows_of, told

from cproc.errors import Severity
from cproc.loaders.grids import Grid
from cproc.loaders.mapped import layout_of, read_mapped
from cproc.loaders.mapping import read_mapping
from cproc.loaders.rows import RowReader
from cproc.loaders.targets import known_headers

# --- records ------------------------------------------------------------------------------------


def test_a_tracker_becomes_records(tmp_path: Path) -> None:
    """A title above, empty columns, French headers, and every way of writing a cell."""
    reading = read(tmp_path, MAPPING, Year=ACTIVITIES)
    first, second, third = rows_of(reading, "activities")
    assert first == {
        "id": "1",
        "projects": "P1",
        "title.en": "Course",
        "kind": "training",
        "when": "2025-02-10/2025-02-14",
        "where": "Tirana, AL; Vlora, AL",
        "women": 6,
        "men": 18,
        "planned_cost": Decimal(4500),
        "currency": "EUR",
    }
    assert second["projects"] == "P1; P2"
    assert second["planned_cost"] == Decimal("1234.55")
    assert (second["total"], second["participants.qualifier"]) == (200, "about")
    assert "where" not in second
    assert third["when"] == "2025-04-03"


def test_what_is_not_sure_is_told_at_its_cell(tmp_path: Path) -> None:
    """Doubts, totals and columns that nothing reads are told with sheet, cell and value."""
    reading = read(tmp_path, MAPPING, Year=ACTIVITIES)
    by_cell = {problem.cell: problem for problem in reading.problems}
    assert by_cell["Year!F7"].severity is Severity.ERROR  # an activity must have a time
    assert "'some day' cannot be read for sure" in by_cell["Year!F7"].message
    assert (by_cell["Year!H5"].value, by_cell["Year!H5"].severity) == ("~200", Severity.NOTICE)
    assert by_cell["Year!D6"].severity is Severity.WARNING  # it counts as held
    assert by_cell["Year, row 9"].code == "row-left-out"
    assert by_cell["Year!J3"].code == "column-unread"
    assert by_cell["Year!G5"].severity is Severity.NOTICE  # online is no place
    assert len(reading.problems) == 6


def test_the_rules_of_a_mapping_hold_where_a_row_fulfils_them(tmp_path: Path) -> None:
    """A column may depend on others: a row without line and with donor is incoming funds."""
    ledger: Rows = [
        ["Date", "Voucher", "Project", "Line", "Sum", "Cur", "Donor"],
        [date(2025, 1, 15), "V1", "P1", None, 60000, "USD", "NOR"],
        [date(2025, 1, 16), "V2", "P1", "1.1 Staff", 12.5, "EUR", None],
        [date(2025, 1, 17), "V3", "P1", "1.1 Staff", "EUR 5", "USD", None],
        [date(2025, 1, 18), "V4", "P1", "Staff", 7, "EUR", None],
    ]
    mapping = SETTINGS + (
        '[transactions]\nsheet = "Ledger"\nparts = { Line = "{heading} {}" }\n'
        'rules.type = [{ filled = "Donor", empty = "Line", is = "incoming_funds" },'
        ' { is = "expenditure" }]\n'
        '[headings]\nsheet = "Ledger"\nparts.Line = "{number} {title}"\nonce = true\n'
        'order = "number"\n'
    )
    reading = read(tmp_path, mapping, Ledger=ledger)
    rows = rows_of(reading, "transactions")
    assert [(row["type"], row.get("heading")) for row in rows] == [
        ("incoming_funds", None),
        ("expenditure", "1.1"),
        ("expenditure", None),
    ]
    assert (rows[0]["amount"], rows[0]["currency"]) == (60000, "USD")
    assert rows_of(reading, "headings") == [{"project": "P1", "number": "1.1", "title.en": "Staff"}]
    assert sorted(told(reading, "cell-unsure"))[:1] == [("Ledger!D5", "Staff")]
    assert ("Ledger!E4", "EUR 5") in told(reading, "cell-unsure")


def test_columns_may_stand_across(tmp_path: Path) -> None:
    """A column for each currency makes a rate of each cell."""
    rates: Rows = [["Month", "USD per EUR", "KES per EUR"], [date(2025, 1, 1), 1.05, None]]
    mapping = SETTINGS + (
        '[rates]\nsheet = "R"\n'
        'across.rate.currency = { "USD per EUR" = "USD", "KES per EUR" = "KES" }\n'
    )
    reading = read(tmp_path, mapping, R=rates)
    assert rows_of(reading, "rates") == [
        {"month": "2025-01", "rate": Decimal("1.05"), "currency": "USD"}
    ]


def test_posts_are_numbered_and_their_shares_read(tmp_path: Path) -> None:
    """Rows without an identifier get one; who pays becomes projects and shares."""
    staff: Rows = [
        ["Post", "Contract", "Since", "Paid by"],
        ["Head", "int'l", date(2022, 1, 1), "all (60/40)"],
        ["Driver", "local", "Mar 2024", "own funds"],
        ["Clerk", "local", None, "P1 50%"],
    ]
    mapping = SETTINGS + (
        '[posts]\nsheet = "S"\nids = "P"\nall_projects = ["P1", "P2"]\n'
        'codes = { recruitment = { "int\'l" = "international" }, pay = { "own funds" = "" } }\n'
        'fixed.state = "filled"\n'
    )
    reading = read(tmp_path, mapping, S=staff)
    head, driver, clerk = rows_of(reading, "posts")
    assert (head["id"], head["projects"], head["shares"]) == ("P1", "P1; P2", "0.6; 0.4")
    assert (head["recruitment"], head["state"]) == ("international", "filled")
    assert "projects" not in driver
    assert "since" not in driver
    assert clerk["shares"] == "0.5"
    assert told(reading) == [("S!C3", "Mar 2024")]
    sure = read(tmp_path, mapping.replace("ids", 'first_day = ["since"]\nids'), S=staff)
    assert rows_of(sure, "posts")[1]["since"] == date(2024, 3, 1)


def test_a_logframe_of_a_document_becomes_results(tmp_path: Path) -> None:
    """Results and indicators are numbered by their titles; values stand across, with sexes."""
    document = docx.Document()
    rows: Rows = [
        ["Project", "Result", "Indicator", "Baseline", "Achieved", "Donors"],
        ["P1", "Water", "Wells", "0", "4", "EU, the rest Norway"],
        ["P1", "Water", "Pupils", "–", "2,340 (1,260/1,080)", ""],
        ["P1", "Skills", "Rate", "71 %", "~78 %", ""],
    ]
    table = document.add_table(len(rows), 6)
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    document.save(str(tmp_path / "l.docx"))
    mapping = (
        'file = "l.docx"\nnumbers = "1,234.56"\npeople = "women/men"\n'
        "results = { sheet = 1, once = true }\n"
        'indicators = { numbered.result = "Result", fixed.unit = "people", later = ["Donors"] }\n'
        'indicator_values.numbered = { result = "Result", indicator = "Indicator" }\n'
        'indicator_values.across.value.kind = { Baseline = "baseline", Achieved = "actual" }\n'
    )
    reading = read_mapped(read_mapping(mapping), tmp_path)
    assert [row["title.en"] for row in rows_of(reading, "results")] == ["Water", "Skills"]
    assert [(row["result"], row["indicator"]) for row in rows_of(reading, "indicators")] == [
        (1, 1),
        (1, 2),
        (2, 1),
    ]
    values = [
        (row["result"], row["indicator"], row["kind"], row["value"])
        for row in rows_of(reading, "indicator_values")
    ]
    assert values == [
        (1, 1, "baseline", 0),
        (1, 1, "actual", 4),
        (1, 2, "actual", 2340),
        (2, 1, "baseline", 71),
    ]
    women, men = rows_of(reading, "disaggregations")
    assert (women["group"], women["value"], men["value"]) == ("women", 1260, 1080)
    assert ("table 1!F2", "EU, the rest Norway") in told(reading, "cell-later")
    assert ("table 1!E4", "~78 %") in told(reading, "cell-unsure")


def test_several_times_have_one_place_or_none(tmp_path: Path) -> None:
    """Two times share one place; of two places nobody says which is of which time."""
    head: list[Any] = ["No", "Project", "Title", "Date", "Venue"]
    rows: Rows = [
        head,
        ["1", "P1", "A", "3 and 5 March 2025", "Tirana"],
        ["2", "P1", "B", "3 and 5 March 2025", "Tirana; Vlora"],
    ]
    mapping = SETTINGS + 'country = "AL"\n[activities]\n'
    reading = read(tmp_path, mapping, Year=rows)
    one, two = rows_of(reading, "activities")
    assert (one["when"], one["where"]) == ("2025-03-03 | 2025-03-05", "Tirana, AL | Tirana, AL")
    assert "where" not in two
    assert told(reading) == [("Year!E3", "Tirana, AL; Vlora, AL")]


def test_merged_and_hidden_cells_and_errors_are_known(tmp_path: Path) -> None:
    """A merged cell holds for its rows; hidden rows are read and told; an error is no value."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Year"
    for row in (
        ["No", "Project", "Title", "Date", "Cost"],
        [1, "P1", "A", "2025-03-03", "#N/A"],
        [2, None, "B", "2025-03-04", "=1+1"],
        [3, "P1", "C", "2025-03-05", 1 / 3],
        [4, "P1", "D", "2025-03-05", 1234567890123456.7],
        ["No", "Project", "Title", "Date", "Cost"],
    ):
        sheet.append(row)
    sheet["E2"].data_type = "e"
    sheet.merge_cells("B2:B3")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["E"].hidden = True
    book.save(tmp_path / "t.xlsx")
    reading = read_mapped(read_mapping(SETTINGS + "[activities]\n"), tmp_path)
    rows = rows_of(reading, "activities")
    assert [row["projects"] for row in rows] == ["P1"] * 4
    assert [row.get("planned_cost") for row in rows] == [
        None,
        None,
        Decimal("0.333333333333333"),
        None,
    ]
    assert [(p.code, p.cell) for p in reading.problems] == [
        ("cell-error", "Year!E2"),
        ("cell-uncomputed", "Year!E3"),
        ("number-inexact", "Year!E4"),
        ("number-inexact", "Year!E5"),
        ("row-left-out", "Year, row 6"),
        ("hidden", "Year!3"),
        ("hidden", "Year!E1"),
    ]


def test_csv_and_several_files_go_together(tmp_path: Path) -> None:
    """Each table may be in a file of its own; rows of one table in two sheets add up."""
    (tmp_path / "r.csv").write_text("Mois;Taux;Devise\n01/2025;1,05;USD\n", encoding="utf-8")
    sheet: Rows = [["Month", "Rate", "Cur"], ["2025-02", 1.06, "USD"]]
    mapping = (
        'file = "t.xlsx"\n[[rates]]\nfile = "r.csv"\nnumbers = "1.234,56"\n[[rates]]\nsheet = "R"\n'
    )
    reading = read(tmp_path, mapping, R=sheet)
    assert [row["month"] for row in rows_of(reading, "rates")] == ["2025-01", "2025-02"]


# --- laws ---------------------------------------------------------------------------------------

CELLS = st.one_of(
    st.none(),
    st.just(""),
    st.text(max_size=12),
    st.sampled_from(
        ["3/4/2025", "10 Feb 2025", "6/18", "~5", "EUR 5", "4.500", "P1", "-", "TOTAL"]
    ),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@pytest.mark.parametrize("table", ["activities", "transactions", "posts", "rates", "projects"])
@given(data=st.data())
def test_each_cell_is_read_or_told(table: str, data: st.DataObject) -> None:
    """Law: whatever stands under a mapped column is read, or told at its cell or with its row."""
    headers: dict[str, str] = {}
    for header, target in known_headers(table).items():
        headers.setdefault(target, header)
    names = data.draw(
        st.lists(st.sampled_from(sorted(headers)), min_size=2, max_size=6, unique=True)
    )
    rows = data.draw(
        st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), max_size=5)
    )
    columns = {target: headers[target] for target in names}
    lines = "".join(
        f'columns.{target if "." not in target else repr(target)} = "{h}"\n'
        for target, h in columns.items()
    )
    (source,) = read_mapping(f'{SETTINGS}country = "AL"\n[{table}]\nheader = 1\n{lines}')
    grid = Grid("t.xlsx", [list(columns.values()), *rows], sheet="S")
    reader = RowReader(source, *layout_of(source, [grid], Path()))
    records = list(reader.records())
    places = {problem.cell for problem in reader.doubts.problems}
    kept = {at: letters for _table, at, _cells, letters in records}
    for at, row in enumerate(rows, start=1):
        if grid.row_place(at) in {str(place) for place in places}:
            continue
        for column, cell in enumerate(row):
            if cell is None or (isinstance(cell, str) and cell.strip() in ("", "-", "–", "—")):
                continue
            is_told = str(grid.place(at, column)) in {str(place) for place in places}
            is_read = column in kept.get(at, {}).values()
            lacks = at not in kept and any(
                p.severity is Severity.ERROR and p.cell.endswith(str(at + 1))
                for p in reader.doubts.problems
            )
            is_nowhere = names[column] == "place"
            assert is_told or is_read or lacks or is_nowhere, (names[column], cell)
