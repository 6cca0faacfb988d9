"""What the README and the documentation show is run."""

import json
import re
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from pages import PAGES
from transcripts import pages, transcript
from trial import steps

import cproc
from cproc import plugins
from cproc.model import Portfolio, Project, ReportIdentity
from cproc.serialize import from_data, to_data

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


@pytest.mark.thorough
def test_the_readme_does_what_it_says(tmp_path: Path) -> None:
    """Its commands and its script run as they stand, with nothing beside them but the package."""
    printed = []
    for words in steps((ROOT / "README.md").read_text(encoding="utf-8"), Path(sys.executable)):
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        printed.append(done.stdout)
    assert "186" in "".join(printed)
    assert "EUR 24390000" in printed[-2]
    written = {path.name: path.stat().st_size for path in tmp_path.iterdir() if path.is_file()}
    assert {"report.docx", "workbook.xlsx", "rapport.docx"} == {*written}
    assert min(written.values()) > 10_000


@pytest.mark.thorough
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


def test_data_that_pages_show_are_read() -> None:
    """A piece of JSON on a page is data of a portfolio, a project or a report, as it stands."""
    grant = to_data(cproc.load(ROOT / "examples" / "eu_grant"))
    seen = set()
    for page in (ROOT / "docs").rglob("*.md"):
        for piece in blocks(str(page), "json"):
            data = json.loads(json.dumps(grant))
            places = {
                Portfolio: data,
                Project: data["projects"][0],
                ReportIdentity: data["reports"][0],
            }
            fields = {} if piece.startswith("{") else json.loads(f"{{{piece}}}")
            for name, value in fields.items():
                (cls, *_) = (cls for cls in places if name in attrs.fields_dict(cls))
                places[cls][name] = value
            from_data(data)
            seen |= {*fields}
    assert {"budget", "editions", "sections", "silenced", "terms"} <= seen


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
