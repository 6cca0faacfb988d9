"""Results of a project: what it set out to bring about, and what its indicators say over time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs

from cproc.dates import DateSpan, refuse_open
from cproc.model.documents import Document
from cproc.model.terms import built_in
from cproc.model.text import Identifier, LocalText, Qualifier, refuse_range
from cproc.money import decimal_from


class AddsTo(StrEnum):
    """The figure that what indicators reached is added up to."""

    PEOPLE_TRAINED = "people_trained"
    NOTHING = "nothing"


class ValueKind(StrEnum):
    """What a value of an indicator is."""

    BASELINE = "baseline"
    MILESTONE = "milestone"
    TARGET = "target"
    ACTUAL = "actual"


class Direction(StrEnum):
    """Which way an indicator is to go."""

    INCREASE = "increase"
    DECREASE = "decrease"


class Counting(StrEnum):
    """How actual values of an indicator at several times go together."""

    CUMULATIVE = "cumulative"
    PER_PERIOD = "per_period"


@attrs.frozen
class Disaggregation:
    """The part of a value that falls to a group.

    Args:
        dimension: What distinguishes people or things: ``sex``, ``age``, ``disability``,
            ``place``.
        group: Which of them, such as ``women`` or ``15-24``.
        value: How many of the value.
    """

    dimension: Identifier
    group: Identifier
    value: Decimal = attrs.field(converter=decimal_from)


@attrs.frozen
class IndicatorValue:
    """What an indicator was, is to be, or came to.

    Args:
        kind: Baseline, milestone, target or actual.
        value: The number, in the unit of the indicator.
        when: The day it was measured at or is due by, or the period it was counted in; absent
            where the source gives none.
        qualifier: How exact it claims to be.
        parts: How it falls to groups.
        source: Where it is stated.
    """

    kind: ValueKind
    value: Decimal = attrs.field(converter=decimal_from)
    when: DateSpan | None = attrs.field(default=None, validator=refuse_open)
    qualifier: Qualifier = attrs.field(default=Qualifier.EXACT, validator=refuse_range)
    parts: tuple[Disaggregation, ...] = ()
    source: str = ""

    def part(self, dimension: str, group: str) -> Decimal | None:
        """The part of a group; nothing where it is not recorded."""
        named = (each for each in self.parts if (each.dimension, each.group) == (dimension, group))
        return next((each.value for each in named), None)


@attrs.frozen
class Indicator:
    """A measure of a result.

    Args:
        title: What is measured.
        unit: What is counted.
        values: What it was at the start, is to be, and came to, in any order.
        adds_to: Figure that its actual is a part of. Nothing where it counts some of those whom
            another counts, such as who passed among who was trained, or people whom nobody
            trained. Of people whose indicator does not say so, nobody knows.
        direction: Whether it is to increase or to decrease.
        counting: Whether each actual says how much it is by then, or what its period added.
        verification: Source of verification: how one can see that the value is true.
        id: Identifier that figures call it by; no two of the portfolio have one.
    """

    title: LocalText
    unit: Identifier
    values: tuple[IndicatorValue, ...] = ()
    adds_to: AddsTo | None = None
    direction: Direction = Direction.INCREASE
    counting: Counting = Counting.CUMULATIVE
    verification: LocalText | None = None
    id: Identifier | None = None

    def of_kind(self, kind: ValueKind) -> tuple[IndicatorValue, ...]:
        """Its values of a kind in the order of time, those without a date first."""
        some = (value for value in self.values if value.kind is kind)
        return tuple(sorted(some, key=lambda v: v.when.end if v.when else date.min))

    @property
    def baseline(self) -> Decimal | None:
        """The last baseline."""
        return next((each.value for each in reversed(self.of_kind(ValueKind.BASELINE))), None)

    @property
    def target(self) -> Decimal | None:
        """The last target."""
        return next((each.value for each in reversed(self.of_kind(ValueKind.TARGET))), None)


class ResultLevel(StrEnum):
    """How far a result reaches; an office adds levels of its own by `Term`."""

    OUTPUT = "output"
    OUTCOME = "outcome"
    IMPACT = "impact"
    OTHER = "other"


def _level(value: str | None) -> str | None:
    return None if value is None else built_in(ResultLevel, value)


@attrs.frozen
class Result:
    """What a project brought about.

    Args:
        title: The result per language.
        level: Output, outcome, impact, or one of the office's own; absent where nobody states it.
        indicators: Its measures.
        source: Where it is stated.
        risk: What may keep it from coming about, per language.
        assumption: What has to hold for it, per language.
        documents: Documents and web pages on it.
    """

    title: LocalText
    level: Identifier | None = attrs.field(default=None, converter=_level)
    indicators: tuple[Indicator, ...] = ()
    source: str = ""
    risk: LocalText | None = None
    assumption: LocalText | None = None
    documents: tuple[Document, ...] = ()
