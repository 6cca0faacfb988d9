"""The parts of a workbook: a zip of which whatever is not touched is copied byte by byte."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable
from functools import cached_property
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import attrs

from cproc.archives import DAMAGED, EXPANDED, OLE, unsafe
from cproc.errors import DataError, said
from cproc.filling.book.faults import fault

_XML = (".xml", ".rels", ".vml")
_LARGEST = 32 * 1024 * 1024  # bytes of a part that is read
_SIGNATURES = "_xmlsignatures/"
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")  # the outermost element, after what is none
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_UTF8 = 0x800  # of a name
_OWN_SIZES = 0x7FFFFFFF  # beyond it an entry has its sizes elsewhere


@attrs.frozen
class _Entry:
    """An entry of the zip, and where all that belongs to it stands in the file."""

    info: ZipInfo
    start: int
    stop: int


class Parts:
    """The parts of a workbook by name.

    Attributes:
        data: The file as it was.
    """

    def __init__(self, data: bytes) -> None:
        """Look at the zip before anything of it is read.

        Args:
            data: The bytes of the file.

        Raises:
            DataError: It is no workbook, is encrypted, signed, damaged or not safe to read.
        """
        self.data = data
        self._changed: dict[str, bytes] = {}
        self._removed: set[str] = set()
        _refuse_other_kinds(data)
        try:
            with ZipFile(BytesIO(data)) as archive:
                if reasons := list(unsafe(archive, len(data))):
                    raise DataError([fault("fill-unsafe", reason=reasons[0])])
                for info in archive.infolist():
                    if info.file_size > _LARGEST and info.filename.endswith(_XML):
                        reason = said("the part {part} is too large", part=info.filename)
                        raise DataError([fault("fill-unsafe", reason=reason)])
                self._entries = {entry.info.filename: entry for entry in _entries(archive)}
                self._comment = archive.comment
            self._archive = ZipFile(BytesIO(data))
        except DAMAGED as error:
            if isinstance(error, DataError):
                raise
            raise DataError([fault("fill-kind.damaged")]) from None
        if any(name.startswith(_SIGNATURES) for name in self._entries):
            raise DataError([fault("fill-signed")])
        self._refuse_doctypes()

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The names of the parts that are XML, each with that of its outermost element."""
        heads = ((name, self._head(name)) for name in self._entries if name.endswith(".xml"))
        return {
            name: match[1].decode(errors="replace")
            for name, head in heads
            if (match := _ROOT.search(head))
        }

    def _head(self, name: str) -> bytes:
        with self._archive.open(name) as stream:
            return stream.read(2000)

    def _refuse_doctypes(self) -> None:
        for name in self._entries:
            if name.endswith(_XML):
                try:
                    head = self._head(name)
                except DAMAGED:
                    raise DataError([fault("fill-kind.part", part=name)]) from None
                if b"<!DOCTYPE" in head:
                    raise DataError([fault("fill-unsafe.part", part=name)])

    def __contains__(self, name: object) -> bool:
        return name in self._entries and name not in self._removed

    def __getitem__(self, name: str) -> bytes:
        if name in self._changed:
            return self._changed[name]
        try:
            return self._archive.read(name)
        except (KeyError, *DAMAGED):
            raise DataError([fault("fill-kind.part", part=name)]) from None

    def replace(self, name: str, content: bytes) -> None:
        """Give a part another content; one that it has already changes nothing.

        Args:
            name: Name of the part.
            content: Its bytes.
        """
        if self[name] != content:
            self._changed[name] = content

    def remove(self, name: str) -> None:
        """Leave a part out.

        Args:
            name: Name of the part.
        """
        self._removed.add(name)

    @property
    def changed(self) -> bool:
        """Whether any part has another content, or is left out."""
        return bool(self._changed or self._removed)

    def zipped(self) -> bytes:
        """The file: entries in their order, what was not touched with the bytes it had."""
        if not self.changed:
            return self.data
        body, directory = bytearray(), bytearray()
        count = 0
        for name, entry in self._entries.items():
            if name in self._removed:
                continue
            offset = len(body)
            if name in self._changed:
                local, central = _packed(entry.info, self._changed[name], offset)
            else:
                local = self.data[entry.start : entry.stop]
                central = _central(entry.info, offset)
            body += local
            directory += central
            count += 1
        comment = self._comment
        sizes = (0, 0, count, count, len(directory), len(body), len(comment))
        return bytes(body + directory + _END + struct.pack("<4H2LH", *sizes) + comment)


