"""Rules of what names what: identifiers, references, countries of regions, designations."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from cproc import model
from cproc.checks.codes import Problems, folded_case
from cproc.errors import Message, meant, problem, said, with_paths
from cproc.figures import heading_numbers
from cproc.model.references import REFERENCES
from cproc.model.walk import each_of
from cproc.rates import EURO

_NAMED = (
    *("regions", "organisations", "projects", "activities", "posts", "treaties", "statements"),
    *("priorities", "narrative", "programmes", "editions"),
)
"""Lists of the portfolio whose records have an identifier."""


def _identifiers(portfolio: model.Portfolio) -> dict[str, tuple[str, Sequence[str | None]]]:
    """Each list whose records have identifiers: the field, and the identifiers in order."""
    lists: dict[str, tuple[str, Sequence[str | None]]] = {
        "rates": ("currency", [_rate_of(rate) for rate in portfolio.rates])
    }
    for name in _NAMED:
        field = "code" if name in {"regions", "projects"} else "id"
        lists[name] = field, [getattr(record, field) for record in getattr(portfolio, name)]
    lists["terms"] = "id", [term.name for term in portfolio.terms]
    lists["wordings"] = "label", [wording.label for wording in portfolio.wordings]
    for path, project in with_paths("projects", portfolio.projects):
        lists[f"{path}.components"] = "id", [part.id for part in project.components]
        lists[f"{path}.headings"] = "number", [heading.number for heading in project.headings]
        rates = [f"{line.heading} {line.version or ''}".strip() for line in project.rate_lines]
        lists[f"{path}.rate_lines"] = "heading", rates
        lists[f"{path}.budget"] = "id", [each.id for each in project.budget]
        lists[f"{path}.transactions"] = "id", [payment.id for payment in project.transactions]
    return lists


def unique_ids(portfolio: model.Portfolio) -> Problems:
    """Identifiers are unique within each list, and differ in more than their look.

    Letter case, blanks, characters that are not seen and Unicode form make no two names that
    people can distinguish.
    """
    for name, (field, identifiers) in _identifiers(portfolio).items():
        first: dict[str, str] = {}
        alike: dict[str, tuple[str, str]] = {}
        for path, value in with_paths(name, identifiers):
            if value is None:
                continue
            other, there = alike.setdefault(_look(value), (value, path))
            if value in first:
                yield problem("id-twice", f"{path}.{field}", value, field=field, first=first[value])
            elif other != value:
                at = f"{path}.{field}"
                yield problem("id-alike", at, value, other=other, field=field, there=there)
            first.setdefault(value, path)


def _look(identifier: str) -> str:
    if identifier.isascii():
        return "".join(identifier.casefold().split())
    return "".join(
        c for c in folded_case(identifier) if not c.isspace() and unicodedata.category(c) != "Cf"
    )


def _rate_of(rate: model.ExchangeRate) -> str:
    """What a rate is of; there is one of each."""
    pair = rate.currency if rate.per == EURO else f"{rate.currency} per {rate.per}"
    time = rate.month or rate.day
    return f"{pair} {time}" if time else pair


_OF_PROJECT = ("heading", "version", "transaction")
"""Kinds of records that are named within a project only."""


def _within(project: model.Project, kind: str) -> str:
    return said("{kind} of {project}", kind=Message(kind), project=project.code)


def _references(portfolio: model.Portfolio) -> Iterator[tuple[str, str, str]]:
    """Where each reference stands, what kind of record it names, and its value."""
    of: model.Project | None = None
    for path, record in each_of(tuple(REFERENCES), portfolio):
        of = record if isinstance(record, model.Project) else of
        for field, kind in REFERENCES[type(record)].items():
            if of is None and kind != "organisation":
                continue  # what the office is given for is no part of a project
            named = _within(of, kind) if of and kind in _OF_PROJECT else kind
            value, at = getattr(record, field), f"{path}.{field}"
            for place, name in with_paths(at, value) if isinstance(value, tuple) else [(at, value)]:
                if name is not None:
                    yield place, named, name


def references(portfolio: model.Portfolio) -> Problems:
    """A reference names a record that is there."""
    there = {
        "organisation": {organisation.id for organisation in portfolio.organisations},
        "project": {project.code for project in portfolio.projects},
        "region": {region.code for region in portfolio.regions},
        "activity": {activity.id for activity in portfolio.activities},
        "treaty": {treaty.id for treaty in portfolio.treaties},
        # of any project: an activity that serves two belongs to a component of either
        "component": {part.id for project in portfolio.projects for part in project.components},
    }
    for project in portfolio.projects:
        there[_within(project, "heading")] = {*heading_numbers(project)}
        there[_within(project, "version")] = {each.id for each in project.budget if each.id}
        there[_within(project, "transaction")] = {each.id for each in project.transactions}
    for path, kind, value in _references(portfolio):
        if value not in there[kind]:
            hint = _closest(value, there[kind])
            yield problem("reference-unknown", path, value, hint=hint, kind=Message(kind))


def unused(portfolio: model.Portfolio) -> Problems:
    """Organisations, regions, treaties and names of cities are of use.

    What nothing refers to may be left from an earlier year, or be missing from the record it
    belongs to.
    """
    named = {(kind, value) for _path, kind, value in _references(portfolio)}
    for name, kind in (("organisations", "organisation"), ("treaties", "treaty")):
        for path, record in with_paths(name, getattr(portfolio, name)):
            if (kind, record.id) not in named:
                yield from _unused(kind, record.id, path)
    for path, region in with_paths("regions", portfolio.regions):
        # One that lists countries holds what takes place in them.
        if ("region", region.code) not in named and not region.countries:
            yield from _unused("region", region.code, path)
    cities = {
        portfolio.office.city,
        *(place.city for _path, place in each_of((model.Place,), portfolio)),
    }
    for path, locality in with_paths("localities", portfolio.localities):
        if locality.name not in cities:
            yield from _unused("city", locality.name, path)


def unused_headings(portfolio: model.Portfolio) -> Problems:
    """A heading of a budget sums others, is summed, or has a line or a payment below it."""
    named = {(kind, value) for _path, kind, value in _references(portfolio)}
    for at, project in with_paths("projects", portfolio.projects):
        used = {value for kind, value in named if kind == _within(project, "heading")}
        used |= {line.heading for line in project.budget_lines}
        used |= {line.heading for line in project.rate_lines}
        for path, heading in with_paths(f"{at}.headings", project.headings):
            above = f"{heading.number}."
            if not heading.sums and not any(f"{number}.".startswith(above) for number in used):
                yield from _unused("heading", heading.number, path)


def _unused(kind: str, name: str, path: str) -> Problems:
    yield problem("record-unused", path, name, kind=Message(kind))


def _closest(value: str, identifiers: set[str]) -> str:
    return meant(value, sorted(identifiers), 1)


def predecessors(portfolio: model.Portfolio) -> Problems:
    """No project is, over any number of steps, its own predecessor."""
    before = {project.code: project.predecessors for project in portfolio.projects}
    for path, project in with_paths("projects", portfolio.projects):
        seen, ahead = set[str](), list(project.predecessors)
        while ahead:
            code = ahead.pop()
            ahead += before.get(code, ()) if code not in seen else ()
            seen.add(code)
        if project.code in seen:
            yield problem("predecessor-cycle", f"{path}.predecessors", project.code)


def countries_of_cities(portfolio: model.Portfolio) -> Problems:
    """A city has its country, without which it is in no country's count.

    A country whose name stands where a city does is named with its code.
    """
    places = list(each_of((model.Place,), portfolio))
    lies_in = {place.city: place.country for _path, place in places if place.country}
    lies_in |= {locality.name: locality.country for locality in portfolio.localities}
    for path, place in places:
        if place.city is None or place.country is not None:
            continue
        code = model.country_code(place.city)
        rule = "country-missing.of-name" if code else "country-missing"
        gaps = {"code": code, "city": place.city, "country": lies_in.get(place.city, "CC")}
        yield problem(rule, f"{path}.city", place.city, **gaps)


def regions(portfolio: model.Portfolio) -> Problems:
    """A country is in the region that is named with it, where the region lists its countries."""
    countries = {region.code: region.countries for region in portfolio.regions}
    for at, place in each_of((model.Place,), portfolio):
        listed = countries.get(place.region or "")
        if listed and place.country and place.country not in listed:
            yield problem("region-mismatch", at, place.country, region=place.region)
    for path, project in with_paths("projects", portfolio.projects):
        covered = [countries.get(code, ()) for code in project.regions]
        if not all(covered) or not covered:
            continue  # a region that lists no countries may hold any
        for at, priority in with_paths(f"{path}.priority_countries", project.priority_countries):
            if not any(priority.country in listed for listed in covered):
                yield problem(
                    "region-mismatch.of-project", at, priority.country, project=project.code
                )


def designations(portfolio: model.Portfolio) -> Problems:
    """On one day one designation of a territory holds; a report takes the first of two."""
    for index, rule in enumerate(portfolio.designations):
        since, until = rule.since or date.min, rule.until or date.max
        for at, other in with_paths("designations", portfolio.designations[:index]):
            apart = until < (other.since or date.min) or (other.until or date.max) < since
            if rule.country == other.country and not apart:
                path = f"designations[{index}]"
                yield problem("designation-overlap", path, rule.country, at=at)


NOTICES = (unused, unused_headings)
RULES = (*(unique_ids, references, predecessors), *(countries_of_cities, regions, designations))
