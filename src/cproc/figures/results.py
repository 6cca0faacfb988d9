"""What figures give: one value, or values by key, each with the records behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from html import escape
from typing import Any

import attrs

from cproc.model import Statement
from cproc.money import Money, exact_decimal, split_exactly

__all__ = [
    "Breakdown",
    "BreakdownRow",
    "Figure",
    "MonthRule",
    "Part",
    "Rule",
    "Value",
    "percentage",
    "shown_shares",
    "whole",
]

Value = int | Decimal | Fraction | Money | None
"""A count, a decimal, an exact share, an amount, or nothing where it cannot be known."""


class Rule(StrEnum):
    """What is counted."""

    ENTRIES = "entries"
    OCCURRENCES = "occurrences"
    EVENTS = "events"
    PARTICIPATIONS = "participations"
    SHARE = "share"


class MonthRule(StrEnum):
    """To which month an activity belongs.

    That of its first day; the one it is listed under; every month it is in progress, by
    share equally; or the same, by share in proportion to the days in each (pro rata).
    """

    FIRST_DAY = "first_day"
    LISTED = "listed"
    IN_PROGRESS = "in_progress"
    PRO_RATA = "pro_rata"


@attrs.frozen
class Part:
    """What one record adds to a figure.

    Args:
        record: Its identifier.
        value: What it adds; a part of a difference may be negative.
        path: Where it stands in the portfolio, such as ``projects[2].budget[1]``, where the
            identifier does not tell.
    """

    record: str
    value: Value
    path: str = ""


@attrs.frozen
class Figure:
    """One computed value that can be traced.

    Args:
        name: The call that gives it, such as ``budget_total(on="2017-09-30")``.
        value: The value; none where the data cannot give it.
        unit: A currency code for money, else what is counted.
        rule: What exactly is counted, one sentence.
        of: The field of the portfolio whose records are in it, such as ``projects``.
        records: Their identifiers, in the portfolio's order.
        missing: Identifiers of records that belong in it but lack the fact.
        on: The day it holds for, where it holds for a day.
        stated: The statement it repeats, where it is stated rather than computed.
        parts: What each record adds to the value; left out where each record of a count is one.
    """

    name: str
    value: Value
    unit: str
    rule: str
    of: str = ""
    records: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    on: date | None = None
    stated: Statement | None = None
    parts: tuple[Part, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether there is a value and no record lacks its part of it."""
        return self.value is not None and not self.missing

    def __str__(self) -> str:
        """Give value and unit."""
        if self.value is None:
            return "not known"
        text = str(self.value) if isinstance(self.value, Money) else f"{self.value} {self.unit}"
        return f"{text} (without {', '.join(self.missing)})" if self.missing else text


Records = tuple[str, ...] | Callable[[], tuple[str, ...]]


def _known(records: Records) -> tuple[str, ...]:
    return records() if callable(records) else records


@attrs.frozen
class BreakdownRow:
    """One row of a breakdown.

    Args:
        key: One value for each key; none for what has no value of it.
        value: The count or amount.
        records: Identifiers of the records in it, or a function that looks them up.
    """

    key: tuple[Any, ...]
    value: Value
    _records: Records = attrs.field(
        default=(), alias="records", eq=_known, repr=lambda records: repr(_known(records))
    )

    @property
    def records(self) -> tuple[str, ...]:
        """Identifiers of the records in it, in the portfolio's order."""
        return _known(self._records)


