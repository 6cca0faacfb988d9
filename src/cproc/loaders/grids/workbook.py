"""Workbooks of Excel and its like, looked at before they are read."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import attrs
from defusedxml import ElementTree, common

from cproc.archives import DAMAGED, OLE, unsafe
from cproc.errors import DataError, said
from cproc.loaders._files import read_bytes
from cproc.loaders.faults import refused
from cproc.loaders.grids.grid import Grid

MOST_CELLS = 3_000_000
"""Cells of one sheet, empty ones between others included."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCK = "~$"
_LOCAL_HEADER = 30  # bytes before the name of an entry of a zip
# Cells in a column of two letters or more, or in a row of six digits or more.
_FAR = re.compile(rb' r(?!="[A-Z]?[0-9]{1,5}")(?:="([A-Z]{0,3}[0-9]{1,7})"|[\s=])')
_ROW_NUMBER = re.compile(rb"\br\s*=\s*[\"'][A-Z]{0,3}([0-9]{1,7})")
_ANY_PLACE = re.compile(rb"(?<![:\w])r\s*=\s*[\"']\s*([^\"']*)")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^>]*>([^<]*)<")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_SHORT = 60  # characters of a formula that a message quotes


def read_workbook(path: Path) -> tuple[Grid, ...]:
    """Read the sheets of a workbook: values of cells, those of formulas as they were last saved.

    Args:
        path: A file of the kind ``.xlsx`` or ``.xlsm``; its macros are not run.

    Returns:
        A grid for each sheet that has cells, in the order of the workbook.

    Raises:
        DataError: It is no workbook, or one that it is not safe to read.
    """
    file = str(path)
    if path.name.startswith(_LOCK):
        raise refused("file-open", file, name=path.name[len(_LOCK) :])
    data = read_bytes(path)
    _refuse_other_kinds(data, file)
    try:
        with ZipFile(BytesIO(data)) as archive:
            if reasons := list(unsafe(archive, len(data))):
                raise refused("workbook-unsafe", file, reason=reasons[0])
            sheets = _sheets(archive, file)
            looked_at = [
                _look_at(_content(data, archive.getinfo(sheet.part)), file, sheet)
                for sheet in sheets
            ]
    except (*DAMAGED, LookupError, ParseError, common.DefusedXmlException, struct.error) as error:
        if isinstance(error, DataError):
            raise
        raise refused("workbook-form.damaged", file) from None
    return tuple(_grids(data, file, looked_at))


def _refuse_other_kinds(data: bytes, file: str) -> None:
    head = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if not data:
        fault = said("it is empty")
    elif data.startswith(OLE):
        encrypted = _ENCRYPTED in data
        fault = said("it has a password") if encrypted else said("it is of Excel 2003 or older")
    elif head.startswith(b"<"):
        fault = said("it is a web page or XML")
    elif not data.startswith(b"PK"):
        fault = said("it is another file")
    elif b"xl/workbook.bin" in data:
        fault = said("it is a binary workbook (.xlsb)")
    elif b"opendocument.spreadsheet" in data[:200]:
        fault = said("it is of OpenDocument (.ods)")
    elif b"xl/workbook" not in data and b"xl\\workbook" not in data:
        fault = said("it is another file, or damaged")
    else:
        return
    raise refused("workbook-form", file, fault=fault)


def _content(data: bytes, entry: ZipInfo) -> bytes:
    """The bytes of an entry; its check sum is left to who reads its cells, to save time."""
    start = entry.header_offset + _LOCAL_HEADER
    names, more = struct.unpack("<HH", data[start - 4 : start])
    start += names + more
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == ZIP_STORED:
        return bytes(packed)
    if entry.compress_type != ZIP_DEFLATED:
        raise NotImplementedError
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, entry.file_size + 1)


@attrs.frozen
class _Sheet:
    """A sheet as the workbook lists it, and what its cells do not say themselves."""

    index: int
    name: str
    part: str
    hidden: bool
    since_1904: bool
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    faults: Mapping[tuple[int, int], str] = attrs.field(factory=dict)


def _parsed(archive: ZipFile, part: str) -> Element:
    root: Element = ElementTree.fromstring(archive.read(part), forbid_dtd=True)
    return root


def _sheets(archive: ZipFile, file: str) -> list[_Sheet]:
    for part in archive.namelist():
        # Before its root: in a text the mark would be written otherwise.
        if part.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                if b"<!" in stream.read(2000).replace(b"<!--", b""):
                    reason = said("the part {part} is damaged or has a DOCTYPE", part=part)
                    raise refused("workbook-unsafe", file, reason=reason)
    book = _parsed(archive, "xl/workbook.xml")
    targets = {
        each.get("Id"): (each.get("Type", ""), each.get("Target", ""))
        for each in _parsed(archive, "xl/_rels/workbook.xml.rels")
    }
    settings = next((each for each in book.iter() if each.tag.endswith("}workbookPr")), None)
    since_1904 = settings is not None and settings.get("date1904") in ("1", "true")
    sheets = []
    listed = [each for each in book.iter() if each.tag.endswith("}sheet")]
    for index, each in enumerate(listed):
        by = next((value for key, value in each.items() if key.endswith("}id")), None)
        kind, target = targets[by]
        if kind.endswith("/worksheet"):
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            hidden = each.get("state", "visible") != "visible"
            name = each.get("name", "")
            sheets.append(_Sheet(index, name, part, hidden, since_1904))
    return sheets


