"""`cproc check`: find what is wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cproc import plugins
from cproc.cli.console import PROBLEMS, data_argument, out, tell_problems, told
from cproc.errors import Severity

__all__ = ["check"]


@click.command()
@data_argument
@told
def check(data: Path) -> None:
    """Find what is wrong with DATA, all at once.

    Each problem is told with its rule, its place (path, file, row and column) and how to
    mend it. Errors stop every other command; warnings do not.
    """
    portfolio, problems = plugins.check_path(data)
    tell_problems(problems)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    if portfolio is not None:
        out.print(
            f"{data}: {len(portfolio.projects)} projects, {len(portfolio.activities)} activities, "
            f"{len(portfolio.statements)} statements",
            markup=False,
        )
    out.print(f"{errors} error(s), {warnings} warning(s)")
    if errors:
        sys.exit(PROBLEMS)
