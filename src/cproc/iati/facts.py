"""What IATI 2.03 computes of a project: identifiers, percentages, budgets by year, money moved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from urllib.parse import urlsplit

from cproc.dates import DateSpan, Period
from cproc.model import (
    Activity,
    BudgetLine,
    BudgetVersion,
    Contribution,
    Document,
    Iati,
    Indicator,
    IndicatorValue,
    Instalment,
    Money,
    Organisation,
    Place,
    Portfolio,
    PriorityCountry,
    Project,
    Transaction,
    TransactionType,
    ValueKind,
    iati_codes,
)
from cproc.money import exact_decimal, split_exactly

__all__ = [
    "activity_identifiers",
    "budget_by_year",
    "budget_versions",
    "documents_linked",
    "events_of",
    "iati_facts",
    "indicator_periods",
    "instalments_to_come",
    "is_located",
    "life_of",
    "located_places",
    "money_moved",
    "other_identifiers",
    "participants",
    "percentages",
    "reporting_organisation",
    "served_countries",
    "years",
]

UNSPECIFIED_REGION = "998"
"""Developing countries, unspecified: where neither countries nor regions are named."""


def reporting_organisation(portfolio: Portfolio) -> Organisation:
    """The organisation that publishes: that of the office."""
    known = {each.id: each for each in portfolio.organisations}
    return known[portfolio.office.organisation]


def activity_identifiers(portfolio: Portfolio) -> dict[str, str]:
    """The identifier of the activity that each project is, by its code."""
    own = reporting_organisation(portfolio).iati
    return {
        each.code: (each.iati and each.iati.identifier) or f"{own}-{each.code}"
        for each in portfolio.projects
    }


def iati_facts(portfolio: Portfolio, project: Project) -> Iati:
    """What IATI asks of a project: its own facts over those of the office."""
    return (project.iati or Iati()).over(portfolio.office.iati)


def participants(project: Project, own: str) -> dict[tuple[str, str], str]:
    """Each organisation of a project with its role, and the activity of its own that it is part of.

    Donors fund (1), the office's own is accountable (2), extends what it passes on (3) and
    implements (4), as leads of components and partners do.

    Args:
        project: The project.
        own: Identifier of the organisation that reports.
    """
    known: dict[tuple[str, str], str] = {}
    for each in project.contributions:
        known[each.donor, "1"] = known.get((each.donor, "1")) or each.donor_activity
    passed = any(each.type is TransactionType.DISBURSEMENT for each in project.transactions)
    leads = (each.lead for each in project.components if each.lead)
    roles = [(own, "2"), *([(own, "3")] if passed else []), (own, "4")]
    roles += [(id_, "4") for id_ in (*leads, *project.partners)]
    return known | dict.fromkeys(roles, "")


def other_identifiers(project: Project, facts: Iati) -> list[tuple[str, str, str]]:
    """The type of each further identifier, itself, and the donor whose it is."""
    listed = [(*each.partition(":")[::2], "") for each in facts.other_identifiers]
    for contract in project.contracts:
        listed += [("A1", contract.number, ""), ("A9", contract.reference, contract.donor or "")]
    return [each for each in listed if each[1].strip()]


def percentages(weights: Sequence[Decimal | int]) -> tuple[Decimal, ...]:
    """Percentages in proportion to weights, of two decimals, that make 100 exactly.

    Example:
        >>> [str(each) for each in percentages([1, 1, 1])]
        ['33.34', '33.33', '33.33']
    """
    return tuple(exact_decimal(part, 2) for part in split_exactly(10_000, weights))


def served_countries(project: Project, on: date) -> tuple[PriorityCountry, ...]:
    """The priority countries in force on a day, or on the last or first day of the project."""
    day = min(max(on, project.period.start), project.period.end)
    held = {
        each.country: each
        for each in project.priority_countries
        if (each.since is None or each.since <= day) and (each.until is None or day <= each.until)
    }
    return tuple(held.values())


def years(life: Period, year_start: str) -> tuple[Period, ...]:
    """A life cut into the years that begin on a day, each part at most a year.

    Args:
        life: From its first day to its last.
        year_start: Month and day on which years begin: ``07-01``.

    Example:
        >>> parts = years(Period.parse("2023-05-01/2024-12-31"), "04-06")
        >>> [str(part) for part in parts]
        ['2023-05-01/2024-04-05', '2024-04-06/2024-12-31']
    """
    begins = (
        date.fromisoformat(f"{year:04}-{year_start}")
        for year in range(life.start.year, life.end.year + 1)
    )
    starts = [life.start, *(day for day in begins if life.start < day <= life.end)]
    ends = [*(day - timedelta(1) for day in starts[1:]), life.end]
    return tuple(map(Period, starts, ends))


def life_of(project: Project, on: date) -> Period:
    """The days of a project; of one without an end, those up to a day."""
    start = project.period.start
    return Period(start, project.period.known_end or max(on, start))


def budget_by_year(
    project: Project, version: BudgetVersion, on: date, year_start: str
) -> tuple[tuple[Period, Money], ...]:
    """The years of a budget with the amount of each; all together are the whole to the cent.

    Lines that each say their time, and together are the whole, decide how it falls to the years;
    else the days do.

    Args:
        project: Whose budget it is.
        version: The budget.
        on: Where it ends, of a project without an end.
        year_start: Month and day on which years begin.
    """
    parts = years(life_of(project, on), year_start)
    lines = _dated_lines(project, version)
    weights = [sum((_share(line, part) for line in lines), Fraction()) for part in parts]
    if not lines or sum(weights) != Fraction(version.amount.amount) or min(weights) < 0:
        weights = [Fraction(part.days) for part in parts]
    return tuple(zip(parts, version.amount.allocate(weights), strict=True))


def budget_versions(
    project: Project, on: date, *, history: bool
) -> list[tuple[BudgetVersion, str]]:
    """The budget in force on a day, or all versions up to it, each with its type in IATI.

    The first is the original one (1), what came later is revised (2).
    """
    first = min((each.effective for each in project.budget), default=None)
    in_force = project.budget_version(on)
    versions = [in_force] if in_force else []
    if history:
        up_to_now = (each for each in project.budget if each.effective <= on)
        versions = sorted(up_to_now, key=lambda version: version.effective)
    return [(each, "1" if each.effective == first else "2") for each in versions]


def instalments_to_come(project: Project, on: date) -> Iterator[tuple[Instalment, Money, DateSpan]]:
    """The instalments that have not come by a day, with how much is expected when."""
    for each in project.instalments:
        come = each.transaction or (each.received and each.received.end <= on)
        if each.amount is not None and each.expected is not None and not come:
            yield each, each.amount, each.expected


_WRITTEN_AS = {
    ValueKind.TARGET: "target",
    ValueKind.MILESTONE: "target",
    ValueKind.ACTUAL: "actual",
}


def indicator_periods(
    project: Project, indicator: Indicator, on: date
) -> list[tuple[Period, list[tuple[str, IndicatorValue]]]]:
    """The periods that an indicator has values of, each with its targets, then its actual values.

    A value without a date is of the whole project, one of a day of the project up to that day.

    Args:
        project: Whose indicator it is.
        indicator: The indicator.
        on: Where the project ends, of one without an end.
    """
    life = life_of(project, on)
    times: dict[Period, list[tuple[str, IndicatorValue]]] = {}
    for kind, tag in _WRITTEN_AS.items():
        for each in indicator.of_kind(kind):
            time = life
            if each.when is not None:
                day = each.when.start == each.when.end
                start = min(life.start, each.when.start) if day else each.when.start
                time = Period(start, each.when.end)
            times.setdefault(time, []).append((tag, each))
    return sorted(times.items(), key=lambda item: item[0])


def _dated_lines(project: Project, version: BudgetVersion) -> list[BudgetLine]:
    counted = [each for each in project.budget_lines if not (each.in_kind or each.forecast)]
    own = [each for each in counted if version.id and each.version == version.id]
    lines = own or [each for each in counted if each.version is None]
    currency = version.amount.currency
    sound = all(each.period and each.unit_cost.currency == currency for each in lines)
    return lines if sound and any(each.total.amount for each in lines) else []


def _share(line: BudgetLine, part: Period) -> Fraction:
    span = line.period
    if span is None or not span.overlaps(part):
        return Fraction()
    days = (min(span.end, part.end) - max(span.start, part.start)).days + 1
    return Fraction(line.total.amount) * days / span.days


def money_moved(portfolio: Portfolio, project: Project) -> tuple[Transaction, ...]:
    """The transactions of a project up to the end of the period, and what contributions say.

    What a contribution says was pledged, committed or received is a transaction without an
    identifier where no transaction of that type from that donor is booked.
    """
    on = portfolio.period.end
    booked = {(each.type, of) for each in project.transactions for of in (each.party, each.donor)}
    stated = (
        Transaction("", kind, when.end, given.amount, party=given.donor)
        for given in project.contributions
        for kind, when in _stages(given)
        if given.amount is not None and when is not None and when.end <= on
        if not portfolio.in_kind(given) and (kind, given.donor) not in booked
    )
    return (*(each for each in project.transactions if each.date <= on), *stated)


def _stages(given: Contribution) -> Iterator[tuple[TransactionType, DateSpan | None]]:
    yield TransactionType.INCOMING_PLEDGE, given.pledged
    yield TransactionType.INCOMING_COMMITMENT, given.committed
    yield TransactionType.INCOMING_FUNDS, given.received


_CATEGORIES = {
    "agreement": "A09",
    "proposal": "A02",
    "report": "A08",
    "study": "A07",
    "tender": "A10",
    "web_page": "A12",
}
"""The category of IATI that a kind of documents is of; a kind may be a category itself."""

_FORMATS = {
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "pdf": "application/pdf",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
}


def documents_linked(project: Project) -> tuple[tuple[Document, str, str], ...]:
    """The documents of a project that are on the web and of a category, each with its format."""
    linked = []
    for each in project.documents:
        category = _CATEGORIES.get(each.kind, each.kind)
        if each.url and category in iati_codes("document"):
            path = urlsplit(each.url).path
            form = _FORMATS.get(path.rpartition(".")[2].lower(), "text/html")
            linked.append((each, category, form))
    return tuple(linked)


_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]+)?", re.ASCII)


def located_places(portfolio: Portfolio, project: Project) -> tuple[Place, ...]:
    """The places of a project's activities whose coordinates are known, each once."""
    places = (
        place
        for activity in portfolio.activities
        if project.code in activity.projects
        for occurrence in activity.occurrences
        for place in occurrence.places
    )
    known: dict[tuple[str | None, str | None], Place] = {}
    for each in places:
        if is_located(each):
            known.setdefault((each.latitude, each.longitude), each)
    return tuple(known.values())


def is_located(place: Place) -> bool:
    """Whether a place has coordinates, in degrees."""
    pairs = ((place.latitude, 90), (place.longitude, 180))
    return all(of and _DEGREES.fullmatch(of) and abs(Decimal(of)) <= most for of, most in pairs)


def events_of(portfolio: Portfolio) -> tuple[Activity, ...]:
    """The activities at which people meet, which may be activities of IATI as well."""
    some = (each for each in portfolio.activities if each.projects and each.occurrences)
    return tuple(each for each in some if portfolio.is_event(each.kind))
