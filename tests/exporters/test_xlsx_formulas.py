"""Expressions as formulas: each operation, over one worksheet and over tables in parts."""

from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from cproc.exporters.xlsx.formulas import FORMULA_LIMIT, Place, Run, Whole, formula, live
from cproc.money import Money
from cproc.report import cells
from cproc.report.cells import (
    TOTAL,
    At,
    Cell,
    CellValue,
    Column,
    Converted,
    Count,
    Expression,
    Kind,
    Minus,
    Over,
    Own,
    Rounded,
    Rows,
    Sum,
    Table,
    Times,
    added,
    count,
    share,
    total,
)

TABLE = Table(
    "t",
    "",
    (Column("key", ""), Column("n", ""), Column("m", "")),
    tuple((Cell(key), Cell(1), Cell(2)) for key in "abcde"),
    keys=tuple("abcde"),
)
HERE = Place(TABLE, "Here", 1)  # the body is rows 3 to 7


def written(expression: Expression) -> str:
    """Write a formula for the column ``n`` of the first body row."""
    return formula(expression, HERE, 1, 3, {"t": HERE})


def own(keys: str, column: str = "") -> Sum:
    """The sum of some rows of the table itself."""
    return Sum(tuple(At("", key, column) for key in keys))


A, B = At("t", "a", "n"), At("t", "b", "n")
N, M = Own("n"), Own("m")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (own("abc"), "SUM($B$3:$B$5)"),
        (own("eab"), "SUM($B$3:$B$4,$B$7)"),
        (own("aa"), "SUM($B$3,$B$3)"),
        (own("a", "m"), "SUM($C$3)"),
        (Sum((At("", "a", "m"), At("", "a", "n"))), "$C$3+$B$3"),
        (Sum((At("", None, "m"), At("", "a", "m"))), "SUM($C$3:$C$7)+$C$3"),
        (Rounded(Times(own("b"), Decimal("0.07")), 2), "ROUND(SUM($B$4)*0.07,2)"),
        (Sum(()), ""),
        (Times(N, M), "$B3*$C3"),
        (count("t", key="a"), 'SUMPRODUCT(--EXACT($A$3:$A$7,"a"))'),
        (
            Sum((Rows("t", "m", (("key", Own("key")), ("key", 'say "a"'))),)),
            'SUMPRODUCT(--EXACT($A$3:$A$7,$A3),--EXACT($A$3:$A$7,"say ""a"""),$C$3:$C$7)',
        ),
    ],
)
def test_an_expression_is_this_formula(expression: Expression, expected: str) -> None:
    """Rows that follow on each other are one range; a text stands in quotation marks."""
    assert written(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (Minus(A, Minus(B, N)), "$B$3-$B$4+$B3"),
        (Minus(A, Sum((Minus(B, N), M))), "$B$3-$B$4+$B3-$C3"),
        (Sum((Rows("t", "n"), A)), "SUM($B$3:$B$7)+$B$3"),
        (Sum((A, Rows("t", "n"))), "$B$3+SUM($B$3:$B$7)"),
        (Times(Minus(A, B), M), "($B$3-$B$4)*$C3"),
        (Times(M, Minus(A, B)), "$C3*($B$3-$B$4)"),
        (Times(Sum((At("t", None, "n"), A)), Decimal(2)), "(SUM($B$3:$B$7)+$B$3)*2"),
        (Times(Sum((Minus(A, B),)), M), "($B$3-$B$4)*$C3"),
        (Times(Times(N, M), Fraction(3, 4)), "$B3*$C3*3/4"),
        (Minus(A, Times(N, M)), "$B$3-$B3*$C3"),
        (Over(added([A, B]), N), 'IF($B3=0,"",ROUND(($B$3+$B$4)/$B3,4))'),
        (Over(N, added([A, B])), 'IF($B$3+$B$4=0,"",ROUND($B3/($B$3+$B$4),4))'),
        (Over(Times(N, M), Times(A, B)), 'IF($B$3*$B$4=0,"",ROUND($B3*$C3/($B$3*$B$4),4))'),
    ],
)
def test_operations_within_operations_keep_their_order(
    expression: Expression, expected: str
) -> None:
    """What would be taken apart is in brackets; what is taken away changes its sign."""
    assert written(expression) == expected


