"""The table of the forms in which the budgets in force are paid."""

from pathlib import Path

import attrs

import cproc
from cproc.model import Contribution, ContributionKind, Portfolio
from cproc.money import Money
from cproc.report import CellSum, Report, build, recompute

EXAMPLES = Path(__file__).parents[2] / "examples"
GRANT = cproc.load(EXAMPLES / "eu_grant")


def told(report: Report) -> list[list[object]]:
    """Give form, amount and donors of each row."""
    rows = report.tables["funding_by_kind"].rows
    return [[row[0].value, row[1].value, row[3].value] for row in rows]


def paid(*contributions: Contribution) -> Portfolio:
    """Let the grant be paid in these ways."""
    (project,) = GRANT.projects
    changed = attrs.evolve(project, contributions=contributions)
    return attrs.evolve(GRANT, projects=(changed,))


def part(donor: str, kind: ContributionKind, amount: str) -> Contribution:
    """Make a contribution of a stated amount."""
    return Contribution(donor, kind, amount=Money(amount, "EUR"))


def test_the_forms_of_the_reference_year() -> None:
    """The joint programmes by their budgets; what nobody states to pay is a row of its own."""
    report = build(cproc.load(EXAMPLES / "cproc_2017"))
    assert told(report) == [
        ["Joint programme", Money(20_890_000, "EUR"), "Council of Europe; European Union"],
        ["Not attributed to a donor", Money(3_500_000, "EUR"), None],
    ]
    table = report.tables["funding_by_kind"]
    assert table.total is not None
    assert table.total[1].value == report.tables["funding"].total[1].value  # type: ignore[index]
    assert isinstance(table.rows[0][1].derivation, CellSum)
    assert recompute(report, "funding_by_kind", 0, "amount") == table.rows[0][1].value


def test_one_form_needs_no_table() -> None:
    """A budget that is paid in one way has its donors told already."""
    assert "funding_by_kind" not in build(GRANT).tables


def test_a_donor_who_pays_in_two_forms_is_in_both_rows() -> None:
    """What is paid in each has no cell that it could be summed of, and stands as a value."""
    joint, voluntary = ContributionKind.JOINT_PROGRAMME, ContributionKind.VOLUNTARY
    report = build(
        paid(
            part("EU", joint, "400000"),
            part("EU", voluntary, "40000"),
            part("OFFICE_ORG", joint, "5424"),
        )
    )
    eu, own = "European Union", "The beneficiary (illustrative)"
    assert told(report) == [
        ["Joint programme", Money("405424", "EUR"), f"{eu}; {own}"],
        ["Voluntary contributions", Money("40000", "EUR"), eu],
    ]
    assert all(row[1].derivation is None for row in report.tables["funding_by_kind"].rows)


def test_nothing_has_no_shares() -> None:
    """Of a budget of nothing no form has a part."""
    joint, voluntary = ContributionKind.JOINT_PROGRAMME, ContributionKind.VOLUNTARY
    unpaid = paid(part("EU", joint, "0"), part("OFFICE_ORG", voluntary, "0"))
    (project,) = unpaid.projects
    nothing = (attrs.evolve(project.budget[0], amount=Money(0, "EUR")),)
    changed = attrs.evolve(project, budget=nothing)
    unpaid = attrs.evolve(unpaid, projects=(changed,), narrative=())
    table = build(unpaid).tables["funding_by_kind"]
    assert [row[2].value for row in table.rows] == [None, None]
