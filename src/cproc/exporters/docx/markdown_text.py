"""Markdown as Word paragraphs, lists, tables, pictures, links and footnotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import unquote

import attrs
from docx.oxml.ns import qn
from docx.shared import Twips
from lxml import etree
from markdown_it.tree import SyntaxTreeNode

from cproc.exporters.docx.book import LEVELS, STEP, Book
from cproc.exporters.docx.inline import PLAIN, Look, field, keep_on_page, link, paragraph, run
from cproc.exporters.docx.word_tables import WordTable
from cproc.exporters.office.plan import Anchor
from cproc.exporters.office.prose_markdown import blocks_and_notes, plain_text
from cproc.labels import typography
from cproc.report import Cell, Column, Kind, Table, is_link, picture_file

HIGHEST_START = 32767  # highest number at which Word begins a list

_LISTS = ("bullet_list", "ordered_list")
_Item = tuple[str, tuple[int, int]]  # its style, the number of its list and the level in it

_LINE = 200  # characters of an item of a list that is no paragraph: one line or two
_CLOSE = 40  # twentieths of a point above each of such items but the first
_TALLEST = 11000  # twentieths of a point of a picture's height


def prose(
    book: Book, anchors: Mapping[str, Anchor], markdown: str, language: str, width: int
) -> list[Any]:
    """The paragraphs and tables of a text.

    Args:
        book: The document that they are for.
        anchors: Where a link to ``#identifier`` leads; without a text of its own it reads
            ``Table 4`` or ``2.1`` and stays right when Word renumbers.
        markdown: The text.
        language: Its language.
        width: The length of a line, in twentieths of a point.
    """
    blocks, notes = blocks_and_notes(markdown)
    return _Text(book, anchors, language, width, notes).blocks(blocks)


@attrs.define
class _Text:
    book: Book
    anchors: Mapping[str, Anchor]
    language: str
    width: int
    notes: Mapping[int, SyntaxTreeNode]
    style: str = "Body Text"
    depth: int = 0
    in_note: bool = False
    above: int | None = None  # twentieths of a point above an item of a list, if not its style's

    def blocks(self, nodes: Iterable[SyntaxTreeNode], item: _Item | None = None) -> list[Any]:
        """The paragraphs and tables of nodes; of an item of a list, the first has its mark."""
        written: list[Any] = []
        for node in nodes:
            before = written[-1] if written else None
            if before is not None and node.type in _LISTS and before.tag == qn("w:p"):
                keep_on_page(before)  # what leads to a list stays with it
            elif before is not None and node.type == "table" and before.tag == qn("w:tbl"):
                written.append(paragraph(self.book.styles["Section End"]))  # or they are one
            written.extend(self._block(node, item))
            item = None
        return written

    def _block(self, node: SyntaxTreeNode, item: _Item | None) -> list[Any]:
        written: list[Any] = []  # a thematic break says nothing in a report that has headings
        match node.type:
            case kind if kind in _LISTS:
                written = self._list(node)
            case "blockquote":
                written = attrs.evolve(self, style="Quote").blocks(node.children)
            case "heading":
                written = [self._paragraph("Prose Heading", node)]
            case "fence" | "code_block":
                written = [self._styled("Code Block", self._run(node.content.rstrip("\n"), PLAIN))]
            case "table":
                written = self._table(node)
            case "paragraph" if item is not None:
                written = [self._paragraph(item[0], node, item=item[1], before=self.above)]
            case "paragraph" if self.depth:
                written = [self._paragraph("List Continue", node, indent=STEP * self.depth)]
            case "paragraph":
                alone = [child.type for child in node.children[0].children] == ["image"]
                written = [self._paragraph("Figure" if alone else self.style, node)]
        return written

    def _paragraph(self, style: str, node: SyntaxTreeNode, **layout: Any) -> Any:
        return self._styled(style, self._inline(node.children, PLAIN), **layout)

    def _styled(self, style: str, runs: str, **layout: Any) -> Any:
        return paragraph(self.book.styles[style], runs, **layout)

    def _list(self, node: SyntaxTreeNode) -> list[Any]:
        lists, inner = self.book.lists, attrs.evolve(self, depth=min(self.depth + 1, LEVELS))
        ordered = node.type == "ordered_list"
        start = min(int(node.attrs.get("start", 1)), HIGHEST_START)
        number = lists.restart(self.depth, start) if ordered else lists.bullets
        style = "List Number" if ordered else "List Bullet"
        mark = (style, (number, min(self.depth, LEVELS - 1)))
        close = all(len(plain_text(item)) <= _LINE for item in node.children)
        items = [
            attrs.evolve(inner, above=_CLOSE if close and at else None).blocks(item.children, mark)
            for at, item in enumerate(node.children)
        ]
        if len(items) > 2 and items[-2] and items[-2][-1].tag == qn("w:p"):
            keep_on_page(items[-2][-1])  # no page begins with the last one alone
        return [one for written in items for one in written]

    def _table(self, node: SyntaxTreeNode) -> list[Any]:
        """A table; in a footnote, which is no place for one, its rows as lines."""
        rows = [line.children for part in node.children for line in part.children]
        runs = [[self._inline(box.children, PLAIN) for box in line] for line in rows]
        if self.in_note:
            line_runs = map(self._run("; ", PLAIN).join, runs)
            return [self._styled("footnote text", line) for line in line_runs]
        header, *body = [[plain_text(box) for box in line] for line in rows]
        right = ["right" in str(box.attrs.get("style", "")) for box in rows[0]]
        columns = (
            Column(label, label, Kind.DECIMAL if numbers else Kind.TEXT, len(label))
            for label, numbers in zip(header, right, strict=True)
        )
        cells = tuple(tuple(map(Cell, line)) for line in body)
        table = Table("", ", ".join(header), tuple(columns), cells)
        shown = attrs.evolve(WordTable.of(self.book, table, self.language), runs=runs)
        written: list[Any] = []
        for part in shown.parts(self.width):
            apart = [paragraph(self.book.styles["Section End"])] if written else []
            written += [*apart, *part.elements(self.width)]
        return written

    def _run(self, text: str, look: Look) -> str:
        language = self.book.look(self.language).language
        return run(text, attrs.evolve(look, language=language) if language else look)

    def _inline(self, nodes: Iterable[SyntaxTreeNode], look: Look) -> str:
        # A line that ends in the source is a space, and is seen together with the mark that
        # may follow, before which a space must not break.
        written = []
        for running, group in groupby(nodes, key=lambda node: node.type in {"text", "softbreak"}):
            if running:
                text = "".join(node.content if node.type == "text" else " " for node in group)
                written.append(self._run(typography.typeset(text, self.language), look))
            else:
                written += [self._span(node, look) for node in group]
        return "".join(written)

    def _span(self, node: SyntaxTreeNode, look: Look) -> str:
        match node.type:
            case "hardbreak":
                return self._run("\n", look)
            case "strong":
                look = attrs.evolve(look, bold=True)
            case "em":
                look = attrs.evolve(look, italic=True)
            case "code_inline":
                code = attrs.evolve(look, style=self.book.styles["Code"])
                return self._run(node.content, code)
            case "link":
                return self._link(node, look)
            case "footnote_ref":
                note = self.notes[node.meta["id"]]
                inner = attrs.evolve(self, style="footnote text", depth=0, in_note=True)
                return self.book.footnote(inner.blocks(note.children))
            case "image" if not self.in_note and (picture := self._picture(node)):
                return picture
        return self._inline(node.children, look)  # of a picture, the words that stand for it

    def _picture(self, node: SyntaxTreeNode) -> str:
        """A picture, no larger than the page; nothing where it could not be had."""
        file = picture_file(str(node.attrs["src"]))
        if file is None:
            return ""
        try:
            inline: Any = self.book.document.part.new_pic_inline(str(file))
        except Exception:  # noqa: BLE001 - what is damaged raises anything
            return ""
        width, height = inline.extent.cx, inline.extent.cy
        scale = min(1, Twips(self.width) / width, Twips(_TALLEST) / height)
        for extent in (inline.extent, inline.graphic.graphicData.pic.spPr.xfrm.ext):
            extent.cx, extent.cy = int(width * scale), int(height * scale)
        number = next(self.book.numbers)
        inline.docPr.id, inline.docPr.name = number, f"Picture {number}"
        inline.docPr.set("descr", typography.typeset(plain_text(node), self.language))
        return f"<w:r><w:drawing>{etree.tostring(inline, encoding='unicode')}</w:drawing></w:r>"

    def _link(self, node: SyntaxTreeNode, look: Look) -> str:
        address = str(node.attrs["href"])
        anchor = self.anchors.get(unquote(address[1:])) if address.startswith("#") else None
        linked = attrs.evolve(look, style=self.book.styles["Hyperlink"])
        if anchor is not None and not node.children:
            number = " \\r" if anchor.numbered else ""
            return field(f"REF {anchor.name}{number} \\h", self._run(anchor.text, look))
        if anchor is not None:
            return link(f'w:anchor="{anchor.name}"', self._inline(node.children, linked))
        if is_link(address):
            part = self.book.notes if self.in_note else self.book.document.part
            words = self._inline(node.children, linked) or self._run(address, linked)
            return link(f'r:id="{self.book.relation(part, address)}"', words)
        words, plain = self._inline(node.children, look), unquote(address)
        if "".join(child.content for child in node.children) != plain:
            words += self._run(f" ({plain})" if node.children else plain, look)
        return words
