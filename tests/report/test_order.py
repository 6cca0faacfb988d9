"""Order: sections of the document, sheets of the workbook, and what is left out."""

from datetime import date

import attrs
import pytest
from example_data import loaded, reported
from hypothesis import given

from cproc.errors import DataError, Severity
from cproc.model import BudgetVersion, LocalText, Narrative, Portfolio, ReportSection
from cproc.money import Money
from cproc.report import Prose, Ref, Report, build, narrative_problems, reference_problems
from cproc.report.sections import Pool
from cproc.testing import make_portfolio, portfolios

YEAR = loaded("cproc_2017")
ENGLISH, FRENCH = reported("cproc_2017", "en"), reported("cproc_2017", "fr")

OFFICE = attrs.evolve(make_portfolio(0).office, contributions=())
TITLE = LocalText({"en": "Title"})
EMPTY = Portfolio(OFFICE, make_portfolio(0).period)


def test_sections_stand_in_the_order_of_the_annual_report() -> None:
    """Ten chapters as in the reference, the inventory in bands, then the further annexes."""
    chapters = [section.id for section in ENGLISH.sections if section.level == 1]
    assert chapters == [
        "summary",
        "context",
        "mandate",
        "projects",
        "priorities",
        "committee",
        "host",
        "administration",
        "visibility",
        "conclusions",
        "documents",
        "inventory",
        "tallies",
        "reconciliation",
        "definitions",
    ]
    projects = [section.id for section in ENGLISH.sections if section.id.startswith("project:")]
    assert projects == [
        f"project:{code}" for code in "OCTOPUS EAP2 EAP3 GLACY GLACY+ IPROCEEDS CYBERSOUTH".split()
    ]
    assert next(section.id for section in ENGLISH.sections if not section.numbered) == "summary"
    bands = list(ENGLISH.tables["inventory"].bands.values())
    assert bands[:: len(bands) - 1] == ["October 2016", "September 2017"]
    assert next(section for section in ENGLISH.sections if section.id == "inventory").landscape


def test_a_project_section_has_facts_text_components_results() -> None:
    """Facts come first, then the text, then the lists."""
    section = next(s for s in ENGLISH.sections if s.id == "project:GLACY+")
    facts, text, *lists = section.blocks
    assert facts == Ref("project_facts:GLACY+")
    assert isinstance(text, Prose)
    kinds = ("components", "results", "milestones", "project_months", "contributions")
    assert lists == [Ref(f"{kind}:GLACY+") for kind in kinds]


def faults(report: Report) -> list[str]:
    """Find what is wrong with the order of a report."""
    found = []
    level = 0
    for index, section in enumerate(report.sections):
        if not 1 <= section.level <= level + 1:
            found.append(f"level of {section.id}")
        level = section.level
        following = report.sections[index + 1 : index + 2]
        if not section.blocks and not (following and following[0].level > section.level):
            found.append(f"nothing in {section.id}")
    blocks = [b for s in report.sections for b in s.blocks if isinstance(b, Ref)]
    sheets = [b for s in report.sheets for b in s.blocks]
    pool = {*report.tables, *report.charts}
    found += [f"no {ref.id}" for ref in (*blocks, *sheets) if ref.id not in pool]
    found += [f"{id_} is nowhere" for id_ in pool - {ref.id for ref in (*blocks, *sheets)}]
    found += [f"{id_} twice" for refs in (blocks, sheets) for id_ in twice(refs)]
    found += [f"no rows in {table.id}" for table in report.tables.values() if not table.rows]
    found += [f"nothing on {sheet.id}" for sheet in report.sheets if not sheet.blocks]
    for chart in report.charts.values():
        ids = {column.id for column in report.tables[chart.table].columns}
        if not {chart.labels, *chart.values} <= ids or not chart.alt:
            found.append(f"chart {chart.id}")
    return found


def twice(refs: list[Ref]) -> set[str]:
    """Give what is shown more than once."""
    ids = [ref.id for ref in refs]
    return {id_ for id_ in ids if ids.count(id_) > 1}


def test_the_reference_year_is_all_shown_once() -> None:
    """Every table and chart has its place, none twice, and no place is empty."""
    assert faults(ENGLISH) == []
    assert faults(FRENCH) == []


def test_a_reference_stands_for_a_table_or_a_chart() -> None:
    """What the pool does not have is an error, not nothing."""
    for id_ in ("by_month", "chart_months"):
        assert ENGLISH.block(Ref(id_)).id == id_
    with pytest.raises(KeyError):
        ENGLISH.block(Ref("nothing"))


@pytest.mark.parametrize("fault", ["level", "nothing in", "nowhere", "no ", "twice"])
def test_a_disorder_is_found(fault: str) -> None:
    """The test of order can fail."""
    first, *others = ENGLISH.sections
    broken = {
        "level": attrs.evolve(ENGLISH, sections=(attrs.evolve(first, level=3), *others)),
        "nothing in": attrs.evolve(ENGLISH, sections=(attrs.evolve(first, blocks=()), *others)),
        "nowhere": attrs.evolve(ENGLISH, sheets=()),
        "no ": attrs.evolve(ENGLISH, tables={}, charts={}),
        "twice": attrs.evolve(ENGLISH, sections=(first, first, *others)),
    }[fault]
    assert any(fault in told for told in faults(broken))


