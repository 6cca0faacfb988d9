"""What can be asked of a workbook."""

from __future__ import annotations

from typing import Literal

import attrs


@attrs.frozen
class XlsxOptions:
    """How the workbook is made.

    Args:
        protect: Lock formulas, totals and headings, without a password; typed values stay free.
        inventory: Whether the sheets with one row per entry of the inventory are in it; without
            them, what is counted from them is a value and no formula.
        long_numbers: What happens to a number of more than 15 significant digits, which a
            spreadsheet cannot keep: it is refused, or written as text and said so.
        row_limit: What happens to a table of more rows than a worksheet holds, 1,048,576: it goes
            on on a further worksheet, said on the cover and on both, or the report is refused.
    """

    protect: bool = False
    inventory: bool = True
    long_numbers: Literal["refuse", "text"] = "refuse"
    # Who exports so many rows wants the file; each is there once, and formulas take in all parts.
    row_limit: Literal["continue", "refuse"] = "continue"
