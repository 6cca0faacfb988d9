"""A question to the engine, and the plan it is answered by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import attrs

from cproc.dates import Period
from cproc.errors import InvalidValueError, looked_up
from cproc.figures.facets import Facet, facets
from cproc.figures.keys import KEYS, Aspect, Key, Subject, reader
from cproc.figures.measures import MEASURES, Measure
from cproc.figures.results import MonthRule, Rule
from cproc.figures.units import Shape, Units, shape_of
from cproc.model import Portfolio

Names = Sequence[str | Key]
Row = tuple[Any, ...]


def _keys(by: str | Key | Names) -> tuple[str | Key, ...]:
    return (by,) if isinstance(by, str | Key) else tuple(by)


def _wanted(where: Mapping[str | Key, Any]) -> Mapping[str | Key, tuple[Any, ...]]:
    return {
        name: (values,) if values is None or isinstance(values, str) else tuple(values)
        for name, values in where.items()
    }


@attrs.frozen(eq=False)
class Query:
    """What is to be counted or summed, of which records, by which keys.

    Args:
        by: One key or several, by name or as a `Key`; none gives one row.
        measure: What is summed, by name or as a `Measure`; None counts.
        of: Whose records are counted; that of the measure where one is given.
        rule: What counts as one, and whether it is split. Sums know ``entries`` (an amount
            counts whole in each row its record falls under) and ``share`` only.
        months: To which month a record belongs.
        where: For a key, the values of which a unit must have one; None is "no value". A
            heading holds what is booked below it, and on those that it sums.
        period: Keeps the units that belong to a month by a day in it; those in progress on
            some day of it, under the rules of that name and pro rata.
        only: Keeps the records it is true of.
        on: The day of budgets and posts; the last of the reporting period where absent.
        convert: Turns an amount into another currency by the day whose rate is used.
    """

    by: tuple[str | Key, ...] = attrs.field(default=(), converter=_keys)
    measure: str | Measure | None = None
    of: Subject | str = Subject.ACTIVITIES
    rule: Rule | str = Rule.ENTRIES
    months: MonthRule | str = MonthRule.FIRST_DAY
    where: Mapping[str | Key, tuple[Any, ...]] = attrs.field(factory=dict, converter=_wanted)
    period: Period | None = None
    only: Callable[[Any], bool] | None = None
    on: date | None = None
    convert: Callable[[Any, date], Any] | None = None


_Choice = TypeVar("_Choice", Rule, MonthRule, Subject)


def choice(kind: type[_Choice], value: _Choice | str, what: str) -> _Choice:
    """Take a choice by its name.

    Raises:
        InvalidValueError: There is none of that name.
    """
    try:
        return kind(value)
    except ValueError:
        raise InvalidValueError(
            "choice-unknown", f"{value!r} is not a {what}.", f"Use one of {', '.join(kind)}."
        ) from None


Test = Callable[[Any], bool]
Column = Callable[[Units], list[Any]]


@attrs.frozen(eq=False)
class Plan:
    """How a query is answered.

    Args:
        query: The query.
        names: Names of the keys.
        keys: The keys.
        subject: Whose records are looked at.
        rule: What counts as one.
        months: To which month a record belongs.
        measure: What is summed; None counts.
        on: The day of budgets and posts.
        facets: The keys by the part they look at.
        positions: Where in the values of all facets the value of each key is.
        filters: Columns with the test their entries must pass.
        parts: What of a record the keys and filters look at.
        projects: The codes of the only projects whose records pass; None for any.
    """

    query: Query
    names: tuple[str, ...]
    keys: tuple[Key, ...]
    subject: Subject
    rule: Rule
    months: MonthRule
    measure: Measure | None
    on: date
    facets: tuple[Facet, ...]
    positions: tuple[int, ...]
    filters: tuple[tuple[Column, Test], ...]
    parts: frozenset[Aspect]
    projects: frozenset[str] | None

    @property
    def shape(self) -> Shape:
        """What of a record is one unit."""
        return shape_of(self.rule)

    @property
    def by_share(self) -> bool:
        """Whether each unit is split over its rows."""
        return self.rule is Rule.SHARE

    @property
    def unit(self) -> str:
        """What is counted; empty for money."""
        if self.measure is not None:
            return "" if self.measure.unit == "money" else self.measure.unit
        return str(self.rule if self.subject is Subject.ACTIVITIES else self.subject)


def plan(
    portfolio: Portfolio,
    query: Query,
    keys: Mapping[str, Key] = KEYS,
    measures: Mapping[str, Measure] = MEASURES,
) -> Plan:
    """Look up what a query names and see that it fits together.

    Raises:
        UnknownNameError: A key or measure is unknown.
        InvalidValueError: A rule or subject is unknown, a key stands twice or is not one of
            the records', a sum is asked for under a rule of counting, or a period of records
            without a date.
    """
    found = tuple(_key(name, keys) for name in query.by)
    names = tuple(made.name for made in found)
    if len(set(names)) < len(names):
        raise InvalidValueError("key-twice", f"a key stands twice in {', '.join(names)}.")
    summed = query.measure
    if isinstance(summed, str):
        summed = looked_up("measure", summed, measures)
    subject = choice(Subject, query.of, "kind of record") if summed is None else summed.subject
    rule = choice(Rule, query.rule, "rule")
    months = choice(MonthRule, query.months, "rule")
    _refuse_misfit(rule, subject, summed)
    grouped = tuple(facets(portfolio, subject, found, months, rule is Rule.SHARE))
    flat = [made for _facet, group in grouped for made in group]
    return Plan(
        query,
        names,
        found,
        subject,
        rule,
        months,
        summed,
        query.on or portfolio.period.end,
        tuple(facet for facet, _group in grouped),
        tuple(flat.index(made) for made in found),
        tuple(_filters(portfolio, query, subject, months, keys)),
        frozenset(reader(_key(name, keys), subject).part for name in (*query.by, *query.where)),
        _projects(query, keys),
    )


def _key(name: str | Key, keys: Mapping[str, Key]) -> Key:
    return name if isinstance(name, Key) else looked_up("key", name, keys)


def _projects(query: Query, keys: Mapping[str, Key]) -> frozenset[str] | None:
    for name, values in query.where.items():
        if _key(name, keys) is KEYS["project"]:
            return frozenset(str(value) for value in values)
    return None


def _refuse_misfit(rule: Rule, subject: Subject, summed: Measure | None) -> None:
    plain = rule in {Rule.ENTRIES, Rule.SHARE}
    if summed is not None and not plain:
        raise InvalidValueError(
            "rule-not-of-sums",
            f"{summed.name} belongs to a whole record and cannot be summed by {rule}.",
            "Use share, which splits it, or entries.",
        )
    if subject is not Subject.ACTIVITIES and not plain:
        raise InvalidValueError(
            "rule-not-of-records",
            f"{subject.replace('_', ' ')} have no {rule}.",
            "Use entries or share.",
        )


def _filters(
    portfolio: Portfolio,
    query: Query,
    subject: Subject,
    months: MonthRule,
    keys: Mapping[str, Key],
) -> Iterable[tuple[Column, Test]]:
    for name, values in query.where.items():
        made = _key(name, keys)
        made = attrs.evolve(made, readers={**made.readers, **made.within})
        ((facet, _group),) = facets(portfolio, subject, [made], months, by_share=False)
        wanted = frozenset(None if value is None else str(value) for value in values)
        yield facet.column, _is_one_of(facet, wanted)
    if query.period is not None:
        if subject not in KEYS["month"].readers:
            raise InvalidValueError(
                "period-not-applicable",
                f"{subject.replace('_', ' ')} have no date.",
                "Leave the period out; budgets and posts are told for a day.",
            )
        yield _in_period(query.period, months)


def _is_one_of(facet: Facet, wanted: frozenset[str | None]) -> Test:
    def test(signature: Any) -> bool:
        shown = (None if v is None else str(v) for (v,) in facet.choices(signature).values)
        return not wanted.isdisjoint(shown)

    return test


def _in_period(period: Period, months: MonthRule) -> tuple[Column, Test]:
    if months in {MonthRule.IN_PROGRESS, MonthRule.PRO_RATA}:
        return (
            lambda units: list(units.days),
            lambda days: any(start <= period.end and period.start <= end for start, end in days),
        )
    return (
        lambda units: units.first_days(months),
        lambda day: day is not None and day in period,
    )
