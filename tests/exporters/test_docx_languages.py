"""One document in two languages: texts one after the other, tables one below the other."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import docx
import pytest
from docx2python import docx2python
from example_data import loaded, reported
from lxml import etree
from openxml_audit import OpenXmlValidator

import cproc
from cproc.errors import UnknownNameError
from cproc.exporters.office.cell_text import Formatter
from cproc.exporters.office.plan import Placed, plan
from cproc.labels.typography import typeset
from cproc.report import Ref

SPACES = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
LANGUAGES = ("en", "fr")


@pytest.fixture(scope="module")
def blob() -> bytes:
    """The example in English and French."""
    return cproc.render(loaded("eu_grant"), "docx", "en,fr", options={"lists": "true"})


def find(root: Any, path: str) -> list[Any]:
    """Find elements or attributes."""
    found: list[Any] = root.xpath(path, namespaces=SPACES)
    return found


def test_nothing_of_either_language_is_missing(blob: bytes) -> None:
    """Each table stands twice, in the words and numbers of each language; so does each heading."""
    tables = iter(docx.Document(io.BytesIO(blob)).tables)
    text = docx2python(io.BytesIO(blob)).text
    reports = [reported("eu_grant", language) for language in LANGUAGES]
    for sections in zip(*(report.sections for report in reports), strict=True):
        titles = {typeset(s.title, lang): None for s, lang in zip(sections, LANGUAGES, strict=True)}
        assert " / ".join(titles) in text
    for chapter in plan(reports).chapters:
        for placed in chapter.blocks:
            if isinstance(placed, Placed) and placed.item.id in placed.report.tables:
                shown = Formatter(placed.report.language).table(placed.item)  # type: ignore[arg-type]
                assert [cell.text for cell in next(tables).rows[0].cells] == shown.header
    assert next(tables, None) is None


def test_a_table_has_one_number_in_both_languages(blob: bytes) -> None:
    """The second repeats the number, also when Word counts anew; its runs tell their language."""
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    captions = find(root, "//w:p[w:pPr/w:pStyle/@w:val='Caption']")
    texts = ["".join(find(p, ".//w:t/text()")) for p in captions]
    assert [re.split(r"\.", text)[0] for text in texts[:2]] == ["Table\u00a01", "Tableau\u00a01"]
    assert find(captions[0], ".//w:instrText/text()") == [" SEQ Table \\* ARABIC "]
    assert find(captions[1], ".//w:instrText/text()") == [" SEQ Table \\c "]
    assert set(find(captions[1], ".//w:lang/@w:val")) == {"fr-FR"}
    table = find(root, "//w:tbl")[1]
    assert len(find(table, ".//w:r[not(w:rPr/w:lang/@w:val='fr-FR')]")) == 0
    names = find(root, "//w:bookmarkStart/@w:name")
    assert len(set(names)) == len(names)


def test_the_document_is_sound_and_the_same_each_time(blob: bytes, tmp_path: Any) -> None:
    """openxml-audit finds nothing; the bytes depend on the reports alone."""
    path = tmp_path / "both.docx"
    path.write_bytes(blob)
    assert OpenXmlValidator().validate(str(path)).errors == []
    assert cproc.render(loaded("eu_grant"), "docx", "en, fr", options={"lists": "true"}) == blob


def test_a_link_leads_to_the_table_of_its_language() -> None:
    """A bare reference in French reads in French."""
    reports = [reported("eu_grant", language) for language in LANGUAGES]
    anchors = plan(reports).anchors
    name = next(b.id for s in reports[0].sections for b in s.blocks if isinstance(b, Ref))
    assert anchors["en"][name].text == "Table\u00a01"
    assert anchors["fr"][name].text == "Tableau\u00a01"
    assert anchors["en"][name].name != anchors["fr"][name].name


def test_only_documents_show_two_languages() -> None:
    """A workbook is of one; a language that is not there is told of a document as well."""
    with pytest.raises(UnknownNameError, match="'en,fr'"):
        cproc.render(loaded("eu_grant"), "xlsx", "en,fr")
    with pytest.raises(UnknownNameError, match="'xx'"):
        cproc.render(loaded("eu_grant"), "docx", "en,xx")
