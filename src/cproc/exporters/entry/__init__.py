"""Writes the workbook that an office types its data into, from which they are read again.

One sheet a subject: headings with notes, drop-down lists, formats, an example row, and a first
sheet that explains. What stands in a portfolio is in it; what a portfolio lacks has its columns.
"""

from __future__ import annotations

from typing import BinaryIO, Literal

import attrs

from cproc.errors import UsageError
from cproc.hookspecs import Exporter, Job
from cproc.model import Audience, Portfolio
from cproc.report import Report

__all__ = ["EntryExporter", "EntryOptions", "fill"]


@attrs.frozen
class EntryOptions:
    """How the entry workbook is made.

    Args:
        examples: Whether each usual sheet has an example row, which is never read.
        sheets: Whether only the usual sheets are in it, beside those that have records, or all.
        update: Path of an entry workbook that is filled anew and otherwise left as it is: its
            formats, its further columns and sheets, its pictures.
    """

    examples: bool = True
    sheets: Literal["usual", "all"] = "usual"
    update: str = ""


class EntryExporter(Exporter):
    """Writes the entry workbook, which `cproc check` and all other commands read."""

    name = "entry"
    suffix = ".entry.xlsx"  # the report has the plain one
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    description = "the workbook that data are typed into, one sheet a subject"
    options = EntryOptions
    needs_report = False
    dates_itself = True  # it may fill a workbook that somebody keeps

    def export(
        self,
        portfolio: Portfolio,
        report: Report | None,  # noqa: ARG002 - it needs none
        stream: BinaryIO,
        job: Job[EntryOptions],
    ) -> None:
        """Write the workbook.

        Raises:
            UsageError: One that stands there is to be filled anew, in an edition.
            DataError: Texts or sizes that a workbook cannot hold, all at once.
        """
        if job.options.update and portfolio.edition.audience is not Audience.AUDIT:
            raise UsageError(
                "a workbook is filled anew with all data only, as its further columns stay: give"
                " --for audit, or write a new one"
            )
        fill(portfolio, stream, job)


def fill(portfolio: Portfolio, stream: BinaryIO, job: Job[EntryOptions]) -> None:
    """Write the workbook with whatever is in a portfolio, for whomever.

    Args:
        portfolio: The data.
        stream: Where to.
        job: Language and options.
    """
    if job.options.update:
        from cproc.exporters.entry.update import updated  # noqa: PLC0415 - loads lxml

        stream.write(updated(portfolio, job.options.update, job.language))
        return
    from cproc.exporters.entry.book import write  # noqa: PLC0415 - loads openpyxl

    write(portfolio, stream, job)
