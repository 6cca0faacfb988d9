"""`cproc schema`: the file format, for editors and for those who fill tables."""

from __future__ import annotations

import click

from cproc.cli import console
from cproc.errors import said
from cproc.serialize.json_schema import PATH, columns


@click.command()
@click.option("--tables", is_flag=True, help="List the columns of the CSV tables instead.")
@console.told
def schema(tables: bool) -> None:
    r"""Print the JSON Schema of the file format, for editors and other programs.

    With --tables the columns that a CSV table beside portfolio.json may have: a text has one
    column for each language, a list is joined by "; ", records within a record are JSON.

    \b
    Examples:
      cproc schema > portfolio.schema.json
      cproc schema --tables
    """
    if not tables:
        click.echo(PATH.read_text(encoding="utf-8"), nl=False)
        return
    yes = said("yes")
    rows = [(f"{c.table}.csv", c.name, yes if c.needed else "", c.description) for c in columns()]
    head = (said("table"), said("column"), said("needed"), said("what it holds"))
    console.print_table(head, rows)
