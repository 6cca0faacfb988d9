"""Law 3: shares and allocations sum exactly; no sum crosses currencies; rounding comes last."""

import operator
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from threading import Thread

import attrs
import pytest
from draws import draws
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cproc.dates import DateSpan, Period
from cproc.errors import CurrencyMismatchError, InvalidValueError
from cproc.figures import (
    KEYS,
    MEASURES,
    Flow,
    Key,
    Measure,
    MonthRule,
    Query,
    accounts,
    breakdowns,
    budget_by_project,
    funding_by_donor,
    shown_shares,
    total,
)
from cproc.figures.counting import added, as_budgeted, budget_by_heading, number, over_days
from cproc.figures.subjects import spending_by
from cproc.model import (
    BudgetVersion,
    ExchangeRate,
    LocalText,
    Portfolio,
    Project,
    TransactionType,
)
from cproc.money import Money, minor_unit, rounded_units, split_exactly
from cproc.rates import RateMethod
from cproc.testing import (
    Names,
    contributions,
    dates,
    make_portfolio,
    moneys,
    periods,
    portfolios,
    projects,
)
from cproc.testing.strategies.fields import CURRENCIES

# Whole portfolios are drawn here; other tests cover the lines.
pytestmark = pytest.mark.no_cover

OFFICE = make_portfolio(0)
WITH_RATES = Portfolio(
    OFFICE.office,
    OFFICE.period,
    rates=tuple(ExchangeRate(code, Decimal("1.7")) for code in CURRENCIES if code != "EUR"),
    rate_method=RateMethod.FIXED,
)
"""An office without records, which can convert any amount that is drawn."""

WEIGHTS = st.lists(
    st.integers(0, 10**6) | st.fractions(0, 1000) | st.decimals(0, 1000, places=3),
    min_size=1,
    max_size=8,
).filter(any)


@given(moneys(), WEIGHTS)
@example(Money("100", "EUR"), [1, 1, 1])
@example(Money("-0.01", "EUR"), [1, 1])
@example(Money("1", "JPY"), [1, 1, 1])
def test_allocations_sum_exactly(money: Money, weights: list[int | Decimal | Fraction]) -> None:
    """The parts add up to the whole, and each is less than one unit off its quota."""
    parts = money.allocate(weights)
    assert len(parts) == len(weights)
    assert Money.total(parts, money.currency) == money
    exponent = int(money.amount.as_tuple().exponent)
    unit = Fraction(1, 10 ** max(minor_unit(money.currency), -exponent))
    whole = sum((Fraction(weight) for weight in weights), Fraction(0))
    for part, weight in zip(parts, weights, strict=True):
        quota = Fraction(money.amount) * Fraction(weight) / whole
        assert abs(Fraction(part.amount) - quota) < unit


@given(st.integers(-(10**12), 10**12), WEIGHTS)
def test_splits_sum_exactly(units: int, weights: list[int | Decimal | Fraction]) -> None:
    """Whole units are split without losing one; a weight of zero gets none."""
    parts = split_exactly(units, weights)
    assert sum(parts) == units
    assert all(not part for part, weight in zip(parts, weights, strict=True) if not weight)


@given(st.lists(st.fractions(0, 50, max_denominator=60), max_size=8))
@example([Fraction(67, 200)] * 3)
@example([Fraction(1, 3)] * 3)
def test_shown_shares_tie_to_their_sum(shares: list[Fraction]) -> None:
    """Shares are rounded together, once: what is shown adds up to the rounded sum."""
    shown = shown_shares(shares)
    assert all(isinstance(value, Decimal) for value in shown)
    numbers = [Fraction(value) for value in shown if isinstance(value, Decimal)]
    assert sum(numbers) == Fraction(rounded_units(sum(shares, Fraction(0)), 2), 100)
    assert all(
        abs(number - share) < Fraction(1, 100) + Fraction(1, 10**9)
        for number, share in zip(numbers, shares, strict=True)
    )


