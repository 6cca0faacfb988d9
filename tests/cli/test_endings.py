"""How the command ends: its exit codes, Ctrl-C, and output that nobody reads."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from example_data import loaded
from openpyxl import Workbook

from cproc.cli import main
from cproc.cli.language import INTERRUPTED, UNREAD, UNWRITTEN
from cproc.serialize import dumps

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
GRANT, YEAR = str(EXAMPLES / "eu_grant"), str(EXAMPLES / "cproc_2017")
SENT = ["--project", "CEGE", "--period", "2023", "--sent", "2024-02-01"]

# Of each command: what succeeds, what finds problems in data or files, and what is called wrongly.
WORDS: dict[str, tuple[list[str], list[str] | None, list[str]]] = {
    "check": ([GRANT], ["{none}"], [GRANT, "--to", "xlsy"]),
    "completion": (["bash"], None, ["csh"]),
    "convert": ([GRANT, "{new}.json"], ["{none}", "{new}.json"], [GRANT, "{new}", "--to", "x"]),
    "deadlines": ([GRANT], ["{none}"], [GRANT, "--within", "soon"]),
    "demo": (["{new}"], ["{there}"], ["{new}", "--example", "nothing"]),
    "diff": ([GRANT, GRANT], [GRANT, "{none}"], [GRANT]),
    "explain": ([GRANT, "entries"], ["{none}", "entries"], [GRANT, "entrys"]),
    "export": (
        [GRANT, "-o", "{new}.json"],
        [GRANT, "-o", "{there}"],
        [GRANT, "-o", "{new}.xlsx", "--for", "nobody"],
    ),
    "exporters": (["xlsx"], None, ["xls"]),
    "figures": ([GRANT], ["{none}"], [GRANT, "--on", "2017-02-30"]),
    "fill": (
        ["{form}", GRANT, "-o", "{new}.xlsx"],
        ["{there}", GRANT, "-o", "{new}.xlsx"],
        ["{form}", GRANT],
    ),
    "forms": (["prag-annex3"], ["{none}.toml"], ["prag-anex3"]),
    "inventory": (
        ["{text}", "--office", YEAR],
        ["{text}", "--office", "{none}"],
        ["{text}", "--office", YEAR, "--lines", "x"],
    ),
    "loaders": (["json"], None, ["jsn"]),
    "map": (["{table}"], ["{none}.xlsx"], []),
    "merge": (
        ["{copy}", GRANT, "--mode", "add"],
        ["{copy}", "{none}", "--mode", "add"],
        ["{copy}", GRANT, "--mode", "ad"],
    ),
    "new-exporter": (["letter", "--in", "{folder}"], ["taken", "--in", "{folder}"], ["a/b"]),
    "new-loader": (["visits", "--in", "{folder}"], ["taken", "--in", "{folder}"], ["a/b"]),
    "new-office": (["{new}.xlsx"], ["{there}"], ["{new}.docx"]),
    "plugins": ([], None, ["x"]),
    "schema": ([], None, ["x"]),
    "submit": (
        [GRANT, *SENT, "-o", "{new}.json"],
        ["{none}", *SENT, "-o", "{new}.json"],
        [GRANT, "--project", "NONE", *SENT[2:], "-o", "{new}.json"],
    ),
    "tally": ([GRANT], ["{none}"], [GRANT, "--by", "moon"]),
    "template": (["-o", "{new}.docx"], ["-o", "{there}"], ["--x"]),
    "total": ([GRANT, "budget"], ["{none}", "budget"], [GRANT, "budgt"]),
    "verify": (["{json}", GRANT], ["{there}", GRANT], [GRANT]),
    "translate": (["de", "-o", "{new}.toml"], ["de", "-o", "{there}.toml"], []),
}


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    """What the words stand for: a name that nothing has, files, folders."""
    there, text, table = (tmp_path / name for name in ("there.xlsx", "text.txt", "table.csv"))
    there.write_bytes(b"mine")
    (tmp_path / "there.toml").write_text("= broken", encoding="utf-8")
    text.write_text("October 2016\nGLACY+\tTraining, Accra, Ghana, 3-4 October 2016\n", "utf-8")
    table.write_text("Project,Activity,Date\nA,Training,2025-01-02\n", encoding="utf-8")
    (tmp_path / "data.json").write_text(dumps(loaded("eu_grant")), encoding="utf-8")
    form = Workbook()
    form.worksheets[0]["A1"] = "{{ spent }}"
    form.save(tmp_path / "form.xlsx")
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in Path(GRANT).glob("*.[jc]s*"):
        (copy / file.name).write_bytes(file.read_bytes())
    folder = tmp_path / "folder"
    (folder / "cproc-taken").mkdir(parents=True)
    names = {"none": "none", "new": "new", "there": there.name, "text": text.name}
    names |= {"table": table.name, "copy": copy.name, "folder": folder.name, "json": "data.json"}
    names |= {"form": "form.xlsx"}
    return {name: str(tmp_path / file) for name, file in names.items()}


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (name, code)
        for name, words in WORDS.items()
        for code in (0, 1, 2)
        if words[code] is not None
    ],
)
def test_each_command_leaves_with_the_code_that_the_help_says(
    command: str, code: int, places: dict[str, str]
) -> None:
    """0 where all is well, 1 for problems of data and files, 2 where it is called wrongly."""
    there = {**places, "there": places["there"].removesuffix(".xlsx")}
    words = WORDS[command][code] or []
    named = [
        word.format(**(there if word.endswith(".toml") else places)) for word in words
    ]  # fmt: skip
    done = CliRunner().invoke(main, [command, *named], catch_exceptions=False)
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    assert bool(done.stderr) or not code


def test_every_command_is_tried() -> None:
    """A new command is tried as well, and the help names each code."""
    assert set(WORDS) == set(main.commands)
    told = CliRunner().invoke(main, ["--help"]).stdout
    assert all(f"\n  {code} " in told for code in (0, 1, 2, 130, 141))


def test_without_words_it_prints_its_help() -> None:
    """Who types the name alone learns what there is, and that this was no command."""
    done = CliRunner().invoke(main, [], catch_exceptions=False)
    assert done.exit_code == 2
    assert "Usage: " in done.output
    assert "figures" in done.output


def started(*words: str, **more: object) -> subprocess.Popen[bytes]:
    """The command as a program of its own."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
    return subprocess.Popen([sys.executable, "-m", *words], **pipes)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("module", ["cproc", "cproc.cli"])
