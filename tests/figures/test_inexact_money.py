"""How exact vouchers and planned costs claim to be, carried into every sum of them."""

from datetime import date
from typing import Any

import attrs
import pytest

from cproc.dates import DateSpan, Period
from cproc.errors import InvalidValueError
from cproc.figures import Breakdown, evaluate, spending_by, total
from cproc.model import (
    Activity,
    ActivityKind,
    BudgetVersion,
    Contribution,
    ContributionKind,
    LocalText,
    Money,
    Occurrence,
    Office,
    Organisation,
    Portfolio,
    Project,
    Qualifier,
    RateLine,
    ShareBase,
    Transaction,
    TransactionType,
)

TITLE = LocalText({"en": "x"})
MORE, NEARLY, ABOUT = Qualifier.MORE_THAN, Qualifier.NEARLY, Qualifier.ABOUT
SPENT, CAME_IN = TransactionType.EXPENDITURE, TransactionType.INCOMING_FUNDS


def eur(amount: int) -> Money:
    return Money(str(amount), "EUR")


def paid(id_: str, amount: int, kind: Qualifier = Qualifier.EXACT, **fields: Any) -> Transaction:
    """A voucher of May 2017, spent where nothing else is said."""
    given: dict[str, Any] = {"type": SPENT, "date": date(2017, 5, 1), "heading": "1"} | fields
    return Transaction(id_, amount=eur(amount), qualifier=kind, **given)


def portfolio(*entries: Transaction, **fields: Any) -> Portfolio:
    """A project of 2017 and 2018 with a budget of 10,000 and its transactions."""
    budget = (BudgetVersion(eur(10_000), date(2017, 1, 1)),)
    life = DateSpan.parse("2017-01-01/2018-12-31")
    project = Project("P", "P", TITLE, life, **({"budget": budget} | fields), transactions=entries)
    office = Office("O", TITLE, "X", "x", "RO", date(2015, 1, 1))
    return Portfolio(office, Period(date(2017, 1, 1), date(2017, 12, 31)), projects=(project,))


def told(made: Portfolio, *calls: str) -> list[str]:
    return [str(evaluate(made, call)) for call in calls]


MADE = portfolio(
    paid("T1", 1000, MORE), paid("T2", 500, heading="2"), paid("T3", 4000, type=CAME_IN)
)


def test_a_sum_of_more_than_1000_and_500_is_more_than_1500() -> None:
    """What is left of a budget, or in hand, is nearly what is left; rates follow."""
    assert told(MADE, "spent", "spent_in_period", 'spent(heading="2")', 'spent(heading="1")') == [
        "more than EUR 1500", "more than EUR 1500", "EUR 500", "more than EUR 1000",
    ]  # fmt: skip
    left = ["nearly EUR 8500", "nearly EUR 2500", "more than 15 %"]
    assert told(MADE, "balance", 'balance(of="received")', "burn_rate") == left
    # 1500 of the first of two years of 365 days each.
    assert told(MADE, "forecast") == ["more than EUR 3000.00"]
    assert told(MADE, "received", "receipts_gap") == ["EUR 4000", "EUR 6000"]


def test_what_came_in_may_be_more_or_less() -> None:
    """More than 4,000 leave nearly 6,000 to come; nearly 12,000 may be less than the budget."""
    more = portfolio(paid("T1", 4000, MORE, type=CAME_IN))
    assert told(more, "received", "receipts_gap", "receipts_surplus") == [
        "more than EUR 4000", "nearly EUR 6000", "about EUR 0",
    ]  # fmt: skip
    less = portfolio(paid("T1", 12_000, NEARLY, type=CAME_IN))
    assert told(less, "receipts_gap", "receipts_surplus") == ["about EUR 0", "nearly EUR 2000"]
    enough = portfolio(paid("T1", 12_000, MORE, type=CAME_IN))
    assert told(enough, "receipts_gap", "receipts_surplus") == ["EUR 0", "more than EUR 2000"]


def test_a_refund_of_more_than_50_leaves_nearly_what_is_left() -> None:
    """1,000 less more than 50: at most 950 are spent, and at least 9,050 are left."""
    made = portfolio(paid("T1", 1000), paid("T2", -50, MORE))
    assert told(made, "spent", "balance") == ["nearly EUR 950", "more than EUR 9050"]


def test_a_flat_rate_of_more_than_1000_is_more_than_70() -> None:
    """It is as exact as what it is a rate of."""
    flat = (RateLine("8", TITLE, "0.07", ("1",)),)
    made = portfolio(paid("T1", 1000, MORE), rate_lines=flat)
    assert told(made, "flat_costs", "spent") == ["more than EUR 70.00", "more than EUR 1070.00"]
    turned = portfolio(paid("T1", 1000), paid("T2", -100, MORE, date=date(2017, 6, 1)),
                       rate_lines=flat)  # fmt: skip
    assert told(turned, "flat_costs") == ["nearly EUR 63.00"]


def _by_heading() -> Breakdown:
    return total(MADE, "transactions", "heading", where={"type": "expenditure"})


