"""Tables as text, in the language of the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

import attrs

from cproc.exporters.office import formats
from cproc.labels.typography import typeset
from cproc.money import Money
from cproc.report import NUMERIC, Cell, Column, Kind, Table, as_printed, decimals_of, says


@attrs.frozen
class ShownTable:
    """A table as text: header, body rows, total row where there is one."""

    header: list[str]
    columns: list[list[str]]
    total: list[str] | None

    @property
    def rows(self) -> list[list[str]]:
        """The body, row by row."""
        return [list(row) for row in zip(*self.columns, strict=True)]


class Formatter:
    """Prints tables in one language.

    Numbers of a column are printed to the same number of decimals, the most that one of
    them needs; nothing is rounded, but shares of a total are, together. Amounts of whole units
    have no decimals.

    The language may be a locale, such as ``de-CH``.

    Raises:
        UnknownLocaleError: The Unicode CLDR does not know the language.
        ValueError: It is no language.
    """

    def __init__(self, language: str) -> None:
        """Look the language up."""
        self.language = language
        self.group = str(formats.locale_of(language).number_symbols["latn"]["group"])

    def text(self, text: str) -> str:
        """A text with the marks its language wants."""
        return typeset(text, self.language)

    def table(self, table: Table) -> ShownTable:
        """Every cell of a table as text."""
        columns, totals, table = [], [], as_printed(table)
        for index, column in enumerate(table.columns):
            cells = [row[index] for row in table.rows]
            total = table.total[index] if table.total else None
            show = self._column(column, [*cells, total] if total else cells)
            columns.append(self._same(cells) or [show(cell) for cell in cells])
            if total:
                totals.append(show(total))
        header = [self.text(column.label) for column in table.columns]
        return ShownTable(header, columns, totals if table.total else None)

    def labels(self, table: Table, column: str) -> list[str]:
        """The texts of a column, or as many empty ones where there is none of that name."""
        if column not in {each.id for each in table.columns}:
            return [""] * len(table.rows)
        return self.table(table).columns[table.index(column)]

    def _same(self, cells: Sequence[Cell]) -> list[str] | None:
        """The texts of many cells if all are such and no mark in them is to be exchanged."""
        texts: list[Any] = list(map(attrgetter("value"), cells))
        if {*map(type, texts)} != {str} or any(map(attrgetter("language"), cells)):
            return None
        joined = " \0 ".join(texts)
        return texts if self.text(joined) == joined else None

    def _column(self, column: Column, cells: Sequence[Cell]) -> Callable[[Cell], str]:
        """What prints the cells of one column alike; a currency in its heading is not repeated."""
        places, language, kind = None, self.language, column.kind
        if kind in NUMERIC - {Kind.INTEGER}:
            places = decimals_of(kind, cells)

        def show(cell: Cell) -> str:
            value, own = cell.value, cell.kind or kind
            if isinstance(value, str):
                return typeset(value, cell.language or language)
            if isinstance(value, Money) and own is kind and says(column, value.currency):
                return formats.exact_number(language, value.amount, places or 0)
            return "" if value is None else self._value(value, own, places if own is kind else None)

        return show

    def _value(self, value: int | Decimal | Money | date, kind: Kind, places: int | None) -> str:
        """One value as text; without places, to the decimals it needs itself."""
        if isinstance(value, date):
            if kind is Kind.MONTH:
                return formats.month_in(self.language, value)
            return formats.short_day(self.language, value)
        if places is None:
            places = decimals_of(kind, [Cell(value)])
        if isinstance(value, Money):
            return formats.exact_amount(self.language, value, places)
        if kind is Kind.TEXT and isinstance(value, int):
            return str(value)
        percent = kind is Kind.PERCENT
        return formats.exact_number(self.language, Decimal(value), places, percent=percent)