def _look_at(xml: bytes, file: str, sheet: _Sheet) -> _Sheet:
    """See how far a sheet reaches and what of it is hidden, an error or a formula without value.

    It is looked at as bytes, quickly: a parser takes longer than reading the cells does.
    """
    start = xml.find(b"sheetData")
    if start < 0:  # in an encoding that nobody uses, or cut off
        raise ValueError
    _refuse_far(xml, file, sheet.name)
    end = xml.rfind(b"sheetData", start + 1)
    faults: dict[tuple[int, int], str] = {}
    if _may_have_faults(xml, start, end):
        faults = dict(_faults(xml))
    rows: frozenset[int] = frozenset()
    # One letter is looked for in a tenth of the time that a word takes.
    if xml.find(b"h", start, end) >= 0 and xml.find(b"hidden=", start, end) >= 0:
        rows = frozenset(_hidden_rows(xml))
    return attrs.evolve(
        sheet,
        hidden_rows=rows,
        hidden_columns=frozenset(_hidden_columns(xml[:start])),
        faults=faults,
    )


def _may_have_faults(xml: bytes, start: int, end: int) -> bool:
    """Whether a sheet may hold formulas or errors.

    Letters are looked for first: a sheet of mere values has none of these, and one of texts has
    them without the marks of a tag or an attribute, which a text writes otherwise.
    """
    letter = xml.find(b"f", start, end) >= 0
    if letter and (xml.find(b"<f", start, end) >= 0 or xml.find(b":f", start, end) >= 0):
        return True
    if xml.find(b"#", start, end) < 0:
        return False
    return xml.find(b't="e"', start, end) >= 0 or xml.find(b"t='e'", start, end) >= 0


def _refuse_far(xml: bytes, file: str, name: str) -> None:
    places = _FAR.findall(xml)
    # Written in an unusual manner: then every place is looked at.
    start = xml.find(b"sheetData")
    if b"" in places or any(xml.find(mark, start) >= 0 for mark in (b"\n", b"\t", b"\r")):
        places = _ANY_PLACE.findall(xml)
    columns, rows = 26, 1
    for place in set(places):
        match = re.fullmatch(rb"([A-Z]{0,3})([0-9]{0,7})", place)
        if match is None:
            rows = columns = MOST_CELLS
            break
        columns, rows = max(columns, _column(match[1])), max(rows, int(match[2] or 0))
    if columns > 26 and rows < 100_000:
        rows = max(map(int, set(_ROW_NUMBER.findall(xml))), default=rows)
    if columns == 26 and columns * rows >= MOST_CELLS:
        columns = max(map(_column, set(re.findall(rb' r="([A-Z])', xml))), default=1)
    if columns * rows >= MOST_CELLS or (len(xml) > 20 * MOST_CELLS and _too_many(xml)):
        raise refused("workbook-size", file, sheet=name, rows=rows, columns=columns)


def _too_many(xml: bytes) -> bool:
    return xml.count(b"<c ") + xml.count(b"<c>") >= MOST_CELLS


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _attributes(element: bytes) -> dict[bytes, bytes]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(element)}


def _hidden_rows(xml: bytes) -> Iterator[int]:
    for row in _ROW.findall(xml):
        if b"hidden" in row:
            attributes = _attributes(row)
            if attributes.get(b"hidden") in (b"1", b"true") and attributes.get(b"r", b"").isdigit():
                yield int(attributes[b"r"])


def _hidden_columns(head: bytes) -> Iterator[int]:
    for column in _COLUMN.findall(head):
        attributes = _attributes(column)
        first, last = attributes.get(b"min", b""), attributes.get(b"max", b"")
        if attributes.get(b"hidden") in (b"1", b"true") and first.isdigit() and last.isdigit():
            yield from range(int(first), min(int(last), 16_384) + 1)


def _faults(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for head, content in _CELL.findall(xml):
        is_error = b't="e"' in head or b"t='e'" in head
        if not is_error and b"<f" not in content and b":f" not in content:
            continue
        attributes = _attributes(head)
        place = re.fullmatch(rb"([A-Z]{1,3})([0-9]{1,7})", attributes.get(b"r", b""))
        formula = _FORMULA.search(content)
        value = _VALUE.search(_FORMULA.sub(b"", content))
        if place is None:
            continue
        at = int(place[2]), _column(place[1])
        if is_error:
            yield at, (value[1] if value else b"#ERROR").decode(errors="replace")
        # A formula whose value is an empty text says so: its type is text.
        elif formula is not None and not (value and value[1]) and attributes.get(b"t") != b"str":
            text = (formula[1] or b"").decode(errors="replace")
            yield at, f"={text[:_SHORT]}"


def _grids(data: bytes, file: str, sheets: list[_Sheet]) -> Iterator[Grid]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - keeps other commands light

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        for sheet in sheets:
            cells = book.get_sheet_by_index(sheet.index)
            rows = cells.to_python()
            if rows:
                yield _grid(file, sheet, cells, rows)
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - what the reader panics with is no Exception
        raise refused("workbook-form.damaged", file) from None


def _grid(file: str, sheet: _Sheet, cells: Any, rows: Sequence[Sequence[object]]) -> Grid:
    merged = cells.merged_cell_ranges or ()
    top, left = cells.start
    return Grid(
        file,
        rows,
        sheet=sheet.name,
        top=top + 1,
        left=left + 1,
        hidden=sheet.hidden,
        hidden_rows=sheet.hidden_rows,
        hidden_columns=sheet.hidden_columns,
        faults=sheet.faults,
        merged=tuple(
            (first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1) for first, last in merged
        ),
        since_1904=sheet.since_1904,
    )
