"""Office files as the suite of exporters opens them: whether they are sound, and their formulas."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

from defusedxml import ElementTree

from cproc.archives import DAMAGED, unsafe

_TYPES = "[Content_Types].xml"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_FORMULAS = {"f", "formula", "formula1", "formula2", "definedName", "instrText"}
"""Elements that hold formulas or fields, by the name without its namespace."""
_IN_ATTRIBUTES = {"instr", "formula"}
"""Attributes that do: of simple fields in Word, of cells in OpenDocument."""


def is_office(data: bytes) -> bool:
    """Whether bytes are a workbook, a document or another file of an office program."""
    if not is_zipfile(BytesIO(data)):
        return False
    with ZipFile(BytesIO(data)) as archive:
        return not {_TYPES, "META-INF/manifest.xml"}.isdisjoint(archive.namelist())


def unsound(data: bytes, suffix: str) -> Iterator[str]:
    """What keeps an office program from opening a file.

    Args:
        data: The bytes of the file.
        suffix: That of its name; ``.xlsx`` and ``.docx`` are opened by their libraries as well.
    """
    if not is_office(data):
        if suffix in _OPENED:
            yield "it is no file of an office program"
        return
    with ZipFile(BytesIO(data)) as archive:
        yield from unsafe(archive, len(data))
        roots = {}
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                try:
                    roots[name] = ElementTree.fromstring(archive.read(name), forbid_dtd=True)
                except Exception as error:  # noqa: BLE001 - whatever is wrong is said
                    yield f"{name} is no XML: {error}"
        if _TYPES in roots:
            yield from _lost(set(archive.namelist()), roots)
    for open_ in _OPENED.get(suffix, ()):
        try:
            open_(data)
        except Exception as error:  # noqa: BLE001 - whatever a library raises, it does not open
            yield f"{open_.__name__.removeprefix('_by_')} does not open it: {error!r}"


def _lost(names: set[str], roots: dict[str, Any]) -> Iterator[str]:
    """Parts that are led to and are not there, and parts whose kind is not said."""
    types = roots[_TYPES]
    endings = {each.get("Extension", "").lower() for each in types.iter(f"{_TYPE}Default")}
    parts = {each.get("PartName", "").lstrip("/") for each in types.iter(f"{_TYPE}Override")}
    yield from (f"{name} is not there, and [Content_Types].xml has it" for name in parts - names)
    for name in sorted(names - parts - {_TYPES}):
        if name.rpartition(".")[2].lower() not in endings and not name.endswith("/"):
            yield f"[Content_Types].xml does not say what {name} is"
    for name, root in roots.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        for each in root.iter(_RELATION):
            target = each.get("Target", "")
            if each.get("TargetMode") == "External" or target.startswith("#"):
                continue
            part = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            if part.partition("#")[0] not in names:
                yield f"{name} leads to {part}, which is not there"


def formulas(data: bytes) -> Iterator[tuple[str, str]]:
    """Every formula and field of an office file, without the sign ``=``, and the part it is in.

    Args:
        data: The bytes of the file.
    """
    if not is_office(data):
        return
    with ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if not name.endswith(".xml"):
                continue
            for element in ElementTree.fromstring(archive.read(name), forbid_dtd=True).iter():
                if _plain_name(element.tag) in _FORMULAS and element.text:
                    yield _bare(element.text), name
                for attribute, value in element.attrib.items():
                    if _plain_name(attribute) in _IN_ATTRIBUTES:
                        yield _bare(value), name


def typed_formula(text: str) -> str:
    """The formula that a text would be, as `formulas` has it; empty for one that is none."""
    plain = text.strip()
    return _bare(plain) if re.match(r"\{?[=＝+\-@]", plain) else ""


def _plain_name(name: str) -> str:
    return name.rpartition("}")[2]


def _bare(formula: str) -> str:
    """A formula without what programs put in front of it."""
    plain = re.sub(r"^(of:|oooc:|msoxl:)", "", " ".join(formula.split()))
    return plain.strip("{}").lstrip("=＝").strip()


def differing(one: bytes, other: bytes) -> str:
    """Where two files differ: the member of a zip, and what stands there in each."""
    if is_zipfile(BytesIO(one)) and is_zipfile(BytesIO(other)):
        with ZipFile(BytesIO(one)) as first, ZipFile(BytesIO(other)) as second:
            if first.namelist() != second.namelist():
                return f"its members: {first.namelist()} and {second.namelist()}"
            for name in first.namelist():
                try:
                    contents = first.read(name), second.read(name)
                except DAMAGED as error:
                    return f"the member {name}, which is damaged: {error}"
                if contents[0] != contents[1]:
                    return f"the member {name}, {_where(*contents)}"
    return _where(one, other)


def _where(one: bytes, other: bytes) -> str:
    pairs = zip(one, other, strict=False)
    at = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
    around = slice(max(0, at - 30), at + 30)
    return f"byte {at}: {one[around]!r} and {other[around]!r}"


def _by_openpyxl(data: bytes) -> None:
    from openpyxl import load_workbook  # noqa: PLC0415 - for workbooks only

    load_workbook(BytesIO(data))


def _by_calamine(data: bytes) -> None:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - for workbooks only

    book = CalamineWorkbook.from_filelike(BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def _by_python_docx(data: bytes) -> None:
    from docx import Document  # noqa: PLC0415 - for documents only

    Document(BytesIO(data))


_OPENED: dict[str, tuple[Callable[[bytes], None], ...]] = {
    ".xlsx": (_by_openpyxl, _by_calamine),
    ".docx": (_by_python_docx,),
}
"""What opens files of a suffix."""
