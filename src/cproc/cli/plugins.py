"""`cproc plugins`: what is installed, and what it offers."""

from __future__ import annotations

import sys

import click

from cproc import plugins as room
from cproc.cli.console import PROBLEMS, err, print_table, told


@click.command()
@told
def plugins() -> None:
    r"""List the plugins there are, what each offers, and what is wrong with it.

    A plugin is a package with an entry point in the group `cproc`. One that fails to load is
    left out and told of, with its reason (exit 1); the others work. The environment variable
    CPROC_PLUGINS says which are loaded: none, or names with commas between.

    \b
    Examples:
      cproc plugins
      CPROC_PLUGINS=none cproc check DATA
    """
    found = room.installed().plugins
    rows = [(made.name, made.distribution, made.state, ", ".join(made.offers)) for made in found]
    print_table(("plugin", "distribution", "state", "what it offers"), rows)
    for failed in room.installed().failed:
        told_ = f"cproc: plugin {failed.name} of {failed.distribution} is left out: {failed.reason}"
        err.print(told_, markup=False)
    if room.installed().failed:
        sys.exit(PROBLEMS)
