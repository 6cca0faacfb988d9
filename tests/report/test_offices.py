"""Offices of other kinds than the reference one: nothing is printed that they have nothing for."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO

import attrs
import pytest
from docx import Document
from offices import OFFICES, office
from openpyxl import load_workbook

import cproc
from cproc import Money
from cproc.figures import CATALOGUE
from cproc.model import (
    BudgetLine,
    BudgetVersion,
    DateSpan,
    LocalText,
    Transaction,
    TransactionType,
)
from cproc.report import build
from cproc.serialize import dumps, loads

OTHERS = {
    "en": r"treat(y|ies)|\bposts?\b|\bstaff\b|vacanc|nationalit|committee|accession",
    "fr": r"traité|\bpostes?\b|effectif|vacan|nationalit|comité|adhési",
}
"""Words of what none of these offices has."""


@pytest.mark.parametrize("name", OFFICES)
def test_an_office_is_held_without_a_workaround(name: str) -> None:
    """What its file says is valid, and is written and read back equal."""
    portfolio = office(name)
    assert loads(dumps(portfolio)) == portfolio
    assert cproc.check(portfolio) == ()


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", OFFICES)
def test_no_table_is_there_for_nothing(name: str, language: str) -> None:
    """Every table has rows, every column something in it, every chart more than one value."""
    report = build(office(name), language)
    for table in report.tables.values():
        assert table.rows, table.id
        for column in table.columns:
            cells = [row[table.index(column.id)].value for row in table.rows]
            # Receipts are matched with contributions by who paid, also where nobody noted it.
            if (table.id, column.id) != ("transactions", "party"):
                assert any(cell is not None for cell in cells), (table.id, column.id)
    for chart in report.charts.values():
        values = report.tables[chart.table]
        drawn = [row[values.index(chart.values[-1])].value for row in values.rows]
        assert len({each for each in drawn if each}) > 1, chart.id
        assert len(chart.rows or values.rows) > 2, chart.id
    for section in report.sections:
        below = [each for each in report.sections if each.level > section.level]
        assert section.blocks or below, section.id


@pytest.mark.parametrize("name", OFFICES)
def test_no_table_says_zero_and_nothing_else(name: str) -> None:
    """A table of noughts tells nothing; that no gap is left is worth a line of its own."""
    report = build(office(name))
    # Of a project without an end no share of its time is over; its table tells when it began.
    others = (t for t in report.tables.values() if t.id not in ("funding_figures", "timeline"))
    for table in others:
        values = [cell.value for row in table.rows for cell in row]
        numbers = [
            value.amount if isinstance(value, Money) else value
            for value in values
            if isinstance(value, int | Decimal | Money)
        ]
        assert not numbers or any(numbers), table.id


def test_a_project_that_only_committed_has_no_table_of_receipts_and_spending() -> None:
    """All that such a table would tell of its money is that it is not known."""
    ngo = office("ngo")
    first, *others = ngo.projects
    day, amount = date(2024, 2, 1), Money(100, "USD")
    for type_, there in (
        (TransactionType.OUTGOING_COMMITMENT, False),
        (TransactionType.EXPENDITURE, True),
    ):
        paid = (Transaction("T1", type_, day, amount),)
        projects = (attrs.evolve(first, transactions=paid), *others)
        tables = build(attrs.evolve(ngo, projects=projects)).tables
        assert "transactions" in tables
        assert (f"spending:{first.code}" in tables) is there
        assert (f"project_money:{first.code}" in tables) is there


def test_a_line_that_stays_where_it_is_is_no_chart() -> None:
    """The budget of one project over time is drawn where it changes, and not otherwise."""
    ngo = office("ngo")
    one = attrs.evolve(ngo, projects=ngo.projects[:1], activities=())
    assert "chart_budget" not in build(one).charts
    (first,) = one.projects
    more = BudgetVersion(Money(70_000, "USD"), date(2024, 7, 1))
    changed = attrs.evolve(first, budget=(*first.budget, more))
    assert "chart_budget" in build(attrs.evolve(one, projects=(changed,))).charts


def test_lines_of_one_title_are_told_apart_by_the_time_they_pay_for() -> None:
    """A form that has a line for each year prints the year behind it, and of no other line."""
    ngo = office("ngo")
    first, *others = ngo.projects

    def line(title: str, year: int) -> BudgetLine:
        cost, of = Money(100, "USD"), DateSpan.parse(str(year))
        return BudgetLine("1.1", LocalText({"en": title}), "month", "1", cost, of)

    lines = (line("Teacher", 2024), line("Teacher", 2025), line("Rent", 2024))
    projects = (attrs.evolve(first, budget_lines=lines), *others)
    report = build(attrs.evolve(ngo, projects=projects))
    table = report.tables[f"budget_by_heading:{first.code}"]
    titles = [row[1].value for row in table.rows]
    assert titles[1:4] == ["Teacher (2024)", "Teacher (2025)", "Rent"]


def texts(to: str, made: bytes) -> Iterator[str]:
    """All that a file says."""
    if to == "md":
        yield made.decode()
    elif to == "xlsx":
        for sheet in load_workbook(BytesIO(made)).worksheets:
            yield sheet.title
            yield from (str(cell.value) for row in sheet.rows for cell in row if cell.value)
    else:
        document = Document(BytesIO(made))
        yield from (paragraph.text for paragraph in document.paragraphs)
        for table in document.tables:
            yield from (cell.text for row in table.rows for cell in row.cells)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("to", ["md", "xlsx", "docx"])
@pytest.mark.parametrize("name", OFFICES)
def test_nothing_is_said_of_what_an_office_has_not(name: str, to: str, language: str) -> None:
    """An NGO is told nothing of treaties, posts or committees, in either language or any format."""
    made = cproc.render(office(name), to, language)
    said = "\n".join(texts(to, made))
    assert len(said) > 500
    found = [line for line in said.splitlines() if re.search(OTHERS[language], line, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize("to", ["md", "docx", "xlsx"])
def test_an_office_of_its_own_is_named_once_on_the_cover(to: str) -> None:
    """An NGO belongs to no other organisation: its name stands there once, not twice."""
    said = "\n".join(texts(to, cproc.render(office("ngo"), to, "en")))
    assert said.split("Projects of the", 1)[0].count("River Trust") == 1


def test_lists_of_figures_hold_those_that_there_are_records_of() -> None:
    """An NGO without posts, treaties and spending is asked for none of them; it may still ask."""
    ngo = office("ngo")
    listed = {name for name, each in CATALOGUE.items() if each.concerns(ngo)}
    assert listed.isdisjoint({"headcount", "parties", "spent", "budget_lines"})
    assert {"entries", "donors", "people_trained", "indicator_value"} <= listed
    assert cproc.figure(ngo, "headcount").value is None


def test_grants_are_told_in_their_own_currencies() -> None:
    """64,800 dollars at 1.08 and 2.8 million shillings at 140 are 60,000 and 20,000 euros."""
    ngo = office("ngo")
    assert str(cproc.figure(ngo, "project_budget", project="W2")) == "KES 2800000"
    assert cproc.figure(ngo, "budget_total").value == Money("100000.00", "EUR")
    assert "USD\u00a064,800" in cproc.render(ngo, "md").decode()


def test_instalments_give_the_rate() -> None:
    """2.7 million shillings at 2,700 and 2.8 million at 2,800 are 1,000 euros each."""
    assert cproc.figure(office("instalments"), "spent").value == Money("2000.00", "EUR")


def test_an_indicator_of_an_office_is_told_in_its_report() -> None:
    """310 of 400 pupils from a baseline of 40 are 75 % of the way, girls and ages apart."""
    ngo = office("ngo")
    assert str(cproc.figure(ngo, "indicator_value", indicator="pupils")) == "310 people"
    assert str(cproc.figure(ngo, "target_reached", indicator="pupils")) == "75 %"
    said = cproc.render(ngo, "md", "fr").decode()
    assert "| décembre 2024 | 310 |" in said
    assert "Âge (6-11)" in said
