"""References in formulas: each is taken apart, changed and put back; the rest stays as it is.

A formula is in the stored form: English names of functions, commas, columns by letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache, lru_cache

import attrs

from cproc.serialize.tables import column_letters

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of a sheet, in Excel 2007 and later
LOST = "#REF!"  # what stands for a cell that is no more

_SHEET = r"(?:'(?:[^']|'')*'|(?:\[\d+\])?[^\W\d][\w.\\]*(?::[\w.\\]+)?)!"
_COLUMN, _ROW = r"\$?[A-Za-z]{1,3}", r"\$?[0-9]{1,7}"
_BOUNDS = rf"(?:{_COLUMN}{_ROW}(?::{_COLUMN}{_ROW})?|{_COLUMN}:{_COLUMN}|{_ROW}:{_ROW})"
_TOKEN = re.compile(
    rf"""
      "(?:[^"]|"")*"                                  # a text
    | (?P<sheet>{_SHEET})?(?P<bounds>{_BOUNDS})(?![\w.(!\[\\])
    | (?:{_SHEET})?\#[A-Z0-9/]+[!?]?(?:{_BOUNDS})?    # an error, also in the place of a sheet
    | {_SHEET}|\[\d+\]![\w.\\?]+                      # a name of a sheet, or of another workbook
    | \[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]       # columns of a table
    | [\w.\\?]+                                       # names, functions, numbers
    """,
    re.VERBOSE,
)
_END = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]{0,7})")


@attrs.frozen
class End:
    """One end of a reference; a whole column has no row, and a whole row no column.

    Args:
        column: Number of the column from 1; 0 where there is none.
        row: Number of the row from 1; 0 where there is none.
        fixed_column: Whether a dollar stands before the column.
        fixed_row: Whether a dollar stands before the row.
    """

    column: int
    row: int
    fixed_column: bool = False
    fixed_row: bool = False

    def __str__(self) -> str:
        letters = column_letters(self.column) if self.column else ""
        before = "$" if self.fixed_column and letters else ""
        row = f"{'$' if self.fixed_row else ''}{self.row}" if self.row else ""
        return f"{before}{letters}{row}"


@attrs.frozen
class Reference:
    """A reference as a formula has it.

    Args:
        first: Its first end.
        last: Its last one; None where it is one cell.
        prefix: The name of the sheet as it is written, with its exclamation mark; empty for none.
    """

    first: End
    last: End | None = None
    prefix: str = ""

    @property
    def sheet(self) -> str | None:
        """The sheet it names in this workbook; empty for its own, None for several or another."""
        return named_sheet(self.prefix)

    def __str__(self) -> str:
        last = "" if self.last is None else f":{self.last}"
        return f"{self.prefix}{self.first}{last}"


@cache
def named_sheet(prefix: str) -> str | None:
    """The name of the sheet before a reference; None for several sheets, or another workbook.

    Example:
        >>> named_sheet("'It''s'!"), named_sheet("Jan:Dec!"), named_sheet("[1]Costs!")
        ("It's", None, None)
    """
    name = prefix.removesuffix("!")
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    # Neither may stand in the name of a sheet.
    return None if ":" in name or "[" in name else name


@cache
def column_number(letters: str) -> int:
    """The number of a column, from 1; 0 for no letters.

    Example:
        >>> column_number("A"), column_number("AB"), column_number("")
        (1, 28, 0)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _end(text: str) -> End | None:
    """The end of a reference; None for what only looks like one, such as ``XYZ1``."""
    match = _END.fullmatch(text)
    if match is None:
        return None
    first, letters, second, digits = match.groups()
    # A whole row has its dollar where a column would have it.
    fixed_row = bool(second or (first and not letters))
    column, row = column_number(letters), int(digits or 0)
    if column > LAST_COLUMN or row > LAST_ROW or (digits and not row):
        return None
    return End(column, row, bool(first and letters), fixed_row)


def reference(text: str) -> Reference | None:
    """The reference that a text is; None where it is something else.

    Args:
        text: Such as ``E6``, ``$A$1:B2``, ``'My sheet'!C:C``.

    Example:
        >>> reference("Costs!$E$6").first
        End(column=5, row=6, fixed_column=True, fixed_row=True)
    """
    match = _TOKEN.fullmatch(text)
    if match is None or match["bounds"] is None:
        return None
    return _taken_apart(match["bounds"], match["sheet"])


@lru_cache(maxsize=20_000)
def _taken_apart(bounds: str, prefix: str | None) -> Reference | None:
    """The reference of its letters; sheets of one form have the same ones again and again."""
    first, _colon, last = bounds.partition(":")
    start, stop = _end(first), _end(last) if last else None
    if start is None or (last and stop is None):
        return None
    return Reference(start, stop, prefix or "")


Change = Callable[[Reference], Reference | None]
"""Takes a reference; returns what it becomes, None where its cells are no more."""


def rewritten(formula: str, change: Change, names: Collection[str] = ()) -> str:
    r"""A formula with each of its references changed.

    Args:
        formula: As it is stored, with or without an equals sign.
        change: What becomes of a reference.
        names: Names of the workbook in small letters, since one may look like a cell.

    Example:
        >>> rewritten('SUM(A1:B2)&"A1"', lambda each: None)
        'SUM(#REF!)&"A1"'
    """

    def one(match: re.Match[str]) -> str:
        text, bounds = match[0], match["bounds"]
        if bounds is None or (names and text.lower() in names):
            return text
        old = _taken_apart(bounds, match["sheet"])
        if old is None:
            return text
        new = change(old)
        if new is None:
            return f"{old.prefix}{LOST}"
        return text if new == old else str(new)

    return _TOKEN.sub(one, formula)


def references(formula: str, names: Collection[str] = ()) -> list[Reference]:
    """The references of a formula, in order.

    Args:
        formula: As it is stored.
        names: Names of the workbook in small letters.

    Example:
        >>> [str(each) for each in references("SUM(A1:B2)*LOG10($C$3)+'It''s'!A:A")]
        ['A1:B2', '$C$3', "'It''s'!A:A"]
    """
    seen: list[Reference] = []

    def keep(each: Reference) -> Reference:
        seen.append(each)
        return each

    rewritten(formula, keep, names)
    return seen


def translated(formula: str, rows: int, columns: int = 0, names: Collection[str] = ()) -> str:
    """A formula as it is when it is copied to another cell: what has no dollar follows.

    Args:
        formula: As it is stored.
        rows: How many rows further down.
        columns: How many columns further right.
        names: Names of the workbook in small letters.

    Example:
        >>> translated("E6*$F6+G$4+Costs!H6", 2, 1)
        'F8*$F8+H$4+Costs!I8'
    """

    def end(old: End) -> End | None:
        row = old.row + (rows if old.row and not old.fixed_row else 0)
        column = old.column + (columns if old.column and not old.fixed_column else 0)
        inside = (0 < row <= LAST_ROW or not old.row) and (
            0 < column <= LAST_COLUMN or not old.column
        )
        return attrs.evolve(old, row=row, column=column) if inside else None

    def change(old: Reference) -> Reference | None:
        first, last = end(old.first), old.last and end(old.last)
        if first is None or (old.last is not None and last is None):
            return None
        return attrs.evolve(old, first=first, last=last)

    return rewritten(formula, change, names) if rows or columns else formula
