"""The report on an office's own template: what is kept, what is filled, and what is refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner
from docx2python import docx2python
from example_data import loaded, reported
from libreoffice import Converter
from openxml_audit import OpenXmlValidator
from validators import by_open_xml_sdk
from word_reports import hold_tables
from word_templates import on_a3, poor, with_font_and_logo

from cproc import render
from cproc.cli import main
from cproc.errors import DataError
from cproc.exporters.docx import TEMPLATE, DocxExporter, DocxOptions
from cproc.exporters.docx.named_styles import STYLES
from cproc.hookspecs import Job
from cproc.labels.typography import typeset
from cproc.publish import normalised
from cproc.report import Report

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EXAMPLE = "eu_grant"


@pytest.fixture(scope="module")
def report() -> Report:
    """A report with tables that do not fit upright in a wide font."""
    return reported(EXAMPLE, "fr")


def written(report: Report, template: Path) -> bytes:
    """Export a report on a template."""
    stream = io.BytesIO()
    job = Job(DocxOptions(template=template))  # type: ignore[arg-type] # a path will do
    DocxExporter().export(loaded(EXAMPLE), report, stream, job)
    return normalised(stream.getvalue())


def hold_report(blob: bytes, report: Report) -> Any:
    """Hold that nothing of the report is lost; return the document."""
    hold_tables(report, blob)
    text = docx2python(io.BytesIO(blob)).text
    assert all(typeset(section.title, "fr") in text for section in report.sections)
    assert "{{" not in text
    return docx.Document(io.BytesIO(blob))


def findings(blob: bytes, folder: Path) -> list[str]:
    """What two validators find."""
    path = folder / "report.docx"
    path.write_bytes(blob)
    found = [error.description for error in OpenXmlValidator().validate(str(path)).errors]
    return found + by_open_xml_sdk(blob, folder, ".docx")


def test_ours_has_every_style_and_is_a_word_file_to_edit() -> None:
    """The template that ships has each style by its name, a place for the report, and no more."""
    document = docx.Document(str(TEMPLATE))
    names = {(s.type, s.name_val.lower()) for s in document.styles.element.style_lst}
    wanted = {(kind, name) for kind, styles in STYLES.items() for name in styles}
    assert len(wanted) > 40
    assert wanted <= names
    assert [paragraph.text for paragraph in document.paragraphs] == ["{{ report }}"]
    with zipfile.ZipFile(TEMPLATE) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_command_writes_ours_as_a_start(tmp_path: Path) -> None:
    """`cproc template` writes the file that ships, and replaces none without --force."""
    target = tmp_path / "start.docx"
    runner = CliRunner()
    assert runner.invoke(main, ["template", "-o", str(target)]).exit_code == 0
    assert target.read_bytes() == TEMPLATE.read_bytes()
    assert runner.invoke(main, ["template", "-o", str(target)]).exit_code == 1
    assert runner.invoke(main, ["template", "-o", str(target), "--force"]).exit_code == 0


def test_font_logo_and_what_stands_around_are_kept(report: Report, tmp_path: Path) -> None:
    """The office's fonts, colours, header and texts stay; a turned page has the header as well."""
    blob = written(report, with_font_and_logo(tmp_path / "office.docx"))
    document = hold_report(blob, report)
    fonts = document.styles.element.xpath("//w:docDefaults//w:rFonts/@w:ascii")
    assert fonts == ["DejaVu Serif"]
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert (texts[0], texts[-1]) == ("Published by the press office.", "Printed on recycled paper.")
    turned = [one for one in document.sections if one.orientation]
    assert turned  # tables that do not fit upright in a wider font
    for section in (document.sections[0], turned[0]):
        assert section.header._element.xpath(".//pic:pic")
        (tab,) = section.header._element.xpath(".//w:tabs/w:tab/@w:pos")
        width = section.page_width - section.left_margin - section.right_margin
        assert abs(int(tab) - width / 635) < 2
    assert findings(blob, tmp_path) == []
    assert written(report, tmp_path / "office.docx") == blob


def test_size_of_pages_header_and_cover_are_the_offices(report: Report, tmp_path: Path) -> None:
    """A3 on its side stays so throughout; a template that names the title has its own cover."""
    blob = written(report, on_a3(tmp_path / "office.docx"))
    document = hold_report(blob, report)
    (size,) = {(one.page_width.mm, one.page_height.mm) for one in document.sections}
    assert [round(side) for side in size] == [420, 297]
    cells = document.sections[0].header.tables[0].rows[0].cells
    assert [cell.text for cell in cells] == [
        typeset(report.office, "fr"), "Tbilisi, le 15 février 2025",
    ]  # fmt: skip
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == f"Our report: {typeset(report.title, 'fr')}"
    assert typeset(report.subtitle, "fr") not in texts
    assert findings(blob, tmp_path) == []


