"""Quarters and reporting periods that a day lies in."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from cproc.dates import Month, Period


def quarter(day: date) -> str:
    """The calendar quarter of a day, ``2017-Q1``."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def reporting_period(day: date, period: Period) -> Period:
    """The reporting period a day lies in: the given one, or one before or after it.

    A period of whole months is followed by those of as many months, any other by those of
    as many days.
    """
    months = period.months()
    if period.start == months[0].start and period.end == months[-1].end:
        first = period.start.year * 12 + period.start.month - 1
        index = (day.year * 12 + day.month - 1 - first) // len(months)
        start, behind = (_first_of(first + (index + step) * len(months)) for step in (0, 1))
    else:
        index = (day - period.start).days // period.days
        start, behind = (_moved(period.start, (index + step) * period.days) for step in (0, 1))
    # Beyond the last day of the calendar the day behind wraps to the first one.
    return Period(start, behind - timedelta(1) if behind > start else date.max)


def _first_of(number: int) -> date:
    """The first day of a month counted from year 0; beyond the calendar its first day."""
    year, month = divmod(number, 12)
    return date(year, month + 1, 1) if 1 <= year <= date.max.year else date.min


def _moved(day: date, days: int) -> date:
    ordinal = day.toordinal() + days
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else date.min


def pieces(start: date, end: date, period: Period) -> tuple[tuple[date, int], ...]:
    """Cut days into months, and these where a reporting period begins in the middle of one.

    A piece is the first of its days that all spans share, and the number of its days.
    """
    month, last = Month.of(start), Month.of(end)
    cut: list[tuple[date, int]] = []
    while True:
        edges = _edges(month, period)
        for first, behind in zip(edges, (*edges[1:], None), strict=True):
            final = month.end if behind is None else date.fromordinal(behind.toordinal() - 1)
            low, high = max(first, start), min(final, end)
            if low <= high:
                cut.append((first, (high - low).days + 1))
        if month == last:
            return tuple(cut)
        month = month.next()


@lru_cache(maxsize=4096)
def _edges(month: Month, period: Period) -> tuple[date, ...]:
    """The days of a month on which it or a reporting period begins."""
    # A period may begin in the middle of a month: its first days are of the one before.
    days = [month.start]
    current = reporting_period(month.start, period)
    while current.end < month.end:
        days.append(date.fromordinal(current.end.toordinal() + 1))
        current = reporting_period(days[-1], period)
    return tuple(days)
