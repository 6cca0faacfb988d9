"""`cproc exporters`, `plugins` and `new-exporter`: what can be written, by what, and by yours."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cproc import plugins
from cproc.cli import console
from cproc.options import Narrowing, options_of
from cproc.scaffold import write_exporter


@click.command()
@click.argument("name", required=False)
@console.told
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
    if name is None:
        listed = plugins.installed().exporters.values()
        rows = [(one.name, one.suffix, one.description) for one in listed]
        console.print_table(("name", "suffix", "what it writes"), rows)
        return
    exporter = plugins.exporter(name)
    console.out.print(f"{exporter.name}: {exporter.description}")
    console.out.print(f"suffix {exporter.suffix}, {exporter.media_type}")
    console.out.print(f"languages: {', '.join(plugins.languages_of(exporter))}\n")
    options = [
        (option.name, option.wanted, option.default, option.description)
        for option in (*options_of(Narrowing), *options_of(exporter.options))
    ]
    console.print_table(("option", "takes", "default", "what it does"), options)


@click.command(name="plugins")
@console.told
def plugins_() -> None:
    r"""List the plugins there are, what each offers, and what is wrong with it.

    A plugin is a package with an entry point in the group `cproc`. One that fails to load is
    left out and told of, with its reason (exit 1); the others work. The environment variable
    CPROC_PLUGINS says which are loaded: none, or names with commas between.

    \b
    Examples:
      cproc plugins
      CPROC_PLUGINS=none cproc check DATA
    """
    installed = plugins.installed()
    rows = [(p.name, p.distribution, p.state, ", ".join(p.offers)) for p in installed.plugins]
    console.print_table(("plugin", "distribution", "state", "what it offers"), rows)
    for failed in installed.failed:
        whose = f"plugin {failed.name} of {failed.distribution}"
        console.err.print(f"cproc: {whose} is left out: {failed.reason}")
    if installed.failed:
        sys.exit(console.PROBLEMS)


@click.command(name="new-exporter")
@click.argument("name")
@click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder it is written into; the working folder where absent.",
)
@console.told
def new_exporter(name: str, folder: Path) -> None:
    r"""Write a package for an exporter called NAME, with tests that pass.

    It can be installed as it stands (`pip install -e cproc-NAME`); `cproc exporters` lists it
    then. Change what it writes, and run its tests.

    \b
    Example:
      cproc new-exporter donor-letter
    """
    for path in write_exporter(name, folder):
        console.out.print(f"wrote {path}")
