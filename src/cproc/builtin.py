"""The plugin of the library itself: its exporters and loaders, by the public hooks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from cproc.exporters import csv, docx, entry, form, html, ics, json, md, pdf, report_json, xlsx
from cproc.hookspecs import Exporter, Job, Loader, hookimpl
from cproc.loaders.folder import FolderLoader
from cproc.loaders.json import JsonLoader
from cproc.loaders.parquet import ParquetLoader
from cproc.loaders.workbook import WorkbookLoader
from cproc.model import Portfolio


@hookimpl
def cproc_exporters() -> Sequence[Exporter]:
    """The workbook, the report, JSON, CSV, Markdown, PDF, page, what is typed into, a calendar."""
    return (
        xlsx.XlsxExporter(),
        docx.DocxExporter(),
        json.JsonExporter(),
        csv.CsvExporter(),
        md.MarkdownExporter(),
        html.HtmlExporter(),
        pdf.PdfExporter(),
        entry.EntryExporter(),
        form.FormExporter(),
        ics.CalendarExporter(),
        report_json.ReportJsonExporter(),
    )


def _entry_workbook(portfolio: Portfolio, path: Path, language: str) -> bytes:
    """Data as the workbook they are typed into: that of the path, where one stands there."""
    stream = io.BytesIO()
    options = entry.EntryOptions(examples=False, update=str(path) if path.exists() else "")
    entry.fill(portfolio, stream, Job(options, language=language))
    return stream.getvalue()


@hookimpl
def cproc_loaders() -> Sequence[Loader]:
    """The folder of Parquet files, any other folder, the JSON file and the workbook."""
    return (ParquetLoader(), FolderLoader(), JsonLoader(), WorkbookLoader(_entry_workbook))
