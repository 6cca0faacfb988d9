"""What the README and the documentation show is run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pages import PAGES
from transcripts import pages, transcript

from cproc import plugins

# Whole programs run here; other tests cover the lines.
pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).resolve().parent.parent


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def python(code: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that has the examples, as a reader's clone would."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "out").mkdir()
    return tmp_path


def test_the_ten_lines_of_the_readme(folder: Path) -> None:
    """The script of the README runs as it stands and makes the French report."""
    (script,) = blocks("README.md", "python")
    told = python(script, folder)
    assert "186" in told
    assert "EUR 24390000" in told
    assert (folder / "out" / "rapport.docx").stat().st_size > 10_000


@pytest.mark.parametrize(("page", "name"), [("exporter", "letter"), ("loader", "visits")])
def test_the_plugin_of_a_how_to_passes_its_tests(folder: Path, page: str, name: str) -> None:
    """The exporter and the loader that the pages show pass their suites, as the pages say."""
    module, test, *_ = blocks(f"docs/{page}.md", "python")
    (folder / f"cproc_{name}.py").write_text(module, encoding="utf-8")
    (folder / f"test_{name}.py").write_text(test, encoding="utf-8")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"test_{name}.py"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert re.search(r"^[1-9][0-9]* passed", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("script", sorted((ROOT / "examples" / "scripts").glob("*.py")), ids=str)
def test_example_scripts(script: Path, folder: Path) -> None:
    """Each script of the examples runs and prints something."""
    assert python(script.read_text(encoding="utf-8"), folder)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_pages_show_what_is_printed(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run from top to bottom, a page gives itself; `python docs/transcripts.py` renews it."""
    monkeypatch.setenv("COLUMNS", "80")
    assert transcript(page, tmp_path) == page.read_text(encoding="utf-8")


def test_a_page_that_shows_something_else_is_found(tmp_path: Path) -> None:
    """The comparison can fail: other output is replaced, what is left out with … is not."""
    page = tmp_path / "page.md"
    page.write_text("```pycon\n>>> print(1 + 1)\n3\n>>> print('a b')\na …\n```\n", encoding="utf-8")
    (tmp_path / "run").mkdir()
    shown = transcript(page, tmp_path / "run")
    assert shown == "```pycon\n>>> print(1 + 1)\n2\n>>> print('a b')\na …\n```\n"


@pytest.mark.parametrize("name", PAGES)
def test_pages_made_from_code_are_fresh(name: str) -> None:
    """A page made from code is what the code gives; `python docs/pages.py` renews it."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name]()


def test_links_between_pages_lead_somewhere() -> None:
    """A link of the README or a page of the documentation leads to a file that is there."""
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *ROOT.glob("examples/*/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_built_in_exporter_is_in_the_changelog() -> None:
    """An exporter that users can name is named in the changelog."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in plugins.installed().exporters)
