"""The texts of an office: Markdown as HTML, its footnotes at the end of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from urllib.parse import unquote

import attrs
from markdown_it.tree import SyntaxTreeNode

from cproc.exporters.office.html_text import (
    Identifiers,
    attributes,
    fragment,
    picture,
    region,
    text,
    within,
)
from cproc.exporters.office.plan import Anchor
from cproc.exporters.office.prose_markdown import blocks_and_notes, plain_text
from cproc.labels.typography import typeset
from cproc.report import Prose, is_link, picture_file

_SPANS = ("strong", "em")
_BLOCKS = {"paragraph": "p", "fence": "pre", "code_block": "pre", "blockquote": "blockquote"}
_BLOCKS |= {"bullet_list": "ul", "ordered_list": "ol", "list_item": "li"}


@attrs.define
class Footnotes:
    """The footnotes of a page, numbered through all its texts."""

    identifiers: Identifiers
    back: str  # says where the link back leads
    names: list[str] = attrs.field(factory=list)
    items: list[str] = attrs.field(factory=list)
    references: list[list[str]] = attrs.field(factory=list)

    def number(self) -> int:
        """Begin a footnote; its number."""
        self.items.append("")
        self.references.append([])
        self.names.append(self.identifiers.unique(f"fn-{len(self.items)}"))
        return len(self.items)

    def reference(self, number: int) -> str:
        """The mark in the text."""
        id_ = self.identifiers.unique(f"fnref-{number}")
        self.references[number - 1].append(id_)
        there = attributes(id=id_, href=fragment(self.names[number - 1]), role="doc-noteref")
        return f"<sup><a{there}>{number}</a></sup>"

    def written(self) -> str:
        """The list of all, each with links to the places that refer to it."""
        lines = []
        every = zip(self.names, self.items, self.references, strict=True)
        for number, (name, item, places) in enumerate(every, start=1):
            links = "".join(self._back(number, id_) for id_ in places)
            lines.append(f"<li{attributes(id=name)}>{item}{links}</li>\n")
        return f"<ol>\n{''.join(lines)}</ol>\n"

    def _back(self, number: int, id_: str) -> str:
        more = {"role": "doc-backlink", "aria_label": f"{self.back} {number}"}
        return f" <a{attributes(href=fragment(id_), **more)}>↩</a>"


@attrs.define
class Writer:
    """Writes the texts of a page.

    Args:
        language: That of the page.
        anchors: By language and identifier, what links may lead to.
        places: Identifiers on the page, by the name of the anchor.
        footnotes: Those of the page.
    """

    language: str
    anchors: Mapping[str, Mapping[str, Anchor]]
    places: Mapping[str, str]
    footnotes: Footnotes

    def prose(self, prose: Prose, level: int) -> str:
        """A text; its headings are of one level."""
        anchors = self.anchors.get(prose.language) or self.anchors[self.language]
        blocks, notes = blocks_and_notes(prose.markdown)
        inside = _Text(self, anchors, prose.language, min(level, 6), notes).blocks(blocks)
        return within(inside, prose.language, self.language)


@attrs.define
class _Text:
    writer: Writer
    anchors: Mapping[str, Anchor]
    language: str
    level: int
    notes: Mapping[int, SyntaxTreeNode]
    numbers: dict[int, int] = attrs.field(factory=dict)  # of the footnotes that are written

    def blocks(self, nodes: Iterable[SyntaxTreeNode]) -> str:
        return "".join(map(self._block, nodes))

    def _block(self, node: SyntaxTreeNode) -> str:
        tag, more = _BLOCKS.get(node.type, ""), ""
        match node.type:
            case "paragraph" if node.hidden:
                return self._inline(node.children)
            case "paragraph" | "heading":
                tag, inside = tag or f"h{self.level}", self._inline(node.children)
            case "fence" | "code_block":
                inside = text(node.content.rstrip())
            case "table":
                return self._table(node)
            case _ if tag:
                more = attributes(start=str(node.attrs.get("start", "")))
                inside = self.blocks(node.children)
            case _:
                return ""  # a line across says nothing in a report that has headings
        return f"<{tag}{more}>{inside}</{tag}>\n"

    def _table(self, node: SyntaxTreeNode) -> str:
        rows = [line.children for part in node.children for line in part.children]
        lines = []
        for number, line in enumerate(rows):
            tag, head = ("td", {}) if number else ("th", {"scope": "col"})
            sides = ("n" * ("right" in str(box.attrs.get("style", ""))) for box in line)
            cells = (
                f"<{tag}{attributes(**head, class_=n)}>{self._inline(box.children)}</{tag}>"
                for box, n in zip(line, sides, strict=True)
            )
            lines.append(f"<tr>{''.join(cells)}</tr>\n")
        body = f"<tbody>{''.join(lines[1:])}</tbody>" if lines[1:] else ""
        inside = f"<table>\n<thead>{lines[0]}</thead>\n{body}</table>"
        return region(", ".join(map(plain_text, rows[0])) or "–", inside)

    def _inline(self, nodes: Iterable[SyntaxTreeNode]) -> str:
        # A line that ends in the source is a space, before which a mark may not want to break.
        written = []
        for running, group in groupby(nodes, key=lambda node: node.type in {"text", "softbreak"}):
            if running:
                plain = "".join(node.content if node.type == "text" else " " for node in group)
                written.append(text(typeset(plain, self.language)))
            else:
                written += map(self._span, group)
        return "".join(written)

    def _span(self, node: SyntaxTreeNode) -> str:
        written = inside = self._inline(node.children)
        match node.type:
            case "hardbreak":
                written = "<br>"
            case kind if kind in _SPANS:
                written = f"<{kind}>{inside}</{kind}>"
            case "code_inline":
                written = f"<code>{text(node.content)}</code>"
            case "link":
                written = self._link(node, inside)
            case "footnote_ref":
                written = self._footnote(node.meta["id"])
            case "image":
                written = self._picture(node) or inside
        return written

    def _link(self, node: SyntaxTreeNode, inside: str) -> str:
        address = str(node.attrs["href"])
        anchor = self.anchors.get(unquote(address[1:])) if address.startswith("#") else None
        if anchor is not None:
            there = attributes(href=fragment(self.writer.places[anchor.name]))
            return f"<a{there}>{inside or text(anchor.text)}</a>"
        if is_link(address):
            return f"<a{attributes(href=address)}>{inside or text(address)}</a>"
        plain = unquote(address)
        if "".join(child.content for child in node.children) != plain:
            inside += f" ({text(plain)})" if node.children else text(plain)
        return inside

    def _footnote(self, id_: int) -> str:
        notes = self.writer.footnotes
        if id_ not in self.numbers:
            self.numbers[id_] = number = notes.number()
            inside = self.blocks(self.notes[id_].children).strip()
            notes.items[number - 1] = within(inside, self.language, self.writer.language)
        return notes.reference(self.numbers[id_])

    def _picture(self, node: SyntaxTreeNode) -> str:
        """A picture in the page; nothing where it could not be had."""
        file = picture_file(str(node.attrs["src"]))
        alt = typeset(plain_text(node), self.language)
        return picture(file.read_bytes(), alt) if file else ""
