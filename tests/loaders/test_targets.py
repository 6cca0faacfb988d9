"""One cell of each kind of column."""

from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from trackers import SETTINGS, Rows, read, rows_of, told, workbook

from cproc.errors import Severity
from cproc.loaders.proposal import proposed
from cproc.loaders.targets import (
    Forms,
    currency_column,
    is_target,
    known_headers,
    read_cell,
)
from cproc.loaders.values import DateForm, NumberForm
from cproc.model import ActivityKind
from cproc.serialize.headings import choices_of, words_of
from cproc.serialize.relations import relations

FORMS = Forms(DateForm("day"), NumberForm("1,234.56", "EUR"), country="AL")


@pytest.mark.parametrize(
    ("table", "target", "value", "cells"),
    [
        ("activities", "id", 7, {"id": "7"}),
        ("activities", "id", Decimal("1.1"), {"id": "1.1"}),
        ("activities", "title.fr", " Réunion ", {"title.fr": "Réunion"}),
        ("activities", "note", True, {"note": "TRUE"}),
        ("activities", "kind", "Visite d’étude".replace("’", "'"), {"kind": "study_visit"}),
        ("activities", "status", "Annulée", {"status": "cancelled"}),
        ("activities", "partners", "A; B\nC", {"partners": "A; B; C"}),
        ("activities", "listed_in", date(2025, 2, 1), {"listed_in": "2025-02"}),
        ("activities", "women", "1,200", {"women": 1200}),
        ("occurrences", "place", "Vlora", {"city": "Vlora", "country": "AL"}),
        ("projects", "period", "1 June 2024 – 31 May 2027", {"period": "2024-06-01/2027-05-31"}),
        ("projects", "currency", "€", {"currency": "EUR"}),
        ("organisations", "country", "Albanie", {"country": "AL"}),
        ("posts", "nationality", "KE", {"nationality": "KE"}),
        ("contributions", "share", "80 %", {"share": Decimal("0.8")}),
        ("contributions", "rest", "oui", {"rest": True}),
        ("contributions", "rest", False, {"rest": False}),
        ("contributions", "kind", "In kind", {"kind": "in_kind"}),
        ("rates", "month", "Feb 2025", {"month": "2025-02"}),
        ("rates", "per", "usd", {"per": "USD"}),
        ("indicator_values", "value", "71 %", {"value": Decimal(71)}),
        ("budget_lines", "quantity", 2, {"quantity": Decimal(2)}),
    ],
)
def test_a_cell_fills_its_columns(table: str, target: str, value: Any, cells: Any) -> None:
    """Text, numbers, terms, lists, months, shares and truth are read as their column wants them."""
    read_ = read_cell(table, target, value, FORMS)
    assert (read_.value, read_.doubt) == (cells, "")


def test_what_takes_place_online_has_no_place_and_says_so() -> None:
    """The cell is read, and nobody is left to wonder where its place is."""
    read_ = read_cell("activities", "place", "online", FORMS)
    assert (read_.value, read_.guess) == ({}, "no place")


@pytest.mark.parametrize(
    ("table", "target", "value"),
    [
        ("activities", "id", date(2025, 1, 3)),
        ("activities", "kind", "Trainnings of trainers"),
        ("activities", "partners", date(2025, 1, 3)),
        ("activities", "women", "2.5"),
        ("activities", "women", "some"),
        ("activities", "when", time(14, 30)),
        ("activities", "place", "region:X"),
        ("activities", "place", 5),
        ("occurrences", "place", "Vlora; Tirana"),
        ("transactions", "date", "March 2025"),
        ("transactions", "date", "TBC"),
        ("transactions", "currency", "dinars"),
        ("transactions", "amount", "much"),
        ("organisations", "country", "Atlantis"),
        ("rates", "month", "Q1 2025"),
        ("rates", "month", "2025"),
        ("rates", "month", "soon"),
        ("rates", "rate", "abc"),
        ("contributions", "rest", "perhaps"),
        ("indicator_values", "value", "many (6/18)"),
        ("posts", "pay", 5),
    ],
)
def test_a_cell_that_is_not_sure_fills_nothing(table: str, target: str, value: Any) -> None:
    """What no column takes for sure is left out, and it is said why."""
    read_ = read_cell(table, target, value, FORMS)
    assert read_.value is None
    assert read_.doubt


def test_a_slip_in_a_term_is_guessed_aloud() -> None:
    """A term with a slip is not read, but said with the one it is close to."""
    read_ = read_cell("activities", "kind", "Trainning", FORMS)
    assert (read_.value, read_.guess) == (None, "training")
    assert "codes.kind" in read_.hint


def test_terms_are_known_by_their_names_in_both_languages() -> None:
    """Each built-in term is known by itself and by its labels."""
    kinds, statuses = (choices_of(relations()["activities"], each) for each in ("kind", "status"))
    assert kinds is not None and statuses is not None  # noqa: PT018 - one thought
    assert {str(kind) for kind in ActivityKind} == set(words_of(kinds).values())
    assert words_of(statuses)["annulee"] == "cancelled"


def test_columns_have_names_people_use() -> None:
    """A header that people use goes before a column's own name; both are known."""
    names = known_headers("activities")
    assert (names["venue"], names["planned cost"], names["cout"]) == (
        "place",
        "planned_cost",
        "planned_cost",
    )
    assert is_target("activities", "title.pt-BR")
    assert not is_target("activities", "kind.en")
    assert currency_column("activities", "kind") == ""


