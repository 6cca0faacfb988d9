"""What a plugin can offer, and the protocols of what it offers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Generic, Protocol, TypeVar, runtime_checkable

import attrs
import pluggy

from cproc.checks import Check
from cproc.errors import Problem, UsageError, said
from cproc.figures import Definition, Key, Measure
from cproc.forms import Form
from cproc.labels import Labels
from cproc.model import Portfolio, Term
from cproc.options import NoOptions
from cproc.report import Report
from cproc.report.parts import ReportPart

__all__ = ["NO_OPTIONS", "Exporter", "Job", "Loader", "NoOptions", "hookimpl"]

OptionsT = TypeVar("OptionsT")

API = 3
"""Version of the hooks and protocols below. A plugin may say with ``cproc_api = 3`` for which
it was made; a newer or a forgotten one is refused by name, not by a crash.

Since 3: `Loader.load` and `Loader.locate` are given the loader's options; a loader may say what
suffixes its files have, tell `notices`, and write what it reads (`Loader.files`). One made for an
older version is used as it is, without options.

Since 2: `ReportPart.make` is given a `cproc.report.context.Context`; a `Cell` holds a value or
an expression, never both; `Exporter.needs_report` says whether the report is built at all. An
exporter that inherits from `Exporter`, as it should, has that of itself.
"""

API_OLDEST = 1
"""The oldest version a plugin may have been made for."""

hookspec = pluggy.HookspecMarker("cproc")
hookimpl = pluggy.HookimplMarker("cproc")
"""Marks a function of a plugin as one of the hooks below."""


def _unseen(_done: int, _of: int) -> None:
    """Take no notice of progress."""


def _unread(_problem: Problem) -> None:
    """Drop what is left out: nobody asks for it."""


@attrs.frozen
class Job(Generic[OptionsT]):
    """One call of an exporter: what was asked for beside the portfolio and its report.

    Args:
        options: An instance of the exporter's class of options.
        watcher: Takes the progress; nobody watches where absent.
        others: The same report in further languages, for an exporter that says with
            ``several_languages = True`` that it shows several in one file.
        language: The language asked for, for an exporter that is given no report.
        listener: Takes what is left out; nobody reads it where absent.
    """

    options: OptionsT
    watcher: Callable[[int, int], None] = _unseen
    others: tuple[Report, ...] = ()
    language: str = "en"
    listener: Callable[[Problem], None] = _unread

    def progress(self, done: int, of: int) -> None:
        """Report how far the work is.

        Args:
            done: Steps done so far, from 0 to ``of``; a step is what the exporter likes.
            of: All steps there are.
        """
        self.watcher(done, of)

    def leave_out(self, problem: Problem) -> None:
        """Say what the format has no place for: the file is written without it.

        The command prints it below the file, and `cproc.export` warns with all of it.

        Args:
            problem: A notice or a warning, with its path in the portfolio.
        """
        self.listener(problem)


@runtime_checkable
class Exporter(Protocol):
    """Writes a portfolio in one format; inherit from it.

    An exporter only renders. What is shown and in what order is in the Report it is given;
    it writes to the stream it is given and to nothing else, and the library puts the
    finished bytes in their place. It imports its libraries when it is called. The same
    portfolio gives the same bytes: times and modes of the entries of a zip are set by the
    library, everything else by the exporter.

    Attributes:
        name: What it is called by, ``xlsx``.
        suffix: File name suffix with the point, ``.xlsx``.
        media_type: IANA media type of what it writes.
        description: One line for lists.
        options: A frozen attrs class of its options, each with a type, a default and a
            line in the ``Args`` of the docstring. ``donor`` and ``project`` are options of
            every exporter and none of its own.
        languages: ISO 639 codes of the languages it can write; every one that reports have
            labels in where empty.
        replaces: Name of the exporter whose place it takes, said by those who mean it;
            two of one name are an error otherwise.
        needs_report: Whether it renders the report, as nearly all do. Where it is False the
            report is not built, which takes most of the time of a large portfolio, and
            ``export`` is given None in its place: write ``report: Report | None`` there.
        edition: The edition it makes where neither the data nor anybody asks for another;
            ``audit``, all there is, where empty. What anybody may read, such as a web page or a
            calendar, is ``public``.
        dates_itself: Whether an office file that it writes says itself when it was made, as one
            of somebody else's that it fills; of others the library puts the day of issue there.

    Example:
        >>> class Titles(Exporter):
        ...     name, suffix, media_type = "titles", ".txt", "text/plain"
        ...     description = "the title of the report"
        ...
        ...     def export(self, portfolio, report, stream, job):
        ...         stream.write(report.title.encode())
    """

    name: str
    suffix: str
    media_type: str
    description: str
    options: type[Any] = NoOptions
    languages: tuple[str, ...] = ()
    replaces: str = ""
    needs_report: bool = True
    edition: str = ""
    dates_itself: bool = False

    @abstractmethod
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        """Write the bytes of the whole file to the stream.

        Args:
            portfolio: Checked, read-only.
            report: Built from it in the language asked for; None for an exporter that says
                it does not need one.
            stream: Private to this call; can be written and sought.
            job: The options, and where progress is reported.

        Raises:
            DataError: The format cannot hold the portfolio; a problem for each fault.
        """
        ...


NO_OPTIONS = NoOptions()
"""What is given to an exporter or loader that has no options."""


@runtime_checkable
class Loader(Protocol):
    """Reads a portfolio from one kind of file or folder; inherit from it.

    A loader reads what it is given and changes nothing. It imports its libraries when it is
    called. What is wrong is reported all at once, each fault as a `cproc.Problem` with its file and
    its place in it; what is doubtful is reported by `notices`.

    Attributes:
        name: What it is called by, ``json``.
        description: One line for lists.
        suffixes: File name suffixes with the point, in small letters, ``(".json",)``; none where
            it reads folders.
        options: A frozen attrs class of its options, each with a type, a default and a line in
            the ``Args`` of the docstring.
        replaces: Name of the loader whose place it takes, said by those who mean it; two of one
            name are an error otherwise.
        writes: Whether `files` writes what `load` reads.

    Example:
        >>> class Pickled(Loader):
        ...     name, suffixes = "pickled", (".pkl",)
        ...     description = "a portfolio as Python keeps it"
        ...
        ...     def load(self, path, options=NO_OPTIONS):
        ...         return pickle.loads(path.read_bytes())
        >>> Pickled().accepts(Path("office.PKL")), Pickled().accepts(Path("office.json"))
        (True, False)
    """

    name: str
    description: str
    suffixes: tuple[str, ...] = ()
    options: type[Any] = NoOptions
    replaces: str = ""
    writes: bool = False

    def accepts(self, path: Path) -> bool:
        """Whether the path may be its kind, by name and type and without reading it.

        By itself, a loader takes what has one of its suffixes.
        """
        return path.suffix.lower() in self.suffixes and not path.is_dir()

    @abstractmethod
    def load(self, path: Path, options: Any) -> Portfolio:
        """Read the portfolio.

        Args:
            path: One that `accepts` takes, or that the user says is of this kind.
            options: An instance of the loader's class of options.

        Raises:
            DataError: With a problem for each fault.
        """
        ...

    def locate(self, path: Path, where: str, options: Any) -> tuple[str, str]:
        """Say in which file and cell a path of the portfolio stands.

        Args:
            path: What was loaded.
            where: Such as ``activities[12].projects[0]``; empty for the whole.
            options: Those it was loaded with.

        Returns:
            The file, and the place in it (``row 14, column projects``), or empty text.
        """
        return str(path), ""

    def notices(self, path: Path, options: Any) -> Sequence[Problem]:
        """What is no fault of what was loaded, and worth a look: warnings and notices.

        Args:
            path: What was loaded.
            options: Those it was loaded with.
        """
        return ()

    def files(
        self,
        portfolio: Portfolio,
        path: Path,
        options: Any,
    ) -> Mapping[str, bytes | None]:
        """Write a portfolio in the form that `load` reads, from which it is read back equal.

        Nothing is put on the disk here: the library does that, whole or not at all.

        Args:
            portfolio: What is written.
            path: Where it will stand; what stands there is of this kind, and its form is kept.
            options: An instance of the loader's class of options.

        Returns:
            The bytes by the name of the file in the folder ``path``; where that is a file, by the
            empty name. None for a file that is to be removed.

        Raises:
            UsageError: It only reads.
            DataError: The form cannot hold the portfolio; a problem for each fault.
        """
        raise UsageError(said("the loader {name!r} does not write.", name=self.name))


@hookspec
def cproc_exporters() -> Sequence[Exporter]:  # type: ignore[empty-body]
    """The exporters of this plugin."""


@hookspec
def cproc_figures() -> Sequence[Definition]:  # type: ignore[empty-body]
    """The figures of this plugin: each with its title per language, its function and unit.

    They are known where the command, `cproc.load`, `cproc.render` and `cproc.export` compute
    figures: in narratives, statements, `cproc figures`. In a program of its own,
    ``with cproc.plugins.in_use():`` knows them as well.
    """


@hookspec
def cproc_keys() -> Sequence[Key]:  # type: ignore[empty-body]
    """The keys of this plugin, by which records are grouped, as `cproc tally --by` does.

    A program of its own gives a key itself to `cproc.tally`.
    """


@hookspec
def cproc_measures() -> Sequence[Measure]:  # type: ignore[empty-body]
    """The measures of this plugin, which records are summed by, as `cproc total` does.

    A program of its own gives a measure itself to `cproc.total`.
    """


@hookspec
def cproc_checks() -> Sequence[Check]:  # type: ignore[empty-body]
    """The checks of this plugin: functions that take a portfolio and give problems."""


@hookspec
def cproc_sections() -> Sequence[ReportPart]:  # type: ignore[empty-body]
    """The sections of this plugin, each with its own words per language and its tables."""


@hookspec
def cproc_loaders() -> Sequence[Loader]:  # type: ignore[empty-body]
    """The loaders of this plugin; the first that accepts a path reads it.

    `cproc loaders` lists them. One that no suffix tells is asked for by name: ``--from NAME``.
    """


@hookspec
def cproc_labels() -> Sequence[Labels]:  # type: ignore[empty-body]
    """The languages of this plugin, each with its labels: ``Labels.parse("de", text)``.

    `cproc translate` writes the file that a translator fills. What it lacks is in English, and
    `cproc check` and `cproc export` tell how much that is. ``Labels.parse("de", text, messages)``
    has the messages of checks and of the command as well, the gettext file that it writes beside.
    """


@hookspec
def cproc_terms() -> Sequence[Term]:  # type: ignore[empty-body]
    """The terms of this plugin: kinds of activities and contributions, levels of results, posts.

    What is loaded, rendered or exported gets those that its records name, where the office has
    no term of its own under that identifier.
    """


@hookspec
def cproc_forms() -> Sequence[Form]:  # type: ignore[empty-body]
    """The forms of this plugin: ``cproc.forms.read_form(text)`` makes one of its definition.

    `cproc forms` lists them, and the exporter ``form`` writes them. A program of its own knows
    one by ``with cproc.forms.with_forms([form]):``.
    """
