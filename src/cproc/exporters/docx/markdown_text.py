"""Markdown as Word paragraphs, lists, links and footnotes (CommonMark, and ``[^1]``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urlsplit

import attrs
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

from cproc.exporters.docx.markup import (
    BULLETS,
    OFFICE,
    Look,
    Numbering,
    Paragraph,
    Part,
    field,
    internal_link,
    relationship,
    run,
)
from cproc.exporters.docx.plan import Anchor
from cproc.exporters.office import typography

LONGEST_LINK = 2079  # characters of an address that Word follows

HIGHEST_START = 32767  # highest number at which Word begins a list

_LISTS = ("bullet_list", "ordered_list")
_ADDRESS = re.compile(r"(https?://[^\s/?#%\[\]]+|mailto:[^\s@\[\]]+@)[^\s\[\]\\^`{|}<>\"]*")
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "maxNesting": 100}).use(footnote_plugin)


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


@attrs.define
class Footnotes:
    """The footnotes of the document, numbered from 1 in the order they are referred to."""

    part: Part = attrs.field(
        factory=lambda: Part("word/footnotes.xml", f"{OFFICE}.wordprocessingml.footnotes+xml")
    )
    notes: list[str] = attrs.field(factory=list)

    def add(self, paragraphs: Iterable[Paragraph]) -> str:
        """Keep a footnote; give the run that refers to it."""
        mark = str(Look("FootnoteReference"))
        first, *others = list(paragraphs) or [Paragraph("FootnoteText")]
        first.inside = f"<w:r>{mark}<w:footnoteRef/></w:r>{run(' ')}{first.inside}"
        text = "".join(map(str, (first, *others)))
        self.notes.append(f'<w:footnote w:id="{len(self.notes) + 1}">{text}</w:footnote>')
        return f'<w:r>{mark}<w:footnoteReference w:id="{len(self.notes)}"/></w:r>'


@attrs.define
class ProseWriter:
    """Writes prose into one part of the document."""

    part: Part  # the part that links are kept in
    footnotes: Footnotes  # where footnotes go
    numbering: Numbering  # where lists get their numbers from
    # Where a link to ``#identifier`` leads; without a text of its own it reads ``Table 4`` or
    # ``2.1`` and stays right when Word renumbers.
    anchors: Mapping[str, Anchor]
    language: str  # language of the report; runs in another one are marked

    def write(self, markdown: str, language: str) -> list[Paragraph]:
        """The paragraphs of a text."""
        root = SyntaxTreeNode(_MARKDOWN.parse(markdown))
        notes = {
            note.meta["id"]: note
            for block in root.children
            if block.type == "footnote_block"
            for note in block.children
        }
        blocks = [block for block in root.children if block.type != "footnote_block"]
        return _Text(self, language, notes).blocks(blocks)


@attrs.define
class _Text:
    """One text on its way into paragraphs."""

    writer: ProseWriter
    language: str
    notes: Mapping[int, SyntaxTreeNode]
    style: str = "BodyText"
    depth: int = 0

    def blocks(self, nodes: Iterable[SyntaxTreeNode]) -> list[Paragraph]:
        written: list[Paragraph] = []
        for node in nodes:
            if node.type in _LISTS and written:
                written[-1].keep_next = True  # what leads to a list stays with it
            written.extend(self._block(node))
        return written

    def _block(self, node: SyntaxTreeNode) -> list[Paragraph]:
        match node.type:
            case kind if kind in _LISTS:
                return self._list(node)
            case "blockquote":
                return attrs.evolve(self, style="Quote").blocks(node.children)
            case "heading":
                return [Paragraph("ProseHeading", self._inline(node.children, Look()))]
            case "fence" | "code_block":
                return [Paragraph("CodeBlock", self._run(node.content.rstrip("\n"), Look()))]
            case "paragraph":
                style, indent = self.style, ""
                if self.depth:
                    style = "ListContinue"
                    indent = f'<w:ind w:left="{self.writer.numbering.indent(self.depth)}"/>'
                return [Paragraph(style, self._inline(node.children, Look()), indent=indent)]
            case _:
                return []  # a thematic break says nothing in a report that has headings

    def _list(self, node: SyntaxTreeNode) -> list[Paragraph]:
        numbering, inner = self.writer.numbering, attrs.evolve(self, depth=self.depth + 1)
        ordered = node.type == "ordered_list"
        start = min(int(node.attrs.get("start", 1)), HIGHEST_START)
        number = numbering.restart(self.depth, start) if ordered else BULLETS
        paragraphs = []
        for item in node.children:
            written = inner.blocks(item.children)
            if written and written[0].style == "ListContinue" and not written[0].numbering:
                written[0].style = "ListNumber" if ordered else "ListBullet"
                written[0].numbering = numbering.properties(number, self.depth)
                written[0].indent = ""
            paragraphs.extend(written)
        return paragraphs

    def _run(self, text: str, look: Look, *, exact: bool = True) -> str:
        if self.language != self.writer.language:
            look = attrs.evolve(look, language=typography.language_tag(self.language))
        return run(text if exact else typography.typeset(text, self.language), str(look))

    def _inline(self, nodes: Iterable[SyntaxTreeNode], look: Look) -> str:
        return "".join(self._span(node, look) for node in nodes)

    def _span(self, node: SyntaxTreeNode, look: Look) -> str:
        match node.type:
            case "text":
                written = self._run(node.content, look, exact=False)
            case "softbreak":
                written = self._run(" ", look)
            case "hardbreak":
                written = self._run("\n", look)
            case "strong":
                written = self._inline(node.children, attrs.evolve(look, bold=True))
            case "em":
                written = self._inline(node.children, attrs.evolve(look, italic=True))
            case "code_inline":
                written = self._run(node.content, attrs.evolve(look, style="Code"))
            case "link":
                written = self._link(node, look)
            case "footnote_ref":
                written = self._footnote(self.notes[node.meta["id"]])
            case _:  # of a picture, the words that stand for it
                written = self._inline(node.children, look)
        return written

    def _link(self, node: SyntaxTreeNode, look: Look) -> str:
        address = str(node.attrs["href"])
        anchor = self.writer.anchors.get(unquote(address[1:])) if address.startswith("#") else None
        linked = attrs.evolve(look, style="Hyperlink")
        if anchor is not None and not node.children:
            number = " \\r" if anchor.numbered else ""
            return field(f"REF {anchor.name}{number} \\h", self._run(anchor.text, look))
        if anchor is not None:
            return internal_link(anchor.name, self._inline(node.children, linked))
        if not _is_link(address):
            shown, plain = self._inline(node.children, look), unquote(address)
            if "".join(child.content for child in node.children) == plain:
                return shown
            return shown + self._run(f" ({plain})" if node.children else plain, look)
        identifier = self.writer.part.relate(relationship("hyperlink"), address, external=True)
        inside = self._inline(node.children, linked) or self._run(address, linked)
        return f'<w:hyperlink r:id="{identifier}" w:history="1">{inside}</w:hyperlink>'

    def _footnote(self, note: SyntaxTreeNode) -> str:
        writer = attrs.evolve(self.writer, part=self.writer.footnotes.part)
        inner = attrs.evolve(self, writer=writer, style="FootnoteText", depth=0)
        return self.writer.footnotes.add(inner.blocks(note.children))
