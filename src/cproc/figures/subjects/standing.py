"""How organisations, people, posts and states stand to an office, by its records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from operator import itemgetter

from cproc.figures.counting import holds, lies_in
from cproc.model import (
    BudgetLine,
    Contribution,
    Portfolio,
    Post,
    PostState,
    Transaction,
    TreatyEvent,
    TreatyStatus,
)


class Role(StrEnum):
    """What an organisation does: the roles of IATI 2.03, and those an office has beside them.

    ``funding`` (IATI 1) gives a contribution, ``accountable`` (2) is the organisation the
    office belongs to, ``implementing`` (4) leads a component; ``host`` gives the office its
    seat, ``partner`` takes part in a project or an activity, ``party`` pays or is paid.
    """

    ACCOUNTABLE = "accountable"
    FUNDING = "funding"
    HOST = "host"
    IMPLEMENTING = "implementing"
    PARTNER = "partner"
    PARTY = "party"


def roles(portfolio: Portfolio) -> dict[str, tuple[Role, ...]]:
    """The roles of each organisation that a record names.

    A role is never typed: it follows from what refers to the organisation, so that it cannot
    differ from it.

    Args:
        portfolio: Whose organisations.

    Returns:
        Roles by identifier, both in the order of their lists; an organisation that nothing
        refers to has none.

    Example:
        >>> import cproc
        >>> found = roles(cproc.load("examples/cproc_2017"))
        >>> [str(role) for role in found["COE"]], [str(role) for role in found["RO_GOV"]]
        (['accountable', 'funding'], ['funding', 'host'])
    """
    acting: dict[str, set[Role]] = {each.id: set() for each in portfolio.organisations}
    for id_, role in _named(portfolio):
        acting.setdefault(id_, set()).add(role)
    return {id_: tuple(role for role in Role if role in own) for id_, own in acting.items()}


def _named(portfolio: Portfolio) -> Iterator[tuple[str, Role]]:
    office = portfolio.office
    yield office.organisation, Role.ACCOUNTABLE
    if office.host:
        yield office.host, Role.HOST
    yield from ((each.donor, Role.FUNDING) for each in office.contributions)
    for project in portfolio.projects:
        yield from ((each.donor, Role.FUNDING) for each in project.contributions)
        yield from ((part.lead, Role.IMPLEMENTING) for part in project.components if part.lead)
        yield from ((id_, Role.PARTNER) for id_ in project.partners)
        yield from ((each.party, Role.PARTY) for each in project.transactions if each.party)
        asking = [
            *(each.donor for each in project.contracts),
            *(each.donor for each in project.donor_reports),
            *(each.donor for each in project.instalments),
            *(each.donor for each in project.submissions),
            *(each.donor for each in project.interest_receipts),
        ]
        yield from ((id_, Role.FUNDING) for id_ in asking if id_)
        costs: tuple[BudgetLine | Transaction, ...] = (*project.budget_lines, *project.transactions)
        given: tuple[BudgetLine | Transaction | Contribution, ...]
        given = (*costs, *project.contributions)
        yield from ((each.donor, Role.FUNDING) for each in costs if each.donor)
        yield from ((each.partner, Role.PARTNER) for each in given if each.partner)
    for activity in portfolio.activities:
        yield from ((id_, Role.PARTNER) for id_ in activity.partners)


def posts_at(
    portfolio: Portfolio, on: date | None = None, state: PostState | None = PostState.FILLED
) -> tuple[Post, ...]:
    """The posts that are in a state on a day for sure (any state where none is given)."""
    day = on or portfolio.period.end
    posts = (post for post in portfolio.posts if state in (None, post.state))
    return tuple(post for post in posts if holds(portfolio, post, day))


def posts_untold(
    portfolio: Portfolio, on: date, state: PostState | None = PostState.FILLED
) -> tuple[Post, ...]:
    """The posts that may be in a state on a day (any state where none is given)."""
    posts = (post for post in portfolio.posts if state in (None, post.state))
    return tuple(post for post in posts if holds(portfolio, post, on) is None)


def full_time(post: Post, project: str | None = None) -> Decimal:
    """The part of a post that projects, or one of them, pay, as its shares say."""
    pairs = zip(post.projects, post.shares, strict=False)
    return sum((share for code, share in pairs if project in (None, code)), Decimal(0))


Events = tuple[TreatyEvent | None, ...]


def treaty_standing(portfolio: Portfolio, treaty: str, on: date) -> dict[str, Events]:
    """The events of which one makes each state what it is to a treaty on a day, by ISO code.

    One event gives the status for sure; of several nobody knows which is the last by then,
    and None among them is that none had come. An event known to a month, a year or a period has
    come for sure by its last day; one without a date had before the office opened. Where dates
    leave the order of two open, that of the steps decides: who is invited signs later, and is
    party after that.
    """
    by_country: dict[str, list[TreatyEvent]] = {}
    for event in portfolio.treaty_events:
        if event.treaty == treaty:
            by_country.setdefault(event.country, []).append(event)
    # Without that day an undated event may have come on any.
    opened = portfolio.office.operational_since or date.max
    standing = {code: _last(events, on, opened) for code, events in sorted(by_country.items())}
    return {code: events for code, events in standing.items() if events != (None,)}


def _last(events: Sequence[TreatyEvent], on: date, opened: date) -> Events:
    """The events of a state that may be its last by a day."""
    spans = [(e, *((e.when.start, e.when.end) if e.when else (date.min, opened))) for e in events]

    def after(one: tuple[TreatyEvent, date, date], other: tuple[TreatyEvent, date, date]) -> bool:
        if one[1] > other[2] or other[1] > one[2]:
            return one[1] > other[2]
        return _STEPS[one[0].status] > _STEPS[other[0].status]

    came = [of for of in spans if of[1] <= on]
    sure = [of for of in came if of[2] <= on]
    last = [of[0] for of in came if not any(after(other, of) for other in sure)]
    # Dates and steps may lead in a circle: then any of them may be the last.
    last = last or [of[0] for of in came]
    return tuple(last if sure else (None, *last))


_STEPS = {status: step for step, status in enumerate(reversed(TreatyStatus))}


def treaty_status(
    portfolio: Portfolio, treaty: str, on: date | None = None
) -> dict[str, TreatyEvent]:
    """The event that makes each state what it is to a treaty on a day, by ISO code.

    States whose status on that day cannot be told are left out; `treaty_standing` has them.
    """
    standing = treaty_standing(portfolio, treaty, on or portfolio.period.end)
    return {
        code: events[-1]
        for code, events in standing.items()
        if events[-1] and len({event and event.status for event in events}) == 1
    }


def treaty_changes(
    portfolio: Portfolio, treaty: str, *, untold: bool = False
) -> tuple[TreatyEvent, ...]:
    """The dated events of the reporting period, by date.

    Args:
        portfolio: Whose events.
        treaty: Of which treaty.
        untold: Give instead those that may lie in it, as they are known to a longer time.
    """
    wanted = None if untold else True
    events = [
        (event.when.end, event.country, event)
        for event in portfolio.treaty_events
        if event.treaty == treaty and event.when and lies_in(event.when, portfolio.period) is wanted
    ]
    return tuple(event for *_order, event in sorted(events, key=itemgetter(0, 1)))
