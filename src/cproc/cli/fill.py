"""`cproc fill`: fill the workbook or the Word form that a donor sent."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from cproc import Period, Portfolio, plugins
from cproc.cli import completion, console
from cproc.cli.language import lang_option, say
from cproc.errors import DataError, UsageError, said
from cproc.filling.plan import Plan, shown
from cproc.plugins import filling


@click.command()
@click.argument("template", type=click.Path(path_type=Path))
@console.data_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write.")
@click.option(
    "--map",
    "map_",
    metavar="FILE.toml",
    type=click.Path(path_type=Path),
    help="Further places, for a template that is locked or must not carry marks.",
)
@click.option(
    "--project", metavar="CODE", help="The project that it is about; the only one where absent."
)
@console.period_option
@click.option(
    "--for",
    "edition",
    metavar="EDITION",
    shell_complete=completion.editions,
    help="For whom: public, donor, board, audit, or an edition of the data.",
)
@lang_option("Language of texts and messages.")
@click.option(
    "--show", is_flag=True, help="List the places and what would be written; write nothing."
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@console.quiet_option
@console.told
def fill(
    template: Path,
    data: plugins.Source,
    *,
    output: Path | None,
    map_: Path | None,
    project: str | None,
    period: Period | None,
    edition: str | None,
    lang: str,
    show: bool,
    force: bool,
) -> None:
    r"""Fill TEMPLATE, a workbook or Word form as the donor sent it, with DATA.

    Write {{ spent(heading="1.1") }} into a cell, or {{ project.title }}; begin a row that is to be
    repeated with {{ lines("1.1") }} and write {{ line.title }} into its cells. All else stays as it
    is, byte by byte. What is wrong is told with its sheet and cell, and nothing is written then.

    In a Word form, rows that are repeated stand between two rows that hold
    {%tr for line in lines("1.1") %} and {%tr endfor %}.

    \b
    Examples:
      cproc fill annex.xlsx grant --show
      cproc fill annex.xlsx grant -o filled.xlsx
      cproc fill letter.docx grant -o letter-2024.docx
      cproc fill annex.xlsx grant --map annex.map.toml --period 2023 -o filled.xlsx
    """
    if show == (output is not None):
        raise UsageError("say where to write: -o FILE; or only look: --show")
    portfolio = plugins.load(data)
    how: dict[str, Any] = {
        "map": map_, "project": project, "period": period, "edition": edition, "lang": lang,
    }  # fmt: skip
    with _located(data):
        if output is None:
            _show(filling.plan_of_filling(template, portfolio, **how))
        else:
            _fill(template, portfolio, output, force=force, **how)


@contextmanager
def _located(data: plugins.Source) -> Iterator[None]:
    """Say of what is wrong with the data where in them it stands."""
    try:
        yield
    except DataError as error:
        raise DataError(plugins.located(error.problems, data)) from error


def _show(plan: Plan) -> None:
    console.print_table((said("place"), said("says"), said("gets")), list(shown(plan)))
    console.tell_problems(plan.problems)
    if plan.errors:
        sys.exit(console.PROBLEMS)


def _fill(template: Path, portfolio: Portfolio, output: Path, **how: Any) -> None:
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        console=Console(stderr=True, highlight=False, markup=False),
        transient=True,
        disable=console.is_quiet() or not sys.stderr.isatty(),
    ) as progress:
        task = progress.add_task(say(said("writing {file}", file=output)), total=None)

        def tell(done: int, of: int) -> None:
            progress.update(task, total=of, completed=done)

        problems = filling.fill(template, portfolio, output, progress=tell, **how)
    console.tell_problems(problems)
    size = said("{count:,} bytes", count=output.stat().st_size)
    console.report(said("wrote {file} ({size})", file=output, size=size))
