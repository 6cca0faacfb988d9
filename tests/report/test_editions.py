"""Editions: what each audience is shown, and that a number is the same in each."""

import re
from pathlib import Path
from typing import Any

import attrs
import pytest
from example_data import loaded
from hypothesis import given

import cproc
from cproc import testing
from cproc.errors import DataError, UnknownNameError
from cproc.labels import labels_in
from cproc.model import Audience, Detail, Edition, LocalText, Portfolio, ReportSection
from cproc.report import Prose, Ref, Report, Table, build
from cproc.report.layouts import ALWAYS, FOR_AUDITORS, LAYOUTS, chosen_columns, every_section

READERS = [audience for audience in Audience if audience is not Audience.AUDIT]
OFFICE = loaded("cproc_2017")
GRANT = loaded("eu_grant")


def refs(report: Report) -> list[str]:
    """The identifiers of what sections and sheets refer to."""
    blocks = [block for section in report.sections for block in section.blocks]
    blocks += [block for sheet in report.sheets for block in sheet.blocks]
    return [block.id for block in blocks if isinstance(block, Ref)]


def values(table: Table, columns: list[str]) -> list[list[Any]]:
    """The values of some columns of a table, row by row."""
    at = [table.index(column) for column in columns]
    return [[row[index].value for index in at] for row in table.rows]


@pytest.mark.parametrize("audience", READERS)
@pytest.mark.parametrize("office", [OFFICE, GRANT], ids=["office", "grant"])
def test_what_is_for_auditors_is_in_no_other_edition(office: Portfolio, audience: Audience) -> None:
    """Reconciliation, definitions and explained warnings are printed for auditors only."""
    report = build(office.for_edition(audience))
    shown = {section.id for section in report.sections} | {sheet.id for sheet in report.sheets}
    assert not FOR_AUDITORS & {*shown, *report.tables}
    assert not report.left_out
    assert not report.explains


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_section_of_an_audience_has_a_heading(language: str) -> None:
    """A chapter or sheet that a layout names has its words in every language."""
    labels = labels_in(language)
    for layout in LAYOUTS.values():
        for id_ in {*layout.chapters, *layout.parts} - {"project", "committee"}:
            assert f"section.{id_}" in labels.entries, id_
        for id_ in {*layout.sheets} - {"project"}:
            assert {f"sheet.{id_}", f"sheet_heading.{id_}"} <= {*labels.entries}, id_


@given(testing.portfolios())
def test_law_a_number_is_the_same_in_every_edition(portfolio: Portfolio) -> None:
    """What an edition shows of a table has the values that the whole table has."""
    portfolio = attrs.evolve(portfolio, confidential=(), smallest_group=None)
    whole = build(portfolio.for_edition("audit"))
    for audience in READERS:
        report = build(portfolio.for_edition(audience))
        assert {*refs(report)} <= {*report.tables, *report.charts}
        for id_, table in report.tables.items():
            # Results are said in words to who is no auditor: “more than 900”.
            of = whole.tables.get(chosen_columns(id_, whole.tables)[0])
            if of is None or of.id.startswith("results") or not table.rows:
                continue
            numbers = [
                column.id
                for column in table.columns
                if column.kind != "text" and column.id in {each.id for each in of.columns}
            ]
            assert values(table, numbers) == values(of, numbers), id_


def own(**fields: Any) -> Report:
    """The report of an edition of the office's own."""
    edition = Edition("press", **fields)
    return build(attrs.evolve(OFFICE, editions=(edition,)).for_edition("press"))


def test_an_office_settles_chapters_tables_and_columns() -> None:
    """An edition of its own has its chapters, in its order, with the columns it names."""
    chapters = (
        ReportSection("conclusions"),
        ReportSection("numbers", LocalText({"en": "Numbers"}), ("by_month[month_name, entries]",)),
    )
    report = own(sections=chapters, title=LocalText({"en": "For the press"}))
    assert [section.id for section in report.sections] == ["conclusions", "numbers"]
    assert report.title == "For the press"
    view = report.tables["by_month[month_name, entries]"]
    assert [column.label for column in view.columns] == ["Month", "Activities"]
    assert view.total is not None
    assert view.total[1].value == len(OFFICE.activities)


def test_an_edition_leaves_out_what_it_names() -> None:
    """Tables, charts, chapters, sheets and columns that are named are nowhere in it."""
    report = own(without=("staff", "chart_timeline", "visibility", "funding.share", "months"))
    assert not {"staff", "visibility"} & {section.id for section in report.sections}
    assert "chart_timeline" not in refs(report)
    assert "staff" not in {chosen_columns(id_)[0] for id_ in report.tables}
    funding = [table for id_, table in report.tables.items() if id_.startswith("funding")]
    assert funding
    assert all("share" not in {column.id for column in table.columns} for table in funding)
    assert "months" not in {sheet.id for sheet in report.sheets}


