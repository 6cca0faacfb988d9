"""Activities: the rows of the office's inventory."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs

from cproc.dates import DateSpan, Month, Precision, refuse_open
from cproc.errors import InvalidValueError, said
from cproc.model.documents import Document
from cproc.model.places import Place
from cproc.model.terms import built_in
from cproc.model.text import Identifier, LocalText, Qualifier, refuse_range
from cproc.money import Money, decimals_from


class ActivityKind(StrEnum):
    """What an activity is; an office adds kinds of its own by `Term`."""

    TRAINING = "training"
    WORKSHOP = "workshop"
    CONFERENCE = "conference"
    MEETING = "meeting"
    COMMITTEE = "committee"
    ADVISORY_MISSION = "advisory_mission"
    ASSESSMENT = "assessment"
    STUDY_VISIT = "study_visit"
    EXERCISE = "exercise"
    PARTICIPATION = "participation"
    DESK_STUDY = "desk_study"
    PUBLICATION = "publication"
    NEWS = "news"
    TENDER = "tender"
    GRANT = "grant"
    CEREMONY = "ceremony"
    COUNSELLING = "counselling"
    DISTRIBUTION = "distribution"
    OTHER = "other"


class ActivityStatus(StrEnum):
    """Whether an activity took place."""

    PLANNED = "planned"
    HELD = "held"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


@attrs.frozen
class Occurrence:
    """One time and its places.

    Args:
        when: The days.
        places: Where; none for desk work.
    """

    when: DateSpan = attrs.field(validator=refuse_open)
    places: tuple[Place, ...] = ()

    @property
    def begins(self) -> tuple[date, date]:
        """The first and the last of the days on which it may have begun.

        From May to June is a time that began on some day of May; 2017 one of some day of the year.
        """
        when = self.when
        last = when.start if when.precision is _DAY else _unit(when.start, when.precision)[1]
        return when.start, last

    @property
    def ends(self) -> tuple[date, date]:
        """The first and the last of the days on which it may have ended."""
        when = self.when
        first = when.end if when.precision is _DAY else _unit(when.end, when.precision)[0]
        return first, when.end


_DAY = Precision.DAY  # looked up once: these are asked of every activity in every tally


def _unit(day: date, precision: Precision) -> tuple[date, date]:
    """The first and last day of the month or year that a day lies in."""
    if precision is Precision.YEAR:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return Month.of(day).start, Month.of(day).end


@attrs.frozen
class Participants:
    """How many people of a group took part.

    Args:
        group: Such as ``judges``; empty for all together.
        women: Number of women, where it is known.
        men: Number of men, where it is known.
        total: Number of people; the sum of women and men where it is absent.
        qualifier: How exact the number of people claims to be.
        fewer_than: Where the number is not to be known: that it is smaller than this, from 2.
    """

    group: str = ""
    women: int | None = None
    men: int | None = None
    total: int | None = None
    qualifier: Qualifier = attrs.field(default=Qualifier.EXACT, validator=refuse_range)
    fewer_than: int | None = None

    def __attrs_post_init__(self) -> None:
        women, men = self.women or 0, self.men or 0
        if self.fewer_than is not None and (self.fewer_than < 2 or self.people is not None):
            message = said(
                "fewer than {number} people are not to be told here.", number=self.fewer_than
            )
            hint = said("Write a number from 2, and neither the total nor both women and men.")
            raise InvalidValueError("count-fewer", message, hint, "fewer_than")
        if min(women, men, self.total or 0) < 0:
            raise InvalidValueError("count-negative", said("a count of people is negative."))
        counted = women + men
        # Of people whose sex nobody noted the total tells more, never fewer.
        both = self.women is not None and self.men is not None
        if self.total is not None and (self.total < counted or (both and self.total != counted)):
            message = said(
                "{counted} women and men do not make {total} people.",
                counted=counted,
                total=self.total,
            )
            hint = said("Correct one of the numbers, or leave the total out.")
            raise InvalidValueError("count-sum", message, hint)

    @property
    def people(self) -> int | None:
        """The number of people, or nothing where it is not known."""
        if self.total is not None:
            return self.total
        if self.women is None or self.men is None:
            return None
        return self.women + self.men


def _kind(value: str | None) -> str | None:
    return None if value is None else built_in(ActivityKind, value)


@attrs.frozen
class Activity:
    """One row of the inventory.

    Args:
        id: Identifier.
        projects: Codes of the projects it serves, one or more, in the order given.
        kind: Training, workshop, …, or one of the office's own; absent where nobody stated it.
        occurrences: When and where, one or more.
        title: What it was, per language.
        shares: Weight of each project, in the order of `projects`; equal where empty.
        listed_in: Month it is listed under, where that is not the month of its first day.
        partners: Identifiers of organisations that take part.
        participants: People by group.
        status: Whether it took place.
        planned_cost: What it was to cost.
        component: Identifier of the project component it belongs to.
        source: Where it is stated, such as ``L423``.
        note: What is peculiar about the entry, per language.
        qualifier: How exact the planned cost claims to be.
        documents: Documents and web pages on it.
    """

    id: Identifier
    projects: tuple[Identifier, ...]
    kind: Identifier | None = attrs.field(converter=_kind)
    occurrences: tuple[Occurrence, ...]
    title: LocalText
    # Weights, no percentages: a third of an activity is 1 of 3, exactly.
    shares: tuple[Decimal, ...] = attrs.field(default=(), converter=decimals_from)
    listed_in: Month | None = None
    partners: tuple[Identifier, ...] = ()
    participants: tuple[Participants, ...] = ()
    status: ActivityStatus = ActivityStatus.HELD
    planned_cost: Money | None = None
    component: Identifier | None = None
    source: str = ""
    note: LocalText | None = None
    qualifier: Qualifier = attrs.field(default=Qualifier.EXACT, validator=refuse_range)
    documents: tuple[Document, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not self.projects or not self.occurrences:
            missing = "projects" if not self.projects else "occurrences"
            raise InvalidValueError(
                "activity-incomplete",
                said("the activity has no {missing}.", missing=missing),
                said("Give at least one."),
            )
        if len(set(self.projects)) < len(self.projects):
            raise InvalidValueError(
                "project-twice", said("a project is named twice."), said("Name each project once.")
            )
        if self.shares and (
            len(self.shares) != len(self.projects) or min(self.shares) < 0 or not sum(self.shares)
        ):
            message = said("the shares do not give each project a weight.")
            hint = said("Give one for each project, none negative, not all zero; or none at all.")
            raise InvalidValueError("shares-unusable", message, hint)

    @property
    def when(self) -> DateSpan:
        """The occurrence that begins first."""
        # They stand in the order of the source, which need not be that of time.
        spans: list[DateSpan] = [occurrence.when for occurrence in self.occurrences]
        return min(spans, key=lambda span: span.start)

    @property
    def month(self) -> Month | None:
        """The month of the first day; none where only its year is known."""
        ends = zip(*[each.begins for each in self.occurrences], strict=True)
        earliest, latest = (Month.of(min(days)) for days in ends)
        return earliest if earliest == latest else None

    @property
    def listing_month(self) -> Month | None:
        """The month it is listed under; none where nobody knows it."""
        return self.listed_in or self.month

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place of every occurrence, once each, in order."""
        places = (place for occurrence in self.occurrences for place in occurrence.places)
        return tuple(dict.fromkeys(places))
