"""The example of an EU grant: totals that were worked out by hand from its files."""

from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from example_data import loaded

import cproc
from cproc.checks import check
from cproc.dates import Period
from cproc.errors import InvalidValueError, UnknownNameError
from cproc.figures import evaluate, every_figure, funding_by_donor, tally, total
from cproc.figures.counting import budget_by_heading, budget_in
from cproc.figures.subjects import booked, spending_by
from cproc.model import Actual, Contribution, ContributionKind, RateLine, Transaction
from cproc.money import Money
from cproc.rates import RateMethod

GRANT = loaded("eu_grant")
(PROJECT,) = GRANT.projects


def eur(amount: str) -> Money:
    """Give an amount in euros."""
    return Money(amount, "EUR")


def value(call: str) -> object:
    """Give the value of a figure."""
    return evaluate(GRANT, call).value


def test_the_example_is_valid() -> None:
    """No rule finds anything in it."""
    assert check(GRANT) == ()


HEADINGS = {
    # 24 x 2400 + 24 x 1500 + 12 x 6200 + 60 x 180 + 120 x 70 + 300 x 70
    "1": "208200",
    "1.1": "93600",
    "1.3": "40200",
    "2": "25200",  # 40 x 450 + 24 x 300
    "3": "39500",  # 9600 + 12500 + 15000 + 1500 + 900
    "4": "24600",  # 1800 + 15600 + 2880 + 4320
    "5": "90200",  # 6000 + 9000 + 7000 + 8000 + 12000 + 600 + 41600 + 6000
    "6": "10000",
    "7": "397700",
    "8": "27839",  # 7 % of 397 700
    "9": "425539",
    "10": "19885",  # 5 % of 397 700
    "11": "445424",
}


@pytest.mark.parametrize(("number", "amount"), HEADINGS.items(), ids=HEADINGS)
def test_headings_of_the_budget(number: str, amount: str) -> None:
    """Each heading of the form (PRAG, Annex III) has its sum."""
    assert budget_by_heading(PROJECT, "EUR").amount(number) == eur(amount)


def test_what_the_budget_is_made_of() -> None:
    """Direct costs, indirect costs at 7 %, reserve at 5 %, and all together the budget in force."""
    assert value("direct_costs") == eur("397700")
    assert value("indirect_costs") == eur("27839")
    assert value("contingency") == eur("19885")
    assert value("budget_lines") == value('project_budget(project="CEGE")') == eur("445424")


MEANS = {2023: Fraction("33.84") / 12, 2024: Fraction("35.28") / 12}
"""Mean of the twelve monthly rates, GEL for one euro: 2.82 and 2.94."""


def test_spending_at_the_mean_of_each_year() -> None:
    """Laris of 2023 at 2.82, of 2024 at 2.94, each voucher to the cent; euros as they are."""
    for made in booked(GRANT, PROJECT):
        paid, when = made.transaction.amount, made.transaction.date
        if paid.currency == "GEL":
            assert made.converted.rate.value == 1 / MEANS[when.year]
            assert made.converted.rate.basis == f"{when.year}-01-01/{when.year}-12-31"
            assert made.amount == made.converted.money
    # by hand: 14 vouchers of 2023 in GEL divided by 2.82, 7 of 2024 by 2.94, the rest in EUR
    assert value('spent(heading="7")') == eur("244613.6")
    assert value('spent(heading="1.1.1")') == eur("50576.06")


def test_indirect_costs_are_a_flat_rate_of_what_is_spent() -> None:
    """7 % of 244 613.60 spent directly, of which 161 366.25 in 2023, to the cent at each day."""
    assert value("flat_costs") == value('spent(heading="8")') == eur("17122.95")
    assert value("spent") == eur("261736.55")
    assert value('flat_costs(on="2023-12-31")') == eur("11295.64")
    assert value('spent(on="2023-12-31")') == eur("172661.89")
    assert value("spent_in_period") == eur("89074.66")
    # by the end of the first quarter 19 628.94, of which 7 % are 1 374.03
    assert value('flat_costs(on="2023-03-31")') == eur("1374.03")
    found = evaluate(GRANT, "flat_costs")
    assert [(part.record, part.path) for part in found.parts] == [
        ("CEGE 8", "projects[0].rate_lines[0]")
    ]


