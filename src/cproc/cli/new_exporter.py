"""`cproc new-exporter`: start an exporter of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from cproc.cli.console import out, told
from cproc.scaffold import write_exporter


@click.command(name="new-exporter")
@click.argument("name")
@click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder it is written into; the working folder where absent.",
)
@told
def new_exporter(name: str, folder: Path) -> None:
    r"""Write a package for an exporter called NAME, with tests that pass.

    It can be installed as it stands (`pip install -e cproc-NAME`); `cproc exporters` lists it
    then. Change what it writes, and run its tests.

    \b
    Example:
      cproc new-exporter donor-letter
    """
    for path in write_exporter(name, folder):
        out.print(f"wrote {path}", markup=False)
