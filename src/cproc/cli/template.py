"""`cproc template`: the template of the Word report, to begin an office's own with."""

from __future__ import annotations

from pathlib import Path

import click

from cproc.cli.console import quiet_option, report, told
from cproc.errors import said
from cproc.exporters.docx import TEMPLATE
from cproc.publish import publish


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("template.docx"),
    show_default=True,
    help="The file to write.",
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@quiet_option
@told
def template(output: Path, *, force: bool) -> None:
    r"""Write the template of the Word report, to be changed in Word.

    Put your logo, fonts, margins, header and footer into it, keep the names of its styles, and
    give it to the export: the report stands where it has the paragraph {{ report }}.

    \b
    Examples:
      cproc template -o office.docx
      cproc export office --to docx -O template=office.docx
    """
    publish(output, TEMPLATE.read_bytes(), force=force)
    report(said("wrote {file}", file=output))
