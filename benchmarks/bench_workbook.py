"""Reading an entry workbook of 100,000 activities: its cells, and all of it.

The peer of the first is python-calamine by itself, which reads the same cells without looking at
the file first and keeps nothing of where they stand. The peer of the second is the same office
read from JSON.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks.harness import Bench, Case, Target
from cproc.loaders.grids import read_workbook
from cproc.loaders.json import JsonLoader
from cproc.loaders.workbook import WorkbookLoader
from cproc.plugins import render
from cproc.serialize import dumps
from cproc.testing import make_portfolio

ACTIVITIES = 100_000


@cache
def _folder() -> Path:
    return Path(tempfile.gettempdir()) / f"cproc-bench-workbook-{ACTIVITIES}"


def workbook() -> Path:
    """The office as an entry workbook; it is made once for all cases."""
    file = _folder() / "office.xlsx"
    if not file.exists():
        _folder().mkdir(exist_ok=True)
        made = render(make_portfolio(ACTIVITIES), "entry")
        file.with_suffix(".part").write_bytes(made)
        file.with_suffix(".part").rename(file)
    return file


def text() -> Path:
    """The same office as a JSON file."""
    file = _folder() / "office.json"
    if not file.exists():
        _folder().mkdir(exist_ok=True)
        made = dumps(make_portfolio(ACTIVITIES))
        file.with_suffix(".part").write_text(made, encoding="utf-8")
        file.with_suffix(".part").rename(file)
    return file


def cells(file: Path) -> object:
    """Read the cells of every sheet, guarded."""
    return read_workbook(file)


def plain_cells(file: Path) -> object:
    """Read the cells of every sheet with python-calamine."""
    book = CalamineWorkbook.from_path(file)
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def whole(file: Path) -> object:
    """Load the workbook."""
    return WorkbookLoader().load(file)


def json(file: Path) -> object:
    """Load the JSON file."""
    return JsonLoader().load(file)


BENCHES = (
    Bench(
        f"Cells of a workbook of {ACTIVITIES:,} activities",
        (
            Case("cproc", cells, workbook),
            Case("python-calamine", plain_cells, workbook),
        ),
        "python-calamine",
        (Target("cproc", time=1.2),),
        rounds=2,
    ),
    Bench(
        f"Loading a workbook of {ACTIVITIES:,} activities",
        (
            Case("cproc, workbook", whole, workbook),
            Case("cproc, JSON", json, text),
        ),
        "cproc, JSON",
        (Target("cproc, workbook", time=2.0),),
        rounds=2,
    ),
)
