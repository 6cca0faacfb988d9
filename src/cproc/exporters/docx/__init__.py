"""Writes the report as a Word document."""

from __future__ import annotations

import io
import zipfile
from typing import BinaryIO, Literal
from xml.parsers import expat

import attrs

from cproc.errors import ExportError
from cproc.hookspecs import Exporter, Job
from cproc.model import Portfolio
from cproc.report import Report

__all__ = ["DocxExporter", "DocxOptions"]


@attrs.frozen
class DocxOptions:
    """How the document is made.

    Args:
        paper: Size of the pages.
        contents: Whether it has contents.
        lists: Whether lists of tables and of figures follow the contents.
        inventory: Whether the inventory by month is annexed.
    """

    paper: Literal["a4", "letter"] = "a4"
    contents: bool = True
    lists: bool = True
    inventory: bool = True


class DocxExporter(Exporter):
    """Writes the document an office would lay before its governing body.

    The parts of the file are written from the Report directly, as Office Open XML
    (ECMA-376): no template whose date, author and styles would have to be cleaned out,
    and time linear in the rows of a table.
    """

    name = "docx"
    suffix = ".docx"
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    description = "the report as a Word document: contents, tables, charts, footnotes"
    options = DocxOptions

    def export(
        self,
        portfolio: Portfolio,  # noqa: ARG002 - all that is shown is in the report
        report: Report,
        stream: BinaryIO,
        job: Job[DocxOptions],
    ) -> None:
        """Write the document in the report's language.

        Raises:
            DataError: With a problem for each text, label or table that Word cannot hold;
                nothing has been written then.
            ExportError: A second reader does not find in the document what was put there.
        """
        from cproc.exporters.docx.document import compose  # noqa: PLC0415 - Markdown and Babel load when used
        from cproc.exporters.docx.word_limits import refuse_what_word_cannot_hold  # noqa: PLC0415

        report = _printed(report, job.options)
        refuse_what_word_cannot_hold(report)
        file = io.BytesIO()
        compose(report, job.options, job.progress).write(file)
        _read_back(file, report)
        stream.write(file.getvalue())


# Bytes of the text's XML up to which the second reader builds its whole tree; of what is longer
# only the form is checked, since the tree takes longer than writing the document did.
READ_WHOLE = 4 * 1024 * 1024
TEXT = "word/document.xml"


def _read_back(file: BinaryIO, report: Report) -> None:
    """Open the finished document with a second reader, python-docx, before it is given out.

    Raises:
        ExportError: The reader cannot open it, or does not find its title and headings.
    """
    from docx import Document  # noqa: PLC0415 - a heavy library, loaded when used

    try:
        with zipfile.ZipFile(file) as archive:
            if archive.getinfo(TEXT).file_size > READ_WHOLE:
                with archive.open(TEXT) as part:
                    expat.ParserCreate().ParseFile(part)
                return
        document = Document(file)
        styles = (text.style.style_id for text in document.paragraphs if text.style is not None)
        headings = sum(style.startswith("Heading") for style in styles)
        title = document.core_properties.title
    except Exception as error:
        raise ExportError(f"the document made cannot be read back: {error}.") from error
    if (headings, title) != (len(report.sections), report.title):
        raise ExportError(
            f"the document made has {headings} headings and the title {title!r}; the report has "
            f"{len(report.sections)} and {report.title!r}."
        )


def _printed(report: Report, options: DocxOptions) -> Report:
    """The report with the sections that are printed."""
    if options.inventory:
        return report
    kept = (one for one in report.sections if one.id.partition(":")[0] != "inventory")
    return attrs.evolve(report, sections=tuple(kept))
