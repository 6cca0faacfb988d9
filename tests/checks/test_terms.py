"""Rules of the office's own words, wherever they stand: in JSON, in files of labels, in plugins."""

import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest
from click.testing import CliRunner

import cproc
from cproc import builtin, plugins
from cproc.checks import CHECKS, NOTICES, check
from cproc.cli import main
from cproc.errors import DataError, Problem
from cproc.hookspecs import hookimpl
from cproc.labels import Labels
from cproc.model import LocalText, Portfolio, Term, TermList, TermRole, Wording
from cproc.plugins import collect
from cproc.serialize import dumps, to_folder
from cproc.testing import make_portfolio

OFFICE = make_portfolio(3)
RADIO = Term(TermList.ACTIVITY_KIND, "radio", LocalText({"en": "Radio"}), TermRole.NO_EVENT)


def with_kind(kind: str | None, **fields: Any) -> Portfolio:
    first, *others = OFFICE.activities
    activities = (attrs.evolve(first, kind=kind), *others)
    return attrs.evolve(OFFICE, activities=activities, **fields)


def found(portfolio: Portfolio, code: str) -> list[Problem]:
    return [problem for problem in check(portfolio, (*CHECKS, *NOTICES)) if problem.code == code]


def test_an_unknown_kind_is_told_with_those_it_may_be() -> None:
    """With its place, what is near to it, and all there are, the office's own among them."""
    (problem,) = found(with_kind("meetin", terms=(RADIO,)), "term-unknown")
    assert (problem.path, problem.value, problem.severity) == (
        "activities[0].kind", "meetin", "error",
    )  # fmt: skip
    assert "Did you mean meeting?" in problem.hint
    assert "other, radio;" in problem.hint
    assert not found(with_kind("radio", terms=(RADIO,)), "term-unknown")
    assert not found(with_kind(None), "term-unknown")


@pytest.mark.parametrize("of", TermList)
def test_terms_of_every_list_are_looked_up(of: TermList) -> None:
    """A term of one list is none of another."""
    project, *_others = OFFICE.projects
    given = attrs.evolve(project.contributions[0], kind="x")
    result = attrs.evolve(project.results[0], level="x")
    wrong = {
        TermList.ACTIVITY_KIND: with_kind("x"),
        TermList.CONTRIBUTION_KIND: attrs.evolve(
            OFFICE, projects=(attrs.evolve(project, contributions=(given,)), *_others)
        ),
        TermList.RESULT_LEVEL: attrs.evolve(
            OFFICE, projects=(attrs.evolve(project, results=(result,)), *_others)
        ),
        TermList.POST_CATEGORY: attrs.evolve(
            OFFICE, posts=(attrs.evolve(OFFICE.posts[0], recruitment="x"),)
        ),
    }[of]
    for other in TermList:
        term = Term(other, "x", LocalText({"en": "X"}))
        problems = found(attrs.evolve(wrong, terms=(term,)), "term-unknown")
        assert bool(problems) is (other is not of)


def test_terms_that_nothing_names_and_that_stand_twice_are_told() -> None:
    """One is a notice, the other an error; two lists may have one identifier."""
    category = Term(TermList.POST_CATEGORY, "radio", LocalText({"en": "Radio crew"}))
    office = with_kind("radio", terms=(RADIO, category))
    assert [problem.path for problem in found(office, "term-unused")] == ["terms[1]"]
    assert not found(office, "id-twice")
    (problem,) = found(with_kind("radio", terms=(RADIO, RADIO)), "id-twice")
    assert problem.path == "terms[1].id"


def test_labels_are_those_there_are_with_the_gaps_they_fill() -> None:
    """One that there is not is a warning, as it is of no effect; a wrong gap is an error."""
    wordings = (
        Wording("tabel.by_month", LocalText({"en": "x"})),
        Wording("note.held.few", LocalText({"pl": "{entries} wpisy"})),
        Wording("note.on", LocalText({"en": "On {date}", "fr": "Le {day}"})),
        Wording("table.by_month", LocalText({"en": "a { b"})),
        Wording("sheet.staff", LocalText({"en": "People"})),
    )
    office = attrs.evolve(OFFICE, wordings=wordings)
    (unknown,) = found(office, "label-unknown")
    assert (unknown.path, unknown.severity) == ("wordings[0].label", "warning")
    assert "Did you mean table.by_month" in unknown.hint
    gaps = found(office, "label-gaps")
    assert [problem.path for problem in gaps] == ["wordings[2].text", "wordings[3].text"]
    assert "Its gaps are {day}." in gaps[0].hint


# --- Files --------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    worded = attrs.evolve(OFFICE, wordings=(Wording("table.funding", LocalText({"en": "Money"})),))
    for name, text in to_folder(worded).items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_files_of_labels_are_read_into_the_portfolio(folder: Path) -> None:
    """One of a language, one with a table for each; they add to what the JSON has."""
    (folder / "labels.de.toml").write_text('[table]\nby_month = "Je Monat"\nfunding = "Geld"\n')
    (folder / "labels.toml").write_text('[fr.table]\nby_month = "Par mois"\nby_kind = ""\n')
    office = cproc.load(folder)
    assert {wording.label: wording.text for wording in office.wordings} == {
        "table.funding": LocalText({"en": "Money", "de": "Geld"}),
        "table.by_month": LocalText({"de": "Je Monat", "fr": "Par mois"}),
    }
    (folder / "whole.json").write_text(dumps(office), "utf-8")
    assert cproc.load(folder / "whole.json") == office


