"""Arithmetic of what breakdowns hold: counts, decimals, exact shares and amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate
from typing import TypeVar

from cproc.errors import CurrencyMismatchError, InvalidValueError, UsageError
from cproc.money import Money, exact_decimal, exactly, rounded_units, split_exactly

Value = int | Decimal | Fraction | Money | None
"""A count, a decimal, an exact share, an amount, or nothing where it cannot be known."""

Row = TypeVar("Row")


class _Other(StrEnum):
    OTHER = "other"


OTHER = _Other.OTHER
"""The key of the row that holds the rest below the greatest."""


def added(values: Iterable[Value]) -> Value:
    """Add values of one kind, those that are not known left out.

    Nothing to add is 0; values of which none is known have no sum.

    Raises:
        CurrencyMismatchError: They are amounts of several currencies.
        UsageError: They are amounts and numbers.
    """
    total: Value = None
    empty = True
    for value in values:
        empty = False
        if value is not None:
            total = value if total is None else _sum(total, value)
    return 0 if empty else total


def _sum(one: Value, other: Value) -> Value:
    if isinstance(one, Money) and isinstance(other, Money):
        return one + other
    if isinstance(one, Decimal) and isinstance(other, Decimal | int):
        with exactly():
            return one + other
    if isinstance(one, Money) or isinstance(other, Money):
        raise UsageError("amounts and numbers cannot be added.")
    return whole(number(one) + number(other))


def subtracted(one: Value, other: Value) -> Value:
    """Take a value from one of its kind; None where one is not known."""
    if one is None or other is None:
        return None
    return _sum(one, -other)


def whole(value: Fraction) -> int | Fraction:
    """A whole number as one."""
    return int(value) if value.denominator == 1 else value


def percentage(value: Fraction, decimals: int) -> Decimal:
    """Round a share half away from zero, once; a whole number has no decimals."""
    units = rounded_units(value, decimals)
    whole, rest = divmod(units, 10**decimals)
    return Decimal(whole) if not rest else exact_decimal(units, decimals)


def number(value: Value) -> Fraction:
    """A value as an exact number; of an amount, the number without its currency."""
    if value is None:
        return Fraction(0)
    return Fraction(value.amount if isinstance(value, Money) else value)


def percentages(values: Sequence[Value], decimals: int = 1) -> tuple[Decimal, ...]:
    """The share of each value in their sum, in percent, adding up to 100 exactly.

    Args:
        values: Not negative; of one currency, where they are amounts.
        decimals: Decimals of the percentages; the largest remainders are rounded up.

    Raises:
        CurrencyMismatchError: They are amounts of several currencies.
        InvalidValueError: One is negative or not known, or all are zero.
    """
    if None in values:
        raise InvalidValueError(
            "share-unknown",
            "a value is not known, so the whole is not, and no share of it.",
            "Leave the rows out whose value is not known.",
        )
    if len({value.currency for value in values if isinstance(value, Money)}) > 1:
        raise CurrencyMismatchError("amounts of several currencies have no common whole")
    parts = split_exactly(100 * 10**decimals, [number(value) for value in values])
    return tuple(exact_decimal(part, decimals) for part in parts)


def shown_shares(values: Sequence[Value], decimals: int = 2) -> list[Value]:
    """Round exact shares to be shown, once, so that they still add up to their sum.

    Args:
        values: Counts and amounts go through unchanged; fractions are rounded together.
        decimals: Decimals of the shown shares.
    """
    shares = [value for value in values if isinstance(value, Fraction)]
    if not shares:
        return list(values)
    parts = iter(_split(shares, decimals))
    return [
        exact_decimal(next(parts), decimals) if isinstance(value, Fraction) else value
        for value in values
    ]


def _split(shares: Sequence[Fraction], decimals: int) -> Sequence[int]:
    """Round shares to whole units that add up to their sum; one below zero has no quota."""
    if min(shares) < 0:
        so_far = [rounded_units(amount, decimals) for amount in accumulate(shares)]
        return [after - before for before, after in zip([0, *so_far], so_far, strict=False)]
    whole = rounded_units(sum(shares, Fraction(0)), decimals)
    return split_exactly(whole, shares) if any(shares) else [0] * len(shares)


def rounded_to(total: int, exact: Sequence[int | Fraction]) -> list[int]:
    """Round numbers to whole ones, by largest remainder, that add up to their total."""
    whole = [number.numerator // number.denominator for number in exact]
    by_remainder = sorted(range(len(exact)), key=lambda index: (whole[index] - exact[index], index))
    for index in by_remainder[: total - sum(whole)]:
        whole[index] += 1
    return whole


def greatest(
    rows: Iterable[Row],
    wanted: int,
    weight: Callable[[Row], Fraction],
    has_key: Callable[[Row], bool],
) -> tuple[list[Row], list[Row], list[Row]]:
    """Part the greatest rows, the greatest first, from the rest and from what has no key.

    Equal rows keep their order.

    Raises:
        UsageError: The number is below 1.
    """
    if wanted < 1:
        raise UsageError(f"the top {wanted} is no number of rows; give 1 or more.")
    rows = list(rows)
    ranked = sorted(filter(has_key, rows), key=lambda row: -weight(row))
    return ranked[:wanted], ranked[wanted:], [row for row in rows if not has_key(row)]


def text(value: object) -> str:
    """Show a value or key; what is not known is a dash, never a zero."""
    return "–" if value is None else str(value)
