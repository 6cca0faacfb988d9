"""The Word report: an inventory of 10,000 rows beside python-docx, and ten times as many rows."""

from __future__ import annotations

import io
from copy import deepcopy
from datetime import date, timedelta

import docx

from benchmarks.harness import Bench, Case, Target
from cproc.exporters.docx import DocxExporter, DocxOptions
from cproc.hookspecs import Job
from cproc.labels import labels_in
from cproc.model import Portfolio
from cproc.report import Cell, Column, Ref, Report, Section, Table
from cproc.testing import make_portfolio

COLUMNS = ("When", "Activity", "Place", "Projects", "Partners")
Given = tuple[Portfolio, Report]


def inventory(rows: int) -> Given:
    """Make a report of one table of the inventory's five columns."""
    first = date(2000, 1, 1)
    columns = tuple(Column(str(n), label) for n, label in enumerate(COLUMNS))
    table = Table(
        "inventory",
        "Inventory",
        columns,
        tuple(
            (
                Cell(f"{first + timedelta(n % 9000):%d %B %Y}"),
                Cell(f"Workshop {n} on cybercrime and electronic evidence"),
                Cell("Bucharest, Romania"),
                Cell("GLACY+, Cybercrime@Octopus"),
                Cell("Ministry of Justice"),
            )
            for n in range(rows)
        ),
        wide=True,
    )
    section = Section("inventory", "Inventory", 1, (Ref("inventory"),))
    labels = labels_in("en").group("export")
    report = Report(
        "en", "Report", "2017", "Office", "Organisation", "", "", first, "", labels,
        {"inventory": table}, {}, (section,), (),
    )  # fmt: skip
    return make_portfolio(1), report


def ours(given: Given) -> None:
    """Write the report."""
    portfolio, report = given
    DocxExporter().export(portfolio, report, io.BytesIO(), Job(DocxOptions()))


def add_row(given: Given) -> None:
    """Write the same table with python-docx, a row at a time."""
    _portfolio, report = given
    document = docx.Document()
    table = document.add_table(1, len(COLUMNS))
    for row in report.tables["inventory"].rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = str(value.value)
    document.save(io.BytesIO())


def copied_rows(given: Given) -> None:
    """Write the same table by copying a row of a template, as who knows python-docx does."""
    _portfolio, report = given
    document = docx.Document()
    table = document.add_table(2, len(COLUMNS))
    template = table.rows[1]._tr  # noqa: SLF001 - there is no other way to copy a row
    for row in report.tables["inventory"].rows:
        copy = deepcopy(template)
        for cell, value in zip(copy.tc_lst, row, strict=True):
            cell.p_lst[0].add_r().text = str(value.value)
        table._tbl.append(copy)  # noqa: SLF001
    document.save(io.BytesIO())


def warm(rows: int) -> Given:
    """Make the report, with the libraries loaded that the exporter loads at its first call."""
    ours(inventory(1))
    return inventory(rows)


BENCHES = (
    Bench(
        "An inventory of 10,000 rows in Word",
        (
            Case("cproc", ours, lambda: warm(10_000)),
            Case("python-docx add_row", add_row, lambda: inventory(10_000)),
        ),
        "python-docx add_row",
        (Target("cproc", time=1 / 30),),
        rounds=3,
    ),
    Bench(
        "An inventory of 10,000 rows in Word, rows copied",
        (
            Case("cproc", ours, lambda: warm(10_000)),
            Case("python-docx deepcopy", copied_rows, lambda: inventory(10_000)),
        ),
        "python-docx deepcopy",
        (Target("cproc", time=1.0),),
        rounds=3,
    ),
    Bench(
        "Ten times as many rows in Word",
        (
            Case("100,000 rows", ours, lambda: warm(100_000)),
            Case("10,000 rows", ours, lambda: warm(10_000)),
        ),
        "10,000 rows",
        (Target("100,000 rows", time=15.0),),
        rounds=3,
    ),
)
