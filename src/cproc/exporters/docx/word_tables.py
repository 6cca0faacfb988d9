"""Tables: a row is a piece of text, so that time grows with the rows and no faster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

import attrs

from cproc.exporters.docx.inline import PLAIN, Look, attribute, paragraph, parsed, run
from cproc.exporters.docx.named_styles import Styles
from cproc.exporters.office import cell_text, column_widths
from cproc.labels.scripts import begins_right, runs_right
from cproc.report import Table

KEPT_WHOLE = 14  # tables of so many lines or fewer stay on one page

_PIECE = 500  # rows of a table that are parsed at once


@attrs.define
class WordTable:
    """A table as it is shown, before it is known on which page."""

    table: Table
    formatter: cell_text.Formatter
    shown: cell_text.ShownTable
    needs: column_widths.Needs
    styles: Styles
    look: Look  # of its texts; it names their language where that is not the document's

    @classmethod
    def of(
        cls, table: Table, formatter: cell_text.Formatter, styles: Styles, look: Look = PLAIN
    ) -> WordTable:
        """Print and measure a table."""
        shown = formatter.table(table)
        return cls(table, formatter, shown, column_widths.needs(table, shown), styles, look)

    @property
    def short(self) -> bool:
        """Whether its notes stand below it, since it is on one page."""
        return len(self.table.rows) <= KEPT_WHOLE

    def fits(self, page: int) -> bool:
        """Whether all its columns stand beside each other on a page."""
        return self.needs.fit(self._measure(page))

    def _measure(self, page: int) -> int:
        """A width in the measure of texts, which the font of the template may run wider than."""
        return int(page / self.styles.table_scale)

    def widths(self, page: int) -> list[int]:
        """The widths of the columns, in twentieths of a point."""
        fitted = column_widths.fit_table(self.shown, self.needs, self._measure(page))
        return [int(width * self.styles.table_scale) for width in fitted]

    def parts(self, page: int) -> list[WordTable]:
        """The table, or its columns in several tables that repeat the first one."""
        if self.fits(page):
            return [self]
        return [self._part(columns) for columns in self.needs.divided(self._measure(page))]

    def _part(self, columns: list[int]) -> WordTable:
        def of(row: Sequence[Any]) -> tuple[Any, ...]:
            return tuple(row[column] for column in columns)

        table = attrs.evolve(
            self.table,
            columns=of(self.table.columns),
            rows=tuple(map(of, self.table.rows)),
            total=self.table.total and of(self.table.total),
        )
        return WordTable.of(table, self.formatter, self.styles, self.look)

    def notes(self) -> list[Any]:
        """What is said beside the table, in small type, all of it on one page.

        Above a table of several pages, none is left alone.
        """
        style, notes = self.styles["Table Note"], self.table.notes
        before, after = (None, None) if self.short else (0, 80)
        return [
            paragraph(
                style,
                run(self.formatter.text(note), self.look),
                keep_next=number < len(notes) or not self.short,
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
        shown, widths, styles = self.shown, self.widths(page), self.styles
        title, language = self.formatter.text(self.table.title), self.formatter.language
        total = shown.total is not None
        begun = opening(styles, widths, language, title, shown.header, total=total)
        header = row(self._line("Table Heading", widths, keep=True), header=True)
        (element,) = parsed(f"{begun}{header % self._inside(shown.header)}</w:tbl>")
        yield element
        rows = self._body(widths, followed=total or notes_follow)
        if shown.total:
            last = row(self._line("Table Total", widths, keep=notes_follow))
            rows = chain(rows, [last % self._inside(shown.total)])
        while piece := "".join(islice(rows, _PIECE)):
            element.extend(parsed(piece))

    def _body(self, widths: Sequence[int], *, followed: bool) -> Iterator[str]:
        """The rows of the body: of two templates the one that keeps with the next row or not."""
        loose, kept = (row(self._line("Table Text", widths, keep=keep)) for keep in (False, True))
        count = len(self.table.rows)
        short = self.short and column_widths.line_count(self.shown, widths) <= KEPT_WHOLE
        keeps = [short or not 1 < number < count - 1 for number in range(1, count)] + [followed]
        columns = map(self._column, range(len(widths)))
        for keep, cells in zip(keeps, zip(*columns, strict=True), strict=False):
            yield (kept if keep else loose) % cells

    def _line(self, name: str, widths: Sequence[int], *, keep: bool) -> str:
        """The cells of a row, with gaps for what is inside."""
        names = (
            f"{name} Number" if column.kind in cell_text.NUMERIC else name
            for column in self.table.columns
        )
        styled = zip(names, widths, strict=True)
        return "".join([cell(self.styles[name], width, keep=keep) for name, width in styled])

    def _inside(self, texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(inside(text, run(text, self.look)) for text in texts)

    def _column(self, index: int) -> list[str]:
        """What stands in each cell of a column, maybe in bold or in another language."""
        table, texts, own = self.table, self.shown.columns[index], self.look
        others = {cells[index].language for cells in table.rows} - {None, self.formatter.language}
        if not table.main_rows and not others:
            # Places, projects and kinds stand in many rows: each text becomes a run once.
            once = {text: inside(text, run(text, own)) for text in set(texts)}
            return [once[text] for text in texts]
        spoken = {other: other for other in others}
        looks = (
            Look(own.style, at in table.main_rows, language=spoken.get(language) or own.language)
            for at, language in enumerate(cells[index].language for cells in table.rows)
        )
        return [inside(text, run(text, look)) for text, look in zip(texts, looks, strict=True)]


def opening(
    styles: Styles,
    widths: Sequence[int],
    language: str,
    title: str,
    header: Sequence[str],
    *,
    total: bool = False,
) -> str:
    """The beginning of a table that a style draws, up to its first row."""
    side = "<w:bidiVisual/>" if runs_right(language) else ""
    caption = f'<w:tblCaption w:val="{attribute(title)}"/>' if title else ""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{attribute(styles["Report Table"])}"/>{side}'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{"0660" if total else "0620"}" w:firstRow="1" w:lastRow="{total:d}"'
        ' w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'{caption}<w:tblDescription w:val="{attribute(", ".join(header))}"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
    )


def row(cells: str, *, header: bool = False) -> str:
    """A row, which no page's end divides; a header is repeated on every page."""
    repeated = "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>"


def cell(style: str, width: int, *, keep: bool = False) -> str:
    """A cell, with a gap for what `inside` makes of its runs."""
    kept, name = "<w:keepNext/>" if keep else "", attribute(style).replace("%", "%%")
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{name}"/>{kept}%s</w:p></w:tc>'
    )


def inside(text: str, runs: str) -> str:
    """What stands in a cell: the runs of a text, from the right where that begins there."""
    return f"{'<w:bidi/>' if begins_right(text) else ''}</w:pPr>{runs}"
