"""Writes every table that the report shows as a CSV file, all in one zip.

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

from cproc.errors import DataError, Problem
from cproc.hookspecs import Exporter, Job
from cproc.model import Money, Portfolio
from cproc.report import Cell, CellValue, Column, Kind, Report, Table, says, shown_tables, whole_of
from cproc.text import Medium, guarded, unwritable

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
        if problems := list(_unwritable(tables)):
            raise DataError(problems)
        names = _file_names(tables)
        encoding = "utf-8-sig" if job.options.bom else "utf-8"
        named = zip(names, tables.values(), strict=True)
        with zipfile.ZipFile(stream, "w") as archive:
            for done, (name, table) in enumerate(named, start=1):
                text = _text(table, job.options)
                # A ZipInfo of our own has no time of today in it.
                archive.writestr(zipfile.ZipInfo(name), text.encode(encoding), zipfile.ZIP_DEFLATED)
                job.progress(done, len(names))


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


def _text(table: Table, options: CsvOptions) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=_DELIMITERS[options.delimiter], lineterminator="\r\n")
    total = (table.total,) if options.totals and table.total is not None else ()
    rows = (*table.rows, *total)
    # A column of money becomes one of numbers for each currency in it.
    columns = [
        (position, column, currency)
        for position, column in enumerate(table.columns)
        for currency in _currencies([row[position].value for row in rows], column.kind)
    ]
    labels = (
        f"{c.label} ({currency})" if currency and not says(c, currency) else c.label
        for _n, c, currency in columns
    )
    writer.writerow(map(guarded, labels))
    for row in rows:
        writer.writerow(_cell(row[n], column, currency) for n, column, currency in columns)
    return out.getvalue()


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


def _unwritable(tables: Mapping[str, Table]) -> Iterator[Problem]:
    texts = (
        (f"tables.{table.id}.rows[{number}].{column.id}", cell.value)
        for table in tables.values()
        for number, row in enumerate(table.rows)
        for cell, column in zip(row, table.columns, strict=True)
        if isinstance(cell.value, str)
    )
    return unwritable(texts, Medium.LINES)
