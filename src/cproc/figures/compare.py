"""Two breakdowns beside each other: two periods, two portfolios."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from cproc.figures.drawn import as_html, as_text
from cproc.figures.values import Value, number, shown_shares, subtracted, text
from cproc.money import exact_decimal

__all__ = ["Comparison", "Difference"]


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
        tenths = 1000 * (number(self.after) - base) / abs(base)
        units = int(abs(tenths) + Fraction(1, 2))
        return exact_decimal(units if tenths >= 0 else -units, 1)


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

    def _lines(self) -> tuple[list[str], list[list[str]], list[list[str]]]:
        columns = [
            [text(value) for value in shown_shares(values)]
            for values in (
                [row.before for row in self.rows],
                [row.after for row in self.rows],
            )
        ]
        body = [
            [*(_key(part) or "–" for part in row.key), before, after, *_change(row)]
            for row, before, after in zip(self.rows, *columns, strict=True)
        ]
        total = self.total
        keys = ["total", *[""] * (len(self.by) - 1)] if self.by else []
        foot = [*keys, text(total.before), text(total.after), *_change(total)]
        return [*self.by, "before", "after", "difference", "change %"], body, [foot]

    def __str__(self) -> str:
        """Draw a table for a terminal."""
        return as_text(*self._lines(), left=len(self.by))

    def _repr_html_(self) -> str:
        """Draw a table for a notebook."""
        return as_html(*self._lines())

    def to_data(self) -> dict[str, Any]:
        """Give JSON-able data: counts as numbers, the rest as text."""
        rows = [
            {**dict(zip(self.by, map(_key, row.key), strict=True)), **_plain(row)}
            for row in self.rows
        ]
        return {"by": list(self.by), "rule": self.rule, "rows": rows, "total": _plain(self.total)}


def _key(part: Any) -> str | None:
    return None if part is None else str(part)


def _change(row: Difference) -> tuple[str, str]:
    return text(_rounded(row.difference)), text(row.change)


def _rounded(value: Value) -> Value:
    """Round an exact share to be shown; unlike a share of a whole, it may be negative."""
    return exact_decimal(round(value * 100), 2) if isinstance(value, Fraction) else value


def _plain(row: Difference) -> dict[str, Any]:
    values = {
        "before": row.before,
        "after": row.after,
        "difference": row.difference,
        "change": row.change,
    }
    return {
        name: value if isinstance(value, int) or value is None else str(value)
        for name, value in values.items()
    }
