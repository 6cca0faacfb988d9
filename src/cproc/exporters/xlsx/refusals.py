"""What a workbook cannot hold: the limits of Excel, and what is said where one is passed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cproc.errors import Problem
from cproc.exporters.office import spreadsheet

# All of these are from Microsoft's "Excel specifications and limits".
ROW_LIMIT = 1_048_576  # rows of a worksheet
TEXT_LIMIT = 32_767  # UTF-16 units of a cell
LINE_FEED_LIMIT = 253  # line feeds of a cell
DIGIT_LIMIT = 15  # significant digits that are kept
SCALE_LIMIT = 24  # digits before or behind the point; beyond `DIGIT_LIMIT` they are zeros

PRECISION = "number-precision"
# What XML 1.0 has no place for, and halves of surrogate pairs.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

_OWN_HEADING = "a table that can be filtered needs a heading of its own for each column;"
_NAME_COLUMN = "Name the column, or make the table without filters."


class Rule(NamedTuple):
    """What is said where a rule is broken, with gaps; how to mend it; how much there may be."""

    message: str
    hint: str
    most: int = 0


RULES = {
    "cell-type": Rule(
        "a cell cannot hold a value of the type {type}.",
        "Give text, an integer, a decimal, money or a date.",
    ),
    "chart-rows": Rule(
        "the chart draws the table {table!r}, which takes {count:,} worksheets;"
        " a chart draws the rows of one.",
        "Draw a shorter table, or leave the chart out.",
    ),
    "chart-series": Rule(
        "the chart has {count} series; it must have 1 to {most}.",
        "Draw one or more columns, in several charts if need be.",
        255,
    ),
    "chart-without-table": Rule(
        "the chart draws the table {table!r}, which is on no sheet.",
        "Put the table on a sheet, or leave the chart out.",
    ),
    "currencies-mixed": Rule(
        "the total would add up {currencies}.",
        "Give each currency a column of its own, or leave the total out.",
    ),
    "formula-length": Rule(
        "a formula has {count:,} characters; a cell holds {most:,}.",
        "Match rows by fewer columns.",
    ),
    "heading-empty": Rule(f"{_OWN_HEADING} {{label!r}} is empty.", _NAME_COLUMN),
    "heading-length": Rule(
        "the heading has {count} characters (UTF-16 units); one of a table that can be"
        " filtered has {most} at most.",
        "Shorten the heading.",
        255,
    ),
    "heading-repeated": Rule(f"{_OWN_HEADING} {{label!r}} is repeated.", _NAME_COLUMN),
    "number-formats": Rule(
        "currencies and decimals make {count} number formats; a workbook has {most}.",
        "Make several workbooks, or show fewer currencies.",
        200,  # 200 to 250 by the language of Excel
    ),
    "number-not-finite": Rule(
        "{number} is not a number that can be shown.",
        "Leave the cell empty where the value is not known.",
    ),
    PRECISION: Rule(
        "{number} has {count} significant digits; a workbook keeps {most}.",
        "Show the value rounded, in thousands or millions, or as text.",
        DIGIT_LIMIT,
    ),
    "number-range": Rule(
        "the number has more than {most} digits before or behind the point.",
        "Check the number for a slip.",
        SCALE_LIMIT,
    ),
    "report-reference": Rule("there is no {what} {name!r}.", "Mend whatever built the report."),
    "row-length": Rule(
        "the row has {count} cells, the table has {columns} columns.",
        "Give one cell for each column.",
    ),
    "sheet-columns": Rule(
        "the sheet needs {count:,} columns; Excel has {most:,}.",
        "Divide the table.",
        16_384,
    ),
    "sheet-count": Rule(
        "the workbook has {count:,} sheets; the cover can link to {most:,}.",
        "Make several workbooks.",
        65_530,  # links of the cover
    ),
    "sheet-rows": Rule(
        "the sheet needs {count:,} rows; Excel has {most:,}.",
        "Export a shorter period or fewer projects, as CSV, or with the option row_limit=continue.",
        ROW_LIMIT,
    ),
    "text-character": Rule(
        "the text has a character at position {position}, {character},"
        " that a workbook cannot hold.",
        "Delete the character.",
    ),
    "text-length": Rule(
        "the text has {count:,} characters (UTF-16 units); a cell holds {most:,}.",
        "Shorten the text.",
        TEXT_LIMIT,
    ),
    "text-lines": Rule(
        "the text has {count} line feeds; a cell holds {most}.",
        "Shorten the text or join its lines.",
        LINE_FEED_LIMIT,
    ),
}


def refusal(code: str, path: str = "", value: str = "", **gaps: object) -> Problem:
    """The problem that a rule is broken; the gaps of its message are filled."""
    rule = RULES[code]
    message = rule.message.format(**{"most": rule.most, **gaps})
    return Problem(code, message, path, rule.hint, value)


def above(code: str, path: str, count: int, most: int = 0) -> Iterator[Problem]:
    """The problem that there is more than Excel takes, or than is asked for, where there is."""
    most = most or RULES[code].most
    if count > most:
        yield refusal(code, path, count=count, most=most)


def text_fault(text: str) -> Problem | None:
    """Tell why a text cannot be written, or nothing."""
    if illegal := ILLEGAL.search(text):
        position, character = illegal.start() + 1, f"U+{ord(illegal[0]):04X}"
        return refusal("text-character", value=_shown(text), position=position, character=character)
    if len(text) * 2 > TEXT_LIMIT and (length := spreadsheet.units(text)) > TEXT_LIMIT:
        return refusal("text-length", value=_shown(text), count=length)
    if (feeds := text.count("\n")) > LINE_FEED_LIMIT:
        return refusal("text-lines", value=_shown(text), count=feeds)
    return None


def _number_fault(number: Decimal | int) -> Problem | None:
    if isinstance(number, int) and abs(number) >= 10**SCALE_LIMIT:
        # Python refuses to print an integer of thousands of digits.
        bits = f"integer of {number.bit_length()} bits"
        return refusal("number-range", value=bits)
    exact = Decimal(number)
    if not exact.is_finite():
        return refusal("number-not-finite", value=str(exact), number=exact)
    _sign, digits, exponent = exact.as_tuple()
    scale = int(exponent)
    if exact and (exact.adjusted() >= SCALE_LIMIT or -scale > SCALE_LIMIT + len(digits)):
        return refusal("number-range", value=_shown(str(exact)))
    count = len("".join(map(str, digits)).strip("0"))
    if count > DIGIT_LIMIT:
        return refusal(PRECISION, value=str(exact), number=exact, count=count)
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
    return refusal("cell-type", value=_shown(repr(value)), type=type(value).__name__)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")[1:-1]
