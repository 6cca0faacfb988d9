"""Pages by LibreOffice: the PDF, and the page numbers of a document's contents."""

from __future__ import annotations

import io
import re
import shutil
import stat
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from example_data import loaded, reported
from offices import office
from pypdf import PdfReader

import cproc
from cproc import libreoffice
from cproc.errors import ExportError, UnknownNameError
from cproc.labels.typography import typeset
from cproc.libreoffice import converted

# Another program does the work; what is asked of it and how it fails is held here.
needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed"
)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """The report as pages."""
    return cproc.render(loaded("eu_grant"), "pdf")


@needs_libreoffice
def test_the_report_is_tagged_with_bookmarks_and_its_properties(pdf: bytes) -> None:
    """Every heading is a bookmark; tags, language, title and the day of issue are there."""
    reader = PdfReader(io.BytesIO(pdf))
    report = reported("eu_grant", "en")
    catalogue: Any = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "en-GB"
    assert reader.metadata is not None
    assert reader.metadata.title == report.title
    assert f"{report.issued:%Y%m%d}000000" in str(reader.metadata["/CreationDate"])

    def titles(outline: object) -> list[str]:
        if isinstance(outline, list):
            return [title for part in outline for title in titles(part)]
        return [str(outline["/Title"])]  # type: ignore[index]

    flat = [re.sub(r"[\s\t]", "", title) for title in titles(reader.outline)]
    assert len(flat) == len(report.sections)
    for section, title in zip(report.sections, flat, strict=True):
        assert title.endswith(re.sub(r"\s", "", typeset(section.title, "en")))


@needs_libreoffice
def test_the_contents_say_the_page_each_heading_is_on(pdf: bytes) -> None:
    """What the contents say is what the bookmarks say."""
    reader = PdfReader(io.BytesIO(pdf))
    contents = reader.pages[1].extract_text()
    for section in reader.outline:
        if isinstance(section, list):
            continue
        page = reader.get_destination_page_number(section)
        title = re.sub(r"^[\d.\s]+", "", str(section["/Title"])).strip()
        assert page is not None
        assert re.search(rf"{re.escape(title[-12:])}\s*{page + 1}\b", contents), title


@needs_libreoffice
@pytest.mark.thorough
def test_the_same_report_is_the_same_pdf(pdf: bytes) -> None:
    """Neither the clock nor chance is in the bytes."""
    assert cproc.render(loaded("eu_grant"), "pdf") == pdf


@needs_libreoffice
def test_a_workbook_and_an_archive_are_pages_as_well() -> None:
    """The workbook is laid out too, and a PDF/A says of itself that it is one."""
    options = {"of": "xlsx", "archive": "true"}
    data = cproc.render(office("ngo"), "pdf", options=options)
    assert len(PdfReader(io.BytesIO(data)).pages) > 5
    assert b"<pdfaid:part>2</pdfaid:part>" in data
    with pytest.raises(UnknownNameError):
        cproc.render(loaded("eu_grant"), "pdf", "xx")


@needs_libreoffice
def test_a_document_has_page_numbers_without_asking_word() -> None:
    """With contents=pages each entry has a number, and Word is not asked to fill them in."""
    options = {"contents": "pages", "lists": "true"}
    data = cproc.render(office("ngo"), "docx", options=options)
    paragraphs = docx.Document(io.BytesIO(data)).element.xpath(
        "//w:p[.//w:instrText[contains(., 'PAGEREF')]]"
    )
    numbers = [int(re.findall(r"\t(\d+)$", p.text)[0]) for p in paragraphs]
    assert len(numbers) > 20
    assert min(numbers) > 2
    headings = len([p for p in paragraphs if p.style.startswith("TOC")])
    assert numbers[:headings] == sorted(numbers[:headings])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"updateFields" not in archive.read("word/settings.xml")


def test_without_libreoffice_the_word_is_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told what is missing, and what else can be done."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ExportError, match="LibreOffice, which lays out pages, is not installed"):
        cproc.render(loaded("eu_grant"), "pdf")


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("import sys; print('no display'); sys.exit(3)", "did not lay the report out: no display"),
        ("pass", r"did not lay the report out\."),
        ("import time; time.sleep(60)", "within 1 seconds"),
    ],
    ids=["fails", "writes-nothing", "hangs"],
)
def test_a_libreoffice_that_fails_is_told(
    script: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may end with an error, end well without a file, or not end."""
    program = tmp_path / "soffice"
    program.write_text(f"#!{sys.executable}\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(libreoffice, "SECONDS", 1)
    with pytest.raises(ExportError, match=told):
        converted(b"", ".docx", "pdf")
