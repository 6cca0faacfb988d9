"""Files that come in are looked at before anything reads what is in them."""

from __future__ import annotations

import io
import zipfile
from importlib.resources import files

import pytest

from cproc.archives import ENTRIES, HARMLESS, RATIO, unsafe, word_faults


def zipped(entries: dict[str, bytes]) -> bytes:
    """A zip of some entries, compressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()


def reasons(data: bytes) -> list[str]:
    """What speaks against a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return list(unsafe(archive, len(data)))


def test_a_sound_zip_is_safe() -> None:
    """Folders, accents and what expands to no more than is harmless are nobody's fault."""
    assert reasons(zipped({"a/b.xml": b"<a/>", "\u00e9.txt": b"0" * (HARMLESS - 4)})) == []


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ({f"{n}": b"" for n in range(ENTRIES + 1)}, "it has 1,001 entries, more than 1,000"),
        ({"a": b"0" * (HARMLESS * RATIO)}, "it expands from"),
        ({"a.xml": b"", "A.xml": b""}, "it has two entries of one name"),
        ({"../a": b""}, "the entry '../a' would lie outside of it"),
        ({"/a": b""}, "the entry '/a' would lie outside of it"),
        ({"a\\b": b""}, "would lie outside of it"),
    ],
    ids=["many", "bomb", "case", "traversing", "absolute", "backslash"],
)
def test_what_is_unsafe_is_told(entries: dict[str, bytes], reason: str) -> None:
    """Each way in which a zip can harm has a reason of its own."""
    (told,) = reasons(zipped(entries))
    assert reason in told


def test_an_encrypted_entry_is_told() -> None:
    """The flag of an entry says so; nothing is read of it."""
    data = bytearray(zipped({"a": b"x"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1  # in the list of entries, behind the versions
    assert reasons(bytes(data)) == ["it is encrypted"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "kind"),
        (b"text", "kind"),
        (b"\xd0\xcf\x11\xe0", "kind"),
        (zipped({"a": b"x"}), "kind"),
        (zipped({"../a": b"x"}), "unsafe"),
        (zipped({"[Content_Types].xml": b"<a/>", "word/vbaProject.bin": b""}), "macros"),
    ],
    ids=["empty", "text", "password", "zip", "unsafe", "macros"],
)
def test_what_is_no_word_file_is_told(data: bytes, code: str) -> None:
    """Other files, and Word files with a password or macros, have one fault, by its code."""
    assert [fault for fault, _reason in word_faults(data)] == [code]


def test_a_file_damaged_in_any_part_is_told() -> None:
    """Whichever part does not come out of the zip, it is a fault with its words, and no crash."""
    whole = (files("cproc.exporters.docx") / "template.docx").read_bytes()
    assert list(word_faults(whole)) == []
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        entries = archive.infolist()
    assert len(entries) > 10
    for entry in entries:
        begins = entry.header_offset + 30 + len(entry.filename) + len(entry.extra)
        spoilt = bytearray(whole)
        spoilt[begins] ^= 0xFF
        assert ("kind", "it is another file, or damaged") in list(word_faults(bytes(spoilt)))
