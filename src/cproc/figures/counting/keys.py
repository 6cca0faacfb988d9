"""The keys that records can be grouped and filtered by, each with how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any

from cproc.errors import InvalidValueError
from cproc.figures.counting import periods
from cproc.figures.counting.aspects import Aspect, Key, Read, Reader, Subject
from cproc.figures.counting.headings import heading_numbers, holders, in_tree_order
from cproc.model import (
    ActivityStatus,
    Month,
    Period,
    Portfolio,
    PostFunding,
    PostState,
    TermList,
    TransactionType,
    is_country,
    is_currency,
)


def _field(name: str, part: Aspect = Aspect.RECORD) -> Reader:
    return Reader(part, lambda _portfolio: attrgetter(name))


def _in_period(portfolio: Portfolio) -> Read:
    return lambda day: str(periods.reporting_period(day, portfolio.period))


def _in_project_period(portfolio: Portfolio) -> Read:
    def of(entry: Any) -> str:
        own = entry.project.reporting_periods
        return str(periods.period_of(entry.record.date, portfolio.period, own))

    return of


def _dated(name: str, what: str, value: Read, form: str, kind: type = str) -> Key:
    how = Reader(Aspect.TIME, lambda _portfolio: value)
    return Key(name, what, dict.fromkeys(_DATED, how), kind, takes=_form(form))


def _financial(name: str, what: str, of: Callable[[date, str], str], part: str) -> Key:
    how = Reader(Aspect.TIME, lambda portfolio: lambda day: of(day, portfolio.financial_year))
    form = re.compile(f"((?!0000)[0-9]{{4}})(/[0-9]{{2}})?{part}", re.ASCII)

    def takes(portfolio: Portfolio, value: str) -> bool:
        begins, found = portfolio.financial_year, form.fullmatch(value)
        first = date.fromisoformat(f"{found[1] if found else '0001'}-{begins}")
        return found is not None and f"{found[1]}{found[2] or ''}" == periods.financial_year(
            first, begins
        )

    return Key(name, what, dict.fromkeys(_DATED, how), takes=takes)


def _programmes(portfolio: Portfolio) -> Read:
    return {project.code: project.programme for project in portfolio.projects}.get


def _regions(portfolio: Portfolio) -> Read:
    @cache
    def of(own: str | None, country: str | None) -> tuple[str, ...]:
        within = (region.code for region in portfolio.regions if country in region.countries)
        return tuple(within) if own is None else (own,)

    return lambda place: of(place.region, place.country)


def _donors(portfolio: Portfolio) -> Read:
    of = {
        project.code: tuple(dict.fromkeys(each.donor for each in project.contributions))
        for project in portfolio.projects
    }
    return lambda code: of.get(code, ())


def _currency(name: str) -> Reader:
    def of(record: Any) -> str | None:
        money = attrgetter(name)(record)
        return None if money is None else str(money.currency)

    return Reader(Aspect.RECORD, lambda _portfolio: of)


def _headings(portfolio: Portfolio) -> Iterable[str]:
    # Both what is planned and what is paid: a payment may be on a heading that no line has.
    lined = {line.heading for project in portfolio.projects for line in project.budget_lines}
    paid = {each.heading for project in portfolio.projects for each in project.transactions}
    return in_tree_order(heading for heading in lined | paid if heading is not None)


def _versions(portfolio: Portfolio) -> Iterable[str | None]:
    every = (version for project in portfolio.projects for version in project.budget)
    return dict.fromkeys(each.id for each in sorted(every, key=lambda each: each.effective))


def _holders(portfolio: Portfolio) -> Read:
    of = {project.code: holders(project) for project in portfolio.projects}
    return lambda entry: of[entry.project.code](entry.record.heading)


def _kinds(portfolio: Portfolio) -> Iterable[str]:
    """The kinds of activities and of contributions, in an order that is that of both lists."""
    kinds, at = list(portfolio.term_ids(TermList.CONTRIBUTION_KIND)), 0
    for kind in portfolio.term_ids(TermList.ACTIVITY_KIND):
        if kind not in kinds:
            kinds.insert(at, kind)
        at = kinds.index(kind) + 1
    return kinds


def _form(pattern: str) -> Callable[[Portfolio, str], bool]:
    form = re.compile(pattern, re.ASCII)
    return lambda _portfolio, value: form.fullmatch(value) is not None


def _is_period(portfolio: Portfolio, value: str) -> bool:
    try:
        day = Period.parse(value).start
    except InvalidValueError:
        return False
    own = {period for project in portfolio.projects for period in project.reporting_periods}
    return value in map(str, (periods.reporting_period(day, portfolio.period), *own))


def _is_country(_portfolio: Portfolio, value: str) -> bool:
    return is_country(value)


def _is_organisation(portfolio: Portfolio, value: str) -> bool:
    return any(each.id == value for each in portfolio.organisations)


def _is_activity(portfolio: Portfolio, value: str) -> bool:
    return any(each.id == value for each in portfolio.activities)


def _is_component(portfolio: Portfolio, value: str) -> bool:
    return any(part.id == value for project in portfolio.projects for part in project.components)


def _is_heading(portfolio: Portfolio, value: str) -> bool:
    # Of those that lie below others, each names these as well: 1.1.2 is in 1.1 and in 1.
    numbers = (
        *_headings(portfolio),
        *chain.from_iterable(map(heading_numbers, portfolio.projects)),
    )
    return any(f"{number}.".startswith(f"{value}.") for number in numbers)


def _read(field: str, *subjects: Subject) -> dict[Subject, Reader]:
    """The field that a key is, by the subject; of an entry of a project that of its record."""
    whole = (Subject.ACTIVITIES, Subject.POSTS)
    return {of: _field(field if of in whole else f"record.{field}") for of in subjects}


def _choice(name: str, what: str, choices: type[StrEnum], of: Subject) -> Key:
    return Key(name, what, _read(name, of), choices, lambda _portfolio: choices)


_DATED = tuple(subject for subject in Subject if subject is not Subject.POSTS)
_LINED = (Subject.BUDGET_LINES, Subject.TRANSACTIONS)
_PLACED = (Subject.ACTIVITIES, Subject.TRANSACTIONS)
_PAID = (Subject.CONTRIBUTIONS, *_LINED)
_PROJECT, _PARTNER = (
    Reader(part, lambda _portfolio: lambda itself: itself)
    for part in (Aspect.PROJECT, Aspect.PARTNER)
)
_COUNTRY, _CITY = (_field(name, Aspect.PLACE) for name in ("country", "city"))

_KEYS = (
    _dated("month", "calendar month, 2016-10", Month.of, "[0-9]{4}-(0[1-9]|1[0-2])", Month),
    _dated("quarter", "calendar quarter, 2016-Q4", periods.quarter, "[0-9]{4}-Q[1-4]"),
    _dated("year", "calendar year, 2016", lambda day: f"{day.year:04}", "[0-9]{4}"),
    Key(
        "period",
        "reporting period: the one reported on, those of its length before and after; of a"
        " transaction that of its project",
        {
            **dict.fromkeys(_DATED, Reader(Aspect.TIME, _in_period)),
            Subject.TRANSACTIONS: Reader(Aspect.RECORD, _in_project_period),
        },
        takes=_is_period,
    ),
    _financial(
        "financial_year", "financial year of the office, 2016/17", periods.financial_year, ""
    ),
    _financial(
        "financial_quarter",
        "quarter of its financial year, 2016/17-Q4",
        periods.financial_quarter,
        "-Q[1-4]",
    ),
    Key(
        "project",
        "project, by its code",
        dict.fromkeys(Subject, _PROJECT),
        order=lambda portfolio: (project.code for project in portfolio.projects),
    ),
    Key(
        "programme",
        "programme of the project, by its identifier",
        dict.fromkeys(Subject, Reader(Aspect.PROJECT, _programmes)),
        order=lambda portfolio: (each.id for each in portfolio.programmes),
    ),
    Key(
        "component",
        "component of a project, by its identifier",
        _read("component", Subject.ACTIVITIES),
        takes=_is_component,
    ),
    Key(
        "donor",
        "donor of the contribution, line or cost; of an activity, each donor of its projects",
        {Subject.ACTIVITIES: Reader(Aspect.PROJECT, _donors, many=True), **_read("donor", *_PAID)},
        order=lambda portfolio: (known.id for known in portfolio.organisations),
    ),
    Key(
        "kind",
        "kind of activity or contribution",
        _read("kind", Subject.ACTIVITIES, Subject.CONTRIBUTIONS),
        order=_kinds,
    ),
    Key(
        "country",
        "country it took place in, ISO 3166-1 code",
        dict.fromkeys(_PLACED, _COUNTRY),
        takes=_is_country,
    ),
    Key("city", "city it took place in", dict.fromkeys(_PLACED, _CITY)),
    Key(
        "region",
        "region of the office that the place lies in",
        dict.fromkeys(_PLACED, Reader(Aspect.PLACE, _regions, many=True)),
        order=lambda portfolio: (region.code for region in portfolio.regions),
    ),
    Key(
        "partner",
        "organisation that took part, is given money or spends it",
        {Subject.ACTIVITIES: _PARTNER, **_read("partner", *_PAID)},
        takes=_is_organisation,
    ),
    _choice("status", "planned, held, postponed or cancelled", ActivityStatus, Subject.ACTIVITIES),
    _choice("type", "IATI type of the transaction", TransactionType, Subject.TRANSACTIONS),
    Key(
        "heading",
        "budget heading, 1.1.2",
        _read("heading", *_LINED),
        order=_headings,
        within=dict.fromkeys(_LINED, Reader(Aspect.RECORD, _holders, many=True)),
        takes=_is_heading,
    ),
    Key(
        "version",
        "version of the budget that a line is of, by its identifier",
        _read("version", Subject.BUDGET_LINES),
        order=_versions,
    ),
    Key(
        "party",
        "organisation the money came from or went to",
        _read("party", Subject.TRANSACTIONS),
        takes=_is_organisation,
    ),
    Key(
        "activity",
        "activity the money paid for, by its identifier",
        _read("activity", Subject.TRANSACTIONS),
        takes=_is_activity,
    ),
    Key(
        "currency",
        "ISO 4217 currency of the amount",
        {
            Subject.ACTIVITIES: _currency("planned_cost"),
            Subject.BUDGETS: _currency("record.amount"),
            Subject.BUDGET_LINES: _currency("record.unit_cost"),
            Subject.CONTRIBUTIONS: _currency("record.amount"),
            Subject.TRANSACTIONS: _currency("record.amount"),
        },
        takes=lambda _portfolio, value: is_currency(value),
    ),
    Key(
        "grade",
        "grade of the post",
        _read("grade", Subject.POSTS),
        order=lambda portfolio: dict.fromkeys(post.grade for post in portfolio.posts),
    ),
    Key(
        "recruitment",
        "category of the post: international, local, …",
        _read("recruitment", Subject.POSTS),
        order=lambda portfolio: portfolio.term_ids(TermList.POST_CATEGORY),
    ),
    _choice("funding", "what the post is paid from", PostFunding, Subject.POSTS),
    _choice("state", "filled, vacant or planned", PostState, Subject.POSTS),
    Key(
        "nationality",
        "nationality of the holder, ISO 3166-1 code",
        _read("nationality", Subject.POSTS),
        takes=_is_country,
    ),
)
KEYS: Mapping[str, Key] = {key.name: key for key in _KEYS}
"""Every key of the library, by name; a plugin's own are given beside them."""
