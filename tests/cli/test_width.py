"""What every command prints fits the terminal, on the examples, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len
from samples import of_thorough

from cproc.cli import main

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CALL = re.compile(r'\w+\((?:\w+="[^"\n]*"(?:, )?)+\)')
COMMANDS = {
    "check": ["check", "{data}", "--all"],
    "convert": ["convert", "{data}", "{new}.json"],
    "deadlines": ["deadlines", "{data}"],
    "diff": ["diff", "{data}", "{other}", "--all"],
    "explain": ["explain", "{data}", "budget_total"],
    "explain-count": ["explain", "{data}", "entries"],
    "explain-cell": ["explain", "{data}", "--cell", "projects_overview:total:in_force"],
    "exporters": ["exporters"],
    "exporter": ["exporters", "docx"],
    "figures": ["figures", "{data}"],
    "every-figure": ["figures", "{data}", "--all"],
    "figures-against": ["figures", "{data}", "--all", "--against", "2016"],
    "catalogue": ["figures", "--list"],
    "loaders": ["loaders"],
    "loader": ["loaders", "folder"],
    "plugins": ["plugins"],
    "tables": ["schema", "--tables"],
    "tally": ["tally", "{data}", "--by", "project,kind,country", "--rule", "share"],
    "crosstab": ["tally", "{data}", "--by", "kind,country", "--crosstab"],
    "compared": ["tally", "{data}", "--by", "kind,country", "--compare", "{other}"],
    "total": ["total", "{data}", "contributions", "--by", "donor,project,kind"],
    "wrong": ["tally", "{data}", "--by", "moon"],
}


def printed(words: list[str], lang: str, width: int | None, folder: Path, data: str) -> str:
    """Both streams of a command, at a width."""
    other = "eu_grant" if data == "cproc_2017" else "cproc_2017"
    names = {"data": EXAMPLES / data, "other": EXAMPLES / other, "new": folder / f"{width}-{lang}"}
    words = [word.format(**names) for word in words]
    env = {"COLUMNS": None if width is None else str(width)}
    done = CliRunner().invoke(main, [*words, "--lang", lang], env=env, catch_exceptions=False)
    return done.output


@pytest.mark.no_cover
@pytest.mark.parametrize("data", ["eu_grant", *of_thorough(["cproc_2017"])])
@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_no_line_is_wider_than_the_terminal(words: list[str], data: str, tmp_path: Path) -> None:
    """At 60 and at 80 columns; calls of figures, numbers and words that fit stand in one line."""
    lang, width = ("en", 80) if data == "cproc_2017" else ("fr", 60)
    whole = printed(words, lang, None, tmp_path, data)
    text = printed(words, lang, width, tmp_path, data)
    assert [line for line in text.splitlines() if cell_len(line) > width] == []
    pieces = [*CALL.findall(whole), *re.findall(r"[^ \n]+", re.sub(CALL, " ", whole))]
    assert [p for p in dict.fromkeys(pieces) if cell_len(p) <= width - 8 and p not in text] == []
