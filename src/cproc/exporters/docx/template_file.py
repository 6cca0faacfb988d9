"""The template: ours or the office's own, looked at before a parser sees it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree, common
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE
from docx.opc.part import PartFactory, XmlPart
from docx.package import Package
from docx.parts.document import DocumentPart

from cproc.errors import DataError, Problem
from cproc.exporters.docx import TEMPLATE

ENTRIES, EXPANDED = 1_000, 256 * 1024 * 1024  # of a zip, and bytes of all of them
# A zip that says it expands to more than so many times its size, beyond what is harmless.
RATIO, HARMLESS = 100, 100_000

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT = CONTENT_TYPE.WML_DOCUMENT_MAIN
_DOTX = _DOCUMENT.replace("document.main", "template.main")
_OLE = b"\xd0\xcf\x11\xe0"  # how Office keeps what is encrypted, and everything before 2007
_CHANGES = frozenset(
    f"{_WORD}{name}"
    for name in (
        *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"),
        *("rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange"),
    )
)
_LOCKS = frozenset(f"{_WORD}{name}" for name in ("documentProtection", "writeProtection"))
_CODES = frozenset(f"{_WORD}{name}" for name in ("instrText", "fldSimple"))
_FETCHING = re.compile(r"\s*(INCLUDE|LINK\b|DDE|IMPORT|DATABASE|RD\b)", re.IGNORECASE)
_ADDRESS = re.compile(r"(https?://|mailto:)", re.IGNORECASE)

# What python-docx does not read: the elements of footnotes, and what Word calls a template.
PartFactory.part_type_for |= {CONTENT_TYPE.WML_FOOTNOTES: XmlPart, _DOTX: DocumentPart}

# What a template may not have, and what to do about it.
_HINTS = {
    "template-missing": "Give the path of a .docx or .dotx file.",
    "template-kind": "Save it in Word as .docx or .dotx, without a password.",
    "template-unsafe": "Open it in Word and save it anew.",
    "template-macros": "Save it as .docx or .dotx, which hold none.",
    "template-link": "Break the link, so that everything it shows is in the file.",
    "template-changes": "Accept or reject the changes, then save it.",
    "template-locked": "Lift the protection, then save it.",
}


def opened(template: str | None) -> Document:
    """Open a template.

    Args:
        template: Its path; ours where absent.

    Raises:
        DataError: It is not a Word file, or has what no template may have: macros, links to
            other files, tracked changes, a password; one problem for each.
    """
    if template is None:
        return _document(TEMPLATE.read_bytes())
    data, faults = _read(Path(template))
    if not faults:
        faults = list(dict.fromkeys(_faults(data)))
    if not faults:
        try:
            return _document(data)
        except Exception as error:  # noqa: BLE001 - of a file with parts missing it is anything
            message = f"The template cannot be read: {type(error).__name__}: {error}."
            faults = [("template-unsafe", message)]
    raise DataError(
        Problem(code, message, hint=_HINTS[code], file=template) for code, message in faults
    )


def _document(data: bytes) -> Document:
    """The document in a file, or the one that Word makes of a .dotx that it is begun with."""
    part: Any = Package.open(io.BytesIO(data)).main_document_part
    part._content_type = CONTENT_TYPE.WML_DOCUMENT_MAIN
    document: Document = part.document
    return document


def part_of(document: Document, kind: str) -> Any:
    """The part that a document has in a relation of a kind, or a copy of ours."""
    for rel in document.part.rels.values():
        if rel.reltype == kind:
            return rel.target_part
    ours: Any = opened(None).part.part_related_by(kind)
    part = type(ours).load(ours.partname, ours.content_type, ours.blob, document.part.package)
    document.part.relate_to(part, kind)
    return part


def _read(path: Path) -> tuple[bytes, list[tuple[str, str]]]:
    """The bytes of a file, or code and message of what keeps them."""
    try:
        if not path.is_file():
            return b"", [("template-missing", "There is no such file.")]
        if path.stat().st_size > EXPANDED:
            return b"", [("template-unsafe", "The file is too large for a template.")]
        return path.read_bytes(), []
    except OSError as error:
        reason = error.strerror or error
        return b"", [("template-missing", f"The file cannot be read: {reason}.")]


def _faults(data: bytes) -> Iterator[tuple[str, str]]:
    """Code and message of each fault; after one that makes it unsafe it is looked at no further."""
    if data.startswith(_OLE):
        yield "template-kind", "The file has a password, or is of Word before 2007."
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from list(_unsafe(archive, len(data))) or _unfit(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError):
        yield "template-kind", "The file is not a Word document, or is damaged."


def _unsafe(archive: zipfile.ZipFile, size: int) -> Iterator[tuple[str, str]]:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > ENTRIES:
        yield "template-unsafe", f"It has {len(entries):,} entries, more than {ENTRIES:,}."
    expanded = sum(entry.file_size for entry in entries)
    if expanded > EXPANDED or (expanded > HARMLESS and expanded > size * RATIO):
        yield "template-unsafe", f"It expands from {size:,} to {expanded:,} bytes."
    if len({name.lower() for name in names}) < len(names):
        yield "template-unsafe", "It has two entries of one name."
    for name in names:
        inside = PurePosixPath(name)
        if inside.is_absolute() or ".." in inside.parts or "\\" in name:
            yield "template-unsafe", f"The entry {ascii(name)[:80]} would lie outside of it."
    if any(entry.flag_bits & 1 for entry in entries):
        yield "template-kind", "It is encrypted."


def _unfit(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    names = archive.namelist()
    listed = "[Content_Types].xml"
    types = archive.read(listed).decode(errors="replace") if listed in names else ""
    if "macroEnabled" in types or any("vba" in name.lower() for name in names):
        yield "template-macros", "The template has macros."
    elif _DOCUMENT not in types and _DOTX not in types:
        yield "template-kind", "The file is not a Word document."
    for name in names:
        if name.endswith((".xml", ".rels")):
            try:
                root = ElementTree.fromstring(archive.read(name), forbid_dtd=True)
            except (ParseError, common.DefusedXmlException, LookupError):
                yield "template-unsafe", f"The part {name} is damaged or has a DOCTYPE."
            else:
                for element in root.iter():
                    yield from _unfit_element(element, name)


def _unfit_element(element: Element, part: str) -> Iterator[tuple[str, str]]:
    if element.get("TargetMode") == "External":
        target, kind = element.get("Target", ""), element.get("Type", "")
        if not (kind.endswith("/hyperlink") and _ADDRESS.match(target)):
            yield "template-link", f"The part {part} is linked to {ascii(target)[:80]}."
    elif element.tag in _CHANGES:
        yield "template-changes", f"The part {part} has tracked changes."
    elif element.tag in _LOCKS:
        yield "template-locked", "The template is protected with a password."
    elif element.tag in _CODES and _FETCHING.match(
        element.text or element.get(f"{_WORD}instr") or ""
    ):
        yield "template-link", f"A field in the part {part} fetches another file."
