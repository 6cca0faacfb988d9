"""The looks of cells: every format of the workbook, made once by openpyxl.

Colours are chosen so that they also read in grey: bands are light, rules are thin, and what
matters is bold.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from cproc.exporters.office import house_style, spreadsheet, text_width, type_scale
from cproc.exporters.office.house_style import HouseStyle

LENT = 100  # column of the cells that formats are made on; no row of openpyxl's goes into the file


class _Role(NamedTuple):
    font: Font
    vertical: Literal["top", "center", "bottom"] = "center"
    border: Border | None = None  # of a cell of a table, or of a key figure
    fill: str = ""
    shrink: bool = False  # whether what is too wide for its cell is made smaller
    wrap: bool = True  # else it stands on one line, across empty cells beside it


def _argb(colour: str) -> str:
    """A colour as spreadsheets write it."""
    return f"FF{colour[1:].upper()}"


def _font(size: int, colour: str, **more: Any) -> Font:
    return Font(name=text_width.FONT, size=size, color=_argb(colour), **more)


def _roles(style: HouseStyle) -> dict[str, _Role]:
    """What cells of each role look like in the colours of an office."""
    ink, text = style.heading, house_style.BLACK
    # What stands below a thin line touches a thicker one.
    line, thick, double = (Side(style=s, color=_argb(ink)) for s in ("thin", "medium", "double"))
    below = Border(bottom=Side(style="thin", color=_argb(style.rule)))
    header, total = Border(top=thick, bottom=line), Border(top=line, bottom=double)
    tile = Border(top=Side(style="thick", color=_argb(style.accent)))
    plain, bold = _font(type_scale.BODY, text), _font(type_scale.BODY, text, bold=True)
    strong = _font(type_scale.BODY, ink, bold=True)
    small = _font(type_scale.TABLE, house_style.GREY)
    link = _font(type_scale.BODY, ink, underline="single")
    return {
        "text": _Role(plain, "top"),
        "small": _Role(small),
        "title": _Role(_font(type_scale.TITLE, ink, bold=True)),
        "subtitle": _Role(_font(type_scale.SUBHEADING, ink)),
        "heading": _Role(_font(type_scale.HEADING, ink, bold=True)),
        "caption": _Role(_font(type_scale.CAPTION, ink, bold=True)),
        "label": _Role(strong, "top"),
        "link": _Role(link, "top"),
        "back": _Role(link, wrap=False),
        "tile_caption": _Role(_font(type_scale.TABLE, text), "bottom", tile, style.tile),
        "tile": _Role(
            _font(type_scale.HEADING, ink, bold=True),
            "center",
            Border(),
            style.tile,
            shrink=True,
            wrap=False,
        ),
        "header": _Role(strong, "center", header, style.band),
        "body": _Role(plain, "top", below),
        "derived": _Role(plain, "top", below),
        "linked": _Role(link, "top", below),
        "main": _Role(bold, "top", below),
        "total": _Role(bold, "top", total, house_style.LIGHT),
        "note": _Role(_font(type_scale.TABLE, house_style.GREY, italic=True)),
    }


class Looks:
    """Gives the number of a format, making it at its first use, in the language of the report.

    Formats are made on cells that a worksheet lends. Where sheets are protected, cells of the
    role ``body`` stay free.
    """

    def __init__(
        self,
        sheet: Worksheet,
        language: str,
        style: HouseStyle | None = None,
        *,
        protect: bool = False,
    ) -> None:
        """Start with the formats the workbook has."""
        self.language, self.style = language, style or HouseStyle()
        self._roles = _roles(self.style)
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
        look = self._role(role)
        cell: Any = self._sheet.cell(row=len(self._numbers) + 1, column=LENT)
        cell.font = look.font
        fill = look.fill and _argb(look.fill)
        cell.fill = PatternFill("solid", fgColor=fill) if fill else PatternFill()
        cell.border = look.border or Border()
        cell.alignment = Alignment(
            horizontal="right" if right else "left",
            vertical=look.vertical,
            wrap_text=number == "General" and look.wrap,
            shrink_to_fit=look.shrink,
            # None to the right: LibreOffice keeps it in some cells of a column and not in others.
            indent=1 if look.border is not None and not right else 0,
        )
        cell.number_format = number
        cell.quotePrefix = quoted
        cell.protection = Protection(locked=not self._protect or role != "body")
        return int(cell.style_id)

    def _role(self, role: str) -> _Role:
        """What a role looks like; a group of worksheets has the colour of its tabs beside it."""
        if not role.startswith("group:"):
            return self._roles[role]
        colour = self.style.tab(role.removeprefix("group:"))
        edge = Border(left=Side(style="thick", color=_argb(colour)))
        return _Role(self._roles["label"].font, "center", edge)

    def for_text(self, role: str, text: str, *, right: bool = False) -> int:
        """The number of the format of a text."""
        return self(role, right=right, quoted=spreadsheet.RISKY.match(text) is not None)