@pytest.mark.parametrize(
    ("detail", "has_projects", "has_inventory"),
    [(Detail.CHAPTERS, False, False), (Detail.PROJECTS, True, False), (None, True, True)],
)
def test_an_edition_goes_down_to_its_detail(
    detail: Detail | None, has_projects: bool, has_inventory: bool
) -> None:
    """Sections of projects and the list of activities are left out of a shorter edition."""
    ids = [section.id for section in own(detail=detail).sections]
    assert any(id_.startswith("project:") for id_ in ids) is has_projects
    assert ("inventory" in ids) is has_inventory


def test_the_edition_of_the_data_is_printed_where_nobody_asks() -> None:
    """A report may say which edition it is; who asks for another gets that."""
    board = OFFICE.with_report(edition="board")
    assert build(board).edition == "board"
    assert build(board.for_edition("audit")).edition == "audit"
    assert build(OFFICE).edition == "audit"


def test_the_part_of_a_donor_is_an_edition_for_donors() -> None:
    """Who narrows a portfolio to a donor gets what is made for donors, unless asked otherwise."""
    report = cproc.render(OFFICE, "md", options={"donor": "JP"}).decode()
    assert "Definitions of the figures" not in report
    audit = cproc.render(OFFICE, "md", options={"donor": "JP"}, edition="audit").decode()
    assert "Definitions of the figures" in audit


def test_an_unknown_edition_is_refused_by_name() -> None:
    """The message lists those there are."""
    with pytest.raises(UnknownNameError, match="public, donor, board, audit"):
        cproc.render(OFFICE, "md", edition="nobody")


def test_faults_of_editions_are_told_all_at_once() -> None:
    """Each is an error with its path."""
    chapters = (ReportSection("summary", shows=("by_month[month_name, nothing]",)),)
    editions = (
        Edition("press", sections=chapters, without=("nothing", "by_month.nothing")),
        Edition("board"),
    )
    office = attrs.evolve(OFFICE, editions=editions).with_report(edition="nobody")
    found = {(each.code, each.path) for each in cproc.check(office) if each.severity == "error"}
    assert found == {
        ("reference-unknown", "reports[0].edition"),
        ("reference-unknown", "editions[0].without[0]"),
        ("reference-unknown", "editions[0].without[1]"),
        ("edition-reserved", "editions[1].id"),
        ("reference-unknown", "editions[0].sections[0].shows[0]"),
    }


@pytest.mark.parametrize(
    ("title", "id_"),
    [("Activities by month", "by_month"), ("Annex: Inventory of activities", "inventory")],
)
def test_what_is_to_be_left_out_may_be_typed_as_it_is_printed(title: str, id_: str) -> None:
    """The hint tells the name of a printed title, and lists the chapters and the sheets."""
    office = attrs.evolve(OFFICE, editions=(Edition("press", without=(title,)),))
    (fault,) = [each for each in cproc.check(office) if each.severity == "error"]
    hint = str(fault.hint)
    assert f"Did you mean {id_!r}" in hint or f"or {id_!r}" in hint
    assert "Chapters are" in hint
    assert "inventory" in hint
    assert "activities" in hint


def test_the_page_of_editions_lists_every_chapter_and_sheet() -> None:
    """Each name that can be left out stands in the table of the page, in its column."""
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "editions.md").read_text("utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.count("|") == 4]
    chapters, sheets = (
        {*re.findall("`([a-z_]+)`", " ".join(r[at] for r in rows))} for at in (2, 3)
    )
    assert chapters >= {*every_section()} - ALWAYS
    used = {name for layout in LAYOUTS.values() for name in layout.sheets}
    assert sheets >= used - ALWAYS - {"project"}


def test_a_link_to_what_an_edition_leaves_out_is_its_title() -> None:
    """A text is one for all editions: what is not printed is named, and not linked to."""
    text = LocalText({"en": "See [](#by_month), [the annex](#section:tallies) and [](#nothing)."})
    narrative = tuple(
        attrs.evolve(each, text=text) if each.id == "mandate" else each for each in OFFICE.narrative
    )
    office = OFFICE.with_report(narrative=narrative)
    with pytest.raises(DataError) as caught:
        build(office.for_edition("public"))
    assert {problem.value for problem in caught.value.problems} == {"nothing"}
    sound = LocalText({"en": text.best("en").replace(" and [](#nothing)", "")})
    narrative = tuple(
        attrs.evolve(each, text=sound) if each.text == text else each for each in narrative
    )
    report = build(OFFICE.with_report(narrative=narrative).for_edition("public"))
    mandate = next(section for section in report.sections if section.id == "mandate")
    assert isinstance(mandate.blocks[0], Prose)
    assert mandate.blocks[0].markdown == "See Activities by month, the annex."
