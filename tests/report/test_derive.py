"""Derivations: a computed cell equals what its derivation gives from the cells of the report."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import attrs
import pytest
from example_data import loaded, reported
from hypothesis import given

from cproc.errors import Severity, UsageError
from cproc.model import Portfolio
from cproc.money import Money
from cproc.report import (
    Cell,
    Column,
    CountRows,
    Derivation,
    Difference,
    Product,
    Ratio,
    Report,
    ShareOfTotal,
    SumCells,
    SumColumn,
    SumRows,
    Table,
    TotalOf,
    build,
    narrative_problems,
    recompute,
)
from cproc.testing import make_portfolio, portfolios

YEAR = loaded("cproc_2017")
ENGLISH, FRENCH = reported("cproc_2017", "en"), reported("cproc_2017", "fr")

EMPTY = build(make_portfolio(0))


def derived(report: Report) -> Iterator[tuple[str, int | None, str, Cell]]:
    """Give the place of every derived cell, and the cell."""
    for table in report.tables.values():
        rows: list[tuple[int | None, tuple[Cell, ...]]] = [*enumerate(table.rows)]
        if table.total is not None:
            rows.append((None, table.total))
        for index, row in rows:
            for column, cell in zip(table.columns, row, strict=True):
                if cell.derivation is not None:
                    yield table.id, index, column.id, cell


def wrong(report: Report) -> list[tuple[str, int | None, str]]:
    """Give the places of the cells that do not equal their derivation, in value and type."""
    return [
        (table, row, column)
        for table, row, column, cell in derived(report)
        if (value := recompute(report, table, row, column)) != cell.value
        or type(value) is not type(cell.value)
    ]


def test_every_derived_cell_of_the_reference_year_is_recomputed() -> None:
    """In both languages, no computed cell says anything but its derivation."""
    for report in (ENGLISH, FRENCH):
        assert len(list(derived(report))) > 500
        assert wrong(report) == []


@given(portfolios())
def test_every_derived_cell_of_any_portfolio_is_recomputed(portfolio: Portfolio) -> None:
    """Whatever the portfolio, a computed cell equals its derivation, in every language."""
    if any(problem.severity is Severity.ERROR for problem in narrative_problems(portfolio)):
        return
    for language in ("en", "fr"):
        assert wrong(build(portfolio, language)) == []


def test_a_cell_that_was_tampered_with_is_found() -> None:
    """The comparison can fail: a count changed by hand no longer ties."""
    table = ENGLISH.tables["by_month"]
    place = table.index("entries")
    first = list(table.rows[0])
    first[place] = attrs.evolve(first[place], value=first[place].value + 1)  # type: ignore[operator]
    changed = attrs.evolve(table, rows=(tuple(first), *table.rows[1:]))
    doctored = attrs.evolve(ENGLISH, tables={**ENGLISH.tables, "by_month": changed})
    assert wrong(doctored) == [("by_month", 0, "entries"), ("by_month", None, "entries")]


def test_derivations_of_a_sheet_stay_within_the_workbook() -> None:
    """What a table of a sheet is derived from is on a sheet as well."""
    shown = {ref.id for sheet in ENGLISH.sheets for ref in sheet.blocks}
    for table, _row, _column, cell in derived(ENGLISH):
        if table in shown and isinstance(cell.derivation, CountRows | SumRows | TotalOf):
            assert cell.derivation.table in shown


def small(derivation: Derivation | None, **changes: Any) -> Report:
    """Make a report of a long table, and a short one whose cell ``c`` is derived."""
    long = Table(
        "long",
        "",
        (Column("key", ""), Column("n", "")),
        tuple((Cell(key), Cell(n)) for key, n in (("a", 1), ("b", 2), ("a", 4), ("a", None))),
        (Cell("total"), Cell(7)),
    )
    row = {"key": Cell("a"), "x": Cell(1), "y": Cell(3), **changes}
    cells = (*row.values(), Cell(None, derivation=derivation))
    columns = tuple(Column(id_, "") for id_ in (*row, "c"))
    short = Table("short", "", columns, (cells, cells))
    return attrs.evolve(EMPTY, tables={"long": long, "short": short})


@pytest.mark.parametrize(
    ("derivation", "expected"),
    [
        (CountRows("long"), 4),
        (CountRows("long", (("key", "key"),)), 3),
        (SumRows("long", "n", (("key", "key"),)), 5),
        (SumRows("long", "n"), 7),
        (Difference("x", "y"), -2),
        (Ratio("x", "y"), Decimal("0.3333")),
        (ShareOfTotal("y"), Decimal("0.5000")),
        (TotalOf("long", "n"), 7),
        (TotalOf("short", "y"), 6),
        (CountRows("long", given=(("key", "b"),)), 1),
        (SumRows("long", "n", (("key", "key"),), (("key", "b"),)), 0),
        (SumRows("long", "n", given=(("key", "b"),)), 2),
        (SumCells((0, 1), "y"), 6),
        (SumCells((1,), "y", Decimal("0.335")), Decimal("1.01")),
        (SumCells((0, 1), "y", Decimal("0.335"), 0), Decimal(2)),
        (Product("x", "y"), 3),
    ],
)
def test_each_derivation_means_what_it_says(derivation: Derivation, expected: object) -> None:
    """Each word of the vocabulary is evaluated from the row, its table, or another table."""
    assert recompute(small(derivation), "short", 0, "c") == expected


def test_empty_cells_are_left_out_of_sums() -> None:
    """Nothing to sum is 0; nothing is no zero in a ratio."""
    assert recompute(small(SumColumn()), "short", 0, "c") == 0
    assert recompute(small(Ratio("x", "y"), y=Cell(0)), "short", 0, "c") is None
    assert recompute(small(Ratio("x", "y"), x=Cell()), "short", 0, "c") is None
    assert recompute(small(Difference("x", "y"), x=Cell()), "short", 0, "c") == -3


def test_money_stays_money() -> None:
    """Sums and differences of amounts are amounts; their ratio is a number."""
    money = {"x": Cell(Money("2", "EUR")), "y": Cell(Money("3", "EUR"))}
    assert recompute(small(Difference("x", "y"), **money), "short", 0, "c") == Money("-1", "EUR")
    assert recompute(small(Ratio("x", "y"), **money), "short", 0, "c") == Decimal("0.6667")
    assert recompute(small(TotalOf("short", "x"), **money), "short", 0, "c") == Money("4", "EUR")


def test_a_product_of_a_number_and_an_amount_is_an_amount() -> None:
    """Either way round; of a text there is none."""
    money = {"x": Cell(Money("2.50", "EUR")), "y": Cell(Decimal(3))}
    for one, other in (("x", "y"), ("y", "x")):
        made = recompute(small(Product(one, other), **money), "short", 0, "c")
        assert made == Money("7.50", "EUR")
    assert recompute(small(Product("key", "y")), "short", 0, "c") is None
    rated = small(SumCells((0, 1), "x", Decimal("0.07")), **money)
    assert recompute(rated, "short", 0, "c") == Money("0.35", "EUR")


def test_nothing_to_sum_is_nought_in_the_currency_of_the_column() -> None:
    """A heading without vouchers has spent 0 EUR, not a bare 0."""
    report = small(SumRows("short", "x", given=(("key", "z"),)), x=Cell(Money("2", "EUR")))
    assert recompute(report, "short", 0, "c") == Money(0, "EUR")


def test_what_is_not_derived_cannot_be_recomputed() -> None:
    """A cell without derivation, and a total row that is not there, are errors that say so."""
    with pytest.raises(UsageError, match="c of short, row 0, is not derived"):
        recompute(small(None), "short", 0, "c")
    with pytest.raises(UsageError, match="the table short has no total row"):
        recompute(small(CountRows("long")), "short", None, "c")
    with pytest.raises(KeyError):
        recompute(small(None), "nowhere", 0, "c")
