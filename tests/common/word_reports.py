"""Reading a Word report back, without the help of what wrote it."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal

import docx
from docx.table import Table as WordTable

from cproc.exporters.office.cell_text import Formatter
from cproc.money import Money
from cproc.report import Cell, Kind, Ref, Report, Table, as_printed


def lines(text: str) -> str:
    """Write line breaks the one way Word knows."""
    return re.sub(r"\r\n|\r", "\n", text)


def grid(table: WordTable) -> list[list[str]]:
    """Read a table cell by cell, in linear time."""
    return [
        ["\n".join(paragraph.text for paragraph in cell.paragraphs) for cell in row.cells]
        for row in table.rows
    ]


def printed(report: Report) -> list[Table]:
    """The tables of a report in reading order; one that only a chart draws follows it."""
    blocks = [
        block.id
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Ref)
    ]
    order: list[str] = []
    for name in blocks:
        table = name if name in report.tables else report.charts[name].table
        if name in report.tables or table not in {*blocks, *order}:
            order.append(table)
    return [report.tables[name] for name in order]


def plain(text: str) -> str:
    """Make every space an ordinary one, and every apostrophe."""
    return re.sub("[\u00a0\u202f]", " ", lines(text)).replace("’", "'")


def number_in(text: str, language: str) -> Decimal:
    """Read a printed number as a person would."""
    digits = re.sub("[^0-9,.-]", "", text.replace("\u2212", "-"))
    if language in {"fr", "de"}:
        digits = digits.replace(".", "").replace(",", ".")
    return Decimal(digits.replace(",", ""))


def hold_cell(cell: Cell, kind: Kind, text: str, report: Report) -> None:
    """Hold that a printed text says what the cell holds, without the formatter's help."""
    value = cell.value
    if value is None:
        assert text == ""
    elif isinstance(value, str):
        assert plain(text) == plain(value)
    elif isinstance(value, date):
        assert str(value.year) in text
        day = re.match(r"\d+", text)
        assert kind is Kind.MONTH or (day and int(day[0]) == value.day)
    elif isinstance(value, Money):
        assert number_in(text, report.language) == value.amount
        assert value.currency in text
    else:
        exact = number_in(text, report.language)
        assert exact == (Decimal(value) * 100 if kind is Kind.PERCENT else value)


def is_band(row: list[str], table: Table) -> bool:
    """Whether a row is a heading across the table, such as a month."""
    return row[0] in table.bands.values() and not any(row[1:])


def hold_tables(report: Report, blob: bytes) -> None:
    """Hold that the file has the tables of the report, cell for cell, in their order."""
    formatter, found = Formatter(report.language), iter(docx.Document(io.BytesIO(blob)).tables)
    for table in printed(report):
        shown = formatter.table(table)
        cells = grid(next(found))
        while len(cells[0]) < len(shown.header):  # one too wide is divided, the first repeated
            part = grid(next(found))
            assert [row[0] for row in part] == [row[0] for row in cells]
            cells = [[*row, *more[1:]] for row, more in zip(cells, part, strict=True)]
        assert [row[0] for row in cells if is_band(row, table)] == list(table.bands.values())
        cells = [row for row in cells if not is_band(row, table)]
        header = [] if table.headless else [shown.header]
        rows = [*header, *shown.rows, *([shown.total] if shown.total else [])]
        assert cells == [[lines(text) for text in row] for row in rows]
        values = [*as_printed(table).rows, *([table.total] if table.total else [])]
        for row, read in zip(values, cells[len(header) :], strict=True):
            for column, cell, text in zip(table.columns, row, read, strict=True):
                named = isinstance(cell.value, Money) and cell.value.currency in column.label
                currency = cell.value.currency if named else ""  # type: ignore[union-attr] # money
                hold_cell(
                    cell, cell.kind or column.kind, f"{text} {currency}" if named else text, report
                )
    assert next(found, None) is None
