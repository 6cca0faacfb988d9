"""What is made of breakdowns: cross-tabs, comparisons, drawn tables, and columns of data.

Data of Arrow, pandas and polars never goes through float.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html import escape
from importlib import import_module
from itertools import chain, zip_longest
from typing import Any

import attrs

from cproc.errors import MissingExtraError
from cproc.figures.counting.results import in_words
from cproc.figures.counting.values import (
    OTHER,
    Value,
    added,
    greatest,
    number,
    shown_shares,
    subtracted,
    text,
)
from cproc.labels import spoken
from cproc.model import Money, Qualifier, is_currency, minor_unit
from cproc.model.display import html_row
from cproc.money import exact_decimal, rounded_units

Line = Sequence[str]
Drawing = tuple[int, Line, list[Line], list[Line]]
"""How many columns are keys; their names, the rows, and the rows below the second rule."""
ShowValue = Callable[[Value], str]
ShowKey = Callable[[str, Any], str]
"""How a value is shown, and how that of a key, by the key's name."""


def as_typed(_by: str, part: Any) -> str:
    """Show the value of a key as it is typed in a filter."""
    return text(part)


class Drawn(ABC):
    """What is drawn as a table, in a terminal and in a notebook."""

    __slots__ = ()
    by: tuple[str, ...]
    unit: str
    names: ShowKey | None

    @abstractmethod
    def drawing(self, value: ShowValue = text, key: ShowKey = as_typed) -> Drawing:
        """The table as text.

        Args:
            value: How a value is shown.
            key: How the value of a key is shown, by the name of the key.
        """

    def __str__(self) -> str:
        """Draw a table for a terminal; keys stand to the left."""
        keys, head, body, foot = self.drawing()
        widths = [max(map(len, column)) for column in zip(head, *body, *foot, strict=True)]
        pads = [str.ljust] * keys + [str.rjust] * (len(head) - keys)
        rule = ["─" * width for width in widths]
        lines = (zip(pads, line, widths, strict=True) for line in (head, rule, *body, rule, *foot))
        rows = ("  ".join(pad(cell, width) for pad, cell, width in line) for line in lines)
        return "\n".join(map(str.rstrip, rows))

    @abstractmethod
    def _values(self) -> Iterable[Value]:
        """Its values, which are all written with as many decimals."""

    def _bars(self) -> Sequence[str]:
        """A bar for each row, where it says something."""
        return ()

    def _repr_html_(self) -> str:
        """Draw a table for a notebook, with names; what looks like markup is text."""
        value = in_one_form(self._values())
        keys, head, body, foot = self.drawing(value, self.names or as_typed)
        first, *others = head
        if is_currency(self.unit) and first != self.unit and self.unit not in others:
            first = f"{first} ({self.unit})"
        numbers = range(keys, len(head))
        bars = [f"<td>{bar}</td>" for bar in self._bars()]
        blank = "<td></td>" if bars else ""
        rows = zip_longest(body, bars, fillvalue="")
        return (
            f"<table><thead>{html_row([first, *others], 'th', numbers, blank)}</thead><tbody>"
            f"{''.join(html_row(line, 'td', numbers, str(bar)) for line, bar in rows)}</tbody>"
            f"<tfoot>{''.join(html_row(line, 'th', numbers, blank) for line in foot)}</tfoot>"
            "</table>"
        )


def in_one_form(values: Iterable[Value]) -> ShowValue:
    """How values of a column are written: separators, and as many decimals for each amount.

    Currencies are told where there are several; else a heading tells the one.

    Args:
        values: The values.
    """
    amounts = [each for each in values if isinstance(each, Money)]
    decimals = max((_decimals(each.amount) for each in amounts), default=0)
    if decimals:
        decimals = max(decimals, *(minor_unit(each.currency) for each in amounts))
    several = len({each.currency for each in amounts}) > 1
    words = spoken("en")

    def written(value: Value) -> str:
        if isinstance(value, Money):
            number_ = words.number(value.amount, decimals, decimals)
            return f"{value.currency} {number_}" if several else number_
        if isinstance(value, int | Decimal):
            places = _decimals(Decimal(value))
            return words.number(value, places, places)
        return text(value)

    return written


def _decimals(amount: Decimal) -> int:
    return max(0, -int(amount.as_tuple().exponent)) if amount != int(amount) else 0


def svg_bar(part: Fraction, told: str) -> str:
    """A bar as an inline picture, in the colour of the text: readable on light and dark.

    Args:
        part: How long it is, of 1.
        told: What it shows, in words.
    """
    width = f"{float(part * _BAR):.1f}"
    return (
        f'<svg role="img" width="{_BAR}" height="10"><title>{escape(told)}</title>'
        f'<rect width="{width}" height="10" fill="currentColor" opacity="0.5"/></svg>'
    )


