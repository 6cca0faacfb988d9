"""The XML of a part, taken apart and put together again with all that stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import attrs
from lxml import etree

from cproc.errors import CprocError, DataError
from cproc.filling.book.faults import fault

_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\b([^>]*)\?>\s*")
_STANDARD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'


def parser() -> Any:
    """What reads XML: no entity is looked up, nothing fetched, and depth and length are bounded."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_blank_text=False
    )


@attrs.define
class XmlPart:
    """A part of a workbook as a tree.

    Attributes:
        root: Its outermost element.
        declaration: What stood before it, as it was written.
    """

    root: Any
    declaration: bytes = b""

    @property
    def namespace(self) -> str:
        """The namespace of its elements in braces; empty where there is none."""
        return namespace(self.root)

    def bytes(self) -> bytes:
        """The part as it is written."""
        body: bytes = etree.tostring(self.root.getroottree(), encoding="UTF-8")
        # lxml writes a declaration of its own, without `standalone`.
        match = _DECLARATION.match(body)
        return self.declaration + (body[match.end() :] if match else body)


def parsed(data: bytes, part: str) -> XmlPart:
    """The tree of a part.

    Args:
        data: Its bytes.
        part: Its name, for the message.

    Raises:
        DataError: It is no XML, or has a DOCTYPE.
    """
    try:
        root = etree.fromstring(data, parser())
    except (etree.XMLSyntaxError, ValueError):
        raise DataError([fault("fill-kind.part", part=part)]) from None
    if root.getroottree().docinfo.doctype:
        raise DataError([fault("fill-unsafe.part", part=part)])
    match = _DECLARATION.match(data)
    if match is None:
        return XmlPart(root, b"" if data.startswith(b"<") else _STANDARD)
    is_utf8 = b"encoding" not in match[1] or re.search(rb"utf-?8", match[1], re.IGNORECASE)
    return XmlPart(root, match[0] if is_utf8 else _STANDARD)


@contextmanager
def damaged(part: str) -> Iterator[None]:
    """Let what a part says in a way that no spreadsheet program writes be a problem of the part.

    Args:
        part: Its name, for the message.

    Raises:
        DataError: It is damaged.
    """
    try:
        yield
    except CprocError:
        raise
    except (etree.XMLSyntaxError, ValueError, LookupError, TypeError, AttributeError):
        raise DataError([fault("fill-kind.part", part=part)]) from None


def namespace(element: Any) -> str:
    """The namespace of an element in braces; empty where it has none.

    Example:
        >>> namespace(etree.fromstring('<a xmlns="urn:x"/>'))
        '{urn:x}'
    """
    tag = element.tag
    return tag[: tag.index("}") + 1] if isinstance(tag, str) and "}" in tag else ""


def local(element: Any) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    return _local(element.tag)


@lru_cache(maxsize=1000)
def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def beside_cells(root: Any) -> Iterator[Any]:
    """Each element of a sheet that is not of its cells.

    Args:
        root: Its outermost element.
    """
    for child in root:
        if local(child) not in ("", "sheetData"):
            yield from (each for each in child.iter() if local(each))


def is_set(value: str | None) -> bool:
    """Whether an attribute says yes."""
    return value in ("1", "true", "on")
