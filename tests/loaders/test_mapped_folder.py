"""A folder whose workbooks are read by a mapping; a mapping that is proposed for them."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from trackers import ACTIVITIES, MAPPING, Rows, workbook

import cproc
from cproc.errors import DataError, Severity
from cproc.loaders.folder import FolderLoader
from cproc.loaders.mapped import read_mapped
from cproc.loaders.mapping import read_mapping
from cproc.loaders.proposal import proposed
from cproc.plugins import check_path
from cproc.serialize import from_tables, to_data

LAKE = Path(__file__).resolve().parents[3] / "shared" / "cases" / "offices" / "lake"
LAKE_MAPPING = Path(__file__).parent / "lake.toml"

# --- a folder -----------------------------------------------------------------------------------


def office(folder: Path, mapping: str = MAPPING) -> Path:
    sound = [row for row in ACTIVITIES if row[5:6] != ["some day"]]
    workbook(folder / "t.xlsx", {"Year": sound})
    (folder / "columns.toml").write_text(mapping, encoding="utf-8")
    (folder / "portfolio.json").write_text(
        '{"office": {"id": "O", "name": {"en": "Hill"}, "organisation": "ORG", "city": "Tirana",'
        ' "country": "AL", "operational_since": "2020-01-01"}, "period": "2025",'
        ' "organisations": [{"id": "ORG", "name": {"en": "League"}}], "projects": ['
        '{"code": "P1", "name": "P1", "title": {"en": "One"}, "period": "2024/2026"},'
        '{"code": "P2", "name": "P2", "title": {"en": "Two"}, "period": "2024/2026"}]}',
        encoding="utf-8",
    )
    return folder


def test_a_folder_with_a_mapping_is_data(tmp_path: Path) -> None:
    """What a mapping reads stands beside portfolio.json; problems are at cells of the workbook."""
    folder = office(tmp_path)
    portfolio = cproc.load(folder)
    assert [activity.id for activity in portfolio.activities] == ["1", "2", "3"]
    assert FolderLoader().locate(folder, "activities[1].projects[0]") == (
        str(folder / "t.xlsx"),
        "Year!C5",
    )
    assert [p.code for p in FolderLoader().notices(folder)] == [
        "cell-unsure",
        "cell-unsure",
        "cell-unsure",
        "row-left-out",
        "column-unread",
    ]


def test_doubts_are_told_when_a_folder_is_checked(tmp_path: Path) -> None:
    """Warnings of what was not sure are shown with those of checks, notices where asked for."""
    folder = office(tmp_path)
    _, problems = check_path(folder)
    assert [p.severity for p in problems if p.code == "cell-unsure"] == [Severity.WARNING]
    _, problems = check_path(folder, notices=True)
    assert {"row-left-out", "column-unread"} <= {p.code for p in problems}


def test_a_mapping_that_is_wrong_is_told_like_data(tmp_path: Path) -> None:
    """A folder whose mapping has faults is not read; a mark of an open file beside is no table."""
    folder = office(tmp_path)
    (folder / "~$activities.csv").write_bytes(b"\x05user")
    assert cproc.load(folder).activities
    (folder / "columns.toml").write_text(MAPPING.replace("Year", "Yeer"), encoding="utf-8")
    portfolio, problems = check_path(folder)
    assert portfolio is None
    assert [(p.code, p.hint) for p in problems] == [("sheet-unknown", "There are: Year.")]


def test_errors_of_sheets_and_of_records_are_told_at_once(tmp_path: Path) -> None:
    """A cell that a record needs and one that its class refuses are both told, with the doubts."""
    folder = office(tmp_path)
    book = openpyxl.load_workbook(folder / "t.xlsx")
    book["Year"]["F4"], book["Year"]["D5"] = "some day", None
    book.save(folder / "t.xlsx")
    with pytest.raises(DataError) as caught:
        cproc.load(folder)
    assert [p.cell for p in caught.value.problems if p.severity is Severity.ERROR] == [
        "Year!F4",
        "Year!D5",
    ]


def test_a_proposed_mapping_reads_what_it_was_made_of(tmp_path: Path) -> None:
    """The proposal names sheets, headers and columns, and leaves what it cannot see as comments."""
    staff: Rows = [["Post", "Grade", "Paid by", "Room"], ["Head", "G5", "P1", "3"]]
    rates: Rows = [["Month", "USD per EUR"], [date(2025, 1, 1), 1.05]]
    path = workbook(
        tmp_path / "t.xlsx", {"Year": ACTIVITIES, "Staff": staff, "Rates": rates, "Odd": [["x"]]}
    )
    text = proposed([path])
    assert 'numbers = "mixed"' in text or "# numbers" in text
    for line in (
        "[activities]",
        "header = 3",
        'columns.participants = "Participants (F/H)"',
        '# codes.kind = { "Table" = "" }  # which of the terms?',
        'ids = "P"',
        '# not read: "Room"',
        'across.rate.currency = { "USD per EUR" = "USD" }',
        '# country = "KE"  # of towns without one',
    ):
        assert line in text.splitlines(), text
    reading = read_mapped(read_mapping(text), tmp_path)
    assert {table.name for table in reading.tables} >= {"posts", "rates"}


if LAKE.exists():  # it is no part of this repository

    def test_a_whole_office_is_read_by_a_short_mapping(tmp_path: Path) -> None:
        """A tracker and a Word file become the records that a person typed of them."""
        text = LAKE_MAPPING.read_text(encoding="utf-8")
        lines = text.strip().splitlines()
        assert len(lines) < 40
        (tmp_path / "columns.toml").write_text(text, encoding="utf-8")
        for name in ("Office_tracker_2025_FINAL_v3.xlsx", "Projects_and_logframe.docx"):
            (tmp_path / name).write_bytes((LAKE / name).read_bytes())
        typed = cproc.load(LAKE / "typed")
        reading = read_mapped(read_mapping(text), tmp_path)
        beside = ("format", "office", "period", "reports", "organisations")
        mine = from_tables(reading.tables, {k: v for k, v in to_data(typed).items() if k in beside})
        assert mine.rates == typed.rates
        assert [p.transactions for p in mine.projects] == [p.transactions for p in typed.projects]
        assert [p.budget for p in mine.projects] == [p.budget for p in typed.projects]
        assert [p.results for p in mine.projects] == [p.results for p in typed.projects]
        assert [p.headings for p in mine.projects] == [p.headings for p in typed.projects]
        assert [a.id for a, b in zip(mine.activities, typed.activities, strict=True) if a != b] == [
            "13",  # about 200 people: the qualifier, where the older format had a note
            "17",  # a ceremony, which it had not
            "19",  # nor another kind
        ]
        assert [a.id for a, b in zip(mine.posts, typed.posts, strict=True) if a != b] == ["P3"]
        assert [(p.code, p.cell) for p in reading.problems] == [
            ("cell-unsure", "Activities 2025!G17"),
            ("cell-unsure", "Activities 2025!F20"),  # online
            ("cell-unsure", "Activities 2025!C29"),
            ("row-left-out", "Activities 2025, row 31"),
            ("cell-unsure", "Staff!E4"),
            ("cell-later", "table 1!E2"),
            ("cell-later", "table 1!E3"),
            ("cell-later", "table 1!E4"),
            ("column-unread", "Staff!A1"),
        ]
        assert all(p.value for p in reading.problems[:-1])
