"""Headings of an inventory: the month that the lines below are listed under."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from cproc.dates import Month
from cproc.loaders.dates import DateText, find_dates
from cproc.loaders.inventory.words import folded

_HEADING_WORDS = frozenset(
    "mois de d du of month the for en in suite cont continued activites activities inventaire"
    " inventory 's".split()
)
_LONGEST = 80  # characters of a heading


@attrs.frozen
class Heading:
    """The month a part of the inventory is listed under.

    Args:
        month: Absent where the heading names a year or several months.
        year: The year, printed or supplied.
        doubts: Codes of what is not sure about it.
        text: As it is printed.
    """

    month: Month | None
    year: int | None
    text: str
    doubts: tuple[str, ...] = ()


def heading_of(
    text: str,
    languages: tuple[str, ...],
    before: Heading | None = None,
    months: Sequence[Month] = (),
) -> Heading | None:
    """The heading that a line is; nothing where it has more than a month or year.

    Args:
        text: The line.
        languages: Those its month may be named in.
        before: The heading before it, whose year goes on.
        months: Those of the period, one of which gives the year.

    Example:
        >>> heading_of("OCTOBRE 2016", ("fr",)).month
        Month(year=2016, month=10)
    """
    if len(text) > _LONGEST:
        return None
    dates = find_dates(text, languages)
    if len(dates) != 1 or dates[0].has_day or "date-open" in dates[0].doubts:
        return _bare_month(text, languages, before, months)
    date = dates[0]
    rest = re.findall(r"[^\W\d_]+|\d+", folded(f"{text[: date.start]} {text[date.end :]}"))
    if any(word not in _HEADING_WORDS for word in rest):
        return None
    return _of_date(date, text, before, months)


def _bare_month(
    text: str, languages: tuple[str, ...], before: Heading | None, months: Sequence[Month]
) -> Heading | None:
    """A month alone, also in brackets or with the words of a heading."""
    words = [w for w in re.findall(r"[^\W\d_]+", folded(text)) if w not in _HEADING_WORDS]
    if len(words) != 1 or re.search(r"\d", text):
        return None
    dates = find_dates(words[0], languages)
    return _of_date(dates[0], text, before, months) if dates else None


def _of_date(date: DateText, text: str, before: Heading | None, period: Sequence[Month]) -> Heading:
    numbers = {point.month for point in date.points if point.month}
    number = numbers.pop() if len(numbers) == 1 else None
    if date.year is not None or number is None:
        return Heading(Month(date.year, number) if date.year and number else None, date.year, text)
    year = _likely_year(number, before, period)
    month = Month(year, number) if year is not None else None
    return Heading(month, year, text, ("heading-year",))


def _likely_year(number: int, before: Heading | None, period: Sequence[Month]) -> int | None:
    """The year of a heading that has none: of the period, or that of the heading before."""
    fitting = [month.year for month in period if month.month == number]
    if len(fitting) == 1:
        return fitting[0]
    if before is None or before.year is None:
        return fitting[0] if fitting else None
    turned = before.month is not None and number < before.month.month
    return before.year + turned
