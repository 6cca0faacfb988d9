"""Derivations of cells that are picked one by one: evaluated, written, explained, checked."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from example_data import loaded

from cproc.exporters.xlsx.checks import sound
from cproc.exporters.xlsx.formulas import FORMULA_LIMIT, formula
from cproc.exporters.xlsx.places import Place
from cproc.exporters.xlsx.profile import TableProfile, profile
from cproc.model import Portfolio
from cproc.money import Money
from cproc.report import (
    At,
    Cell,
    CellProduct,
    CellRatio,
    CellSum,
    Column,
    Converted,
    Derivation,
    Kind,
    Report,
    Table,
    build,
    explain_cell,
    recompute,
)
from cproc.testing import make_portfolio

EMPTY = build(make_portfolio(0))
A, B = At("books", "n", 0), At("books", "n", 1)
TOTAL = At("books", "n")
BOOKS = Table(
    "books",
    "Books",
    (Column("key", "Key"), Column("n", "Number", Kind.MONEY)),
    ((Cell("a"), Cell(Money("10.00", "EUR"))), (Cell("b"), Cell(Money("4.05", "EUR")))),
    (Cell("Total"), Cell(Money("14.05", "EUR"))),
)


def told(derivation: Derivation | None, **own: Any) -> Report:
    """Make a report with books, and a table of one row whose last cell is derived."""
    row = {"share": Cell(Decimal("0.335")), "amount": Cell(Money("141.00", "GEL")), **own}
    columns = tuple(Column(id_, id_) for id_ in (*row, "c"))
    cells = (*row.values(), Cell(Decimal(1), derivation=derivation))
    made = Table("short", "Short", columns, (cells,))
    return attrs.evolve(EMPTY, tables={"books": BOOKS, "short": made}, sheets=(), charts={})


def profiled(report: Report) -> dict[str, TableProfile]:
    return {id_: profile(table) for id_, table in report.tables.items()}


HALF = CellSum((A,), (B,), Fraction(1, 2))
SHARE = At("short", "share", 0)


@pytest.mark.parametrize(
    ("derivation", "value", "written", "words"),
    [
        (CellSum((A,)), Money("10.00", "EUR"), "'B'!$B$3", "The cell that it names."),
        (
            CellSum((A, B)),
            Money("14.05", "EUR"),
            "'B'!$B$3+'B'!$B$4",
            "Sum of the cells that it names.",
        ),
        (
            CellSum((TOTAL,), (A,)),
            Money("4.05", "EUR"),
            "'B'!$B$5-'B'!$B$3",
            "Sum of the cells that it names, less others.",
        ),
        (
            HALF,
            Money("2.98", "EUR"),
            "ROUND(('B'!$B$3-'B'!$B$4)/2,2)",
            "50% of the cells that it names.",
        ),
        (
            CellSum((B,), rate=Fraction(3)),
            Money("12.15", "EUR"),
            "ROUND('B'!$B$4*3,2)",
            "300% of the cells that it names.",
        ),
        (
            CellRatio(B, TOTAL),
            Decimal("0.2883"),
            "IF('B'!$B$5=0,\"\",ROUND('B'!$B$4/'B'!$B$5,4))",
            "The first of the cells that it names, divided by the second.",
        ),
        (
            CellProduct(A, SHARE),
            Money("3.35", "EUR"),
            "ROUND('B'!$B$3*$A$7,2)",
            "The first of the cells that it names, times the second.",
        ),
        (
            Converted("amount", "EUR", "rate"),
            Money("50.00", "EUR"),
            'IF($C7="",$B7,ROUND($B7/$C7,2))',
            "“amount” of the same row, divided by “rate”.",
        ),
        (Converted("amount", "GEL"), Money("141.00", "GEL"), "$B7", "“amount” of the same row."),
    ],
)
def test_each_means_what_it_says(
    derivation: Derivation, value: object, written: str, words: str
) -> None:
    """It is evaluated from the cells, written as a formula of them, and told in words."""
    report = told(derivation, rate=Cell(Decimal("2.82")))
    assert recompute(report, "short", 0, "c") == value
    here = Place(report.tables["short"], "S", 5)
    places = {"books": Place(BOOKS, "B", 1), "short": here}
    assert formula(derivation, here, 3, 7, places) == written
    assert explain_cell(report, "short", 0, "c").words == words
    assert list(sound(report, profiled(report))) == []


def test_an_amount_without_a_rate_is_taken_as_it_is() -> None:
    """An amount that is not converted has no rate beside it."""
    report = told(Converted("amount", "EUR", "rate"), rate=Cell())
    assert recompute(report, "short", 0, "c") == Money("141.00", "GEL")


def test_what_cannot_be_written_stands_as_a_value() -> None:
    """A table that is on no sheet, or more cells than a formula holds, give no formula."""
    here = Place(told(None).tables["short"], "S", 5)
    assert formula(CellSum((A,)), here, 2, 7, {"short": here}) == ""
    long = CellSum((A,) * FORMULA_LIMIT)
    assert formula(long, here, 2, 7, {"books": Place(BOOKS, "B", 1)}) == ""


def test_the_cells_behind_are_named() -> None:
    """Each of the cells is given, those that are subtracted too."""
    refers = explain_cell(told(HALF), "short", 0, "c").refers
    assert [(ref.table, ref.row, ref.column) for ref in refers] == [
        ("books", 0, "n"),
        ("books", 1, "n"),
    ]


@pytest.mark.parametrize(
    "derivation",
    [
        CellSum((At("nowhere", "n", 0),)),
        CellSum((At("books", "no", 0),)),
        CellRatio(A, At("books", "n", 2)),
        Converted("amount", "EUR", "no"),
    ],
)
def test_cells_that_are_not_there_are_refused(derivation: Derivation) -> None:
    """Table, row and column of each cell are those of the report."""
    report = told(derivation)
    (problem,) = sound(report, profiled(report))
    assert problem.code == "report-reference"


def test_what_is_derived_of_a_table_left_out_is_a_plain_value() -> None:
    """A project without budget has no versions to refer to; its report is built all the same."""
    report = build(_without_budget())
    assert "budget_versions" not in report.tables


def _without_budget() -> Portfolio:
    portfolio = loaded("cproc_2017")
    bare = tuple(attrs.evolve(project, budget=()) for project in portfolio.projects)
    return attrs.evolve(portfolio, projects=bare, statements=(), narrative=())


def test_there_is_no_product_of_a_text() -> None:
    """A text has none, and no part of a sum."""
    text = At("books", "key", 0)
    assert recompute(told(CellProduct(A, text)), "short", 0, "c") is None
