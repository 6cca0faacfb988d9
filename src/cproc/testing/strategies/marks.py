"""Strategies for what not everybody may see."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st

from cproc import model
from cproc.testing.strategies.fields import (
    ANY_NAMES,
    Names,
    identifiers,
    local_texts,
    maybe,
    records_of,
)

_OF_ALL = (
    *("posts", "posts.nationality", "posts.duty", "posts.projects", "activities.places"),
    *("activities.places.city", "activities.partners", "activities.participants"),
    *("projects.transactions", "projects.transactions.supplier", "projects.milestones"),
    *("projects.contributions.amount", "projects.results.indicators.values", "priorities"),
)
"""What marks may be on, whatever records there are."""
_WHOLE = (
    *("activities.participants", "projects.transactions", "projects.milestones"),
    "projects.results.indicators.values",
)
"""Those of whole records within others."""


def confidentials(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Confidential]:
    """Draw a mark on all records of a list, on a field of them, or on a record of the names."""
    places = ("activities.places", "activities.occurrences.places")

    def mark(of: str, record: str | None) -> st.SearchStrategy[model.Confidential]:
        shows = [model.Shows.NOTHING]
        if of in places:
            shows += [model.Shows.COUNTRY, model.Shows.REGION]
        elif "." in of and of not in _WHOLE:
            shows.append(model.Shows.GROUP)
        own: dict[str, st.SearchStrategy[Any]] = {
            "record": st.just(record),
            "part": maybe(identifiers()) if of in _WHOLE else st.none(),
            "shows": st.sampled_from(shows),
            "reason": maybe(local_texts()),
        }
        return records_of(model.Confidential, {**pins, "of": of}, names, **own)

    every = [mark(of, None) for of in ([pins["of"]] if pins.get("of") else _OF_ALL)]
    if not pins.get("of"):
        every += [mark("activities", id_) for id_ in names.activities]
        every += [mark("organisations", id_) for id_ in names.organisations]
    return st.one_of(*every)


def withhelds(**pins: Any) -> st.SearchStrategy[model.Withheld]:
    """Draw what an edition has left out."""
    return records_of(
        model.Withheld,
        pins,
        ANY_NAMES,
        of=st.sampled_from(_OF_ALL),
        records=st.integers(1, 1000),
    )


def sound_marks(portfolio: model.Portfolio) -> model.Portfolio:
    """Take from drawn marks what there need not be: parts of records, a smallest group."""
    marks = (attrs.evolve(each, part=None) for each in portfolio.confidential)
    if portfolio.smallest_group is None:
        group, nothing = model.Shows.GROUP, model.Shows.NOTHING
        marks = (attrs.evolve(m, shows=nothing) if m.shows is group else m for m in marks)
    return attrs.evolve(portfolio, confidential=tuple(marks))
