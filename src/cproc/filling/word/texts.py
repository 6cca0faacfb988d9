"""Texts of a report as a Word form takes them: paragraphs without marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

PARAGRAPH = "\a"
"""What stands between two paragraphs in the words that a form is given."""


def plain_paragraphs(markdown: str) -> str:
    r"""The paragraphs of a Markdown text, their marks left out; items of a list have a dash.

    Args:
        markdown: The text; placeholders in it are filled.

    Example:
        >>> plain_paragraphs("Two **new** things:\n\n- one\n- [two](https://example.org)")
        'Two new things:\x07– one\x07– two'
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415 - loads when used

    depth, parts = 0, list[str]()
    for token in MarkdownIt("commonmark").parse(markdown):
        if token.type == "list_item_open":
            depth += 1
        elif token.type == "list_item_close":
            depth -= 1
        elif token.type in {"inline", "code_block", "fence"}:
            words = _words(token)
            parts.append(f"– {words}" if depth else words)
    return PARAGRAPH.join(part for part in parts if part)


def _words(token: Token) -> str:
    if token.children is None:
        return token.content.strip()
    told = {"softbreak": " ", "hardbreak": "\n"}
    return "".join(told.get(each.type, each.content) for each in token.children).strip()
