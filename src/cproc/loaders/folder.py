"""Reads a portfolio from a folder of text files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from cproc.loaders._files import line_of, read_text, with_lines
from cproc.model import Portfolio
from cproc.serialize import MAIN, csvtable, from_folder, table_names
from cproc.serialize.wordings import wording_place


@lru_cache(maxsize=8)
def _numbers(table: Path, _changed: int) -> list[int]:
    # Once for each state of the file: it is asked for each of a thousand problems.
    return csvtable.row_numbers(read_text(table))


class FolderLoader:
    """Reads ``portfolio.json`` and, beside it, CSV tables (``activities.csv``) and labels."""

    name = "folder"
    description = "a folder with portfolio.json and CSV tables (activities.csv …) beside it"

    def accepts(self, path: Path) -> bool:
        """Take any folder."""
        return path.is_dir()

    def load(self, path: Path) -> Portfolio:
        """Read the portfolio."""
        files = {MAIN: read_text(path / MAIN)}
        for file in sorted([*path.glob("*.csv"), *path.glob("labels*.toml")]):
            files[file.name] = read_text(file)
        with with_lines(path / MAIN):
            return from_folder(files, str(path))

    def locate(self, path: Path, where: str) -> tuple[str, str]:
        """Say in which file and cell a path of the portfolio stands."""
        for name in table_names():
            table = path / f"{name}.csv"
            if where.startswith(f"{name}[") and table.exists():
                numbers = _numbers(table, table.stat().st_mtime_ns)
                return str(table), csvtable.cell_of(where, name, numbers)
        if where.startswith("wordings["):
            labels = {file.name: read_text(file) for file in sorted(path.glob("labels*.toml"))}
            file, label = wording_place(where, read_text(path / MAIN), labels)
            if file:
                return str(path / file), label
        return str(path / MAIN), line_of(path / MAIN, where)
