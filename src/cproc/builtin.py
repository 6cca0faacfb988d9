"""The plugin of the library itself: its exporters and loaders, by the public hooks."""

from __future__ import annotations

from collections.abc import Sequence

from cproc.exporters import csv, docx, json, md, pdf, xlsx
from cproc.hookspecs import Exporter, Loader, hookimpl
from cproc.loaders.folder import FolderLoader
from cproc.loaders.json import JsonLoader
from cproc.loaders.parquet import ParquetLoader


@hookimpl
def cproc_exporters() -> Sequence[Exporter]:
    """The workbook, the report, JSON, CSV, Markdown and PDF."""
    return (
        xlsx.XlsxExporter(),
        docx.DocxExporter(),
        json.JsonExporter(),
        csv.CsvExporter(),
        md.MarkdownExporter(),
        pdf.PdfExporter(),
    )


@hookimpl
def cproc_loaders() -> Sequence[Loader]:
    """The folder of Parquet files, any other folder, and the JSON file."""
    return (ParquetLoader(), FolderLoader(), JsonLoader())
