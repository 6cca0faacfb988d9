"""`cproc new-office`: a start that every command reads, and that replaces nothing."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from cproc.cli import main
from cproc.labels import labels_in


def run(*words: str) -> Result:
    """Call the command."""
    return CliRunner().invoke(main, [*words])


@pytest.mark.parametrize("name", ["office.xlsx", "office"])
def test_what_is_written_is_checked_without_an_error(tmp_path: Path, name: str) -> None:
    """The workbook and the folder both hold a valid office, in the language asked for."""
    target = str(tmp_path / name)
    done = run("new-office", target, "--donor", "eu", "--lang", "fr", "--period", "2025")
    assert done.exit_code == 0, done.output
    assert f"cproc check {target}" in done.output
    checked = run("check", target)
    assert checked.exit_code == 0, checked.output
    assert "1 project, 0 activities" in checked.output
    assert run("figures", target).exit_code == 0


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_first_sheet_names_the_sheets_that_may_be_added(tmp_path: Path, language: str) -> None:
    """Editions, marks of what is confidential and deadlines can be found; then all are there."""
    target, full = tmp_path / "office.xlsx", tmp_path / "all.xlsx"
    assert run("new-office", str(target), "--lang", language).exit_code == 0
    book = load_workbook(target)
    (further,) = [
        str(row[0].value) for row in book.worksheets[0].rows if "sheets=all" in str(row[0].value)
    ]
    labels = labels_in(language)
    names = ["editions", "confidential", "donor_reports", "instalments"]
    wanted = {labels(f"entry_sheet.{name}") for name in names}
    assert not wanted & {*book.sheetnames}
    assert all(name in further for name in wanted)
    words = ("--to", "entry", "--lang", language, "-O", "sheets=all", "-o", str(full))
    done = run("export", str(target), *words)
    assert done.exit_code == 0, done.output
    whole = load_workbook(full)
    assert wanted <= {*whole.sheetnames}
    first = [str(row[0].value) for row in whole.worksheets[0].rows]
    assert not [text for text in first if "sheets=all" in text]
    assert run("check", str(full)).exit_code == 0


def test_nothing_that_exists_is_replaced(tmp_path: Path) -> None:
    """Neither a file nor a folder; the message says so, and exit code 1."""
    file = tmp_path / "office.xlsx"
    file.write_text("mine", encoding="utf-8")
    for target in (file, tmp_path):
        done = run("new-office", str(target))
        assert done.exit_code == 1
        assert "exists; give another name" in done.output
    assert file.read_text(encoding="utf-8") == "mine"


def test_other_kinds_of_files_are_refused(tmp_path: Path) -> None:
    """A name with another suffix is a mistake of the caller."""
    done = run("new-office", str(tmp_path / "office.json"))
    assert done.exit_code == 2
    assert "neither a workbook" in done.output


def test_the_period_is_this_year_where_none_is_given(tmp_path: Path) -> None:
    """Whatever the year is, the first period is a whole one."""
    assert run("new-office", str(tmp_path / "office")).exit_code == 0
    period = (tmp_path / "office" / "portfolio.csv").read_text(encoding="utf-8").split("\n")[1]
    assert period.endswith("-12-31")
