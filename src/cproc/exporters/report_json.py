"""Writes the computed report as JSON: for web applications, and for tests of an office."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from cproc.hookspecs import Exporter, Job, NoOptions
from cproc.model import Portfolio
from cproc.report import Report
from cproc.report.data import report_data
from cproc.text import Medium, refuse_unwritable


class ReportJsonExporter(Exporter):
    """Writes tables and cells with their values, and how each comes of others and of records."""

    name = "report-json"
    suffix = ".report.json"  # the data have the plain one
    media_type = "application/json"
    description = "the computed report as JSON: tables, cells, expressions, records, notes"

    def export(
        self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[NoOptions]
    ) -> None:
        """Write the report in UTF-8, one row of a table a line.

        Raises:
            DataError: Texts hold half a surrogate pair, which UTF-8 cannot hold.
        """
        data = report_data(report)
        text = "".join(_lines(data)) + "\n"
        if Medium.UTF_8.value.search(text):
            refuse_unwritable(_texts(data, ""), Medium.UTF_8)
        stream.write(text.encode())
        job.progress(1, 1)


def _lines(data: Any, depth: int = 0) -> Iterator[str]:
    """JSON text that breaks lines between the members of the outer levels only."""
    if depth == 4 or not isinstance(data, dict | list) or not data:
        yield json.dumps(data, ensure_ascii=False)
        return
    begin, end = "{}" if isinstance(data, dict) else "[]"
    pad = "\n" + " " * (depth + 1)
    yield begin
    for at, item in enumerate(data.items() if isinstance(data, dict) else data):
        yield f",{pad}" if at else pad
        if isinstance(data, dict):
            yield f"{json.dumps(item[0])}: "
        yield from _lines(item[1] if isinstance(data, dict) else item, depth + 1)
    yield f"{pad[:-1]}{end}"


def _texts(data: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every text with its path; of a table, as other formats name the place of a cell."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from _texts(value, path if name == "cells" else f"{path}.{name}".lstrip("."))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            named = path == "tables" and isinstance(value, dict)
            yield from _texts(value, f"tables.{value['id']}" if named else f"{path}[{at}]")
