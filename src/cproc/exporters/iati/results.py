"""Results of an activity, with what their indicators were, are to be and came to."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from cproc.iati.facts import indicator_periods
from cproc.iati.publishing import Publishing, period
from cproc.model import Direction, Indicator, IndicatorValue, Project, ValueKind

_LEVELS = {"output": "1", "outcome": "2", "impact": "3"}
_SEX = {"women": "female", "men": "male"}


def add_results(publishing: Publishing, activity: Element, project: Project) -> None:
    """Add the results that have indicators: IATI has no place for one without."""
    for result in project.results:
        if result.indicators:
            level = _LEVELS.get(result.level or "", "9")
            element = SubElement(activity, "result", {"type": level})
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
    for time, values in indicator_periods(project, indicator, publishing.on):
        of = SubElement(element, "period")
        period(of, time.start, time.end)
        for tag, each in values:
            _add_value(of, tag, each, {})


def _add_value(parent: Element, tag: str, of: IndicatorValue, given: dict[str, str]) -> None:
    SubElement(parent, tag, {**given, "value": f"{of.value:f}"})
    for part in of.parts:
        element = SubElement(parent, tag, {**given, "value": f"{part.value:f}"})
        group = _SEX.get(part.group, part.group)
        SubElement(element, "dimension", {"name": part.dimension, "value": group})
