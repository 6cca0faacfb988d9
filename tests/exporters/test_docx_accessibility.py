"""Who does not see the page can read the report: asserted in the XML of the reference year."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from example_data import loaded, reported
from lxml import etree

from cproc.exporters.docx import DocxExporter, DocxOptions
from cproc.hookspecs import Job
from cproc.labels.typography import typeset
from cproc.report import Ref, Report, Table

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "dc": "http://purl.org/dc/elements/1.1/",
}
Parts = dict[str, Any]


@pytest.fixture(scope="module")
def report() -> Report:
    """The reference year in French."""
    return reported("cproc_2017", "fr")


@pytest.fixture(scope="module")
def files(report: Report) -> dict[str, bytes]:
    """The parts of the report, as they are stored."""
    stream = io.BytesIO()
    DocxExporter().export(loaded("cproc_2017"), report, stream, Job(DocxOptions()))
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def find(root: Any, path: str) -> list[Any]:
    """Find elements or attributes."""
    found: list[Any] = root.xpath(path, namespaces=SPACES)
    return found


def faults(parts: Parts) -> list[str]:
    """Find what keeps a reader who does not see the page from reading it."""
    body, styles = parts["word/document.xml"], parts["word/styles.xml"]
    found = []
    if not "".join(find(parts["docProps/core.xml"], "//dc:title/text()")):
        found.append("no title")
    if find(styles, "//w:docDefaults//w:lang/@w:val") != ["fr-FR"]:
        found.append("no language")
    for table in find(body, "//w:tbl"):
        if len(find(table, "w:tr[1]/w:trPr/w:tblHeader")) != 1:
            found.append("a table without a header row")
        if not all(find(table, f"w:tblPr/w:tbl{name}/@w:val")[:1] for name in ALT):
            found.append("a table without a text that stands for it")
        if find(table, "w:tr/w:tc/w:tcPr/w:gridSpan | w:tr/w:tc/w:tcPr/w:vMerge"):
            found.append("merged cells")
    if not all(find(drawing, "wp:docPr/@descr")[:1] for drawing in find(body, "//wp:inline")):
        found.append("a chart without a text that stands for it")
    level = 0
    for style in find(body, "//w:pStyle[starts-with(@w:val, 'Heading')]/@w:val"):
        if int(style.removeprefix("Heading")) > level + 1:
            found.append(f"a gap before {style}")
        level = int(style.removeprefix("Heading"))
    return found


ALT = ("Caption", "Description")


def read(files: dict[str, bytes]) -> Parts:
    """Parse the parts that are XML."""
    return {name: etree.fromstring(data) for name, data in files.items() if name[-4:] == ".xml"}


def test_nothing_keeps_a_reader_out(files: dict[str, bytes]) -> None:
    """Title, language, header rows, texts for tables and charts, levels without a gap."""
    assert faults(read(files)) == []


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda text: text.replace(b"<w:tblHeader/>", b"", 1), "a table without a header row"),
        (lambda text: text.replace(b" descr=", b" name2=", 1), "a chart without a text that"),
        (lambda text: text.replace(b"<w:tblCaption ", b"<w:tblLook ", 1), "a table without a text"),
        (lambda text: text.replace(b'"Heading1"', b'"Heading3"', 1), "a gap before Heading3"),
    ],
)
def test_a_fault_is_found(
    files: dict[str, bytes], spoil: Callable[[bytes], bytes], fault: str
) -> None:
    """Sabotage: with one thing taken out, that is what is found."""
    name = "word/document.xml"
    (told,) = faults(read({**files, name: spoil(files[name])}))
    assert told.startswith(fault)


def test_reading_order_is_that_of_the_report(files: dict[str, bytes], report: Report) -> None:
    """Headings, captions and tables stand in the body in the order of the sections."""
    body = read(files)["word/document.xml"]
    wanted = []
    for section in report.sections:
        wanted.append(typeset(section.title, "fr"))
        shown = [report.block(block) for block in section.blocks if isinstance(block, Ref)]
        wanted += [typeset(item.title, "fr") for item in shown]
    headings = find(body, "//w:p[starts-with(w:pPr/w:pStyle/@w:val, 'Heading')"
                          " or w:pPr/w:pStyle/@w:val='Caption']")  # fmt: skip
    texts = ["".join(find(p, ".//w:t/text()")) for p in headings]
    assert [text.rpartition(". ")[2] if ". " in text else text for text in texts] == [
        text.rpartition(". ")[2] if ". " in text else text for text in wanted
    ]
    tables = [item for item in map(report.block, refs(report)) if isinstance(item, Table)]
    captions = find(body, "//w:tblCaption/@w:val")
    assert captions == [typeset(table.title, "fr") for table in tables]


def refs(report: Report) -> list[Ref]:
    """What the sections show, in order."""
    return [b for section in report.sections for b in section.blocks if isinstance(b, Ref)]
