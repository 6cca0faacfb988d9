"""Rules of countries, regions and how territories are named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cproc.checks.codes import warning
from cproc.errors import Problem
from cproc.model import Portfolio


def regions(portfolio: Portfolio) -> Iterator[Problem]:
    """A country is in the region that is named with it, where the region lists its countries."""
    countries = {region.code: region.countries for region in portfolio.regions}
    for index, activity in enumerate(portfolio.activities):
        for time, occurrence in enumerate(activity.occurrences):
            for position, place in enumerate(occurrence.places):
                listed = countries.get(place.region or "")
                if listed and place.country and place.country not in listed:
                    yield warning(
                        "region-mismatch",
                        f"{place.country} is not in {place.region}.",
                        f"activities[{index}].occurrences[{time}].places[{position}]",
                        "Correct one of them, or add the country to the region.",
                        place.country,
                    )
    for index, project in enumerate(portfolio.projects):
        covered = [countries.get(code, ()) for code in project.regions]
        if not all(covered) or not covered:
            continue  # a region that lists no countries may hold any
        known = {country for listed in covered for country in listed}
        for position, priority in enumerate(project.priority_countries):
            if priority.country not in known:
                yield warning(
                    "region-mismatch",
                    f"{priority.country} is in none of the regions of {project.code}.",
                    f"projects[{index}].priority_countries[{position}]",
                    "Correct it, or add the region to the project.",
                    priority.country,
                )


def designations(portfolio: Portfolio) -> Iterator[Problem]:
    """On one day one designation of a territory holds; a report takes the first of two."""
    for index, rule in enumerate(portfolio.designations):
        for position, other in enumerate(portfolio.designations[:index]):
            last, first = (date.max, date.min)
            apart = (rule.until or last) < (other.since or first) or (other.until or last) < (
                rule.since or first
            )
            if rule.country == other.country and not apart:
                yield warning(
                    "designation-overlap",
                    f"designations[{position}] names {rule.country} on some of the same days.",
                    f"designations[{index}]",
                    "End one before the other begins.",
                    rule.country,
                )
