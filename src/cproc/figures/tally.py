"""Counting activities by any keys, under a named rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, TypeVar

import attrs

from cproc.errors import InvalidValueError
from cproc.figures.keys import Context, Key, key
from cproc.figures.results import Breakdown, BreakdownRow, MonthRule, Rule, Value
from cproc.model import Activity, Portfolio

__all__ = ["tally"]


def tally(
    portfolio: Portfolio,
    by: str | Sequence[str] = (),
    rule: Rule | str = Rule.ENTRIES,
    months: MonthRule | str = MonthRule.FIRST_DAY,
    only: Callable[[Activity], bool] | None = None,
) -> Breakdown:
    """Count the portfolio's activities by keys.

    Args:
        portfolio: What is counted.
        by: One key or several; `cproc.figures.KEYS` lists them. None gives one row.
        rule: ``entries`` counts rows of the inventory, each once in a row of the result;
            ``occurrences`` each time and place of them; ``events`` the occurrences of
            those kinds where people meet; ``participations`` activity-project pairs;
            ``share`` splits each activity over its projects (by their weights) and over
            times, places and partners (equally), so that the rows add up exactly.
        months: To which month an activity belongs: that of its first day, the one it is
            listed under, or each in which it is in progress.
        only: Keeps the activities it is true of.

    Returns:
        A breakdown whose total counts each activity (or occurrence, or pair) once.

    Raises:
        UnknownNameError: A key is unknown.
        InvalidValueError: A rule is unknown, or a key stands twice.

    Example:
        >>> import cproc
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> tally(portfolio, by="project", rule="participations").total
        186
    """
    names = (by,) if isinstance(by, str) else tuple(by)
    keys = [key(name) for name in names]
    if len(set(names)) < len(names):
        raise InvalidValueError("key-twice", f"a key stands twice in {', '.join(names)}.")
    rule, months = _choice(Rule, rule), _choice(MonthRule, months)
    values: dict[tuple[Any, ...], Fraction] = {}
    records: dict[tuple[Any, ...], dict[str, None]] = {}
    total = 0
    for activity in portfolio.activities:
        if only is not None and not only(activity):
            continue
        for unit in _units(Context(portfolio, activity, months), rule):
            total += 1
            for row, weight in _rows(unit, keys, rule).items():
                part = weight if rule is Rule.SHARE else 1
                values[row] = values.get(row, Fraction(0)) + part
                records.setdefault(row, {})[activity.id] = None
    whole: Callable[[Fraction], Value] = Fraction if rule is Rule.SHARE else int
    rows = (BreakdownRow(row, whole(values[row]), tuple(records[row])) for row in values)
    return Breakdown(names, rule, rule, _ordered(rows, keys, portfolio), total)


_Choice = TypeVar("_Choice", Rule, MonthRule)


def _choice(kind: type[_Choice], value: _Choice | str) -> _Choice:
    try:
        return kind(value)
    except ValueError:
        raise InvalidValueError(
            "choice-unknown", f"{value!r} is not a rule.", f"Use one of {', '.join(kind)}."
        ) from None


def _units(context: Context, rule: Rule) -> Iterator[Context]:
    """Give what counts as one under the rule."""
    activity = context.activity
    if rule is Rule.PARTICIPATIONS:
        for project in activity.projects:
            yield attrs.evolve(context, project=project)
    elif rule is Rule.OCCURRENCES or (rule is Rule.EVENTS and activity.kind.is_event):
        for occurrence in activity.occurrences:
            yield attrs.evolve(context, occurrence=occurrence)
    elif rule is not Rule.EVENTS:
        yield context


def _rows(unit: Context, keys: Sequence[Key], rule: Rule) -> dict[tuple[Any, ...], Fraction]:
    """Give the rows a unit falls under, each with its share of the unit; they sum to one."""
    rows: dict[tuple[Any, ...], Fraction] = {}
    apart = frozenset[str]().union(*(key.apart for key in keys))
    for context, weight in _contexts(unit, apart):
        values = [tuple(key.values(context)) or (None,) for key in keys]
        combinations = list(product(*values))
        for row in combinations:
            rows[row] = rows.get(row, Fraction(0)) + weight / len(combinations)
    return rows if rule is Rule.SHARE else dict.fromkeys(rows, Fraction(1))


def _contexts(unit: Context, apart: frozenset[str]) -> Iterator[tuple[Context, Fraction]]:
    """Tell a unit's parts apart, as far as the keys need it, with their weights."""
    activity = unit.activity
    parts = [(unit, Fraction(1))]
    if "project" in apart and unit.project is None:
        shares = [Fraction(share) for share in activity.shares or (1,) * len(activity.projects)]
        whole = sum(shares, Fraction(0))
        parts = [
            (attrs.evolve(context, project=code), weight * share / whole)
            for context, weight in parts
            for code, share in zip(activity.projects, shares, strict=True)
        ]
    if "place" in apart:
        occurrences = (unit.occurrence,) if unit.occurrence else activity.occurrences
        spots = [
            (occurrence, place, Fraction(1, len(occurrences) * max(len(occurrence.places), 1)))
            for occurrence in occurrences
            for place in occurrence.places or (None,)
        ]
        parts = [
            # The month of an entry stays that of its first day, whichever place is looked at.
            (attrs.evolve(context, place=place), weight * part)
            for context, weight in parts
            for _occurrence, place, part in spots
        ]
    if "partner" in apart and activity.partners:
        part = Fraction(1, len(activity.partners))
        parts = [
            (attrs.evolve(context, partner=partner), weight * part)
            for context, weight in parts
            for partner in activity.partners
        ]
    yield from parts


def _ordered(
    rows: Iterator[BreakdownRow], keys: Sequence[Key], portfolio: Portfolio
) -> tuple[BreakdownRow, ...]:
    orders = [{value: index for index, value in enumerate(key.order(portfolio))} for key in keys]

    def place(row: BreakdownRow) -> tuple[Any, ...]:
        return tuple(
            (part is None, order.get(part, len(order)), str(part))
            for part, order in zip(row.key, orders, strict=True)
        )

    return tuple(sorted(rows, key=place))
