"""Who takes part: organisations, the office itself, and states as parties to treaties."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import attrs

from cproc.dates import DateSpan, Period, refuse_open
from cproc.model.documents import Document
from cproc.model.finance import Contribution
from cproc.model.iati import Iati, OrganisationType
from cproc.model.looks import Look
from cproc.model.narrative import Narrative, ReportSection, Statement
from cproc.model.places import check_country
from cproc.model.text import Identifier, LocalText


@attrs.frozen
class Organisation:
    """A donor, partner, host or other party.

    Args:
        id: Identifier used by references, such as ``INTERPOL``.
        name: Official name per language.
        acronym: Short name per language, such as EU and UE; absent where there is none.
        country: ISO code of the state it is or belongs to; absent for international ones.
        url: Web address.
        type: What it is, by the list of IATI: government, multilateral, national NGO, …
        iati: Its identifier in IATI, such as ``XM-DAC-41114``.
    """

    id: Identifier
    name: LocalText
    acronym: LocalText | None = None
    country: Identifier | None = attrs.field(default=None, validator=check_country)
    url: str = ""
    type: OrganisationType | None = None
    iati: Identifier = ""


class RecordList(StrEnum):
    """Lists of which an office may truly have no records."""

    PROJECTS = "projects"
    ACTIVITIES = "activities"
    POSTS = "posts"
    TREATY_EVENTS = "treaty_events"


@attrs.frozen
class Office:
    """The programme office that reports.

    Args:
        id: Identifier, such as ``C-PROC``.
        name: Full name per language.
        organisation: Identifier of the organisation it belongs to.
        city: City it sits in; empty where nobody says.
        country: ISO code; absent where nobody says.
        operational_since: First day of work, where it is known.
        host: Identifier of the organisation that hosts it.
        capacity: Posts that its premises can hold.
        contributions: Contributions to the office as such, not to one project.
        has_no: Lists of which it truly has no records. What an empty list would count is not known
            otherwise: nobody may have kept it.
        look: Its colours and its logo; sober ones, and none, where absent.
        iati: What IATI asks of all its projects, where they do not say otherwise.
    """

    id: Identifier
    name: LocalText
    organisation: Identifier
    city: Identifier = ""
    country: Identifier | None = attrs.field(default=None, validator=check_country)
    operational_since: dt.date | None = None
    host: Identifier | None = None
    capacity: int | None = None
    contributions: tuple[Contribution, ...] = ()
    has_no: tuple[RecordList, ...] = ()
    look: Look | None = None
    iati: Iati | None = None


@attrs.frozen
class ReportIdentity:
    """A report on a period: how it is filed, and what it says.

    Args:
        period: The reporting period.
        title: Title per language; made of the office and the period where absent.
        reference: Document number, such as ``SG/Inf(2017)42``; empty where it has none.
        date: Day of issue; the last day of the period where absent.
        place: City of issue.
        addressee: The body it is for, where there is one.
        sections: The chapters of the document, in order; the usual ones where empty.
        template: Path of the Word file whose look documents take, from the working folder;
            the look that comes with the program where absent.
        narrative: Text of the sections.
        statements: Figures that somebody stated about the period.
        against: An earlier period, whose figures are set beside those of this one.
        edition: The edition that is printed where nobody asks for another; ``audit`` where empty.
        donor: Identifier of the donor it is made for, whose contribution a donor's edition begins
            with.
        documents: Documents and web pages that belong to it, such as what it was decided by.
    """

    period: Period
    title: LocalText | None = None
    reference: str = ""
    date: dt.date | None = None
    place: str = ""
    addressee: LocalText | None = None
    sections: tuple[ReportSection, ...] = ()
    template: str | None = None
    narrative: tuple[Narrative, ...] = ()
    statements: tuple[Statement, ...] = ()
    against: Period | None = None
    edition: Identifier = ""
    donor: Identifier | None = None
    documents: tuple[Document, ...] = ()

    @property
    def issued(self) -> dt.date:
        """Day of issue, else the last of the period."""
        return self.date or self.period.end


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
        reference: How it is cited, per language, such as ``ETS 185``; by its identifier where
            absent.
    """

    id: Identifier
    title: LocalText
    committee: str = ""
    reference: LocalText | None = None


@attrs.frozen
class TreatyEvent:
    """A state becomes party, signatory, invited to accede or observer.

    Args:
        treaty: Identifier of the treaty.
        country: ISO code.
        status: What it becomes.
        when: When; of a month, year or period it has happened for sure by the last day. Absent
            where the source gives no date: then it was so when the office opened.
        source: Where it is stated.
    """

    treaty: Identifier
    country: Identifier = attrs.field(validator=check_country)
    status: TreatyStatus
    when: DateSpan | None = attrs.field(default=None, validator=refuse_open)
    source: str = ""
