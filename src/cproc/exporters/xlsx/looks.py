"""The looks of cells: every format of the workbook, made once by openpyxl.

Colours are chosen so that they also read in grey: bands are light, rules are thin, and what
matters is bold.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from locale import windows_locale
from typing import Any, Literal, NamedTuple

from babel import Locale, UnknownLocaleError
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from cproc.exporters.xlsx.cell_values import risky
from cproc.exporters.xlsx.profile import ColumnProfile, TableProfile
from cproc.money import Money
from cproc.report.model import Cell, Column, Kind, Table

FONT = "Arial"
BLACK, INK, GREY, BLUE = "FF000000", "FF1B2A41", "FF595959", "FF1F4E79"
BAND, TOTAL_BAND, RULE = "FFDCE6F1", "FFF2F2F2", "FFBFBFBF"


_NUMBERS = {Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT}


def is_number(kind: Kind) -> bool:
    """Tell whether a kind is of numbers."""
    return kind in _NUMBERS


def to_the_right(column: Column, held: ColumnProfile) -> bool:
    """Tell whether a column, its heading too, is set to the right: one mostly of numbers."""
    return is_number(column.kind) or held.numbers > held.texts


@lru_cache(maxsize=64)
def _tag(language: str) -> str:
    """The number of a locale of a language as formats hold it; empty where none is known.

    It makes Excel name months in that language, and tells whose way of writing a currency is
    meant; separators are those of the reader all the same.
    """
    wanted = {language.replace("-", "_"), f"{language}_{language.upper()}"}
    known = sorted(windows_locale.items())
    exact = [number for number, name in known if name in wanted]
    close = [number for number, name in known if name.split("_")[0] == language]
    return f"-{(exact or close)[0]:X}" if exact or close else ""


def locale_of(language: str) -> Locale:
    """What CLDR knows of a language; of English where it does not know it."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@lru_cache(maxsize=64)
def _currency_first(language: str) -> bool:
    pattern = locale_of(language).currency_formats["standard"].pattern
    return str(pattern).startswith("¤")


@lru_cache(maxsize=64)
def _percent(language: str) -> str:
    """The sign of percentages, with the space that a language sets before it."""
    pattern = str(locale_of(language).percent_formats[None].pattern)
    return "\\ %" if pattern.endswith(("\u00a0%", "\u202f%", " %")) else "%"


def _said_in_heading(currency: str, column: Column, held: ColumnProfile) -> bool:
    alone = held.currencies == {currency}
    return alone and re.search(rf"\b{currency}\b", column.label) is not None


def format_of(
    of: type, currency: str, kind: Kind, *, column: Column, held: ColumnProfile, language: str
) -> str:
    """Choose the number format of values of a type.

    Amounts show their currency's code unless the heading of the column says it. All values of
    a column show the same number of decimals, as many as the longest of them has.
    """
    if issubclass(of, date):
        months = f"[${tag}]" if (tag := _tag(language)) else ""
        return f"{months}{'mmm' if kind is Kind.MONTH else 'd mmm'} yyyy"
    if not issubclass(of, Money | Decimal | int):
        return "General"
    decimals = held.shown_decimals(kind, currency)
    places = f".{'0' * decimals}" if decimals else ""
    if currency:
        if _said_in_heading(currency, column, held):
            return f"#,##0{places}"
        code = f"[${currency}{_tag(language)}]"
        first = _currency_first(language)
        return f"{code}\\ #,##0{places}" if first else f"#,##0{places}\\ {code}"
    if kind is Kind.PERCENT:
        return f"0{places}{_percent(language)}"
    return f"#,##0{places}" if is_number(kind) else f"0{places}"


def number_width(column: Column, held: ColumnProfile) -> int:
    """The characters that the widest number of a column can take."""
    widest = 0
    for kind, currency in held.decimals:
        decimals = held.shown_decimals(kind, currency)
        code = 0 if not currency or _said_in_heading(currency, column, held) else 4
        percent = 1 if kind is Kind.PERCENT else 0
        digits = held.digits + (held.digits - 1) // 3 + (decimals + 1 if decimals else 0)
        widest = max(widest, digits + code + percent)
    return widest


_IN_TABLES = {"header", "body", "derived", "main", "total"}
LENT = 100  # column of the cells that formats are made on; no row of openpyxl's goes into the file


class _Role(NamedTuple):
    size: int = 10
    colour: str = BLACK
    fill: str = ""
    vertical: Literal["top", "center"] = "center"
    bold: bool = False
    italic: bool = False


_ROLES = {
    "text": _Role(vertical="top"),
    "small": _Role(9, GREY),
    "title": _Role(20, INK, bold=True),
    "subtitle": _Role(12, INK),
    "heading": _Role(14, INK, bold=True),
    "caption": _Role(11, INK, bold=True),
    "label": _Role(10, INK, vertical="top", bold=True),
    "figure": _Role(10, INK, vertical="top", bold=True),
    "link": _Role(10, BLUE, vertical="top"),
    "header": _Role(10, INK, BAND, bold=True),
    "body": _Role(vertical="top"),
    "derived": _Role(vertical="top"),
    "main": _Role(vertical="top", bold=True),
    "total": _Role(fill=TOTAL_BAND, vertical="top", bold=True),
    "note": _Role(9, GREY, italic=True),
}


