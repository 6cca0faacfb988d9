"""Writes the report as a Word document."""

from __future__ import annotations

from typing import BinaryIO

from cproc.model import Portfolio
from cproc.report import Report

__all__ = ["DocxExporter"]


class DocxExporter:
    """Writes the document an office would lay before its governing body.

    The parts of the file are written from the Report directly, as Office Open XML
    (ECMA-376): no template whose date, author and styles would have to be cleaned out,
    and time linear in the rows of a table.
    """

    name = "docx"
    suffix = ".docx"
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    description = "the report as a Word document: contents, tables, charts, footnotes"

    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO) -> None:  # noqa: ARG002 - the Report holds all that is shown
        """Write the document, A4, in the report's language.

        Raises:
            DataError: With a problem for each text, label or table that Word cannot hold;
                nothing has been written then.
        """
        from cproc.exporters.docx.check import refuse_what_word_cannot_hold  # noqa: PLC0415
        from cproc.exporters.docx.document import compose  # noqa: PLC0415 - Markdown and Babel load when used

        refuse_what_word_cannot_hold(report)
        compose(report).write(stream)
