"""Reading text files that come from outside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import attrs

from cproc.errors import DataError, Message, said
from cproc.loaders.faults import refused
from cproc.serialize.jsontext import Lines, lines_of

LOCATED = 1_000
"""Problems that are told with their line; beyond, nobody reads them one by one."""
MAX_BYTES = 512 * 1024 * 1024


def read_text(path: Path) -> str:
    """Read a regular file as UTF-8; a byte order mark is passed over."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused("file-encoding", str(path), start=error.start) from None


def read_bytes(path: Path, most: int | None = None) -> bytes:
    """Read a regular file of a size that an office may have, or of so many bytes at most."""
    most = MAX_BYTES if most is None else most
    try:
        if not path.is_file():
            fault = said("is not a regular file") if path.exists() else said("does not exist")
            raise refused("file-missing", str(path), fault=fault)
        # Before it is read: half a gigabyte is no year of an office, and would fill the memory.
        if (size := path.stat().st_size) > most:
            raise refused("file-too-large", str(path), count=size, most=most)
        return path.read_bytes()
    except OSError as error:
        reason = Message(error.strerror or str(error))
        raise refused("file-unreadable", str(path), reason=reason) from None


@lru_cache(maxsize=2)
def _lines(path: Path, _changed: int) -> Lines:
    # Once for each state of the file: it is asked for each of a thousand problems.
    return lines_of(read_text(path))


def line_of(path: Path, where: str) -> str:
    """The line of a JSON file in which a path of the portfolio stands; empty for the whole."""
    if not where or not path.is_file():
        return ""
    return said("line {line}", line=_lines(path, path.stat().st_mtime_ns).line(where))


@contextmanager
def with_lines(file: Path) -> Iterator[None]:
    """Add the line to the problems of a JSON file that have a path and no place in it yet."""
    try:
        yield
    except DataError as error:
        located = [
            attrs.evolve(problem, cell=line_of(file, problem.path))
            if problem.file == str(file) and problem.path and not problem.cell
            else problem
            for problem in error.problems[:LOCATED]
        ]
        raise DataError([*located, *error.problems[LOCATED:]], error.sound) from None
