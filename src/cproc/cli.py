"""The `cproc` command: parses, calls, prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from cproc import __version__, figures, plugins
from cproc.dates import date_from
from cproc.errors import (
    CprocError,
    DataError,
    InvalidValueError,
    Problem,
    Severity,
    UnknownNameError,
    UsageError,
)
from cproc.figures import Breakdown, Figure, MonthRule, Rule
from cproc.money import Money

__all__ = ["main"]

PROBLEMS, USAGE = 1, 2
P = ParamSpec("P")

# Not a terminal: lines as long as they need to be, for files and other programs.
_out = Console(highlight=False, width=None if sys.stdout.isatty() else 1_000)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


class _Date(click.ParamType[date]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date_from(value)
        except InvalidValueError as error:
            self.fail(str(error), param, ctx)


_data = click.argument("data", type=click.Path(path_type=Path))
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")


def _told(command: Callable[P, None]) -> Callable[P, None]:
    """Tell expected errors on standard error and leave with the code for them."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except DataError as error:
            _tell(error.problems)
            sys.exit(PROBLEMS)
        except (UnknownNameError, UsageError, InvalidValueError) as error:
            _complain(error)
            sys.exit(USAGE)
        except CprocError as error:
            _complain(error)
            sys.exit(PROBLEMS)

    return guarded


def _complain(error: CprocError) -> None:
    _err.print(f"cproc: {error}", markup=False)


def _tell(problems: Iterable[Problem]) -> None:
    for problem in problems:
        _err.print(str(problem), markup=False)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: cproc check DATA. What each command prints is explained by its --help.",
)
@click.version_option(__version__, prog_name="cproc")
def main() -> None:
    """Work with the portfolio of a programme office: check it, count, export.

    DATA is a JSON file, or a folder with portfolio.json and CSV tables (activities.csv …)
    beside it. Exit codes: 0 all is well, 1 there are problems in the data, 2 the command
    was called wrongly. Errors go to standard error.
    """


@main.command()
@_data
@_told
def check(data: Path) -> None:
    """Find what is wrong with DATA, all at once.

    Each problem is told with its rule, its place (path, file, row and column) and how to
    mend it. Errors stop every other command; warnings do not.
    """
    portfolio, problems = plugins.check_path(data)
    _tell(problems)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    if portfolio is not None:
        _out.print(
            f"{data}: {len(portfolio.projects)} projects, {len(portfolio.activities)} activities, "
            f"{len(portfolio.statements)} statements",
            markup=False,
        )
    _out.print(f"{errors} error(s), {warnings} warning(s)")
    if errors:
        sys.exit(PROBLEMS)


@main.command(name="figures")
@_data
@click.option("--on", type=_Date(), help="The day figures hold for; the last of the period.")
@_as_json
@_told
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
        _json(
            {
                "on": day,
                "figures": [_figure_data(figure) for figure in found],
                "reconciliation": [_reconciliation_data(made) for made in reconciled],
            }
        )
        return
    rows = [(f.name, _value(f.value), f.unit, _rule(f)) for f in found]
    _table(("figure", "value", "unit", "what it counts"), rows, right=1)
    stated = [
        (
            made.statement.title.best("en") if first else "",
            _stated(made) if first else "",
            candidate.figure.name if candidate else "–",
            _value(candidate.figure.value) if candidate else "–",
            (candidate.verdict if candidate else made.verdict).replace("_", " "),
            made.statement.source if first else "",
        )
        for made in reconciled
        for first, candidate in _candidates(made)
    ]
    if stated:
        _table(("stated", "value", "computed as", "computed", "verdict", "source"), stated, right=3)


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
    upper = f"–{_grouped(statement.upper)}" if statement.upper is not None else ""
    qualifier = "" if statement.qualifier in ("exact", "between") else f"{statement.qualifier} "
    return f"{qualifier.replace('_', ' ')}{_grouped(statement.value)}{upper} {statement.unit}"


def _grouped(value: Any) -> str:
    return f"{value:,}".replace(",", "\u202f")


