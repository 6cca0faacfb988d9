"""Budgets, contributions and transactions of a project."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from enum import StrEnum

import attrs

from cproc.dates import DateSpan
from cproc.errors import InvalidValueError
from cproc.model.text import LocalText
from cproc.money import Money, decimal_from

__all__ = [
    "BudgetLine",
    "BudgetVersion",
    "Contribution",
    "ContributionKind",
    "Dating",
    "ShareBase",
    "Transaction",
    "TransactionType",
]

_HEADING = re.compile(r"[0-9]+(\.[0-9]+)*", re.ASCII)


class Dating(StrEnum):
    """How well a date is known."""

    EXACT = "exact"
    AT_LATEST = "at_latest"


@attrs.frozen
class BudgetVersion:
    """The whole budget of a project from a day on.

    Args:
        amount: Whole budget.
        effective: Day from which it is in force.
        dating: Whether that day is exact, or the day by which the source knows the amount.
        reason: Why it was changed.
        source: Where it is stated, such as ``L207``.
    """

    amount: Money
    effective: dt.date
    dating: Dating = Dating.EXACT
    reason: LocalText | None = None
    source: str = ""


@attrs.frozen
class BudgetLine:
    """A line of a project's budget.

    Args:
        heading: Number in the donor's tree of headings, such as ``1.1.2``.
        title: What it pays for.
        unit: What is counted, such as month or flight.
        quantity: Number of units.
        unit_cost: Cost of one.
    """

    heading: str = attrs.field()
    title: LocalText
    unit: str
    quantity: Decimal = attrs.field(converter=decimal_from)
    unit_cost: Money

    @heading.validator
    def _numbered(self, _attribute: object, value: str) -> None:
        if not _HEADING.fullmatch(value):
            raise InvalidValueError(
                "heading-form", f"{value!r} is not a heading number.", "Write it as 1.1.2."
            )

    @property
    def total(self) -> Money:
        """Quantity times unit cost, exact."""
        return self.unit_cost * self.quantity


class ContributionKind(StrEnum):
    """In what form a donor gives."""

    JOINT_PROGRAMME = "joint_programme"
    VOLUNTARY = "voluntary"
    HOST_STATE = "host_state"
    IN_KIND = "in_kind"


class ShareBase(StrEnum):
    """What a co-financing rate is a rate of."""

    TOTAL_BUDGET = "total_budget"
    ELIGIBLE_COSTS = "eligible_costs"
    UNSTATED = "unstated"


@attrs.frozen
class Contribution:
    """What a donor gives to a project, or to the office.

    At most one of amount, share and rest tells how much; none of them means that the
    amount is not stated.

    Args:
        donor: Identifier of the organisation.
        kind: Joint programme, voluntary, host state or in kind.
        amount: How much, where it is stated.
        share: Rate of the base, between 0 and 1.
        base: What the share is a share of; named even when it is not stated.
        rest: True for the donor who pays what the others leave of the budget.
        pledged: When it was pledged.
        committed: When it was committed.
        received: When it was received.
        earmark: What it must be spent on.
        source: Where it is stated.
    """

    donor: str
    kind: ContributionKind
    amount: Money | None = None
    share: Decimal | None = attrs.field(
        default=None, converter=attrs.converters.optional(decimal_from)
    )
    base: ShareBase | None = None
    rest: bool = False
    pledged: DateSpan | None = None
    committed: DateSpan | None = None
    received: DateSpan | None = None
    earmark: LocalText | None = None
    source: str = ""

    def __attrs_post_init__(self) -> None:
        """Hold that the size is told in one way, and a share within bounds and on a base."""
        ways = [self.amount is not None, self.share is not None, self.rest]
        if sum(ways) > 1:
            raise InvalidValueError(
                "contribution-size",
                "the contribution has more than one of amount, share and rest.",
                "Keep one of them.",
            )
        if self.share is not None and not 0 <= self.share <= 1:
            raise InvalidValueError(
                "share-range", f"the share {self.share} is not between 0 and 1.", "10 % is 0.10."
            )
        if (self.share is None) != (self.base is None):
            raise InvalidValueError(
                "share-base",
                "a share and its base go together.",
                f"Give both; the base is one of {', '.join(ShareBase)}.",
            )


class TransactionType(StrEnum):
    """IATI 2.03 transaction types, by name; `code` gives the number."""

    INCOMING_FUNDS = "incoming_funds"
    OUTGOING_COMMITMENT = "outgoing_commitment"
    DISBURSEMENT = "disbursement"
    EXPENDITURE = "expenditure"
    INTEREST_PAYMENT = "interest_payment"
    LOAN_REPAYMENT = "loan_repayment"
    REIMBURSEMENT = "reimbursement"
    PURCHASE_OF_EQUITY = "purchase_of_equity"
    SALE_OF_EQUITY = "sale_of_equity"
    CREDIT_GUARANTEE = "credit_guarantee"
    INCOMING_COMMITMENT = "incoming_commitment"
    OUTGOING_PLEDGE = "outgoing_pledge"
    INCOMING_PLEDGE = "incoming_pledge"

    @property
    def code(self) -> int:
        """The IATI code, 1 to 13."""
        return list(type(self)).index(self) + 1


@attrs.frozen
class Transaction:
    """A movement of money of a project.

    Args:
        id: Identifier.
        type: IATI transaction type.
        date: Day it took place.
        amount: How much, in the currency it was made in.
        value_date: Day whose exchange rate is to be used, where it is another.
        heading: Budget heading it is booked on.
        activity: Identifier of the activity it pays for.
        party: Identifier of the organisation it came from or went to.
        voucher: Reference of the voucher.
        description: What it was for.
    """

    id: str
    type: TransactionType
    date: dt.date
    amount: Money
    value_date: dt.date | None = None
    heading: str | None = None
    activity: str | None = None
    party: str | None = None
    voucher: str = ""
    description: str = ""
