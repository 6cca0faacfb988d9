"""`cproc export`: write files."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from warnings import WarningMessage, catch_warnings, simplefilter, warn_explicit

import attrs
import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cproc import Period, Portfolio, diff, packs, plugins
from cproc.cli import completion, console
from cproc.cli.language import lang_option, language, say
from cproc.disclosure import disclosed
from cproc.errors import (
    DataError,
    LeftOutWarning,
    Message,
    UntranslatedWarning,
    UsageError,
    counted,
    joined,
    said,
)
from cproc.labels import labels_in
from cproc.model import Audience
from cproc.options import Narrowing
from cproc.report.parts import with_sections
from cproc.report.tables_withheld import withheld_lines

STANDARD_OUTPUT = Path("-")


@click.command()
@console.data_argument
@click.option(
    "--to",
    "name",
    metavar="NAME",
    shell_complete=completion.exporters,
    help="An exporter: cproc exporters; that of the file's suffix where absent.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    help="The file to write, - for standard output, or a folder: of a pack, or (a new one) of"
    " what would be a zip; DATA's name where absent.",
)
@click.option(
    "--per", type=click.Choice(packs.PER), help="Write a pack: one file for each of these."
)
@click.option(
    "-O",
    "options",
    metavar="KEY=VALUE",
    shell_complete=completion.exporter_options,
    multiple=True,
    callback=console.by_name,
    help="An option of the exporter, as often as needed: cproc exporters NAME.",
)
@lang_option("Language of labels, text and messages; en,fr for a document in both.")
@console.period_option
@console.against_option
@click.option(
    "--for",
    "edition",
    metavar="EDITION",
    shell_complete=completion.editions,
    help="For whom: public, donor, board, audit, or an edition of the data; that of the data, or"
    " audit, where absent; for one donor's part, donor.",
)
@click.option(
    "--since",
    type=click.Path(path_type=Path),
    metavar="OLD",
    help="Earlier data; the report ends with a table of what has changed since.",
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@console.quiet_option
@console.told
def export(
    data: plugins.Source,
    *,
    name: str | None,
    output: Path | None,
    per: str | None,
    options: dict[str, str],
    lang: str,
    period: Period | None,
    against: Period | None,
    edition: str | None,
    since: Path | None,
    force: bool,
) -> None:
    r"""Write DATA as a workbook, a report, or what other exporters make.

    The file appears whole or not at all, and none is replaced without --force.

    \b
    Examples:
      cproc export office -o office.xlsx
      cproc export office --to docx --for public -o report.docx
      cproc export office --to docx --lang fr -o rapport.docx
      cproc export office --to docx --lang en,fr -O template=office.docx
      cproc export office --to pdf --period 2017-04/2017-06
      cproc export office --to docx --since last-year.json
      cproc export office --to xlsx -O project=GLACY+ -o glacy.xlsx
      cproc export office --to xlsx --per donor -o out/
      cproc export office --to csv -o tables
      cproc export office --to json -o - | gzip > year.json.gz
    """
    job = _job(data, name, output, per)
    asked = _Asked(lang, edition, options, period, against, force)
    with _progress() as progress:
        portfolio = _read(job, asked, progress)
        # The command tells what is lacking itself, in the language of the user.
        shown = _shown(portfolio, job, asked)
        with (
            _located(data),
            _with_changes(since, data, portfolio, shown),
            catch_warnings(record=True) as warned,
        ):
            simplefilter("always")
            simplefilter("ignore", UntranslatedWarning)
            written = _write(portfolio, job, asked, progress)
    _tell_untranslated(portfolio, lang, data)
    _tell_left_out(warned, data)
    _tell_withheld(shown)
    _tell_written(portfolio, job, asked, written)


@attrs.frozen
class _Job:
    """What is written where.

    Args:
        data: What is read.
        name: Name of the exporter.
        suffix: Of the files it writes.
        target: The file, the folder, or standard output.
        per: What a pack has one file for each of; none where it is no pack.
    """

    data: plugins.Source
    name: str
    suffix: str
    target: Path
    per: str | None

    @property
    def prints(self) -> bool:
        """Whether it goes to standard output, where nothing else may stand."""
        return self.target == STANDARD_OUTPUT


@attrs.frozen
class _Asked:
    """What is wanted of the report: the options of the command, by their names."""

    lang: str
    edition: str | None
    options: dict[str, str]
    period: Period | None
    against: Period | None
    force: bool

    @property
    def narrowed(self) -> dict[str, str]:
        """The options that narrow to a part of the data."""
        words = (*packs.PER, "programme")
        return {word: self.options[word] for word in words if word in self.options}


def _job(data: plugins.Source, name: str | None, output: Path | None, per: str | None) -> _Job:
    """Settle by which exporter to write, and where; refuse what does not fit together."""
    if name is None:
        if output is None or per or output == STANDARD_OUTPUT:
            raise UsageError("say what to write: --to NAME, or -o FILE with its suffix")
        name = plugins.name_by_suffix(output)
    suffix = plugins.exporter(name).suffix
    stem = data.path.resolve().stem
    job = _Job(data, name, suffix, output or Path(stem if per else f"{stem}{suffix}"), per)
    if per and job.prints:
        raise UsageError("a pack is several files: give a folder, not standard output")
    return job


def _progress() -> Progress:
    """The bars on standard error; none where nobody looks at it."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True, highlight=False, markup=False),
        transient=True,
        disable=console.is_quiet() or not sys.stderr.isatty(),
    )


