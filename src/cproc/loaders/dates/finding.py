"""Dates as people write them in a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import attrs

from cproc.loaders.dates.points import LIST, RANGE, START, DateText, Point
from cproc.loaders.dates.tokens import Token, tokens_of
from cproc.loaders.dates.words import OPEN_WORDS, ROUGH_WORDS
from cproc.loaders.reading import unaccented

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_MOST_DAYS = 31
_BEGINNINGS = frozenset(("number", "month", "iso", "dmy", "my", "dm", "part"))
_MONTHS_OF = {"quarter": 3, "trimestre": 3, "semestre": 6, "q": 3, "t": 3, "h": 6, "s": 6}


@lru_cache(maxsize=16_384)  # asked several times of each line
def find_dates(
    text: str, languages: tuple[str, ...], order: str = "", *, alone: bool = False
) -> tuple[DateText, ...]:
    """Every date of a text, in order.

    Args:
        text: One line, or a cell.
        languages: Those its months may be named in.
        order: ``day`` or ``month``: which stands first in 3/4/2025, where that is known.
        alone: Whether the text is dates and nothing else, so that years need no comma in front.

    Example:
        >>> text = "Rome, 30 mai – 2 juin 2017"
        >>> [text[date.start : date.end] for date in find_dates(text, ("fr",))]
        ['30 mai – 2 juin 2017']
    """
    reader = _Reader(tokens_of(text, languages), order, alone)
    found, index = [], 0
    while index < len(reader.tokens):
        at = reader.expression(index)
        if at is None:
            index += 1
        else:
            index, date_text = at
            found.append(date_text)
    return tuple(found)


def _is_year(token: Token) -> bool:
    return (
        token.kind == "number"
        and len(token.text) == 4
        and token.text.isdigit()
        and _FIRST_YEAR <= token.number <= _LAST_YEAR
    )


@attrs.frozen
class _Reader:
    """Reads dates from tokens; each method takes an index and gives that behind what it read."""

    tokens: Sequence[Token]
    order: str
    alone: bool

    def kind(self, index: int) -> str:
        """The kind of a token; empty before the first and behind the last."""
        return self.tokens[index].kind if 0 <= index < len(self.tokens) else ""

    def _is_day(self, index: int) -> bool:
        if self.kind(index) != "number":
            return False
        token = self.tokens[index]
        return 1 <= token.number <= 31 and len(token.text.rstrip("erèstndh°ºᵉʳ")) <= 2

    def _skip(self, index: int, *kinds: str) -> int:
        while self.kind(index) in kinds:
            index += 1
        return index

    def expression(self, index: int) -> tuple[int, DateText] | None:
        """A date that begins at a token: units joined by words and signs."""
        if self.kind(index) not in _BEGINNINGS or (unit := self._unit(index)) is None:
            return None
        first, between = index, self._behind(index, "between")
        end, points, doubts = unit
        points, doubts = list(points), list(doubts)
        while (joined := self._joined(end, between=between, points=points)) is not None:
            end, more, also = joined
            points += more
            doubts += also
        if self.alone:
            return end, self._finished(first, end, points, doubts)
        if not any(p.day or p.year for p in points) and not self._stands_alone(first, end):
            return None
        if all(p.month is None for p in points) and not self._ends_line(first, end):
            return None
        return end, self._finished(first, end, points, doubts)

    def _behind(self, index: int, kind: str) -> bool:
        """Whether a word stands before a token, blanks of grammar set aside."""
        index -= 1
        while self.kind(index) in ("leading", "weekday"):
            index -= 1
        return self.kind(index) == kind

    def _finished(self, first: int, end: int, points: list[Point], doubts: list[str]) -> DateText:
        start = first
        while self.kind(start - 1) in ("leading", "weekday", "between"):
            start -= 1
        if self.kind(start - 1) == "mark" and self.tokens[start - 1].text in "'’":
            start = first
        if self.kind(first) == "month" and self.kind(start - 1) == "number":
            # A day that is none, such as 32, is part of what is printed.
            doubts.append("date-impossible")
            start -= 1
        before = [unaccented(token.text) for token in self.tokens[max(start - 2, 0) : start]]
        if before and (
            before[-1] in ROUGH_WORDS or (before[-1] == "-" and before[0] in ROUGH_WORDS)
        ):
            doubts.append("date-rough")
            start -= 1 if before[-1] in ROUGH_WORDS else 2
        if any(word in OPEN_WORDS for word in before):
            doubts.append("date-open")
        tokens = self.tokens[first:end]
        language = next((token.language for token in tokens if token.language), "")
        return DateText(
            self.tokens[start].start, tokens[-1].end, tuple(points), tuple(doubts), language
        )

    def _stands_alone(self, first: int, end: int) -> bool:
        """Whether months without a number are a part of the line of their own, the last."""
        before = self.tokens[first - 1].text if first else ","
        return before in ",;(" and self._is_last(end)

    def _is_last(self, end: int) -> bool:
        return all(token.kind == "mark" for token in self.tokens[end:])

    def _ends_line(self, first: int, end: int) -> bool:
        """Whether years alone are at the end of the line and behind a comma."""
        while self.kind(first - 1) in ("leading", "between"):
            first -= 1
        before = self.tokens[first - 1].text if first else ","
        return before in ",;(-–—" and self._is_last(end)

    def _joined(
        self, end: int, *, between: bool, points: list[Point]
    ) -> tuple[int, list[Point], list[str]] | None:
        """The next unit, where a sign or word of a range or list leads to one."""
        kind = self.kind(end)
        comma = kind == "mark" and self.tokens[end].text in ",;"
        if kind not in ("dash", "range", "list", "slash") and not comma:
            return None
        # 'jusqu’au' is a word, a sign and a word; 'et le', 'to the' have an article.
        begin = self._skip(end + 1, "leading", "weekday", "range")
        unit = self._unit(begin)
        if unit is None:
            return None
        after, more, doubts = unit
        if comma and not (points[-1].day and points[-1].month and more[0].day and more[0].month):
            return None
        if comma and points[-1].year:
            return None
        join = LIST if (kind == "list" and not between) or comma else RANGE
        if all(p.month is None for p in (*points, *more)) and kind not in (
            "dash",
            "slash",
            "range",
        ):
            return None
        return after, [attrs.evolve(more[0], join=join), *more[1:]], doubts

    def _unit(self, index: int) -> tuple[int, list[Point], list[str]] | None:
        kind = self.kind(index)
        if kind in ("iso", "dmy", "my", "dm"):
            return self._numeric(index)
        if kind == "month":
            return self._month_first(index)
        if kind == "part":
            return self._part(index)
        if kind == "number":
            return self._days_first(index) or self._year(index) or self._part(index)
        return None

    def _year(self, index: int) -> tuple[int, list[Point], list[str]] | None:
        token = self.tokens[index]
        return (index + 1, [Point(START, token.number)], []) if _is_year(token) else None

    def _part(self, index: int) -> tuple[int, list[Point], list[str]] | None:
        """``Q1 2017``, ``S2 2017``, ``1er trimestre 2017``, ``4th quarter of 2017``."""
        after = index + 1
        name = re.sub(r"[^a-z]", "", unaccented(self.tokens[index].text))
        if self.kind(index) == "number":
            name = unaccented(self.tokens[after].text) if self.kind(after) == "word" else ""
            after += 1
        months, number = _MONTHS_OF.get(name, 0), self.tokens[index].number
        if not months or not 1 <= number <= 12 // months:
            return None
        year, end = self._year_behind(after, "slash", "dash")
        if year is None and not self.alone:
            return None
        last = number * months
        return end, [Point(START, year, last - months + 1), Point(RANGE, year, last)], []

    def _numeric(self, index: int) -> tuple[int, list[Point], list[str]] | None:
        token = self.tokens[index]
        numbers = [int(part) for part in re.split(r"[-/.]", token.text)]
        doubts: list[str] = []
        if token.kind == "iso":
            year, month, day = numbers
        elif token.kind == "my":
            month, year, day = *numbers, 0
        elif token.kind == "dm":
            if self._numeric_end(index) is None:
                return None
            day, month, doubts = self._in_order(*numbers)
            year = 0
        else:
            day, month, doubts = self._in_order(*numbers[:2])
            year = numbers[2]
        if (
            not 1 <= month <= 12
            or not day <= 31
            or (year and not _FIRST_YEAR <= year <= _LAST_YEAR)
        ):
            return None
        return index + 1, [Point(START, year or None, month, day or None)], doubts

    def _in_order(self, first: int, second: int) -> tuple[int, int, list[str]]:
        """Day and month of two numbers, in the order that is known, or the only one."""
        day, month = (second, first) if self.order == "month" else (first, second)
        if month > 12 >= day:
            return month, day, ["date-order"] if self.order else []
        unsure = not self.order and day <= 12 and day != month
        return day, month, ["date-order"] if unsure else []

    def _numeric_end(self, index: int) -> int | None:
        """Where a day and month without a year lead to a whole date: ``3.10-5.10.2016``."""
        after = index + 1
        if self.kind(after) in ("dash", "range", "list") and self.kind(after + 1) == "dmy":
            return after + 1
        return None

    def _day_list(self, index: int) -> tuple[int, list[Point]]:
        """Days in a row: ``3``, ``3-5``, ``3, 4 et 5``, ``from 3 to 5``."""
        points = [Point(START, day=self.tokens[index].number)]
        index += 1
        for _ in range(_MOST_DAYS):
            kind = self.kind(index)
            comma = kind == "mark" and self.tokens[index].text == ","
            if kind not in ("dash", "range", "list", "slash") and not comma:
                break
            after = self._skip(
                index + 1, "leading", "weekday", "range", *(["list"] if comma else [])
            )
            if not self._is_day(after):
                break
            join = LIST if comma or kind == "list" else RANGE
            points.append(Point(join, day=self.tokens[after].number))
            index = after + 1
        return index, points

    def _days_first(self, index: int) -> tuple[int, list[Point], list[str]] | None:
        if not self._is_day(index) or self.kind(index - 1) == "slash":
            return None
        end, points = self._day_list(index)
        if self.kind(index - 1) in ("word", "month") and self._has_comma(index, end):
            # 'Phase 2, 3-5 mai': the number behind a word is of that word.
            return None
        end = self._skip(end, "leading", "weekday")
        if self.kind(end) == "dmy" and self.kind(end - 1) == "dash":
            return None
        if self.kind(end) != "month":
            return self._before_numeric(index)
        month = self.tokens[end].number
        end = self._dotted(end)
        year, end = self._year_behind(end)
        if self._behind(index, "between"):
            points = [attrs.evolve(p, join=RANGE if p.join == LIST else p.join) for p in points]
        return end, [attrs.evolve(p, month=month, year=year) for p in points], []

    def _has_comma(self, first: int, end: int) -> bool:
        return any(token.text == "," for token in self.tokens[first:end])

    def _before_numeric(self, index: int) -> tuple[int, list[Point], list[str]] | None:
        """A day before a whole date in numbers: ``03-05/10/2016``."""
        if self.kind(index + 1) not in ("dash", "range", "list") or self.kind(index + 2) != "dmy":
            return None
        whole = self._numeric(index + 2)
        if whole is None:
            return None
        end, (last,), doubts = whole
        join = LIST if self.kind(index + 1) == "list" else RANGE
        first = attrs.evolve(last, day=self.tokens[index].number)
        return end, [first, attrs.evolve(last, join=join)], doubts

    def _dotted(self, index: int) -> int:
        """Behind a month and the point of its abbreviation."""
        index += 1
        return index + 1 if self.kind(index) == "mark" and self.tokens[index].text == "." else index

    def _year_behind(self, index: int, *signs: str) -> tuple[int | None, int]:
        after = self._skip(index, "leading", *signs)
        if self.kind(index) == "mark" and self.tokens[index].text == ",":
            after = index + 1
        if self.kind(after) == "number" and _is_year(self.tokens[after]):
            return self.tokens[after].number, after + 1
        return None, index

    def _month_first(self, index: int) -> tuple[int, list[Point], list[str]]:
        month = self.tokens[index].number
        end = self._dotted(index)
        points = [Point(START)]
        if self._is_day(end):
            days_end, points = self._day_list(end)
            # 'May 30 – 2 June': the last day is of the month behind it.
            if self.kind(self._skip(days_end, "leading")) == "month" and len(points) > 1:
                points = points[:-1]
                days_end = self._before_last_day(days_end)
            end = days_end
        year, end = self._year_behind(end)
        return end, [attrs.evolve(p, month=month, year=year) for p in points], []

    def _before_last_day(self, end: int) -> int:
        end -= 1
        while self.kind(end - 1) != "number":
            end -= 1
        return end
