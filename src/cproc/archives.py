"""Files of office programs that come in are looked at before anything reads what is in them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from lzma import LZMAError
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml import ElementTree, common

from cproc.errors import said

ENTRIES, EXPANDED = 1_000, 256 * 1024 * 1024  # of a zip, and bytes of all of them
# A zip that says it expands to more than so many times its size, beyond what is harmless.
RATIO, HARMLESS = 100, 100_000

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TYPES = "[Content_Types].xml"
DAMAGED = (BadZipFile, NotImplementedError, EOFError, ValueError, OSError, zlib.error, LZMAError)
OLE = b"\xd0\xcf\x11\xe0"  # how Office keeps what is encrypted, and everything before 2007
_FORBIDDEN = {
    f"{_WORD}{name}": code
    for code, names in (
        ("changes", "ins del moveFrom moveTo cellIns cellDel cellMerge rPrChange pPrChange"),
        ("changes", "tblPrChange trPrChange tcPrChange sectPrChange"),
        ("locked", "documentProtection writeProtection"),
    )
    for name in names.split()
}
_DOCUMENT = re.compile(r"wordprocessingml\.(document|template)\.main\+xml")
_FETCHING = re.compile(r"\s*(INCLUDE|LINK\b|DDE|IMPORT|DATABASE|RD\b)", re.IGNORECASE)
_ADDRESS = re.compile(r"(https?://|mailto:)", re.IGNORECASE)


def unsafe(archive: ZipFile, size: int) -> Iterator[str]:
    """What speaks against reading a zip, each as the end of a sentence.

    Args:
        archive: The zip.
        size: Bytes of its file.
    """
    entries = archive.infolist()
    names, expanded = archive.namelist(), sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES:
        yield said("it has {count:,} entries, more than {most:,}", count=len(entries), most=ENTRIES)
    if expanded > EXPANDED or (expanded > HARMLESS and expanded > size * RATIO):
        yield said("it expands from {size:,} to {expanded:,} bytes", size=size, expanded=expanded)
    if len({name.lower() for name in names}) < len(names):
        yield said("it has two entries of one name")
    for name in names:
        inside = PurePosixPath(name)
        if inside.is_absolute() or ".." in inside.parts or "\\" in name:
            yield said("the entry {name} would lie outside of it", name=ascii(name)[:80])
    if any(entry.flag_bits & 1 for entry in entries):
        yield said("it is encrypted")


def word_faults(data: bytes) -> Iterator[tuple[str, str]]:
    """What speaks against using a Word file; one that is unsafe is looked at no further.

    Args:
        data: The bytes of the file.

    Returns:
        For each fault ``unsafe``, ``kind`` (no Word file of 2007 or later, or with a password),
        ``macros``, ``link`` (it fetches what is not in it), ``changes`` (tracked ones) or
        ``locked``, and the reason, as the end of a sentence.
    """
    if len(data) > EXPANDED:
        yield "unsafe", said("it is too large")
    elif data.startswith(OLE):
        yield "kind", said("it is encrypted, or older")
    else:
        try:
            with ZipFile(BytesIO(data)) as archive:
                reasons = [("unsafe", reason) for reason in unsafe(archive, len(data))]
                yield from reasons or _unfit(archive)
        except DAMAGED:
            yield "kind", said("it is another file, or damaged")


def _unfit(archive: ZipFile) -> Iterator[tuple[str, str]]:
    names = archive.namelist()
    types = archive.read(_TYPES).decode(errors="replace") if _TYPES in names else ""
    if "macroEnabled" in types or any("vba" in name.lower() for name in names):
        yield "macros", said("it can run programs")
    elif _DOCUMENT.search(types) is None:
        yield "kind", said("it holds something else")
    for name in names:
        content = archive.read(name)  # of every part, since one may be damaged
        if name.endswith((".xml", ".rels")):
            try:
                root = ElementTree.fromstring(content, forbid_dtd=True)
            except (ParseError, common.DefusedXmlException, LookupError):
                yield "unsafe", said("the part {part} is damaged or has a DOCTYPE", part=name)
            else:
                for element in root.iter():
                    yield from _unfit_element(element, name)


def _unfit_element(element: Element, part: str) -> Iterator[tuple[str, str]]:
    code = element.text if element.tag == f"{_WORD}instrText" else element.get(f"{_WORD}instr")
    if element.get("TargetMode") == "External":
        target, kind = element.get("Target", ""), element.get("Type", "")
        if not (kind.endswith("/hyperlink") and _ADDRESS.match(target)):
            reason = said(
                "the part {part} is linked to {target}", part=part, target=ascii(target)[:80]
            )
            yield "link", reason
    elif element.tag in _FORBIDDEN:
        yield _FORBIDDEN[element.tag], said("the part {part}", part=part)
    elif _FETCHING.match(code or ""):
        yield "link", said("a field in the part {part} asks for a file", part=part)
