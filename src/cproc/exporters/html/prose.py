"""The texts of an office: Markdown as HTML, its footnotes at the end of the page."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from itertools import groupby
from urllib.parse import unquote

import attrs
from markdown_it.tree import SyntaxTreeNode

from cproc.exporters.html.markup import Identifiers, attributes, fragment, spoken, text
from cproc.exporters.office.plan import Anchor
from cproc.exporters.office.prose_markdown import blocks_and_notes, plain_text
from cproc.labels.typography import typeset
from cproc.report import Prose, is_link, picture_file

_SPANS = {"strong": "strong", "em": "em"}
_BLOCKS = {"bullet_list": "ul", "list_item": "li", "blockquote": "blockquote"}
_PNG = b"\x89PNG"


@attrs.define
class Footnotes:
    """The footnotes of a page, numbered through all its texts."""

    identifiers: Identifiers
    back: str  # says where the link back leads
    items: list[str] = attrs.field(factory=list)
    references: list[list[str]] = attrs.field(factory=list)

    def number(self) -> int:
        """Begin a footnote; its number."""
        self.items.append("")
        self.references.append([])
        return len(self.items)

    def reference(self, number: int) -> str:
        """The mark in the text."""
        id_ = self.identifiers.unique(f"fnref-{number}")
        self.references[number - 1].append(id_)
        there = attributes(id=id_, href=f"#fn-{number}", role="doc-noteref")
        return f"<sup><a{there}>{number}</a></sup>"

    def written(self) -> str:
        """The list of all, each with links to the places that refer to it."""
        lines = []
        for number, (item, places) in enumerate(zip(self.items, self.references, strict=True), 1):
            links = "".join(
                f" <a{attributes(href=fragment(id_), role='doc-backlink', aria_label=f'{self.back} {number}')}>↩</a>"
                for id_ in places
            )
            lines.append(f'<li id="fn-{number}">{item}{links}</li>\n')
        return f"<ol>\n{''.join(lines)}</ol>\n"


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
        other = attributes(**spoken(prose.language, self.language))
        return f"<div{other}>\n{inside}</div>\n" if other else inside


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
        match node.type:
            case "paragraph" if node.hidden:
                return self._inline(node.children)
            case "paragraph":
                return f"<p>{self._inline(node.children)}</p>\n"
            case "heading":
                return f"<h{self.level}>{self._inline(node.children)}</h{self.level}>\n"
            case "fence" | "code_block":
                return f"<pre>{text(node.content.rstrip())}</pre>\n"
            case "ordered_list":
                start = attributes(start=str(node.attrs.get("start", "")))
                return f"<ol{start}>\n{self.blocks(node.children)}</ol>\n"
            case "table":
                return self._table(node)
            case kind if kind in _BLOCKS:
                return f"<{_BLOCKS[kind]}>{self.blocks(node.children)}</{_BLOCKS[kind]}>\n"
        return ""  # a line across says nothing in a report that has headings

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
        name = attributes(aria_label=", ".join(map(plain_text, rows[0])) or "–")
        return (
            f'<div class="scroll" role="region" tabindex="0"{name}><table>\n<thead>{lines[0]}</thead>\n'
            f"<tbody>{''.join(lines[1:])}</tbody></table></div>\n"
        )

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
        inside = self._inline(node.children)
        match node.type:
            case "hardbreak":
                return "<br>"
            case kind if kind in _SPANS:
                return f"<{kind}>{inside}</{kind}>"
            case "code_inline":
                return f"<code>{text(node.content)}</code>"
            case "link":
                return self._link(node, inside)
            case "footnote_ref":
                return self._footnote(node.meta["id"])
            case "image":
                return self._picture(node) or inside
        return inside

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
            other = attributes(**spoken(self.language, self.writer.language))
            notes.items[number - 1] = f"<div{other}>{inside}</div>" if other else inside
        return notes.reference(self.numbers[id_])

    def _picture(self, node: SyntaxTreeNode) -> str:
        """A picture in the page; nothing where it could not be had."""
        file = picture_file(str(node.attrs["src"]))
        alt = typeset(plain_text(node), self.language)
        return picture(file.read_bytes(), alt) if file else ""


def picture(data: bytes, alt: str, **more: str) -> str:
    """A picture as an element that holds it."""
    kind = "png" if data.startswith(_PNG) else "jpeg"
    source = f"data:image/{kind};base64,{b64encode(data).decode()}"
    return f'<img{attributes(src=source, **more)} alt="{attributes(alt=alt)[6:-1]}">'
