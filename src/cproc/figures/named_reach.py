"""The named figures of how many people and countries activities reached."""

from __future__ import annotations

from collections import Counter

import attrs

from cproc.errors import said
from cproc.figures.catalogue import Method, Name, Question, Scope, figure
from cproc.figures.counting import (
    HELD,
    Aspect,
    Breakdown,
    BreakdownRow,
    Figure,
    Missing,
    Part,
    Query,
    Reason,
    lacking,
)
from cproc.figures.named_activities import EVENT, key_of, parts_of, refuse_wanted
from cproc.figures.small_groups import most_of_few, with_few
from cproc.figures.subjects import project_of
from cproc.figures.withheld_places import WITHHELD, others_than_place, without_place
from cproc.model import (
    Activity,
    Portfolio,
)


def _lacks_people(portfolio: Portfolio, activity: Activity) -> bool:
    """Whether people met, as far as can be told, and their number is not known."""
    groups = activity.participants
    # An event of which nobody counted the people lacks them, as one of which some did.
    lacks = not groups or any(group.people is None for group in groups)
    return lacks and portfolio.met(activity) is not False


_UNCOUNTED = key_of("uncounted", Aspect.RECORD, _lacks_people)
_SOMEWHERE = key_of("somewhere", Aspect.PLACE, lambda _portfolio, place: place.country is not None)


@figure(unit="countries", method=Method.DISTINCT, needs="activities", scope=Scope.PERIOD)
def countries_reached(portfolio: Portfolio, project: Name = None) -> Question:
    """Count the countries in which an activity took place, of one project or of all."""
    if project is not None:
        project_of(portfolio, project)
    of = () if project is None else (project,)
    by = ("project",) * len(of)

    def answer(
        by_country: Breakdown,
        somewhere: Breakdown,
        undated: Breakdown,
        hidden: Breakdown | None = None,
    ) -> Figure:
        reached = [row for row in by_country.rows if row.key[:-1] == of and row.key[-1] is not None]
        placed = somewhere.row(*of, _SOMEWHERE.name) or BreakdownRow((), 0)

        def parts() -> tuple[Part, ...]:
            new = Counter(row.records[0] for row in reached)  # with the first of its activities
            return tuple(Part(record, new[record]) for record in placed.records)

        sentence = said("countries of the places of the entries held, each once")
        lacks = _withheld_of(hidden, *of)
        missing = (*_undated(undated, *of, _SOMEWHERE.name), *lacks)
        counted = Figure(
            "", len(reached), "countries", sentence, "activities", lambda: placed.records,
            missing, parts=parts,
        )  # fmt: skip
        return attrs.evolve(counted, value=None, low=len(reached)) if lacks else counted

    query = Query((*by, _SOMEWHERE), where=HELD)
    queries: tuple[Query, ...] = (Query((*by, "country"), where=HELD), query)
    queries += (attrs.evolve(query, undecided=True),)
    if without_place(portfolio):
        queries = (*queries, Query((*by, WITHHELD), where=HELD))
    return Question(queries, answer)


def _withheld_of(hidden: Breakdown | None, *key: str) -> tuple[Missing, ...]:
    """The activities of a row whose places an edition does not show."""
    row = hidden.row(*key, WITHHELD.name) if hidden else None
    return lacking(row.records, Reason.WITHHELD) if row else ()


def _undated(undecided: Breakdown, *key: str) -> tuple[Missing, ...]:
    """The activities of a row that may be of the reporting period, and cannot be told to."""
    row = undecided.row(*key)
    return lacking(row.records, Reason.DATE) if row else ()


@figure(unit="people", method=Method.SUM, needs="activities", scope=Scope.PERIOD)
def participants(
    portfolio: Portfolio, project: Name = None, kind: Name = None, country: Name = None
) -> Question:
    """Sum the people who took part in activities, of one project, kind or country."""
    given = {"project": project, "kind": kind, "country": country}
    keys = {name: value for name, value in given.items() if value is not None}
    refuse_wanted(portfolio, keys)

    others = others_than_place(portfolio, keys)

    def answer(
        people: Breakdown, uncounted: Breakdown, undated: Breakdown, hidden: Breakdown | None = None
    ) -> Figure:
        row = people.row(EVENT.name, *keys.values()) or BreakdownRow((), 0)
        without = uncounted.row(_UNCOUNTED.name, *keys.values()) or BreakdownRow((), 0)
        few = most_of_few(portfolio, without.records)
        lacks = lacking(each for each in without.records if each not in few)
        elsewhere = _withheld_of(hidden, EVENT.name, *(keys[name] for name in others or ()))
        missing = (*lacks, *_undated(undated, EVENT.name, *keys.values()), *elsewhere)
        value = row.value if row.key or not missing else None
        sentence = said("people of the groups that took part in events")
        counted = Figure(
            "", value, "people", sentence, "activities", lambda: row.records,
            missing, parts=lambda: parts_of(row), qualifier=row.qualifier,
        )  # fmt: skip
        return with_few(counted, few)

    summed = Query((EVENT, *keys), "participants")
    undated = Query((EVENT, *keys), where=HELD, undecided=True)
    queries: tuple[Query, ...] = (summed, Query((_UNCOUNTED, *keys), where=HELD), undated)
    if others is not None:
        queries += (Query((EVENT, *others, WITHHELD), where=HELD),)
    return Question(queries, answer)
