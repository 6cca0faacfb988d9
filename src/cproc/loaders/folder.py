"""Reads a portfolio from a folder of text files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import attrs

from cproc.errors import Problem
from cproc.hookspecs import Loader
from cproc.loaders._files import line_of, read_text, with_lines
from cproc.model import Portfolio
from cproc.serialize import MAIN, folder_assembly, portfolio_of, to_folder_like
from cproc.serialize.assembly import Assembly
from cproc.serialize.wordings import wording_place


def _files(path: Path) -> list[Path]:
    main = [path / MAIN] if (path / MAIN).exists() or not (path / "office.csv").exists() else []
    return [*main, *sorted([*path.glob("*.csv"), *path.glob("labels*.toml")])]


def _texts(path: Path) -> dict[str, str]:
    return {file.name: read_text(file) for file in _files(path)}


def _changed(path: Path) -> tuple[int, ...]:
    return tuple(file.stat().st_mtime_ns for file in _files(path))


@lru_cache(maxsize=2)
def _assembly(path: Path, _changed: tuple[int, ...]) -> Assembly:
    # Once for each state of the files: it is asked for each of a thousand problems.
    return folder_assembly(_texts(path), str(path))


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
    """Reads ``portfolio.json`` and, beside it, CSV tables (``activities.csv``) and labels."""

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
            return portfolio_of(folder_assembly(_texts(path), str(path)), str(path / MAIN))

    def locate(
        self,
        path: Path,
        where: str,
        options: FolderOptions = DEFAULTS,
    ) -> tuple[str, str]:
        """Say in which file and cell a path of the portfolio stands."""
        if place := _assembly(path, _changed(path)).place(where):
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
        """Tell of records that have no identifier of their own."""
        return _assembly(path, _changed(path)).notices

    def files(
        self, portfolio: Portfolio, path: Path, options: FolderOptions = DEFAULTS
    ) -> Mapping[str, bytes | None]:
        """Write the tables as CSV, the rest as JSON; files of labels stay as they are."""
        there = {file.name: read_text(file) for file in _files(path) if file.exists()}
        written = to_folder_like(portfolio, there, options.tables)
        return {name: None if text is None else text.encode() for name, text in written.items()}
