"""The first pass over a table: what its columns hold, and all that is wrong with it.

Columns are read in chunks and looked at as a whole; single values are looked at only where
the chunk is not plain. A table of 100,000 rows is read in about half a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from math import ceil
from operator import attrgetter
from types import NoneType
from typing import Any

import attrs

from cproc.errors import Problem
from cproc.exporters.office import number_text, number_texts, width
from cproc.exporters.xlsx.cell_values import (
    DIGIT_LIMIT,
    ILLEGAL,
    LINE_FEED_LIMIT,
    TEXT_LIMIT,
    Fault,
    fault,
)
from cproc.money import Money, minor_unit
from cproc.report.expressions import Expression
from cproc.report.model import Cell, Column, Kind, Table

CHUNK = 1000  # rows that are looked at, and written, together
SAMPLE = 100  # texts of a chunk whose words are looked at

value_of = attrgetter("value")
kind_of = attrgetter("kind")
expression_of = attrgetter("expression")
amount_of = attrgetter("amount")
currency_of = attrgetter("currency")

_DECIMALS = re.compile(r"\.([0-9]+)", re.ASCII)
# What no line breaks in: a space that does not break is part of it.
_WORD = re.compile(r"[^ \t\n]+")
_PLAIN_NUMBERS = re.compile(r"[0-9.\- ]*", re.ASCII)


@attrs.define
class ColumnProfile:
    """What a column holds.

    Args:
        decimals: Most decimals in use, by kind and currency (empty for plain numbers).
        variants: Types in use, with the currency of amounts and the kind of the cell where it is
            not the column's.
        digits: Most characters before the decimal point.
        longest: Width of the longest text, in digits of the font.
        word: Width of the longest word, in digits of the font.
        numbers: How many of its values are numbers.
        texts: How many are text or dates.
        plain: Whether none of its cells is derived or has a kind of its own.
    """

    decimals: dict[tuple[Kind, str], int] = attrs.field(factory=dict)
    variants: set[tuple[type, str, Kind | None]] = attrs.field(factory=set)
    digits: int = 0
    longest: int = 0
    word: int = 0
    numbers: int = 0
    texts: int = 0
    plain: bool = True

    @property
    def currencies(self) -> set[str]:
        """Currencies of its amounts."""
        return {currency for _kind, currency in self.decimals if currency}

    def shown_decimals(self, kind: Kind, currency: str) -> int:
        """The decimals to show: none if all are whole, never fewer than are in use.

        Percentages show one at most, as they do in the text of a report.
        """
        used = self.decimals.get((kind, currency), 0)
        if kind is Kind.PERCENT and not currency:
            return min(1, max(0, used - 2))
        return max(used, minor_unit(currency)) if used and currency else used

    def add(self, kind: Kind, currency: str, values: Sequence[Decimal | int]) -> None:
        """Take in numbers."""
        texts = number_texts(v for v in values if isinstance(v, Decimal))
        behind = set(_DECIMALS.findall(" ".join(texts)))
        most = max((len(digits.rstrip("0")) for digits in behind), default=0)
        key = (kind, currency)
        self.numbers += len(values)
        self.decimals[key] = max(self.decimals.get(key, 0), most)
        ends = (number_text(int(end)) for end in (min(values), max(values)))
        self.digits = max(self.digits, *map(len, ends))


@attrs.define
class TableProfile:
    """What a table holds.

    Args:
        columns: One for each column.
        expressions: The distinct expressions in it.
        problems: All that is wrong with its cells.
        characters: Length of its texts, all together.
    """

    columns: list[ColumnProfile]
    expressions: set[Expression] = attrs.field(factory=set)
    problems: list[Problem] = attrs.field(factory=list)
    characters: int = 0


def chunks(table: Table) -> Iterator[tuple[int, tuple[tuple[Cell, ...], ...]]]:
    """The body rows in chunks: position of the first row, and the columns of the chunk."""
    for start in range(0, len(table.rows), CHUNK):
        yield start, tuple(zip(*table.rows[start : start + CHUNK], strict=True))


def profile(table: Table) -> TableProfile:
    """Read a table through."""
    found = TableProfile([ColumnProfile() for _ in table.columns])
    count = len(table.columns)
    ragged = [n for n, row in enumerate(table.rows) if len(row) != count]
    for row in ragged:
        found.problems.append(_ragged(f"rows[{row}]", len(table.rows[row]), table))
    if table.total is not None and len(table.total) != count:
        found.problems.append(_ragged("total", len(table.total), table))
    if found.problems:
        return found
    for start, columns in chunks(table):
        for index, cells in enumerate(columns):
            faults = _scan(cells, table.columns[index], found, index)
            found.problems += [
                _problem(item, table, f"rows[{start + offset}]", index, f"row {start + offset + 1}")
                for offset, item in faults
            ]
    for index, cell in enumerate(table.total or ()):
        for _offset, item in _scan((cell,), table.columns[index], found, index):
            found.problems.append(_problem(item, table, "total", index, "total row"))
    return found


def _ragged(where: str, cells: int, table: Table) -> Problem:
    return Problem(
        "row-length",
        f"the row has {cells} cells, the table has {len(table.columns)} columns.",
        path=f"tables.{table.id}.{where}",
        hint="Give one cell for each column.",
    )


def _problem(found: Fault, table: Table, where: str, index: int, row: str) -> Problem:
    column = table.columns[index]
    return Problem(
        found.code,
        found.message,
        path=f"tables.{table.id}.{where}.{column.id}",
        hint=found.hint,
        value=found.value,
        cell=f"{row}, column {column.id}",
    )


def _scan(
    cells: tuple[Cell, ...], column: Column, table: TableProfile, index: int
) -> list[tuple[int, Fault]]:
    """Take a chunk of a column into the profile; give its faults by position."""
    into = table.columns[index]
    expressions = set(map(expression_of, cells)) - {None}
    kinds = set(map(kind_of, cells)) - {None}
    table.expressions |= expressions
    into.plain = into.plain and not expressions and not kinds
    values = list(map(value_of, cells))
    types = set(map(type, values))
    if NoneType in types:
        types.discard(NoneType)
        values = [value for value in values if value is not None]
    if len(types) == 1 and not kinds and _sound(values):
        for currency, group in _by_currency(values):
            into.variants.add((next(iter(types)), currency, None))
            _take(group, column.kind, currency, into, table)
        return []
    faults = []
    for offset, cell in enumerate(cells):
        if cell.value is None:
            into.variants.add((NoneType, "", cell.kind))
        if (wrong := fault(cell.value)) is not None:
            faults.append((offset, wrong))
        elif cell.value is not None:
            for currency, group in _by_currency([cell.value]):
                into.variants.add((type(cell.value), currency, cell.kind))
                _take(group, cell.kind or column.kind, currency, into, table)
    return faults


def _by_currency(values: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Give amounts as decimals, by currency; other values as they are."""
    if isinstance(values[0], Money):
        for currency in sorted(set(map(currency_of, values))):
            yield currency, [value.amount for value in values if value.currency == currency]
    else:
        yield "", values


