"""Reads an inventory from a file: text in any usual encoding, or a Word file."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from pathlib import Path

import attrs

from cproc.dates import Period
from cproc.errors import DataError, Message, Problem, Severity, said
from cproc.loaders.inventory import Inventory, Line, lines_of, read_inventory
from cproc.loaders.inventory.word_file import word_lines
from cproc.model import Portfolio

MAX_BYTES = 32 * 1024 * 1024
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def read_inventory_file(
    path: Path,
    office: Portfolio,
    *,
    languages: tuple[str, ...] = ("fr", "en"),
    aliases: Mapping[str, str] | None = None,
    period: Period | None = None,
    lines: tuple[int, int] | None = None,
) -> Inventory:
    """Read an inventory of activities from a file.

    Args:
        path: A text file, or a Word file (``.docx``).
        office: The portfolio whose projects it names.
        languages: CLDR languages it is written in.
        aliases: Further names of projects, each with the code.
        period: Gives the year of headings that print none.
        lines: The first and last line of the file to read; all of it where absent.

    Returns:
        As `read_inventory` does.

    Raises:
        DataError: The file cannot be read, or is too large.
    """
    data = _bytes(path)
    problems: tuple[Problem, ...]
    if path.suffix.lower() in (".docx", ".docm", ".dotx") or data.startswith(b"PK\x03\x04"):
        source, problems = word_lines(data, languages, str(path))
    else:
        source, problems = _text_lines(data, str(path))
    if lines is not None:
        source = [line for line in source if lines[0] <= line.number <= lines[1]]
    inventory = read_inventory(
        source, office, languages=languages, aliases=aliases, period=period, file=str(path)
    )
    return attrs.evolve(inventory, problems=(*problems, *inventory.problems))


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():  # reading a device might never end
            fault = said("is not a regular file") if path.exists() else said("does not exist")
            raise _unusable("file-missing", said("the file {fault}.", fault=fault), path)
        if path.stat().st_size > MAX_BYTES:
            message = said(
                "the file has {count} bytes, more than {most}.",
                count=path.stat().st_size,
                most=MAX_BYTES,
            )
            raise _unusable("file-too-large", message, path)
        return path.read_bytes()
    except OSError as error:
        reason = Message(error.strerror or str(error))
        message = said("the file cannot be read: {reason}.", reason=reason)
        raise _unusable("file-unreadable", message, path) from None


def _unusable(code: str, message: Message, path: Path) -> DataError:
    return DataError([Problem(code, message, hint=said("Check its name."), file=str(path))])


def _text_lines(data: bytes, file: str) -> tuple[list[Line], tuple[Problem, ...]]:
    """The lines of a text: in the encoding its mark names, in UTF-8, or else in Windows-1252."""
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        return lines_of(data.decode(encoding)), ()
    except UnicodeDecodeError:
        message = said("the file is not UTF-8; it was read as Windows-1252.")
        hint = said("If accents are wrong, save it as UTF-8.")
        warning = Problem(
            "inventory-encoding", message, hint=hint, file=file, severity=Severity.WARNING
        )
        return lines_of(data.decode("cp1252", errors="replace")), (warning,)