@pytest.mark.parametrize("text", ["a" * 256, "a\nb", "_x0041_", "\U0001f4bb" * 128, ""])
def test_a_text_that_excel_would_not_read_as_it_is_gives_no_formula(text: str) -> None:
    """Too long, of two lines or like an escape: the value stands without a formula."""
    assert written(count("t", key=text)) == ""


def test_more_ranges_than_a_function_takes_give_no_formula() -> None:
    """Excel takes 255 arguments; of every other row there may be more."""
    keys = tuple(map(str, range(600)))
    long = Table("l", "", (Column("n", ""),), tuple((Cell(1),) for _row in keys), keys=keys)
    place = Place(long, "Long", 1)

    def every_other(last: int) -> str:
        cells = tuple(At("", str(n), "") for n in range(0, last, 2))
        return formula(Sum(cells), place, 0, 3, {})

    assert every_other(600) == ""
    assert every_other(508).count(",") == 253


def test_a_sum_of_more_cells_than_a_formula_holds_is_a_value() -> None:
    """Cells of other tables are added one by one, and a formula has its limit."""
    other = attrs.evolve(TABLE, id="u")
    cells = Sum((At("u", "a", "n"),) * FORMULA_LIMIT)
    assert formula(cells, HERE, 1, 3, {"u": Place(other, "U", 1)}) == ""


# --- Over a table in parts ----------------------------------------------------------------

KEYED = (Column("key", ""), Column("value", ""), Column("amount", ""))


def in_parts(name: str, first: int, *, totalled: bool) -> list[Place]:
    """Place a table of ten rows on three worksheets: four rows, four rows and two."""
    tabs = [f"E ({number})" if number > 1 else "E" for number in range(first, first + 3)]
    runs = tuple(Run(tab, 6, last) for tab, last in zip(tabs, (9, 9, 7), strict=True))
    row = (Cell("k"), Cell(1), Cell(2))
    total_row = (Cell("Total"), Cell(10), Cell(20)) if totalled else None
    keys = tuple(f"r{n}" for n in range(10))
    table = Table(name, "", KEYED, (row,) * 10, total_row, keys=keys)
    whole = Whole(table, runs)
    return [Place(attrs.evolve(table, rows=(row,) * run.count), run.tab, 4, whole) for run in runs]


FIRST, SECOND, _THIRD = in_parts("data", 1, totalled=True)
PARTS = {"data": FIRST, "bare": in_parts("bare", 4, totalled=False)[0]}


def rows_of(*numbers: int, column: str = "") -> Sum:
    """The sum of some rows of the table in parts."""
    return Sum(tuple(At("", f"r{n}", column) for n in numbers))


