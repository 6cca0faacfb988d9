"""Money is exact: rows N of FAULTS.md."""

from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from babel import Locale
from babel.numbers import get_currency_symbol, get_decimal_symbol

from cproc.errors import CurrencyMismatchError, InvalidValueError, UnknownNameError
from cproc.money import Money, decimal_from, is_currency, minor_unit, split_exactly

REFUSED = {
    "N01-float": (0.1, "number-float"),
    "N02-NaN": (float("nan"), "number-float"),
    "N02-NaN-decimal": (Decimal("NaN"), "number-form"),
    "N02-NaN-text": ("NaN", "number-form"),
    "N03-infinity": (float("inf"), "number-float"),
    "N03-infinity-decimal": (Decimal("-Infinity"), "number-form"),
    "N03-infinity-text": ("Infinity", "number-form"),
    "N05-exponent": ("1e999", "number-form"),
    "N05-exponent-decimal": (Decimal("1e999"), "number-too-long"),
    "N06-sNaN": (Decimal("sNaN"), "number-form"),
    "N10-400-digits": (10**400, "number-form"),
    "N11-5000-digits": ("1" * 5000, "number-form"),
    "N11-25-digits": ("1" * 25, "number-too-long"),
    "N12-tiny": ("1E-999999", "number-form"),
    "N12-tiny-decimal": (Decimal("1E-999999"), "number-too-long"),
    "25-decimals": (Decimal("1E-25"), "number-too-long"),
    "N13-true": (True, "number-form"),
    "N14-none": (None, "number-form"),
    "N15-thousands": ("1,234.56", "number-form"),
    "N16-continental": ("1.234,56", "number-form"),
    "N17-spaces": ("1 234,56", "number-form"),
    "N18-parentheses": ("(5)", "number-form"),
    "N19-minus-sign": ("\u22125", "number-form"),
    "N20-arabic-digits": ("\u0661\u0662", "number-form"),
    "N21-underscore": ("1_000", "number-form"),
    "N22-hex": ("0x10", "number-form"),
    "N23-percent": ("5%", "number-form"),
    "N24-sign-of-euro": ("€5", "number-form"),
    "empty": ("", "number-form"),
    "space": (" 1", "number-form"),
    "newline": ("1\n", "number-form"),
    "plus": ("+1", "number-form"),
    "no-digit-before": (".5", "number-form"),
    "no-digit-behind": ("5.", "number-form"),
    "fullwidth": ("\uff11", "number-form"),
    "list": ([1], "number-form"),
    "fraction": (Fraction(1, 3), "number-form"),
}


@pytest.mark.parametrize(("value", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_plain_number_is_refused(value: object, code: str) -> None:
    """Only digits with a point make a decimal; the message is short and says what to write."""
    with pytest.raises(InvalidValueError) as caught:
        decimal_from(value)
    assert caught.value.code == code
    assert caught.value.hint
    assert len(caught.value.message) < 150


TAKEN = {
    "text": ("1234.50", Decimal("1234.50")),
    "integer": (1234, Decimal(1234)),
    "decimal": (Decimal("0.005"), Decimal("0.005")),
    "negative": ("-0.01", Decimal("-0.01")),
    "N04-minus-zero": ("-0", Decimal(0)),
    "N07-10**15": (10**15, Decimal(10) ** 15),
    "N08-10**15-and-a-cent": ("1000000000000000.01", Decimal("1000000000000000.01")),
    "N09-15-digits": ("99914551603145.35", Decimal("99914551603145.35")),
    "24-digits": ("9" * 24, Decimal("9" * 24)),
    "leading-zeros": ("007", Decimal(7)),
    "decimal-with-exponent": (Decimal("1E+5"), Decimal(100_000)),
}


@pytest.mark.parametrize(("value", "number"), TAKEN.values(), ids=TAKEN)
def test_a_plain_number_is_taken_exactly(value: object, number: Decimal) -> None:
    """Every digit is kept."""
    assert decimal_from(value) == number


@pytest.mark.parametrize("value", ["-0", "-0.00", Decimal("-0.0"), -0], ids=repr)
def test_minus_zero_is_zero(value: Any) -> None:
    """N04: zero has no sign, in any form, nor after a change of sign."""
    assert not decimal_from(value).is_signed()
    assert str(-Money(value, "EUR"))[4] == "0"


@pytest.mark.parametrize(
    ("code", "decimals"), [("EUR", 2), ("USD", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4)]
)
def test_minor_units_are_those_of_iso_4217(code: str, decimals: int) -> None:
    """N28, N29: not every currency has cents."""
    assert minor_unit(code) == decimals


@pytest.mark.parametrize("code", ["", "eur", "EURO", "XYZ", "€", "E R"], ids=repr)
def test_an_unknown_currency_is_refused(code: str) -> None:
    """A currency is an ISO 4217 code, wherever it is named."""
    assert not is_currency(code)
    for make in (lambda: Money(1, code), lambda: minor_unit(code)):
        with pytest.raises(InvalidValueError) as caught:
            make()
        assert caught.value.code == "currency-unknown"


@pytest.mark.parametrize(
    "text",
    ["", "EUR", "1 EUR", "EUR1", "EUR  1", "EUR 1,000", "EUR 1e5", "eur 1", "EUR 1.", "EUR +1",
     "EUR 1\n", "EUR \u0661", "EUR NaN", "€ 1"],
    ids=repr,
)  # fmt: skip
def test_text_that_is_no_amount_is_refused(text: str) -> None:
    """The text form is a code, one space and a plain number."""
    with pytest.raises(InvalidValueError) as caught:
        Money.parse(text)
    assert caught.value.code == "money-form"


def test_text_form_shows_every_digit() -> None:
    """The text form has no exponent and no thousands separators."""
    assert str(Money("24390000.00", "EUR")) == "EUR 24390000.00"
    assert str(Money(Decimal("1E+5"), "EUR")) == "EUR 100000"
    assert repr(Money("-0.50", "EUR")) == "Money('-0.50', 'EUR')"


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.005", "EUR", "0.01"),
        ("-0.005", "EUR", "-0.01"),
        ("2.675", "EUR", "2.68"),
        ("2.674999", "EUR", "2.67"),
        ("100.50", "JPY", "101"),
        ("1.2345", "KWD", "1.235"),
        ("1", "EUR", "1.00"),
        ("1000000000000000.005", "EUR", "1000000000000000.01"),
    ],
    ids=["N25", "N25-negative", "N25-2.675", "below", "N28-JPY", "N29-KWD", "whole", "long"],
)  # fmt: skip
def test_rounding_is_half_away_from_zero(amount: str, currency: str, rounded: str) -> None:
    """N25: a tie goes away from zero, in the smallest coin of the currency."""
    assert str(Money(amount, currency).rounded()) == f"{currency} {rounded}"


