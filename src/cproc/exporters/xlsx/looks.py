"""The looks of cells: every format of the workbook, made once by openpyxl.

Colours are chosen so that they also read in grey: bands are light, rules are thin, and what
matters is bold.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from cproc.exporters.office import spreadsheet, text_width

BLACK, INK, GREY, BLUE = "FF000000", "FF1B2A41", "FF595959", "FF1F4E79"
BAND, TOTAL_BAND, RULE = "FFDCE6F1", "FFF2F2F2", "FFBFBFBF"
_LINE = Side(style="thin", color=INK)  # what stands below it touches a thicker one
_BELOW_ROW = Border(bottom=Side(style="thin", color=RULE))
_AROUND_HEADER = Border(top=Side(style="medium", color=INK), bottom=_LINE)
_AROUND_TOTAL = Border(top=_LINE, bottom=Side(style="double", color=INK))

LENT = 100  # column of the cells that formats are made on; no row of openpyxl's goes into the file


class _Role(NamedTuple):
    font: Font
    vertical: Literal["top", "center"] = "center"
    border: Border | None = None  # of a cell of a table
    fill: str = ""


def _font(size: int = 10, color: str = BLACK, **more: Any) -> Font:
    return Font(name=text_width.FONT, size=size, color=color, **more)


_BOLD, _STRONG = _font(bold=True), _font(10, INK, bold=True)
_ROLES = {
    "text": _Role(_font(), "top"),
    "small": _Role(_font(9, GREY)),
    "title": _Role(_font(20, INK, bold=True)),
    "subtitle": _Role(_font(12, INK)),
    "heading": _Role(_font(14, INK, bold=True)),
    "caption": _Role(_font(11, INK, bold=True)),
    "label": _Role(_STRONG, "top"),
    "figure": _Role(_STRONG, "top"),
    "link": _Role(_font(10, BLUE, underline="single"), "top"),
    "header": _Role(_STRONG, "center", _AROUND_HEADER, BAND),
    "body": _Role(_font(), "top", _BELOW_ROW),
    "derived": _Role(_font(), "top", _BELOW_ROW),
    "linked": _Role(_font(10, BLUE, underline="single"), "top", _BELOW_ROW),
    "main": _Role(_BOLD, "top", _BELOW_ROW),
    "total": _Role(_BOLD, "top", _AROUND_TOTAL, TOTAL_BAND),
    "note": _Role(_font(9, GREY, italic=True)),
}


class Looks:
    """Gives the number of a format, making it at its first use, in the language of the report.

    Formats are made on cells that a worksheet lends. Where sheets are protected, cells of the
    role ``body`` stay free.
    """

    def __init__(self, sheet: Worksheet, language: str, *, protect: bool = False) -> None:
        """Start with the formats the workbook has."""
        self.language = language
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
        cell: Any = self._sheet.cell(row=len(self._numbers) + 1, column=LENT)
        cell.font = look.font
        cell.fill = PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill()
        cell.border = look.border or Border()
        cell.alignment = Alignment(
            horizontal="right" if right else "left",
            vertical=look.vertical,
            wrap_text=number == "General",
            # None to the right: LibreOffice keeps it in some cells of a column and not in others.
            indent=1 if look.border and not right else 0,
        )
        cell.number_format = number
        cell.quotePrefix = quoted
        cell.protection = Protection(locked=not self._protect or role != "body")
        return int(cell.style_id)

    def for_text(self, role: str, text: str, *, right: bool = False) -> int:
        """The number of the format of a text."""
        return self(role, right=right, quoted=spreadsheet.RISKY.match(text) is not None)
