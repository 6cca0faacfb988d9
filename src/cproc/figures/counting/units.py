"""What counts as one: units, with the parts of each that keys look at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import product, repeat
from operator import attrgetter
from typing import Any, NamedTuple

import attrs

from cproc.errors import UnknownNameError
from cproc.figures.counting.aspects import Aspect, Key, Read, Reader, Subject, reader
from cproc.figures.counting.budget import as_budgeted, lines_to_spend
from cproc.figures.counting.exchange import dated
from cproc.figures.counting.names import KeyNames
from cproc.figures.counting.periods import Between, Time, lies_in, pieces
from cproc.figures.counting.results import MonthRule, Rule
from cproc.model import (
    Activity,
    ActivityStatus,
    BudgetLine,
    BudgetVersion,
    Contribution,
    Dating,
    Month,
    Occurrence,
    Portfolio,
    Post,
    Project,
    ProjectStatus,
    Transaction,
)


@attrs.frozen
class Entry:
    """A record that a project holds, with its project.

    Args:
        project: The project.
        record: The budget version, budget line, contribution or transaction.
    """

    project: Project
    record: Any

    @property
    def id(self) -> str:
        """What it is called among the records behind a row."""
        match self.record:
            case Transaction(id=own):
                return own
            case BudgetLine(heading=part) | Contribution(donor=part):
                return f"{self.project.code}:{part}"
        return self.project.code


# A named tuple of what is there already, not a class of attrs: hundred thousands are made for
# one question, and all else of a unit is worked out only where a key looks at it.
class Unit(NamedTuple):
    """What counts as one: an activity, a part of it, a post, an `Entry`.

    Projects count equally where there are no `shares`. One that is not `sure` may not be there,
    or be another: it is told as missing. The occurrences are those of an activity
    that are in it; of a transaction, for their places, those of the activity that it pays for.
    It is not `kept` where filters may leave it out, as nobody knows its time well enough.
    """

    record: Any
    projects: tuple[str, ...]
    shares: tuple[Decimal, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    sure: bool = True
    kept: bool = True

    @property
    def times(self) -> tuple[Time, ...]:
        """Its times; none where it has no date."""
        if isinstance(self.record, Activity):
            return tuple([Time(each.begins, each.ends) for each in self.occurrences])
        day = self.first
        return () if day is None else (Time(day, day),)

    @property
    def first(self) -> Between | None:
        """Between which days its first lies."""
        if isinstance(self.record, Activity):
            return _first(self.occurrences)
        match getattr(self.record, "record", None):
            case Transaction(date=day) | BudgetVersion(effective=day, dating=Dating.EXACT):
                return day, day
            case BudgetVersion(effective=day):
                # Since a version before it took effect; of the first, since the project began.
                project = self.record.project
                exact = [v.effective for v in project.budget if v.dating is Dating.EXACT]
                begun = min(project.period.start, day)
                return max([each for each in exact if each < day], default=begun), day
            case BudgetLine(period=span):
                own = span or self.record.project.period
                return own.start, own.end
            case Contribution(received=received, committed=committed, pledged=pledged):
                span = received or committed or pledged
                return (span.start, span.end) if span else None
        return None

    @property
    def listed(self) -> Between | None:
        """The first day of the month it is listed under, of an activity; else as `first`."""
        record = self.record
        if not isinstance(record, Activity):
            return self.first
        month = record.listed_in
        return _first(record.occurrences) if month is None else (month.start, month.start)

    @property
    def rate_day(self) -> date | None:
        """The day whose exchange rate it is converted at; none where it has none."""
        if isinstance(self.record, Entry):
            return dated(self.record.record, self.record.project)
        return self.first[0] if self.first else None


def reported(portfolio: Portfolio, told: bool | None = True) -> tuple[Activity, ...]:
    """The activities that belong to the reporting period.

    Args:
        portfolio: Whose.
        told: None for those that may belong to it, and cannot be told to.
    """
    return tuple(
        activity
        for activity in portfolio.activities
        if lies_in(Unit(activity, (), (), activity.occurrences).listed, portfolio.period) is told
    )


def _first(occurrences: Sequence[Occurrence]) -> Between:
    if len(occurrences) == 1:
        return occurrences[0].begins
    earliest, latest = zip(*[each.begins for each in occurrences], strict=True)
    return min(earliest), min(latest)


def units(
    portfolio: Portfolio, cut: tuple[Subject, Rule, date, Container[str | None] | None, bool, bool]
) -> list[Unit]:
    """The units that a plan needs (`Plan.cut`), in the portfolio's order."""
    subject, rule, on, codes, more, held = cut
    if subject is Subject.POSTS:
        there = [(post, holds(portfolio, post, on)) for post in portfolio.posts]
        return [
            Unit(post, post.projects, sure=bool(is_)) for post, is_ in there if is_ is not False
        ]
    if subject is not Subject.ACTIVITIES:
        # A transaction has no place of its own: it lies where the activity did that it paid.
        activities = portfolio.activities if more else ()
        paid = {activity.id: activity.occurrences for activity in activities}
        return [
            Unit(
                Entry(project, record),
                (project.code,),
                (),
                paid.get(getattr(record, "activity", ""), ()),
                sure,
            )
            for project in portfolio.projects
            if codes is None or project.code in codes
            for record, sure in _records(project, subject, on, every_version=more)
        ]
    listed = portfolio.activities
    if held:
        listed = tuple(each for each in listed if each.status is ActivityStatus.HELD)
    if rule is Rule.PARTICIPATIONS:
        return [
            Unit(activity, (code,), (), activity.occurrences)
            for activity in listed
            for code in activity.projects
        ]
    if rule in {Rule.OCCURRENCES, Rule.EVENTS}:
        every = rule is Rule.OCCURRENCES
        return [
            Unit(activity, activity.projects, activity.shares, (occurrence,), sure=bool(is_))
            for activity, is_ in ((each, every or portfolio.met(each)) for each in listed)
            if is_ is not False
            for occurrence in activity.occurrences
        ]
    return [
        Unit(activity, activity.projects, activity.shares, activity.occurrences)
        for activity in listed
    ]


