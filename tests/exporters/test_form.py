"""The workbook of a form: cells where the donor has them, live totals, locks, pages, soundness.

Run as a program it writes the golden file anew: ``python tests/exporters/test_form.py``.
"""

import re
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from excel_limits import beyond_limits
from forms_filled import GRANT, cells_of, grant_with, line, numbered, rate, written
from libreoffice import Recalculator
from validators import by_open_xml_sdk

from cproc.dates import DateSpan
from cproc.errors import DataError
from cproc.model import Factor, Portfolio

GOLDEN = Path(__file__).with_name("eu_grant.prag-annex3-2013.txt")
BUDGET, JUSTIFICATION, FUNDING = (
    "1. Budget for the Action",
    "2. Justification",
    "3. Sources of funding",
)


@cache
def example(lang: str = "en", **options: str) -> bytes:
    """The form of the grant of the examples."""
    return written(GRANT, lang=lang, **{"spread": "true", **options})


@cache
def older() -> Portfolio:
    """A budget in the numbers of before 2013, with lines that are awkward to compute."""
    year = DateSpan.parse("2023")
    lines = [
        line("1.1.1", "1.5", "0.35", period=year),
        line("1.1.2.5", "3", "33.335", period=year, factors=(Factor("0.5", "effort"),)),
        line("2.1", "0.1", "99999.95", period=year),
        line("5.7", "1234.56", "7.89", period=year),
        line("6.1", "1", "10000", "=1+1", period=year),
    ]
    rates = (rate("8", "0.05", "7", reserve=True), rate("10", "0.0675", "9"))
    mains = numbered(*((str(number), f"Heading {number}") for number in range(1, 7)))
    direct, whole = numbered(("7", "Direct"), ("9", "With reserve"))
    direct = attrs.evolve(direct, sums=tuple(each.number for each in mains))
    headings = (*mains, direct, attrs.evolve(whole, sums=("7", "8")))
    return grant_with(lines, rate_lines=rates, headings=headings)


def books() -> dict[str, bytes]:
    """Workbooks of forms: of both versions, in both languages, complete and not."""
    return {
        "newest": example(),
        "french": example("fr"),
        "open": written(GRANT, incomplete="true"),
        "older": written(older(), "prag-annex3-2012"),
    }


def sheet(data: bytes, tab: str, *, values: bool = False) -> Any:
    """A worksheet as openpyxl reads it."""
    return openpyxl.load_workbook(BytesIO(data), data_only=values)[tab]


def row_of(page: Any, title: str) -> int:
    """The row whose first cell begins with a text."""
    return next(
        n for n in range(1, page.max_row + 1) if str(page.cell(n, 1).value).startswith(title)
    )


def test_the_example_is_as_it_was() -> None:
    """Every cell with its value, formula, format and lock, and how each sheet is set up."""
    assert list(cells_of(example())) == GOLDEN.read_text("utf-8").splitlines()


def test_cells_stand_where_the_donor_has_them() -> None:
    """Titles over groups of columns in the first row, headings in the second, then the rows."""
    page = sheet(example(), BUDGET)
    assert [page[at].value for at in ("A1", "B1", "F1")] == [BUDGET, "All Years", "Year 1"]
    assert sorted(map(str, page.merged_cells.ranges)) == ["B1:E1", "F1:I1"]
    assert [cell.value for cell in page[2]] == [
        "Costs",
        *("Unit", "# of units", "Unit value (in EUR)", "Total Cost (in EUR)") * 2,
    ]
    assert [page[at].value for at in ("A3", "A5", "B5", "C5", "D5")] == [
        *("1. Human Resources", "1.1.1 Technical staff", "month", 24, 2400)
    ]


