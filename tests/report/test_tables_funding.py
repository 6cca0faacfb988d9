"""Tables of who pays: cash, what is given in kind, amounts that are converted, and the forms."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
from example_data import loaded, reported
from table_values import wrong_cells

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
    ShareBase,
    Transaction,
    TransactionType,
)
from cproc.money import Money
from cproc.rates import RateMethod
from cproc.report import Report, Sum, build
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


def test_every_cell_of_funding_comes_of_what_is_stated() -> None:
    """Amounts in kind follow the contributions, through the project, to the donor."""
    report = build(OFFICE)
    for table in ("funding", "funding_by_project", "contributions:P"):
        found = report.tables[table]
        place = found.index("in_kind")
        cells = [row[place] for row in (*found.rows, found.total or ())]
        assert all(cell.expression for cell in cells if cell.value is not None)
    assert wrong_cells(report) == []


def test_without_gifts_in_kind_there_is_no_such_column() -> None:
    """An office that is given none reads nothing of them."""
    cash = attrs.evolve(PROJECT, contributions=(Contribution("C", VOLUNTARY, rest=True),))
    report = build(attrs.evolve(OFFICE, projects=(cash,)))
    for table in ("funding", "funding_by_project", "contributions:P"):
        found = report.tables[table]
        assert "in_kind" not in [column.id for column in found.columns]
        assert not any("in kind" in note for note in found.notes)


# --- Forms of contributions ---------------------------------------------------------------

GRANT = loaded("eu_grant")


def forms(report: Report) -> list[list[object]]:
    """Give form, amount and donors of each row."""
    rows = report.tables["funding_by_kind"].rows
    return [[row[0].value, row[1].value, row[3].value] for row in rows]


def paid(*contributions: Contribution) -> Portfolio:
    """Let the grant be paid in these ways."""
    (project,) = GRANT.projects
    changed = attrs.evolve(project, contributions=contributions)
    return attrs.evolve(GRANT, projects=(changed,))


def stated(donor: str, kind: ContributionKind, amount: str) -> Contribution:
    """Make a contribution of a stated amount."""
    return Contribution(donor, kind, amount=Money(amount, "EUR"))


def test_the_forms_of_the_reference_year() -> None:
    """The joint programmes by their budgets; what nobody states to pay is a row of its own."""
    report = reported("cproc_2017", "en")
    assert forms(report) == [
        ["Joint programme", Money(20_890_000, "EUR"), "Council of Europe; European Union"],
        ["Not attributed to a donor", Money(3_500_000, "EUR"), None],
    ]
    table = report.tables["funding_by_kind"]
    assert table.total is not None
    assert table.total[1].value == report.tables["funding"].total[1].value  # type: ignore[index]
    assert isinstance(table.rows[0][1].expression, Sum)


def test_one_form_needs_no_table() -> None:
    """A budget that is paid in one way has its donors told already."""
    assert "funding_by_kind" not in reported("eu_grant", "en").tables


def test_a_donor_who_pays_in_two_forms_is_in_both_rows() -> None:
    """What is paid in each has no cell that it could be summed of, and stands as a value."""
    joint, voluntary = ContributionKind.JOINT_PROGRAMME, ContributionKind.VOLUNTARY
    report = build(
        paid(
            stated("EU", joint, "400000"),
            stated("EU", voluntary, "40000"),
            stated("OFFICE_ORG", joint, "5424"),
        )
    )
    eu, own = "European Union", "The beneficiary (illustrative)"
    assert forms(report) == [
        ["Joint programme", Money("405424", "EUR"), f"{eu}; {own}"],
        ["Voluntary contributions", Money("40000", "EUR"), eu],
    ]
    assert all(row[1].expression is None for row in report.tables["funding_by_kind"].rows)


def test_nothing_has_no_shares() -> None:
    """Of a budget of nothing no form has a part."""
    joint, voluntary = ContributionKind.JOINT_PROGRAMME, ContributionKind.VOLUNTARY
    unpaid = paid(stated("EU", joint, "0"), stated("OFFICE_ORG", voluntary, "0"))
    (project,) = unpaid.projects
    nothing = (attrs.evolve(project.budget[0], amount=Money(0, "EUR")),)
    changed = attrs.evolve(project, budget=nothing)
    unpaid = attrs.evolve(unpaid, projects=(changed,)).with_report(narrative=())
    table = build(unpaid).tables["funding_by_kind"]
    assert [row[2].value for row in table.rows] == [None, None]


def test_a_project_without_a_budget_is_told_what_it_is_given_in_kind() -> None:
    """It has no table of contributions to refer to: the gift is a value, and nothing is paid."""
    bare = attrs.evolve(PROJECT, code="Q", budget=(), contributions=PROJECT.contributions[1:3])
    report = build(attrs.evolve(OFFICE, projects=(PROJECT, bare)))
    found = rows(report, "funding_by_project", "project_name", "donor", "amount", "in_kind")
    assert found[3:-1] == [("P", "A", "0", "30"), ("P", "B", "0", "20")]


def test_a_share_says_what_it_is_a_share_of() -> None:
    """A share of the whole budget needs no note; any other is taken of it all the same."""
    for base, noted in ((ShareBase.TOTAL_BUDGET, False), (ShareBase.UNSTATED, True)):
        part = Contribution("A", VOLUNTARY, share=Decimal("0.1"), base=base)
        project = attrs.evolve(PROJECT, contributions=(part,))
        notes = build(attrs.evolve(OFFICE, projects=(project,))).tables["contributions:P"].notes
        assert any("taken as one of the whole budget" in note for note in notes) is noted
