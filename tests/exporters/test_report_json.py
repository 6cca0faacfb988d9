"""The computed report as JSON: all of it, in the shapes that commands print as well."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import attrs
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from cproc import load
from cproc.cli import main
from cproc.errors import DataError
from cproc.model import LocalText
from cproc.money import Money
from cproc.plugins import rendered
from cproc.report import (
    Allocated,
    At,
    Converted,
    Count,
    Expression,
    Kind,
    Minus,
    Over,
    Own,
    Report,
    Rounded,
    Rows,
    Sum,
    Times,
    build,
)
from cproc.report.data import PATH, cell_value, expression_data
from cproc.testing import make_portfolio

# Whole reports are made here; the lines are covered by the suite of exporters.
pytestmark = pytest.mark.no_cover

SCHEMA = json.loads(PATH.read_text(encoding="utf-8"))
GRANT = "examples/eu_grant"
YEAR = "examples/cproc_2017"


def refuse_other_shapes(data: Any, of: str = "") -> None:
    """Hold that data have the shape of the schema, or of a part of it."""
    schema = {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{of}"} if of else SCHEMA
    faults = [
        f"{e.json_path}: {e.message}"[:300] for e in Draft202012Validator(schema).iter_errors(data)
    ]
    assert faults == []


def printed(*words: str) -> Any:
    """What a command prints as JSON."""
    done = CliRunner().invoke(main, [*words, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@cache
def read(source: str) -> tuple[Report, dict[str, Any]]:
    """A report, and what is written of it."""
    portfolio = load(source)
    return build(portfolio), json.loads(rendered(portfolio, "report-json", "en"))


def test_the_schema_is_one() -> None:
    """It is a schema by the rules of schemas."""
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("source", [pytest.param(YEAR, marks=pytest.mark.thorough), GRANT])
def test_every_cell_is_there_as_the_report_has_it(source: str) -> None:
    """Law 5: values, expressions, records, notes and order are those of the report."""
    report, data = read(source)
    refuse_other_shapes(data)
    assert [each["id"] for each in data["tables"]] == list(report.tables)
    for table, mine in zip(report.tables.values(), data["tables"], strict=True):
        assert [each["id"] for each in mine["columns"]] == [each.id for each in table.columns]
        assert mine["notes"] == list(table.notes)
        rows = [row["cells"] for row in mine["rows"]]
        for cells, row in zip(
            [*rows, *filter(None, [mine["total"]])],
            [*table.rows, *filter(None, [table.total])],
            strict=True,
        ):
            for cell, own, column in zip(cells, row, table.columns, strict=True):
                assert cell["value"] == cell_value(own.value, own.kind or column.kind)
                assert ("expression" in cell) == (own.expression is not None)
                assert tuple(cell.get("records", ())) == own.records
    shown = [
        block.get("table", block.get("chart")) for s in data["sections"] for block in s["blocks"]
    ]
    theirs = [getattr(block, "id", None) for s in report.sections for block in s.blocks]
    assert shown == theirs
    assert [each["id"] for each in data["charts"]] == list(report.charts)


def references(part: Any) -> Iterator[dict[str, Any]]:
    """Every reference in an expression."""
    if isinstance(part, dict) and part.get("is") in {"own", "at", "rows"}:
        yield part
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for each in parts:
        yield from references(each)


def test_every_reference_leads_to_a_cell() -> None:
    """What a web application follows from cell to cell is there."""
    _report, data = read(GRANT)
    tables = {each["id"]: each for each in data["tables"]}
    columns = {id_: {None, *(c["id"] for c in each["columns"])} for id_, each in tables.items()}
    keys = {id_: {None, *(row["key"] for row in each["rows"])} for id_, each in tables.items()}
    seen = [
        (part, part.get("table", id_))
        for id_, table in tables.items()
        for row in [*(row["cells"] for row in table["rows"]), table["total"] or []]
        for cell in row
        for part in references(cell.get("expression"))
    ]
    assert len(seen) > 200
    assert all(part["column"] in columns[of] for part, of in seen)
    assert all(part.get("row") in keys[of] for part, of in seen)


EXPRESSIONS: dict[str, Expression] = {
    "sum": Sum((Own("a"), At("", None, ""))),
    "count": Count(Rows("t", where=(("b", "x"), ("c", Own("d"))))),
    "minus": Minus(Own("a"), Own("b")),
    "over": Over(Own("a"), Own("b")),
    "times": Times(Own("a"), Decimal("0.07")),
    "rounded": Rounded(Times(Own("a"), Fraction(1, 3)), 2),
    "converted": Converted(Own("a"), "EUR", 2, Own("rate")),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_every_operation_has_a_shape(name: str) -> None:
    """Each names what it is; a reference to its own table or column names these as well."""
    data = expression_data(EXPRESSIONS[name], "mine", "col")
    refuse_other_shapes(data, "expression")
    assert data["is"] == name
    if name == "sum":
        assert data["of"][1] == {"is": "at", "table": "mine", "row": None, "column": "col"}


def test_every_operation_of_the_algebra_is_tried() -> None:
    """An operation that is added gets a shape."""
    every = {cls for cls in Expression.__subclasses__() if not cls.__name__.startswith("_")}
    tried = {type(each) for each in EXPRESSIONS.values()}
    assert every - tried == {Own, At, Rows, Allocated}  # references; and what no settled cell has


def test_values() -> None:
    """Amounts are exact, with their currency; a month is no day."""
    assert cell_value(Money("5.10", "EUR")) == "EUR 5.10"
    assert cell_value(Decimal("1E+3")) == "1000"
    assert cell_value(None, Kind.MONEY) is None


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ("figures", ("figures", GRANT)),
        (
            "figures",
            ("figures", GRANT, "--period", "2024-04/2024-06", "--against", "2024-01/2024-03"),
        ),
        ("breakdown", ("tally", GRANT, "--by", "country")),
        ("breakdown", ("total", GRANT, "budget_lines", "--by", "heading")),
        ("crosstab", ("tally", GRANT, "--by", "kind,project", "--crosstab")),
        ("comparison", ("tally", GRANT, "--by", "kind", "--compare", GRANT)),
        ("explained_figure", ("explain", GRANT, "budget_total")),
        ("explained_figure", ("explain", GRANT, "participants")),
        ("explained_cell", ("explain", GRANT, "--cell", "projects_overview:total:in_force")),
        ("explained_cell", ("explain", GRANT, "--cell", "projects:1:months")),
    ],
)
def test_commands_print_the_same_shapes(of: str, words: tuple[str, ...]) -> None:
    """Figures, cells, expressions and records are alike in the exporter and in --json."""
    refuse_other_shapes(printed(*words), of)


def test_a_cell_is_explained_as_it_is_exported() -> None:
    """`cproc explain --cell` has the value and the expression that the report has."""
    _report, data = read(GRANT)
    told = printed("explain", GRANT, "--cell", "projects_overview:total:in_force")
    table = next(each for each in data["tables"] if each["id"] == "projects_overview")
    at = [each["id"] for each in table["columns"]].index("in_force")
    cell = table["total"][at]
    assert {name: told[name] for name in cell} == cell


def test_the_schema_is_printed() -> None:
    """`cproc schema --report` prints what the package ships."""
    done = CliRunner().invoke(main, ["schema", "--report"])
    assert json.loads(done.stdout) == SCHEMA


def test_half_a_character_is_refused_with_its_record() -> None:
    """It is told where in the data it stands."""
    office = make_portfolio(2)
    first, *rest = office.activities
    bad = attrs.evolve(first, title=LocalText({"en": "a\ud83db"}))
    with pytest.raises(DataError) as caught:
        rendered(attrs.evolve(office, activities=(bad, *rest)), "report-json", "en")
    assert {(each.code, each.path) for each in caught.value.problems} >= {
        ("text-unwritable", "activities[0]")
    }
