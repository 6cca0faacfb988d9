"""Groups of people that are too small to be counted in the open."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from cproc import model
from cproc.disclosure.tally import Tally
from cproc.model import Activity, AddsTo, IndicatorValue, Participants, Portfolio, Withholding
from cproc.model.walk import with_each, with_values

PEOPLE = "people"
"""Unit of indicators that count people."""
_OF_PEOPLE = frozenset(["sex", "gender", "age", "disability", "nationality"])
"""What only people are told apart by."""


def without_small(portfolio: Portfolio, least: int, tally: Tally) -> Portfolio:
    """The portfolio in which no group of people smaller than the least is counted.

    Args:
        portfolio: The data.
        least: From how many people on a group is counted; nobody at all is no group.
        tally: Counts what is left out.
    """

    def of_activity(activity: Activity) -> Activity:
        shown = _together(activity.participants, least)
        changed = sum(a is not b for a, b in zip(shown, activity.participants, strict=True))
        tally.add("activities.participants", Withholding.FEWER_THAN, changed)
        return with_values(activity, participants=shown) if changed else activity

    def of_indicator(indicator: model.Indicator) -> model.Indicator:
        if not _counts_people(indicator):
            return indicator
        made = tuple(_value(each, least) for each in indicator.values)
        kept = tuple(each for each in made if each is not None)
        changed = sum(a is not b for a, b in zip(made, indicator.values, strict=True))
        of = "projects.results.indicators.values"
        tally.add(of, Withholding.FEWER_THAN, changed)
        return with_values(indicator, values=kept) if changed else indicator

    counted = with_each((model.Indicator,), portfolio, of_indicator)
    return with_each((Activity,), counted, of_activity)


def _is_small(number: Decimal | int | None, least: int) -> bool:
    return number is not None and 0 < number < least


def _together(groups: tuple[Participants, ...], least: int) -> tuple[Participants, ...]:
    """The groups of one activity.

    Beside a number of all together the others must all be hidden, or all be shown: one that is
    hidden alone is the difference.
    """
    shown = tuple(_group(each, least) for each in groups)
    is_hidden = [a is not b for a, b in zip(shown, groups, strict=True)]
    whole = [not each.group for each in groups]
    if not (any(whole) and not all(whole) and any(is_hidden)):
        return shown
    return tuple(
        each if of_all else _uncounted(each, least)
        for each, of_all in zip(shown, whole, strict=True)
    )


def _uncounted(group: Participants, least: int) -> Participants:
    if group.people is None or group.fewer_than:
        return _group(group, least)
    return Participants(group.group)


def _group(group: Participants, least: int) -> Participants:
    """A group; where a sex is too few, or those whose sex nobody noted, its total only."""
    people = group.people
    if _is_small(people, least):
        return Participants(group.group, fewer_than=least)
    rest = None if group.total is None else group.total - (group.women or 0) - (group.men or 0)
    if not any(_is_small(number, least) for number in (group.women, group.men, rest)):
        return group
    if (group.women, group.men) == (None, None):
        return group
    return Participants(group.group, total=people, qualifier=group.qualifier)


def _counts_people(indicator: model.Indicator) -> bool:
    dimensions = {part.dimension.casefold() for value in indicator.values for part in value.parts}
    trained = indicator.adds_to is AddsTo.PEOPLE_TRAINED
    return trained or indicator.unit == PEOPLE or bool(dimensions & _OF_PEOPLE)


def _value(value: IndicatorValue, least: int) -> IndicatorValue | None:
    """What an indicator came to; nothing where so few were reached, no parts where one is small."""
    if value.kind is not model.ValueKind.ACTUAL:
        return value  # what is aimed at is nobody
    if _is_small(value.value, least):
        return None
    small = {name for name in _dimensions(value) if _has_small(value, name, least)}
    if not small:
        return value
    return with_values(value, parts=tuple(p for p in value.parts if p.dimension not in small))


def _dimensions(value: IndicatorValue) -> Iterable[str]:
    return dict.fromkeys(part.dimension for part in value.parts)


def _has_small(value: IndicatorValue, dimension: str, least: int) -> bool:
    parts: list[Any] = [part.value for part in value.parts if part.dimension == dimension]
    return any(_is_small(each, least) for each in (*parts, value.value - sum(parts)))
