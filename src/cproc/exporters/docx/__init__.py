"""Writes the report as a Word document."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, Literal

import attrs

from cproc.errors import DataError
from cproc.hookspecs import Exporter, Job
from cproc.model import Portfolio
from cproc.report import Report

__all__ = ["TEMPLATE", "DocxExporter", "DocxOptions"]

TEMPLATE = Path(__file__).with_name("template.docx")
"""The template that a report is made with where an office has none of its own."""


@attrs.frozen
class DocxOptions:
    """How the document is made.

    Args:
        template: Path of a .docx or .dotx file whose styles, logo, header, footer, margins and
            size of pages are taken, instead of the one that the portfolio names; the report
            stands where its body has the paragraph {{ report }}, else at its end.
        paper: Size of the pages, where no template settles it.
        contents: Whether it has contents; with pages, their page numbers are those of
            LibreOffice, and Word does not ask to fill them in.
        lists: Whether lists of tables and of figures follow the contents.
        inventory: Whether the inventory by month is annexed.
    """

    template: str | None = attrs.field(default=None, converter=attrs.converters.optional(os.fspath))
    paper: Literal["a4", "letter"] = "a4"
    contents: Literal["true", "pages", "false"] = attrs.field(
        default="true",
        converter=attrs.converters.pipe(str, str.lower),  # type: ignore[misc]
    )
    lists: bool = False
    inventory: bool = True


class DocxExporter(Exporter):
    """Writes the document an office would lay before its governing body.

    It is built with python-docx on a template, ours or the office's own. Tables are made as
    text and parsed into its tree, in time linear in their rows.
    """

    name = "docx"
    suffix = ".docx"
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    description = "the report as a Word document: contents, tables, charts, footnotes"
    options = DocxOptions
    several_languages = True

    def export(
        self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[DocxOptions]
    ) -> None:
        """Write the document in the report's language, and in those of the job beside it.

        Raises:
            DataError: With a problem for each text, label or table that Word cannot hold, and
                for each fault of the template; nothing has been written then.
            ExportError: The pages cannot be counted as the options ask.
        """
        from cproc.exporters.docx.document import compose  # noqa: PLC0415 - libraries load when used
        from cproc.exporters.docx.word_limits import faults  # noqa: PLC0415
        from cproc.exporters.office.house_style import house_style  # noqa: PLC0415
        from cproc.exporters.office.plan import printed  # noqa: PLC0415

        options = job.options
        if options.template is None and portfolio.report is not None:
            options = attrs.evolve(options, template=portfolio.report.template)
        house = house_style(portfolio, report.language) if options.template is None else None
        reports = [printed(one, inventory=options.inventory) for one in (report, *job.others)]
        if problems := dict.fromkeys(problem for one in reports for problem in faults(one)):
            raise DataError(problems)
        file = compose(reports, options, job.progress, house=house)
        if options.contents == "pages":
            from cproc.libreoffice import page_numbers  # noqa: PLC0415

            file = compose(reports, options, job.progress, page_numbers(file), house=house)
        stream.write(file)