def test_settings_of_a_mapping_hold_for_its_sheets(tmp_path: Path) -> None:
    """Words that begin no record, words for nothing, men before women, signs of currencies."""
    sheet: Rows = [
        ["No", "Project", "Title", "Date", "Participants (M/F)", "Cost"],
        ["Part one", None, None, None, None, None],
        ["1", "P1", "A", "10 Feb", "6/18", "$ 5"],
        ["2", "P1", "B", "11 Feb", "n/a", "n/a"],
    ]
    mapping = SETTINGS + (
        'year = 2025\nsymbols = { "$" = "USD" }\nempty = ["N/A"]\n'
        '[activities]\nleave_out = ["Part"]\nlanguage = "fr"\n'
    )
    reading = read(tmp_path, mapping, Year=sheet)
    one, two = rows_of(reading, "activities")
    assert (one["women"], one["men"], one["currency"], one["when"]) == (18, 6, "USD", "2025-02-10")
    assert (two["title.fr"], two.get("planned_cost")) == ("B", None)
    assert told(reading, "row-left-out") == [("Year, row 2", "Part one")]


def test_a_town_and_its_country_may_stand_in_two_columns(tmp_path: Path) -> None:
    """The country of a row goes before that of the mapping; alone it is a place as well."""
    sheet: Rows = [
        ["No", "Project", "Title", "Date", "Town", "Country"],
        ["1", "P1", "A", "2025-03-03", "Kampala", "Uganda"],
        ["2", "P1", "B", "2025-03-03", "Tirana", None],
        ["3", "P1", "C", "2025-03-03", None, "Kenya"],
    ]
    reading = read(tmp_path, SETTINGS + 'country = "AL"\n[activities]\n', Year=sheet)
    assert [(row.get("where"), row.get("country")) for row in rows_of(reading, "activities")] == [
        ("Kampala, UG", None),
        ("Tirana, AL", None),
        (None, "KE"),
    ]


def test_a_row_that_may_be_more_than_a_total_is_a_warning(tmp_path: Path) -> None:
    """A word for totals beside other words may be the name of somebody."""
    sheet: Rows = [["Code", "Name", "Country"], ["Total", "Total Energy", None], ["EU", "EU", None]]
    reading = read(tmp_path, SETTINGS + "[organisations]\n", Orgs=sheet)
    assert [(p.code, p.severity) for p in reading.problems] == [("row-left-out", Severity.WARNING)]


def test_a_row_without_a_record_is_told(tmp_path: Path) -> None:
    """A row that says no more than which project it is of is left out, and told."""
    sheet: Rows = [
        ["Date", "Voucher", "Project", "Amount", "Cur"],
        [date(2025, 1, 1), "V1", "P1", 5, "EUR"],
        [date(2025, 1, 1), "V2", "P1", 5, None],
        [None, None, "P1", None, None],
    ]
    reading = read(tmp_path, SETTINGS + "[transactions]\n", L=sheet)
    assert [row["currency"] for row in rows_of(reading, "transactions")] == ["EUR", "EUR"]
    assert told(reading) == [("L, row 4", "")]


def test_a_hidden_sheet_is_read_and_told(tmp_path: Path) -> None:
    """A sheet that nobody sees is read where the mapping names it, and said to be hidden."""
    book = openpyxl.load_workbook(
        workbook(tmp_path / "t.xlsx", {"A": [["x"]], "R": [["Month", "Rate", "Cur"]]})
    )
    book["R"].append(["2025-01", 1.05, "USD"])
    book["R"].sheet_state = "hidden"
    book.save(tmp_path / "u.xlsx")
    reading = read(tmp_path, SETTINGS + 'rates = { file = "u.xlsx", sheet = 2 }\n', R=[["x"]])
    assert rows_of(reading, "rates")[0]["rate"] == Decimal("1.05")
    assert told(reading) == [("R", "")]


def test_what_is_seen_of_cells_is_proposed(tmp_path: Path) -> None:
    """The order of dates, the form of numbers and further files are seen; so are two ledgers."""
    ledger: Rows = [
        ["Date", "Voucher", "Project", "Amount"],
        ["02/17/2025", "V1", "P1", "1,234.50"],
        ["03/04/2025", "V2", "P1", "12,000.00"],
    ]
    path = workbook(tmp_path / "t.xlsx", {"Ledger 1": ledger, "Ledger 2": ledger})
    document = docx.Document()
    table = document.add_table(2, 3)
    for column, text in enumerate(("Code", "Title", "Objective")):
        table.cell(0, column).text, table.cell(1, column).text = text, "x"
    document.save(str(tmp_path / "p.docx"))
    lines = proposed([path, tmp_path / "p.docx"]).splitlines()
    assert lines[:3] == [
        'file = "t.xlsx"',
        'dates = "month/day/year"',
        'numbers = "1,234.56"',
    ]
    assert lines.count("[[transactions]]") == 2
    at = lines.index("[projects]")
    assert lines[at + 1 : at + 3] == ['file = "p.docx"', "sheet = 1"]
    assert '# columns.type = ""  # which column holds it?' in lines
