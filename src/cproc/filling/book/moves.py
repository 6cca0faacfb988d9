"""How rows move when one is repeated: numbers of rows, ranges, and the references of formulas."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

import attrs

from cproc.filling.book.references import (
    LAST_ROW,
    Change,
    End,
    Reference,
    reference,
    rewritten,
)

_DIGITS = re.compile("[0-9]+")


@attrs.frozen
class RowMove:
    """One row of a sheet becomes several, or is deleted.

    The repeated row is the block: a range that holds it, or ends at it, holds all its copies
    afterwards. In Excel a range grows only where rows come between its ends.

    Args:
        sheet: Name of the sheet.
        row: Number of the row.
        count: How many rows it becomes; 0 deletes it.
    """

    sheet: str
    row: int
    count: int

    @property
    def by(self) -> int:
        """How many rows down the rows below move."""
        return self.count - 1

    def at(self, row: int) -> int | None:
        """Where a row is afterwards; of the repeated one its first copy, None if it is deleted.

        Args:
            row: Its number before.

        Example:
            >>> move = RowMove("Costs", 6, 3)
            >>> move.at(5), move.at(6), move.at(7)
            (5, 6, 9)
        """
        if row == self.row:
            return row if self.count else None
        return row if row < self.row else row + self.by

    def span(self, first: int, last: int) -> tuple[int, int] | None:
        """Where rows are afterwards, the first and the last; None if none is left.

        Args:
            first: Number of the first row before.
            last: Number of the last.

        Example:
            >>> move = RowMove("Costs", 6, 3)
            >>> move.span(4, 6), move.span(6, 9), move.span(1, 5), move.span(7, 8)
            ((4, 8), (6, 11), (1, 5), (9, 10))
        """
        start = first if first <= self.row else first + self.by
        stop = last if last < self.row or last == LAST_ROW else last + self.by
        return (start, min(stop, LAST_ROW)) if start <= stop else None

    def reference(self, old: Reference) -> Reference | None:
        """A reference to the sheet, as it is afterwards.

        Args:
            old: As it was.
        """
        if not old.first.row:
            return old
        if old.last is None:
            row = self.at(old.first.row)
            return None if row is None else Reference(_in_row(old.first, row), None, old.prefix)
        rows = sorted((old.first.row, old.last.row))
        span = self.span(*rows)
        if span is None:
            return None
        first, last = span if old.first.row <= old.last.row else reversed(span)
        return Reference(_in_row(old.first, first), _in_row(old.last, last), old.prefix)

    def concerns(self, sheet: str | None, home: str) -> bool:
        """Whether a reference is one to the sheet.

        Args:
            sheet: The sheet that it names; empty where it names none.
            home: The sheet that the formula is on.
        """
        return sheet is not None and (sheet or home).lower() == self.sheet.lower()

    def formula(self, old: str, home: str, names: Collection[str] = ()) -> str:
        """A formula that stays in its cell or moves with its row.

        Args:
            old: As it was.
            home: The sheet that it is on.
            names: Names of the workbook in small letters.

        Example:
            >>> RowMove("Costs", 6, 3).formula("SUM(E6:E6)+E7+Other!E7", "Costs")
            'SUM(E6:E8)+E9+Other!E7'
        """
        # What names no row as far down, or on another sheet none by name, stays.
        if home.lower() != self.sheet.lower() and "!" not in old:
            return old
        if not any(int(digits) >= self.row for digits in _DIGITS.findall(old)):
            return old

        if "!" not in old:  # all that it refers to is on its own sheet, whatever that is called
            return _moved(old, self.row, self.count, frozenset(names))
        return self._rewritten(old, home, names)

    def _rewritten(self, old: str, home: str, names: Collection[str]) -> str:
        def change(each: Reference) -> Reference | None:
            return self.reference(each) if self.concerns(each.sheet, home) else each

        return rewritten(old, change, names)

    def copied(self, old: str, copy: int, names: Collection[str] = ()) -> str:
        """A formula of the repeated row, in one of its copies.

        What has no dollar follows the row, as in any program; what lies below the rows stays
        the cell it is, such as a total that each row is divided by.

        Args:
            old: As it was.
            copy: Number of the copy, from 0.
            names: Names of the workbook in small letters.

        Example:
            >>> RowMove("Costs", 6, 3).copied("D6*E6/$F$3+G5/H10", 2)
            'D8*E8/$F$3+G7/H12'
        """
        return rewritten(old, self._follow(copy), names)

    def _follow(self, copy: int) -> Change:
        def change(each: Reference) -> Reference | None:
            mine = self.concerns(each.sheet, self.sheet)
            moved = self.reference(each) if mine else each
            if moved is None:
                return None
            ends = [
                self._followed(old, new, copy, mine=mine)
                for old, new in ((each.first, moved.first), (each.last, moved.last))
                if old is not None and new is not None
            ]
            if any(end.row > LAST_ROW for end in ends):
                return None
            return attrs.evolve(each, first=ends[0], last=ends[1] if len(ends) > 1 else None)

        return change

    def _followed(self, old: End, new: End, copy: int, *, mine: bool) -> End:
        if not old.row or old.fixed_row or (mine and old.row > self.row):
            return new
        return _in_row(old, old.row + copy)

    def areas(self, old: str) -> str:
        """Ranges with blanks between them, as they are afterwards; empty if none is left.

        Args:
            old: As they were.

        Example:
            >>> RowMove("Costs", 6, 3).areas("A6 B1:B9 C:C")
            'A6:A8 B1:B11 C:C'
        """
        return " ".join(self._areas(old.split()))

    def _areas(self, areas: Iterable[str]) -> Iterator[str]:
        for area in areas:
            old = reference(area)
            if old is None or not (old.first.row and old.first.column):
                yield area
                continue
            if old.last is None:
                old = attrs.evolve(old, last=old.first)
            new = self.reference(old)
            if new is not None:
                yield str(new if new.first != new.last else attrs.evolve(new, last=None))


@lru_cache(maxsize=20_000)
def _moved(old: str, row: int, count: int, names: frozenset[str]) -> str:
    """A formula of the sheet itself; sheets of one form have the same ones again and again."""
    return RowMove("", row, count)._rewritten(old, "", names)  # noqa: SLF001 - its own


def _in_row(end: End, row: int) -> End:
    return end if end.row == row else End(end.column, row, end.fixed_column, end.fixed_row)
