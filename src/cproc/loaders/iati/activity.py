"""One activity becomes a project."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from cproc.loaders.iati import money, results
from cproc.loaders.iati.codes import classification, shares
from cproc.loaders.iati.context import Context, day_of
from cproc.loaders.iati.elements import Element, language_tag
from cproc.loaders.iati.faults import LINE
from cproc.model import iati_codes, is_country, is_web_address
from cproc.money import is_currency

_FUNDING, _IMPLEMENTING = "1", "4"
_STATUS = {
    "1": "pipeline", "2": "implementation", "3": "finalisation", "4": "closed", "5": "cancelled",
    "6": "suspended",
}  # fmt: skip
_GENERAL, _OBJECTIVES = "1", "2"
_DAC = "1"
_GRANT = "110"
_REPORTS = ("A07", "A08", "B01", "B06", "B07", "B09", "B10")
_KINDS = {
    **dict.fromkeys(_REPORTS, "report"), "A09": "agreement", "A11": "agreement", "A10": "tender",
    "A12": "web_page", "B18": "web_page",
}  # fmt: skip


def project(
    context: Context, activity: Element, code: str, regions: dict[str, dict[str, Any]]
) -> dict[str, Any] | None:
    """The project that an activity is; nothing of one of which no date is known.

    Args:
        context: That of the file.
        activity: The activity.
        code: Code of the project.
        regions: The regions of the file by their code, to which its own are added.
    """
    currency = _currency(context, activity)
    reporter = context.party(activity.first("reporting-org"))
    contributions, roles = _participants(context, activity, reporter)
    record: dict[str, Any] = {"code": code, "name": code, LINE: activity.line}
    if currency:
        record["currency"] = currency
    record |= {
        "contributions": contributions,
        "partners": sorted(roles[_IMPLEMENTING]),
        "transactions": money.transactions(context, activity, code, currency, roles),
        **money.budgets(context, activity, currency),
        "instalments": money.instalments(context, activity, currency),
        "results": results.results(context, activity),
        "documents": [*_documents(context, activity)],
        **_texts(context, activity, code),
        **_countries(context, activity, regions),
        **_conditions(context, activity, contributions),
    }
    dates = _dates(context, activity, record)
    iati = {**classification(context, activity), **_contact(context, activity)}
    if reporter and reporter != context.reporter:
        iati["secondary_reporter"] = True
    return {**record, **dates, "iati": iati} if dates else None


def _currency(context: Context, activity: Element) -> str:
    code = activity.get("default-currency").upper()
    if code and not is_currency(code):
        context.count("published-code-unknown", f"Currency {code}")
        return ""
    return code


# --- Texts ----------------------------------------------------------------------------


def _texts(context: Context, activity: Element, code: str) -> dict[str, Any]:
    title = context.texts(activity.first("title"))
    if not title:
        context.tell("published-title-missing", activity, code)
        title = {context.language: code}
    by_type: dict[str, dict[str, str]] = {}
    for element in activity.each("description"):
        kind = element.get("type") or _GENERAL
        if kind not in (_GENERAL, _OBJECTIVES) or kind in by_type:
            element.pass_over()
        elif texts := context.texts(element):
            by_type[kind] = texts
    general, objective = by_type.get(_GENERAL, {}), by_type.get(_OBJECTIVES, {})
    fields: dict[str, Any] = {"title": title}
    if objective or (general and general != title):
        fields["objective"] = objective or general
    if objective and general not in ({}, title, objective):
        fields["#text"] = general
    return fields


# --- Dates ----------------------------------------------------------------------------


def _dates(context: Context, activity: Element, record: dict[str, Any]) -> dict[str, Any]:
    days: dict[str, dt.date] = {}
    for element in activity.each("activity-date"):
        kind = element.get("type")
        day = context.day(element)
        if kind not in ("1", "2", "3", "4") or kind in days or day is None:
            element.pass_over()
        else:
            days[kind] = day
    start = days.get("2") or days.get("1") or _first_of_money(record)
    if start is None:
        context.tell("published-start-missing", activity, record["code"])
        return {}
    if "1" not in days and "2" not in days:
        context.tell("published-start-assumed", activity, record["code"], day=start)
    end = days.get("4") or days.get("3")
    if end and end < start:
        context.tell("published-dates-backwards", activity, f"{start}/{end}")
        end = None
    planned = _planned(days, start, end)
    fields = {"period": _span(start, end), **planned}
    updated = day_of(activity.get("last-updated-datetime")) or context.published
    status = activity.first("activity-status")
    stated = _STATUS.get(code := status.get("code")) if status else None
    if status and not stated:
        context.leave_out(status, code, "activity-status")
    on = context.published
    derived = "pipeline" if on < start else "closed" if end and on > end else "implementation"
    if stated and stated != derived:
        fields["status_changes"] = [{"status": stated, "since": str(min(updated, on))}]
    return fields


def _planned(days: dict[str, dt.date], start: dt.date, end: dt.date | None) -> dict[str, Any]:
    first, last = days.get("1", start), days.get("3", end)
    if (first, last) == (start, end) or (last and last < first):
        return {}
    return {"planned_period": _span(first, last)}


def _span(start: dt.date, end: dt.date | None) -> str:
    return f"{start}/{end}" if end else f"{start}/.."


def _first_of_money(record: dict[str, Any]) -> dt.date | None:
    days = [each["date"] for each in record["transactions"]]
    days += [each["period"][:10] for each in record.get("budget_lines", ()) if "period" in each]
    return dt.date.fromisoformat(min(days)) if days else None


# --- Who takes part -------------------------------------------------------------------


def _participants(
    context: Context, activity: Element, reporter: str | None
) -> tuple[list[dict[str, Any]], dict[str, set[str]]]:
    contributions: dict[str, dict[str, Any]] = {}
    roles: dict[str, set[str]] = {_FUNDING: set(), _IMPLEMENTING: set()}
    granted = activity.of("default-finance-type", "code") == _GRANT
    for element in activity.each("participating-org"):
        party = context.party(element)
        if party is None:
            continue
        if element.get("role") != _FUNDING:
            if element.get("role") != _IMPLEMENTING and party != context.reporter:
                context.count("published-role", element.get("role") or "-")
            roles[_IMPLEMENTING].add(party)
            continue
        roles[_FUNDING].add(party)
        kind = "own_funds" if party == context.reporter else "grant" if granted else "other"
        record = contributions.setdefault(party, {"donor": party, "kind": kind, LINE: element.line})
        whence = element.get("activity-id")
        if whence and record.setdefault("donor_activity", whence) != whence:
            element.pass_over()
    if reporter and reporter != context.reporter:
        roles[_IMPLEMENTING].add(reporter)
    roles[_IMPLEMENTING].discard(context.reporter)
    return list(contributions.values()), roles


def _conditions(
    context: Context, activity: Element, contributions: list[dict[str, Any]]
) -> dict[str, Any]:
    """Put the conditions into the only contribution; of several nobody says which it is of."""
    element = activity.first("conditions")
    if element is None or element.get("attached") in ("0", "false"):
        return {}
    if len(contributions) != 1:
        element.pass_over()
        return {}
    texts: dict[str, list[str]] = {}
    for each in element.each("condition"):
        for language, text in context.texts(each).items():
            texts.setdefault(language, []).append(text)
    if texts:
        joined = {language: "\n".join(several) for language, several in texts.items()}
        contributions[0]["conditions"] = joined
    return {}


def _contact(context: Context, activity: Element) -> dict[str, Any]:
    element = activity.first("contact-info")
    if element is None:
        return {}
    contact: dict[str, Any] = {}
    for field, name in (
        ("organisation", "organisation"), ("department", "department"),
        ("job_title", "job-title"), ("address", "mailing-address"),
    ):  # fmt: skip
        if texts := context.texts(element.first(name)):
            contact[field] = texts
    if person := context.texts(element.first("person-name")):
        contact["person"] = person.get(context.language) or next(iter(person.values()))
    for name in ("telephone", "email", "website"):
        if (child := element.first(name)) is not None and (text := child.content()):
            contact[name] = text
    return {"contact": contact} if contact else {}


# --- Where ----------------------------------------------------------------------------


def _countries(
    context: Context, activity: Element, regions: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    own = [*activity.each("recipient-country")]
    own_regions = [*activity.each("recipient-region")]
    weights: dict[str, Decimal | None] = {}
    if own or own_regions:
        for element in own:
            _add_country(context, element, weights, element.get("percentage"))
    else:
        own_regions = _of_transactions(context, activity, weights)
    codes = [_region(context, element, regions) for element in own_regions]
    countries: list[dict[str, Any]] = [
        {"country": code}
        if weight is None or len(weights) == 1
        else {"country": code, "weight": f"{weight.normalize():f}"}
        for code, weight in weights.items()
    ]
    return {
        "priority_countries": countries,
        "regions": [*dict.fromkeys(code for code in codes if code)],
    }


def _add_country(
    context: Context, element: Element, weights: dict[str, Decimal | None], percentage: str
) -> None:
    code = element.get("code").upper()
    weight = _percentage(percentage)
    if not is_country(code):
        context.leave_out(element, code, "recipient-country")
    elif weight == 0:
        element.pass_over()
    else:
        before = weights.get(code)
        weights[code] = weight if before is None or weight is None else before + weight


def _of_transactions(
    context: Context, activity: Element, weights: dict[str, Decimal | None]
) -> list[Element]:
    """Countries and regions that transactions name; the weights are what was spent in each."""
    for element, share in shares(context, activity, "recipient-country"):
        _add_country(context, element, weights, share)
    return [element for element, _share in shares(context, activity, "recipient-region")]


def _percentage(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except ArithmeticError:
        return None


def _region(context: Context, element: Element, regions: dict[str, dict[str, Any]]) -> str:
    code, vocabulary = element.get("code"), element.get("vocabulary") or _DAC
    if not code:
        element.pass_over()
        return ""
    if vocabulary == _DAC and code not in iati_codes("region"):
        context.leave_out(element, code, "recipient-region")
        return ""
    key = f"DAC-{code}" if vocabulary == _DAC else f"{vocabulary}-{code}"
    texts = context.texts(element)
    if key not in regions:
        regions[key] = {"code": key, "name": texts or {"en": key}, LINE: element.line}
        if vocabulary == _DAC:
            regions[key]["dac"] = code
    return key


# --- Documents ------------------------------------------------------------------------


def _documents(context: Context, activity: Element) -> Iterator[dict[str, Any]]:
    for element in activity.each("document-link"):
        url = element.get("url")
        title = context.texts(element.first("title"))
        if not title and not url:
            element.pass_over()
            continue
        record: dict[str, Any] = {"title": title or {context.language: url}, LINE: element.line}
        record["url" if is_web_address(url) else "reference"] = url
        kind = element.of("category", "code")
        record["kind"] = _KINDS.get(kind, kind)
        record["language"] = language_tag(element.of("language", "code"))
        if day := context.day(element.first("document-date")):
            record["date"] = str(day)
        yield {name: value for name, value in record.items() if value != ""}
