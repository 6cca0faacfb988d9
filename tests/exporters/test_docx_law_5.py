"""Law 5 for Word: every table read back from the report equals the Report it came from."""

from __future__ import annotations

import io

import pytest
from docx2python import docx2python
from drawn_reports import drawn_reports
from example_data import Exports, reported
from hypothesis import given
from hypothesis import strategies as st
from word_reports import hold_tables, lines, printed

from cproc.exporters.docx import DocxExporter, DocxOptions
from cproc.exporters.docx.word_limits import LABELS
from cproc.exporters.office.cell_text import Formatter
from cproc.hookspecs import Job
from cproc.publish import normalised
from cproc.report import Report
from cproc.testing import make_portfolio

PORTFOLIO = make_portfolio(1)
NOT_IN_XML = [*map(chr, range(9)), "\x0b", "\x0c", *map(chr, range(14, 32)), "\ufffe", "\uffff"]

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=NOT_IN_XML), max_size=30
)


def written(report: Report) -> bytes:
    """Export a report."""
    stream = io.BytesIO()
    DocxExporter().export(PORTFOLIO, report, stream, Job(DocxOptions()))
    return normalised(stream.getvalue())


@pytest.mark.no_cover
@given(drawn_reports(texts, LABELS))
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
