"""`cproc map`: a mapping is proposed, written, and shown with what it reads."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from trackers import ACTIVITIES, MAPPING, workbook

from cproc.cli import main


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    return workbook(tmp_path / "t.xlsx", {"Year": ACTIVITIES})


def test_a_proposal_is_printed_with_what_it_reads(tracker: Path) -> None:
    """The mapping, a table of the first rows, and the doubts with their cells are printed."""
    done = CliRunner().invoke(main, ["map", str(tracker)])
    assert done.exit_code == 0, done.output
    assert 'sheet = "Year"' in done.stdout
    assert "activities: " in done.stdout
    assert "2025-02-10/2025-02-14" in done.stdout
    assert "Year!F7" in done.stderr


def test_a_proposal_is_written_once(tracker: Path) -> None:
    """With -o the mapping is written; what stands there is replaced with --force alone."""
    target = tracker.parent / "columns.toml"
    assert CliRunner().invoke(main, ["map", str(tracker), "-o", str(target)]).exit_code == 0
    written = target.read_text(encoding="utf-8")
    assert "[activities]" in written
    again = CliRunner().invoke(main, ["map", str(tracker), "-o", str(target)])
    assert again.exit_code == 1
    assert "exists" in again.stderr
    forced = CliRunner().invoke(main, ["map", str(tracker), "-o", str(target), "--force"])
    assert forced.exit_code == 0


def test_a_mapping_is_shown_as_it_stands(tracker: Path) -> None:
    """A mapping of one's own is not proposed anew; its faults are told with their lines."""
    file = tracker.parent / "columns.toml"
    file.write_text(MAPPING, encoding="utf-8")
    done = CliRunner().invoke(main, ["map", str(file), "--all"])
    assert done.exit_code == 0, done.output
    assert "sheet =" not in done.stdout
    assert "activities: 3 rows" in done.stdout
    file.write_text(MAPPING.replace("sheet", "shet"), encoding="utf-8")
    wrong = CliRunner().invoke(main, ["map", str(file)])
    assert wrong.exit_code == 1
    assert "Write sheet." in wrong.stderr


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A file that is not there, and one of which no sheet is known, end with 1."""
    missing = CliRunner().invoke(main, ["map", str(tmp_path / "none.xlsx")])
    assert missing.exit_code == 1
    unknown = workbook(tmp_path / "x.xlsx", {"A": [["x", "y"]]})
    done = CliRunner().invoke(main, ["map", str(unknown)])
    assert done.exit_code == 1
    assert "no sheet has columns that are known" in done.stderr


def test_as_many_rows_are_shown_as_are_asked_for(tmp_path: Path) -> None:
    """Five, so many, or all; how many are left is told."""
    rows = [["Post", "Grade", "Since"], *([f"Driver {n}", "G1", "2025-01-01"] for n in range(8))]
    file = str(workbook(tmp_path / "l.xlsx", {"Staff": rows}))
    shown = {
        words: CliRunner().invoke(main, ["map", file, *words])
        for words in ((), ("--rows", "2"), ("--all",))
    }
    assert [done.stdout.count("Driver ") for done in shown.values()] == [5, 2, 8]
    assert ["more" in done.output for done in shown.values()] == [True, True, False]


def test_columns_that_hold_two_things_are_proposed_in_parts(tmp_path: Path) -> None:
    """A heading with its title, and a project's code with its; not where a cell is otherwise."""
    ledger = [
        ["Date", "Voucher", "Proj.", "Budget line", "Description", "Amount", "Cur"],
        ["2025-01-05", "V1", "WASH", "1.1 Staff", "Pay", "10.00", "EUR"],
        ["2025-01-06", "V2", "LAND", "A.2 Car hire", "Trip", "10.00", "EUR"],
    ]
    projects = [
        ["Project", "Dates"],
        ["WASH \u2013 Clean water", "2025"],
        ["LAND \u2013 Rights", "2024"],
    ]
    mixed = [["Project", "Dates"], ["WASH \u2013 Clean water", "2025"], ["LAND", "2024"]]

    def said(**sheets: list[list[str]]) -> str:
        file = workbook(tmp_path / "p.xlsx", sheets)
        return CliRunner().invoke(main, ["map", str(file)]).stdout

    both = said(Ledger=ledger, Projects=projects)
    assert 'parts."Budget line" = "{heading} {}"' in both
    assert 'parts.Project = "{code, name} \u2013 {title}"' in both
    assert "# columns.name" not in both
    assert "parts." not in said(Projects=mixed)
