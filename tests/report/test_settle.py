"""Settling: what each operation of the algebra gives, and what is done where it gives nothing."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from cproc.errors import UsageError
from cproc.money import Money
from cproc.report import (
    SUM,
    At,
    Cell,
    Column,
    Converted,
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
    settled,
    share,
    total,
)
from cproc.report.cells import TOTAL, Allocated, CellValue

EUR = "EUR"
LONG = Table(
    "long",
    "Long",
    (Column("key", "Key"), Column("n", "Number")),
    tuple((Cell(key), Cell(n)) for key, n in (("a", 1), ("b", 2), ("a", 4), ("a", None))),
    (Cell("Total"), SUM),
    keys=("first", "second", "third", "fourth"),
)
BOOKS = Table(
    "books",
    "Books",
    (Column("key", "Key"), Column("n", "Number", Kind.MONEY)),
    ((Cell("a"), Cell(Money("10.00", EUR))), (Cell("b"), Cell(Money("4.05", EUR)))),
    keys=("a", "b"),
)
A, B, BOTH = At("books", "a", "n"), At("books", "b", "n"), At("books", None, "n")


def worked_out(expression: Expression | Cell, *, kind: Kind = Kind.TEXT, **own: Any) -> Cell:
    """The cell ``c`` of the first of two rows of a table, settled beside two others."""
    row = {"key": Cell("a"), "x": Cell(1), "y": Cell(3), **own}
    cell = expression if isinstance(expression, Cell) else Cell(expression=expression)
    columns = (*(Column(id_, id_) for id_ in row), Column("c", "C", kind))
    cells = tuple(of if isinstance(of, Cell) else Cell(of) for of in row.values())
    short = Table("short", "Short", columns, ((*cells, cell), (*cells, Cell())), keys=("1", "2"))
    bare = Table("bare", "", (Column("n", "", Kind.MONEY),), ())
    tables = {"short": short, "long": LONG, "books": BOOKS, "bare": bare}
    tables = settled(tables, currency="JPY")
    return tables["short"].rows[0][-1]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (Own("y"), 3),
        (At("long", "second", "n"), 2),
        (At("", "2", "y"), 3),
        (At("long", None, "n"), 7),
        (At("short", None, "y"), 6),
        (At("long", "first", "key"), "a"),
        (count("long"), 4),
        (count("long", key=Own("key")), 3),
        (count("long", key="b"), 1),
        (count("long", key="z"), 0),
        (count("long", key=Own("key"), n=Own("x")), 1),
        (total("long", "n"), 7),
        (total("long", "n", key=Own("key")), 5),
        (total("long", "n", key="b"), 2),
        (Sum((Rows("long", "n", (("key", Own("key")), ("key", "b"))),)), 0),
        (Sum((At("", "1", "y"), At("", "2", "y"))), 6),
        (Sum(()), 0),
        (added([A]), Money("10.00", EUR)),
        (added([A, B]), Money("14.05", EUR)),
        (added([BOTH], [A]), Money("4.05", EUR)),
        (added([A], [A, B]), Money("-4.05", EUR)),
        (Minus(Own("x"), Own("y")), -2),
        (Minus(A, Minus(B, B)), Money("10.00", EUR)),
        (Times(Own("x"), Own("y")), Decimal(3)),
        (Times(Own("y"), Decimal("0.335")), Decimal("1.005")),
        (Over(Own("x"), Own("y")), Decimal("0.3333")),
        (Over(B, BOTH), Decimal("0.2883")),
        (share("y"), Decimal("0.5000")),
        (Rounded(Times(Own("y"), Decimal("0.335")), 2), Decimal("1.01")),
        (Rounded(Times(At("short", None, "y"), Decimal("0.335")), 0), Decimal(2)),
        (Rounded(Times(Minus(A, B), Fraction(1, 2)), 2), Money("2.98", EUR)),
        (Rounded(Times(A, Fraction(1, 3)), 2), Money("3.33", EUR)),
        (Rounded(B, 0), Money(4, EUR)),
        (Rounded(Times(A, Over(B, BOTH)), 2), Money("2.88", EUR)),
    ],
)
def test_each_operation_means_what_it_says(expression: Expression, value: CellValue) -> None:
    """Worked out by hand: rows are found by key, sums add up, quotients have four decimals."""
    cell = worked_out(expression)
    assert cell.value == value
    assert type(cell.value) is type(value)
    assert cell.expression is expression


# --- Nothing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "own", "value"),
    [
        (Over(Own("x"), Own("y")), {"y": 0}, None),
        (Over(Own("x"), Own("y")), {"x": None}, None),
        (Over(Own("x"), Own("y")), {"y": None}, None),
        (Over(Own("x"), Own("y")), {"y": Money(0, EUR)}, None),
        (Minus(Own("x"), Own("y")), {"x": None}, -3),
        (Minus(Own("x"), Own("y")), {"y": None}, 1),
        (Minus(Own("x"), Own("y")), {"x": None, "y": None}, 0),
        (Times(Own("x"), Own("y")), {"x": None}, None),
        (Rounded(Times(Own("x"), Decimal(2)), 2), {"x": None}, None),
        (Rounded(Own("x"), 2), {"x": None}, None),
        (Own("x"), {"x": None}, None),
        (added([Own("x"), Own("y")]), {"x": None}, 3),
    ],
)
def test_what_is_empty_is_left_out_of_sums(
    expression: Expression, own: dict[str, Any], value: CellValue
) -> None:
    """An empty cell is no zero: nothing comes of it in a product, and nothing is divided by it."""
    assert worked_out(expression, **own).value == value


def test_a_text_is_no_number() -> None:
    """There is no product or quotient of it, nor a product of two amounts."""
    assert worked_out(Times(Own("key"), Own("y"))).value is None
    assert worked_out(Over(Own("y"), Own("key"))).value is None
    assert worked_out(Times(A, B)).value is None
    assert worked_out(Rounded(Times(A, B), 2)).value is None
    assert worked_out(Rounded(Times(A, At("books", "a", "key")), 2)).value is None


@pytest.mark.parametrize(
    "expression",
    [
        Minus(Own("key"), Own("y")),
        Minus(Own("y"), Own("key")),
        added([Own("y"), Own("key")]),
        total("long", "key", n=Own("x")),
    ],
)
def test_a_text_that_would_be_added_up_is_told_with_its_place(expression: Expression) -> None:
    """It is no number that could be left out in silence."""
    with pytest.raises(UsageError) as caught:
        worked_out(expression)
    assert str(caught.value) == "the cell c of the table short, row 1, adds up 'a'."


# --- Money --------------------------------------------------------------------------------


def test_money_stays_money() -> None:
    """Sums and differences of amounts are amounts; their ratio is a number."""
    money: dict[str, Any] = {"x": Money(2, EUR), "y": Money(3, EUR)}
    assert worked_out(Minus(Own("x"), Own("y")), **money).value == Money(-1, EUR)
    assert worked_out(Over(Own("x"), Own("y")), **money).value == Decimal("0.6667")
    assert worked_out(At("short", None, "x"), **money).value == Money(4, EUR)


@pytest.mark.parametrize(("one", "other"), [("x", "y"), ("y", "x")])
def test_a_product_of_a_number_and_an_amount_is_an_amount(one: str, other: str) -> None:
    """Either way round, exact, or rounded to the coin once."""
    money: dict[str, Any] = {"x": Money("2.50", EUR), "y": Decimal("0.335")}
    product = Times(Own(one), Own(other))
    assert worked_out(product, **money).value == Money("0.83750", EUR)
    assert worked_out(Rounded(product, 2), **money).value == Money("0.84", EUR)


def test_sums_are_exact_whatever_the_caller_has_set() -> None:
    """No digit is lost where amounts are long."""
    long: dict[str, Any] = {"x": Decimal("1" * 40), "y": Decimal("0.01")}
    assert worked_out(Minus(Own("x"), Own("y")), **long).value == Decimal("1" * 39 + "0.99")


@pytest.mark.parametrize(
    ("rate", "value"),
    [
        (Decimal("2.82"), Money("50.00", EUR)),
        (None, Money("141.00", "GEL")),
        (0, Money("141.00", "GEL")),
    ],
)
def test_an_amount_without_a_rate_is_taken_as_it_is(rate: CellValue, value: Money) -> None:
    """An amount that is not converted has no rate beside it."""
    amount = Money("141.00", "GEL")
    converted = Converted(Own("amount"), EUR, 2, Own("rate"))
    assert worked_out(converted, amount=amount, rate=rate).value == value
    assert worked_out(Converted(Own("amount"), EUR, 2), amount=amount).value == amount
    assert worked_out(converted, amount=None, rate=Decimal("2.82")).value is None


def test_nothing_to_sum_is_nought_in_the_currency_of_the_column() -> None:
    """A heading without vouchers has spent 0 EUR, not a bare 0."""
    assert worked_out(total("books", "n", key="z")).value == Money(0, EUR)
    assert worked_out(total("short", "x", key="z"), x=Money(2, EUR)).value == Money(0, EUR)
    assert worked_out(total("long", "n", key="z")).value == 0


def test_nothing_at_all_is_nought_in_the_currency_of_the_portfolio() -> None:
    """Where the column has no amount, its kind tells that it would be one."""
    bare = Table("bare", "", (Column("n", "", Kind.MONEY),), ((Cell(),),), (SUM,))
    table = settled({"bare": bare}, currency="JPY")["bare"]
    assert table.total is not None
    assert table.total[0].value == Money(0, "JPY")
    empty = Table("u", "", (Column("n", "", Kind.MONEY),), ())
    assert worked_out(total("bare", "n"), kind=Kind.MONEY).value == Money(0, "JPY")
    one = Table("o", "", (Column("n", ""),), ((Cell(expression=total("u", "n")),),))
    assert settled({"o": one, "u": empty})["o"].rows[0][0].value == 0


# --- Tables that are not there ------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (count("empty"), 0),
        (count("empty", n=Own("key")), 0),
        (total("empty", "n"), 0),
        (At("empty", None, "n"), 0),
        (At("empty", "a", "n"), None),
        (count("nowhere", no=Own("key")), 0),
        (total("nowhere", "n"), 0),
        (At("nowhere", None, "n"), 0),
        (At("nowhere", "a", "n"), None),
        (added([At("empty", "a", "n"), A]), Money("10.00", EUR)),
    ],
)
def test_a_table_without_rows_leaves_values_behind(
    expression: Expression, value: CellValue
) -> None:
    """No reader sees it: it is left out, and what would be computed of it is a value."""
    columns = (Column("key", ""), Column("c", ""))
    row = (Cell("a"), Cell(expression=expression))
    empty = Table("empty", "", (Column("n", ""),), (), (SUM,))
    tables = settled({"t": Table("t", "", columns, (row,)), "empty": empty}, {"books": BOOKS})
    assert list(tables) == ["t"]
    assert tables["t"].rows[0][1] == Cell(value)


def test_tables_that_are_known_may_be_referred_to() -> None:
    """They are settled already, and are not given again."""
    table = Table("t", "", (Column("n", ""),), ((Cell(expression=BOTH),),))
    tables = settled({"t": table}, {"books": BOOKS})
    assert tables == {
        "t": Table("t", "", table.columns, ((Cell(Money("14.05", EUR), None, BOTH),),))
    }


# --- Amounts that an allocation gave ------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "near", "kept"),
    [("14.05", BOTH, BOTH), ("14.06", BOTH, None), ("14.06", None, None)],
)
def test_an_allocated_amount_keeps_what_gives_it(
    amount: str, near: Expression | None, kept: Expression | None
) -> None:
    """A share that was split to the cent is the value, and has no formula that says otherwise."""
    allocated = Allocated(Money(amount, EUR), near)
    cell = worked_out(Cell(None, Kind.MONEY, allocated, "fr", ("R1",)))
    assert cell == Cell(Money(amount, EUR), Kind.MONEY, kept, "fr", ("R1",))


def test_a_value_beside_an_expression_is_refused() -> None:
    """A cell holds a value or an expression, never both, even where they agree."""
    with pytest.raises(UsageError, match=r"the cell c of the table short, row 1, has a value and"):
        worked_out(Cell(Money("14.05", EUR), expression=BOTH))


def test_others_are_computed_of_the_value_that_is_given() -> None:
    """What is shown is what is added up."""
    columns = (Column("n", ""),)
    given = (Allocated(Money(amount, EUR), BOTH) for amount in (1, 2))
    rows = tuple((Cell(expression=amount),) for amount in given)
    table = settled({"t": Table("t", "", columns, rows, (SUM,)), "books": BOOKS})["t"]
    assert table.total == (Cell(Money(3, EUR), None, TOTAL),)


def test_all_else_of_a_cell_stays() -> None:
    """Kind, language and records are the author's; a row without expressions is the same one."""
    cell = worked_out(Cell(None, Kind.MONEY, A, "fr", ("R1",)))
    assert cell == Cell(Money("10.00", EUR), Kind.MONEY, A, "fr", ("R1",))
    plain = settled({"books": BOOKS})["books"]
    assert plain.rows[0] is BOOKS.rows[0]