_BAR = 120
"""Pixels of the longest bar."""


def total_keys(by: Sequence[str]) -> list[str]:
    """What stands in the columns of the keys in the row of the total."""
    return ["total", *[""] * (len(by) - 1)] if by else []


def as_data(by: Sequence[str], key: tuple[Any, ...], **values: Value) -> dict[str, Any]:
    """A row as JSON-able data: keys as text or null, counts as numbers, the rest as text."""
    keys = [None if part is None else str(part) for part in key]
    return {**dict(zip(by, keys, strict=True)), **{name: plain(v) for name, v in values.items()}}


def plain(value: Value) -> int | str | None:
    """A value as JSON has it: a count as a number, what is not whole as text."""
    return value if isinstance(value, int) or value is None else str(value)


def _as_shown(values: Mapping[Any, Value], unit: str) -> dict[Any, Value]:
    return dict(zip(values, shown_shares(list(values.values()), unit=unit), strict=True))


@attrs.frozen
class Crosstab(Drawn):
    """Values by two keys, with margins.

    Args:
        by: The key of the rows and that of the columns.
        unit: A currency code for money, else what is counted.
        rows: Values of the first key, in order.
        columns: Values of the second key, in order.
        cells: The value of each pair that there is.
        row_totals: The whole of each row, each record once.
        column_totals: The whole of each column.
        total: The whole.
        qualifier: How exact the whole claims to be, and so its cells at best.
        names: What notebooks show of the value of a key, by the name of the key.
    """

    by: tuple[str, str]
    unit: str
    rows: tuple[Any, ...]
    columns: tuple[Any, ...]
    cells: Mapping[tuple[Any, Any], Value]
    row_totals: Mapping[Any, Value]
    column_totals: Mapping[Any, Value]
    total: Value
    qualifier: Qualifier = Qualifier.EXACT
    names: ShowKey | None = attrs.field(default=None, eq=False, repr=False)

    def _values(self) -> Iterable[Value]:
        sides = (self.cells, self.row_totals, self.column_totals)
        return [*chain.from_iterable(each.values() for each in sides), self.total]

    def top(self, number_of_rows: int) -> Crosstab:
        """Keep the rows of the greatest totals, and put the rest into one, cell by cell.

        The row of what has no key stays, the last; that of the rest, `cproc.figures.OTHER`, adds
        up the rows in it and comes before it. Columns and their totals stay as they are.

        Raises:
            UsageError: The number is below 1.
        """
        kept, rest, unkeyed = greatest(
            self.rows, number_of_rows, lambda row: self.row_totals[row], lambda row: row is not None
        )
        if not rest:
            return attrs.evolve(self, rows=(*kept, *unkeyed))
        cells = {pair: value for pair, value in self.cells.items() if pair[0] not in rest}
        for column in self.columns:
            values = [self.cells[row, column] for row in rest if (row, column) in self.cells]
            if values:
                cells[OTHER, column] = added(values)
        totals = {**self.row_totals, OTHER: added(self.row_totals[row] for row in rest)}
        rows = (*kept, OTHER, *unkeyed)
        totals = {row: totals[row] for row in rows}
        return attrs.evolve(self, rows=rows, cells=cells, row_totals=totals)

    def drawing(self, value: ShowValue = text, key: ShowKey = as_typed) -> Drawing:
        """The table as text; a pair that is not there is left empty."""
        shown = {pair: value(each) for pair, each in _as_shown(self.cells, self.unit).items()}
        sides = (self.row_totals, self.column_totals)
        rows, columns = (_as_shown(side, self.unit) for side in sides)
        down, across = self.by
        head = [" × ".join(self.by), *(key(across, column) for column in self.columns), "total"]
        body: list[Line] = [
            [key(down, row), *(shown.get((row, c), "") for c in self.columns), value(rows[row])]
            for row in self.rows
        ]
        whole = in_words(value(self.total), self.qualifier)
        foot = ["total", *(value(columns[column]) for column in self.columns), whole]
        return 1, head, body, [foot]

    def to_data(self) -> dict[str, Any]:
        """JSON-able data: the table as shown, a pair that is not there as empty text."""
        _keys, head, rows, (total,) = self.drawing()
        by = list(self.by)
        return {"by": by, "unit": self.unit, "head": head, "rows": rows, "total": total}


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
class Comparison(Drawn):
    """The rows of two breakdowns with their differences.

    Args:
        by: Names of the keys.
        rule: What is counted or summed.
        unit: A currency code for money, else what is counted.
        rows: Those of the first, then those only the second has; "no value" comes last.
        total: What became of the whole.
        qualifier: How exact the two wholes together claim to be.
        names: What notebooks show of the value of a key, by the name of the key.
    """

    by: tuple[str, ...]
    rule: str
    unit: str
    rows: tuple[Difference, ...]
    total: Difference
    qualifier: Qualifier = Qualifier.EXACT
    names: ShowKey | None = attrs.field(default=None, eq=False, repr=False)

    def _values(self) -> Iterable[Value]:
        rows = (*self.rows, self.total)
        return [side for row in rows for side in (row.before, row.after)]

    def top(self, number_of_rows: int) -> Comparison:
        """Keep the rows greatest before and after, and put the rest into one.

        Rows are ranked by before and after together. The row of what has no key stays, the
        last; that of the rest, `cproc.figures.OTHER`, adds up the rows in it and comes before it.

        Raises:
            UsageError: The number is below 1.
        """
        kept, rest, unkeyed = greatest(
            self.rows, number_of_rows, lambda row: number(row.before) + number(row.after)
        )
        if rest:
            before, after = added(r.before for r in rest), added(r.after for r in rest)
            kept.append(Difference((OTHER,) * len(self.by), before, after))
        return attrs.evolve(self, rows=(*kept, *unkeyed))

    def _shown(self) -> list[dict[str, Value]]:
        """Each row, and the whole, as shown; a difference is that of what is shown beside it."""
        # Each side is rounded in itself; the total is not split and so is shown as it is.
        before = shown_shares([row.before for row in self.rows], unit=self.unit)
        after = shown_shares([row.after for row in self.rows], unit=self.unit)
        pairs = [*zip(before, after, strict=True), (self.total.before, self.total.after)]
        return [
            {"before": old, "after": new, "difference": subtracted(new, old), "change": row.change}
            for (old, new), row in zip(pairs, (*self.rows, self.total), strict=True)
        ]

    def drawing(self, value: ShowValue = text, key: ShowKey = as_typed) -> Drawing:
        """The table as text."""
        *rows, total = [list(map(value, values.values())) for values in self._shown()]
        pairs = zip(self.rows, rows, strict=True)
        body: list[Line] = [[*map(key, self.by, row.key), *values] for row, values in pairs]
        head = [*self.by, "before", "after", "difference", "change %"]
        return len(self.by), head, body, [[*total_keys(self.by), *total]]

    def to_data(self) -> dict[str, Any]:
        """JSON-able data: counts as numbers, the rest as the text that is shown."""
        *shown, whole = self._shown()
        pairs = zip(self.rows, shown, strict=True)
        rows = [as_data(self.by, row.key, **values) for row, values in pairs]
        total = as_data((), (), **whole)
        return {"by": list(self.by), "rule": self.rule, "rows": rows, "total": total}


