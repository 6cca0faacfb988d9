"""Rules of budget lines, exchange rates, spending and of what a donor allows."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from cproc.checks import check
from cproc.dates import DateSpan, Month, Period
from cproc.errors import InvalidValueError, Severity
from cproc.model import (
    BudgetLine,
    BudgetVersion,
    Ceilings,
    Contribution,
    ContributionKind,
    DonorProfile,
    ExchangeRate,
    Heading,
    LocalText,
    Office,
    Organisation,
    Portfolio,
    Project,
    RateLine,
    Transaction,
    TransactionType,
    VarianceExplanation,
)
from cproc.money import Money


def text(words: str) -> LocalText:
    return LocalText({"en": words})


def line(heading: str, cost: str) -> BudgetLine:
    return BudgetLine(heading, text("Line"), "unit", "1", Money.parse(cost))


def paid(name: str, amount: str, heading: str | None = "1.1", day: str = "2017-03-01") -> Any:
    return Transaction(
        name,
        TransactionType.EXPENDITURE,
        date.fromisoformat(day),
        Money.parse(amount),
        heading=heading,
    )


# 1 000 direct, 7 % indirect, 5 % reserve: 1 120
PROJECT = Project(
    code="P",
    name="P",
    title=text("Project"),
    period=DateSpan.parse("2016-01/2017-12"),
    budget=(BudgetVersion(Money("1120.00", "EUR"), date(2016, 1, 1)),),
    budget_lines=(line("1.1", "EUR 600"), line("2", "EUR 400")),
    rate_lines=(
        RateLine("8", text("Indirect"), "0.07", ("1.1", "2")),
        RateLine("10", text("Reserve"), "0.05", ("1.1", "2"), reserve=True),
    ),
)
SOUND = Portfolio(
    office=Office("O", text("Office"), "ORG", "Bucharest", "RO", date(2014, 4, 7)),
    period=Period.parse("2016-10-01/2017-09-30"),
    organisations=(Organisation("ORG", text("Organisation")),),
    projects=(PROJECT,),
    rates=(ExchangeRate("USD", "1.25", Month(2017, 3)),),
)
RULES = Ceilings(DonorProfile.EU_EXTERNAL_15)


def found(**changes: Any) -> list[tuple[str, str]]:
    """Give code and path of each problem; all are warnings, save missing rates."""
    portfolio = attrs.evolve(SOUND, projects=(attrs.evolve(PROJECT, **changes),))
    problems = check(portfolio)
    errors = {problem.code for problem in problems if problem.severity is Severity.ERROR}
    assert errors <= {"rate-missing"}
    return [(p.code, p.path.removeprefix("projects[0].")) for p in problems]


def test_a_budget_that_adds_up_is_in_order() -> None:
    """Lines and rates make the budget, and keep within the ceilings of the donor."""
    assert found() == []
    assert found(ceilings=RULES) == []


def test_lines_that_do_not_add_up_to_the_budget_are_told() -> None:
    """The lines with their rates make the budget in force, to the cent."""
    more = (BudgetVersion(Money("1120.01", "EUR"), date(2016, 1, 1)),)
    assert found(budget=more) == [("budget-lines", "budget_lines")]
    assert found(rate_lines=()) == [("budget-lines", "budget_lines")]
    later = (*PROJECT.budget, BudgetVersion(Money("1", "EUR"), date(2017, 10, 1)))
    assert found(budget=later) == []
    assert found(budget=()) == []


def test_a_rate_that_is_missing_is_told_once() -> None:
    """An amount of another currency has a rate; what lacks the same one is told once."""
    known = paid("A", "USD 10")
    lacking = (paid("B", "USD 10", day="2017-04-01"), paid("C", "USD 9", day="2017-04-09"))
    later = paid("D", "USD 10", day="2017-11-01")
    assert found(transactions=(known, later)) == []
    assert found(transactions=(known, *lacking)) == [("rate-missing", "transactions[1].amount")]
    gift = Contribution("ORG", ContributionKind.VOLUNTARY, Money("5", "JPY"))
    assert found(contributions=(Contribution("ORG", gift.kind), gift)) == [
        ("rate-missing", "contributions[1].amount")
    ]


def test_more_spent_than_the_budget_is_told() -> None:
    """Spending by the end of the period is within the budget: 1 046.73 and 7 % of it are 1 120."""
    assert found(transactions=(paid("A", "USD 1308.41"),)) == []
    over = (paid("A", "USD 1308.41"), paid("B", "EUR 0.01"))
    assert found(transactions=over) == [("spending-over", "transactions")]
    assert found(transactions=over, budget=()) == []


@pytest.mark.parametrize(
    ("ceilings", "codes"),
    [
        (Ceilings(), []),
        (Ceilings(indirect="0.0699"), ["indirect-over"]),
        (Ceilings(contingency="0.0499"), ["contingency-over"]),
        (Ceilings(DonorProfile.EU_EXTERNAL_25, indirect="0.06"), ["indirect-over"]),
    ],
)
def test_indirect_costs_and_reserve_are_within_the_ceilings(
    ceilings: Ceilings, codes: list[str]
) -> None:
    """Both are a share of direct costs; a number of the project goes before the profile's."""
    assert found(ceilings=ceilings) == [(code, "rate_lines") for code in codes]


