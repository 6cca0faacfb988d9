"""The rows a unit falls under, worked out once for all units that look alike.

A breakdown's keys look at parts of a record (`cproc.figures.keys.Aspect`). The keys of one part
make a facet. A facet gives each unit a *signature*, the little of it that its keys depend
on, and each signature its *choices*: the values of the keys, with weights. Few of a million
records differ in their signatures, so that records are only counted and sorted by
signature, and weights are exact integers at no cost worth the name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from itertools import product
from math import lcm
from typing import Any

import attrs

from cproc.dates import Month, Period
from cproc.figures.keys import Aspect, Key, Read, Subject, reader
from cproc.figures.periods import reporting_period
from cproc.figures.results import MonthRule
from cproc.figures.units import Units
from cproc.model import Portfolio

Part = tuple[tuple[Any, ...], int | Fraction]
"""What the keys make of a part of a unit, and its weight beside those of the others."""


@attrs.frozen
class Choices:
    """The values a signature stands for.

    Args:
        values: Each combination of the keys' values, once.
        weights: The weight of each, a whole number.
        whole: What the weights add up to.
    """

    values: tuple[tuple[Any, ...], ...]
    weights: tuple[int, ...]
    whole: int


class Facet:
    """Keys that look at one part of a record; here at the record itself."""

    def __init__(self, name: Any, reads: Sequence[tuple[Read, bool]]) -> None:
        """Keep the functions that give the values, and whether each gives many."""
        self.name = name
        self._reads = reads
        self._known: dict[Any, Choices] = {}

    def column(self, units: Units) -> list[Any]:
        """The signature of each unit."""
        return units.column(self.name, lambda: self._column(units))

    def choices(self, signature: Any) -> Choices:
        """The values a signature stands for."""
        found = self._known.get(signature)
        if found is None:
            found = self._known[signature] = self._choices(signature)
        return found

    def _choices(self, signature: Any) -> Choices:
        parts = list(self._parts(signature))
        if len(parts) == 1 and not any(many for _read, many in self._reads):
            return Choices((tuple(parts[0][0]),), (1,), 1)
        weights: dict[tuple[Any, ...], int | Fraction] = {}
        for values, weight in parts:
            spread = [
                (tuple(value) or (None,)) if many else (value,)
                for value, (_read, many) in zip(values, self._reads, strict=True)
            ]
            combinations = list(product(*spread))
            part = weight if len(combinations) == 1 else Fraction(weight) / len(combinations)
            for made in combinations:
                weights[made] = weights.get(made, 0) + part
        common = lcm(*(weight.denominator for weight in weights.values()))
        whole = [int(weight * common) for weight in weights.values()]
        return Choices(tuple(weights), tuple(whole), sum(whole))

    def _read(self, part: Any) -> tuple[Any, ...]:
        """What each key makes of a part; of no part, nothing."""
        return tuple(
            (() if many else None) if part is None else read(part) for read, many in self._reads
        )

    def _column(self, units: Units) -> list[Any]:
        read = self._reads[0][0] if len(self._reads) == 1 else self._read
        return list(map(read, units.owners))

    def _parts(self, signature: Any) -> Iterable[Part]:
        """The parts of a unit, as what the keys make of each, and how they weigh."""
        values = (signature,) if len(self._reads) == 1 else signature
        return ((values, 1),)


class _Partners(Facet):
    def _column(self, units: Units) -> list[Any]:
        return units.partners

    def _parts(self, signature: Any) -> Iterable[Part]:
        ids = signature or (None,)
        return ((self._read(id_), 1) for id_ in ids)


class _Projects(Facet):
    def _column(self, units: Units) -> list[Any]:
        return units.projects

    def _parts(self, signature: Any) -> Iterable[Part]:
        return (
            (self._read(made[0]), Fraction(made[1]))
            if isinstance(made, tuple)
            else (self._read(made), 1)
            for made in signature or (None,)
        )


class _SharedProjects(_Projects):
    def _column(self, units: Units) -> list[Any]:
        return units.shared


class _Places(Facet):
    def _column(self, units: Units) -> list[Any]:
        read = self._reads[0][0] if len(self._reads) == 1 else self._read
        return [
            (tuple(map(read, times[0])),)
            if len(times) == 1
            else tuple([tuple(map(read, places)) for places in times])
            for times in units.places
        ]

    def _parts(self, signature: Any) -> Iterable[Part]:
        one = len(self._reads) == 1
        nowhere = self._read(None)
        times = signature or ((),)
        for places in times:
            found = [(value,) for value in places] if one else places
            for values in found or (nowhere,):
                yield values, 1 if len(times) == 1 else Fraction(1, max(len(places), 1))


class _Days(Facet):
    """Keys of time, where a unit belongs to the month of one day."""

    def __init__(self, name: Any, reads: Sequence[tuple[Read, bool]], months: MonthRule) -> None:
        super().__init__(name, reads)
        self._months = months

    def column(self, units: Units) -> list[Any]:
        return units.column(self._months, lambda: units.first_days(self._months))

    def _parts(self, signature: Any) -> Iterable[Part]:
        return ((self._read(signature), 1),)


class _Spans(Facet):
    """Keys of time, where a unit belongs to every month it is in progress."""

    def __init__(
        self, name: Any, reads: Sequence[tuple[Read, bool]], by_day: bool, period: Period
    ) -> None:
        super().__init__(name, reads)
        self._by_day = by_day
        self._pieces = cache(lambda start, end: _pieces(start, end, period))

    def _column(self, units: Units) -> list[Any]:
        return units.days

    def _parts(self, signature: Any) -> Iterable[Part]:
        days: dict[date, int] = {}
        for start, end in signature:
            for first, length in self._pieces(start, end):
                days[first] = days.get(first, 0) + length
        if not days:
            return ((self._read(None), 1),)
        if self._by_day:
            return ((self._read(day), length) for day, length in days.items())
        pieces = Counter((day.year, day.month) for day in days)
        return ((self._read(day), Fraction(1, pieces[day.year, day.month])) for day in days)


def _pieces(start: date, end: date, period: Period) -> tuple[tuple[date, int], ...]:
    """Cut days into months, and these where a reporting period begins in the middle of one.

    Each piece is told by a day that all spans give alike, and the number of its days.
    """
    month, last = Month.of(start), Month.of(end)
    found: list[tuple[date, int]] = []
    while True:
        edges = _edges(month, period)
        for first, behind in zip(edges, (*edges[1:], None), strict=True):
            final = month.end if behind is None else date.fromordinal(behind.toordinal() - 1)
            low, high = max(first, start), min(final, end)
            if low <= high:
                found.append((first, (high - low).days + 1))
        if month == last:
            return tuple(found)
        month = month.next()


@lru_cache(maxsize=4096)
def _edges(month: Month, period: Period) -> tuple[date, ...]:
    """The days of a month on which it or a reporting period begins."""
    days = [month.start]
    found = reporting_period(month.start, period)
    while found.end < month.end:
        days.append(date.fromordinal(found.end.toordinal() + 1))
        found = reporting_period(days[-1], period)
    return tuple(days)


def facets(
    portfolio: Portfolio,
    subject: Subject,
    keys: Sequence[Key],
    months: MonthRule,
    by_share: bool,
) -> Iterator[tuple[Facet, tuple[Key, ...]]]:
    """The facets of keys, in the order of their first key, with the keys of each.

    Raises:
        InvalidValueError: The records do not have one of the keys.
    """
    by_part: dict[Aspect, list[Key]] = {}
    for key in keys:
        by_part.setdefault(reader(key, subject).part, []).append(key)
    for part, group in by_part.items():
        found = [reader(key, subject) for key in group]
        reads = [(how.bind(portfolio), how.many) for how in found]
        depends = {Aspect.TIME: months, Aspect.PROJECT: by_share}
        name = (part, tuple(group), depends.get(part))
        if part is Aspect.TIME:
            yield _of_time(name, reads, months, portfolio.period), tuple(group)
            continue
        kinds: dict[Aspect, type[Facet]] = {
            Aspect.PLACE: _Places,
            Aspect.PARTNER: _Partners,
            Aspect.PROJECT: _SharedProjects if by_share else _Projects,
        }
        yield kinds.get(part, Facet)(name, reads), tuple(group)


def _of_time(
    name: Any, reads: Sequence[tuple[Read, bool]], months: MonthRule, period: Period
) -> Facet:
    if months in {MonthRule.IN_PROGRESS, MonthRule.PRO_RATA}:
        return _Spans(name, reads, months is MonthRule.PRO_RATA, period)
    return _Days(name, reads, months)
