"""Reads a portfolio from one JSON file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cproc.hookspecs import NO_OPTIONS, Loader, NoOptions
from cproc.loaders._files import line_of, read_text, with_lines
from cproc.model import Portfolio
from cproc.serialize import dumps, loads


class JsonLoader(Loader):
    """Reads what the ``json`` exporter writes."""

    name = "json"
    description = "one JSON file that holds the whole portfolio"
    suffixes = (".json",)
    writes = True

    def load(self, path: Path, options: NoOptions = NO_OPTIONS) -> Portfolio:
        """Read the portfolio."""
        with with_lines(path):
            return loads(read_text(path), str(path))

    def locate(
        self,
        path: Path,
        where: str,
        options: NoOptions = NO_OPTIONS,
    ) -> tuple[str, str]:
        """Say in which file and line a path of the portfolio stands."""
        return str(path), line_of(path, where)

    def files(
        self,
        portfolio: Portfolio,
        path: Path,
        options: NoOptions = NO_OPTIONS,
    ) -> Mapping[str, bytes | None]:
        """Write the whole portfolio."""
        return {"": dumps(portfolio).encode()}
