"""LibreOffice, which lays out documents and computes workbooks anew."""

import csv
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>"""

# Every worksheet as a file of its own: UTF-8, numbers with all their digits and not as shown.
SHEETS_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"

Converter = Callable[[Mapping[str, bytes], str], Path]
"""Takes files by name, and the format they become; returns the folder of the results."""


class Values:
    """The values of a workbook as LibreOffice computes them, as text."""

    def __init__(self, folder: Path, book: str) -> None:
        """Read the files of its worksheets."""
        self._rows: dict[str, list[list[str]]] = {}
        for path in folder.glob(f"{book}-*.csv"):
            with path.open(encoding="utf-8", newline="") as lines:
                self._rows[path.stem.removeprefix(f"{book}-")] = [*csv.reader(lines)]

    def at(self, tab: str, row: int, column: int) -> str:
        """The value of a cell, empty where it has none; rows and columns count from one."""
        rows = self._rows[tab]
        cells = rows[row - 1] if row <= len(rows) else []
        return cells[column - 1] if column <= len(cells) else ""

    def filled(self, tab: str, row: int) -> list[str]:
        """The values of the cells of a row that are not empty, in order."""
        rows = self._rows[tab]
        return [text for text in rows[row - 1] if text] if row <= len(rows) else []

    def number(self, tab: str, row: int, column: int) -> Decimal:
        """The number of a cell; one that is shown as a percentage comes as one."""
        return number_of(self.at(tab, row, column))


def number_of(text: str) -> Decimal:
    """A number as LibreOffice writes it; one that is shown as a percentage comes as one."""
    return Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)


Recalculator = Callable[[Mapping[str, bytes]], dict[str, Values]]
"""Takes workbooks by name; returns the values of each."""


def converter(home: Path) -> Converter:
    """What converts files with a profile of LibreOffice in a folder.

    Starting LibreOffice costs as much as a file, so all that a test needs goes into one call.
    Two processes that share a profile wait for each other or fail.
    """
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    settings = home / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(ALWAYS_RECALCULATE)

    def convert(files: Mapping[str, bytes], target: str) -> Path:
        folder = Path(tempfile.mkdtemp(dir=home))
        for name, data in files.items():
            (folder / name).write_bytes(data)
        command: list[str | Path] = [
            *(soffice, "--headless", f"-env:UserInstallation={(home / 'profile').as_uri()}"),
            *("--convert-to", target, "--outdir", folder / "results"),
            *(folder / name for name in files),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return folder / "results"

    return convert
