"""Values of cells as Excel reckons with them: in doubles, fifteen digits of which are shown.

Amounts are exact decimals in the library and doubles in a workbook. A stored result is what the
application would compute, so this is the one place that reckons in floats; what it gives is only
ever stored as the result of a formula that the file has itself. Sums are rounded once, and a
difference that is only noise of the last digits is zero, as in Excel and LibreOffice. Where these
two do not agree nothing is computed: whoever opens the file sees what the program makes of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext

from cproc.filling.calculation.tree import NotComputableError

NULL, DIV, VALUE, REF, NAME, NUM, NA = (
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A",
)  # fmt: skip
ERRORS = frozenset({NULL, DIV, VALUE, REF, NAME, NUM, NA})
"""The errors that a cell can hold."""

Value = float | str | bool | None
"""A number, a text, a truth value; None is a blank cell."""


class CellError(Exception):
    """An error of a cell, such as ``#DIV/0!``, which passes to what depends on it.

    Args:
        code: The error as it is written.
    """

    def __init__(self, code: str) -> None:
        """Keep the error as it is written."""
        self.code = code
        super().__init__(code)


_NOISE = 2.0**-48
"""How close two numbers are that Excel and LibreOffice take for equal when they subtract."""
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")


def number(value: Value) -> float:
    """A value in arithmetic: a blank is 0, a truth value 0 or 1, a text the number it writes.

    Raises:
        CellError: It is a text that writes none.
        NotComputableError: It may write one in some language: ``1,5``.
    """
    if value is None:
        return 0.0
    if isinstance(value, str):
        if _WHOLE.fullmatch(value):
            return float(value)
        if any(sign.isdigit() for sign in value):
            raise NotComputableError(value)
        raise CellError(VALUE)
    return float(value)


def truth(value: Value) -> bool:
    """A value as a condition."""
    if isinstance(value, str):
        if value.upper() in {"TRUE", "FALSE"}:
            raise NotComputableError(value)
        raise CellError(VALUE)
    return bool(value)


def text(value: Value) -> str:
    """A value joined to a text: a number with the digits that Excel shows."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):  # TRUE in Excel, 1 in LibreOffice
        raise NotComputableError(str(value))
    if value and not 1e-9 <= abs(value) < 1e15:
        raise NotComputableError(str(value))
    shown = format(Decimal(f"{value:.15g}"), "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def finite(value: float) -> float:
    """A result, which is no infinity and no negative zero."""
    if math.isinf(value) or math.isnan(value):
        raise CellError(NUM)
    return value + 0.0


def added(one: float, other: float) -> float:
    """A sum of two; what is left of two that cancel out but for noise is zero.

    Example:
        >>> added(0.3, -0.1 - 0.2), added(0.1, 0.2) == 0.1 + 0.2
        (0.0, True)
    """
    result = one + other
    if result and abs(result) < abs(one) * _NOISE:
        return 0.0
    return finite(result)


def summed(values: Iterable[float]) -> float:
    """A sum of many, rounded once."""
    try:
        return finite(math.fsum(values))
    except (OverflowError, ValueError):
        raise CellError(NUM) from None


def divided(one: float, other: float) -> float:
    """A quotient."""
    if other == 0:
        raise CellError(DIV)
    return finite(one / other)


def power(base: float, exponent: float) -> float:
    """A power."""
    if base == 0 and exponent == 0:
        raise NotComputableError("0^0")  # an error in Excel, and 1 in LibreOffice
    try:
        result = base**exponent
    except ZeroDivisionError:
        raise CellError(DIV) from None
    except OverflowError:
        raise CellError(NUM) from None
    if isinstance(result, complex):
        raise NotComputableError("root")  # an error in Excel; LibreOffice finds the real root
    return finite(result)


HALF_UP, DOWN, UP = ROUND_HALF_UP, ROUND_DOWN, ROUND_UP


def rounded(value: float, digits: float, rounding: str = HALF_UP) -> float:
    """A number rounded in the fifteen digits that are shown, halves away from zero.

    Example:
        >>> rounded(1.005, 2), rounded(2.5, 0), rounded(-2.5, 0), rounded(1234.5, -2)
        (1.01, 3.0, -3.0, 1200.0)
    """
    places = int(digits)
    if abs(places) > 300:
        raise NotComputableError(str(digits))
    with localcontext() as exact:
        exact.prec = 400
        shown = Decimal(f"{value:.15g}")
        if places >= 0 and -int(shown.as_tuple().exponent) <= places:
            return value
        unit = Decimal(1).scaleb(-places)
        result, whole = (
            finite(float((each / unit).to_integral_value(rounding) * unit))
            for each in (shown, Decimal(repr(value)))
        )
        if places <= 0 and result != whole:  # 125.49999999999999, which programs do not agree on
            raise NotComputableError(repr(value))
        return result


def compared(one: Value, other: Value) -> int:
    """Less than, equal to or greater than, as -1, 0 or 1.

    Numbers come before texts and texts before truth values; a blank is the least of the other's
    kind. Numbers that show the same fifteen digits are equal; letter case does not count. Two
    texts that differ are `UNORDERED`.
    """
    one, other = _filled(one, other), _filled(other, one)
    ranks = _rank(one), _rank(other)
    if ranks[0] != ranks[1]:
        return -1 if ranks[0] < ranks[1] else 1
    if isinstance(one, str) and isinstance(other, str):
        if one.casefold() == other.casefold():
            return 0
        return UNORDERED
    left, right = (float(f"{float(value or 0):.15g}") for value in (one, other))
    return (left > right) - (left < right)


UNORDERED = 2
"""What `compared` gives of two texts that differ: which is first depends on the language."""


def _filled(value: Value, beside: Value) -> Value:
    if value is not None:
        return value
    if isinstance(beside, str):
        return ""
    return False if isinstance(beside, bool) else 0.0


def _rank(value: Value) -> int:
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0