# --- What cannot be worked out ------------------------------------------------------------


def so_far(count_: int, *, upwards: bool) -> Table:
    """A table whose cells each add to the one before, or to the one behind."""
    columns = (Column("n", ""), Column("so_far", ""))
    step, first = (1, count_ - 1) if upwards else (-1, 0)
    rows = tuple(
        (
            Cell(1),
            Cell(
                expression=Own("n")
                if n == first
                else added([Own("n"), At("", str(n + step), "so_far")])
            ),
        )
        for n in range(count_)
    )
    table = Table("t", "", columns, rows, keys=tuple(map(str, range(count_))))
    return settled({"t": table})["t"]


def test_cells_may_come_of_cells_that_come_of_others() -> None:
    """Each is worked out once, whatever the way round."""
    sums = [row[1].value for row in so_far(2_000, upwards=False).rows]
    assert sums == list(range(1, 2_001))
    assert [row[1].value for row in so_far(50, upwards=True).rows] == list(range(50, 0, -1))


def test_cells_that_come_of_too_many_are_refused() -> None:
    """What stands below can be followed only so far; the message says where it ended."""
    with pytest.raises(UsageError, match=r"of the table t, row \d+, comes of too many"):
        so_far(2_000, upwards=True)


CIRCLES = {
    "itself": (Own("n"), None, "the cell n of the table t, row k, comes of itself."),
    "its total": (At("", None, "n"), TOTAL, "the cell n of the table t, row k, comes of itself."),
    "the other table": (
        At("u", "k", "n"),
        None,
        "the cell n of the table t, row k, comes of itself.",
    ),
    "rows matched by it": (
        count("t", n=Own("n")),
        None,
        "the cell n of the table t, row k, comes of itself.",
    ),
}


