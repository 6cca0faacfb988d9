"""Runs what a page of the documentation shows: ``python docs/transcripts.py``.

A page's blocks run from top to bottom, in a folder of their own that has the examples:

- a block with a ``:caption:`` is a file of that name, which is written; where the caption names a
  sheet, ``office.xlsx, sheet Projects``, its lines are typed into it below the example row;
- ``console`` blocks hold commands after ``$`` (``cproc`` and ``python``) and what they print;
- ``pycon`` blocks hold Python after ``>>>`` and what it prints; a page's blocks share their names.

Run as a program, it writes into the pages what came out; a test compares only. A line of
``…`` alone stands for all that follows, ``…`` within a line for whatever varies there.
"""

from __future__ import annotations

import contextlib
import csv
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from click.testing import CliRunner

from cproc.cli import main

__all__ = ["pages", "transcript"]

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^```(?P<language>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
CAPTION = re.compile(
    r"^:caption: (?P<file>[^\s,]+)(?:, sheet (?P<sheet>[^\n]+))?\n\n?", re.MULTILINE
)
TYPED_FROM = 3
"""The first row below the headings and the example of a sheet that data are typed into."""


def pages() -> list[Path]:
    """Give the pages that show something to be run."""
    found = sorted((ROOT / "docs").rglob("*.md"))
    return [
        page
        for page in found
        if re.search(r"^```(console|pycon)$", page.read_text("utf-8"), re.MULTILINE)
    ]


def transcript(page: Path, folder: Path) -> str:
    """Run the blocks of a page in a folder and give the page with what came out.

    Args:
        page: The page, in Markdown.
        folder: An empty folder.
    """
    (folder / "examples").symlink_to(ROOT / "examples")
    names: dict[str, object] = {"__name__": "__main__"}

    def run(match: re.Match[str]) -> str:
        language, body = match["language"].strip(), match["body"]
        if caption := CAPTION.match(body):
            file = folder / caption["file"]
            if caption["sheet"]:
                _type(file, caption["sheet"], body[caption.end() :])
                return match[0]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(body[caption.end() :], encoding="utf-8")
        elif language == "console":
            body = "".join(_console(body))
        elif language == "pycon":
            body = "".join(_python(body, names))
        return f"```{match['language']}\n{body}```"

    with contextlib.chdir(folder):
        return FENCE.sub(run, page.read_text(encoding="utf-8"))


def _type(file: Path, sheet: str, lines: str) -> None:
    """Type lines of cells, headings first, into a sheet of a workbook."""
    book = openpyxl.load_workbook(file)
    page = book[sheet]
    places = {cell.value: at for at, cell in enumerate(page[1], start=1)}
    headings, *rows = csv.reader(lines.splitlines(), skipinitialspace=True)
    for number, row in enumerate(rows, start=TYPED_FROM):
        for heading, text in zip(headings, row, strict=True):
            page.cell(number, places[heading]).value = int(text) if text.isdigit() else text or None
    book.save(file)


def _console(body: str) -> Iterator[str]:
    parts = re.split(r"^(\$ [^\n]*(?:\\\n[^\n]*)*)\n", body, flags=re.MULTILINE)
    yield parts[0]
    for command, shown in zip(parts[1::2], parts[2::2], strict=True):
        yield f"{command}\n"
        yield from _merged(shown, _printed(command[2:].replace("\\\n", " ")))


def _printed(command: str) -> str:
    program, *words = shlex.split(command, comments=True)
    if program == "cproc":
        done = CliRunner().invoke(main, words, catch_exceptions=False)
        return done.output
    if program == "python":
        made = subprocess.run([sys.executable, *words], check=True, capture_output=True, text=True)
        return made.stdout
    raise ValueError(f"a console block runs cproc or python only, not {program}")


def _python(body: str, names: dict[str, object]) -> Iterator[str]:
    for part in doctest.DocTestParser().parse(body):
        if isinstance(part, str):
            yield part
            continue
        first, *more = part.source.splitlines()
        yield "".join([f">>> {first}\n", *(f"... {line}".rstrip() + "\n" for line in more)])
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(part.source, "<page>", "single"), names)
        yield from _merged(part.want, out.getvalue())


def _merged(shown: str, printed: str) -> Iterator[str]:
    """Give what was printed, as far as the page leaves nothing out."""
    lines = [line.rstrip() for line in printed.rstrip().splitlines()]
    before = shown.rstrip().splitlines()
    if before and before[-1].strip() == "…":
        lines = [*lines[: len(before) - 1], "…"]
    for index, line in enumerate(lines):
        old = before[index] if index < len(before) else ""
        pattern = ".*".join(re.escape(piece) for piece in old.split("…"))
        yield f"{old if '…' in old and re.fullmatch(pattern, line) else line}\n"
    if (blank := len(shown) - len(shown.rstrip("\n"))) > 1:
        yield "\n" * (blank - 1)


if __name__ == "__main__":
    os.environ["COLUMNS"] = "80"
    for made in pages():
        with tempfile.TemporaryDirectory() as place:
            made.write_text(transcript(made, Path(place)), encoding="utf-8")
