"""Texts of a workbook that are not of its cells: comments, headers, shapes, charts, hints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

import attrs

from cproc.errors import DataError, Message, said
from cproc.filling.book.faults import fault
from cproc.filling.book.refusals import value_faults
from cproc.filling.book.xml_parts import beside_cells, local

if TYPE_CHECKING:
    from cproc.filling.book.book import Book

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_HEADERS = frozenset("oddHeader evenHeader firstHeader oddFooter evenFooter firstFooter".split())
_HINTS = ("promptTitle", "prompt", "errorTitle", "error")
_DRAWN = frozenset(("wsDr", "chartSpace", "userShapes", "dataModel", "drawing"))
_BOX = re.compile(r"<v:textbox\b[^>]*>(.*?)</v:textbox>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@attrs.frozen
class OtherText:
    """A text of a workbook that is not of a cell.

    Args:
        where: What it is and where it stands, for people.
        text: The text.
        part: Name of the part it stands in.
        kind: ``comment``, ``header``, ``shape``, ``hint`` or ``box``; the last cannot be changed.
        number: Its number among those of its kind and part, from 0.
    """

    where: str
    text: str
    part: str
    kind: str
    number: int

    def spelled(self, value: str) -> str:
        """A value as it stands in the text; in headers an ampersand begins a command.

        Args:
            value: The value.
        """
        return value.replace("&", "&&") if self.kind == "header" else value


@attrs.frozen
class _Place:
    """Where a text stands: elements that hold it in pieces, or an attribute of one."""

    where: Message
    pieces: tuple[Any, ...]
    attribute: str = ""

    @property
    def text(self) -> str:
        if self.attribute:
            return str(self.pieces[0].get(self.attribute))
        return "".join(each.text or "" for each in self.pieces)

    def put(self, text: str) -> None:
        if self.attribute:
            self.pieces[0].set(self.attribute, text)
            return
        for each in self.pieces[1:]:
            each.text = ""
        first = self.pieces[0]
        first.text = text
        if local(first) == "t" and text != text.strip() and _is_of_comment(first):
            first.set(_SPACE, "preserve")


def _is_of_comment(element: Any) -> bool:
    return "spreadsheetml" in element.tag


def other_texts(book: Book) -> Iterator[OtherText]:
    """The texts of a workbook that are not of its cells.

    Args:
        book: The workbook.
    """
    for sheet in book.sheets():
        yield from _texts(sheet.part, "header", _headers(sheet.frame(), sheet.name))
        yield from _texts(sheet.part, "hint", _hints(sheet.frame(), sheet.name))
        for part in book.related(sheet.part, "comments", "threadedComment"):
            yield from _texts(part, "comment", _comments(book.parsed(part).root, sheet.name))
        for part in book.related(sheet.part, "vmlDrawing"):
            yield from _boxes(book, part, sheet.name)
    for part, kind in book.parts.kinds.items():
        if kind in _DRAWN and part in book.parts:
            yield from _texts(part, "shape", _paragraphs(book.parsed(part).root, kind))


def _texts(part: str, kind: str, places: Iterator[_Place]) -> Iterator[OtherText]:
    for number, each in enumerate(places):
        if text := each.text:
            yield OtherText(each.where, text, part, kind, number)


def replace_other(book: Book, text: OtherText, new: str) -> None:
    """Let a text be another.

    Args:
        book: The workbook.
        text: As `other_texts` gives it.
        new: What it is to be.

    Raises:
        DataError: It is not one that can be changed, or no workbook can hold the new one.
    """
    if problems := list(value_faults(new, text.where)):
        raise DataError(problems)
    if text.kind in ("header", "hint"):
        sheet = next(each for each in book.sheets() if each.part == text.part)
        root = book.edited(sheet).tree().root
        reader = _headers if text.kind == "header" else _hints
        list(reader(root, sheet.name))[text.number].put(new)
        return
    if text.kind == "box":
        raise DataError([fault("text-fixed", where=text.where)])
    tree = book.parsed(text.part)
    is_comment = text.kind == "comment"
    places = _comments(tree.root, "") if is_comment else _paragraphs(tree.root, "")
    list(places)[text.number].put(new)
    book.parts.replace(text.part, tree.bytes())


def _headers(root: Any, sheet: str) -> Iterator[_Place]:
    for each in beside_cells(root):
        if local(each) in _HEADERS:
            yield _Place(said("header or footer of {sheet}", sheet=sheet), (each,))


def _hints(root: Any, sheet: str) -> Iterator[_Place]:
    for each in beside_cells(root):
        if local(each) == "dataValidation":
            for attribute in _HINTS:
                if each.get(attribute):
                    yield _Place(said("hint on {sheet}", sheet=sheet), (each,), attribute)


def _comments(root: Any, sheet: str) -> Iterator[_Place]:
    for each in root.iter():
        if local(each) in ("comment", "threadedComment"):
            place = f"{sheet}!{each.get('ref', '')}"
            where = said("comment on {cell}", cell=place)
            yield _Place(where, tuple(_pieces(each)))


def _pieces(comment: Any) -> Iterator[Any]:
    for text in comment:
        if local(text) != "text":
            continue
        pieces = [each for each in text.iter() if local(each) == "t"]
        yield from pieces or [text]


def _paragraphs(root: Any, kind: str) -> Iterator[_Place]:
    where = said("text of a chart") if kind == "chartSpace" else said("text of a shape")
    for each in root.iter():
        if local(each) == "p" and "drawingml" in each.tag:
            pieces = tuple(e for e in each.iter() if local(e) == "t")
            if pieces:
                yield _Place(where, pieces)


def _boxes(book: Book, part: str, sheet: str) -> Iterator[OtherText]:
    """Texts of older controls, which a program that shows them may not take from here."""
    vml = book.parts[part].decode(errors="replace")
    for number, match in enumerate(_BOX.finditer(vml)):
        if text := unescape(_TAG.sub("", match[1])).strip():
            where = said("text of a control on {sheet}", sheet=sheet)
            yield OtherText(where, text, part, "box", number)
