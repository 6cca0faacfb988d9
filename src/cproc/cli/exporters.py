"""`cproc exporters`: what can be written."""

from __future__ import annotations

import sys

import click

from cproc import plugins
from cproc.cli.console import PROBLEMS, err, print_table, told

__all__ = ["exporters"]


@click.command()
@told
def exporters() -> None:
    """List the exporters there are, and plugins that could not be loaded.

    Exporters come with the library or with installed plugins; `cproc export DATA --to NAME`
    uses one. A plugin that fails is named with its package, version and reason (exit 1).
    """
    offered = plugins.installed()
    rows = [(name, made.suffix, made.description) for name, made in offered.exporters.items()]
    print_table(("name", "suffix", "what it writes"), rows)
    for failed in offered.failed:
        err.print(
            f"cproc: plugin {failed.name} of {failed.distribution} is left out: {failed.reason}",
            markup=False,
        )
    if offered.failed:
        sys.exit(PROBLEMS)
