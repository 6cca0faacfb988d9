"""What stands in the columns of an entry workbook, as the tables of a portfolio want it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import attrs

from cproc.dates import DateSpan, Month, Period
from cproc.loaders.dates.cells import SERIALS, day_of_serial
from cproc.loaders.grids.grid import exact, is_inexact
from cproc.loaders.values import DateForm, NumberForm, Read, read_dates, read_number
from cproc.model import Identifier, LocalText, Money, country_code
from cproc.serialize.headings import choices_of, folded, words_of
from cproc.serialize.relations import Column, Relation

_ISO = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}(/([0-9]{4}(-[0-9]{2}){0,2}|\.\.))?")
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_SHORT = 16  # characters of a number that a workbook keeps whatever its digits are
_COUNTRIES = ("country", "nationality", "countries")

Cells = Sequence[Any]


@attrs.frozen
class ReadColumn:
    """The cells of a column as its table wants them.

    Args:
        cells: The values, those that cannot be read as they stand.
        numbers: The positions of numbers that are read as days.
        doubts: By position, why a day cannot be read, and what it may mean.
    """

    cells: Cells
    numbers: tuple[int, ...] = ()
    doubts: Mapping[int, Read] = MappingProxyType({})


@attrs.frozen
class Reader:
    """How the columns of one sheet are read.

    Args:
        relation: Its table.
        own_terms: Identifiers of the office's own terms, by their lists.
        since_1904: Whether days are counted from 1904.
    """

    relation: Relation
    own_terms: Mapping[str, frozenset[str]]
    since_1904: bool = False

    def read(self, name: str, cells: Cells) -> ReadColumn:
        """Read a column.

        Args:
            name: Its name.
            cells: What stands in it, empty texts where nothing does.
        """
        column = _column(self.relation, name)
        if column.kind not in (LocalText, str):
            cells = _without_blanks(cells)
        if column.kind in (int, Decimal, Money) and not column.is_list:
            return ReadColumn([_number(cell, column.kind) for cell in cells])
        if column.kind in (date, DateSpan, Month, Period) and not column.is_list:
            return self._days(column, cells)
        words = self._words(column)
        if words:
            return ReadColumn(_mapped(cells, words, is_list=column.is_list))
        return ReadColumn(cells)

    def _days(self, column: Column, cells: Cells) -> ReadColumn:
        read: dict[Any, Any] = {}
        doubtful: dict[str, Read] = {}
        numbers = []
        for at, cell in enumerate(cells):
            if type(cell) is float and column.kind is not Period and int(cell) in SERIALS:
                numbers.append(at)
                read[cell] = day_of_serial(int(cell), since_1904=self.since_1904)
            elif type(cell) is str and cell and cell not in read:
                of = _written_day(cell)
                read[cell] = of.value or cell
                if of.doubt:
                    doubtful[cell] = of
        doubts = {at: doubtful[cell] for at, cell in enumerate(cells) if cell in doubtful}
        return ReadColumn([read.get(cell, cell) for cell in cells], tuple(numbers), doubts)

    def _words(self, column: Column) -> Callable[[str], str] | None:
        """What makes a code of a word; None where the words of a column are its values."""
        if column.name in _COUNTRIES:
            return lambda word: country_code(word) or word
        choices = choices_of(self.relation, column.name)
        if choices is None:
            return None
        known = words_of(choices)
        own = self.own_terms.get(choices.own or "", frozenset())
        return lambda word: word if word in own else known.get(folded(word), word)


def _column(relation: Relation, name: str) -> Column:
    stem = name if name in relation.names else name.rpartition(".")[0]
    every = (column for column in relation.every_column if column.name == stem)
    return next(every, Column(name, (name,), Identifier))


def _without_blanks(cells: Cells) -> Cells:
    blanks = {cell for cell in set(cells) if type(cell) is str and cell.isspace()}
    return ["" if cell in blanks else cell for cell in cells] if blanks else cells


def _mapped(cells: Cells, words: Callable[[str], str], *, is_list: bool) -> Cells:
    def read(cell: str) -> str:
        if not is_list or cell.startswith("["):
            return words(cell)
        return "; ".join(words(part.strip()) for part in cell.split(";"))

    different: Iterable[Any] = {cell for cell in cells if type(cell) is str and cell}
    codes = {cell: read(cell) for cell in different}
    return [codes.get(cell, cell) if type(cell) is str else cell for cell in cells]


def _number(cell: Any, kind: Any) -> Any:
    """A number exactly, as text where it is an amount; what is no number stays as it is."""
    if type(cell) is float:
        whole = int(cell)
        if whole == cell:
            return whole if kind is int else str(whole)
        text = repr(cell)
        if len(text) > _SHORT or "e" in text:
            return cell if is_inexact(cell) else f"{exact(cell):f}"
        return text
    if type(cell) is str and cell and not _PLAIN.fullmatch(cell):
        value = read_number(cell, NumberForm()).value
        return cell if value is None else f"{value:f}"
    return cell


def _written_day(text: str) -> Read:
    """A day or days that are written in words, where they cannot be mistaken."""
    if _ISO.fullmatch(text) or "|" in text:
        return Read(text)
    read = read_dates(text, DateForm())
    return attrs.evolve(read, value=None) if read.doubt else read


def day_of(cell: Any) -> str:
    """A day as a message shows it."""
    return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
