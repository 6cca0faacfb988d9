"""What organisations are to an office follows from its records."""

from example_data import loaded
from hypothesis import given

from cproc.checks import check
from cproc.figures import Role, roles
from cproc.model import Portfolio
from cproc.testing import portfolios


def test_roles_of_the_reference_year() -> None:
    """L76, L139, L189, L364-366: who pays and answers, who gives the seat, who leads."""
    found = roles(loaded("cproc_2017"))
    assert found["COE"] == (Role.ACCOUNTABLE, Role.FUNDING)
    assert found["RO_GOV"] == (Role.FUNDING, Role.HOST)
    assert found["INTERPOL"] == (Role.IMPLEMENTING, Role.PARTNER)
    assert found["MONEYVAL"] == ()


def test_who_is_paid_is_a_party() -> None:
    """A payment names who pays or is paid."""
    found = roles(loaded("eu_grant"))
    assert any(Role.PARTY in told for told in found.values())


@given(portfolios())
def test_each_organisation_is_told_and_each_donor_funds(portfolio: Portfolio) -> None:
    """Nobody is left out, nobody invented, and each contribution makes its donor one."""
    found = roles(portfolio)
    assert set(found) == {made.id for made in portfolio.organisations}
    donors = {made.donor for project in portfolio.projects for made in project.contributions}
    donors |= {made.donor for made in portfolio.office.contributions}
    for project in portfolio.projects:
        donors |= {each.donor for each in project.budget_lines if each.donor}
        donors |= {each.donor for each in project.transactions if each.donor}
        donors |= {each.donor for each in project.contracts if each.donor}
        donors |= {each.donor for each in project.donor_reports if each.donor}
        donors |= {each.donor for each in project.instalments}
        donors |= {each.donor for each in project.submissions if each.donor}
        donors |= {each.donor for each in project.interest_receipts if each.donor}
    assert {id_ for id_, told in found.items() if Role.FUNDING in told} == donors
    assert not [problem for problem in check(portfolio) if problem.code == "reference-unknown"]
