"""`cproc deadlines`: the reports and instalments that are due, and the activities ahead."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from cproc import Period, plugins
from cproc.cli import console
from cproc.cli.language import lang_option
from cproc.errors import said
from cproc.figures import deadlines
from cproc.figures.subjects import HORIZON, Deadline, activities_ahead
from cproc.labels import Labels
from cproc.model import DateSpan


@click.command(name="deadlines")
@console.source_argument("data")
@click.option(
    "--within",
    metavar="DAYS",
    type=click.IntRange(0, 99_999),
    default=HORIZON,
    show_default=True,
    help="How many days ahead.",
)
@click.option(
    "--on",
    metavar="YYYY-MM-DD",
    callback=console.day,
    help="The day from which is looked ahead; the last of the period.",
)
@lang_option("Language of titles and messages.")
@console.period_option
@console.as_json_option
@console.told
def deadlines_(
    data: plugins.Source,
    *,
    within: int,
    on: date | None,
    lang: str,
    period: Period | None,
    as_json: bool,
) -> None:
    r"""Print the reports and instalments of DATA that are due, and the activities ahead.

    In the order of their days, those without one last: what is late, what is due within the days
    ahead, and what was submitted or received in the reporting period.

    \b
    Examples:
      cproc deadlines grant
      cproc deadlines grant --on 2025-02-01 --within 30
    """
    portfolio, labels = console.loaded(data, lang, period)
    day = on or portfolio.period.end
    rows = deadlines(portfolio, day, within)
    ahead = activities_ahead(portfolio, day, within)
    if as_json:
        activities = [{"activity": each.id, "when": str(each.when)} for each in ahead]
        found = {"on": str(day), "within": within, "deadlines": [_data(of, day) for of in rows]}
        console.print_json(found | {"activities": activities})
        return
    head = (
        said("day"),
        said("what"),
        said("project"),
        said("donor"),
        said("amount"),
        said("state"),
    )
    shown = [_row(each, day, labels) for each in rows]
    console.print_table(head, shown, right=(4,))
    if ahead:
        begins = [(labels.span(each.when), each.title.best(lang)) for each in ahead]
        console.print_table((said("day"), said("activity")), begins)
    if not shown and not ahead:
        console.tell(said("nothing is due within {days} days of {day}", days=within, day=day))


def _span(day: DateSpan | None, labels: Labels) -> str:
    return labels.span(day) if day else labels("word.no_date")


def _row(of: Deadline, on: date, labels: Labels) -> tuple[str, ...]:
    record = of.record
    what = record.title.best(labels.language) if record.title else of.kind_in(labels)
    amount = getattr(record, "amount", None)
    shown = labels.amount(amount) if amount else ""
    state = of.state_in(labels, on)
    return _span(of.day, labels), what, of.project.code, of.donor or "", shown, state


def _data(of: Deadline, on: date) -> dict[str, Any]:
    amount = getattr(of.record, "amount", None)
    return {
        "day": str(of.day) if of.day else None,
        "kind": getattr(of.record, "kind", "instalment"),
        "project": of.project.code,
        "donor": of.donor,
        "amount": str(amount) if amount else None,
        "state": of.state(on),
        "path": of.path,
    }
