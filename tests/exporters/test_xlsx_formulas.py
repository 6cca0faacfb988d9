"""Derivations as formulas: subtotals, rates of them, products, and rows of one project."""

from decimal import Decimal
from typing import get_args

import pytest

from cproc.exporters.xlsx.formulas import formula, live
from cproc.exporters.xlsx.places import Place, Run, Whole
from cproc.money import Money
from cproc.report.cells import (
    At,
    CellProduct,
    CellRatio,
    CellSum,
    Converted,
    CountRows,
    Derivation,
    SumCells,
    SumRows,
)
from cproc.report.cells import Cell, Column, Kind, Table

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
        (Times(Own("n"), Own("m")), "$B3*$C3"),
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


# --- Over a table in parts ----------------------------------------------------------------

KEYED = (Column("key", ""), Column("value", ""), Column("amount", ""))


def in_parts(name: str, first: int, *, totalled: bool) -> list[Place]:
    """Place a table of ten rows on three worksheets: four rows, four rows and two."""
    tabs = [f"E ({number})" if number > 1 else "E" for number in range(first, first + 3)]
    runs = tuple(Run(tab, 6, last) for tab, last in zip(tabs, (9, 9, 7), strict=True))
    rows = ((Cell("k"), Cell(1), Cell(2)),)
    return [
        Place(Table(name, "", KEYED, rows * run.count), run.tab, 4, Whole(runs, totalled))
        for run in runs
    ]


FIRST, SECOND, _THIRD = in_parts("data", 1, totalled=True)
PARTS = {"data": FIRST, "bare": in_parts("bare", 4, totalled=False)[0]}
SPANNING: list[tuple[Derivation, str]] = [
    (TOTAL, "SUM('E'!$B$6:$B$9,$B$6:$B$9,'E (3)'!$B$6:$B$7)"),
    (SumCells((0, 1)), "SUM('E'!$B$6:$B$7)"),
    (SumCells((3, 4)), "SUM('E'!$B$9,$B$6)"),
    (
        SumCells((2, 3, 4, 5, 6, 7, 8), "amount"),
        "SUM('E'!$C$8:$C$9,$C$6:$C$9,'E (3)'!$C$6)",
    ),
    (SumCells((5, 7)), "SUM($B$7,$B$9)"),
    (SumCells((9,)), "SUM('E (3)'!$B$7)"),
    (Minus(Own("value"), Own("amount")), "$B7-$C7"),
    (Times(Own("value"), Own("amount")), "$B7*$C7"),
    (Over(Own("value"), Own("amount")), 'IF($C7=0,"",ROUND($B7/$C7,4))'),
    (
        share("value"),
        "IF('E (3)'!$B$8=0,\"\",ROUND($B7/'E (3)'!$B$8,4))",
    ),
    (At("data", None, "value"), "'E (3)'!$B$8"),
    (At("bare", None, "value"), "SUM('E (4)'!$B$6:$B$9,'E (5)'!$B$6:$B$9,'E (6)'!$B$6:$B$7)"),
    (count("data"), "SUM(ROWS('E'!$A$6:$A$9),ROWS($A$6:$A$9),ROWS('E (3)'!$A$6:$A$7))"),
    (
        CountRows("data", (("key", "key"),), (("key", "k"),)),
        (
            "SUM("
            "SUMPRODUCT(--EXACT('E'!$A$6:$A$9,$A7),--EXACT('E'!$A$6:$A$9,\"k\")),"
            'SUMPRODUCT(--EXACT($A$6:$A$9,$A7),--EXACT($A$6:$A$9,"k")),'
            "SUMPRODUCT(--EXACT('E (3)'!$A$6:$A$7,$A7),--EXACT('E (3)'!$A$6:$A$7,\"k\"))"
            ")"
        ),
    ),
    (total("data", "value"), "SUM('E'!$B$6:$B$9,$B$6:$B$9,'E (3)'!$B$6:$B$7)"),
    (
        total("data", "value", key=Own("key")),
        (
            "SUM(SUMPRODUCT(--EXACT('E'!$A$6:$A$9,$A7),'E'!$B$6:$B$9),"
            "SUMPRODUCT(--EXACT($A$6:$A$9,$A7),$B$6:$B$9),"
            "SUMPRODUCT(--EXACT('E (3)'!$A$6:$A$7,$A7),'E (3)'!$B$6:$B$7))"
        ),
    ),
    (Converted("value", "USD", "amount"), 'IF($C7="",$B7,ROUND($B7/$C7,2))'),
    (
        CellSum((At("data", "value", 3), At("data", "value", 4)), (At("data", "value"),)),
        "'E'!$B$9+$B$6-'E (3)'!$B$8",
    ),
    (
        CellRatio(At("data", "value", 9), At("bare", "value")),
        (
            "IF(SUM('E (4)'!$B$6:$B$9,'E (5)'!$B$6:$B$9,'E (6)'!$B$6:$B$7)=0,\"\","
            "ROUND('E (3)'!$B$7/"
            "SUM('E (4)'!$B$6:$B$9,'E (5)'!$B$6:$B$9,'E (6)'!$B$6:$B$7),4))"
        ),
    ),
    (CellProduct(At("data", "value", 0), At("data", "amount", 7)), "ROUND('E'!$B$6*$C$9,2)"),
]


@pytest.mark.parametrize(("derivation", "expected"), SPANNING)
def test_formulas_take_in_all_parts(derivation: Derivation, expected: str) -> None:
    """From a row on the second part: what is of the row stays there, the rest spans all parts."""
    assert formula(derivation, SECOND, 1, 7, PARTS) == expected


def test_every_kind_of_derivation_is_tried_on_parts() -> None:
    """A kind that is new to the vocabulary must be tried as well."""
    assert {type(derivation) for derivation, _formula in SPANNING} == set(get_args(Derivation))


def test_a_share_beyond_what_a_spreadsheet_computes_is_a_value() -> None:
    """173,450,426.8188 is no share that floating point gives, where the total all but cancels."""
    columns = (Column("a", "A", Kind.MONEY), Column("s", "S", Kind.PERCENT))
    amount = Cell(Money(5, "EUR"))
    for value, is_live in ((Decimal("99999.9999"), True), (Decimal(100_000), False)):
        for told in (value, -value):
            share = Cell(told, expression=share("a"))
            table = Table("t", "T", columns, ((amount, share),))
            assert live(share("a"), told, table.rows[0], table) is is_live
    many = Cell(10**6, expression=TOTAL)
    table = Table("t", "T", columns, ((amount, many),))
    assert live(TOTAL, 10**6, table.rows[0], table)
