"""What the commands share: consoles, argument types, how errors, values and tables are printed."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Any, ParamSpec, TextIO

import click

from cproc import Money, Portfolio, figures, plugins
from cproc.checks import CODES
from cproc.cli import completion, layout
from cproc.cli.language import lang_option, language, say
from cproc.dates import Period, date_from
from cproc.errors import (
    CprocError,
    DataError,
    ExportError,
    InvalidValueError,
    Message,
    Problem,
    Severity,
    UnknownNameError,
    UsageError,
    said,
)
from cproc.labels import Labels, labels_in, messages, with_labels
from cproc.labels.messages import with_messages

PROBLEMS, USAGE = 1, 2  # exit codes; 2 is that of click as well
P = ParamSpec("P")


def width_of(stream: TextIO | None) -> int | None:
    """How wide what is printed may be; no end where it goes to a file or to another program.

    The environment variable COLUMNS holds everywhere.
    """
    named = os.environ.get("COLUMNS", "")
    terminal = stream is not None and stream.isatty()
    if not terminal and not named.isdecimal():
        return None
    return max(shutil.get_terminal_size().columns, 20)


def write(text: str = "", *, error: bool = False, bold: bool = False, hanging: int = 0) -> None:
    """Print a text, its lines as wide as the terminal.

    Args:
        text: The text; a message is said in the language of the command.
        error: Whether it goes to standard error.
        bold: Whether it stands out.
        hanging: Blanks before what follows in the next line.
    """
    stream = sys.stderr if error else sys.stdout
    plain = layout.printable(click.unstyle(_said(text)))
    for line in layout.wrapped(plain, width_of(stream), hanging):
        click.echo(_bold(line) if bold else line, err=error)


def day(_context: click.Context, _option: click.Parameter, text: str | None) -> date | None:
    """Read a day in ISO 8601 form, or fail as click fails."""
    try:
        return None if text is None else date_from(text)
    except InvalidValueError as error:
        raise click.BadParameter(say(error.args[0])) from None


def read_period(
    _context: click.Context, _option: click.Parameter, text: str | None
) -> Period | None:
    """Read a period, or fail as click fails."""
    try:
        return None if text is None else Period.parse(text)
    except InvalidValueError as error:
        raise click.BadParameter(say(error.args[0])) from None


period_option = click.option(
    "--period",
    metavar="FROM/TO",
    callback=read_period,
    help="The reporting period: 2017, 2017-01/2017-03; that of DATA where absent.",
)
against_option = click.option(
    "--against",
    metavar="FROM/TO",
    callback=read_period,
    help="An earlier period, whose figures are set beside those of the reporting period.",
)


def by_name(
    _context: click.Context, _option: click.Parameter, pairs: tuple[str, ...]
) -> dict[str, str]:
    """Gather options by name, or fail as click fails; none is given twice."""
    given: dict[str, str] = {}
    for pair in pairs:
        key, sign, text = pair.partition("=")
        key = key.strip()
        if not sign or not key:
            raise click.BadParameter(say(said("{pair!r} is not key=value.", pair=pair)))
        if key in given:
            raise click.BadParameter(say(said("{key!r} is given twice.", key=key)))
        given[key] = text
    return given


def source_argument(name: str, *, required: bool = True) -> Callable[..., Any]:
    """An argument for data, with the options that say how they are read.

    The command is given a `cproc.plugins.Source`; None where it may be absent and is.
    """

    def argument(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def with_source(
            *args: Any, loader: str | None, inputs: dict[str, str], **given: Any
        ) -> None:
            if given[name] is not None:
                given[name] = plugins.Source(given[name], loader, inputs)
            command(*args, **given)

        for option in (_inputs_option, _loader_option):
            with_source = option(with_source)
        return click.argument(name, type=click.Path(path_type=Path), required=required)(with_source)

    return argument


_loader_option = click.option(
    "--from",
    "loader",
    metavar="NAME",
    shell_complete=completion.loaders,
    help="The loader that reads it: cproc loaders.",
)
_inputs_option = click.option(
    "-I",
    "inputs",
    metavar="KEY=VALUE",
    shell_complete=completion.loader_options,
    multiple=True,
    callback=by_name,
    help="An option of the loader, as often as needed: cproc loaders NAME.",
)
data_argument = source_argument("data")
as_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON for other programs."
)


def _keep_quiet(context: click.Context, _option: click.Parameter, quiet: bool) -> None:
    context.meta[_QUIET] = quiet


_QUIET = f"{__name__}.quiet"
quiet_option = click.option(
    "-q",
    "--quiet",
    is_flag=True,
    expose_value=False,
    callback=_keep_quiet,
    help="Print nothing but errors, and what is asked for.",
)


def is_quiet() -> bool:
    """Whether the command that runs is to print nothing of what it does."""
    return bool(click.get_current_context().meta.get(_QUIET))


def told(command: Callable[P, None]) -> Callable[P, None]:
    """Tell expected errors on standard error and leave with the code for them.

    A command that has no use of its own for ``--lang`` has it for its messages.
    """

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with plugins.in_use(), _messages_of(kwargs):
                command(*args, **kwargs)
        except DataError as error:
            tell_problems(error.problems)
            sys.exit(PROBLEMS)
        except (UnknownNameError, UsageError, InvalidValueError) as error:
            complain(error)
            sys.exit(USAGE)
        except CprocError as error:
            complain(error)
            sys.exit(PROBLEMS)

    if "lang" in signature(command).parameters:
        return guarded
    return lang_option("Language of messages.", given=False)(guarded)


MESSAGES = "messages.{}.po"
"""Name of the file beside the data that has the messages of a language."""
_DATA = ("data", "base", "old", "source")
"""What commands call the data that such files stand beside."""


@contextmanager
def _messages_of(given: Mapping[str, Any]) -> Iterator[None]:
    """Know the messages that stand beside the data of a command, and speak their language."""
    data = next((given[name] for name in _DATA if given.get(name) is not None), None)
    folder = data.path if isinstance(data, plugins.Source) else data
    lang = str(given.get("lang") or language.get()).partition(",")[0]
    text = messages_beside(folder, lang) if isinstance(folder, Path) and folder.is_dir() else ""
    there = text or lang in messages.in_use()
    before = language.set(lang if there else language.get())
    try:
        with with_messages({lang: text}):
            yield
    finally:
        language.reset(before)


def messages_beside(folder: Path, lang: str) -> str:
    """The messages of a language that stand in a folder; empty where there are none.

    Raises:
        DataError: The file is no catalogue of messages.
    """
    file = folder / MESSAGES.format(lang)
    try:
        text = file.read_text("utf-8") if file.is_file() else ""
        if text:
            messages.read(lang, text)
    except UnicodeDecodeError as error:
        fault = Problem("messages-malformed", said("{text}.", text=error), file=str(file))
        raise DataError([fault]) from None
    except InvalidValueError as error:
        fault = Problem(error.code, error.message, "", error.hint, file=str(file))
        raise DataError([fault]) from None
    return text


@contextmanager
def rated(portfolio: Portfolio, data: plugins.Source) -> Iterator[None]:
    """Tell of a missing exchange rate with all others that are missing, each with its place."""
    try:
        yield
    except InvalidValueError as error:
        lacking = plugins.missing_rates(portfolio) if error.code == "rate-missing" else []
        if not lacking:
            raise
        raise DataError(plugins.located(lacking, data)) from error


def tell(message: str, *, error: bool = False) -> None:
    """Tell a message in the language of the command."""
    write(message, error=error, hanging=layout.INDENT)


def report(message: str) -> None:
    """Tell what the command has done, unless it is to be quiet."""
    if not is_quiet():
        tell(message)


def in_words(problem: Problem) -> Problem:
    """A problem in the language of the command."""
    return problem.in_language(language.get())


def complain(error: CprocError) -> None:
    """Tell one error on standard error."""
    write(f"cproc: {error.in_language(language.get())}", error=True, hanging=layout.INDENT)


_HEADS = {
    Severity.ERROR: said("errors"),
    Severity.WARNING: said("warnings"),
    Severity.SILENCED: said("silenced, with reasons"),
    Severity.NOTICE: said("notices"),
}


def loaded(
    data: plugins.Source, lang: str, period: Period | None = None, against: Period | None = None
) -> tuple[Portfolio, Labels]:
    """Read DATA, and the words of a language that it and the plugins have, for this command."""
    portfolio = plugins.load(data).reporting(period, against)
    click.get_current_context().with_resource(with_labels(portfolio.words))
    return portfolio, labels_in(lang)


def tell_problems(problems: Iterable[Problem], most: int = 20) -> None:
    """Tell problems on standard error, at most so many of each rule; the rest is counted.

    A command that is to be quiet tells errors only.
    """
    groups: dict[tuple[Severity, str], list[Problem]] = {}
    for problem in problems:
        if is_quiet() and problem.severity is not Severity.ERROR:
            continue
        groups.setdefault((problem.severity, problem.code), []).append(problem)
    for severity, head in _HEADS.items():
        rules = {code: group for (kind, code), group in groups.items() if kind is severity}
        if rules:
            write(f"{say(head)} ({sum(map(len, rules.values()))})", error=True, bold=True)
        for code, group in rules.items():
            line = f"{say(severity)}[{code}] ({len(group)})"
            if code in CODES:
                line = say(said("{where}: {text}", where=line, text=CODES[code]))
            write(f"  {line}", error=True, hanging=layout.INDENT)
            for problem in group[:most]:
                told = f"    {problem.told_in(language.get())}"
                write(told, error=True, hanging=layout.INDENT)
            if len(group) > most:
                write(f"    {say(said('… and {count} more', count=len(group) - most))}", error=True)


NARROW = "\u202f"
"""What stands between thousands in English: by ISO 31-0 neither point nor comma."""


def grouped(value: Any) -> str:
    """Show a number with its thousands set apart."""
    if language.get() != "en":
        exact = Decimal(value)
        decimals = max(-int(exact.as_tuple().exponent), 0)
        return labels_in(language.get()).number(exact, decimals, decimals)
    return f"{value:,}".replace(",", NARROW)


def shown(value: figures.Value) -> str:
    """Show a value as a number."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Money):
        value = value.amount
        return grouped(int(value) if value == value.to_integral_value() else value)
    return grouped(value)


