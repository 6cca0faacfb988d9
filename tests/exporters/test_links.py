"""A cell that leads to an address: a link of the format's own, in Word, workbook and Markdown."""

import io
from collections.abc import Iterator

import attrs
import docx
import openpyxl
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from cproc.errors import DataError
from cproc.exporters.docx import DocxExporter
from cproc.exporters.md import MarkdownExporter
from cproc.exporters.xlsx import XlsxExporter, refusals
from cproc.exporters.xlsx.checks import fits
from cproc.exporters.xlsx.layout import arrange
from cproc.exporters.xlsx.profile import profile_of
from cproc.hookspecs import Exporter, Job
from cproc.report import Cell, Column, Ref, Report, Section, Sheet, Table, build
from cproc.testing import make_portfolio

PORTFOLIO = make_portfolio(2)
ADDRESS = "https://a.org/b?c=1&d=(2)%20e"
TITLES = ("=The page", "Plain", "Both", "Other language")
LINKED = {"=The page": ADDRESS, "Both": "http://a.org", "Other language": ADDRESS}


def _report() -> Report:
    rows = tuple(
        (Cell(title, link=LINKED.get(title, ""), language="fr" if "language" in title else None),)
        for title in TITLES
    )
    table = Table("pages", "Pages", (Column("title", "Title", width=30),), rows, filters=True)
    section = Section("s", "Pages", 1, (Ref("pages"),))
    sheet = Sheet("pages", "Pages", "Pages", (Ref("pages"),))
    return attrs.evolve(
        build(PORTFOLIO),
        tables={"pages": table}, charts={}, sections=(section,), sheets=(sheet,),
    )  # fmt: skip


def _written(exporter: Exporter) -> io.BytesIO:
    stream = io.BytesIO()
    exporter.export(PORTFOLIO, _report(), stream, Job(exporter.options()))
    stream.seek(0)
    return stream


def test_a_cell_in_word_is_a_hyperlink() -> None:
    """Its text is the title, its target the address; each address is one relation."""
    document = docx.Document(_written(DocxExporter()))

    def links() -> Iterator[tuple[str, str]]:
        for link in document.element.body.iter(qn("w:hyperlink")):
            if identifier := link.get(qn("r:id")):
                yield (
                    "".join(t.text for t in link.iter(qn("w:t"))),
                    document.part.rels[identifier].target_ref,
                )

    assert dict(links()) == LINKED
    targets = [
        relation.target_ref
        for relation in document.part.rels.values()
        if relation.reltype == RELATIONSHIP_TYPE.HYPERLINK
    ]
    assert sorted(targets) == sorted({*LINKED.values()})


def test_a_cell_in_a_workbook_is_a_hyperlink() -> None:
    """Its text is the title, as text; what leads nowhere is no link."""
    book = openpyxl.load_workbook(_written(XlsxExporter()))
    cells = {cell.value: cell for row in book["Pages"] for cell in row if cell.value in TITLES}
    links = {title: cell.hyperlink.target for title, cell in cells.items() if cell.hyperlink}
    assert links == LINKED
    assert {cell.data_type for cell in cells.values()} == {"s"}
    assert cells["Both"].font.underline == "single"
    assert cells["Plain"].font.underline is None


def test_a_cell_in_markdown_is_a_link() -> None:
    """As GitHub reads it."""
    text = _written(MarkdownExporter()).read().decode()
    assert "| [\\=The page](<https://a.org/b?c=1&amp;d=(2)%20e>) |" in text
    assert "| Plain |" in text


def test_a_sheet_holds_as_many_links_as_excel_takes() -> None:
    """One more is told before anything is written; one of them leads back to the cover."""
    most = refusals.RULES["sheet-links"]["most"]
    row = (Cell("Page", link=ADDRESS),)
    for count, codes in ((most - 1, []), (most, ["sheet-links"])):
        report = _report()
        table = attrs.evolve(report.tables["pages"], rows=(row,) * count)
        report = attrs.evolve(report, tables={"pages": table})
        profiles = {"pages": profile_of(table)}
        layout = arrange(report, (report.sheets[0], (table,)), "Pages", profiles)
        places = {place.table.id: place for place in layout.places}
        assert [problem.code for problem in fits([layout], places, profiles)] == codes


def test_the_limit_is_an_error_of_the_export(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told with what to do about it."""
    monkeypatch.setitem(refusals.RULES["sheet-links"], "most", 2)
    with pytest.raises(DataError) as caught:
        _written(XlsxExporter())
    assert [each.code for each in caught.value.problems] == ["sheet-links"]
