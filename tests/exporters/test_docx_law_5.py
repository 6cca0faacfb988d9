"""Law 5 for Word: every table read back from the report equals the Report it came from."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from docx2python import docx2python
from example_data import Exports, reported
from hypothesis import given
from hypothesis import strategies as st
from word_reports import hold_tables, lines, printed

from cproc.exporters.docx import DocxExporter, DocxOptions
from cproc.exporters.docx.word_limits import LABELS
from cproc.exporters.office.cell_text import Formatter
from cproc.hookspecs import Job
from cproc.money import Money
from cproc.publish import normalised
from cproc.report import Cell, Column, Kind, Prose, Ref, Report, Section, Table
from cproc.testing import make_portfolio

PORTFOLIO = make_portfolio(1)
NOT_IN_XML = [*map(chr, range(9)), "\x0b", "\x0c", *map(chr, range(14, 32)), "\ufffe", "\uffff"]

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=NOT_IN_XML), max_size=30
)
languages = st.sampled_from(["en", "fr", "de"])
decimals = st.decimals(
    allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12
)
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: texts,
    Kind.INTEGER: st.integers(-(10**15), 10**15),
    Kind.DECIMAL: decimals,
    Kind.MONEY: st.builds(Money, decimals, st.sampled_from(["EUR", "JPY", "KWD"])),
    Kind.PERCENT: decimals,
    Kind.DATE: st.dates(date(1900, 1, 1)),
    Kind.MONTH: st.dates(date(1900, 1, 1)),
}  # fmt: skip


@st.composite
def tables(draw: st.DrawFn, identifier: str) -> Table:
    """Draw a table of any kinds, in which a cell may be empty or text."""
    kinds = draw(st.lists(st.sampled_from(list(Kind)), min_size=1, max_size=4))
    columns = [
        Column(f"c{n}", draw(texts), kind, draw(st.integers(0, 60))) for n, kind in enumerate(kinds)
    ]
    cells = [
        st.builds(
            Cell, st.one_of(VALUES[kind], texts, st.none()), language=st.none() | languages
        )
        for kind in kinds
    ]  # fmt: skip
    row = st.tuples(*cells)
    return Table(
        identifier, draw(texts), tuple(columns), tuple(draw(st.lists(row, max_size=16))),
        draw(st.none() | row), tuple(draw(st.lists(texts, max_size=2))), draw(st.booleans()),
    )  # fmt: skip


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Draw a report of tables under headings of any level."""
    pool = {name: draw(tables(name)) for name in draw(st.sampled_from(["", "a", "ab", "abc"]))}
    sections: list[Section] = []
    for name in pool:
        level = draw(st.integers(1, (sections[-1].level if sections else 0) + 1))
        blocks = (Prose(draw(texts), draw(languages)), Ref(name))
        sections.append(
            Section(name, draw(texts), level, blocks, draw(st.booleans()), draw(st.booleans()))
        )
    names = ("title", "subtitle", "office", "organisation", "reference", "place", "addressee")
    return Report(
        language=draw(languages), issued=draw(st.dates()), labels=dict.fromkeys(LABELS, "label"),
        tables=pool, charts={}, sections=tuple(sections), sheets=(),
        **{name: draw(texts) for name in names},  # type: ignore[arg-type] # left_out is none of them
    )  # fmt: skip


def written(report: Report) -> bytes:
    """Export a report."""
    stream = io.BytesIO()
    DocxExporter().export(PORTFOLIO, report, stream, Job(DocxOptions()))
    return normalised(stream.getvalue())


@pytest.mark.no_cover
@given(reports())
def test_every_table_read_back_is_the_one_of_the_report(report: Report) -> None:
    """Cell by cell, the text is the value printed; the same report gives the same bytes."""
    blob = written(report)
    hold_tables(report, blob)
    assert written(report) == blob


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.thorough)])
@pytest.mark.no_cover
def test_every_table_of_the_reference_report_is_read_back(language: str, exports: Exports) -> None:
    """The reference year in both languages: tables cell by cell, and a second reader finds all."""
    report = reported("cproc_2017", language)
    blob = exports.file("cproc_2017", "docx", language).read_bytes()
    hold_tables(report, blob)
    formatter = Formatter(language)
    told = docx2python(io.BytesIO(blob)).text
    for table in printed(report):
        shown = formatter.table(table)
        for text in [*shown.header, *(cell for column in shown.columns for cell in column)]:
            assert lines(text) in told
    for section in report.sections:
        assert formatter.text(section.title) in told
