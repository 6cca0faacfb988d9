"""What is printed for readers who are no auditors: prose before tables, no word of our own."""

import re
from collections.abc import Iterator

import pytest
from example_data import loaded
from samples import of_thorough

import cproc
from cproc.figures import narrow
from cproc.labels import labels_in
from cproc.model import Audience
from cproc.report import Prose, Ref, Report, Table, build

READERS = [audience for audience in Audience if audience is not Audience.AUDIT]

SOURCE_MARK = re.compile(r"\bL\d{2,3}\b")
"""Marks that a source has in the reference year, such as ``L139``."""
IDENTIFIER = re.compile(r"(?<![\w/@.-])[a-z]+(?:_[a-z]+)+\b")
"""Names that only programs have, such as ``committee_states_without_observers``."""
ABOUT_THE_REPORT = re.compile(
    r"\bthe report (?:does|prints|says|tells|gives|states|counts)\b|\b(?:in|by) the report's\b"
    r"|\ble rapport (?:n['’e]|imprime|dit|indique|compte|donne)\b",
    re.IGNORECASE,
)
"""Sentences that judge the report they stand in, which are for who checks it."""


def tables(report: Report) -> Iterator[Table]:
    """The tables of a document, in reading order."""
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Ref) and block.id in report.tables:
                yield report.tables[block.id]


def plain(markdown: bytes) -> str:
    """The text of a document without the marks by which signs stand for themselves."""
    return markdown.decode().replace("\\", "")


def words_of(text: object) -> int:
    """How many words a text has."""
    return len(re.findall(r"\w[\w’'-]*", str(text)))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_prose_outweighs_tables_in_the_public_edition(language: str) -> None:
    """A reader reads: there are more words of text than in all tables, the annex among them."""
    report = build(loaded("cproc_2017").for_edition("public"), language)
    blocks = [block for section in report.sections for block in section.blocks]
    prose = sum(words_of(block.markdown) for block in blocks if isinstance(block, Prose))
    cells = (
        cell.value
        for table in tables(report)
        for row in (*table.rows, table.total or ())
        for cell in row
        if cell.value is not None
    )
    headings = (column.label for table in tables(report) for column in table.columns)
    assert prose > sum(map(words_of, (*cells, *headings)))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("audience", READERS)
@pytest.mark.parametrize("example", ["cproc_2017", *of_thorough(["eu_grant"])])
def test_nothing_of_the_workshop_is_printed_for_readers(
    example: str, audience: Audience, language: str
) -> None:
    """No mark of a source, no identifier of a program, no sentence about the report."""
    donor = "EU" if audience is Audience.DONOR else None
    office = narrow(loaded(example), donor=donor).for_edition(audience)
    report = build(office, language)
    text = cproc.render(office, "md", language)
    of_sheets = (
        str(cell.value)
        for table in report.tables.values()
        for row in (*table.rows, table.total or ())
        for cell in row
    )
    printed = "\n".join((plain(text), *of_sheets))
    for fault in (SOURCE_MARK, IDENTIFIER, ABOUT_THE_REPORT):
        assert not fault.findall(printed), fault.findall(printed)[:5]


def test_the_marks_are_there_for_auditors() -> None:
    """What is looked for above is printed for auditors: the test can fail."""
    text = plain(cproc.render(loaded("cproc_2017"), "md"))
    assert SOURCE_MARK.search(text)
    assert IDENTIFIER.search(text)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_key_figures_are_few_and_known(language: str) -> None:
    """Six to eight, each known."""
    for example in ("cproc_2017", "eu_grant"):
        table = build(loaded(example).for_edition("public"), language).tables["key_figures"]
        assert 6 <= len(table.rows) <= 8
        unknown = labels_in(language)("word.not_known")
        assert all(unknown not in str(row[1].value) for row in table.rows)


def test_a_project_has_at_most_a_box_and_two_tables() -> None:
    """Its text comes first."""
    report = build(loaded("cproc_2017").for_edition("public"))
    for section in report.sections:
        if section.id.startswith("project:"):
            assert isinstance(section.blocks[0], Prose)
            shown = [block.id for block in section.blocks if isinstance(block, Ref)]
            box, *rest = [report.tables[id_] for id_ in shown]
            assert box.headless
            assert len(box.rows) <= 4
            assert len(rest) <= 2
