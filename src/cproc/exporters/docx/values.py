"""Values as they are printed, in the report's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Context, Decimal, Inexact, localcontext
from functools import lru_cache

import attrs
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from cproc.exporters.docx.typography import NO_BREAK, typeset
from cproc.money import Money, minor_unit
from cproc.report import Cell, Kind, Table

_EXACT = Context(prec=1000, traps=[Inexact])

NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT})


@attrs.frozen
class ShownTable:
    """A table as text: header, body rows, total row where there is one.

    Args:
        header: The labels.
        columns: The body, column by column.
        total: The total row, or nothing.
    """

    header: list[str]
    columns: list[list[str]]
    total: list[str] | None

    @property
    def rows(self) -> list[list[str]]:
        """The body, row by row."""
        return [list(row) for row in zip(*self.columns, strict=True)]


class Formatter:
    """Prints values in one language.

    Numbers of a column are printed to the same number of decimals, the most that one of
    them needs; nothing is rounded. Amounts of whole units have no decimals.
    """

    def __init__(self, language: str) -> None:
        """Look up what the Unicode CLDR knows of the language; English is British."""
        self.language = language
        self.locale = Locale.parse("en_GB" if language == "en" else language)
        self._money_first = self.locale.currency_formats["standard"].pattern.startswith("¤")
        self.group: str = self.locale.number_symbols["latn"]["group"]
        self._percent = self.locale.percent_formats[None].pattern
        self.number = lru_cache(maxsize=4096)(self._number)
        self.day = lru_cache(maxsize=4096)(self._day)
        self.month = lru_cache(maxsize=4096)(self._month)

    def text(self, text: str, language: str | None = None) -> str:
        """A text with the spaces its language wants."""
        return typeset(text, language or self.language)

    def _number(self, value: Decimal, decimals: int, *, percent: bool = False) -> str:
        places = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
        pattern = self._percent.replace("#,##0", places) if percent else places
        with localcontext(_EXACT):  # Babel rounds to whatever precision the caller has set
            text = format_decimal(value, format=pattern, locale=self.locale)
        return text.replace(" ", NO_BREAK)

    def money(self, value: Money, decimals: int) -> str:
        """An amount with its currency code where the language puts it."""
        number = self.number(value.amount, decimals)
        if self._money_first:
            return f"{value.currency}{NO_BREAK}{number}"
        return f"{number}{NO_BREAK}{value.currency}"

    def _date(self, value: date, width: str) -> str:
        text = format_date(value, width, self.locale)
        if self.language == "fr" and value.day == 1:
            text = text.replace("1 ", "1er ", 1)  # CLDR leaves the ordinal of the first out
        return text

    def _day(self, value: date) -> str:
        return self._date(value, "medium").replace(" ", NO_BREAK)

    def long_date(self, value: date) -> str:
        """A date with its month in full."""
        return self._date(value, "long")

    def _month(self, value: date) -> str:
        return format_skeleton("yMMMM", value, locale=self.locale)

    def table(self, table: Table) -> ShownTable:
        """Give every cell of a table as text."""
        columns, totals = [], []
        for index, column in enumerate(table.columns):
            cells = [row[index] for row in table.rows]
            total = table.total[index] if table.total else None
            show = self._column(column.kind, [*cells, total] if total else cells)
            columns.append([show(cell) for cell in cells])
            if total:
                totals.append(show(total))
        header = [self.text(column.label) for column in table.columns]
        return ShownTable(header, columns, totals if table.total else None)

    def _column(self, kind: Kind, cells: Sequence[Cell]) -> Callable[[Cell], str]:
        """What prints the cells of one column alike."""
        places = None
        if kind in NUMERIC - {Kind.INTEGER}:
            own_kind = (cell.value for cell in cells if cell.kind in {None, kind})
            places = max((_decimals(value, kind) for value in own_kind), default=0)

        def show(cell: Cell) -> str:
            value, own = cell.value, cell.kind or kind
            if isinstance(value, str):
                return typeset(value, cell.language or self.language)
            if value is None:
                return ""
            return self.value(value, own, places if own is kind else None)

        return show

    def value(self, value: int | Decimal | Money | date, kind: Kind, places: int | None) -> str:
        """One value as text; without places, to the decimals it needs itself."""
        if isinstance(value, date):
            return self.month(value) if kind is Kind.MONTH else self.day(value)
        if places is None:
            places = _decimals(value, kind)
        if isinstance(value, Money):
            return self.money(value, places)
        if kind is Kind.TEXT and isinstance(value, int):
            return str(value)
        return self.number(Decimal(value), places, percent=kind is Kind.PERCENT)


def _decimals(value: object, kind: Kind) -> int:
    """The decimals it takes to print a number without rounding it."""
    if isinstance(value, Money):
        needed = _needed(value.amount)
        return max(needed, minor_unit(value.currency)) if needed else 0
    needed = _needed(value) if isinstance(value, Decimal) else 0
    return max(needed - 2, 0) if kind is Kind.PERCENT else needed


def _needed(number: Decimal) -> int:
    return len(f"{number:f}".partition(".")[2].rstrip("0"))
