"""Zip files that come in are looked at before anything reads what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from zipfile import ZipFile

ENTRIES, EXPANDED = 1_000, 256 * 1024 * 1024  # of a zip, and bytes of all of them
# A zip that says it expands to more than so many times its size, beyond what is harmless.
RATIO, HARMLESS = 100, 100_000


def unsafe(archive: ZipFile, size: int) -> Iterator[str]:
    """What speaks against reading a zip, each as the end of a sentence.

    Args:
        archive: The zip.
        size: Bytes of its file.
    """
    entries = archive.infolist()
    names, expanded = archive.namelist(), sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES:
        yield f"it has {len(entries):,} entries, more than {ENTRIES:,}"
    if expanded > EXPANDED or (expanded > HARMLESS and expanded > size * RATIO):
        yield f"it expands from {size:,} to {expanded:,} bytes"
    if len({name.lower() for name in names}) < len(names):
        yield "it has two entries of one name"
    for name in names:
        inside = PurePosixPath(name)
        if inside.is_absolute() or ".." in inside.parts or "\\" in name:
            yield f"the entry {ascii(name)[:80]} would lie outside of it"
    if any(entry.flag_bits & 1 for entry in entries):
        yield "it is encrypted"
