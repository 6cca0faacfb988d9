"""Rules of results: what indicators say fits together, and in time."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from cproc import model
from cproc.checks.codes import Problems
from cproc.errors import Message, problem, said, with_paths
from cproc.model.walk import each_of


def parts(portfolio: model.Portfolio) -> Problems:
    """The parts of an indicator's value make it, or are among it, each counted once."""
    for path, indicator in each_of((model.Indicator,), portfolio):
        for at, value in with_paths(f"{path}.values", indicator.values):
            yield from _parts_tie(value, indicator.unit, at)


def _parts_tie(value: model.IndicatorValue, unit: str, path: str) -> Problems:
    by_dimension: dict[str, list[model.Disaggregation]] = {}
    for part in value.parts:
        by_dimension.setdefault(part.dimension, []).append(part)
    for dimension, parts in by_dimension.items():
        groups = [part.group for part in parts]
        twice = next((group for group in groups if groups.count(group) > 1), None)
        if twice is not None:
            yield problem("indicator-twice", path, twice, dimension=dimension)
        if unit == "%":
            continue  # a percentage of women and one of men make none of both
        whole = sum(part.value for part in parts)
        both = dimension == "sex" and len(parts) > 1
        if whole > value.value or (both and whole != value.value):
            yield problem(
                "indicator-sum",
                path,
                dimension=dimension,
                whole=whole,
                value=value.value,
                unit=unit,
            )


def identifiers(portfolio: model.Portfolio) -> Problems:
    """No two indicators of the portfolio have one identifier."""
    first: dict[str, str] = {}
    for path, indicator in each_of((model.Indicator,), portfolio):
        id_ = indicator.id
        if id_ is None:
            continue
        if id_ in first:
            yield problem("id-twice.indicator", f"{path}.id", id_, first=first[id_])
        first.setdefault(id_, path)


def percentages(portfolio: model.Portfolio) -> Problems:
    """A percentage is from 0 to 100."""
    for path, indicator in each_of((model.Indicator,), portfolio):
        for at, value in with_paths(f"{path}.values", indicator.values):
            if indicator.unit == "%" and not 0 <= value.value <= 100:
                yield problem("indicator-percent", f"{at}.value", value.value)


def in_time(portfolio: model.Portfolio) -> Problems:
    """Values follow on each other: one for each time, none before the baseline.

    A target lies on the side of the baseline to which the indicator is to go, and what adds up
    to people trained by a day does not become less.
    """
    for path, indicator in each_of((model.Indicator,), portfolio):
        yield from _one_for_each_time(indicator, path)
        baseline = indicator.of_kind(model.ValueKind.BASELINE)[-1:]
        actual = indicator.of_kind(model.ValueKind.ACTUAL)
        for start in baseline:
            for value in actual:
                if value.when and start.when and value.when.end < start.when.start:
                    at = _at(indicator, path, value)
                    yield problem(
                        "indicator-early", at, value.value, when=value.when, start=start.when
                    )
            for target in indicator.of_kind(model.ValueKind.TARGET):
                if _wrong_way(indicator, start.value, target.value):
                    direction = Message(indicator.direction)
                    way = said(
                        "is to {direction} from {value}", direction=direction, value=start.value
                    )
                    at = _at(indicator, path, target)
                    yield problem("indicator-direction", at, target.value, way=way)
        yield from _falling(indicator, path)


def _falling(indicator: model.Indicator, path: str) -> Problems:
    """People who were trained by one day were so on every later one."""
    if indicator.adds_to is not model.AddsTo.PEOPLE_TRAINED:
        return
    if indicator.counting is model.Counting.PER_PERIOD:
        return
    dated = [value for value in indicator.of_kind(model.ValueKind.ACTUAL) if value.when is not None]
    for before, value in pairwise(dated):
        if value.value < before.value:
            at = _at(indicator, path, value)
            yield problem(
                "indicator-falls",
                at,
                value.value,
                when=value.when,
                before=before.value,
                earlier=before.when,
            )


def _wrong_way(indicator: model.Indicator, start: Decimal, end: Decimal) -> bool:
    falls = indicator.direction is model.Direction.DECREASE
    return end > start if falls else end < start


def _one_for_each_time(indicator: model.Indicator, path: str) -> Problems:
    seen: set[tuple[object, ...]] = set()
    for at, value in with_paths(f"{path}.values", indicator.values):
        if (value.kind, value.when) in seen:
            time = value.when or "no date"
            yield problem("indicator-twice.time", at, time, kind=value.kind)
        seen.add((value.kind, value.when))


def _at(indicator: model.Indicator, path: str, value: model.IndicatorValue) -> str:
    return f"{path}.values[{indicator.values.index(value)}]"


def due(portfolio: model.Portfolio) -> Problems:
    """A target that was due by the end of the reporting period has a number beside it."""
    end = portfolio.period.end
    for path, indicator in each_of((model.Indicator,), portfolio):
        late = [
            t for t in indicator.of_kind(model.ValueKind.TARGET) if t.when and t.when.end <= end
        ]
        actual = indicator.of_kind(model.ValueKind.ACTUAL)
        if late and not any(v.when is None or v.when.start <= end for v in actual):
            yield problem("indicator-due", path, late[-1].value, when=late[-1].when)


RULES = (parts, identifiers, percentages, in_time, due)
