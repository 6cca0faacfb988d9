"""Exchange rates by a named method."""

import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cproc.dates import Month, Period
from cproc.errors import DataError, InvalidValueError, MissingExtraError
from cproc.money import Money
from cproc.rates import ExchangeRates, RateMethod

TABLE = """month,currency,rate
2017-01,USD,1.05
2017-02,USD,1.07
2017-03,USD,1.09
2017-01,RON,4.50
2017-02,RON,4.52
"""
HISTORY = """Date,USD,JPY,BGN,
2017-03-03,1.0565,120.5,N/A,
2017-03-02,1.0514,120.3,1.9558,
"""
RATES = ExchangeRates.from_csv(TABLE)
DAILY = ExchangeRates.from_ecb(HISTORY)


def test_rate_of_the_month_both_ways() -> None:
    """From and to the euro a month's rate and its inverse are exact."""
    there = RATES.of_month("EUR", "USD", Month(2017, 1))
    back = RATES.of_month("USD", "EUR", Month(2017, 1))
    assert there.value == Fraction("1.05")
    assert back.value * there.value == 1
    assert (back.method, back.basis) == (RateMethod.MONTH, "2017-01")


def test_cross_rate() -> None:
    """Between two other currencies the rate is the exact quotient of theirs."""
    assert RATES.of_month("USD", "RON", Month(2017, 2)).value == Fraction("4.52") / Fraction("1.07")


def test_mean_of_the_period() -> None:
    """Annex VI: the mean of the period's monthly rates; (1.05 + 1.07 + 1.09) / 3 = 1.07."""
    rate = RATES.mean_of_period("EUR", "USD", Period.parse("2017-01/2017-03"))
    assert rate.value == Fraction("1.07")
    assert rate.basis == "2017-01-01/2017-03-31"
    assert str(rate.convert(Money("100", "EUR")).money) == "USD 107.00"


def test_daily_rate_looks_back_only_when_asked() -> None:
    """A day without a rate is an error, or takes the last published one within the bound."""
    assert DAILY.of_day("EUR", "USD", date(2017, 3, 2)).value == Fraction("1.0514")
    with pytest.raises(InvalidValueError, match="USD for 2017-03-05"):
        DAILY.of_day("EUR", "USD", date(2017, 3, 5))
    found = DAILY.of_day("EUR", "USD", date(2017, 3, 5), back=3)
    assert (found.value, found.basis) == (Fraction("1.0565"), "2017-03-03")
    with pytest.raises(InvalidValueError, match="BGN"):
        DAILY.of_day("USD", "BGN", date(2017, 3, 3))
    assert DAILY.of_day("EUR", "EUR", date(2017, 3, 5)).value == 1


def test_agreed_rate() -> None:
    """A contract's fixed rate goes before any table; one that is not agreed is an error."""
    rates = ExchangeRates(fixed={"USD": Decimal("1.10")})
    made = rates.as_agreed("EUR", "USD").convert(Money("2", "EUR"))
    assert (str(made.money), made.rate.basis) == ("USD 2.20", "agreed")
    with pytest.raises(InvalidValueError, match="RON for the contract"):
        rates.as_agreed("EUR", "RON")


def test_missing_rate_names_currency_and_month() -> None:
    """A missing rate is an error that names what is missing; nothing is guessed."""
    with pytest.raises(InvalidValueError, match="RON for 2017-03"):
        RATES.mean_of_period("EUR", "RON", Period.parse("2017-01/2017-03"))


def test_amount_of_another_currency_is_refused() -> None:
    """A rate converts only amounts of its own source currency."""
    with pytest.raises(InvalidValueError, match="not in EUR"):
        RATES.of_month("EUR", "USD", Month(2017, 1)).convert(Money("1", "USD"))


def test_each_amount_is_rounded_when_it_is_converted() -> None:
    """Three times a third of a cent are three times nothing: sums are of what is booked."""
    third = ExchangeRates(fixed={"USD": Decimal(3)}).as_agreed("USD", "EUR")
    parts = [third.convert(Money("0.01", "USD")).money] * 3
    assert Money.total(parts, "EUR") == Money("0.00", "EUR")


