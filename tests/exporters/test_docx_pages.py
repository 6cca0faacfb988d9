"""The Word report in other hands: a validator of Office files, and LibreOffice's pages."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import attrs
import pytest
from example_data import Exports, loaded, reported
from libreoffice import Converter
from openxml_audit import OpenXmlValidator
from pypdf import PdfReader
from samples import any_thorough, of_thorough

import cproc
from cproc.exporters.docx import DocxExporter, DocxOptions
from cproc.hookspecs import Job
from cproc.labels.typography import typeset
from cproc.report import Report

# What other programs make of whole files is looked at here; other tests cover the lines.
pytestmark = pytest.mark.no_cover


LANGUAGES = ("en", "fr")


@pytest.fixture(scope="module", params=["en", *of_thorough(["fr"])])
def report(request: pytest.FixtureRequest) -> Report:
    """The reference year, in one language."""
    return reported("cproc_2017", request.param)


@pytest.fixture(scope="module")
def files(request: pytest.FixtureRequest, exports: Exports) -> dict[str, bytes]:
    """The reports as documents, for auditors and for the public."""
    languages = LANGUAGES if any_thorough(request) else ("en",)
    whole = {name: exports.file("cproc_2017", "docx", name).read_bytes() for name in languages}
    languages = LANGUAGES if any_thorough(request) else ("fr",)
    public = {
        f"public_{name}": cproc.render(loaded("cproc_2017"), "docx", name, edition="public")
        for name in languages
    }
    return {f"{name}.docx": data for name, data in {**whole, **public}.items()}


def findings(path: Path) -> set[str]:
    """What the validator finds."""
    return {error.description for error in OpenXmlValidator().validate(path).errors}


def test_validator_finds_nothing(report: Report, files: dict[str, bytes], tmp_path: Path) -> None:
    """openxml-audit finds nothing in the reference report."""
    path = tmp_path / "report.docx"
    path.write_bytes(files[f"{report.language}.docx"])
    assert findings(path) == set()


def test_validator_would_find_something(tmp_path: Path) -> None:
    """Sabotage: with two elements out of order, the validator does find it."""
    spoilt = tmp_path / "spoilt.docx"
    short, stream = attrs.evolve(reported("cproc_2017", "en"), sections=(), charts={}), io.BytesIO()
    DocxExporter().export(loaded("cproc_2017"), short, stream, Job(DocxOptions()))
    with zipfile.ZipFile(stream) as good, zipfile.ZipFile(spoilt, "w") as bad:
        for name in good.namelist():
            text = good.read(name)
            if name == "word/settings.xml":
                text = text.replace(b"<w:compat>", b'<w:zoom w:percent="100"/><w:compat>')
            bad.writestr(name, text)
    assert findings(spoilt)


@pytest.fixture(scope="module")
def pages(report: Report, all_pages: dict[str, list[str]]) -> list[str]:
    """The text of each page of the report."""
    return all_pages[report.language]


@pytest.fixture(scope="module")
def all_pages(files: dict[str, bytes], converted: Converter) -> dict[str, list[str]]:
    """The text of each page by language, as LibreOffice lays the reports out."""
    folder = converted(files, "pdf")
    return {
        file.stem: [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(file).pages]
        for file in folder.glob("*.pdf")
    }


@pytest.mark.parametrize("language", ["fr", *of_thorough(["en"])])
def test_the_public_edition_is_read_in_a_sitting(
    language: str, all_pages: dict[str, list[str]]
) -> None:
    """With its annex it has at most 32 pages, and begins with its key figures."""
    shown = all_pages[f"public_{language}"]
    assert len(shown) <= 32
    title = {"en": "The period in figures", "fr": "La période en chiffres"}[language]
    assert title in shown[1]


def test_pages_say_where_one_is(report: Report, pages: list[str]) -> None:
    """Every page but the cover has the reference at its head and page x of y at its foot."""
    page, of = report.labels["page"], report.labels["of"]
    assert report.reference in pages[0]
    assert f"{page} 1 {of}" not in pages[0]
    for number, text in enumerate(pages[1:], start=2):
        assert report.reference in text
        assert f"{page} {number} {of} {len(pages)}" in text


def test_pages_have_every_heading_and_caption(report: Report, pages: list[str]) -> None:
    """Headings are numbered by the layout as the contents say; no field is broken."""
    contents, whole = pages[1], " ".join(pages)
    for section in report.sections:
        title = typeset(section.title, report.language)
        flat = re.sub(r"\s", "", whole)
        assert flat.count(re.sub(r"\s", "", title)) >= 2, title
    numbers = re.findall(r"(?<=\s)(\d+(?:\.\d+)?) (?=[A-ZÀ-Ý])", contents)
    assert numbers[:2] == ["1", "2"]
    assert not re.search(r"Error!|Erreur ?!|not found|\{ ?(PAGE|SEQ|REF)", whole)


def test_pages_are_full(pages: list[str]) -> None:
    """No page is blank or has a heading and nothing under it."""
    assert len(pages) > 20
    assert min(map(len, pages[1:])) > 300
