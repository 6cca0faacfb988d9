"""Charts along time: bars from day to day, and lines of steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from math import ceil

import attrs

from cproc.exporters.office.chart_model import (
    YEAR,
    Drawing,
    Number,
    Series,
    Shape,
    Source,
    TimeAxis,
    finished,
    in_lines,
)
from cproc.exporters.office.spreadsheet import EPOCH, serial

MARKS = 12  # marks of years on an axis of time at most
LONG_QUARTER = 92  # days
SHORT = 2 * YEAR  # an axis of time of so many days or fewer has a mark each quarter

# Room of a line of steps, in points: its width and height, and those of a label.
STEPS = (400.0, 130.0)
LABEL = (5.0, 12.0)  # width of a digit, height


def _axis(days: Sequence[int]) -> TimeAxis:
    """The whole years, or quarters, around some days."""
    first, last = EPOCH + timedelta(min(days)), max(days)
    if last - min(days) <= SHORT:
        begin = first.replace(month=(first.month - 1) // 3 * 3 + 1, day=2) - EPOCH
        count = max(ceil((last - begin.days - 1) / (YEAR / 4)), 1)
        return TimeAxis(begin.days, begin.days + count * YEAR / 4, 0, YEAR / 4)
    begin = first.replace(month=1, day=2) - EPOCH
    count = max(ceil((last - begin.days - 1) / YEAR), 1)
    years = ceil(count / MARKS)
    return TimeAxis(begin.days, begin.days + count * YEAR, years, YEAR * years)


def along_time(source: Source) -> Drawing:
    """Bars from the first to the last day of each row, with the line of a day.

    Days are counted as both ends are; an end that is not known is drawn as far as the axis goes.
    """
    chart, rows = source.chart, source.rows()
    starts, *others = (source.numbers(column, rows) for column in chart.values)
    ends: Sequence[Number] = others[0] if others else [None] * len(starts)
    names = tuple(map(in_lines, source.names(rows)))
    day = (serial(chart.day) if chart.day else None) or 0
    drawn = [int(each) for each in (*starts, *ends) if each is not None]
    if not drawn:
        return finished(source, names, [Series("", tuple(starts))])
    axis = _axis([*drawn, *([day + 1] if day else [])])
    parts = [
        _parts(start, end, day, ceil(axis.last)) for start, end in zip(starts, ends, strict=True)
    ]
    shapes = (Shape.ENDED, Shape.PASSED, Shape.AHEAD, Shape.OPEN)
    words = dict(zip((*shapes, Shape.DAY), map(source.text, chart.series), strict=False))
    series = [Series("", tuple(starts), shape=Shape.UNSEEN)]
    for shape in shapes:
        lengths = tuple(None if part is None else part.get(shape, 0) for part in parts)
        if any(lengths):
            series.append(Series(words.get(shape, ""), lengths, shape=shape))
    if day:  # the points of the axes that cross at the day
        series.append(Series(words.get(Shape.DAY, ""), (day,) * len(names), shape=Shape.DAY))
    named = words.get(Shape.DAY, "") if day else ""
    return finished(source, names, series, axis=axis, day=day, day_name=named)


def _parts(start: Number, end: Number, day: int, last: int) -> dict[Shape, int] | None:
    """The days of a bar: until a day and after it; none of what has no first day."""
    if start is None:
        return None
    first, behind = int(start), last if end is None else int(end) + 1
    if not day:
        return {Shape.PASSED if end is not None else Shape.OPEN: behind - first}
    if end is not None and end <= day:
        return {Shape.ENDED: behind - first}
    passed = min(max(day + 1 - first, 0), behind - first)
    to_come = Shape.AHEAD if end is not None else Shape.OPEN
    return {Shape.PASSED: passed, to_come: behind - first - passed}


def steps(source: Source) -> Drawing:
    """A line that stays where it is until the day it changes.

    On that day stand the number before and the number after; where a number is not known the
    line is broken.
    """
    chart, rows = source.chart, source.rows()
    (column,) = chart.values
    days = [int(day or 0) for day in source.numbers(chart.labels, rows)]
    until = max([*days, *([serial(chart.day) or 0] if chart.day else [])])
    axis = _axis([*days, until])
    # A point on 1 January must be on the axis; of long years no mark falls in the one before.
    step = ceil(axis.years * YEAR) or LONG_QUARTER
    axis = attrs.evolve(axis, first=axis.first - 1, step=step)
    points: list[tuple[int, Number]] = []
    changes: dict[int, Number] = {}
    before: Number = None
    for day, number in zip(days, source.numbers(column, rows), strict=True):
        if before is not None:
            points.append((day, before))
        if number != before and number is not None:
            changes[len(points)] = before
        points.append((day, number))
        before = number
    points.append((until, before))
    table = source.table
    label = table.columns[table.index(column)].label
    known = tuple(number for _day, number in points)
    kept = _apart(points, changes, axis)
    series = Series(source.text(label), known, kept)
    names = [""] * len(points)
    return finished(source, names, [series], days=tuple(day for day, _n in points), axis=axis)


def _apart(
    points: Sequence[tuple[int, Number]], changes: Mapping[int, Number], axis: TimeAxis
) -> dict[int, str]:
    """The changes whose labels do not run into each other, and on which side each stands.

    The last and the first are kept, then those of the greatest changes. A label stands above
    where the line rises, below where it falls: the line comes from the other side.
    """
    width, height = STEPS
    most = max((Decimal(number or 0) for _day, number in points), default=Decimal(0)) or Decimal(1)
    taken: list[tuple[float, float, float]] = []
    kept: dict[int, str] = {}
    ends = [*changes][-1:] + [*changes][:1]

    def size(at: int) -> Decimal:
        return -Decimal((points[at][1] or 0) - (changes[at] or 0)).copy_abs()

    for at in dict.fromkeys([*ends, *sorted(changes, key=size)]):
        day, number = points[at]
        falls = (changes[at] or 0) > (number or 0)
        across = width * (day - axis.first) / (axis.last - axis.first)
        up = height * float(Decimal(number or 0) / most) + (-1 if falls else 1) * LABEL[1]
        half = len(f"{number:.0f}") / 2 * LABEL[0]
        if all(abs(across - x) > half + h or abs(up - y) > LABEL[1] for x, y, h in taken):
            taken.append((across, up, half))
            kept[at] = "b" if falls else "t"
    return kept
