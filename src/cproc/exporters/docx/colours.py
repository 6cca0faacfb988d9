"""An office's colours and logo in a document that is made with our template."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree

from cproc.exporters.docx.book import Book
from cproc.exporters.docx.inline import paragraph
from cproc.exporters.docx.template_file import stories
from cproc.exporters.office.house_style import HouseStyle

# Colours of our template, by what they are of.
_HEADING, _ACCENT, _RULE, _BAND = "1F3864", "7F96BA", "B8C2D0", "E8EDF4"
_COLOURED = (qn("w:val"), qn("w:color"), qn("w:fill"))
_LOGO = (170.0, 64.0)  # points across and down that a logo has at most


def recolour(document: Document, house: HouseStyle) -> None:
    """Put the colours of an office in the place of those of our template."""
    ours = {
        _HEADING: house.heading[1:],
        _ACCENT: house.accent[1:],
        _RULE: house.rule[1:],
        _BAND: house.band[1:],
    }
    roots: list[Any] = [document.styles.element, *stories(document)]
    for root in roots:
        for element in root.iter():
            for name in _COLOURED:
                if (colour := element.get(name)) in ours:
                    element.set(name, ours[colour])
    _recolour_theme(document, house)


def _recolour_theme(document: Document, house: HouseStyle) -> None:
    """Charts take the accents of the theme: the colours of the series, in their order."""
    part: Any = document.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = parse_xml(part.blob)
    names = (f"accent{number}" for number in range(1, 7))
    chosen = dict(zip(names, house.look.colours, strict=False))
    chosen |= {"dk2": house.heading, "lt2": house.band, "hlink": house.heading}
    for name, colour in (chosen | {"folHlink": house.heading}).items():
        for element in theme.iter(qn(f"a:{name}")):
            element[0].set("val", colour[1:])
    part._blob = etree.tostring(theme, encoding="UTF-8", xml_declaration=True, standalone=True)


def logo(book: Book, title: str) -> Iterator[Any]:
    """The paragraph of the logo, where the office has one.

    Args:
        book: The document.
        title: Whose logo it is.
    """
    picture = book.house.logo
    if picture is None:
        return
    size = map(Pt, picture.within(*_LOGO))
    part: Any = book.document.part
    inline = part.new_pic_inline(BytesIO(picture.data), *size)
    number = str(next(book.numbers))
    inline.docPr.set("id", number)
    inline.docPr.set("name", f"Logo {number}")
    inline.docPr.set("title", title)
    inline.docPr.set("descr", picture.text)
    element = paragraph(book.styles["Figure"])
    element.add_r().append(_drawing(inline))
    yield element


def _drawing(inline: Any) -> Any:
    drawing: Any = parse_xml(f'<w:drawing xmlns:w="{qn("w:x")[1:-2]}"/>')
    drawing.append(inline)
    return drawing
