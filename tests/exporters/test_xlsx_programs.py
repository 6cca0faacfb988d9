"""What other programs make of a workbook: LibreOffice, and two validators of Office files."""

import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

import attrs
import openpyxl
import pytest
from example_data import loaded, reported
from libreoffice import Recalculator, Values
from samples import any_thorough, of_thorough
from validators import audited, by_open_xml_sdk
from workbooks import number

from cproc.exporters.xlsx.formulas import Place
from cproc.exporters.xlsx.refusals import ROW_LIMIT
from cproc.exporters.xlsx.workbook import Prepared, prepare
from cproc.figures import narrow
from cproc.money import Money
from cproc.report import build
from cproc.report.cells import (
    TOTAL,
    At,
    Cell,
    Column,
    Kind,
    Minus,
    Over,
    Own,
    Rounded,
    Sum,
    Table,
    Times,
    count,
    share,
    total,
)
from cproc.report.model import Ref, Report, Sheet

# What other programs make of whole files is looked at here; other tests cover the lines.
pytestmark = pytest.mark.no_cover


@cache
def reference(language: str) -> Report:
    """The report of the reference year, in a language or of a donor, or of a grant."""
    if language == "narrowed":
        return build(narrow(loaded("cproc_2017"), donor="EU").for_edition("audit"))
    return reported("eu_grant", "en") if language == "grant" else reported("cproc_2017", language)


def prepared(report: Report, limit: int = ROW_LIMIT) -> Prepared:
    """Lay a report out on worksheets of so many rows."""
    made, problems = prepare(report, limit=limit)
    assert made is not None, problems
    return made


def exported(report: Report, limit: int = ROW_LIMIT) -> bytes:
    """Export a report."""
    stream = BytesIO()
    prepared(report, limit).write(stream)
    return stream.getvalue()


def placed(report: Report, limit: int) -> list[Place]:
    """Tell where the tables stand, part by part."""
    return [place for layout in prepared(report, limit).layouts for place in layout.places]


SOME = (*range(1, 9), 10)
HOSTILE = ["GLACY+", "glacy+", "*", "?", "~", "<5", "=1+1", ">0", "007", "7", "2017-07", "", "a*b"]


def hostile_counts() -> Report:
    """Make a report whose keys are what a criterion of COUNTIFS reads as something else."""
    keys = [*HOSTILE, *HOSTILE[:5], "a*b", None]
    amounts = [Money(f"{n}.{n:02d}", "EUR") for n in range(len(keys))]
    rows = tuple((Cell(k), Cell(a)) for k, a in zip(keys, amounts, strict=True))
    column_a, column_b = Column("key", "Key"), Column("amount", "Amount", Kind.MONEY)
    whole = Cell(Money.total(amounts, "EUR"), expression=TOTAL)
    data = Table("data", "Data", (column_a, column_b), rows, (Cell("Total"), whole))

    def row(key: str) -> tuple[Cell, ...]:
        mine = [n for n, other in enumerate(keys) if (other or "") == key]
        amount = Money.total((amounts[n] for n in mine), "EUR")
        part = Decimal(amount.amount / amounts_sum).quantize(Decimal("0.0001"))
        each = (amount.amount / len(mine)).quantize(Decimal("0.0001"))
        rest = Money.total(amounts, "EUR") - amount
        return (
            Cell(key),
            Cell(len(mine), expression=count("data", key=Own("key"))),
            Cell(amount, expression=total("data", "amount", key=Own("key"))),
            Cell(part, expression=share("amount")),
            Cell(each, expression=Over(Own("amount"), Own("count"))),
            Cell(len(keys), expression=count("data")),
            Cell(Money.total(amounts, "EUR"), expression=At("data", None, "amount")),
            Cell(Money.total(amounts, "EUR"), expression=At("bare", None, "amount")),
            Cell(Money.total(amounts, "EUR"), expression=total("data", "amount")),
            Cell(sum(counts[1:9]) + counts[10], expression=some),
            Cell(Decimal(sum(counts[1:9]) + counts[10]) / 4, expression=quarter),
            Cell(rest, expression=Minus(Own("whole"), Own("amount"))),
            Cell((rest.amount / len(keys) ** 2).quantize(Decimal("0.0001")), expression=nested),
        )

    counts = [sum((k or "") == key for k in keys) for key in HOSTILE]
    some = Sum(tuple(At("", HOSTILE[n], "count") for n in SOME))
    nested = Over(Minus(Own("whole"), Own("amount")), Times(Own("rows"), Own("rows")))
    quarter = Rounded(Times(some, Decimal("0.25")), 2)
    amounts_sum = Money.total(amounts, "EUR").amount
    columns = (
        Column("key", "Key"),
        Column("count", "Count", Kind.INTEGER),
        Column("amount", "Amount", Kind.MONEY),
        Column("share", "Share", Kind.PERCENT),
        Column("each", "Each", Kind.DECIMAL),
        Column("rows", "Rows", Kind.INTEGER),
        Column("whole", "Whole", Kind.MONEY),
        Column("whole_bare", "Whole of what has no total", Kind.MONEY),
        Column("whole_rows", "Whole by rows", Kind.MONEY),
        Column("some", "Some", Kind.INTEGER),
        Column("quarter", "Quarter of some", Kind.DECIMAL),
        Column("rest", "Rest", Kind.MONEY),
        Column("nested", "Rest by the square of rows", Kind.DECIMAL),
    )
    counted = Table("counted", "Counted", columns, tuple(map(row, HOSTILE)), keys=tuple(HOSTILE))
    return attrs.evolve(
        reference("en"),
        tables={
            "data": data,
            "counted": counted,
            "bare": attrs.evolve(data, id="bare", total=None),
        },
        charts={},
        sheets=(
            Sheet("one", "Counts", "Counts", (Ref("counted"),)),
            Sheet("two", "It's data & more", "Data", (Ref("data"), Ref("bare"))),
        ),
    )


