"""The pages that headings and captions are on, as LibreOffice lays the document out."""

from __future__ import annotations

import re

from cproc.errors import ExportError
from cproc.exporters.office.libreoffice import converted

# Every bookmark becomes a destination of the PDF, by name; it stands on an object that is a page.
_FILTER = (
    'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)
_PAGES = re.compile(rb"/Type/Pages\b.*?/Kids\[([^\]]*)\]", re.DOTALL)
_DESTINATION = re.compile(rb"/((?:#?5F)?\w+)\[(\d+) 0 R/XYZ")


def page_numbers(document: bytes) -> dict[str, str]:
    """The number of the page of each bookmark, by the name of the bookmark.

    Raises:
        ExportError: LibreOffice is not installed, or did not lay the document out.
    """
    pdf = converted(document, ".docx", _FILTER)
    kids = _PAGES.search(pdf)
    if kids is None:
        raise ExportError("LibreOffice laid the report out, but its pages could not be counted.")
    objects = re.findall(rb"(\d+) 0 R", kids[1])
    pages = {number: str(page) for page, number in enumerate(objects, start=1)}
    return {
        # LibreOffice writes an underscore by its number.
        match[1].decode().replace("#5F", "_").replace("5F", "_"): pages[match[2]]
        for match in _DESTINATION.finditer(pdf)
        if match[2] in pages
    }
