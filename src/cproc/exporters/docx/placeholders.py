"""Placeholders of a template: what Word's own pages say of a report, and where it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.text.run import Run

from cproc.errors import DataError
from cproc.exporters.docx.refusals import refusal
from cproc.exporters.office import formats
from cproc.exporters.office.cell_text import Formatter
from cproc.report import Report

_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")

REPORT = "report"
"""The placeholder whose paragraph the report takes the place of."""


def values(report: Report, formatter: Formatter) -> dict[str, str]:
    """What each placeholder stands for; there are no others, and none is an expression."""
    fields = ("title", "subtitle", "office", "organisation", "reference", "place", "addressee")
    texts = {name: getattr(report, name) for name in fields}
    texts |= {"page": report.labels["page"], "of": report.labels["of"]}
    texts["date"] = formats.long_day(report.language, report.issued)
    texts["dateline"] = formats.dateline(report.language, report.place, report.issued)
    return {name: formatter.text(text).replace("\r\n", "\n") for name, text in texts.items()}


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
        names = ", ".join((REPORT, *texts))
        cut = (name[:60] for name in unknown)
        raise DataError(
            refusal("template-placeholder", value=name, file=template, name=name, names=names)
            for name in cut
        )
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
