"""The finished file: openpyxl's parts in a fixed order, and the rows put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
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
_BEHIND_MERGED = re.compile(rb"<(?:hyperlinks|printOptions|pageMargins)\b")
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"\s*/>')
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_FONT = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)
_SAVED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_TEXTS = "xl/sharedStrings.xml"
_TOLD = {
    "[Content_Types].xml": b'<Override PartName="/xl/sharedStrings.xml" ContentType="'
    b'application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>',
    "xl/_rels/workbook.xml.rels": b'<Relationship Id="rIdTexts" Target="sharedStrings.xml" Type="'
    b'http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>',
}
"""What the workbook says of that part; openpyxl, which keeps texts in their cells, has none."""
# Readers of a stream must meet these before the parts that they describe.
_FIRST = {"[Content_Types].xml": 0, "_rels/.rels": 1}


@attrs.frozen
class SheetRows:
    """The rows of one worksheet."""

    used: str  # range in use
    size: int  # bytes, at most
    pieces: Iterable[str]  # their XML
    merged: Sequence[str] = ()  # ranges of cells that are merged


def write(
    book: Workbook,
    rows: Sequence[SheetRows],
    descriptions: Mapping[str, Sequence[tuple[str, str]]],
    issued: date,
    stream: BinaryIO,
    *,
    progress: Callable[[int, int], None],
    texts: bytes = b"",
) -> None:
    """Save a workbook with rows that openpyxl does not know.

    Charts are described by title and alternative text, for each worksheet by its name. Texts are
    the part that cells name them in by their number; without it each text stands in its cell.
    """
    buffer = BytesIO()
    book.save(buffer)
    sheets = {f"xl/worksheets/sheet{n}.xml": rows_ for n, rows_ in enumerate(rows, start=1)}
    drawings = [descriptions[sheet.title] for sheet in book if descriptions.get(sheet.title)]
    drawn = {f"xl/drawings/drawing{n}.xml": texts for n, texts in enumerate(drawings, start=1)}
    written = 0
    with ZipFile(buffer) as source, ZipFile(stream, "w", ZIP_DEFLATED) as target:
        names = [*source.namelist(), *([_TEXTS] if texts else [])]
        for name in sorted(names, key=lambda name: (_FIRST.get(name, 2), name)):
            content = texts if name == _TEXTS else source.read(name)
            if texts and name in _TOLD:
                before, end, after = content.rpartition(b"</")
                content = before + _TOLD[name] + end + after
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            info._compresslevel = LEVEL  # type: ignore[attr-defined] # noqa: SLF001 - public from Python 3.13
            if name in sheets:
                _write_sheet(target, info, content, sheets[name])
                written += 1
                progress(written, len(sheets))
                continue
            if name in drawn:
                content = _changed(content, partial(_describe, texts=drawn[name]))
            elif name == "xl/styles.xml":
                content = _changed(content, _sort_fonts)
            elif name == "docProps/core.xml":
                # The day of issue stands where openpyxl puts the time of saving.
                content = _SAVED.sub(rf"\g<1>{issued}T00:00:00Z".encode(), content)
            target.writestr(info, content)


def _write_sheet(target: ZipFile, info: ZipInfo, content: bytes, rows: SheetRows) -> None:
    content = _DIMENSION.sub(f'<dimension ref="{rows.used}"/>'.encode(), content, count=1)
    head, tail = _EMPTY.split(content, maxsplit=1)
    with target.open(info, "w", force_zip64=rows.size > LARGE) as part:
        part.write(head + b"<sheetData>")
        for piece in rows.pieces:
            part.write(piece.encode())
        part.write(b"</sheetData>" + _with_merged(tail, rows.merged))


def _with_merged(tail: bytes, ranges: Sequence[str]) -> bytes:
    """What stands behind the rows, with the ranges of merged cells where the standard has them.

    openpyxl would make an object for every cell of a range.
    """
    if not ranges:
        return tail
    cells = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    merged = f'<mergeCells count="{len(ranges)}">{cells}</mergeCells>'.encode()
    return _BEHIND_MERGED.sub(lambda found: merged + found[0], tail, count=1)


def _changed(content: bytes, change: Callable[[etree._Element], None]) -> bytes:
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    change(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _sort_fonts(root: etree._Element) -> None:
    """Put the parts of fonts in the order of the standard, which openpyxl does not keep."""
    for font in root.iter(f"{_MAIN}font"):
        font[:] = sorted(font, key=lambda part: _FONT.index(etree.QName(part).localname))


def _describe(root: etree._Element, texts: Sequence[tuple[str, str]]) -> None:
    for frame, (title, text) in zip(root.iter(f"{_DRAWING}cNvPr"), texts, strict=True):
        frame.set("title", title)
        frame.set("descr", text)
