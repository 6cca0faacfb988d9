"""What IATI 2.03 needs of a portfolio and does not find, and what it has no place for.

The numbers behind the rules are those of the standard's ruleset.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import attrs

from cproc.errors import Problem, problem_by, problem_rules
from cproc.iati.activity import has_figures, has_words
from cproc.iati.facts import (
    activity_identifiers,
    documents_linked,
    iati_facts,
    reporting_organisation,
    served_countries,
)
from cproc.model import (
    Activity,
    LocalText,
    Portfolio,
    Project,
    ResultLevel,
)

Problems = Iterator[Problem]
"""What a rule finds, one after the other."""

fault = partial(problem_by, problem_rules("cproc.iati"))
"""A problem in the words of this package, ``problems.toml``."""

_REFERENCE = re.compile(r"[^/&|?\s]+")
_AGENCY = re.compile(r"[A-Z]{2}-[A-Z0-9_]+-.+", re.ASCII)
# A line feed or a blank around an identifier would be part of it to who compares them.
_IDENTIFIER = re.compile(r"[^/&|?\s]([^/&|?\r\n\t]*[^/&|?\s])?")
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def iati_faults(portfolio: Portfolio, children: Sequence[Activity] = ()) -> Problems:
    """What keeps a portfolio from being valid in IATI, all at once.

    Args:
        portfolio: What is to be published.
        children: Activities that are published as well.
    """
    yield from _of_reporter(portfolio)
    yield from _of_identifiers(portfolio, children)
    for at, project in enumerate(portfolio.projects):
        path = f"projects[{at}]"
        yield from _of_sectors(portfolio, project, path)
        yield from _of_countries(portfolio, project, path)
        yield from _of_texts(project, path)
        yield from _of_indicators(project, path)
    for child in children:
        if not has_words(child.title):
            at = portfolio.activities.index(child)
            yield fault("iati-text", f"activities[{at}].title", project=child.id)
    yield from _of_names(portfolio)
    yield from _unwritable(portfolio, children)


def _of_reporter(portfolio: Portfolio) -> Problems:
    own = reporting_organisation(portfolio)
    path = f"organisations[{portfolio.organisations.index(own)}]"
    if not own.iati:
        yield fault("iati-reference", f"{path}.iati", own.id)
    elif not _REFERENCE.fullmatch(own.iati):
        yield fault("iati-reference.form", f"{path}.iati", own.iati)
    if own.type is None:
        yield fault("iati-type", f"{path}.type", own.id)


def _of_identifiers(portfolio: Portfolio, children: Sequence[Activity]) -> Problems:
    own, seen = reporting_organisation(portfolio).iati, dict[str, str]()
    known = activity_identifiers(portfolio)
    named = [
        (f"projects[{at}].code", project.code, known[project.code])
        for at, project in enumerate(portfolio.projects)
    ]
    places = {id(each): at for at, each in enumerate(portfolio.activities)}
    named += [
        (f"activities[{places[id(child)]}].id", child.id, f"{known[child.projects[0]]}-{child.id}")
        for child in children
    ]
    for path, code, identifier in named:
        # What is wrong with the reference of the organisation is said of that.
        rest = identifier.removeprefix(f"{own}-")
        if not _IDENTIFIER.fullmatch(rest) or identifier == own:
            yield fault("iati-identifier", path, identifier, project=code)
        if identifier in seen:
            yield fault(
                "iati-identifier.twice", path, identifier, project=code, of=seen[identifier]
            )
        seen.setdefault(identifier, code)


def _of_sectors(portfolio: Portfolio, project: Project, path: str) -> Problems:
    by_vocabulary: defaultdict[str, list[Decimal | None]] = defaultdict(list)
    for each in iati_facts(portfolio, project).codes("sectors"):
        by_vocabulary[each.vocabulary].append(each.number)
    if not by_vocabulary:
        yield fault("iati-sector", f"{path}.iati.sectors", project=project.code)
    for vocabulary, numbers in by_vocabulary.items():
        whole = numbers if len(numbers) > 1 else [numbers[0] or Decimal(100)]
        gaps = {"project": project.code, "vocabulary": vocabulary}
        if None in whole:
            yield fault("iati-percentages.missing", f"{path}.iati.sectors", **gaps)
        elif (total := sum(filter(None, whole), Decimal())) != 100:
            yield fault("iati-percentages", f"{path}.iati.sectors", total, **gaps)


def _of_countries(portfolio: Portfolio, project: Project, path: str) -> Problems:
    served = served_countries(project, portfolio.period.end)
    lacking = [each.country for each in served if each.weight is None]
    if lacking and len(lacking) < len(served):
        countries = ", ".join(lacking)
        yield fault("iati-weights", f"{path}.priority_countries", countries, project=project.code)


def _of_texts(project: Project, path: str) -> Problems:
    named = [("title", project.title)]
    for at, result in enumerate(project.results):
        if result.indicators:
            named.append((f"results[{at}].title", result.title))
            named += [
                (f"results[{at}].indicators[{n}].title", indicator.title)
                for n, indicator in enumerate(result.indicators)
            ]
    named += [(f"documents[{at}].title", each.title) for at, each in enumerate(project.documents)]
    for field, text in named:
        if not has_words(text):
            yield fault("iati-text", f"{path}.{field}", project=project.code)


def _of_indicators(project: Project, path: str) -> Problems:
    for at, result in enumerate(project.results):
        for number, indicator in enumerate(result.indicators):
            if not indicator.values:
                where = f"{path}.results[{at}].indicators[{number}].values"
                yield fault("iati-indicator", where, str(indicator.title), project=project.code)


def _of_names(portfolio: Portfolio) -> Problems:
    for at, of in enumerate(portfolio.organisations):
        if not has_words(of.name):
            yield fault("iati-name", f"organisations[{at}].name", of.id)


_NOT_WRITTEN = frozenset(
    "budget_lines contingency_uses donor_reports explanations headings interest_receipts milestones"
    " assumption rate_lines risk source submissions".split()
)
"""Fields whose texts are in no file of IATI."""


def _unwritable(portfolio: Portfolio, children: Sequence[Activity]) -> Problems:
    """Texts with characters that no XML file can hold."""
    whole = ("organisations", portfolio.organisations), ("projects", portfolio.projects)
    for path, record in (*whole, ("office.iati", portfolio.office.iati)):
        yield from _bad_texts(record, path)
    for at, activity in enumerate(portfolio.activities):
        yield from _bad_texts(activity.occurrences, f"activities[{at}].occurrences")
        if activity in children:
            yield from _bad_texts((activity.title, activity.id), f"activities[{at}]")
    for at, told in enumerate(portfolio.narrative):
        if told.id.startswith("project:"):
            yield from _bad_texts(told.text, f"{portfolio.report_path}.narrative[{at}].text")


def _bad_texts(value: Any, path: str) -> Problems:
    if isinstance(value, str):
        if bad := _UNWRITABLE.search(value):
            around = ascii(value[max(0, bad.start() - 20) : bad.end() + 20])
            yield fault("iati-character", path, around, character=f"{ord(bad[0]):04X}")
    elif isinstance(value, LocalText):
        for language, words in value.entries:
            yield from _bad_texts(words, f"{path}.{language}")
    elif isinstance(value, tuple):
        for at, each in enumerate(value):
            yield from _bad_texts(each, f"{path}[{at}]")
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            if field.name not in _NOT_WRITTEN:
                yield from _bad_texts(getattr(value, field.name), f"{path}.{field.name}")


def iati_left_out(portfolio: Portfolio, children: Sequence[Activity] = ()) -> Problems:
    """What is not in the file, each kind of it once with its count.

    Args:
        portfolio: What is published.
        children: Activities that are published as well.
    """
    own, on = reporting_organisation(portfolio), portfolio.period.end
    if own.iati and not _AGENCY.fullmatch(own.iati):
        path = f"organisations[{portfolio.organisations.index(own)}].iati"
        yield fault("iati-agency", path, own.iati)
    if not portfolio.projects:
        yield fault("iati-empty")
    # Rule 11.1.1. The clock is asked for a warning only: the same data make the same file.
    if portfolio.issued > datetime.now(UTC).date():
        yield fault("iati-future", portfolio.report_path, portfolio.issued)
    for at, project in enumerate(portfolio.projects):
        yield from _remarks(portfolio, project, f"projects[{at}]", on)
    counts = Counter[str]()
    for name in ("posts", "treaty_events", "statements", "priorities"):
        counts[name] = len(portfolio.records(name) or ())
    counts["activities"] = len(portfolio.activities) - len(children)
    lists = ("budget_lines", "rate_lines", "headings", "milestones", "donor_reports")
    for project in portfolio.projects:
        for name in (*lists, "interest_receipts"):
            counts[name] += len(getattr(project, name))
    for name, count in counts.items():
        if count:
            yield fault("iati-no-place", "", count=count, name=name)


def _remarks(portfolio: Portfolio, project: Project, path: str, on: date) -> Iterator[Problem]:
    code = project.code
    own = reporting_organisation(portfolio).iati
    identifier = activity_identifiers(portfolio)[code]
    if not identifier.startswith(f"{own}-"):
        yield fault("iati-identifier.prefix", f"{path}.iati.identifier", identifier, project=code)
    served = served_countries(project, on)
    if len(served) > 1 and not any(each.weight for each in served):
        yield fault("iati-weights.equal", f"{path}.priority_countries", project=code)
    linked = [document for document, _category, _form in documents_linked(project)]
    unstated = [
        each for each in project.contributions if each.amount is None or portfolio.in_kind(each)
    ]
    texts = [each for each in portfolio.narrative if each.id == f"project:{code}"]
    later: dict[str, Sequence[object]] = {
        "later": [each for each in project.transactions if each.date > on],
        "unstated": unstated,
        "results": [each for each in project.results if not each.indicators],
        "documents": [each for each in project.documents if each not in linked],
        "text": [each for each in texts if has_figures(each.text)],
        "budget": project.budget if project.budget_version(on) is None else (),
        "levels": [
            each for each in project.results if each.indicators and each.level not in _LEVELS
        ],
    }
    for case, records in later.items():
        if records:
            yield fault(f"iati-left-out.{case}", path, count=len(records), project=code, on=on)


_LEVELS = tuple(level.value for level in ResultLevel)
