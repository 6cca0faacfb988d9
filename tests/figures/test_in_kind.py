"""What is given in kind stands beside the budget: in no sum of it, and never dropped."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from cproc.checks import check
from cproc.errors import InvalidValueError
from cproc.figures import evaluate, funding_by_donor
from cproc.figures.subjects import given_in_kind
from cproc.model import Contribution, ContributionKind, ExchangeRate, Portfolio, ShareBase
from cproc.money import Money

VOLUNTARY, IN_KIND = ContributionKind.VOLUNTARY, ContributionKind.IN_KIND


def eur(amount: int | str) -> Money:
    """Give an amount in euros."""
    return Money(amount, "EUR")


@pytest.fixture
def rooms(office: Portfolio) -> Portfolio:
    """P1 has 1 000: JP gives 600 in cash and USD 110 in kind, RO 25 % in kind, US nothing told.

    The dollar is agreed at 1.10 for a euro.
    """
    given = (
        Contribution("JP", VOLUNTARY, amount=eur(600)),
        Contribution("JP", IN_KIND, amount=Money(110, "USD")),
        Contribution("COE", IN_KIND, share=Decimal("0.25"), base=ShareBase.TOTAL_BUDGET),
        Contribution("US", IN_KIND),
    )
    first, second, *others = office.projects
    second = attrs.evolve(second, contributions=given)
    rates = tuple(ExchangeRate("USD", Decimal("1.10"), month=m) for m in second.period.months())
    return attrs.evolve(office, projects=(first, second, *others), rates=rates)


def rows(portfolio: Portfolio, in_kind: bool = False) -> dict[Any, Any]:
    """Give what donors pay, or give in kind, by donor."""
    return {row.key[0]: row.value for row in funding_by_donor(portfolio, in_kind=in_kind).rows}


def test_what_is_given_in_kind_pays_nothing_of_the_budget(rooms: Portfolio) -> None:
    """Of the 1 000 of P1 JP pays 600 and nobody 400; P2 is shared as before."""
    assert rows(rooms) == {"EU": eur(1080), "JP": eur(600), "COE": eur(120), None: eur(400)}
    assert funding_by_donor(rooms).total == eur(2200)


def test_what_is_given_in_kind_is_told_beside_it(rooms: Portfolio) -> None:
    """250 of COE, a quarter of 1 000, and 100 of JP; what has no value stated has none."""
    found = funding_by_donor(rooms, in_kind=True)
    assert rows(rooms, in_kind=True) == {"COE": eur(250), "JP": eur("100.00")}
    assert found.total == eur(350)
    assert found.rule.startswith("given in kind, beside the budget in force")
    assert {row.records for row in found.rows} == {("P1",)}


FIGURES = {
    'funding(donor="JP")': eur(600),
    'funding(donor="JP", kind="in_kind")': eur(100),
    'funding(kind="in_kind")': eur(350),
    'funding(kind="in_kind", project="P2")': eur(0),
    "funding": eur(1800),
    'funding_gap(project="P1")': eur(400),
    'funding_share(donor="JP", project="P1")': Decimal(60),
    'funding_share(donor="COE", project="P1")': Decimal(0),
}


@pytest.mark.parametrize(("call", "expected"), FIGURES.items(), ids=FIGURES)
def test_figures_leave_it_beside(rooms: Portfolio, call: str, expected: object) -> None:
    """Neither gap nor share nor sum holds it, but where it is asked for."""
    assert evaluate(rooms, call).value == expected


def test_a_gift_without_a_value_is_not_known(rooms: Portfolio) -> None:
    """US does not tell what its gift is worth: that is no zero, and the sum is without it."""
    found = evaluate(rooms, 'funding(kind="in_kind", donor="US")')
    assert (found.value, found.without) == (None, ("US",))
    assert evaluate(rooms, 'funding(kind="in_kind")').without == ("US",)
    assert evaluate(rooms, "funding").without == ()


def test_the_gap_names_no_donor_in_kind(rooms: Portfolio) -> None:
    """The records of the gap are those who pay; a gift without a value leaves it known."""
    assert evaluate(rooms, 'funding_gap(project="P1")').records == ("JP",)


def test_a_share_in_kind_is_refused(rooms: Portfolio) -> None:
    """It is no part of a budget, so it has no share of one."""
    with pytest.raises(InvalidValueError) as caught:
        evaluate(rooms, 'funding_share(donor="JP", kind="in_kind")')
    assert caught.value.code == "kind-beside-budget"


def test_the_checks_agree(rooms: Portfolio) -> None:
    """600 in cash and 350 beside are no more than 1 000, and 1 000 in kind would not be either."""
    more = attrs.evolve(
        rooms.projects[1],
        contributions=(
            *rooms.projects[1].contributions,
            Contribution("EU", IN_KIND, amount=eur(1000)),
        ),
    )
    portfolio = attrs.evolve(rooms, projects=(rooms.projects[0], more, *rooms.projects[2:]))
    assert not [p for p in check(portfolio) if p.code == "contributions-over"]
    assert rows(portfolio)[None] == eur(400)


def test_a_share_of_a_budget_not_known_is_not_known(rooms: Portfolio) -> None:
    """Before the first version of a budget only what is stated as an amount is told."""
    project = attrs.evolve(rooms.projects[1], budget=())
    found = list(given_in_kind(rooms, project, None, "projects[1]"))
    assert [(part.donor, part.amount, part.path) for part in found] == [
        ("JP", eur("100.00"), "projects[1].contributions[1]")
    ]
    portfolio = attrs.evolve(rooms, projects=(project,))
    assert funding_by_donor(portfolio, date(2017, 9, 30), in_kind=True).total == eur(100)
    assert funding_by_donor(portfolio).rows == ()


def test_a_rest_in_kind_covers_nothing(rooms: Portfolio) -> None:
    """Who gives in kind does not pay the rest of a budget."""
    rest = Contribution("EU", IN_KIND, rest=True)
    project = attrs.evolve(rooms.projects[1], contributions=(rest,))
    assert rows(attrs.evolve(rooms, projects=(project,))) == {None: eur(1000)}
    assert rows(attrs.evolve(rooms, projects=(project,)), in_kind=True) == {}


def test_the_base_of_a_share_is_named(rooms: Portfolio) -> None:
    """A share of eligible costs is taken of the whole budget, and the result says so."""
    given = Contribution("EU", VOLUNTARY, share=Decimal("0.9"), base=ShareBase.ELIGIBLE_COSTS)
    project = attrs.evolve(rooms.projects[1], contributions=(given,))
    portfolio = attrs.evolve(rooms, projects=(project,))
    assert rows(portfolio) == {"EU": eur(900), None: eur(100)}
    told = "a share of eligible costs, or without a stated base, is one of the whole budget"
    assert funding_by_donor(portfolio).rule.endswith(told)
    found = evaluate(portfolio, 'funding_gap(project="P1")')
    assert found.value == eur(100)
    assert found.rule.endswith("a share of eligible costs is taken of the whole budget")
