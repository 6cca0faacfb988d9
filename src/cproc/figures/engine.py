"""One pass over the records for any number of breakdowns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import islice

import attrs

from cproc.figures.breakdown import Breakdown
from cproc.figures.keys import KEYS, Aspect, Key, Subject
from cproc.figures.measures import MEASURES, Measure
from cproc.figures.query import Plan, Query, Row, plan
from cproc.figures.tallies import Counts, Sums, Tally, Trace
from cproc.figures.units import Places, Shape, Units, records, units
from cproc.model import Portfolio

BATCH = 4096
"""Records whose columns are held at a time; some thousand stay in the processor's cache."""


def breakdowns(
    portfolio: Portfolio,
    queries: Iterable[Query],
    keys: Mapping[str, Key] = KEYS,
    measures: Mapping[str, Measure] = MEASURES,
) -> tuple[Breakdown, ...]:
    """Answer any number of queries in one pass over the records.

    Args:
        portfolio: What is counted.
        queries: The questions.
        keys: The keys that names mean; those of the library where absent.
        measures: The measures that names mean; those of the library where absent.

    Returns:
        A breakdown for each query, in their order. The records behind a row are looked up
        when they are first asked for.

    Raises:
        UnknownNameError: A key or measure is unknown.
        InvalidValueError: A query does not fit together (`cproc.figures.query.plan`), or the
            amounts of a row are of several currencies.

    Example:
        >>> import cproc
        >>> from cproc.figures import Query, breakdowns
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> months, pairs = breakdowns(
        ...     portfolio, [Query("month"), Query("project", rule="participations")]
        ... )
        >>> months.total, pairs.total
        (158, 186)
    """
    plans = [plan(portfolio, query, keys, measures) for query in queries]
    tallies = [Sums(made, made.measure) if made.measure else Counts(made) for made in plans]
    _run(portfolio, tallies)
    return tuple(made.breakdown(portfolio, _Behind(portfolio, made.plan)) for made in tallies)


class _Behind:
    """The records behind the rows of a breakdown, looked up when one is first asked for."""

    def __init__(self, portfolio: Portfolio, made: Plan) -> None:
        self._portfolio, self._plan = portfolio, made

    @cached_property
    def _found(self) -> dict[Row, tuple[str, ...]]:
        trace = Trace(self._plan)
        _run(self._portfolio, [trace])
        return trace.found()

    def row(self, key: Row) -> tuple[str, ...]:
        return self._found[key]

    def again(self, names: tuple[str, ...]) -> Breakdown:
        keys = dict(zip(self._plan.names, self._plan.keys, strict=True))
        query = attrs.evolve(self._plan.query, by=tuple(keys[name] for name in names))
        return breakdowns(self._portfolio, [query])[0]


def _run(portfolio: Portfolio, tallies: Sequence[Tally]) -> None:
    groups: dict[tuple[Subject, date], list[Tally]] = {}
    for made in tallies:
        groups.setdefault((made.plan.subject, made.plan.on), []).append(made)
    for (subject, on), group in groups.items():
        places = _places(portfolio, subject, group)
        found, start = records(portfolio, subject, on, _codes(group)), 0
        while batch := list(islice(found, BATCH)):
            cut: dict[Shape, Units] = {}
            for made in group:
                shape = made.plan.shape
                if shape not in cut:
                    cut[shape] = units(subject, shape, batch, start, places)
                made.add(cut[shape])
            start += len(batch)


def _codes(group: Sequence[Tally]) -> frozenset[str] | None:
    """The only projects whose records some query keeps; None for any."""
    wanted = [made.plan.projects for made in group]
    if any(codes is None for codes in wanted):
        return None
    return frozenset[str]().union(*(codes for codes in wanted if codes))


def _places(portfolio: Portfolio, subject: Subject, group: Sequence[Tally]) -> dict[str, Places]:
    """The places of the activities that transactions pay for, where they are asked for."""
    if subject is not Subject.TRANSACTIONS or not any(
        Aspect.PLACE in made.plan.parts for made in group
    ):
        return {}
    paid = {made.activity for project in portfolio.projects for made in project.transactions}
    return {
        activity.id: tuple(made.places for made in activity.occurrences)
        for activity in portfolio.activities
        if activity.id in paid
    }
