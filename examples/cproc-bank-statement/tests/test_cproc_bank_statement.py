"""The loader keeps the rules of every loader, and reads movements as what they are."""

from pathlib import Path

import cproc_bank_statement as bank

import cproc
from cproc.plugins import installed
from cproc.testing import LoaderConformance

STATEMENT = """\
Booking date;Value date;Amount;Currency;Counterparty;Purpose;Reference;Balance
05.03.2024;06.03.2024;-1.250,00;EUR;Hotel Iveria;Rooms for a training;2024/118;98.750,00
02.04.2024;02.04.2024;50.000,00;EUR;European Commission;Second instalment;2024/131;148.750,00
"""
PROJECT = {"project": "CEGE"}


def write_statement(folder: Path) -> Path:
    """Write a statement as the bank gives it."""
    path = folder / "statement.csv"
    path.write_text(STATEMENT, encoding="utf-8")
    return path


class TestStatement(LoaderConformance):
    """It keeps the rules of every loader."""

    loader = bank.StatementLoader()
    sample = staticmethod(write_statement)
    faults = (("05.03.2024", "5 March"), ("-1.250,00", "much"), ("EUR", "EURO"), (";2024/118", ""))


def test_movements_are_transactions(tmp_path: Path) -> None:
    """What goes out is spent, what comes in is received; day and amount are as on the statement."""
    place = write_statement(tmp_path)
    portfolio = cproc.load(place, loader="bank-statement", options=PROJECT)
    (project,) = portfolio.projects
    assert [(t.type, str(t.amount), str(t.date)) for t in project.transactions] == [
        ("expenditure", "EUR 1250.00", "2024-03-05"),
        ("incoming_funds", "EUR 50000.00", "2024-04-02"),
    ]
    assert cproc.locator(cproc.plugins.Source(place, "bank-statement", PROJECT))(
        "projects[0].transactions[1].amount"
    ) == (str(place), "row 3, column amount")


def test_the_same_movements_are_merged_once(tmp_path: Path) -> None:
    """They are known by what they say, so that a second merge changes nothing."""
    office = cproc.load(Path(__file__).resolve().parents[2] / "eu_grant")
    new = cproc.load(write_statement(tmp_path), loader="bank-statement", options=PROJECT)
    once = cproc.merge(office, new, "add", only=["transactions"])
    assert [each.table for each in cproc.diff(office, once).records] == ["transactions"] * 2
    assert cproc.merge(once, new, "add", only=["transactions"]) == once


def test_what_the_plugin_offers_is_installed() -> None:
    """By the entry point: the loader, and no column is passed over without being told."""
    (plugin,) = [each for each in installed().plugins if each.name == "bank-statement"]
    assert plugin.offers == ("loader bank-statement",)


def test_what_is_not_read_is_told(tmp_path: Path) -> None:
    """The balance behind each movement is no transaction; a notice says so."""
    notices = bank.StatementLoader().notices(write_statement(tmp_path), bank.StatementOptions())
    assert [notice.cell for notice in notices] == ["column Balance"]
