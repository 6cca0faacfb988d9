"""Who takes part: organisations, the office itself, and states as parties to treaties."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import attrs

from cproc.dates import DateSpan
from cproc.model.finance import Contribution
from cproc.model.narrative import ReportSection
from cproc.model.places import check_country
from cproc.model.text import LocalText


@attrs.frozen
class Organisation:
    """A donor, partner, host or other party.

    Args:
        id: Identifier used by references, such as ``INTERPOL``.
        name: Official name per language.
        acronym: Short name per language, such as EU and UE; absent where there is none.
        country: ISO code of the state it is or belongs to; absent for international ones.
        url: Web address.
    """

    id: str
    name: LocalText
    acronym: LocalText | None = None
    country: str | None = attrs.field(default=None, validator=check_country)
    url: str = ""


@attrs.frozen
class Office:
    """The programme office that reports.

    Args:
        id: Identifier, such as ``C-PROC``.
        name: Full name per language.
        organisation: Identifier of the organisation it belongs to.
        city: City it sits in.
        country: ISO code.
        operational_since: First day of work.
        host: Identifier of the organisation that hosts it.
        capacity: Posts that its premises can hold.
        contributions: Contributions to the office as such, not to one project.
    """

    id: str
    name: LocalText
    organisation: str
    city: str
    country: str = attrs.field(validator=check_country)
    operational_since: dt.date
    host: str | None = None
    capacity: int | None = None
    contributions: tuple[Contribution, ...] = ()


@attrs.frozen
class ReportIdentity:
    """How the report is filed.

    Args:
        reference: Document number, such as ``SG/Inf(2017)42``.
        date: Day of issue.
        place: City of issue.
        title: Title per language.
        addressee: The body it is for.
        sections: The chapters of the document, in order; the usual ones where empty.
        template: Path of the Word file whose look documents take, from the working folder;
            the look that comes with the program where absent.
    """

    reference: str
    date: dt.date
    place: str
    title: LocalText
    addressee: LocalText
    sections: tuple[ReportSection, ...] = ()
    template: str | None = None


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