def _read(job: _Job, asked: _Asked, progress: Progress) -> Portfolio:
    reading = progress.add_task(say(said("reading {file}", file=job.data)), total=None)
    portfolio = plugins.load(job.data).reporting(asked.period, asked.against)
    progress.update(reading, total=1, completed=1)
    return portfolio


def _write(portfolio: Portfolio, job: _Job, asked: _Asked, progress: Progress) -> Sequence[Path]:
    """Write the files, or the bytes to standard output; which files there are then."""
    writing = progress.add_task(say(said("writing {file}", file=job.target)), total=None)

    def tell(done: int, of: int) -> None:
        progress.update(writing, total=of, completed=done)

    how: dict[str, Any] = {
        "lang": asked.lang,
        "edition": asked.edition,
        "options": asked.options,
        "progress": tell,
    }
    if job.per:
        return packs.export_pack(portfolio, job.target, job.name, job.per, force=asked.force, **how)
    if job.prints:
        console.write_bytes(plugins.render(portfolio, job.name, **how))
        return ()
    plugins.export(portfolio, job.target, job.name, force=asked.force, **how)
    if job.target.is_dir():
        return [file for file in job.target.rglob("*") if file.is_file()]
    return [job.target]


def _tell_written(portfolio: Portfolio, job: _Job, asked: _Asked, written: Sequence[Path]) -> None:
    """Say which files there are and how large; nothing beside what went to standard output."""
    if job.prints:
        return
    if job.per:
        if not console.is_quiet():
            parts = packs.parts(portfolio, job.per, job.suffix, **asked.narrowed)
            _print_pack(parts, written, job.per)
        return
    size = said("{count:,} bytes", count=sum(file.stat().st_size for file in written))
    if job.target.is_dir():
        many = counted("{count} file", "{count} files", count=len(written))
        size = joined(", ", (many, size))
    console.report(said("wrote {file} ({size})", file=job.target, size=size))


def _shown(portfolio: Portfolio, job: _Job, asked: _Asked) -> Portfolio:
    """What is shown of the data in the edition asked for; of a pack, in all its files."""
    edition = asked.edition or (Audience.DONOR if job.per == "donor" else None)
    writer = plugins.exporter(job.name)
    return plugins.shown_to(portfolio, writer, Narrowing(**asked.narrowed), edition)


@contextmanager
def _with_changes(
    since: Path | None, data: plugins.Source, portfolio: Portfolio, shown: Portfolio
) -> Iterator[None]:
    """Let the report end with what changed since earlier data, where they are named."""
    if since is None:
        yield
        return
    period, against = portfolio.period, portfolio.against
    earlier = attrs.evolve(data, path=since).read().reporting(period, against)
    # What the edition does not show is no change in it either.
    of_both = (disclosed(each, shown.edition.id) for each in (earlier, portfolio))
    changes = diff(*(attrs.evolve(each, withheld=()) for each in of_both))
    with with_sections([plugins.changes_section(changes)]):
        yield


def _tell_withheld(shown: Portfolio) -> None:
    """Say on standard error what the edition does not show of the data."""
    if shown.withheld and not shown.edition.explains and not console.is_quiet():
        console.tell(said("not shown in this edition:"), error=True)
        for line in withheld_lines(shown, labels_in(language.get())):
            console.write(f"  {line}", error=True, hanging=2)


def _tell_untranslated(portfolio: Portfolio, lang: str, data: plugins.Source) -> None:
    console.tell_problems(plugins.located(plugins.untranslated(portfolio, lang), data))


def _tell_left_out(warned: Iterable[WarningMessage], data: plugins.Source) -> None:
    """Say on standard error what the file lacks; pass on any other warning."""
    for each in warned:
        if isinstance(each.message, LeftOutWarning):
            console.tell_problems(plugins.located(each.message.problems, data))
        else:
            warn_explicit(each.message, each.category, each.filename, each.lineno)


@contextmanager
def _located(data: plugins.Source) -> Iterator[None]:
    """Say of an error that shows only when the report is made where in the data it stands."""
    try:
        yield
    except DataError as error:
        raise DataError(plugins.located(error.problems, data)) from error


def _print_pack(parts: Sequence[packs.Part], written: Sequence[Path], per: str) -> None:
    rows = [
        (str(file), part.narrowing[per], ", ".join(part.projects), f"{file.stat().st_size:,}")
        for part, file in zip(parts, written, strict=True)
    ]
    for_whom = said("for {per}", per=Message(per))
    head = (said("file"), for_whom, said("projects"), said("bytes"))
    console.print_table(head, rows, right=(3,))
    console.report(counted("wrote {count} file", "wrote {count} files", count=len(rows)))
