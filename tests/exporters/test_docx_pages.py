"""The Word report in other hands: a validator of Office files, and LibreOffice's pages."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from example_data import loaded, reported
from openxml_audit import OpenXmlValidator
from pypdf import PdfReader

from cproc.exporters.docx import DocxExporter, DocxOptions
from cproc.exporters.office.typography import typeset
from cproc.hookspecs import Job
from cproc.report import Report

# What other programs make of whole files is looked at here; other tests cover the lines.
pytestmark = pytest.mark.no_cover


@pytest.fixture(scope="module", params=["en", "fr"])
def report(request: pytest.FixtureRequest) -> Report:
    """The reference year, in one language."""
    return reported("cproc_2017", request.param)


@pytest.fixture(scope="module")
def path(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report in a file."""
    stream = io.BytesIO()
    DocxExporter().export(loaded("cproc_2017"), report, stream, Job(DocxOptions()))
    file = tmp_path_factory.mktemp("docx") / "report.docx"
    file.write_bytes(stream.getvalue())
    return file


def findings(path: Path) -> set[str]:
    """Give what the validator finds."""
    return {error.description for error in OpenXmlValidator().validate(path).errors}


def test_validator_finds_nothing(path: Path) -> None:
    """openxml-audit finds nothing in the reference report."""
    assert findings(path) == set()


@pytest.mark.parametrize("report", ["en"], indirect=True)
def test_validator_would_find_something(path: Path, tmp_path: Path) -> None:
    """Sabotage: with two elements out of order, the validator does find it."""
    spoilt = tmp_path / "spoilt.docx"
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(spoilt, "w") as bad:
        for name in good.namelist():
            text = good.read(name)
            if name == "word/settings.xml":
                text = text.replace(b"<w:compat>", b'<w:zoom w:percent="100"/><w:compat>')
            bad.writestr(name, text)
    assert findings(spoilt)


@pytest.fixture(scope="module")
def pages(path: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The text of each page, as LibreOffice lays the report out."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice is not installed, so the pages cannot be laid out")
    folder = tmp_path_factory.mktemp("pdf")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, path],
        check=True,
        capture_output=True,
        timeout=180,
    )
    reader = PdfReader(folder / "report.pdf")
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]


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
