"""Time as programme offices write it: spans with their precision, reporting periods, months.

"July 2017" and "1-31 July 2017" are different facts, so a `DateSpan` keeps the precision
it was given in. The text form is ISO 8601: ``2017-07``, ``2017-05/2017-06``,
``2017-05-17/2017-05-19``; ``2024-07/..`` where the end is open.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from enum import StrEnum
from typing import Any

import attrs

from cproc.errors import InvalidValueError, said

_OPEN = ".."
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


class Precision(StrEnum):
    """How exactly a date was given."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


def date_from(text: str | date) -> date:
    """Read an ISO 8601 calendar date, ``2017-09-30``; a date is taken as it is.

    Raises:
        InvalidValueError: The text is no such date, or what is given has a time of day.
    """
    if type(text) is date:
        return text
    if isinstance(text, datetime):
        # To Python a datetime is a date, but one that compares with no other.
        message = said("{text} has a time of day.", text=text)
        raise InvalidValueError("date-time", message, said("Give its date: moment.date()."))
    if not isinstance(text, str):
        message = said("{text!r} is not a date.", text=text)
        hint = said("Give a date, or text: YYYY-MM-DD.")
        raise InvalidValueError("date-form", message, hint)
    start, _end, precision = _partial(text)
    if precision is not Precision.DAY:
        message = said("{text!r} is not a full date.", text=text)
        raise InvalidValueError("date-form", message, said("Write it as YYYY-MM-DD."))
    return start


def _day(given: date) -> date:
    # For who asks mypy an end is a date; who does not may give text.
    return date_from(given)


def _partial(text: str, whole: str = "") -> tuple[date, date, Precision]:
    # A span is told whole: 17/02/2025 was typed as one date, not as three.
    match = _DATE.fullmatch(text)
    # No year 0 is in the calendar, so that it serves for what is no date at all.
    year, month, day = match.groups() if match else ("0", None, None)
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        message = said("{text!r} is not a date of the calendar.", text=whole or text)
        hint = said("Write it as YYYY-MM-DD, YYYY-MM or YYYY; a span as two, with / between them.")
        raise InvalidValueError("date-form", message, hint) from None
    if month is None:
        return first, date(first.year, 12, 31), Precision.YEAR
    if day is None:
        return first, Month.of(first).end, Precision.MONTH
    return first, first, Precision.DAY


def day_before(day: date) -> date | None:
    """The day before; none before the first of the calendar."""
    return day - timedelta(1) if day > date.min else None


def day_after(day: date) -> date | None:
    """The day after; none after the last of the calendar."""
    return day + timedelta(1) if day < date.max else None


def refuse_backwards(start: date | None, end: date | None) -> None:
    """Refuse an end that lies before its start; either may be open.

    Raises:
        InvalidValueError: It does.
    """
    if start is not None and end is not None and end < start:
        message = said("the end {end} is before the start {start}.", end=end, start=start)
        raise InvalidValueError("date-order", message, said("Check both dates."))


def check_year_start(_instance: object, attribute: object, value: str) -> None:
    """Refuse what is no month and day, ``07-01``, on which every year could begin.

    Raises:
        InvalidValueError: It is none.
    """
    try:
        date.fromisoformat(f"2001-{value}")  # no leap year: 29 February does not begin each year
    except ValueError:
        message = said("{value!r} is no day on which years begin.", value=value)
        name = getattr(attribute, "name", "")
        raise InvalidValueError("date-form", message, said("Write MM-DD: 07-01."), name) from None


def refuse_open(_instance: Any, attribute: Any, value: Any) -> None:
    """Refuse a span without an end where something took place, or was paid.

    Raises:
        InvalidValueError: It has none.
    """
    if value is not None and value.open:
        message = said("{value} has no end.", value=value)
        hint = said("Give its last day, month or year.")
        raise InvalidValueError("date-open", message, hint, getattr(attribute, "name", ""))


