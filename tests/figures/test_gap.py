"""What no contribution covers of a project's budget, and shares as they are stated."""

from decimal import Decimal
from typing import Any

import attrs

from cproc.figures import evaluate
from cproc.model import Contribution, ContributionKind, Portfolio, ShareBase
from cproc.money import Money


def eur(amount: int | str) -> Money:
    """Give an amount in euros."""
    return Money(amount, "EUR")


def gap(office: Portfolio, *contributions: Contribution) -> Any:
    """Give the funding gap of P1, whose budget is 1 000, with these contributions."""
    projects = tuple(
        attrs.evolve(project, contributions=contributions) if project.code == "P1" else project
        for project in office.projects
    )
    return evaluate(attrs.evolve(office, projects=projects), 'funding_gap(project="P1")')


VOLUNTARY, IN_KIND = ContributionKind.VOLUNTARY, ContributionKind.IN_KIND


def share(donor: str, rate: str) -> Contribution:
    """Give a contribution of a share of the whole budget."""
    return Contribution(donor, VOLUNTARY, share=Decimal(rate), base=ShareBase.TOTAL_BUDGET)


def test_funding_that_is_not_stated_is_named(office: Portfolio) -> None:
    """A donor without an amount makes his part unknown, and the whole a part."""
    unstated = (Contribution("JP", VOLUNTARY), share("COE", "0.5"))
    projects = tuple(
        attrs.evolve(project, contributions=unstated) if project.code == "P1" else project
        for project in office.projects
    )
    office = attrs.evolve(office, projects=projects)
    assert evaluate(office, 'funding(donor="JP")').value is None
    assert evaluate(office, 'funding_share(donor="JP")').without == ("JP",)
    whole = evaluate(office, 'funding(project="P1")')
    assert (whole.value, whole.without) == (eur(500), ("JP",))
    assert evaluate(office, 'funding(donor="US")').value == eur(0)


def test_a_gap_is_what_no_contribution_covers(office: Portfolio) -> None:
    """1 000 less 25 %, less 12.5 %, less 100 is 525; gifts in kind leave it as it is."""
    given = Contribution("JP", VOLUNTARY, amount=eur(100))
    kind = Contribution("RO", IN_KIND)
    assert gap(office, share("COE", "0.25"), share("EU", "0.125"), given, kind).value == eur(525)


def test_a_gap_with_an_amount_unstated_is_not_known(office: Portfolio) -> None:
    """One donor whose amount is not stated makes the gap unknown."""
    found = gap(office, Contribution("JP", VOLUNTARY), share("COE", "0.5"))
    assert (found.value, found.without) == (None, ("JP",))


def test_a_gap_may_be_negative(office: Portfolio) -> None:
    """N30: what is given beyond the budget, by amount or by share, is a gap below zero."""
    assert gap(office, Contribution("JP", VOLUNTARY, amount=eur(1500))).value == eur(-500)
    assert gap(office, share("COE", "0.6"), share("EU", "0.6")).value == eur(-200)


def test_a_gap_does_not_cross_currencies(office: Portfolio) -> None:
    """N27: a gift in dollars leaves a gap in euros unknown; it is no crash."""
    found = gap(office, Contribution("US", VOLUNTARY, amount=Money(100, "USD")))
    assert not found.complete
    assert "US" in found.without


def test_a_stated_share_of_half_percents_prints_as_a_decimal(office: Portfolio) -> None:
    """12.5 % is not 25/2 %."""
    projects = (attrs.evolve(office.projects[0], contributions=(share("COE", "0.125"),)),)
    found = evaluate(attrs.evolve(office, projects=projects), 'stated_share(project="P2")')
    assert str(found).removesuffix(" %").rstrip("0") == "12.5"
