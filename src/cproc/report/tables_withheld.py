"""The table that says what an edition does not show."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.labels import Labels
from cproc.model import Portfolio, Withheld, Withholding
from cproc.report.cells import Table
from cproc.report.context import Context
from cproc.report.declare import integer, table, text


def withheld_tables(context: Context) -> Iterator[Table]:
    """The table ``withheld``: one row for each kind of data that is left out or coarsened."""
    columns = [
        text("withheld_of", lambda each: _what(context.labels, each.of), 44),
        text("withheld", lambda each: _how(context.portfolio, context.labels, each), 34),
        integer("withheld_records", "records", 12),
    ]
    notes = [context.labels("note.withheld")]
    yield table(context, "withheld", context.portfolio.withheld, columns, notes=notes)


def withheld_lines(portfolio: Portfolio, labels: Labels) -> Iterator[str]:
    """What an edition does not show, a line for each kind of data.

    Args:
        portfolio: As `cproc.disclosed` makes it.
        labels: The words of a language.
    """
    for each in portfolio.withheld:
        how, what = _how(portfolio, labels, each), _what(labels, each.of)
        yield labels("format.withheld", what=what, how=how, records=each.records)


def _how(portfolio: Portfolio, labels: Labels, each: Withheld) -> str:
    least = portfolio.smallest_group
    if each.how is Withholding.FEWER_THAN and least is not None:
        return labels("qualifier.fewer_than", value=least)
    return labels(f"entry_choice.withholding.{each.how}")


def _what(labels: Labels, of: str) -> str:
    """What something marked is called: the list, and the field of it."""
    if known := labels.get(f"withheld.{of.replace('.', '__')}", ""):
        return known
    *_above, last = steps = of.split(".")
    if title := labels.get(f"entry_sheet.{last}", ""):
        return title
    named = (each for each in reversed(steps[:-1]) if f"entry_sheet.{each}" in labels.entries)
    owner = next(named, steps[0])
    field = labels.get(f"entry_column.{owner}__{last}", labels.get(f"entry_column.{last}", last))
    whose = labels.get(f"entry_sheet.{owner}", owner)
    return labels("format.withheld_field", list=whose, field=field)
