"""Records that nothing refers to are notices; what an exporter cannot write names its record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner

import cproc
from cproc.checks import CHECKS, NOTICES, check
from cproc.cli import main
from cproc.errors import DataError, Severity
from cproc.model import BudgetLine, Heading, Locality, LocalText, Portfolio, Region, Treaty
from cproc.serialize import to_folder
from cproc.testing import make_portfolio

TITLE = LocalText({"en": "x"})


def test_what_nothing_refers_to_is_a_notice(sound: Portfolio) -> None:
    """Each kind of record that others name is told where none does, and only to who asks."""
    headings = tuple(Heading(number, TITLE) for number in ("1", "1.1", "2", "3"))
    headings = (*headings, Heading("7", TITLE, ("3",)))
    line: Any = {"unit": "unit", "quantity": "1", "unit_cost": "EUR 100"}
    project = attrs.evolve(
        sound.projects[0],
        regions=("WORLD",),
        headings=headings,
        budget_lines=(BudgetLine("1.1", TITLE, **line),),
    )
    made = attrs.evolve(
        sound,
        projects=(project,),
        regions=(*sound.regions, Region("LOST", TITLE)),
        treaties=(Treaty("T", TITLE),),
        localities=(Locality("Bucharest", "RO", TITLE), Locality("Iasi", "RO", TITLE)),
    )
    assert check(made) == ()
    every = check(made, (*CHECKS, *NOTICES))
    found = [problem for problem in every if problem.code != "figure-incomplete"]
    # B is the bank of the office, which no record names; EAST lists its countries; 1 is above
    # 1.1, 3 is summed by 7, and 7 sums it: 2 alone has nothing.
    assert [(problem.path, problem.value) for problem in found] == [
        ("organisations[1]", "B"),
        ("treaties[0]", "T"),
        ("regions[2]", "LOST"),
        ("localities[1]", "Iasi"),
        ("projects[0].headings[2]", "2"),
    ]
    assert {(p.code, p.severity) for p in found} == {("record-unused", Severity.NOTICE)}


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.output


def _written(portfolio: Portfolio, folder: Path) -> Path:
    folder.mkdir()
    for name, words in to_folder(portfolio).items():
        (folder / name).write_text(words, encoding="utf-8")
    return folder


def test_notices_are_told_to_who_asks_for_all(sound: Portfolio, tmp_path: Path) -> None:
    """They are no fault: they are counted apart, and the exit code stays 0 under --strict."""
    data = _written(sound, tmp_path / "data")
    code, said = run("check", data, "--strict")
    assert (code, "record-unused" in said) == (0, False)
    code, said = run("check", data, "--strict", "--all")
    assert code == 0
    assert "notice[record-unused]" in said
    assert "0 errors, 0 warnings, 2 notices\n" in said
    told = json.loads(run("check", data, "--all", "--json")[1])
    assert (told["notices"], told["problems"][0]["severity"]) == (2, "notice")


LONG = "x" * 40_000


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """A folder whose third activity has a note of 40,000 characters, too long for a cell."""
    portfolio = make_portfolio(4)
    entry = attrs.evolve(portfolio.activities[2], title=LocalText({"en": LONG}))
    activities = (*portfolio.activities[:2], entry, *portfolio.activities[3:])
    return _written(attrs.evolve(portfolio, activities=activities), tmp_path / "data")


def test_a_text_too_long_for_a_cell_names_its_record(long: Path, tmp_path: Path) -> None:
    """The record and its row are told, once for a text that stands in several tables."""
    place = f"activities[2] ({long / 'activities.csv'}, row 4)"
    code, said = run("export", long, "--to", "xlsx", "-o", tmp_path / "out.xlsx")
    assert code == 1
    assert said.count("text-length") == said.count(place) == 1
    with pytest.raises(DataError) as caught:
        cproc.render(cproc.load(long), "xlsx")
    assert [problem.path for problem in caught.value.problems] == ["activities[2]"]


def test_check_finds_it_where_the_exporter_is_named(long: Path) -> None:
    """Without an exporter nothing is wrong with a long text; Word takes it, a workbook does not."""
    assert run("check", long)[0] == 0
    assert run("check", long, "--to", "docx")[0] == 0
    code, said = run("check", long, "--to", "xlsx")
    assert code == 1
    assert f"activities[2] ({long / 'activities.csv'}, row 4)" in said
    assert run("check", long, "--to", "nothing")[0] == 2
