"""What a plugin can offer, and the protocols of what it offers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

import pluggy

from cproc.model import Portfolio
from cproc.report import Report

__all__ = ["Exporter", "Loader", "hookimpl", "hookspec"]

hookspec = pluggy.HookspecMarker("cproc")
hookimpl = pluggy.HookimplMarker("cproc")
"""Marks a function of a plugin as one of the hooks below."""


@runtime_checkable
class Exporter(Protocol):
    """Writes a portfolio in one format.

    An exporter only renders. What is shown and in what order is in the Report it is given;
    it writes to the stream it is given and to nothing else, and the library puts the
    finished bytes in their place. It imports its libraries when it is called.

    Attributes:
        name: What it is called by, ``xlsx``.
        suffix: File name suffix with the point, ``.xlsx``.
        media_type: IANA media type of what it writes.
        description: One line for lists.
    """

    name: str
    suffix: str
    media_type: str
    description: str

    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO) -> None:
        """Write the bytes of the whole file to the stream.

        Args:
            portfolio: Checked, read-only.
            report: Built from it in the language asked for.
            stream: Private to this call; can be written and sought.
        """
        ...


@runtime_checkable
class Loader(Protocol):
    """Reads a portfolio from one kind of file or folder.

    Attributes:
        name: What it is called by, ``json``.
        description: One line for lists.
    """

    name: str
    description: str

    def accepts(self, path: Path) -> bool:
        """Tell from its name and type, without reading it, whether the path may be its kind."""
        ...

    def load(self, path: Path) -> Portfolio:
        """Read the portfolio.

        Raises:
            DataError: With a problem for each fault.
        """
        ...

    def locate(self, path: Path, where: str) -> tuple[str, str]:
        """Say in which file and cell a path of the portfolio stands.

        Args:
            path: What was loaded.
            where: Such as ``activities[12].projects[0]``.

        Returns:
            The file, and the place in it (``row 14, column projects``), or empty text.
        """
        ...


@hookspec
def cproc_exporters() -> Sequence[Exporter]:  # type: ignore[empty-body]
    """Give the exporters of this plugin."""


@hookspec
def cproc_loaders() -> Sequence[Loader]:  # type: ignore[empty-body]
    """Give the loaders of this plugin; the first that accepts a path reads it."""
