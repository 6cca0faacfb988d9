"""Writes the Report as an Excel workbook that needs no touching up.

Totals, counts, shares and balances are live formulas over the tables beside them, and their
computed value is stored in the cell, so that it shows in every program. What is shown and in
what order is in the Report; this room decides looks, widths and pages only.
"""

from __future__ import annotations

from typing import BinaryIO, Literal

import attrs

from cproc.errors import DataError
from cproc.hookspecs import Exporter, Job
from cproc.model import Portfolio
from cproc.report import Report

__all__ = ["XlsxExporter", "XlsxOptions"]


@attrs.frozen
class XlsxOptions:
    """How the workbook is made.

    Args:
        protect: Lock formulas, totals and headings, without a password; typed values stay free.
        inventory: Whether the sheets with one row per entry of the inventory are in it; without
            them, what is counted from them is a value and no formula.
        long_numbers: What happens to a number of more than 15 significant digits, which a
            spreadsheet cannot keep: it is refused, or written as text and said so.
        row_limit: What happens to a table of more rows than a worksheet holds, 1,048,576: it goes
            on on a further worksheet, said on the cover and on both, or the report is refused.
    """

    protect: bool = False
    inventory: bool = True
    long_numbers: Literal["refuse", "text"] = "refuse"
    # Who exports so many rows wants the file; each is there once, and formulas take in all parts.
    row_limit: Literal["continue", "refuse"] = "continue"


class XlsxExporter(Exporter):
    """Writes a workbook: a cover, then one worksheet for each sheet of the report."""

    name = "xlsx"
    suffix = ".xlsx"
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    description = "an Excel workbook with live formulas, their values, charts and filters"
    options = XlsxOptions

    def export(
        self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[XlsxOptions]
    ) -> None:
        """Write the workbook.

        Raises:
            DataError: Text, numbers or sizes that a workbook cannot hold, all at once.
        """
        from cproc.exporters.office.house_style import house_style  # noqa: PLC0415 - when used
        from cproc.exporters.xlsx.workbook import prepare  # noqa: PLC0415 - loads openpyxl

        style = house_style(portfolio, report.language)
        prepared, problems = prepare(report, job.options, style)
        if prepared is None:
            raise DataError(problems)
        prepared.write(stream, job.progress)
