"""Tables: a row is a piece of text, so that time grows with the rows and no faster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

import attrs
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from cproc.exporters.docx.inline import PLAIN, Look, attribute, paragraph, run_text
from cproc.exporters.docx.named_styles import Styles
from cproc.exporters.docx.scripts import begins_right, runs_right
from cproc.exporters.office import cell_text, column_widths
from cproc.report import Table

KEPT_WHOLE = 14  # tables of so many lines or fewer stay on one page

_ROW = "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
_PIECE = 200  # rows of a table that are parsed at once
_WRAPPER = f"<w:tbl {nsdecls('w')}>"
_CELL_END = "</w:p></w:tc>"


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
        def of(row: Sequence[Any]) -> Any:
            return [row[column] for column in columns]

        table = attrs.evolve(
            self.table,
            columns=tuple(of(self.table.columns)),
            rows=tuple(tuple(of(row)) for row in self.table.rows),
            total=self.table.total and tuple(of(self.table.total)),
        )
        shown = self.shown
        part = cell_text.ShownTable(
            of(shown.header), of(shown.columns), of(shown.total) if shown.total else None
        )
        return attrs.evolve(self, table=table, shown=part, needs=column_widths.needs(table, part))

    def notes(self) -> list[Any]:
        """What is said below the table, in small type; all of it on one page."""
        style, notes = self.styles["Table Note"], self.table.notes
        return [
            paragraph(style, self.formatter.text(note), self.look, keep_next=number < len(notes))
            for number, note in enumerate(notes, start=1)
        ]

    def elements(self, page: int, *, notes_follow: bool = False) -> Iterator[Any]:
        """The table as an element, its header row repeated on every page.

        The page's text is so many twentieths of a point wide. If notes follow, the last row
        stays on their page. Its rows come when the element is in the document: lxml takes time as
        the square of what moves from tree to tree at once.
        """
        table, shown, styles = self.table, self.shown, self.styles
        widths = self.widths(page)
        numeric = [column.kind in cell_text.NUMERIC for column in table.columns]
        total, language = bool(shown.total), self.formatter.language
        head = opening(
            styles, widths, self.formatter.text(table.title), shown.header, language, total=total
        )
        row = _row(
            styles, "Table Heading", widths, numeric, shown.header, look=self.look, header=True
        )
        element = parse_xml(f"{head}{row}</w:tbl>")
        yield element
        rows = self._body(widths, numeric, followed=total or notes_follow)
        if shown.total:
            row = _row(
                styles,
                "Table Total",
                widths,
                numeric,
                shown.total,
                look=self.look,
                keep=notes_follow,
            )
            rows = chain(rows, [row])
        while piece := "".join(islice(rows, _PIECE)):
            element.extend(list(parse_xml(f"{_WRAPPER}{piece}</w:tbl>")))

    def _body(
        self, widths: Sequence[int], numeric: Sequence[bool], *, followed: bool
    ) -> Iterator[str]:
        """The rows of the body, made column by column."""
        count = len(self.table.rows)
        short = self.short and column_widths.line_count(self.shown, widths) <= KEPT_WHOLE
        keeps = [short or not 1 < n < count - 1 for n in range(1, count)]
        keeps += [followed] * min(count, 1)
        columns = []
        for index, texts in enumerate(self.shown.columns):
            style = _style(self.styles, "Table Text", numeric[index])
            begun = {keep: _opening(style, widths[index], keep) for keep in (False, True)}
            pairs = list(zip(texts, self._looks(index), strict=True))
            # Places, projects and kinds stand in many rows: each text becomes a run once.
            runs = {pair: _inside(*pair) for pair in set(pairs)}
            columns.append(
                [begun[keep] + runs[pair] for keep, pair in zip(keeps, pairs, strict=True)]
            )
        return (f"{_ROW}{''.join(cells)}</w:tr>" for cells in zip(*columns, strict=True))

    def _looks(self, index: int) -> list[Look]:
        """How each cell of a column looks: in bold, or in another language."""
        table, language, own = self.table, self.formatter.language, self.look
        if not table.main_rows and all(
            row[index].language in {None, language} for row in table.rows
        ):
            return [own] * len(table.rows)
        others = [row[index].language for row in table.rows]
        return [
            attrs.evolve(
                own,
                bold=at in table.main_rows,
                language=other if other and other != language else own.language,
            )
            for at, other in enumerate(others)
        ]


def opening(
    styles: Styles,
    widths: Sequence[int],
    title: str,
    header: Sequence[str],
    language: str,
    *,
    total: bool,
) -> str:
    """The beginning of a table, up to its grid."""
    look = "0660" if total else "0620"
    side = "<w:bidiVisual/>" if runs_right(language) else ""
    return "".join(
        (
            f"<w:tbl {nsdecls('w')}><w:tblPr>",
            f'<w:tblStyle w:val="{styles["Report Table"]}"/>{side}',
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>',
            f'<w:tblLook w:val="{look}" w:firstRow="1" w:lastRow="{total:d}" w:firstColumn="0" ',
            'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>',
            f'<w:tblCaption w:val="{attribute(title)}"/>' if title else "",
            f'<w:tblDescription w:val="{attribute(", ".join(header))}"/></w:tblPr><w:tblGrid>',
            *(f'<w:gridCol w:w="{width}"/>' for width in widths),
            "</w:tblGrid>",
        )
    )


def _style(styles: Styles, name: str, right: bool) -> str:
    return styles[f"{name} Number" if right else name]


def _opening(style: str, width: int, keep: bool) -> str:
    kept = "<w:keepNext/>" if keep else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{style}"/>{kept}'
    )


def _inside(text: str, look: Look) -> str:
    side = "<w:bidi/>" if begins_right(text) else ""
    return f"{side}</w:pPr>{run_text(text, look)}{_CELL_END}"


def _row(
    styles: Styles,
    name: str,
    widths: Sequence[int],
    numeric: Sequence[bool],
    texts: Sequence[str],
    *,
    look: Look,
    keep: bool = True,
    header: bool = False,
) -> str:
    repeated = "<w:tblHeader/>" if header else ""
    cells = "".join(
        f"{_opening(_style(styles, name, right), width, keep)}{_inside(text, look)}"
        for width, right, text in zip(widths, numeric, texts, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>"
