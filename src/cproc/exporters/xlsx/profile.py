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
from typing import Any, NamedTuple

import attrs

from cproc.errors import Problem
from cproc.exporters.office import spreadsheet, text_width
from cproc.money import Money, minor_unit
from cproc.report import Cell, Column, Expression, Kind, Table

TEXT_LIMIT = 32_767  # UTF-16 units of a cell (Excel specifications and limits)
LINE_FEED_LIMIT = 253  # line feeds of a cell (the same source)
DIGIT_LIMIT = 15  # significant digits that Excel keeps (the same source)
SCALE_LIMIT = 24  # digits before or behind the point; beyond `DIGIT_LIMIT` they are zeros
CHUNK = 1000  # rows that are looked at, and written, together
SAMPLE = 100  # texts of a chunk whose words are looked at

value_of = attrgetter("value")
kind_of = attrgetter("kind")
expression_of = attrgetter("expression")
money_amount = attrgetter("amount")
money_currency = attrgetter("currency")

_DECIMALS = re.compile(r"\.([0-9]+)", re.ASCII)
# What no line breaks in: a space that does not break is part of it.
_WORD = re.compile(r"[^ \t\n]+")
# What XML 1.0 has no place for, and halves of surrogate pairs.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_PLAIN_NUMBERS = re.compile(r"[0-9.\- ]*", re.ASCII)


class Variant(NamedTuple):
    """What cells that are written alike share; a kind where it is not that of their column."""

    type: type
    currency: str = ""
    kind: Kind | None = None

    @classmethod
    def of(cls, cell: Cell) -> Variant:
        """What a cell is."""
        return cls(type(cell.value), spreadsheet.currency_of(cell.value), cell.kind)


@attrs.define
class ColumnProfile:
    """What a column holds."""

    column: Column
    # Most decimals in use, by kind and currency (empty for plain numbers).
    decimals: dict[tuple[Kind, str], int] = attrs.field(factory=dict)
    variants: set[Variant] = attrs.field(factory=set)
    digits: int = 0  # most characters before the decimal point
    longest: int = 0  # width of the longest text, in digits of the font
    word: int = 0  # width of the longest word, in digits of the font
    numbers: int = 0  # how many of its values are numbers
    texts: int = 0  # how many are text or dates
    plain: bool = True  # whether none of its cells is derived or has a kind of its own

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
        texts = spreadsheet.number_texts(v for v in values if isinstance(v, Decimal))
        behind = set(_DECIMALS.findall(" ".join(texts)))
        most = max((len(digits.rstrip("0")) for digits in behind), default=0)
        key = (kind, currency)
        self.numbers += len(values)
        self.decimals[key] = max(self.decimals.get(key, 0), most)
        ends = (spreadsheet.number_text(int(end)) for end in (min(values), max(values)))
        self.digits = max(self.digits, *map(len, ends))


@attrs.define
class TableProfile:
    """What a table holds."""

    columns: list[ColumnProfile]
    expressions: set[Expression] = attrs.field(factory=set)  # the distinct expressions in it
    problems: list[Problem] = attrs.field(factory=list)  # all that is wrong with its cells
    characters: int = 0  # length of its texts, all together


def chunks(table: Table) -> Iterator[tuple[int, tuple[tuple[Cell, ...], ...]]]:
    """The body rows in chunks: position of the first row, and the columns of the chunk."""
    for start in range(0, len(table.rows), CHUNK):
        yield start, tuple(zip(*table.rows[start : start + CHUNK], strict=True))


def profile(table: Table) -> TableProfile:
    """Read a table through."""
    whole = TableProfile(list(map(ColumnProfile, table.columns)))
    count = len(table.columns)
    ragged = [n for n, row in enumerate(table.rows) if len(row) != count]
    for row in ragged:
        whole.problems.append(_ragged(f"rows[{row}]", len(table.rows[row]), table))
    if table.total is not None and len(table.total) != count:
        whole.problems.append(_ragged("total", len(table.total), table))
    if whole.problems:
        return whole
    for start, columns in chunks(table):
        for index, cells in enumerate(columns):
            faults = _scan(cells, table.columns[index], whole, index)
            whole.problems += [
                _problem(item, table, f"rows[{start + offset}]", index, f"row {start + offset + 1}")
                for offset, item in faults
            ]
    for index, cell in enumerate(table.total or ()):
        for _offset, item in _scan((cell,), table.columns[index], whole, index):
            whole.problems.append(_problem(item, table, "total", index, "total row"))
    return whole


