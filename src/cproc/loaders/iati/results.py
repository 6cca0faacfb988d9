"""Results of an activity, with their indicators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cproc.loaders.iati.context import Context, decimal_text
from cproc.loaders.iati.elements import Element
from cproc.loaders.iati.faults import LINE

_LEVELS = {"1": "output", "2": "outcome", "3": "impact", "9": "other"}
_UNITS = {"1": "number", "2": "%", "3": "number", "4": "number"}
_GROUPS = {"female": "women", "male": "men"}
_FALSE = ("0", "false")


def results(context: Context, activity: Element) -> list[dict[str, Any]]:
    """The results of an activity that have a title, or an indicator with one."""
    records = []
    for element in activity.each("result"):
        title = context.texts(element.first("title")) or context.texts(element.first("description"))
        indicators = [*_indicators(context, element)]
        title = title or (indicators[0]["title"] if indicators else {})
        if not title:
            element.pass_over()
            continue
        record: dict[str, Any] = {"title": title, "indicators": indicators, LINE: element.line}
        kind = element.get("type")
        if kind in _LEVELS:
            record["level"] = _LEVELS[kind]
        records.append(record)
    return records


def _indicators(context: Context, result: Element) -> Iterator[dict[str, Any]]:
    for element in result.each("indicator"):
        title = context.texts(element.first("title"))
        measure = element.get("measure") or "1"
        if not title or measure not in _UNITS:  # a qualitative one has no number
            element.pass_over()
            continue
        values = [*_baselines(context, element), *_values(context, element)]
        record = {"title": title, "unit": _UNITS[measure], "values": values, LINE: element.line}
        if element.get("ascending").lower() in _FALSE:
            record["direction"] = "decrease"
        yield record


def _baselines(context: Context, indicator: Element) -> Iterator[dict[str, Any]]:
    for element in indicator.each("baseline"):
        day = context.day(element)
        year = element.get("year")
        when = str(day or year) if day or (len(year) == 4 and year.isdigit()) else ""
        if (number := _number(element)) is None:
            element.pass_over()
        else:
            yield _value("baseline", number, when, element)


def _values(context: Context, indicator: Element) -> Iterator[dict[str, Any]]:
    for period in indicator.each("period"):
        start = context.day(period.first("period-start"))
        end = context.day(period.first("period-end"))
        when = f"{start}/{end}" if start and end and start <= end else str(end or "")
        for name in ("target", "actual"):
            yield from _of_kind(name, period, when)


def _of_kind(name: str, period: Element, when: str) -> Iterator[dict[str, Any]]:
    wholes: list[dict[str, Any]] = []
    parts: list[tuple[Element, dict[str, str]]] = []
    for element in period.each(name):
        number = _number(element)
        dimensions = [*element.each("dimension")]
        if number is None or len(dimensions) > 1:
            element.pass_over()
        elif dimensions:
            dimension, group = dimensions[0].get("name"), dimensions[0].get("value")
            group = _GROUPS.get(group, group)
            parts.append((element, {"dimension": dimension, "group": group, "value": number}))
        else:
            wholes.append(_value(name, number, when, element))
    if wholes:
        seen = set()
        for element, part in parts:
            key = part["dimension"], part["group"]
            if not all(key) or key in seen:
                element.pass_over()
                continue
            seen.add(key)
            wholes[0].setdefault("parts", []).append(part)
    else:
        for element, _part in parts:
            element.pass_over()
    yield from wholes


def _value(kind: str, number: str, when: str, element: Element) -> dict[str, Any]:
    record = {"kind": kind, "value": number, LINE: element.line}
    return {**record, "when": when} if when else record


def _number(element: Element) -> str | None:
    """The number of a value; nothing where it is words, or a number nobody could be sure of."""
    number = decimal_text(element.get("value").removesuffix("%").strip())
    return number if number and len(number) <= 20 else None
