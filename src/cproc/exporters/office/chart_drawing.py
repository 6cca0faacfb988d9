"""What a chart shows, be it drawn in a workbook or in a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

import attrs

from cproc.exporters.office.spreadsheet import EPOCH, currency_of, number_of, serial
from cproc.report import Chart, ChartKind, Kind, Table

# Days of a year on an axis of time; beginning on 2 January, each mark is in its own year.
YEAR = 365.25

Number = Decimal | int | None


@attrs.frozen
class Series:
    """A series: its name and a number, or nothing, for each label."""

    name: str
    numbers: tuple[Number, ...]  # a day by its number in a spreadsheet


@attrs.frozen
class Drawing:
    """What a chart shows, before it is drawn.

    Of bars along time the first series has the first days, and is not seen; the second has
    the days from each of them to the last one.
    """

    kind: ChartKind
    title: str
    labels: tuple[str, ...]  # names of the points
    series: tuple[Series, ...]
    labels_title: str  # what the points are
    values_title: str  # what the numbers are, with the currency of amounts
    currency: str  # empty for numbers that are no amounts
    percent: bool  # whether the numbers are shares of one

    @property
    def timed(self) -> bool:
        """Whether its axis is of time; drawn of other than two columns, its bars are plain."""
        return self.kind is ChartKind.TIMELINE and len(self.series) == 2

    @property
    def lying(self) -> bool:
        """Whether its points stand below each other: the first of them is to be on top."""
        return self.kind in {ChartKind.BARS, ChartKind.TIMELINE}

    @property
    def legend(self) -> bool:
        """Whether a legend tells its series apart."""
        return len(self.series) > 1 and not self.timed

    @property
    def numbers(self) -> list[Decimal | int]:
        """All numbers of all series."""
        return [number for one in self.series for number in one.numbers if number is not None]

    @property
    def largest(self) -> Decimal:
        """The greatest of its numbers, whatever their sign."""
        # Not abs(), which rounds to whatever precision the caller has set.
        return max((Decimal(number).copy_abs() for number in self.numbers), default=Decimal(0))

    @property
    def years(self) -> tuple[int, float] | None:
        """The ends of an axis of time, in days: whole years; none where nothing is drawn."""
        if not self.timed:
            return None
        starts, days = (one.numbers for one in self.series)
        drawn = [
            (int(start), int(start) + int(length))
            for start, length in zip(starts, days, strict=True)
            if start is not None and length is not None
        ]
        if not drawn:
            return None
        low = (EPOCH + timedelta(min(drawn)[0])).replace(month=1, day=2) - EPOCH
        count = max(ceil((max(end for _start, end in drawn) - low.days - 1) / YEAR), 1)
        return low.days, low.days + count * YEAR

    def number_format(self, group: str) -> str:
        """The format of its labels; the exact numbers stand in its table.

        Word takes the comma of a format for what the reader's machine groups by, so the
        separator of another language is spelled out.
        """
        if self.timed:
            return "yyyy"
        if self.percent:
            return "0%"
        if self.largest < 100 and any(number != int(number) for number in self.numbers):
            return "0.00"
        if group == ",":
            return "#,##0"
        sizes = [size for size in (3, 6, 9) if self.largest >= 10**size][-2:]
        forms = [f"[>={10**size}]0{group}{group.join(['000'] * (size // 3))}" for size in sizes]
        return ";".join([*reversed(forms), "0"])


def describe(
    chart: Chart, table: Table, labels: Sequence[str], text: Callable[[str], str]
) -> Drawing:
    """Take a chart's series and titles from its table.

    Labels come as the format prints them; ``text`` is what it makes of any other text.
    """
    columns = [table.columns[table.index(column)] for column in chart.values]
    values = [[row[table.index(column.id)].value for row in table.rows] for column in columns]
    numbers = [tuple(map(_number, column)) for column in values]
    if chart.kind is ChartKind.TIMELINE and len(numbers) == 2:
        starts, ends = numbers
        numbers = [starts, tuple(map(_days, starts, ends))]
    currency = min(filter(None, map(currency_of, values[0])), default="")
    return Drawing(
        chart.kind,
        text(chart.title),
        tuple(labels),
        tuple(Series(text(column.label), of) for column, of in zip(columns, numbers, strict=True)),
        text(table.columns[table.index(chart.labels)].label),
        text(_values_title([column.label for column in columns], currency)),
        currency,
        any(column.kind is Kind.PERCENT for column in columns),
    )


def _number(value: object) -> Number:
    if isinstance(value, date):
        return serial(value)
    number = number_of(value)
    return number if isinstance(number, int | Decimal) else None


def _days(start: Number, end: Number) -> Number:
    """The days from the first to the last one, both counted."""
    return None if start is None or end is None else int(end) - int(start) + 1


def _values_title(labels: Sequence[str], currency: str) -> str:
    if len(labels) > 1 and currency:
        return currency
    return labels[0] if not currency or currency in labels[0] else f"{labels[0]} ({currency})"
