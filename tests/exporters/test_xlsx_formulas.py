"""Derivations as formulas: subtotals, rates of them, products, and rows of one project."""

from decimal import Decimal

import pytest

from cproc.exporters.xlsx.formulas import formula
from cproc.exporters.xlsx.places import Place
from cproc.report import Cell, Column, CountRows, Derivation, Product, SumCells, SumRows, Table

TABLE = Table(
    "t",
    "",
    (Column("key", ""), Column("n", ""), Column("m", "")),
    tuple((Cell(key), Cell(1), Cell(2)) for key in "abcde"),
)
HERE = Place(TABLE, "Here", 1)  # the body is rows 3 to 7


def written(derivation: Derivation) -> str:
    """Write a formula for the column ``n`` of the first body row."""
    return formula(derivation, HERE, 1, 3, {"t": HERE})


@pytest.mark.parametrize(
    ("derivation", "expected"),
    [
        (SumCells((0, 1, 2)), "SUM($B$3:$B$5)"),
        (SumCells((4, 0, 1)), "SUM($B$3:$B$4,$B$7)"),
        (SumCells((0,), "m"), "SUM($C$3)"),
        (SumCells((1,), rate=Decimal("0.07"), decimals=2), "ROUND(SUM($B$4)*0.07,2)"),
        (SumCells(()), ""),
        (Product("n", "m"), "$B3*$C3"),
        (CountRows("t", given=(("key", "a"),)), 'SUMPRODUCT(--EXACT($A$3:$A$7,"a"))'),
        (
            SumRows("t", "m", (("key", "key"),), (("key", 'say "a"'),)),
            'SUMPRODUCT(--EXACT($A$3:$A$7,$A3),--EXACT($A$3:$A$7,"say ""a"""),$C$3:$C$7)',
        ),
    ],
)
def test_a_derivation_is_this_formula(derivation: Derivation, expected: str) -> None:
    """Rows that follow on each other are one range; a text stands in quotation marks."""
    assert written(derivation) == expected


@pytest.mark.parametrize("text", ["a" * 256, "a\nb", "_x0041_", "\U0001f4bb" * 128, ""])
def test_a_text_that_excel_would_not_read_as_it_is_gives_no_formula(text: str) -> None:
    """Too long, of two lines or like an escape: the value stands without a formula."""
    assert written(CountRows("t", given=(("key", text),))) == ""


def test_more_ranges_than_a_function_takes_give_no_formula() -> None:
    """Excel takes 255 arguments; of every other row there may be more."""
    long = Table("l", "", (Column("n", ""),), tuple((Cell(1),) for _row in range(600)))
    place = Place(long, "Long", 1)
    assert formula(SumCells(tuple(range(0, 600, 2))), place, 0, 3, {}) == ""
    assert formula(SumCells(tuple(range(0, 508, 2))), place, 0, 3, {}).count(",") == 253
