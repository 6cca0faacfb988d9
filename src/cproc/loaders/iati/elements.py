"""The XML of a published file as plain elements, of which each knows whether it was read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
from lxml import etree

from cproc.errors import DataError
from cproc.loaders._files import read_bytes
from cproc.loaders.iati.faults import fault

_XML = "{http://www.w3.org/XML/1998/namespace}"
_SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}"
_LANGUAGE = re.compile(
    r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?", re.IGNORECASE
)
_ESCAPED = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)

_MOST_ATTRIBUTES = 200
"""Of one element; no element of IATI has more than ten, and reading very many takes for ever."""


@attrs.define(eq=False)
class Element:
    """An element of the file.

    What a reader asks for counts as read; `unread` gives what nobody asked for.

    Args:
        name: Its name; with its namespace where that is not the one of the file.
        attributes: Its attributes that have a value, without blanks around it.
        text: Its text, without blanks around it.
        line: Line of the file it begins in.
        language: The language of it, by itself or by what it stands in; empty where none is said.
        children: The elements in it.
    """

    name: str
    attributes: dict[str, str]
    text: str
    line: int
    language: str
    children: list[Element] = attrs.Factory(list)
    _read: bool = False
    _asked: set[str] = attrs.Factory(set)

    def get(self, name: str) -> str:
        """The value of an attribute; empty where there is none."""
        self._asked.add(name)
        return self.attributes.get(name, "")

    def content(self) -> str:
        """The text of the element."""
        self._asked.add("")
        return self.text

    def each(self, name: str) -> Iterator[Element]:
        """The elements in it of a name, in their order; each counts as read when it is reached."""
        for child in self.children:
            if child.name == name:
                child.mark()
                yield child

    def first(self, name: str) -> Element | None:
        """The first of them; the others count as not read."""
        return next(self.each(name), None)

    def of(self, name: str, attribute: str) -> str:
        """The value of an attribute of the first element of a name; empty where there is none."""
        child = self.first(name)
        return "" if child is None else child.get(attribute)

    def mark(self) -> None:
        """Count the element as read, by itself."""
        self._read = True

    def pass_over(self) -> None:
        """Count the element as not read, with what is in it: nothing could be made of it."""
        self._read = False

    def unread(self, path: str = "") -> Iterator[str]:
        """The names of what nobody read, from the element on: ``transaction/@humanitarian``."""
        if not self._read:
            if self.attributes or self.text or any(map(_says, self.children)):
                yield path
            return
        for name in self.attributes:
            if name not in self._asked:
                yield f"{path}/@{name}"
        if self.text and "" not in self._asked:
            yield f"{path}/text()"
        for child in self.children:
            yield from child.unread(f"{path}/{child.name}" if path else child.name)


def _says(element: Element) -> bool:
    return bool(element.attributes or element.text or any(map(_says, element.children)))


def read_elements(path: Path) -> Element:
    """Read the XML of a file.

    Nothing is fetched and no entity is followed. A file with a document type is refused: entities
    are declared there, and one of a kilobyte could fill the memory.

    Raises:
        DataError: The file is no XML.
    """
    data = read_bytes(path)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 0
        reason = str(getattr(error, "msg", None) or error)
        rule = "published-doctype" if b"<!DOCTYPE" in data else "published-form"
        raise DataError([fault(rule, file=str(path), line=line, reason=reason)]) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise DataError([fault("published-doctype", file=str(path), line=1)])
    _refuse_other_kinds(root, str(path))
    try:
        return _element(root, etree.QName(root).namespace, "")
    except ValueError as error:
        told = fault("published-form", file=str(path), line=1, reason=str(error))
        raise DataError([told]) from None


def _refuse_other_kinds(root: etree._Element, file: str) -> None:
    name, version = etree.QName(root).localname, root.get("version", "").strip()
    if name != "iati-activities":
        raise DataError([fault("published-root", "", name, file=file, line=1)])
    if version and not version.startswith("2."):
        raise DataError([fault("published-version", "", version, file=file, line=1)])


def _element(node: etree._Element, own: str | None, language: str) -> Element:
    name = etree.QName(node)
    tag = name.localname
    if name.namespace != own:
        tag = f"{node.prefix or name.namespace}:{tag}"
    if len(node.attrib) > _MOST_ATTRIBUTES:
        raise ValueError(f"{tag}: {len(node.attrib)} attributes")
    language = str(node.attrib.get(f"{_XML}lang", "")).strip() or language
    attributes = {
        str(key): str(value).strip()
        for key, value in node.attrib.items()
        if str(value).strip() and not str(key).startswith((_XML, _SCHEMA))
    }
    text = "".join((node.text or "", *(child.tail or "" for child in node)))
    line: Any = node.sourceline  # which the stubs give no type
    children = [_element(child, own, language) for child in node]
    return Element(tag, attributes, text.strip(), line or 0, language, children)


def language_tag(text: str) -> str:
    """A language as the model writes it: ``EN-gb`` is ``en-GB``; empty where it is none."""
    match = _LANGUAGE.fullmatch(text)
    if not match:
        return ""
    parts = (match[1].lower(), (match[2] or "").title(), (match[3] or "").upper())
    return "-".join(filter(None, parts))


def unescaped(text: str) -> str:
    """A text that was escaped twice, ``d&apos;Harcourt``, as it was meant.

    Example:
        >>> unescaped("d&apos;Harcourt"), unescaped("AT&T; &nosuch;")
        ("d'Harcourt", 'AT&T; &nosuch;')
    """
    return _ESCAPED.sub(lambda match: html.unescape(match[0]), text)