def test_what_is_booked_on_a_rate_line_is_no_flat_rate() -> None:
    """A voucher on 8, or a line that says so, makes it one like any other; the reserve is one."""
    eight, ten = PROJECT.rate_lines
    voucher = attrs.evolve(PROJECT.transactions[3], id="X", heading="8.1", amount=eur("900"))

    def spent_by(*lines: RateLine, more: tuple[Transaction, ...] = ()) -> object:
        made = attrs.evolve(PROJECT, rate_lines=lines, transactions=(*PROJECT.transactions, *more))
        return evaluate(attrs.evolve(GRANT, projects=(made,)), "spent").value

    assert spent_by(attrs.evolve(eight, actual=Actual.BOOKED), ten) == eur("244613.6")
    assert spent_by(eight, ten, more=(voucher,)) == eur("245513.6")
    # 5 % of 244 613.60 are 12 230.68, beside the 17 122.95
    assert spent_by(eight, attrs.evolve(ten, actual=Actual.FLAT)) == eur("273967.23")
    # 5 % of direct and indirect costs, 261 736.55, are 13 086.83
    of_both = attrs.evolve(ten, actual=Actual.FLAT, of=("9",))
    assert spent_by(of_both, eight) == eur("274823.38")
    flat = attrs.evolve(eight, actual=Actual.FLAT)
    twice = attrs.evolve(PROJECT, rate_lines=(flat, ten), transactions=(voucher,))
    found = check(attrs.evolve(GRANT, projects=(twice,)))
    assert [problem.path for problem in found if problem.code == "flat-booked"] == [
        "projects[0].transactions[0].heading"
    ]


def test_spending_at_the_rate_of_the_month() -> None:
    """The same vouchers at the rate of the month each was paid in."""
    monthly = attrs.evolve(GRANT, projects=(attrs.evolve(PROJECT, rate_method=RateMethod.MONTH),))
    assert evaluate(monthly, "spent(heading='7')").value == eur("243094.18")
    first = booked(monthly, attrs.evolve(PROJECT, rate_method=RateMethod.MONTH))
    march = next(made for made in first if made.transaction.id == "T004")
    # 20 160 GEL at 2.78, the rate of March 2023
    assert (str(march.amount), march.converted.rate.basis) == ("EUR 7251.80", "2023-03")


def test_spending_of_a_heading_follows_the_tree() -> None:
    """7 sums 1 to 6, on which all is booked; 9 and 11 sum 7 and 8; nothing is counted twice."""
    main = [value(f'spent(heading="{number}")') for number in "123456"]
    direct = Money.total((amount for amount in main if isinstance(amount, Money)), "EUR")
    assert direct == value('spent(heading="7")') == eur("244613.6")
    assert value('spent(heading="1")') == eur("144047.78")
    for number in ("9", "11"):
        assert value(f'spent(heading="{number}")') == value("spent")
    assert value('spent(heading="10")') == eur("0")
    # a figure that misses its heading is no zero
    with pytest.raises(UnknownNameError, match=r"unknown heading '70'\. Did you mean '7'\?"):
        value('spent(heading="70")')


def test_filters_by_heading_follow_the_tree() -> None:
    """Counting and summing keep what the heading holds; rows stay those that were booked on."""
    booked_on = [made.heading for made in PROJECT.transactions if made.heading is not None]
    for wanted, start in {"7": "", "1.1": "1.1.", "1": "1."}.items():
        held = [number for number in booked_on if number.startswith(start)]
        found = tally(GRANT, "heading", of="transactions", where={"heading": wanted})
        assert found.total == len(held) > 0
        assert {row.key[0] for row in found.rows} == set(held)
    lines = total(GRANT, "budget_lines", where={"heading": ["7"]})
    assert lines.total == eur("397700")
    assert total(GRANT, "budget_lines", where={"heading": ["1.3", "2"]}).total == eur("65400")


def test_operations_by_administration() -> None:
    """164 900 of 2, 3, 5 and 6 by 260 639 of 1, 4 and 8 (a rate line); the reserve is neither."""
    assert value("operational_ratio") == Decimal("0.63")


