"""WordprocessingML as text; the only place where a reader's text becomes XML."""

from __future__ import annotations

import re
from html import escape

import attrs

_BREAK = re.compile(r"(\r\n|[\r\n\t])")
_BREAKS = {"\t": "<w:tab/>", "\n": "<w:br/>", "\r": "<w:br/>", "\r\n": "<w:br/>"}
_TEXT = '<w:t xml:space="preserve">'


def attribute(text: str) -> str:
    """Escape a text for an attribute; its white space outlives the parser."""
    escaped = escape(text)
    for character in "\t\n\r":
        escaped = escaped.replace(character, f"&#{ord(character)};")
    return escaped


def content(text: str) -> str:
    """What stands in a run: text, tabs and line breaks, whichever way those are written."""
    if "\n" not in text and "\t" not in text and "\r" not in text:
        return f"{_TEXT}{escape(text, quote=False)}</w:t>" if text else ""
    return "".join(
        _BREAKS.get(piece) or f"{_TEXT}{escape(piece, quote=False)}</w:t>"
        for piece in _BREAK.split(text)
        if piece
    )


def properties(
    *, style: str = "", bold: bool = False, italic: bool = False, language: str = ""
) -> str:
    """The properties of a run, in the order the schema wants them."""
    inside = "".join(
        (
            f'<w:rStyle w:val="{style}"/>' if style else "",
            "<w:b/>" if bold else "",
            "<w:i/>" if italic else "",
            f'<w:lang w:val="{attribute(language)}"/>' if language else "",
        )
    )
    return f"<w:rPr>{inside}</w:rPr>" if inside else ""


def run(text: str, run_properties: str = "") -> str:
    """A run of text; no text, no run."""
    return f"<w:r>{run_properties}{content(text)}</w:r>" if text else ""


def field(instruction: str, cached: str, run_properties: str = "") -> str:
    """A field with the result it had when it was written.

    Args:
        instruction: Such as ``PAGE``; never made of a reader's text.
        cached: Runs that are shown until Word works the field out anew.
        run_properties: Properties of the runs that hold the field together.
    """

    def mark(kind: str) -> str:
        return f'<w:r>{run_properties}<w:fldChar w:fldCharType="{kind}"/></w:r>'

    return (
        f'{mark("begin")}<w:r>{run_properties}<w:instrText xml:space="preserve"> {instruction} '
        f"</w:instrText></w:r>{mark('separate')}{cached}{mark('end')}"
    )


def bookmark(number: int, name: str, inside: str) -> str:
    """Give runs with a bookmark around them."""
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'{start}{inside}<w:bookmarkEnd w:id="{number}"/>'


def internal_link(name: str, inside: str) -> str:
    """Give runs that lead to a bookmark."""
    return f'<w:hyperlink w:anchor="{name}" w:history="1">{inside}</w:hyperlink>'


@attrs.define
class Paragraph:
    """A paragraph that can still take the properties its neighbours ask for.

    Args:
        style: Identifier of its style.
        inside: Its runs.
        keep_next: Whether it stays on the page of what follows.
        page_break: Whether it begins a page.
        numbering: Its ``w:numPr`` element, where it is not its style's.
        spacing: Its ``w:spacing`` element, where it is not its style's.
        indent: Its ``w:ind`` element, where it is not its style's.
        section: The ``w:sectPr`` of the section that ends with it.
    """

    style: str
    inside: str = ""
    keep_next: bool = False
    page_break: bool = False
    numbering: str = ""
    spacing: str = ""
    indent: str = ""
    section: str = ""

    def __str__(self) -> str:
        """The element, its properties in the order the schema wants them."""
        return "".join(
            (
                f'<w:p><w:pPr><w:pStyle w:val="{self.style}"/>',
                "<w:keepNext/>" if self.keep_next else "",
                "<w:pageBreakBefore/>" if self.page_break else "",
                self.numbering,
                self.spacing,
                self.indent,
                self.section,
                f"</w:pPr>{self.inside}</w:p>",
            )
        )
