"""Pages: those of the template, and the same turned on their side for what is wide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENTATION, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Twips

from cproc.exporters.docx.template_file import opened

PORTRAIT, LANDSCAPE = False, True

# A4 (ISO 216) and Letter (ANSI/ASME Y14.1), in twentieths of a point.
PAPERS = {"a4": (11906, 16838), "letter": (12240, 15840)}

_SIDE = 1134  # margins left and right of a page that lies on its side: 20 mm at most
_NEAR = 60  # a tab so near to the end of the line, in twentieths of a point, was set for it
_SIZES = ("page_width", "page_height", "left_margin", "right_margin", "top_margin", "bottom_margin")
_NAMES = {
    RELATIONSHIP_TYPE.HEADER: "/word/header%d.xml",
    RELATIONSHIP_TYPE.FOOTER: "/word/footer%d.xml",
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
    rels = document.part.rels.values()
    framing = [rel.target_part.element for rel in rels if rel.reltype in _NAMES]
    for root in (document.styles.element, *framing):
        _stretch(root, before, text_width(section))


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
        for name in _SIZES:
            if getattr(section, name) is None:
                setattr(section, name, getattr(opened(None).sections[0]._sectPr, name))
        self._layouts = {PORTRAIT: section.clone()}
        self._widths = {PORTRAIT: text_width(section)}
        self.lying = section.page_width > section.page_height  # nothing needs to be turned
        self.ended = False

    def width(self, orientation: bool) -> int:
        """The width of the text of a page."""
        if orientation not in self._widths:
            self._layouts[orientation] = self._turned()
            self._widths[orientation] = text_width(self._layouts[orientation])
        return self._widths[orientation]

    def section(self, orientation: bool) -> Any:
        """The properties of a section of the report that ends; the first may have a cover."""
        self.width(orientation)
        section = self._layouts[orientation].clone()
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
        for reference in (*section.headerReference_lst, *section.footerReference_lst):
            relation = self._document.part.rels[reference.rId]
            part = self._copied(relation)
            _stretch(part.element, self._widths[PORTRAIT], text_width(section))
            reference.rId = self._document.part.relate_to(part, relation.reltype)
        return section

    def _copied(self, relation: Any) -> Any:
        """A copy of a head or foot, with the pictures that it shows."""
        old, package = relation.target_part, self._document.part.package
        name = package.next_partname(_NAMES[relation.reltype])
        part = type(old).load(name, old.content_type, old.blob, package)
        for frame in part.element.iter(qn("wp:docPr")):
            frame.set("id", str(next(self._numbers)))
        for rel in old.rels.values():
            target = rel.target_ref if rel.is_external else rel.target_part
            part.load_rel(rel.reltype, target, rel.rId, rel.is_external)
        return part
