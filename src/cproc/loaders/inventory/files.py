"""Reads an inventory from a file: text in any usual encoding, or a Word file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs

from cproc.dates import Period
from cproc.errors import Problem
from cproc.loaders._files import read_bytes
from cproc.loaders.inventory import Inventory, lines_of, read_inventory
from cproc.loaders.inventory.word_file import word_lines
from cproc.model import Portfolio
from cproc.serialize.csvtext import decoded

MAX_BYTES = 32 * 1024 * 1024


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
    data = read_bytes(path, MAX_BYTES)
    problems: tuple[Problem, ...]
    if path.suffix.lower() in (".docx", ".docm", ".dotx") or data.startswith(b"PK\x03\x04"):
        source, problems = word_lines(data, languages, str(path))
    else:
        text, problems = decoded(data, str(path))
        source = lines_of(text)
    if lines is not None:
        source = [line for line in source if lines[0] <= line.number <= lines[1]]
    inventory = read_inventory(
        source, office, languages=languages, aliases=aliases, period=period, file=str(path)
    )
    return attrs.evolve(inventory, problems=(*problems, *inventory.problems))