DIGITS = 38
"""Digits of a decimal column; amounts have 24 at most."""


def optional_module(module: str, extra: str) -> Any:
    """Import a library that an extra brings, or say how it is installed."""
    try:
        return import_module(module)
    except ImportError:
        raise MissingExtraError(
            "{module} is not installed; install it with: pip install 'cproc-reporting[{extra}]'",
            module=module,
            extra=extra,
        ) from None


def columns(
    by: Sequence[str], rows: Sequence[Any], decimals: int, unit: str
) -> dict[str, list[Any]]:
    """Rows as columns: keys as text or numbers, values as integers or decimals.

    A column ``currency`` goes with amounts, and ``qualifier`` with values that are not all exact;
    exact shares are rounded together to so many decimals, of people to whole ones, so that they
    add up.
    """
    values = [row.value for row in rows]
    data = {name: [_plain(row.key[index]) for row in rows] for index, name in enumerate(by)}
    if any(isinstance(value, Money) for value in values):
        data["currency"] = [v.currency if isinstance(v, Money) else None for v in values]
    shown = shown_shares(values, decimals, unit)
    plain = [value.amount if isinstance(value, Money) else value for value in shown]
    # One type for a column: Arrow and polars infer none from integers among decimals.
    if any(isinstance(value, Decimal) for value in plain):
        plain = [Decimal(value) if isinstance(value, int) else value for value in plain]
    data["value"] = plain
    kinds = [str(row.qualifier) for row in rows]
    return data if set(kinds) <= {Qualifier.EXACT} else {**data, "qualifier": kinds}


def _plain(part: Any) -> Any:
    if part is None or type(part) is int or type(part) is date:
        return part
    return str(part)


def column_type(name: str, values: Sequence[Any], decimal: Any, whole: Any, string: Any) -> Any:
    """The type of a column where a library would infer none, or one of floats; else None."""
    exponents = [-int(v.as_tuple().exponent) for v in values if isinstance(v, Decimal)]
    if exponents:
        return decimal(DIGITS, max(0, *exponents))
    if any(value is not None for value in values):
        return None
    return whole if name == "value" else string
