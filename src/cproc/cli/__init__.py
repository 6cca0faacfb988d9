"""The `cproc` command: parses, calls, prints; each command is a room of its own."""

from __future__ import annotations

import click

from cproc import __version__
from cproc.cli.check import check
from cproc.cli.explain import explain
from cproc.cli.export import export
from cproc.cli.exporters import exporters
from cproc.cli.figures import figures_
from cproc.cli.new_exporter import new_exporter
from cproc.cli.plugins import plugins
from cproc.cli.schema import schema
from cproc.cli.tally import tally, total

__all__ = ["main"]


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: cproc check DATA. What each command prints is explained by its --help.",
)
@click.version_option(__version__, prog_name="cproc")
def main() -> None:
    """Work with the portfolio of a programme office: check it, count, export.

    DATA is a JSON file, or a folder with portfolio.json and CSV tables (activities.csv …)
    beside it. Exit codes: 0 all is well, 1 there are problems in the data, 2 the command
    was called wrongly. Errors go to standard error.
    """


for _command in (
    check,
    figures_,
    explain,
    tally,
    total,
    export,
    exporters,
    plugins,
    new_exporter,
    schema,
):
    # Docstrings are raw, so click's mark of a paragraph whose lines stay as they are is two
    # characters in them.
    _command.help = (_command.help or "").replace("\\b\n", "\b\n")
    main.add_command(_command)
