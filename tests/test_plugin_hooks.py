"""Figures, checks and sections of plugins reach loading, narratives and every report."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest
from click.testing import CliRunner

import cproc
from cproc import builtin, plugins
from cproc.cli import main
from cproc.errors import (
    DataError,
    InvalidValueError,
    PluginError,
    Problem,
    UnknownNameError,
    UsageError,
)
from cproc.figures import CATALOGUE, Definition, Figure, Method, every_figure, with_figures
from cproc.figures.counting import Aspect, Key, Measure, Reader, Subject
from cproc.forms import form_named, read_form
from cproc.hookspecs import hookimpl
from cproc.model import LocalText, Narrative, Portfolio, ReportSection
from cproc.plugins import collect
from cproc.report import Cell, Column, Prose, Ref, Table, build, reference_problems
from cproc.report.context import Context
from cproc.report.parts import ReportPart, with_parts, with_sections
from cproc.testing import make_portfolio

PORTFOLIO = make_portfolio(5)
YEAR = str(Path(__file__).resolve().parent.parent / "examples" / "cproc_2017")


def letters(portfolio: Portfolio, each: str = "1") -> Figure:
    """Count the letters of the year."""
    return Figure("", int(each) * len(portfolio.projects), "", "one a project", "letters", ())


LETTERS = Definition(
    "letters", LocalText({"en": "Letters", "fr": "Lettres"}), letters, "letters", Method.COUNT
)


DECADE = Key(
    "decade",
    "ten calendar years, 2010",
    {Subject.ACTIVITIES: Reader(Aspect.TIME, lambda _: lambda day: day.year // 10 * 10)},
    type=int,
)


WORDS_OF_TITLES = Measure(
    "words",
    "words of the title",
    Subject.ACTIVITIES,
    lambda activity: len(activity.title.best("en").split()),
    "words",
)


def no_letters(portfolio: Portfolio) -> Iterator[Problem]:
    """Every office writes letters."""
    if not portfolio.projects:
        yield Problem("no-letters", "there is nobody to write to.")


def table(id_: str, heading: str) -> Table:
    return Table(id_, heading, (Column("c", heading),), ((Cell("x"),),))


def make(context: Context) -> Iterable[Prose | Table]:
    yield Prose("Letters.", context.language)
    yield table("letters", context.labels("letters.title"))


WORDS = {"en": {"title": "Letters", "sheet": "Letters"}, "fr": {"title": "Lettres"}}
PART = ReportPart("letters", WORDS, make)


def gather(monkeypatch: pytest.MonkeyPatch, **hooks: Callable[[], Any]) -> plugins.Plugins:
    made = ModuleType("cproc_test_hooks")
    vars(made).update({name: hookimpl(function) for name, function in hooks.items()})
    monkeypatch.setitem(sys.modules, "cproc_test_hooks", made)
    return collect.collect(builtin, [EntryPoint("hooks", "cproc_test_hooks", "cproc")])


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> plugins.Plugins:
    """Install a plugin with a figure, a check and a section."""

    def cproc_figures() -> Any:
        return [LETTERS]

    def cproc_checks() -> Any:
        return [no_letters]

    def cproc_sections() -> Any:
        return [PART]

    made = gather(
        monkeypatch,
        cproc_figures=cproc_figures,
        cproc_keys=lambda: [DECADE],
        cproc_measures=lambda: [WORDS_OF_TITLES],
        cproc_checks=cproc_checks,
        cproc_sections=cproc_sections,
    )
    monkeypatch.setattr(collect, "installed", lambda: made)
    monkeypatch.setattr(plugins, "installed", lambda: made)
    return made


def test_what_is_offered_is_listed(offered: plugins.Plugins) -> None:
    """The list of plugins tells the figure, the check and the section."""
    assert offered.plugins[1].offers == (
        "figure letters", "key decade", "measure words", "check no_letters", "section letters",
    )  # fmt: skip


def test_a_figure_is_known_in_narratives_and_lists(offered: plugins.Plugins) -> None:
    """A narrative may name it; in a program it is known inside `in_use`, and only there."""
    said = Narrative("summary", LocalText({"en": 'We wrote {{ letters(each="2") }} letters.'}))
    portfolio = PORTFOLIO.with_report(narrative=(said,))
    text = cproc.render(portfolio, "md").decode()
    assert f"We wrote {2 * len(portfolio.projects)} letters." in text
    with plugins.in_use():
        assert cproc.evaluate(portfolio, "letters").value == len(portfolio.projects)
        assert "letters" in [figure.name for figure in every_figure(portfolio)]
    with pytest.raises(UnknownNameError):
        cproc.evaluate(portfolio, "letters")
    assert "letters" not in CATALOGUE


def test_a_key_groups(offered: plugins.Plugins) -> None:
    """The command tallies by it; its faults are the plugin's, its name is its own."""
    done = CliRunner().invoke(main, ["tally", YEAR, "--by", "decade", "--json"])
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["rows"][0]["value"] == 158


