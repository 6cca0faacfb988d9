"""Tables of text, drawn for a terminal and for a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

Line = Sequence[str]


def as_text(head: Line, body: Sequence[Line], foot: Sequence[Line], left: int) -> str:
    """Draw a table for a terminal.

    Args:
        head: The names of the columns.
        body: The rows.
        foot: The rows below the second rule.
        left: How many columns are text, and so stand to the left.
    """
    lines = [head, *body, *foot]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]

    def drawn(line: Line) -> str:
        cells = (
            cell.ljust(width) if index < left else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        return "  ".join(cells).rstrip()

    rule = "  ".join("─" * width for width in widths)
    return "\n".join(
        [drawn(head), rule, *map(drawn, body), *([rule] if foot else []), *map(drawn, foot)]
    )


def as_html(head: Line, body: Sequence[Line], foot: Sequence[Line]) -> str:
    """Draw a table for a notebook; what looks like markup is text."""
    rows = "".join(_row(line, "td") for line in body)
    return (
        f"<table><thead>{_row(head, 'th')}</thead><tbody>{rows}</tbody>"
        f"<tfoot>{''.join(_row(line, 'th') for line in foot)}</tfoot></table>"
    )


def _row(cells: Line, tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
