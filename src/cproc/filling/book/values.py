"""What a cell holds: how it is read, and how a value is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

from lxml import etree

from cproc.exporters.office.spreadsheet import EPOCH, number_text, serial
from cproc.filling.book.xml_parts import local, namespace
from cproc.text import inline_text

Value = str | Decimal | int | bool | date | None
"""What a cell holds: text, a number, true or false, a day, or nothing; numbers are read as
decimals."""

_EPOCH_1904 = date(1904, 1, 1)
_ISO = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def text_of(item: Any) -> str:
    """The text of an entry of the shared texts, or of a cell that has its own.

    How characters are read stands beside the text, and is none of it.

    Args:
        item: The element ``si`` or ``is``.
    """
    texts = []
    for child in item:
        name = local(child)
        if name == "t":
            texts.append(child.text or "")
        elif name == "r":
            texts += [each.text or "" for each in child if local(each) == "t"]
    # A character by its number stands in one piece, and none that goes over two is one.
    return "".join(map(unescaped, texts))


def unescaped(text: str) -> str:
    r"""A text as people see it: characters that stand there by their number are those characters.

    Example:
        >>> unescaped("one_x000A_two")
        'one\ntwo'
    """
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def shared_texts(data: bytes) -> list[str]:
    """The texts that cells name by their number.

    Args:
        data: The part that holds them.
    """
    stream = etree.iterparse(
        BytesIO(data), tag="{*}si", resolve_entities=False, no_network=True, huge_tree=False
    )
    return list(_texts(stream))


def _texts(stream: Any) -> Iterator[str]:
    for _event, item in stream:
        yield text_of(item)
        item.clear()


def day_of(number: Decimal, *, since_1904: bool) -> date | None:
    """The day that a number stands for; None for a time of the day, or a day there is not.

    Args:
        number: What the cell holds.
        since_1904: Whether the workbook counts days from 1904.
    """
    if number != number.to_integral_value() or not 0 <= number < 2_958_466:
        return None
    days = int(number)
    if since_1904:
        return _EPOCH_1904 + timedelta(days)
    # Excel knows 29 February 1900, so that days before it have another number than it says.
    return EPOCH + timedelta(days) if days > 60 else None


def number_of_day(day: date, *, since_1904: bool) -> int | None:
    """The number of a day; None for days that have no safe one.

    Args:
        day: The day.
        since_1904: Whether the workbook counts days from 1904.
    """
    if not since_1904:
        return serial(day)
    return (day - _EPOCH_1904).days if day >= _EPOCH_1904 else None


def value_of(
    kind: str, stored: str | None, texts: Sequence[str], *, is_day: bool, since_1904: bool
) -> Value:
    """What a cell holds; of a formula the result that is stored.

    Args:
        kind: The type of the cell.
        stored: Its value as it is stored; None where it has none.
        texts: The texts that cells name by their number.
        is_day: Whether its style shows a number as a day.
        since_1904: Whether the workbook counts days from 1904.
    """
    if stored is None:
        return "" if kind == "str" else None
    if kind == "s":
        number = int(stored) if stored.strip().isdigit() else -1
        return texts[number] if 0 <= number < len(texts) else None
    if kind == "str":
        return unescaped(stored)
    return _plain(kind, stored, is_day=is_day, since_1904=since_1904)


def _plain(kind: str, stored: str, *, is_day: bool, since_1904: bool) -> Value:
    if kind == "b":
        return stored.strip() in ("1", "true")
    if kind == "e":
        return stored
    if kind == "d":  # a day as people write it; one with a time stays a text
        return date.fromisoformat(stored) if _ISO.fullmatch(stored) else stored
    try:
        number = Decimal(stored)  # blanks around it are no fault
    except InvalidOperation:
        return stored
    return (is_day and day_of(number, since_1904=since_1904)) or number


def put_value(cell: Any, value: Value, *, since_1904: bool = False) -> None:
    """Let a cell hold a value, and nothing else; its style stays.

    Args:
        cell: The element ``c``.
        value: What it is to hold; None, or an empty text, for nothing.
        since_1904: Whether the workbook counts days from 1904.
    """
    for child in list(cell):
        cell.remove(child)
    # Marks of what stood there before: a type, and whether it spills.
    for attribute in ("t", "cm", "vm"):
        cell.attrib.pop(attribute, None)
    put_stored(cell, value, since_1904=since_1904, inline=True)


def put_stored(cell: Any, value: Value, *, since_1904: bool = False, inline: bool = False) -> None:
    """Add a value to a cell that has none; a formula that it has stays.

    Args:
        cell: The element ``c``.
        value: What it is to hold, or the result of its formula.
        since_1904: Whether the workbook counts days from 1904.
        inline: Whether a text is one of the cell, and not the result of a formula.
    """
    if value is None or (inline and value == ""):
        return
    space = namespace(cell)
    if isinstance(value, str) and inline:
        cell.set("t", "inlineStr")
        cell.append(etree.fromstring(f'<is xmlns="{space[1:-1]}">{inline_text(value)}</is>'))
        return
    element = etree.SubElement(cell, f"{space}v")
    if isinstance(value, str):
        is_error = value.startswith("#") and value.rstrip("!?").isupper()
        cell.set("t", "e" if is_error else "str")
        element.text = value
    elif isinstance(value, bool):
        cell.set("t", "b")
        element.text = "1" if value else "0"
    elif isinstance(value, date):
        element.text = str(number_of_day(value, since_1904=since_1904))
    else:
        element.text = number_text(value)
