"""Reading text files that come from outside."""

from __future__ import annotations

from pathlib import Path

from cproc.errors import DataError, Problem

__all__ = ["read_text"]

MAX_BYTES = 512 * 1024 * 1024


def read_text(path: Path) -> str:
    """Read a regular file as UTF-8; a byte order mark is passed over.

    Raises:
        DataError: There is no such file, it is no regular file, too large, or not UTF-8.
    """
    try:
        if not path.is_file():
            what = "is not a regular file" if path.exists() else "does not exist"
            raise _unusable("file-missing", path, f"the file {what}.", "Check its name.")
        if (size := path.stat().st_size) > MAX_BYTES:
            told = f"the file has {size} bytes, more than {MAX_BYTES}."
            raise _unusable("file-too-large", path, told, "Split it.")
        data = path.read_bytes()
    except OSError as error:
        told = f"the file cannot be read: {error.strerror or error}."
        raise _unusable("file-unreadable", path, told, "Check its permissions.") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        told = f"the file is not UTF-8 (byte {error.start})."
        raise _unusable("file-encoding", path, told, "Save it as UTF-8.") from None


def _unusable(code: str, path: Path, message: str, hint: str) -> DataError:
    return DataError([Problem(code, message, hint=hint, file=str(path))])
