"""Writing a large inventory as a workbook: 12 columns with date and money formats, to a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Any

from benchmarks.harness import Bench, Case, Target
from cproc.hookspecs import Job
from cproc.money import Money
from cproc.report.cells import TOTAL, Cell, Column, Kind, Table
from cproc.report.model import Ref, Report, Sheet

ROWS, FEW = 100_000, 10_000
DAY, MONEY, SHARE = "d mmm yyyy", "#,##0.00 [$EUR]", "0.0%"
KINDS = (
    *(Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.DATE, Kind.DATE, Kind.TEXT),
    *(Kind.TEXT, Kind.INTEGER, Kind.MONEY, Kind.MONEY, Kind.PERCENT, Kind.TEXT),
)
FORMATS = ("", "", "", DAY, DAY, "", "", "#,##0", MONEY, MONEY, SHARE, "")
HEADINGS = tuple(f"Column {number}" for number in range(1, len(KINDS) + 1))
Row = tuple[Any, ...]


def rows(count: int = ROWS) -> list[Row]:
    """Make rows as peers take them: text, days, counts and exact amounts."""
    first = date(2016, 10, 1)
    return [
        (
            *(f"A{number:06}", f"GLACY+{number % 7}", ("Training", "Workshop")[number % 2]),
            *(first + timedelta(days=number % 365), first + timedelta(days=number % 365 + 2)),
            f"Regional workshop no. {number} on electronic evidence & cooperation",
            ("Bucharest", "Chișinău", "Kyiv", "Tbilisi")[number % 4],
            number % 90,
            Decimal(number * 37 % 9_999_999) / 100,
            Decimal(number * 91 % 7_777_777) / 100,
            Decimal(number % 1000) / 1000,
            f"L{number % 700}",
        )
        for number in range(count)
    ]


def report(count: int = ROWS) -> Report:
    """Make the report whose one table holds these rows, with totals of the amounts."""
    columns = tuple(
        Column(heading.lower().replace(" ", "_"), heading, kind)
        for heading, kind in zip(HEADINGS, KINDS, strict=True)
    )
    body = tuple(
        tuple(
            Cell(Money(value, "EUR") if kind is Kind.MONEY else value)
            for value, kind in zip(row, KINDS, strict=True)
        )
        for row in rows(count)
    )

    def total(index: int) -> Cell:
        if KINDS[index] is not Kind.MONEY:
            return Cell()
        amounts = (row[index].value for row in body)
        known = (amount for amount in amounts if isinstance(amount, Money))
        return Cell(Money.total(known, "EUR"), None, TOTAL)

    table = Table(
        "t", "Inventory", columns, body, tuple(map(total, range(len(columns)))), filters=True
    )
    sheet = Sheet("s", "Inventory", "Inventory", (Ref("t"),))
    return Report(
        "en", "Title", "", "Office", "", "", "", date(2017, 11, 24), "", {},
        {"t": table}, {}, (), (sheet,),
    )  # fmt: skip


def ours(made: Report) -> None:
    """Write with cproc: checks, formats, totals as formulas with their values, filters."""
    from cproc.exporters.xlsx import XlsxExporter, XlsxOptions  # noqa: PLC0415 - as it is used

    with TemporaryFile() as file:
        XlsxExporter().export(None, made, file, Job(XlsxOptions()))  # type: ignore[arg-type] # it looks at the report alone


def _to_a_file(write: Callable[[list[Row], IO[bytes]], None], given: list[Row]) -> None:
    with TemporaryFile() as file:
        write(given, file)


def _xlsxwriter(given: list[Row], file: IO[bytes]) -> None:
    import xlsxwriter  # noqa: PLC0415 - only where it is measured

    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    forms = [book.add_format({"num_format": form} if form else {}) for form in FORMATS]
    sheet.write_row(0, 0, HEADINGS)
    for number, row in enumerate(given, start=1):
        for column, value in enumerate(row):
            sheet.write(number, column, value, forms[column])
    book.close()


def _openpyxl(given: list[Row], file: IO[bytes]) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 - only where it is measured

    book = Workbook()
    sheet: Any = book.active
    sheet.append(HEADINGS)
    for number, row in enumerate(given, start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            if FORMATS[column - 1]:
                cell.number_format = FORMATS[column - 1]
    book.save(file)


def _openpyxl_write_only(given: list[Row], file: IO[bytes]) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 - only where it is measured
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - likewise

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet()
    sheet.append(HEADINGS)
    for row in given:
        cells = []
        for form, value in zip(FORMATS, row, strict=True):
            cell: Any = WriteOnlyCell(sheet, value)
            if form:
                cell.number_format = form
            cells.append(cell)
        sheet.append(cells)
    book.save(file)


def _pandas(given: list[Row], file: IO[bytes]) -> None:
    import pandas as pd  # noqa: PLC0415 - only where it is measured

    frame = pd.DataFrame(given, columns=list(HEADINGS))
    with pd.ExcelWriter(file, engine="xlsxwriter", date_format=DAY) as writer:
        frame.to_excel(writer, index=False)
        book, sheet = writer.book, writer.sheets["Sheet1"]
        for column, form in enumerate(FORMATS):
            if form:
                sheet.set_column(column, column, None, book.add_format({"num_format": form}))


def _pyexcelerate(given: list[Row], file: IO[bytes]) -> None:
    import pyexcelerate  # noqa: PLC0415 - only where it is measured

    book = pyexcelerate.Workbook()
    sheet = book.new_sheet("Inventory", data=[HEADINGS, *given])
    for column, form in enumerate(FORMATS, start=1):
        if form:
            sheet.set_col_style(column, pyexcelerate.Style(format=pyexcelerate.Format(form)))
    book.save(file)


PEERS = {
    "XlsxWriter constant_memory": _xlsxwriter,
    "openpyxl": _openpyxl,
    "openpyxl write-only": _openpyxl_write_only,
    "pandas with XlsxWriter": _pandas,
    "pyexcelerate": _pyexcelerate,
}
BENCHES = (
    Bench(
        f"Writing a workbook of {ROWS:,} × {len(KINDS)}",
        (
            Case("cproc", ours, report),
            *(Case(name, partial(_to_a_file, write), rows) for name, write in PEERS.items()),
        ),
        "XlsxWriter constant_memory",
        (Target("cproc", time=0.2),),
        rounds=2,
    ),
    Bench(
        "Memory of a workbook of ten times the rows",
        (Case(f"{FEW:,} rows", ours, partial(report, FEW)), Case(f"{ROWS:,} rows", ours, report)),
        f"{FEW:,} rows",
        (Target(f"{ROWS:,} rows", memory=1.5),),
        rounds=2,
    ),
)
