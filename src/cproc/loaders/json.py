"""Reads a portfolio from one JSON file."""

from __future__ import annotations

from pathlib import Path

from cproc.loaders._files import line_of, read_text, with_lines
from cproc.model import Portfolio
from cproc.serialize import loads


class JsonLoader:
    """Reads what the ``json`` exporter writes."""

    name = "json"
    description = "one JSON file that holds the whole portfolio"

    def accepts(self, path: Path) -> bool:
        """Take any file whose name ends with ``.json``."""
        return path.suffix.lower() == ".json" and not path.is_dir()

    def load(self, path: Path) -> Portfolio:
        """Read the portfolio."""
        with with_lines(path):
            return loads(read_text(path), str(path))

    def locate(self, path: Path, where: str) -> tuple[str, str]:
        """Say in which file and line a path of the portfolio stands."""
        return str(path), line_of(path, where)
