"""What stands in a paragraph: runs, fields, bookmarks and links, in python-docx's elements."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import Any

import attrs
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Twips
from docx.text.parfmt import ParagraphFormat

from cproc.exporters.docx.scripts import begins_right, stretches
from cproc.exporters.office.typography import language_tag

_BREAK = re.compile(r"(\r\n|[\r\n\t])")
_BREAKS = {"\t": "<w:tab/>", "\n": "<w:br/>", "\r": "<w:br/>", "\r\n": "<w:br/>"}


@attrs.frozen(cache_hash=True)
class Look:
    """How a stretch of text looks, and its language where that is not the report's."""

    style: str = ""  # identifier of a character style
    bold: bool = False
    italic: bool = False
    language: str = ""  # ISO 639


PLAIN = Look()


# --- Elements -----------------------------------------------------------------------------


def put(parent: Any, tag: str, before: tuple[str, ...] = (), **attributes: str) -> Any:
    """Add an element before the first of some others, at the end where there is none of them."""
    attributes = {qn(f"w:{key}"): value for key, value in attributes.items()}
    child = OxmlElement(f"w:{tag}", attributes)
    if before:
        parent.insert_element_before(child, *before)
    else:  # not by the same function, which elements that python-docx does not know lack
        parent.append(child)
    return child


def paragraph(
    style: str,
    text: str = "",
    look: Look = PLAIN,
    *,
    keep_next: bool = False,
    page_break: bool = False,
    before: int | None = None,
) -> Any:
    """A paragraph that stands nowhere yet; its space before is in twentieths of a point."""
    element: Any = OxmlElement("w:p")
    element.style = style
    form = ParagraphFormat(element)
    if keep_next:
        form.keep_with_next = True
    if page_break:
        form.page_break_before = True
    if before is not None:
        form.space_before = Twips(before)
    add_run(element, text, look)
    if begins_right(text):
        turn(element)
    return element


def keep_on_page(element: Any) -> None:
    """Keep a paragraph on the page of what follows."""
    ParagraphFormat(element).keep_with_next = True


# What stands behind ``w:bidi`` in the properties of a paragraph, of all that is set here.
_AFTER_BIDI = ("w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")


def turn(element: Any) -> None:
    """Let a paragraph that begins with Arabic or Hebrew run from the right."""
    put(element.get_or_add_pPr(), "bidi", _AFTER_BIDI)


def add_run(parent: Any, text: str, look: Look = PLAIN) -> None:
    """Add a text as runs, one for each script; no text, no run."""
    for piece, kind, tag in stretches(text, look.language):
        run = parent.add_r()
        if form := _properties(look, kind, tag):
            run.append(parse_xml(form.replace("<w:rPr>", f"<w:rPr {nsdecls('w')}>")))
        for part in filter(None, _BREAK.split(piece)):
            if part in _BREAKS:
                put(run, "tab" if part == "\t" else "br")
            else:
                run.add_t(part)


def add_field(parent: Any, instruction: str, result: str = "", look: Look = PLAIN) -> None:
    """Add a field with the result it had when it was written.

    Args:
        parent: Paragraph or link it stands in.
        instruction: Such as ``PAGE``; never made of a reader's text.
        result: Shown until Word works the field out anew.
        look: How the result looks.
    """
    begin_field(parent, instruction)
    add_run(parent, result, look)
    end_field(parent)


def begin_field(parent: Any, instruction: str) -> None:
    """Begin a field whose result follows, maybe over several paragraphs."""
    put(parent.add_r(), "fldChar", fldCharType="begin")
    code = put(parent.add_r(), "instrText")
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    code.text = f" {instruction} "
    put(parent.add_r(), "fldChar", fldCharType="separate")


def end_field(parent: Any) -> None:
    """End the field that was begun last."""
    put(parent.add_r(), "fldChar", fldCharType="end")


def add_link(parent: Any, **target: str) -> Any:
    """Add a link; what leads to a bookmark has an ``anchor``, what leads elsewhere an ``id``."""
    link = OxmlElement("w:hyperlink")
    for key, value in target.items():
        link.set(qn(f"{'r' if key == 'id' else 'w'}:{key}"), value)
    link.set(qn("w:history"), "1")
    parent.append(link)
    return link


def begin_bookmark(parent: Any, number: int, name: str) -> None:
    """Begin what a bookmark holds."""
    put(parent, "bookmarkStart", id=str(number), name=name)


def end_bookmark(parent: Any, number: int) -> None:
    """End what a bookmark holds."""
    put(parent, "bookmarkEnd", id=str(number))


# --- Text, for the cells of tables --------------------------------------------------------


def run_text(text: str, look: Look = PLAIN) -> str:
    """A text as the XML of its runs; in tables it is parsed with all the rows at once."""
    return "".join(
        [
            f"<w:r>{_properties(look, kind, tag)}{_content(piece)}</w:r>"
            for piece, kind, tag in stretches(text, look.language)
        ]
    )


def _content(text: str) -> str:
    """What stands in a run: text, tabs and line breaks, whichever way those are written."""
    if "\n" not in text and "\t" not in text and "\r" not in text:
        # White space that a reader of XML may take away is kept by a mark.
        kept = ' xml:space="preserve"' if text != text.strip() or "  " in text else ""
        return f"<w:t{kept}>{escape(text, quote=False)}</w:t>"
    return "".join(_BREAKS.get(piece) or _content(piece) for piece in _BREAK.split(text) if piece)


@lru_cache(maxsize=256)
def _properties(look: Look, kind: str, tag: str) -> str:
    """The properties of a run, in the order the schema wants them."""
    right = kind == "bidi"
    tags = {kind: tag} if kind else {}
    if look.language and not kind:
        tags["val"] = language_tag(look.language)
    inside = "".join(
        (
            f'<w:rStyle w:val="{look.style}"/>' if look.style else "",
            '<w:rFonts w:hint="eastAsia"/>' if kind == "eastAsia" else "",
            "<w:b/>" if look.bold else "",
            "<w:bCs/>" if look.bold and right else "",
            "<w:i/>" if look.italic else "",
            "<w:iCs/>" if look.italic and right else "",
            "<w:rtl/>" if right else "",
            *(f'<w:lang w:{name}="{attribute(value)}"/>' for name, value in tags.items()),
        )
    )
    return f"<w:rPr>{inside}</w:rPr>" if inside else ""


def attribute(text: str) -> str:
    """Escape a text for an attribute; its white space outlives the parser."""
    escaped = escape(text)
    for character in "\t\n\r":
        escaped = escaped.replace(character, f"&#{ord(character)};")
    return escaped
