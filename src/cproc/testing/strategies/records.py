"""Strategies for places and activities."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st

from cproc.model import (
    Activity,
    ActivityKind,
    ActivityStatus,
    Designation,
    Locality,
    Occurrence,
    Participants,
    Place,
    Region,
)
from cproc.model.places import SUPPLIABLE
from cproc.testing.strategies.names import ANY_NAMES, Names
from cproc.testing.strategies.values import (
    build,
    countries,
    date_spans,
    decimals,
    few,
    identifiers,
    local_texts,
    maybe,
    moneys,
    months,
    pinned,
    references,
    since_until,
    texts,
)

_TOWNS = ("Bucharest", "Chisinau", "Kyiv", "Saint-Denis", "Nuku'alofa", "San José", "București")


def places(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[Place]:
    """Draw a place: any of its parts, at least one, some of them supplied by the office."""
    fixed = pinned(Place, pins)
    city = st.sampled_from(_TOWNS) | texts(min_size=1)
    degrees = decimals("-90", "90", 4).map("{:f}".format)
    usual = (
        build(Place, fixed, city=city, country=countries()),
        build(Place, fixed, country=countries()),
        build(Place, fixed, city=city),
        build(Place, fixed, region=st.sampled_from(names.regions))
        if names.regions
        else st.nothing(),
    )
    full = build(
        Place,
        fixed,
        city=maybe(city),
        country=countries(),
        subdivision=maybe(texts(min_size=1)),
        venue=maybe(texts(min_size=1)),
        region=maybe(st.sampled_from(names.regions)) if names.regions else st.none(),
        latitude=maybe(degrees),
        longitude=maybe(degrees),
    )
    drawn = st.one_of(*usual, full)
    return drawn if "supplied" in fixed else drawn | drawn.flatmap(_supplied)


def _supplied(place: Place) -> st.SearchStrategy[Place]:
    """Draw which of the parts the office has added."""
    given = tuple(part for part in SUPPLIABLE if getattr(place, part) is not None)
    return references(given).map(lambda parts: attrs.evolve(place, supplied=parts))


def regions(**pins: Any) -> st.SearchStrategy[Region]:
    """Draw a region of none to a few countries."""
    members = st.lists(countries(), max_size=4, unique=True).map(tuple)
    return build(Region, pins, code=identifiers(), name=local_texts(), countries=members)


def localities(**pins: Any) -> st.SearchStrategy[Locality]:
    """Draw the names of a city."""
    name = st.sampled_from(_TOWNS) | texts(min_size=1)
    return build(Locality, pins, name=name, country=countries(), names=local_texts())


def designations(**pins: Any) -> st.SearchStrategy[Designation]:
    """Draw a rule for the name of a territory."""
    return build(
        Designation,
        pins,
        country=countries(),
        name=local_texts(),
        mark=st.sampled_from(["", "*"]),
        footnote=maybe(local_texts()),
        **since_until(pins),
        source=texts(),
    )


def occurrences(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[Occurrence]:
    """Draw a time and its places."""
    return build(Occurrence, pins, when=date_spans(), places=few(places(names), 3))


@st.composite
def participants(draw: st.DrawFn, /, **pins: Any) -> Participants:
    """Draw a number of people, told in any of the ways that tie."""
    fixed = pinned(Participants, pins)
    most = fixed.get("total", 500)
    group = fixed.get("group", draw(st.sampled_from(["", "judges", "prosecutors"]) | texts()))
    known: dict[str, int | None] = {}
    for sex, other in (("women", "men"), ("men", "women")):
        told = known.get(other) or fixed.get(other) or 0
        known[sex] = fixed.get(sex, draw(maybe(st.integers(0, max(most - told, 0)))))
    told = sum(count for count in known.values() if count is not None)
    if "total" in fixed and None not in known.values():
        free = next((sex for sex in known if sex not in fixed), "")
        known |= {free: None} if free else {}
    more = 0 if None not in known.values() else draw(st.integers(0, 20))
    total = fixed.get("total", draw(maybe(st.just(told + more))))
    return Participants(group, known["women"], known["men"], total)


def activities(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[Activity]:
    """Draw a row of the inventory, which serves projects and partners of the names."""
    drawn = build(
        Activity,
        pins,
        id=identifiers(),
        projects=references(names.projects, 1),
        kind=st.sampled_from(ActivityKind),
        occurrences=st.lists(occurrences(names), min_size=1, max_size=2).map(tuple),
        title=local_texts(),
        listed_in=maybe(months()),
        partners=references(names.organisations),
        participants=few(participants()),
        status=st.sampled_from(ActivityStatus),
        planned_cost=maybe(moneys(low=0, high=10**6)),
        component=maybe(st.sampled_from(names.components)) if names.components else st.none(),
        source=texts(),
        note=maybe(local_texts()),
    )
    return drawn if pins.get("shares") is not None else drawn | drawn.flatmap(_shared)


def _shared(activity: Activity) -> st.SearchStrategy[Activity]:
    """Draw a weight for each project, not all of them zero."""
    count = len(activity.projects)
    weights = st.lists(decimals("0", "10"), min_size=count, max_size=count).filter(any)
    return weights.map(lambda shares: attrs.evolve(activity, shares=tuple(shares)))
