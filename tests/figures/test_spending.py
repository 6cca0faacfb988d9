"""Spending by hand: methods of conversion, what is not known, several projects together."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from example_data import loaded

from cproc.dates import DateSpan, Month, Period
from cproc.errors import InvalidValueError, UnknownNameError
from cproc.figures import Reason, evaluate, explain, total
from cproc.figures.counting import budget_by_heading, dated, exchange_of, over_days
from cproc.figures.subjects import Flow, booked, spending_by
from cproc.model import (
    BudgetLine,
    BudgetVersion,
    Contribution,
    ContributionKind,
    ExchangeRate,
    Heading,
    LocalText,
    Portfolio,
    RateLine,
    Transaction,
    TransactionType,
)
from cproc.money import Money
from cproc.rates import RateMethod

TITLE = LocalText({"en": "x"})
VOLUNTARY = ContributionKind.VOLUNTARY
SPENT, CAME = TransactionType.EXPENDITURE, TransactionType.INCOMING_FUNDS


def eur(amount: int | str) -> Money:
    """Give an amount in euros."""
    return Money(amount, "EUR")


def paid(id_: str, day: str, amount: Money, kind: TransactionType = SPENT) -> Transaction:
    """Give a transaction."""
    return Transaction(id_, kind, date.fromisoformat(day), amount)


@pytest.fixture
def spending(office: Portfolio) -> Portfolio:
    """P2 (2016 to 2017, 1 200) has spent 300 and received 500, P1 (1 000) has spent 110.

    The 110 are USD 121 at 1.10 of February 2017.
    """
    first, second, *others = office.projects
    first = attrs.evolve(
        first,
        transactions=(
            paid("A", "2017-03-01", eur(320)),
            paid("B", "2017-03-09", eur(-20)),
            paid("C", "2017-03-10", eur(500), CAME),
            paid("D", "2017-10-01", eur(7)),
        ),
    )
    second = attrs.evolve(second, transactions=(paid("E", "2017-02-04", Money(121, "USD")),))
    rates = (
        ExchangeRate("USD", Decimal("1.10"), month=Month(2017, 2)),
        ExchangeRate("USD", Decimal("1.21"), day=date(2017, 2, 3)),
        ExchangeRate("USD", Decimal(2)),
        ExchangeRate("USD", Decimal(4)),
    )
    return attrs.evolve(office, projects=(first, second, *others), rates=rates)


BY_HAND = {
    "spent": eur(410),
    'spent(project="P2")': eur(300),
    'spent(project="P2", on="2017-10-01")': eur(307),
    'spent(project="P3")': None,
    "spent_in_period": eur(410),
    "received": eur(500),
    "committed": None,  # nobody recorded a commitment
    "balance": eur(1790),  # 1 200 + 1 000 - 410
    'balance(of="received")': eur(200),  # of P2, as nobody recorded what P1 received
    'balance(project="P1", of="received")': None,
    "burn_rate": Decimal("18.6"),  # 410 of 2 200
    'burn_rate(project="P2")': Decimal(25),
    'received(project="P1")': None,
    'received(project="P2", on="2016-12-31")': eur(0),  # before the first of those recorded
    'receipts_surplus(project="P2")': eur(0),
    'flat_costs(project="P2")': eur(0),
    'receipts_gap(project="P2")': eur(700),
    # 300 x 731 / 639 days, and 110 x 1461 / 1369
    'forecast(project="P2")': eur("343.19"),
    'forecast(project="P1")': eur("117.39"),
    "forecast": eur("460.58"),
    'forecast(project="P2", on="2015-12-31")': None,
    'forecast(project="P3")': None,
    'receipts_gap(project="P3")': None,
    'balance(project="P3")': None,
    'budget_lines(project="P2")': None,
    'budget_in_period(project="P2")': None,
}


@pytest.mark.parametrize(("call", "expected"), BY_HAND.items(), ids=BY_HAND)
def test_figures_of_spending(spending: Portfolio, call: str, expected: object) -> None:
    """Each figure is what the vouchers say; what a project does not tell is not known."""
    found = evaluate(spending, call)
    assert found.value == expected
    if isinstance(expected, Money) and found.parts:
        amounts = [part.value for part in found.parts if isinstance(part.value, Money)]
        assert Money.total(amounts, "EUR") == expected
    assert (found.value is None) == bool(found.without and not found.records)


METHODS = {
    RateMethod.MONTH: (110, "2017-02"),
    RateMethod.DAILY: (100, "2017-02-03"),  # 4 February was a Saturday
    RateMethod.FIXED: ("60.50", "agreed"),
}


@pytest.mark.parametrize(("method", "expected"), METHODS.items(), ids=[*METHODS])
def test_a_project_names_the_method(
    spending: Portfolio, method: RateMethod, expected: tuple[int | str, str]
) -> None:
    """USD 121 of a Saturday: at the rate of the month, of the Friday before, as agreed first."""
    project = attrs.evolve(spending.projects[1], rate_method=method)
    (made,) = booked(spending, project)
    assert (made.amount, made.converted.rate.basis) == (eur(expected[0]), expected[1])


def test_spending_by_key(spending: Portfolio) -> None:
    """Transactions of one purpose up to a day, as booked, with what is behind each row."""
    first, second, *_ = spending.projects
    by_quarter = spending_by(spending, first, "quarter", on=date(2017, 12, 31))
    assert [(row.key, row.value, row.records) for row in by_quarter.rows] == [
        (("2017-Q1",), eur(300), ("A", "B")),
        (("2017-Q4",), eur(7), ("D",)),
    ]
    assert by_quarter.total == eur(307)
    assert spending_by(spending, first, "year").total == eur(300)
    received = spending_by(spending, first, "heading", Flow.RECEIVED)
    assert [(row.key, row.value, row.records) for row in received.rows] == [
        ((None,), eur(500), ("C",))
    ]
    assert spending_by(spending, second, "activity").value(None) == eur(110)
    with pytest.raises(UnknownNameError, match=r"unknown key 'vendor'; there are: .*party"):
        spending_by(spending, first, "vendor")


def test_a_mean_is_of_the_months_of_the_period_in_the_life(spending: Portfolio) -> None:
    """P1 living in February and March only, the mean needs no other month."""
    rates = (*spending.rates, ExchangeRate("USD", Decimal("1.32"), month=Month(2017, 3)))
    project = attrs.evolve(
        spending.projects[1],
        period=DateSpan.parse("2017-02/2017-03"),
        rate_method=RateMethod.PERIOD_MEAN,
    )
    (made,) = booked(attrs.evolve(spending, rates=rates), project)
    assert made.amount == eur(100)  # 121 at 1.21
    outside = attrs.evolve(project, period=DateSpan.parse("2017-03"))
    with pytest.raises(InvalidValueError, match=r"no rate of USD for 2016-10"):
        booked(attrs.evolve(spending, rates=rates), outside)


def test_a_mean_is_of_whole_months(spending: Portfolio) -> None:
    """Of a period that begins within a month, as rates are; periods are as many months long."""
    rates = tuple(
        ExchangeRate("USD", Decimal(rate), month=Month(2017, number))
        for number, rate in ((1, "1.1"), (2, "1.3"), (3, "1.2"), (4, "1.4"))
    )
    odd = attrs.evolve(spending, rates=rates, period=Period.parse("2017-01-15/2017-02-14"))
    project = attrs.evolve(spending.projects[1], rate_method=RateMethod.PERIOD_MEAN)
    exchange = exchange_of(odd, project)
    dollars = Money("1.3", "USD")
    assert exchange(dollars, date(2017, 4, 30)).money == eur(1)
    assert exchange(Money("1.2", "USD"), date(2017, 1, 1)).money == eur(1)


def test_a_budget_in_another_currency_is_refused(spending: Portfolio) -> None:
    """No balance is taken of two currencies; the project is named."""
    version = BudgetVersion(Money(1, "USD"), date(2014, 1, 1))
    first = attrs.evolve(spending.projects[0], budget=(version,), currency="EUR")
    mixed = attrs.evolve(spending, projects=(first, *spending.projects[1:]))
    with pytest.raises(InvalidValueError, match="P2 is not in EUR"):
        evaluate(mixed, "balance")


def test_a_project_without_a_budget_is_told_as_missing(spending: Portfolio) -> None:
    """Its spending has nothing to be set beside; the others are told."""
    first = attrs.evolve(spending.projects[0], budget=())
    some = attrs.evolve(spending, projects=(first, *spending.projects[1:]))
    for name in ("balance", "burn_rate"):
        found = evaluate(some, name)
        reasons = {each.record: each.reason for each in found.missing}
        assert reasons == {"P2": Reason.BUDGET, "P3": Reason.NOT_RECORDED}
        assert found.value is not None
    lines = attrs.evolve(
        first, budget_lines=(BudgetLine("1", TITLE, "lump sum", Decimal(1), eur(600)),)
    )
    known = attrs.evolve(spending, projects=(lines,), activities=())
    assert evaluate(known, "balance").value == eur(300)


def test_what_nobody_recorded_is_told_with_the_sum(spending: Portfolio) -> None:
    """The receipts of P2 are a sum without those of P1 and P3; P4 has not begun."""
    found = evaluate(spending, "received")
    assert (found.value, found.without) == (eur(500), ("P1", "P3"))
    assert evaluate(spending, "spent").without == ("P3",)
    gap = evaluate(spending, "receipts_gap")  # of P2; of the others nobody knows
    assert (gap.value, gap.low, gap.without) == (None, eur(700), ("P1", "P3"))
    bare = tuple(attrs.evolve(project, transactions=()) for project in spending.projects)
    found = evaluate(attrs.evolve(spending, projects=bare), "received")
    assert (found.value, found.without) == (None, ("P2", "P1", "P3"))


def test_a_project_says_that_it_has_none(spending: Portfolio) -> None:
    """P1 received nothing so far, and says so: what it paid is missing from its cash."""
    first, second, *others = spending.projects
    poor = attrs.evolve(second, has_no=(CAME,))
    some = attrs.evolve(spending, projects=(first, poor, *others))
    assert evaluate(some, 'received(project="P1")').value == eur(0)
    assert evaluate(some, 'balance(project="P1", of="received")').value == eur(-110)
    assert evaluate(some, 'receipts_gap(project="P1")').value == eur(1000)
    assert evaluate(some, "received").without == ("P3",)


def test_what_one_received_too_much_is_no_receipt_of_another(spending: Portfolio) -> None:
    """P2 received 1 500 of 1 200, P1 nothing of 1 000: 1 000 are to come, and 300 too much."""
    first, second, *others = spending.projects
    rich = attrs.evolve(first, transactions=(paid("C", "2017-03-10", eur(1500), CAME),))
    poor = attrs.evolve(second, has_no=(CAME,))
    silent = evaluate(attrs.evolve(spending, projects=(rich, second)), "receipts_surplus")
    assert (silent.value, silent.low, silent.without) == (None, eur(300), ("P1",))
    some = attrs.evolve(spending, projects=(rich, poor, *others))
    some = attrs.evolve(some, projects=some.projects[:2])  # of P3 nobody told
    assert evaluate(some, "receipts_gap").value == eur(1000)
    assert evaluate(some, "receipts_surplus").value == eur(300)
    assert evaluate(some, 'receipts_gap(project="P2")').value == eur(0)
    assert evaluate(some, 'funding_gap(basis="received")').value == eur(1000)
    assert evaluate(some, 'funding_surplus(project="P2", basis="received")').value == eur(300)
    found = explain(some, "receipts_gap")
    assert found.sum == found.figure.value


def test_a_voucher_on_no_heading_may_be_owed_a_flat_rate_on(spending: Portfolio) -> None:
    """7 % of the 100 booked on 1 are owed; of the 10 on no heading nobody told."""
    first, *others = spending.projects
    on_one = attrs.evolve(paid("A", "2017-03-01", eur(100)), heading="1")
    rate = RateLine("8", TITLE, Decimal("0.07"), ("1",))
    bare = attrs.evolve(
        first, rate_lines=(rate,), transactions=(on_one, paid("B", "2017-03-02", eur(10)))
    )
    some = attrs.evolve(spending, projects=(bare, *others))
    for call in ("spent", "flat_costs", "balance", "burn_rate", "forecast"):
        found = evaluate(some, f'{call}(project="P2")')
        assert [(each.record, each.reason) for each in found.missing] == [("B", Reason.HEADING)]
    assert evaluate(some, 'spent(project="P2")').value == eur("117.00")
    assert evaluate(some, 'flat_costs(project="P2")').value == eur("7.00")


def test_a_line_in_another_currency_is_refused_by_its_number(spending: Portfolio) -> None:
    """A budget by heading has one currency."""
    line = BudgetLine("1.2", TITLE, "month", Decimal(1), Money(1, "USD"))
    with pytest.raises(InvalidValueError, match=r"line 1\.2 of P2 is in USD"):
        budget_by_heading(attrs.evolve(spending.projects[0], budget_lines=(line,)), "EUR")


def test_amounts_of_headings(spending: Portfolio) -> None:
    """A number without a title of its own has a sum; one that holds nothing is no heading."""
    project = attrs.evolve(
        spending.projects[0],
        headings=(Heading("3", TITLE, ("1", "1.1")),),
        budget_lines=(
            BudgetLine("1.1", TITLE, "month", Decimal(2), eur("10.005")),
            BudgetLine("1.2", TITLE, "month", Decimal(1), eur(5)),
        ),
        rate_lines=(RateLine("4", TITLE, Decimal("0.07"), ("3", "1.2"), reserve=True),),
    )
    budget = budget_by_heading(project, "EUR")
    assert budget.amount("1") == budget.amount("3") == eur("25.01")
    assert budget.amount("4") == budget.reserve == eur("1.75")
    assert (budget.headings[0].level, budget.direct + budget.indirect) == (1, eur("25.01"))
    with pytest.raises(KeyError):
        budget.amount("9")


def test_days_outside_the_life_get_nothing() -> None:
    """A year before and a year after a life hold none of it."""
    life = Period.parse("2016")
    years = [Period.parse(year) for year in ("2015", "2016", "2017")]
    assert over_days(eur(100), life, years) == (eur(0), eur(100), eur(0))


def test_a_sum_converts_by_the_day_that_spending_does(spending: Portfolio) -> None:
    """USD 121 of March with a value date in February: 110 in the total as in what is spent."""
    project = spending.projects[1]
    made = attrs.evolve(project.transactions[0], date=date(2017, 3, 4), value_date=date(2017, 2, 4))
    project = attrs.evolve(project, transactions=(made,))
    portfolio = attrs.evolve(spending, projects=(project,))
    exchange = exchange_of(portfolio, project)
    summed = total(portfolio, "transactions", convert=lambda money, day: exchange(money, day).money)
    assert summed.total == evaluate(portfolio, "spent").value == eur(110)


DAYS_OF_RATES = {
    "contribution": (
        "contributions",
        {"contributions": (Contribution("US", VOLUNTARY, amount=Money(1, "USD"),
                                        received=DateSpan.parse("2016-11/2017-02")),)},
        "2017-02-28",
    ),
    "contribution-committed": (
        "contributions",
        {"contributions": (Contribution("US", VOLUNTARY, amount=Money(1, "USD"),
                                        committed=DateSpan.parse("2016")),)},
        "2016-12-31",
    ),
    "contribution-undated": (
        "contributions",
        {"contributions": (Contribution("US", VOLUNTARY, amount=Money(1, "USD")),)},
        "2014-01-01",
    ),
    "budget": (
        "budget", {"budget": (BudgetVersion(Money(1, "USD"), date(2015, 4, 1)),)}, "2015-04-01",
    ),
    "budget-line": (
        "budget_lines",
        {"budget_lines": (BudgetLine("1", TITLE, "month", Decimal(1), Money(1, "USD"),
                                     period=DateSpan.parse("2016")),)},
        "2014-01-01",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("measure", "held", "day"), DAYS_OF_RATES.values(), ids=DAYS_OF_RATES)
def test_the_day_of_a_rate_is_one(
    spending: Portfolio, measure: str, held: dict[str, Any], day: str
) -> None:
    """A sum is converted by the day that `dated` tells, of whatever a project holds."""
    days: list[date] = []

    def convert(_money: Money, when: date) -> Money:
        days.append(when)
        return eur(1)

    project = attrs.evolve(spending.projects[1], **held)
    total(attrs.evolve(spending, projects=(project,)), measure, convert=convert)
    (record,) = next(iter(held.values()))
    assert days == [dated(record, project)] == [date.fromisoformat(day)]


def test_rules_are_written_as_a_language_writes_them() -> None:
    """Types of transactions have their names, and amounts their separators, in each language."""
    grant = loaded("eu_grant")
    french, english = (
        [evaluate(grant, call).rule_in(language) for call in ("spent", "received", "burn_rate")]
        for language in ("fr", "en")
    )
    assert "décaissement, dépense, remboursement de frais" in french[0]
    assert "fonds entrants" in french[1]
    assert "disbursement, expenditure, reimbursement" in english[0]
    assert "incoming funds" in english[1]
    assert "EUR\xa0261,736.55" in english[2]
    assert "261\u202f736,55" in french[2].replace("\xa0", "\u202f")
    for name in ("spent", "committed", "received", 'stated_share(project="CEGE")'):
        for language in ("en", "fr"):
            assert "_" not in evaluate(grant, name).rule_in(language)
