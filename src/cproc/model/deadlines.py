"""What a donor expects by a day: reports on a project, and requests for its instalments."""

from __future__ import annotations

from enum import StrEnum

import attrs

from cproc.dates import DateSpan, refuse_open
from cproc.model.text import Identifier, LocalText
from cproc.money import Money


class ReportKind(StrEnum):
    """What a donor's report is.

    An interim report, like the final one, has a narrative and a financial part (PRAG, general
    conditions, article 2); a donor who wants the two on different days asks for each. An audit
    report is the expenditure verification of an auditor.
    """

    NARRATIVE = "narrative"
    FINANCIAL = "financial"
    INTERIM = "interim"
    FINAL = "final"
    AUDIT = "audit"
    OTHER = "other"


@attrs.frozen
class DonorReport:
    """A report that a contract asks for.

    Args:
        kind: Narrative, financial, interim (both of these), final, audit or other.
        donor: Identifier of the organisation that it is for; absent where one donor only
            contributes to the project.
        period: What it covers.
        due: Day by which it is due, as exactly as it is known; absent where nobody knows it.
        submitted: When it was submitted; absent where it was not yet.
        accepted: When the donor accepted it; absent where it did not yet.
        title: What the contract calls it, per language.
        source: Where the contract says so.
    """

    kind: ReportKind
    donor: Identifier | None = None
    period: DateSpan | None = attrs.field(default=None, validator=refuse_open)
    due: DateSpan | None = attrs.field(default=None, validator=refuse_open)
    submitted: DateSpan | None = attrs.field(default=None, validator=refuse_open)
    accepted: DateSpan | None = attrs.field(default=None, validator=refuse_open)
    title: LocalText | None = None
    source: str = ""


@attrs.frozen
class Instalment:
    """A part of what a donor pays: a pre-financing, a further instalment, the balance.

    What came in is a transaction of the type ``incoming_funds``; where it is booked, name it, and
    its date is when the instalment was received.

    Args:
        donor: Identifier of the organisation that pays it.
        amount: How much; absent where it is not stated.
        expected: When it is expected, as exactly as it is known.
        requested: When payment was requested; absent where it was not yet.
        received: When it was received, where no transaction says it.
        transaction: Identifier of the transaction by which it was received.
        title: What the contract calls it, per language.
        source: Where the contract says so.
    """

    donor: Identifier
    amount: Money | None = None
    expected: DateSpan | None = attrs.field(default=None, validator=refuse_open)
    requested: DateSpan | None = attrs.field(default=None, validator=refuse_open)
    received: DateSpan | None = attrs.field(default=None, validator=refuse_open)
    transaction: Identifier | None = None
    title: LocalText | None = None
    source: str = ""
