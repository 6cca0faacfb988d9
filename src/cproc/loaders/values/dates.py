"""Days, months and quarters as people type them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import attrs

from cproc.dates import DateSpan, Precision
from cproc.errors import InvalidValueError, said
from cproc.loaders.values.reading import Read, plain, unaccented

_OTHER_MONTHS = {"sept": 9, "sep": 9, "fev": 2, "avr": 4, "jul": 7, "juil": 7, "dec": 12}
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|ers?|eres?|emes?|e)\b")
_FROM = re.compile(r"^(?:from|du|le|les|des|de|on|the|entre|between) ")
_TO = re.compile(r"\s+(?:to|au|until|till|a|bis)\s+")
_OF = re.compile(r"(?<=\d) (?:of|de) (?=[a-z])")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?")
_DAY_NAMED = re.compile(r"(?:(\d{1,2})[ .-]*)?([a-z]+)[ .,-]*(\d{4}|'?\d{2})?")
_NAMED_DAY = re.compile(r"([a-z]+)[ .]*(\d{1,2})(?:,? (\d{4}))?")
_PART = re.compile(r"([qthSs])(?:uarter|rimestre|emestre)? ?([1-4])[ /,.-]*(\d{4})?", re.IGNORECASE)
_PART_AFTER = re.compile(r"([1-4])[ .]*(q)uarter ?(\d{4})?|([1-4])[ .]*(t)rimestre ?(\d{4})?")
_DAY_MONTH = re.compile(r"(\d{1,2})[./](\d{1,2})\.?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[./](\d{4})")
_SEVERAL = re.compile(r"\s*(?:[;,&+]|\band\b|\bet\b)\s*")
_MONTHS_OF = {"q": 3, "t": 3, "h": 6, "s": 6}
_SERIALS = range(20_000, 80_000)  # days of 1954 to 2119
MOST_CHARACTERS = 200


@attrs.frozen
class DateForm:
    """How an office writes dates.

    Args:
        order: ``day`` or ``month``: which stands first in 3/4/2025. Empty where nobody says, so
            that only dates are read in which it cannot be mistaken.
        year: Year of dates without one.
        century: First year of the hundred that years of two digits are of, such as 2000.
    """

    order: str = ""
    year: int | None = None
    century: int | None = None


@attrs.frozen
class _Part:
    """One end of a span, as far as it is written."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    months: int = 1
    doubt: str = ""


_AMBIGUOUS = said("it is not said whether the day or the month stands first.")
_UNKNOWN = said("this is no date in a known form.")


@cache
def months_by_name() -> dict[str, int]:
    """The numbers of months by their names and abbreviations, in English and French."""
    from babel.dates import get_month_names  # noqa: PLC0415 - keeps other commands light

    names = dict(_OTHER_MONTHS)
    for language in ("fr", "en"):
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                names[unaccented(str(name)).strip(". ")] = number
    return names


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


def _of_number(value: int | Decimal, since_1904: bool) -> Read:
    if value == int(value) and 1900 <= value <= 2100:
        return Read(f"{int(value)}")
    if int(value) in _SERIALS:
        first = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
        day = first + timedelta(int(value))
        return Read(doubt=said("this is a number, not a date."), guess=day.isoformat())
    return Read(doubt=_UNKNOWN)


def _of_text(value: str, form: DateForm) -> Read:
    try:
        return Read(str(DateSpan.parse(value.strip())))
    except InvalidValueError:
        text = unaccented(plain(value))
    if len(text) > MOST_CHARACTERS:
        return Read(doubt=_UNKNOWN)
    text = _OF.sub(" ", _ORDINAL.sub(r"\1", _TO.sub("-", _FROM.sub("", text))))
    whole = _span(text, form, _Part())
    if whole is not None:
        return whole
    pieces = [piece for piece in _SEVERAL.split(text) if piece]
    if len(pieces) < 2:
        return Read(doubt=_UNKNOWN)
    return _several(pieces, form)


def _several(pieces: list[str], form: DateForm) -> Read:
    """Spans in a row, each with the month and year of the one after it where it has none."""
    reads: list[Read] = []
    after = _Part()
    for piece in reversed(pieces):
        read = _span(piece, form, after)
        if read is None:
            return Read(doubt=_UNKNOWN)
        reads.insert(0, read)
        after = _end(piece, form, after)
    guess = " | ".join(read.guess or str(read.value) for read in reads)
    if doubt := next((read.doubt for read in reads if read.doubt), None):
        return Read(doubt=doubt, guess=guess)
    return Read(guess)


def _end(piece: str, form: DateForm, after: _Part) -> _Part:
    first = next((part for _, part in _ends(piece, form)), None) or after
    return attrs.evolve(first, month=first.month or after.month, year=first.year or after.year)


def _ends(text: str, form: DateForm) -> Iterator[tuple[_Part, _Part]]:
    """The ends that a text may be read as: one date, or two with a dash between."""
    if one := _part(text, form):
        yield one, one
    dashes = [match.start() for match in re.finditer("-", text)]
    # A dash with blanks around it parts two dates sooner than one within a date.
    dashes.sort(key=lambda at: text[at - 1 : at] != " ")
    for at in dashes:
        first, last = _part(text[:at].strip(), form), _part(text[at + 1 :].strip(), form)
        if first and last:
            yield first, last


