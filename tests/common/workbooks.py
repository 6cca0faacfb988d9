"""Reports made for a test, the workbooks they become, and what other programs read in them."""

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import attrs
import openpyxl
import pytest
import python_calamine
from lxml import etree

from cproc.errors import DataError, Problem
from cproc.exporters.xlsx import XlsxExporter, XlsxOptions
from cproc.exporters.xlsx.layout import SheetLayout
from cproc.exporters.xlsx.workbook import prepare
from cproc.hookspecs import Job
from cproc.money import Money
from cproc.report.cells import TOTAL, Cell, Column, Kind, Table
from cproc.report.model import Chart, Ref, Report, Sheet
from cproc.testing import make_portfolio

PORTFOLIO = make_portfolio(0)
"""Any portfolio: the exporter does not look at it."""
FIRST = 6
"""Row of the first body row of the first table of a worksheet."""


def report_of(*tables: Table, charts: Sequence[Chart] = (), **more: Any) -> Report:
    """Make a report that shows everything on one sheet."""
    blocks = tuple(map(Ref, [table.id for table in tables] + [chart.id for chart in charts]))
    report = Report(
        language="en",
        title="Report & title",
        subtitle="October 2016 to September 2017",
        office="Office & Co",
        organisation="Organisation",
        reference="R(2017)1",
        place="Bucharest",
        issued=date(2017, 11, 24),
        addressee="Committee",
        labels={"page": "Feuille & page", "of": "sur"},
        tables={table.id: table for table in tables},
        charts={chart.id: chart for chart in charts},
        sections=(),
        sheets=(Sheet("s", "Sheet", "Heading", blocks),),
    )
    return attrs.evolve(report, **more)


def column_of(*values: Any, kind: Kind = Kind.TEXT, **more: Any) -> Table:
    """Make a table of one column."""
    rows = tuple((Cell(value),) for value in values)
    table = Table("t", "Table", (Column("c", "Column", kind),), rows)
    return attrs.evolve(table, **more)


def exported(report: Report, **options: Any) -> bytes:
    """Export a report."""
    stream = BytesIO()
    XlsxExporter().export(PORTFOLIO, report, stream, Job(XlsxOptions(**options)))
    return stream.getvalue()


def book_of(report: Report, **options: Any) -> Any:
    """Export a report and open it; the options are openpyxl's."""
    return openpyxl.load_workbook(BytesIO(exported(report)), **options)


def layouts_of(report: Report) -> tuple[SheetLayout, ...]:
    """Tell where everything stands."""
    prepared, problems = prepare(report)
    assert prepared is not None, problems
    return prepared.layouts


def part(report: Report, name: str) -> etree._Element:
    """A part of the workbook."""
    with zipfile.ZipFile(BytesIO(exported(report))) as package:
        return etree.fromstring(package.read(name))


def text_of(element: etree._Element) -> str:
    """The text in an element."""
    return "".join(map(str, element.itertext()))


def amounts_table(count: int = 3, **more: Any) -> Table:
    """Make a table of names and amounts with a total."""
    columns = (Column("name", "Name"), Column("amount", "Amount", Kind.MONEY))
    rows = tuple((Cell(f"Name {n}"), Cell(Money(n, "EUR"))) for n in range(count))
    whole = Cell(Money(sum(range(count)), "EUR"), expression=TOTAL)
    return attrs.evolve(Table("t", "Table", columns, rows, (Cell("Total"), whole)), **more)


def refused(report: Report, **options: Any) -> tuple[Problem, ...]:
    """Export a report that cannot be exported; nothing must have been written."""
    stream = BytesIO()
    with pytest.raises(DataError) as caught:
        XlsxExporter().export(PORTFOLIO, report, stream, Job(XlsxOptions(**options)))
    assert stream.getvalue() == b""
    return caught.value.problems


def read_by_two(data: bytes, tab: str = "Sheet") -> tuple[list[Any], list[Any]]:
    """Read the first column, from the first body row, with openpyxl and with python-calamine."""
    sheet = openpyxl.load_workbook(BytesIO(data), data_only=True)[tab]
    one = [sheet.cell(row, 1).value for row in range(FIRST, sheet.max_row + 1)]
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    rows = book.get_sheet_by_name(tab).to_python(skip_empty_area=False)
    other = [row[0] for row in rows[FIRST - 1 :]]
    return one, other + [""] * (len(one) - len(other))  # it leaves out empty ends


def number(value: Any) -> Decimal:
    """Take a value as a number, to a hundredth of a cent."""
    amount = value.amount if isinstance(value, Money) else value
    return Decimal(str(amount)).quantize(Decimal("0.0001"))


def as_given(value: Any) -> Any:
    """A value in the form in which what was given and what was read are compared."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(repr(value))
    return "" if value is None else value
