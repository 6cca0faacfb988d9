"""The command: what it prints, where, and the code it leaves with."""

import json
import re
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner, Result

from cproc.cli import main
from cproc.dates import DateSpan
from cproc.model import LocalText, Occurrence, Silence
from cproc.serialize import dumps
from cproc.testing import make_portfolio

YEAR = str(Path(__file__).resolve().parent.parent / "examples" / "cproc_2017")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


def printed(*words: str) -> Any:
    done = run(*words)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the reference year with one fault of each kind."""
    folder = tmp_path / "broken"
    folder.mkdir()
    for file in Path(YEAR).glob("*.[jc]s*"):
        (folder / file.name).write_bytes(file.read_bytes())
    table = folder / "activities.csv"
    text = table.read_text(encoding="utf-8")
    text = text.replace("A005,GLACY+,", "A005,GLACI+,", 1)
    table.write_text(text, encoding="utf-8")
    return folder


def test_tally_by_month_gives_the_entries() -> None:
    """The 158 entries month by month, by first day, as the documented JSON."""
    made = printed("tally", YEAR, "--by", "month", "--json")
    assert set(made) == {"by", "rule", "rows", "total"}
    assert (made["by"], made["rule"], made["total"]) == (["month"], "entries", 158)
    values = {row["month"]: row["value"] for row in made["rows"]}
    # The tender of July to December 2016 (L461) begins before the period and is listed in December.
    assert values == {
        "2016-07": 1,
        "2016-10": 13,
        "2016-11": 11,
        "2016-12": 7,
        "2017-01": 7,
        "2017-02": 11,
        "2017-03": 18,
        "2017-04": 12,
        "2017-05": 17,
        "2017-06": 23,
        "2017-07": 10,
        "2017-08": 10,
        "2017-09": 18,
    }


def test_tally_by_listing_month() -> None:
    """By the month of listing the tender is in December, as in the report's annex."""
    made = printed("tally", YEAR, "--by", "month", "--months", "listed", "--json")
    values = {row["month"]: row["value"] for row in made["rows"]}
    assert ("2016-07" in values, values["2016-12"], sum(values.values())) == (False, 8, 158)


def test_participations_by_project() -> None:
    """There are 186 activity-project pairs in all, by project code."""
    made = printed("tally", YEAR, "--rule", "participations", "--by", "project", "--json")
    assert made["total"] == sum(row["value"] for row in made["rows"]) == 186
    assert {"project": "GLACY+", "value": 67} in made["rows"]


def test_countries_are_codes_and_none_is_null() -> None:
    """Countries are ISO codes; what took place in none is a row with null, last."""
    made = printed("tally", YEAR, "--by", "country", "--json")
    assert made["rows"][-1] == {"country": None, "value": 8}
    assert {"country": "XK", "value": 3} in made["rows"]


def test_tally_as_a_table_says_that_rows_overlap() -> None:
    """The table ends with the total, and tells where rows add up to more."""
    done = run("tally", YEAR, "--by", "project,kind")
    assert "project" in done.stdout.splitlines()[0]
    assert "total" in done.stdout
    assert "28 more than the total" in done.stdout


def test_figures_name_value_and_records() -> None:
    """The budget in force is exactly 24 390 000 and names its six projects."""
    made = printed("figures", YEAR, "--on", "2017-09-30", "--json")
    budget = next(f for f in made["figures"] if f["figure"].startswith("budget_total"))
    assert (budget["value"], budget["unit"]) == ("24390000", "EUR")
    assert budget["records"] == ["OCTOPUS", "EAP2", "EAP3", "GLACY+", "IPROCEEDS", "CYBERSOUTH"]
    stated = next(s for s in made["reconciliation"] if s["statement"] == "activities")
    assert (stated["qualifier"], stated["stated"]) == ("about", "175")
    assert stated["computed"][0]["figure"] == "entries"
    assert (stated["computed"][0]["value"], stated["verdict"]) == (158, "differs")


