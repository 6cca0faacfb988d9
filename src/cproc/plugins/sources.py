"""Data that are read: by which loader, with which options, contained."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from cproc.errors import (
    DataError,
    Message,
    PluginError,
    Problem,
    Severity,
    joined,
    looked_up,
    said,
)
from cproc.hookspecs import Loader
from cproc.model import Portfolio
from cproc.options import as_options, read_loader_options
from cproc.plugins import collect
from cproc.plugins.contain import contained

Options = Mapping[str, str] | object | None
"""Options of a loader: text by name, an instance of its class, or nothing."""


def loader(name: str) -> Loader:
    """A loader by name.

    Raises:
        UnknownNameError: There is none; the message lists those there are.
    """
    return looked_up("loader", name, {each.name: each for each in collect.installed().loaders})


@attrs.frozen
class Source:
    """Data to be read, and how.

    Args:
        path: The file or folder.
        by: Name of the loader; the first that accepts the path where absent.
        options: Options of the loader: text by name, or an instance of its class.
    """

    path: Path = attrs.field(converter=Path)
    by: str | None = None
    options: Options = None

    def __str__(self) -> str:
        return str(self.path)

    @property
    def loader(self) -> Loader:
        """The loader that reads it.

        Raises:
            DataError: None does.
            UnknownNameError: There is none of the name asked for.
        """
        return _accepting(self.path) if self.by is None else loader(self.by)

    def read(self) -> Portfolio:
        """Read the portfolio, without the checks across its records.

        Raises:
            DataError: With a problem for each fault.
            UsageError: The loader has no such options.
            PluginError: The loader failed.
        """
        by = self.loader
        options = chosen_options(by, self.options)
        with _of(by):
            return _portfolio(by.load(self.path, options), by)

    def locate(self, where: str) -> tuple[str, str]:
        """The file and the cell in which a path of the portfolio stands.

        Args:
            where: Such as ``activities[12].projects[0]``.

        Raises:
            PluginError: The loader failed.
        """
        by = self.loader
        options = chosen_options(by, self.options)
        with _of(by):
            file, cell = by.locate(self.path, where, options)
            return file, cell

    def notices(self) -> Sequence[Problem]:
        """What the loader has to say beside the portfolio.

        Raises:
            PluginError: The loader failed.
        """
        by = self.loader
        options = chosen_options(by, self.options)
        with _of(by):
            return tuple(by.notices(self.path, options))


def source_of(
    path: str | Path | Source, loader: str | None = None, options: Options = None
) -> Source:
    """The data that a path, or what is known of it already, stands for."""
    if isinstance(path, Source):
        return path
    return Source(path, loader, options)


def chosen_options(by: Loader, options: Options) -> Any:
    """The options of a loader, of text or as they are.

    Raises:
        UsageError: It has no such options.
    """
    whose = said("the loader {name!r}", name=by.name)
    if options is None or isinstance(options, Mapping):
        return read_loader_options(by.options, options or {}, whose)
    return as_options(by.options, options, whose)


def _whose(by: Loader) -> Message:
    """What a loader is called where it fails: with the plugin it came in, but for our own."""
    offered = f"loader {by.name}"
    plugins = (each for each in collect.installed().plugins if offered in each.offers)
    owner = next((each.distribution for each in plugins if each.name != "cproc"), "")
    if not owner:
        return said("the loader {name!r}", name=by.name)
    return said("the {kind} {name!r} of {owner}", kind=Message("loader"), name=by.name, owner=owner)


def _portfolio(given: object, by: Loader) -> Portfolio:
    """What a loader gave, whatever its annotation says."""
    if isinstance(given, Portfolio):
        return given
    kind = type(given).__name__
    raise PluginError(said("{whose} gave {kind}, no portfolio.", whose=_whose(by), kind=kind))


@contextmanager
def _of(by: Loader) -> Iterator[None]:
    with contained(PluginError, _whose(by)):
        yield


def _accepting(path: Path) -> Loader:
    loaders = collect.installed().loaders
    failed: list[PluginError] = []
    for each in loaders:
        try:
            with _of(each):
                if each.accepts(path):
                    return each
        except PluginError as error:  # another may read it; else it is told
            failed.append(error)
    if failed:
        raise failed[0]
    kinds = joined(
        said("; "),
        [
            said("{where}: {text}", where=each.name, text=Message(each.description))
            for each in loaders
        ],
    )
    message = (
        said("nothing reads this kind of file.")
        if path.exists()
        else said("there is no such file.")
    )
    hint = said("What can be read: {kinds}.", kinds=kinds)
    raise DataError([Problem("file-kind", message, file=str(path), hint=hint)])


def located(problems: Iterable[Problem], path: str | Path | Source) -> tuple[Problem, ...]:
    """Say of problems of a portfolio in which file and cell they stand.

    A loader that cannot say is reported once, behind them; they are given with its file.

    Args:
        problems: Each with its path; one that is of a report, not of a portfolio, stays as it is.
        path: What the portfolio was loaded from.
    """
    source = source_of(path)
    fields = {"", *(field.name for field in attrs.fields(Portfolio))}
    failed: list[Problem] = []

    def with_place(problem: Problem) -> Problem:
        if problem.file or re.split(r"[.\[]", problem.path)[0] not in fields:
            return problem
        try:
            file, cell = source.locate(problem.path)
        except PluginError as error:
            file, cell = str(source), ""
            failed.append(
                Problem("plugin-failed", error.args[0], file=file, severity=Severity.WARNING)
            )
        return attrs.evolve(problem, file=file, cell=cell)

    told = tuple(map(with_place, problems))
    return (*told, *failed[:1])


def locator(path: str | Path | Source) -> Callable[[str], tuple[str, str]]:
    """A function that names the file and the cell in which a path of a portfolio stands.

    Args:
        path: What the portfolio was loaded from.

    Raises:
        DataError: No loader reads it.

    Example:
        >>> import cproc
        >>> cproc.locator("examples/cproc_2017")("activities[12]")
        ('examples/cproc_2017/activities.csv', 'row 14')
    """
    source = source_of(path)
    # Found once: it is asked for each of many records.
    return attrs.evolve(source, by=source.loader.name).locate
