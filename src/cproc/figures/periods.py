"""Quarters and reporting periods that a day lies in."""

from __future__ import annotations

from datetime import date, timedelta

from cproc.dates import Period


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
        start, behind = (
            _first_of(first + (index + offset) * len(months), date.min) for offset in (0, 1)
        )
        return Period(start, behind - timedelta(1) if behind > start else date.max)
    index = (day - period.start).days // period.days
    start, behind = (_moved(period.start, (index + offset) * period.days) for offset in (0, 1))
    return Period(start, behind - timedelta(1) if behind > start else date.max)


def _first_of(number: int, least: date) -> date:
    """The first day of a month counted from year 0; the calendar's ends hold it in."""
    year, month = divmod(number, 12)
    if year < 1:
        return least
    return least if year > 9999 else date(year, month + 1, 1)


def _moved(day: date, days: int) -> date:
    ordinal = day.toordinal() + days
    if ordinal > date.max.toordinal():
        return date.min
    return date.fromordinal(max(ordinal, 1))