@pytest.mark.parametrize(("expression", "whole", "message"), CIRCLES.values(), ids=CIRCLES)
def test_a_cell_that_comes_of_itself_is_refused(
    expression: Expression, whole: Expression | None, message: str
) -> None:
    """The message names table, row and column, whatever the way round."""
    columns = (Column("n", ""),)
    total_row = (Cell(expression=whole),) if whole else None
    t = Table("t", "", columns, ((Cell(expression=expression),),), total_row, keys=("k",))
    u = Table("u", "", columns, ((Cell(expression=At("t", "k", "n")),),), keys=("k",))
    with pytest.raises(UsageError) as caught:
        settled({"t": t, "u": u})
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        (Own("no"), "no"),
        (At("long", "no", "n"), "no"),
        (At("long", "first", "no"), "no"),
        (At("long", None, "no"), "no"),
        (total("long", "no"), "no"),
        (count("long", no=Own("x")), "no"),
        (count("long", n=Own("no")), "no"),
    ],
)
def test_what_is_not_there_is_named(expression: Expression, what: str) -> None:
    """A row or column of a table that is there was meant otherwise; where, the message says."""
    with pytest.raises(UsageError) as caught:
        worked_out(expression)
    assert str(caught.value) == (
        f"the cell c of the table short, row 1, refers to the row or column {what!r} of a table, "
        "which is not there."
    )


@pytest.mark.parametrize(
    ("keys", "in_total", "row"), [(("k",), False, "k"), ((), False, "0"), ((), True, "total")]
)
def test_a_row_is_named_by_its_key_or_position(
    keys: tuple[str, ...], in_total: bool, row: str
) -> None:
    """The total row is called so."""
    bad, good = Cell(expression=Own("no")), Cell(1)
    cells = ((good if in_total else bad),)
    table = Table("t", "", (Column("n", ""),), (cells,), (bad if in_total else good,), keys=keys)
    with pytest.raises(UsageError, match=f"the cell n of the table t, row {row}, refers"):
        settled({"t": table})


def test_an_expression_of_no_known_kind_is_refused() -> None:
    """The algebra is closed."""
    with pytest.raises(UsageError, match=r"cannot be worked out: .* has no value of its own"):
        worked_out(Expression())


def test_a_table_that_was_never_declared_is_a_slip() -> None:
    """A misspelt name is told; it is not taken for a table without rows."""
    one = Table("o", "", (Column("n", ""),), ((Cell(expression=count("activitys")),),))
    with pytest.raises(UsageError, match="there is no table activitys to refer to"):
        settled({"o": one})
    assert settled({"o": one}, known={})["o"].rows[0][0] == Cell(0)
