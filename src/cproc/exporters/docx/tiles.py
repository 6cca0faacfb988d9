"""Key figures as tiles: a large number and, below it, what it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final

from cproc.exporters.docx.book import Book
from cproc.exporters.docx.inline import attribute, bookmark, parsed, run
from cproc.exporters.docx.plan import Placed
from cproc.exporters.office import cell_text, text_width, type_scale
from cproc.labels.typography import begins_right, runs_right, typeset
from cproc.report import Table

KEY_FIGURES: Final = "key_figures"
_VALUE: Final = "value"
_AS_AT: Final = "as_at"  # what the whole page says once

_SIZES: Final = (type_scale.HEADING, type_scale.SUBHEADING, type_scale.CAPTION)
_EDGE: Final = 113  # twentieths of a point between the edge of a tile and its text
_GUTTER: Final = 48  # eighths of a point of the white line around a tile
_RULE: Final = 18  # eighths of a point of the line above it
_BOLD: Final = 1.1  # how much wider bold text is, about


def are_tiles(item: object) -> bool:
    """Whether a table is of key figures, all of it or some of its columns."""
    return isinstance(item, Table) and item.id.partition("[")[0] == KEY_FIGURES


def tiles(book: Book, placed: Placed, width: int) -> list[Any]:
    """A table of tiles, with the bookmark that links to it lead to.

    Args:
        book: The document.
        placed: The table of key figures.
        width: Width of the text of the page, in twentieths of a point.
    """
    table: Any = placed.item
    language = placed.report.language
    shown = cell_text.Formatter(language).table(table)
    across = _across(len(shown.rows))
    size = _size([row[table.index(_VALUE)] for row in shown.rows], width // across - 2 * _EDGE)
    cells = [_Tile(book, language, size).of(table, row) for row in shown.rows]
    if cells:  # the bookmark stands in the first
        cells[0] = bookmark(placed.anchor.id, placed.anchor.name, "") and cells[0]
    edges = [width * at // across for at in range(across + 1)]
    sizes = [right - left for left, right in zip(edges, edges[1:], strict=False)]
    rows = "".join(_rows(book, cells, sizes))
    side = "<w:bidiVisual/>" if runs_right(language) else ""
    title = attribute(typeset(table.title, language))
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in sizes)
    return parsed(
        f'<w:tbl><w:tblPr>{side}<w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0600" w:firstRow="0" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
        f' w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{title}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
