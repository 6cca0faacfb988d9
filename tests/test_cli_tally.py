"""`cproc tally` and `cproc total`: filters, top rows, cross-tabs, comparisons, sums."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cproc.cli import main

DATA = str(Path(__file__).resolve().parent.parent / "examples" / "cproc_2017")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, [words[0], DATA, *words[1:]])


def data(*words: str) -> Any:
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_filters_keep_what_has_one_of_the_values() -> None:
    """By any key; project and country have a short form; several must all hold."""
    where = data("tally", "--by", "kind", "--where", "country=RO", "--where", "project=GLACY+")
    short = data("tally", "--by", "kind", "--country", "RO", "--project", "GLACY+")
    assert where == short
    assert 0 < where["total"] < data("tally", "--country", "RO")["total"] < 158


@pytest.mark.parametrize("other", [("--where", "project=OCTOPUS"), ("--project", "OCTOPUS")])
def test_a_key_is_filtered_once(other: tuple[str, str]) -> None:
    """Of two filters by one key, neither silently takes the place of the other."""
    done = run("tally", "--where", "project=GLACY+", *other)
    assert done.exit_code == 2
    assert "project is filtered twice" in done.output


def test_a_period_keeps_what_began_in_it() -> None:
    """The parts of the year add up to it.

    One that began in July 2016 is listed under December, and so in the second of them.
    """
    parts = ("2016-01/2016-09", "2016-10/2017-03", "2017-04/2017-09")
    counts = [data("tally", "--period", part)["total"] for part in parts]
    assert counts == [0, 68, 90]
    assert sum(counts) == data("tally")["total"] == 158


def test_top_rows_and_the_rest() -> None:
    """Three rows, the rest, and that of no country."""
    rows = data("tally", "--by", "country", "--top", "3")["rows"]
    assert [row["country"] for row in rows][3:] == ["other", None]
    every = data("tally", "--by", "country")["rows"]
    assert sum(row["value"] for row in rows) == sum(row["value"] for row in every)


def test_top_rows_of_a_crosstab_and_of_a_comparison() -> None:
    """--top holds there too: two rows, the rest, and that of no country."""
    words = ("--by", "country,kind", "--rule", "occurrences", "--top", "2")
    cross = data("tally", *words, "--crosstab")
    assert [row[0] for row in cross["rows"]][2:] == ["other", "–"]
    every = data("tally", *words[:4], "--crosstab")
    assert cross["total"] == every["total"]
    made = data("tally", "--by", "country", "--top", "2", "--compare", DATA)
    assert [row["country"] for row in made["rows"]][2:] == ["other", None]
    assert {row["difference"] for row in made["rows"]} == {0}


def test_a_crosstab_has_margins() -> None:
    """First key down, second across, as a table or as data."""
    words = ("tally", "--by", "month,project", "--rule", "participations", "--crosstab")
    assert data(*words)["total"][-1] == "186"
    assert run(*words).stdout.split()[-1] == "186"


def test_data_are_compared_with_data() -> None:
    """The same data beside itself differ by nothing."""
    made = data("tally", "--by", "kind", "--compare", DATA)
    assert {row["difference"] for row in made["rows"]} == {0}
    assert "change %" in run("tally", "--by", "kind", "--compare", DATA).stdout


def test_shares_that_fall_are_compared(tmp_path: Path) -> None:
    """A difference below zero is shown, in parts of one as well."""
    folder = tmp_path / "later"
    shutil.copytree(DATA, folder)
    rows = (folder / "activities.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "activities.csv").write_text("".join(rows[:60]), encoding="utf-8")
    (folder / "activity_documents.csv").unlink()  # some are of activities that are gone
    words = ("--by", "project", "--rule", "share", "--compare", str(folder))
    done = run("tally", *words)
    assert done.exit_code == 0, done.output
    assert " -" in done.stdout


def test_money_is_summed() -> None:
    """Budgets in force by project add up to the portfolio's value."""
    assert data("total", "budget", "--by", "project")["total"] == "EUR 24390000"
    assert "24 390 000" in " ".join(run("total", "budget").stdout.split())


def test_what_is_missing_is_said() -> None:
    """Contributions whose amount is not stated are in no row, and counted."""
    assert "in no row: no amount" in run("total", "contributions").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("tally", "--where", "country"), "write KEY=VALUE"),
        (("tally", "--by", "moon"), "unknown key 'moon'"),
        (("tally", "--by", "grade"), "activities have no grade"),
        (("total", "cost"), "unknown measure 'cost'"),
        (("tally", "--by", "kind", "--crosstab"), "by two keys"),
        (("tally", "--period", "summer"), "not a date"),
        (("tally", "--by", "kind", "--crosstab", "--compare", DATA), "leave --crosstab out"),
    ],
)
def test_what_is_asked_wrongly_is_told(words: tuple[str, ...], told: str) -> None:
    """One line on standard error, and the exit code of a wrong call."""
    done = run(*words)
    assert done.exit_code == 2
    assert told in done.stderr
