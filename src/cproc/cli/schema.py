"""`cproc schema`: the file format, for editors and for those who fill tables."""

from __future__ import annotations

import click

from cproc.cli import console
from cproc.errors import said
from cproc.model import LocalText
from cproc.report import data
from cproc.serialize.json_schema import PATH
from cproc.serialize.relations import relations


@click.command()
@click.option("--report", is_flag=True, help="Print that of the computed report instead.")
@click.option("--tables", is_flag=True, help="List the tables and their columns instead.")
@console.told
def schema(tables: bool, report: bool) -> None:
    r"""Print the JSON Schema of the file format, for editors and other programs.

    With --report that of the computed report, as `cproc export --to report-json` writes it, and of
    what commands print with --json.

    With --tables the tables that hold a portfolio, as CSV files, sheets or data frames, and
    their columns: a text has one for each language, a list is joined by "; ", an amount has its
    currency beside it.

    \b
    Examples:
      cproc schema > portfolio.schema.json
      cproc schema --report > report.schema.json
      cproc schema --tables
    """
    if report:
        click.echo(data.PATH.read_text(encoding="utf-8"), nl=False)
        return
    if not tables:
        click.echo(PATH.read_text(encoding="utf-8"), nl=False)
        return
    yes = said("yes")
    rows = [
        (
            relation.name,
            f"{column.name}.en" if column.kind is LocalText else column.name,
            yes if column.needed else "",
            column.description,
        )
        for relation in relations().values()
        for column in relation.every_column
    ]
    head = (said("table"), said("column"), said("needed"), said("what it holds"))
    console.print_table(head, rows)