@given(portfolios())
def test_any_portfolio_is_in_order(portfolio: Portfolio) -> None:
    """Whatever is missing or settled by the office, levels, references and places hold."""
    if any(p.severity is Severity.ERROR for p in narrative_problems(portfolio)):
        return
    found = faults(build(portfolio, "fr"))
    if portfolio.report and portfolio.report.sections:  # it may leave out, and show again
        found = [fault for fault in found if not fault.endswith(("is nowhere", "twice"))]
    assert found == []


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["a", "b"], ["a", "behind a", "behind behind a", "b"]),
        (["b", "gone"], ["b", "behind gone"]),
        (["none"], []),
    ],
)
def test_a_table_stands_behind_the_one_it_names(names: list[str], shown: list[str]) -> None:
    """So it does where that one has no rows; what nobody names in the outline is not repeated."""
    after = {
        "behind a": "a",
        "a": "",
        "behind behind a": "behind a",
        "b": "",
        "behind gone": "gone",
    }
    assert [ref.id for ref in Pool(after).shown(names)] == shown


def settled(*chosen: ReportSection, **texts: str) -> Portfolio:
    """Give the reference year with chapters of the office's choice and texts by section."""
    words = tuple(Narrative(id_, LocalText({"en": text})) for id_, text in texts.items())
    return YEAR.with_report(sections=chosen, narrative=words)


def test_the_office_settles_chapters_and_their_order() -> None:
    """Chapters stand as listed; a part of one, a project or one of its own can be a chapter."""
    portfolio = settled(
        ReportSection("foreword", LocalText({"en": "Foreword", "fr": "Avant-propos"})),
        ReportSection("project:GLACY+"),
        ReportSection("administration"),
        ReportSection("staff", LocalText({"en": "People"})),
        ReportSection("summary", shows=("chart_regions", "staff")),
        foreword="We say hello.",
        administration="So it is run.",
        summary="All went well.",
    )
    assert narrative_problems(portfolio) == ()
    made = [(s.id, s.title, s.level) for s in build(portfolio).sections]
    assert made == [
        ("foreword", "Foreword", 1),
        ("project:GLACY+", "GLACY+ – Global Action on Cybercrime Extended", 1),
        ("administration", "Administrative and budgetary matters", 1),
        ("budget", "Budget", 2),
        ("staff", "People", 1),
        ("summary", "Summary", 1),
    ]
    text, *shown = build(portfolio).sections[-1].blocks
    assert isinstance(text, Prose)
    assert shown == [Ref("chart_regions"), Ref("staff")]
    assert build(portfolio, "fr").sections[0].title == "Avant-propos"


def test_a_chosen_section_shows_what_was_chosen_alone() -> None:
    """What the annual report puts behind a table does not come with it unasked."""
    (section,) = build(settled(ReportSection("budget", shows=("budget_versions",)))).sections
    assert section.blocks == (Ref("budget_versions"),)


def test_a_chosen_section_with_nothing_to_say_is_left_out() -> None:
    """A heading with nothing under it is not printed, whoever listed it."""
    assert not build(settled(ReportSection("visibility"), ReportSection("x", TITLE))).sections


@pytest.mark.parametrize(
    ("chosen", "code", "path"),
    [
        (ReportSection("sumary"), "section-untitled", "[1].id"),
        (ReportSection("staff"), "section-twice", "[1].id"),
        (ReportSection("summary", shows=("staff", "stuff")), "reference-unknown", "[1].shows[1]"),
    ],
)
def test_a_choice_that_cannot_be_made_is_an_error(
    chosen: ReportSection, code: str, path: str
) -> None:
    """An unknown section without a title, one listed twice and an unknown table are told."""
    portfolio = settled(ReportSection("staff"), chosen)
    (problem,) = narrative_problems(portfolio)
    assert (problem.code, problem.severity) == (code, Severity.ERROR)
    assert problem.path == f"reports[0].sections{path}"
    with pytest.raises(DataError, match=code):
        build(portfolio)


@pytest.mark.parametrize(
    "name", ["by_month", "chart_months", "staff", "project:GLACY+", "section:staff"]
)
def test_a_text_refers_to_what_is_in_the_document(name: str) -> None:
    """Tables, charts and sections can be referred to by their identifier."""
    assert reference_problems(YEAR.with_report(narrative=see(name))) == ()