@given(portfolios(), dates())
def test_funding_by_donor_sums_to_the_budget_in_force(portfolio: Portfolio, on: object) -> None:
    """Whatever contributions say, the rows by donor add up to the budget to the last cent."""
    funding = funding_by_donor(portfolio, on)  # type: ignore[arg-type]
    rows = [row.value for row in funding.rows if isinstance(row.value, Money)]
    assert Money.total(rows, portfolio.currency) == funding.total
    assert funding.total == budget_by_project(portfolio, on).total  # type: ignore[arg-type]
    assert len(rows) == len(funding.rows)


@given(moneys(), moneys())
def test_no_sum_crosses_currencies(one: Money, other: Money) -> None:
    """Two currencies are not added, taken away, compared, divided or summed."""
    assume(one.currency != other.currency)
    crossings: list[Callable[[Money, Money], object]] = [
        *(operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge),
        Money.ratio,
        lambda first, second: Money.total([first, second], first.currency),
    ]
    for crossing in crossings:
        with pytest.raises(CurrencyMismatchError):
            crossing(one, other)
    assert one != other


@given(st.lists(moneys(currency="EUR"), max_size=6))
def test_sums_are_exact_in_any_order(amounts: list[Money]) -> None:
    """A sum is that of the exact numbers, whichever way round."""
    total = Money.total(amounts, "EUR")
    assert Fraction(total.amount) == sum(Fraction(money.amount) for money in amounts)
    assert Money.total(reversed(amounts), "EUR") == total
    for money in amounts:
        assert total - money + money == total
        assert money + -money == Money(0, "EUR")


@given(moneys())
def test_rounding_is_done_once(money: Money) -> None:
    """Rounding goes to the nearest smallest coin, and doing it again changes nothing."""
    rounded = money.rounded()
    half = Fraction(1, 2 * 10 ** minor_unit(money.currency))
    assert abs(Fraction(rounded.amount) - Fraction(money.amount)) <= half
    assert rounded.rounded() == rounded
    assert (-money).rounded() == -rounded


@given(moneys())
def test_text_of_money_there_and_back(money: Money) -> None:
    """The text form is read back equal, sign, cents and all."""
    assert Money.parse(str(money)) == money
    assert eval(repr(money)) == money  # noqa: S307 - the law is that it can be typed back


@given(moneys(currency="EUR"), moneys(currency="EUR"), WEIGHTS)
def test_the_decimal_context_of_a_thread_changes_nothing(
    one: Money, other: Money, weights: list[int | Decimal | Fraction]
) -> None:
    """N32: sums, splits and roundings do not read the context of whoever calls."""

    def work() -> list[object]:
        shares = shown_shares([Fraction(one.amount) ** 2, Fraction(7, 3), Fraction(400, 3)])
        return [one + other, one - other, -one, one * 3, one.rounded(), *one.allocate(weights),
                str(one), one < other, *shares]  # fmt: skip

    results = []

    def in_thread() -> None:
        with localcontext(Context(prec=2)):
            results.append(work())

    thread = Thread(target=in_thread)
    thread.start()
    thread.join()
    assert results == [work()]


@given(st.lists(contributions(Names(currency="EUR")), max_size=4), moneys(currency="EUR", low=0))
def test_a_project_is_paid_to_the_cent(given_: list[object], budget: Money) -> None:
    """One project's budget is attributed whole, whatever the currencies and sizes given."""
    title, period = LocalText({"en": "x"}), WITH_RATES.period
    version = BudgetVersion(budget, period.start)
    span = DateSpan(period.start, period.end)
    project = Project("P", "P", title, span, budget=(version,), contributions=tuple(given_))  # type: ignore[arg-type]
    funding = funding_by_donor(attrs.evolve(WITH_RATES, projects=(project,)))
    rows = [row.value for row in funding.rows if isinstance(row.value, Money)]
    assert Money.total(rows, "EUR") == funding.total == budget


@given(moneys(), periods(), st.lists(st.integers(1, 400), max_size=4))
def test_an_amount_over_days_is_the_whole(money: Money, life: Period, cuts: list[int]) -> None:
    """Whatever periods follow on each other over a life, their parts add up to the amount."""
    ends = sorted({min(life.start + timedelta(cut), life.end) for cut in cuts} | {life.end})
    starts = [life.start, *(end + timedelta(1) for end in ends[:-1])]
    parts = over_days(money, life, [Period(*ends_) for ends_ in zip(starts, ends, strict=True)])
    assert Money.total(parts, money.currency) == money


