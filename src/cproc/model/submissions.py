"""What was sent to a donor: the figures of a report as they left the office, for good."""

from __future__ import annotations

import re
from datetime import date

import attrs

from cproc.dates import Period
from cproc.errors import InvalidValueError, said
from cproc.model.text import Identifier
from cproc.money import Money

_DIGEST = re.compile(r"[0-9a-f]{64}")


@attrs.frozen
class SubmittedAmount:
    """What a report that was sent said of one heading.

    Args:
        spent: Spent on it in the period of the report, in the currency of the contract.
        heading: Number of the heading; absent for what is booked on none.
        adjustment: By how much the report corrected what earlier ones had said of it.
    """

    spent: Money
    heading: Identifier | None = None
    adjustment: Money | None = None


def _check_digest(_instance: object, attribute: attrs.Attribute[str], value: str) -> None:
    if value and not _DIGEST.fullmatch(value):
        message = said("{value!r} is no digest of data.", value=value)
        hint = said("Take the 64 digits that the report prints, or leave it out.")
        raise InvalidValueError("digest-form", message, hint, attribute.name)


@attrs.frozen
class Submission:
    """A financial report that was sent, with its figures as they were.

    What was sent stays: later corrections of the records change no submission. A revised report
    on the same period takes the place of the one before it.

    Args:
        period: What it covers.
        sent: Day it was sent.
        donor: Identifier of the organisation it was sent to; absent where one donor only is
            reported to.
        reference: What it was filed as.
        digest: Of the data it was made of, as `cproc.digest` tells it.
        version: Of cproc, by which it was made.
        rates: Where the exchange rates came from, in words.
        amounts: What it said of each heading.
    """

    period: Period
    sent: date
    donor: Identifier | None = None
    reference: str = ""
    digest: str = attrs.field(default="", validator=_check_digest)
    version: str = ""
    rates: str = ""
    amounts: tuple[SubmittedAmount, ...] = ()


def submissions_in_force(
    submissions: tuple[Submission, ...], donor: str | None = None
) -> list[Submission]:
    """The submissions that hold, by period: of several on one period the one that was sent last.

    Args:
        submissions: Those of a project.
        donor: Identifier of the donor they were sent to. Where absent, those of the only donor
            there is; where there are several, those that name none.
    """
    donors = {each.donor for each in submissions}
    if donor is not None:
        chosen = [each for each in submissions if each.donor in {None, donor}]
    elif len(donors - {None}) > 1:
        chosen = [each for each in submissions if each.donor is None]
    else:
        chosen = [*submissions]
    last: dict[Period, Submission] = {}
    for each in sorted(chosen, key=lambda one: one.sent):
        last[each.period] = each
    return sorted(last.values(), key=lambda one: one.period.start)