SPANNING: list[tuple[Expression, str]] = [
    (TOTAL, "SUM('E'!$B$6:$B$9,$B$6:$B$9,'E (3)'!$B$6:$B$7)"),
    (rows_of(0, 1), "SUM('E'!$B$6:$B$7)"),
    (rows_of(3, 4), "SUM('E'!$B$9,$B$6)"),
    (rows_of(2, 3, 4, 5, 6, 7, 8, column="amount"), "SUM('E'!$C$8:$C$9,$C$6:$C$9,'E (3)'!$C$6)"),
    (rows_of(5, 7), "SUM($B$7,$B$9)"),
    (rows_of(9), "SUM('E (3)'!$B$7)"),
    (Own("value"), "$B7"),
    (Minus(Own("value"), Own("amount")), "$B7-$C7"),
    (Times(Own("value"), Own("amount")), "$B7*$C7"),
    (Over(Own("value"), Own("amount")), 'IF($C7=0,"",ROUND($B7/$C7,4))'),
    (share("value"), "IF('E (3)'!$B$8=0,\"\",ROUND($B7/'E (3)'!$B$8,4))"),
    (At("data", None, "value"), "'E (3)'!$B$8"),
    (At("bare", None, "value"), "SUM('E (4)'!$B$6:$B$9,'E (5)'!$B$6:$B$9,'E (6)'!$B$6:$B$7)"),
    (count("data"), "SUM(ROWS('E'!$A$6:$A$9),ROWS($A$6:$A$9),ROWS('E (3)'!$A$6:$A$7))"),
    (
        Count(Rows("data", where=(("key", Own("key")), ("key", "k")))),
        (
            "SUM("
            "SUMPRODUCT(--EXACT('E'!$A$6:$A$9,$A7),--EXACT('E'!$A$6:$A$9,\"k\")),"
            'SUMPRODUCT(--EXACT($A$6:$A$9,$A7),--EXACT($A$6:$A$9,"k")),'
            "SUMPRODUCT(--EXACT('E (3)'!$A$6:$A$7,$A7),--EXACT('E (3)'!$A$6:$A$7,\"k\"))"
            ")"
        ),
    ),
    (total("data", "value"), "SUM('E'!$B$6:$B$9,$B$6:$B$9,'E (3)'!$B$6:$B$7)"),
    (Rows("data", "value"), "SUM('E'!$B$6:$B$9,$B$6:$B$9,'E (3)'!$B$6:$B$7)"),
    (
        total("data", "value", key=Own("key")),
        (
            "SUM(SUMPRODUCT(--EXACT('E'!$A$6:$A$9,$A7),'E'!$B$6:$B$9),"
            "SUMPRODUCT(--EXACT($A$6:$A$9,$A7),$B$6:$B$9),"
            "SUMPRODUCT(--EXACT('E (3)'!$A$6:$A$7,$A7),'E (3)'!$B$6:$B$7))"
        ),
    ),
    (Converted(Own("value"), "USD", 2, Own("amount")), 'IF($C7="",$B7,ROUND($B7/$C7,2))'),
    (
        added([At("data", "r3", "value"), At("data", "r4", "value")], [At("data", None, "value")]),
        "'E'!$B$9+$B$6-'E (3)'!$B$8",
    ),
    (
        Over(At("data", "r9", "value"), At("bare", None, "value")),
        (
            "IF(SUM('E (4)'!$B$6:$B$9,'E (5)'!$B$6:$B$9,'E (6)'!$B$6:$B$7)=0,\"\","
            "ROUND('E (3)'!$B$7/"
            "SUM('E (4)'!$B$6:$B$9,'E (5)'!$B$6:$B$9,'E (6)'!$B$6:$B$7),4))"
        ),
    ),
    (
        Rounded(Times(At("data", "r0", "value"), At("data", "r7", "amount")), 2),
        "ROUND('E'!$B$6*$C$9,2)",
    ),
]


@pytest.mark.parametrize(("expression", "expected"), SPANNING)
def test_formulas_take_in_all_parts(expression: Expression, expected: str) -> None:
    """From a row on the second part: what is of the row stays there, the rest spans all parts."""
    assert formula(expression, SECOND, 1, 7, PARTS) == expected


def test_every_expression_is_tried_on_parts() -> None:
    """One that is new to the algebra must be tried as well; what is near an amount is not kept."""
    known = {
        of
        for of in vars(cells).values()
        if isinstance(of, type) and issubclass(of, Expression) and not of.__subclasses__()
    } - {cells.Allocated}
    assert {type(expression) for expression, _formula in SPANNING} == known


def test_an_expression_of_no_known_kind_has_no_formula() -> None:
    """Its cell keeps its value."""
    assert written(Expression()) == ""


@pytest.mark.parametrize(
    ("expression", "value", "is_live"),
    [
        (share("a"), Decimal("99999.9999"), True),
        (share("a"), Decimal("-99999.9999"), True),
        (share("a"), Decimal(100_000), False),
        (share("a"), Decimal(-100_000), False),
        (TOTAL, 10**6, True),
    ],
)
def test_a_share_beyond_what_a_spreadsheet_computes_is_a_value(
    expression: Expression, value: CellValue, is_live: bool
) -> None:
    """173,450,426.8188 is no share that floating point gives, where the total all but cancels."""
    columns = (Column("a", "A", Kind.MONEY), Column("s", "S", Kind.PERCENT))
    row = (Cell(Money(5, "EUR")), Cell(value, expression=expression))
    assert live(expression, value, row, Table("t", "T", columns, (row,))) is is_live
