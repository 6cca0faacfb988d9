"""`cproc map`: propose how the sheets of an office are read, and show what is read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import click

from cproc.cli import console
from cproc.errors import counted, said
from cproc.loaders._files import read_text
from cproc.loaders.grids.grid import shown_value
from cproc.loaders.mapped import read_mapped
from cproc.loaders.mapping import FILE, read_mapping
from cproc.loaders.proposal import proposed
from cproc.publish import publish
from cproc.serialize.tables import Table

_SHOWN = 5  # rows of a table where nobody asks for more


@click.command("map")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write the mapping there; put it beside FILES, as columns.toml.",
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.option(
    "--rows",
    metavar="N",
    type=click.IntRange(min=0),
    default=_SHOWN,
    help="Rows shown of each table.",
)
@click.option(
    "--all", "all_", is_flag=True, help="Print every row, and every doubt, not 20 of each rule."
)
@console.quiet_option
@console.told
def map_(
    files: tuple[Path, ...], *, output: Path | None, force: bool, rows: int, all_: bool
) -> None:
    r"""Propose how FILES are read: workbooks, CSV or Word files as you keep them.

    A sheet is known by the names of its columns, in English or French. The mapping that is
    proposed is printed, or written with -o; what it reads is shown as tables with their first
    rows, and so is all that cannot be read for sure, each with its cell. Where FILES is one file
    called columns.toml, that mapping is shown and none is proposed: correct it, and look again.

    \b
    Examples:
      cproc map "Tracker 2025.xlsx"
      cproc map "Tracker 2025.xlsx" Projects.docx -o office/columns.toml
      cproc map office/columns.toml
    """
    first = files[0]
    if first.name == FILE:
        text = read_text(first)
    else:
        text = proposed(files)
        if output is not None:
            publish(output, text.encode(), force=force)
            console.report(said("wrote {file}", file=output))
        else:
            click.echo(text)
    named = first if first.name == FILE else output or Path(FILE)
    reading = read_mapped(read_mapping(text, str(named)), first.parent)
    for table in () if console.is_quiet() else reading.tables:
        _print(table, len(table.rows) if all_ else rows)
    console.tell_problems(reading.problems, len(reading.problems) if all_ else 20)


def _print(table: Table, most: int) -> None:
    count = len(table.rows)
    rows = counted("{count} row", "{count} rows", count=count)
    head = said("{table}: {rows}", table=table.name, rows=rows)
    console.write(head, bold=True)
    shown = [[_cell(cell) for cell in row] for row in table.rows[:most]]
    console.print_table(table.columns, shown)
    if count > most:
        console.tell(said("… and {count} more", count=count - most))


def _cell(cell: object) -> str:
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else shown_value(cell)