def test_it_runs_as_a_module(module: str) -> None:
    """`python -m cproc` is the command under its name."""
    with started(module, "--version") as program:
        out, told = program.communicate()
    assert (out.split()[0].rstrip(b","), told, program.returncode) == (b"cproc", b"", 0)


@pytest.mark.parametrize(
    "words",
    [
        ("schema",),
        ("--help",),
        ("figures", GRANT, "--all"),
        ("export", GRANT, "-o", "-", "--to", "md"),
    ],
)
def test_output_that_nobody_reads_ends_it_quietly(words: tuple[str, ...]) -> None:
    """As `| head` does: code 141, and no word of it."""
    with started("cproc", *words) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        told = program.stderr.read()
    assert (program.returncode, told) == (UNREAD, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_output_that_cannot_be_written_is_told() -> None:
    """A full disk: code 1, one line, no traceback."""
    with Path("/dev/full").open("wb") as full, started("cproc", "schema", stdout=full) as program:
        _out, told = program.communicate()
    assert (program.returncode, told) == (UNWRITTEN, b"cproc: No space left on device\n")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
def test_breaking_off_is_told_in_a_line(tmp_path: Path) -> None:
    """Ctrl-C while a file is written: code 130, no traceback, no file."""
    fifo = tmp_path / "data.json"
    slow = (
        "import time, cproc.plugins as plugins\n"
        "plugins.load = lambda *_a, **_k: (print('reading', flush=True), time.sleep(60))\n"
        f"from cproc.cli import main; main(['export', {GRANT!r}, '-o', {str(fifo)!r}])\n"
    )
    program = subprocess.Popen(
        [sys.executable, "-c", slow], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"reading\n"
        program.send_signal(signal.SIGINT)
        _out, told = program.communicate()
    assert (program.returncode, told.strip()) == (INTERRUPTED, b"cproc: interrupted")
    assert not fifo.exists()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("export", [GRANT, "-o", "{new}.json"]),
        ("export", [GRANT, "-o", "{new}.md", "--lang", "fr"]),
        ("export", [GRANT, "-o", "{new}", "--to", "json", "--per", "donor"]),
        ("convert", [GRANT, "{new}.json"]),
        ("merge", ["{copy}", GRANT, "--mode", "add"]),
        ("check", [GRANT]),
        ("inventory", ["{text}", "--office", YEAR, "-o", "{new}"]),
        ("map", ["{table}", "-o", "{new}.toml"]),
        ("new-exporter", ["letter", "--in", "{folder}"]),
        ("new-loader", ["visits", "--in", "{folder}"]),
        ("new-office", ["{new}.xlsx"]),
        ("template", ["-o", "{new}.docx"]),
        ("translate", ["de", "-o", "{new}.toml"]),
    ],
)
def test_a_quiet_command_prints_nothing(
    command: str, words: list[str], places: dict[str, str]
) -> None:
    """What it writes is there all the same; errors are told."""
    named = [word.format(**places) for word in words]
    done = CliRunner().invoke(main, [command, *named, "--quiet"], catch_exceptions=False)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    wrong = CliRunner().invoke(main, [command, *(["x"] if command == "template" else []), "-q"])
    assert wrong.exit_code
    assert wrong.stderr


def test_a_quiet_command_prints_what_is_asked_for(places: dict[str, str]) -> None:
    """A preview, a file on standard output, and problems as data."""
    words = [places["copy"], GRANT, "--mode", "add"]
    done = CliRunner().invoke(main, ["merge", *words, "--dry-run", "-q"])
    assert "activities" in done.stdout
    assert "nothing was written" not in done.stdout
    assert CliRunner().invoke(main, ["export", GRANT, "--to", "md", "-o", "-", "-q"]).stdout
    assert '"problems"' in CliRunner().invoke(main, ["check", GRANT, "--json", "-q"]).stdout
