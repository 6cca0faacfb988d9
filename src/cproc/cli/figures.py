"""`cproc figures`: every named figure, and stated figures beside computed ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

import attrs
import click

from cproc import Figure, Period, figures, plugins
from cproc.cli import console
from cproc.cli.language import lang_option, say
from cproc.errors import Message, UsageError, said
from cproc.labels import Labels, labels_in, with_minus

MANY = 12
"""Records named in a line; more are counted."""


@click.command(name="figures")
@console.source_argument("data", required=False)
@click.option(
    "--on",
    metavar="YYYY-MM-DD",
    callback=console.day,
    help="The day figures hold for; the last of the period.",
)
@click.option("--list", "listing", is_flag=True, help="List the catalogue instead; without DATA.")
@lang_option("Language of titles, definitions and messages.")
@console.period_option
@console.against_option
@console.as_json_option
@console.told
def figures_(
    data: plugins.Source | None,
    *,
    on: date | None,
    listing: bool,
    lang: str,
    period: Period | None,
    against: Period | None,
    as_json: bool,
) -> None:
    r"""Print every named figure of DATA, and stated figures beside computed ones.

    A figure is printed with the call that gives it (narratives and statements use the same
    call), its value and unit, what it is, the time it covers, and the rule it counts by. With
    --against its value in an earlier period stands beside it, and the change. With --json each
    also names the records that are in it; `cproc explain` tells them with their place.

    With --list every figure there is: its arguments, those in brackets may be left out, its
    unit, how its value comes of its records, and its definition.

    \b
    Examples:
      cproc figures examples/cproc_2017 --on 2017-09-30
      cproc figures examples/cproc_2017 --period 2017-04/2017-06 --against 2017-01/2017-03
      cproc figures --list --lang fr
    """
    if listing:
        _list(labels_in(lang), as_json)
        return
    if data is None:
        raise UsageError(said("name the DATA, or ask for the catalogue with --list"))
    portfolio, labels = console.loaded(data, lang, period, against)
    with console.rated(portfolio, data):
        against = portfolio.against
        compared = list(figures.compare_figures(portfolio, on=on)) if against else []
        every = [each.figure for each in compared] or list(figures.every_figure(portfolio, on))
        reconciled = figures.reconcile(portfolio)
    if as_json:
        console.print_json(
            {
                "on": str(on or portfolio.period.end),
                **({"against": str(against)} if against else {}),
                "figures": [
                    _figure_data(figure) | (_comparison_data(beside) if beside else {})
                    for figure, beside in zip_longest(every, compared)
                ],
                "reconciliation": [_reconciliation_data(stated) for stated in reconciled],
            }
        )
        return
    earlier = [said("in {period}", period=against), said("change")] if against else []
    head = (
        said("figure"),
        said("value"),
        *earlier,
        said("unit"),
        said("what it is"),
        said("covers"),
        said("what it counts"),
    )
    rows = [
        (
            figure.name,
            console.known(figure, labels),
            *(_comparison(beside, labels) if beside else ()),
            labels.unit(figure.unit, figure.value),
            _definition(figure).title.best(lang),
            _covers(figure, labels),
            _rule(figure),
        )
        for figure, beside in zip_longest(every, compared)
    ]
    console.print_table(head, rows, right=(1, 2, 3) if against else (1,))
    if stated := [row for reconciliation in reconciled for row in _beside(reconciliation, labels)]:
        beside = (
            said("stated"),
            said("value"),
            said("computed as"),
            said("computed"),
            said("verdict"),
            said("source"),
        )
        console.print_table(beside, stated, right=(3,))


def _comparison(beside: figures.FigureChange, labels: Labels) -> tuple[str, str]:
    """The earlier value and the change, whose sign is shown."""
    change = beside.change
    if change is None:
        return console.known(beside.earlier, labels), "–"
    sign = "+" if figures.number(change) > 0 else ""
    return console.known(beside.earlier, labels), f"{sign}{with_minus(console.shown(change))}"


def _covers(figure: Figure, labels: Labels) -> str:
    """The time that a figure covers, in a few words."""
    scope = _definition(figure).scope
    return labels(f"covers.{scope}", day=figure.on or "") if scope else "–"


def _beside(stated: figures.Reconciliation, labels: Labels) -> Iterator[tuple[str, ...]]:
    """A row for each way to compute what was stated; the statement stands in the first alone."""
    statement = stated.statement
    title = statement.title.best(labels.language)
    value, source = _stated(stated, labels), statement.source
    for candidate in stated.candidates:
        verdict = Message(candidate.verdict.replace("_", " "))
        computed = candidate.figure
        yield title, value, computed.name, console.known(computed, labels), verdict, source
        title = value = source = ""
    if not stated.candidates:
        yield title, value, "–", "–", Message(stated.verdict.replace("_", " ")), source


def _rule(figure: Figure) -> str:
    names = ", ".join(figure.records) if figure.of == "projects" and len(figure.records) > 1 else ""
    missing = list(dict.fromkeys(each.record for each in figure.missing))
    lacking = said("; not known for {records}", records=_some(missing)) if missing else ""
    rule = said("{where}: {text}", where=figure.rule, text=names) if names else figure.rule
    return Message("{rule}{lacking}", {"rule": Message(rule), "lacking": lacking})


def _some(names: Sequence[str]) -> str:
    some, rest = ", ".join(names[:MANY]), len(names) - MANY
    return said("{some} and {count} more", some=some, count=rest) if rest > 0 else some


def _definition(figure: Figure) -> figures.Definition:
    return figures.catalogue()[figure.name.partition("(")[0]]


def _list(labels: Labels, as_json: bool) -> None:
    catalogue = figures.catalogue().values()
    words = [each.defined_in(labels) for each in catalogue]
    if not as_json:
        rows = [
            (each.call, labels.unit(each.unit), each.method, definition)
            for each, definition in zip(catalogue, words, strict=True)
        ]
        head = (said("figure"), said("unit"), said("method"), said("definition"))
        console.print_table(head, rows)
        return
    data = [
        {
            "figure": each.name,
            "arguments": {a.name: {"form": a.form, "required": a.required} for a in each.arguments},
            "title": each.title.best(labels.language),
            "unit": each.unit,
            "method": each.method,
            "scope": each.scope,
            "definition": definition,
        }
        for each, definition in zip(catalogue, words, strict=True)
    ]
    console.print_json(data)


def _stated(stated: figures.Reconciliation, labels: Labels) -> str:
    statement = stated.statement
    upper = f"–{console.grouped(statement.upper)}" if statement.upper is not None else ""
    value = str(statement.value) if statement.unit == "year" else console.grouped(statement.value)
    unit = labels.get(f"unit.{statement.unit}.other", statement.unit)
    if upper:
        return f"{value}{upper} {unit}"
    return f"{labels(f'qualifier.{statement.qualifier}', value=value)} {unit}"


def _figure_data(figure: Figure) -> dict[str, Any]:
    return {
        "figure": figure.name,
        **console.known_data(figure),
        "unit": figure.unit,
        "scope": _definition(figure).scope,
        "on": str(figure.on) if figure.on else None,
        "rule": say(figure.rule),
        "of": figure.of,
        "records": list(figure.records),
        "missing": [attrs.asdict(each) for each in figure.missing],
    }


def _comparison_data(beside: figures.FigureChange) -> dict[str, Any]:
    return {
        "earlier": console.known_data(beside.earlier),
        "change": console.plain(beside.change),
    }


def _reconciliation_data(stated: figures.Reconciliation) -> dict[str, Any]:
    statement = stated.statement
    return {
        "statement": statement.id,
        "title": statement.title.best("en"),
        "stated": console.plain(statement.value),
        "upper": console.plain(statement.upper),
        "unit": statement.unit,
        "qualifier": statement.qualifier,
        "source": statement.source,
        "verdict": stated.verdict,
        "explanation": statement.explanation.best("en") if statement.explanation else None,
        "computed": [
            {
                "figure": candidate.figure.name,
                **console.known_data(candidate.figure),
                "difference": console.plain(candidate.difference),
                "verdict": candidate.verdict,
            }
            for candidate in stated.candidates
        ],
    }
