"""Treaties and what states did about them."""

from __future__ import annotations

from enum import StrEnum

import attrs

from cproc.dates import DateSpan
from cproc.model.places import check_country
from cproc.model.text import LocalText


class TreatyStatus(StrEnum):
    """What a state is to a treaty."""

    PARTY = "party"
    SIGNATORY = "signatory"
    INVITED = "invited"
    OBSERVER = "observer"


@attrs.frozen
class Treaty:
    """A treaty.

    Args:
        id: Identifier, such as ``CETS185``.
        title: Title per language.
        committee: Name of the committee of its parties.
    """

    id: str
    title: LocalText
    committee: str = ""


@attrs.frozen
class TreatyEvent:
    """A state becomes party, signatory, invited to accede or observer.

    Args:
        treaty: Identifier of the treaty.
        country: ISO code.
        status: What it becomes.
        when: When; absent where the source says only that it was so by the end of the period.
        source: Where it is stated.
    """

    treaty: str
    country: str = attrs.field(validator=check_country)
    status: TreatyStatus
    when: DateSpan | None = None
    source: str = ""
