"""Reading text files that come from outside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import attrs

from cproc.errors import DataError, Message, Problem, said
from cproc.serialize.jsontext import Lines, lines_of

LOCATED = 1_000
"""Problems that are told with their line; beyond, nobody reads them one by one."""
MAX_BYTES = 512 * 1024 * 1024


def read_text(path: Path) -> str:
    """Read a regular file as UTF-8; a byte order mark is passed over."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = said("the file is not UTF-8 (byte {start}).", start=error.start)
        raise _unusable("file-encoding", path, message, said("Save it as UTF-8.")) from None


def read_bytes(path: Path) -> bytes:
    """Read a regular file of a size that an office may have."""
    try:
        if not path.is_file():
            fault = said("is not a regular file") if path.exists() else said("does not exist")
            raise _unusable(
                "file-missing",
                path,
                said("the file {fault}.", fault=fault),
                said("Check its name."),
            )
        # Before it is read: half a gigabyte is no year of an office, and would fill the memory.
        if (size := path.stat().st_size) > MAX_BYTES:
            message = said(
                "the file has {count} bytes, more than {most}.", count=size, most=MAX_BYTES
            )
            raise _unusable("file-too-large", path, message, said("Split it."))
        return path.read_bytes()
    except OSError as error:
        message = said(
            "the file cannot be read: {reason}.", reason=Message(error.strerror or str(error))
        )
        raise _unusable("file-unreadable", path, message, said("Check its permissions.")) from None


def _unusable(code: str, path: Path, message: str, hint: str) -> DataError:
    return DataError([Problem(code, message, hint=hint, file=str(path))])


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
