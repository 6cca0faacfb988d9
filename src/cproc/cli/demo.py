"""`cproc demo`: an example office, to try every command on."""

from __future__ import annotations

from pathlib import Path

import click

from cproc.cli import console
from cproc.cli.language import language
from cproc.errors import Message, TargetExistsError, said
from cproc.publish import publish_folder, zipped
from cproc.scaffold.demo import EXAMPLES, demo_files


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--example",
    type=click.Choice(sorted(EXAMPLES)),
    default="year",
    show_default=True,
    help="year: a real year with seven projects; grant: an invented grant with its vouchers; "
    "grant-reported: another, to its final report.",
)
@console.quiet_option
@console.told
def demo(folder: Path, *, example: str) -> None:
    r"""Write an example office into a new folder, to try every command on.

    The year is real: October 2016 to September 2017 of the Council of Europe's cybercrime
    programme office, with 158 activities. The grants are invented: one project each under the
    rules of the European Union, with its budget, vouchers and exchange rates. The one that is
    reported has an addendum, two reporting periods, instalments and explanations.

    \b
    Examples:
      cproc demo office
      cproc demo grant --example grant
    """
    if folder.exists():
        raise TargetExistsError(said("{package} exists; give another name.", package=folder))
    publish_folder(folder, zipped(demo_files(example)))
    console.report(said("wrote {file}", file=folder))
    console.report(said("Try these next:"))
    lang = language.get()
    spoken = "" if lang == "en" else f" --lang {lang}"
    for words in (
        f"check {folder}",
        f"tally {folder} --by project",
        f"export {folder} --for public -o report.docx{spoken}",
        f"export {folder} -o workbook.xlsx{spoken}",
    ):
        console.report(Message(f"  cproc {words}"))
