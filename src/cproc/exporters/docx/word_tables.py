"""Tables: a row is a piece of text, so that time grows with the rows and no faster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

import attrs

from cproc.exporters.docx.book import Book
from cproc.exporters.docx.inline import (
    Look,
    attribute,
    link,
    paragraph,
    parsed,
    piece,
    run,
    runs,
)
from cproc.exporters.office import cell_text, column_widths
from cproc.labels.typography import begins_right, runs_right, typeset
from cproc.report import NUMERIC, Table

KEPT_WHOLE = 14  # tables of so many lines or fewer stay on one page

_PIECE = 60  # rows of a table that are parsed at once


@attrs.define
class WordTable:
    """A table as it is shown, before it is known on which page."""

    book: Book
    table: Table
    language: str
    shown: cell_text.ShownTable
    needs: column_widths.Needs
    runs: Sequence[Sequence[str]] = ()  # of header and rows, where they are more than texts

    @classmethod
    def of(cls, book: Book, table: Table, language: str) -> WordTable:
        """Print and measure a table."""
        shown = cell_text.Formatter(language).table(table)
        return cls(book, table, language, shown, column_widths.needs(table, shown))

    @property
    def look(self) -> Look:
        """How its texts look."""
        return self.book.look(self.language)

    @property
    def short(self) -> bool:
        """Whether its notes stand below it, since it is on one page."""
        return len(self.table.rows) <= KEPT_WHOLE

    @property
    def lines(self) -> int:
        """About how many lines it takes, with its caption and headings."""
        return len(self.table.rows) + bool(self.table.total) + len(self.table.notes) + 3

    def fits(self, page: int) -> bool:
        """Whether all its columns stand beside each other on a page."""
        return self.needs.fit(self._measure(page))

    def _measure(self, page: int) -> int:
        """A width in the measure of texts, which the font of the template may run wider than."""
        return int(page / self.book.styles.table_scale)

    def widths(self, page: int) -> list[int]:
        """The widths of the columns, in twentieths of a point."""
        fitted = column_widths.fit_table(self.shown, self.needs, self._measure(page))
        return [int(width * self.book.styles.table_scale) for width in fitted]

    def parts(self, page: int) -> list[WordTable]:
        """The table, or its columns in several tables that repeat the first one."""
        if self.fits(page):
            return [self]
        parts = []
        for columns in self.needs.divided(self._measure(page)):
            table = column_widths.with_columns(self.table, columns)
            runs = [[line[column] for column in columns] for line in self.runs]
            parts.append(attrs.evolve(WordTable.of(self.book, table, self.language), runs=runs))
        return parts

    def notes(self, *, followed: bool = False) -> list[Any]:
        """What is said beside the table, in small type, all of it on one page.

        Above a table of several pages, none is left alone; nor below one that another table
        follows on its page.
        """
        style, notes = self.book.styles["Table Note"], self.table.notes
        before, after = (None, None) if self.short else (0, 80)
        return [
            paragraph(
                style,
                run(typeset(note, self.language), self.look),
                keep_next=number < len(notes) or followed or not self.short,
                before=before,
                after=after,
            )
            for number, note in enumerate(notes, start=1)
        ]

    def elements(self, page: int, *, notes_follow: bool = False) -> Iterator[Any]:
        """The table as an element, its header row repeated on every page.

        The page's text is so many twentieths of a point wide. If notes follow, the last row
        stays on their page. Its rows come when the element is in the document: lxml takes time as
        the square of what moves from tree to tree at once.
        """
        widths, header, total = self.widths(page), self.shown.header, self.shown.total
        heads = self.runs[0] if self.runs else [run(text, self.look) for text in header]
        head = self._row("Table Heading", widths, keep=True, repeated=True)
        first = "" if self.table.headless else head % tuple(map(_inside, header, heads))
        (element,) = parsed(self._table(widths, first))
        yield element
        rows = self._body(widths, followed=total is not None or notes_follow)
        if total:
            last = self._row("Table Total", widths, keep=notes_follow)
            rows = chain(rows, [last % tuple(_inside(t, run(t, self.look)) for t in total)])
        while body := "".join(islice(rows, _PIECE)):
            element.extend(parsed(body))

    def _body(self, widths: Sequence[int], *, followed: bool) -> Iterator[str]:
        """The rows of the body: of two templates the one that keeps with the next row or not."""
        loose, kept = (self._row("Table Text", widths, keep=keep) for keep in (False, True))
        count = len(self.table.rows)
        short = self.short and column_widths.line_count(self.shown, widths) <= KEPT_WHOLE
        keeps = [short or not 1 < number < count - 1 for number in range(1, count)] + [followed]
        columns = map(self._column, range(len(widths)))
        rows = zip(keeps, zip(*columns, strict=True), strict=False)
        for at, (keep, cells) in enumerate(rows):
            if band := self.table.bands.get(at):
                yield self._band(band, widths)
            yield (kept if keep else loose) % cells

    def _band(self, text: str, widths: Sequence[int]) -> str:
        """A row with a text in its first cell, on the page of the row below it.

        No cell is merged: who does not see the table goes through it cell by cell.
        """
        style = attribute(self.book.styles["Table Total"])
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{self.book.house.band[1:]}"/>'
        look = f'<w:pStyle w:val="{style}"/><w:keepNext/>'
        shown = _inside(text, run(typeset(text, self.language), self.look))
        texts = (shown, *["</w:pPr>"] * (len(widths) - 1))
        cells = (f"<w:tc><w:tcPr>{shade}</w:tcPr><w:p><w:pPr>{look}{t}</w:p></w:tc>" for t in texts)
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"

    def _row(self, name: str, widths: Sequence[int], *, keep: bool, repeated: bool = False) -> str:
        """A row, which no page divides, with gaps for texts; widths are those of the grid."""
        cells = []
        for column, width in zip(self.table.columns, widths, strict=True):
            style = self.book.styles[f"{name} Number" if column.kind in NUMERIC else name]
            style = attribute(style).replace("%", "%%")
            sized = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>' * repeated
            look = f'<w:pStyle w:val="{style}"/>{"<w:keepNext/>" * keep}'
            cells.append(f"<w:tc>{sized}<w:p><w:pPr>{look}%s</w:p></w:tc>")
        header = "<w:tblHeader/>" * repeated
        return f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{''.join(cells)}</w:tr>"

    def _column(self, index: int) -> list[str]:
        """What stands in each cell of a column, maybe in bold or in another language."""
        table, texts, own = self.table, self.shown.columns[index], self.look
        if self.runs:
            return list(map(_inside, texts, [line[index] for line in self.runs[1:]]))
        languages = [cells[index].language for cells in table.rows]
        links = [cells[index].link for cells in table.rows]
        heading = table.headless and not index
        alike = not (table.main_rows or heading or any(links))
        if alike and {None, self.language}.issuperset(languages):
            # Places, projects and kinds stand in many rows: each text becomes a run once.
            once = {text: _inside(text, one) for text, one in runs(set(texts), own).items()}
            return [once[text] for text in texts]
        looks = (
            Look(bold=heading or at in table.main_rows, language=self.book.look(other).language)
            for at, other in enumerate(other or self.language for other in languages)
        )
        shown = map(self._shown, texts, looks, links)
        return list(map(_inside, texts, shown))

    def _shown(self, text: str, look: Look, address: str) -> str:
        if not address:
            return run(text, look)
        inside = run(text, attrs.evolve(look, style=self.book.styles["Hyperlink"]))
        part = self.book.document.part
        return link(f'r:id="{self.book.relation(part, address)}"', inside)

    def _table(self, widths: Sequence[int], header: str) -> str:
        title, last = typeset(self.table.title, self.language), bool(self.shown.total)
        box = self.table.headless
        return piece(
            "table",
            style=attribute(self.book.styles["Report Table"]),
            side="<w:bidiVisual/>" if runs_right(self.language) else "",
            width=sum(widths),
            look=f"{0x0600 | (0x80 if box else 0x20) | (0x40 if last else 0):04X}",
            head=int(not box),
            box=int(box),
            last=int(last),
            caption=f'<w:tblCaption w:val="{attribute(title)}"/>' if title else "",
            heads=attribute(", ".join(self.shown.header)),
            columns="".join(f'<w:gridCol w:w="{width}"/>' for width in widths),
            header=header,
        )


def _inside(text: str, shown: str) -> str:
    return f"{'<w:bidi/>' * begins_right(text)}</w:pPr>{shown}"
