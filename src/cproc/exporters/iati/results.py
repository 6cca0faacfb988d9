"""Results of an activity, with what their indicators were, are to be and came to."""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element, SubElement

from cproc.iati.facts import life_of
from cproc.iati.publishing import Publishing, period
from cproc.model import Direction, Indicator, IndicatorValue, Project, Result, ValueKind

_LEVELS = {"output": "1", "outcome": "2", "impact": "3"}
_SEX = {"women": "female", "men": "male"}
_TAGS = {ValueKind.TARGET: "target", ValueKind.MILESTONE: "target", ValueKind.ACTUAL: "actual"}


def add_results(publishing: Publishing, activity: Element, project: Project) -> None:
    """Add the results that have indicators: IATI has no place for one without."""
    for result in project.results:
        if result.indicators:
            _add_result(publishing, activity, project, result)


def _add_result(
    publishing: Publishing, activity: Element, project: Project, result: Result
) -> None:
    element = SubElement(activity, "result", {"type": _LEVELS.get(result.level or "", "9")})
    publishing.text(element, "title", result.title)
    for indicator in result.indicators:
        _add_indicator(publishing, element, project, indicator)


def _add_indicator(
    publishing: Publishing, result: Element, project: Project, indicator: Indicator
) -> None:
    measure = {
        "measure": "2" if indicator.unit == "%" else "1",
        "ascending": str(int(indicator.direction is not Direction.DECREASE)),
    }
    element = SubElement(result, "indicator", measure)
    publishing.text(element, "title", indicator.title)
    publishing.text(element, "description", indicator.unit)
    for baseline in indicator.of_kind(ValueKind.BASELINE):
        when = baseline.when.end if baseline.when else project.period.start
        _add_value(element, "baseline", baseline, {"year": str(when.year)})
    times: dict[tuple[date, date], list[IndicatorValue]] = {}
    for each in sorted(indicator.values, key=lambda value: list(ValueKind).index(value.kind)):
        if each.kind in _TAGS:
            times.setdefault(_time(publishing, project, each), []).append(each)
    for (first, last), values in sorted(times.items()):
        of = SubElement(element, "period")
        period(of, first, last)
        for each in values:
            _add_value(of, _TAGS[each.kind], each, {})


def _time(publishing: Publishing, project: Project, of: IndicatorValue) -> tuple[date, date]:
    """What a value is of: the project up to its day, or the period it was counted in."""
    life = life_of(project, publishing.on)
    if of.when is None:
        return life.start, life.end
    if of.when.start == of.when.end:
        return min(life.start, of.when.end), of.when.end
    return of.when.start, of.when.end


def _add_value(parent: Element, tag: str, of: IndicatorValue, given: dict[str, str]) -> None:
    SubElement(parent, tag, {**given, "value": f"{of.value:f}"})
    for part in of.parts:
        element = SubElement(parent, tag, {**given, "value": f"{part.value:f}"})
        group = _SEX.get(part.group, part.group)
        SubElement(element, "dimension", {"name": part.dimension, "value": group})