class Looks:
    """Gives the number of a format, making it at its first use."""

    def __init__(self, sheet: Worksheet, *, protect: bool = False) -> None:
        """Start with the formats the workbook has."""
        self._sheet, self._protect = sheet, protect
        self._known: dict[tuple[str, str, bool, bool], int] = {}

    def __call__(
        self, role: str, number: str = "General", *, right: bool = False, quoted: bool = False
    ) -> int:
        """The number of a format.

        Args:
            role: What the cell is for.
            number: Number format.
            right: Whether the cell is set to the right.
            quoted: Whether Excel is told that what looks like a formula or a number is text.
        """
        key = (role, number, right, quoted)
        if key not in self._known:
            self._known[key] = self._make(*key)
        return self._known[key]

    def _make(self, role: str, number: str, right: bool, quoted: bool) -> int:
        form = _ROLES[role]
        thin = Side(style="thin", color=RULE)
        line = Side(style="thin", color=INK)  # what stands below it touches a thicker one
        strong = Side(style="medium", color=INK)
        borders = {
            "body": Border(bottom=thin),
            "derived": Border(bottom=thin),
            "main": Border(bottom=thin),
            "header": Border(top=strong, bottom=line),
            "total": Border(top=line, bottom=Side(style="double", color=INK)),
        }
        cell: Any = self._sheet.cell(row=len(self._known) + 1, column=LENT)
        cell.font = Font(
            name=FONT,
            size=form.size,
            bold=form.bold,
            italic=form.italic,
            color=form.colour,
            underline="single" if role == "link" else None,
        )
        cell.fill = PatternFill("solid", fgColor=form.fill) if form.fill else PatternFill()
        cell.border = borders.get(role, Border())
        cell.alignment = Alignment(
            horizontal="right" if right else "left",
            vertical=form.vertical,
            wrap_text=number == "General",
            # None to the right: LibreOffice keeps it in some cells of a column and not in others.
            indent=1 if role in _IN_TABLES and not right else 0,
        )
        cell.number_format = number
        cell.quotePrefix = quoted
        cell.protection = Protection(locked=not self._protect or role != "body")
        return int(cell.style_id)

    def for_text(self, role: str, text: str, *, right: bool = False) -> int:
        """The number of the format of a text."""
        return self(role, right=right, quoted=risky(text))


class TableLooks:
    """Gives the formats of one table's cells."""

    def __init__(self, looks: Looks, table: Table, held: TableProfile, language: str) -> None:
        """Look nothing up yet."""
        self._looks, self._table, self._held, self._language = looks, table, held, language
        self._known: dict[tuple[object, ...], int] = {}

    def __call__(
        self,
        index: int,
        of: type,
        currency: str,
        kind: Kind | None,
        role: str,
        *,
        quoted: bool = False,
    ) -> int:
        """The number of the format of a cell.

        Args:
            index: Position of the column.
            of: Type of what the cell holds.
            currency: Of an amount; empty for the rest.
            kind: How it is shown, where that differs from the column.
            role: ``body``, ``derived`` for a formula in the body, ``main`` for a row that others
                are parts of, or ``total``.
            quoted: Whether it is text that looks like something else.
        """
        key = (index, of, currency, kind, role, quoted)
        if key not in self._known:
            column = self._table.columns[index]
            shown = kind or column.kind
            held = self._held.columns[index]
            number = format_of(
                of, currency, shown, column=column, held=held, language=self._language
            )
            self._known[key] = self._looks(role, number, right=self.right(index), quoted=quoted)
        return self._known[key]

    def right(self, index: int) -> bool:
        """Tell whether a column is set to the right."""
        return to_the_right(self._table.columns[index], self._held.columns[index])

    def plain(self, index: int) -> bool:
        """Tell whether no cell of a column is derived or has a kind of its own."""
        return self._held.columns[index].plain

    def of(self, index: int, cell: Cell, role: str) -> int:
        """The number of the format of a cell, whatever it holds."""
        value = cell.value
        currency = value.currency if isinstance(value, Money) else ""
        quoted = isinstance(value, str) and risky(value)
        return self(index, type(value), currency, cell.kind, role, quoted=quoted)

    def make(self) -> None:
        """Make every format the cells can need, so that none is made while rows are written."""
        for index, held in enumerate(self._held.columns):
            for role in ("body", "derived", "total", *(["main"] if self._table.main_rows else [])):
                for of, currency, kind in sorted(held.variants, key=str):
                    self(index, of, currency, kind, role)
                for quoted in (False, True):
                    self(index, str, "", None, role, quoted=quoted)
