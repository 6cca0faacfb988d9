"""Reads a portfolio from a folder of text files, and of workbooks that a mapping explains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import attrs

from cproc.errors import DataError, Problem, Severity, UsageError
from cproc.hookspecs import Loader
from cproc.loaders import mapping
from cproc.loaders._files import line_of, read_bytes, read_text, with_lines
from cproc.loaders.mapped import Reading, read_mapped
from cproc.loaders.sources import Source
from cproc.model import Portfolio
from cproc.serialize import MAIN, datapackage, folder_assembly, portfolio_of, to_folder_like
from cproc.serialize.assembly import Assembly
from cproc.serialize.csvtext import decoded
from cproc.serialize.wordings import wording_place


def _sources(path: Path) -> tuple[Source, ...]:
    file = path / mapping.FILE
    return mapping.read_mapping(read_text(file), str(file)) if file.exists() else ()


def _files(path: Path, sources: tuple[Source, ...]) -> list[Path]:
    main = [path / MAIN] if (path / MAIN).exists() or not (path / "office.csv").exists() else []
    mapped = {path / source.file for source in sources}
    # A spreadsheet program puts a file ~$… beside each that it has open.
    tables = [f for f in path.glob("*.csv") if f not in mapped and not f.name.startswith("~$")]
    return [*main, *sorted([*tables, *path.glob("labels*.toml")])]


def _read(path: Path) -> tuple[Assembly, Reading]:
    sources = _sources(path)
    reading = read_mapped(sources, path)
    files, notices = _texts(_files(path, sources))
    errors = [each for each in reading.problems if each.severity is Severity.ERROR]
    assembly = folder_assembly(files, str(path), reading.tables, errors)
    assembly.notices += notices
    return assembly, reading


def _texts(files: Iterable[Path]) -> tuple[dict[str, str], list[Problem]]:
    """The texts of files by name, tables in any encoding, and what is told of these."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    errors: list[Problem] = []
    for file in files:
        try:
            if file.suffix == ".csv":
                texts[file.name], doubts = decoded(read_bytes(file), str(file))
                problems += doubts
            else:
                texts[file.name] = read_text(file)
        except DataError as error:
            errors += error.problems
    if errors:
        raise DataError(errors)
    return texts, problems


@lru_cache(maxsize=2)
def _known(path: Path, _changed: tuple[int, ...]) -> tuple[Assembly, Reading]:
    # Once for each state of the files: it is asked for each of a thousand problems.
    return _read(path)


def _state(path: Path) -> tuple[Assembly, Reading]:
    sources = _sources(path)
    mapped = [path / mapping.FILE, *(path / source.file for source in sources)] if sources else []
    files = [*_files(path, sources), *dict.fromkeys(mapped)]
    return _known(path, tuple(file.stat().st_mtime_ns for file in files))


@attrs.frozen
class FolderOptions:
    """How a folder is written; to read it, none is needed.

    Args:
        tables: Which tables get CSV files in a new folder, activities for instance; all of them
            if none is named. A folder that is there keeps those it has.
    """

    tables: tuple[str, ...] = ()


DEFAULTS = FolderOptions()


class FolderLoader(Loader):
    """Reads ``portfolio.json`` and, beside it, CSV tables, labels and mapped workbooks."""

    name = "folder"
    description = "a folder with portfolio.json and CSV tables (activities.csv …) beside it"
    options = FolderOptions
    writes = True

    def accepts(self, path: Path) -> bool:
        """Take any folder."""
        return path.is_dir()

    def load(self, path: Path, options: FolderOptions = DEFAULTS) -> Portfolio:
        """Read the portfolio."""
        with with_lines(path / MAIN):
            assembly, reading = _read(path)
            try:
                return portfolio_of(assembly, str(path / MAIN))
            except DataError as error:
                lesser = (p for p in reading.problems if p.severity is not Severity.ERROR)
                raise DataError([*error.problems, *lesser], error.sound) from None

    def locate(
        self,
        path: Path,
        where: str,
        options: FolderOptions = DEFAULTS,
    ) -> tuple[str, str]:
        """Say in which file and cell a path of the portfolio stands."""
        if place := _state(path)[0].place(where):
            return place
        main = read_text(path / MAIN) if (path / MAIN).exists() else "{}"
        if where.startswith("wordings["):
            labels = {file.name: read_text(file) for file in sorted(path.glob("labels*.toml"))}
            file, label = wording_place(where, main, labels)
            if file:
                return str(path / file), label
        return str(path / MAIN), line_of(path / MAIN, where)

    def notices(
        self,
        path: Path,
        options: FolderOptions = DEFAULTS,
    ) -> Sequence[Problem]:
        """Tell of records without an identifier, and of what a mapping could not read for sure."""
        assembly, reading = _state(path)
        return (*assembly.notices, *reading.problems)

    def files(
        self, portfolio: Portfolio, path: Path, options: FolderOptions = DEFAULTS
    ) -> Mapping[str, bytes | None]:
        """Write the tables as CSV, the rest as JSON; files of labels stay as they are.

        A new folder has a ``datapackage.json``, which describes its tables to other programs; one
        that is there is kept up to date.
        """
        if sources := _sources(path):
            files = ", ".join(dict.fromkeys(source.file for source in sources))
            raise UsageError(
                "{path} is read by a mapping from {files}; write to another folder",
                path=path,
                files=files,
            )
        there, _doubts = _texts(file for file in _files(path, ()) if file.exists())
        written = to_folder_like(portfolio, there, options.tables)
        if not there or (path / datapackage.FILE).exists():
            tables = {name: text for name, text in written.items() if text is not None}
            office = portfolio.office
            described = datapackage.folder_package(tables, office.id, str(office.name))
            written = {**written, datapackage.FILE: described}
        return {name: None if text is None else text.encode() for name, text in written.items()}