@pytest.mark.thorough
def test_a_template_that_libreoffice_saved_will_do(
    report: Report, tmp_path: Path, converted: Converter
) -> None:
    """Styles are found by their names, whatever identifiers another program gives them."""
    office = with_font_and_logo(tmp_path / "office.docx").read_bytes()
    template = converted({"office.docx": office}, "docx") / "office.docx"
    blob = written(report, template)
    document = hold_report(blob, report)
    assert document.sections[0].header._element.xpath(".//pic:pic")
    # What LibreOffice writes amiss stays as it was.
    assert set(findings(blob, tmp_path)) <= set(findings(template.read_bytes(), tmp_path))


def test_a_poor_template_is_met_with_one_list(report: Report, tmp_path: Path) -> None:
    """Every style that is missing is named once, with what it is for and what to do."""
    path = poor(tmp_path / "poor.docx")
    with pytest.raises(DataError) as caught:
        written(report, path)
    problems = caught.value.problems
    assert {problem.code for problem in problems} == {"template-style"}
    assert {problem.file for problem in problems} == {str(path)}
    styles = [problem.path for problem in problems]
    assert len(set(styles)) == len(styles)
    assert {"styles[Table Text]", "styles[Report Table]", "styles[toc 1]"} <= set(styles)
    assert not {"styles[Title]", "styles[Code Block]"} & set(styles)  # there, and not used
    note = next(problem for problem in problems if problem.path == "styles[Table Note]")
    assert "which is for notes of tables" in note.message
    assert "cproc template" in note.hint


def test_a_placeholder_that_stands_for_nothing_is_told(report: Report, tmp_path: Path) -> None:
    """Placeholders are names on a list; what is none, such as an expression, is refused."""
    document = docx.Document(str(TEMPLATE))
    document.add_paragraph("{{ 7*7 }} and {{ budget }}")
    path = tmp_path / "office.docx"
    document.save(str(path))
    with pytest.raises(DataError) as caught:
        written(report, path)
    assert {p.value for p in caught.value.problems} == {"7*7", "budget"}
    assert "There are: report, title" in caught.value.problems[0].hint


def changed(name: str, change: Callable[[bytes], bytes], more: Mapping[str, bytes]) -> bytes:
    """Our template with a part changed, and further entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(TEMPLATE) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.namelist():
            data = source.read(part)
            target.writestr(part, change(data) if part == name else data)
        for part, data in more.items():
            target.writestr(part, data)
    return out.getvalue()


def put(before: str, text: str) -> Callable[[bytes], bytes]:
    """Put a text before another."""
    return lambda data: data.replace(before.encode(), (text + before).encode(), 1)


TEXT, TYPES, SETTINGS = "word/document.xml", "[Content_Types].xml", "word/settings.xml"
LINKED = b"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://x/attachedTemplate" Target="file:///c:/a.dotm"
 TargetMode="External"/></Relationships>"""