@attrs.frozen
class Breakdown:
    """Values by one or more keys, with the total of the whole.

    Where records may fall under several rows (an activity of two countries counted as an
    entry), the rows add up to more than the total: `overlap` tells by how much.

    Args:
        by: Names of the keys.
        rule: What is counted or summed.
        unit: A currency code for money, else what is counted.
        rows: In the order of the keys; the row of what has no key comes last.
        total: The whole, each record once; None where amounts are of several currencies.
        totals: The whole by currency, where there are several.
        missing: Number of units that lack the amount and are in no row.
    """

    by: tuple[str, ...]
    rule: str
    unit: str
    rows: tuple[BreakdownRow, ...]
    total: Value
    totals: tuple[Money, ...] = ()
    missing: int = 0

    @property
    def overlap(self) -> Value:
        """By how much the rows exceed the total."""
        if isinstance(self.total, Money):
            known = [row.value for row in self.rows if isinstance(row.value, Money)]
            return Money.total(known, self.total.currency) - self.total
        numbers = (row.value for row in self.rows if isinstance(row.value, int | Fraction))
        total = self.total if isinstance(self.total, int | Fraction) else 0
        rest = sum(numbers, Fraction(0)) - total
        return int(rest) if rest.denominator == 1 else rest

    def value(self, *key: Any) -> Value:
        """Give the value of one row, by its key as shown; zero is not invented.

        Raises:
            KeyError: There is no such row.
        """
        wanted = tuple(None if part is None else str(part) for part in key)
        for row in self.rows:
            if tuple(None if part is None else str(part) for part in row.key) == wanted:
                return row.value
        raise KeyError(key)

    def to_data(self) -> dict[str, Any]:
        """Give JSON-able data: keys as text or null, counts as numbers, the rest as text."""
        values = [*shown_shares([row.value for row in self.rows])]
        rows = [
            {
                **{
                    name: None if part is None else str(part)
                    for name, part in zip(self.by, row.key, strict=True)
                },
                "value": value if isinstance(value, int) or value is None else str(value),
            }
            for row, value in zip(self.rows, values, strict=True)
        ]
        total = self.total
        shown = total if isinstance(total, int) or total is None else str(total)
        return {"by": list(self.by), "rule": self.rule, "rows": rows, "total": shown}

    def _cells(self) -> list[list[str]]:
        values = shown_shares([row.value for row in self.rows])
        body = [
            [*("–" if part is None else str(part) for part in row.key), _text(value)]
            for row, value in zip(self.rows, values, strict=True)
        ]
        head = [[*self.by, self.unit]]
        return [*head, *body, ["total", *[""] * (len(self.by) - 1), _text(self.total)]]

    def __str__(self) -> str:
        """Draw a table for a terminal."""
        cells = self._cells()
        widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
        lines = [
            "  ".join(
                [cell.ljust(width) for cell, width in zip(row[:-1], widths[:-1], strict=True)]
                + [row[-1].rjust(widths[-1])]
            )
            for row in cells
        ]
        rule = "  ".join("─" * width for width in widths)
        return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])

    def _repr_html_(self) -> str:
        """Draw a table for a notebook."""
        head, *body, total = self._cells()
        rows = "".join(_html_row(row, "td") for row in body)
        return (
            f"<table><thead>{_html_row(head, 'th')}</thead><tbody>{rows}</tbody>"
            f"<tfoot>{_html_row(total, 'th')}</tfoot></table>"
        )


def _html_row(cells: Sequence[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"


def _text(value: Value) -> str:
    return "–" if value is None else str(value)


def whole(value: Fraction) -> int | Fraction:
    """Give a whole number as one."""
    return int(value) if value.denominator == 1 else value


def percentage(value: Fraction, decimals: int) -> Decimal:
    """Round a share half to even, once; a whole number has no decimals."""
    units = round(value * 10**decimals)
    whole, rest = divmod(units, 10**decimals)
    return Decimal(whole) if not rest else exact_decimal(units, decimals)


def shown_shares(values: Sequence[Value], decimals: int = 2) -> list[Value]:
    """Round exact shares to be shown, once, so that they still add up to their sum.

    Args:
        values: Counts and amounts go through unchanged; fractions are rounded together.
        decimals: Decimals of the shown shares.
    """
    shares = [value for value in values if isinstance(value, Fraction)]
    if not shares:
        return list(values)
    units = round(sum(shares) * 10**decimals)
    parts = iter(split_exactly(units, shares) if any(shares) else [0] * len(shares))
    return [
        exact_decimal(next(parts), decimals) if isinstance(value, Fraction) else value
        for value in values
    ]
