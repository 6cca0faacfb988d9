"""Putting a finished file in its place: whole, or not at all.

The bytes are written beside the target, flushed to the disk and then take its name in one
step. On an error or an interrupt, what stood there before still stands and no litter is
left.
"""

from __future__ import annotations

import io
import os
import re
import secrets
import shutil
import stat
import struct
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import BinaryIO

from cproc.errors import ExportError, Message, TargetExistsError

# The time every entry of a zip gets, as its headers write it: the first of 1980, which is the
# earliest. The system is MS-DOS, whichever it was made on, and the mode that of a private file.
_TIME, _SYSTEM, _MODE = b"\0\0\x21\0", 0, (0o600 << 16).to_bytes(4, "little")
# Lengths of what stands in a header of the directory before and behind the name.
_FIXED, _LENGTHS = 46, struct.Struct("<3H")
# Properties of office files, and when these say the file was made: libraries ask the clock.
_CORE, _TYPES = "docProps/core.xml", "[Content_Types].xml"
_MADE = re.compile(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*(</dcterms:)")
_SIZES = 1  # extra data that holds the size of a large entry, and no time


def normalised(data: bytes, issued: date | None = None) -> bytes:
    """A zip whose entries have one time, system and mode; anything else as it is.

    The same content is the same bytes on any day and system. Entries are not unpacked: only
    their headers change, so that a large workbook costs no more than a small one. An office file
    that says it was made at another time than it was issued, as libraries write the time of the
    clock, is packed anew.

    Args:
        data: The bytes of a file.
        issued: The day an office file is to say that it was made; what it says where absent.
    """
    if not data.startswith(b"PK\x03\x04"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        entries, at = source.infolist(), source.start_dir
        if issued is not None and (core := _dated(source, issued)):
            return normalised(_anew(source, {_CORE: core}))
        if any(_kinds_of(entry.extra) - {_SIZES} for entry in entries):
            return normalised(_anew(source))
    archive = bytearray(data)
    for entry in entries:
        local = entry.header_offset
        archive[local + 10 : local + 14] = archive[at + 12 : at + 16] = _TIME
        archive[at + 5] = _SYSTEM
        archive[at + 38 : at + 42] = _MODE
        at += _FIXED + sum(_LENGTHS.unpack_from(archive, at + 28))
    return data if archive == data else bytes(archive)


def _kinds_of(extra: bytes) -> set[int]:
    """The kinds of extra data of an entry, where some programs keep further times."""
    kinds = set()
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<2H", extra)
        kinds.add(kind)
        extra = extra[4 + length :]
    return kinds


def _dated(source: zipfile.ZipFile, issued: date) -> bytes | None:
    """The properties of an office file with the day of issue; nothing where they have it."""
    if _CORE not in source.namelist() or _TYPES not in source.namelist():
        return None
    before = source.read(_CORE)
    after = _MADE.sub(rb"\g<1>%sT00:00:00Z\g<2>" % issued.isoformat().encode(), before)
    return after if after != before else None


def _anew(source: zipfile.ZipFile, changed: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """Write the entries of a zip again, some of them changed, without extra data."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(
                zipfile.ZipInfo(entry.filename),
                changed.get(entry.filename) or source.read(entry),
                zipfile.ZIP_DEFLATED,
            )
    return out.getvalue()


def publish(target: Path, data: bytes, *, force: bool = False) -> None:
    """Write bytes to a file, atomically.

    A symbolic link is followed, the permissions of an existing file are kept.

    Raises:
        TargetExistsError: There is a file and it was not to be replaced.
        ExportError: It cannot be written; the message says why.
    """
    place = writable(target, force=force)
    # In the same folder: from another file system it could not take the name in one step.
    beside = place.parent / f".cproc-{secrets.token_hex(8)}.part"
    with _refusals(target):
        try:
            _write(beside, data, _mode_of(place))
            _take_name(beside, place, target, force=force)
            _sync_folder(place.parent)
        finally:  # by this name it is litter, whether it has taken the other or not
            beside.unlink(missing_ok=True)


def writable(target: Path, *, force: bool = False) -> Path:
    """The real place of a file, once it is known, before the work, that it can be put there."""
    with _refusals(target):
        place = _in_a_folder(target)
        if place.is_dir():
            raise ExportError("{target} is a folder; name a file in it.", target=target)
        _refuse_irregular(place)
        if place.exists() and not force:
            raise _exists(target)
    return place


def ready_folder(folder: Path) -> None:
    """Make a folder for files where it is not there."""
    if folder.exists() and not folder.is_dir():
        raise ExportError("{folder} is a file; name a folder.", folder=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = Message(error.strerror or str(error))
        raise ExportError(
            "the folder {folder} cannot be made: {reason}.", folder=folder, reason=reason
        ) from error


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files in one zip, as `publish_folder` takes them.

    Args:
        files: Bytes by name.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def publish_folder(target: Path, data: bytes) -> None:
    """Write the entries of a zip as the files of a new folder: all of them, or none.

    It must not be there yet: one that is there may hold more than we know of, so it is never
    replaced.
    """
    place = folder_writable(target)
    beside = place.parent / f".cproc-{secrets.token_hex(8)}.part"
    with _refusals(target), zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            beside.mkdir()
            for entry in archive.infolist():
                _write_entry(beside, entry.filename, archive.read(entry))
            _sync_folder(beside)
            beside.rename(place)
            _sync_folder(place.parent)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def publish_files(folder: Path, files: Mapping[str, bytes | None]) -> tuple[Path, ...]:
    """Change files of a folder: all of them, or none; what is the same already is not touched.

    All that is new is on the disk before the first name changes. Where a name cannot be changed
    those before it are put back; only a machine that stops between two of them leaves some new
    and some old.

    Args:
        folder: The folder; it is made where it is not there.
        files: Bytes by name; None for a file that is to be removed.

    Returns:
        The files that were changed or removed.

    Raises:
        ExportError: One cannot be written; the message says why. Nothing was changed.
    """
    real = {folder / name: Path(os.path.realpath(folder / name)) for name in files}
    is_new = not folder.exists()
    ready_folder(folder)
    with _refusals(folder):
        pairs = zip(real, files.values(), strict=True)
        changed = {path: data for path, data in pairs if _bytes_of(path) != data}
        try:
            _change({real[path]: data for path, data in changed.items()})
        finally:
            if is_new and not any(folder.iterdir()):
                folder.rmdir()
        if changed:
            _sync_folder(folder)
    return tuple(changed)


def _change(changed: Mapping[Path, bytes | None]) -> None:
    parts: dict[Path, Path] = {}
    before: dict[Path, Path | None] = {}
    try:
        for path, data in changed.items():
            if data is not None:
                parts[path] = path.parent / f".cproc-{secrets.token_hex(8)}.part"
                _write(parts[path], data, _mode_of(path))
        for path, data in changed.items():
            before[path] = _set_aside(path)
            if data is None:
                path.unlink()
            else:
                parts[path].replace(path)
    except BaseException:
        for path, old in before.items():
            if old is None:
                path.unlink(missing_ok=True)
            else:
                old.replace(path)
        raise
    finally:
        for litter in (*parts.values(), *before.values()):
            if litter is not None:
                litter.unlink(missing_ok=True)


def _mode_of(path: Path) -> int | None:
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else None


def _refuse_irregular(path: Path) -> None:
    """Refuse a device or a pipe, which a file would take the place of."""
    if path.exists() and not path.is_file():
        raise ExportError("{target} is no regular file.", target=path)


def _bytes_of(path: Path) -> bytes | None:
    _refuse_irregular(path)
    return path.read_bytes() if path.exists() else None


def _set_aside(path: Path) -> Path | None:
    """Another name for a file that is there, by which it can be put back."""
    if not path.exists():
        return None
    before = path.parent / f".cproc-{secrets.token_hex(8)}.before"
    try:
        before.hardlink_to(path)  # the file keeps its name, so that readers always see one
    except OSError:  # a file system without hard links
        shutil.copy2(path, before)
    return before


def _write_entry(folder: Path, name: str, data: bytes) -> None:
    inside = PurePosixPath(name)
    if inside.is_absolute() or ".." in inside.parts or "\\" in name or not inside.parts:
        raise ExportError(
            "the entry {name!r} would lie outside the folder. Nothing was written.", name=name
        )
    file = folder / inside
    file.parent.mkdir(parents=True, exist_ok=True)
    _write(file, data, None)


def folder_writable(target: Path) -> Path:
    """The real place of a new folder, once it is known that it can be put there."""
    with _refusals(target):
        place = _in_a_folder(target)
        if place.exists():
            raise TargetExistsError(
                "{target} exists; a folder is never replaced. Give a new name.", target=target
            )
    return place


def _in_a_folder(target: Path) -> Path:
    place = Path(os.path.realpath(target))
    if not place.parent.is_dir():
        raise ExportError("there is no folder {parent}; make it first.", parent=target.parent)
    return place


@contextmanager
def _refusals(target: Path) -> Iterator[None]:
    """Tell what the operating system refuses as an error of ours."""
    try:
        yield
    except ExportError:
        raise
    except OSError as error:
        reason = Message(error.strerror or str(error))
        raise ExportError(
            "{target} cannot be written: {reason}. Nothing was changed.",
            target=target,
            reason=reason,
        ) from error


def _exists(target: Path) -> TargetExistsError:
    return TargetExistsError(
        "{target} exists; give another name, or replace it with --force.", target=target
    )


def _write(path: Path, data: bytes, mode: int | None) -> None:
    with path.open("xb") as stream:  # x: a link that somebody laid there is not followed
        if mode is not None:
            path.chmod(mode)
        _all(stream, data)
        stream.flush()
        os.fsync(stream.fileno())


def _all(stream: BinaryIO, data: bytes) -> None:
    stream.write(data)


def _take_name(beside: Path, place: Path, target: Path, *, force: bool) -> None:
    if force:
        beside.replace(place)
        return
    try:
        place.hardlink_to(beside)  # unlike a rename, this never replaces
    except FileExistsError:
        raise _exists(target) from None
    except OSError:  # a file system without hard links
        beside.replace(place)


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where folders can be opened."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
