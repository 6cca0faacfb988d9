"""The house: imports go down only, importing is light, and each guard can fail."""

import ast
import importlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cproc

# Copies of the package are read here, not run.
pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).resolve().parent.parent


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the import contracts on a copy of the house."""
    code = (
        "import sys; sys.path.insert(0, 'src'); from importlinter.cli import lint_imports; "
        "sys.exit(lint_imports(config_filename='pyproject.toml', no_cache=True))"
    )
    return subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the house that may be spoilt."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("room", "line", "contract"),
    [
        ("model/text.py", "import cproc.plugins", "Imports go down the layers only"),
        ("exporters/json.py", "import cproc.exporters.xlsx", "Exporters do not know each other"),
        (
            "exporters/office/spreadsheet.py",
            "import cproc.exporters.docx",
            "Office formats stand on",
        ),
        ("loaders/json.py", "import cproc.loaders.folder", "Loaders do not know each other"),
        ("figures/counting/results.py", "import openpyxl", "Formats stay in the exporters"),
        ("checks/timing.py", "import cproc.checks.sums", "Rules of one subject"),
        ("report/cells.py", "import cproc.report.model", "A report is made from the words"),
        (
            "report/settle.py",
            "import cproc.report.tables_office",
            "A report is made from the words",
        ),
        ("annex.py", "import cproc.model", "Imports go down the layers only"),
    ],
    ids=[
        "upwards",
        "exporters",
        "office",
        "loaders",
        "formats",
        "rules",
        "report",
        "report-tables",
        "room-on-no-floor",
    ],
)
def test_contract_fails_on_sabotage(house: Path, room: str, line: str, contract: str) -> None:
    """Each import contract holds as the house stands and is broken by one forbidden import."""
    spoilt = house / "src" / "cproc" / room
    text = spoilt.read_text(encoding="utf-8") if spoilt.exists() else ""
    spoilt.write_text(f"{text}\n{line}\n", encoding="utf-8")
    done = lint_imports(house)
    broken = [row for row in done.stdout.splitlines() if row.endswith("BROKEN")]
    assert done.returncode == 1, done.stdout + done.stderr
    assert any(row.startswith(contract) for row in broken), done.stdout


def test_contracts_hold(house: Path) -> None:
    """The import contracts hold."""
    done = lint_imports(house)
    assert done.returncode == 0, done.stdout + done.stderr


def test_import_is_light() -> None:
    """Neither `import cproc` nor any of its names loads what only reading and writing need."""
    heavy = [
        "openpyxl",
        "docx",
        "lxml",
        "cattrs",
        "msgspec",
        "markdown_it",
        "rich",
        "click",
        "hypothesis",
    ]
    code = (
        "import sys, json, cproc; [getattr(cproc, name) for name in cproc.__all__]; "
        f"print(json.dumps([m for m in {heavy} if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_front_door_is_sorted_and_complete() -> None:
    """`cproc.__all__` is sorted, each name is there and is documented."""
    assert sorted(cproc.__all__) == cproc.__all__
    assert all(getattr(cproc, name).__doc__ for name in cproc.__all__)


def test_the_front_door_gives_each_name_from_the_room_type_checkers_see() -> None:
    """What is fetched when asked for is what the imports for type checkers say."""
    tree = ast.parse(Path(cproc.__file__).read_text(encoding="utf-8"))
    seen = {
        alias.name: node.module
        for branch in tree.body
        if isinstance(branch, ast.If)
        for node in branch.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert sorted(seen) == sorted(cproc.__all__)
    for name, room in seen.items():
        assert room is not None
        assert getattr(cproc, name) is getattr(importlib.import_module(room), name)
    assert set(cproc.__all__) <= set(dir(cproc))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = cproc.nothing  # type: ignore[attr-defined]  # that is the point
