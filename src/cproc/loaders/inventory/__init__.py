"""Reads an inventory of activities as offices write it, from text or the tables of a Word file.

An inventory has a line for each activity, under headings of months: a cell with its projects, a
tab, then title, place and dates. What a line does not print is supplied only where it is marked,
and all that is not sure is reported as a `Problem` with the line, its text and the best guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from cproc.dates import Period
from cproc.errors import DataError, Problem, Severity
from cproc.loaders.faults import fault
from cproc.loaders.inventory.doubts import doubt, is_told, told_left_out
from cproc.loaders.inventory.entries import Entry, read_entry
from cproc.loaders.inventory.lines import Line, lines_of
from cproc.loaders.inventory.place_rules import PlaceRules
from cproc.loaders.inventory.projects import ProjectNames
from cproc.loaders.inventory.rows import LeftOut, Row, assembled
from cproc.model import Activity, LocalText, Place, Portfolio
from cproc.serialize.capping import capped

__all__ = ["Entry", "Inventory", "LeftOut", "Line", "Row", "lines_of", "read_inventory"]

MOST_LINES = 8_000
"""Lines of an inventory, of which an office fills some hundreds a year."""


@attrs.frozen
class Inventory:
    """What an inventory says.

    Args:
        entries: Every entry, in order, with its lines; those that could not be read have no
            activity.
        left_out: Every other line that is not empty, with the reason.
        problems: What is not sure, in order; at most 100 of a rule, the rest is counted.
    """

    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]
    problems: tuple[Problem, ...]

    @property
    def activities(self) -> tuple[Activity, ...]:
        """The activities that could be read."""
        return tuple(entry.activity for entry in self.entries if entry.activity is not None)

    @property
    def unread(self) -> tuple[Entry, ...]:
        """The entries of which no activity could be made: no project, or no time."""
        return tuple(entry for entry in self.entries if entry.activity is None)


def read_inventory(
    source: str | Sequence[Line],
    office: Portfolio,
    *,
    languages: tuple[str, ...] = ("fr", "en"),
    aliases: Mapping[str, str] | None = None,
    period: Period | None = None,
    file: str = "",
) -> Inventory:
    r"""Read an inventory of activities.

    Args:
        source: Its text, or lines that `lines_of` or a reader of another format gives.
        office: The portfolio whose projects, regions, cities and designations it names.
        languages: CLDR languages of its months and countries; a title of which nothing says
            the language is of the first.
        aliases: Further names of projects, each with the code.
        period: Gives the year of headings that print none.
        file: Its name, for messages.

    Returns:
        The activities, what was left out, and what is not sure. Each line that is not empty is in
        one of the entries or left out.

    Raises:
        DataError: It has more than 8,000 lines.
        MissingExtraError: The package with the cities is not installed.

    Example:
        >>> from cproc.testing import make_portfolio
        >>> office = make_portfolio(activities=1)
        >>> code = office.projects[0].code
        >>> text = f"May 2017\n{code}\tVisit to the court, Rome, Italy, 3-4 May 2017"
        >>> (visit,) = read_inventory(text, office, languages=("en",)).activities
        >>> str(visit.when), visit.places[0].city, visit.places[0].country, str(visit.title)
        ('2017-05-03/2017-05-04', 'Rome', 'IT', 'Visit to the court')
    """
    lines = lines_of(source) if isinstance(source, str) else source
    if len(lines) > MOST_LINES:
        long = fault("inventory-long", file=file, count=len(lines), most=MOST_LINES)
        raise DataError([long])
    names = ProjectNames.of(office.projects, aliases or {})
    rules = PlaceRules.of(office, languages)
    rows, left_out = assembled(lines, names, languages, period.months() if period else ())
    entries = _with_own_ids(read_entry(row, rules, languages) for row in rows)
    problems = [problem for entry in entries for problem in _told(entry, file)]
    problems += told_left_out(left_out, file)
    order = {line.where: index for index, line in enumerate(lines)}
    problems.sort(key=lambda problem: order[problem.cell])
    return Inventory(entries, left_out, tuple(capped(problems)))


def _with_own_ids(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries with an identifier each; of equal ones the second has a number behind it."""
    counts: Counter[str] = Counter()
    unique: list[Entry] = []
    for entry in entries:
        identifier = entry.activity.id if entry.activity else ""
        counts[identifier] += 1
        again = counts[identifier] > 1
        unique.append(_numbered(entry, counts[identifier]) if identifier and again else entry)
    return tuple(unique)


def _numbered(entry: Entry, number: int) -> Entry:
    if entry.activity is None:
        return entry
    own = attrs.evolve(entry.activity, id=f"{entry.activity.id}-{number}")
    return Entry(entry.row, own, (*entry.doubts, ("line-twice", "")))


def _told(entry: Entry, file: str) -> list[Problem]:
    """The doubts of an entry, each with its text and what it was read as."""
    guess = guess_of(entry.activity) if entry.activity else ""
    grave = Severity.ERROR if entry.activity is None else None
    return [
        doubt(code, about, entry.row, guess, file=file, severity=grave if code in _FATAL else None)
        for code, about in dict.fromkeys(entry.doubts)
        if is_told(code)
    ]


_FATAL = ("project-unknown", "date-missing", "date-impossible", "year-supplied")


def guess_of(activity: Activity) -> str:
    """What an entry was read as, on one line: times, places, projects, title.

    Args:
        activity: The record.
    """
    when = " | ".join(str(each.when) for each in activity.occurrences)
    where = "; ".join(map(_place_text, activity.places)) or "–"
    title: LocalText = activity.title
    return f"{when} · {where} · {', '.join(activity.projects)} · {title}"


def _place_text(place: Place) -> str:
    data: dict[str, Any] = attrs.asdict(place)
    parts = [data[name] for name in ("venue", "city", "subdivision", "region", "country")]
    return ", ".join(part for part in parts if part)
