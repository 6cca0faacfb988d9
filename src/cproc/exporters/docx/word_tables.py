"""Tables: a row is a piece of text, so that time grows with the rows and no faster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cproc.exporters.docx.markup import Look, Paragraph, attribute, run
from cproc.exporters.office import cell_text, column_widths, typography
from cproc.report import NUMERIC, Table

KEPT_WHOLE = 14  # tables of so many lines or fewer stay on one page

_ROW = "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
_CELL_END = "</w:p></w:tc>"


def table_xml(
    table: Table, formatter: cell_text.Formatter, page: int, *, notes_follow: bool = False
) -> list[str]:
    """The table element in pieces, its header row repeated on every page.

    The page's text is so many twentieths of a point wide. If notes follow, the last row stays
    on their page.
    """
    shown = formatter.table(table)
    widths = column_widths.fit_table(table, shown, page)
    numeric = [column.kind in NUMERIC for column in table.columns]
    last_row = bool(shown.total)
    look = "0660" if last_row else "0620"
    described = attribute(", ".join(shown.header))
    pieces = [
        '<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/>',
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>',
        f'<w:tblLook w:val="{look}" w:firstRow="1" w:lastRow="{last_row:d}" w:firstColumn="0" ',
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>',
        f'<w:tblCaption w:val="{attribute(formatter.text(table.title))}"/>',
        f'<w:tblDescription w:val="{described}"/></w:tblPr><w:tblGrid>',
        *(f'<w:gridCol w:w="{width}"/>' for width in widths),
        "</w:tblGrid>",
        _row("TableHeading", widths, numeric, shown.header, keep=True, header=True),
        *_body(
            table, shown, formatter.language, widths, numeric, followed=last_row or notes_follow
        ),
    ]
    if shown.total:
        pieces.append(_row("TableTotal", widths, numeric, shown.total, keep=notes_follow))
    pieces.append("</w:tbl>")
    return pieces


def _opening(style: str, width: int, *, numeric: bool, keep: bool) -> str:
    side = "Number" if numeric else ""
    kept = "<w:keepNext/>" if keep else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{style}{side}"/>{kept}</w:pPr>'
    )


def _row(
    style: str,
    widths: Sequence[int],
    numeric: Sequence[bool],
    texts: Sequence[str],
    *,
    keep: bool,
    header: bool = False,
) -> str:
    repeated = "<w:tblHeader/>" if header else ""
    cells = "".join(
        f"{_opening(style, width, numeric=right, keep=keep)}{run(text)}{_CELL_END}"
        for width, right, text in zip(widths, numeric, texts, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>"


def _body(
    table: Table,
    shown: cell_text.ShownTable,
    language: str,
    widths: Sequence[int],
    numeric: Sequence[bool],
    *,
    followed: bool,
) -> Iterator[str]:
    """The rows of the body, made column by column."""
    count = len(table.rows)
    short = count <= KEPT_WHOLE and column_widths.line_count(shown, widths) <= KEPT_WHOLE
    keeps = [short or not 1 < n < count - 1 for n in range(1, count)] + [followed] * min(count, 1)
    columns = []
    for index, texts in enumerate(shown.columns):
        opening = {
            keep: _opening("TableText", widths[index], numeric=numeric[index], keep=keep)
            for keep in (False, True)
        }
        looks = _looks(table, index, language)
        # Places, projects and kinds stand in many rows: each text becomes a run once.
        runs = {pair: run(*pair) for pair in set(zip(texts, looks, strict=True))}
        columns.append(
            [
                f"{opening[keep]}{runs[pair]}{_CELL_END}"
                for keep, pair in zip(keeps, zip(texts, looks, strict=True), strict=True)
            ]
        )
    return (f"{_ROW}{''.join(cells)}</w:tr>" for cells in zip(*columns, strict=True))


def _looks(table: Table, index: int, language: str) -> list[str]:
    """The properties of the run of each cell: in bold, or in another language."""
    main = table.main_rows
    others = (
        cell.language if cell.language != language else None
        for cell in (row[index] for row in table.rows)
    )
    return [
        str(Look(bold=at in main, language=typography.language_tag(other) if other else ""))
        if other or at in main
        else ""
        for at, other in enumerate(others)
    ]


def table_notes(table: Table, formatter: cell_text.Formatter) -> list[Paragraph]:
    """What is said below a table, in small type."""
    return [Paragraph("TableNote", run(formatter.text(note))) for note in table.notes]
