"""The styles a report takes from its template, by the names that Word knows them by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from cproc.errors import Problem
from cproc.exporters.office.column_widths import TABLE_SIZE

# Paragraphs, characters and tables: each style of ours, and what it is for.
PARAGRAPHS = {
    "Body Text": "paragraphs of the text",
    **{f"heading {level}": f"headings of level {level}" for level in range(1, 10)},
    "Title": "the title on the cover",
    "Subtitle": "the period on the cover",
    "Cover Organisation": "the organisation on the cover",
    "Cover Office": "the office on the cover",
    "Cover Reference": "the reference on the cover",
    "Cover Addressee": "the addressee on the cover",
    "Cover Detail": "place and day on the cover",
    "TOC Heading": "the heading of the contents",
    "toc 1": "entries of the contents, level 1",
    "toc 2": "entries of the contents, level 2",
    "toc 3": "entries of the contents, level 3",
    "table of figures": "entries of the lists of tables and figures",
    "List Bullet": "items of lists with bullets",
    "List Number": "items of numbered lists",
    "List Continue": "further paragraphs of an item of a list",
    "Quote": "quotations",
    "Prose Heading": "headings within a text",
    "Code Block": "lines that stand as they were typed",
    "caption": "captions of tables and figures",
    "Figure": "the paragraph of a chart or picture",
    "Table Text": "text in tables",
    "Table Text Number": "numbers in tables",
    "Table Heading": "headings of columns",
    "Table Heading Number": "headings of columns of numbers",
    "Table Total": "text in the total row of a table",
    "Table Total Number": "numbers in the total row of a table",
    "Table Note": "notes of tables",
    "footnote text": "footnotes",
    "Section End": "the empty line between a table and a page that lies the other way",
}
CHARACTERS = {
    "Hyperlink": "links",
    "footnote reference": "the numbers of footnotes",
    "Code": "words that stand as they were typed",
}
TABLES = {"Report Table": "tables"}

_KINDS = (
    (WD_STYLE_TYPE.PARAGRAPH, "paragraph", PARAGRAPHS),
    (WD_STYLE_TYPE.CHARACTER, "character", CHARACTERS),
    (WD_STYLE_TYPE.TABLE, "table", TABLES),
)


@attrs.define
class Styles:
    """The styles of a template; one that is asked for and not there is remembered."""

    _ids: dict[str, str]
    number_headings: bool  # whether headings are numbered by their styles
    table_scale: float  # how wide text in tables runs, as a multiple of Arial at 9 points
    _missing: dict[str, None] = attrs.field(factory=dict, init=False)

    @classmethod
    def of(cls, document: Document) -> Styles:
        """Read the names of a document's styles."""
        ids = {}
        for style in document.styles.element.style_lst:
            for type_, _kind, names in _KINDS:
                wanted = {name.lower(): name for name in names}
                name = wanted.get((style.name_val or "").lower())
                if style.type == type_ and name:
                    ids[name] = style.styleId
        numbered = any(
            (style.name_val or "").lower() == "heading 1" and style.xpath("w:pPr/w:numPr")
            for style in document.styles.element.style_lst
        )
        return cls(ids, numbered, _scale(document))

    def __getitem__(self, name: str) -> str:
        """The identifier of a style, which a template in another language has its own of."""
        if name not in self._ids:
            self._missing[name] = None
        return self._ids.get(name, name.replace(" ", ""))

    def problems(self, template: str) -> Iterator[Problem]:
        """What the report would have needed and the template has not."""
        for _type, kind, names in _KINDS:
            for name in names:
                if name in self._missing:
                    yield Problem(
                        "template-style",
                        f"The template has no {kind} style {name!r}, which is for {names[name]}.",
                        f"styles[{name}]",
                        "Add it, or begin with the template that `cproc template` writes.",
                        file=template,
                    )


# How wide digits and letters of fonts that offices use run beside Arial's, which is measured
# exactly; of a font that is not known here enough room is taken for nearly any.
_WIDE = 1.2
_WIDTHS = {
    **dict.fromkeys(("arial", "helvetica", "liberation sans", "arimo", "tahoma", "cambria"), 1.0),
    **dict.fromkeys(
        ("times new roman", "liberation serif", "calibri", "carlito", "garamond"), 0.95
    ),
    **dict.fromkeys(("aptos", "segoe ui", "roboto", "trebuchet ms", "lato"), 1.05),
    **dict.fromkeys(("georgia", "open sans", "noto sans", "century gothic"), 1.12),
}


def _scale(document: Document) -> float:
    """The scale of text in tables: by the size and the font of its style."""
    styles = document.styles.element
    by_id = {style.styleId: style for style in styles.style_lst}
    style = next((s for s in styles.style_lst if (s.name_val or "").lower() == "table text"), None)
    properties: list[Any] = []
    while style is not None and len(properties) < len(by_id):  # a style may be based on itself
        properties += style.xpath("w:rPr")
        based = style.xpath("w:basedOn/@w:val")
        style = by_id.get(based[0]) if based else None
    properties += styles.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    sizes = [size for one in properties for size in one.xpath("w:sz/@w:val")]
    fonts = [font for one in properties for font in one.xpath("w:rFonts")]
    size = int(sizes[0]) / 2 if sizes else TABLE_SIZE
    font = _name(document, fonts[0]) if fonts else ""
    return size / TABLE_SIZE * _WIDTHS.get(font.lower(), _WIDE)


def _name(document: Document, fonts: Any) -> str:
    """The name of a font, which may be one of the theme's."""
    theme = fonts.get(qn("w:asciiTheme"))
    if theme is None:
        return str(fonts.get(qn("w:ascii"), ""))
    kind = "majorFont" if theme.startswith("major") else "minorFont"
    for rel in document.part.rels.values():
        if rel.reltype == RELATIONSHIP_TYPE.THEME:
            found = parse_xml(rel.target_part.blob).iterfind(
                f".//{qn(f'a:{kind}')}/{qn('a:latin')}"
            )
            return next((latin.get("typeface", "") for latin in found), "")
    return ""
