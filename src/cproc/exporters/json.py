"""Writes the portfolio as JSON, without loss."""

from __future__ import annotations

from typing import BinaryIO

from cproc.model import Portfolio
from cproc.report import Report
from cproc.serialize import dumps

__all__ = ["JsonExporter"]


class JsonExporter:
    """Writes what the ``json`` loader reads back equal."""

    name = "json"
    suffix = ".json"
    media_type = "application/json"
    description = "the whole portfolio as JSON; read back equal"

    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO) -> None:  # noqa: ARG002 - JSON takes the portfolio itself
        """Write the portfolio, indented, in UTF-8."""
        stream.write(dumps(portfolio).encode())
