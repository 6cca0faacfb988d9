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


FORBIDDEN = [
    ("model.text", "cproc.plugins", "Imports go down the layers only"),
    ("exporters.json", "cproc.exporters.xlsx", "Exporters do not know each other"),
    ("exporters.office.spreadsheet", "cproc.exporters.docx", "Office formats stand on"),
    ("loaders.json", "cproc.loaders.folder", "Loaders do not know each other"),
    ("figures.counting.results", "openpyxl", "Formats stay in the exporters"),
    ("checks.timing", "cproc.checks.sums", "Rules of one subject"),
    ("report.cells", "cproc.report.model", "A report is made from the words"),
    ("report.settle", "cproc.report.tables_office", "A report is made from the words"),
]


def spoil(house: Path, module: str, line: str) -> None:
    """Add a line to a module, which may be new."""
    path = house / "src" / "cproc" / f"{module.replace('.', '/')}.py"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(f"{text}\n{line}\n", encoding="utf-8")


def broken(house: Path) -> dict[str, str]:
    """What is said of each contract that is broken, by its name."""
    done = lint_imports(house)
    assert done.returncode == 1, done.stdout + done.stderr
    names = [row.removesuffix(" BROKEN") for row in done.stdout.splitlines() if "BROKEN" in row]
    said = done.stdout.partition("Broken contracts")[2]
    starts = sorted((said.index(f"\n{name}\n"), name) for name in names)
    ends = [at for at, _name in starts[1:]] + [len(said)]
    return {name: said[at:end] for (at, name), end in zip(starts, ends, strict=True)}


def test_contracts_fail_on_sabotage(house: Path) -> None:
    """Each import contract is broken by a forbidden import, and names it."""
    for module, imported, _contract in FORBIDDEN:
        spoil(house, module, f"import {imported}")
    found = broken(house)
    for module, imported, contract in FORBIDDEN:
        (said,) = (said for name, said in found.items() if name.startswith(contract))
        assert f"cproc.{module} -> {imported} " in said, said


def test_a_package_that_has_no_layer_is_found(house: Path) -> None:
    """The layers are all there are."""
    spoil(house, "annex", "import cproc.model")
    (said,) = broken(house).values()
    assert "annex" in said


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
