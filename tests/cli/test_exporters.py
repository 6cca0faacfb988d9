"""The command gives exporters their options, tells them, and writes to files or to the pipe."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, BinaryIO, Literal

import attrs
import pytest
from click.testing import CliRunner, Result
from example_data import loaded

import cproc
from cproc import plugins
from cproc.checks import check
from cproc.cli import main
from cproc.errors import DataError, Problem
from cproc.hookspecs import Exporter, Job
from cproc.model import Portfolio
from cproc.plugins import located
from cproc.report import Report
from cproc.serialize import loads

YEAR = str(Path(__file__).resolve().parents[2] / "examples" / "cproc_2017")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


@attrs.frozen
class LetterOptions:
    """How a letter is written.

    Args:
        ending: How it closes.
        side: On which side the date stands.
    """

    ending: str = "Yours"
    side: Literal["left", "right"] = "right"


class Letter(Exporter):
    """An exporter with options, of one language, that tells its progress."""

    name = "letter"
    suffix = ".txt"
    media_type = "text/plain"
    description = "a letter"
    options = LetterOptions
    languages = ("en",)

    def export(
        self,
        portfolio: Portfolio,
        report: Report,
        stream: BinaryIO,
        job: Job[LetterOptions],
    ) -> None:
        told = [project.code for project in portfolio.projects]
        for done, code in enumerate(told, start=1):
            stream.write(f"{code}\n".encode())
            job.progress(done, len(told))
        stream.write(f"{job.options.ending} ({job.options.side})".encode())


@pytest.fixture(autouse=True)
def letter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offer the letter beside what is installed."""
    found = plugins.installed()
    more = attrs.evolve(found, exporters={**found.exporters, "letter": Letter()})
    monkeypatch.setattr("cproc.plugins.collect.installed", lambda: more)


def test_options_are_given_as_key_and_value(tmp_path: Path) -> None:
    """-O gives an option, as often as needed; the value may hold equals signs."""
    target = tmp_path / "a.txt"
    words = ("-O", "ending=a=b", "-O", "side=left", "-O", "project=GLACY+")
    assert run("export", YEAR, "--to", "letter", "-o", str(target), *words).exit_code == 0
    assert target.read_text(encoding="utf-8") == "GLACY+\na=b (left)"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-O", "side"), "'side' is not key=value"),
        (("-O", "=x"), "'=x' is not key=value"),
        (("-O", "side=left", "-O", "side=right"), "'side' is given twice"),
        (("-O", "side=up"), "'side' takes one of left, right, not 'up'"),
        (("-O", "closing=x"), "ending: How it closes."),
        (("-O", "project=NONE"), "unknown project 'NONE'; there are: "),
        (("-O", "donor=NONE"), "unknown donor 'NONE'; there are: "),
        (("--lang", "fr"), "nom inconnu (langue de l'exportateur 'letter')"),
    ],
)
def test_wrong_options_are_told(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    """What does not fit is told with what does; the exit code is that of a wrong call."""
    target = tmp_path / "a.txt"
    done = run("export", YEAR, "--to", "letter", "-o", str(target), *words)
    assert done.exit_code == 2
    assert told in done.stderr
    assert not target.exists()


def test_standard_output_holds_the_file_and_nothing_else() -> None:
    """`-o -` writes the bytes to the pipe."""
    done = run("export", YEAR, "--to", "json", "-o", "-")
    assert done.exit_code == 0
    assert loads(done.stdout) == loaded("cproc_2017")


def test_an_exporter_tells_its_options() -> None:
    """Name, what is taken, default and description of each, and what every exporter takes."""
    done = run("exporters", "letter")
    assert done.exit_code == 0
    assert "letter: a letter" in done.stdout
    assert "suffix .txt, text/plain" in done.stdout
    assert "languages: en\n" in done.stdout
    rows = {line.split()[0]: line for line in done.stdout.splitlines() if line.strip()}
    assert "one of left, right" in rows["side"]
    assert "Yours" in rows["ending"]
    assert "How it closes." in rows["ending"]
    assert "donor" in rows
    assert "project" in rows
    assert run("exporters", "odt").exit_code == 2


def test_progress_reaches_who_watches() -> None:
    """`render` tells the steps done and all of them."""
    seen: list[tuple[int, int]] = []
    portfolio = loaded("cproc_2017")

    def watch(done: int, of: int) -> None:
        seen.append((done, of))

    cproc.render(portfolio, "letter", progress=watch)
    assert seen == [(n, 7) for n in range(1, 8)]


def test_options_as_an_instance() -> None:
    """Programs give an instance of the class; another class is refused."""
    portfolio = loaded("cproc_2017")
    made = cproc.render(portfolio, "letter", options=LetterOptions("Best"))
    assert made.endswith(b"Best (right)")
    wrong: Any = cproc.NoOptions()
    with pytest.raises(cproc.CprocError, match="as LetterOptions, not as NoOptions"):
        cproc.render(portfolio, "letter", options=wrong)


def test_what_was_checked_is_not_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `load` gave, or was found sound once, is not checked again; another portfolio is."""
    calls: list[Portfolio] = []

    def count(portfolio: Portfolio, rules: Any) -> Any:
        calls.append(portfolio)
        return check(portfolio, rules)

    monkeypatch.setattr("cproc.plugins.soundness.check", count)
    assert run("export", YEAR, "--to", "letter", "-o", "-").exit_code == 0
    assert len(calls) == 1
    checked = cproc.load(YEAR)
    cproc.render(checked, "letter")
    assert len(calls) == 2
    own = attrs.evolve(checked)
    cproc.render(own, "letter")
    cproc.render(own, "letter")
    assert len(calls) == 3
    broken = attrs.evolve(own, activities=own.activities * 2)
    for _time in range(2):
        with pytest.raises(DataError, match="id-twice"):
            cproc.render(broken, "letter")
    assert len(calls) == 5


def test_a_dead_link_stops_the_export_only(tmp_path: Path) -> None:
    """It shows when the report is made: `cproc check` and the export tell it with its file."""
    data = json.loads((Path(YEAR) / "portfolio.json").read_text(encoding="utf-8"))
    text = next(iter(data["reports"][0]["narrative"][0]["text"]))
    data["reports"][0]["narrative"][0]["text"][text] += "\n[there](#by_mouth)"
    shutil.copytree(YEAR, tmp_path / "year")
    (tmp_path / "year" / "portfolio.json").write_text(json.dumps(data), encoding="utf-8")
    made = str(tmp_path / "year")
    assert cproc.load(made).narrative
    for call in (("check", made), ("export", made, "--to", "letter", "-o", "-")):
        told = run(*call)
        assert told.exit_code == 1
        assert f"reports[0].narrative[0].text.{text} ({Path(made, 'portfolio.json')}" in told.stderr
        assert "'by_mouth' is not in the document" in told.stderr


def test_an_error_of_the_report_is_in_no_file() -> None:
    """A path that is not of the portfolio is told as it is, and a place that is known stays."""
    of_report, of_data, known = (
        Problem("code", "what", path, file=file)
        for path, file in (("tables[0]", ""), ("activities[0]", ""), ("office", "a.json"))
    )
    made = located([of_report, of_data, known], YEAR)
    assert [problem.file for problem in made] == ["", f"{YEAR}/activities.csv", "a.json"]
