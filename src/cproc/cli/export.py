"""`cproc export`: write files."""

from __future__ import annotations

from pathlib import Path

import click
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cproc import plugins
from cproc.cli.console import data_argument, err, out, told

__all__ = ["export"]


@click.command()
@data_argument
@click.option("--to", "name", required=True, metavar="NAME", help="An exporter: cproc exporters.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write; the name of DATA with the exporter's suffix where absent.",
)
@click.option("--lang", default="en", show_default=True, help="Language of labels and text.")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@told
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
        console=err,
        transient=True,
        disable=not err.is_terminal,
    ) as progress:
        progress.add_task(f"reading {data}", total=None)
        portfolio = plugins.load(data)
        progress.add_task(f"writing {target}", total=None)
        written = plugins.export(portfolio, target, name, lang, force=force)
    out.print(f"wrote {written} ({written.stat().st_size:,} bytes)", markup=False)
