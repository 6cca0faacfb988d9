"""Paragraphs, made by python-docx, and what stands in them: runs, fields, bookmarks and links.

What stands in a paragraph or in the cells of a table is text, which is parsed in one piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

import attrs
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Twips
from docx.text.parfmt import ParagraphFormat

from cproc.labels.typography import begins_right, language_tag, stretches

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_NAMESPACES = f'{nsdecls("w", "r", "wp", "a")} xmlns:c="{_CHART}"'

XML = files(__package__) / "xml"
# Comments and white space between elements are for those who edit the files.
_FOR_EDITORS = re.compile(r"<!--.*?-->|(?<=>)\s+|\s+(?=<)", re.DOTALL)
_KEPT = {ord(space): f"&#{ord(space)};" for space in "\t\n\r"}
_PLAIN = re.compile("[!-%'-;=?-~]+(?: [!-%'-;=?-~]+)*")
_BREAK = re.compile(r"(\r\n|[\r\n\t])")
_BREAKS = {"\t": "<w:tab/>", "\n": "<w:br/>", "\r": "<w:br/>", "\r\n": "<w:br/>"}
# What stands behind ``w:bidi`` in the properties of a paragraph, of all that is set here.
_AFTER_BIDI = ("w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")


@attrs.frozen(cache_hash=True)
class Look:
    """How a stretch of text looks, and its language where that is not the report's."""

    style: str = ""  # identifier of a character style
    bold: bool = False
    italic: bool = False
    language: str = ""  # ISO 639
    colour: str = ""  # six hexadecimal digits, where it is not that of its paragraph
    size: int = 0  # points, where they are not those of its paragraph


PLAIN = Look()


@cache
def _template(name: str) -> Template:
    text = (XML / f"{name}.xml").read_text("utf-8")
    return Template(" ".join(_FOR_EDITORS.sub("", text).split()))


def piece(name: str, /, **values: object) -> str:
    """The XML of a file, with values put in as they are; their texts are escaped before."""
    return _template(name).substitute(values)


def parsed(xml: str) -> list[Any]:
    """The elements that a text describes, of the classes of python-docx."""
    return list(parse_xml(f"<w:body {_NAMESPACES}>{xml}</w:body>"))


def paragraph(style: str, inside: str = "", **layout: Any) -> Any:
    """A paragraph that stands nowhere yet; what begins in Arabic or Hebrew runs from the right.

    Args:
        style: Identifier of its style.
        inside: What stands in it.
        layout: What is laid out otherwise than the style does, as `_blank` takes it.
    """
    element = deepcopy(_blank(style, **layout))
    if inside:
        element.extend(parsed(inside))
        if not inside.isascii() and begins_right(
            "".join(t.text or "" for t in element.iter(qn("w:t")))
        ):
            element.pPr.insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)
    return element


@lru_cache(maxsize=256)
def _blank(
    style: str,
    *,
    keep_next: bool = False,  # whether it stays on the page of what follows
    page_break: bool = False,  # whether it begins a page
    before: int | None = None,  # space before it, in twentieths of a point
    after: int | None = None,  # space after it
    indent: int | None = None,  # how far it is set in
    item: tuple[int, int] | None = None,  # the list it is an item of, and the level in it
) -> Any:
    element: Any = OxmlElement("w:p")
    element.style, form = style, ParagraphFormat(element)
    form.keep_with_next, form.page_break_before = keep_next or None, page_break or None
    form.space_before, form.space_after, form.left_indent = (
        None if size is None else Twips(size) for size in (before, after, indent)
    )
    if item is not None:
        numbering = element.pPr.get_or_add_numPr()
        numbering.get_or_add_numId().val, numbering.get_or_add_ilvl().val = item
    return element


def keep_on_page(element: Any) -> None:
    """Keep a paragraph on the page of what follows."""
    ParagraphFormat(element).keep_with_next = True


def run(text: str, look: Look = PLAIN) -> str:
    """A text as runs, one for each script; no text, no run."""
    pieces = stretches(text, look.language)
    return "".join([f"<w:r>{properties(look, *how)}{_content(one)}</w:r>" for one, *how in pieces])


def runs(texts: Iterable[str], look: Look) -> dict[str, str]:
    """The runs of many texts that look alike, by text."""
    start, end = f"<w:r>{properties(look)}<w:t>", "</w:t></w:r>"
    return {t: f"{start}{t}{end}" if _PLAIN.fullmatch(t) else run(t, look) for t in texts}


def _content(text: str) -> str:
    """What stands in a run: text, tabs and line breaks, whichever way those are written."""
    if "\n" not in text and "\t" not in text and "\r" not in text:
        # White space that a reader of XML may take away is kept by a mark.
        kept = ' xml:space="preserve"' if text != text.strip() or "  " in text else ""
        return f"<w:t{kept}>{escape(text, quote=False)}</w:t>"
    return "".join(_BREAKS.get(piece) or _content(piece) for piece in _BREAK.split(text) if piece)


@lru_cache(maxsize=256)
def properties(look: Look, kind: str = "", tag: str = "") -> str:
    """The properties of a run, in the order the schema wants them; kind and tag by its script."""
    right, tags = kind == "bidi", {kind: tag} if kind else {}
    if look.language and not kind:
        tags["val"] = language_tag(look.language)
    set_ = [name for name, on in (("b", look.bold), ("i", look.italic)) if on]
    inside = "".join(
        (
            f'<w:rStyle w:val="{attribute(look.style)}"/>' if look.style else "",
            '<w:rFonts w:hint="eastAsia"/>' if kind == "eastAsia" else "",
            *(f"<w:{name}/>{f'<w:{name}Cs/>' * right}" for name in set_),
            f'<w:color w:val="{look.colour}"/>' if look.colour else "",
            f'<w:sz w:val="{2 * look.size}"/><w:szCs w:val="{2 * look.size}"/>' * bool(look.size),
            "<w:rtl/>" if right else "",
            *(f'<w:lang w:{name}="{attribute(value)}"/>' for name, value in tags.items()),
        )
    )
    return f"<w:rPr>{inside}</w:rPr>" if inside else ""


def field(instruction: str, result: str) -> str:
    """A field, with the runs it had when it was written; Word works it out anew.

    The instruction, such as ``PAGE``, is never made of a reader's text.
    """
    return f"{begun_field(instruction)}{result}{FIELD_END}"


def begun_field(instruction: str) -> str:
    """The beginning of a field whose result follows, maybe over several paragraphs."""
    code = f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>'
    begin, separate = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate"))
    return f"<w:r>{begin}</w:r><w:r>{code}</w:r><w:r>{separate}</w:r>"


FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def link(target: str, inside: str) -> str:
    """A link; its target is ``r:id="…"`` of a relationship or ``w:anchor="…"`` of a bookmark."""
    return f'<w:hyperlink {target} w:history="1">{inside}</w:hyperlink>'


def bookmark(number: int, name: str, inside: str) -> str:
    """Runs that a bookmark holds."""
    begin = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'{begin}{inside}<w:bookmarkEnd w:id="{number}"/>'


def attribute(text: str) -> str:
    """Escape a text for an attribute; its white space outlives the parser."""
    return escape(text).translate(_KEPT)
