"""`cproc explain`: a figure or a cell, as a table and as JSON, in both languages."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cproc.cli import main

YEAR = str(Path(__file__).resolve().parents[2] / "examples" / "cproc_2017")


def run(*words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["explain", YEAR, *words], catch_exceptions=False)


def test_a_figure_is_told_with_the_rows_of_its_records() -> None:
    """Definition, rule and value; the records with file and row; their sum."""
    text = run('entries(country="RO")').stdout
    assert "rows of the inventory, each once: country RO" in text
    assert re.search(r"A013 .* activities\[12\] +activities\.csv +row 14 +1\n", text)
    assert re.search(r"\nsum +7\n", text)


def test_a_figure_is_told_as_json() -> None:
    """All that the table shows, for other programs; amounts as text."""
    made = json.loads(run("budget_total", "--json").stdout)
    assert (made["value"], made["sum"], made["unit"], made["on"]) == (
        "24390000", "24390000", "EUR", "2017-09-30",
    )  # fmt: skip
    first = made["records"][0]
    assert (first["id"], first["path"], first["adds"]) == (
        "OCTOPUS", "projects[0].budget[0]", "3500000",
    )  # fmt: skip
    assert first["file"].endswith("portfolio.json")


def test_shares_and_missing_records_are_printed() -> None:
    """A half is a half; who lacks the fact is listed apart."""
    assert " 1/2\n" in run('entries_by_share(project="GLACY")').stdout
    text = run("nationalities").stdout
    assert "not known" in text
    assert "records that lack the fact:" in text


def test_labels_are_those_of_the_language() -> None:
    """Definition and headings in French; nothing of the English rule."""
    text = run("projects_active", "--lang", "fr").stdout
    assert "Projets en cours à une date." in text
    assert "projects running" not in text
    assert "enregistrement" in text


def test_a_cell_is_told_with_its_cells_and_records() -> None:
    """By what stands in its row, by number and by total."""
    text = run("--cell", "by_country:Romania:entries").stdout
    assert "Number of rows of the table" in text
    assert "activities[12]" in text
    made = json.loads(run("--cell", "projects_overview:total:in_force", "--json").stdout)
    assert made["value"] == "EUR 24390000"
    assert len(made["cells"]) == 7
    assert json.loads(run("--cell", "projects:1:months", "--json").stdout)["value"] == 72
    assert "–" in run("--cell", "projects_overview:4:in_force").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "one of them"),
        (("entries", "--cell", "projects:1:months"), "one of them"),
        (("--cell", "projects"), "is no cell"),
        (("--cell", "nothing:1:months"), "unknown table"),
        (("--cell", "projects:0:months"), "unknown row"),
        (("nonsense",), "unknown figure"),
        (("entries", "--lang", "de"), "unknown language"),
    ],
)
def test_what_cannot_be_explained_is_refused(words: tuple[str, ...], told: str) -> None:
    """Told on standard error with exit code 2; no traceback."""
    done = run(*words)
    assert done.exit_code == 2
    assert told in done.stderr