@draws(40)
@given(projects(Names(currency="EUR")))
def test_a_budget_by_heading_is_its_parts(project: Project) -> None:
    """Direct and indirect costs and the reserve are the whole; a heading holds each part once."""
    currency = WITH_RATES.currency_of(project)
    budget = budget_by_heading(project, currency)
    assert budget.direct + budget.indirect + budget.reserve == budget.total
    lines = (line.total for line in as_budgeted(project).budget_lines)
    moved = (part.amount for part in budget.parts if part.moved and not part.rated)
    assert budget.direct == Money.total((*lines, *moved), currency)
    for row in budget.headings:
        assert len(set(row.parts)) == len(row.parts)
        parts = (budget.parts[index].amount for index in row.parts)
        assert Money.total(parts, currency) == row.amount == budget.amount(row.number)


@draws(40)
@given(projects(Names(currency="EUR"), rate_method=RateMethod.FIXED), dates())
def test_spending_by_any_key_is_the_whole(project: Project, on: date) -> None:
    """What is booked by heading, quarter, year, party or activity adds up to the same total."""
    portfolio = attrs.evolve(WITH_RATES, projects=(project,))
    totals = set()
    for by in ("heading", "quarter", "year", "party", "activity"):
        spending = spending_by(portfolio, project, by, on=on)
        assert isinstance(spending.total, Money)
        assert not spending.overlap.amount if isinstance(spending.overlap, Money) else True
        totals.add(spending.total)
    assert len(totals) == 1


@draws(20)
@given(portfolios(), dates())
def test_what_is_left_of_budgets_is_what_is_not_spent_in_every_currency(
    portfolio: Portfolio, on: date
) -> None:
    """Of several contracts, restated or not, each account's sums tie to the last unit."""
    of_each = accounts(portfolio, None, on)
    for account in (*of_each, *(each.in_own for each in of_each)):
        budget, spent = account.budget(), account.moved(Flow.SPENT)
        if not (budget.missing or spent.missing or not budget.parts):
            left = (budget - spent).ends
            low, high = budget.ends[0], spent.ends[0] if spent.parts else None
            assert left[0] == (low - high if high else low)
            assert left[0].currency == account.currency


DATED = st.sampled_from(MonthRule)


def _kept(measure: Measure) -> dict[str | Key, list[str]]:
    """Everything that a measure is of, told where it must be: income and spending are apart."""
    return {measure.apart: [*map(str, TransactionType)]} if measure.apart else {}


@given(portfolios(), DATED)
def test_amounts_by_share_of_any_key_sum_to_the_total(
    portfolio: Portfolio, months: MonthRule
) -> None:
    """Every measure by every key of its records adds up, to the last unit; so do two keys."""
    for measure in MEASURES.values():
        where = _kept(measure)
        if measure.unit == "money":
            where["currency"] = [portfolio.currency]
        names = [name for name, key in KEYS.items() if measure.subject in key.readers]
        queries = [Query(by, measure, rule="share", months=months, where=where) for by in names]
        queries += [Query(("project", names[0]), measure, rule="share", where=where)]
        for made in breakdowns(portfolio, queries[:-1] if names[0] == "project" else queries):
            assert number(added(row.value for row in made.rows)) == number(made.total)
            assert number(made.overlap) == 0


@given(portfolios())
def test_no_row_crosses_currencies(portfolio: Portfolio) -> None:
    """Amounts of several currencies are refused, or told apart by the key currency."""
    for measure in MEASURES.values():
        if measure.unit != "money":
            continue
        where = _kept(measure)
        apart = total(portfolio, measure, "currency", where=where)
        assert all(
            isinstance(row.value, Money) and row.value.currency == row.key[0] for row in apart.rows
        )
        if len(apart.rows) > 1:
            with pytest.raises(InvalidValueError, match="several currencies"):
                total(portfolio, measure, where=where)
        else:
            assert total(portfolio, measure, where=where).total == apart.total
