"""Documents and links: a list below a project's text, a table of all, and columns."""

from typing import Any

import attrs
import pytest
from example_data import loaded
from hypothesis import given
from markdown_it import MarkdownIt
from table_values import rows

from cproc import model
from cproc.model import Document, LocalText, Portfolio
from cproc.report import Prose, Report, build
from cproc.testing import documents, make_portfolio

OFFICE = make_portfolio(3)
ADDRESS = "https://rm.coe.int/168047d1b8?a=1&b=(2)"
typed: Any = model
"""The classes as scripts use them: they take dicts for texts, and text for days."""

PAGE = typed.Document({"en": "The page", "fr": "La page"}, ADDRESS, kind="web_page")
FILED = typed.Document(
    {"en": "Report [draft] *1*"}, reference="SG/Inf(2013)29", date="2017-05-02", language="fr"
)


def _with(office: Portfolio, **of: tuple[Document, ...]) -> Portfolio:
    """The office, whose first project, milestone, result and activity have documents."""
    project, *others = office.projects
    milestone = typed.Milestone({"en": "Launch"}, documents=of.get("milestone", ()))
    result = typed.Result({"en": "A law"}, documents=of.get("result", ()))
    project = attrs.evolve(
        project, documents=of.get("project", ()), milestones=(milestone,), results=(result,)
    )
    first, *rest = office.activities
    first = attrs.evolve(first, documents=of.get("activity", ()))
    changed = attrs.evolve(office, projects=(project, *others), activities=(first, *rest))
    return changed.with_report(documents=of.get("report", ()))


def _texts(report: Report, section: str) -> list[str]:
    shown = next((each.blocks for each in report.sections if each.id == section), ())
    return [block.markdown for block in shown if isinstance(block, Prose)]


def test_a_project_lists_its_documents_below_its_text() -> None:
    """Its own, then those of milestones and results, each once; a title leads to its address."""
    office = _with(OFFICE, project=(PAGE,), milestone=(FILED,), result=(PAGE,))
    code = office.projects[0].code
    office = office.with_report(
        narrative=(typed.Narrative(f"project:{code}", {"en": "What it did."}),)
    )
    text, listed = _texts(build(office), f"project:{code}")
    assert text == "What it did."
    assert listed.splitlines() == [
        "**Documents**",
        "",
        "- [The page](<https://rm.coe.int/168047d1b8?a=1&amp;b=(2)>)",
        r"- Report \[draft\] \*1\*, SG/Inf(2013)29, 2 May 2017, French",
    ]


def test_those_of_the_report_are_a_chapter() -> None:
    """Without any there is none; a document in the report's language does not say so."""
    (listed,) = _texts(build(_with(OFFICE, report=(PAGE, FILED)), "fr"), "documents")
    assert "La page" in listed
    assert listed.splitlines()[1].endswith("2 mai 2017")
    assert not any(section.id == "documents" for section in build(OFFICE).sections)


def test_all_are_in_one_table() -> None:
    """Each with what it is on; title and address lead to it."""
    each = dict.fromkeys(("report", "project", "milestone", "result", "activity"), (PAGE,))
    office = _with(OFFICE, **each)
    project, activity = office.projects[0], office.activities[0]
    report = build(office)
    assert rows(report, "documents", "subject", "document", "document_kind", "address") == [
        (subject, "The page", "web page", ADDRESS)
        for subject in (
            "Activity report",
            project.name,
            f"{project.name}: Launch",
            f"{project.name}: A law",
            str(activity.title),
        )
    ]
    assert {cell.link for row in report.tables["documents"].rows for cell in row} == {"", ADDRESS}


@pytest.mark.parametrize(
    ("table", "of"),
    [("activities", "activity"), ("results", "result"), ("milestones", "milestone")],
)
def test_a_table_has_a_column_where_some_row_has_documents(table: str, of: str) -> None:
    """Titles, which lead to the first address; no column where nobody noted any."""
    made = build(_with(OFFICE, **{of: (FILED, PAGE)})).tables[table]
    cell = made.rows[0][made.index("documents")]
    assert (cell.value, cell.link) == ("Report [draft] *1*; The page", ADDRESS)
    without = build(_with(OFFICE)).tables[table]
    assert "documents" not in [column.id for column in without.columns]


def test_an_entry_of_the_inventory_leads_to_its_page() -> None:
    """The title is the link; others lead nowhere."""
    made = build(_with(OFFICE, activity=(FILED, PAGE))).tables["inventory"]
    links = [row[made.index("title")].link for row in made.rows]
    assert sorted(links)[-2:] == ["", ADDRESS]


def test_the_reference_year_names_what_its_report_names() -> None:
    """Earlier reports and the site have addresses; the treaties and decisions stand with them."""
    year = loaded("cproc_2017")
    report = year.report
    assert report is not None
    addresses = [each.url for each in report.documents if each.url]
    assert addresses[:2] == ["https://rm.coe.int/168047d1b8", "https://rm.coe.int/16806b8a87"]
    assert {each.title.languages for each in report.documents} == {("en", "fr")}
    assert [each.reference for each in report.documents if each.reference] == ["SG/Inf(2013)29"]


@given(documents(title=None))
def test_any_title_stands_for_itself_in_the_list(document: Document) -> None:
    """No title becomes markup, and a title with an address is one link to it."""
    office = _with(OFFICE, report=(attrs.evolve(document, reference="", date=None, language=""),))
    (listed,) = _texts(build(office), "documents")
    tokens = MarkdownIt("commonmark").parse(listed)
    assert [token.type for token in tokens][:3] == [
        "bullet_list_open", "list_item_open", "paragraph_open",
    ]  # fmt: skip
    (inline,) = [token for token in tokens if token.type == "inline"]
    parts = inline.children or []
    shown = "".join(part.content for part in parts if part.type in ("text", "text_special"))
    title = LocalText(dict(document.title.entries)).best("en")
    assert shown.split() == title.split()
    assert [part.type for part in parts if part.type == "link_open"] == (
        ["link_open"] if document.url else []
    )
