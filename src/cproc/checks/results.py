"""Rules of results: what indicators say fits together, and in time."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from cproc.checks.codes import Problems, each_of, error, warning
from cproc.errors import Message, said, with_paths
from cproc.model import (
    AddsTo,
    Counting,
    Direction,
    Disaggregation,
    Indicator,
    IndicatorValue,
    Portfolio,
    ValueKind,
)


def parts(portfolio: Portfolio) -> Problems:
    """The parts of an indicator's value make it, or are among it, each told once."""
    for path, indicator in each_of((Indicator,), portfolio):
        for at, value in with_paths(f"{path}.values", indicator.values):
            yield from _parts_tie(value, indicator.unit, at)


def _parts_tie(value: IndicatorValue, unit: str, path: str) -> Problems:
    by_dimension: dict[str, list[Disaggregation]] = {}
    for part in value.parts:
        by_dimension.setdefault(part.dimension, []).append(part)
    for dimension, parts in by_dimension.items():
        groups = [part.group for part in parts]
        twice = next((group for group in groups if groups.count(group) > 1), None)
        if twice is not None:
            message = said(
                "{twice} stands twice among the parts by {dimension}.",
                twice=twice,
                dimension=dimension,
            )
            yield warning(
                "indicator-twice", message, path, said("Add them up, or take one away."), twice
            )
        if unit == "%":
            continue  # a percentage of women and one of men make none of both
        whole = sum(part.value for part in parts)
        both = dimension == "sex" and len(parts) > 1
        if whole > value.value or (both and whole != value.value):
            message = said(
                "the parts by {dimension} make {whole}, not {value} {unit}.",
                dimension=dimension,
                whole=whole,
                value=value.value,
                unit=unit,
            )
            yield warning("indicator-sum", message, path, said("Correct one of the numbers."))


def identifiers(portfolio: Portfolio) -> Problems:
    """No two indicators of the portfolio have one identifier."""
    first: dict[str, str] = {}
    for path, indicator in each_of((Indicator,), portfolio):
        id_ = indicator.id
        if id_ is None:
            continue
        if id_ in first:
            message = said("{id!r} is already the id of {first}.", id=id_, first=first[id_])
            yield error("id-twice", message, f"{path}.id", said("Give each its own."), id_)
        first.setdefault(id_, path)


def percentages(portfolio: Portfolio) -> Problems:
    """A percentage is from 0 to 100."""
    for path, indicator in each_of((Indicator,), portfolio):
        for at, value in with_paths(f"{path}.values", indicator.values):
            if indicator.unit == "%" and not 0 <= value.value <= 100:
                message = said(
                    "{value} % is less than nothing, or more than the whole.", value=value.value
                )
                hint = said("Correct it, or say in the unit what it is a percentage of.")
                yield warning("indicator-percent", message, f"{at}.value", hint, str(value.value))


def in_time(portfolio: Portfolio) -> Problems:
    """Values follow on each other: one for each time, none before the baseline.

    A target lies on the side of the baseline to which the indicator is to go, and what adds up
    to people trained by a day does not become less.
    """
    for path, indicator in each_of((Indicator,), portfolio):
        yield from _one_for_each_time(indicator, path)
        baseline = indicator.of_kind(ValueKind.BASELINE)[-1:]
        actual = indicator.of_kind(ValueKind.ACTUAL)
        for start in baseline:
            for value in actual:
                if value.when and start.when and value.when.end < start.when.start:
                    message = said(
                        "{value} of {when} is before the baseline, {start}.",
                        value=value.value,
                        when=value.when,
                        start=start.when,
                    )
                    hint = said("Check both times.")
                    at = _at(indicator, path, value)
                    yield warning("indicator-early", message, at, hint, str(value.value))
            for target in indicator.of_kind(ValueKind.TARGET):
                if _wrong_way(indicator, start.value, target.value):
                    way = said(
                        "is to {direction} from {value}",
                        direction=Message(indicator.direction),
                        value=start.value,
                    )
                    message = said(
                        "the target is {target}, and the indicator {way}.",
                        target=target.value,
                        way=way,
                    )
                    hint = said("Correct a number, or the direction.")
                    at = _at(indicator, path, target)
                    yield warning("indicator-direction", message, at, hint, str(target.value))
        yield from _falling(indicator, path)


def _falling(indicator: Indicator, path: str) -> Problems:
    """People who were trained by one day were so on every later one."""
    if indicator.adds_to is not AddsTo.PEOPLE_TRAINED:
        return
    if indicator.counting is Counting.PER_PERIOD:
        return
    dated = [value for value in indicator.of_kind(ValueKind.ACTUAL) if value.when is not None]
    for before, value in pairwise(dated):
        if value.value < before.value:
            message = said(
                "{value} of {when} is less than {before} of {earlier}.",
                value=value.value,
                when=value.when,
                before=before.value,
                earlier=before.when,
            )
            hint = said("Correct a number; where each is of its period alone, say per_period.")
            at = _at(indicator, path, value)
            yield warning("indicator-falls", message, at, hint, str(value.value))


def _wrong_way(indicator: Indicator, start: Decimal, end: Decimal) -> bool:
    falls = indicator.direction is Direction.DECREASE
    return end > start if falls else end < start


def _one_for_each_time(indicator: Indicator, path: str) -> Problems:
    seen: set[tuple[object, ...]] = set()
    for at, value in with_paths(f"{path}.values", indicator.values):
        if (value.kind, value.when) in seen:
            time = value.when or "no date"
            message = said("there are two values of {kind} for {time}.", kind=value.kind, time=time)
            yield warning(
                "indicator-twice", message, at, said("Keep one, or date them."), str(time)
            )
        seen.add((value.kind, value.when))


def _at(indicator: Indicator, path: str, value: IndicatorValue) -> str:
    return f"{path}.values[{indicator.values.index(value)}]"


def due(portfolio: Portfolio) -> Problems:
    """A target that was due by the end of the reporting period has a number beside it."""
    end = portfolio.period.end
    for path, indicator in each_of((Indicator,), portfolio):
        late = [t for t in indicator.of_kind(ValueKind.TARGET) if t.when and t.when.end <= end]
        actual = indicator.of_kind(ValueKind.ACTUAL)
        if late and not any(v.when is None or v.when.start <= end for v in actual):
            message = said(
                "{late} was due in {when}, and nothing was measured.",
                late=late[-1].value,
                when=late[-1].when,
            )
            hint = said("Add what was reached by then.")
            yield warning("indicator-due", message, path, hint, str(late[-1].value))


RULES = (parts, identifiers, percentages, in_time, due)
