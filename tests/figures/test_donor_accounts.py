"""The account of one donor: what it gives, what came of it, and what was spent."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from example_data import loaded
from hypothesis import given
from hypothesis import strategies as st

from cproc.dates import DateSpan
from cproc.figures import Attribution, DonorAccount, donor_account, donors, flow
from cproc.figures.subjects import Flow
from cproc.model import (
    BudgetLine,
    BudgetVersion,
    Contribution,
    ContributionKind,
    ExchangeRate,
    LocalText,
    Money,
    Organisation,
    Portfolio,
    Project,
    ShareBase,
    Transaction,
    TransactionType,
)
from cproc.rates import RateMethod

X = LocalText({"en": "x"})
DAY = date(2017, 1, 31)


def paid(id_: str, amount: str, heading: str | None = None, **more: Any) -> Transaction:
    type_ = more.pop("type", TransactionType.EXPENDITURE)
    return Transaction(id_, type_, DAY, Money.parse(amount), heading=heading, **more)


def came(id_: str, amount: str, party: str | None) -> Transaction:
    return paid(id_, amount, type=TransactionType.INCOMING_FUNDS, party=party)


def gift(donor: str, amount: str | None = None, **more: Any) -> Contribution:
    sum_ = Money.parse(amount) if amount else None
    more.setdefault("kind", ContributionKind.GRANT)
    return Contribution(donor, amount=sum_, **more)


def project(
    given_: Sequence[Contribution], *moved: Transaction, budget: str | None = "EUR 100"
) -> Project:
    of = next(each for each in loaded("cproc_2017").projects if each.code == "GLACY+")
    versions = (BudgetVersion(Money.parse(budget), of.period.start),) if budget else ()
    return attrs.evolve(of, budget=versions, contributions=tuple(given_), transactions=moved)


def account(of: Project, donor: str = "EU", **fields: Any) -> DonorAccount:
    office = attrs.evolve(loaded("cproc_2017"), projects=(of,), activities=(), **fields)
    return donor_account(office, of, donor)


def told(of: DonorAccount) -> dict[str, str]:
    sums = {"gives": of.stated, "came": of.received, "spent": of.spent, "left": of.balance}
    return {name: str(of.figure(each)) for name, each in sums.items()}


def spent_of(of: DonorAccount) -> Money:
    value = of.figure(of.spent).value
    assert isinstance(value, Money)
    return value


def test_spending_is_shared_as_the_funding_is() -> None:
    """Where nothing names whose money it is, a donor's part is its share of all that is given."""
    of = project([gift("EU", "EUR 75"), gift("JP", "EUR 25")], paid("T", "EUR 10"))
    one = account(attrs.evolve(of, transactions=(*of.transactions, came("R", "EUR 50", "EU"))))
    assert told(one) == {
        "gives": "EUR 75",
        "came": "EUR 50",
        "spent": "EUR 7.50",
        "left": "EUR 42.50",
    }
    assert one.attribution is Attribution.SHARED


def test_what_names_a_donor_is_that_donors() -> None:
    """A voucher, or the lines of the heading it is booked on, tell whose money it is."""
    both = [gift("EU", "EUR 75"), gift("JP", "EUR 25")]
    of = project(both, paid("T", "EUR 10", donor="EU"), paid("U", "EUR 4", donor="JP"))
    assert (told(account(of))["spent"], account(of).attribution) == ("EUR 10", "named")
    line = BudgetLine("1", X, "unit", 1, Money.parse("EUR 100"), donor="JP")
    of = project(both, paid("T", "EUR 10", "1"), paid("U", "EUR 4"))
    of = attrs.evolve(of, budget_lines=(line,))
    assert told(account(of))["spent"] == "EUR 3.00"
    assert told(account(of, "JP"))["spent"] == "EUR 11.00"
    assert account(of).attribution is Attribution.BOTH


