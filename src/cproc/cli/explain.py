"""`cproc explain`: what a figure or a cell of the report counts, and its records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from cproc import figures, plugins
from cproc.cli.console import (
    as_json_option,
    data_argument,
    out,
    plain,
    print_json,
    print_table,
    shown,
    told,
)
from cproc.errors import UsageError
from cproc.figures import Explanation, Finder, Found
from cproc.labels import Labels, labels_in
from cproc.model import Portfolio
from cproc.report import CellExplanation, CellRef, build, explain_cell


@click.command()
@data_argument
@click.argument("figure", required=False)
@click.option(
    "--cell",
    metavar="TABLE:ROW:COLUMN",
    help="A cell of the report, in place of a figure; ROW is a number from 1, what stands in "
    "one of its cells, a record's identifier, or total.",
)
@click.option("--lang", default="en", show_default=True, help="Language of labels and text.")
@as_json_option
@told
def explain(data: Path, figure: str | None, cell: str | None, lang: str, as_json: bool) -> None:
    r"""Tell what FIGURE counts: definition, rule, value, and each record in it.

    FIGURE is a call, as `cproc figures` prints it and narratives hold it. A row of a tally is
    one as well: the counts take the keys as arguments, and an empty text for "none". Each
    record is told with its path, file and row, and with what it adds to the value.

    With --cell any cell of the report's tables is told: how it is derived, of which cells, and
    the records behind it. `cproc export DATA --to csv` names tables and columns as they are
    named here.

    \b
    Examples:
      cproc explain examples/cproc_2017 budget_total
      cproc explain examples/cproc_2017 'entries(country="RO")'
      cproc explain examples/cproc_2017 'participations(project="EAP2", month="2017-02")'
      cproc explain examples/cproc_2017 --cell by_country:Romania:entries
      cproc explain examples/cproc_2017 --cell projects_overview:total:in_force --lang fr
    """
    if (figure is None) == (cell is None):
        raise UsageError("give a FIGURE or --cell, one of them")
    labels = labels_in(lang)
    portfolio = plugins.load(data)
    locate = plugins.locator(data)
    if figure is not None:
        made = figures.explain(portfolio, figure, locate)
        if as_json:
            print_json(_figure_data(made, labels))
        else:
            _print_figure(made, labels)
        return
    found = _cell(portfolio, str(cell), labels, Finder(portfolio, locate))
    if as_json:
        print_json(_cell_data(found, labels))
    else:
        _print_cell(found, labels)


def _cell(portfolio: Portfolio, address: str, labels: Labels, finder: Finder) -> CellExplanation:
    table, _, rest = address.rpartition(":")
    table, _, row = table.rpartition(":")
    if not table or not row:
        raise UsageError(
            f"{address!r} is no cell; write TABLE:ROW:COLUMN, by_country:Romania:entries"
        )
    report = build(portfolio, labels.language)
    return explain_cell(report, table, int(row) - 1 if row.isdecimal() else row, rest, finder)


def _definition(made: Explanation, labels: Labels) -> str:
    known = made.definition
    return labels.get(f"definition.{known.name}", known.definition)


def _print_figure(made: Explanation, labels: Labels) -> None:
    figure = made.figure
    unit = labels.get(f"unit.{figure.unit}.other", figure.unit)
    facts = [
        ("figure", figure.name),
        ("title", made.definition.title.best(labels.language)),
        ("definition", _definition(made, labels)),
        ("method", labels(f"method.{made.definition.method}")),
        *([("rule", figure.rule)] if labels.language == "en" else []),
        ("value", f"{shown(figure.value)} {unit}"),
        *([("as_at", str(figure.on))] if figure.on else []),
    ]
    _print_facts(facts, labels)
    total = (shown(made.sum),) if made.sum is not None else ()
    _print_records(made.records, labels, total)
    if made.missing:
        out.print(f"{labels('explain.missing')}:")
        _print_records(made.missing, labels)


def _print_facts(facts: Sequence[tuple[str, str]], labels: Labels) -> None:
    width = max(len(labels(f"explain.{name}")) for name, _value in facts)
    for name, value in facts:
        out.print(f"{labels(f'explain.{name}'):<{width}}  {value}", markup=False, soft_wrap=True)
    out.print()


def _print_records(records: Sequence[Found], labels: Labels, total: tuple[str, ...] = ()) -> None:
    adds = any(found.adds is not None for found in records)
    names = ["id", "kind", "title", "path", "file", "place", *(["adds"] if adds else [])]
    rows = [
        (
            found.id,
            found.kind,
            found.title.best(labels.language) if found.title else "",
            found.path,
            Path(found.file).name,
            _place(found.cell, labels),
            *([_part(found)] if adds else []),
        )
        for found in records
    ]
    if total:
        rows.append((labels("explain.sum"), *[""] * 5, *total) if adds else ())
    if rows:
        last = len(rows) - 1 if total else -1
        head = [labels(f"explain.{name}") for name in names]
        print_table(head, [row for row in rows if row], right=6 if adds else -1, section=last)


def _place(cell: str, labels: Labels) -> str:
    return re.sub("row|column|line", lambda word: labels(f"explain.{word[0]}"), cell, count=2)


def _part(found: Found) -> str:
    return "" if found.adds is None else shown(found.adds)


def _record_data(found: Found, labels: Labels) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "id": found.id,
        "title": found.title.best(labels.language) if found.title else None,
        "path": found.path,
        "file": found.file,
        "cell": found.cell,
        "adds": plain(found.adds),
    }


def _figure_data(made: Explanation, labels: Labels) -> dict[str, Any]:
    figure = made.figure
    return {
        "figure": figure.name,
        "title": made.definition.title.best(labels.language),
        "definition": _definition(made, labels),
        "method": made.definition.method,
        "rule": figure.rule,
        "value": plain(figure.value),
        "unit": figure.unit,
        "on": str(figure.on) if figure.on else None,
        "sum": plain(made.sum),
        "records": [_record_data(found, labels) for found in made.records],
        "missing": [_record_data(found, labels) for found in made.missing],
    }


def _address(ref: CellRef | CellExplanation) -> str:
    table = ref.table if isinstance(ref, CellRef) else ref.table.id
    row = "total" if ref.row is None else str(ref.row + 1)
    return f"{table}:{row}:{ref.column}" if ref.column else f"{table}:{row}"


def _print_cell(made: CellExplanation, labels: Labels) -> None:
    value = made.cell.value
    facts = [
        ("figure", _address(made)),
        ("title", made.table.title),
        ("value", _shown(value)),
        ("derivation", made.words),
    ]
    _print_facts(facts, labels)
    if made.refers:
        head = (labels("explain.cells"), labels("explain.value"))
        rows = [(_address(ref), _shown(ref.cell.value)) for ref in made.refers]
        print_table(head, rows, right=1)
    _print_records(made.records, labels)


def _cell_data(made: CellExplanation, labels: Labels) -> dict[str, Any]:
    return {
        "cell": _address(made),
        "table": made.table.title,
        "value": _value(made.cell.value),
        "derivation": made.words,
        "cells": [{"cell": _address(ref), "value": _value(ref.cell.value)} for ref in made.refers],
        "records": [_record_data(found, labels) for found in made.records],
    }


def _shown(value: object) -> str:
    return "–" if value is None else str(value)


def _value(value: object) -> Any:
    return value if value is None or isinstance(value, int) else str(value)
