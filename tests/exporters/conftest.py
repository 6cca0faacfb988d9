"""Programs that the tests of exporters share: LibreOffice, which computes a workbook anew."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>"""


@pytest.fixture
def recalculated(tmp_path: Path) -> Callable[[bytes], Any]:
    """Let LibreOffice open a workbook, compute every formula anew, and save it; once in a test."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")

    def compute(data: bytes) -> Any:
        profile = tmp_path / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE)
        given = tmp_path / "given.xlsx"
        given.write_bytes(data)
        command = [
            soffice,
            "--headless",
            f"-env:UserInstallation=file://{tmp_path / 'profile'}",
            *("--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(given)),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return openpyxl.load_workbook(tmp_path / "out" / "given.xlsx", data_only=True)

    return compute
