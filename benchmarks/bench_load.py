"""Loading: JSON text of 100,000 activities to checked, immutable records.

The peer is pydantic with models of the same records and the same rules: unknown keys forbidden,
choices, countries, exact amounts, spans of days that exist and do not end before they start. It
is measured as it is called, and with the garbage collector paused as cproc pauses it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self

import attrs
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from benchmarks.harness import Bench, Case, Target
from cproc.dates import DateSpan, Month, Period, date_from
from cproc.model import ActivityKind, ActivityStatus, Portfolio
from cproc.model.places import refuse_unknown_country
from cproc.money import Money, decimal_from
from cproc.serialize import dumps, from_folder, loads, to_folder
from cproc.testing import make_portfolio

ACTIVITIES = 100_000


def _country(code: str) -> str:
    refuse_unknown_country(code, "country")
    return code


def _parsed(parse: Callable[[str], Any]) -> BeforeValidator:
    return BeforeValidator(lambda value: parse(value) if type(value) is str else value)


Country = Annotated[str, BeforeValidator(_country)]
Day = Annotated[date, _parsed(date_from)]
Span = Annotated[DateSpan, _parsed(DateSpan.parse)]
Texts = Annotated[dict[Annotated[str, Field(pattern="^[a-z]{2,3}$")], str], Field(min_length=1)]


class Model(BaseModel):
    """What all records keep to."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True
    )


class Place(Model):
    """As `cproc.model.Place`."""

    city: str | None = None
    country: Country | None = None
    region: str | None = None
    subdivision: str | None = None
    venue: str | None = None
    latitude: str | None = None
    longitude: str | None = None
    supplied: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _some_part(self) -> Self:
        if not any((self.city, self.country, self.region, self.subdivision, self.venue)):
            raise ValueError("the place has no part")
        return self


class Occurrence(Model):
    """As `cproc.model.Occurrence`."""

    when: Span
    places: tuple[Place, ...] = ()


class Participants(Model):
    """As `cproc.model.Participants`."""

    group: str = ""
    women: int | None = None
    men: int | None = None
    total: int | None = None

    @model_validator(mode="after")
    def _tied(self) -> Self:
        counts = [count for count in (self.women, self.men, self.total) if count is not None]
        told = sum(count for count in (self.women, self.men) if count is not None)
        if any(count < 0 for count in counts) or (self.total is not None and self.total < told):
            raise ValueError("the counts do not tie")
        return self


class Activity(Model):
    """As `cproc.model.Activity`."""

    id: str
    projects: tuple[str, ...] = Field(min_length=1)
    kind: Annotated[ActivityKind, Field(strict=False)]
    occurrences: tuple[Occurrence, ...] = Field(min_length=1)
    title: Texts
    shares: tuple[Annotated[Decimal, BeforeValidator(decimal_from)], ...] = ()
    listed_in: Annotated[Month, _parsed(Month.parse)] | None = None
    partners: tuple[str, ...] = ()
    participants: tuple[Participants, ...] = ()
    status: Annotated[ActivityStatus, Field(strict=False)] = ActivityStatus.HELD
    planned_cost: Annotated[Money, _parsed(Money.parse)] | None = None
    component: str | None = None
    source: str = ""
    note: Texts | None = None

    @model_validator(mode="after")
    def _each_project_once(self) -> Self:
        if len(set(self.projects)) < len(self.projects):
            raise ValueError("a project is named twice")
        return self


class Office(Model):
    """As `cproc.model.Office`, as far as the text has it."""

    id: str
    name: Texts
    organisation: str
    city: str
    country: Country
    operational_since: Day
    host: str | None = None
    capacity: int | None = None


class Records(Model):
    """As `cproc.model.Portfolio`, as far as the text has it."""

    format: int
    office: Office
    period: Annotated[Period, _parsed(Period.parse)]
    activities: tuple[Activity, ...]


def _inventory() -> Portfolio:
    made = make_portfolio(ACTIVITIES)
    office = attrs.evolve(made.office, contributions=())
    return Portfolio(office, made.period, activities=made.activities)


def text() -> str:
    """The inventory as JSON text."""
    return dumps(_inventory())


def files() -> dict[str, str]:
    """The inventory as the files of a folder."""
    return to_folder(_inventory())


def ours(given: str) -> object:
    """Load with cproc."""
    return loads(given)


def theirs(given: str) -> object:
    """Load with pydantic as it is called."""
    return Records.model_validate_json(given)


def theirs_paused(given: str) -> object:
    """Load with pydantic, the collector paused."""
    gc.disable()
    try:
        return Records.model_validate_json(given)
    finally:
        gc.enable()


def folder(given: dict[str, str]) -> object:
    """Load the same from a folder with a CSV table."""
    return from_folder(given)


def text_for_peer() -> str:
    """Hold that the peer refuses what cproc refuses, then give it the same text."""
    small = make_portfolio(3)
    office = attrs.evolve(small.office, contributions=())
    good = dumps(Portfolio(office, small.period, activities=small.activities))
    Records.model_validate_json(good)
    for old, new in (('"kind"', '"knid"'), ('"2024-', '"2024-13'), ('"women": 1', '"women": -1')):
        for read in (loads, Records.model_validate_json):
            try:
                read(good.replace(old, new, 1))
            except ValueError:
                continue
            raise AssertionError(f"{new} was accepted")
    return text()


BENCHES = (
    Bench(
        f"Loading {ACTIVITIES:,} activities",
        (
            Case("cproc, JSON", ours, text),
            Case("pydantic, JSON", theirs, text_for_peer),
            Case("pydantic, JSON, collector paused", theirs_paused, text_for_peer),
            Case("cproc, CSV folder", folder, files),
        ),
        "pydantic, JSON",
        (Target("cproc, JSON", time=0.5, memory=1.0),),
        rounds=2,
    ),
)
