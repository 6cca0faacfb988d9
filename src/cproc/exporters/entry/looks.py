"""The looks of an entry workbook: few, light, and the same in every sheet."""

from __future__ import annotations

from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from cproc.exporters.entry.sheets import EntryColumn
from cproc.exporters.office import text_width
from cproc.model import Money

_INK, _GREY, _BLUE, _BAND, _RULE = "FF1B2A41", "FF7F7F7F", "FF1F4E79", "FFDCE6F1", "FFBFBFBF"
_FIRST_COLUMN = 200  # of the cells that formats are made on, which are in no sheet


class _Role(NamedTuple):
    font: Font
    fill: str = ""
    border: Border | None = None
    wraps: bool = False


def _font(size: int = 10, color: str = "FF000000", **more: Any) -> Font:
    return Font(name=text_width.FONT, size=size, color=color, **more)


_UNDER = Border(bottom=Side(style="thin", color=_INK))
_ROLES = {
    "text": _Role(_font()),
    "wrapped": _Role(_font(), wraps=True),
    "title": _Role(_font(18, _INK, bold=True)),
    "caption": _Role(_font(12, _INK, bold=True)),
    "link": _Role(_font(color=_BLUE, underline="single")),
    "needed": _Role(_font(color=_INK, bold=True), _BAND, _UNDER),
    "optional": _Role(_font(color=_INK), _BAND, _UNDER),
    "example": _Role(_font(color=_GREY, italic=True)),
}


def number_format(column: EntryColumn) -> str:
    """The format of a column: text is never taken for a number or a day."""
    if column.kind is date and not column.is_list:
        return "yyyy-mm-dd"
    if column.kind is Money and not column.is_list:
        return "#,##0.00##"
    return "General" if column.kind in (int, Decimal) and not column.is_list else "@"


class Looks:
    """The numbers of formats, each made at its first use on a cell that a sheet lends."""

    def __init__(self, sheet: Worksheet) -> None:
        """Start with the formats of a workbook without any."""
        self._sheet = sheet
        self._cells: dict[tuple[str, str, bool], Any] = {}

    def __call__(self, role: str, number: str = "General", *, right: bool = False) -> int:
        """The number of a format."""
        return int(self._cell(role, number, right=right).style_id)

    def dress(self, column: ColumnDimension, number: str) -> None:
        """Give the empty cells of a column a format, so that what is typed there is kept."""
        column._style = copy(self._cell("text", number, right=False)._style)  # type: ignore[attr-defined] # noqa: SLF001 - no other way

    def _cell(self, role: str, number: str, *, right: bool) -> Any:
        if (role, number, right) not in self._cells:
            look = _ROLES[role]
            cell: Any = self._sheet.cell(row=len(self._cells) + 1, column=_FIRST_COLUMN)
            cell.font = look.font
            cell.fill = PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill()
            cell.border = look.border or Border()
            # Text keeps off from the number that ends where it begins.
            indented = not right and (number == "@" or bool(look.fill))
            cell.alignment = Alignment(
                horizontal="right" if right else "left" if indented else None,
                indent=int(indented),
                vertical="center" if look.fill else "top",
                wrap_text=look.wraps or None,
            )
            cell.number_format = number
            self._cells[role, number, right] = cell
        return self._cells[role, number, right]