@pytest.mark.parametrize(
    ("profile", "spent", "over"),
    [
        (DonorProfile.EU_EXTERNAL_15, "690.00", False),
        (DonorProfile.EU_EXTERNAL_15, "690.01", True),
        (DonorProfile.EU_EXTERNAL_25, "750.00", False),
        (DonorProfile.EU_EXTERNAL_25, "750.01", True),
    ],
)
def test_a_heading_may_grow_by_what_the_donor_lets_move(
    profile: DonorProfile, spent: str, over: bool
) -> None:
    """A main heading may be overspent by 15 % or 25 % of its budget, and by no cent more."""
    made = (paid("A", f"EUR {spent}"), paid("B", "EUR 1", heading=None))
    told = found(ceilings=Ceilings(profile), transactions=made)
    both = [("reallocation-over", "transactions"), ("variance-unexplained", "explanations")]
    assert told == (both if over else [])


@pytest.mark.parametrize(
    ("heading", "period", "explains"),
    [
        ("1", None, True),
        ("1.1", None, True),
        ("1", "2016-10/2017-09", True),
        ("1", "2015-10/2016-09", False),
        ("2", None, False),
    ],
)
def test_a_heading_overspent_beyond_the_ceiling_is_explained(
    heading: str, period: str | None, explains: bool
) -> None:
    """The explanation is of the heading or of one under it, and of this period or of all."""
    of = Period.parse(period) if period else None
    given = VarianceExplanation(heading, text("Prices rose"), of)
    ceilings = Ceilings(reallocation="0.15")
    made = (paid("A", "EUR 700"),)
    headings = (Heading("1", text("Staff")),)
    told = found(ceilings=ceilings, headings=headings, transactions=made, explanations=(given,))
    assert (("variance-unexplained", "explanations") not in told) is explains
    assert ("reallocation-over", "transactions") in told


def test_without_a_ceiling_of_the_donor_no_explanation_is_asked_for() -> None:
    """The library has no rule of its own of how far spending may be from the budget."""
    made = (paid("A", "EUR 900"),)
    assert found(ceilings=Ceilings(indirect="0.07"), transactions=made) == []


def test_a_rate_is_no_heading_to_move_money_to() -> None:
    """What is spent of a rate line is held by its rate; without a ceiling nothing is."""
    made = (paid("A", "EUR 99", heading="8"),)
    assert found(ceilings=RULES, transactions=made) == []
    assert found(ceilings=Ceilings(), transactions=(paid("A", "EUR 900"),)) == []


def test_costs_are_of_the_days_that_the_donor_pays() -> None:
    """A cost outside the eligible days is told; income is no cost."""
    ceilings = Ceilings(eligible=DateSpan.parse("2017-01-01/2017-06-30"))
    income = attrs.evolve(paid("A", "EUR 1", day="2016-12-31"), type=TransactionType.INCOMING_FUNDS)
    made = (income, paid("B", "EUR 1", day="2016-12-31"), paid("C", "EUR 1", day="2017-06-30"))
    assert found(ceilings=ceilings, transactions=made) == [
        ("cost-ineligible", "transactions[1].date")
    ]


def test_what_cannot_be_computed_is_told_once() -> None:
    """Lines in another currency and missing rates are told by their own rules, and no more."""
    lines = (line("1", "USD 5"),)
    mixed = attrs.evolve(
        SOUND, projects=(attrs.evolve(PROJECT, budget_lines=lines, ceilings=RULES, rate_lines=()),)
    )
    assert [problem.code for problem in check(mixed)] == ["currency-mixed"]
    unknown = (paid("A", "JPY 99999"),)
    assert found(ceilings=RULES, transactions=unknown) == [
        ("rate-missing", "transactions[0].amount")
    ]


def test_ceilings_are_shares() -> None:
    """A ceiling of 7 is a mistake for 0.07; each field tells its own name."""
    with pytest.raises(InvalidValueError, match="not between 0 and 1") as caught:
        Ceilings(contingency="5")
    assert caught.value.field == "contingency"
    assert Ceilings(indirect="0.07").in_force == Ceilings(indirect=Decimal("0.07"))
