"""`cproc new-office`: a start that every command reads, and that replaces nothing."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cproc.cli import main


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