def _records(
    project: Project, subject: Subject, on: date, *, every_version: bool
) -> Iterable[tuple[Any, bool]]:
    """The records of a subject that a project holds, and whether each is so for sure."""
    if subject is Subject.BUDGET_LINES:
        of = project if every_version else as_budgeted(project, on)
        return ((line, True) for line in lines_to_spend(of))
    if subject is Subject.BUDGETS:
        runs = project.status(on) is ProjectStatus.IMPLEMENTATION
        versions = project.budget_versions(on) if runs else ()
        known = [version for version in versions if version is not None]
        return [(known[-1], len(project.possible_budgets(on)) == 1)] if known else ()
    records: Iterable[Any] = getattr(project, subject)  # the others are called as their field
    return ((record, True) for record in records)


def holds(portfolio: Portfolio, post: Post, on: date) -> bool | None:
    """Whether a post is in its state on a day; None where that cannot be told.

    A post without a first day is in its state for sure on its last, and on the last day of the
    reporting period; it was not before the office opened.
    """
    if post.until is not None and post.until < on:
        return False
    if post.since is not None:
        return post.since <= on
    opened = portfolio.office.operational_since
    if opened is not None and on < opened:
        return False
    return True if on >= min(portfolio.period.end, post.until or portfolio.period.end) else None


Row = tuple[Any, ...]
"""The values of the keys."""
Weight = int | Fraction

TIME_OF = {
    MonthRule.FIRST_DAY: "first", MonthRule.LISTED: "listed",
    MonthRule.IN_PROGRESS: "times", MonthRule.PRO_RATA: "times",
}  # fmt: skip
"""What of a unit tells the months it belongs to."""


