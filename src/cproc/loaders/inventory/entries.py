"""An entry of an inventory: the row of a line as a record of the library."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from itertools import pairwise

import attrs

from cproc.dates import DateSpan, Month, Precision
from cproc.loaders.dates import DateText, find_dates, resolved
from cproc.loaders.inventory.headings import Heading
from cproc.loaders.inventory.parts import EDGES, brackets_of
from cproc.loaders.inventory.place_rules import PlaceRules
from cproc.loaders.inventory.places import PlaceText, places_only, read_place
from cproc.loaders.inventory.rows import Row
from cproc.loaders.inventory.words import folded, language_of
from cproc.model import Activity, ActivityStatus, LocalText, Occurrence
from cproc.model.places import Place

_FOOTNOTE_SIGNS = re.compile(r"\s*[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?=\s*$)")
_OF_SUPPLIED_COUNTRIES = frozenset(("country-supplied", "city-ambiguous"))
_STATUS_WORDS = {
    ActivityStatus.CANCELLED: ("cancelled", "canceled", "annule", "annulee", "annules", "annulees"),
    ActivityStatus.POSTPONED: ("postponed", "reporte", "reportee", "reportes", "reportees"),
}


@attrs.frozen
class Entry:
    """A row as the library keeps it.

    Args:
        row: The row.
        activity: The record; nothing where no project or no time could be read.
        doubts: Codes of what is not sure, each with what it is about.
    """

    row: Row
    activity: Activity | None
    doubts: tuple[tuple[str, str], ...]


@attrs.frozen
class _Parsed:
    title: str
    occurrences: tuple[Occurrence, ...]
    doubts: tuple[tuple[str, str], ...]
    status: ActivityStatus = ActivityStatus.HELD


def read_entry(row: Row, rules: PlaceRules, languages: tuple[str, ...]) -> Entry:
    """The record of a row.

    Args:
        row: The row.
        rules: What the office adds to the reading of places.
        languages: Those of the inventory.
    """
    parsed = _parsed(row, rules, languages)
    doubts = [*row.doubts, *_of_projects(row), *parsed.doubts]
    if row.heading is not None:
        doubts += [(code, row.heading.text) for code in row.heading.doubts]
    if len(row.lines) > 1:
        doubts.append(("joined", ", ".join(line.source for line in row.lines)))
    if not row.projects.codes or not parsed.occurrences:
        return Entry(row, None, tuple(doubts))
    listed, more = _listing(parsed.occurrences, row.heading)
    activity = Activity(
        id=_identifier(row, parsed),
        projects=row.projects.codes,
        kind=None,
        occurrences=parsed.occurrences,
        title=LocalText({language_of(parsed.title, languages): parsed.title}),
        listed_in=listed,
        status=parsed.status,
        source=row.lines[0].source,
    )
    return Entry(row, activity, (*doubts, *more))


def _of_projects(row: Row) -> list[tuple[str, str]]:
    doubts = []
    if row.projects.unknown or not row.projects.codes:
        doubts.append(("project-unknown", row.cell or row.text))
    doubts += [("project-guessed", f"{word} → {code}") for word, code in row.projects.guesses]
    return doubts


def _listing(
    occurrences: Sequence[Occurrence], heading: Heading | None
) -> tuple[Month | None, list[tuple[str, str]]]:
    """The month an entry is listed under, where that is not the month of its first day."""
    if heading is None or heading.month is None:
        return None, []
    first = min(occurrence.when.start for occurrence in occurrences)
    month = heading.month
    if Month.of(first) == month and occurrences[0].when.precision is not Precision.YEAR:
        return None, []
    touches = any(o.when.start <= month.end and month.start <= o.when.end for o in occurrences)
    return month, [("listed-in" if touches else "heading-other", heading.text)]


def _parsed(row: Row, rules: PlaceRules, languages: tuple[str, ...]) -> _Parsed:
    text = row.text
    dates = _of_line(find_dates(text, languages), text)
    status, doubts = _status(text)
    if not dates:
        return _without_date(row, rules, status, doubts)
    several = _several(text, dates, rules)
    if several is None:
        title, places, more = _one_time(text, dates, rules)
        dates = dates[-1:]
    else:
        title, places, more = several
    doubts += more
    doubts += [each for place in places for each in place.doubts]
    occurrences, more = _occurrences(dates, places, row, text)
    doubts += more
    if not any(place.supplied for each in occurrences for place in each.places):
        doubts = [each for each in doubts if each[0] not in _OF_SUPPLIED_COUNTRIES]
    if not any(place.places for place in places):
        doubts.append(("place-missing", ""))
    return _with_title(title, row, occurrences, doubts, status)


def _of_line(dates: Sequence[DateText], text: str) -> list[DateText]:
    """The dates that may say when: those with a month, else years at the end."""
    with_month = [date for date in dates if date.has_month]
    return with_month or [date for date in dates if not text[date.end :].strip(" .,;)")]


def _without_date(
    row: Row, rules: PlaceRules, status: ActivityStatus, doubts: list[tuple[str, str]]
) -> _Parsed:
    """A line without a date is of the month it is listed under, as far as anybody knows."""
    heading = row.heading
    doubts = [*doubts, ("date-missing", "")]
    place = read_place(row.text, rules)
    doubts += place.doubts
    if heading is None or heading.month is None:
        return _with_title(row.text[: place.cut], row, (), doubts, status)
    when = DateSpan.parse(str(heading.month))
    return _with_title(
        row.text[: place.cut], row, (Occurrence(when, place.places),), doubts, status
    )


def _one_time(
    text: str, dates: Sequence[DateText], rules: PlaceRules
) -> tuple[str, list[PlaceText], list[tuple[str, str]]]:
    """The title, place and doubts of a line of which the last date says when."""
    others = [("date-other", text[date.start : date.end]) for date in dates[:-1]]
    last = dates[-1]
    place, title, more = _place_of(text[: last.start], text[last.end :], rules)
    return title, [place], [*others, *more]


def _several(
    text: str, dates: Sequence[DateText], rules: PlaceRules
) -> tuple[str, list[PlaceText], list[tuple[str, str]]] | None:
    """The title, places and doubts of a line that has several times, each with its own place.

    Its places stand each before its date, or each behind it; nothing where that is not so.
    """
    if len(dates) < 2:
        return None
    between = [places_only(text[a.end : b.start], rules) for a, b in pairwise(dates)]
    whole = [place for place in between if place is not None]
    if len(whole) < len(between):
        return None
    title = text[: dates[0].start]
    doubts = [("two-times", "")]
    before = read_place(title, rules)
    if before.places:
        return title[: before.cut], [before, *whole], doubts
    last = places_only(text[dates[-1].end :], rules)
    return None if last is None else (title, [*whole, last], doubts)


def _place_of(
    title: str, behind: str, rules: PlaceRules
) -> tuple[PlaceText, str, list[tuple[str, str]]]:
    """The place before the date or behind it, and the title without it."""
    rest = behind.strip(EDGES + ".()")
    if not title.strip(EDGES):
        place = read_place(rest, rules)
        return place, rest[: place.cut], []
    after = places_only(behind, rules) if rest else None
    if after is not None:
        return after, title, []
    place, title, doubts = _place_before(title, rules)
    if not rest:
        return place, title, doubts
    return place, f"{title.rstrip(EDGES)} – {rest}", [*doubts, ("text-behind", rest)]


def _place_before(text: str, rules: PlaceRules) -> tuple[PlaceText, str, list[tuple[str, str]]]:
    """The place at the end of a text, or before brackets at its end that hold none."""
    place = read_place(text, rules)
    split = brackets_of(text)
    if place.places or split is None:
        return place, text[: place.cut], []
    before, inside = split
    place = read_place(before, rules)
    if not place.places:
        return place, text, []
    title = f"{before[: place.cut].strip(EDGES)} ({inside})"
    return place, title, [("text-behind", f"({inside})")]


def _occurrences(
    dates: Sequence[DateText], places: Sequence[PlaceText], row: Row, text: str
) -> tuple[tuple[Occurrence, ...], list[tuple[str, str]]]:
    heading = row.heading
    year = next((date.year for date in reversed(dates) if date.year), None)
    month = heading.month if heading else None
    if year is None and month is None and heading is not None:
        year = heading.year
    found, doubts = [], []
    for date, place in zip(dates, places, strict=True):
        spans, codes = resolved(date, year, month)
        printed = text[date.start : date.end].strip()
        doubts += [(code, printed) for code in codes]
        if not spans and date.year is None and year is None:
            doubts.append(("year-supplied", printed))
        found += [Occurrence(span, place.places) for span in spans]
    if len(found) > len(dates):
        doubts.append(("two-times", ""))
    return _with_country_of_others(found), doubts


def _with_country_of_others(occurrences: Sequence[Occurrence]) -> tuple[Occurrence, ...]:
    """A country that is printed once, at one of two towns, is not supplied at the other."""
    printed = {
        place.country
        for occurrence in occurrences
        for place in occurrence.places
        if "country" not in place.supplied
    }

    def shared(place: Place) -> Place:
        if place.country in printed and place.supplied == ("country",):
            return attrs.evolve(place, supplied=())
        return place

    return tuple(attrs.evolve(each, places=tuple(map(shared, each.places))) for each in occurrences)


def _status(text: str) -> tuple[ActivityStatus, list[tuple[str, str]]]:
    """Whether the line says in brackets or at its end that it was not held as listed."""
    asides = [*re.findall(r"\(([^()]{1,60})\)", text[-400:]), text[-60:].rpartition(",")[2]]
    for aside in asides:
        words = re.findall(r"[^\W\d_]+", folded(aside))
        for status, known in _STATUS_WORDS.items():
            if words and words[0] in known:
                return status, [("status", aside.strip())]
    return ActivityStatus.HELD, []


def _with_title(
    title: str,
    row: Row,
    occurrences: tuple[Occurrence, ...],
    doubts: Sequence[tuple[str, str]],
    status: ActivityStatus,
) -> _Parsed:
    cut = _FOOTNOTE_SIGNS.sub("", title.strip(EDGES).removesuffix("(")).strip(EDGES)
    if cut:
        return _Parsed(cut, occurrences, tuple(doubts), status)
    whole = row.text.strip() or row.whole.strip()
    return _Parsed(whole, occurrences, (*doubts, ("title-missing", "")), status)


def _identifier(row: Row, parsed: _Parsed) -> str:
    """Stable from the content: the month, the first words of the title, and a short hash."""
    month = min(occurrence.when.start for occurrence in parsed.occurrences).isoformat()[:7]
    words = re.findall(r"[a-z0-9]+", folded(parsed.title))
    slug = "-".join(words)[:32].strip("-")
    content = "\n".join((*row.projects.codes, folded(row.text)))
    short = hashlib.sha256(content.encode()).hexdigest()[:6]
    return "-".join(part for part in (month, slug, short) if part)
