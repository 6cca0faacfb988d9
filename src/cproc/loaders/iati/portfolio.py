"""The whole file becomes the plain data of a portfolio."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cproc.dates import Period
from cproc.errors import DataError
from cproc.loaders.iati.activity import project
from cproc.loaders.iati.context import Context, day_of
from cproc.loaders.iati.elements import Element
from cproc.loaders.iati.faults import LINE, fault
from cproc.model import is_country
from cproc.report.markdown import escaped
from cproc.serialize import FORMAT

if TYPE_CHECKING:
    from cproc.loaders.iati import IatiOptions

_SHARED = ("scope", "collaboration", "flow", "finance", "tied", "aid", "contact")
"""Codes that stand once, with the office, where all activities have the same."""


def plain_data(root: Element, context: Context, options: IatiOptions) -> dict[str, Any]:
    """The data of a portfolio, each record with the line it was read from.

    Args:
        root: The whole file.
        context: Where doubts and organisations are put.
        options: How it is read.

    Raises:
        DataError: The file has no activities, or not those that are asked for.
    """
    root.get("version")  # which of them it is changes nothing of what is read
    activities = _chosen(root, context, options)
    context.know_names(root)
    first = activities[0].first("reporting-org")
    main = _main_reporter(activities) if options.reporter is None else options.reporter
    named = next((each for each in activities if _reporter(each) == main), activities[0])
    context.published = _published(root, activities, context)
    reporter = context.party(named.first("reporting-org"))
    if reporter is None:
        told = fault("published-reporter-missing", file=context.file, line=(first or named).line)
        raise DataError([told])
    context.reporter = reporter
    period = options.period or f"{context.published.year}-01-01/{context.published}"
    regions: dict[str, dict[str, Any]] = {}
    projects = []
    for activity, (code, identifier) in zip(activities, _codes(context, activities), strict=True):
        record = project(context, activity, code, regions)
        if record is None:
            activity.pass_over()
            continue
        if identifier:
            record["iati"]["identifier"] = identifier
        projects.append(record)
    _tell_of_all(context, activities, main)
    texts = [_section(each) for each in projects if "#text" in each]
    office = _office(context, options, named)
    office |= _shared(projects)
    for each in projects:
        each.pop("#text", None)
        if not each["iati"]:
            del each["iati"]
    currencies = Counter(each["currency"] for each in projects if "currency" in each)
    main_currency = options.currency or next(iter(dict(currencies.most_common(1))), "")
    return {
        "format": FORMAT,
        "office": office,
        "period": str(Period.parse(period)),
        **({"currency": main_currency} if main_currency else {}),
        "reports": [{"period": str(Period.parse(period)), "narrative": texts}] if texts else [],
        "regions": list(regions.values()),
        "organisations": list(context.organisations.values()),
        "projects": projects,
    }


def _chosen(root: Element, context: Context, options: IatiOptions) -> list[Element]:
    activities = [*root.each("iati-activity")]
    chosen = [each for each in activities if _is_asked_for(each, options)]
    for each in activities if len(chosen) < len(activities) else ():
        if not _is_asked_for(each, options):
            each.pass_over()
    if chosen:
        return chosen
    rule = "published-empty.chosen" if activities else "published-empty"
    there = ", ".join(sorted({_reporter(each) for each in activities})[:12])
    raise DataError([fault(rule, file=context.file, line=root.line, there=there)])


def _is_asked_for(activity: Element, options: IatiOptions) -> bool:
    level = activity.get("hierarchy") or "1"
    return options.reporter in (None, _reporter(activity)) and (
        not options.hierarchy or level == str(options.hierarchy)
    )


def _reporter(activity: Element) -> str:
    element = next((each for each in activity.children if each.name == "reporting-org"), None)
    return element.attributes.get("ref", "") if element else ""


def _main_reporter(activities: list[Element]) -> str:
    # That of most activities; of several, the first. One that is only named has no reference.
    often = Counter(filter(None, map(_reporter, activities)))
    return often.most_common(1)[0][0] if often else ""


def _published(root: Element, activities: list[Element], context: Context) -> dt.date:
    stated = day_of(root.get("generated-datetime"))
    if stated:
        return stated
    updated = [day_of(each.get("last-updated-datetime")) for each in activities]
    paid = [day_of(each) for activity in activities for each in _paid(activity)]
    days = [day for day in updated if day] or [day for day in paid if day]
    if not days:
        raise DataError([fault("published-undated", file=context.file, line=root.line)])
    context.tell("published-published-assumed", root, day=max(days))
    return max(days)


def _paid(activity: Element) -> Iterator[str]:
    for child in activity.children:
        if child.name in ("transaction", "activity-date"):
            for each in (child, *child.children):
                if each.name in ("transaction-date", "activity-date"):
                    yield each.attributes.get("iso-date", "")


def _codes(context: Context, activities: list[Element]) -> Iterator[tuple[str, str]]:
    """The code of each activity, and its identifier where the code does not say it."""
    prefix = f"{context.organisations[context.reporter]['iati']}-"
    taken: set[str] = set()
    for number, activity in enumerate(activities, start=1):
        element = activity.first("iati-identifier")
        identifier = element.content() if element else ""
        if not identifier:
            context.tell("published-identifier-missing", activity)
        short = identifier.removeprefix(prefix) if prefix != "-" else identifier
        code = short or identifier or f"activity-{number}"
        if code in taken:
            context.tell("published-identifier-twice", activity, identifier)
            code = f"{code}-{number}"
        taken.add(code)
        yield code, "" if short and short != identifier else identifier


def _section(record: dict[str, Any]) -> dict[str, Any]:
    """The text of the section on a project, in which nothing is markup or a figure."""
    texts = {}
    for language, text in record["#text"].items():
        paragraphs = (escaped(line) for line in text.splitlines() if line.strip())
        plain = "\n\n".join(paragraphs)
        texts[language] = plain.replace("{{", "&#123;&#123;").replace("}}", "&#125;&#125;")
    return {"id": f"project:{record['code']}", "text": texts, LINE: record[LINE]}


def _office(context: Context, options: IatiOptions, named: Element) -> dict[str, Any]:
    organisation = context.organisations[context.reporter]
    agency = organisation["iati"].partition("-")[0]
    country = options.country or (agency if is_country(agency) else "")
    office = {"id": organisation["id"], "name": organisation["name"], LINE: named.line}
    office |= {"organisation": organisation["id"], "city": options.city, "country": country}
    if not (options.city and options.country):
        context.tell("published-office-place", named)
    return {name: value for name, value in office.items() if value}


def _shared(projects: list[dict[str, Any]]) -> dict[str, Any]:
    """What all projects have alike, which is taken out of them."""
    shared: dict[str, Any] = {}
    for name in _SHARED:
        some = [each["iati"].get(name) for each in projects]
        if some and some[0] and all(each == some[0] for each in some):
            shared[name] = some[0]
            for each in projects:
                del each["iati"][name]
    return {"iati": shared} if shared else {}


def _tell_of_all(context: Context, activities: list[Element], main: str) -> None:
    reporters = Counter(map(_reporter, activities))
    del reporters[main]
    if reporters:
        others = ", ".join(f"{ref or '-'} ({count})" for ref, count in reporters.most_common(8))
        context.tell(
            "published-reporters", activities[0], main, others=others, count=reporters.total()
        )
    levels = Counter(
        each.get("hierarchy") or "1"
        for each in activities
        if any(child.name in ("transaction", "budget") for child in each.children)
    )
    if len(levels) > 1:
        context.tell("published-levels", activities[0], levels=", ".join(sorted(levels)))
