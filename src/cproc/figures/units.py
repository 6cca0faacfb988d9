"""What counts as one, read off the records of a subject in columns.

The engine goes through a subject's records once, some thousand at a time. Of each such
batch this room gives columns: plain lists with one entry for each unit, made once however
many breakdowns look at them.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import Any

import attrs

from cproc.figures.exchange import dated
from cproc.figures.keys import Subject
from cproc.figures.results import MonthRule, Rule
from cproc.model import (
    Activity,
    ActivityKind,
    BudgetVersion,
    Contribution,
    Occurrence,
    Place,
    Portfolio,
    Post,
    Project,
    Transaction,
)

Days = tuple[tuple[date, date], ...]
"""First and last day of each time of a unit."""
Places = tuple[tuple[Place, ...], ...]
"""The places of each time of a unit."""


@attrs.frozen
class Entry:
    """A record that a project holds, with its project.

    Args:
        project: The project.
        record: The budget version, budget line, contribution or transaction.
    """

    project: Project
    record: Any


class Shape(StrEnum):
    """What of an activity is one unit."""

    WHOLE = "whole"
    OCCURRENCE = "occurrence"
    EVENT = "event"
    PROJECT = "project"


def shape_of(rule: Rule) -> Shape:
    """What counts as one under a rule."""
    return {
        Rule.OCCURRENCES: Shape.OCCURRENCE,
        Rule.EVENTS: Shape.EVENT,
        Rule.PARTICIPATIONS: Shape.PROJECT,
    }.get(rule, Shape.WHOLE)


def records(
    portfolio: Portfolio, subject: Subject, on: date, codes: Container[str] | None = None
) -> Iterator[Any]:
    """The records of a subject, in the portfolio's order.

    Args:
        portfolio: Whose records.
        subject: Which.
        on: The day of budgets (those in force, of projects that run) and posts.
        codes: The projects whose records are wanted, where projects hold them; None for all.
    """
    if subject is Subject.ACTIVITIES:
        yield from portfolio.activities
    elif subject is Subject.POSTS:
        yield from (post for post in portfolio.posts if post.holds(on))
    else:
        for project in portfolio.projects:
            if codes is None or project.code in codes:
                for record in _held(project, subject, on):
                    yield Entry(project, record)


def _held(project: Project, subject: Subject, on: date) -> Sequence[Any]:
    if subject is Subject.TRANSACTIONS:
        return project.transactions
    if subject is Subject.BUDGET_LINES:
        return project.budget_lines
    if subject is Subject.CONTRIBUTIONS:
        return project.contributions
    version = project.budget_version(on)
    return (version,) if version is not None and on in project.period else ()


def identifiers(subject: Subject) -> Callable[[Any], str]:
    """The function that names a record of a subject."""
    return {
        Subject.BUDGETS: lambda entry: str(entry.project.code),
        Subject.BUDGET_LINES: lambda entry: f"{entry.project.code}:{entry.record.heading}",
        Subject.CONTRIBUTIONS: lambda entry: f"{entry.project.code}:{entry.record.donor}",
        Subject.TRANSACTIONS: lambda entry: str(entry.record.id),
    }.get(subject, lambda record: str(record.id))


class Units:
    """Columns of a batch of units; each is a list with one entry for each of them.

    `owners` has the record each unit belongs to, `positions` the number of that record;
    `batch` has the records themselves.
    """

    batch: Sequence[Any]

    def __init__(self, owners: Sequence[Any], positions: Sequence[int]) -> None:
        """Keep whose units they are."""
        self.owners, self.positions = owners, positions
        self.known: dict[Any, list[Any]] = {}

    def column(self, name: Any, make: Callable[[], list[Any]]) -> list[Any]:
        """A column by its name, made when it is first asked for."""
        found = self.known.get(name)
        if found is None:
            found = self.known[name] = make()
        return found

    def first_days(self, months: MonthRule) -> list[date | None]:  # noqa: ARG002 - of activities
        """The day by which each unit belongs to one month; None where it has no date."""
        return [spans[0][0] if spans else None for spans in self.days]

    def rate_days(self) -> list[date | None]:
        """The day whose exchange rate each unit is converted at; None where it has none."""
        return self.first_days(MonthRule.FIRST_DAY)

    @cached_property
    def days(self) -> list[Days]:
        """The times of each unit; none where it has no date."""
        return [()] * len(self.owners)

    @cached_property
    def projects(self) -> list[tuple[str, ...]]:
        """The codes of the projects each unit belongs to."""
        return [(owner.project.code,) for owner in self.owners]

    @cached_property
    def shared(self) -> list[tuple[Any, ...]]:
        """The same, each code with its weight where weights are given."""
        return list(self.projects)

    @cached_property
    def places(self) -> list[Places]:
        """The places of each unit."""
        return [()] * len(self.owners)

    @cached_property
    def partners(self) -> list[tuple[str, ...]]:
        """The partners of each unit."""
        return [()] * len(self.owners)


class _Activities(Units):
    """Whole activities."""

    owners: Sequence[Activity]

    def first_days(self, months: MonthRule) -> list[date | None]:
        listed = months is MonthRule.LISTED
        return [
            activity.listed_in.start
            if listed and activity.listed_in is not None
            else activity.occurrences[0].when.start
            if len(activity.occurrences) == 1
            else min([made.when.start for made in activity.occurrences])
            for activity in self.owners
        ]

    @cached_property
    def days(self) -> list[Days]:
        return [
            tuple([(made.when.start, made.when.end) for made in activity.occurrences])
            for activity in self.owners
        ]

    @cached_property
    def projects(self) -> list[tuple[str, ...]]:
        return [activity.projects for activity in self.owners]

    @cached_property
    def shared(self) -> list[tuple[Any, ...]]:
        return [
            tuple(zip(activity.projects, activity.shares, strict=True))
            if activity.shares
            else activity.projects
            for activity in self.owners
        ]

    @cached_property
    def places(self) -> list[Places]:
        return [
            (activity.occurrences[0].places,)
            if len(activity.occurrences) == 1
            else tuple([made.places for made in activity.occurrences])
            for activity in self.owners
        ]

    @cached_property
    def partners(self) -> list[tuple[str, ...]]:
        return [activity.partners for activity in self.owners]


class _Occurrences(_Activities):
    """Occurrences of activities, each a unit."""

    def __init__(
        self, owners: Sequence[Activity], positions: Sequence[int], made: Sequence[Occurrence]
    ) -> None:
        super().__init__(owners, positions)
        self._made = made

    def first_days(self, months: MonthRule) -> list[date | None]:
        if months is MonthRule.LISTED:
            return super().first_days(months)
        return [made.when.start for made in self._made]

    @cached_property
    def days(self) -> list[Days]:
        return [((made.when.start, made.when.end),) for made in self._made]

    @cached_property
    def places(self) -> list[Places]:
        return [(made.places,) for made in self._made]


class _Participations(_Activities):
    """Activity-project pairs, each a unit."""

    def __init__(
        self, owners: Sequence[Activity], positions: Sequence[int], codes: Sequence[str]
    ) -> None:
        super().__init__(owners, positions)
        self._codes = codes

    @cached_property
    def projects(self) -> list[tuple[str, ...]]:
        return [(code,) for code in self._codes]


class _Entries(Units):
    """Records that projects hold."""

    def __init__(
        self, owners: Sequence[Entry], positions: Sequence[int], places: dict[str, Places]
    ) -> None:
        super().__init__(owners, positions)
        self._places = places

    def rate_days(self) -> list[date | None]:
        return [dated(entry.record, entry.project) for entry in self.owners]

    @cached_property
    def days(self) -> list[Days]:
        return [_days(entry.record) for entry in self.owners]

    @cached_property
    def places(self) -> list[Places]:
        found = self._places
        return [
            found.get(getattr(entry.record, "activity", None) or "", ()) for entry in self.owners
        ]


def _days(record: Any) -> Days:
    match record:
        case Transaction():
            return ((record.date, record.date),)
        case BudgetVersion():
            return ((record.effective, record.effective),)
        case Contribution():
            span = record.received or record.committed or record.pledged
            return ((span.start, span.end),) if span else ()
    return ()


class _Posts(Units):
    owners: Sequence[Post]

    @cached_property
    def projects(self) -> list[tuple[str, ...]]:
        return [post.projects for post in self.owners]


_NO_EVENTS = frozenset(kind for kind in ActivityKind if not kind.is_event)


def units(
    subject: Subject, shape: Shape, batch: Sequence[Any], start: int, places: dict[str, Places]
) -> Units:
    """Cut a batch of records into units.

    Args:
        subject: What the records are.
        shape: What of an activity is one unit.
        batch: The records.
        start: Number of the first of them.
        places: The places of activities by their identifier, for transactions.
    """
    made = _cut(subject, shape, batch, range(start, start + len(batch)), places)
    made.batch = batch
    return made


def _cut(
    subject: Subject,
    shape: Shape,
    batch: Sequence[Any],
    numbers: range,
    places: dict[str, Places],
) -> Units:
    if subject is Subject.POSTS:
        return _Posts(batch, numbers)
    if subject is not Subject.ACTIVITIES:
        return _Entries(batch, numbers, places)
    if shape is Shape.WHOLE:
        return _Activities(batch, numbers)
    if shape is Shape.PROJECT:
        parts: list[Sequence[Any]] = [activity.projects for activity in batch]
    else:
        left_out = _NO_EVENTS if shape is Shape.EVENT else frozenset()
        parts = [() if made.kind in left_out else made.occurrences for made in batch]
    owners = [owner for owner, of in zip(batch, parts, strict=True) for _part in of]
    positions = [number for number, of in zip(numbers, parts, strict=True) for _part in of]
    flat = list(chain.from_iterable(parts))
    if shape is Shape.PROJECT:
        return _Participations(owners, positions, flat)
    return _Occurrences(owners, positions, flat)