def known(figure: figures.Figure, labels: Labels) -> str:
    """Show what is known of a figure: a value that is exact as a number, all else in words."""
    if not figure.exact:
        told = figures.told(labels, figure)
        return re.sub("(?<=[0-9]),(?=[0-9]{3})", NARROW, told) if labels.language == "en" else told
    return str(figure.value) if figure.unit == "year" else shown(figure.value)


def write_bytes(data: bytes) -> None:
    """Write a file to standard output, to its end."""
    if sys.stdout is None:
        raise ExportError(said("standard output is closed"))
    left = memoryview(data)
    while left:  # an unbuffered stream may take a part only
        left = left[sys.stdout.buffer.write(left) :]
    sys.stdout.buffer.flush()


def print_json(data: object) -> None:
    """Print data for other programs."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _bold(line: str) -> str:
    return click.style(line, bold=True)


def print_table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Collection[int] = (),
    sections: Collection[int] = (),
) -> None:
    """Print a table; numbers stand in the columns `right`, the rows `sections` stand out."""
    # A text may hold the codes that colour a terminal, or clear it.
    cells = [
        [layout.printable(click.unstyle(_said(cell))) for cell in row] for row in (head, *rows)
    ]

    def titled(name: str, cell: str) -> str:
        return say(said("{where}: {text}", where=name, text=cell))

    for row in layout.table(cells[0], cells[1:], right, width_of(sys.stdout), titled):
        stands_out = row.index is None or row.index in sections
        for line in row.lines:
            click.echo(_bold(line) if stands_out and line else line)
    click.echo()


def _said(cell: object) -> str:
    return say(cell) if isinstance(cell, Message) else str(cell)
