"""The looks of cells: every format of the workbook, made once by openpyxl.

Colours are chosen so that they also read in grey: bands are light, rules are thin, and what
matters is bold.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from locale import windows_locale
from types import NoneType
from typing import Any, Literal, NamedTuple

from babel import UnknownLocaleError
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from cproc.exporters.office import cell_text, spreadsheet, text_width
from cproc.exporters.xlsx.profile import ColumnProfile, TableProfile, Variant
from cproc.report import Cell, Kind, Table, formats

BLACK, INK, GREY, BLUE = "FF000000", "FF1B2A41", "FF595959", "FF1F4E79"
BAND, TOTAL_BAND, RULE = "FFDCE6F1", "FFF2F2F2", "FFBFBFBF"


def to_the_right(profile: ColumnProfile) -> bool:
    """Tell whether a column, its heading too, is set to the right: one mostly of numbers."""
    return profile.column.kind in cell_text.NUMERIC or profile.numbers > profile.texts


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


@lru_cache(maxsize=64)
def cldr_language(language: str) -> str:
    """A language that CLDR knows: English where it does not know the one of the report."""
    try:
        formats.locale_of(language)
    except (UnknownLocaleError, ValueError):
        return "en"
    return language


def _said_in_heading(currency: str, profile: ColumnProfile) -> bool:
    alone = profile.currencies == {currency}
    return alone and re.search(rf"\b{currency}\b", profile.column.label) is not None


def number_format(profile: ColumnProfile, variant: Variant, language: str) -> str:
    """Choose the number format of the values of a column that are alike.

    Amounts show their currency's code unless the heading of the column says it. All values of
    a column show the same number of decimals, as many as the longest of them has.
    """
    of, currency, kind = variant.type, variant.currency, variant.kind or profile.column.kind
    if issubclass(of, date):
        months = f"[${tag}]" if (tag := _tag(language)) else ""
        return f"{months}{'mmm' if kind is Kind.MONTH else 'd mmm'} yyyy"
    if issubclass(of, str | NoneType):
        return "General"
    decimals = profile.shown_decimals(kind, currency)
    places = f".{'0' * decimals}" if decimals else ""
    if currency:
        if _said_in_heading(currency, profile):
            return f"#,##0{places}"
        code = f"[${currency}{_tag(language)}]"
        first = formats.money_first(cldr_language(language))
        return f"{code}\\ #,##0{places}" if first else f"#,##0{places}\\ {code}"
    if kind is Kind.PERCENT:
        # A space of the language before the sign becomes one that a format can hold.
        pattern = formats.percent_pattern(cldr_language(language))
        spaced = pattern.endswith(("\u00a0%", "\u202f%", " %"))
        return f"0{places}\\ %" if spaced else f"0{places}%"
    return f"#,##0{places}" if kind in cell_text.NUMERIC else f"0{places}"


def number_width(profile: ColumnProfile) -> int:
    """The characters that the widest number of a column can take."""
    widest = 0
    for kind, currency in profile.decimals:
        decimals = profile.shown_decimals(kind, currency)
        code = 0 if not currency or _said_in_heading(currency, profile) else 4
        percent = 1 if kind is Kind.PERCENT else 0
        digits = profile.digits + (profile.digits - 1) // 3 + (decimals + 1 if decimals else 0)
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
    """Gives the number of a format, making it at its first use.

    Formats are made on cells that a worksheet lends. Where sheets are protected, cells of the
    role ``body`` stay free.
    """

    def __init__(self, sheet: Worksheet, *, protect: bool = False) -> None:
        """Start with the formats the workbook has."""
        self._sheet, self._protect = sheet, protect
        self._numbers: dict[tuple[str, str, bool, bool], int] = {}

    def __call__(
        self, role: str, number: str = "General", *, right: bool = False, quoted: bool = False
    ) -> int:
        """The number of a format; if quoted, Excel keeps what looks like a formula as text."""
        key = (role, number, right, quoted)
        if key not in self._numbers:
            self._numbers[key] = self._make(*key)
        return self._numbers[key]

    def _make(self, role: str, number: str, right: bool, quoted: bool) -> int:
        look = _ROLES[role]
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
        cell: Any = self._sheet.cell(row=len(self._numbers) + 1, column=LENT)
        cell.font = Font(
            name=text_width.FONT,
            size=look.size,
            bold=look.bold,
            italic=look.italic,
            color=look.colour,
            underline="single" if role == "link" else None,
        )
        cell.fill = PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill()
        cell.border = borders.get(role, Border())
        cell.alignment = Alignment(
            horizontal="right" if right else "left",
            vertical=look.vertical,
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
        return self(role, right=right, quoted=spreadsheet.RISKY.match(text) is not None)


class TableLooks:
    """Gives the formats of one table's cells, its months named in a language."""

    def __init__(self, looks: Looks, table: Table, profile: TableProfile, language: str) -> None:
        """Look nothing up yet."""
        self._looks, self._table, self._profile = looks, table, profile
        self._language = language
        self._numbers: dict[tuple[int, Variant, str, bool], int] = {}

    def __call__(self, index: int, variant: Variant, role: str, *, quoted: bool = False) -> int:
        """The number of the format of a cell.

        Args:
            index: Position of the column.
            variant: What the cell holds.
            role: ``body``, ``derived`` for a formula in the body, ``main`` for a row that others
                are parts of, or ``total``.
            quoted: Whether it is text that looks like something else.
        """
        key = (index, variant, role, quoted)
        if key not in self._numbers:
            number = number_format(self._profile.columns[index], variant, self._language)
            self._numbers[key] = self._looks(role, number, right=self.right(index), quoted=quoted)
        return self._numbers[key]

    def right(self, index: int) -> bool:
        """Tell whether a column is set to the right."""
        return to_the_right(self._profile.columns[index])

    def plain(self, index: int) -> bool:
        """Tell whether no cell of a column is derived or has a kind of its own."""
        return self._profile.columns[index].plain

    def of(self, index: int, cell: Cell, role: str) -> int:
        """The number of the format of a cell, whatever it holds."""
        quoted = isinstance(cell.value, str) and spreadsheet.RISKY.match(cell.value) is not None
        return self(index, Variant.of(cell), role, quoted=quoted)

    def make(self) -> None:
        """Make every format the cells can need, so that none is made while rows are written."""
        for index, column in enumerate(self._profile.columns):
            for role in ("body", "derived", "total", *(["main"] if self._table.main_rows else [])):
                for variant in sorted(column.variants, key=str):
                    self(index, variant, role)
                for quoted in (False, True):
                    self(index, Variant(str), role, quoted=quoted)