@pytest.mark.parametrize(
    ("name", "text", "code", "place"),
    [
        ("labels.de.toml", "[table", "toml-malformed", ""),
        ("labels.de.toml", "[table]\nby_month = 3", "type-wrong", ""),
        ("labels.toml", "de = 3", "type-wrong", ""),
        ("labels.German.toml", '[table]\nby_month = "x"', "language-unknown", ""),
        ("labels.de.toml", '[table]\nby_month = "{x}"', "label-gaps", "table.by_month"),
    ],
)
def test_what_is_wrong_in_them_is_told_with_the_file(
    folder: Path, name: str, text: str, code: str, place: str
) -> None:
    """Each fault is an error, and one of a text has its label."""
    (folder / name).write_text(text)
    with pytest.raises(DataError) as refused:
        cproc.load(folder)
    (problem,) = refused.value.problems
    assert problem.code == code
    if code != "language-unknown":
        assert (Path(problem.file).name, problem.cell) == (name, place)


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(main, [*map(str, arguments)])


def test_a_translator_fills_a_file_and_the_report_is_in_the_language(folder: Path) -> None:
    """Written, filled, completed without loss, exported with what is left told by its count."""
    file = folder / "labels.sr-Latn.toml"
    assert "texts to be translated" in run("translate", "sr-Latn", "-o", file).stdout
    text = file.read_text("utf-8")
    file.write_text(text.replace('by_month = ""', 'by_month = "Po mesecima"', 1), "utf-8")
    again = run("translate", "sr-Latn", "-o", file)
    total = int(again.stdout.split(" of ")[1].split()[0])
    assert f": {total - 1} of {total} texts" in again.stdout
    assert 'by_month = "Po mesecima"' in file.read_text("utf-8")
    done = run("export", folder, "--to", "md", "--lang", "sr-Latn", "-o", folder / "x.md")
    assert done.exit_code == 0
    assert f"{total - 1} of {total} labels not in Serbian (Latin)" in done.stderr
    assert "Po mesecima" in (folder / "x.md").read_text("utf-8")
    assert "labels not in Serbian" in run("check", folder, "--lang", "sr-Latn").stderr


def test_a_translation_without_loss_or_not_at_all(folder: Path) -> None:
    """A file that is no TOML, or a language that there is not, stops it and changes nothing."""
    file = folder / "labels.de.toml"
    file.write_text("[table")
    assert run("translate", "de", "-o", file).exit_code == 1
    assert file.read_text() == "[table"
    for language in ("xx", "German", "de de"):
        assert run("translate", language, "-o", folder / "x.toml").exit_code == 2
    assert not (folder / "x.toml").exists()


# --- Plugins ------------------------------------------------------------------------------


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> plugins.Plugins:
    """Install a plugin with German and two kinds of activities."""
    mural = attrs.evolve(RADIO, id="mural")
    german = Labels.parse("de", '[kind]\nworkshop = "Werkstatt"\n')
    made = gather(monkeypatch, cproc_terms=lambda: [RADIO, mural], cproc_labels=lambda: [german])
    monkeypatch.setattr(collect, "installed", lambda: made)
    return made


def gather(monkeypatch: pytest.MonkeyPatch, **hooks: Any) -> plugins.Plugins:
    module = ModuleType("cproc_test_words")
    vars(module).update({name: hookimpl(function) for name, function in hooks.items()})
    monkeypatch.setitem(sys.modules, "cproc_test_words", module)
    return collect.collect(builtin, [EntryPoint("words", "cproc_test_words", "cproc")])


def test_a_plugin_offers_terms_and_languages(plugin: plugins.Plugins, tmp_path: Path) -> None:
    """A portfolio that is loaded gets the terms that it names, and keeps them in its files."""
    assert plugin.plugins[1].offers == (
        "label de", "term activity_kind radio", "term activity_kind mural",
    )  # fmt: skip
    file = tmp_path / "office.json"
    file.write_text(dumps(with_kind("radio")), "utf-8")
    office = cproc.load(file)
    assert office.terms == (RADIO,)
    own = attrs.evolve(RADIO, title=LocalText({"en": "Broadcast"}))
    assert cproc.render(with_kind("radio", terms=(own,)), "json").count(b'"radio"') == 2
    assert "Werkstatt" in cproc.render(with_kind("workshop"), "md", lang="de").decode()


def test_a_language_with_wrong_gaps_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plugin is left out, and the label is named."""
    wrong = Labels("de", {"note.on": "Am {tag}"})
    (failed,) = gather(monkeypatch, cproc_labels=lambda: [wrong]).failed
    assert "note.on in de have gaps that nothing fills" in failed.reason
    (failed,) = gather(monkeypatch, cproc_labels=lambda: [Labels("fr", {})]).failed
    assert "both have the label 'fr'" in failed.reason
