"""References in formulas: what is one, and how it moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cproc.filling.book import references, rewritten, translated
from cproc.filling.book.moves import RowMove
from cproc.filling.book.references import LAST_ROW

MOVE = RowMove("Costs", 6, 3)


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("A1+$B$2*C$3", ["A1", "$B$2", "C$3"]),
        ("SUM(A1:B2,C:D,4:5)", ["A1:B2", "C:D", "4:5"]),
        ("'My sheet'!A1&'It''s'!B2", ["'My sheet'!A1", "'It''s'!B2"]),
        ("Budget_2017!A1+Été!A2", ["Budget_2017!A1", "Été!A2"]),
        ("[1]Costs!A1+'[Other.xlsx]Costs'!A2", ["[1]Costs!A1", "'[Other.xlsx]Costs'!A2"]),
        ("Jan:Dec!A1+'Jan 1:Dec 1'!A2", ["Jan:Dec!A1", "'Jan 1:Dec 1'!A2"]),
        ('"A1 ""B2"" C3"&A4', ["A4"]),
        ("LOG10(A1)+ATAN2(1,2)+_xlfn.DAYS360(A2,A3)", ["A1", "A2", "A3"]),
        ("Plan[Sum]+Plan[[#This Row],[B2]]+SUM(Plan[[A1]:[C3]])", []),
        ("Plan['[A1]+[B2]", []),
        ("Costs!#REF!+#REF!A1+#N/A+#DIV/0!", []),
        ("[1]!A1+[1]!Total2", []),
        ("1E5+1.5E10+TRUE+A1.B2", []),
        ("XFE1+XFD1048577+A0+XFD1048576", ["XFD1048576"]),
        ("A1:INDEX(B:B,3)", ["A1", "B:B"]),
        ("(A1,B2) C3:C4", ["A1", "B2", "C3:C4"]),
        ("a1+$b$2", ["A1", "$B$2"]),
        ("Données2024+_A1+A1_", []),
        ("SUM(A1:B2)%-{1,2;3,4}", ["A1:B2"]),
    ],
)
def test_what_is_a_reference(formula: str, found: list[str]) -> None:
    """Cells, ranges, whole rows and columns are; what only looks like one is not."""
    assert [str(each) for each in references(formula)] == found


def test_a_name_may_look_like_a_cell() -> None:
    """A name that the workbook has is none, whatever the case of its letters."""
    assert [str(each) for each in references("TAX2024+A1", {"tax2024"})] == ["A1"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("E5+E6+E7", "E5+E6+E9"),
        ("$E$7+E$7+$E7", "$E$9+E$9+$E9"),
        ("SUM(E4:E6)", "SUM(E4:E8)"),
        ("SUM(E6:E6)", "SUM(E6:E8)"),
        ("SUM(E6:E9)", "SUM(E6:E11)"),
        ("SUM(E1:E5)", "SUM(E1:E5)"),
        ("SUM(E7:E9)", "SUM(E9:E11)"),
        ("SUM(E9:E5)", "SUM(E11:E5)"),
        ("SUM(E:E)+SUM(6:6)+SUM($7:$8)", "SUM(E:E)+SUM(6:8)+SUM($9:$10)"),
        (f"SUM(E1:E{LAST_ROW})", f"SUM(E1:E{LAST_ROW})"),
        ("Costs!E7+COSTS!E7+'Costs'!E7", "Costs!E9+COSTS!E9+'Costs'!E9"),
        ("Other!E7+Jan:Costs!E7+[1]Costs!E7", "Other!E7+Jan:Costs!E7+[1]Costs!E7"),
        ('"E7"&E7', '"E7"&E9'),
        ("SUM( E7 ,  E8 )\n", "SUM( E9 ,  E10 )\n"),
    ],
)
def test_a_formula_beside_the_row(before: str, after: str) -> None:
    """References to the sheet follow their cells, a range that holds the row its copies."""
    assert MOVE.formula(before, "Costs") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("E5+E6+E7", "E5+#REF!+E6"),
        ("SUM(E4:E6)+SUM(E6:E9)", "SUM(E4:E5)+SUM(E6:E8)"),
        ("SUM(Costs!E6:E6)", "SUM(Costs!#REF!)"),
    ],
)
def test_a_formula_when_the_row_is_deleted(before: str, after: str) -> None:
    """A range loses a row; one of nothing else is lost."""
    assert RowMove("Costs", 6, 0).formula(before, "Costs") == after


@pytest.mark.parametrize(
    ("before", "first", "last"),
    [
        ("C6*D6", "C6*D6", "C8*D8"),
        ("F5+E6", "F5+E6", "F7+E8"),
        ("E6/$E$4+E$4", "E6/$E$4+E$4", "E8/$E$4+E$4"),
        ("E6/E9", "E6/E11", "E8/E11"),
        ("SUM(E$6:E6)", "SUM(E$6:E6)", "SUM(E$6:E8)"),
        ("E6/SUM(E$6:E$6)", "E6/SUM(E$6:E$8)", "E8/SUM(E$6:E$8)"),
        ("E6/SUM(E$6:E$9)", "E6/SUM(E$6:E$11)", "E8/SUM(E$6:E$11)"),
        ("Rates!B6*Costs!E6", "Rates!B6*Costs!E6", "Rates!B8*Costs!E8"),
        ("Jan:Dec!E6", "Jan:Dec!E6", "Jan:Dec!E8"),
        ('"C6"&Plan[Sum]&SUM(C:C)', '"C6"&Plan[Sum]&SUM(C:C)', '"C6"&Plan[Sum]&SUM(C:C)'),
        ("C6+$C$6", "C6+$C$6", "C8+$C$6"),
    ],
)
def test_a_formula_of_the_row(before: str, first: str, last: str) -> None:
    """In a copy what has no dollar follows the row, and what lies below stays the cell it is."""
    assert (MOVE.copied(before, 0), MOVE.copied(before, 2)) == (first, last)


def test_a_copy_beyond_the_last_row_loses_its_cell() -> None:
    """No reference is of a row that there is not."""
    assert RowMove("Costs", 2, 3).copied(f"Rates!A{LAST_ROW}", 1) == "Rates!#REF!"


@pytest.mark.parametrize(
    ("rows", "columns", "after"),
    [(1, 0, "A2:$B$2"), (0, 2, "C1:$B$2"), (-1, 0, "#REF!"), (0, 0, "A1:$B$2")],
)
def test_a_formula_is_translated(rows: int, columns: int, after: str) -> None:
    """What has no dollar goes as far as the formula; beyond the sheet there is nothing."""
    assert translated("A1:$B$2", rows, columns) == after


CELLS = st.builds(
    lambda column, row: f"{column}{row}",
    st.sampled_from(["A", "$B", "AZ"]),
    st.sampled_from(["1", "$5", "6", "$6", "7", "900"]),
)
OPERANDS = st.one_of(
    CELLS,
    st.builds("{}:{}".format, CELLS, CELLS),
    st.sampled_from(['"A7"', "12.5", "Plan[A7]", "LOG10(A7)", "Other!A7", "Costs!B7", "#REF!"]),
)
FORMULAS = st.lists(OPERANDS, min_size=1, max_size=6).map(" + ".join)


@given(FORMULAS)
def test_law_nothing_changes_without_a_change(formula: str) -> None:
    """Taking a formula apart and putting it together again loses no letter."""
    assert rewritten(formula, lambda each: each) == formula
    assert RowMove("Costs", 6, 1).formula(formula, "Costs") == formula


@given(FORMULAS, st.integers(1, 50), st.integers(1, 50))
def test_law_rows_repeated_twice(formula: str, first: int, second: int) -> None:
    """To repeat a row, and then its first copy, is to repeat it as often as both together."""
    twice = RowMove("Costs", 6, second).formula(
        RowMove("Costs", 6, first).formula(formula, "Costs"), "Costs"
    )
    assert twice == RowMove("Costs", 6, first + second - 1).formula(formula, "Costs")


@given(st.integers(1, 100), st.integers(0, 60), st.integers(1, 100), st.integers(0, 60))
def test_law_a_range_is_of_the_same_rows(row: int, count: int, first: int, size: int) -> None:
    """A range holds afterwards the rows it held, and of the repeated one every copy."""
    rows = [each for each in range(1, 200) for _ in range(count if each == row else 1)]
    its = [at for at, each in enumerate(rows, 1) if first <= each <= first + size]
    span = RowMove("Costs", row, count).span(first, first + size)
    assert span == ((its[0], its[-1]) if its else None)
