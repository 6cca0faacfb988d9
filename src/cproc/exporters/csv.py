"""Writes every table that the report shows as a CSV file, all in one zip.

A ``datapackage.json`` beside them says what the columns are and which types they have.

CSV after RFC 4180: commas, quotes where needed, CRLF, UTF-8. A text that a spreadsheet would
take for a formula is given an apostrophe in front (OWASP, "CSV Injection"): one that begins
with ``=``, ``+``, ``-``, ``@``, tab or line break, also behind spaces and as a full-width
character, and one that begins with an apostrophe itself, so that taking one apostrophe off
gives the text back. Numbers are written plainly, with a point and without separators; a
column of money becomes one of numbers for each currency in it.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import BinaryIO, Literal

import attrs

from cproc.hookspecs import Exporter, Job
from cproc.model import Money, Portfolio
from cproc.report import Cell, CellValue, Column, Kind, Report, Table, says, shown_tables, whole_of
from cproc.serialize.datapackage import FILE, Field, Resource, package_text, type_of
from cproc.text import Medium, guarded, refuse_unwritable

_TYPES = {
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "number",
    Kind.MONEY: "number",
    Kind.PERCENT: "number",
    Kind.DATE: "date",
    Kind.MONTH: "yearmonth",
}
_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


@attrs.frozen
class CsvOptions:
    """How CSV files are written.

    Args:
        delimiter: What stands between cells; spreadsheets in French want a semicolon.
        bom: Whether files begin with a byte order mark, by which Excel knows UTF-8.
        totals: Whether the total row of a table is its last row.
    """

    delimiter: Literal["comma", "semicolon", "tab"] = "comma"
    bom: bool = False
    totals: bool = False


class CsvExporter(Exporter):
    """Writes a zip with one CSV file for each table, headings first."""

    name = "csv"
    suffix = ".zip"
    media_type = "application/zip"
    description = "every table as a CSV file, in one zip"
    options = CsvOptions

    def export(
        self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[CsvOptions]
    ) -> None:
        """Write the zip; its files are named for the identifiers of the tables.

        Raises:
            DataError: A text holds NUL or half a surrogate pair, which no CSV file can.
        """
        tables = shown_tables(report)
        refuse_unwritable(_texts(report.title, tables), Medium.LINES)
        names = _file_names(tables)
        encoding = "utf-8-sig" if job.options.bom else "utf-8"
        named = zip(names, tables.values(), strict=True)
        described = []
        with zipfile.ZipFile(stream, "w") as archive:

            def write(file: str, data: bytes) -> None:
                # A ZipInfo of our own has no time of today in it.
                archive.writestr(zipfile.ZipInfo(file), data, zipfile.ZIP_DEFLATED)

            for done, (name, table) in enumerate(named, start=1):
                columns, rows = _grid(table, job.options)
                write(name, _text(columns, rows, job.options).encode(encoding))
                described.append(_described(name, table, columns, rows, job.options))
                job.progress(done, len(names))
            text = package_text(portfolio.office.id, report.title, described)
            write(FILE, text.encode())


def _file_names(tables: Mapping[str, Table]) -> list[str]:
    """Name a file for each table; a number tells apart what no file system would.

    One of which only some columns are shown is called as the whole is, of which there is no file.
    """
    times_shown = Counter(map(whole_of, tables.values()))
    called = [
        whole if times_shown[whole := whole_of(table)] == 1 else id_
        for id_, table in tables.items()
    ]
    # Identifiers of projects may differ in capitals alone, which Windows and macOS do not see.
    seen: dict[str, int] = {}
    names = []
    for id_ in called:
        plain = "".join(c if c.isascii() and (c.isalnum() or c in "+-_") else "-" for c in id_)
        times = seen[plain.lower()] = seen.get(plain.lower(), 0) + 1
        names.append(f"{plain}.csv" if times == 1 else f"{plain}.{times}.csv")
    return names


_Columns = list[tuple[str, Column]]
"""The headings of a file, and of which column of its table each is."""


def _grid(table: Table, options: CsvOptions) -> tuple[_Columns, list[list[str]]]:
    """The headings and the cells of a file."""
    total = (table.total,) if options.totals and table.total is not None else ()
    rows = (*table.rows, *total)
    # A column of money becomes one of numbers for each currency in it.
    columns = [
        (position, column, currency)
        for position, column in enumerate(table.columns)
        for currency in _currencies([row[position].value for row in rows], column.kind)
    ]
    headings = [
        (f"{c.label} ({currency})" if currency and not says(c, currency) else c.label, c)
        for _n, c, currency in columns
    ]
    cells = [[_cell(row[n], column, currency) for n, column, currency in columns] for row in rows]
    return headings, cells


def _text(columns: _Columns, rows: list[list[str]], options: CsvOptions) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=_DELIMITERS[options.delimiter], lineterminator="\r\n")
    writer.writerow(guarded(heading) for heading, _column in columns)
    writer.writerows(rows)
    return out.getvalue()


def _described(
    name: str, table: Table, columns: _Columns, rows: list[list[str]], options: CsvOptions
) -> Resource:
    """What ``datapackage.json`` says of a file."""
    fields = tuple(
        Field(
            guarded(heading),
            type_of(_TYPES.get(column.kind, "string"), (row[at] for row in rows)),
            column.note,
            column.id,
        )
        for at, (heading, column) in enumerate(columns)
    )
    return Resource(name, table.title, fields, _DELIMITERS[options.delimiter])


def _currencies(values: Iterable[CellValue], kind: Kind) -> list[str]:
    currencies = {value.currency for value in values if isinstance(value, Money)}
    return sorted(currencies) if currencies and kind is Kind.MONEY else [""]


def _cell(cell: Cell, column: Column, currency: str) -> str:
    match cell.value:
        case None:
            return ""
        case str(text):
            return guarded(text)
        case Money() as money if currency:
            return f"{money.amount:f}" if money.currency == currency else ""
        case Money() as money:
            return str(money)
        case date() as on:
            return f"{on:%Y-%m}" if (cell.kind or column.kind) is Kind.MONTH else on.isoformat()
        case number:
            return str(number) if isinstance(number, int) else f"{number:f}"


def _texts(title: str, tables: Mapping[str, Table]) -> Iterator[tuple[str, str]]:
    """Every text that is written, with its path."""
    yield "title", title
    for table in tables.values():
        yield f"tables.{table.id}.title", table.title
        for number, row in enumerate(table.rows):
            for cell, column in zip(row, table.columns, strict=True):
                if isinstance(cell.value, str):
                    yield f"tables.{table.id}.rows[{number}].{column.id}", cell.value