def test_every_total_is_a_formula_with_its_value() -> None:
    """A line's is units by unit value, a subtotal's the sum of its lines, a rate's of its base."""
    formulas, values = sheet(example(), BUDGET), sheet(example(), BUDGET, values=True)
    last = row_of(formulas, "Subtotal Human")
    assert formulas["E5"].value == "=ROUND($C5*$D5,2)"
    assert formulas.cell(last, 5).value == f"=SUM($E$5:$E${last - 1})"
    direct, indirect = row_of(formulas, "7."), row_of(formulas, "8.")
    assert formulas.cell(indirect, 5).value == f"=ROUND($E${direct}*0.07,2)"
    assert values.cell(indirect, 5).value == 27839
    assert formulas.cell(indirect, 9).value == f"=ROUND($I${direct}*0.07,2)"
    funding = sheet(example(), FUNDING)
    total = row_of(formulas, "11.")
    costs = row_of(funding, "Estimated total eligible")
    assert funding.cell(costs, 3).value == f"='{BUDGET}'!$E${total}"


def test_what_is_typed_is_free_and_what_is_computed_is_locked() -> None:
    """Sheets are protected without a password; lines may be added, columns may not."""
    page = sheet(example(), BUDGET)
    locks = page.protection
    assert (locks.sheet, locks.password, locks.insertRows) == (True, None, False)
    assert locks.insertColumns
    free = {at: not page[at].protection.locked for at in ("A2", "A3", "A5", "C5", "D5", "E5")}
    assert free == {"A2": False, "A3": False, "A5": True, "C5": True, "D5": True, "E5": False}


def test_it_prints_on_its_side_with_headings_on_every_page() -> None:
    """A4, one page wide."""
    page = sheet(example(), BUDGET)
    setup = page.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToWidth) == (9, "landscape", 1)
    assert page.print_title_rows == "$1:$2"


def test_gaps_are_marked_and_listed() -> None:
    """A cell that is not known is empty and yellow, and so is each sum of it; a sheet lists all."""
    data = written(GRANT, incomplete="true")
    page = sheet(data, BUDGET)
    yellow = [page[at].fill.fgColor.rgb == "FFFFFF99" for at in ("G5", "I5", "C5", "E5")]
    assert yellow == [True, True, False, False]
    assert page["G5"].value is page["I5"].value is None
    listed = sheet(data, "To complete")
    assert listed.max_row == 1 + len(GRANT.projects[0].budget_lines)
    assert "1.1.1 Technical staff does not say" in listed["A2"].value


def test_hostile_text_stays_text() -> None:
    """A title that looks like a formula is a text; what no workbook holds is refused."""
    page = sheet(written(older(), "prag-annex3-2012"), BUDGET)
    cell = page.cell(row_of(page, "6.1"), 1)
    assert (cell.value, cell.data_type) == ("6.1 =1+1", "s")
    long = grant_with([line("2.1", title="x" * 40_000)])
    with pytest.raises(DataError, match="text-length"):
        written(long, spread="true")


def test_the_same_data_give_the_same_bytes() -> None:
    """Nothing of the day or the machine is in the file."""
    assert written(GRANT, spread="true") == example()


@pytest.mark.no_cover
def test_programs_find_no_fault(tmp_path: Path) -> None:
    """Excel would mend nothing of any form, and the Open XML SDK finds nothing."""
    for data in books().values():
        assert beyond_limits(data) == []
        assert by_open_xml_sdk(data, tmp_path) == []


@pytest.mark.no_cover
def test_libreoffice_computes_the_same(recalculated: Recalculator) -> None:
    """Every number of every form is what a program computes of the others."""
    files = books()
    for name, values in recalculated(files).items():
        book = openpyxl.load_workbook(BytesIO(files[name]), data_only=True)
        compared = 0
        for page in book.worksheets:
            for row in page.iter_rows():
                for cell in row:
                    if isinstance(cell.value, int | float):
                        got = values.number(page.title, cell.row, cell.column)
                        shown = Decimal(str(cell.value))
                        assert abs(got - shown) < Decimal("0.00005"), (name, cell.coordinate)
                        compared += 1
        assert compared > 100


def test_the_lint_can_fail() -> None:
    """Sabotage: another value in the place of a stored total is seen by the golden file."""
    cells = list(cells_of(example()))
    spoilt = [re.sub("^E5\t57600", "E5\t57601", each) for each in cells]
    assert spoilt != GOLDEN.read_text("utf-8").splitlines()


if __name__ == "__main__":
    GOLDEN.write_text("\n".join(cells_of(example())) + "\n", "utf-8")