@attrs.frozen(order=True)
class Month:
    """A month of a year; its text form is ``2016-10``.

    Args:
        year: 1 to 9999.
        month: 1 to 12.

    Raises:
        InvalidValueError: There is no such month.
    """

    year: int
    month: int

    def __attrs_post_init__(self) -> None:
        whole = type(self.year) is int and type(self.month) is int
        if not (whole and MINYEAR <= self.year <= MAXYEAR and 1 <= self.month <= 12):
            message = said(
                "there is no month {month} of the year {year}.", month=self.month, year=self.year
            )
            hint = said("Months are 1 to 12, years {first} to {last}.", first=MINYEAR, last=MAXYEAR)
            raise InvalidValueError("date-form", message, hint)

    @classmethod
    def of(cls, day: date) -> Month:
        """The month a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``2016-10``.

        Raises:
            InvalidValueError: The text is no month.
        """
        start, _end, precision = _partial(text)
        if precision is not Precision.MONTH:
            raise InvalidValueError(
                "date-form", said("{text!r} is not a month.", text=text), said("Write YYYY-MM.")
            )
        return cls.of(start)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, self.month, 1)

    @property
    def end(self) -> date:
        """The last day."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def next(self) -> Month:
        """The month after this one.

        Raises:
            InvalidValueError: It is the last month of the calendar.
        """
        return Month(self.year + self.month // 12, self.month % 12 + 1)


class _Span:
    """A closed interval of days; start and end both belong to it."""

    # Without it the slots of the classes below would save nothing.
    __slots__ = ()
    start: date
    end: date

    @property
    def days(self) -> int:
        """The number of days, both ends counted."""
        return (self.end - self.start).days + 1

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def overlaps(self, other: _Span) -> bool:
        """Whether the two have a day in common."""
        return self.start <= other.end and other.start <= self.end

    def months(self) -> tuple[Month, ...]:
        """Every calendar month touched, in order."""
        first, last = (day.year * 12 + day.month - 1 for day in (self.start, self.end))
        return tuple(Month(count // 12, count % 12 + 1) for count in range(first, last + 1))


@attrs.frozen(order=True)
class DateSpan(_Span):
    """An interval of days, closed at both ends, with the precision it was given in.

    Args:
        start: First day; of a month or year, the first day of it.
        end: Last day; of a month or year, the last day of it.
        precision: What was given: days, months or years.
        open: Whether the end is open, as in ``2024-07/..``: then it is the last day of the
            calendar, so that every later day lies in the span.

    Raises:
        InvalidValueError: The end is before the start, or the dates do not lie on the
            edges of the months or years that the precision names.

    Example:
        >>> span = DateSpan.parse("2017-05/2017-06")
        >>> span.start, span.end, span.precision.value
        (datetime.date(2017, 5, 1), datetime.date(2017, 6, 30), 'month')
        >>> str(DateSpan.parse("2017-07-01/2017-07-31")), str(DateSpan.parse("2017-07"))
        ('2017-07-01/2017-07-31', '2017-07')
        >>> DateSpan.parse("2024-07/..").open, date(2031, 1, 1) in DateSpan.parse("2024-07/..")
        (True, True)
    """

    start: date = attrs.field(converter=_day)
    end: date = attrs.field(converter=_day)
    precision: Precision = attrs.field(default=Precision.DAY, converter=Precision)
    open: bool = False

    def __attrs_post_init__(self) -> None:
        """Hold the order of the ends and their fit with the precision."""
        refuse_backwards(self.start, self.end)
        if self.open and self.end != date.max:
            message = said("the span is open, and ends on {end}.", end=self.end)
            raise InvalidValueError("date-order", message, said("Give one of them."))
        first, _, last = str(self).partition("/")
        end = date.max if self.open else _partial(last or first)[1]
        if (_partial(first)[0], end) != (self.start, self.end):
            message = said(
                "{start} to {end} are not whole {precision}s.",
                start=self.start,
                end=self.end,
                precision=self.precision,
            )
            raise InvalidValueError("date-precision", message, said("Use the precision of a day."))

    @classmethod
    def parse(cls, text: str) -> DateSpan:
        """Read the ISO 8601 form: one date, or two of equal precision joined by ``/``.

        Raises:
            InvalidValueError: The text is no such interval, or its end is before its start.
        """
        first, slash, last = text.partition("/")
        start, end, precision = _partial(first, text)
        if last == _OPEN:
            return cls(start, date.max, precision, open=True)
        if slash:
            last_start, end, last_precision = _partial(last, text)
            if last_precision is not precision:
                message = said(
                    "{text!r} mixes a {precision} with a {last_precision}.",
                    text=text,
                    precision=precision,
                    last_precision=last_precision,
                )
                hint = said("Give both ends in the same precision.")
                raise InvalidValueError("date-precision", message, hint)
            refuse_backwards(start, last_start)
        return cls(start, end, precision)

    def __str__(self) -> str:
        """The ISO 8601 form; one date where both ends share it."""
        length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[self.precision]
        first, last = self.start.isoformat()[:length], self.end.isoformat()[:length]
        if self.open:
            return f"{first}/{_OPEN}"
        return first if first == last else f"{first}/{last}"

    @property
    def known_end(self) -> date | None:
        """The last day, or nothing where the end is open."""
        return None if self.open else self.end


@attrs.frozen(order=True)
class Period(_Span):
    """A reporting period, closed at both ends.

    Args:
        start: First day.
        end: Last day.

    Raises:
        InvalidValueError: The end is before the start.

    Example:
        >>> year = Period.parse("2016-10-01/2017-09-30")
        >>> year.days, len(year.months()), [str(part) for part in year.years()]
        (365, 12, ['2016-10-01/2017-09-30'])
    """

    start: date = attrs.field(converter=_day)
    end: date = attrs.field(converter=_day)

    def __attrs_post_init__(self) -> None:
        refuse_backwards(self.start, self.end)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read an ISO 8601 interval of days, months or years.

        Raises:
            InvalidValueError: The text is no interval, or its end is before its start.
        """
        span = DateSpan.parse(text)
        refuse_open(None, None, span)
        return cls(span.start, span.end)

    def __str__(self) -> str:
        """The ISO 8601 form, always both days."""
        return f"{self.start}/{self.end}"

    def split(self, months: int, first: int | None = None) -> tuple[Period, ...]:
        """Cut the period into parts of so many months.

        The first and the last part are as short as the period makes them; the parts follow
        on each other without gap or overlap.

        Args:
            months: Length of a part.
            first: Month of the year, 1 to 12, with which a part begins: 1 for calendar years
                and quarters, 7 for a financial year from July. Parts are counted from the
                month in which the period starts where absent.

        Raises:
            InvalidValueError: The length is not positive, or there is no such month.
        """
        if months < 1 or not 1 <= (1 if first is None else first) <= 12:
            since = said(" from month {first}", first=first) if first is not None else ""
            message = said(
                "a period cannot be cut into parts of {months} months{since}.",
                months=months,
                since=since,
            )
            hint = said("Give a length of one month or more, and a month from 1 to 12.")
            raise InvalidValueError("period-parts", message, hint)
        touched = self.months()
        # How far into a part the period starts.
        done = 0 if first is None else (self.start.month - first) % 12 % months
        parts = []
        for index in range(-done, len(touched), months):
            group = touched[max(index, 0) : index + months]
            parts.append(Period(max(self.start, group[0].start), min(self.end, group[-1].end)))
        return tuple(parts)

    def quarters(self, first: int | None = None) -> tuple[Period, ...]:
        """Cut the period into quarters, as `split` does."""
        return self.split(3, first)

    def years(self, first: int | None = None) -> tuple[Period, ...]:
        """Cut the period into years, as `split` does: ``years(first=1)`` are calendar years.

        Example:
            >>> grant = Period.parse("2021-03-01/2023-02-28")
            >>> [str(year) for year in grant.years(first=1)]
            ['2021-03-01/2021-12-31', '2022-01-01/2022-12-31', '2023-01-01/2023-02-28']
        """
        return self.split(12, first)

    def elapsed(self, day: date) -> int:
        """Count the days of the period that are over at the end of a day."""
        return min(max((day - self.start + timedelta(days=1)).days, 0), self.days)


def period_from(given: Period | str) -> Period:
    """Read a period, ``2017-01/2017-03``; one that is made is taken as it is.

    Raises:
        InvalidValueError: The text is no interval, or it has no end.
    """
    return given if isinstance(given, Period) else Period.parse(given)
