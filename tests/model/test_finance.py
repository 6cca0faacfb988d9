"""What a heading, a rate of headings and an exchange rate cannot be."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from cproc.dates import Month
from cproc.errors import InvalidValueError
from cproc.model import (
    ExchangeRate,
    Heading,
    LocalText,
    RateLine,
    heading_order,
)

TITLE = LocalText({"en": "x"})


def rate(number: str, share: str, *of: str) -> RateLine:
    """Make a line that is a rate of others."""
    return RateLine(number, TITLE, Decimal(share), of)


REFUSED: dict[str, tuple[Callable[[], object], str, str]] = {
    "number": (lambda: Heading("1.", TITLE), "heading-form", ""),
    "later": (lambda: Heading("7", TITLE, ("1", "8")), "heading-order", "sums[1]"),
    "itself": (lambda: Heading("7", TITLE, ("7",)), "heading-order", "sums[0]"),
    "below": (lambda: Heading("7", TITLE, ("7.1",)), "heading-order", "sums[0]"),
    "above": (lambda: rate("8.2", "0.1", "8"), "heading-order", "of[0]"),
    "form-of-base": (lambda: rate("8", "0.1", "x."), "heading-form", ""),
    "over-one": (lambda: rate("8", "7", "1"), "rate-range", ""),
    "no-base": (lambda: rate("8", "0.07"), "rate-base", "of"),
    "sign": (lambda: ExchangeRate("USD", Decimal(0)), "rate-sign", "rate"),
    "currency": (lambda: ExchangeRate("XYZ", Decimal(1)), "currency-unknown", "currency"),
    "times": (
        lambda: ExchangeRate("USD", Decimal(1), Month(2017, 1), date(2017, 1, 1)),
        "rate-time",
        "day",
    ),
}


@pytest.mark.parametrize(("make", "code", "field"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused(make: Callable[[], object], code: str, field: str) -> None:
    """The error has the rule's code and names the field."""
    with pytest.raises(InvalidValueError) as caught:
        make()
    assert (caught.value.code, caught.value.field) == (code, field)


def test_headings_are_put_in_order_by_number() -> None:
    """1.2 comes before 1.10, and a heading before what it holds."""
    numbers = ["1.10", "2", "1", "1.2"]
    assert sorted(numbers, key=heading_order(numbers)) == ["1", "1.2", "1.10", "2"]
    assert rate("8", "0.07", "1", "7.5").of == ("1", "7.5")


@pytest.mark.parametrize(
    "ordered",
    [
        ["I", "II", "IV", "V", "IX", "X"],
        ["A", "A.1.1", "A.2", "A.10", "B", "C", "I"],
        ["A1", "A2", "A10", "B1"],
        ["1", "1a", "1b", "2", "A"],
    ],
    ids=["roman", "letters", "letters-with-numbers", "numbers-with-letters"],
)
def test_headings_of_letters_are_put_in_order(ordered: list[str]) -> None:
    """V comes before IX where both are Roman numerals, A.2 before A.10, 1a behind 1."""
    assert sorted(frozenset(ordered), key=heading_order(ordered)) == ordered