def test_every_faulty_row_is_told() -> None:
    """Each row that cannot be read is told with its number, all at once."""
    text = (
        "month,currency,rate\n2017-13,USD,1\n2017-01,XXQ,1\n2017-01,USD,0\n2017-01,USD\n"
        "2017-01,RON,4,5\n2017-01,RON,4.5\n2017-01,RON,4.6\n"
    )
    with pytest.raises(DataError) as caught:
        ExchangeRates.from_csv(text, "rates.csv")
    told = [(problem.code, problem.cell) for problem in caught.value.problems]
    assert told == [
        ("date-form", "row 2"),
        ("currency-unknown", "row 3"),
        ("rate-sign", "row 4"),
        ("rates-row", "row 5"),
        ("rates-row", "row 6"),
        ("rate-twice", "row 8"),
    ]


@pytest.mark.parametrize("text", ["", "currency,month,rate\n"])
def test_header_of_monthly_rates(text: str) -> None:
    """A table without the three columns is refused."""
    with pytest.raises(DataError, match="month,currency,rate"):
        ExchangeRates.from_csv(text)


def test_history_is_read_strictly() -> None:
    """The bank's history needs its Date column, real days and positive rates."""
    with pytest.raises(DataError, match="not Date"):
        ExchangeRates.from_ecb("Day,USD\n")
    with pytest.raises(DataError) as caught:
        ExchangeRates.from_ecb("Date,USD\n2017-02-30,1\n2017-02-01,-1\n2017-02-02,1\n")
    assert [problem.cell for problem in caught.value.problems] == ["row 2", "row 3"]


@pytest.mark.parametrize("text", ['month,currency,rate\n2017-01,USD,"1\n', "month\x00,"])
@pytest.mark.parametrize("read", [ExchangeRates.from_csv, ExchangeRates.from_ecb])
def test_a_broken_table_is_told_with_its_row(
    read: Callable[[str, str], ExchangeRates], text: str
) -> None:
    """F31, F32: an unclosed quote or a NUL is a problem of the file, not a mishap."""
    with pytest.raises(DataError) as caught:
        read(text, "rates.csv")
    assert caught.value.problems[0].file == "rates.csv"
    assert caught.value.problems[0].cell.startswith("row ")


def test_a_byte_order_mark_is_no_part_of_the_header() -> None:
    """F28: Excel writes one before its CSV."""
    rates = ExchangeRates.from_csv("\ufeffmonth,currency,rate\n2017-01,USD,1.05\n")
    assert rates.monthly == {("USD", Month(2017, 1)): Decimal("1.05")}


def test_the_history_of_the_bank_comes_as_an_extra() -> None:
    """The rates of 29 September 2017, as the bank published them; Saturday has none."""
    rates = ExchangeRates.ecb_history()
    assert rates.daily["USD", date(2017, 9, 29)] == Decimal("1.1806")
    assert rates.daily["RON", date(2017, 9, 29)] == Decimal("4.5993")
    saturday = rates.of_day("USD", "EUR", date(2017, 9, 30), back=3)
    assert (saturday.basis, saturday.value) == ("2017-09-29", 1 / Fraction("1.1806"))


def test_the_history_names_its_extra_where_it_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package the message says what to install."""
    monkeypatch.setitem(sys.modules, "currency_converter", None)
    with pytest.raises(MissingExtraError, match=r"cproc-reporting\[ecb\]"):
        ExchangeRates.ecb_history()


@given(st.decimals("0.0001", "10000", places=4), st.decimals("0.01", "1000000", places=2))
def test_law_there_and_back(units: Decimal, amount: Decimal) -> None:
    """Law: converted there and back without rounding between, an amount is itself."""
    rates = ExchangeRates(fixed={"USD": units})
    money = Money(amount, "EUR")
    there = rates.as_agreed("EUR", "USD")
    assert there.convert(money).exact * rates.as_agreed("USD", "EUR").value == money.amount


def test_rates_per_another_currency_lead_over_it_to_the_euro() -> None:
    """Shillings for one dollar and dollars for one euro give shillings for one euro.

    KES 14,190 at 129 a dollar are USD 110, which at 1.10 a euro are EUR 100.
    """
    month = Month(2025, 3)
    dollars = ExchangeRates(monthly={("KES", month): Decimal(129)}, per="USD")
    rates = ExchangeRates(monthly={("USD", month): Decimal("1.10")}, others=(dollars,))
    there = rates.of_month("KES", "EUR", month)
    assert there.convert(Money("14190", "KES")).money == Money("100.00", "EUR")
    assert rates.of_month("EUR", "KES", month).value == 1 / there.value
    assert rates.of_month("KES", "USD", month).convert(Money("258", "KES")).money == Money(2, "USD")
    with pytest.raises(InvalidValueError, match="no rate of UGX for 2025-03"):
        rates.of_month("UGX", "EUR", month)