def _value(value: figures.Value) -> str:
    if value is None:
        return "not known"
    return _grouped(value.amount if isinstance(value, Money) else value)


def _plain(value: Any) -> Any:
    """Give a value for JSON: counts as numbers, exact amounts as text."""
    if isinstance(value, Money):
        return f"{value.amount:f}"
    return value if value is None or isinstance(value, int) else str(value)


def _figure_data(figure: Figure) -> dict[str, Any]:
    return {
        "figure": figure.name,
        "value": _plain(figure.value),
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
        "stated": _plain(statement.value),
        "upper": _plain(statement.upper),
        "unit": statement.unit,
        "qualifier": statement.qualifier,
        "source": statement.source,
        "verdict": made.verdict,
        "explanation": statement.explanation.best("en") if statement.explanation else None,
        "computed": [
            {
                "figure": candidate.figure.name,
                "value": _plain(candidate.figure.value),
                "difference": _plain(candidate.difference),
                "verdict": candidate.verdict,
            }
            for candidate in made.candidates
        ],
    }


@main.command()
@_data
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
@_as_json
@_told
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
        _json(made.to_data())
        return
    _print_breakdown(made)


def _print_breakdown(made: Breakdown) -> None:
    values = figures.shown_shares([row.value for row in made.rows])
    rows = [
        (*("–" if part is None else str(part) for part in row.key), _value(value))
        for row, value in zip(made.rows, values, strict=True)
    ]
    total = ("total", *[""] * (len(made.by) - 1), _value(made.total))
    _table((*made.by, made.unit), [*rows, total], right=len(made.by), section=len(rows))
    if made.overlap:
        _out.print(f"Rows overlap: they add up to {made.overlap} more than the total.")


@main.command()
@_data
@click.option("--to", "name", required=True, metavar="NAME", help="An exporter: cproc exporters.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write; the name of DATA with the exporter's suffix where absent.",
)
@click.option("--lang", default="en", show_default=True, help="Language of labels and text.")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@_told
def export(data: Path, name: str, output: Path | None, lang: str, force: bool) -> None:
    r"""Write DATA as a workbook, a report, or what other exporters make.

    The file appears whole or not at all, and none is replaced without --force.

    \b
    Examples:
      cproc export examples/cproc_2017 --to xlsx -o office.xlsx
      cproc export examples/cproc_2017 --to docx --lang fr -o rapport.docx
    """
    suffix = plugins.exporter(name).suffix
    target = output or Path(f"{data.resolve().stem}{suffix}")
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=_err,
        transient=True,
        disable=not _err.is_terminal,
    ) as progress:
        progress.add_task(f"reading {data}", total=None)
        portfolio = plugins.load(data)
        progress.add_task(f"writing {target}", total=None)
        written = plugins.export(portfolio, target, name, lang, force=force)
    _out.print(f"wrote {written} ({written.stat().st_size:,} bytes)", markup=False)


@main.command()
@_told
def exporters() -> None:
    """List the exporters there are, and plugins that could not be loaded.

    Exporters come with the library or with installed plugins; `cproc export DATA --to NAME`
    uses one. A plugin that fails is named with its package, version and reason (exit 1).
    """
    offered = plugins.installed()
    rows = [(name, made.suffix, made.description) for name, made in offered.exporters.items()]
    _table(("name", "suffix", "what it writes"), rows)
    for failed in offered.failed:
        _err.print(
            f"cproc: plugin {failed.name} of {failed.distribution} is left out: {failed.reason}",
            markup=False,
        )
    if offered.failed:
        sys.exit(PROBLEMS)


def _json(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _table(
    head: Sequence[str], rows: Sequence[Sequence[str]], right: int = -1, section: int = -1
) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, name in enumerate(head):
        table.add_column(
            name,
            justify="right" if index == right else "left",
            overflow="fold",
            no_wrap=index == right,
        )
    for index, row in enumerate(rows):
        style = "bold" if index == section else None
        table.add_row(*(click.unstyle(str(cell)) for cell in row), style=style)
    _out.print(table, markup=False)
    _out.print()


if __name__ == "__main__":
    main()
