"""What a text prints of a table: shares that add up, and one precision in a column."""

from decimal import Decimal

import attrs
import pytest

from cproc.exporters.office.cell_text import Formatter
from cproc.money import Money
from cproc.report import (
    SUM,
    Cell,
    Column,
    Kind,
    Table,
    as_printed,
    decimals_of,
    settled,
    share,
)


def shares(*amounts: str, keys: str = "") -> Table:
    """A table of amounts and their shares, settled, with its total row."""
    columns = (Column("amount", "", Kind.MONEY), Column("share", "", Kind.PERCENT))
    of = share("amount")
    rows = tuple((Cell(Money(amount, "EUR")), Cell(expression=of)) for amount in amounts)
    table = Table("t", "", columns, rows, (SUM, Cell(expression=of)), keys=tuple(keys))
    return settled({"t": table})["t"]


def printed(table: Table) -> list[str]:
    """The shares as Word prints them."""
    return Formatter("en").table(table).columns[1]


@pytest.mark.parametrize(
    ("amounts", "keys", "expected"),
    [
        # a sixth is 16.67 % less a third of a hundredth: the last two give way
        (["1"] * 6, "", "16.67 16.67 16.67 16.67 16.66 16.66"),
        # or the last two by key, wherever they stand
        (["1"] * 6, "fedcba", "16.66 16.66 16.67 16.67 16.67 16.67"),
        (["1", "1", "1"], "", "33.34 33.33 33.33"),
        (["1", "2", "1"], "", "25 50 25"),  # nothing is rounded, no decimals are needed
        (["1", "0", "2"], "", "33.33 0.00 66.67"),
        # a surplus of 1 and 300 paid make 299 of 299: each running sum is rounded
        (["100", "200", "-1"], "", "33.44 66.89 \N{MINUS SIGN}0.33"),
        (["3"], "", "100"),
    ],
)
def test_shares_of_a_total_add_up(amounts: list[str], keys: str, expected: str) -> None:
    """They are rounded together to 100, by largest remainder, ties by key."""
    found = [text.rstrip("%") for text in printed(shares(*amounts, keys=keys))]
    assert found == expected.split()
    assert sum(Decimal(text.replace("\N{MINUS SIGN}", "-")) for text in found) == 100


def test_a_row_without_an_amount_has_no_share() -> None:
    """It is not printed as one of nought."""
    table = shares("1", "2")
    empty = attrs.evolve(table, rows=(*table.rows, (Cell(), Cell())))
    assert printed(empty) == ["33.33%", "66.67%", ""]


def test_a_workbook_keeps_the_ratio() -> None:
    """Only what is printed is rounded together: the cell of the report is the ratio still."""
    table = shares(*["1"] * 6)
    assert [row[1].value for row in table.rows] == [Decimal("0.1667")] * 6
    assert as_printed(table).total == table.total


def test_what_is_no_share_of_the_total_is_printed_as_it_is() -> None:
    """Without a whole there is nothing to add up to: nothing paid, no total row, other ratios."""
    nothing = shares("0", "0")
    assert as_printed(nothing) is nothing
    third = shares("1", "1", "1")
    alone = Table("t", "", third.columns, third.rows)
    assert as_printed(alone) is alone
    typed = attrs.evolve(third, total=(Cell(Money(3, "EUR")), Cell(Decimal("0.5"))))
    assert as_printed(typed) is typed


def test_a_column_has_one_precision() -> None:
    """It is that of the longest number; amounts have none or at least their currency's."""
    assert decimals_of(Kind.DECIMAL, [Cell(Decimal("0.5")), Cell(Decimal("0.125")), Cell(3)]) == 3
    assert decimals_of(Kind.MONEY, [Cell(Money("5", "EUR")), Cell(Money("0.5", "EUR"))]) == 2
    assert decimals_of(Kind.MONEY, [Cell(Money("5.00", "EUR"))]) == 0
    assert decimals_of(Kind.MONEY, [Cell(Money("0.0125", "EUR"))]) == 4
    assert decimals_of(Kind.PERCENT, [Cell(Decimal("0.5")), Cell(Decimal("0.1667"))]) == 2
    other = Cell(Decimal("0.12345"), Kind.DECIMAL)
    assert decimals_of(Kind.PERCENT, [other]) == 0
