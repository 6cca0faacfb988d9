"""`cproc submit` and `cproc verify`: what was sent is kept, and still follows from the data."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import attrs
import click

from cproc import Portfolio, plugins, submission
from cproc.cli import console
from cproc.cli.language import say
from cproc.dates import Period
from cproc.errors import DataError, said
from cproc.figures.subjects import project_of
from cproc.model import Money, Submission

SHOWN = 20  # places that differ


@click.command()
@console.data_argument
@click.option("--project", required=True, metavar="CODE", help="The project that is reported on.")
@click.option(
    "--period",
    required=True,
    metavar="FROM/TO",
    callback=console.read_period,
    help="What the report covers.",
)
@click.option(
    "--sent",
    required=True,
    metavar="YYYY-MM-DD",
    callback=console.day,
    help="The day it is sent.",
)
@click.option("--donor", metavar="ID", help="To whom, where several donors are reported to.")
@click.option("--reference", metavar="TEXT", default="", help="What it is filed as.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The new file or folder for the data; DATA itself, in the form it is in, where absent.",
)
@click.option("--force", is_flag=True, help="Replace what stands there.")
@console.quiet_option
@console.told
def submit(
    data: plugins.Source,
    *,
    project: str,
    period: Period,
    sent: date,
    donor: str | None,
    reference: str,
    output: Path | None,
    force: bool,
) -> None:
    r"""Keep in DATA what a report on a project says, as it is sent to the donor.

    The amounts by heading are kept as they are now, with the digest of the data, the version of
    cproc and the source of rates. What is corrected later is in the next report an adjustment.

    \b
    Examples:
      cproc submit office --project CEGE --period 2024 --sent 2025-02-28
      cproc submit office --project CEGE --period 2024 --sent 2025-02-28 -o sent.json
    """
    portfolio = plugins.load(data)
    with console.rated(portfolio, data):
        kept = submission(portfolio, project, period, sent, donor=donor, reference=reference)
    after = _with(portfolio, project, kept)
    try:
        plugins.refuse_errors(after)
    except DataError as error:
        raise DataError(plugins.located(error.problems, data)) from error
    if output is None:
        files = plugins.write_like(data, after)
    else:
        files = plugins.write_as(output, after, force=force)
    if not console.is_quiet():
        _print(kept, portfolio.currency_of(project_of(portfolio, project)))
    for file in files:
        console.report(said("wrote {file}", file=file))


def _with(portfolio: Portfolio, code: str, kept: Submission) -> Portfolio:
    projects = tuple(
        attrs.evolve(each, submissions=(*each.submissions, kept)) if each.code == code else each
        for each in portfolio.projects
    )
    return attrs.evolve(portfolio, projects=projects)


def _print(kept: Submission, currency: str) -> None:
    changed = [each.adjustment for each in kept.amounts if each.adjustment is not None]
    rows = [
        (
            each.heading or "–",
            console.shown(each.spent),
            console.shown(each.adjustment) if each.adjustment is not None else "",
        )
        for each in kept.amounts
    ]
    spent = Money.total((each.spent for each in kept.amounts), currency)
    adjusted = console.shown(Money.total(changed, currency)) if changed else ""
    rows.append((say(said("total")), console.shown(spent), adjusted))
    head = (said("heading"), said("spent, {currency}", currency=currency), said("adjustment"))
    console.print_table(head, rows, right=(1, 2), sections=(len(rows) - 1,))
    console.tell(said("digest of the data: {digest}", digest=kept.digest))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@console.data_argument
@click.option(
    "-O",
    "options",
    metavar="KEY=VALUE",
    multiple=True,
    callback=console.by_name,
    help="An option in the place of what FILE was exported with, such as the path of a template.",
)
@click.option("--all", "all_", is_flag=True, help="Print every place that differs, not 20.")
@console.as_json_option
@console.told
def verify(
    file: Path, data: plugins.Source, *, options: dict[str, str], all_: bool, as_json: bool
) -> None:
    r"""Say whether FILE still follows from DATA, and list where it does not.

    FILE is a workbook or a document that cproc has exported, or exported JSON. It is made anew as
    it was asked for then, and set beside it: values of cells, tables and paragraphs, not looks,
    charts or formulas. Exit codes: 0 it follows, 1 it does not, 2 the command was called wrongly.

    \b
    Examples:
      cproc verify grant.xlsx grant
      cproc verify report.docx office -O template=templates/office.docx
    """
    portfolio = plugins.load(data)
    found = plugins.verify(file, portfolio, options)
    if as_json:
        console.print_json(
            {
                "follows": found.follows,
                "same_data": found.same_data,
                "digest": found.digest,
                "origin": attrs.asdict(found.origin) if found.origin else None,
                "differences": [
                    {"place": str(each.place), "file": each.in_file, "data": each.by_data}
                    for each in found.differences
                ],
                "uncomputed": found.uncomputed,
            }
        )
    else:
        _tell(found, file, most=None if all_ else SHOWN)
    if not found.follows:
        sys.exit(console.PROBLEMS)


def _tell(found: plugins.Verification, file: Path, most: int | None) -> None:
    for each in found.differences[:most]:
        console.tell(each.words)
    if most is not None and len(found.differences) > most:
        console.tell(said("… and {count} more (--all)", count=len(found.differences) - most))
    if found.uncomputed:
        some = ", ".join(found.uncomputed[:5])
        console.tell(
            said(
                "{count} formulas have no value in the file ({some}): open it in a spreadsheet,"
                " save it, and try again.",
                count=len(found.uncomputed),
                some=some,
            )
        )
    if found.origin is not None and not found.same_data:
        console.tell(
            said(
                "the data have changed since: {before} then, {now} now.",
                before=found.origin.digest[:12],
                now=found.digest[:12],
            )
        )
    if found.follows:
        console.tell(said("{file} follows from the data.", file=file))
    else:
        console.tell(said("{file} does not follow from the data.", file=file))