def test_a_measure_sums(offered: plugins.Plugins) -> None:
    """The command sums by it."""
    done = CliRunner().invoke(main, ["total", YEAR, "words", "--by", "decade", "--json"])
    assert done.exit_code == 0, done.stderr
    titles = [activity.title.best("en") for activity in cproc.load(YEAR).activities]
    assert json.loads(done.stdout)["total"] == sum(len(title.split()) for title in titles)


def test_a_measure_that_fails_or_has_a_name_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of a measure names the plugin; a measure of the library stays what it is."""
    broken = attrs.evolve(WORDS_OF_TITLES, read=lambda _activity: 1 // 0)
    made = gather(monkeypatch, cproc_measures=lambda: [broken])
    with pytest.raises(PluginError, match=r"the measure 'words' of .* failed: ZeroDivisionError"):
        cproc.total(PORTFOLIO, "words", measures=made.measures)
    taken = attrs.evolve(WORDS_OF_TITLES, name="budget")
    (failed,) = gather(monkeypatch, cproc_measures=lambda: [taken]).failed
    assert "both have the measure 'budget'" in failed.reason


def test_a_key_that_fails_or_has_a_name_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of a key names the plugin; a key of the library stays what it is."""
    bad = Reader(Aspect.TIME, lambda _: lambda day: day.year // 0)
    broken = Key("decade", "broken", {Subject.ACTIVITIES: bad}, type=int)
    made = gather(monkeypatch, cproc_keys=lambda: [broken])
    with pytest.raises(PluginError, match=r"the key 'decade' of .* failed: ZeroDivisionError"):
        cproc.tally(PORTFOLIO, "decade", keys=made.keys)
    taken = Key("month", "mine", {})
    (failed,) = gather(monkeypatch, cproc_keys=lambda: [taken]).failed
    assert "both have the key 'month'" in failed.reason


def test_a_check_is_asked(offered: plugins.Plugins) -> None:
    """An error that a plugin's check finds stops an export."""
    empty = cproc.testing.empty_portfolio()
    with pytest.raises(DataError, match="nobody to write to"):
        cproc.render(empty, "json")


@pytest.mark.parametrize(("language", "title"), [("en", "Letters"), ("fr", "Lettres")])
def test_a_section_stands_behind_the_others(
    offered: plugins.Plugins, language: str, title: str
) -> None:
    """It has a heading and a table in the language, and a sheet where it has a word for one."""
    own = build(PORTFOLIO, language)
    report = with_parts(own, PORTFOLIO, offered.sections)
    assert report.sections[:-1] == own.sections
    assert report.sections[-1].title == title
    assert report.sections[-1].blocks == (Prose("Letters.", language), Ref("letters"))
    assert report.tables["letters"].columns[0].label == title
    assert [sheet.id for sheet in report.sheets[len(own.sheets) :]] == (
        ["letters"] if language == "en" else []
    )
    assert title in cproc.render(PORTFOLIO, "md", language).decode()


def settled(*chosen: ReportSection, text: str = "") -> Portfolio:
    """Give an office that has settled its chapters, with a text for the letters."""
    title = LocalText({"en": "Report"})
    filed: Any = {"title": title, "date": date(2017, 11, 24), "sections": chosen}
    said = (Narrative("letters", LocalText({"en": text})),) if text else ()
    return PORTFOLIO.with_report(**filed, narrative=said)


def headings(portfolio: Portfolio) -> list[tuple[str, str]]:
    return [(made.id, made.title) for made in build(portfolio).sections if made.level == 1]


@pytest.mark.usefixtures("offered")
def test_the_office_places_a_section_by_its_name() -> None:
    """It stands where it is listed, behind the parts of the chapter before; else nowhere."""
    own = ReportSection("own", LocalText({"en": "Our own"}), ("staff",))
    here = ReportSection("letters")
    with plugins.in_use():
        assert [id_ for id_, _title in headings(settled(own, here, ReportSection("projects")))] == [
            "own", "letters", "projects",
        ]  # fmt: skip
        behind = build(settled(ReportSection("projects"), here)).sections
        assert {made.level for made in behind[1:-1]} == {2}
        assert (behind[0].id, behind[-1].id) == ("projects", "letters")
        assert headings(settled(here, own))[0] == ("letters", "Letters")
        unlisted = build(settled(own))
        assert [made.id for made in unlisted.sections] == ["own"]
        assert unlisted.sheets[-1].blocks == (Ref("letters"),)
    assert "letters" not in build(settled(own)).tables


@pytest.mark.usefixtures("offered")
def test_the_office_may_give_a_section_a_heading_and_a_text() -> None:
    """The text stands above what the plugin makes, and refers to its tables as to others."""
    titled = ReportSection("letters", LocalText({"en": "Our post"}))
    portfolio = settled(titled, text="See [](#letters).")
    with plugins.in_use():
        (made,) = build(portfolio).sections
        assert made.title == "Our post"
        assert made.blocks == (
            Prose("See [](#letters).", "en"), Prose("Letters.", "en"), Ref("letters"),
        )  # fmt: skip
    assert "Our post" in cproc.render(portfolio, "md").decode()
    with plugins.in_use():
        assert not [p for p in cproc.check(portfolio) if p.severity == "error"]


def test_a_text_refers_to_a_table_of_a_plugin() -> None:
    """Where the plugin is not known, the section and the link are told as errors, both at once."""
    titled = ReportSection("letters", LocalText({"en": "Our post"}))
    portfolio = settled(titled, ReportSection("post"), text="See [](#by_whom).")
    with with_sections([ReportPart("post", WORDS, lambda _names: [table("by_whom", "x")])]):
        assert Ref("by_whom") in build(portfolio).sections[1].blocks
        assert not list(reference_problems(portfolio))
    with pytest.raises(DataError) as caught:
        build(portfolio)
    assert [p.code for p in caught.value.problems] == ["section-untitled", "reference-unknown"]
    assert [p.value for p in reference_problems(portfolio)] == ["by_whom"]


def test_a_section_without_a_title_is_that_of_a_plugin(offered: plugins.Plugins) -> None:
    """What no plugin makes needs a title; a silent plugin still gives its own to a text."""
    portfolio = settled(ReportSection("letters"), text="Said.")
    with pytest.raises(DataError, match="section-untitled"):
        build(portfolio)
    silent = ReportPart("letters", WORDS, lambda _names: ())
    with with_sections([silent]), with_sections([silent]):
        (made,) = build(portfolio).sections
    assert (made.title, made.blocks) == ("Letters", (Prose("Said.", "en"),))


def test_a_section_with_nothing_to_say_is_left_out() -> None:
    """No heading stands above nothing; words of English stand in for a language without."""
    report = build(PORTFOLIO, "fr")
    assert with_parts(report, PORTFOLIO, [ReportPart("x", WORDS, lambda _names: ())]) == report
    english = ReportPart("x", {"en": {"title": "X"}}, lambda _names: [table("x", "x")])
    assert with_parts(report, PORTFOLIO, [english]).sections[-1].title == "X"


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (
            ReportPart("projects", WORDS, lambda _n: [table("x", "x")]),
            "'projects' makes projects, which there is already",
        ),
        (ReportPart("x", WORDS, lambda _n: [table("activities", "x")]), "makes activities, which"),
        (ReportPart("x", {"fr": {"title": "X"}}, make), "'x' has no title in en"),
    ],
)
def test_a_section_that_cannot_be_added_is_told(part: ReportPart, told: str) -> None:
    """Nothing of the library's own is replaced by accident."""
    with pytest.raises(InvalidValueError, match=told):
        with_parts(build(PORTFOLIO), PORTFOLIO, [part])


