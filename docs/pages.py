"""Writes the pages that are made from code: ``python docs/pages.py``.

A test compares the pages with what this gives, so that none is stale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click

from cproc.cli import main

__all__ = ["PAGES"]

FOLDER = Path(__file__).resolve().parent
HEAD = "<!-- Made from code by docs/pages.py; edit the code, then run it. -->\n\n"


def command() -> str:
    """The help of the command and of each of its parts, as it prints it."""
    return f"{HEAD}# The command\n\n" + "\n".join(_help(main, "cproc"))


def _help(made: click.Command, name: str, parent: click.Context | None = None) -> Iterator[str]:
    context = made.context_class(
        made, parent, info_name=name, terminal_width=100, **made.context_settings
    )
    if parent:
        yield f"## {context.command_path}\n"
    yield f"```text\n{made.get_help(context).rstrip()}\n```\n"
    if isinstance(made, click.Group):
        for part in made.list_commands(context):
            found = made.get_command(context, part)
            if found is not None:
                yield from _help(found, part, context)


PAGES: dict[str, Callable[[], str]] = {"command.md": command}
"""What each page holds, by its name."""

if __name__ == "__main__":
    for page, content in PAGES.items():
        (FOLDER / page).write_text(content(), encoding="utf-8")