def sample(what: str) -> tuple[Report, int]:
    """A report, and how many rows a worksheet has: few, for tables in parts."""
    name, in_parts = what.removesuffix(" in parts"), what.endswith(" in parts")
    if name == "hostile":
        return hostile_counts(), 13 if in_parts else ROW_LIMIT
    return reference(name), 30 if in_parts else ROW_LIMIT


def computed_cells(report: Report, limit: int = ROW_LIMIT) -> Iterator[tuple[str, int, int, Cell]]:
    """Tab, row, column and cell of every computed cell."""
    for place in placed(report, limit):
        rows: list[tuple[int, tuple[Cell, ...]]] = list(enumerate(place.table.rows, place.first))
        if place.total is not None and place.table.total is not None:
            rows.append((place.total, place.table.total))
        for at, row in rows:
            for index, cell in enumerate(row):
                if cell.expression is not None:
                    yield place.tab, at, place.span(index)[0], cell


def without_values(data: bytes) -> bytes:
    """Take the computed values of all formulas from a workbook, so that none can be shown."""
    stripped = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(stripped, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"</f><v>[^<]*</v>", b"</f>", content)
            target.writestr(name, content)
    return stripped.getvalue()


def formulas(data: bytes) -> dict[str, list[bytes]]:
    """The formulas of each part of a workbook."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: re.findall(rb"<f>.*?</f>", package.read(name)) for name in package.namelist()}


SAMPLES = ["fr", "hostile", "grant in parts"]
OTHERS = ["en", "grant", "narrowed", "hostile in parts"]


@pytest.fixture(scope="module")
def computed(request: pytest.FixtureRequest, recalculated: Recalculator) -> dict[str, Values]:
    """The samples that are asked for as LibreOffice computes them, in one start of it.

    The stored values are taken out first: what is compared can only have been computed.
    """
    wanted = [*SAMPLES, *(OTHERS if any_thorough(request) else [])]
    return recalculated({what: without_values(exported(*sample(what))) for what in wanted})


@pytest.mark.parametrize("what", [*SAMPLES, *of_thorough(OTHERS)])
def test_libreoffice_computes_every_formula_to_the_same_value(
    what: str, computed: dict[str, Values]
) -> None:
    """Recalculated by LibreOffice, each computed cell is the same to the cent."""
    compared = 0
    for tab, row, column, cell in computed_cells(*sample(what)):
        if cell.value is None:
            assert computed[what].at(tab, row, column) == ""
            continue
        value = computed[what].number(tab, row, column)
        assert number(value) == number(cell.value), (tab, row, column, cell)
        compared += 1
    assert compared > 50


def test_a_wrong_value_would_be_noticed(computed: dict[str, Values]) -> None:
    """Sabotage: a total that does not tie is found by the comparison with LibreOffice."""
    report = hostile_counts()
    table = report.tables["data"]
    assert table.total is not None
    wrong = (table.total[0], attrs.evolve(table.total[1], value=Money("1", "EUR")))
    tables = {**report.tables, "data": attrs.evolve(table, total=wrong)}
    wrong_report = attrs.evolve(report, tables=tables)
    assert formulas(exported(wrong_report)) == formulas(exported(report))
    wrongs = [
        cell
        for tab, row, column, cell in computed_cells(wrong_report)
        if number(computed["hostile"].number(tab, row, column)) != number(cell.value)
    ]
    assert wrongs == [wrong[1]]


def test_formulas_stand_beside_their_values() -> None:
    """Every computed cell of the reference year is a formula, and shows its value without one."""
    data = exported(reference("en"))
    formulas = openpyxl.load_workbook(BytesIO(data))
    values = openpyxl.load_workbook(BytesIO(data), data_only=True)
    live = 0
    for tab, row, column, cell in computed_cells(reference("en")):
        shown = values[tab].cell(row, column).value
        assert number(shown) == number(cell.value)
        live += formulas[tab].cell(row, column).data_type == "f"
    assert live > 300


@pytest.mark.parametrize("name", ["hostile", "grant"])
def test_tables_in_parts_keep_every_formula(name: str) -> None:
    """What is a formula where tables are whole is one where they take several worksheets."""

    def count(report: Report, limit: int) -> int:
        book = openpyxl.load_workbook(BytesIO(exported(report, limit)))
        return sum(c.data_type == "f" for sheet in book for row in sheet.iter_rows() for c in row)

    assert count(*sample(f"{name} in parts")) == count(*sample(name)) > 100


@pytest.mark.parametrize("what", ["hostile", "hostile in parts"])
def test_two_validators_find_no_error(what: str, tmp_path: Path) -> None:
    """What they find in workbooks of the examples they find here: one warning a worksheet."""
    report, limit = sample(what)
    data = exported(report, limit)
    errors, warnings = audited(data, tmp_path)
    assert errors == []
    assert len(warnings) == len(prepared(report, limit).layouts) + 1
    assert all("inline-string cell(s)" in warning for warning in warnings)
    assert by_open_xml_sdk(data, tmp_path) == []