def test_figures_of_one_name_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin cannot change what a figure of the library means."""

    def cproc_figures() -> Any:
        return [attrs.evolve(LETTERS, name="entries")]

    (failed,) = gather(monkeypatch, cproc_figures=cproc_figures).failed
    assert "both have the figure 'entries'" in failed.reason
    twice = with_figures([attrs.evolve(LETTERS, name="entries")])
    with pytest.raises(UsageError, match="a figure 'entries' already"):
        twice.__enter__()


@pytest.mark.parametrize(
    "hook", ["cproc_figures", "cproc_keys", "cproc_measures", "cproc_checks", "cproc_sections"]
)
def test_what_is_of_the_wrong_kind_is_refused(monkeypatch: pytest.MonkeyPatch, hook: str) -> None:
    """P15: junk is told at load, with the hook that gave it."""

    def junk() -> Any:
        return ["junk"]

    (failed,) = gather(monkeypatch, **{hook: junk}).failed
    assert f"{hook} gave 'junk', which is no " in failed.reason


def test_faults_in_figures_checks_and_sections_name_the_plugin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """P12, P13: what fails later is told as the plugin's, not as a traceback."""

    def broken(_of: Any) -> Any:
        """Fail."""
        raise RuntimeError("oh")

    made = gather(
        monkeypatch,
        cproc_figures=lambda: [attrs.evolve(LETTERS, function=broken)],
        cproc_checks=lambda: [broken],
        cproc_sections=lambda: [attrs.evolve(PART, make=broken)],
    )
    for call in (
        made.figures["letters"].function,
        made.checks[0],
        made.sections[0].make,
    ):
        told = r"of unknown distribution failed: RuntimeError: oh"
        with pytest.raises(PluginError, match=told):
            call(PORTFOLIO)  # type: ignore[arg-type]  # each fails before it looks


