"""What no contribution covers of a project's budget, and shares as they are stated."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from cproc.errors import CurrencyMismatchError
from cproc.figures import SURPLUS, evaluate, funding_by_donor
from cproc.model import (
    BudgetVersion,
    Contribution,
    ContributionKind,
    Dating,
    Portfolio,
    ShareBase,
)
from cproc.money import Money
from cproc.report import build


def eur(amount: int | str) -> Money:
    """Give an amount in euros."""
    return Money(amount, "EUR")


def gap(office: Portfolio, *contributions: Contribution, name: str = "funding_gap") -> Any:
    """Give the funding gap, or surplus, of P1, whose budget is 1 000, with these contributions."""
    projects = tuple(
        attrs.evolve(project, contributions=contributions) if project.code == "P1" else project
        for project in office.projects
    )
    return evaluate(attrs.evolve(office, projects=projects), f'{name}(project="P1")')


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


def test_what_is_given_beyond_the_budget_is_a_surplus(office: Portfolio) -> None:
    """N30: by amount or by share; nothing is lacking then, and a gap is no surplus."""
    much = Contribution("JP", VOLUNTARY, amount=eur(1500))
    shares = share("COE", "0.6"), share("EU", "0.6")
    assert gap(office, much).value == gap(office, *shares).value == eur(0)
    assert gap(office, much, name="funding_surplus").value == eur(500)
    assert gap(office, *shares, name="funding_surplus").value == eur(200)
    rest = Contribution("EU", VOLUNTARY, rest=True)
    assert gap(office, much, rest, name="funding_surplus").value == eur(500)
    little = Contribution("JP", VOLUNTARY, amount=eur(900))
    assert gap(office, little, name="funding_surplus").value == eur(0)


def test_a_surplus_makes_no_gap_good(office: Portfolio) -> None:
    """P2 lacks 200 of 1 200, P1 has 500 too much: the gap is 200, and the rows tell both."""
    first, second, *others = office.projects
    lacks = attrs.evolve(first, contributions=(Contribution("EU", VOLUNTARY, amount=eur(1000)),))
    much = attrs.evolve(second, contributions=(Contribution("JP", VOLUNTARY, amount=eur(1500)),))
    both = attrs.evolve(office, projects=(lacks, much, *others))
    assert evaluate(both, "funding_gap").value == eur(200)
    assert evaluate(both, "funding_surplus").value == eur(500)
    rows = {row.key[0]: row.value for row in funding_by_donor(both).rows}
    assert list(rows.items()) == [
        ("JP", eur(1500)), ("EU", eur(1000)), (None, eur(200)), (SURPLUS, eur(-500)),
    ]  # fmt: skip
    assert funding_by_donor(both).total == eur(2200)
    report = build(both)
    told = {row[0].value: row[1].value for row in report.tables["funding_figures"].rows}
    assert told == {"Funding gap": eur(200), "Funding beyond the budget": eur(500)}
    shown = {row[0].value: row[1].value for row in report.tables["funding"].rows}
    assert shown["Not attributed to a donor"] == eur(200)
    assert shown["Given beyond the budget"] == eur(-500)
    unstated = attrs.evolve(lacks, contributions=(Contribution("EU", VOLUNTARY),))
    some = evaluate(attrs.evolve(office, projects=(unstated, much, *others)), "funding_gap")
    assert (some.value, some.low, some.without) == (None, None, ("EU",))


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


def test_budgets_of_several_currencies_have_no_bounds(office: Portfolio) -> None:
    """USD 600 may be in force between EUR 500 and EUR 700: no bounds in EUR hold it."""
    versions = (
        BudgetVersion(eur(500), date(2016, 1, 1)),
        BudgetVersion(Money(600, "USD"), date(2017, 7, 1), Dating.AT_LATEST),
        BudgetVersion(eur(700), date(2017, 8, 1), Dating.AT_LATEST),
    )
    projects = tuple(
        attrs.evolve(project, budget=versions) if project.code == "P1" else project
        for project in office.projects
    )
    with pytest.raises(CurrencyMismatchError, match="USD 600"):
        evaluate(
            attrs.evolve(office, projects=projects), 'project_budget(project="P1", on="2017-06-15")'
        )
