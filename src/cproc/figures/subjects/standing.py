"""How organisations, posts and states stand to an office, as its records tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from cproc.model import Period, Portfolio, Post, PostState, TreatyEvent, TreatyStatus


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
    """Tell the roles of each organisation that a record names.

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
    for activity in portfolio.activities:
        yield from ((id_, Role.PARTNER) for id_ in activity.partners)


def posts_at(
    portfolio: Portfolio, on: date | None = None, state: PostState | None = PostState.FILLED
) -> tuple[Post, ...]:
    """The posts in a state on a day (any state where none is given)."""
    day = on or portfolio.period.end
    return tuple(
        post
        for post in portfolio.posts
        if post.holds(day) and (state is None or post.state is state)
    )


def effective(portfolio: Portfolio, event: TreatyEvent) -> date:
    """The day from which an event counts.

    An event known to a month or a year counts from its last day, or from the last day of
    the reporting period if that comes first; one without a date counts from the latter.
    """
    last = portfolio.period.end
    if event.when is None:
        return last
    return max(event.when.start, min(event.when.end, last))


def treaty_status(
    portfolio: Portfolio, treaty: str, on: date | None = None
) -> dict[str, TreatyEvent]:
    """The event that makes each state what it is to a treaty on a day, by ISO code."""
    day = on or portfolio.period.end
    # Of several events of one day the highest status counts: who signs and ratifies is a party.
    rank = list(reversed(TreatyStatus))
    events = sorted(
        (
            event
            for event in portfolio.treaty_events
            if event.treaty == treaty and effective(portfolio, event) <= day
        ),
        key=lambda event: (effective(portfolio, event), rank.index(event.status)),
    )
    return dict(sorted({event.country: event for event in events}.items()))


def treaty_changes(
    portfolio: Portfolio, treaty: str, period: Period | None = None
) -> tuple[TreatyEvent, ...]:
    """The dated events of a period (the reporting period where absent), by date."""
    span = period or portfolio.period
    events = [
        event
        for event in portfolio.treaty_events
        if event.treaty == treaty and event.when and effective(portfolio, event) in span
    ]
    return tuple(sorted(events, key=lambda event: (effective(portfolio, event), event.country)))
