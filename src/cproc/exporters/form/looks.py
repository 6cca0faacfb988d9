"""The looks of a form: plain, in black and grey, as donors print theirs."""

from __future__ import annotations

from typing import Any, NamedTuple

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from cproc.exporters.office import spreadsheet, text_width
from cproc.report import Kind

_LENT = 200  # column of the cells that formats are made on; none of them goes into the file
_SIZE, _TITLE = 9, 12
_BAND, _LIGHT, _GAP = "FFD9D9D9", "FFF2F2F2", "FFFFFF99"

_THIN = Side(style="thin", color="FF7F7F7F")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


class Look(NamedTuple):
    """How a cell looks, its number format apart."""

    bold: bool = False
    fill: str = ""
    boxed: bool = True
    size: int = _SIZE
    italic: bool = False
    centred: bool = False
    wraps: bool = True


LOOKS = {
    "title": Look(bold=True, boxed=False, size=_TITLE, wraps=False),
    "label": Look(bold=True, boxed=False, wraps=False),
    "head": Look(boxed=True, wraps=False),
    "group": Look(bold=True, fill=_BAND, centred=True),
    "header": Look(bold=True, fill=_BAND, centred=True),
    "main": Look(bold=True, fill=_LIGHT),
    "plain": Look(),
    "subtotal": Look(bold=True, fill=_LIGHT),
    "sum": Look(bold=True, fill=_BAND),
    "gap": Look(fill=_GAP),
    "note": Look(boxed=False, italic=True, wraps=False),
}
"""What there is in a form, and how it looks."""


def number_format(kind: Kind, value: object, decimals: int, *, hides: bool = False) -> str:
    """The number format of a cell.

    Args:
        kind: How its column is shown.
        value: What it holds.
        decimals: Decimals of amounts.
        hides: Whether nothing is shown for zero, as in a line that is still to be typed.
    """
    if kind is Kind.DATE:
        return "dd/mm/yyyy"
    places = f".{'0' * decimals}" if decimals else ""
    form = {Kind.MONEY: f"#,##0{places}", Kind.PERCENT: "0.00%", Kind.INTEGER: "#,##0"}.get(kind)
    if form is None:
        if kind is not Kind.DECIMAL:
            return "General"
        number: Any = spreadsheet.number_of(value)
        form = "#,##0" if number is None or number == int(number) else "#,##0.0###"
    return f"{form};-{form};" if hides else form


class FormLooks:
    """The numbers of formats, each made at its first use on a cell that a sheet lends."""

    def __init__(self, sheet: Worksheet) -> None:
        """Start with the formats of a workbook without any."""
        self._sheet = sheet
        self._numbers: dict[tuple[Any, ...], int] = {}

    def __call__(
        self,
        look: str,
        number: str = "General",
        *,
        right: bool = False,
        free: bool = False,
        indent: int = 0,
        quoted: bool = False,
    ) -> int:
        """The number of a format.

        Args:
            look: One of `LOOKS`.
            number: Number format.
            right: Whether what stands there is moved to the right, as numbers are.
            free: Whether it may be changed where the sheet is protected.
            indent: Steps by which a text is moved to the right.
            quoted: Whether it is kept as text, though it looks like something else.
        """
        key = (look, number, right, free, indent, quoted)
        if key not in self._numbers:
            self._numbers[key] = self._make(*key)
        return self._numbers[key]

    def _make(  # noqa: PLR0917 - all that a format is made of
        self, look: str, number: str, right: bool, free: bool, indent: int, quoted: bool
    ) -> int:
        of = LOOKS[look]
        cell: Any = self._sheet.cell(row=len(self._numbers) + 1, column=_LENT)
        cell.font = Font(
            name=text_width.FONT, size=of.size, bold=of.bold, italic=of.italic, color="FF000000"
        )
        cell.fill = PatternFill("solid", fgColor=of.fill) if of.fill else PatternFill()
        cell.border = _BOX if of.boxed else Border()
        cell.alignment = Alignment(
            horizontal="center" if of.centred else "right" if right else "left",
            vertical="center",
            wrap_text=of.wraps and not right,
            # Text keeps off from the number that ends where it begins.
            indent=0 if of.centred or right else indent + of.boxed,
        )
        cell.number_format = number
        cell.quotePrefix = quoted
        cell.protection = Protection(locked=not free)
        return int(cell.style_id)
