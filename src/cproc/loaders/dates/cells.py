"""Days, months and quarters as people type them into cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs

from cproc.dates import DateSpan
from cproc.errors import InvalidValueError, said
from cproc.labels import languages
from cproc.loaders.dates.finding import find_dates
from cproc.loaders.dates.points import DateText
from cproc.loaders.dates.spans import resolved
from cproc.loaders.reading import Read, plain

_OF_ENDS = r"(?= *(?:$|[-,&]|(?:and|et|to|au)\b))"
_AS_READ = (
    (re.compile(r" ?[;+]"), ","),
    (re.compile(r"(?<=\d)\.(?= *(?:-|$|[^\W\d]))"), " "),  # 12.-14.3.2025, 12. Feb
    (re.compile(r"(?<![\d-])(\d{4})-(0[1-9]|1[0-2])(?![\d-])"), r"\2/\1"),
    (re.compile(r"(\d(?:st|nd|rd|th|er)?)-(?=[^\W\d]{3})"), r"\1 "),  # 10-Feb
    (re.compile(r"(?<=[^\W\d]{3})\.?-(?=\d{4})"), " "),  # Feb-2025
)
"""Ways of writing in cells that lines of text have not, and what is read for them."""
_SHORT_YEARS = (
    re.compile(r"(?<![\d./-])(\d{1,2}([./-])\d{1,2}\2)(?P<year>\d{2})(?![\w./-])"),
    re.compile(rf"(\b\d{{1,2}}[ .]*[^\W\d]{{3,}}[ .-]*)(?P<mark>'?)(?P<year>\d{{2}}){_OF_ENDS}"),
    re.compile(rf"(\b[^\W\d]{{3,}}[ .,-]*)(?P<mark>')(?P<year>\d{{2}}){_OF_ENDS}"),
)
_DAY_MONTH = re.compile(r"(?<![\d./-])\d{1,2}([./])\d{1,2}$")
_SEVERAL = re.compile(r" *(?:[,&]|\band\b|\bet\b) *")
SERIALS = range(20_000, 80_000)
"""Numbers that are days of 1954 to 2119 in a workbook that counts from 1900."""
MOST_CHARACTERS = 200


@attrs.frozen
class DateForm:
    """How an office writes dates.

    Args:
        order: ``day`` or ``month``: which stands first in 3/4/2025. Empty where nobody says, so
            that only dates are read in which it cannot be mistaken.
        year: Year of dates without one.
        century: First year of the hundred that years of two digits are of, such as 2000.
        language: That of names of months, beside those that there are labels in.
    """

    order: str = ""
    year: int | None = None
    century: int | None = None
    language: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """Those that months may be named in."""
        return tuple(dict.fromkeys(filter(None, (self.language, *languages()))))


_AMBIGUOUS = said("it is not said whether the day or the month stands first.")
_UNKNOWN = said("this is no date in a known form.")
_SWAPPED = said("day and month do not stand in the order that is said.")
_DOUBTS = {"date-order": _AMBIGUOUS}
_IMPOSSIBLE = said("this is no date of the calendar, or its end is before its start.")


def read_dates(value: Any, form: DateForm, *, since_1904: bool = False) -> Read:
    """The times of a cell, as the library writes them: ``2025-02-10/2025-02-14``.

    Args:
        value: What the cell holds.
        form: How the office writes dates.
        since_1904: Whether a number is of a workbook that counts days from 1904.

    Returns:
        A text for `DateSpan.parse`; several with `` | `` between.

    Example:
        >>> form = DateForm("day")
        >>> read_dates("5.5.-9.5.2025", form).value, read_dates("Q2 2025", form).value
        ('2025-05-05/2025-05-09', '2025-04/2025-06')
        >>> read_dates("3/4/2025", DateForm()).guess
        '2025-04-03'
    """
    if isinstance(value, datetime):
        day = value.date().isoformat()
        if value.time().replace(tzinfo=None) == datetime.min.time():
            return Read(day)
        return Read(day, said("the time of day is left out."), day)
    if isinstance(value, date):
        return Read(value.isoformat())
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return _of_number(value, since_1904)
    if not isinstance(value, str):
        return Read(doubt=_UNKNOWN)
    return _of_text(value, form)


def day_of_serial(number: int, *, since_1904: bool) -> date:
    """The day that a workbook keeps as a number.

    Args:
        number: Days since the first of the workbook.
        since_1904: Whether it counts from 1904.
    """
    return (date(1904, 1, 1) if since_1904 else date(1899, 12, 30)) + timedelta(number)


def _of_number(value: int | Decimal, since_1904: bool) -> Read:
    if value == int(value) and 1900 <= value <= 2100:
        return Read(f"{int(value)}")
    if int(value) in SERIALS:
        day = day_of_serial(int(value), since_1904=since_1904)
        return Read(doubt=said("this is a number, not a date."), guess=day.isoformat())
    return Read(doubt=_UNKNOWN)


def _of_text(value: str, form: DateForm) -> Read:
    try:
        return Read(str(DateSpan.parse(value.strip())))
    except InvalidValueError:
        text = plain(value)
    if len(text) > MOST_CHARACTERS:
        return Read(doubt=_UNKNOWN)
    full = text
    for short in _SHORT_YEARS:
        full = short.sub(lambda match: f"{match[1]}{_century(form, match['year'])}", full)
    has_short_year = full != text and not form.century
    for written, read in _AS_READ:
        full = written.sub(read, full)
    if form.year and (bare := _DAY_MONTH.search(full.rstrip(" ."))):
        full = f"{full.rstrip(' .')}{bare[1]}{form.year}"
    result = _of_dates(_dates_alone(full, form), form)
    if result.value is None or not has_short_year:
        return result
    return Read(doubt=said("the year has two digits."), guess=result.value)


def _century(form: DateForm, year: str) -> int:
    return (form.century or 2000) + int(year)


def _dates_alone(text: str, form: DateForm) -> Sequence[DateText]:
    """The dates of a text that has nothing else; none where it has."""
    whole = find_dates(text, form.languages, form.order, alone=True)
    ends = [0, *(date.end for date in whole)]
    starts = [*(date.start for date in whole), len(text)]
    between = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    if not "".join((between[0], between[-1])).strip(" .") and all(
        _SEVERAL.fullmatch(each) for each in between[1:-1]
    ):
        return whole
    pieces = [piece for piece in _SEVERAL.split(text) if piece]
    read = [find_dates(piece, form.languages, form.order, alone=True) for piece in pieces]
    if len(pieces) > 1 and all(
        len(dates) == 1 and (dates[0].start, dates[0].end) == (0, len(piece))
        for dates, piece in zip(read, pieces, strict=True)
    ):
        return [dates[0] for dates in read]
    return ()


def _of_dates(dates: Sequence[DateText], form: DateForm) -> Read:
    """The spans of dates in a row, each with the year of the one after it where it has none."""
    if not any(date.points for date in dates) or not any(
        date.has_month or date.year for date in dates
    ):
        return Read(doubt=_UNKNOWN)
    texts: list[str] = []
    doubts: list[str] = []
    year = form.year
    for date_text in reversed(dates):
        year = date_text.year or year
        if year is None:
            return Read(doubt=said("the year is not given."))
        spans, codes = resolved(date_text, year)
        if not spans or "date-impossible" in codes:
            return Read(doubt=_IMPOSSIBLE)
        if "date-mixed" in codes:
            return Read(doubt=_UNKNOWN)
        texts[:0] = map(str, spans)
        doubts += (_DOUBTS.get(code, _UNKNOWN) for code in codes if code != "date-unsorted")
        years = {point.year for point in date_text.points if point.year} or {year}
        if any(span.start.year != span.end.year and len(years) == 1 for span in spans):
            doubts.append(said("the end is before the start."))
    guess = " | ".join(texts)
    if not doubts:
        return Read(guess)
    is_swapped = bool(form.order) and doubts[0] == _AMBIGUOUS
    return Read(doubt=_SWAPPED if is_swapped else doubts[0], guess=guess)
