"""Writes the portfolio as JSON, without loss."""

from __future__ import annotations

from typing import BinaryIO

from cproc.hookspecs import Exporter, Job, NoOptions
from cproc.model import Portfolio
from cproc.report import Report
from cproc.serialize import dumps

__all__ = ["JsonExporter"]


class JsonExporter(Exporter):
    """Writes what the ``json`` loader reads back equal."""

    name = "json"
    suffix = ".json"
    media_type = "application/json"
    description = "the whole portfolio as JSON; read back equal"

    def export(
        self,
        portfolio: Portfolio,
        report: Report,  # noqa: ARG002 - JSON takes the portfolio itself
        stream: BinaryIO,
        job: Job[NoOptions],  # noqa: ARG002 - it has no options
    ) -> None:
        """Write the portfolio, indented, in UTF-8."""
        stream.write(dumps(portfolio).encode())
