"""How a record is drawn: each field as its type and its name ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

import attrs
from hypothesis import strategies as st

from cproc.errors import UnknownNameError
from cproc.model import DateSpan, LocalText, Money, Month, Period
from cproc.testing.strategies.scalars import (
    countries,
    currencies,
    date_spans,
    dates,
    decimals,
    few,
    identifiers,
    local_texts,
    maybe,
    moneys,
    months,
    periods,
    references,
    since_until,
    texts,
)

_Record = TypeVar("_Record")


@attrs.frozen
class Names:
    """Identifiers that exist, for the references of drawn records.

    Args:
        organisations: Identifiers of organisations; one at least.
        projects: Codes of projects; one at least where activities are drawn.
        regions: Codes of regions.
        treaties: Identifiers of treaties; one at least where treaty events are drawn.
        components: Identifiers of components.
        activities: Identifiers of activities.
        currency: Currency of budgets; any where absent.
    """

    organisations: tuple[str, ...] = ("COE", "EU", "RO_GOV")
    projects: tuple[str, ...] = ("GLACY", "GLACY+", "EAP2")
    regions: tuple[str, ...] = ("EAST", "SOUTH")
    treaties: tuple[str, ...] = ("CETS185", "CETS189")
    components: tuple[str, ...] = ("C1", "C2")
    activities: tuple[str, ...] = ("A1", "A2")
    currency: str | None = None


ANY_NAMES = Names()
"""Serves where a record is drawn by itself."""

HEADINGS = ("1", "1.1", "1.1.2", "2", "2.10", "11")

_REFERENCES = {
    **dict.fromkeys(("donor", "party", "lead", "host", "organisation"), "organisations"),
    **dict.fromkeys(("component", "components"), "components"),
    **dict.fromkeys(("region", "regions"), "regions"),
    "partners": "organisations",
    "projects": "projects",
    "activity": "activities",
    "treaty": "treaties",
}
"""Fields of text that refer to other records, with the field of `Names` that lists those."""

_degrees = decimals("-90", "90", 4).map("{:f}".format)
_BY_NAME = {
    **dict.fromkeys(("id", "code"), identifiers()),
    **dict.fromkeys(("country", "nationality"), countries()),
    **dict.fromkeys(("latitude", "longitude"), _degrees),
    "currency": currencies(),
    "heading": st.sampled_from(HEADINGS),
    "unit": st.sampled_from(["EUR", "activities", "month", "judges"]) | texts(min_size=1),
    "grade": st.sampled_from(["A1/2", "B4"]) | texts(min_size=1),
    "url": st.sampled_from(["", "https://www.coe.int/cybercrime"]) | texts(),
    "mark": st.sampled_from(["", "*"]),
}
"""Fields of text that take a certain text only, or mostly."""

_BY_TYPE: Mapping[Any, st.SearchStrategy[Any]] = {
    LocalText: local_texts(),
    bool: st.booleans(),
    int: st.integers(0, 1000),
    Decimal: decimals(),
    Money: moneys(low=-(10**9), high=10**9),
    dt.date: dates(),
    Month: months(),
    DateSpan: date_spans(),
    Period: periods(),
}


def pinned(cls: type, pins: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are pinned.

    Raises:
        UnknownNameError: The class has no such field.
    """
    fields = [field.name for field in attrs.fields(cls)]
    for name in pins:
        if name not in fields:
            raise UnknownNameError(f"field of {cls.__name__}", name, fields)
    return {name: value for name, value in pins.items() if value is not None}


def build(
    cls: type[_Record], pins: Mapping[str, Any], **fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[_Record]:
    """Draw the fields that are given, save those that are pinned; the others keep their default."""
    fixed = {name: st.just(value) for name, value in pinned(cls, pins).items()}
    return st.builds(cls, **{**fields, **fixed})


def records_of(
    cls: type[_Record],
    pins: Mapping[str, Any],
    names: Names = ANY_NAMES,
    **own: st.SearchStrategy[Any],
) -> st.SearchStrategy[_Record]:
    """Draw every field by its type, save those that have a strategy of their own or are pinned.

    A class whose fields must fit together needs strategies of its own; so does a field of such
    a class in another.
    """
    kind: Any = cls
    fields = attrs.fields_dict(kind)
    if "since" in fields:
        own = {**since_until(pins), **own}
    free = fields.keys() - own.keys() - pinned(cls, pins).keys()
    return build(cls, pins, **{name: _field(kind, name, names) for name in sorted(free)}, **own)


@cache
def _field(cls: Any, name: str, names: Names) -> st.SearchStrategy[Any]:
    """Draw a field; strategies are kept, as hypothesis looks at each new one anew."""
    hint = get_type_hints(cls)[name]
    kinds = get_args(hint) or (hint,)
    if kinds[1:] == (...,) and kinds[0] is str:
        return references(getattr(names, _REFERENCES[name]))
    if kinds[1:] == (...,):
        return few(_value(kinds[0], name, names))
    required = attrs.fields_dict(cls)[name].default != ""
    value = _value(kinds[0], name, names, least=int(required))
    return maybe(value) if NoneType in kinds else value


def _value(kind: Any, name: str, names: Names, least: int = 0) -> st.SearchStrategy[Any]:
    if kind is str and name in _REFERENCES:
        there = getattr(names, _REFERENCES[name])
        return st.sampled_from(there) if there else st.nothing()
    if kind is str:
        return _BY_NAME.get(name, texts(min_size=least))
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    return _BY_TYPE[kind] if kind in _BY_TYPE else records_of(kind, {}, names)
