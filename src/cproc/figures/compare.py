"""Two breakdowns beside each other: two periods, two portfolios."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs

from cproc.figures.drawn import as_html, as_text
from cproc.figures.values import (
    OTHER,
    Value,
    added,
    greatest,
    number,
    shown_shares,
    subtracted,
    text,
)
from cproc.money import exact_decimal, rounded_units


@attrs.frozen
class Difference:
    """What became of one row.

    Args:
        key: One value for each key.
        before: Its value in the first breakdown; zero where it has no such row.
        after: Its value in the second.
    """

    key: tuple[Any, ...]
    before: Value
    after: Value

    @property
    def difference(self) -> Value:
        """After less before; None where one is not known."""
        return subtracted(self.after, self.before)

    @property
    def change(self) -> Decimal | None:
        """The difference in percent of before, to one decimal; None where that is zero."""
        base = number(self.before)
        if self.after is None or not base:
            return None
        change = 100 * (number(self.after) - base) / abs(base)
        return exact_decimal(rounded_units(change, 1), 1)


@attrs.frozen
class Comparison:
    """The rows of two breakdowns with their differences.

    Args:
        by: Names of the keys.
        rule: What is counted or summed.
        unit: A currency code for money, else what is counted.
        rows: Those of the first, then those only the second has; "no value" comes last.
        total: What became of the whole.
    """

    by: tuple[str, ...]
    rule: str
    unit: str
    rows: tuple[Difference, ...]
    total: Difference

    def top(self, number_of_rows: int) -> Comparison:
        """Keep the rows greatest before and after, and put the rest into one.

        Rows are ranked by before and after together. The row of what has no key stays, the
        last; that of the rest, `cproc.figures.OTHER`, adds up the rows in it and comes before it.

        Raises:
            UsageError: The number is below 1.
        """
        nothing = (None,) * len(self.by)
        keyed = [row for row in self.rows if row.key != nothing or not self.by]
        kept, rest = greatest(
            keyed, number_of_rows, lambda row: number(row.before) + number(row.after)
        )
        if rest:
            before, after = added(r.before for r in rest), added(r.after for r in rest)
            kept.append(Difference((OTHER,) * len(self.by), before, after))
        unkeyed = [row for row in self.rows if row.key == nothing and self.by]
        return attrs.evolve(self, rows=(*kept, *unkeyed))

    def _shown(self) -> list[tuple[Value, Value, Value, Value]]:
        """Give before, after, difference and change of each row, and of the whole, as shown.

        Exact shares are rounded so that they add up to their sum; a difference is that of what
        is shown, so that it ties to it.
        """
        before = shown_shares([row.before for row in self.rows])
        after = shown_shares([row.after for row in self.rows])
        pairs = [*zip(before, after, strict=True), (self.total.before, self.total.after)]
        return [
            (one, other, subtracted(other, one), row.change)
            for (one, other), row in zip(pairs, (*self.rows, self.total), strict=True)
        ]

    def _lines(self) -> tuple[list[str], list[list[str]], list[list[str]]]:
        *rows, total = [[text(value) for value in values] for values in self._shown()]
        body = [
            [*(_key(part) or "–" for part in row.key), *values]
            for row, values in zip(self.rows, rows, strict=True)
        ]
        keys = ["total", *[""] * (len(self.by) - 1)] if self.by else []
        return [*self.by, *_COLUMNS[:-1], "change %"], body, [[*keys, *total]]

    def __str__(self) -> str:
        """Draw a table for a terminal."""
        return as_text(*self._lines(), left=len(self.by))

    def _repr_html_(self) -> str:
        """Draw a table for a notebook."""
        return as_html(*self._lines())

    def to_data(self) -> dict[str, Any]:
        """Give JSON-able data: counts as numbers, the rest as the text that is shown."""
        *values, total = [_plain(shown) for shown in self._shown()]
        rows = [
            {**dict(zip(self.by, map(_key, row.key), strict=True)), **plain}
            for row, plain in zip(self.rows, values, strict=True)
        ]
        return {"by": list(self.by), "rule": self.rule, "rows": rows, "total": total}


_COLUMNS = ("before", "after", "difference", "change")


def _key(part: Any) -> str | None:
    return None if part is None else str(part)


def _plain(values: tuple[Value, ...]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, int) or value is None else str(value)
        for name, value in zip(_COLUMNS, values, strict=True)
    }
