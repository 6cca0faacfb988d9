"""What counts as one: units, with the parts of each that keys look at."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import attrs

from cproc.figures.exchange import dated
from cproc.figures.keys import Subject
from cproc.figures.results import Rule
from cproc.model import (
    Activity,
    BudgetLine,
    BudgetVersion,
    Contribution,
    Occurrence,
    Portfolio,
    Project,
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

    Projects count equally where there are no `shares`. The occurrences are those of an activity
    that are in it; of a transaction, for their places, those of the activity that it pays for.
    """

    record: Any
    projects: tuple[str, ...]
    shares: tuple[Decimal, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()

    @property
    def times(self) -> tuple[tuple[date, date], ...]:
        """The first and last day of each time; none where it has no date."""
        if isinstance(self.record, Activity):
            spans = [occurrence.when for occurrence in self.occurrences]
            return tuple([(span.start, span.end) for span in spans])
        match getattr(self.record, "record", None):
            case Transaction(date=day) | BudgetVersion(effective=day):
                return ((day, day),)
            case Contribution(received=received, committed=committed, pledged=pledged):
                span = received or committed or pledged
                return ((span.start, span.end),) if span else ()
        return ()

    @property
    def first(self) -> date | None:
        """The first of its days."""
        if isinstance(self.record, Activity):
            return min([occurrence.when.start for occurrence in self.occurrences])
        return min([start for start, _end in self.times], default=None)

    @property
    def listed(self) -> date | None:
        """The day of the month it is listed under, of an activity; else its first."""
        record = self.record
        if not isinstance(record, Activity):
            return self.first
        return record.when.start if record.listed_in is None else record.listed_in.start

    @property
    def rate_day(self) -> date | None:
        """The day whose exchange rate it is converted at; none where it has none."""
        if isinstance(self.record, Entry):
            return dated(self.record.record, self.record.project)
        return self.first


def units(
    portfolio: Portfolio, cut: tuple[Subject, Rule, date, Container[str | None] | None, bool]
) -> list[Unit]:
    """The units that a plan needs (`cproc.figures.query.Plan.cut`), in the portfolio's order."""
    subject, rule, on, codes, placed = cut
    if subject is Subject.POSTS:
        return [Unit(post, post.projects) for post in portfolio.posts if post.holds(on)]
    if subject is not Subject.ACTIVITIES:
        # A transaction has no place of its own: it lies where the activity did that it paid.
        activities = portfolio.activities if placed else ()
        paid = {activity.id: activity.occurrences for activity in activities}
        return [
            Unit(
                Entry(project, record),
                (project.code,),
                (),
                paid.get(getattr(record, "activity", ""), ()),
            )
            for project in portfolio.projects
            if codes is None or project.code in codes
            for record in _held(project, subject, on)
        ]
    if rule is Rule.PARTICIPATIONS:
        return [
            Unit(activity, (code,), (), activity.occurrences)
            for activity in portfolio.activities
            for code in activity.projects
        ]
    if rule in {Rule.OCCURRENCES, Rule.EVENTS}:
        return [
            Unit(activity, activity.projects, activity.shares, (occurrence,))
            for activity in portfolio.activities
            if rule is Rule.OCCURRENCES or activity.kind.is_event
            for occurrence in activity.occurrences
        ]
    return [
        Unit(activity, activity.projects, activity.shares, activity.occurrences)
        for activity in portfolio.activities
    ]


def _held(project: Project, subject: Subject, on: date) -> Iterable[Any]:
    if subject is Subject.BUDGETS:
        version = project.budget_version(on)
        return (version,) if version is not None and on in project.period else ()
    records: Iterable[Any] = getattr(project, subject)  # the others are called as their field
    return records
