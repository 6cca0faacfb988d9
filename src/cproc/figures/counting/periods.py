"""Times as far as they are known; quarters and reporting periods that a day lies in."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from cproc.dates import DateSpan, Month, Period

Between = tuple[date, date]
"""The first and the last of the days that a day may be."""


class Time(NamedTuple):
    """A time as far as it is known."""

    begins: Between
    ends: Between

    def in_(self, period: Period) -> bool | None:
        """Whether some of it lies in a period; None where that cannot be told."""
        if self.ends[1] < period.start or period.end < self.begins[0]:
            return False
        return True if self.begins[1] <= period.end and period.start <= self.ends[0] else None

    def of_whole_months(self) -> Time:
        """The time from its first day to its last that may be, where their months are known."""
        begins, ends = (
            end if Month.of(end[0]) != Month.of(end[1]) else (end[at], end[at])
            for at, end in enumerate(self)
        )
        return Time(begins, ends)


def lies_in(day: DateSpan | Between | None, period: Period) -> bool | None:
    """Whether a day, as far as it is known, lies in a period; None where that cannot be told."""
    if day is None:
        return False
    between = (day.start, day.end) if isinstance(day, DateSpan) else day
    return Time(between, between).in_(period)


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
    cut: list[tuple[date, int]] = []
    day = start
    while day <= end:
        first, last = _piece(day, period)
        last = min(last, end)
        cut.append((first, (last - day).days + 1))
        if last == date.max:
            break
        day = last + timedelta(1)
    return tuple(cut)


@lru_cache(maxsize=4096)
def _piece(day: date, period: Period) -> tuple[date, date]:
    # A period may begin in the middle of a month: its first days are of the one before.
    month, current = Month.of(day), reporting_period(day, period)
    return max(month.start, current.start), min(month.end, current.end)
