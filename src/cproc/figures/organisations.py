"""What organisations are to an office, as its records tell."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from cproc.model import Portfolio


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
    found: dict[str, set[Role]] = {made.id: set() for made in portfolio.organisations}
    for id_, role in _named(portfolio):
        found.setdefault(id_, set()).add(role)
    return {id_: tuple(role for role in Role if role in told) for id_, told in found.items()}


def _named(portfolio: Portfolio) -> Iterator[tuple[str, Role]]:
    office = portfolio.office
    yield office.organisation, Role.ACCOUNTABLE
    if office.host:
        yield office.host, Role.HOST
    yield from ((made.donor, Role.FUNDING) for made in office.contributions)
    for project in portfolio.projects:
        yield from ((made.donor, Role.FUNDING) for made in project.contributions)
        yield from ((part.lead, Role.IMPLEMENTING) for part in project.components if part.lead)
        yield from ((id_, Role.PARTNER) for id_ in project.partners)
        yield from ((made.party, Role.PARTY) for made in project.transactions if made.party)
    for activity in portfolio.activities:
        yield from ((id_, Role.PARTNER) for id_ in activity.partners)