@pytest.mark.parametrize("name", ["by_mouth", "project:NONE", "participations"])
def test_a_reference_that_leads_nowhere_is_an_error(name: str) -> None:
    """What no section shows cannot be referred to; text and line are told."""
    portfolio = YEAR.with_report(narrative=see(name))
    (problem,) = reference_problems(portfolio)
    assert (problem.code, problem.path) == ("reference-unknown", "reports[0].narrative[0].text.fr")
    assert (problem.value, "line 2" in problem.message) == (name, True)
    with pytest.raises(DataError, match="reference-unknown"):
        build(portfolio)


def test_references_are_not_looked_up_where_tables_cannot_be_made() -> None:
    """Budgets of two currencies are a problem of their own, told by other rules."""
    version = BudgetVersion(Money("1", "USD"), date(2014, 1, 1))
    first = attrs.evolve(YEAR.projects[0], budget=(version,), currency="EUR")
    mixed = attrs.evolve(YEAR, projects=(first, *YEAR.projects[1:])).with_report(
        narrative=see("by_mouth")
    )
    assert reference_problems(mixed) == ()


def see(name: str) -> tuple[Narrative, ...]:
    """Write a text that refers to something on its second line."""
    return (Narrative("context", LocalText({"fr": f"Ici.\n[](#{name}) le dit."})),)


def test_an_office_without_anything_has_a_report() -> None:
    """Key figures and definitions are all there is to say, and it is said."""
    report = build(EMPTY, "fr")
    assert faults(report) == []
    assert set(report.tables) == {"key_figures", "overview", "definitions"}
    assert [section.id for section in report.sections] == ["summary", "definitions"]
    assert [sheet.id for sheet in report.sheets] == ["key_figures", "overview", "definitions"]
    assert (report.reference, report.place, report.addressee) == ("", "", "")
    assert report.title == "Rapport d'activité"
    assert report.issued == EMPTY.period.end


def test_an_office_that_opens_after_the_period_has_a_report() -> None:
    """What cannot be counted for it is left out; what its unit would be is still defined."""
    late = attrs.evolve(OFFICE, operational_since=date(2090, 1, 1))
    report = build(attrs.evolve(EMPTY, office=late))
    names = {row[0].value for row in report.tables["overview"].rows}
    assert names == {"Capacity of the office"}
    units = {row[0].value: row[3].value for row in report.tables["definitions"].rows}
    assert units["months_of_operation"] == "months"
    assert "budget_total" not in units


def test_what_does_not_exist_is_left_out() -> None:
    """Without projects, activities, posts and treaties, their sections and sheets are gone."""
    bare = attrs.evolve(
        YEAR, projects=(), activities=(), posts=(), treaties=(), silenced=()
    ).with_report(statements=(), narrative=(), documents=())
    report = build(bare)
    assert [section.id for section in report.sections if section.level == 1] == [
        "summary",
        "priorities",
        "administration",
        "definitions",
    ]
    assert [sheet.id for sheet in report.sheets] == [
        "key_figures",
        "overview",
        "priorities",
        "contributions",
        "definitions",
    ]
    assert report.left_out[0] == "The projects side by side"
    assert set(report.left_out).isdisjoint(sheet.heading for sheet in report.sheets)


def test_the_same_portfolio_gives_the_same_report() -> None:
    """Building is a pure function, and does not depend on who asked before."""
    assert build(YEAR, "fr") == FRENCH


def test_the_cover_is_that_of_the_document() -> None:
    """Title, reference, place, day and addressee are those the report is filed under."""
    assert ENGLISH.reference == "SG/Inf(2017)42"
    assert (ENGLISH.place, str(ENGLISH.issued)) == ("Strasbourg", "2017-11-24")
    assert (ENGLISH.subtitle, FRENCH.subtitle) == (
        "October 2016 to September 2017",
        "octobre 2016 à septembre 2017",
    )
    assert FRENCH.addressee == "Comité des Ministres"


def test_charts_tell_their_values() -> None:
    """The text of a chart says what it shows, to those who do not see it."""
    alt = ENGLISH.charts["chart_projects"].alt
    assert "; total: 186. Cybercrime@Octopus: 17; " in alt
    long = build(make_portfolio(200, seed=1)).charts["chart_budget"].alt
    assert long.count(": EUR") <= 16


def test_committees_and_hosts_name_their_section() -> None:
    """A section is called after the committee and the host there are, or after none."""
    titles = {section.id: section.title for section in ENGLISH.sections}
    assert titles["committee"] == "Relations with the T-CY"
    assert titles["host"] == "Relations with the host (Government of Romania)"
    first, second = YEAR.treaties
    plain = attrs.evolve(YEAR.office, host=None)
    other = attrs.evolve(YEAR, treaties=(first, attrs.evolve(second, committee="X")), office=plain)
    titles = {section.id: section.title for section in build(other).sections}
    assert titles["committee"] == "Relations with committees (T-CY and X)"
    assert titles["host"] == "Relations with the host"
    nameless = tuple(attrs.evolve(treaty, committee="") for treaty in YEAR.treaties)
    titles = {s.id: s.title for s in build(attrs.evolve(YEAR, treaties=nameless)).sections}
    assert titles["committee"] == "Treaties"
