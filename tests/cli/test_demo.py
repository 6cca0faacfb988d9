"""`cproc demo`: an example office that every command reads, from the package alone."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Context
from click.testing import CliRunner, Result

import cproc
from cproc.cli import main
from cproc.errors import UnknownNameError
from cproc.scaffold import demo
from cproc.scaffold.demo import EXAMPLES, demo_files

ROOT = Path(__file__).resolve().parents[2]
READ_ONLY = {"tally", "total", "figures", "explain", "deadlines"}


def run(*words: str) -> Result:
    """Call the command."""
    return CliRunner().invoke(main, [*words])


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_is_written_is_the_example_of_the_repository(tmp_path: Path, example: str) -> None:
    """Every file of the example is there, byte by byte, and the data are sound."""
    target = tmp_path / "office"
    assert run("demo", str(target), "--example", example).exit_code == 0
    kept = ROOT / "examples" / EXAMPLES[example]
    assert {f.name: f.read_bytes() for f in target.iterdir()} == {
        f.name: f.read_bytes() for f in kept.iterdir()
    }
    assert cproc.load(target) == cproc.load(kept)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_commands_it_names_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """Each command that it says to try next succeeds as it stands."""
    monkeypatch.chdir(tmp_path)
    done = run("demo", "office", "--example", "grant", "--lang", lang)
    named = [line.split()[1:] for line in done.output.splitlines() if line.startswith("  cproc ")]
    assert len(named) == 4
    for words in named:
        assert (tried := run(*words)).exit_code == 0, tried.output
    assert {"office", "report.docx", "workbook.xlsx"} <= {path.name for path in tmp_path.iterdir()}


def _examples() -> Iterator[list[str]]:
    """The words of each example in the help of a command that reads an example office."""
    context = Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        for line in (command.help or "").splitlines():
            words = shlex.split(line) if line.startswith("  cproc ") else []
            if {"office", "grant"} & {*words[2:]} and words[1] in READ_ONLY:
                yield words[1:]


def test_examples_of_the_help_read_what_the_package_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No help names a folder of the repository; what only reads and counts runs as it stands."""
    for name in main.list_commands(Context(main)):
        assert "examples/" not in run(name, "--help").output
    monkeypatch.chdir(tmp_path)
    assert run("demo", "office").exit_code == run("demo", "grant", "--example", "grant").exit_code
    every = [*_examples()]
    assert {words[0] for words in every} == READ_ONLY
    for words in every:
        assert (tried := run(*words)).exit_code == 0, (words, tried.output)


def test_an_installed_package_takes_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the package has the examples, they are read there and not from a checkout."""
    packaged = tmp_path / "examples" / "eu_grant"
    packaged.mkdir(parents=True)
    (packaged / "portfolio.json").write_text("{}", encoding="utf-8")
    (packaged / ".hidden.csv").write_text("", encoding="utf-8")
    monkeypatch.setattr(demo, "files", lambda _package: tmp_path)
    assert demo_files("grant") == {"portfolio.json": b"{}"}


def test_nothing_that_exists_is_replaced(tmp_path: Path) -> None:
    """A folder that is there is refused, and stays as it was."""
    done = run("demo", str(tmp_path))
    assert done.exit_code == 1
    assert "exists; give another name" in done.output
    assert not list(tmp_path.iterdir())


def test_an_unknown_example_is_refused() -> None:
    """The message lists those there are."""
    with pytest.raises(UnknownNameError, match="grant, grant-reported, year"):
        demo_files("grants")
