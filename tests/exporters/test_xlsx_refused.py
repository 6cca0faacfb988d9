"""What a workbook cannot hold is refused, all at once: the field, the limit and the fix."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cproc.errors import DataError, Problem
from cproc.exporters.xlsx import XlsxExporter, XlsxOptions, checks, formulas
from cproc.exporters.xlsx.checks import fits
from cproc.exporters.xlsx.layout import SheetLayout, tab_names
from cproc.exporters.xlsx.places import Place
from cproc.exporters.xlsx.profile import profile
from cproc.exporters.xlsx.values import fault
from cproc.hookspecs import Job
from cproc.money import Money
from cproc.report.derivations import (
    CountRows,
    Derivation,
    Difference,
    ShareOfTotal,
    SumColumn,
    SumRows,
    TotalOf,
)
from cproc.report.model import Cell, Chart, ChartKind, Column, Ref, Report, Sheet, Table
from cproc.testing import make_portfolio

PORTFOLIO = make_portfolio(0)


def table_of(*values: Any, id_: str = "t", **more: Any) -> Table:
    """Make a table of one column."""
    rows = tuple((Cell(value),) for value in values)
    return Table(id_, "Table", (Column("c", "Column"),), rows, **more)


def report_of(*tables: Table, charts: Sequence[Chart] = (), **more: Any) -> Report:
    """Make a report that shows everything on one sheet."""
    blocks = tuple(map(Ref, [table.id for table in tables] + [chart.id for chart in charts]))
    report = Report(
        language="en",
        title="Title",
        subtitle="2017",
        office="Office",
        organisation="Organisation",
        reference="R1",
        place="Bucharest",
        issued=date(2017, 11, 24),
        addressee="All",
        labels={},
        tables={table.id: table for table in tables},
        charts={chart.id: chart for chart in charts},
        sections=(),
        sheets=(Sheet("s", "Sheet", "Heading", blocks),),
    )
    return attrs.evolve(report, **more)


def refused(report: Report) -> tuple[Problem, ...]:
    """Export a report that cannot be exported; nothing must have been written."""
    stream = BytesIO()
    with pytest.raises(DataError) as caught:
        XlsxExporter().export(PORTFOLIO, report, stream, Job(XlsxOptions()))
    assert stream.getvalue() == b""
    return caught.value.problems


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("a\x00b", "text-character"),
        ("\x01", "text-character"),
        ("\x0b", "text-character"),
        ("\x1f", "text-character"),
        ("\ufffe", "text-character"),
        ("\ud83d", "text-character"),
        (chr(0xDE00), "text-character"),
        ("\ud83d" + "\ude00", "text-character"),
        ("x" * 32_768, "text-length"),
        ("\U0001f600" * 16_384, "text-length"),
        ("x" * 10_000_000, "text-length"),
        ("\n" * 254, "text-lines"),
        (0.1, "cell-type"),
        (True, "cell-type"),
        (datetime(2017, 1, 1), "cell-type"),  # noqa: DTZ001 - the kind is what is refused
        (b"x", "cell-type"),
        (Decimal("NaN"), "number-not-finite"),
        (Decimal("sNaN"), "number-not-finite"),
        (Decimal("-Infinity"), "number-not-finite"),
        (Decimal("1000000000000000.01"), "number-precision"),
        (Decimal("99914551603145.35"), "number-precision"),
        (Money("99914551603145.35", "EUR"), "number-precision"),
        (1234567890123456, "number-precision"),
        (10**400, "number-range"),
        (10**5000, "number-range"),
        (Decimal("1E999999"), "number-range"),
        (Decimal("1E-999999"), "number-range"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_a_cell_cannot_hold_is_refused(value: Any, code: str) -> None:
    """T23 to T30, T36 to T40, N01 to N13: alone or among others, in a body and in a total."""
    for table, where in (
        (table_of(value), "rows[0]"),
        (table_of("good", value), "rows[1]"),
        (table_of("good", total=(Cell(value),)), "total"),
    ):
        (problem,) = refused(report_of(table))
        assert problem.code == code
        assert problem.path == f"tables.t.{where}.c"
        assert "column c" in problem.cell
        assert problem.hint
        assert len(problem.value) < 300


@pytest.mark.parametrize(
    "value",
    [
        "x" * 32_767,
        "\U0001f600" * 16_383,
        "\n" * 253,
        10**15,
        -(10**15) + 1,
        Decimal("1E+20"),
        Decimal("-0.00"),
        Decimal("9991455160314.35"),
        Money("-99999999999999.9", "EUR"),
        date(9999, 12, 31),
        None,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_a_cell_just_holds_is_not_refused(value: Any) -> None:
    """T37, N04, N07, D06: the limits themselves are within them."""
    assert fault(value) is None


@given(st.integers(), st.integers(-60, 60))
def test_a_number_is_written_exactly_or_refused(digits: int, exponent: int) -> None:
    """Rule 3: no number is rounded in silence, whatever its digits and its size."""
    number = Decimal(digits).scaleb(exponent)
    if fault(number) is None:
        assert Decimal(f"{float(number):.15g}") == number
    else:
        assert (
            len(str(abs(digits)).strip("0")) > 15 or abs(number.adjusted()) > 22 or exponent < -24
        )


def test_all_problems_are_told_at_once() -> None:
    """An export tells everything that is wrong, in texts of every kind and in every table."""
    chart = Chart("ch", "t\x00", "a\x00", ChartKind.BARS, "t", "c", ("c",))
    wrong: Any = 0.1
    rows = ((Cell("b\x00"),), (Cell(wrong),))
    table = Table("t", "T\x00", (Column("c", "L\x00"),), rows, notes=("n\x00",))
    bad = "x\x00"
    report = report_of(
        table,
        table_of("y\x00", id_="u"),
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


def test_a_total_of_several_currencies_is_refused() -> None:
    """N27: nothing adds up what is of different currencies."""
    both = (Money(1, "EUR"), Money(1, "USD"))
    total = (Cell(Money(2, "EUR"), derivation=SumColumn()),)
    (problem,) = refused(report_of(table_of(*both, total=total)))
    assert (problem.code, problem.path) == ("currencies-mixed", "tables.t.total.c")
    assert "EUR, USD" in problem.message
    XlsxExporter().export(PORTFOLIO, report_of(table_of(*both)), BytesIO(), Job(XlsxOptions()))


def test_rows_that_do_not_fit_the_columns_are_refused() -> None:
    """A row has one cell for each column."""
    table = attrs.evolve(table_of("a"), rows=((Cell("a"),), ()), total=(Cell(), Cell()))
    problems = refused(report_of(table))
    assert [(p.code, p.path) for p in problems] == [
        ("row-length", "tables.t.rows[1]"),
        ("row-length", "tables.t.total"),
    ]


@pytest.mark.parametrize(
    ("labels", "code"),
    [
        (("A", "a"), "heading-repeated"),
        (("A", " "), "heading-empty"),
        (("A", "b" * 256), "heading-length"),
    ],
)
def test_headings_of_tables_with_filters_are_names(labels: tuple[str, str], code: str) -> None:
    """S18, S19: Excel mends such tables, and says the file is broken; they are refused."""
    columns = tuple(Column(f"c{n}", label) for n, label in enumerate(labels))
    table = Table("t", "T", columns, ((Cell("x"), Cell("y")),), filters=True)
    (problem,) = refused(report_of(table))
    assert (problem.code, problem.path) == (code, "tables.t.columns.c1")
    XlsxExporter().export(
        PORTFOLIO, report_of(attrs.evolve(table, filters=False)), BytesIO(), Job(XlsxOptions())
    )


@pytest.mark.parametrize(
    "derivation",
    [
        CountRows("nowhere"),
        CountRows("t", (("no", "c"),)),
        CountRows("t", (("c", "no"),)),
        SumRows("t", "no"),
        TotalOf("t", "no"),
        Difference("c", "no"),
        ShareOfTotal("no"),
    ],
)
def test_derivations_of_what_is_not_there_are_refused(derivation: Derivation) -> None:
    """A derivation refers to tables and columns of its report."""
    table = attrs.evolve(table_of(1), rows=((Cell(1, derivation=derivation),),))
    (problem,) = refused(report_of(table))
    assert problem.code == "report-reference"


def test_charts_are_of_tables_that_are_shown() -> None:
    """A chart draws columns of a table that is on a sheet; it has series, and not too many."""
    chart = Chart("ch", "T", "A", ChartKind.LINE, "t", "c", ("c",))

    def codes(chart: Chart, *tables: Table, **more: Any) -> list[str]:
        return [problem.code for problem in refused(report_of(*tables, charts=[chart], **more))]

    assert codes(chart) == ["report-reference"]
    assert (
        codes(attrs.evolve(chart, labels="no", values=("no",)), table_of(1))
        == ["report-reference"] * 2
    )
    assert codes(attrs.evolve(chart, values=()), table_of(1)) == ["chart-series"]
    assert codes(attrs.evolve(chart, values=("c",) * 256), table_of(1)) == ["chart-series"]
    hidden = (Sheet("s", "S", "S", (Ref("ch"),)),)
    assert codes(chart, table_of(1), sheets=hidden) == ["chart-without-table"]
    assert [p.code for p in refused(report_of(sheets=(Sheet("s", "S", "S", (Ref("no"),)),)))] == [
        "report-reference"
    ]


def layout_of(rows: int = 1, columns: int = 1) -> SheetLayout:
    """Lay out a sheet of a size, without the cells."""
    table = Table("t", "T", tuple(Column(f"c{n}", "C") for n in range(columns)), ())
    long: Any = SimpleNamespace(table=table, end=rows, caption=4)
    return SheetLayout(Sheet("s", "S", "S", ()), "S", (long,), (), (9,) * columns)


def test_what_is_larger_than_a_worksheet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """S08, S09, S10: rows, columns and links beyond the limits of Excel are found before."""
    assert [*fits([layout_of(1_048_576, 16_384)], {}, {})] == []
    (rows,) = fits([layout_of(1_048_577)], {}, {})
    assert (rows.code, rows.path) == ("sheet-rows", "sheets.s")
    assert "1,048,577" in rows.message
    (columns,) = fits([layout_of(1, 16_385)], {}, {})
    assert columns.code == "sheet-columns"
    monkeypatch.setattr(checks, "LINK_LIMIT", 1)
    (sheets,) = fits([layout_of()] * 2, {}, {})
    assert sheets.code == "sheet-count"


def test_too_many_columns_are_refused_by_the_exporter() -> None:
    """S09: the limits are looked at in every export."""
    columns = tuple(Column(f"c{n}", "C") for n in range(16_385))
    (problem,) = refused(report_of(Table("t", "T", columns, ())))
    assert problem.code == "sheet-columns"


def test_a_formula_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """S20: a formula longer than Excel takes is refused, with its length."""
    monkeypatch.setattr(checks, "FORMULA_LIMIT", 40)
    where = (("c", "c"),) * 3
    table = attrs.evolve(table_of(1), rows=((Cell(1, derivation=CountRows("t", where)),),))
    (problem,) = refused(report_of(table))
    assert problem.code == "formula-length"
    assert formulas.FORMULA_LIMIT == 8_192


def test_formulas_name_no_table_that_is_not_shown() -> None:
    """A value whose formula would need a table that is on no sheet is written as a value."""
    data = table_of(1, 2, id_="data")
    table = attrs.evolve(table_of(2), rows=((Cell(2, derivation=CountRows("data")),),))
    place = Place(table, "S", 4)
    derivation = CountRows("data")
    assert formulas.formula(derivation, place, 0, 6, {"t": place}) == ""
    other = Place(data, "D", 4)
    assert formulas.formula(derivation, place, 0, 6, {"data": other}) == "ROWS('D'!$A$6:$A$7)"
    assert profile(table).derivations == {derivation}


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["a" * 32], ["a" * 30 + "…"]),
        (["a" * 31, "A" * 31], ["a" * 31, "A" * 26 + "… (2)"]),
        (["\U0001f600" * 16], ["\U0001f600" * 15 + "…"]),
        (["a/b\\c?d*e:f[g]h"], ["a-b-c-d-e-f-g-h"]),
        (["'a'", "''"], ["a", "2"]),
        (["History", "HISTORY"], ["History (2)", "HISTORY (3)"]),
        (["x", "X", "x"], ["x", "X (2)", "x (3)"]),
        (["", "", "A1"], ["2", "3", "A1"]),
        (["_x000D_", "a_x00e9_", "_x00_"], ["-x000D_", "a-x00e9_", "_x00_"]),
    ],
)
def test_tabs_are_names_that_excel_takes(titles: list[str], names: list[str]) -> None:
    """S01 to S07, S16: what a tab cannot say is cut for all to see; no two are alike."""
    assert tab_names(titles) == names
    assert all(len(name.encode("utf-16-le")) <= 62 for name in names)
