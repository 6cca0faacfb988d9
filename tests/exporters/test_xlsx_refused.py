"""What a workbook cannot hold is refused, all at once: the field, the limit and the fix."""

from typing import Any

import attrs
import pytest
from workbooks import column_of, refused, report_of

from cproc.exporters.xlsx import formulas
from cproc.exporters.xlsx.formulas import Place
from cproc.exporters.xlsx.profile import profile_of
from cproc.report.cells import At, Cell, Column, Expression, Minus, Own, Table, count, share, total
from cproc.report.model import Chart, ChartKind, Ref, Sheet


def test_all_problems_are_told_at_once() -> None:
    """An export tells everything that is wrong, in texts of every kind and in every table."""
    chart = Chart("ch", "t\x00", "a\x00", ChartKind.BARS, "t", "c", ("c",))
    wrong: Any = 0.1
    rows = ((Cell("b\x00"),), (Cell(wrong),))
    table = Table("t", "T\x00", (Column("c", "L\x00"),), rows, notes=("n\x00",))
    bad = "x\x00"
    report = report_of(
        table,
        column_of("y\x00", id="u"),
        charts=[chart],
        title=bad,
        subtitle=bad,
        office=bad,
        organisation=bad,
        reference=bad,
        place=bad,
        addressee=bad,
        labels={"page": bad},
    )
    report = attrs.evolve(report, sheets=(attrs.evolve(report.sheets[0], title=bad, heading=bad),))
    assert [problem.path for problem in refused(report)] == [
        *("title", "subtitle", "office", "organisation", "reference", "place", "addressee"),
        *("sheets.s.title", "sheets.s.heading", "labels.page"),
        *("tables.t.title", "tables.t.notes[0]", "tables.t.columns.c"),
        *("charts.ch.title", "charts.ch.alt"),
        *("tables.t.rows[0].c", "tables.t.rows[1].c", "tables.u.rows[0].c"),
    ]


def test_rows_that_do_not_fit_the_columns_are_refused() -> None:
    """A row has one cell for each column."""
    table = attrs.evolve(column_of("a"), rows=((Cell("a"),), ()), total=(Cell(), Cell()))
    problems = refused(report_of(table))
    assert [(p.code, p.path) for p in problems] == [
        ("row-length", "tables.t.rows[1]"),
        ("row-length", "tables.t.total"),
    ]


@pytest.mark.parametrize(
    "expression",
    [
        count("nowhere"),
        count("t", no=Own("c")),
        count("t", c=Own("no")),
        total("t", "no"),
        At("t", None, "no"),
        At("t", "no", "c"),
        Minus(Own("c"), Own("no")),
        share("no"),
    ],
)
def test_expressions_of_what_is_not_there_are_refused(expression: Expression) -> None:
    """An expression refers to tables, rows and columns of its report."""
    table = attrs.evolve(column_of(1), rows=((Cell(1, expression=expression),),))
    (problem,) = refused(report_of(table))
    assert problem.code == "report-reference"


def test_charts_are_of_tables_that_are_shown() -> None:
    """A chart draws columns of a table that is on a sheet; it has series, and not too many."""
    chart = Chart("ch", "T", "A", ChartKind.LINE, "t", "c", ("c",))

    def codes(chart: Chart, *tables: Table, **more: Any) -> list[str]:
        return [problem.code for problem in refused(report_of(*tables, charts=[chart], **more))]

    assert codes(chart) == ["report-reference"]
    assert (
        codes(attrs.evolve(chart, labels="no", values=("no",)), column_of(1))
        == ["report-reference"] * 2
    )
    assert codes(attrs.evolve(chart, values=()), column_of(1)) == ["chart-series"]
    assert codes(attrs.evolve(chart, values=("c",) * 256), column_of(1)) == ["chart-series"]
    hidden = (Sheet("s", "S", "S", (Ref("ch"),)),)
    assert codes(chart, column_of(1), sheets=hidden) == ["chart-without-table"]
    assert [p.code for p in refused(report_of(sheets=(Sheet("s", "S", "S", (Ref("no"),)),)))] == [
        "report-reference"
    ]


def test_formulas_name_no_table_that_is_not_shown() -> None:
    """A value whose formula would need a table that is on no sheet is written as a value."""
    data = column_of(1, 2, id="data")
    table = attrs.evolve(column_of(2), rows=((Cell(2, expression=count("data")),),))
    place = Place(table, "S", 4)
    expression = count("data")
    assert formulas.formula(expression, place, 0, 6, {"t": place}) == ""
    other = Place(data, "D", 4)
    assert formulas.formula(expression, place, 0, 6, {"data": other}) == "ROWS('D'!$A$6:$A$7)"
    assert profile_of(table).expressions == {expression}
