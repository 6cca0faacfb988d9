"""The activities of a file, each element in the order that the schema has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import attrs

from cproc.exporters.iati.money import add_budgets, add_planned, add_transactions
from cproc.exporters.iati.results import add_results
from cproc.iati.activity import activity_dates, conditions, descriptions, recipients
from cproc.iati.facts import (
    documents_linked,
    iati_facts,
    located_places,
    other_identifiers,
    participants,
)
from cproc.iati.publishing import LANG, Publishing
from cproc.model import (
    Activity,
    ActivityStatus,
    Iati,
    IatiCode,
    Project,
    ProjectStatus,
)

_STATUSES = tuple(ProjectStatus)
_HELD = {ActivityStatus.HELD: "4", ActivityStatus.CANCELLED: "5"}
_TYPES = {
    "collaboration": "collaboration-type",
    "flow": "default-flow-type",
    "finance": "default-finance-type",
}
_WGS84 = "http://www.opengis.net/def/crs/EPSG/0/4326"


def written(
    publishing: Publishing, children: tuple[Activity, ...], progress: Callable[[int, int], None]
) -> bytes:
    """The bytes of the file, which is dated by the report and not by the clock."""
    moment = f"{publishing.portfolio.issued}T00:00:00Z"
    root = Element("iati-activities", {"version": "2.03", "generated-datetime": moment})
    projects = publishing.portfolio.projects
    for done, project in enumerate(projects, start=1):
        _add_project(publishing, root, project, children)
        progress(done, len(projects))
    for child in children:
        _add_child(publishing, root, child)
    progress(len(projects), len(projects))
    indent(root)
    text: bytes = tostring(root, "utf-8", xml_declaration=True)
    # A reader would make a line feed of it.
    return text.replace(b"\r", b"&#13;") + b"\n"


def child_identifier(publishing: Publishing, child: Activity) -> str:
    """The identifier of the activity that an event is."""
    return f"{publishing.identifiers[child.projects[0]]}-{child.id}"


def _begun(
    publishing: Publishing, root: Element, facts: Iati, identifier: str, level: str
) -> Element:
    given = {
        LANG: publishing.language,
        "default-currency": publishing.portfolio.currency,
        "last-updated-datetime": root.attrib["generated-datetime"],
        "hierarchy": level,
    }
    if facts.humanitarian is not None:
        given["humanitarian"] = str(int(facts.humanitarian))
    activity = SubElement(root, "iati-activity", given)
    SubElement(activity, "iati-identifier").text = identifier
    second = {"secondary_reporter": "1"} if facts.secondary_reporter else {}
    publishing.party(activity, "reporting-org", publishing.own.id, **second)
    return activity


def _add_project(
    publishing: Publishing, root: Element, project: Project, children: tuple[Activity, ...]
) -> None:
    portfolio, mine = publishing.portfolio, publishing.identifiers[project.code]
    facts = iati_facts(portfolio, project)
    activity = _begun(publishing, root, facts, mine, "1")
    publishing.text(activity, "title", project.title)
    for kind, text in descriptions(portfolio, project):
        publishing.text(activity, "description", text, type=kind)
    for (id_, role), theirs in participants(project, publishing.own.id).items():
        publishing.party(activity, "participating-org", id_, role=role, activity_id=theirs)
    for kind, reference, owner in other_identifiers(project, facts):
        other = SubElement(activity, "other-identifier", {"ref": reference, "type": kind})
        if owner:
            publishing.party(other, "owner-org", owner).attrib.pop("type", None)
    status = _STATUSES.index(project.status(publishing.on)) + 1
    SubElement(activity, "activity-status", {"code": str(status)})
    for kind, day, span in activity_dates(project, publishing.on):
        publishing.day(activity, day, span, kind)
    _add_contact(publishing, activity, facts)
    _add_recipients(publishing, activity, facts, project)
    _add_locations(publishing, activity, project)
    _add_codes(activity, facts)
    add_budgets(publishing, activity, project)
    add_planned(publishing, activity, project)
    add_transactions(publishing, activity, project)
    _add_documents(publishing, activity, project)
    below = [child for child in children if project.code in child.projects]
    related = [f"2:{child_identifier(publishing, child)}" for child in below]
    related += [f"3:{publishing.identifiers[code]}" for code in project.predecessors]
    _add_related(activity, [*facts.related, *related])
    if asked := conditions(project):
        element = SubElement(activity, "conditions", {"attached": "1"})
        for kind, text in asked:
            publishing.text(element, "condition", text, type=kind)
    add_results(publishing, activity, project)


def _add_locations(publishing: Publishing, activity: Element, project: Project) -> None:
    for place in located_places(publishing.portfolio, project):
        location = SubElement(activity, "location")
        if name := place.venue or place.city:
            publishing.text(location, "name", name)
        point = SubElement(location, "point", {"srsName": _WGS84})
        SubElement(point, "pos").text = f"{place.latitude} {place.longitude}"
        SubElement(location, "exactness", {"code": "1" if place.venue else "2"})


def _add_documents(publishing: Publishing, activity: Element, project: Project) -> None:
    for document, category, form in documents_linked(project):
        link = SubElement(activity, "document-link", {"url": document.url, "format": form})
        publishing.text(link, "title", document.title)
        SubElement(link, "category", {"code": category})
        if document.language:
            SubElement(link, "language", {"code": document.language})
        if document.date:
            SubElement(link, "document-date", {"iso-date": document.date.isoformat()})


def _add_contact(publishing: Publishing, activity: Element, facts: Iati) -> None:
    if (contact := facts.contact) is None:
        return
    info = SubElement(activity, "contact-info", {"type": "1"})
    names = {"person": "person-name", "job_title": "job-title", "address": "mailing-address"}
    for field in attrs.fields(type(contact)):
        text, tag = getattr(contact, field.name), names.get(field.name, field.name)
        if text and tag in ("telephone", "email", "website"):
            SubElement(info, tag).text = text
        elif text and str(text).strip():
            publishing.text(info, tag, text)


def _add_recipients(
    publishing: Publishing, activity: Element, facts: Iati, project: Project
) -> None:
    scope, tag, codes = recipients(publishing.portfolio, project)
    SubElement(activity, "activity-scope", {"code": facts.scope or scope})
    for code, share in codes:
        of = {"code": code} if tag == "recipient-country" else {"code": code, "vocabulary": "1"}
        SubElement(activity, tag, of if share is None else {**of, "percentage": str(share)})


def _add_codes(activity: Element, facts: Iati) -> None:
    """Add sectors, tags, markers and types, in the order of the schema."""
    sectors = facts.codes("sectors")
    often = Counter(each.vocabulary for each in sectors)
    for each in sectors:
        shared = often[each.vocabulary] > 1
        _add_code(activity, "sector", each, "percentage" if shared else "")
    for each in facts.codes("tags"):
        _add_code(activity, "tag", each)
    for each in facts.codes("markers"):
        _add_code(activity, "policy-marker", each, "significance")
    for field, tag in _TYPES.items():
        if code := getattr(facts, field):
            SubElement(activity, tag, {"code": code})
    for each in facts.codes("aid"):
        _add_code(activity, "default-aid-type", each)
    if facts.tied:
        SubElement(activity, "default-tied-status", {"code": facts.tied})


def _add_code(activity: Element, tag: str, of: IatiCode, number: str = "") -> None:
    more = {number: f"{of.number:f}"} if number and of.number is not None else {}
    SubElement(activity, tag, {"vocabulary": of.vocabulary, "code": of.code, **more})


def _add_related(activity: Element, references: list[str]) -> None:
    for each in dict.fromkeys(references):
        kind, _colon, reference = each.partition(":")
        SubElement(activity, "related-activity", {"ref": reference, "type": kind})


def _add_child(publishing: Publishing, root: Element, child: Activity) -> None:
    """Add an event, whose money stays with its project."""
    projects = {each.code: each for each in publishing.portfolio.projects}
    project = projects[child.projects[0]]
    facts = iati_facts(publishing.portfolio, project)
    activity = _begun(publishing, root, facts, child_identifier(publishing, child), "2")
    publishing.text(activity, "title", child.title)
    publishing.text(activity, "description", child.title, type="1")
    publishing.party(activity, "participating-org", publishing.own.id, role="4")
    for partner in child.partners:
        publishing.party(activity, "participating-org", partner, role="4")
    SubElement(activity, "activity-status", {"code": _HELD.get(child.status, "1")})
    when, days = child.when, (child.when.start, child.when.end)
    held = child.status is ActivityStatus.HELD and when.end <= publishing.on
    for kind, on in zip("24" if held else "13", days, strict=True):
        publishing.day(activity, on, when, kind)
    _add_recipients(publishing, activity, facts, project)
    _add_codes(activity, facts)
    _add_related(activity, [f"1:{publishing.identifiers[code]}" for code in child.projects])
