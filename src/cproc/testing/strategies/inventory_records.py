"""Strategies for the inventory: places, people who took part, activities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

from cproc import model
from cproc.testing.strategies.fields import (
    ANY_NAMES,
    Names,
    build,
    countries,
    decimals,
    few,
    field_of,
    identifiers,
    maybe,
    moneys,
    pinned,
    records_of,
    references,
    texts,
)

_Fields = dict[str, st.SearchStrategy[Any]]
_Shared = TypeVar("_Shared", model.Activity, model.Post)


_TOWNS = (
    st.sampled_from(
        ("Bucharest", "Chisinau", "Kyiv", "Saint-Denis", "Nuku'alofa", "San José", "București")
    )
    | identifiers()
)


def places(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Place]:
    """Draw a place: any of its parts, at least one, some of them supplied by the office."""
    usual: list[_Fields] = [{"city": _TOWNS, "country": countries()}]
    usual += [{"country": countries()}, {"city": _TOWNS}]
    if names.regions:
        usual.append({"region": st.sampled_from(names.regions)})
    full = records_of(
        model.Place, pins, names, city=maybe(_TOWNS), country=countries(), supplied=st.just(())
    )
    drawn = st.one_of(*(build(model.Place, pins, **fields) for fields in usual), full)
    return drawn if pins.get("supplied") is not None else drawn | drawn.flatmap(_supplied)


def _supplied(place: model.Place) -> st.SearchStrategy[model.Place]:
    """Draw which of the parts the office has added."""
    given = tuple(part for part in model.places.SUPPLIABLE if getattr(place, part) is not None)
    return references(given).map(lambda parts: attrs.evolve(place, supplied=parts))


def regions(**pins: Any) -> st.SearchStrategy[model.Region]:
    """Draw a region of none to a few countries."""
    members = st.lists(countries(), max_size=4, unique=True).map(tuple)
    dac = st.sampled_from(("", "89", "298"))
    return records_of(model.Region, pins, countries=members, dac=dac)


def localities(**pins: Any) -> st.SearchStrategy[model.Locality]:
    """Draw the names of a city."""
    return records_of(model.Locality, pins, name=_TOWNS)


def designations(**pins: Any) -> st.SearchStrategy[model.Designation]:
    """Draw a rule for the name of a territory."""
    return records_of(model.Designation, pins)


def occurrences(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Occurrence]:
    """Draw a time and its places."""
    return records_of(model.Occurrence, pins, names, places=few(places(names), 3))


@st.composite
def participants(draw: st.DrawFn, /, **pins: Any) -> model.Participants:
    """Draw a number of people, given in any of the ways that agree."""
    fixed = pinned(model.Participants, pins)
    most = fixed.get("total", 500)
    group = fixed.get("group", draw(st.sampled_from(["", "judges", "prosecutors"]) | texts()))
    counts: dict[str, int | None] = {}
    for sex, other in (("women", "men"), ("men", "women")):
        others = counts.get(other) or fixed.get(other) or 0
        counts[sex] = fixed.get(sex, draw(maybe(st.integers(0, max(most - others, 0)))))
    both = sum(count for count in counts.values() if count is not None)
    if "total" in fixed and None not in counts.values():
        free = next((sex for sex in counts if sex not in fixed), "")
        counts |= {free: None} if free else {}
    more = 0 if None not in counts.values() else draw(st.integers(0, 20))
    total = fixed.get("total", draw(maybe(st.just(both + more))))
    qualifier = fixed.get("qualifier") or draw(field_of(model.Participants, "qualifier"))
    made = model.Participants(group, counts["women"], counts["men"], total, qualifier)
    few = fixed.get("fewer_than") or draw(maybe(st.integers(2, 20)))
    return made if made.people is not None else attrs.evolve(made, fewer_than=few)


def activities(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Activity]:
    """Draw a row of the inventory, which serves projects and partners of the names."""
    drawn = records_of(
        model.Activity,
        pins,
        names,
        projects=references(names.projects, 1),
        occurrences=st.lists(occurrences(names), min_size=1, max_size=2).map(tuple),
        participants=few(participants()),
        kind=maybe(st.sampled_from((*model.ActivityKind, *names.terms))),
        planned_cost=maybe(moneys(low=0, high=10**6)),
        shares=st.just(()),
    )
    return or_with_shares(drawn, pins, "10")


def or_with_shares(
    drawn: st.SearchStrategy[_Shared], pins: Mapping[str, Any], most: str
) -> st.SearchStrategy[_Shared]:
    """Draw a share for each project as well, not all of them zero, where none are pinned."""

    def with_shares(one: _Shared) -> st.SearchStrategy[_Shared]:
        count = len(one.projects)
        shares = st.lists(decimals("0", most), min_size=count, max_size=count)
        usable = shares.filter(lambda drawn: any(drawn) or not count)
        return usable.map(lambda drawn: attrs.evolve(one, shares=drawn))

    return drawn if pins.get("shares") is not None else drawn | drawn.flatmap(with_shares)
