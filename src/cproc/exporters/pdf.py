"""Writes the report or the workbook as a PDF, laid out by LibreOffice where it is installed."""

from __future__ import annotations

import hashlib
import io
import os
import re
from datetime import UTC, datetime, time
from typing import BinaryIO, Literal

import attrs

from cproc.exporters.docx import DocxExporter, DocxOptions
from cproc.exporters.xlsx import XlsxExporter
from cproc.hookspecs import Exporter, Job
from cproc.libreoffice import converted
from cproc.model import Portfolio
from cproc.report import Report


@attrs.frozen
class PdfOptions:
    """How the PDF is made.

    Args:
        of: What is laid out: docx is the report, xlsx the workbook.
        template: Path of the Word template of the report, as for docx.
        archive: Whether it is a PDF/A-2b, for archives.
    """

    of: Literal["docx", "xlsx"] = "docx"
    template: str | None = attrs.field(default=None, converter=attrs.converters.optional(os.fspath))
    archive: bool = False


# Tags say to those who do not see the page what is a heading, a table, a list.
_SETTINGS = (
    '{"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"ExportBookmarks":{"type":"boolean","value":"true"},'
    '"SelectPdfVersion":{"type":"long","value":"%d"}}'
)
_PLAIN, _ARCHIVE = 0, 2  # PDF 1.7, PDF/A-2b
_FILTERS = {"docx": "writer_pdf_Export", "xlsx": "calc_pdf_Export"}

# When it was made, and an identifier made of that.
_DAY = re.compile(rb"(?<=/CreationDate\(D:)\d{14}|(?<=<xmp:CreateDate>)[-\dT:]{19}")
_IDENTIFIER = re.compile(rb"/ID \[ <[0-9A-F]{32}>\s*<[0-9A-F]{32}>|/DocChecksum /[0-9A-F]{32}")


class PdfExporter(Exporter):
    """Writes the report as pages, with tags and bookmarks."""

    name = "pdf"
    suffix = ".pdf"
    media_type = "application/pdf"
    description = "the report or the workbook as pages, by LibreOffice where it is installed"
    options = PdfOptions
    several_languages = True

    def export(
        self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[PdfOptions]
    ) -> None:
        """Lay the report out.

        Raises:
            DataError: The report cannot be a document or workbook, or its template cannot be used.
            ExportError: LibreOffice is not installed, or did not do it.
        """
        options, file = job.options, io.BytesIO()
        if options.of == "docx":
            how = DocxOptions(template=options.template, contents="pages")
            DocxExporter().export(portfolio, report, file, Job(how, job.watcher, job.others))
        else:
            XlsxExporter().export(portfolio, report, file, Job(XlsxExporter.options(), job.watcher))
        settings = _SETTINGS % (_ARCHIVE if options.archive else _PLAIN)
        target = f"pdf:{_FILTERS[options.of]}:{settings}"
        stream.write(_dated(converted(file.getvalue(), f".{options.of}", target), report))


def _dated(pdf: bytes, report: Report) -> bytes:
    """A PDF with the day of issue where LibreOffice puts the clock, all places kept.

    The profile of colours that a PDF/A has keeps the time that it was made.
    """
    issued = datetime.combine(report.issued, time(), UTC)

    def day(match: re.Match[bytes]) -> bytes:
        form = "%Y%m%d%H%M%S" if len(match[0]) == 14 else "%Y-%m-%dT%H:%M:%S"
        return issued.strftime(form).encode().rjust(len(match[0]), b"0")

    pdf = _DAY.sub(day, pdf)
    blank = _IDENTIFIER.sub(b"", pdf)
    digest = hashlib.sha256(blank).hexdigest()[:32].upper().encode()
    return _IDENTIFIER.sub(lambda match: re.sub(rb"[0-9A-F]{32}", digest, match[0]), pdf)