FORM = """
id = "letter"
title = { en = "Letter with a budget" }
languages = ["en"]
plans = { costs = [{ each_heading = true, title = { en = "Sum" } }] }
[[sheets]]
title = { en = "Budget" }
[[sheets.blocks]]
id = "budget"
rows = "costs"
groups = [{ columns = [
  { id = "costs", source = "label", title = { en = "Costs" } },
  { id = "total", source = "total", title = { en = "Total" } },
] }]
"""


def test_a_form_is_listed_and_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form of a plugin stands beside the library's own, for the command and for exports."""
    offered = gather(monkeypatch, cproc_forms=lambda: [read_form(FORM)])
    monkeypatch.setattr(collect, "installed", lambda: offered)
    monkeypatch.setattr(plugins, "installed", lambda: offered)
    assert offered.plugins[1].offers == ("form letter",)
    listed = CliRunner().invoke(main, ["forms"]).stdout
    assert "Letter with a budget" in listed
    assert "prag-annex3-2013" in listed
    grant = cproc.load(Path(YEAR).with_name("eu_grant"))
    assert cproc.render(grant, "form", options={"form": "letter"})
    with pytest.raises(UnknownNameError):
        form_named("letter")


def test_a_form_with_a_name_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form of the library stays what it is."""
    taken = attrs.evolve(read_form(FORM), id="prag-annex3-2013")
    (failed,) = gather(monkeypatch, cproc_forms=lambda: [taken]).failed
    assert "both have the form 'prag-annex3-2013'" in failed.reason