def test_sums_by_any_key_say_how_exact_they_are() -> None:
    """The row with T1 is more than its number, and so is the whole; the other row is exact."""
    (project,) = MADE.projects
    for made in (spending_by(MADE, project),
                 _by_heading()):  # fmt: skip
        assert [(row.key[0], row.qualifier) for row in made.rows] == [
            ("1", MORE), ("2", Qualifier.EXACT),
        ]  # fmt: skip
        assert made.qualifier is MORE
        assert "more than EUR 1000" in str(made)
        assert "more than EUR 1500" in str(made)
        assert made.to_data()["qualifier"] == made.to_data()["rows"][0]["qualifier"] == "more_than"
        assert "qualifier" not in made.to_data()["rows"][1]
        assert made.top(1).rows[1].qualifier is Qualifier.EXACT
        assert made.by_key().rows[0].qualifier is MORE
    by_two = total(MADE, "transactions", ("heading", "year"), where={"type": "expenditure"})
    assert "more than EUR 1500" in str(by_two.crosstab())
    assert by_two.compare(by_two).qualifier is MORE
    assert by_two.by_key("heading").rows[0].qualifier is MORE


def test_columns_of_sums_that_are_not_exact_have_one_more() -> None:
    """A data frame has the qualifier of each row, where some row has one."""
    arrow = pytest.importorskip("pyarrow")
    made = _by_heading().to_arrow()
    assert made.column("qualifier").to_pylist() == ["more_than", "exact"]
    assert isinstance(made, arrow.Table)
    exact = total(portfolio(paid("T1", 1)), "transactions", "heading").to_arrow()
    assert "qualifier" not in exact.column_names


def test_planned_costs_say_how_exact_they_are() -> None:
    """More than 1,000 and about 500 are more than 1,500; with nearly 100 about 1,600."""
    when = (Occurrence(DateSpan.parse("2017-05")),)
    costs = [(1000, MORE), (500, ABOUT), (100, NEARLY)]
    entries = tuple(
        Activity(f"A{n}", ("P",), ActivityKind.MEETING, when, TITLE, planned_cost=eur(cost),
                 qualifier=kind)
        for n, (cost, kind) in enumerate(costs)
    )  # fmt: skip
    made = attrs.evolve(portfolio(), activities=entries[:2])
    assert (total(made, "planned_cost").total, total(made, "planned_cost").qualifier) == (
        eur(1500), MORE,
    )  # fmt: skip
    made = attrs.evolve(made, activities=entries)
    assert total(made, "planned_cost", "project").rows[0].qualifier is ABOUT


def test_an_amount_has_no_upper_value() -> None:
    """Between what and what is said nowhere, so it is refused."""
    with pytest.raises(InvalidValueError, match="needs an upper value"):
        paid("T1", 1, Qualifier.BETWEEN)


def test_a_change_below_nothing_is_turned_once() -> None:
    """From more than 500 to 300 the budget fell by more than 200: at most -200."""
    versions = (BudgetVersion(eur(500), date(2017, 1, 1), qualifier=MORE),
                BudgetVersion(eur(300), date(2017, 6, 1)))  # fmt: skip
    made = portfolio(budget=versions)
    assert told(made, 'budget_change(since="2017-02-01")') == ["nearly EUR -200"]
    same = 'budget_change(since="2017-02-01", on="2017-03-01")'
    assert told(made, same) == ["EUR 0"]


def test_one_word_for_totals_of_several_currencies_promises_nothing() -> None:
    """More than EUR 1 and USD 2, which is exact: each row has its own word."""
    dollars = attrs.evolve(paid("T2", 2), amount=Money("2", "USD"))
    made = total(portfolio(paid("T1", 1, MORE), dollars), "transactions", "currency")
    assert [row.qualifier for row in made.rows] == [MORE, Qualifier.EXACT]
    assert made.qualifier is ABOUT


def test_a_share_and_the_rest_are_as_exact_as_the_budget() -> None:
    """A tenth of nearly 10,000 is nearly 1,000; the rest beside more than 2,000 is nearly 8,000."""
    nearly = (BudgetVersion(eur(10_000), date(2017, 1, 1), qualifier=NEARLY),)
    exact = (BudgetVersion(eur(10_000), date(2017, 1, 1)),)
    kind = ContributionKind.JOINT_PROGRAMME
    share = Contribution("X", kind, share="0.10", base=ShareBase.TOTAL_BUDGET)
    given = (Contribution("Y", kind, eur(2000), qualifier=MORE), Contribution("X", kind, rest=True))
    known = (Organisation("X", TITLE), Organisation("Y", TITLE))
    made = attrs.evolve(portfolio(budget=nearly, contributions=(share,)), organisations=known)
    assert told(made, 'funding(donor="X")') == ["nearly EUR 1000.00"]
    made = attrs.evolve(portfolio(budget=exact, contributions=given), organisations=known)
    assert told(made, 'funding(donor="X")', 'funding(donor="Y")') == [
        "nearly EUR 8000", "more than EUR 2000",
    ]  # fmt: skip