REFUSED = {
    "macros": (changed(TEXT, bytes, {"word/vbaProject.bin": b"x"}), "template-macros"),
    "docm": (
        changed(TYPES, lambda data: data.replace(b"document.main", b"document.macroEnabled.main"),
                {}),
        "template-macros",
    ),
    "link": (changed(TEXT, bytes, {"word/_rels/settings.xml.rels": LINKED}), "template-link"),
    "field": (
        changed(TEXT, put("<w:sectPr", "<w:p><w:r><w:instrText>INCLUDETEXT c:\\\\a</w:instrText>"
                "</w:r></w:p>"), {}),
        "template-link",
    ),
    "changes": (
        changed(TEXT, put("<w:r>", '<w:ins w:id="1" w:author="a"/>'), {}), "template-changes",
    ),
    "protected": (
        changed(SETTINGS, put("<w:compat>", '<w:documentProtection w:edit="forms"/>'), {}),
        "template-locked",
    ),
    "password": (b"\xd0\xcf\x11\xe0" + b"x" * 600, "template-kind"),
    "text": (b"no zip", "template-kind"),
    "empty": (b"", "template-kind"),
    "workbook": (changed(TYPES, lambda _data: b"<Types/>", {}), "template-kind"),
    "doctype": (
        changed(TEXT, lambda data: re.sub(rb"<w:document", b"<!DOCTYPE a>\\g<0>", data, count=1),
                {}),
        "template-unsafe",
    ),
    "bomb": (changed(TEXT, bytes, {"word/a.bin": b"0" * 300_000_000}), "template-unsafe"),
    "traversing": (changed(TEXT, bytes, {"../a.xml": b"<a/>"}), "template-unsafe"),
    "case": (changed(TEXT, bytes, {"WORD/document.xml": b"<a/>"}), "template-unsafe"),
    "many": (
        changed(TEXT, bytes, {f"word/{n}.bin": b"" for n in range(1000)}), "template-unsafe",
    ),
    "broken": (changed(TEXT, lambda data: data[:200], {}), "template-unsafe"),
    "a-part-less": (
        changed("_rels/.rels", lambda data: data.replace(b"word/document", b"word/none"), {}),
        "template-unsafe",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_an_unfit_template_is_refused_by_name(
    data: bytes, code: str, report: Report, tmp_path: Path
) -> None:
    """Macros, links, changes, passwords and unsafe zips: told with the file and what to do."""
    path = tmp_path / "office.docx"
    path.write_bytes(data)
    with pytest.raises(DataError) as caught:
        written(report, path)
    assert {problem.code for problem in caught.value.problems} == {code}
    assert all(p.hint and p.file == str(path) for p in caught.value.problems)


def test_a_template_that_is_not_there_is_told(report: Report, tmp_path: Path) -> None:
    """A missing file and a folder are refused before anything is read."""
    for path in (tmp_path / "none.docx", tmp_path):
        with pytest.raises(DataError, match="template-missing"):
            written(report, path)


def test_a_dotx_is_a_template_as_well(report: Report, tmp_path: Path) -> None:
    """What Word calls a template becomes a document; a link to a web page stays in it."""
    path = tmp_path / "office.dotx"
    path.write_bytes(
        changed(TYPES, lambda data: data.replace(b"document.main", b"template.main"), {})
    )
    blob = written(report, path)
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        assert b"template.main" not in archive.read(TYPES)
    hold_report(blob, report)


def test_a_template_without_a_place_takes_the_report_at_its_end(
    report: Report, tmp_path: Path
) -> None:
    """Without the paragraph of its own the report follows what the template says."""
    document = docx.Document(str(TEMPLATE))
    document.paragraphs[0].text = "Foreword."
    path = tmp_path / "office.docx"
    document.save(str(path))
    texts = [paragraph.text for paragraph in hold_report(written(report, path), report).paragraphs]
    assert texts[0] == "Foreword."


def test_a_template_is_named_in_the_portfolio_for_every_export(tmp_path: Path) -> None:
    """What the portfolio names is taken, also for a part of it, where the call names none."""
    path, other = with_font_and_logo(tmp_path / "a.docx"), on_a3(tmp_path / "b.docx")
    portfolio = loaded(EXAMPLE)
    portfolio = portfolio.with_report(template=str(path))
    # Auditors are told of which data it is made, and these are not the same.
    plain = render(loaded(EXAMPLE), "docx", edition="public", options={"template": str(path)})
    named, asked = map(parts_of, (render(portfolio, "docx", edition="public"), plain))
    differing = {name for name, part in asked.items() if named[name] != part}
    assert differing == {
        "docProps/custom.xml"
    }  # the data, and what was asked for, are not the same
    assert "DejaVu Serif" in styles_of(render(portfolio, "docx", options={"project": "CEGE"}))
    assert "DejaVu Serif" not in styles_of(
        render(portfolio, "docx", options={"template": str(other)})
    )


def parts_of(blob: bytes) -> dict[str, bytes]:
    """The parts of a document."""
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def styles_of(blob: bytes) -> str:
    """The XML of the styles."""
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        return archive.read("word/styles.xml").decode()


def test_a_template_that_does_not_say_its_size_is_on_ours(report: Report, tmp_path: Path) -> None:
    """Size and margins may be left out (ECMA-376, 17.6.17); they are then those of ours."""
    document: Any = docx.Document(str(TEMPLATE))
    section = document.sections[0]._sectPr
    for name in ("pgSz", "pgMar"):
        section.remove(section.find(f"{W}{name}"))
    path = tmp_path / "office.docx"
    document.save(str(path))
    made = hold_report(written(report, path), report).sections[0]
    assert [round(side.mm) for side in (made.page_width, made.page_height)] == [210, 297]
    assert made.left_margin.mm > 20
