"""What a shell completes: asked through the classes of click that the shells call."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete, get_completion_class
from click.testing import CliRunner

from cproc.cli import main

YEAR = str(Path(__file__).resolve().parents[2] / "examples" / "cproc_2017")


def completed(*words: str) -> list[str]:
    """What is offered for the last of some words."""
    *before, typed = words
    asked = ShellComplete(main, {}, "cproc", "_CPROC_COMPLETE")
    return [item.value for item in asked.get_completions(list(before), typed)]


CASES = {
    "command": (("fig",), ["figures"]),
    "option": (("export", "--fo"), ["--for", "--force"]),
    "exporter": (("export", YEAR, "--to", "x"), ["xlsx"]),
    "checked-exporter": (("check", YEAR, "--to", "do"), ["docx"]),
    "exporters": (("exporters", "js"), ["json"]),
    "loader": (("check", YEAR, "--from", "fol"), ["folder"]),
    "loaders": (("loaders", "work"), ["workbook"]),
    "form": (("convert", YEAR, "--to", "fol"), ["folder"]),
    "key": (("tally", YEAR, "--by", "mon"), ["month"]),
    "second-key": (("tally", YEAR, "--by", "month,proj"), ["month,project"]),
    "measure": (("total", YEAR, "plan"), ["planned_cost"]),
    "figure": (("explain", YEAR, "budget_t"), ["budget_total"]),
    "found-figure": (("figures", YEAR, "--find", "nation"), ["nationalities"]),
    "language": (("export", YEAR, "--lang", "f"), ["fr"]),
    "second-language": (("export", YEAR, "--lang", "en,f"), ["en,fr"]),
    "edition": (("export", YEAR, "--for", "p"), ["public"]),
    "edition-without-data": (("export", "none", "--for", "bo"), ["board"]),
    "project": (("tally", YEAR, "--project", "GL"), ["GLACY", "GLACY+"]),
    "second-project": (("tally", YEAR, "--project", "EAP2,GLACY+"), ["EAP2,GLACY+"]),
    "country": (("tally", YEAR, "--country", "R"), ["RO", "RS"]),
    "filter": (("tally", YEAR, "--where", "proj"), ["project="]),
    "filter-value": (("tally", YEAR, "--where", "donor=MI"), ["donor=MICROSOFT"]),
    "narrowing": (("export", YEAR, "-O", "do"), ["donor="]),
    "donor": (("export", YEAR, "-O", "donor=J"), ["donor=JP"]),
    "own-option": (("export", YEAR, "--to", "docx", "-O", "temp"), ["template="]),
    "option-by-suffix": (("export", YEAR, "-o", "x.docx", "-O", "temp"), ["template="]),
    "loader-option": (("check", YEAR, "--from", "folder", "-I", "tab"), ["tables="]),
    "data-that-cannot-be-read": (("tally", "none", "--project", "GL"), []),
    "value-of-nothing": (("tally", YEAR, "--where", "moon=x"), []),
}


@pytest.mark.parametrize(("words", "values"), CASES.values(), ids=CASES)
def test_values_are_completed(words: tuple[str, ...], values: list[str]) -> None:
    """From what the library, its plugins and the data have; from nothing where there is none."""
    assert completed(*words) == values


def test_the_command_answers_the_shell() -> None:
    """Called without words, but with what is typed in the environment."""
    typed = {"COMP_WORDS": f"cproc tally {YEAR} --by mon", "COMP_CWORD": "4"}
    done = CliRunner().invoke(
        main, [], env={**typed, "_CPROC_COMPLETE": "bash_complete"}, prog_name="cproc"
    )
    assert done.stdout == "plain,month\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_is_printed(shell: str) -> None:
    """It calls the command by its name, with the variable that the command looks for."""
    done = CliRunner().invoke(main, ["completion", shell])
    assert done.exit_code == 0, done.output
    assert f"_CPROC_COMPLETE={shell}_complete" in done.stdout
    of = get_completion_class(shell)
    assert of is not None
    assert done.stdout.strip() == of(main, {}, "cproc", "_CPROC_COMPLETE").source().strip()
