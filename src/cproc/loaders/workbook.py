"""Reads a portfolio from the workbook that an office types its data into."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import attrs

from cproc.errors import DataError, Problem
from cproc.hookspecs import Loader
from cproc.labels import labels_in, languages
from cproc.loaders.entry_sheets import COLUMN_MISSING, EntryReading, read_sheets
from cproc.loaders.grids import read_workbook
from cproc.memory import collector_paused
from cproc.model import Portfolio
from cproc.serialize import assembly_of, portfolio_of
from cproc.serialize.assembly import Assembly
from cproc.serialize.headings import sheet_name

SUFFIXES = (".xlsx", ".xlsm")
_REFUSED = (".ods", ".xls", ".xlsb")
"""Workbooks of other kinds, which are told how to be saved."""


@collector_paused()
def _read(path: Path) -> tuple[Assembly, EntryReading]:
    reading = read_sheets(read_workbook(path))
    return assembly_of(reading.tables, {}, reading.errors), reading


@collector_paused()
def _portfolio(path: Path) -> Portfolio:
    assembly, reading = _read(path)
    try:
        return portfolio_of(assembly, str(path))
    except DataError as error:
        problems = _each_cell_once(error.problems, reading)
        raise DataError([*problems, *reading.doubts], error.sound) from None


def _each_cell_once(problems: Iterable[Problem], reading: EntryReading) -> Iterator[Problem]:
    """The problems without those that follow from a cell that is told already, all placed."""
    told = {each.cell for each in reading.errors if "!" in each.cell}
    labels = labels_in(reading.language)
    for problem in problems:
        own = problem in reading.errors
        if not own and (problem.cell in told or problem.code == COLUMN_MISSING):
            continue
        if not problem.cell and problem.path:
            name = "office" if problem.path.startswith("office") else "portfolio"
            yield attrs.evolve(problem, cell=sheet_name(name, labels))
        else:
            yield problem


@lru_cache(maxsize=2)
def _known(path: Path, _changed: int, _languages: tuple[str, ...]) -> tuple[Assembly, EntryReading]:
    # Once for each state of the file: it is asked for each of a thousand problems.
    return _read(path)


def _state(path: Path) -> tuple[Assembly, EntryReading]:
    return _known(path, path.stat().st_mtime_ns, languages())


@attrs.frozen
class WorkbookOptions:
    """How a workbook is written; to read it, none is needed.

    Args:
        lang: Language of the headings of a new one. One that is there keeps its own.
    """

    lang: str = "en"


DEFAULTS = WorkbookOptions()

Write = Callable[[Portfolio, Path, str], bytes]
"""Writes a portfolio as a workbook: into that of a path where one stands, in a language."""


class WorkbookLoader(Loader):
    """Reads the sheets of an entry workbook, whose headings may be in any language there is.

    Args:
        write: What writes such workbooks.
    """

    name = "workbook"
    description = "the workbook that the exporter entry writes, filled in (.xlsx)"
    suffixes = SUFFIXES
    options = WorkbookOptions

    def __init__(self, write: Write | None = None) -> None:
        """Keep what writes: that is an exporter, which loaders do not know."""
        self.write = write
        self.writes = write is not None

    def accepts(self, path: Path) -> bool:
        """Take any file whose name ends with that of a workbook."""
        return path.suffix.lower() in (*SUFFIXES, *_REFUSED) and not path.is_dir()

    def load(self, path: Path, options: WorkbookOptions = DEFAULTS) -> Portfolio:
        """Read the portfolio."""
        return _portfolio(path)

    def notices(self, path: Path, options: WorkbookOptions = DEFAULTS) -> Sequence[Problem]:
        """Tell what is hidden, passed over, taken for something, or without an identifier."""
        assembly, reading = _state(path)
        return (*assembly.notices, *reading.doubts)

    def locate(
        self, path: Path, where: str, options: WorkbookOptions = DEFAULTS
    ) -> tuple[str, str]:
        """Say in which sheet and cell a path of the portfolio stands."""
        return _state(path)[0].place(where) or (str(path), "")

    def files(
        self, portfolio: Portfolio, path: Path, options: WorkbookOptions = DEFAULTS
    ) -> Mapping[str, bytes | None]:
        """Write the workbook, or fill the one that stands there anew."""
        if self.write is None:
            return super().files(portfolio, path, options)
        return {"": self.write(portfolio, path, options.lang)}
