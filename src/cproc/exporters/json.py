"""Writes the portfolio as JSON, without loss."""

from __future__ import annotations

from typing import BinaryIO

from cproc.errors import DataError, problem
from cproc.hookspecs import Exporter, Job, NoOptions
from cproc.model import Portfolio
from cproc.report import Report
from cproc.serialize import dumps


class JsonExporter(Exporter):
    """Writes what the ``json`` loader reads back equal."""

    name = "json"
    suffix = ".json"
    media_type = "application/json"
    description = "the whole portfolio as JSON; read back equal"
    needs_report = False

    def export(
        self, portfolio: Portfolio, report: Report | None, stream: BinaryIO, job: Job[NoOptions]
    ) -> None:
        """Write the portfolio, indented, in UTF-8.

        Raises:
            DataError: A text holds half a surrogate pair, which UTF-8 cannot hold.
        """
        try:
            data = dumps(portfolio).encode()
        except UnicodeEncodeError as error:
            around = ascii(error.object[max(0, error.start - 40) : error.end])
            raise DataError([problem("text-unwritable.json", "", around)]) from error
        stream.write(data)
        job.progress(1, 1)
