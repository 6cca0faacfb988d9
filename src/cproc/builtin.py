"""The plugin of the library itself: its exporters and loaders, by the public hooks."""

from __future__ import annotations

from collections.abc import Sequence

from cproc.exporters.csv import CsvExporter
from cproc.exporters.docx import DocxExporter
from cproc.exporters.json import JsonExporter
from cproc.exporters.md import MarkdownExporter
from cproc.exporters.pdf import PdfExporter
from cproc.exporters.xlsx import XlsxExporter
from cproc.hookspecs import Exporter, Loader, hookimpl
from cproc.loaders.folder import FolderLoader
from cproc.loaders.json import JsonLoader


@hookimpl
def cproc_exporters() -> Sequence[Exporter]:
    """The workbook, the report, JSON, CSV, Markdown and PDF."""
    return (
        XlsxExporter(),
        DocxExporter(),
        JsonExporter(),
        CsvExporter(),
        MarkdownExporter(),
        PdfExporter(),
    )


@hookimpl
def cproc_loaders() -> Sequence[Loader]:
    """The folder and the JSON file."""
    return (FolderLoader(), JsonLoader())
