"""Money: exact amounts in ISO 4217 currencies.

Amounts are `decimal.Decimal`, made from text or integers; a float is refused. Nothing is
rounded unless asked, amounts of two currencies never meet in one sum, and `Money.allocate`
splits without losing a cent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from fractions import Fraction
from functools import lru_cache, total_ordering
from typing import TYPE_CHECKING, Any

import attrs

from cproc.errors import CurrencyMismatchError, InvalidValueError, UnknownNameError, said

if TYPE_CHECKING:
    from babel import Locale

_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])
"""Given to each operation: the caller's (and another thread's) context is never relied on."""

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_MONEY = re.compile(r"([A-Z]{3}) (-?[0-9]+(?:\.[0-9]+)?)", re.ASCII)
MAX_DIGITS = 24
"""Digits of an amount, decimals included, that are accepted; more is a slip of the keyboard."""

# ISO 4217 list one, the currencies whose minor unit is not two digits.
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_MINOR_UNITS = {
    **dict.fromkeys(_NO_DECIMALS.split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}


@lru_cache(maxsize=512)
def is_currency(code: str) -> bool:
    """Whether a text is an ISO 4217 currency code."""
    from babel import numbers  # noqa: PLC0415 - keeps `import cproc` light

    return numbers.is_currency(code)


def check_currency(_instance: object, attribute: attrs.Attribute[Any], code: str) -> None:
    """Refuse what is not an ISO 4217 currency code; an attrs validator."""
    _refuse_unknown_currency(code, attribute.name)


def _refuse_unknown_currency(code: str, field: str = "") -> None:
    if not is_currency(code):
        message = said("{code!r} is not an ISO 4217 currency code.", code=code)
        hint = said("Write three capital letters, such as EUR.")
        raise InvalidValueError("currency-unknown", message, hint, field)


def minor_unit(currency: str) -> int:
    """The number of decimals of a currency (ISO 4217): EUR 2, JPY 0, KWD 3."""
    _refuse_unknown_currency(currency)
    return _MINOR_UNITS.get(currency, 2)


def decimal_from(value: object) -> Decimal:
    """Make an exact decimal from text, an integer or a decimal.

    Args:
        value: ``"1234.50"``, ``1234`` or ``Decimal("1234.50")``.

    Raises:
        InvalidValueError: The value is a float, a boolean, not finite, not plainly written
            (thousands separators, signs other than ``-``, exponents) or too long.
    """
    # The usual case first: large files have a hundred thousand amounts.
    if isinstance(value, str) and len(value) <= MAX_DIGITS and _DECIMAL.fullmatch(value):
        return Decimal(value) or Decimal(value.removeprefix("-"))  # -0 is 0
    if isinstance(value, float):
        message = said("{value!r} is a float, which cannot hold every cent.", value=value)
        hint = said('Write the number as text, such as "1234.50".')
        raise InvalidValueError("number-float", message, hint)
    if (isinstance(value, str) and _DECIMAL.fullmatch(value) and len(value) <= 2 * MAX_DIGITS) or (
        isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**MAX_DIGITS
    ):
        number = Decimal(value)
    elif isinstance(value, Decimal) and value.is_finite():
        number = value
    else:
        message = said("{value} is not a plain decimal number.", value=_shown(value))
        hint = said('Write digits with a point for the decimals, such as "1234.50".')
        raise InvalidValueError("number-form", message, hint)
    digits, exponent = number.as_tuple().digits, int(number.as_tuple().exponent)
    if len(digits) + max(exponent, 0) > MAX_DIGITS or -exponent > MAX_DIGITS:
        message = said("{value} has more than {most} digits.", value=_shown(value), most=MAX_DIGITS)
        raise InvalidValueError("number-too-long", message, said("Check the number for a slip."))
    return number or abs(number)  # -0 is 0


def decimal_or_none(value: object) -> Decimal | None:
    """Make an exact decimal as `decimal_from` does, or nothing of nothing."""
    return None if value is None else decimal_from(value)


def decimals_from(values: Iterable[object]) -> tuple[Decimal, ...]:
    """Make exact decimals, each as `decimal_from` does."""
    return tuple([decimal_from(value) for value in values])


def _shown(value: object) -> str:
    text = ascii(value) if not isinstance(value, int) else f"{type(value).__name__} value"
    return text if len(text) <= 60 else f"{text[:57]}…"


@total_ordering  # all four go through __lt__, which refuses another currency
@attrs.frozen(order=False)
class Money:
    """An exact amount in one currency.

    Args:
        amount: Decimal, or text or an integer that makes one.
        currency: ISO 4217 code.

    Raises:
        InvalidValueError: The currency is unknown or the amount is no exact number.

    Example:
        >>> Money("800000", "EUR") + Money("0.50", "EUR")
        Money('800000.50', 'EUR')
        >>> [str(part) for part in Money("100", "EUR").allocate([1, 1, 1])]
        ['EUR 33.34', 'EUR 33.33', 'EUR 33.33']
    """

    amount: Decimal = attrs.field(converter=decimal_from)
    currency: str = attrs.field()

    @currency.validator
    def _known(self, _attribute: object, value: str) -> None:
        _refuse_unknown_currency(value)

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read the text form, ``EUR 24390000.00``.

        Raises:
            InvalidValueError: The text is not a currency code, one space, and a number.
        """
        match = _MONEY.fullmatch(text)
        if match is None:
            message = said("{text} is not an amount of money.", text=_shown(text))
            hint = said('Write the currency, one space and the number, such as "EUR 1234.50".')
            raise InvalidValueError("money-form", message, hint)
        return cls(match[2], match[1])

    def __str__(self) -> str:
        """The text form that `parse` reads back."""
        return f"{self.currency} {self.amount:f}"

    def __repr__(self) -> str:
        return f"Money({f'{self.amount:f}'!r}, {self.currency!r})"

    def _amount_of(self, other: object) -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"money and {type(other).__name__} do not mix")
        if other.currency != self.currency:
            raise CurrencyMismatchError(
                "{one} and {other} are of different currencies; convert one of them first",
                one=self,
                other=other,
            )
        return other.amount

    def __add__(self, other: Money) -> Money:
        return Money(_EXACT.add(self.amount, self._amount_of(other)), self.currency)

    def __radd__(self, other: int) -> Money:
        # sum() begins with 0, which has no currency and adds nothing to one.
        return self if other == 0 else self + other  # type: ignore[operator]

    def __sub__(self, other: Money) -> Money:
        return Money(_EXACT.subtract(self.amount, self._amount_of(other)), self.currency)

    def __neg__(self) -> Money:
        return Money(self.amount.copy_negate(), self.currency)

    def __mul__(self, factor: int | Decimal) -> Money:
        return Money(_EXACT.multiply(self.amount, decimal_from(factor)), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._amount_of(other)

    def ratio(self, other: Money) -> Fraction:
        """Divide by an amount of the same currency, exactly.

        Raises:
            ZeroDivisionError: The other amount is zero.
        """
        return Fraction(self.amount) / Fraction(self._amount_of(other))

    def rounded(self) -> Money:
        """Round half away from zero to the currency's minor unit."""
        return rounded_from(Fraction(self.amount), self.currency)

    def format(self, locale: str = "en") -> str:
        r"""Write the amount as a language writes it (CLDR), with every decimal it has.

        Args:
            locale: BCP 47 or CLDR name, such as ``fr`` or ``pt_BR``.

        Returns:
            Currency sign, separators and at least the decimals of the currency. Nothing is
            rounded: ask `rounded` first for an amount finer than its currency.

        Raises:
            UnknownNameError: CLDR has no such locale.

        Example:
            >>> Money("24390000", "EUR").format("en"), Money("-1200.5", "JOD").format("de")
            ('€24,390,000.00', '-1.200,500\xa0JOD')
        """
        from babel.numbers import get_currency_symbol, parse_pattern  # noqa: PLC0415 - light import

        language = _locale(locale)
        form = language.currency_formats["standard"].pattern
        if get_currency_symbol(self.currency, language)[-1:].isalpha():
            form = form.replace("¤#", "¤\xa0#")  # CLDR's currency spacing: KWD 1.500
        pattern = parse_pattern(form)
        decimals = -int(self.amount.as_tuple().exponent)
        least = minor_unit(self.currency)
        pattern.frac_prec = (least, max(least, decimals))
        with localcontext(_EXACT):
            return str(
                pattern.apply(self.amount, language, currency=self.currency, currency_digits=False)
            )

    def allocate(self, weights: Sequence[int | Decimal | Fraction]) -> tuple[Money, ...]:
        """Split in proportion to the weights by largest remainder; the parts sum exactly.

        Args:
            weights: Non-negative, not all zero; one part is given for each.

        Raises:
            InvalidValueError: The weights are negative, all zero, or there are none.
        """
        decimals = max(minor_unit(self.currency), -int(self.amount.as_tuple().exponent))
        units = exact_units(self.amount, decimals)
        return tuple(
            Money(exact_decimal(part, decimals), self.currency)
            for part in split_exactly(units, weights)
        )

    @staticmethod
    def total(amounts: Iterable[Money], currency: str) -> Money:
        """Sum amounts of one currency; nothing to sum is zero.

        Raises:
            CurrencyMismatchError: An amount is of another currency.
        """
        return sum(amounts, start=Money(0, currency))


def _locale(name: str) -> Locale:
    from babel import Locale, UnknownLocaleError, localedata  # noqa: PLC0415 - as above

    try:
        return Locale.parse(name, sep="-" if "-" in name else "_")
    except (UnknownLocaleError, ValueError):
        raise UnknownNameError("locale", name, sorted(localedata.locale_identifiers())) from None


def exact_decimal(units: int, decimals: int) -> Decimal:
    """Whole units of the last decimal as a decimal, whatever the caller's context is."""
    return Decimal(units).scaleb(-decimals, context=_EXACT)


def exact_units(amount: Decimal, decimals: int) -> int:
    """A decimal of so many decimals at most in whole units of the last of them."""
    return int(amount.scaleb(decimals, context=_EXACT))


def rounded_from(exact: Fraction, currency: str) -> Money:
    """Round an exact value, half away from zero, to an amount in the currency's minor unit."""
    decimals = minor_unit(currency)
    return Money(exact_decimal(rounded_units(exact, decimals), decimals), currency)


def rounded_units(exact: Fraction, decimals: int) -> int:
    """Round half away from zero, in whole units of the last of so many decimals.

    Example:
        >>> rounded_units(Fraction("12.25"), 1), rounded_units(Fraction("-0.5"), 0)
        (123, -1)
    """
    units = int(abs(exact) * 10**decimals + Fraction(1, 2))
    return units if exact >= 0 else -units


def rounded(exact: Fraction | Decimal | int, decimals: int) -> Decimal:
    """Round half away from zero to a number of decimals."""
    return exact_decimal(rounded_units(Fraction(exact), decimals), decimals)


def split_exactly(units: int, weights: Sequence[int | Decimal | Fraction]) -> tuple[int, ...]:
    """Split whole units in proportion to weights by largest remainder.

    The parts sum to `units`; ties go to the first. A negative number is split as its
    opposite.

    Raises:
        InvalidValueError: A weight is a float or negative, or none is more than zero.
    """
    if any(isinstance(weight, float) for weight in weights):
        raise InvalidValueError(
            "number-float", said("a weight is a float."), said("Give it as a fraction.")
        )
    parts = [Fraction(weight) for weight in weights]
    whole = sum(parts, Fraction(0))
    if not parts or min(parts) < 0 or not whole:
        message = said(
            "cannot split by the weights {weights}.", weights=[str(weight) for weight in weights]
        )
        hint = said("Give one or more weights that are not negative and not all zero.")
        raise InvalidValueError("weights-unusable", message, hint)
    if units < 0:
        return tuple(-part for part in split_exactly(-units, weights))
    quotas = [units * part / whole for part in parts]
    shares = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(parts)), key=lambda i: (shares[i] - quotas[i], i))
    for index in by_remainder[: units - sum(shares)]:
        shares[index] += 1
    return tuple(shares)


def exactly() -> AbstractContextManager[Context]:
    """Let the operators of decimals be exact within a block; what would be rounded is an error."""
    return localcontext(_EXACT)
