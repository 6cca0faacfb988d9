"""`cproc inventory`: read an inventory of activities as offices write it."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import attrs
import click

from cproc import Activity, Period, Portfolio, plugins
from cproc.cli import console
from cproc.cli.language import language, say
from cproc.errors import Problem, Severity, counted, joined, said
from cproc.labels import labels_in
from cproc.loaders.inventory import Inventory
from cproc.loaders.inventory.files import read_inventory_file
from cproc.publish import publish_folder
from cproc.serialize import to_folder


def _lines(
    _context: click.Context, _option: click.Parameter, text: str | None
) -> tuple[int, int] | None:
    """Read a range of lines, or fail as click fails."""
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,9})", text)
    if match is None:
        raise click.BadParameter(say(said("{text!r} is not a range such as 419-628.", text=text)))
    return int(match[1]), int(match[2])


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--office",
    required=True,
    metavar="DATA",
    type=click.Path(path_type=Path),
    help="The portfolio with the projects that the inventory names.",
)
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="The new folder to write the entries to, as CSV tables.",
)
@click.option(
    "--alias",
    "aliases",
    metavar="NAME=CODE",
    multiple=True,
    callback=console.by_name,
    help="Another name of a project, with its code; as often as needed.",
)
@click.option(
    "--lines", metavar="FIRST-LAST", callback=_lines, help="The lines to read, where not all are."
)
@click.option("--all", "all_", is_flag=True, help="Print every doubt, and what is worth a look.")
@console.as_json_option
@console.period_option
@console.quiet_option
@console.told
def inventory(
    file: Path,
    *,
    office: Path,
    output: Path | None,
    aliases: dict[str, str],
    lines: tuple[int, int] | None,
    all_: bool,
    as_json: bool,
    period: Period | None,
) -> None:
    r"""Read an inventory of activities from FILE, a text or a Word file.

    FILE has a line for each activity, below headings of months: the project, a tab, then title,
    place and dates, in English or French. Each doubt is shown with its line, its text and what it
    was read as: a year that is not printed, a city without its country, an entry broken over a
    page. No line is dropped in silence. --period gives the year of headings without one;
    the reporting period of the office where absent. Exit codes: 0 all entries were read, 1 some
    could not be, 2 the command was called wrongly.

    \b
    Examples:
      cproc inventory annex.txt --office office
      cproc inventory annex.docx --office office --alias "The Court Project=COURT" -o read
    """
    portfolio = plugins.load(office)
    read = read_inventory_file(
        file, portfolio, aliases=aliases, period=period or portfolio.period, lines=lines
    )
    if output is not None:
        publish_folder(output, _tables(portfolio, read))
    if as_json:
        console.print_json(_as_data(read))
    else:
        _tell(read, every=all_)
        if output is not None:
            console.report(said("wrote {file}", file=output))
    if any(problem.severity is Severity.ERROR for problem in read.problems):
        sys.exit(console.PROBLEMS)


def _tables(office: Portfolio, read: Inventory) -> bytes:
    """The CSV tables that a folder has activities in, as a zip."""
    files = to_folder(attrs.evolve(office, activities=read.activities))
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, text in files.items():
            if name.endswith(".csv"):
                archive.writestr(name, text)
    return out.getvalue()


def _as_data(read: Inventory) -> dict[str, Any]:
    return {
        "entries": len(read.entries),
        "activities": [
            {
                "id": each.id,
                "source": each.source,
                "projects": each.projects,
                "when": [str(occurrence.when) for occurrence in each.occurrences],
                "places": [attrs.asdict(place) for place in each.places],
                "listed_in": str(each.listing_month or ""),
                "title": dict(each.title.entries),
                "status": each.status,
            }
            for each in read.activities
        ],
        "problems": [attrs.asdict(console.in_words(problem)) for problem in read.problems],
    }


def _tell(read: Inventory, *, every: bool) -> None:
    if console.is_quiet():
        console.tell_problems(read.problems, len(read.problems))
        return
    _tell_months(read.activities)
    counts = Counter(problem.severity for problem in read.problems)
    console.tell(
        joined(
            ", ",
            (
                counted("{count} entry read", "{count} entries read", count=len(read.activities)),
                counted("{count} not read", "{count} not read", count=len(read.unread)),
                counted("{count} doubt", "{count} doubts", count=counts[Severity.WARNING]),
                counted(
                    "{count} worth a look (--all)",
                    "{count} worth a look (--all)",
                    count=counts[Severity.NOTICE],
                ),
            ),
        )
    )
    shown = [p for p in read.problems if every or p.severity is not Severity.NOTICE]
    for problem in shown:
        _tell_doubt(console.in_words(problem))


def _tell_months(activities: Iterable[Activity]) -> None:
    words = labels_in(language.get())
    counts = Counter(activity.listing_month for activity in activities)
    rows = [
        (words.month(month) if month else "–", str(count))
        for month, count in sorted(counts.items(), key=lambda item: str(item[0] or "~"))
    ]
    if rows:
        console.print_table((said("month"), said("entries")), rows, right=(1,))


def _tell_doubt(problem: Problem) -> None:
    """A doubt on one line, the text of its entry below it."""
    where = f"{problem.cell}: " if problem.cell else ""
    severity = say(problem.severity)
    console.write(f"{where}{severity}: {problem.message}", error=True, hanging=4)
    if problem.value:
        text = problem.value.replace("\t", " | ")
        console.write(f"    {text}", error=True)
    if problem.hint:
        console.write(f"    → {problem.hint}", error=True, hanging=2)
