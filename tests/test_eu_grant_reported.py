"""The example of a grant that is reported: totals that were worked out by hand from its files."""

from datetime import date

import attrs
import pytest
from example_data import loaded

from cproc.checks import check
from cproc.dates import Period
from cproc.figures import evaluate, reallocated
from cproc.figures.counting import budget_by_heading
from cproc.figures.subjects import booked
from cproc.money import Money

GRANT = loaded("eu_grant_reported")
(PROJECT,) = GRANT.projects
INTERIM, FINAL = PROJECT.reporting_periods


def eur(amount: str) -> Money:
    """An amount in euros."""
    return Money(amount, "EUR")


def test_the_example_is_valid() -> None:
    """No rule finds anything in it."""
    assert check(GRANT) == ()


VERSIONS = {
    # salaries 36 000 + 21 600 + 16 800 + 48 000, per diems 3 600 + 8 000 + 9 000
    "1": ("143000", "143000", "143000"),
    "2": ("14000", "14000", "15200"),  # 5 600 + 8 400; local transport + 24 x 50
    "3": ("53000", "55300", "55300"),  # 22 000 + 5 400 + 23 000 + 1 600 + 1 000; two pumps more
    "4": ("20400", "20400", "19200"),  # 6 000 + 9 600 + 1 920 + 2 880; rent - 24 x 50
    "5": ("35000", "32600", "32600"),  # two events less
    "6": ("33600", "41100", "41100"),  # five committees more
    "7": ("299000", "306400", "306400"),
    "8": ("20930", "21448", "21448"),  # 7 % of 7
    "10": ("14950", "15320", "15320"),  # 5 % of 7
    "11": ("334880", "343168", "343168"),
}


@pytest.mark.parametrize(("number", "amounts"), VERSIONS.items(), ids=VERSIONS)
def test_headings_of_each_version(number: str, amounts: tuple[str, ...]) -> None:
    """Contract, addendum and reallocation each have lines, which add up to their amount."""
    budgets = [budget_by_heading(PROJECT, "EUR", version=each.id) for each in PROJECT.budget]
    assert tuple(budget.amount(number) for budget in budgets) == tuple(map(eur, amounts))


def test_what_moves_without_an_addendum_is_measured_on_the_last_one() -> None:
    """1 200 went from rent to local transport; what the addendum changed is no such move."""
    moved = reallocated(PROJECT, "EUR", FINAL.end)
    assert moves_of(moved) == {"2": "1200", "4": "-1200"}
    assert moves_of(reallocated(PROJECT, "EUR", INTERIM.end)) == {}


def test_an_addendum_of_the_same_amount_is_what_moves_are_measured_on() -> None:
    """Had the donor agreed to move the rent, nothing would be moved since."""
    *before, last = PROJECT.budget
    agreed = attrs.evolve(PROJECT, budget=(*before, attrs.evolve(last, addendum=True)))
    assert moves_of(reallocated(agreed, "EUR", FINAL.end)) == {}


def test_interest_is_in_no_sum_of_what_was_received() -> None:
    """220 000 and 50 000 of the donor, 28 000 of the beneficiary, 6 000 of its partner."""
    assert [each.amount for each in PROJECT.interest_receipts] == [eur("184.20"), eur("61.35")]
    assert evaluate(GRANT, "received").value == eur("304000")


def moves_of(moved: dict[str, tuple[Money, Money]]) -> dict[str, str]:
    """How much each main heading grew, or less, where it did."""
    return {
        main: f"{(now - before).amount:f}".removesuffix(".00")
        for main, (before, now) in moved.items()
        if now != before
    }


def test_the_reserve_is_used_once() -> None:
    """2 400 of 15 320 are in spare parts, 1 600 + 2 400, from the day of the donor's letter."""
    before, after = (
        budget_by_heading(PROJECT, "EUR", day) for day in (date(2025, 5, 11), FINAL.end)
    )
    assert (before.amount("3.4"), before.amount("10")) == (eur("1600"), eur("15320"))
    assert (after.amount("3.4"), after.amount("10")) == (eur("4000"), eur("12920"))


def test_each_cost_has_the_rate_of_the_instalment_before_it() -> None:
    """160 KES and 4 100 UGX for one euro until the second instalment, then 145 and 4 150."""
    abroad = [made for made in booked(GRANT, PROJECT) if made.transaction.amount.currency != "EUR"]
    rates = {
        (
            made.transaction.amount.currency,
            str(made.converted.rate.units),
            made.transaction.date >= date(2025, 4, 28),
        )
        for made in abroad
    }
    assert rates == {
        ("KES", "160", False),
        ("UGX", "4100", False),
        ("KES", "145", True),
        ("UGX", "4150", True),
    }
    # 192 000 KES paid in the second period, before its instalment came
    (april,) = (made for made in abroad if made.transaction.date == date(2025, 4, 10))
    assert april.amount == eur("1200")


SPENT = {
    # number: by the end of the first period, of the second
    "1": ("90470.73", "143600.73"),
    "2": ("8018.25", "15158.25"),
    "3": ("41410", "56910"),
    "4": ("12281.25", "19434.70"),
    "5": ("17062.50", "31622.50"),
    "6": ("21000", "39600"),
    "7": ("190242.73", "306326.18"),
    "8": ("13316.99", "21442.83"),  # 7 % of 7
    "10": ("0", "0"),
    "11": ("203559.72", "327769.01"),
}


@pytest.mark.parametrize(("number", "amounts"), SPENT.items(), ids=SPENT)
def test_spending_by_heading_to_the_end_of_each_period(
    number: str, amounts: tuple[str, str]
) -> None:
    """Each voucher at its rate, to the cent; 4 800 000 UGX at 4 100 are 1 170.73."""
    for period, amount in zip((INTERIM, FINAL), amounts, strict=True):
        call = f'spent(heading="{number}", on="{period.end}")'
        assert evaluate(GRANT, call).value == eur(amount)


def test_what_was_not_accepted() -> None:
    """64 000 KES at 160 and 232 000 KES at 145, the second in whole."""
    assert evaluate(GRANT, "disallowed").value == eur("2000")
    assert evaluate(GRANT, "eligible_spent").value == eur("325769.01")


def test_the_periods_are_of_fifteen_and_of_nine_months() -> None:
    """The reporting periods partition the project's life."""
    assert [len(period.months()) for period in PROJECT.reporting_periods] == [15, 9]
    assert Period(INTERIM.start, FINAL.end) == Period(PROJECT.period.start, PROJECT.period.end)
