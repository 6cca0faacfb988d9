"""Workbooks as donors send them, with places to be filled, and what is read of filled ones."""

from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import openpyxl
from example_data import loaded
from openpyxl.workbook.defined_name import DefinedName

import cproc
from cproc.errors import Problem
from cproc.model import BudgetLine, LocalText, Money, Portfolio

HEADINGS = ("1.1", "1.2", "1.3", "2", "3", "4", "5", "6")
"""The headings of the form that have lines of their own."""
SHEET = "Interim report"


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def template(cells: Mapping[str, Any], sheet: str = SHEET, names: Mapping[str, str] = {}) -> bytes:
    """A workbook of one sheet with some cells and defined names."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for ref, value in cells.items():
        page[ref] = value
    for name, refers_to in names.items():
        book.defined_names[name] = DefinedName(name, attr_text=refers_to)
    return saved(book)


def budget_form() -> tuple[bytes, dict[str, int]]:
    """A budget form as a donor sends it: a row for each heading, its subtotal, and totals.

    Returns:
        The workbook, and the row of each heading's subtotal.
    """
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Budget"
    page.append(["Costs", "Unit", "# of units", "Unit value", "Total", "By the library", "Share"])
    subtotals: dict[str, int] = {}
    for heading in HEADINGS:
        page.append([heading])
        row = page.max_row + 1
        page.append(
            [
                f'{{{{ lines("{heading}") }}}}{{{{ line.number }}}} {{{{ line.title }}}}',
                "{{ line.unit }}",
                "{{ line.units }}",
                "{{ line.unit_value }}",
                f"=ROUND(C{row}*D{row},2)",
                "{{ line.total }}",
                f'=IF(E{row}=0,"",E{row}/$E$100)',
            ]
        )
        page.append([f"Subtotal {heading}", *[None] * 3])
        for column in "EF":
            page[f"{column}{row + 1}"] = f"=SUM({column}{row}:{column}{row})"
        subtotals[heading] = row + 1
    last = page.max_row
    page["A100"] = "Total direct costs"
    page["E100"] = "=" + "+".join(f"E{row}" for row in subtotals.values())
    page["E101"] = "=ROUND(E100*7%,2)"
    page["E102"] = "=E100+E101"
    page["F100"] = f'=SUMIF(A1:A{last},"Subtotal*",F1:F{last})'
    page["F101"] = "{{ direct_costs }}"
    other = book.create_sheet("Summary")
    other["A1"] = "=Budget!E102"
    other["A2"] = '=IFERROR(Budget!E101/Budget!E100,"none")'
    other["A3"] = "=AVERAGE(Budget!E1:E99)"
    other["A4"] = f"=MAX(Budget!E1:E{last})"
    other["A5"] = f"=COUNT(Budget!D1:D{last})"
    return saved(book), subtotals


def grant_with(count: int) -> Portfolio:
    """The grant of the examples with so many budget lines for each heading of the form."""
    grant = loaded("eu_grant")
    (project,) = grant.projects
    lines = tuple(
        BudgetLine(
            f"{heading}.{number}",
            LocalText({"en": f"Line {number} of {heading} & more"}),
            "month",
            Decimal(number) / 2,
            Money(Decimal("33.35") + at, "EUR"),
        )
        for at, heading in enumerate(HEADINGS)
        for number in range(1, count + 1)
    )
    changed = attrs.evolve(project, budget_lines=lines, transactions=(), instalments=())
    return attrs.evolve(grant, projects=(changed,))


def fill(
    data: bytes, folder: Path, portfolio: Portfolio | None = None, **how: Any
) -> tuple[bytes, tuple[Problem, ...]]:
    """The bytes of a filled workbook, and what is told of it."""
    source, target = folder / "donor.xlsx", folder / "filled.xlsx"
    source.write_bytes(data)
    problems = cproc.fill(source, portfolio or loaded("eu_grant"), target, force=True, **how)
    return target.read_bytes(), problems


def read(data: bytes, sheet: str = SHEET, *, stored: bool = False) -> dict[str, Any]:
    """The cells of a sheet that hold something: formulas, or the results that are stored."""
    page = openpyxl.load_workbook(BytesIO(data), data_only=stored)[sheet]
    cells = (cell for row in page.iter_rows() for cell in row)
    return {cell.coordinate: cell.value for cell in cells if cell.value is not None}
