"""Rows N of the matrix of faults, for the workbook: an amount is exact or refused by name.

Rule 3 is held here: what comes in is plain digits, no total crosses currencies, what is shown
adds up to the total that is shown, and what a spreadsheet would round is refused.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal, localcontext
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from doors import DAY, by_json, by_table, refused_by_json, refused_by_table
from example_data import loaded
from hypothesis import given
from hypothesis import strategies as st
from workbooks import (
    as_given,
    book_of,
    column_of,
    exported,
    read_by_two,
    refused,
    report_of,
)

from cproc.errors import DataError
from cproc.exporters.xlsx.refusals import fault
from cproc.exporters.xlsx.workbook import prepare
from cproc.money import Money
from cproc.report import build
from cproc.report.cells import TOTAL, Cell, Kind

# --- At the door ------------------------------------------------------------------------------

ARRIVES = {
    "N01": "EUR 0.1", "N04": "EUR -0", "N07": "EUR 1000000000000000", "N28": "JPY 100.50",
    "N29": "KWD 1.234", "N30": "EUR -5.25",
}  # fmt: skip
"""Amounts that a table or a file may hold; each is that number in the workbook."""

NO_AMOUNT = {
    "N02": "NaN", "N03": "Infinity", "N03-negative": "-Infinity", "N05": "1e999", "N06": "sNaN",
    "N10": "1" + "0" * 400, "N11": "1" * 5_000, "N12": "1E-999999", "N13": "True", "N14": "None",
    "N15": "1,234.56", "N16": "1.234,56", "N17": "1 234,56", "N17-narrow": "1\u202f234,56",
    "N18": "(5)", "N19": "\u22125", "N20": "\u0661\u0662", "N21": "1_000", "N22": "0x10",
    "N23": "5%", "N24": "€5",
}  # fmt: skip
"""What people and programs write for numbers, and no amount is read from."""

NO_JSON_AMOUNT = {
    "N01": ("0.1", "type-wrong"), "N02": ("NaN", "json-constant"),
    "N03": ("Infinity", "json-constant"), "N03-negative": ("-Infinity", "json-constant"),
    "N05": ("1e999", "type-wrong"), "N07": (f"{10**15}", "type-wrong"),
    "N11": ("1" * 5_000, "json-form"), "N13": ("true", "type-wrong"),
}  # fmt: skip
"""Numbers of JSON: each would be a float, or has no currency; the rule that refuses it."""


def cost(data: bytes, row: int = 6) -> Any:
    """The cell of the planned cost of an entry."""
    sheet = openpyxl.load_workbook(BytesIO(data), data_only=True)["Activities"]
    (column,) = [cell.column for cell in sheet[5] if str(cell.value).startswith("Planned cost")]
    return sheet.cell(row, column)  # type: ignore[arg-type] # there is one


def shown(cell: Any) -> Decimal:
    """The number that Excel shows: rounded half up to the decimals of its format."""
    _, _, decimals = cell.number_format.partition(".")
    places = len(decimals) - len(decimals.lstrip("0"))
    return Decimal(repr(cell.value)).quantize(Decimal(1).scaleb(-places), "ROUND_HALF_UP")


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The workbook of an office with an entry for each amount."""
    folder = tmp_path_factory.mktemp("arrives")
    return exported(build(by_table(folder, *((DAY, amount) for amount in ARRIVES.values()))))


@pytest.mark.parametrize("row", ARRIVES)
def test_an_amount_arrives_as_the_number_it_is(row: str, inventory: bytes, tmp_path: Path) -> None:
    """Typed in a table or in JSON, it is a number of that value in the workbook, shown in full."""
    money = Money.parse(ARRIVES[row])
    for office in (
        by_table(tmp_path, (DAY, ARRIVES[row])),
        by_json(tmp_path, f'"{DAY}"', f'"{ARRIVES[row]}"'),
    ):
        assert office.activities[0].planned_cost == money
    cell = cost(inventory, 6 + list(ARRIVES).index(row))
    assert as_given(cell.value) == money.amount
    assert cell.data_type == "n"
    assert money.currency in cell.number_format
    assert shown(cell) == money.amount


