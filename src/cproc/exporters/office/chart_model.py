"""What is drawn of a chart: its series, its axis of time, the unit of its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

import attrs

from cproc.exporters.office import formats, text_width
from cproc.exporters.office.spreadsheet import currency_of, number_of, serial
from cproc.report import Cell, Chart, ChartKind, Kind, Table

# Days of a year on an axis of time; beginning on 2 January, each mark is in its own year.
YEAR = 365.25
NAME = 30  # width in digits of a line of the name of a point

# Amounts of so much or more are drawn in millions or thousands, with so many decimals, where the
# least number that stands at a point does not come out as zero.
SCALES = ((10**8, 10**6, 0), (10**6, 10**6, 1), (20_000, 10**3, 0))

Number = Decimal | int | None


class Shape(StrEnum):
    """What a series of bars along time shows."""

    PLAIN = "plain"
    UNSEEN = "unseen"
    ENDED = "ended"
    PASSED = "passed"
    AHEAD = "ahead"
    OPEN = "open"
    DAY = "day"


@attrs.frozen
class Series:
    """A series.

    Args:
        name: Its name.
        numbers: A number, or nothing, for each label; a day by its number in a spreadsheet.
        labels: Positions that carry their number, and on which side of the point it stands: ``t``
            for above, ``b`` for below.
        shape: What it shows on a time line.
        column: Column of the table that its numbers stand in; empty where they are in none.
    """

    name: str
    numbers: tuple[Number, ...]
    labels: Mapping[int, str] = attrs.field(factory=dict)
    shape: Shape = Shape.PLAIN
    column: str = ""

    @property
    def labelled(self) -> int:
        """How many of its numbers stand at their points."""
        return len(self.labels)


@attrs.frozen
class TimeAxis:
    """An axis of time, in days.

    Args:
        first: Number of the day it begins with.
        last: Number of the day it ends with.
        years: Years from mark to mark; 0 where there is a mark each quarter.
        step: Days from mark to mark.
    """

    first: int
    last: float
    years: int
    step: float

    @property
    def form(self) -> str:
        """The format of its marks."""
        return "yyyy" if self.years else "mm/yyyy"


@attrs.frozen
class Drawing:
    """What a chart shows, before it is drawn.

    Of bars along time the first series has the first days, and is not seen; the others have
    the days that follow: those that have passed, those to come.

    Args:
        kind: How it is drawn.
        title: Its title.
        note: What it leaves out.
        labels: Names of the points.
        series: Its series.
        values_title: What the numbers are, with the unit of amounts.
        money: Whether the numbers are amounts.
        scale: What amounts are divided by where they are shown.
        decimals: Decimals of the numbers that it shows.
        percent: Whether the numbers are shares of one.
        days: The days of the points of a line of steps.
        axis: The axis of time, where it has one.
        day: The day that has a line of its own; 0 for none.
        day_name: What stands at that line.
        rows: Positions of the rows it draws, where these stand one below the other.
    """

    kind: ChartKind
    title: str
    note: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    values_title: str
    money: bool = False
    scale: int = 1
    decimals: int = 0
    percent: bool = False
    days: tuple[int, ...] = ()
    axis: TimeAxis = TimeAxis(0, 1, 1, YEAR)
    day: int = 0
    day_name: str = ""
    rows: range | None = None

    @property
    def timed(self) -> bool:
        """Whether its bars run along time."""
        return any(one.shape is not Shape.PLAIN for one in self.series)

    @property
    def lying(self) -> bool:
        """Whether its points stand below each other: the first of them is to be on top."""
        return self.kind in {ChartKind.BARS, ChartKind.TIMELINE}

    @property
    def legend(self) -> bool:
        """Whether a legend tells its series apart."""
        seen = [one for one in self.series if one.shape not in {Shape.UNSEEN, Shape.DAY}]
        return len(seen) > 1

    @property
    def lines(self) -> int:
        """How many lines the names of its points take, those of one point below each other."""
        return sum(in_lines(name).count("\n") + 1 for name in self.labels)

    @property
    def largest(self) -> Decimal:
        """The greatest of its numbers, whatever their sign."""
        return _largest(self.series)

    def number_format(self, group: str, language: str = "", *, axis: bool = False) -> str:
        """The format of its numbers; the exact ones stand in its table.

        Word takes the comma of a format for what the reader's machine groups by, so the
        separator of another language is spelled out.

        Args:
            group: What the language sets between thousands.
            language: Tag of the language, whose sign LibreOffice then sets before decimals.
            axis: Whether it is that of an axis, whose marks need no decimals from 5 on.
        """
        if self.percent:
            return "0%"
        less = "," * (len(str(self.scale)) // 3)
        if self.decimals and not (axis and self.largest >= 5 * self.scale):
            of = "" if group == "," else formats.windows_id(language)
            return f"{f'[$-{of}]' if of else ''}0.{'0' * self.decimals}{less}"
        if group == ",":
            return f"#,##0{less}"
        sizes = [size for size in (3, 6, 9) if self.largest >= 10**size * self.scale][-2:]
        forms = [
            f"[>={10**size * self.scale}]0{group}{group.join(['000'] * (size // 3))}{less}"
            for size in sizes
        ]
        return ";".join([*reversed(forms), f"0{less}"])


def _known(series: Sequence[Series]) -> Iterator[Decimal]:
    return (Decimal(n) for one in series for n in one.numbers if n is not None)


def _unit(shown: Sequence[Decimal], largest: Decimal) -> tuple[int, int]:
    """What amounts are divided by, and with how many decimals those that are shown differ."""
    least = min((number.copy_abs() for number in shown), default=largest)
    scale, decimals = next(
        (to, places)
        for at, to, places in (*SCALES, (0, 1, 0))
        if (largest >= at and least * 10**places >= to) or to == 1
    )
    exact = {Fraction(number) / scale for number in shown}
    while scale > 1 and decimals < 2:
        if len({floor(each * 10**decimals + Fraction(1, 2)) for each in exact}) == len(exact):
            break
        decimals += 1
    return scale, decimals


def _largest(series: Sequence[Series]) -> Decimal:
    # Not abs(), which rounds to whatever precision the caller has set.
    return max((number.copy_abs() for number in _known(series)), default=Decimal(0))


@attrs.frozen
class Source:
    """A chart, its table, and how the format prints texts."""

    chart: Chart
    table: Table
    labels: Sequence[str]  # the names of the rows as the format prints them
    text: Callable[[str], str]
    language: str

    def rows(self) -> list[int | None]:
        """Positions of the rows it draws; none for one that the table does not have."""
        if not self.chart.rows:
            return [*range(len(self.table.rows))]
        known = set(self.table.keys)
        return [self.table.position(key) if key in known else None for key in self.chart.rows]

    def names(self, rows: Sequence[int | None]) -> tuple[str, ...]:
        """The names of the points."""
        if self.chart.points:
            return tuple(map(self.text, self.chart.points))
        return tuple("" if at is None else self.labels[at] for at in rows)

    def cells(self, column: str, rows: Sequence[int | None]) -> list[Cell | None]:
        """The cells of a column in some rows."""
        at = self.table.index(column)
        return [None if row is None else self.table.rows[row][at] for row in rows]

    def numbers(self, column: str, rows: Sequence[int | None]) -> list[Number]:
        """What a column has in some rows; 0 where the table has no such row."""
        cells = self.cells(column, rows)
        return [0 if cell is None else value_number(cell.value) for cell in cells]


def finished(
    source: Source, labels: Sequence[str], series: Sequence[Series], **more: object
) -> Drawing:
    """A drawing whose numbers have their unit."""
    chart, table = source.chart, source.table
    columns = [table.columns[table.index(column)] for column in chart.values]
    cells = [cell for row in table.rows for cell in (row[table.index(c.id)] for c in columns)]
    currency = min(filter(None, (currency_of(cell.value) for cell in cells)), default="")
    largest = _largest(series)
    shown = [Decimal(n) for one in series for at in one.labels if (n := one.numbers[at])]
    scale, decimals = _unit(shown, largest) if currency else (1, 0)
    if not currency and largest < 100 and any(n != int(n) for n in _known(series)):
        decimals = 2
    named = columns[0].label if len(columns) == 1 and chart.labels else ""
    return Drawing(
        chart.kind,
        source.text(chart.title),
        source.text(chart.note),
        tuple(labels),
        tuple(series),
        source.text(_values_title(source.language, named, currency, scale)),
        bool(currency),
        scale,
        decimals,
        any(column.kind is Kind.PERCENT for column in columns),
        **more,  # type: ignore[arg-type]
    )


def _values_title(language: str, label: str, currency: str, scale: int) -> str:
    """What the numbers are: ``Amount (EUR million)``."""
    if not currency:
        return label
    unit = formats.scaled_currency(language, currency, scale)
    if currency in label:
        return label.replace(currency, unit)
    return f"{label} ({unit})" if label else unit


def in_lines(name: str, width: float = NAME) -> str:
    """A name in at most two lines; of what does not fit there, the end is left out.

    Example:
        >>> in_lines("Joint United Nations Programme on HIV/AIDS (UNAIDS)").splitlines()
        ['Joint United Nations Programme on', 'HIV/AIDS (UNAIDS)']
    """
    if text_width.width(name) <= width:
        return name
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width.width(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1]}…"]
    return "\n".join(
        line if text_width.width(line) <= width else _cut(line, width) for line in lines
    )


def _cut(line: str, width: float) -> str:
    while line and text_width.width(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def value_number(value: object) -> Number:
    """The number that is drawn of a value: of a day, its number in a spreadsheet."""
    if isinstance(value, date):
        return serial(value)
    number = number_of(value)
    return number if isinstance(number, int | Decimal) else None
