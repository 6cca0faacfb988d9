"""The Markdown of an office's texts, read in one way for every format that lays it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "maxNesting": 100}).enable("table")
_MARKDOWN.use(footnote_plugin)


def unused_footnotes(markdown: str) -> list[str]:
    """The labels of footnotes that are written but not referred to."""
    env: dict[str, dict[str, dict[str, int]]] = {}
    _MARKDOWN.parse(markdown, env)
    references = env.get("footnotes", {}).get("refs", {})
    return [label[1:] for label, number in references.items() if number < 0]


def blocks_and_notes(
    markdown: str,
) -> tuple[Sequence[SyntaxTreeNode], Mapping[int, SyntaxTreeNode]]:
    """The blocks of a text, and its footnotes by the number that references have."""
    root = SyntaxTreeNode(_MARKDOWN.parse(markdown)).children
    notes = {
        note.meta["id"]: note
        for block in root
        if block.type == "footnote_block"
        for note in block.children
    }
    return [block for block in root if block.type != "footnote_block"], notes


def plain_text(node: SyntaxTreeNode) -> str:
    """The words of a node, without how they look."""
    return "".join(
        " " if one.type in {"softbreak", "hardbreak"} else one.content
        for one in node.walk()
        if one.type in {"text", "code_inline", "softbreak", "hardbreak"}
    )
