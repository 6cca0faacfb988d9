"""`cproc new-office`: the file or folder that an office begins with."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from cproc import Period, plugins
from cproc.cli import console
from cproc.cli.language import lang_option
from cproc.errors import TargetExistsError, UsageError, said
from cproc.publish import publish_folder, zipped
from cproc.scaffold.office import donors, new_office, office_files


@click.command(name="new-office")
@click.argument("target", metavar="FILE.xlsx|FOLDER", type=click.Path(path_type=Path))
@lang_option("Language of headings, texts and messages.")
@click.option(
    "--donor",
    type=click.Choice(sorted(donors())),
    help="Begin with the headings and rules of this donor's contracts.",
)
@console.period_option
@console.quiet_option
@console.told
def new_office_(target: Path, *, lang: str, donor: str | None, period: Period | None) -> None:
    r"""Write the file or folder that an office begins with.

    A name that ends with .xlsx becomes the workbook that data are typed into, with drop-down
    lists, examples and a first sheet that explains. That sheet also names those you may add, such
    as Editions, Confidential, Reports due and Instalments. Any other name becomes a folder of CSV
    tables, for programs and version control. Both are read by every command as they stand; what is
    in square brackets is to be replaced. The reporting period is this year where --period names no
    other. Nothing that exists is replaced.

    \b
    Examples:
      cproc new-office office.xlsx
      cproc new-office bureau.xlsx --lang fr --donor eu
      cproc new-office office --donor coe --period 2025
    """
    if target.suffix.lower() not in ("", ".xlsx"):
        raise UsageError(
            said("{target} is neither a workbook (.xlsx) nor a folder", target=target.name)
        )
    if target.exists():
        raise TargetExistsError(said("{package} exists; give another name.", package=target))
    today = datetime.now().astimezone().date()
    start = new_office(lang, period or Period.parse(f"{today.year}"), donor)
    if target.suffix:
        plugins.export(start, target, "entry", lang)
    else:
        texts = office_files(start, lang)
        publish_folder(target, zipped({name: text.encode() for name, text in texts.items()}))
    console.report(said("wrote {file}", file=target))
    console.report(said("Fill it in, then run: cproc check {file}", file=target))