@attrs.frozen(eq=False)
class Column:
    """What a facet makes of units: of each a number, and for each number its choices.

    Choices are the values of the keys, with weights that add up to 1.
    """

    numbers: Sequence[int]
    choices: Sequence[Mapping[Row, Weight]]


def column_of(
    portfolio: Portfolio,
    subject: Subject,
    months: MonthRule,
    cut: Sequence[Unit],
    keys: tuple[Key, ...],
) -> Column:
    """What keys that look at one part of a record make of units; like units have one number."""
    readers = [reader(key, subject) for key in keys]
    reads = tuple((how.bind(portfolio), how) for how in readers)
    cut_by = partial(pieces, period=portfolio.period, begins=portfolio.financial_year)
    facet = _Facet(readers[0].part, reads, months, cut_by)
    numbers: dict[Any, int] = {}
    column = [numbers.setdefault(signature, len(numbers)) for signature in facet.signatures(cut)]
    return Column(column, [facet.choices(signature) for signature in numbers])


def refuse_unknown(
    portfolio: Portfolio,
    key: Key,
    wanted: Collection[str | None],
    of: Subject = Subject.ACTIVITIES,
    on: date | None = None,
) -> None:
    """Refuse a filter for what no record has and no list names: nothing would be left of it.

    Args:
        portfolio: Whose records.
        key: What is filtered by.
        wanted: Its values; None is "no value", of which there may always be some.
        of: What kind of record is filtered.
        on: The day of budgets and posts.

    Raises:
        UnknownNameError: A value is unknown; the message lists those there are.
    """
    listed = dict.fromkeys(str(value) for value in key.order(portfolio))
    asked = {v for v in wanted if v is not None and not key.takes(portfolio, v)} - listed.keys()
    if asked:  # what records have is looked for last, as it takes longest
        every = units(portfolio, (of, Rule.ENTRIES, on or portfolio.period.end, None, True, False))
        column = column_of(portfolio, of, MonthRule.FIRST_DAY, every, (key,))
        found = (row[0] for rows in column.choices for row in rows)
        there = {str(value) for value in found if value is not None}
        if unknown := asked - there:
            known, names = listed or sorted(there), KeyNames(portfolio)
            called = {names(key.name, each): each for each in known}
            raise UnknownNameError(key.name, min(unknown), known, called)


