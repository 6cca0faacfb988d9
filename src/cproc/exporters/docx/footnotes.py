"""Footnotes, a part that python-docx keeps but does not know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.run import Run

from cproc.exporters.docx.inline import paragraph, put
from cproc.exporters.docx.named_styles import Styles

# The rules that Word draws above footnotes; a part without them is mended at each opening.
_RULES = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:before="0" w:after="0" '
    f'w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    for kind, number in (("separator", -1), ("continuationSeparator", 0))
)


class Footnotes:
    """The footnotes of a document, numbered in the order they are referred to."""

    def __init__(self, document: Document, styles: Styles) -> None:
        """Open the part that the template has, or add one."""
        self._styles = styles
        self.part = _part(document)
        self._last = max((int(note.get(qn("w:id"))) for note in self.part.element), default=0)

    def add(self, parent: Any, paragraphs: Sequence[Any]) -> None:
        """Keep a footnote, and refer to it at the end of what has been written so far."""
        self._last += 1
        first, *others = [one for one in paragraphs if one.tag == qn("w:p")] or [
            paragraph(self._styles["footnote text"])
        ]
        mark = first.add_r()
        Run(mark, self.part).text = " "
        for child in list(first)[:-1]:  # what is there goes behind the mark
            if child.tag != qn("w:pPr"):
                first.append(child)
        number = self._mark()
        mark.addprevious(number)
        put(number, "footnoteRef")
        note = put(self.part.element, "footnote", id=str(self._last))
        note.extend([first, *others])
        reference = self._mark()
        put(reference, "footnoteReference", id=str(self._last))
        parent.append(reference)

    def _mark(self) -> Any:
        run: Any = parse_xml(f"<w:r {nsdecls('w')}/>")
        run.style = self._styles["footnote reference"]
        return run


def _part(document: Document) -> XmlPart:
    """The part of the footnotes, read where the template has it as bytes."""
    source, package = document.part, document.part.package
    kind = RELATIONSHIP_TYPE.FOOTNOTES
    relation = next((rel for rel in source.rels.values() if rel.reltype == kind), None)
    if relation is None:
        root = parse_xml(f"<w:footnotes {nsdecls('w', 'r')}>{_RULES}</w:footnotes>")
        name = PackURI("/word/footnotes.xml")
        part = XmlPart(name, CONTENT_TYPE.WML_FOOTNOTES, root, package)
        source.relate_to(part, kind)
        return part
    old = relation.target_part
    part = XmlPart(old.partname, old.content_type, parse_xml(old.blob), package)
    for rel in old.rels.values():
        target = rel.target_ref if rel.is_external else rel.target_part
        part.load_rel(rel.reltype, target, rel.rId, rel.is_external)
    source.load_rel(kind, part, relation.rId)
    return part
