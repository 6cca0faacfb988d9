"""Parts of an office file put beside others, which stay the bytes that they were."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from itertools import pairwise
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import attrs

_LOCAL, _CENTRAL, _SIGNATURE = 30, 46, b"PK\x05\x06"
_END = struct.Struct("<4s4H2LH")
_STREAMED = 1 << 3  # the sizes of the entry stand behind it
_MOST = 2**32 - 1


@attrs.frozen
class _Entry:
    """An entry of a zip as its bytes: header and packed content, and its line in the directory."""

    name: str
    content: bytes
    listed: bytes


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """A zip in which some entries have other content, or are new behind the others.

    What is not changed is not unpacked, and stays as it is packed, in its place.

    Args:
        data: The zip.
        parts: The content by name.
    """
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED, 1)
    new = {entry.name: entry for entry in _entries(packed.getvalue())}
    there = [new.pop(entry.name, entry) for entry in _entries(data)]
    return _joined([*there, *new.values()])


def _entries(data: bytes) -> Iterator[_Entry]:
    with ZipFile(BytesIO(data)) as archive:
        listed, at = archive.infolist(), archive.start_dir
    view = memoryview(data)
    ends = sorted([*(each.header_offset for each in listed), at])
    following = dict(pairwise(ends))
    for each in listed:
        size = _CENTRAL + sum(struct.unpack_from("<3H", data, at + 28))
        start = each.header_offset
        # To the next entry: behind a streamed one stand its sizes.
        content = bytes(view[start : following[start]])
        yield _Entry(each.filename, content, bytes(view[at : at + size]))
        at += size


def _joined(entries: Iterable[_Entry]) -> bytes:
    content, listed, count = bytearray(), bytearray(), 0
    for entry in entries:
        line = bytearray(entry.listed)
        struct.pack_into("<L", line, 42, len(content))
        content += entry.content
        listed += line
        count += 1
    end = _END.pack(_SIGNATURE, 0, 0, count, count, len(listed), len(content), 0)
    return bytes(content + listed + end)


def is_small(data: bytes) -> bool:
    """Whether a zip is one whose places are written in 32 bits, as all but the largest are."""
    return len(data) < _MOST // 2
