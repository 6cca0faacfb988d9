"""`cproc diff`, `merge` and `convert`: data compared, put together, and in another form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import attrs
import click

from cproc import Changes, Portfolio, plugins
from cproc import diff as changes_of
from cproc import merge as merged_of
from cproc.cli import completion, console
from cproc.errors import DataError, Message, said
from cproc.serialize import Change, Mode, RecordChange, to_tables

SHOWN = 20  # changes of each table


def _record(changes: Iterable[RecordChange]) -> list[tuple[str, ...]]:
    """A row for each field that changed, and one for each record that was added or removed."""
    rows: list[tuple[str, ...]] = []
    for each in changes:
        name = each.name or each.title
        if each.change is Change.CHANGED:
            for field in each.fields:
                rows.append(
                    (name, Message(each.change), field.field, field.old or "", field.new or "")
                )
                name = ""
        else:
            rows.append((name, Message(each.change), "", *_titles(each)))
    return rows


def _titles(change: RecordChange) -> tuple[str, str]:
    if change.change is Change.REORDERED:
        return "", ""
    return (change.title, "") if change.change is Change.REMOVED else ("", change.title)


def _print_changes(changes: Changes, most: int | None) -> None:
    head = (said("record"), said("change"), said("field"), said("before"), said("now"))
    for table in changes.counts:
        of = [each for each in changes.records if each.table == table]
        console.write(table, bold=True)
        console.print_table(head, _record(of[:most]))
        if most is not None and len(of) > most:
            console.tell(said("… and {count} more", count=len(of) - most))
            console.write()


@click.command()
@console.source_argument("old")
@click.argument("new", type=click.Path(path_type=Path))
@console.as_json_option
@click.option("--all", "all_", is_flag=True, help="Print every change, not 20 of each table.")
@console.told
def diff(old: plugins.Source, new: Path, *, as_json: bool, all_: bool) -> None:
    r"""Print what changed from OLD to NEW, by table and record.

    Records are the same where their identifiers are; those without one, where what tells them
    from others is, such as the day of a budget. Values are printed as they are typed. OLD and NEW
    may be of any form, and need not be free of errors.

    \b
    Examples:
      cproc diff grant office.json
      cproc diff last-year.json office --json
    """
    changes = changes_of(old.read(), attrs.evolve(old, path=new).read())
    if as_json:
        console.print_json(attrs.asdict(changes))
        return
    _print_changes(changes, None if all_ else SHOWN)
    console.tell(changes.summary)


@click.command()
@click.argument("base", type=click.Path(path_type=Path))
@console.source_argument("new")
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    required=True,
    help="What is done with records that BASE has: add refuses other values, update takes what"
    " NEW states of them, replace takes NEW's lists as they are.",
)
@click.option(
    "--only",
    metavar="TABLE[,TABLE]",
    help="Take the records of these tables only, with what belongs to them: cproc schema --tables.",
)
@click.option("--dry-run", is_flag=True, help="Print what would be done, and write nothing.")
@click.option("--all", "all_", is_flag=True, help="Print every change, not 20 of each table.")
@console.quiet_option
@console.told
def merge(
    base: Path, new: plugins.Source, *, mode: str, only: str | None, dry_run: bool, all_: bool
) -> None:
    r"""Put the records of NEW into BASE, and write BASE in the form it is in.

    What is added, updated and removed is printed. Nothing is written where a record stands in the
    way, where the result has errors, or with --dry-run. NEW may be a part: transactions.csv, or a
    folder of such tables, or a tracker with its columns.toml, without the office and the projects
    that BASE has. --from and -I say how NEW is read.

    \b
    Examples:
      cproc merge office quarter.json --mode add --dry-run
      cproc merge office transactions.csv --mode add
      cproc merge office statement.csv --from bank --mode add --only transactions
    """
    target = plugins.Source(base)
    before = plugins.load(target)
    tables = [name.strip() for name in (only or "").split(",") if name.strip()]
    try:
        part, own = plugins.read_beside(new, before)
        after = merged_of(before, part, mode, tables or own)
    except DataError as error:
        raise DataError(plugins.located(error.problems, target)) from error
    try:
        plugins.refuse_errors(after)
    except DataError as error:
        base_of = (target, before)
        raise DataError(plugins.place_errors(error.problems, base_of, new, after)) from error
    changes = changes_of(before, after)
    if dry_run or not console.is_quiet():
        _print_changes(changes, None if all_ else SHOWN)
        _print_preview(changes, before)
    if dry_run:
        console.report(said("nothing was written: --dry-run"))
    elif not changes:
        console.report(said("nothing to write: {file} has it all", file=base))
    else:
        for file in plugins.write_like(target, after):
            console.report(said("wrote {file}", file=file))


def _print_preview(changes: Changes, before: Portfolio) -> None:
    there = {name: len(table.rows) for name, table in to_tables(before, folded=True).items()}
    counts = changes.counts
    rows = []
    for name in dict.fromkeys((*there, *counts)):
        of = counts.get(name, Counter())
        left = there.get(name, 0) - of[Change.CHANGED] - of[Change.REMOVED]
        told = (of[Change.ADDED], of[Change.CHANGED], of[Change.REMOVED], left)
        rows.append((name, *(str(number) if number else "" for number in told)))
    head = (said("table"), said("added"), said("updated"), said("removed"), said("left"))
    console.print_table(head, rows)


@click.command()
@console.source_argument("source")
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--to",
    metavar="NAME",
    shell_complete=completion.loaders,
    help="The form, by the name of its loader; by TARGET's suffix where absent.",
)
@click.option(
    "-O",
    "options",
    metavar="KEY=VALUE",
    multiple=True,
    callback=console.by_name,
    help="An option of that loader, as often as needed: cproc loaders NAME.",
)
@click.option("--force", is_flag=True, help="Replace what stands there.")
@console.quiet_option
@console.told
def convert(
    source: plugins.Source, target: Path, *, to: str | None, options: dict[str, str], force: bool
) -> None:
    r"""Write SOURCE in another form, from which it is read equal.

    A name with a suffix is a file of that kind, one without a folder with a CSV file for each
    table. It appears whole or not at all, and is read once for a test before.

    \b
    Examples:
      cproc convert grant grant.json
      cproc convert office.json office -O tables=activities,posts
    """
    written = plugins.convert(source, target, to, force=force, options=options)
    for file in written:
        console.report(said("wrote {file}", file=file))
    if not written:
        console.report(said("nothing to write: {file} has it all", file=target))
