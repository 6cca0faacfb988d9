"""What a workbook cannot hold: the limits of Excel, and what is said where one is passed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from cproc.errors import Problem, problem_by, problem_rules
from cproc.exporters.office import spreadsheet
from cproc.text import Medium, units

RULES = problem_rules("cproc.exporters.xlsx")

PRECISION = "number-precision"
ROW_LIMIT: int = RULES["sheet-rows"]["most"]  # rows of a worksheet
TEXT_LIMIT: int = RULES["text-length"]["most"]  # UTF-16 units of a cell
LINE_FEED_LIMIT: int = RULES["text-lines"]["most"]  # line feeds of a cell
DIGIT_LIMIT: int = RULES[PRECISION]["most"]  # significant digits that are kept
SCALE_LIMIT: int = RULES["number-range"]["most"]  # digits before or behind the point
ILLEGAL = Medium.XML.value
_PLAIN_NUMBERS = re.compile(r"[0-9.\- ]*", re.ASCII)


refusal = partial(problem_by, RULES)
"""The problem that a rule is broken."""


def above(code: str, path: str, count: int, most: int = 0) -> Iterator[Problem]:
    """The problem that there is more than Excel takes, or than is asked for, where there is."""
    most = most or RULES[code]["most"]
    if count > most:
        yield refusal(code, path, count=count, most=most)


def text_fault(text: str) -> Problem | None:
    """Tell why a text cannot be written, or nothing."""
    if illegal := ILLEGAL.search(text):
        position, character = illegal.start() + 1, f"U+{ord(illegal[0]):04X}"
        return refusal("text-character", "", _shown(text), position=position, character=character)
    if len(text) * 2 > TEXT_LIMIT and (length := units(text)) > TEXT_LIMIT:
        return refusal("text-length", "", _shown(text), count=length)
    if (feeds := text.count("\n")) > LINE_FEED_LIMIT:
        return refusal("text-lines", "", _shown(text), count=feeds)
    return None


def _number_fault(number: Decimal | int) -> Problem | None:
    if isinstance(number, int) and abs(number) >= 10**SCALE_LIMIT:
        # Python refuses to print an integer of thousands of digits.
        bits = f"integer of {number.bit_length()} bits"
        return refusal("number-range", "", bits)
    exact = Decimal(number)
    if not exact.is_finite():
        return refusal("number-not-finite", "", exact, number=exact)
    _sign, digits, exponent = exact.as_tuple()
    scale = int(exponent)
    if exact and (exact.adjusted() >= SCALE_LIMIT or -scale > SCALE_LIMIT + len(digits)):
        return refusal("number-range", "", _shown(str(exact)))
    count = len("".join(map(str, digits)).strip("0"))
    if count > DIGIT_LIMIT:
        return refusal(PRECISION, "", exact, number=exact, count=count)
    return None


def fault(value: object) -> Problem | None:
    """Tell why a value cannot be written to a cell, or nothing."""
    if value is None or type(value) is date:
        return None
    if isinstance(value, str):
        return text_fault(value)
    number = spreadsheet.number_of(value)
    if isinstance(number, Decimal | int) and not isinstance(number, bool):
        return _number_fault(number)
    return refusal("cell-type", "", _shown(repr(value)), type=type(value).__name__)


def sound_at_a_glance(values: list[Any]) -> bool:
    """Tell whether values of one type are sound at a glance; if not, each must be looked at."""
    kind: type = type(values[0])
    if kind is str:
        joined = "".join(values)
        return (
            max(map(len, values)) * 2 <= TEXT_LIMIT
            and (joined.isprintable() or ILLEGAL.search(joined) is None)  # the former is quicker
            and joined.count("\n") <= LINE_FEED_LIMIT
        )
    if kind is int:
        return bool(-(10**DIGIT_LIMIT) < min(values) <= max(values) < 10**DIGIT_LIMIT)
    if kind is Decimal:
        texts = list(map(str, values))
        return bool(
            max(map(len, texts)) <= DIGIT_LIMIT
            and _PLAIN_NUMBERS.fullmatch(" ".join(texts)) is not None
        )
    return kind is date


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")[1:-1]
