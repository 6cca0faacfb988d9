"""Spans of days, months or years that a printed date stands for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

import attrs

from cproc.dates import DateSpan, Month, Precision
from cproc.errors import InvalidValueError
from cproc.loaders.dates.points import LIST, RANGE, START, DateText, Point


def _filled(points: Sequence[Point], year: int | None) -> list[Point]:
    """The points with the month and year that stand once for several of them."""
    filled: list[Point] = []
    for point in reversed(points):
        behind = filled[-1] if filled else Point(START, year)
        month = point.month or (behind.month if point.day else None)
        filled.append(attrs.evolve(point, year=point.year or behind.year, month=month))
    filled.reverse()
    known = next((point.year for point in points if point.year), year)
    result, last = [], known
    for point, printed in zip(filled, points, strict=True):
        last = printed.year or point.year or last
        result.append(attrs.evolve(point, year=last))
    return _ordered(result, points)


def _ordered(filled: list[Point], printed: Sequence[Point]) -> list[Point]:
    """A year is turned where a range would end before it begins: ``30 December – 2 January``."""
    result = list(filled)
    for index in range(len(result) - 1, 0, -1):
        before, after = result[index - 1], result[index]
        backwards = _key(before) > _key(after) and before.month != after.month
        if after.join == RANGE and backwards and before.year and after.year:
            if printed[index - 1].year is None:
                result[index - 1] = attrs.evolve(before, year=before.year - 1)
            elif printed[index].year is None:
                result[index] = attrs.evolve(after, year=after.year + 1)
    return result


def _key(point: Point) -> tuple[int, int, int]:
    return point.year or 0, point.month or 0, point.day or 0


def _iso(point: Point, precision: Precision) -> str:
    parts = [f"{point.year or 0:04}"]
    if precision is not Precision.YEAR:
        parts.append(f"{point.month or 0:02}")
    if precision is Precision.DAY:
        parts.append(f"{point.day or 0:02}")
    return "-".join(parts)


def _span(first: Point, last: Point) -> tuple[DateSpan, list[str]]:
    """The span of two points, by month where its days are none of the calendar.

    Raises:
        InvalidValueError: Even its months or years are none.
    """
    precisions = [
        precision
        for precision, has in (
            (Precision.DAY, first.day and last.day),
            (Precision.MONTH, first.month and last.month),
            (Precision.YEAR, True),
        )
        if has
    ]
    mixed = bool(first.day) != bool(last.day) or bool(first.month) != bool(last.month)
    doubts = ["date-mixed"] if mixed else []
    for precision in precisions:
        try:
            text = f"{_iso(first, precision)}/{_iso(last, precision)}"
            return DateSpan.parse(text), doubts
        except InvalidValueError:
            doubts = ["date-impossible"]
    raise InvalidValueError("date-form", "")


def _groups(points: Sequence[Point]) -> Iterator[list[Point]]:
    """The points of each span: its ends, and what is printed between them."""
    group = [points[0]]
    for point in points[1:]:
        if point.join == LIST:
            yield group
            group = []
        group.append(point)
    yield group


def _merged(spans: Sequence[DateSpan]) -> tuple[DateSpan, ...]:
    """Days or months that follow each other are one span."""
    merged: list[DateSpan] = []
    for span in spans:
        before = merged[-1] if merged else None
        follows = (
            before is not None
            and before.precision is span.precision
            and before.end < date.max
            and before.end + timedelta(1) == span.start
        )
        if before is not None and follows:
            merged[-1] = DateSpan(before.start, span.end, span.precision)
        else:
            merged.append(span)
    return tuple(merged)


def resolved(
    found: DateText, year: int | None = None, month: Month | None = None
) -> tuple[tuple[DateSpan, ...], tuple[str, ...]]:
    """The spans of a date, and what is not sure about them.

    Args:
        found: The date.
        year: That of another date of the line, where this one has none printed.
        month: That of the heading, which gives the year where the line has none.

    Returns:
        The spans, none where it cannot be read, and codes of doubts.

    Example:
        >>> from cproc.loaders.dates import find_dates
        >>> (found,) = find_dates("Accra, 17-19 May", ("en",))
        >>> spans, doubts = resolved(found, month=Month(2017, 5))
        >>> str(spans[0]), doubts
        ('2017-05-17/2017-05-19', ('year-supplied',))
    """
    doubts = list(found.doubts)
    if found.year is None and year is None and month is not None:
        doubts.append("year-supplied")
        spans, more = _nearest(found, month)
    else:
        spans, more = _of_year(found, year)
    return spans, tuple(dict.fromkeys([*doubts, *more]))


def _nearest(found: DateText, month: Month) -> tuple[tuple[DateSpan, ...], list[str]]:
    """The spans in the year in which they are of the month of the heading, or else in its year."""
    tried = [_of_year(found, year) for year in (month.year, month.year + 1, month.year - 1)]
    for spans, doubts in tried:
        if any(span.start <= month.end and month.start <= span.end for span in spans):
            return spans, doubts
    return tried[0]


def _of_year(found: DateText, year: int | None) -> tuple[tuple[DateSpan, ...], list[str]]:
    spans, doubts = [], []
    for group in _groups(_filled(found.points, year)):
        try:
            span, more = _span(group[0], group[-1])
        except InvalidValueError:
            return (), ["date-impossible"]
        spans.append(span)
        doubts += more
        if any(_key(a) > _key(b) for a, b in pairwise(group)) and not more:
            doubts.append("date-impossible")
    if [span.start for span in spans] != sorted(span.start for span in spans):
        doubts.append("date-unsorted")
    return _merged(spans), doubts
