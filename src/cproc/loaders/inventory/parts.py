"""A line cut into its parts: between commas, and in brackets at its end."""

from __future__ import annotations

import re

import attrs

EDGES = " \t,;:.-–—"
"""Blanks and signs around a part that are none of it."""
LONGEST_PLACE = 80
"""Characters of the name of a place."""

_SPLIT = re.compile(r"[,;](?!\d)")


@attrs.frozen
class Part:
    """A part of a text between two commas.

    Args:
        text: Without blanks and signs around it.
        start: Where it begins in the whole text.
    """

    text: str
    start: int

    @classmethod
    def of(cls, text: str, start: int) -> Part:
        """Take the blanks and signs around a part away.

        Args:
            text: The part, with them.
            start: Where it begins.
        """
        stripped = text.lstrip(EDGES)
        name = stripped.rstrip(EDGES)
        if re.search(r"\b\w\.\w$", name) and stripped.startswith(".", len(name)):
            name += "."  # of D.C.
        return cls(name, start + len(text) - len(stripped))


def parts_of(text: str) -> list[Part]:
    """The parts of a text between commas that are not in brackets.

    Args:
        text: A line.

    Example:
        >>> [part.text for part in parts_of("Visit (of ports, ships), Accra, Ghana")]
        ['Visit (of ports, ships)', 'Accra', 'Ghana']
    """
    closed = text.count("(") == text.count(")")
    parts, start, depth, seen = [], 0, 0, 0
    for match in _SPLIT.finditer(text):
        between = text[seen : match.start()]
        depth, seen = depth + between.count("(") - between.count(")"), match.end()
        if depth <= 0 or not closed:
            parts.append(Part.of(text[start : match.start()], start))
            start = match.end()
    parts.append(Part.of(text[start:], start))
    return [part for part in parts if part.text]


def brackets_of(text: str) -> tuple[str, str] | None:
    """A text that ends with brackets: what stands before them, and in them.

    Args:
        text: Without its date.
    """
    stripped = text.rstrip(EDGES)
    opening = stripped.rfind("(") if stripped.endswith(")") else -1
    inside = stripped[opening + 1 : -1]
    if opening < 1 or not inside.strip() or len(inside) > LONGEST_PLACE * 2:
        return None
    return stripped[:opening], inside
