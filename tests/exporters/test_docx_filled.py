"""Pages of the Word report are filled: what ends a text stays together, few rows turn no page."""

import io
import zipfile
from datetime import date
from typing import Any

import attrs
import pytest
from lxml import etree

from cproc.exporters.docx import DocxExporter, DocxOptions
from cproc.exporters.docx.document import FEW, LISTED, SHORT, TOGETHER
from cproc.exporters.docx.word_limits import LABELS
from cproc.hookspecs import Job
from cproc.report import Cell, Column, Kind, Prose, Ref, Report, Section, Table
from cproc.testing import make_portfolio

SPACES = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
BUDGET = Table(
    "budget",
    "Budget by project",
    (Column("project", "Project", width=16), Column("entries", "Entries", Kind.INTEGER, 10)),
    ((Cell("GLACY+"), Cell(67)),),
    (Cell("Total"), Cell(67)),
    ("As at 30 September 2017.",),
)
INVENTORY = attrs.evolve(BUDGET, id="inventory", rows=BUDGET.rows * 30, notes=())


def make_report(*sections: Section, **changes: Any) -> Report:
    """A report of a few sections."""
    report = Report(
        "en", "Report", "2017", "Office", "Council", "R(2017)1", "Strasbourg", date(2017, 11, 24),
        "Committee", {label: label.title() for label in LABELS}, {}, {}, sections, (),
    )  # fmt: skip
    return attrs.evolve(report, **changes)


def document_of(report: Report) -> Any:
    """The text of a report as Word has it."""
    stream = io.BytesIO()
    DocxExporter().export(make_portfolio(1), report, stream, Job(DocxOptions()))
    with zipfile.ZipFile(stream) as package:
        return etree.fromstring(package.read("word/document.xml"))


def find(root: Any, path: str) -> list[Any]:
    """Elements or attributes."""
    found: list[Any] = root.xpath(path, namespaces=SPACES)
    return found


def bullets(text: str) -> list[Any]:
    """The items of lists of a text."""
    root = document_of(make_report(Section("a", "A", 1, (Prose(text, "en"),))))
    return find(root, "//w:p[w:pPr/w:pStyle/@w:val='ListBullet']")


def rows(name: str, count: int, **more: Any) -> Table:
    """A table of so many rows."""
    return attrs.evolve(BUDGET, id=name, rows=BUDGET.rows[:1] * count, **more)


def kept_with_next(report: Report) -> list[bool]:
    """Whether each table of a report stays on the page of what follows it, notes included."""
    tables = find(document_of(report), "//w:tbl")
    return [bool(find(table.getnext(), "w:pPr/w:keepNext")) for table in tables]


def of_tables(*tables: Table, lying: bool = False) -> Report:
    """A report whose text ends with tables, and an annex that may lie on its side."""
    blocks: list[Prose | Ref] = [Prose("Text.", "en"), *(Ref(table.id) for table in tables)]
    annex = Section("annex", "Annex", 1, (Ref("inventory"),), landscape=lying)
    held = {table.id: table for table in (*tables, INVENTORY)}
    return make_report(Section("a", "A", 1, tuple(blocks)), annex, tables=held)


def test_the_last_tables_before_an_annex_stay_together() -> None:
    """Else the last page would have one short table; those before are left as they are."""
    three = [rows(name, 3) for name in "xyz"]
    assert sum(table_lines(table) for table in three) > TOGETHER >= 2 * table_lines(three[0])
    assert kept_with_next(of_tables(*three, lying=True)) == [False, True, False, False]
    assert kept_with_next(of_tables(*three)) == [False, False, False, False]
    long = [rows("x", 3), rows("y", 20), rows("z", 2)]
    assert not kept_with_next(of_tables(*long, lying=True))[0]


def table_lines(table: Table) -> int:
    """The lines of a table with its caption, headings, total and notes."""
    return len(table.rows) + bool(table.total) + len(table.notes) + 3


@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_the_last_item_of_a_list_is_not_left_alone(count: int) -> None:
    """It has one at least on its page; what leads to the list stays with the first."""
    text = "Led to:\n\n" + "\n".join(f"- item {n}" for n in range(count)) + "\n\nAfter."
    keeps = [bool(find(p, "w:pPr/w:keepNext")) for p in bullets(text)]
    assert keeps == [count > 2 and n == count - 2 for n in range(count)]


def test_items_of_a_line_or_two_stand_closer() -> None:
    """Items that are paragraphs keep the space of their style; the first always does."""

    def spaces(*texts: str) -> list[list[str]]:
        text = "\n".join(f"- {each}" for each in texts)
        return [find(p, "w:pPr/w:spacing/@w:before") for p in bullets(text)]

    assert spaces("one", "two", "three") == [[], ["40"], ["40"]]
    assert spaces("one", "word " * 60, "three") == [[], [], []]


def test_a_wide_table_of_few_rows_does_not_turn_the_page() -> None:
    """A page on its side for two rows is white; what does not fit is turned all the same."""

    def turned(table: Table) -> bool:
        report = make_report(Section("a", "A", 1, (Ref("t"),)), tables={"t": table})
        return "landscape" in find(document_of(report), "//w:pgSz/@w:orient")

    assert not turned(rows("t", FEW, wide=True))
    assert turned(rows("t", FEW + 1, wide=True))
    names = tuple(attrs.evolve(BUDGET.columns[0], id=f"c{n}") for n in range(9))
    cells = (tuple(Cell("Unbreakable" * 2) for _ in names),)
    assert turned(attrs.evolve(rows("t", 1), columns=names, rows=cells, total=None))


@pytest.mark.parametrize(
    ("text", "count", "alone"),
    [("Short.", 8, False), ("w " * SHORT, 8, True), ("S.", LISTED, True)],
)
def test_contents_share_the_page_of_a_short_summary(text: str, count: int, alone: bool) -> None:
    """Where key figures and summary are short and so is the list, it begins no page."""
    parts = [Section(f"s{n}", f"S {n}", 1, (Prose("Text.", "en"),)) for n in range(count)]
    summary = Section("summary", "Summary", 1, (Prose(text, "en"),), numbered=False)
    report = make_report(summary, *parts, explains=False, edition="public")
    breaks = find(document_of(report), "//w:p[w:pPr/w:pageBreakBefore]")
    titles = ["".join(find(p, ".//w:t/text()")) for p in breaks]
    assert ("Contents" in titles) is alone
