"""Rules of what may have been entered twice."""

from __future__ import annotations

import re
from itertools import pairwise, product

from cproc.checks.codes import Problems, folded_case
from cproc.errors import problem, with_paths
from cproc.model import LocalText, Period, Portfolio


def likely_twice(portfolio: Portfolio) -> Problems:
    """Two events of one project in one town at overlapping times may be one that is listed twice.

    Events of the same kind and of similar title only; the same title at several places is
    not suspect.
    """
    groups: dict[tuple[str, str, str | None], list[int]] = {}
    for index, activity in enumerate(portfolio.activities):
        if not portfolio.met(activity):
            continue  # two grants to one town are two
        cities = {place.city for place in activity.places if place.city}
        for code, city in product(activity.projects, cities):
            groups.setdefault((code, city, activity.kind), []).append(index)
    pairs: set[tuple[int, int]] = set()
    for indexes in groups.values():
        ordered = sorted(indexes, key=lambda i: portfolio.activities[i].when.start)
        # Neighbours in time only: a town with a thousand entries has half a million pairs.
        for first, second in pairwise(ordered):
            one, other = portfolio.activities[first], portfolio.activities[second]
            if one.when.overlaps(other.when) and _similar(one.title, other.title):
                pairs.add((min(first, second), max(first, second)))
    for first, second in sorted(pairs):
        one, other = portfolio.activities[first], portfolio.activities[second]
        yield problem("likely-twice", f"activities[{second}]", other.id, first=first, other=one.id)


def _similar(one: LocalText, other: LocalText) -> bool:
    """Whether titles share two fifths of their words of four letters and more."""
    first, second = (
        {word for word in re.findall(r"\w+", text.best("en").casefold()) if len(word) > 3}
        for text in (one, other)
    )
    return 5 * len(first & second) >= 2 * min(len(first), len(second))


def organisations(portfolio: Portfolio) -> Problems:
    """Two organisations have not one name in a language.

    Letter case, Unicode form and punctuation do not make two names of one.
    """
    first: dict[tuple[str, str], int] = {}
    for index, organisation in enumerate(portfolio.organisations):
        entries = organisation.name.entries
        folded = [(language, _folded(name)) for language, name in entries]
        others = [first[name] for name in folded if first.get(name, index) != index]
        if others:
            other = portfolio.organisations[min(others)]
            path = f"organisations[{index}]"
            yield problem(
                "organisation-twice", path, organisation.id, first=min(others), other=other.id
            )
        for language, name in folded:
            if name:
                first.setdefault((language, name), index)


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", folded_case(text)))


def reports_twice(portfolio: Portfolio) -> Problems:
    """A period has one report; of two the first holds."""
    seen: set[Period] = set()
    for path, report in with_paths("reports", portfolio.reports):
        if report.period in seen:
            yield problem("report-twice", f"{path}.period", report.period)
        seen.add(report.period)


RULES = (organisations, likely_twice, reports_twice)
