"""`cproc exporters`: what can be written."""

from __future__ import annotations

import click

from cproc import plugins
from cproc.cli.console import out, print_table, told
from cproc.options import Narrowing, options_of


@click.command()
@click.argument("name", required=False)
@told
def exporters(name: str | None) -> None:
    r"""List the exporters there are, or the options of one.

    Exporters come with the library or with installed plugins; `cproc export DATA --to NAME`
    uses one, `-O key=value` gives it an option. Plugins that could not be loaded are listed
    by `cproc plugins`.

    \b
    Examples:
      cproc exporters
      cproc exporters xlsx
    """
    if name is not None:
        _print_one(name)
        return
    rows = [
        (made.name, made.suffix, made.description)
        for made in plugins.installed().exporters.values()
    ]
    print_table(("name", "suffix", "what it writes"), rows)


def _print_one(name: str) -> None:
    made = plugins.exporter(name)
    out.print(f"{made.name}: {made.description}", markup=False)
    out.print(f"suffix {made.suffix}, {made.media_type}", markup=False)
    out.print(f"languages: {', '.join(plugins.languages_of(made))}\n", markup=False)
    rows = [
        (option.name, option.wanted, option.default, option.description)
        for option in (*options_of(Narrowing), *options_of(made.options))
    ]
    print_table(("option", "takes", "default", "what it does"), rows)
