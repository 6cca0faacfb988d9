"""The named figures of results: what indicators have come to, on a day or over a period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from cproc.errors import looked_up, said
from cproc.figures.catalogue import Day, Method, Name, Scope, figure
from cproc.figures.counting import (
    PEOPLE,
    Figure,
    Missing,
    Part,
    Reason,
    Value,
    lies_in,
    number,
    qualified,
    ratio_of,
    sum_of,
    turned,
)
from cproc.figures.subjects import projects_of
from cproc.model import (
    AddsTo,
    Counting,
    Direction,
    Indicator,
    IndicatorValue,
    Period,
    Portfolio,
    Project,
    ValueKind,
    day_before,
)
from cproc.money import MAX_DIGITS, rounded

Told = list[Part] | Missing
"""What makes a number, or that it cannot be told."""


@attrs.frozen
class _Series:
    """An indicator with its project and its place, asked in a portfolio."""

    portfolio: Portfolio
    project: Project
    path: str
    indicator: Indicator

    def at(self, on: date) -> Told:
        """What it has come to by the end of a day: the last value, or the sum of those so far."""
        measured = _measured(self.portfolio, self.indicator, on)
        if self.indicator.counting is Counting.PER_PERIOD:
            return self._sum(*zip(*measured, strict=True)) if measured else self.missing()
        # Of values that may have been there each may hold in the place of the last sure one.
        sure = [at for at, (_value, known) in enumerate(measured) if known]
        held = [value for value, known in measured[sure[-1] if sure else 0 :] if known is not False]
        if not sure:
            return self.missing(Reason.DATE if held else Reason.NOT_RECORDED)
        return [self.part(*held)]

    def within(self, period: Period, at_first: int | None = None) -> Told:
        """What a period added: its own values, or how far the last one went beyond the one before.

        Where nothing was measured before, or the project began in the period, that is the
        baseline, else what it was `at_first`.
        """
        if self.indicator.counting is Counting.PER_PERIOD:
            actual = self.indicator.of_kind(ValueKind.ACTUAL)
            return self._sum(actual, [lies_in(v.when, period) if v.when else None for v in actual])
        first, baseline = day_before(period.start), self.indicator.of_kind(ValueKind.BASELINE)
        begins = self.project.period.start >= period.start
        before = self.at(first) if first and not begins else self.missing()
        if isinstance(before, Missing) and before.reason is Reason.NOT_RECORDED:
            if baseline:
                before = [self.part(baseline[-1])]
            elif at_first is not None and begins:
                before = [Part(self.project.code, at_first, self.path)]
        return _beyond(self.at(period.end), before)

    def _sum(self, values: Iterable[IndicatorValue], there: Iterable[bool | None]) -> Told:
        parts = [
            self.part(value, nothing=known is None)
            for value, known in zip(values, there, strict=True)
            if known is not False
        ]
        return parts or self.missing(Reason.NOT_RECORDED)

    def part(self, *held: IndicatorValue, nothing: bool = False) -> Part:
        """What a value adds: one of several, or perhaps nothing."""
        numbers = [Fraction(each.value) for each in held] + [Fraction()] * nothing
        low, high = _plain(min(numbers)), _plain(max(numbers))
        ends = (None, None) if low == high else (low, high)
        kind = qualified((each.qualifier, False) for each in held)
        path = f"{self.path}.values[{self.indicator.values.index(held[0])}]"
        known = low if low == high else None
        return Part(self.project.code, known, path, *ends, qualifier=kind)

    def missing(self, reason: Reason = Reason.NOT_RECORDED) -> Missing:
        """That it cannot be told, and why."""
        return Missing(self.project.code, reason, self.path)


def _measured(
    portfolio: Portfolio, indicator: Indicator, on: date
) -> list[tuple[IndicatorValue, bool | None]]:
    """The actual values, and whether each was there at the end of a day; None where nobody knows.

    One that has no date was there when the first report on the office was made.
    """
    ends = (report.period.end for report in portfolio.reports)
    first = min(ends, default=portfolio.period.end)

    def there(value: IndicatorValue) -> bool | None:
        if value.when is None:
            return True if on >= first else None
        return True if value.when.end <= on else None if value.when.start <= on else False

    return [(value, there(value)) for value in indicator.of_kind(ValueKind.ACTUAL)]


def held_at(portfolio: Portfolio, indicator: Indicator, on: date) -> tuple[IndicatorValue, ...]:
    """The values that make, for sure, what an indicator has come to by the end of a day."""
    sure = tuple(value for value, known in _measured(portfolio, indicator, on) if known)
    return sure if indicator.counting is Counting.PER_PERIOD else sure[-1:]


def due_at(indicator: Indicator, on: date) -> tuple[IndicatorValue, ...]:
    """The target that is due next on a day, or the last; those so far where values add up."""
    targets = indicator.of_kind(ValueKind.TARGET)
    dated = tuple(each for each in targets if each.when is not None)
    whole = tuple(each for each in targets if each.when is None)[-1:]
    passed = sum(1 for each in dated if each.when is not None and each.when.end < on)
    if indicator.counting is Counting.PER_PERIOD:
        return whole or dated[: passed + 1]
    return dated[passed : passed + 1] or whole or dated[-1:]


def reached_at(portfolio: Portfolio, project: Project, indicator: Indicator, on: date) -> Figure:
    """What an indicator of a project has come to by the end of a day."""
    series = _Series(portfolio, project, "", indicator)
    return _figure([series.at(on)], indicator.unit, "", on)


def as_number(value: Fraction) -> int | Decimal:
    """A number as one prints it: whole, or with the decimals it has."""
    if value.denominator == 1:
        return int(value)
    every = (rounded(value, places) for places in range(MAX_DIGITS + 1))
    return next((each for each in every if Fraction(each) == value), rounded(value, MAX_DIGITS))


def _plain(value: Value) -> Value:
    return as_number(value) if isinstance(value, Fraction) else value


def _beyond(one: Told, other: Told) -> Told:
    """One less the other; not told where one of them is not."""
    if isinstance(one, Missing):
        return one
    return other if isinstance(other, Missing) else [*one, *map(_taken, other)]


def _taken(part: Part) -> Part:
    low, value, high = (
        None if each is None else _plain(-number(each))
        for each in (part.high, part.value, part.low)
    )
    kind = turned(part.qualifier)
    return attrs.evolve(part, value=value, low=low, high=high, qualifier=kind)


def _figure(told: Iterable[Told], unit: str, rule: str, on: Day) -> Figure:
    told = tuple(told)
    parts = [part for each in told if not isinstance(each, Missing) for part in each]
    missing = [each for each in told if isinstance(each, Missing)]
    made = sum_of(parts, unit, rule, "projects", missing=missing, on=on)
    value, low, high = map(_plain, (made.value, made.low, made.high))
    return attrs.evolve(made, value=value, low=low, high=high)


def _every(portfolio: Portfolio, project: Name = None) -> Iterator[_Series]:
    for path, each in projects_of(portfolio, project):
        for at, result in enumerate(each.results):
            for index, indicator in enumerate(result.indicators):
                where = f"{path}.results[{at}].indicators[{index}]"
                yield _Series(portfolio, each, where, indicator)


def _one(portfolio: Portfolio, id_: str) -> _Series:
    named = {each.indicator.id: each for each in _every(portfolio) if each.indicator.id}
    return looked_up("indicator", id_, named)


def _trained(portfolio: Portfolio, project: Name, on: date) -> Iterator[_Series]:
    """The indicators of people of the projects that have begun, but those that add up to nothing.

    Other indicators count documents, laws, networks.
    """
    for each in _every(portfolio, project):
        people = each.indicator.unit == PEOPLE and each.indicator.adds_to is not AddsTo.NOTHING
        if people and each.project.period.start <= on:
            yield each


_TRAINED = said("people of the indicators of results that add up to those trained")


@figure(unit=PEOPLE, method=Method.SUM, needs="results", scope=Scope.TO_DATE)
def people_trained(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """Sum the people trained by a day, as the indicators say that add up to them."""
    day = on or portfolio.period.end
    told = (
        each.at(day) if each.indicator.adds_to else each.missing(Reason.ADDS_UP)
        for each in _trained(portfolio, project, day)
    )
    return _figure(told, PEOPLE, _TRAINED, day)


@figure(unit=PEOPLE, method=Method.SUM, needs="results", scope=Scope.PERIOD)
def people_trained_in_period(portfolio: Portfolio, project: Name = None) -> Figure:
    """Sum the people trained in the reporting period, as the indicators say."""
    period = portfolio.period
    told = (
        # Nobody was trained before the project began.
        each.within(period, at_first=0) if each.indicator.adds_to else each.missing(Reason.ADDS_UP)
        for each in _trained(portfolio, project, period.end)
    )
    return _figure(told, PEOPLE, said("{rule}, in the period", rule=_TRAINED), None)


def _adds(series: _Series) -> bool:
    return series.indicator.counting is Counting.PER_PERIOD


@figure(unit="", method=Method.SUM, needs="named_indicators", scope=Scope.TO_DATE)
def indicator_value(portfolio: Portfolio, indicator: str, on: Day = None) -> Figure:
    """What an indicator has come to by the end of a day."""
    series, day = _one(portfolio, indicator), on or portfolio.period.end
    rule = (
        said("sum of the values so far")
        if _adds(series)
        else said("last value measured by the day")
    )
    return _figure([series.at(day)], series.indicator.unit, rule, day)


@figure(unit="", method=Method.SUM, needs="named_indicators", scope=Scope.PERIOD)
def indicator_in_period(portfolio: Portfolio, indicator: str) -> Figure:
    """What the reporting period added to an indicator."""
    series = _one(portfolio, indicator)
    rule = (
        said("sum of the values of the period")
        if _adds(series)
        else said("last value less the one before")
    )
    return _figure([series.within(portfolio.period)], series.indicator.unit, rule, None)


@figure(unit="%", method=Method.RATIO, needs="named_indicators")
def target_reached(portfolio: Portfolio, indicator: str, on: Day = None) -> Figure:
    """How far an indicator has come from its baseline to the target due next, in percent.

    One that is to decrease counts the other way; it is not known without a baseline. Where the
    values of periods add up, they are those so far, beside the targets so far.
    """
    series, on = _one(portfolio, indicator), on or portfolio.period.end
    falls = series.indicator.direction is Direction.DECREASE
    if falls:  # what is to become less from period to period is no sum of them
        counted = attrs.evolve(series.indicator, counting=Counting.CUMULATIVE)
        series = attrs.evolve(series, indicator=counted)
    adds = _adds(series)
    start: Told = [series.part(v) for v in series.indicator.of_kind(ValueKind.BASELINE)[-1:]]
    if adds or (falls and not start):
        start = [] if adds else series.missing()
    rule = said("way from the baseline to the target due next that is made, to one decimal")
    due: Told = [series.part(each) for each in due_at(series.indicator, on)] or series.missing()
    way, whole = (
        _figure([_beyond(start, end) if falls else _beyond(end, start)], "", rule, on)
        for end in (series.at(on), due)
    )
    return ratio_of(way, whole, rule)