def test_without_all_amounts_no_share_is_known() -> None:
    """Amounts that nobody states are not known, and never nothing or the whole budget."""
    of = project([gift("EU"), gift("JP", "EUR 25")], paid("T", "EUR 10"), came("R", "EUR 9", "JP"))
    assert told(account(of)) == {
        "gives": "not known",
        "came": "not known",
        "spent": "not known",
        "left": "not known",
    }
    assert account(of, "JP").attribution is Attribution.UNTOLD
    rest = project([gift("EU", rest=True), gift("JP")], paid("T", "EUR 10"))
    assert told(account(rest))["gives"] == "not known"


def test_receipts_of_others_tell_nothing_of_a_donor() -> None:
    """No receipt of a donor on record is no receipt of nothing; one that comes later is."""
    both = [gift("EU", "EUR 75"), gift("JP", "EUR 25")]
    of = project(both, came("R", "EUR 9", "JP"))
    assert told(account(of))["came"] == "not known"
    assert told(account(of, "JP"))["came"] == "EUR 9"
    later = attrs.evolve(came("S", "EUR 5", "EU"), date=date(2018, 3, 1))
    assert told(account(attrs.evolve(of, transactions=(*of.transactions, later))))["came"] == (
        "EUR 0"
    )
    dated = [gift("EU", "EUR 75", received=DateSpan.parse("2017-02-01")), both[1]]
    assert told(account(project(dated, came("R", "EUR 9", "JP"))))["came"] == "EUR 75"


def test_what_is_given_beyond_a_budget_is_a_surplus() -> None:
    """A project lacks money, or has too much of it, or neither."""
    for second, gap, surplus in (("EUR 20", 20, 0), ("EUR 40", 0, 0), ("EUR 55", 0, 15)):
        funding = account(project([gift("EU", "EUR 60"), gift("JP", second)])).funding
        assert [funding.gap, funding.surplus] == [gap, surplus]


def test_what_nobody_is_known_to_fund_gives_bounds() -> None:
    """With a gap in the funding a share lies between that of the budget and that of the gifts."""
    of = project([gift("EU", "EUR 60"), gift("JP", "EUR 20")], paid("T", "EUR 10"))
    assert told(account(of))["spent"] == "EUR 6.00 to EUR 7.50"
    assert account(of).attribution is Attribution.WITHIN
    assert account(of).by_heading == {}
    rate = gift("EU", share=Decimal("0.60"), base=ShareBase.TOTAL_BUDGET)
    assert told(account(project([rate], paid("T", "EUR 10"))))["spent"] == "EUR 6.00"


def test_money_for_one_thing_is_no_even_share() -> None:
    """Of a contribution for one heading nobody knows its part of each cost, unless it is all."""
    bound = gift("EU", "EUR 75", headings=("1",))
    of = project([bound, gift("JP", "EUR 25")], paid("T", "EUR 10"))
    assert account(of).attribution is Attribution.UNTOLD
    alone = attrs.evolve(bound, amount=Money.parse("EUR 100"))
    assert told(account(project([alone], paid("T", "EUR 10"))))["spent"] == "EUR 10.00"


def test_what_is_not_recorded_is_not_known() -> None:
    """No spending, no receipt, no giver of a receipt: each is told, and none is a nought."""
    bare = account(project([gift("EU", "EUR 75"), gift("JP", "EUR 25")]))
    assert bare.attribution is Attribution.NONE
    assert told(bare) == {
        "gives": "EUR 75",
        "came": "not known",
        "spent": "not known",
        "left": "not known",
    }
    nobodys = project([gift("EU", "EUR 75"), gift("JP", "EUR 25")], came("R", "EUR 9", None))
    assert told(account(nobodys))["came"] == "not known"
    only = project([gift("EU", "EUR 100")], came("R", "EUR 9", None))
    assert told(account(only))["came"] == "EUR 9"
    own = project([gift("COE", "EUR 75"), gift("EU", "EUR 25")], came("R", "EUR 9", "EU"))
    assert told(account(own, "COE"))["came"] == "not known"


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2017-01", "EUR 75"),
        ("2017-01/2018-01", "EUR 0 to EUR 75"),
        ("2018-01", "EUR 0"),
    ],
)
def test_a_contribution_received_at_once(received: str, expected: str) -> None:
    """Without receipts, a contribution came as a whole on the day it names, if that is known."""
    day = DateSpan.parse(received)
    of = project([gift("EU", "EUR 75", received=day), gift("JP", "EUR 25")])
    assert told(account(of))["came"] == expected


