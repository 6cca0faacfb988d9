"""Placeholders of a template: what Word's own pages say of a report, and where it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from cproc.errors import DataError, Problem
from cproc.exporters.docx.inline import put
from cproc.exporters.office import formats
from cproc.exporters.office.cell_text import Formatter
from cproc.report import Report

_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_BREAK = re.compile(r"(\r\n|[\r\n\t])")

REPORT = "report"
"""The placeholder whose paragraph the report takes the place of."""


def values(report: Report, formatter: Formatter) -> dict[str, str]:
    """What each placeholder stands for; there are no others, and none is an expression."""
    fields = ("title", "subtitle", "office", "organisation", "reference", "place", "addressee")
    texts = {name: getattr(report, name) for name in fields}
    texts |= {"page": report.labels["page"], "of": report.labels["of"]}
    texts["date"] = formats.long_day(report.language, report.issued)
    texts["dateline"] = formats.dateline(report.language, report.place, report.issued)
    return {name: formatter.text(text) for name, text in texts.items()}


def fill(document: Document, texts: Mapping[str, str], template: str) -> tuple[Any, bool]:
    """Fill the placeholders of a template, in its body, heads and feet.

    Returns:
        The paragraph that the report stands before, and whether the template says the title
        itself, so that it has a cover of its own.

    Raises:
        DataError: Placeholders that stand for nothing, one problem each.
    """
    place, covered, unknown = None, False, dict[str, None]()
    for root, own in stories(document):
        for paragraph in root.iter(qn("w:p")):
            for name in _fill(paragraph, texts):
                if name == REPORT and own and paragraph.getparent() is root and place is None:
                    place = paragraph
                elif name not in texts:
                    unknown[name] = None
                covered = covered or (own and name == "title")
    if unknown:
        raise DataError(
            Problem(
                "template-placeholder",
                f"The template has a placeholder {{{{ {name[:60]} }}}} that stands for nothing.",
                hint=f"There are: {', '.join((REPORT, *texts))}; {REPORT} once, in the body.",
                value=name[:60],
                file=template,
            )
            for name in unknown
        )
    if place is None:
        place = document.add_paragraph()._p
    return place, covered


def stories(document: Document) -> Iterator[tuple[Any, bool]]:
    """The body, then what stands at the head and the foot of pages."""
    yield document.element.body, True
    for rel in document.part.rels.values():
        if rel.reltype in {RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER}:
            yield rel.target_part.element, False


def _fill(paragraph: Any, texts: Mapping[str, str]) -> list[str]:
    """Fill the placeholders of a paragraph, which Word may have cut into several runs."""
    pieces = list(paragraph.iter(qn("w:t")))
    whole = "".join(piece.text or "" for piece in pieces)
    found = list(_PLACEHOLDER.finditer(whole)) if "{{" in whole else []
    for match in reversed(found):
        start, text, at = match.start(), texts.get(match[1], ""), 0
        for piece in pieces:
            own = piece.text or ""
            left, right = max(start - at, 0), max(match.end() - at, 0)
            if left < len(own) and right > 0:
                piece.text = own[:left] + text + own[right:]
                text = ""
            at += len(own)
    for piece in pieces if found else ():
        _break(piece)
    return [match[1] for match in found]


def _break(piece: Any) -> None:
    """Make elements of the tabs and line breaks that came with a value."""
    parts = [part for part in _BREAK.split(piece.text or "") if part]
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    if len(parts) < 2 and not _BREAK.fullmatch(piece.text or ""):
        return
    run = piece.getparent()
    for part in parts:
        if _BREAK.fullmatch(part):
            piece.addprevious(put(run, "tab" if part == "\t" else "br"))
        else:
            text = put(run, "t")
            text.text = part
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            piece.addprevious(text)
    run.remove(piece)
