"""Tables of who pays: cash, what is given in kind beside it, and amounts that are converted."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from cproc.dates import DateSpan, Period
from cproc.model import (
    BudgetVersion,
    Contribution,
    ContributionKind,
    ExchangeRate,
    LocalText,
    Organisation,
    Portfolio,
    Project,
    Transaction,
    TransactionType,
)
from cproc.money import Money
from cproc.rates import RateMethod
from cproc.report import Report, build
from cproc.report.derive import recompute
from cproc.testing import make_portfolio

VOLUNTARY, IN_KIND = ContributionKind.VOLUNTARY, ContributionKind.IN_KIND
TITLE = LocalText({"en": "P"})
CAME = Transaction(
    "T", TransactionType.INCOMING_FUNDS, date(2017, 1, 1), Money("50", "EUR"), party="A"
)
PROJECT = Project(
    "P",
    "P",
    TITLE,
    DateSpan.parse("2016-01/2018-12"),
    budget=(BudgetVersion(Money("1000", "EUR"), date(2016, 1, 1)),),
    contributions=(
        Contribution("A", VOLUNTARY, Money("110", "USD")),
        Contribution("A", IN_KIND, Money("30", "EUR")),
        Contribution("B", IN_KIND, Money("20", "EUR")),
        Contribution("C", VOLUNTARY, rest=True),
    ),
    transactions=(CAME,),
)
OFFICE = Portfolio(
    attrs.evolve(make_portfolio(0).office, contributions=()),
    Period.parse("2016-10/2017-09"),
    organisations=tuple(
        Organisation(id_, LocalText({"en": id_})) for id_ in ("A", "B", "C", "COUNCIL", "HOST")
    ),
    projects=(PROJECT,),
    rates=(ExchangeRate("USD", Decimal("1.10")),),
    rate_method=RateMethod.FIXED,
)


def rows(report: Report, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Give what some columns of a table show, the total last; amounts without their currency."""
    found = report.tables[table]
    assert found.total is not None
    places = [found.index(column) for column in columns]
    return [
        tuple(
            str(cell.value.amount) if isinstance(cell.value, Money) else cell.value
            for cell in (row[place] for place in places)
        )
        for row in (*found.rows, found.total)
    ]


def test_gifts_in_kind_stand_in_a_column_of_their_own() -> None:
    """USD 110 are EUR 100, the rest of 1 000 is C's; 30 and 20 in kind are in no cash total."""
    report = build(OFFICE)
    assert rows(report, "funding", "donor", "amount", "share", "in_kind") == [
        ("C", "900.00", Decimal("0.9000"), "0"),
        ("A", "100.00", Decimal("0.1000"), "30"),
        ("B", "0", Decimal("0.0000"), "20"),
        ("Total", "1000.00", Decimal("1.0000"), "50"),
    ]
    assert rows(report, "funding_by_project", "donor", "amount", "in_kind") == [
        ("C", "900.00", None),
        ("A", "100.00", "30"),
        ("B", "0", "20"),
        (None, "1000.00", "50"),
    ]
    columns = ("donor", "contribution_kind", "attributed", "received_money", "in_kind")
    assert rows(report, "contributions:P", *columns) == [
        ("A", "Voluntary contributions, In kind", "100.00", "50", "30"),
        ("C", "Voluntary contributions", "900.00", "0", None),
        ("B", "In kind", "0", "0", "20"),
        ("Total", None, "1000.00", "50", "50"),
    ]


def test_what_is_converted_says_how_and_what_is_beside_says_so() -> None:
    """The three tables name the rate, and that gifts in kind are in no total of the budget."""
    report = build(OFFICE)
    for table in ("funding", "funding_by_project", "contributions:P"):
        notes = [note.replace("\xa0", " ") for note in report.tables[table].notes]
        assert "A: USD 110 is told as EUR 100, at 1.1 USD for one EUR (agreed)." in notes
        assert any(note.startswith("What is given in kind stands beside") for note in notes)


def test_every_cell_of_funding_is_derived_from_what_is_stated() -> None:
    """Amounts in kind follow the contributions, through the project, to the donor."""
    report = build(OFFICE)
    for table in ("funding", "funding_by_project", "contributions:P"):
        found = report.tables[table]
        place = found.index("in_kind")
        for index, row in [*enumerate(found.rows), (None, found.total or ())]:
            cell = row[place]
            if cell.value is not None:
                assert cell.derivation is not None
                assert recompute(report, table, index, "in_kind") == cell.value


def test_without_gifts_in_kind_there_is_no_such_column() -> None:
    """An office that is given none reads nothing of them."""
    cash = attrs.evolve(PROJECT, contributions=(Contribution("C", VOLUNTARY, rest=True),))
    report = build(attrs.evolve(OFFICE, projects=(cash,)))
    for table in ("funding", "funding_by_project", "contributions:P"):
        found = report.tables[table]
        assert "in_kind" not in [column.id for column in found.columns]
        assert not any("in kind" in note for note in found.notes)
