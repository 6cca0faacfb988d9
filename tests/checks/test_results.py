"""Rules of what indicators say."""

from typing import Any

import attrs
import pytest

from cproc import DateSpan, Portfolio
from cproc.checks import check
from cproc.model import Disaggregation, Indicator, IndicatorValue, LocalText, Result, ValueKind

TITLE = LocalText({"en": "Pupils", "fr": "Élèves"})
ACTUAL, BASELINE, TARGET = ValueKind.ACTUAL, ValueKind.BASELINE, ValueKind.TARGET


def value(kind: ValueKind, number: str, when: str | None = None, **parts: str) -> IndicatorValue:
    """A value, its time in ISO form, and how it falls to women, men and others."""
    span = DateSpan.parse(when) if when else None
    told = tuple(Disaggregation("sex", group, n) for group, n in parts.items())
    return IndicatorValue(kind, number, span, parts=told)


def told(sound: Portfolio, *values: IndicatorValue, **fields: Any) -> list[tuple[str, str]]:
    """Code and path, within the indicator, of what is wrong with an indicator of the project."""
    made = Indicator(TITLE, fields.pop("unit", "people"), values, **fields)
    project = attrs.evolve(sound.projects[0], results=(Result(TITLE, indicators=(made,)),))
    found = check(attrs.evolve(sound, projects=(project, *sound.projects[1:])))
    where = "projects[0].results[0].indicators[0]"
    return [(p.code, p.path.removeprefix(where)) for p in found if p.path.startswith(where)]


WRONG = {
    "parts-beyond": ([value(ACTUAL, "5", women="6")], {}, ("indicator-sum", ".values[0]")),
    "percentages-do-not-add-up": ([value(ACTUAL, "50", women="60", men="40")], {"unit": "%"}, None),
    "part-twice": (
        [attrs.evolve(value(ACTUAL, "9"), parts=(Disaggregation("age", "15-24", "2"),) * 2)],
        {},
        ("indicator-twice", ".values[0]"),
    ),
    "over-100": ([value(TARGET, "120")], {"unit": "%"}, ("indicator-percent", ".values[0].value")),
    "below-0": ([value(ACTUAL, "-1")], {"unit": "%"}, ("indicator-percent", ".values[0].value")),
    "120-people": ([value(TARGET, "120")], {}, None),
    "before-the-baseline": (
        [value(BASELINE, "5", "2016"), value(ACTUAL, "9", "2015-12")],
        {},
        ("indicator-early", ".values[1]"),
    ),
    "in-the-month-of-the-baseline": (
        [value(BASELINE, "5", "2015-12"), value(ACTUAL, "9", "2015-12-31")],
        {},
        None,
    ),
    "wrong-way": (
        [value(BASELINE, "50"), value(TARGET, "20")],
        {},
        ("indicator-direction", ".values[1]"),
    ),
    "down": ([value(BASELINE, "50"), value(TARGET, "20")], {"direction": "decrease"}, None),
    "fewer-later": (
        [value(ACTUAL, "9", "2016-01"), value(ACTUAL, "5", "2016-06")],
        {"adds_to": "people_trained"},
        ("indicator-falls", ".values[1]"),
    ),
    "fewer-each-year": (
        [value(ACTUAL, "9", "2016-01"), value(ACTUAL, "5", "2016-06")],
        {"adds_to": "people_trained", "counting": "per_period"},
        None,
    ),
    "one-time-twice": (
        [value(ACTUAL, "9", "2016-06"), value(ACTUAL, "10", "2016-06")],
        {},
        ("indicator-twice", ".values[1]"),
    ),
    "due-and-nothing-measured": ([value(TARGET, "9", "2016-06")], {}, ("indicator-due", "")),
    "due-and-measured": ([value(TARGET, "9", "2016-06"), value(ACTUAL, "1", "2016-05")], {}, None),
    "not-due-yet": ([value(TARGET, "9", "2040-06")], {}, None),
}  # fmt: skip


@pytest.mark.parametrize(("values", "fields", "wrong"), WRONG.values(), ids=WRONG)
def test_what_an_indicator_says_fits_together(
    sound: Portfolio,
    values: list[IndicatorValue],
    fields: dict[str, Any],
    wrong: tuple[str, str] | None,
) -> None:
    """Each fault is told once, where it stands; what only looks like one is not."""
    assert told(sound, *values, **fields) == ([wrong] if wrong else [])


def test_no_two_indicators_have_one_identifier(sound: Portfolio) -> None:
    """A figure that names it must mean one; the second is told, and where the first stands."""
    made = Indicator(TITLE, "people", id="pupils")
    project = attrs.evolve(sound.projects[0], results=(Result(TITLE, indicators=(made, made)),))
    (problem,) = check(attrs.evolve(sound, projects=(project, *sound.projects[1:])))
    assert (problem.code, problem.path) == (
        "id-twice",
        "projects[0].results[0].indicators[1].id",
    )
    assert "projects[0].results[0].indicators[0]" in problem.message
