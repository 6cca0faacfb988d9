"""`cproc tally`: count activities by keys."""

from __future__ import annotations

from pathlib import Path

import click

from cproc import figures, plugins
from cproc.cli.console import (
    as_json_option,
    data_argument,
    out,
    print_json,
    print_table,
    shown,
    told,
)
from cproc.figures import Breakdown, MonthRule, Rule

__all__ = ["tally"]


@click.command()
@data_argument
@click.option(
    "--by",
    required=True,
    metavar="KEY[,KEY]",
    help=f"What to group by: {', '.join(figures.KEYS)}.",
)
@click.option(
    "--rule",
    type=click.Choice([str(rule) for rule in Rule]),
    default=str(Rule.ENTRIES),
    show_default=True,
    help="What is counted.",
)
@click.option(
    "--months",
    type=click.Choice([str(rule) for rule in MonthRule]),
    default=str(MonthRule.FIRST_DAY),
    show_default=True,
    help="To which month an activity belongs.",
)
@as_json_option
@told
def tally(data: Path, by: str, rule: str, months: str, as_json: bool) -> None:
    r"""Count the activities of DATA by one or more keys.

    \b
    entries         rows of the inventory; one of three projects counts once for each of
                    them and once in the total
    occurrences     times and places; an entry that reports two events has two
    events          occurrences where people meet (no tender, publication, desk study)
    participations  activity-project pairs
    share           each activity split over its projects, so that rows add up exactly

    \b
    Examples:
      cproc tally examples/cproc_2017 --by month
      cproc tally examples/cproc_2017 --by project --rule participations --json
      cproc tally examples/cproc_2017 --by kind,country
    """
    portfolio = plugins.load(data)
    keys = [name.strip() for name in by.split(",")]
    made = figures.tally(portfolio, keys, rule, months)
    if as_json:
        print_json(made.to_data())
        return
    _print_breakdown(made)


def _print_breakdown(made: Breakdown) -> None:
    values = figures.shown_shares([row.value for row in made.rows])
    rows = [
        (*("–" if part is None else str(part) for part in row.key), shown(value))
        for row, value in zip(made.rows, values, strict=True)
    ]
    total = ("total", *[""] * (len(made.by) - 1), shown(made.total))
    print_table((*made.by, made.unit), [*rows, total], right=len(made.by), section=len(rows))
    if made.overlap:
        out.print(f"Rows overlap: they add up to {made.overlap} more than the total.")
