"""Cells: each number of a report tells how it was derived, of which cells and records."""

from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from example_data import loaded, reported

from cproc.errors import UnknownNameError
from cproc.figures import Finder
from cproc.money import Money
from cproc.report import Cell, Column, Kind, Ratio, Report, Table, explain_cell, recompute

EXAMPLES = sorted(
    place.parent for place in (Path(__file__).parents[2] / "examples").glob("*/portfolio.json")
)
YEAR = loaded("cproc_2017")
REPORT, FRENCH = reported("cproc_2017", "en"), reported("cproc_2017", "fr")


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_every_number_of_every_table_is_explained(folder: Path) -> None:
    """It is derived of other cells or has records; only a nought may have neither."""
    portfolio, report = loaded(folder.name), reported(folder.name, "en")
    known = Finder(portfolio)
    for table in report.tables.values():
        for at, cells in enumerate([*table.rows, *([table.total] if table.total else [])]):
            row: int | str = at if at < len(table.rows) else "total"
            for column, cell in zip(table.columns, cells, strict=True):
                if not isinstance(cell.value, int | Decimal | Money):
                    continue
                found = explain_cell(report, table.id, row, column.id, known)
                assert found.words
                if cell.derivation is None and cell.value:
                    assert found.records, (table.id, row, column.id)
                for record in found.records:
                    assert record.path, (table.id, row, column.id, record)


def test_a_count_refers_to_the_rows_it_counts() -> None:
    """Seven rows name Romania; their entries are told with their place."""
    found = explain_cell(REPORT, "by_country", "Romania", "entries", Finder(YEAR))
    assert found.cell.value == len(found.refers) == len(found.records) == 7
    assert [record.path for record in found.records][:2] == ["activities[12]", "activities[29]"]
    assert "Number of rows" in found.words
    assert recompute(REPORT, "by_country", found.row, "entries") == 7


def test_a_total_refers_to_its_column() -> None:
    """Six of seven budgets are in force; the records are the projects that add something."""
    found = explain_cell(REPORT, "projects_overview", "total", "in_force", Finder(YEAR))
    amounts = [ref.cell.value for ref in found.refers if isinstance(ref.cell.value, Money)]
    assert Money.total(amounts, "EUR") == found.cell.value == Money(24_390_000, "EUR")
    assert [record.id for record in found.records] == [
        "OCTOPUS", "EAP2", "EAP3", "GLACY+", "IPROCEEDS", "CYBERSOUTH",
    ]  # fmt: skip


def test_words_are_those_of_the_language() -> None:
    """The same derivation, told in French."""
    found = explain_cell(FRENCH, "projects_overview", "total", "in_force")
    assert found.words.startswith("Somme de la colonne «\u00a0Budget en vigueur")


def test_sums_shares_differences_and_totals_refer_to_their_cells() -> None:
    """Each derivation names the cells it is made of."""
    summed = explain_cell(REPORT, "funding", 0, "amount")
    amounts = [ref.cell.value for ref in summed.refers if isinstance(ref.cell.value, Money)]
    assert Money.total(amounts, "EUR") == summed.cell.value
    share = explain_cell(REPORT, "funding", 0, "share")
    assert [ref.row for ref in share.refers] == [0, None]
    gap = explain_cell(REPORT, "reconciliation", 0, "difference")
    assert [ref.column for ref in gap.refers] == ["computed", "stated_value"]
    assert "less" in gap.words
    total = explain_cell(REPORT, "overview", 0, "value")
    assert [(ref.table, ref.row) for ref in total.refers] == [("projects", None)]


def test_a_ratio_refers_to_both_columns() -> None:
    """Numerator and denominator of its own row."""
    columns = tuple(Column(id_, id_.upper(), Kind.DECIMAL) for id_ in ("a", "b", "c"))
    ratio = Cell(Decimal("0.5"), derivation=Ratio("a", "b"))
    table = Table("t", "T", columns, ((Cell(1), Cell(2), ratio),))
    report: Report = attrs.evolve(REPORT, tables={"t": table})
    found = explain_cell(report, "t", 0, "c")
    assert [(ref.column, ref.cell.value) for ref in found.refers] == [("a", 1), ("b", 2)]
    assert found.words == "“A” divided by “B” of the same row."
    assert explain_cell(report, "t", 0, "a").words == "Given, not computed."


def test_a_fact_is_told_of_the_record_of_its_row() -> None:
    """The months of a project are read off the project."""
    found = explain_cell(REPORT, "projects", "EAP2", "months", Finder(YEAR))
    assert [(record.kind, record.path) for record in found.records] == [("projects", "projects[1]")]
    assert found.words == "Told of the record that its row is about."


@pytest.mark.parametrize(
    ("address", "what"),
    [
        (("nothing", 0, "value"), "table"),
        (("overview", 0, "nothing"), "column"),
        (("overview", 10_000, "value"), "row"),
        (("overview", -1, "value"), "row"),
        (("overview", "Nowhere", "value"), "row"),
        (("overview", "total", "value"), "row"),
    ],
)
def test_a_cell_that_is_not_there_is_refused(
    address: tuple[str, int | str, str], what: str
) -> None:
    """The message lists what there is."""
    with pytest.raises(UnknownNameError) as caught:
        explain_cell(REPORT, *address)
    assert caught.value.what == what