@pytest.mark.parametrize("row", NO_AMOUNT)
def test_what_is_no_amount_is_refused_at_the_door(row: str, tmp_path: Path) -> None:
    """Table and JSON alike: rule, file, cell or line, value and fix; no number is guessed."""
    written = f"EUR {NO_AMOUNT[row]}"
    problem = refused_by_table(tmp_path, DAY, written)
    assert problem.code in {"money-form", "number-form"}
    assert problem.path == "activities[1].planned_cost"
    assert problem.file.endswith("activities.csv")
    assert problem.cell == "row 3, column planned_cost"
    assert ascii(written)[1:40] in problem.value
    assert len(problem.value) < 100
    assert "1234.50" in problem.hint
    other = refused_by_json(tmp_path, f'"{DAY}"', json.dumps(written))
    assert (other.code, other.path) == (problem.code, "activities[0].planned_cost")
    assert (other.file.endswith("office.json"), other.cell) == (True, "line 2")
    assert (other.value, other.hint) == (problem.value, problem.hint)


@pytest.mark.parametrize("row", NO_JSON_AMOUNT)
def test_a_number_of_json_is_no_amount(row: str, tmp_path: Path) -> None:
    """Rule 3: an amount is text with its currency; a float never becomes money."""
    written, code = NO_JSON_AMOUNT[row]
    problem = refused_by_json(tmp_path, f'"{DAY}"', written)
    assert problem.code == code
    assert problem.file.endswith("office.json")
    assert problem.hint
    if code == "type-wrong":
        assert (problem.path, problem.cell) == ("activities[0].planned_cost", "line 2")


def test_n14_null_is_no_amount_and_not_the_word_none(tmp_path: Path) -> None:
    """What has no planned cost has no column for it, in JSON and in a table."""
    office = by_table(tmp_path, (DAY, ""))
    for loaded_office in (office, by_json(tmp_path, f'"{DAY}"', "null")):
        assert loaded_office.activities[0].planned_cost is None
    sheet = openpyxl.load_workbook(BytesIO(exported(build(office))))["Activities"]
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert not {"Planned cost", "None", "null"} & texts


@pytest.mark.parametrize(
    "digits",
    [
        pytest.param("1000000000000000.01", id="N08"),
        pytest.param("99914551603145.35", id="N09"),
    ],
)
def test_an_amount_longer_than_a_spreadsheet_keeps(digits: str, tmp_path: Path) -> None:
    """Loaded to the cent; then refused with row and column, or written as text where asked."""
    report = build(by_table(tmp_path, (DAY, f"EUR {digits}")))
    problems = refused(report)
    assert {problem.code for problem in problems} == {"number-precision"}
    assert problems[0].path == "tables.activities.rows[0].planned_cost"
    assert (problems[0].cell, problems[0].value) == ("row 1, column planned_cost", digits)
    assert problems[0].hint
    cell = cost(exported(report, long_numbers="text"))
    assert (cell.value, cell.data_type) == (f"EUR {digits}", "s")


# --- In a cell --------------------------------------------------------------------------------

HELD = {
    "N04": Decimal("-0.00"), "N07": 10**15, "N07-negative": -(10**15) + 1,
    "N07-large": Decimal("1E+20"), "N09-shorter": Decimal("9991455160314.35"),
    "N09-money": Money("-99999999999999.9", "EUR"), "N14": None,
    "N25": Money("0.005", "EUR"), "N25-even": Money("0.015", "EUR"),
    "N25-negative": Money("-2.675", "EUR"), "N28": Money("100.50", "JPY"),
    "N29": Money("1.234", "KWD"), "N30": Money("-5.25", "EUR"),
}  # fmt: skip

REFUSED: dict[str, tuple[Any, str]] = {
    "N01": (0.1, "cell-type"), "N02": (Decimal("NaN"), "number-not-finite"),
    "N03": (Decimal("-Infinity"), "number-not-finite"),
    "N05": (Decimal("1E999999"), "number-range"), "N06": (Decimal("sNaN"), "number-not-finite"),
    "N08": (Decimal("1000000000000000.01"), "number-precision"),
    "N08-integer": (1234567890123456, "number-precision"),
    "N09": (Decimal("99914551603145.35"), "number-precision"),
    "N09-money": (Money("99914551603145.35", "EUR"), "number-precision"),
    "N10": (10**400, "number-range"), "N11": (10**5000, "number-range"),
    "N12": (Decimal("1E-999999"), "number-range"), "N13": (True, "cell-type"),
    "bytes": (b"x", "cell-type"),
}  # fmt: skip


@cache
def read() -> tuple[list[Any], list[Any]]:
    """Read the numbers with two readers."""
    return read_by_two(exported(report_of(column_of(*HELD.values()))))


@pytest.mark.parametrize("row", HELD)
def test_a_number_is_read_back_as_it_is(row: str) -> None:
    """Two readers find the very number; halves of a cent, cents of yen and signs are kept."""
    at = list(HELD).index(row)
    for column in read():
        assert as_given(column[at]) == as_given(HELD[row])


