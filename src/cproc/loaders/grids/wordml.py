"""The paragraphs, rows and cells of a Word file, as its XML has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
PARAGRAPH, TABLE, ROW, CELL = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_SIGNS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": " ",
    f"{W}cr": " ",
    f"{W}noBreakHyphen": "-",
}
# Moved and deleted text stands elsewhere or nowhere; of two forms of a drawing one is read.
SKIPPED = frozenset([f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", _FALLBACK])


def children(element: _Element, tag: str) -> Iterator[_Element]:
    """The children of a tag, those in content controls and marked as inserted among them.

    Args:
        element: Such as a table.
        tag: That of its rows.
    """
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from children(child, tag)


def number_of(element: _Element, path: str) -> int:
    """The number that a setting of an element has; 0 where it has none.

    Args:
        element: Such as a cell.
        path: Where the setting stands in it.
    """
    found = element.find(path)
    value = "" if found is None else found.get(f"{W}val") or ""
    return int(value) if value.isdecimal() and len(value) < 4 else 0


def paragraph_text(paragraph: _Element) -> str:
    """The text of a paragraph as it is printed, a tab for each of its tabs.

    Args:
        paragraph: The paragraph.
    """
    parts: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag in SKIPPED:
            continue
        if element.tag == f"{W}t":
            parts.append(element.text or "")
        elif element.tag in _SIGNS:
            parts.append(_SIGNS[element.tag])
        elif element.tag != f"{W}pPr":
            waiting.extend(reversed(element))
    return "".join(parts)
