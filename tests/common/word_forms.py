"""Word forms as donors send them, made for a test; and the texts of a filled one."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document


def form(
    *paragraphs: str | Sequence[str], table: Sequence[Sequence[str]] = (), **parts: str
) -> bytes:
    """A form.

    Args:
        *paragraphs: Their texts; one of several runs is given as their texts.
        table: The texts of the cells of a table behind them.
        **parts: Of ``header``, ``footer`` and ``title``, a property, the text.
    """
    document: Any = Document()
    for each in paragraphs:
        paragraph = document.add_paragraph()
        for run in [each] if isinstance(each, str) else each:
            paragraph.add_run(run)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, texts in enumerate(table):
            for column, text in enumerate(texts):
                grid.cell(row, column).text = text
    if "header" in parts:
        document.sections[0].header.paragraphs[0].text = parts["header"]
    if "footer" in parts:
        document.sections[0].footer.paragraphs[0].text = parts["footer"]
    if "title" in parts:
        document.core_properties.title = parts["title"]
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def texts_of(data: bytes) -> list[str]:
    """The texts of the paragraphs of a document that have any, those of its header last."""
    document = Document(BytesIO(data))
    every = [*document.paragraphs, *document.sections[0].header.paragraphs]
    return [each.text for each in every if each.text]


def rows_of(data: bytes) -> list[list[str]]:
    """The texts of the cells of the first table."""
    return [[cell.text for cell in row.cells] for row in Document(BytesIO(data)).tables[0].rows]
