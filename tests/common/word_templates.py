"""Templates of Word as offices have them, made from ours by python-docx."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENTATION
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from cproc.exporters.docx import TEMPLATE


def png(width: int = 40, height: int = 20) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    lines = (b"\0" + b"\xc0\x20\x40" * width) * height
    head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _saved(document: Document, path: Path) -> Path:
    document.save(str(path))
    return path


def with_font_and_logo(path: Path) -> Path:
    """Another font and colour, a logo in the header, and text around the place of the report."""
    document: Any = docx.Document(str(TEMPLATE))
    fonts = document.styles.element.xpath("//w:docDefaults//w:rFonts")[0]
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), "DejaVu Serif")
    for level in range(1, 10):
        document.styles[f"Heading {level}"].font.color.rgb = RGBColor(0xC0, 0x20, 0x40)
    header = document.sections[0].header.paragraphs[0]
    header.insert_paragraph_before().add_run().add_picture(io.BytesIO(png()), height=Mm(8))
    document.paragraphs[0].insert_paragraph_before("Published by the press office.", "Body Text")
    document.add_paragraph("Printed on recycled paper.", "Body Text")
    return _saved(document, path)


def on_a3(path: Path) -> Path:
    """A3 on its side, a header of two columns, and a cover of the office's own."""
    document: Any = docx.Document(str(TEMPLATE))
    section = document.sections[0]
    section.page_width, section.page_height = Mm(420), Mm(297)
    section.orientation = WD_ORIENTATION.LANDSCAPE
    section.different_first_page_header_footer = False
    paragraph = section.header.paragraphs[0]
    table = section.header.add_table(1, 2, Mm(370))
    table.cell(0, 0).text, table.cell(0, 1).text = "{{ office }}", "{{ dateline }}"
    paragraph._p.getparent().remove(paragraph._p)
    section.header.add_paragraph("{{ reference }}")
    place = document.paragraphs[0]
    title = place.insert_paragraph_before("Our report: ", "Title")
    for piece in ("{{ ti", "tle }", "}"):  # as Word cuts what is typed with pauses
        title.add_run(piece).font.size = Pt(30)
    return _saved(document, path)


def poor(path: Path) -> Path:
    """A template with the few styles that python-docx brings."""
    return _saved(docx.Document(), path)