def _refuse_other_kinds(data: bytes) -> None:
    if not data:
        reason = said("it is empty")
    elif len(data) > EXPANDED:
        reason = said("it is too large")
    elif data.startswith(OLE):
        reason = said("it is encrypted, or older")
    elif not data.startswith(b"PK"):
        reason = said("it is another file")
    elif b"xl/workbook.bin" in data:
        reason = said("it is a binary workbook (.xlsb)")
    elif b"opendocument.spreadsheet" in data[:200]:
        reason = said("it is of OpenDocument (.ods)")
    elif b"xl/" not in data:
        reason = said("it holds something else")
    else:
        return
    raise DataError([fault("fill-kind", reason=reason)])


def _entries(archive: ZipFile) -> list[_Entry]:
    """Each entry with its place in the file; what follows its content up to the next is its own."""
    infos = archive.infolist()
    starts = sorted(info.header_offset for info in infos)
    stops = dict(zip(starts, [*starts[1:], archive.start_dir], strict=True))
    entries = [_Entry(info, info.header_offset, stops[info.header_offset]) for info in infos]
    for entry in entries:
        size = entry.info.compress_size
        # One that overlaps the next, or has more than a zip of today needs, is no workbook's.
        if len(stops) < len(infos) or size > entry.stop - entry.start or size > _OWN_SIZES:
            raise ValueError
        if entry.info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise NotImplementedError
    return entries


def _stamp(info: ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = info.date_time
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day


def _central(info: ZipInfo, offset: int) -> bytes:
    name = _name(info)
    fields = (
        *(info.create_version, info.create_system, info.extract_version, info.reserved),
        *(info.flag_bits, info.compress_type, *_stamp(info), info.CRC),
        *(info.compress_size, info.file_size, len(name), len(info.extra), len(info.comment)),
        *(0, info.internal_attr, info.external_attr, offset),
    )
    head = struct.pack("<4B4H3L5H2L", *fields)
    return _CENTRAL + head + name + info.extra + info.comment


def _name(info: ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")


def _packed(old: ZipInfo, content: bytes, offset: int) -> tuple[bytes, bytes]:
    """An entry of another content, and its line in the directory; time and place are the old's."""
    packed = content
    if old.compress_type == ZIP_DEFLATED:
        deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = deflate.compress(content) + deflate.flush()
    new = ZipInfo(old.filename, old.date_time)
    new.orig_filename = old.orig_filename
    new.compress_type, new.flag_bits = old.compress_type, old.flag_bits & _UTF8
    new.create_system, new.create_version = old.create_system, old.create_version
    new.extract_version, new.reserved = old.extract_version, old.reserved
    new.internal_attr, new.external_attr = old.internal_attr, old.external_attr
    new.comment = old.comment
    new.CRC, new.compress_size, new.file_size = zlib.crc32(content), len(packed), len(content)
    name = _name(new)
    fields = (
        *(new.extract_version, new.reserved, new.flag_bits, new.compress_type, *_stamp(new)),
        *(new.CRC, new.compress_size, new.file_size, len(name), 0),
    )
    local = _LOCAL + struct.pack("<2B4H3L2H", *fields) + name + packed
    return local, _central(new, offset)


def named_sheets(content: bytes, sheets: Iterable[str]) -> frozenset[str]:
    """The sheets that a part may name, in small letters.

    Args:
        content: The bytes of the part.
        sheets: The names of all sheets.
    """
    small = content.lower()
    # Where characters stand by their number, anything may be spelled in any way.
    any_way = b"&#" in small
    # A reference has an exclamation mark behind the name, but for that of data put together.
    if not any_way and b"!" not in small and b"dataref" not in small:
        return frozenset()
    return frozenset(
        each.lower() for each in sheets if any_way or any(s in small for s in _spellings(each))
    )


def _spellings(sheet: str) -> set[bytes]:
    """How a formula in XML may spell the name of a sheet, in small letters."""
    spelled = {sheet, sheet.replace("'", "''")}
    spelled |= {each.replace("&", "&amp;") for each in spelled}
    spelled |= {each.replace("'", "&apos;") for each in spelled}
    return {each.encode().lower() for each in spelled}