@attrs.frozen(eq=False)
class _Facet:
    """The keys that look at one part of a record.

    Of time, projects and partners the signature is the part itself. Of places and of the record
    it is what the keys make of it: few of their many cities, titles and costs matter to a key.
    """

    part: Aspect
    reads: tuple[tuple[Read, Reader], ...]
    months: MonthRule
    pieces: Callable[[date, date], Iterable[tuple[date, int]]]

    def signatures(self, cut: Sequence[Unit]) -> Iterable[Any]:
        """The signature of each unit, one at a time: most are like one before, and not kept."""
        reads = [read for read, _how in self.reads]
        match self.part:
            case Aspect.RECORD:
                records = [unit.record for unit in cut]
                return zip(*[map(read, records) for read in reads], strict=True)
            case Aspect.PLACE:
                return (
                    tuple(
                        [
                            tuple([tuple([read(place) for read in reads]) for place in time.places])
                            for time in unit.occurrences
                        ]
                    )
                    for unit in cut
                )
            case Aspect.PROJECT:
                return ((unit.projects, unit.shares) for unit in cut)
            case Aspect.PARTNER:
                return ((unit.record.partners, ()) for unit in cut)
            case Aspect.TIME:
                return map(attrgetter(TIME_OF[self.months]), cut)

    def choices(self, signature: Any) -> dict[Row, Weight]:
        """The values of the keys that a signature stands for, with weights that add up to 1."""
        weights: dict[Row, Fraction] = defaultdict(Fraction)
        weighted = [(self._combinations(values), of) for values, of in self._weighted(signature)]
        if len(weighted) == 1 == len(weighted[0][0]):  # as most are: nothing is to be added up
            return {weighted[0][0][0]: 1}
        for combinations, weight in weighted:
            for combination in combinations:
                weights[combination] += Fraction(weight) / len(combinations)
        if len(weights) == 1:
            return dict.fromkeys(weights, 1)
        whole = sum(weights.values())
        return {values: weight / whole for values, weight in weights.items()}

    def _combinations(self, values: Row) -> list[Row]:
        """The values of the keys, each of which is one of what its key makes of a part."""
        spread = [
            (tuple(value) or (None,)) if how.many else (value,)
            for value, (_read, how) in zip(values, self.reads, strict=True)
        ]
        return list(product(*spread))

    def _weighted(self, signature: Any) -> Iterable[tuple[Row, Weight]]:
        """What the keys make of each part of a unit, and how the parts weigh."""
        match self.part:
            case Aspect.RECORD:
                return [(signature, 1)]
            case Aspect.PLACE:
                return self._by_place(signature or ((),))
            case Aspect.PROJECT | Aspect.PARTNER:
                ids, shares = signature
                return zip(map(self._read, ids or (None,)), shares or repeat(1), strict=False)
        if not signature:
            return [(self._read(None), 1)]
        if TIME_OF[self.months] == "times":
            return self._by_month(signature)
        days = [day for day, _length in self.pieces(signature[0], signature[1])]
        return [(tuple([self._told(days, *of) for of in self.reads]), 1)]

    def _by_place(self, times: Sequence[Sequence[Row]]) -> Iterator[tuple[Row, Weight]]:
        """Of several times each weighs the same; of one time, each of its places does."""
        for places in times:
            weight = 1 if len(times) == 1 else Fraction(1, max(len(places), 1))
            for values in places or (self._read(None),):
                yield values, weight

    def _by_month(self, times: Sequence[Time]) -> Iterator[tuple[Row, Weight]]:
        """Of months in progress each weighs the same, or as the number of its days.

        Where the months are not known, a key has a value only if that is the same for all.
        """
        pro_rata = self.months is MonthRule.PRO_RATA
        # By days, a time that is known to its months is taken for all of their days.
        times = [time.of_whole_months() for time in times] if pro_rata else times
        days: Counter[date] = Counter()
        for time in times:
            for first, length in self.pieces(time.begins[0], time.ends[1]):
                days[first] += length
        ends = {end for time in times for end in time}
        blocks = [[day for day, _length in self.pieces(end[0], end[1])] for end in ends]
        weighed = all(Month.of(first) == Month.of(last) for first, last in ends)
        apart = [
            weighed and all(len({read(day) for day in block}) == 1 for block in blocks)
            for read, _how in self.reads
        ]
        months = Counter((day.year, day.month) for day in days)
        rest = [
            None if alone else self._told(days, *read)
            for alone, read in zip(apart, self.reads, strict=True)
        ]
        for day, length in days.items():
            equal = Fraction(1, months[day.year, day.month])
            values = [
                self._told([day], *read) if alone else told
                for alone, told, read in zip(apart, rest, self.reads, strict=True)
            ]
            yield tuple(values), length if pro_rata else equal

    def _told(self, days: Iterable[date], read: Read, how: Reader) -> Any:
        """What a key makes of a day that is one of some: nothing where they do not agree."""
        values = tuple(dict.fromkeys(map(read, days)))
        if how.possible:
            return values
        return values[0] if len(values) == 1 else self._nothing(how)

    def _nothing(self, how: Reader) -> Any:
        return (None,) if how.possible else () if how.many else None

    def _read(self, part: Any) -> Row:
        """What each key makes of a part; of no part, nothing."""
        return tuple(
            [self._nothing(how) if part is None else read(part) for read, how in self.reads]
        )
