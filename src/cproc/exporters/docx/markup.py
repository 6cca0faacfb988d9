"""WordprocessingML as text, the only place where a reader's text becomes XML, and its package."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from posixpath import dirname, relpath
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import attrs

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "application/vnd.openxmlformats-officedocument"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"

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


@attrs.frozen
class Look:
    """How a run of text looks where it is not as its paragraph's style has it."""

    style: str = ""
    bold: bool = False
    italic: bool = False
    language: str = ""

    def __str__(self) -> str:
        """The properties of the run, in the order the schema wants them."""
        inside = f'<w:rStyle w:val="{self.style}"/>' if self.style else ""
        inside += "<w:b/>" if self.bold else ""
        inside += "<w:i/>" if self.italic else ""
        inside += f'<w:lang w:val="{attribute(self.language)}"/>' if self.language else ""
        return f"<w:rPr>{inside}</w:rPr>" if inside else ""


def run(text: str, run_properties: str = "") -> str:
    """A run of text; no text, no run."""
    return f"<w:r>{run_properties}{content(text)}</w:r>" if text else ""


def field(instruction: str, cached: str) -> str:
    """A field with the result it had when it was written.

    The instruction, such as ``PAGE``, is never made of a reader's text.
    """
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    text = f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>'
    return f"{begin}<w:r>{text}</w:r>{separate}{cached}{end}"


def bookmark(number: int, name: str, inside: str) -> str:
    """Runs with a bookmark around them."""
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'{start}{inside}<w:bookmarkEnd w:id="{number}"/>'


def internal_link(name: str, inside: str) -> str:
    """Runs that lead to a bookmark."""
    return f'<w:hyperlink w:anchor="{name}" w:history="1">{inside}</w:hyperlink>'


@attrs.define
class Paragraph:
    """A paragraph that can still take the properties its neighbours ask for."""

    style: str
    inside: str = ""
    keep_next: bool = False  # whether it stays on the page of what follows
    page_break: bool = False  # whether it begins a page
    numbering: str = ""  # its ``w:numPr`` element, where it is not its style's
    spacing: str = ""  # its ``w:spacing`` element, where it is not its style's
    indent: str = ""  # its ``w:ind`` element, where it is not its style's
    section: str = ""  # the ``w:sectPr`` of the section that ends with it

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


def relationship(kind: str) -> str:
    """The full name of a relationship of Office documents, such as ``styles``."""
    return f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"


@attrs.define
class Part:
    """A part of the package and what it refers to."""

    name: str  # its path in the package
    content_type: str
    body: Iterable[str] | bytes = b""  # its text in pieces, or its bytes
    _relations: dict[tuple[str, str, bool], str] = attrs.field(factory=dict, init=False)

    def relate(self, kind: str, target: str, *, external: bool = False) -> str:
        """Refer to another part or to an address, once each; give the identifier."""
        key = (kind, target, external)
        return self._relations.setdefault(key, f"rId{len(self._relations) + 1}")

    def to_bytes(self) -> bytes:
        """The part as it is stored."""
        return self.body if isinstance(self.body, bytes) else "".join(self.body).encode()

    def relations(self) -> str:
        """The relationships part that goes with it, if any; targets lie beside it or below."""
        folder = dirname(self.name) or "."
        lines = []
        for (kind, target, external), identifier in self._relations.items():
            place = f'Target="{relpath(target, folder)}"'
            if external:
                place = f'Target="{attribute(target)}" TargetMode="External"'
            lines.append(f'<Relationship Id="{identifier}" Type="{attribute(kind)}" {place}/>')
        namespace = f'xmlns="{_PACKAGE}/relationships"'
        whole = f"{DECLARATION}<Relationships {namespace}>{''.join(lines)}</Relationships>"
        return whole if lines else ""


@attrs.define
class Package:
    """The parts of one file, in the order they are written."""

    root: Part = attrs.field(factory=lambda: Part("", ""))
    parts: list[Part] = attrs.field(factory=list)

    def add(self, part: Part, kind: str, source: Part | None = None) -> str:
        """Add a part that another one, or the package itself, refers to; give the identifier."""
        self.parts.append(part)
        return (source or self.root).relate(kind, part.name)

    def _content_types(self) -> str:
        overrides = "".join(
            f'<Override PartName="/{part.name}" ContentType="{part.content_type}"/>'
            for part in self.parts
        )
        return (
            f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="{_RELATIONS_TYPE}"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
        )

    def write(self, stream: BinaryIO) -> None:
        """Write the zip: content types first, each part followed by what it refers to."""
        with ZipFile(stream, "w") as archive:
            _store(archive, "[Content_Types].xml", self._content_types().encode())
            _store(archive, "_rels/.rels", self.root.relations().encode())
            for part in self.parts:
                _store(archive, part.name, part.to_bytes())
                if relations := part.relations():
                    folder, _, name = part.name.rpartition("/")
                    _store(archive, f"{folder}/_rels/{name}.rels", relations.encode())


def _store(archive: ZipFile, name: str, data: bytes) -> None:
    entry = ZipInfo(name)
    entry.create_system = 0  # nobody normalises the workbook inside a chart
    archive.writestr(entry, data, ZIP_DEFLATED, compresslevel=6)


# Lists of ``xml/numbering.xml``: for headings without a number (to refer to no list at all is
# what some readers miss), for items with a bullet, and the pattern of numbered items.
UNNUMBERED, BULLETS, _NUMBERED = 2, 3, 4

LEVELS = 9
_STEP = 340  # twentieths of a point that a level of a list is set in


def list_level(number: int, level: int) -> str:
    """The properties of a paragraph that stands in a list, at a level counted from 0."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


@attrs.define
class Numbering:
    """The numbered lists of the document; every one counts for itself."""

    lists: list[str] = attrs.field(factory=list)

    def indent(self, depth: int) -> int:
        """The indent of the text of a list, by how deep it lies."""
        return _STEP * min(depth, LEVELS)

    def restart(self, depth: int, start: int) -> int:
        """Begin a numbered list; give its number."""
        number = _NUMBERED + len(self.lists)
        level = min(depth, LEVELS - 1)
        self.lists.append(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{_NUMBERED}"/>'
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            "</w:num>"
        )
        return number

    def properties(self, number: int, depth: int) -> str:
        """The properties of a paragraph that is an item of a list."""
        return list_level(number, min(depth, LEVELS - 1))
