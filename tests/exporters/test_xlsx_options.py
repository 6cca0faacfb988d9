"""What can be asked of a workbook: locked formulas, no inventory, long numbers as text."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import attrs
import openpyxl
import pytest
from example_data import loaded
from workbooks import PORTFOLIO, exported, report_of

from cproc.errors import DataError
from cproc.exporters.xlsx import XlsxExporter, XlsxOptions
from cproc.figures import narrow
from cproc.hookspecs import Job
from cproc.money import Money
from cproc.report import build
from cproc.report.cells import (
    TOTAL,
    At,
    Cell,
    Column,
    Expression,
    Kind,
    Minus,
    Over,
    Own,
    Table,
    count,
    share,
    total,
)
from cproc.report.model import Report

LONG = Decimal("1234567890123456.78")


@pytest.fixture(scope="module")
def report() -> Report:
    return build(narrow(loaded("cproc_2017"), donor="JP").for_edition("audit"))


def book(report: Report, **options: Any) -> Any:
    return openpyxl.load_workbook(BytesIO(exported(report, **options)))


@pytest.fixture(scope="module")
def plain(report: Report) -> Any:
    """The workbook as it is without options."""
    return book(report)


def cells(made: Any) -> list[Any]:
    return [cell for sheet in made for row in sheet.iter_rows() for cell in row]


def test_formulas_are_locked_and_typed_values_free(report: Report) -> None:
    """Protected: formulas, totals and headings keep; what was typed can be changed; no password."""
    made = book(report, protect=True)
    for sheet in made:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert not sheet.protection.autoFilter
        assert not sheet.protection.sort
    written = [cell for cell in cells(made) if cell.value is not None]
    assert all(cell.protection.locked for cell in written if str(cell.value).startswith("="))
    assert not made["Activities"]["A6"].protection.locked
    assert made["Activities"]["A5"].protection.locked


def test_without_being_asked_nothing_is_protected(plain: Any) -> None:
    """By default every cell can be changed."""
    assert not any(sheet.protection.sheet for sheet in plain)


def test_the_inventory_can_be_left_out(report: Report, plain: Any) -> None:
    """Its sheets go and the cover says so; what was counted from them stays as values."""
    made = book(report, inventory=False)
    assert "Activities" in plain.sheetnames
    assert not {"Activities", "Participations"} & set(made.sheetnames)
    cover = [cell.value for cell in cells(made) if cell.parent.title == "Contents"]
    assert "Left out on request" in cover
    assert "All activities of the period" in cover
    entries = made["All figures"]["B6"].value
    assert not any(
        "Activities" in str(c.value) for c in cells(made) if str(c.value).startswith("=")
    )
    assert entries is not None


def test_headline_figures_have_names_and_are_on_the_cover(plain: Any) -> None:
    """A figure is found by its name from anywhere, and the cover repeats some by a formula."""
    target = plain.defined_names["figure_entries"].attr_text
    sheet, _, cell = target.replace("'", "").partition("!")
    assert plain[sheet][cell.replace("$", "")].value is not None
    formulas = [
        c.value for c in cells(plain) if c.parent.title == "Contents" and c.data_type == "f"
    ]
    cells_of = [formula.rpartition("!") for formula in formulas]
    (tab,) = {tab for tab, _mark, _cell in cells_of}
    assert tab.startswith("='Key figures")
    rows = [int(cell.rpartition("$")[2]) for _tab, _mark, cell in cells_of]
    assert rows == [*range(6, 6 + len(formulas))] != []


def test_sheets_with_nothing_to_say_are_named_on_the_cover(report: Report, plain: Any) -> None:
    """The reader learns what is not there."""
    cover = [c.value for c in cells(plain) if c.parent.title == "Contents"]
    assert report.left_out
    assert set(report.left_out) <= set(cover)
    assert "Left out, nothing to show" in cover


def test_progress_is_told_in_worksheets(report: Report, plain: Any) -> None:
    """Each worksheet is told when it is written, the last one at the end."""
    seen: list[tuple[int, int]] = []
    job = Job(XlsxOptions(), lambda done, of: seen.append((done, of)))
    XlsxExporter().export(PORTFOLIO, report, BytesIO(), job)
    sheets = len(plain.sheetnames)
    assert seen == [(n, sheets) for n in range(1, sheets + 1)]


# --- Long numbers -------------------------------------------------------------------------


def _long_table(*values: Any, expression: Expression | None = None) -> Table:
    columns = tuple(
        Column(name, name, kind)
        for name, kind in (("a", Kind.MONEY), ("b", Kind.DECIMAL), ("c", Kind.TEXT))
    )
    rows = tuple(
        (Cell(value), Cell(Decimal(2), expression=expression), Cell("x")) for value in values
    )
    total = (Cell(expression=TOTAL), Cell(Decimal(4), expression=TOTAL), Cell())
    return Table("t", "T", columns, rows, total)


def test_a_long_number_is_refused_or_written_as_text() -> None:
    """Never rounded: refused by default, else every digit as text, with a note below."""
    table = _long_table(Money(LONG, "EUR"), Money(1, "EUR"))
    with pytest.raises(DataError, match="number-precision"):
        book(report_of(table))
    sheet = book(report_of(table), long_numbers="text")["Sheet"]
    assert (sheet["A6"].value, sheet["A6"].data_type) == ("EUR 1234567890123456.78", "s")
    assert sheet["A7"].value == 1
    assert sheet["A8"].value is None  # no sum of a column that is part text
    assert sheet["B8"].value == "=SUM($B$6:$B$7)"
    assert "more than 15 digits" in sheet["A9"].value
    plain = book(report_of(_long_table(LONG, Decimal(1))), long_numbers="text")["Sheet"]
    assert plain["A6"].value == "1234567890123456.78"


@pytest.mark.parametrize(
    "expression",
    [
        Minus(Own("b"), Own("a")),
        Over(Own("b"), Own("a")),
        share("a"),
        At("t", None, "a"),
        total("t", "a", c=Own("c")),
        total("t", "b", a=Own("c")),
        count("t", c=Own("a")),
    ],
)
def test_no_formula_reads_a_column_that_holds_long_numbers(expression: Expression) -> None:
    """What comes of such a column keeps its computed value."""
    table = _long_table(LONG, Decimal(1), expression=expression)
    assert book(report_of(table), long_numbers="text")["Sheet"]["B6"].value == 2


def test_other_columns_keep_their_formulas() -> None:
    """A report without long numbers is the same with and without the option."""
    table = _long_table(Decimal(1), expression=count("t", c=Own("c")))
    made = book(report_of(attrs.evolve(table, total=None)), long_numbers="text")["Sheet"]
    assert made["B6"].value.startswith("=SUMPRODUCT")
    with_long = _long_table(LONG, expression=count("t", c=Own("c")))
    assert book(report_of(with_long), long_numbers="text")["Sheet"]["B6"].value.startswith(
        "=SUMPROD"
    )
