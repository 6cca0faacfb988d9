"""`cproc completion`: what a shell reads to complete the command with the Tab key."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from cproc.cli import console

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@console.told
def completion(shell: str) -> None:
    r"""Print what a SHELL reads to complete commands, options and their values with Tab.

    Exporters, keys, figures, editions and languages are completed, and the codes of projects,
    donors and countries where DATA is named before. One of these lines switches it on for good:

    \b
    Examples:
      cproc completion bash >> ~/.bashrc
      cproc completion zsh >> ~/.zshrc
      cproc completion fish > ~/.config/fish/completions/cproc.fish
    """
    root = click.get_current_context().find_root().command
    of = get_completion_class(shell)
    if of is not None:  # there is one of each choice
        click.echo(of(root, {}, "cproc", "_CPROC_COMPLETE").source())