def test_figures_as_tables() -> None:
    """The tables show amounts grouped, projects by name, and stated beside computed."""
    done = run("figures", YEAR, "--all")
    line = next(row for row in done.stdout.splitlines() if row.startswith("budget_total"))
    assert "24\u202f390\u202f000" in line
    assert "OCTOPUS, EAP2, EAP3, GLACY+, IPROCEEDS, CYBERSOUTH" in line
    assert "about 175 activities" in done.stdout
    assert "not known" in done.stdout


def test_check_tells_warnings_and_is_content() -> None:
    """The reference year has no error; its likely double entry is a warning on stderr."""
    done = run("check", YEAR)
    assert done.exit_code == 0
    assert "158 activities" in done.stdout
    assert "0 errors, 1 warning" in done.stdout
    assert "warnings (1)" in done.stderr
    assert "warning[likely-twice] (1): two entries that may be one event" in done.stderr
    assert run("check", YEAR, "--strict").exit_code == 1


def test_check_as_json_tells_each_problem_and_counts() -> None:
    """With --json the counts and every problem with all its parts are for other programs."""
    done = run("check", YEAR, "--json")
    data = json.loads(done.stdout)
    assert (data["errors"], data["warnings"], data["silenced"]) == (0, 1, 1)
    known, problem = data["problems"]
    assert known["severity"] == "silenced"
    assert known["reason"].startswith("GLACY ended")
    assert problem["code"] == "likely-twice"
    assert problem["severity"] == "warning"
    assert problem["file"].endswith("activities.csv")
    assert done.stderr == ""


def test_check_counts_what_it_does_not_print(tmp_path: Path) -> None:
    """Twenty problems of a rule are printed and the rest is counted, unless all are wanted."""
    office = make_portfolio(30, seed=1)
    moved = tuple(
        attrs.evolve(made, occurrences=(Occurrence(DateSpan.parse("1999-01-01")),))
        for made in office.activities
    )
    reason = LocalText({"en": "It was long ago."})
    silences = (Silence("outside-period", "activities", moved[0].id, reason=reason),)
    file = tmp_path / "old.json"
    old = attrs.evolve(office, activities=moved, silenced=silences).with_report(statements=())
    file.write_text(dumps(old), encoding="utf-8")
    done = run("check", str(file))
    assert done.exit_code == 0
    assert "warning[outside-period] (29)" in done.stderr
    assert "… and 9 more" in done.stderr
    assert "silenced, with reasons (1)" in done.stderr
    assert "Reason: It was long ago." in done.stderr
    assert "1 silenced, with its reason" in done.stdout
    every = run("check", str(file), "--all")
    assert "more" not in every.stderr
    assert every.stderr.count("outside the time reported on") == 30


def test_broken_reference_is_told_with_path_file_and_row(broken: Path) -> None:
    """A broken reference: one message with path, file, row and proposal; exit 1."""
    done = run("check", str(broken))
    assert done.exit_code == 1
    assert "activities[4].projects[0]" in done.stderr
    assert "activities.csv, row 6, column projects" in done.stderr
    assert "Did you mean 'GLACY+'?" in done.stderr
    assert "1 error, " in done.stdout


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "activities.csv",
            "2016-10-03/2016-10-04",
            "2016-10-03/2016-10-02",
            "activities[0].occurrences[0].when",
        ),
        (
            "portfolio.json",
            '"amount": "EUR 800000"',
            '"amount": "EUX 800000"',
            "projects[1].budget[0].amount",
        ),
        ("portfolio.json", '"city": "Bucharest"', '"town": "Bucharest"', "office.town"),
        ("portfolio.json", '"office": {', '"office": {,', "not JSON"),
    ],
    ids=["end-before-start", "unknown-currency", "unknown-field", "malformed-json"],
)
def test_bad_input_is_told_and_nothing_is_written(
    broken: Path, tmp_path: Path, file: str, old: str, new: str, told: str
) -> None:
    """Each kind of bad input: a clear message with its path, exit 1, nothing written."""
    target = broken / file
    text = target.read_text(encoding="utf-8")
    assert old in text
    target.write_text(text.replace(old, new, 1), encoding="utf-8")
    output = tmp_path / "out.json"
    done = run("export", str(broken), "--to", "json", "-o", str(output))
    assert done.exit_code == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not output.exists()


