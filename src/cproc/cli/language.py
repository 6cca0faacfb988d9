"""The language in which the command speaks: results, messages, errors of usage and help."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from copy import copy
from inspect import cleandoc
from typing import Any, TypeVar

import click
from click import core, decorators, exceptions, formatting, parser, types

from cproc.errors import UnknownNameError, in_language, said
from cproc.labels import labels_in, languages

Command = TypeVar("Command", bound=Callable[..., Any])

VARIABLE = "CPROC_LANG"
"""The environment variable that gives the language where no option does."""

WORDS = f"{__name__}.words"
"""Name, in the context of click, of the words behind the name of the command."""

language: ContextVar[str] = ContextVar("language", default="en")
"""The language of the command that runs."""


def lang_option(words: str, *, given: bool = True) -> Callable[[Command], Command]:
    """The option ``--lang``.

    Args:
        words: What its help says.
        given: Whether the command is given its value; messages follow it either way.
    """
    return click.option(
        "--lang",
        default="en",
        show_default=True,
        envvar=VARIABLE,
        shell_complete=completed,
        callback=_chosen if given else _known,
        expose_value=given,
        help=words,
    )


def completed(_context: click.Context, _option: click.Parameter, typed: str) -> list[str]:
    """The languages that begin with what is typed, the last of several."""
    before, comma, last = typed.rpartition(",")
    return [f"{before}{comma}{name}" for name in languages() if name.startswith(last)]


def _chosen(context: click.Context, _option: click.Parameter, name: str) -> str:
    """The language of an option; that before the name of a command holds where it has no own."""
    if context.get_parameter_source("lang") is core.ParameterSource.COMMANDLINE:
        context.meta[VARIABLE] = name
    return str(context.meta.get(VARIABLE, name))


def _known(context: click.Context, option: click.Parameter, name: str) -> None:
    """Refuse a language that there is none of; a command that is given its value does so itself."""
    try:
        labels_in(_chosen(context, option, name))
    except UnknownNameError as error:
        raise click.BadParameter(error.in_language(language.get())) from None


def say(text: str) -> str:
    """Put a message into the language of the command."""
    return in_language(text, language.get())


def asked(words: Sequence[str]) -> str:
    """The language asked for by a command line, or else by the environment.

    It is read before anything else, so that an error of usage is told in it as well. The first
    of several is taken, and English for one that there is none of.
    """
    found = os.environ.get(VARIABLE, "")
    for word, following in zip(words, (*words[1:], ""), strict=False):
        name, sign, value = word.partition("=")
        if name == "--lang":
            found = value if sign else following
    first = found.partition(",")[0].strip()
    return first if first in languages() else "en"


class Group(click.Group):
    """A group of commands that is called in the language asked for."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **more: Any) -> Any:
        """Run the command line, its words and those of click in one language."""
        words = list(sys.argv[1:] if args is None else args)
        before = language.set(asked(words))
        try:
            with _click_speaks():
                return click.Group.main(translated(self), words, *rest, **more)
        finally:
            language.reset(before)

    def make_context(self, *words: Any, **more: Any) -> click.Context:
        """Read the words that stand before the name of a command; help is printed on the way."""
        with _ended_well():
            return click.Group.make_context(self, *words, **more)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that words name, and keep the others for what completes them."""
        ctx.meta[WORDS] = tuple(args[1:])
        return click.Group.resolve_command(self, ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is named."""
        with _ended_well():
            return click.Group.invoke(self, ctx)


UNWRITTEN, INTERRUPTED, UNREAD = 1, 130, 141
"""Exit codes where output cannot be written, the user presses Ctrl-C, or nobody reads it."""


@contextmanager
def _ended_well() -> Iterator[None]:
    """Leave without a word where the output is closed, and with one where the user breaks off.

    The codes are those of a program that the signal itself ends.
    """
    try:
        try:
            yield
        finally:
            if sys.stdout is not None:  # closed by whoever called
                sys.stdout.flush()
    except KeyboardInterrupt:
        click.echo(f"\ncproc: {say(said('interrupted'))}", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _print_no_more()
        sys.exit(UNREAD)
    except OSError as error:
        if error.filename is not None:  # of a file that the command itself names
            raise
        _print_no_more()
        with suppress(OSError):
            click.echo(f"cproc: {error.strerror}", err=True)
        sys.exit(UNWRITTEN)


def _print_no_more() -> None:
    """Let what is still to be printed go nowhere, or Python tells of it when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def translated(command: Any) -> Any:
    """A command with its help in the language asked for."""
    spoken = copy(command)
    # click keeps the option that it has told before, in its words of then.
    spoken._help_option = None  # noqa: SLF001 - it has no other way to be made anew
    pieces = help_pieces(command.help or "")
    spoken.help = "\n\n".join(f"{mark}{say(text)}{after}" for mark, text, after in pieces)
    spoken.epilog = say(command.epilog or "")
    spoken.params = [copy(each) for each in command.params]
    for param in spoken.params:
        if isinstance(param, click.Option):
            param.help = say(param.help or "")
    return spoken


def help_pieces(text: str) -> Iterator[tuple[str, str, str]]:
    r"""The paragraphs of a help: click's mark before each, its message, what stays as it is.

    Lines of a paragraph are joined, unless it begins with the mark ``\b``, which docstrings hold
    as two characters; then only its first line is a message where commands follow it.
    """
    for paragraph in cleandoc(text).split("\n\n"):
        if not paragraph.startswith("\\b\n"):
            yield "", " ".join(paragraph.split()), ""
            continue
        body = paragraph.removeprefix("\\b\n")
        head, commands, rest = re.split(r"(\n  (?=\S)|\Z)", body, maxsplit=1)
        yield "\b\n", head, commands + rest


@contextmanager
def _click_speaks() -> Iterator[None]:
    """Let click take its own words from our catalogue.

    It asks gettext for them, which reads compiled files of the system alone.
    """
    said = {"_": say, "gettext": say, "ngettext": _plural}
    found = [
        (module, name, getattr(module, name))
        for module in (core, decorators, exceptions, formatting, parser, types)
        for name in said
        if hasattr(module, name)
    ]
    if language.get() == "en":
        found = []
    for module, name, _before in found:
        setattr(module, name, said[name])
    try:
        yield
    finally:
        for module, name, before in found:
            setattr(module, name, before)


def _plural(one: str, other: str, count: int) -> str:
    return say(one if count == 1 else other)
