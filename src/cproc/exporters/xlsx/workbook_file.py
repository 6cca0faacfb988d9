"""The finished file: openpyxl's parts in a fixed order, and the rows put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import attrs
from lxml import etree
from openpyxl import Workbook

# Effort of compression: a third larger than the default's result, and three times as fast.
LEVEL = 1
LARGE = 2**31 // 2  # bytes of a part beyond which its sizes are kept in 64 bits

_EMPTY = re.compile(rb"<sheetData\s*/>|<sheetData>.*</sheetData>", re.DOTALL)
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"\s*/>')
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_FONT = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)
_FIRST = ("[Content_Types].xml", "_rels/.rels")


@attrs.frozen
class SheetRows:
    """The rows of one worksheet."""

    used: str  # range in use
    size: int  # bytes, at most
    pieces: Iterable[str]  # their XML


def write(
    book: Workbook,
    rows: Sequence[SheetRows],
    descriptions: Mapping[str, Sequence[tuple[str, str]]],
    issued: date,
    stream: BinaryIO,
    *,
    progress: Callable[[int, int], None],
) -> None:
    """Save a workbook with rows that openpyxl does not know.

    Charts are described by title and alternative text, for each worksheet by its name.
    """
    buffer = BytesIO()
    book.save(buffer)
    sheets = {f"xl/worksheets/sheet{n}.xml": rows_ for n, rows_ in enumerate(rows, start=1)}
    drawings = [descriptions[sheet.title] for sheet in book if descriptions.get(sheet.title)]
    drawn = {f"xl/drawings/drawing{n}.xml": texts for n, texts in enumerate(drawings, start=1)}
    written = 0
    with ZipFile(buffer) as source, ZipFile(stream, "w", ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=_order):
            content = source.read(name)
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            info._compresslevel = LEVEL  # type: ignore[attr-defined] # noqa: SLF001 - public from Python 3.13
            if name in sheets:
                _write_sheet(target, info, content, sheets[name])
                written += 1
                progress(written, len(sheets))
                continue
            if name in drawn:
                content = _describe(content, drawn[name])
            elif name == "xl/styles.xml":
                content = _in_order(content)
            elif name == "docProps/core.xml":
                content = _dated(content, issued)
            target.writestr(info, content)


def _order(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _write_sheet(target: ZipFile, info: ZipInfo, content: bytes, rows: SheetRows) -> None:
    content = _DIMENSION.sub(f'<dimension ref="{rows.used}"/>'.encode(), content, count=1)
    head, tail = _EMPTY.split(content, maxsplit=1)
    with target.open(info, "w", force_zip64=rows.size > LARGE) as part:
        part.write(head + b"<sheetData>")
        for piece in rows.pieces:
            part.write(piece.encode())
        part.write(b"</sheetData>" + tail)


def _tree(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False))


def _in_order(content: bytes) -> bytes:
    """Put the parts of fonts in the order of the standard, which openpyxl does not keep."""
    root = _tree(content)
    for font in root.iter(f"{_MAIN}font"):
        font[:] = sorted(font, key=lambda part: _FONT.index(etree.QName(part).localname))
    return _text(root)


def _text(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _describe(content: bytes, texts: Sequence[tuple[str, str]]) -> bytes:
    root = _tree(content)
    frames = root.iter(f"{_DRAWING}cNvPr")
    for frame, (title, text) in zip(frames, texts, strict=True):
        frame.set("title", title)
        frame.set("descr", text)
    return _text(root)


def _dated(content: bytes, issued: date) -> bytes:
    """Put the day of issue where openpyxl puts the time of saving."""
    stamp = f"{issued.isoformat()}T00:00:00Z".encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
