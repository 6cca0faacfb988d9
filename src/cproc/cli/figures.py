"""`cproc figures`: every named figure, and stated figures beside computed ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from cproc import figures, plugins
from cproc.cli.console import (
    DateText,
    as_json_option,
    data_argument,
    grouped,
    plain,
    print_json,
    print_table,
    shown,
    told,
)
from cproc.figures import Figure

__all__ = ["figures_"]


@click.command(name="figures")
@data_argument
@click.option("--on", type=DateText(), help="The day figures hold for; the last of the period.")
@as_json_option
@told
def figures_(data: Path, on: date | None, as_json: bool) -> None:
    r"""Print every named figure of DATA, and stated figures beside computed ones.

    A figure is printed with the call that gives it (narratives and statements use the same
    call), its value and unit, and the rule it counts by. With --json each also names the
    records that are in it.

    \b
    Example:
      cproc figures examples/cproc_2017 --on 2017-09-30
    """
    portfolio = plugins.load(data)
    found = list(figures.every_figure(portfolio, on))
    reconciled = figures.reconcile(portfolio)
    if as_json:
        day = str(on or portfolio.period.end)
        print_json(
            {
                "on": day,
                "figures": [_figure_data(figure) for figure in found],
                "reconciliation": [_reconciliation_data(made) for made in reconciled],
            }
        )
        return
    rows = [(f.name, shown(f.value), f.unit, _rule(f)) for f in found]
    print_table(("figure", "value", "unit", "what it counts"), rows, right=1)
    stated = [
        (
            made.statement.title.best("en") if first else "",
            _stated(made) if first else "",
            candidate.figure.name if candidate else "–",
            shown(candidate.figure.value) if candidate else "–",
            (candidate.verdict if candidate else made.verdict).replace("_", " "),
            made.statement.source if first else "",
        )
        for made in reconciled
        for first, candidate in _candidates(made)
    ]
    if stated:
        print_table(
            ("stated", "value", "computed as", "computed", "verdict", "source"), stated, right=3
        )


def _candidates(
    made: figures.Reconciliation,
) -> list[tuple[bool, figures.Candidate | None]]:
    if not made.candidates:
        return [(True, None)]
    return [(index == 0, candidate) for index, candidate in enumerate(made.candidates)]


def _rule(figure: Figure) -> str:
    names = ", ".join(figure.records) if figure.of == "projects" and len(figure.records) > 1 else ""
    lacking = f"; not known for {', '.join(figure.missing)}" if figure.missing else ""
    return f"{figure.rule}{f': {names}' if names else ''}{lacking}"


def _stated(made: figures.Reconciliation) -> str:
    statement = made.statement
    upper = f"–{grouped(statement.upper)}" if statement.upper is not None else ""
    qualifier = "" if statement.qualifier in ("exact", "between") else f"{statement.qualifier} "
    return f"{qualifier.replace('_', ' ')}{grouped(statement.value)}{upper} {statement.unit}"


def _figure_data(figure: Figure) -> dict[str, Any]:
    return {
        "figure": figure.name,
        "value": plain(figure.value),
        "unit": figure.unit,
        "rule": figure.rule,
        "of": figure.of,
        "records": list(figure.records),
        "missing": list(figure.missing),
    }


def _reconciliation_data(made: figures.Reconciliation) -> dict[str, Any]:
    statement = made.statement
    return {
        "statement": statement.id,
        "title": statement.title.best("en"),
        "stated": plain(statement.value),
        "upper": plain(statement.upper),
        "unit": statement.unit,
        "qualifier": statement.qualifier,
        "source": statement.source,
        "verdict": made.verdict,
        "explanation": statement.explanation.best("en") if statement.explanation else None,
        "computed": [
            {
                "figure": candidate.figure.name,
                "value": plain(candidate.figure.value),
                "difference": plain(candidate.difference),
                "verdict": candidate.verdict,
            }
            for candidate in made.candidates
        ],
    }
