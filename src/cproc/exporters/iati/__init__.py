"""Writes projects as activities of IATI 2.03, the form in which donors ask for them."""

from __future__ import annotations

from typing import BinaryIO, Literal

import attrs

from cproc.errors import DataError
from cproc.hookspecs import Exporter, Job
from cproc.iati import events_of, iati_faults, iati_left_out
from cproc.model import Portfolio
from cproc.report import Report

__all__ = ["IatiExporter", "IatiOptions"]


@attrs.frozen
class IatiOptions:
    """What becomes an activity of IATI, and how much of it is written.

    Args:
        activities: Whether events of the inventory become activities as well, ``children`` of
            their projects.
        history: Whether every version of a budget is written, not only the one in force.
    """

    activities: Literal["none", "children"] = "none"
    history: bool = False


class IatiExporter(Exporter):
    """Writes a file that is valid against the schema of IATI 2.03, one activity a project."""

    name = "iati"
    suffix = ".xml"
    media_type = "application/xml"
    description = "projects as activities of IATI 2.03, for registries and donors"
    options = IatiOptions
    needs_report = False
    edition = "public"

    def export(
        self,
        portfolio: Portfolio,
        report: Report | None,  # noqa: ARG002 - of exporters that show it
        stream: BinaryIO,
        job: Job[IatiOptions],
    ) -> None:
        """Write the activities as of the last day of the reporting period.

        Raises:
            DataError: IATI needs what is not there; all of it at once.
        """
        from cproc.exporters.iati.activities import written  # noqa: PLC0415 - a light import
        from cproc.iati.publishing import Publishing  # noqa: PLC0415 - likewise

        children = events_of(portfolio) if job.options.activities == "children" else ()
        if refused := list(iati_faults(portfolio, children)):
            raise DataError(refused)
        publishing = Publishing(portfolio, job.language, job.options.history)
        stream.write(written(publishing, children, job.progress))
        for each in iati_left_out(portfolio, children):
            job.leave_out(each)
