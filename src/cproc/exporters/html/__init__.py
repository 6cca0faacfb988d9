"""Writes the report as one web page that needs nothing else."""

from __future__ import annotations

from typing import BinaryIO

import attrs

from cproc.hookspecs import Exporter, Job
from cproc.model import Portfolio
from cproc.report import Report

__all__ = ["HtmlExporter", "HtmlOptions"]


@attrs.frozen
class HtmlOptions:
    """How the page is made.

    Args:
        contents: Whether it has contents.
        inventory: Whether the inventory by month is annexed.
        explain: Whether each computed number can be asked for its rule and its records.
    """

    contents: bool = True
    inventory: bool = True
    explain: bool = True


class HtmlExporter(Exporter):
    """Writes the chapters of the Word report as a page to open, to send and to print.

    Style sheet, script, charts and pictures are in the file, and it asks nothing of any network.
    All of it can be read where scripts do not run.
    """

    name = "html"
    suffix = ".html"
    media_type = "text/html"
    description = "the report as one web page: charts, footnotes, a table that can be filtered"
    options = HtmlOptions
    several_languages = True
    edition = "public"

    def export(
        self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[HtmlOptions]
    ) -> None:
        """Write the page in the report's language, and in those of the job beside it.

        Raises:
            DataError: With a problem for each text that HTML cannot hold, or the logo.
        """
        from cproc.exporters.html.page import compose  # noqa: PLC0415 - libraries load when used
        from cproc.exporters.office.house_style import house_style  # noqa: PLC0415

        house = house_style(portfolio, report.language)
        page = compose((report, *job.others), job.options, house, job.progress)
        stream.write(page.encode())