def _span(text: str, form: DateForm, after: _Part) -> Read | None:
    ends = next(_ends(text, form), None)
    if ends is None:
        return None
    first, last = ends
    last_year = last.year or after.year or form.year
    last = attrs.evolve(last, month=last.month or after.month, year=last_year)
    first_year = first.year or last_year
    first = attrs.evolve(first, month=first.month or last.month, year=first_year)
    if last_year is None:
        return Read(doubt=said("the year is not given."))
    doubt = first.doubt or last.doubt
    try:
        span = str(_joined(first, last))
    except (InvalidValueError, ValueError) as error:
        is_order = isinstance(error, InvalidValueError) and error.code == "date-order"
        if is_order and ends[0].month and ends[0].year is None and first_year is not None:
            try:
                earlier = _joined(attrs.evolve(first, year=first_year - 1), last)
            except (InvalidValueError, ValueError):
                return Read(doubt=_UNKNOWN)
            return Read(doubt=said("the end is before the start."), guess=str(earlier))
        message = said("the end is before the start.") if is_order else _UNKNOWN
        return Read(doubt=doubt or message)
    return Read(doubt=doubt, guess=span) if doubt else Read(span)


def _joined(first: _Part, last: _Part) -> DateSpan:
    start_year, end_year = first.year or 0, last.year or 0
    if first.day and last.day and first.month and last.month:
        start = date(start_year, first.month, first.day)
        return DateSpan(start, date(end_year, last.month, last.day))
    if first.day or last.day:
        raise ValueError("a day and no day")
    if first.month and last.month:
        end_month = last.month + last.months - 1
        following = date(end_year + end_month // 12, end_month % 12 + 1, 1)
        start = date(start_year, first.month, 1)
        return DateSpan(start, following - timedelta(1), Precision.MONTH)
    return DateSpan(date(start_year, 1, 1), date(end_year, 12, 31), Precision.YEAR)


def _part(text: str, form: DateForm) -> _Part | None:
    """A date, or as much of one as stands in a text; None where it is none."""
    if match := _ISO.fullmatch(text):
        return _Part(int(match[4]) if match[4] else None, int(match[3]), int(match[1]))
    if match := _NUMERIC.fullmatch(text):
        return _ordered(int(match[1]), int(match[3]), match[4], form)
    if match := _MONTH_YEAR.fullmatch(text):
        return _Part(None, int(match[1]), int(match[2])) if int(match[1]) <= 12 else None
    if match := _DAY_MONTH.fullmatch(text):
        return _ordered(int(match[1]), int(match[2]), None, form)
    if match := re.fullmatch(r"(\d{4})|(\d{1,2})\.?", text):
        return _Part(year=int(match[1])) if match[1] else _Part(int(match[2]))
    return _named(text, form)


def _named(text: str, form: DateForm) -> _Part | None:
    if match := _PART.fullmatch(text):
        months, number = _MONTHS_OF[match[1].lower()], int(match[2])
        year = int(match[3]) if match[3] else None
        start = (number - 1) * months + 1
        return _Part(None, start, year, months) if start <= 12 else None
    if match := _PART_AFTER.fullmatch(text):
        number, year_text = int(match[1] or match[4]), match[3] or match[6]
        return _Part(None, (number - 1) * 3 + 1, int(year_text) if year_text else None, 3)
    months_named = months_by_name()
    match = _DAY_NAMED.fullmatch(text)
    if match and match[2] in months_named and not (match[1] is None and _short(match[3])):
        return _with_year(
            int(match[1]) if match[1] else None, months_named[match[2]], match[3], form
        )
    match = _NAMED_DAY.fullmatch(text)
    if match and match[1] in months_named:
        return _with_year(int(match[2]), months_named[match[1]], match[3], form)
    return None


def _short(year: str | None) -> bool:
    # "Mar 24" may be a day of March as well as March of a year.
    return year is not None and len(year) == 2


def _with_year(day: int | None, month: int, year: str | None, form: DateForm) -> _Part:
    if year is None:
        return _Part(day, month)
    digits = year.removeprefix("'")
    if len(digits) == 4:
        return _Part(day, month, int(digits))
    full = int(digits) + (form.century or 2000)
    doubt = "" if form.century else said("the year has two digits.")
    return _Part(day, month, full, doubt=doubt)


def _ordered(first: int, second: int, year: str | None, form: DateForm) -> _Part | None:
    """Day and month of two numbers, in the order that is said, or the only one they can have."""
    day, month, doubt = first, second, ""
    if form.order == "month" or (not form.order and second > 12):
        day, month = second, first
    elif not form.order and first <= 12 and first != second:
        doubt = _AMBIGUOUS
    if month > 12 >= day:
        day, month = month, day
        doubt = said("day and month do not stand in the order that is said.")
    if not 1 <= month <= 12:
        return None
    part = _with_year(day, month, year, form)
    return attrs.evolve(part, doubt=doubt or part.doubt)