def test_missing_input(tmp_path: Path) -> None:
    """A missing file or folder is a problem of the data: exit 1, one message."""
    for name in ("none", "none.json"):
        done = run("check", str(tmp_path / name))
        assert done.exit_code == 1
        assert "no such file" in done.stderr or "does not exist" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("tally", YEAR, "--by", "nonsense"),
        ("tally", YEAR, "--by", "month,month"),
        ("total", YEAR),
        ("tally", YEAR, "--by", "month", "--rule", "some"),
        ("figures", YEAR, "--on", "2017-02-30"),
        ("export", YEAR, "--to", "odt"),
        ("export", YEAR, "--to", "docx", "--lang", "xx", "-o", "never.docx"),
        ("nonsense",),
    ],
    ids=["key", "key-twice", "no-measure", "rule", "date", "exporter", "language", "command"],
)
def test_wrong_usage(words: tuple[str, ...]) -> None:
    """A command called wrongly says what there is and leaves with 2."""
    done = run(*words)
    assert done.exit_code == 2, done.stdout
    assert done.stderr
    assert not Path("never.docx").exists()


def test_export_says_where_and_refuses_to_overwrite(tmp_path: Path) -> None:
    """An export says what it wrote; it replaces a file only with --force."""
    target = tmp_path / "year.json"
    done = run("export", YEAR, "--to", "json", "-o", str(target))
    assert done.exit_code == 0
    assert str(target) in done.stdout
    before = target.read_bytes()
    again = run("export", YEAR, "--to", "json", "-o", str(target))
    assert again.exit_code == 1
    assert "--force" in again.stderr
    target.write_bytes(b"mine")
    assert run("export", YEAR, "--to", "json", "-o", str(target), "--force").exit_code == 0
    assert target.read_bytes() == before


def test_default_name_of_an_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without -o the file is named for the data, in the working folder."""
    monkeypatch.chdir(tmp_path)
    assert run("export", YEAR, "--to", "json").exit_code == 0
    assert (tmp_path / "cproc_2017.json").exists()


def test_exporters_are_listed() -> None:
    """Every exporter is listed with suffix and description."""
    done = run("exporters")
    assert done.exit_code == 0
    for suffix in (".xlsx", ".docx", ".json"):
        assert suffix in done.stdout


@pytest.mark.parametrize(
    "command", [None, "check", "figures", "tally", "export", "exporters", "plugins"]
)
def test_help_teaches(command: str | None) -> None:
    """Each command explains itself in full sentences."""
    done = run(*([command] if command else []), "--help")
    assert done.exit_code == 0
    assert "." in done.stdout
    assert len(done.stdout) > 200


def test_schema_prints_the_shipped_schema_and_the_columns() -> None:
    """The file format is told to programs as JSON Schema and to people as columns."""
    assert printed("schema")["title"] == "Portfolio"
    told = run("schema", "--tables").stdout
    rows = [re.split("  +", line.strip()) for line in told.splitlines()]
    assert ["activities", "title.en", "yes", "What it was, per language."] in rows
    assert ["regions", "countries", "ISO codes of the countries in it."] in rows


@pytest.mark.parametrize("name", sorted(main.commands))
def test_help_keeps_the_lines_of_its_examples(name: str) -> None:
    """No mark of a paragraph is left standing, and each example is a line of its own."""
    told = run(name, "--help").output
    assert "\\b" not in told
    examples = [line for line in told.splitlines() if line.startswith("    cproc ")]
    assert all(line.count("cproc ") == 1 for line in examples)
    assert bool(examples) == ("Example" in told)