def _ragged(where: str, cells: int, table: Table) -> Problem:
    return Problem(
        "row-length",
        f"the row has {cells} cells, the table has {len(table.columns)} columns.",
        path=f"tables.{table.id}.{where}",
        hint="Give one cell for each column.",
    )


def _problem(problem: Problem, table: Table, where: str, index: int, row: str) -> Problem:
    column = table.columns[index].id
    path = f"tables.{table.id}.{where}.{column}"
    return attrs.evolve(problem, path=path, cell=f"{row}, column {column}")


def _scan(
    cells: tuple[Cell, ...], column: Column, table: TableProfile, index: int
) -> list[tuple[int, Problem]]:
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
            into.variants.add(Variant(next(iter(types)), currency))
            _take(group, column.kind, currency, into, table)
        return []
    faults = []
    for offset, cell in enumerate(cells):
        if cell.value is None:
            into.variants.add(Variant(NoneType, kind=cell.kind))
        if (wrong := fault(cell.value)) is not None:
            faults.append((offset, wrong))
        elif cell.value is not None:
            for currency, group in _by_currency([cell.value]):
                into.variants.add(Variant(type(cell.value), currency, cell.kind))
                _take(group, cell.kind or column.kind, currency, into, table)
    return faults


def _by_currency(values: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Give amounts as decimals, by currency; other values as they are."""
    if isinstance(values[0], Money):
        for currency in sorted(set(map(money_currency, values))):
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
        texts = list(map(str, map(money_amount, values) if kind is Money else values))
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
        into.longest = max(into.longest, ceil(text_width.width(max(values, key=len))))
        word = max(_WORD.findall(" ".join(values[:SAMPLE])), key=len, default="")
        into.word = max(into.word, ceil(text_width.width(word)))
        table.characters += sum(map(len, values))
    elif isinstance(first, Decimal | int):
        into.add(shown, currency, values)
    else:
        into.texts += len(values)


def text_fault(text: str) -> Problem | None:
    """Tell why a text cannot be written, or nothing."""
    if found := ILLEGAL.search(text):
        code = f"U+{ord(found[0]):04X}"
        return Problem(
            "text-character",
            f"the text has a character at position {found.start() + 1}, {code},"
            " that a workbook cannot hold.",
            hint="Delete the character.",
            value=_shown(text),
        )
    if len(text) * 2 > TEXT_LIMIT and (length := spreadsheet.units(text)) > TEXT_LIMIT:
        return Problem(
            "text-length",
            f"the text has {length:,} characters (UTF-16 units); a cell holds {TEXT_LIMIT:,}.",
            hint="Shorten the text.",
            value=_shown(text),
        )
    if (feeds := text.count("\n")) > LINE_FEED_LIMIT:
        return Problem(
            "text-lines",
            f"the text has {feeds} line feeds; a cell holds {LINE_FEED_LIMIT}.",
            hint="Shorten the text or join its lines.",
            value=_shown(text),
        )
    return None


def _number_fault(number: Decimal | int) -> Problem | None:
    if isinstance(number, int) and abs(number) >= 10**SCALE_LIMIT:
        return _range_fault(f"integer of {number.bit_length()} bits")
    exact = Decimal(number)
    if not exact.is_finite():
        return Problem(
            "number-not-finite",
            f"{exact} is not a number that can be shown.",
            hint="Leave the cell empty where the value is not known.",
            value=str(exact),
        )
    _sign, digits, exponent = exact.as_tuple()
    scale = int(exponent)
    if exact and (exact.adjusted() >= SCALE_LIMIT or -scale > SCALE_LIMIT + len(digits)):
        return _range_fault(_shown(str(exact)))
    significant = len("".join(map(str, digits)).strip("0"))
    if significant > DIGIT_LIMIT:
        return Problem(
            "number-precision",
            f"{exact} has {significant} significant digits; a workbook keeps {DIGIT_LIMIT}.",
            hint="Show the value rounded, in thousands or millions, or as text.",
            value=str(exact),
        )
    return None


def _range_fault(shown: str) -> Problem:
    return Problem(
        "number-range",
        f"the number has more than {SCALE_LIMIT} digits before or behind the point.",
        hint="Check the number for a slip.",
        value=shown,
    )


def fault(value: object) -> Problem | None:
    """Tell why a value cannot be written to a cell, or nothing."""
    if value is None or type(value) is date:
        return None
    if isinstance(value, str):
        return text_fault(value)
    if isinstance(value, Money):
        return _number_fault(value.amount)
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return _number_fault(value)
    return Problem(
        "cell-type",
        f"a cell cannot hold a value of the type {type(value).__name__}.",
        hint="Give text, an integer, a decimal, money or a date.",
        value=_shown(repr(value)),
    )


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")[1:-1]
