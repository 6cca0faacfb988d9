"""Key figures as tiles: a large number and, below it, what it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import attrs

from cproc.exporters.docx.book import Book
from cproc.exporters.docx.inline import attribute, bookmark, parsed, run
from cproc.exporters.office import cell_text, text_width, type_scale
from cproc.exporters.office.plan import Placed
from cproc.labels import labels_in, languages
from cproc.labels.typography import runs_right, typeset
from cproc.report import Table

_VALUE: Final = "value"
_AS_AT: Final = "as_at"  # what the chapter says once
_SIZES: Final = (type_scale.HEADING, type_scale.SUBHEADING, type_scale.CAPTION)
_EDGE: Final = 90  # twentieths of a point between the edge of a tile and its text
_GUTTER: Final = 48  # eighths of a point of the white line around a tile
_RULE: Final = 18  # eighths of a point of the line above it
_BOLD: Final = 1.06  # how much wider bold numbers and capitals are, about


def tiles(book: Book, placed: Placed, width: int) -> list[Any]:
    """A table of tiles, with the bookmark that links to the table of key figures lead to.

    Args:
        book: The document.
        placed: The table of key figures.
        width: Width of the text of the page, in twentieths of a point.
    """
    table: Any = placed.item
    language, anchor = placed.report.language, placed.anchor
    texts = list(_texts(table, language))
    across = _across(len(texts))
    size = _size([number for number, _below in texts], width // across - 2 * _EDGE)
    tile = _Tile(book, language, size, width // across)
    cells = [tile.of(*text) for text in texts]
    cells[0] = tile.of(*texts[0], mark=lambda runs: bookmark(anchor.id, anchor.name, runs))
    cells += [tile.empty] * (-len(cells) % across)
    rows = "".join(
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells[at : at + across])}</w:tr>"
        for at in range(0, len(cells), across)
    )
    side = "<w:bidiVisual/>" if runs_right(language) else ""
    title = attribute(typeset(table.title, language))
    grid = f'<w:gridCol w:w="{width // across}"/>' * across
    return parsed(
        f'<w:tbl><w:tblPr>{side}<w:tblW w:w="{width // across * across}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0600" w:firstRow="0" w:lastRow="0"'
        ' w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{title}"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _texts(table: Table, language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """For each key figure its number, and what stands below it: its name, and earlier numbers."""
    shown = cell_text.Formatter(language).table(table)
    value = table.index(_VALUE)
    beside = [
        at for at, column in enumerate(table.columns) if at and column.id not in {_VALUE, _AS_AT}
    ]
    colon = labels_in(language)("format.colon") if language in languages() else ": "
    for row in shown.rows:
        earlier = (f"{shown.header[at]}{colon}{row[at]}" for at in beside if row[at])
        yield row[value], (row[0], *earlier)


@attrs.frozen
class _Tile:
    """Makes tiles alike."""

    book: Book
    language: str
    size: int  # points of its number
    width: int  # twentieths of a point

    def of(
        self,
        number: str,
        below: Sequence[str],
        mark: Callable[[str], str] = lambda runs: runs,
    ) -> str:
        """A tile: the number, then what it counts."""
        style, look = self.book.house, self.book.look(self.language)
        large = attrs.evolve(look, bold=True, colour=style.heading[1:], size=self.size)
        head = self._paragraph(mark(run(number, large)), before=80)
        lines = "".join(self._paragraph(run(text, look)) for text in below)
        fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{style.tile[1:]}"/>'
        return self._cell(style.accent[1:], fill, head + lines)

    @property
    def empty(self) -> str:
        """What fills a row."""
        return self._cell("FFFFFF", "", self._paragraph(""))

    def _cell(self, rule: str, fill: str, inside: str) -> str:
        white = f'w:val="single" w:sz="{_GUTTER}" w:space="0" w:color="FFFFFF"'
        top = f'<w:top w:val="single" w:sz="{_RULE}" w:space="0" w:color="{rule}"/>'
        others = f"<w:left {white}/><w:bottom {white}/><w:right {white}/>"
        edge = f'w:w="{_EDGE}" w:type="dxa"'
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{self.width}" w:type="dxa"/><w:tcBorders>{top}{others}'
            f"</w:tcBorders>{fill}<w:tcMar><w:left {edge}/><w:right {edge}/></w:tcMar></w:tcPr>"
            f"{inside}</w:tc>"
        )

    def _paragraph(self, inside: str, before: int = 0) -> str:
        style = attribute(self.book.styles["Table Text"])
        space = f'<w:spacing w:before="{before}"/>' * bool(before)
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:keepNext/>{space}</w:pPr>{inside}</w:p>'


def _across(count: int) -> int:
    """How many stand beside each other, so that the rows are about as full."""
    return min(count, 4 if count > 6 or count == 4 else 3)


def _size(numbers: Sequence[str], room: int) -> int:
    """The largest size of the scale at which every number stands on one line."""
    widest = text_width.widest(numbers) * _BOLD / 1000 * 20
    return next((size for size in _SIZES if widest * size <= room), _SIZES[-1])