def test_balance_burn_rate_gap_and_forecast() -> None:
    """445 424 less what is spent; 365 000 received of it; two years of 731 days, all over."""
    assert value("received") == eur("365000")
    assert value("committed") == eur("27500")
    assert value("balance") == eur("183687.45")
    assert value('balance(of="received")') == eur("120386.4")
    assert value("burn_rate") == Decimal("58.8")
    assert value("receipts_gap") == eur("80424")
    assert value("receipts_surplus") == eur("0")
    assert value('funding_gap(project="CEGE")') == eur("0")
    assert value('funding_gap(project="CEGE", basis="committed")') == eur("0")
    assert value('funding_gap(project="CEGE", basis="received")') == eur("80424")
    assert value("forecast") == value("spent")
    assert value('time_elapsed(project="CEGE", on="2023-12-31")') == Decimal("49.9")
    # spent by the end of 2023, times 731 days, by the 365 over
    assert value('forecast(on="2023-12-31")') == eur("345796.83")


def test_instalments_are_what_is_received() -> None:
    """What came by instalments is no gap any more, and its donor gave in the period it came in."""
    assert value('funding_gap(project="CEGE", basis="received", on="2022-12-31")') is None
    assert evaluate(GRANT, "donors_in_period").records == ("EU", "OFFICE_ORG")
    early = attrs.evolve(GRANT, period=Period.parse("2022"))
    assert evaluate(early, "donors_in_period").value == 0


def test_spending_by_key_adds_up() -> None:
    """By heading, quarter, party and activity the rows are the whole, to the cent."""
    for by in ("heading", "quarter", "year", "party", "activity"):
        breakdown = spending_by(GRANT, PROJECT, by)
        assert breakdown.total == value("spent")
        assert breakdown.overlap == eur("0")
    assert spending_by(GRANT, PROJECT, "quarter").value("2023-Q1") == eur("21002.97")


def test_the_budget_of_a_year_is_pro_rata_by_day() -> None:
    """365 of 731 days are 2023; the two years add up to the budget exactly."""
    years = Period.parse("2023/2024").years()
    first, second = (budget_in(GRANT, PROJECT, year) for year in years)
    assert first is not None
    assert second is not None
    assert first + second == eur("445424")
    assert first == eur("222407.34")
    assert value("budget_in_period") == second


def test_who_pays() -> None:
    """The European Union nine tenths, the beneficiary one."""
    paid = {row.key[0]: row.value for row in funding_by_donor(GRANT).rows}
    assert paid == {"EU": eur("400881.60"), "OFFICE_ORG": eur("44542.40")}


def test_a_contribution_in_another_currency_is_converted() -> None:
    """29 400 GEL received in 2024 are 10 000 EUR at the mean of that year; none is dropped."""
    lari = Contribution(
        "HELPLINE",
        ContributionKind.VOLUNTARY,
        Money("29400", "GEL"),
        received=cproc.DateSpan.parse("2024-05"),
    )
    given = attrs.evolve(PROJECT, contributions=(PROJECT.contributions[0], lari))
    paid = funding_by_donor(attrs.evolve(GRANT, projects=(given,)))
    amounts = {row.key[0]: row.value for row in paid.rows}
    assert amounts == {"EU": eur("400881.60"), "HELPLINE": eur("10000"), None: eur("34542.40")}
    bare = attrs.evolve(GRANT, projects=(given,), rates=())
    with pytest.raises(InvalidValueError, match=r"no rate of GEL for 2024-01"):
        funding_by_donor(bare)
    gap = evaluate(bare, 'funding_gap(project="CEGE")')
    assert (gap.value, gap.without) == (None, ("HELPLINE",))


def test_figures_of_money_are_listed_where_there_is_money() -> None:
    """The list of figures has spending here, and not in an office that keeps none."""
    assert "spent" in {made.name for made in every_figure(GRANT)}
    bare = attrs.evolve(GRANT, projects=(attrs.evolve(PROJECT, transactions=()),))
    names = {made.name for made in every_figure(bare)}
    assert "spent" not in names
    assert evaluate(bare, 'spent(project="CEGE")').value is None
    assert evaluate(bare, 'burn_rate(project="CEGE")').without == ("CEGE",)
