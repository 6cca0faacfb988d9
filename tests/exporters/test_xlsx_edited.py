"""A workbook is consistent with itself: what is typed anew changes all that follows from it."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from libreoffice import Recalculator, Values, number_of
from samples import any_thorough, of_thorough
from workbooks import number

import cproc
from cproc.model import Portfolio
from cproc.money import Money

# What other programs make of whole files is looked at here; other tests cover the lines.
pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parents[2]


def exported(portfolio: Portfolio, path: Path) -> bytes:
    """Export a portfolio as a workbook."""
    return cproc.export(portfolio, path).read_bytes()


def edited_grant(grant: Portfolio) -> tuple[Portfolio, dict[tuple[str, str, str], float]]:
    """Change what is typed of a grant: the records, and the cells they are told in."""
    (project,) = grant.projects
    amounts = {"T004": "GEL 22980.00", "T026": "EUR 140000.00"}
    shares = {"EU": Decimal("0.8"), "OFFICE_ORG": Decimal("0.2")}
    changed = attrs.evolve(
        project,
        budget=(attrs.evolve(project.budget[0], amount=Money("455424.37", "EUR")),),
        budget_lines=tuple(
            attrs.evolve(line, quantity=30) if line.heading == "1.1.1" else line
            for line in project.budget_lines
        ),
        contributions=tuple(
            attrs.evolve(made, share=shares[made.donor]) for made in project.contributions
        ),
        transactions=tuple(
            attrs.evolve(made, amount=Money.parse(amounts[made.id])) if made.id in amounts else made
            for made in project.transactions
        ),
    )
    typed = {
        ("Budget, Contributions", "CyberEvidence Georgia", "Amount (EUR)"): 455_424.37,
        ("Budget lines", "1.1.1", "Quantity"): 30,
        ("Budget, Contributions", "European Union", "Share"): 0.8,
        ("Budget, Contributions", "The beneficiary (illustrative)", "Share"): 0.2,
        ("Transactions", "T004", "Amount (EUR)"): 22_980,
        ("Transactions", "T026", "Amount (EUR)"): 140_000,
    }
    return attrs.evolve(grant, projects=(changed,)), typed


def edited_year(year: Portfolio) -> tuple[Portfolio, dict[tuple[str, str, str], float]]:
    """Change what is typed of the reference year: the budget of GLACY+ and that of GLACY."""
    amounts = {"GLACY+": 11_000_001, "GLACY": 3_000_000}
    projects = tuple(
        attrs.evolve(
            known, budget=(attrs.evolve(known.budget[0], amount=Money(amounts[known.code], "EUR")),)
        )
        if known.code in amounts
        else known
        for known in year.projects
    )
    typed = {("Budget", code, "Amount (EUR)"): float(amount) for code, amount in amounts.items()}
    return attrs.evolve(year, projects=projects), typed


def type_into(sheet: Any, row: str, heading: str, value: float) -> None:
    """Type a value into the cell of the first row that names something, under a heading."""
    column = next(
        cell.column
        for line in sheet.iter_rows()
        for cell in line
        if str(cell.value).removesuffix(" (EUR)") == heading.removesuffix(" (EUR)")
    )
    at = next(line[0].row for line in sheet.iter_rows() if row in [cell.value for cell in line[:8]])
    sheet.cell(at, column).value = value


EXAMPLES = {"eu_grant": edited_grant, "cproc_2017": edited_year}


def typed_anew(example: str, path: Path) -> bytes:
    """Export an example and type what is changed into the workbook."""
    portfolio = cproc.load(ROOT / "examples" / example)
    _, typed = EXAMPLES[example](portfolio)
    book = openpyxl.load_workbook(BytesIO(exported(portfolio, path)))
    for (tab, row, heading), value in typed.items():
        type_into(book[tab], row, heading, value)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.fixture(scope="module")
def computed(
    request: pytest.FixtureRequest,
    recalculated: Recalculator,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Values]:
    """The edited workbooks as LibreOffice computes them, in one start of it."""
    folder = tmp_path_factory.mktemp("typed")
    names = EXAMPLES if any_thorough(request) else ["eu_grant"]
    return recalculated({name: typed_anew(name, folder / f"{name}.xlsx") for name in names})


@pytest.mark.parametrize("example", ["eu_grant", *of_thorough(["cproc_2017"])])
def test_what_is_typed_anew_changes_all_that_follows_from_it(
    example: str, computed: dict[str, Values], tmp_path: Path
) -> None:
    """Law: a workbook whose typed values are changed is the workbook of the changed data.

    Every number of every sheet: totals, shares, balances, what is booked, what donors pay. They are
    compared row by row in their order, since a longer number may take a wider column.
    """
    changed, _ = EXAMPLES[example](cproc.load(ROOT / "examples" / example))
    wanted: Any = openpyxl.load_workbook(
        BytesIO(exported(changed, tmp_path / "wanted.xlsx")), data_only=True
    )
    numbers = []
    for tab in wanted:
        for line in tab.iter_rows():
            cells = [cell for cell in line if cell.value not in {None, ""}]
            texts = computed[example].filled(tab.title, line[0].row)
            numbers += [
                (tab.title, cell.coordinate, number(cell.value), number(number_of(text)))
                for cell, text in zip(cells, texts, strict=True)
                if isinstance(cell.value, int | float)
            ]
    assert len(numbers) > 500
    assert [told for told in numbers if told[2] != told[3]] == []