def _sound(values: list[Any]) -> bool:
    """Tell whether values of one type are sound at a glance; if not, each must be looked at."""
    kind: type = type(values[0])
    if kind is str:
        return _sound_texts(values)
    if kind is int:
        return bool(-(10**DIGIT_LIMIT) < min(values) <= max(values) < 10**DIGIT_LIMIT)
    if kind is Decimal or kind is Money:
        texts = list(map(str, map(amount_of, values) if kind is Money else values))
        return bool(
            max(map(len, texts)) <= DIGIT_LIMIT
            and _PLAIN_NUMBERS.fullmatch(" ".join(texts)) is not None
        )
    return kind is date


def _sound_texts(values: list[str]) -> bool:
    joined = "".join(values)
    return (
        max(map(len, values)) * 2 <= TEXT_LIMIT
        and (joined.isprintable() or ILLEGAL.search(joined) is None)  # the former is quicker
        and joined.count("\n") <= LINE_FEED_LIMIT
    )


def _take(
    values: list[Any], shown: Kind, currency: str, into: ColumnProfile, table: TableProfile
) -> None:
    """Take sound values of one type into the profile."""
    first = values[0]
    if isinstance(first, str):
        into.texts += len(values)
        into.longest = max(into.longest, ceil(width(max(values, key=len))))
        word = max(_WORD.findall(" ".join(values[:SAMPLE])), key=len, default="")
        into.word = max(into.word, ceil(width(word)))
        table.characters += sum(map(len, values))
    elif isinstance(first, Decimal | int):
        into.add(shown, currency, values)
    else:
        into.texts += len(values)
