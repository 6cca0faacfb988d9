"""What stands in a cell of a table, and the plain data it stands for.

A cell is a value of its kind (text, a number, a day) or text that says it. A list is joined by
``; ``; what has no plain form is JSON. An empty text, which is not the same as none, is one pair
of quotation marks.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from cproc.dates import Month
from cproc.errors import InvalidValueError, said
from cproc.serialize.jsontext import parse

FLAGS = {"true": True, "false": False, "yes": True, "no": False, "oui": True, "non": False}
"""What people write for true and false."""
_ABSENT = ("NaTType", "NAType")
"""What data frames hold where there is nothing."""
EXACT_DIGITS = 15
"""Decimal digits that a binary number of 64 bits holds whatever they are."""


def is_empty(cell: object) -> bool:
    """Whether a cell holds nothing: not even an empty text; of a data frame, no number."""
    if cell is None or type(cell).__name__ in _ABSENT:  # which nothing may be compared with
        return True
    return cell == "" if isinstance(cell, str) else isinstance(cell, float) and math.isnan(cell)


def text_of(cell: Any) -> str:
    """What a cell says, as text."""
    if type(cell) is str:
        return _unquoted(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return _day_of(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(number_of(cell))
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _day_of(moment: datetime) -> str:
    if moment.time().replace(tzinfo=None) != datetime.min.time():
        raise InvalidValueError(
            "date-moment",
            said("{moment} is a moment of a day, not a day.", moment=moment.isoformat(" ")),
            said("Write {day} alone.", day=moment.date().isoformat()),
        )
    return moment.date().isoformat()


def number_of(cell: float) -> int | str:
    """A binary number of a spreadsheet or a data frame, as the decimal one that was typed.

    Raises:
        InvalidValueError: It is none, or has more digits than such a number keeps.
    """
    if not math.isfinite(cell):
        raise InvalidValueError(
            "number-form", said("{value} is no number.", value=cell), said("Write a number.")
        )
    written = Decimal(repr(cell))
    if len(written.as_tuple().digits) > EXACT_DIGITS:
        raise InvalidValueError(
            "number-inexact",
            said("{value} has more digits than a binary number keeps.", value=repr(cell)),
            said("Write it as text, or round it to its decimals."),
        )
    return int(cell) if cell.is_integer() else f"{written:f}"


def _number(cell: Any) -> Any:
    if type(cell) is int:
        return cell
    if isinstance(cell, float):
        return number_of(cell)
    return text_of(cell)


def _whole(cell: Any) -> Any:
    value = _number(cell)
    if type(value) is str:
        digits = value.strip().removesuffix(".0")
        return int(digits) if digits.isascii() and digits.isdigit() else value
    return value


def _flag(cell: Any) -> Any:
    if isinstance(cell, bool):
        return cell
    text = text_of(cell)
    return FLAGS.get(text.strip().casefold(), text)


def _month(cell: Any) -> Any:
    # A spreadsheet makes the first of a month of a month that is typed.
    text = text_of(cell)
    return text[:-3] if isinstance(cell, date) and text.endswith("-01") else text


_READERS: dict[Any, Callable[[Any], Any]] = {
    int: _whole,
    bool: _flag,
    Decimal: _number,
    Month: _month,
}


@cache
def reader(kind: Any, *, is_list: bool = False) -> Callable[[Any], Any]:
    """What makes plain data of a cell of a type."""
    read: Callable[[Any], Any] = _READERS.get(kind, text_of)
    if not is_list:
        return read

    def items(cell: Any) -> list[Any]:
        if isinstance(cell, list | tuple):
            return [read(each) for each in cell]
        if type(cell) is not str:
            return [read(cell)]
        if cell.startswith("["):
            return parse(cell)  # type: ignore[no-any-return]
        return [read(part.strip()) for part in cell.split(";")]

    return items


def _is_quoted(text: str) -> bool:
    """Whether a text is pairs of quotation marks alone, the empty one among them.

    An empty text is one pair in its cell; such a text gets one more, so that it can be told
    from it.
    """
    return not text.strip('"') and len(text) % 2 == 0


def quoted(text: str) -> str:
    """A text as its cell holds it."""
    return f'"{text}"' if _is_quoted(text) else text


def _unquoted(cell: str) -> str:
    return cell[1:-1] if cell[:1] == '"' and _is_quoted(cell) else cell


def cell_of(value: Any, kind: Any, *, is_list: bool = False) -> Any:
    """The cell of a value of plain data: of its kind where a table can hold that."""
    if is_list:
        return _list_cell(value)
    if kind is Decimal:
        return Decimal(value)
    if kind is date:
        return date.fromisoformat(value)
    return quoted(value) if type(value) is str else value


def _list_cell(values: list[Any]) -> str:
    texts = [f"{value}" for value in values]
    joined = "; ".join(texts)
    if joined and joined[0] != "[" and [part.strip() for part in joined.split(";")] == values:
        return joined
    return json.dumps(values, ensure_ascii=False)
