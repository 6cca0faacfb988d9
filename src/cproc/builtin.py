"""The plugin of the library itself: its exporters and loaders, by the public hooks."""

from __future__ import annotations

from collections.abc import Sequence

from cproc.exporters import csv, docx, entry, json, md, pdf, xlsx
from cproc.hookspecs import Exporter, Loader, hookimpl
from cproc.loaders.folder import FolderLoader
from cproc.loaders.json import JsonLoader
from cproc.loaders.parquet import ParquetLoader
from cproc.loaders.workbook import WorkbookLoader


@hookimpl
def cproc_exporters() -> Sequence[Exporter]:
    """The workbook, the report, JSON, CSV, Markdown and PDF, and the entry workbook."""
    return (
        xlsx.XlsxExporter(),
        docx.DocxExporter(),
        json.JsonExporter(),
        csv.CsvExporter(),
        md.MarkdownExporter(),
        pdf.PdfExporter(),
        entry.EntryExporter(),
    )


@hookimpl
def cproc_loaders() -> Sequence[Loader]:
    """The folder of Parquet files, any other folder, the JSON file and the workbook."""
    return (ParquetLoader(), FolderLoader(), JsonLoader(), WorkbookLoader())
