"""The template: ours or the office's own, looked at before a parser sees it, then filled."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import PartFactory, XmlPart
from docx.oxml.ns import qn
from docx.package import Package
from docx.parts.document import DocumentPart
from docx.text.run import Run

from cproc.archives import EXPANDED, word_faults
from cproc.errors import DataError, Message
from cproc.exporters.docx import TEMPLATE
from cproc.exporters.docx.named_styles import refusal
from cproc.exporters.office import formats
from cproc.labels.typography import typeset
from cproc.report import Report

_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")

REPORT = "report"
"""The placeholder whose paragraph the report takes the place of."""

_DOTX = CONTENT_TYPE.WML_DOCUMENT_MAIN.replace("document.main", "template.main")

# What python-docx does not read: the elements of footnotes, and what Word calls a template.
PartFactory.part_type_for |= {CONTENT_TYPE.WML_FOOTNOTES: XmlPart, _DOTX: DocumentPart}


def opened(template: str | None) -> Document:
    """Open a template.

    Args:
        template: Its path; ours where absent.

    Raises:
        DataError: It is not a Word file, or has what no template may have: macros, links to
            other files, tracked changes, a password; one problem for each.
    """
    if template is None:
        return _document(TEMPLATE.read_bytes())
    try:
        data = _read(Path(template))
    except (OSError, ValueError) as error:
        reason = Message(getattr(error, "strerror", None) or str(error))
        raise _refused([("template-missing", reason)], template) from error
    if faults := dict.fromkeys(word_faults(data)):
        raise _refused(((f"template-{code}", reason) for code, reason in faults), template)
    try:
        return _document(data)
    except Exception as error:  # of a file with parts missing it is anything
        reason = Message(f"{type(error).__name__}: {error}")
        raise _refused([("template-unsafe", reason)], template) from error


def _read(path: Path) -> bytes:
    if not path.is_file():  # reading a device might never end
        raise FileNotFoundError("there is no such file")
    with path.open("rb") as stream:
        return stream.read(EXPANDED + 1)


def _refused(faults: Iterable[tuple[str, object]], template: str) -> DataError:
    return DataError(refusal(code, file=template, reason=reason) for code, reason in faults)


def _document(data: bytes) -> Document:
    """The document in a file, or the one that Word makes of a .dotx that it is begun with."""
    part: Any = Package.open(io.BytesIO(data)).main_document_part
    part._content_type = CONTENT_TYPE.WML_DOCUMENT_MAIN
    document: Document = part.document
    return document


def part_of(document: Document, kind: str) -> Any:
    """The part that a document has in a relation of a kind, or a copy of ours."""
    for rel in document.part.rels.values():
        if rel.reltype == kind:
            return rel.target_part
    ours: Any = opened(None).part.part_related_by(kind)
    part = type(ours).load(ours.partname, ours.content_type, ours.blob, document.part.package)
    document.part.relate_to(part, kind)
    return part


def placeholders(report: Report) -> dict[str, str]:
    """What each placeholder stands for; there are no others, and none is an expression."""
    fields = ("title", "subtitle", "office", "organisation", "reference", "place", "addressee")
    texts = {name: getattr(report, name) for name in fields}
    texts |= {"page": report.labels["page"], "of": report.labels["of"]}
    texts["date"] = formats.dateline(report.language, "", report.day)
    texts["dateline"] = formats.dateline(report.language, report.place, report.day)
    return {
        name: typeset(text, report.language).replace("\r\n", "\n") for name, text in texts.items()
    }


def fill(document: Document, texts: Mapping[str, str], template: str) -> tuple[Any, bool]:
    """Fill the placeholders of a template, in its body, heads and feet.

    Returns:
        The paragraph that the report stands before, and whether the template says the title
        itself, so that it has a cover of its own.

    Raises:
        DataError: Placeholders that stand for nothing, one problem each.
    """
    place, covered, unknown = None, False, dict[str, None]()
    for root in stories(document):
        own = root is document.element.body
        for paragraph in root.iter(qn("w:p")):
            for name in _fill(paragraph, texts):
                if name == REPORT and place is None and paragraph.getparent() is root and own:
                    place = paragraph
                elif name not in texts:
                    unknown[name] = None
                covered = covered or (own and name == "title")
    if unknown:
        code, names = "template-placeholder", ", ".join((REPORT, *texts))
        refused = partial(refusal, code, "", file=template, names=names)
        raise DataError(refused(name[:60], name=name[:60]) for name in unknown)
    return document.add_paragraph()._p if place is None else place, covered


def stories(document: Document) -> Iterator[Any]:
    """The body, then what stands at the head and the foot of pages."""
    yield document.element.body
    for rel in document.part.rels.values():
        if rel.reltype in {RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER}:
            yield rel.target_part.element


def _fill(paragraph: Any, texts: Mapping[str, str]) -> list[str]:
    """Fill the placeholders of a paragraph, which Word may have cut into several runs."""
    runs = [Run(element, paragraph) for element in paragraph.iter(qn("w:r"))]
    before = [run.text for run in runs]
    after, found = list(before), list(_PLACEHOLDER.finditer("".join(before)))
    for match in reversed(found):
        text, end = texts.get(match[1], ""), 0
        for number, piece in enumerate(after):
            begin, end = end, end + len(before[number])
            if begin < match.end() and match.start() < end:
                left, right = max(match.start() - begin, 0), match.end() - begin
                after[number], text = piece[:left] + text + piece[right:], ""
    for run, old, new in zip(runs, before, after, strict=True):
        if new != old:
            run.text = new
    return [match[1] for match in found]
