"""Footnotes, a part that python-docx keeps but does not know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from cproc.exporters.docx.inline import Look, paragraph, parsed, properties, run
from cproc.exporters.docx.named_styles import Styles
from cproc.exporters.docx.template_file import part_of


class Footnotes:
    """The footnotes of a document, numbered in the order they are referred to."""

    def __init__(self, document: Document, styles: Styles) -> None:
        """Open the part that the template has, or add ours."""
        self._styles = styles
        self.part: Any = part_of(document, RELATIONSHIP_TYPE.FOOTNOTES)
        self._last = max((int(note.get(qn("w:id"))) for note in self.part.element), default=0)

    def add(self, paragraphs: Sequence[Any]) -> str:
        """Keep a footnote; the run that refers to it."""
        self._last += 1
        mark = properties(Look(self._styles["footnote reference"]))
        kept = [one for one in paragraphs if one.tag == qn("w:p")]
        kept = kept or [paragraph(self._styles["footnote text"])]
        kept[0][1:1] = parsed(f"<w:r>{mark}<w:footnoteRef/></w:r>{run(' ')}")  # behind its style
        (note,) = parsed(f'<w:footnote w:id="{self._last}"/>')
        note.extend(kept)
        self.part.element.append(note)
        return f'<w:r>{mark}<w:footnoteReference w:id="{self._last}"/></w:r>'
