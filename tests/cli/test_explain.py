"""`cproc explain`: a figure or a cell, as a table and as JSON, in both languages."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cproc.cli import main
from cproc.figures import CATALOGUE

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
    line = (
        (Path(YEAR) / "portfolio.json")
        .read_text("utf-8")
        .split("\n")[int(first["cell"].removeprefix("line ")) - 1 :]
    )
    assert '"amount": "EUR 3500000"' in "".join(line[:3])


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
    assert "The number of rows of the table" in text
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


def figures(*words: str) -> Result:
    """Run the command that lists figures."""
    return CliRunner().invoke(main, ["figures", *words], catch_exceptions=False)


def test_the_catalogue_is_listed_without_data() -> None:
    """Each figure with its arguments, unit, method and definition, in either language."""
    made = {row["figure"]: row for row in json.loads(figures("--list", "--json").stdout)}
    assert set(made) == set(CATALOGUE)
    assert made["funding_share"]["arguments"]["donor"] == {"form": "text", "required": True}
    assert (made["budget_total"]["unit"], made["budget_total"]["method"]) == ("currency", "sum")
    text = figures("--list", "--lang", "fr").stdout
    assert "funding_share(donor, [kind], [project], [on])" in text
    assert "Projets en cours à une date." in text


def test_figures_are_printed_with_what_they_are() -> None:
    """Title beside the rule; years without separators; long lists of what lacks are cut."""
    text = figures(YEAR, "--all").stdout
    told = r"budget_total +24\u202f390\u202f000 +EUR +Budget in force +the whole life +budget of"
    assert re.search(told, text)
    assert re.search(r"headcount +\d+ .* on 2017-09-30 ", text)
    assert re.search(r"project_start_year\(project=\"EAP3\"\) +2015 ", text)
    assert re.search(r"not known for A001, A002, .* and \d+ more", text)
    assert "Budget en vigueur" in figures(YEAR, "--all", "--lang", "fr").stdout


@pytest.mark.parametrize(("lang", "title"), [("en", "Budgets"), ("fr", "Budgets")])
@pytest.mark.parametrize("office", [YEAR, str(Path(YEAR).with_name("eu_grant"))])
def test_what_is_asked_for_first_fits_a_screen(
    office: str, lang: str, title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known figures under the headings of their subjects, and how to see the others."""
    monkeypatch.setenv("COLUMNS", "80")
    lines = figures(office, "--lang", lang).stdout.splitlines()
    assert len(lines) < 24  # and the prompt
    assert max(map(len, lines)) <= 80
    assert title in lines
    assert any(re.search(r"  \S.* +[0-9\u202f]+  budget_total$", line) for line in lines)
    assert "--all" in lines[-1]
    assert "--find" in lines[-1]


def test_figures_are_found_by_their_words() -> None:
    """In the name, the title or the definition, in any language and without accents."""
    names = {row["figure"] for row in json.loads(figures("--list", "--json").stdout)}
    found = json.loads(figures("--list", "--json", "--find", "depense projet").stdout)
    assert {"spent", "burn_rate"} & {row["figure"] for row in found} < names
    text = figures(YEAR, "--find", "Budget force").stdout
    assert "Budgets\nfigure" in text
    assert "budget_total" in text
    assert "headcount" not in text
    data = json.loads(figures(YEAR, "--find", "nationalities", "--json").stdout)
    assert {figure["figure"] for figure in data["figures"]} == {"nationalities"}
    assert data["reconciliation"] == [] or "nationalit" in str(data["reconciliation"]).lower()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((YEAR, "--find", "budgett"), "Did you mean 'budget_"),
        (("--list", "--find", "budgett"), "Did you mean 'budget_"),
        ((YEAR, "--find", "burn"), "DATA has no figure of 'burn'"),
    ],
)
def test_words_that_no_figure_has_are_told(words: tuple[str, ...], told: str) -> None:
    """With the figures that are called nearly so, or with where to look."""
    done = figures(*words)
    assert done.exit_code == 2
    assert told in done.stderr


def test_figures_stand_beside_those_of_an_earlier_period() -> None:
    """With --against the earlier value and the change are printed, and given to programs."""
    words = (YEAR, "--period", "2017-04/2017-06", "--against", "2017-01/2017-03")
    assert re.search(r"value +January 2017 to March 2017 +change +figure", figures(*words).stdout)
    text = figures(*words, "--all").stdout
    assert re.search(r"figure +value +in 2017-01-01/2017-03-31 +change +unit", text)
    assert re.search(r"\nentries +52 +36 +\+16 +entries ", text)
    assert re.search(r"\nproject_months\(project=\"EAP2\"\) +32 +32 +0 +months\b", text)
    assert re.search(r"\nproject_start_year\(project=\"EAP2\"\) +2015 +2015 +– +year\b", text)
    read = json.loads(figures(*words, "--json").stdout)
    assert read["against"] == "2017-01-01/2017-03-31"
    by_name = {each["figure"]: each for each in read["figures"]}
    assert (by_name["entries"]["earlier"]["value"], by_name["entries"]["change"]) == (36, 16)
    assert by_name["people_trained"]["earlier"]["value"] is None
    assert by_name["people_trained"]["change"] is None
    assert (by_name["headcount"]["scope"], by_name["headcount"]["on"]) == ("day", "2017-06-30")
    alone = json.loads(figures(YEAR, "--json").stdout)
    assert "against" not in alone
    assert "earlier" not in alone["figures"][0]


def test_figures_of_nothing_are_refused() -> None:
    """Without --list there must be DATA."""
    done = figures()
    assert done.exit_code == 2
    assert "--list" in done.stderr


def test_a_territory_is_named_as_the_office_must() -> None:
    """Explanations keep to the designation policy, and print the footnote that a name calls."""
    named = run("--cell", "activity_countries:28:country")
    assert re.search(r"value +Kosovo\*\n", named.stdout)
    assert "\n* All reference to Kosovo" in named.stdout
    assert (
        "* Toute référence au Kosovo"
        in run("--cell", "activity_countries:28:country", "--lang", "fr").stdout
    )
    assert "All reference" not in run("--cell", "activity_countries:1:country").stdout


def test_states_behind_a_figure_are_named_as_the_office_must() -> None:
    """A state that is behind a figure has the name of the policy, on the day of the report."""
    call = 'parties(treaty="CETS185")'
    states = {r["id"]: r["title"] for r in json.loads(run(call, "--json").stdout)["records"]}
    assert (states["MK"], states["AL"]) == (
        *('"the former Yugoslav Republic of Macedonia"', "Albania"),
    )