def test_a_contribution_is_told_in_its_own_currency() -> None:
    """What came stays as it was paid; spending is converted, or not known without a rate."""
    of = project(
        [gift("EU", "USD 110"), gift("JP", "EUR 0")],
        paid("T", "EUR 10"),
        came("R", "USD 50", "EU"),
    )
    rate = ExchangeRate("USD", Decimal("1.10"))
    one = account(of, rates=(rate,), rate_method=RateMethod.FIXED)
    assert told(one) == {
        "gives": "USD 110",
        "came": "USD 50",
        "spent": "USD 11.00",
        "left": "USD 39.00",
    }


def test_the_reference_donors() -> None:
    """Figures of the examples, worked out by hand."""
    grant = loaded("eu_grant")
    of = donor_account(grant, grant.projects[0], "EU")
    assert told(of) == {
        "gives": "EUR 400881.60",
        "came": "EUR 330000.00",
        "spent": "EUR 235562.90",
        "left": "EUR 94437.10",
    }
    assert Money.total(of.budgeted.values(), "EUR") == Money.parse("EUR 400881.60")
    year = loaded("cproc_2017")
    octopus = next(each for each in year.projects if each.code == "OCTOPUS")
    assert not donor_account(year, octopus, "JP").stated.parts


AMOUNTS = st.decimals(Decimal(-50), Decimal(500), places=2)


@given(
    st.lists(st.integers(1, 1000), min_size=1, max_size=4),
    st.lists(st.tuples(st.sampled_from(["1.1", "1.2", "2", None]), AMOUNTS), max_size=6),
)
def test_parts_of_all_donors_and_headings_add_up(
    given_: list[int], costs: list[tuple[str | None, Decimal]]
) -> None:
    """Law 3: what falls to the donors is all that was spent, by heading and in all."""
    names = [f"D{n}" for n, _amount in enumerate(given_)]
    gifts = [gift(name, f"EUR {amount}") for name, amount in zip(names, given_, strict=True)]
    moved = [paid(f"T{n}", f"EUR {of}", number) for n, (number, of) in enumerate(costs)]
    of = project(gifts, *moved, budget=f"EUR {sum(given_)}")
    every = tuple(Organisation(name, X) for name in names)
    each = [account(of, name, organisations=every) for name in names]
    if not moved:
        assert {one.attribution for one in each} == {Attribution.NONE}
        return
    whole = Money.total((paid_.amount for paid_ in moved), "EUR")
    assert Money.total(map(spent_of, each), "EUR") == whole
    for number in {number for number, _of in costs}:
        spent = Money.total((m.amount for m in moved if m.heading == number), "EUR")
        assert Money.total((one.by_heading[number] for one in each), "EUR") == spent
    for one in each:
        assert Money.total(one.by_heading.values(), "EUR") == one.figure(one.spent).value


def test_what_donors_of_an_example_spent_is_what_its_project_spent() -> None:
    """The parts of all donors of a project with a full budget are its spending, to the cent."""
    grant: Portfolio = loaded("eu_grant")
    (of,) = grant.projects
    each = [donor_account(grant, of, donor) for donor in donors(grant)]
    spent = flow(each[0].account.entries, Flow.SPENT, "EUR")
    assert Money.total(map(spent_of, each), "EUR") == spent
