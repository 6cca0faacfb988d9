"""`cproc check`: find what is wrong."""

from __future__ import annotations

import sys

import attrs
import click

from cproc import Period, plugins
from cproc.cli import completion, console
from cproc.cli.language import completed
from cproc.errors import Message, Severity, counted, joined, said


@click.command()
@console.data_argument
@console.as_json_option
@click.option("--strict", is_flag=True, help="Leave with 1 for warnings as well.")
@click.option(
    "--all",
    "all_",
    is_flag=True,
    help="Print every problem, not 20 of each rule, and what is no fault but worth a look.",
)
@click.option(
    "--to",
    "exporter",
    metavar="NAME",
    shell_complete=completion.exporters,
    help="Find what this exporter cannot write as well.",
)
@click.option(
    "--lang",
    shell_complete=completed,
    help="Find what a report in this language would print in another one.",
)
@console.period_option
@console.against_option
@console.quiet_option
@console.told
def check(
    data: plugins.Source,
    *,
    as_json: bool,
    strict: bool,
    all_: bool,
    exporter: str | None,
    lang: str | None,
    period: Period | None,
    against: Period | None,
) -> None:
    r"""Find what is wrong with DATA, all at once.

    Problems are told under their rule, each with its place (path, file, row and column) and
    how to mend it. Errors stop every other command; a missing exchange rate stops what needs it,
    a link of a text that leads nowhere export, and warnings nothing. A warning that DATA explains
    under "silenced" is told with the reason. Every report of DATA is looked at, each on its own
    period; --period names another. With --to, what the exporter cannot write is told
    too, such as a text that is too long for a cell, with the record it is of. With --lang it is
    told how many labels and texts of each kind are not in that language. Exit codes: 0 no
    error, 1 errors (or warnings, with --strict), 2 the command was called wrongly.

    \b
    Examples:
      cproc check office --json
      cproc check office --to xlsx
      cproc check office --lang fr
    """
    portfolio, problems = plugins.check_path(
        data, to=exporter, notices=all_, lang=lang, period=period, against=against
    )
    counts = {kind: sum(p.severity is kind for p in problems) for kind in Severity}
    if as_json:
        console.print_json(
            {
                "data": str(data),
                **{kind if kind == "silenced" else f"{kind}s": counts[kind] for kind in Severity},
                "problems": [attrs.asdict(console.in_words(problem)) for problem in problems],
            }
        )
    else:
        console.tell_problems(problems, len(problems) if all_ else 20)
        if portfolio is not None and not console.is_quiet():
            there = (
                counted("{count} project", "{count} projects", count=len(portfolio.projects)),
                counted("{count} activity", "{count} activities", count=len(portfolio.activities)),
                counted("{count} statement", "{count} statements", count=len(portfolio.statements)),
            )
            held = joined(", ", there)
            console.tell(said("{where}: {text}", where=data, text=held))
        console.report(_counted(counts))
    if counts[Severity.ERROR] or (strict and counts[Severity.WARNING]):
        sys.exit(console.PROBLEMS)


def _counted(counts: dict[Severity, int]) -> Message:
    words = [
        counted("{count} error", "{count} errors", count=counts[Severity.ERROR]),
        counted("{count} warning", "{count} warnings", count=counts[Severity.WARNING]),
    ]
    if silenced := counts[Severity.SILENCED]:
        words.append(
            counted(
                "{count} silenced, with its reason",
                "{count} silenced, with their reasons",
                count=silenced,
            )
        )
    if notices := counts[Severity.NOTICE]:
        words.append(counted("{count} notice", "{count} notices", count=notices))
    return joined(", ", words)
