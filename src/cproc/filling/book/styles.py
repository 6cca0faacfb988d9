"""What the styles of a workbook say of a cell: whether it is locked, and whether it shows a day."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from cproc.filling.book.xml_parts import XmlPart, is_set, local

_DAYS = frozenset((14, 15, 16, 17, 22, *range(27, 32), *range(34, 37), *range(50, 59)))
_PERCENT = (9, 10)  # without decimals, and with two
_DAY, _TEXT = 14, 49  # the day as the reader's country writes it, and text
# What is between quotes or brackets, or follows a mark, is not read as a part of a day.
_NO_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


def shows_day(code: str) -> bool:
    """Whether a number format shows a day.

    Args:
        code: The format as it is stored.

    Example:
        >>> shows_day("dd/mm/yyyy"), shows_day('0.00 "days"'), shows_day("mm:ss")
        (True, False, False)
    """
    letters = set(_NO_CODE.sub("", code.partition(";")[0]).lower())
    if "general" in code.lower():
        return False
    return bool(letters & {"y", "d"}) or ("m" in letters and not letters & {"h", "s"})


class Styles:
    """The styles of a workbook.

    Attributes:
        part: The tree of the part; None where the workbook has none.
        changed: Whether a style was added.
    """

    def __init__(self, part: XmlPart | None) -> None:
        """Read the formats of cells.

        Args:
            part: The tree of the part; None where the workbook has none.
        """
        self.part = part
        self.changed = False
        self._codes: dict[int, str] = {}
        self._formats: list[Any] = []
        self._cells: Any = None
        self._with_day: dict[int, int] = {}
        if part is None:
            return
        for each in part.root:
            if local(each) == "numFmts":
                self._codes = {int(e.get("numFmtId", 0)): e.get("formatCode", "") for e in each}
            elif local(each) == "cellXfs":
                self._cells = each
        if self._cells is not None:
            self._formats = [each for each in self._cells if local(each) == "xf"]
        self._locked = [self._is_locked(each) for each in self._formats]
        self._days = [self._is_day(each) for each in self._formats]

    @staticmethod
    def _is_locked(style: Any) -> bool:
        protections = [each for each in style if local(each) == "protection"]
        return not protections or is_set(protections[0].get("locked", "1"))

    def _is_day(self, style: Any) -> bool:
        number = int(style.get("numFmtId", 0))
        return number in _DAYS or shows_day(self._codes.get(number, ""))

    def locked(self, style: int) -> bool:
        """Whether a cell of a style is locked, where its sheet is protected."""
        return self._locked[style] if 0 <= style < len(self._formats) else True

    def day(self, style: int) -> bool:
        """Whether a cell of a style shows its number as a day."""
        return 0 <= style < len(self._formats) and self._days[style]

    def percent(self, style: int) -> bool:
        """Whether a cell of a style shows its number a hundred times as large, in percent."""
        if not 0 <= style < len(self._formats):
            return False
        number = int(self._formats[style].get("numFmtId", 0))
        return number in _PERCENT or "%" in _NO_CODE.sub("", self._codes.get(number, ""))

    def text(self, style: int) -> bool:
        """Whether a cell of a style takes whatever is typed for text."""
        if not 0 <= style < len(self._formats):
            return False
        number = int(self._formats[style].get("numFmtId", 0))
        return number == _TEXT or self._codes.get(number) == "@"

    def with_day(self, style: int) -> int:
        """The style that is the same, and shows a number as a day; it is added where there is none.

        Args:
            style: Number of the style of the cell.
        """
        if self.day(style) or self._cells is None or not 0 <= style < len(self._formats):
            return style
        if style not in self._with_day:
            new = deepcopy(self._formats[style])
            new.set("numFmtId", str(_DAY))
            new.set("applyNumberFormat", "1")
            self._formats[-1].addnext(new)
            self._formats.append(new)
            self._locked.append(self._locked[style])
            self._days.append(True)
            self._cells.set("count", str(len(self._formats)))
            self._with_day[style] = len(self._formats) - 1
            self.changed = True
        return self._with_day[style]
