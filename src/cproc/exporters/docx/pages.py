"""Pages: those of the template, and the same turned on their side for what is wide."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENTATION, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.parts.hdrftr import FooterPart, HeaderPart
from docx.shared import Twips

PORTRAIT, LANDSCAPE = False, True

# A4 (ISO 216) and Letter (ANSI/ASME Y14.1), in twentieths of a point.
PAPERS = {"a4": (11906, 16838), "letter": (12240, 15840)}

_SIDE = 1134  # margins left and right of a page that lies on its side: 20 mm at most
_NEAR = 60  # a tab so near to the end of the line, in twentieths of a point, was set for it
_KINDS = {
    RELATIONSHIP_TYPE.HEADER: (HeaderPart, "/word/header%d.xml"),
    RELATIONSHIP_TYPE.FOOTER: (FooterPart, "/word/footer%d.xml"),
}


def text_width(section: Any) -> int:
    """The width of the text of a page, in twentieths of a point; of a column where it has some."""
    gutter = section.gutter or 0
    width = section.page_width - section.left_margin - section.right_margin - gutter
    columns = section.find(qn("w:cols"))
    count = int(columns.get(qn("w:num"), "1")) if columns is not None else 1
    space = int(columns.get(qn("w:space"), "720")) if columns is not None else 0
    return (int(width / Twips(1)) - (count - 1) * space) // count


def change_paper(document: Document, paper: str) -> None:
    """Put a document on another size of paper, and what ends at the end of its lines with it."""
    section: Any = document.sections[0]._sectPr
    before = text_width(section)
    section.page_width, section.page_height = map(Twips, PAPERS[paper])
    after = text_width(section)
    rels = document.part.rels.values()
    for root in (
        document.styles.element,
        *(r.target_part.element for r in rels if r.reltype in _KINDS),
    ):
        _stretch(root, before, after)


def _stretch(root: Any, before: int, after: int) -> None:
    """Move tabs at the end of a line to the end of another, and widen tables as much."""
    for tab in root.iter(qn("w:tab")):
        if tab.get(qn("w:val")) == "right" and abs(int(tab.get(qn("w:pos"))) - before) <= _NEAR:
            tab.set(qn("w:pos"), str(after))
    for width in root.iter(qn("w:gridCol"), qn("w:tcW"), qn("w:tblW")):
        if width.get(qn("w:type"), "dxa") == "dxa":
            wide = int(width.get(qn("w:w"), "0"))
            width.set(qn("w:w"), str(wide * after // before))


def continue_pages(section: Any) -> None:
    """Let a section go on where the one before ended: no first page, no number to begin with."""
    section.titlePg_val = None
    for numbers in section.findall(qn("w:pgNumType")):
        numbers.attrib.pop(qn("w:start"), None)


class Pages:
    """The two page layouts of a document; the turned one is made when it is first wanted."""

    def __init__(self, document: Document, section: Any, numbers: Iterator[int]) -> None:
        """Take the layout of the section that the report stands in."""
        self._document, self._numbers = document, numbers
        self._layouts = {PORTRAIT: section.clone()}
        self.lying = section.page_width > section.page_height  # nothing needs to be turned
        self.ended = False

    def layout(self, orientation: bool) -> Any:
        """The section's properties, to be copied."""
        if orientation not in self._layouts:
            self._layouts[orientation] = self._turned()
        return self._layouts[orientation]

    def width(self, orientation: bool) -> int:
        """The width of the text of a page."""
        return text_width(self.layout(orientation))

    def section(self, orientation: bool) -> Any:
        """The properties of a section of the report that ends; the first may have a cover."""
        section = self.layout(orientation).clone()
        if self.ended:
            continue_pages(section)
        section.start_type = WD_SECTION.NEW_PAGE
        self.ended = True
        return section

    def _turned(self) -> Any:
        """The layout on its side, with heads and feet of its own that fit it."""
        upright = self._layouts[PORTRAIT]
        section = upright.clone()
        section.page_width, section.page_height = upright.page_height, upright.page_width
        section.orientation = WD_ORIENTATION.LANDSCAPE
        section.left_margin = min(upright.left_margin, Twips(_SIDE))
        section.right_margin = min(upright.right_margin, Twips(_SIDE))
        before, after = text_width(upright), text_width(section)
        for reference in (*section.headerReference_lst, *section.footerReference_lst):
            reference.rId = self._copied(reference.rId, before, after)
        return section

    def _copied(self, identifier: str, before: int, after: int) -> str:
        source, package = self._document.part, self._document.part.package
        relation = source.rels[identifier]
        old: Any = relation.target_part
        kind, names = _KINDS[relation.reltype]
        element = deepcopy(old.element)
        _stretch(element, before, after)
        for frame in element.iter(qn("wp:docPr")):
            frame.set("id", str(next(self._numbers)))
        part = kind(package.next_partname(names), old.content_type, element, package)
        for rel in old.rels.values():
            target = rel.target_ref if rel.is_external else rel.target_part
            part.load_rel(rel.reltype, target, rel.rId, rel.is_external)
        return source.relate_to(part, relation.reltype)