@pytest.mark.parametrize("row", REFUSED)
def test_a_number_that_no_cell_holds_is_refused(row: str) -> None:
    """Alone or among others, in a body and in a total: field, limit and fix; nothing is rounded."""
    value, code = REFUSED[row]
    for table, where in (
        (column_of(value), "rows[0]"),
        (column_of("good", value), "rows[1]"),
        (column_of("good", total=(Cell(value),)), "total"),
    ):
        (problem,) = refused(report_of(table))
        assert (problem.code, problem.path) == (code, f"tables.t.{where}.c")
        assert "column c" in problem.cell
        assert problem.hint
        assert len(problem.value) < 300


@given(st.integers(), st.integers(-60, 60))
def test_a_number_is_written_exactly_or_refused(digits: int, exponent: int) -> None:
    """Rule 3: no number is rounded in silence, whatever its digits and its size."""
    number = Decimal(digits).scaleb(exponent)
    if fault(number) is None:
        assert Decimal(f"{float(number):.15g}") == number
    else:
        assert (
            len(str(abs(digits)).strip("0")) > 15 or abs(number.adjusted()) > 22 or exponent < -24
        )


# --- Sums -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([Money("0.005", "EUR"), Money("2.675", "EUR")], id="N25"),
        pytest.param(Money("100", "EUR").allocate([1, 1, 1]), id="N26"),
        pytest.param([Money("0.335", "EUR")] * 3, id="N31"),
        pytest.param((Money("0.335", "EUR") * 3).rounded().allocate([1] * 3), id="N31-rounded"),
        pytest.param([Money("100.50", "JPY"), Money("0.50", "JPY")], id="N28"),
        pytest.param([Money("1.2345", "KWD"), Money("1", "KWD")], id="N29"),
    ],
)
def test_what_is_shown_adds_up_to_the_total_that_is_shown(parts: list[Money]) -> None:
    """Rule 3: ties, thirds and fractions of a coin: added up by eye, the column gives its total."""
    total = Cell(Money.total(parts, parts[0].currency), expression=TOTAL)
    table = column_of(*parts, kind=Kind.MONEY, total=(total,))
    sheet = book_of(report_of(table), data_only=True)["Sheet"]
    cells = [sheet.cell(row, 1) for row in range(6, 7 + len(parts))]
    assert sum(shown(cell) for cell in cells[:-1]) == shown(cells[-1])
    assert [shown(cell) for cell in cells[:-1]] == [part.amount for part in parts]


def test_n27_a_total_of_several_currencies_is_refused() -> None:
    """Nothing adds up what is of different currencies; side by side they stand."""
    both = (Money(1, "EUR"), Money(1, "USD"))
    total = (Cell(Money(2, "EUR"), expression=TOTAL),)
    (problem,) = refused(report_of(column_of(*both, total=total)))
    assert (problem.code, problem.path) == ("currencies-mixed", "tables.t.total.c")
    assert "EUR, USD" in problem.message
    assert read_by_two(exported(report_of(column_of(*both)))) == ([1, 1], [1, 1])


def test_n27_costs_of_two_currencies_have_no_total(tmp_path: Path) -> None:
    """From the door to the sheet: both costs arrive, each in its currency, and no sum of them."""
    report = build(by_table(tmp_path, (DAY, "EUR 1"), (DAY, "USD 2")))
    data = exported(report)
    assert [cost(data, row).value for row in (6, 7)] == [1, 2]
    assert ["EUR" in cost(data, 6).number_format, "USD" in cost(data, 7).number_format] == [
        True
    ] * 2
    assert cost(data, 8).value is None


@pytest.mark.no_cover
def test_n32_a_small_decimal_context_changes_nothing() -> None:
    """Built and exported in a thread that keeps one digit, the workbook is the same bytes.

    It has rates, shares and tables that go on on a further worksheet, whose rows are counted.
    """
    office = loaded("eu_grant")

    def exported_with(precision: int) -> bytes:
        with localcontext() as context:
            context.prec = precision
            prepared, problems = prepare(build(office), limit=20)
            assert prepared is not None, problems
            stream = BytesIO()
            prepared.write(stream)
            return stream.getvalue()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(exported_with, 1).result() == exported_with(28)


def test_all_amounts_of_a_table_that_are_none_are_told_at_once(tmp_path: Path) -> None:
    """N02 to N24 in one table: a problem for each row, in their order."""
    with pytest.raises(DataError) as caught:
        by_table(tmp_path, *((DAY, f"EUR {text}") for text in NO_AMOUNT.values()))
    rows = [f"row {number}, column planned_cost" for number in range(2, len(NO_AMOUNT) + 2)]
    assert [problem.cell for problem in caught.value.problems] == rows
