"""Rules of countries, regions and how territories are named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cproc.checks.codes import warning, with_paths
from cproc.errors import Problem
from cproc.model import Portfolio


def regions(portfolio: Portfolio) -> Iterator[Problem]:
    """A country is in the region that is named with it, where the region lists its countries."""
    countries = {region.code: region.countries for region in portfolio.regions}
    for path, activity in with_paths("activities", portfolio.activities):
        for time, occurrence in with_paths(f"{path}.occurrences", activity.occurrences):
            for at, place in with_paths(f"{time}.places", occurrence.places):
                listed = countries.get(place.region or "")
                if listed and place.country and place.country not in listed:
                    message = f"{place.country} is not in {place.region}."
                    hint = "Correct one of them, or add the country to the region."
                    yield warning("region-mismatch", message, at, hint, place.country)
    for path, project in with_paths("projects", portfolio.projects):
        covered = [countries.get(code, ()) for code in project.regions]
        if not all(covered) or not covered:
            continue  # a region that lists no countries may hold any
        for at, priority in with_paths(f"{path}.priority_countries", project.priority_countries):
            if not any(priority.country in listed for listed in covered):
                message = f"{priority.country} is in none of the regions of {project.code}."
                hint = "Correct it, or add the region to the project."
                yield warning("region-mismatch", message, at, hint, priority.country)


def designations(portfolio: Portfolio) -> Iterator[Problem]:
    """On one day one designation of a territory holds; a report takes the first of two."""
    for index, rule in enumerate(portfolio.designations):
        since, until = rule.since or date.min, rule.until or date.max
        for at, other in with_paths("designations", portfolio.designations[:index]):
            apart = until < (other.since or date.min) or (other.until or date.max) < since
            if rule.country == other.country and not apart:
                yield warning(
                    "designation-overlap",
                    f"{at} names {rule.country} on some of the same days.",
                    f"designations[{index}]",
                    "End one before the other begins.",
                    rule.country,
                )