def test_a_hundred_in_three_loses_no_cent() -> None:
    """N26: 100/3 is 33.34, 33.33, 33.33; the odd cent goes to the first."""
    parts = Money("100", "EUR").allocate([1, 1, 1])
    assert [str(part.amount) for part in parts] == ["33.34", "33.33", "33.33"]


def test_allocation_is_by_largest_remainder() -> None:
    """10 by 1:2:3.5 is 1.538, 3.077, 5.385: the odd cents go to the largest remainders."""
    parts = Money("10", "EUR").allocate([1, 2, Decimal("3.5")])
    assert [str(part.amount) for part in parts] == ["1.54", "3.08", "5.38"]


def test_three_shares_tie_to_the_rounded_total() -> None:
    """N31: 3 x 0.335 is 1.005, shown as 1.01, and its parts shown add up to that."""
    total = (Money("0.335", "EUR") * 3).rounded()
    assert total == Money("1.01", "EUR")
    parts = total.allocate([1, 1, 1])
    assert [str(part.amount) for part in parts] == ["0.34", "0.34", "0.33"]


def test_amounts_finer_than_the_coin_are_allocated_as_fine() -> None:
    """An amount with four decimals is split to four decimals."""
    assert [str(p.amount) for p in Money("0.0001", "EUR").allocate([1, 1])] == ["0.0001", "0.0000"]


def test_negative_amounts_are_allocated_like_positive_ones() -> None:
    """N30: what is taken back is split as it was given."""
    one, other = Money("-0.01", "EUR").allocate([1, 1])
    assert (one, other) == (Money("-0.01", "EUR"), Money("0", "EUR"))


@pytest.mark.parametrize(
    "weights", [[], [0], [0, 0], [1, -1], [Decimal(-1)]], ids=["none", "zero", "zeros", "-", "-1"]
)
def test_weights_that_split_nothing_are_refused(weights: list[Any]) -> None:
    """Weights are not negative and not all zero."""
    for split in (lambda: split_exactly(5, weights), lambda: Money(5, "EUR").allocate(weights)):
        with pytest.raises(InvalidValueError) as caught:
            split()
        assert caught.value.code == "weights-unusable"


def test_float_weights_are_refused() -> None:
    """N01: a float is refused by name wherever an exact number is due."""
    with pytest.raises(InvalidValueError):
        Money("100", "EUR").allocate([0.1, 0.2])  # type: ignore[list-item]


def test_two_currencies_do_not_meet() -> None:
    """N27: the message names both amounts and says to convert one."""
    with pytest.raises(CurrencyMismatchError, match=r"EUR 1 and USD 2.*convert"):
        _ = Money(1, "EUR") + Money(2, "USD")
    with pytest.raises(CurrencyMismatchError):
        Money.total([Money(1, "EUR"), Money(1, "USD")], "EUR")


def test_money_and_numbers_do_not_mix() -> None:
    """A bare number has no currency."""
    with pytest.raises(TypeError, match="do not mix"):
        _ = Money(1, "EUR") + 1  # type: ignore[operator]
    with pytest.raises(TypeError, match="do not mix"):
        _ = Money(1, "EUR") < 2  # type: ignore[operator]
    number: object = 1
    assert Money(1, "EUR") != number


