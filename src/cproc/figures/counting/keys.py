"""The keys records can be grouped and filtered by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any

import attrs

from cproc.errors import InvalidValueError
from cproc.figures.counting.budget import holders, in_tree_order
from cproc.figures.counting.periods import quarter, reporting_period
from cproc.model import (
    ActivityKind,
    ActivityStatus,
    ContributionKind,
    Month,
    Portfolio,
    PostFunding,
    PostState,
    Recruitment,
    TransactionType,
)


class Subject(StrEnum):
    """What kind of record is counted or summed."""

    ACTIVITIES = "activities"
    BUDGETS = "budgets"
    BUDGET_LINES = "budget_lines"
    CONTRIBUTIONS = "contributions"
    TRANSACTIONS = "transactions"
    POSTS = "posts"


class Aspect(StrEnum):
    """What of a record a key looks at, and so what it is given.

    ``record`` is the record itself; ``time`` a day (`datetime.date`) of it; ``project`` the
    code of one of its projects; ``place`` one of its `cproc.model.Place`; ``partner`` the
    identifier of one of its partners.
    """

    RECORD = "record"
    TIME = "time"
    PROJECT = "project"
    PLACE = "place"
    PARTNER = "partner"


Read = Callable[[Any], Any]


@attrs.frozen(eq=False)
class Reader:
    """How a key is read from a record of one subject.

    Args:
        part: What it looks at.
        bind: Takes the portfolio and gives the function from that part to its value, or
            None where it has none. A value of the part ``time`` must be the same for all
            days of a month that lie in one reporting period.
        many: Whether that function gives a tuple of values instead, empty for none; by
            share they count equally.
    """

    part: Aspect
    bind: Callable[[Portfolio], Read]
    many: bool = False


def _in_no_order(_portfolio: Portfolio) -> Iterable[Any]:
    return ()


@attrs.frozen(eq=False)
class Key:
    """One way to group and filter records.

    Args:
        name: What it is called in calls and on the command line.
        description: What its values are, one line.
        readers: How it is read, for each subject that has it.
        within: How it is read for a filter, where a record is in more than its row: one booked
            on heading 1.1 is in 1, and in the subtotal that sums it.
        type: Type of its values.
        order: Gives all values in the order they are shown; unlisted ones follow, sorted.

    Example:
        >>> import cproc
        >>> from cproc.figures import Key, Aspect, Reader, Subject
        >>> decade = Key(
        ...     "decade",
        ...     "ten calendar years, 2010",
        ...     {Subject.ACTIVITIES: Reader(Aspect.TIME, lambda _: lambda d: d.year // 10 * 10)},
        ...     type=int,
        ... )
        >>> print(cproc.tally(cproc.load("examples/cproc_2017"), by=decade))
        decade  entries
        ──────  ───────
        2010        158
        ──────  ───────
        total       158
    """

    name: str
    description: str
    readers: Mapping[Subject, Reader]
    type: type = str
    order: Callable[[Portfolio], Iterable[Any]] = _in_no_order
    within: Mapping[Subject, Reader] = attrs.field(factory=dict)


def reader(key: Key, subject: Subject) -> Reader:
    """How a key is read from the records of a subject.

    Raises:
        InvalidValueError: Those records do not have it; the message says which do.
    """
    if subject not in key.readers:
        raise InvalidValueError(
            "key-not-applicable",
            f"{subject.replace('_', ' ')} have no {key.name}.",
            f"{key.name} is a key of {', '.join(key.readers)}.",
        )
    return key.readers[subject]


# --- How parts are read -----------------------------------------------------------------


def _field(name: str, part: Aspect = Aspect.RECORD) -> Reader:
    return Reader(part, lambda _portfolio: attrgetter(name))


def _itself(_portfolio: Portfolio) -> Read:
    return lambda part: part


def _of_day(value: Callable[[date], Any]) -> Reader:
    return Reader(Aspect.TIME, lambda _portfolio: value)


def _in_period(portfolio: Portfolio) -> Read:
    return lambda day: str(reporting_period(day, portfolio.period))


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


def _codes(portfolio: Portfolio) -> Iterable[str]:
    return (project.code for project in portfolio.projects)


def _headings(portfolio: Portfolio) -> Iterable[str]:
    # Both what is planned and what is paid: a payment may be on a heading that no line has.
    lined = {line.heading for project in portfolio.projects for line in project.budget_lines}
    paid = {each.heading for project in portfolio.projects for each in project.transactions}
    return in_tree_order(heading for heading in lined | paid if heading is not None)


def _holders(portfolio: Portfolio) -> Read:
    of = {project.code: holders(project) for project in portfolio.projects}
    return lambda entry: of[entry.project.code](entry.record.heading)


def _listed(name: str) -> Callable[[Portfolio], Iterable[Any]]:
    return lambda portfolio: dict.fromkeys(map(attrgetter(name), portfolio.posts))


def _for(subjects: Iterable[Subject], how: Reader) -> dict[Subject, Reader]:
    return dict.fromkeys(subjects, how)


def _of_fields(
    name: str,
    description: str,
    type: type = str,  # noqa: A002 - as in Key
    order: Callable[[Portfolio], Iterable[Any]] = _in_no_order,
    **fields: str,
) -> Key:
    """A key that is a field of the record; which, is given for each subject by its name."""
    readers = {Subject(subject): _field(field) for subject, field in fields.items()}
    return Key(name, description, readers, type, order)


def _choice(name: str, description: str, choices: type[StrEnum], **fields: str) -> Key:
    return _of_fields(name, description, choices, lambda _portfolio: choices, **fields)


_DATED = (Subject.ACTIVITIES, Subject.BUDGETS, Subject.CONTRIBUTIONS, Subject.TRANSACTIONS)
_LINED = (Subject.BUDGET_LINES, Subject.TRANSACTIONS)
_PLACED = (Subject.ACTIVITIES, Subject.TRANSACTIONS)
_PROJECT, _PARTNER = (Reader(part, _itself) for part in (Aspect.PROJECT, Aspect.PARTNER))
_COUNTRY, _CITY = (_field(name, Aspect.PLACE) for name in ("country", "city"))

_KEYS = (
    Key("month", "calendar month, 2016-10", _for(_DATED, _of_day(Month.of)), Month),
    Key("quarter", "calendar quarter, 2016-Q4", _for(_DATED, _of_day(quarter))),
    Key("year", "calendar year, 2016", _for(_DATED, _of_day(lambda day: f"{day.year:04}"))),
    Key(
        "period",
        "reporting period: the portfolio's, and those of its length before and after",
        _for(_DATED, Reader(Aspect.TIME, _in_period)),
    ),
    Key("project", "project, by its code", _for(Subject, _PROJECT), order=_codes),
    _of_fields("component", "component of a project, by its identifier", activities="component"),
    Key(
        "donor",
        "donor of the contribution; of an activity, each donor of its projects",
        {
            Subject.ACTIVITIES: Reader(Aspect.PROJECT, _donors, many=True),
            Subject.CONTRIBUTIONS: _field("record.donor"),
        },
        order=lambda portfolio: (known.id for known in portfolio.organisations),
    ),
    _of_fields(
        "kind",
        "kind of activity or contribution",
        order=lambda _portfolio: (*ActivityKind, *ContributionKind),
        activities="kind",
        contributions="record.kind",
    ),
    Key("country", "country it took place in, ISO 3166-1 code", _for(_PLACED, _COUNTRY)),
    Key("city", "city it took place in", _for(_PLACED, _CITY)),
    Key(
        "region",
        "region of the office that the place lies in",
        _for(_PLACED, Reader(Aspect.PLACE, _regions, many=True)),
        order=lambda portfolio: (region.code for region in portfolio.regions),
    ),
    Key("partner", "organisation that took part", {Subject.ACTIVITIES: _PARTNER}),
    _choice("status", "planned, held, postponed or cancelled", ActivityStatus, activities="status"),
    _choice("type", "IATI type of the transaction", TransactionType, transactions="record.type"),
    Key(
        "heading",
        "budget heading, 1.1.2",
        _for(_LINED, _field("record.heading")),
        order=_headings,
        within=_for(_LINED, Reader(Aspect.RECORD, _holders, many=True)),
    ),
    _of_fields("party", "organisation the money came from or went to", transactions="record.party"),
    _of_fields(
        "activity", "activity the money paid for, by its identifier", transactions="record.activity"
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
    ),
    _of_fields("grade", "grade of the post", order=_listed("grade"), posts="grade"),
    _choice("recruitment", "international or local", Recruitment, posts="recruitment"),
    _choice("funding", "what the post is paid from", PostFunding, posts="funding"),
    _choice("state", "filled, vacant or planned", PostState, posts="state"),
    _of_fields("nationality", "nationality of the holder, ISO 3166-1 code", posts="nationality"),
)
KEYS: Mapping[str, Key] = {key.name: key for key in _KEYS}
"""Every key of the library, by name; a plugin's own are given beside them."""
