"""Names of the report that changed still serve for one release, or say what to write now."""

import pytest

import cproc.report
from cproc.errors import UsageError
from cproc.report import TOTAL, At, Expression, Minus, Over, Own, Times, count, share, total


def old(name: str) -> object:
    """Ask for an old name, which warns."""
    with pytest.warns(DeprecationWarning, match=f"cproc.report.{name} goes with the next release"):
        return getattr(cproc.report, name)


@pytest.mark.parametrize(
    ("name", "arguments", "now"),
    [
        ("SumColumn", (), TOTAL),
        ("CountRows", ("t", (("a", "b"),), (("c", "x"),)), count("t", a=Own("b"), c="x")),
        ("SumRows", ("t", "n", (("a", "b"),)), total("t", "n", a=Own("b"))),
        ("Product", ("a", "b"), Times(Own("a"), Own("b"))),
        ("Difference", ("a", "b"), Minus(Own("a"), Own("b"))),
        ("Ratio", ("a", "b"), Over(Own("a"), Own("b"))),
        ("ShareOfTotal", ("a",), share("a")),
        ("TotalOf", ("t", "a"), At("t", None, "a")),
    ],
)
def test_an_old_name_makes_the_expression(
    name: str, arguments: tuple[object, ...], now: Expression
) -> None:
    """An old class, called as before, gives what takes its place, with a warning."""
    make = old(name)
    assert callable(make)
    assert make(*arguments) == now
    assert old("Derivation") is Expression


@pytest.mark.parametrize("name", ["SumCells", "CellSum", "CellRatio", "CellProduct", "recompute"])
def test_what_told_positions_says_what_to_write(name: str) -> None:
    """Rows by position cannot be carried over: calling what told them says what to write."""
    make = old(name)
    assert callable(make)
    with pytest.raises(UsageError, match=r"rows are referred to by key now: write .+\."):
        make((1, 2))


def test_other_names_are_unknown() -> None:
    """What was never there is not found."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = cproc.report.nothing


def test_modules_that_moved_are_found() -> None:
    """What stood in a module of the report warns, and is what it is elsewhere now."""
    from cproc import labels
    from cproc.report import Context
    from cproc.report import labels as old_labels
    from cproc.report import names as old_names

    with pytest.warns(DeprecationWarning, match="cproc.report.context.Context now"):
        assert old_names.Names is Context
    with pytest.warns(DeprecationWarning, match="cproc.labels.labels_in now"):
        assert old_labels.labels_in is labels.labels_in