def test_arithmetic_is_exact() -> None:
    """Sums, differences, products and ratios lose nothing."""
    one, other = Money("1000000000000000.01", "EUR"), Money("0.02", "EUR")
    assert str(one + other) == "EUR 1000000000000000.03"
    assert str(one - other) == "EUR 999999999999999.99"
    assert str(other * 3) == "EUR 0.06"
    assert str(other * Decimal("0.001")) == "EUR 0.00002"
    assert one.ratio(other) == Fraction(100000000000000001, 2)
    assert other < one
    assert other <= other  # noqa: PLR0124 - the law of the sign
    assert one > other
    assert one >= other


def test_a_product_with_a_float_is_refused() -> None:
    """N01: not even on the way into a product."""
    with pytest.raises(InvalidValueError, match="float"):
        Money(1, "EUR") * 0.1  # type: ignore[operator]


def test_a_ratio_to_nothing_is_refused() -> None:
    """A share of zero does not exist."""
    with pytest.raises(ZeroDivisionError):
        Money(1, "EUR").ratio(Money(0, "EUR"))


def test_an_empty_sum_is_zero_in_its_currency() -> None:
    """Nothing to sum still has a currency."""
    assert Money.total([], "JPY") == Money(0, "JPY")


def test_equal_amounts_are_equal_however_written() -> None:
    """1 and 1.00 are one amount; of another currency they are not."""
    assert Money("1", "EUR") == Money("1.00", "EUR")
    assert hash(Money("1", "EUR")) == hash(Money("1.00", "EUR"))
    assert Money("1", "EUR") != Money("1", "USD")


def test_a_small_decimal_context_changes_nothing() -> None:
    """N32: the caller's context is never relied on."""
    with localcontext(Context(prec=1)):
        assert str(Money("24390000.15", "EUR") + Money("0.01", "EUR")) == "EUR 24390000.16"
        assert str(Money("24390000.155", "EUR").rounded()) == "EUR 24390000.16"
        assert str(Money("24390000.15", "EUR").allocate([1])[0]) == "EUR 24390000.15"


@pytest.mark.parametrize(
    ("money", "locale", "written"),
    [
        (Money("24390000", "EUR"), "en", "€24,390,000.00"),
        (Money("24390000", "EUR"), "fr", "24\u202f390\u202f000,00\xa0€"),
        (Money("1500", "JPY"), "en", "¥1,500"),
        (Money("1.5", "KWD"), "en", "KWD\xa01.500"),
        (Money("1.5", "IQD"), "en", "IQD\xa01.500"),
        (Money("-0.5", "EUR"), "en", "-€0.50"),
        (Money("0.12345", "EUR"), "en", "€0.12345"),
        (Money("12345678901234567890.12", "USD"), "en", "$12,345,678,901,234,567,890.12"),
    ],
    ids=str,
)
def test_an_amount_is_written_as_the_language_does(money: Money, locale: str, written: str) -> None:
    """In the languages of reports: its separators, and the decimals of ISO 4217."""
    assert money.format(locale) == written


@pytest.mark.parametrize("locale", ["de-CH", "fr-CH", "en-IN", "ar-EG", "pt_BR", "sv"])
@pytest.mark.parametrize(
    "money",
    [
        Money("24390000", "EUR"),
        Money("1500", "JPY"),
        Money("-1200.5", "JOD"),
        Money("0.12345", "EUR"),
        Money("-12345678901234567890.12", "CHF"),
    ],
    ids=str,
)
def test_an_amount_is_whole_in_any_language(money: Money, locale: str) -> None:
    """Separators are CLDR's of the day; the sign, the currency and every digit are there."""
    written = money.format(locale)
    known = Locale.parse(locale, sep="-" if "-" in locale else "_")
    least = max(minor_unit(money.currency), -int(money.amount.as_tuple().exponent))
    whole, _, decimals = f"{abs(money.amount):.{least}f}".partition(".")
    assert "".join(filter(str.isdigit, written)) == whole + decimals
    assert not decimals or get_decimal_symbol(known) + decimals in written
    assert written.count(get_currency_symbol(money.currency, known)) == 1
    assert (money.amount < 0) is bool({"-", "\u2212"}.intersection(written))


def test_a_small_decimal_context_does_not_round_what_is_written() -> None:
    """N32: the caller's context plays no part."""
    with localcontext() as context:
        context.prec = 3
        assert Money("1234567.89", "EUR").format() == "€1,234,567.89"


@pytest.mark.parametrize("locale", ["xx", "english", "", "../en", "en_US_POSIX_X_Y_Z"])
def test_an_unknown_locale_is_refused(locale: str) -> None:
    """The message names the locales that are like it, or lists those there are."""
    with pytest.raises(UnknownNameError, match=r"locale .*(; there are: aa, |Did you mean 'en)"):
        Money(1, "EUR").format(locale)
