"""`cproc explain`: what a figure or a cell of the report counts, and its records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from cproc import Period, Portfolio, figures, plugins
from cproc.cli import completion, console
from cproc.cli.language import lang_option, language, say
from cproc.errors import UsageError
from cproc.labels import Labels
from cproc.model import is_currency
from cproc.report import CellExplanation, CellRef, build, explain_cell
from cproc.report.data import cell_data, cell_value, figure_data, plain, record_data


@click.command()
@console.data_argument
@click.argument("figure", required=False, shell_complete=completion.catalogue)
@click.option(
    "--cell",
    metavar="TABLE:ROW:COLUMN",
    help="A cell of the report, in place of a figure; ROW is a number from 1, what stands in "
    "one of its cells, a record's identifier, or total.",
)
@lang_option("Language of labels, text and messages.")
@console.period_option
@console.against_option
@console.as_json_option
@console.told
def explain(
    data: plugins.Source,
    *,
    figure: str | None,
    cell: str | None,
    lang: str,
    period: Period | None,
    against: Period | None,
    as_json: bool,
) -> None:
    r"""Tell what FIGURE counts: definition, rule, value, and each record in it.

    FIGURE is a call, as `cproc figures` prints it and narratives hold it. A row of a tally is
    one as well: the counts take the keys as arguments, and an empty text for "none". Each
    record is told with its path, file and row, and with what it adds to the value.

    With --cell any cell of the report's tables is told: how it is derived, of which cells, and
    the records behind it. `cproc export DATA --to csv` names tables and columns as they are
    named here.

    \b
    Examples:
      cproc explain office budget_total
      cproc explain office 'entries(country="RO")'
      cproc explain office 'participations(project="EAP2", month="2017-02")'
      cproc explain office --cell by_country:Romania:entries
      cproc explain office --cell projects_overview:total:in_force --lang fr
    """
    if (figure is None) == (cell is None):
        raise UsageError("give a FIGURE or --cell, one of them")
    portfolio, labels = console.loaded(data, lang, period, against)
    locate = plugins.locator(data)
    if figure is not None:
        with console.rated(portfolio, data):
            explanation = figures.explain(portfolio, figure, locate)
        if as_json:
            console.print_json(_figure_data(explanation, labels))
        else:
            _print_figure(explanation, labels)
            _print_footnotes(portfolio, labels, (*explanation.records, *explanation.missing))
        return
    with console.rated(portfolio, data):
        explained = _cell(portfolio, str(cell), labels, figures.Finder(portfolio, locate))
    if as_json:
        console.print_json(_cell_data(explained, labels))
    else:
        _print_cell(explained, labels)
        shown = [explained.cell.value, *(ref.cell.value for ref in explained.refers)]
        _print_footnotes(portfolio, labels, explained.records, *map(_shown, shown))


def _cell(
    portfolio: Portfolio, address: str, labels: Labels, finder: figures.Finder
) -> CellExplanation:
    table, _, rest = address.rpartition(":")
    table, _, row = table.rpartition(":")
    if not table or not row:
        raise UsageError(
            "{address!r} is no cell; write TABLE:ROW:COLUMN, by_country:Romania:entries",
            address=address,
        )
    report = build(portfolio, labels.language)
    return explain_cell(report, table, int(row) - 1 if row.isdecimal() else row, rest, finder)


def _print_figure(explanation: figures.Explanation, labels: Labels) -> None:
    figure = explanation.figure
    known = console.known(figure, labels)
    # In words an amount has its currency, and a percentage its sign.
    with_unit = figure.exact or (
        figure.known and figure.unit != "%" and not is_currency(figure.unit)
    )
    unit = labels.unit(figure.unit, figure.value)
    facts = [
        ("figure", figure.name),
        ("title", explanation.definition.title.best(labels.language)),
        ("definition", explanation.definition.defined_in(labels)),
        ("method", labels(f"method.{explanation.definition.method}")),
        ("rule", figure.rule_in(labels.language)),
        ("value", f"{known} {unit}" if with_unit else known),
        *([("as_at", str(figure.on))] if figure.on else []),
    ]
    _print_facts(facts, labels)
    total = (console.shown(explanation.sum),) if explanation.sum is not None else ()
    _print_records(explanation.records, labels, total)
    if explanation.missing:
        console.write(f"{labels('explain.missing')}:")
        _print_records(explanation.missing, labels)


def _print_facts(facts: Sequence[tuple[str, str]], labels: Labels) -> None:
    width = max(len(labels(f"explain.{name}")) for name, _value in facts)
    for name, value in facts:
        text = f"{labels(f'explain.{name}'):<{width}}  {value}"
        console.write(text, hanging=width + 2)
    console.write()


def _print_records(
    records: Sequence[figures.Found], labels: Labels, total: tuple[str, ...] = ()
) -> None:
    adds = any(record.adds is not None for record in records)
    lacks = any(record.reason for record in records)
    last_column = ["reason"] * lacks or ["adds"] * adds
    names = ["id", "kind", "title", "path", "file", "place", *last_column]
    rows = [
        (
            record.id,
            record.kind,
            record.title.best(labels.language) if record.title else "",
            record.path,
            Path(record.file).name,
            say(record.cell),
            labels(f"reason.{record.reason}") if record.reason else _adds(record, labels),
        )[: len(names)]
        for record in records
    ]
    last = -1
    if total and adds:
        last = len(rows)
        rows.append((labels("explain.sum"), *[""] * 5, *total))
    if rows or total:
        head = [labels(f"explain.{name}") for name in names]
        console.print_table(head, rows, right=(6,) if adds else (), sections=(last,))


def _adds(record: figures.Found, labels: Labels) -> str:
    if record.adds is None:
        return ""
    return labels(f"qualifier.{record.qualifier}", value=console.shown(record.adds))


def _print_footnotes(
    portfolio: Portfolio, labels: Labels, records: Sequence[figures.Found], *texts: str
) -> None:
    """Print what the names of territories that were shown call for."""
    titles = (record.title.best(labels.language) for record in records if record.title)
    shown = "\n".join((*titles, *texts))
    for rule in portfolio.named_by_rule.values():
        note = rule.noted(labels.language)
        if note and rule.called(labels.language) in shown:
            console.write(note)


def _figure_data(explanation: figures.Explanation, labels: Labels) -> dict[str, Any]:
    figure = explanation.figure
    return {
        **figure_data(figure, language.get()),
        "title": explanation.definition.title.best(labels.language),
        "definition": explanation.definition.defined_in(labels),
        "method": explanation.definition.method,
        "scope": explanation.definition.scope,
        "sum": plain(explanation.sum),
        "records": [record_data(record, labels.language) for record in explanation.records],
        "missing": [
            {**record_data(record, labels.language), "reason": record.reason}
            for record in explanation.missing
        ],
    }


def _address(ref: CellRef | CellExplanation) -> str:
    table = ref.table if isinstance(ref, CellRef) else ref.table.id
    row = "total" if ref.row is None else str(ref.row + 1)
    return f"{table}:{row}:{ref.column}" if ref.column else f"{table}:{row}"


def _print_cell(explanation: CellExplanation, labels: Labels) -> None:
    value = explanation.cell.value
    facts = [
        ("figure", _address(explanation)),
        ("title", explanation.table.title),
        ("value", _shown(value)),
        ("derivation", explanation.words),
    ]
    _print_facts(facts, labels)
    if explanation.refers:
        head = (labels("explain.cells"), labels("explain.value"))
        rows = [(_address(ref), _shown(ref.cell.value)) for ref in explanation.refers]
        console.print_table(head, rows, right=(1,))
    _print_records(explanation.records, labels)


def _cell_data(explanation: CellExplanation, labels: Labels) -> dict[str, Any]:
    table = explanation.table
    column = table.columns[table.index(explanation.column)]
    return {
        **cell_data(explanation.cell, table.id, column),
        "cell": _address(explanation),
        "table": table.title,
        "derivation": explanation.words,
        "cells": [
            {"cell": _address(ref), "value": cell_value(ref.cell.value)}
            for ref in explanation.refers
        ],
        "records": [record_data(record, labels.language) for record in explanation.records],
    }


def _shown(value: object) -> str:
    return "–" if value is None else str(value)
