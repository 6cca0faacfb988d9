"""Reads a portfolio from a folder of text files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from cproc.loaders._files import line_of, read_text, with_lines
from cproc.model import Portfolio
from cproc.serialize import MAIN, folder_assembly, portfolio_of
from cproc.serialize.assembly import Assembly
from cproc.serialize.wordings import wording_place


def _files(path: Path) -> list[Path]:
    main = [path / MAIN] if (path / MAIN).exists() or not (path / "office.csv").exists() else []
    return [*main, *sorted([*path.glob("*.csv"), *path.glob("labels*.toml")])]


@lru_cache(maxsize=2)
def _assembly(path: Path, _changed: tuple[int, ...]) -> Assembly:
    # Once for each state of the files: it is asked for each of a thousand problems.
    return folder_assembly({file.name: read_text(file) for file in _files(path)}, str(path))


class FolderLoader:
    """Reads ``portfolio.json`` and, beside it, CSV tables (``activities.csv``) and labels."""

    name = "folder"
    description = "a folder with portfolio.json and CSV tables (activities.csv …) beside it"

    def accepts(self, path: Path) -> bool:
        """Take any folder."""
        return path.is_dir()

    def load(self, path: Path) -> Portfolio:
        """Read the portfolio."""
        files = {file.name: read_text(file) for file in _files(path)}
        with with_lines(path / MAIN):
            return portfolio_of(folder_assembly(files, str(path)), str(path / MAIN))

    def locate(self, path: Path, where: str) -> tuple[str, str]:
        """Say in which file and cell a path of the portfolio stands."""
        changed = tuple(file.stat().st_mtime_ns for file in _files(path))
        if place := _assembly(path, changed).place(where):
            return place
        main = read_text(path / MAIN) if (path / MAIN).exists() else "{}"
        if where.startswith("wordings["):
            labels = {file.name: read_text(file) for file in sorted(path.glob("labels*.toml"))}
            file, label = wording_place(where, main, labels)
            if file:
                return str(path / file), label
        return str(path / MAIN), line_of(path / MAIN, where)
