"""Values of figures, and how to reckon with them: exact, and rounded once for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from itertools import accumulate
from typing import Any, TypeVar

from cproc.errors import CurrencyMismatchError, InvalidValueError, UsageError, said
from cproc.money import Money, exact_decimal, exactly, rounded_units, split_exactly

Value = int | Decimal | Fraction | Money | None
"""A count, a decimal, an exact share, an amount, or nothing where it cannot be known."""

Ranked = TypeVar("Ranked")


class _Other(StrEnum):
    OTHER = "other"


OTHER = _Other.OTHER
"""The key of the row that holds the rest below the greatest."""


def added(values: Iterable[Value]) -> Value:
    """Add values of one kind, those that are not known left out.

    Nothing to add is 0; values of which none is known have no sum. Amounts of several
    currencies, or amounts and numbers, are refused.
    """
    values = tuple(values)
    if not values:
        return 0
    stated: list[Value] = [value for value in values if value is not None]
    return reduce(_sum, stated) if stated else None


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

    The largest remainders are rounded up; `Breakdown.percentages` tells what is refused.
    """
    # A percentage of a part of the whole would look like one of the whole.
    if None in values:
        raise InvalidValueError(
            "share-unknown",
            said("a value is not known, so the whole is not, and no share of it."),
            said("Leave the rows out whose value is not known."),
        )
    if len({value.currency for value in values if isinstance(value, Money)}) > 1:
        raise CurrencyMismatchError("amounts of several currencies have no common whole")
    parts = split_exactly(100 * 10**decimals, [number(value) for value in values])
    return tuple(exact_decimal(part, decimals) for part in parts)


PEOPLE = "people"
"""Unit of what is counted in people, who are whole."""


def shown_shares(values: Sequence[Value], decimals: int = 2, unit: str = "") -> list[Value]:
    """Round exact shares to be shown, once, so that they still add up to their sum.

    Args:
        values: Counts and amounts go through unchanged; fractions are rounded together.
        decimals: Decimals of the shown shares.
        unit: What is counted; nobody prints half a person.
    """
    shares = [value for value in values if isinstance(value, Fraction)]
    if not shares:
        return list(values)
    decimals = 0 if unit == PEOPLE else decimals
    parts = iter(_split(shares, decimals))
    return [
        (exact_decimal(next(parts), decimals) if decimals else next(parts))
        if isinstance(value, Fraction)
        else value
        for value in values
    ]


def _split(shares: Sequence[Fraction], decimals: int) -> Sequence[int]:
    """Round shares to whole units that add up to their sum; one below zero has no quota."""
    if min(shares) < 0:
        # Running sums are rounded instead, so that the last is the rounded whole.
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


def has_key(row: Any) -> bool:
    """Whether a row is of some value of its keys; one without keys is of all."""
    return not row.key or any(part is not None for part in row.key)


def greatest(
    rows: Iterable[Ranked],
    wanted: int,
    weight: Callable[[Ranked], Value],
    has_key: Callable[[Ranked], bool] = has_key,
) -> tuple[list[Ranked], list[Ranked], list[Ranked]]:
    """Part the greatest rows, the greatest first, from the rest and from what has no key."""
    if wanted < 1:
        raise UsageError("the top {wanted} is no number of rows; give 1 or more.", wanted=wanted)
    rows = list(rows)
    # By what is less than nought, not in reverse: equal rows keep their order.
    ranked = sorted(filter(has_key, rows), key=lambda row: -number(weight(row)))
    return ranked[:wanted], ranked[wanted:], [row for row in rows if not has_key(row)]


def text(value: object) -> str:
    """Show a value or key; what is not known is a dash, never a zero."""
    return "–" if value is None else str(value)
