"""LibreOffice, which lays out what we write, where it is installed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from cproc.errors import ExportError, said

SECONDS = 300  # a document of thousands of pages takes LibreOffice some minutes

_PROGRAMS = ("soffice", "libreoffice")

# Every bookmark becomes a destination of the PDF, by name; it stands on an object that is a page.
_FILTER = (
    'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)
_PAGES = re.compile(rb"/Type/Pages\b.*?/Kids\[([^\]]*)\]", re.DOTALL)
_DESTINATION = re.compile(rb"/((?:#?5F)?\w+)\[(\d+) 0 R/XYZ")


def converted(data: bytes, suffix: str, target: str) -> bytes:
    """What LibreOffice makes of a file.

    Args:
        data: The file.
        suffix: Its suffix with the point, ``.docx``.
        target: What it becomes, with the filter and its options as the program takes them:
            ``pdf:writer_pdf_Export:{…}``.

    Raises:
        ExportError: LibreOffice is not installed, or did not do it.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise ExportError(
            "LibreOffice, which lays out pages, is not installed: there is no program "
            "soffice. Install it, or export docx or xlsx and print that."
        )
    with tempfile.TemporaryDirectory(prefix="cproc-") as folder:
        home = Path(folder)
        source = home / f"report{suffix}"
        source.write_bytes(data)
        command = [
            *(program, "--headless", "--norestore", "--nolockcheck"),
            # Two processes of one profile wait for each other or fail.
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            *("--convert-to", target, "--outdir", str(home / "out"), str(source)),
        ]
        reason = _run(command)
        # It ends without an error when it could not write, so the result is looked for.
        result = home / "out" / f"report.{target.partition(':')[0]}"
        if not result.is_file() or not result.stat().st_size:
            raise ExportError("LibreOffice did not lay the report out{reason}.", reason=reason)
        return result.read_bytes()


def page_numbers(document: bytes) -> dict[str, str]:
    """The number of the page of each bookmark of a Word document, by the name of the bookmark.

    Raises:
        ExportError: LibreOffice is not installed, or did not lay the document out.
    """
    pdf = converted(document, ".docx", _FILTER)
    kids = _PAGES.search(pdf)
    if kids is None:
        raise ExportError("LibreOffice laid the report out, but its pages could not be counted.")
    objects = re.findall(rb"(\d+) 0 R", kids[1])
    pages = {number: str(page) for page, number in enumerate(objects, start=1)}
    return {
        # LibreOffice writes an underscore by its number.
        match[1].decode().replace("#5F", "_").replace("5F", "_"): pages[match[2]]
        for match in _DESTINATION.finditer(pdf)
        if match[2] in pages
    }


def _run(command: list[str]) -> str:
    """Run a program and all that it starts, for so long; what it said where it failed."""
    with subprocess.Popen(  # noqa: S603 - a program of fixed names, on files of ours
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            printed, _none = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return said(" within {seconds} seconds", seconds=SECONDS)
        finally:
            if process.poll() is None:  # soffice is a script that waits for another program
                os.killpg(process.pid, signal.SIGKILL)
    text = " ".join(printed.decode(errors="replace").split())
    return f": {text[:200]}" if process.returncode and text else ""
