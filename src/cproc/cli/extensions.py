"""`cproc exporters`, `loaders`, `plugins`, `new-…`: what is written and read, by what, by yours."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from cproc import plugins
from cproc.cli import completion, console
from cproc.errors import Message, said
from cproc.options import Narrowing, Option, options_of
from cproc.scaffold import write_exporter, write_loader


@click.command()
@click.argument("name", required=False, shell_complete=completion.exporters)
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
        rows = [(one.name, one.suffix, Message(one.description)) for one in listed]
        console.print_table((said("name"), said("suffix"), said("what it writes")), rows)
        return
    exporter = plugins.exporter(name)
    does = said("{where}: {text}", where=exporter.name, text=Message(exporter.description))
    suffix = said("suffix {suffix}, {kind}", suffix=exporter.suffix, kind=exporter.media_type)
    speaks = said("languages: {languages}", languages=", ".join(plugins.languages_of(exporter)))
    for line in (does, suffix, speaks):
        console.tell(line)
    console.write()
    _print_options((*options_of(Narrowing), *options_of(exporter.options)))


@click.command()
@click.argument("name", required=False, shell_complete=completion.loaders)
@console.told
def loaders(name: str | None) -> None:
    r"""List the loaders there are, or the options of one.

    Loaders come with the library or with installed plugins. The first that accepts DATA reads
    it; `--from NAME` names another, `-I key=value` gives it an option. What a loader writes,
    `cproc convert` and `cproc merge` write in its form.

    \b
    Examples:
      cproc loaders
      cproc loaders folder
    """
    if name is None:
        rows = [
            (
                each.name,
                ", ".join(each.suffixes),
                said("yes") if each.writes else "",
                Message(each.description),
            )
            for each in plugins.installed().loaders
        ]
        head = (said("name"), said("suffix"), said("writes"), said("what it reads"))
        console.print_table(head, rows)
        return
    loader = plugins.loader(name)
    console.tell(said("{where}: {text}", where=loader.name, text=Message(loader.description)))
    console.write()
    _print_options(options_of(loader.options, narrows=False))


def _print_options(options: Iterable[Option]) -> None:
    rows = [
        (option.name, Message(option.wanted), option.default, Message(option.description))
        for option in options
    ]
    head = (said("option"), said("takes"), said("default"), said("what it does"))
    console.print_table(head, rows)


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
    rows = [
        (p.name, p.distribution, Message(p.state), ", ".join(p.offers)) for p in installed.plugins
    ]
    head = (said("plugin"), said("distribution"), said("state"), said("what it offers"))
    console.print_table(head, rows)
    for failed in installed.failed:
        told = said(
            "cproc: plugin {name} of {distribution} is left out: {reason}",
            name=failed.name,
            distribution=failed.distribution,
            reason=failed.reason,
        )
        console.tell(told, error=True)
    if installed.failed:
        sys.exit(console.PROBLEMS)


_in_option = click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder it is written into; the working folder where absent.",
)


@click.command(name="new-exporter")
@click.argument("name")
@_in_option
@console.quiet_option
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
        console.report(said("wrote {file}", file=path))


@click.command(name="new-loader")
@click.argument("name")
@_in_option
@console.quiet_option
@console.told
def new_loader(name: str, folder: Path) -> None:
    r"""Write a package for a loader called NAME, with tests that pass.

    It can be installed as it stands (`pip install -e cproc-NAME`); `cproc loaders` lists it
    then. Change what it reads, and run its tests.

    \b
    Example:
      cproc new-loader bank-statement
    """
    for path in write_loader(name, folder):
        console.report(said("wrote {file}", file=path))
