"""What a cell of a workbook can hold, and how a value is written into its XML.

One writer for every cell. A string is always text: it is written as an inline string, so
nothing in it can become a formula, a number or an error value. A number is written with its
own decimal digits and never passes through binary floating point. A formula comes only from
`cproc.exporters.xlsx.formulas` and always has its computed value beside it.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import attrs

from cproc.exporters.office import number_text, serial, units
from cproc.money import Money
from cproc.report.model import CellValue

TEXT_LIMIT = 32_767  # UTF-16 units of a cell (Excel specifications and limits)
LINE_FEED_LIMIT = 253  # line feeds of a cell (the same source)
DIGIT_LIMIT = 15  # significant digits that Excel keeps (the same source)
SCALE_LIMIT = 24  # digits before or behind the point; beyond `DIGIT_LIMIT` they are zeros

# What XML 1.0 has no place for, and halves of surrogate pairs.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Spreadsheets read _x0041_ in a text as the letter A.
_ESCAPE = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")
# Text that Excel would take for something else when it is edited and entered again.
_RISKY = r"[\s\xa0]*(?:[=+\-@#{'0-9.,]|true\b|false\b|vrai\b|faux\b)"
RISKY = re.compile(_RISKY, re.IGNORECASE)
RISKY_AMONG = re.compile(rf"\0{_RISKY}", re.IGNORECASE)


@attrs.frozen
class Fault:
    """Why a value cannot be written: the rule's name, what is wrong, and the fix."""

    code: str
    message: str
    hint: str
    value: str = ""


def text_fault(text: str) -> Fault | None:
    """Tell why a text cannot be written, or nothing."""
    if found := ILLEGAL.search(text):
        code = f"U+{ord(found[0]):04X}"
        return Fault(
            "text-character",
            f"the text has a character at position {found.start() + 1}, {code},"
            " that a workbook cannot hold.",
            "Delete the character.",
            _shown(text),
        )
    if len(text) * 2 > TEXT_LIMIT and (length := units(text)) > TEXT_LIMIT:
        return Fault(
            "text-length",
            f"the text has {length:,} characters (UTF-16 units); a cell holds {TEXT_LIMIT:,}.",
            "Shorten the text.",
            _shown(text),
        )
    if (feeds := text.count("\n")) > LINE_FEED_LIMIT:
        return Fault(
            "text-lines",
            f"the text has {feeds} line feeds; a cell holds {LINE_FEED_LIMIT}.",
            "Shorten the text or join its lines.",
            _shown(text),
        )
    return None


def _number_fault(number: Decimal | int) -> Fault | None:
    if isinstance(number, int) and abs(number) >= 10**SCALE_LIMIT:
        return _range_fault(f"integer of {number.bit_length()} bits")
    exact = Decimal(number)
    if not exact.is_finite():
        return Fault(
            "number-not-finite",
            f"{exact} is not a number that can be shown.",
            "Leave the cell empty where the value is not known.",
            str(exact),
        )
    _sign, digits, exponent = exact.as_tuple()
    scale = int(exponent)
    if exact and (exact.adjusted() >= SCALE_LIMIT or -scale > SCALE_LIMIT + len(digits)):
        return _range_fault(_shown(str(exact)))
    significant = len("".join(map(str, digits)).strip("0"))
    if significant > DIGIT_LIMIT:
        return Fault(
            "number-precision",
            f"{exact} has {significant} significant digits; a workbook keeps {DIGIT_LIMIT}.",
            "Show the value rounded, in thousands or millions, or as text.",
            str(exact),
        )
    return None


def _range_fault(shown: str) -> Fault:
    return Fault(
        "number-range",
        f"the number has more than {SCALE_LIMIT} digits before or behind the point.",
        "Check the number for a slip.",
        shown,
    )


def fault(value: object) -> Fault | None:
    """Tell why a value cannot be written to a cell, or nothing."""
    if value is None or type(value) is date:
        return None
    if isinstance(value, str):
        return text_fault(value)
    if isinstance(value, Money):
        return _number_fault(value.amount)
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return _number_fault(value)
    return Fault(
        "cell-type",
        f"a cell cannot hold a value of the type {type(value).__name__}.",
        "Give text, an integer, a decimal, money or a date.",
        _shown(repr(value)),
    )


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")[1:-1]


def plain(text: str) -> str:
    """Escape text for XML; carriage returns survive the reader's line-end rules."""
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    )


def inline(text: str) -> str:
    """The content of ``<is>`` that every reader turns back into the text.

    Where a text holds ``_x0041_`` it is cut into two runs in the middle of it. The escape of
    the standard, ``_x005F_x0041_``, is not undone by openpyxl.
    """
    if "_x" in text and _ESCAPE.search(text):
        parts = _ESCAPE.sub("_\0x", text).split("\0")
        return "".join(f'<r><t xml:space="preserve">{plain(part)}</t></r>' for part in parts)
    return f'<t xml:space="preserve">{plain(text)}</t>'


def attribute(text: str) -> str:
    """A text as attributes, footers and charts hold it: an escape is escaped itself."""
    return _ESCAPE.sub("_x005F_x", text)


def risky(text: str) -> bool:
    """Tell whether Excel would take the text for something else if it were entered again."""
    return RISKY.match(text) is not None


def payload(value: CellValue, style: int, formula: str = "") -> str:
    """Write one cell behind its reference: attributes, formula, value, end tag.

    Args:
        value: What the cell holds, or the computed value of its formula.
        style: Number of its format in the workbook.
        formula: Formula without the equals sign; empty for none.

    Example:
        >>> payload(Decimal("0.10"), 3, "A1/B1")
        ' s="3"><f>A1/B1</f><v>0.10</v></c>'
        >>> payload("=1+1", 0)
        ' s="0" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>'
    """
    head = f' s="{style}"'
    if isinstance(value, date):
        day = serial(value)
        value = value.isoformat() if day is None else day
    if isinstance(value, Money):
        value = value.amount
    if isinstance(value, str):
        return f'{head} t="inlineStr"><is>{inline(value)}</is></c>'
    live = f"<f>{plain(formula)}</f>" if formula else ""
    if value is None:
        return f'{head} t="str">{live}<v></v></c>' if live else f"{head}/>"
    return f"{head}>{live}<v>{number_text(value)}</v></c>"
