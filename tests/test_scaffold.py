"""A package that is started, and the example of one, are plugins that can be installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from cproc.cli import main
from cproc.errors import TargetExistsError, UsageError
from cproc.scaffold import write_exporter, write_loader

ROOT = Path(__file__).resolve().parent.parent


def install(package: Path, site: Path) -> None:
    """Install a package of single modules as pip would: the modules, and what pyproject says."""
    project = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    for module in (package / "src").glob("*.py"):
        shutil.copy(module, site)
    told = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(told, encoding="utf-8")
    points = project["entry-points"]["cproc"].items()
    lines = ["[cproc]", *(f"{name} = {value}" for name, value in points)]
    (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")


def run(site: Path, folder: Path, *words: str) -> str:
    """Run a module of Python where the package is installed."""
    path = os.pathsep.join([str(site), str(ROOT / "src")])
    # Coverage would trace the whole suite once more; the lines have tests of their own.
    environment = {k: v for k, v in os.environ.items() if k != "COVERAGE_PROCESS_CONFIG"}
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env={**environment, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("exporter", "Whether the activities are listed by title."),
        pytest.param(
            "loader",
            "Code of the project that the activities serve.",
            marks=pytest.mark.thorough,
        ),
    ],
)
def test_a_started_package_passes_its_tests_untouched(tmp_path: Path, kind: str, told: str) -> None:
    """What `cproc new-…` writes is installed, listed, and passes its own tests."""
    done = CliRunner().invoke(main, [f"new-{kind}", "two-words", "--in", str(tmp_path)])
    assert done.exit_code == 0, done.stderr
    package = tmp_path / "cproc-two-words"
    assert done.stdout.count("wrote ") == 4
    install(package, tmp_path / "site")
    site = tmp_path / "site"
    assert "passed" in run(site, package, "pytest", "-q", "-p", "no:cacheprovider", "tests")
    assert told in run(site, package, "cproc.cli", f"{kind}s", "two-words")


@pytest.mark.thorough
def test_the_example_is_installed_and_passes_its_tests(tmp_path: Path) -> None:
    """The donor's letter offers an exporter, a figure, a check and a section; all are used."""
    examples = tmp_path / "examples"
    examples.mkdir()
    shutil.copytree(ROOT / "examples" / "cproc-donor-letter", examples / "cproc-donor-letter")
    (examples / "cproc_2017").symlink_to(ROOT / "examples" / "cproc_2017")
    package = examples / "cproc-donor-letter"
    install(package, tmp_path / "site")
    assert "passed" in run(
        tmp_path / "site", package, "pytest", "-q", "-p", "no:cacheprovider", "tests"
    )
    told = run(tmp_path / "site", package, "cproc.cli", "plugins")
    assert "cproc-donor-letter 1.0.0" in told
    words = ("export", "../cproc_2017", "--to", "donor-letter", "-O", "donor=EU", "-o", "-")
    assert "Dear Sir or Madam," in run(tmp_path / "site", package, "cproc.cli", *words)
    listed = run(tmp_path / "site", package, "cproc.cli", "figures", "../cproc_2017", "--all")
    assert "donors_to_thank" in listed


def test_the_example_of_a_loader_is_installed_and_passes_its_tests(tmp_path: Path) -> None:
    """The bank statement is listed, read by its name, and merged into an office."""
    examples = tmp_path / "examples"
    examples.mkdir()
    shutil.copytree(ROOT / "examples" / "cproc-bank-statement", examples / "cproc-bank-statement")
    shutil.copytree(ROOT / "examples" / "eu_grant", examples / "eu_grant")
    package, site = examples / "cproc-bank-statement", tmp_path / "site"
    install(package, site)
    assert "passed" in run(site, package, "pytest", "-q", "-p", "no:cacheprovider", "tests")
    assert "bank-statement" in run(site, package, "cproc.cli", "loaders")
    statement = "Booking date;Amount;Reference\n05.03.2024;-20,00;X1\n"
    (package / "s.csv").write_text(statement, encoding="utf-8")
    reading = ("--from", "bank-statement", "-I", "project=CEGE")
    words = ("merge", "../eu_grant", "s.csv", *reading, "--mode", "add", "--only", "transactions")
    assert "wrote ../eu_grant/portfolio.json" in run(site, package, "cproc.cli", *words)
    assert "nothing to write" in run(site, package, "cproc.cli", *words)


@pytest.mark.parametrize("name", ["", "Letter", "donor_letter", "9lives", "a--b", "../x", "x" * 41])
def test_names_that_cannot_be_are_refused(tmp_path: Path, name: str) -> None:
    """A name becomes a module, a class and a folder; what cannot is told."""
    for write in (write_exporter, write_loader):
        with pytest.raises(UsageError, match="cannot be the name"):
            write(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A folder that is there stays as it is; one to write into must be there."""
    (tmp_path / "cproc-letter").mkdir()
    with pytest.raises(TargetExistsError, match="exists"):
        write_exporter("letter", tmp_path)
    with pytest.raises(UsageError, match="there is no folder"):
        write_exporter("letter", tmp_path / "nowhere")
