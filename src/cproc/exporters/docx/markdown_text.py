"""Markdown as Word paragraphs, lists, tables, pictures, links and footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import count, groupby
from typing import Any
from urllib.parse import unquote, urlsplit

import attrs
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Twips
from docx.text.parfmt import ParagraphFormat
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

from cproc.exporters.docx.footnotes import Footnotes
from cproc.exporters.docx.inline import (
    PLAIN,
    Look,
    add_field,
    add_link,
    add_run,
    keep_on_page,
    paragraph,
    put,
    turn,
)
from cproc.exporters.docx.lists import LEVELS, STEP, Lists, put_in_list
from cproc.exporters.docx.named_styles import Styles
from cproc.exporters.docx.plan import Anchor
from cproc.exporters.docx.scripts import begins_right
from cproc.exporters.docx.word_tables import WordTable, opening
from cproc.exporters.office import cell_text, typography
from cproc.report import Cell, Column, Kind, Table, picture_file

LONGEST_LINK = 2079  # characters of an address that Word follows

HIGHEST_START = 32767  # highest number at which Word begins a list

_LISTS = ("bullet_list", "ordered_list")
_ADDRESS = re.compile(r"(https?://[^\s/?#%\[\]]+|mailto:[^\s@\[\]]+@)[^\s\[\]\\^`{|}<>\"]*")
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "maxNesting": 100}).enable("table")
_MARKDOWN.use(footnote_plugin)


def unused_footnotes(markdown: str) -> list[str]:
    """The labels of footnotes that are written but not referred to."""
    env: dict[str, dict[str, dict[str, int]]] = {}
    _MARKDOWN.parse(markdown, env)
    references = env.get("footnotes", {}).get("refs", {})
    return [label[1:] for label, number in references.items() if number < 0]


def _is_link(address: str) -> bool:
    """Tell whether Word can be given an address: of the web or of a mail box, and well formed."""
    if len(address) > LONGEST_LINK or not _ADDRESS.fullmatch(address):
        return False
    try:
        port = urlsplit(address).port
    except ValueError:
        return False
    return port != 0


_TALLEST = 11000  # twentieths of a point of a picture's height


@attrs.define
class ProseWriter:
    """Writes prose into the document."""

    document: Document
    styles: Styles
    footnotes: Footnotes
    lists: Lists
    numbers: count[int]  # of pictures and charts
    # Where a link to ``#identifier`` leads, by language; without a text of its own it reads
    # ``Table 4`` or ``2.1`` and stays right when Word renumbers.
    anchors: Mapping[str, Mapping[str, Anchor]]
    language: str  # language of the report; runs in another one are marked
    _links: dict[tuple[str, str], str] = attrs.field(factory=dict, init=False)

    def relation(self, part: Any, address: str) -> str:
        """The identifier of a link from a part to an address, once each.

        Not by python-docx's own function, which looks at all links for each.
        """
        key = (part.partname, address)
        if key not in self._links:
            number = len(self._links) + 1
            while (identifier := f"rLink{number}") in part.rels:
                number += 1
            part.load_rel(RELATIONSHIP_TYPE.HYPERLINK, address, identifier, is_external=True)
            self._links[key] = identifier
        return self._links[key]

    def write(self, markdown: str, language: str, width: int) -> list[Any]:
        """The paragraphs and tables of a text, on lines of a width in twentieths of a point."""
        root = SyntaxTreeNode(_MARKDOWN.parse(markdown))
        notes = {
            note.meta["id"]: note
            for block in root.children
            if block.type == "footnote_block"
            for note in block.children
        }
        blocks = [block for block in root.children if block.type != "footnote_block"]
        anchors = self.anchors.get(language) or self.anchors[self.language]
        return _Text(self, language, notes, anchors, width).blocks(blocks)


@attrs.define
class _Text:
    """One text on its way into paragraphs."""

    writer: ProseWriter
    language: str
    notes: Mapping[int, SyntaxTreeNode]
    anchors: Mapping[str, Anchor]
    width: int
    style: str = "Body Text"
    depth: int = 0
    in_note: bool = False

    def blocks(self, nodes: Iterable[SyntaxTreeNode]) -> list[Any]:
        written: list[Any] = []
        for node in nodes:
            before = written[-1] if written else None
            if before is not None and node.type in _LISTS and before.tag == qn("w:p"):
                keep_on_page(before)  # what leads to a list stays with it
            elif before is not None and node.type == "table" and before.tag == qn("w:tbl"):
                written.append(paragraph(self.writer.styles["Section End"]))  # or they are one
            written.extend(self._block(node))
        return written

    def _block(self, node: SyntaxTreeNode) -> list[Any]:
        written: list[Any] = []  # a thematic break says nothing in a report that has headings
        match node.type:
            case kind if kind in _LISTS:
                written = self._list(node)
            case "blockquote":
                written = attrs.evolve(self, style="Quote").blocks(node.children)
            case "heading":
                written = [self._paragraph("Prose Heading", node.children)]
            case "fence" | "code_block":
                style = self.writer.styles["Code Block"]
                written = [paragraph(style, node.content.rstrip("\n"), self._look(PLAIN))]
            case "table":
                written = self._table(node)
            case "paragraph":
                inline = node.children[0].children if node.children else []
                alone = [child.type for child in inline] == ["image"]
                style = "List Continue" if self.depth else "Figure" if alone else self.style
                written = [self._paragraph(style, node.children)]
                if self.depth:
                    indent = Twips(STEP * min(self.depth, LEVELS))
                    ParagraphFormat(written[0]).left_indent = indent
        return written

    def _paragraph(self, style: str, nodes: Iterable[SyntaxTreeNode]) -> Any:
        written = paragraph(self.writer.styles[style])
        self._inline(written, nodes, PLAIN)
        if begins_right("".join(piece.text or "" for piece in written.iter(qn("w:t")))):
            turn(written)
        return written

    def _list(self, node: SyntaxTreeNode) -> list[Any]:
        styles, lists, inner = (
            self.writer.styles,
            self.writer.lists,
            attrs.evolve(self, depth=self.depth + 1),
        )
        ordered = node.type == "ordered_list"
        start = min(int(node.attrs.get("start", 1)), HIGHEST_START)
        number = lists.restart(self.depth, start) if ordered else lists.bullets
        paragraphs = []
        for item in node.children:
            written = inner.blocks(item.children)
            first = written[0] if written else None
            if (
                first is not None
                and first.tag == qn("w:p")
                and first.style == styles["List Continue"]
            ):
                first.style = styles["List Number" if ordered else "List Bullet"]
                put_in_list(first, number, self.depth)
                ParagraphFormat(first).left_indent = None
            paragraphs.extend(written)
        return paragraphs

    def _table(self, node: SyntaxTreeNode) -> list[Any]:
        """A table; in a footnote, which is no place for one, its rows as lines."""
        rows = [row.children for part in node.children for row in part.children]
        if self.in_note:
            lines = []
            for row in rows:
                lines.append(paragraph(self.writer.styles["footnote text"]))
                for position, cell in enumerate(row):
                    add_run(lines[-1], "; " if position else "")
                    self._inline(lines[-1], cell.children, PLAIN)
            return lines
        styles, texts = self.writer.styles, [[_plain(cell) for cell in row] for row in rows]
        right = ["right" in str(cell.attrs.get("style", "")) for cell in rows[0]]
        table = Table(
            "",
            ", ".join(texts[0]),
            tuple(Column(str(n), label, Kind.TEXT, len(label)) for n, label in enumerate(texts[0])),
            tuple(tuple(map(Cell, row)) for row in texts[1:]),
        )
        shown = WordTable.of(table, cell_text.Formatter(self.writer.language), styles)
        widths = shown.widths(self.width)
        head = opening(styles, widths, table.title, texts[0], self.language, total=False)
        element = parse_xml(f"{head}</w:tbl>")
        for number, row in enumerate(rows):
            line = put(element, "tr")
            properties = put(line, "trPr")
            put(properties, "cantSplit")
            if number == 0:
                put(properties, "tblHeader")
            for cell, width, numeric in zip(row, widths, right, strict=True):
                box = put(line, "tc")
                put(put(box, "tcPr"), "tcW", w=str(width), type="dxa")
                style = "Table Text" if number else "Table Heading"
                box.append(self._paragraph(f"{style} Number" if numeric else style, cell.children))
        return [element]

    def _look(self, look: Look) -> Look:
        other = self.language != self.writer.language
        return attrs.evolve(look, language=self.language if other else "")

    def _inline(self, parent: Any, nodes: Iterable[SyntaxTreeNode], look: Look) -> None:
        # A line that ends in the source is a space, and is seen together with the mark that
        # may follow, before which a space must not break.
        for running, group in groupby(nodes, key=lambda node: node.type in {"text", "softbreak"}):
            if running:
                text = "".join(node.content if node.type == "text" else " " for node in group)
                add_run(parent, typography.typeset(text, self.language), self._look(look))
                continue
            for node in group:
                self._span(parent, node, look)

    def _span(self, parent: Any, node: SyntaxTreeNode, look: Look) -> None:
        match node.type:
            case "hardbreak":
                add_run(parent, "\n", self._look(look))
            case "strong":
                self._inline(parent, node.children, attrs.evolve(look, bold=True))
            case "em":
                self._inline(parent, node.children, attrs.evolve(look, italic=True))
            case "code_inline":
                styled = attrs.evolve(look, style=self.writer.styles["Code"])
                add_run(parent, node.content, self._look(styled))
            case "link":
                self._link(parent, node, look)
            case "footnote_ref":
                note = self.notes[node.meta["id"]]
                inner = attrs.evolve(self, style="footnote text", depth=0, in_note=True)
                self.writer.footnotes.add(parent, inner.blocks(note.children))
            case "image" if not self.in_note and self._picture(parent, node):
                pass
            case _:  # of a picture that cannot be shown, the words that stand for it
                self._inline(parent, node.children, look)

    def _picture(self, parent: Any, node: SyntaxTreeNode) -> bool:
        """Add a picture, no larger than the page; whether it could be had."""
        file = picture_file(str(node.attrs["src"]))
        if file is None:
            return False
        try:
            inline: Any = self.writer.document.part.new_pic_inline(str(file))
        except Exception:  # noqa: BLE001 - what is damaged raises anything
            return False
        width, height = inline.extent.cx, inline.extent.cy
        scale = min(1, Twips(self.width) / width, Twips(_TALLEST) / height)
        cx, cy = int(width * scale), int(height * scale)
        for extent in (inline.extent, inline.graphic.graphicData.pic.spPr.xfrm.ext):
            extent.cx, extent.cy = cx, cy
        number = next(self.writer.numbers)
        inline.docPr.id, inline.docPr.name = number, f"Picture {number}"
        inline.docPr.set("descr", typography.typeset(_plain(node), self.language))
        parent.add_r().add_drawing(inline)
        return True

    def _link(self, parent: Any, node: SyntaxTreeNode, look: Look) -> None:
        address = str(node.attrs["href"])
        anchor = self.anchors.get(unquote(address[1:])) if address.startswith("#") else None
        linked = attrs.evolve(look, style=self.writer.styles["Hyperlink"])
        if anchor is not None and not node.children:
            number = " \\r" if anchor.numbered else ""
            add_field(parent, f"REF {anchor.name}{number} \\h", anchor.text, self._look(look))
        elif anchor is not None:
            self._inline(add_link(parent, anchor=anchor.name), node.children, linked)
        elif _is_link(address):
            part = self.writer.footnotes.part if self.in_note else self.writer.document.part
            link = add_link(parent, id=self.writer.relation(part, address))
            self._inline(link, node.children, linked)
            if not node.children:
                add_run(link, address, self._look(linked))
        else:
            self._inline(parent, node.children, look)
            plain = unquote(address)
            if "".join(child.content for child in node.children) != plain:
                shown = f" ({plain})" if node.children else plain
                add_run(parent, shown, self._look(look))


def _plain(node: SyntaxTreeNode) -> str:
    """The words of a node, without how they look."""
    return "".join(
        " " if one.type in {"softbreak", "hardbreak"} else one.content
        for one in node.walk()
        if one.type in {"text", "code_inline", "softbreak", "hardbreak"}
    )
