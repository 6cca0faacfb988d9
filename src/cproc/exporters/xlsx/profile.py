"""The first pass over a table: what its columns hold, and all that is wrong with it.

Columns are read in chunks and looked at as a whole; single values are looked at only where
the chunk is not plain. A table of 100,000 rows is read in about half a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from locale import windows_locale
from math import ceil
from operator import attrgetter
from types import NoneType
from typing import Any, NamedTuple

import attrs

from cproc.errors import Problem
from cproc.exporters.office import formats, spreadsheet, text_width
from cproc.exporters.xlsx.refusals import fault, refusal, sound_at_a_glance
from cproc.money import Money, minor_unit
from cproc.report import NUMERIC, Cell, Column, Expression, Kind, Table, says

CHUNK = 1000  # rows that are looked at, and written, together
SAMPLE = 100  # texts of a chunk whose words are looked at

_DECIMALS = re.compile(r"\.([0-9]+)", re.ASCII)
# What no line breaks in: a space that does not break is part of it.
_WORD = re.compile(r"[^ \t\n]+")


@lru_cache(maxsize=64)
def _windows_tag(language: str) -> str:
    """The number of a locale of a language as formats hold it; empty where none is known.

    It makes Excel name months in that language, and tells whose way of writing a currency is
    meant; separators are those of the reader all the same.
    """
    wanted = {language.replace("-", "_"), f"{language}_{language.upper()}"}
    known = sorted(windows_locale.items())
    exact = [number for number, name in known if name in wanted]
    close = [number for number, name in known if name.split("_")[0] == language]
    return f"-{(exact or close)[0]:X}" if exact or close else ""


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
    links: int = 0  # how many of its cells lead to an address

    @property
    def to_the_right(self) -> bool:
        """Whether it is set to the right, its heading too: one mostly of numbers is."""
        return self.column.kind in NUMERIC or self.numbers > self.texts

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

    def _says(self, currency: str) -> bool:
        """Whether the heading names the one currency that there is."""
        return self.currencies == {currency} and says(self.column, currency)

    def number_format(self, variant: Variant, language: str) -> str:
        """Choose the number format of those of its values that are alike.

        Amounts show their currency's code unless the heading says it. All values show the same
        number of decimals, as many as the longest of them has.
        """
        of, currency, kind = variant.type, variant.currency, variant.kind or self.column.kind
        if issubclass(of, date):
            months = f"[${tag}]" if (tag := _windows_tag(language)) else ""
            return f"{months}{'mmm' if kind is Kind.MONTH else 'd mmm'} yyyy"
        if issubclass(of, str | NoneType):
            return "General"
        decimals = self.shown_decimals(kind, currency)
        places = f".{'0' * decimals}" if decimals else ""
        if currency and not self._says(currency):
            code = f"[${currency}{_windows_tag(language)}]"
            first = formats.money_first(formats.cldr_language(language))
            return f"{code}\\ #,##0{places}" if first else f"#,##0{places}\\ {code}"
        if kind is Kind.PERCENT and not currency:
            # A space of the language before the sign becomes one that a format can hold.
            pattern = formats.percent_pattern(formats.cldr_language(language))
            spaced = pattern.endswith(("\u00a0%", "\u202f%", " %"))
            return f"0{places}\\ %" if spaced else f"0{places}%"
        return f"#,##0{places}" if currency or kind in NUMERIC else f"0{places}"

    @property
    def number_width(self) -> int:
        """The characters that its widest number can take."""
        widest = 0
        for kind, currency in self.decimals:
            decimals = self.shown_decimals(kind, currency)
            code = 0 if not currency or self._says(currency) else 4
            percent = 1 if kind is Kind.PERCENT else 0
            digits = self.digits + (self.digits - 1) // 3 + (decimals + 1 if decimals else 0)
            widest = max(widest, digits + code + percent)
        return widest

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

    @property
    def linked(self) -> list[int]:
        """The positions of the columns some of whose cells lead to an address."""
        return [index for index, column in enumerate(self.columns) if column.links]


def chunks(table: Table) -> Iterator[tuple[int, tuple[tuple[Cell, ...], ...]]]:
    """The body rows in chunks: position of the first row, and the columns of the chunk."""
    for start in range(0, len(table.rows), CHUNK):
        yield start, tuple(zip(*table.rows[start : start + CHUNK], strict=True))


def profile_of(table: Table) -> TableProfile:
    """Read a table through."""
    profile = TableProfile(list(map(ColumnProfile, table.columns)))
    count = len(table.columns)
    ragged = [n for n, row in enumerate(table.rows) if len(row) != count]
    for row in ragged:
        profile.problems.append(_ragged(f"rows[{row}]", len(table.rows[row]), table))
    if table.total is not None and len(table.total) != count:
        profile.problems.append(_ragged("total", len(table.total), table))
    if profile.problems:
        return profile
    for start, columns in chunks(table):
        for index, cells in enumerate(columns):
            for offset, problem in _scan(cells, profile, index):
                row = start + offset
                where = (f"rows[{row}]", f"row {row + 1}")
                profile.problems.append(_located(problem, table, index, *where))
    for index, cell in enumerate(table.total or ()):
        for _offset, problem in _scan((cell,), profile, index):
            profile.problems.append(_located(problem, table, index, "total", "total row"))
    return profile


def _ragged(where: str, cells: int, table: Table) -> Problem:
    path = f"tables.{table.id}.{where}"
    return refusal("row-length", path, count=cells, columns=len(table.columns))


def _located(problem: Problem, table: Table, index: int, where: str, row: str) -> Problem:
    column = table.columns[index].id
    path = f"tables.{table.id}.{where}.{column}"
    return attrs.evolve(problem, path=path, cell=f"{row}, column {column}")


def _scan(
    cells: tuple[Cell, ...], table: TableProfile, index: int
) -> Iterator[tuple[int, Problem]]:
    """Take a chunk of a column into the profile; its faults, by position."""
    into = table.columns[index]
    column_kind = into.column.kind
    expressions = {cell.expression for cell in cells if cell.expression}
    kinds = {cell.kind for cell in cells if cell.kind}
    table.expressions |= expressions
    into.plain = into.plain and not expressions and not kinds
    into.links += sum(map(bool, map(attrgetter("link"), cells)))
    values: list[Any] = [cell.value for cell in cells]
    types = set(map(type, values))
    if NoneType in types:  # most columns have no gaps, and are not copied
        types.discard(NoneType)
        values = [value for value in values if value is not None]
    numbers = [value.amount for value in values] if types == {Money} else values
    if len(types) == 1 and not kinds and sound_at_a_glance(numbers):
        for currency, group in _by_currency(values):
            into.variants.add(Variant(next(iter(types)), currency))
            _take(group, column_kind, currency, into, table)
        return
    for offset, cell in enumerate(cells):
        if cell.value is None:
            into.variants.add(Variant(NoneType, kind=cell.kind))
        elif problem := fault(cell.value):
            yield offset, problem
        else:
            for currency, group in _by_currency([cell.value]):
                into.variants.add(Variant(type(cell.value), currency, cell.kind))
                _take(group, cell.kind or column_kind, currency, into, table)


def _by_currency(values: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Amounts as decimals, by currency; other values as they are."""
    if isinstance(values[0], Money):
        for currency in sorted({value.currency for value in values}):
            yield currency, [value.amount for value in values if value.currency == currency]
    else:
        yield "", values


def _take(
    values: list[Any], shown: Kind, currency: str, into: ColumnProfile, table: TableProfile
) -> None:
    """Take sound values of one type into the profile."""
    if isinstance(values[0], Decimal | int):
        into.add(shown, currency, values)
        return
    into.texts += len(values)
    if isinstance(values[0], str):
        into.longest = max(into.longest, ceil(text_width.width(max(values, key=len))))
        word = max(_WORD.findall(" ".join(values[:SAMPLE])), key=len, default="")
        into.word = max(into.word, ceil(text_width.width(word)))
        table.characters += sum(map(len, values))
