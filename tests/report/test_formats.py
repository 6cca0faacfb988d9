"""Numbers, amounts and dates as English and French write them."""

from decimal import Decimal
from fractions import Fraction

import pytest

from cproc.dates import DateSpan, Period
from cproc.figures import stated
from cproc.labels import labels_in
from cproc.model import LocalText, Qualifier, Statement
from cproc.money import Money, rounded

EN, FR = labels_in("en"), labels_in("fr")


@pytest.mark.parametrize(
    ("span", "english", "french"),
    [
        ("2016-10-18", "18 October 2016", "18 octobre 2016"),
        ("2016-10-03/2016-10-04", "3–4 October 2016", "3-4 octobre 2016"),
        ("2017-06-01/2017-06-02", "1–2 June 2017", "1er-2 juin 2017"),
        ("2017-03-31/2017-04-02", "31 March – 2 April 2017", "31 mars – 2 avril 2017"),
        ("2017-03-01/2020-02-29", "1 March 2017 – 29 February 2020",
         "1er mars 2017 – 29 février 2020"),
        ("2017-07-01/2017-07-31", "1–31 July 2017", "1er-31 juillet 2017"),
        ("2017-07", "July 2017", "juillet 2017"),
        ("2017-05/2017-06", "May–June 2017", "mai-juin 2017"),
        ("2014-01/2019-12", "January 2014 – December 2019", "janvier 2014 – décembre 2019"),
        ("2016-07/2017-07", "July 2016 – July 2017", "juillet 2016 – juillet 2017"),
        ("2016", "2016", "2016"),
        ("2016/2018", "2016–2018", "2016-2018"),
    ],
)  # fmt: skip
def test_spans_keep_their_precision(span: str, english: str, french: str) -> None:
    """A span is written as exactly as it was given, what its ends share only once."""
    assert EN.span(DateSpan.parse(span)) == english
    assert FR.span(DateSpan.parse(span)) == french


@pytest.mark.parametrize(
    ("period", "english", "french"),
    [
        ("2016-10-01/2017-09-30", "October 2016 to September 2017",
         "octobre 2016 à septembre 2017"),
        ("2017-02-01/2017-02-28", "February 2017", "février 2017"),
        ("2017-01-15/2017-03-31", "15 January 2017 to 31 March 2017",
         "15 janvier 2017 à 31 mars 2017"),
    ],
)  # fmt: skip
def test_periods_of_whole_months_are_told_by_months(period: str, english: str, french: str) -> None:
    """A period made of whole months names them; any other names its days."""
    assert EN.period(Period.parse(period)) == english
    assert FR.period(Period.parse(period)) == french


@pytest.mark.parametrize(
    ("money", "english", "french"),
    [
        ("EUR 24390000", "EUR\u00a024,390,000", "24\u202f390\u202f000\u00a0EUR"),
        ("EUR 24390000.00", "EUR\u00a024,390,000", "24\u202f390\u202f000\u00a0EUR"),
        ("EUR 1234.5", "EUR\u00a01,234.50", "1\u202f234,50\u00a0EUR"),
        ("EUR -0.005", "EUR\u00a0\u22120.01", "\u22120,01\u00a0EUR"),
        ("JPY 1500", "JPY\u00a01,500", "1\u202f500\u00a0JPY"),
        ("KWD 1.5", "KWD\u00a01.500", "1,500\u00a0KWD"),
    ],
)
def test_amounts_do_not_break(money: str, english: str, french: str) -> None:
    """An amount keeps to its currency by a no-break space; cents are shown where there are any."""
    assert EN.amount(Money.parse(money)) == english
    assert FR.amount(Money.parse(money)) == french


def test_numbers_and_shares() -> None:
    """Thousands are set apart, decimals that are zero are not shown, percentages know spaces."""
    assert EN.number(1234567) == "1,234,567"
    assert FR.number(Fraction(1, 3)) == "0,33"
    assert EN.number(Decimal("2.50")) == "2.5"
    assert EN.number(Decimal("2.5"), 0) == "3"
    assert EN.percent(Decimal("0.10")) == "10%"
    assert FR.percent(Fraction(1, 8)) == "12,5\u202f%"
    assert EN.value(2016, "year") == "2016"
    assert FR.value(Fraction(167, 10), "%") == "16,7\u202f%"


def test_rounding_is_away_from_zero() -> None:
    """Halves are rounded away from zero on both sides, as spreadsheets do."""
    assert rounded(Fraction(5, 1000), 2) == Decimal("0.01")
    assert rounded(Fraction(-5, 1000), 2) == Decimal("-0.01")
    assert rounded(10**40, 2) == 10**40


@pytest.mark.parametrize(
    ("qualifier", "upper", "english", "french"),
    [
        (Qualifier.EXACT, None, "900", "900"),
        (Qualifier.ABOUT, None, "about 900", "environ 900"),
        (Qualifier.MORE_THAN, None, "more than 900", "plus de 900"),
        (Qualifier.NEARLY, None, "nearly 900", "près de 900"),
        (Qualifier.BETWEEN, Decimal(1000), "900 to 1,000", "900 à 1\u202f000"),
    ],
)
def test_statements_keep_their_qualifier(
    qualifier: Qualifier, upper: Decimal | None, english: str, french: str
) -> None:
    """What was stated with a reserve is repeated with it."""
    statement = Statement(
        "s", LocalText({"en": "x"}), Decimal(900), "people", qualifier, upper=upper
    )
    assert stated(EN, statement) == english
    assert stated(FR, statement) == french


def test_statements_are_not_rounded() -> None:
    """What was stated to three decimals is repeated to three."""
    statement = Statement("s", LocalText({"en": "x"}), Decimal("0.125"), "share")
    assert stated(EN, statement) == "0.125"


def test_stated_money_is_money() -> None:
    """A statement in a currency is written as an amount."""
    statement = Statement("s", LocalText({"en": "x"}), Decimal(1500000), "EUR", Qualifier.NEARLY)
    assert stated(EN, statement) == "nearly EUR\u00a01,500,000"
