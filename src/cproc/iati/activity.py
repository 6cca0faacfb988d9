"""What an activity says of a project: descriptions, dates, where it works, what donors ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from cproc.dates import DateSpan
from cproc.iati.facts import UNSPECIFIED_REGION, percentages, served_countries
from cproc.model import LocalText, Portfolio, Project

__all__ = ["activity_dates", "conditions", "descriptions", "has_figures", "has_words", "recipients"]

_SECTION = "project:"


def has_words(text: LocalText | None) -> bool:
    """Whether a text is filled in any language."""
    return text is not None and any(words.strip() for _language, words in text.entries)


def has_figures(text: LocalText) -> bool:
    """Whether a text has places that a report fills with figures."""
    return any("{{" in words for _language, words in text.entries)


def descriptions(portfolio: Portfolio, project: Project) -> list[tuple[str, LocalText]]:
    """What the report says of a project (1), then its objective (2); the title where neither does.

    Where one of them is alone, it is the general description.
    """
    # A figure in a text is computed for a report; without one, its place would stand there.
    told = [
        each.text
        for each in portfolio.narrative
        if each.id == _SECTION + project.code and not has_figures(each.text)
    ]
    texts = [text for text in (*told[:1], project.objective) if text and has_words(text)]
    return list(zip("12", texts or [project.title], strict=False))


def activity_dates(project: Project, on: date) -> Iterator[tuple[str, date, DateSpan]]:
    """The type of each date, the day, and the span it is an end of, which says how exact it is."""
    planned, actual = project.planned_period or project.period, project.period
    yield "1", planned.start, planned
    if actual.start <= on:
        yield "2", actual.start, actual
    if planned.known_end:
        yield "3", planned.known_end, planned
    if actual.end < on:
        yield "4", actual.end, actual


def conditions(project: Project) -> list[tuple[str, LocalText]]:
    """What donors earmark (a policy, 1) and ask for before they pay (performance, 2)."""
    asked = [("1", each.earmark) for each in project.contributions]
    asked += [("2", each.conditions) for each in project.contributions]
    return [(kind, text) for kind, text in asked if text and has_words(text)]


def recipients(
    portfolio: Portfolio, project: Project
) -> tuple[str, str, list[tuple[str, Decimal | None]]]:
    """Where a project works at the end of the period: countries, or else regions.

    Returns:
        The code of the scope, the element, and the codes with their percentages; one has none.
    """
    served = served_countries(project, portfolio.period.end)
    known = {each.code: each.dac for each in portfolio.regions}
    regions = list(dict.fromkeys(known[code] for code in project.regions if known.get(code)))
    if served:
        tag, codes = "recipient-country", [each.country for each in served]
    else:
        tag, codes = "recipient-region", regions or [UNSPECIFIED_REGION]
    scope = "4" if len(served) == 1 else "3" if served else "2" if regions else "1"
    if len(codes) == 1:
        return scope, tag, [(codes[0], None)]
    weights = [each.weight or 1 for each in served] or [1] * len(codes)
    return scope, tag, list(zip(codes, percentages(weights), strict=True))
