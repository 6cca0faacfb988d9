"""Budgets, contributions and transactions of a project."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import attrs

from cproc.dates import DateSpan, Month
from cproc.errors import InvalidValueError
from cproc.model.text import Identifier, LocalText, Qualifier, refuse_range
from cproc.money import Money, check_currency, decimal_from, decimal_or_none, rounded_from

# In ASCII: the digits of other scripts would make the same number in another text.
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
        qualifier: How exact the amount claims to be.
    """

    amount: Money
    effective: dt.date
    dating: Dating = Dating.EXACT
    reason: LocalText | None = None
    source: str = ""
    qualifier: Qualifier = attrs.field(default=Qualifier.EXACT, validator=refuse_range)


def _check_number(_instance: object, _attribute: object, value: str) -> None:
    if not _HEADING.fullmatch(value):
        raise InvalidValueError(
            "heading-form", f"{value!r} is not a heading number.", "Write it as 1.1.2."
        )


def heading_key(number: str) -> tuple[int, ...]:
    """The place of a heading number in its tree: ``1.2`` comes before ``1.10``."""
    return tuple(map(int, number.split(".")))


def _refuse_later(number: str, named: tuple[str, ...], field: str) -> None:
    """Refuse headings that do not stand before a number, or that it lies under.

    So no subtotal can hold itself, however many steps it takes.
    """
    own = heading_key(number)
    for index, other in enumerate(named):
        _check_number(None, None, other)
        key = heading_key(other)
        if key >= own or own[: len(key)] == key:
            message = f"{number} is computed from {other}, which does not stand before it."
            hint = "Name headings that come before it in the budget."
            raise InvalidValueError("heading-order", message, hint, f"{field}[{index}]")


class HeadingRole(StrEnum):
    """What the costs under a heading are for."""

    OPERATIONS = "operations"
    ADMINISTRATION = "administration"


@attrs.frozen
class Heading:
    """A heading of a donor's budget form, with the title it has there.

    It holds the lines whose number begins with its own. One that names others, such as
    ``7 Subtotal direct costs`` of ``1`` to ``6``, holds theirs too.

    Args:
        number: Number in the tree of headings, such as ``1.1``.
        title: Its title.
        sums: Numbers of the headings that it is the sum of, each of which stands before it.
        role: What its costs are for; that of the nearest heading above it where absent. Staff, a
            local office and indirect costs are administration in many contracts, and not in all.
    """

    number: Identifier = attrs.field(validator=_check_number)
    title: LocalText
    sums: tuple[Identifier, ...] = ()
    role: HeadingRole | None = None

    def __attrs_post_init__(self) -> None:
        _refuse_later(self.number, self.sums, "sums")


@attrs.frozen
class BudgetLine:
    """A line of a project's budget.

    Args:
        heading: Number in the donor's tree of headings, such as ``1.1.2``.
        title: What it pays for.
        unit: What is counted, such as month or flight.
        quantity: Number of units.
        unit_cost: Cost of one.
        period: Part of the project's life that it pays for, such as its first year; the whole
            where absent.
        participants: How many people it is for, where the donor asks.
        donor: Identifier of the organisation that pays it, where one does.
    """

    heading: Identifier = attrs.field(validator=_check_number)
    title: LocalText
    unit: str
    quantity: Decimal = attrs.field(converter=decimal_from)
    unit_cost: Money
    period: DateSpan | None = None
    participants: int | None = None
    donor: Identifier | None = None

    @property
    def total(self) -> Money:
        """Quantity times unit cost, rounded half away from zero to the currency's minor unit."""
        # In fractions: a product may have more digits than an amount is allowed.
        exact = Fraction(self.unit_cost.amount) * Fraction(self.quantity)
        return rounded_from(exact, self.unit_cost.currency)


class Actual(StrEnum):
    """How it is told what is spent on a rate line.

    A flat rate is owed on whatever is spent on the base, as indirect costs are under the EU's
    external actions (PRAG, general conditions of Annex II, 14.7): no voucher is asked for. What is
    booked is told by transactions that name the heading, like that of any other line.
    """

    FLAT = "flat"
    BOOKED = "booked"


@attrs.frozen
class RateLine:
    """A line of a budget that is a rate of other headings, such as indirect costs.

    Args:
        heading: Number in the tree of headings, such as ``8``.
        title: What it is.
        rate: Share of its base, between 0 and 1: 0.07 is 7 %.
        of: Numbers of the headings it is a rate of, each of which stands before it.
        reserve: Whether it is a reserve for contingencies, which is spent only if need be.
        actual: Whether what is spent on it is a flat rate of what is spent on its base, or booked.
            Where absent, a reserve and a heading on which something is booked are booked, and every
            other line is flat.
    """

    heading: Identifier = attrs.field(validator=_check_number)
    title: LocalText
    rate: Decimal = attrs.field(converter=decimal_from)
    of: tuple[Identifier, ...]
    reserve: bool = False
    actual: Actual | None = None

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.rate <= 1:
            raise InvalidValueError(
                "rate-range", f"the rate {self.rate} is not between 0 and 1.", "7 % is 0.07."
            )
        if not self.of:
            raise InvalidValueError(
                "rate-base", "the rate has no base.", "Name the headings it is a rate of.", "of"
            )
        _refuse_later(self.heading, self.of, "of")


class ContributionKind(StrEnum):
    """In what form a donor gives.

    What is given in kind (rooms, staff, equipment) stands beside the budget: it is no cash, and
    no line of the budget covers it. Where a donor's budget has lines for it, give the
    contribution the form of that budget, such as a joint programme, and tell the rest in words.
    """

    JOINT_PROGRAMME = "joint_programme"
    VOLUNTARY = "voluntary"
    HOST_STATE = "host_state"
    IN_KIND = "in_kind"


class ShareBase(StrEnum):
    """What a co-financing rate is a rate of, as its source says.

    A budget does not tell which of its costs are eligible, so that figures take a share of
    eligible costs of the whole budget, and say so.
    """

    TOTAL_BUDGET = "total_budget"
    ELIGIBLE_COSTS = "eligible_costs"
    UNSTATED = "unstated"


@attrs.frozen
class Contribution:
    """What a donor gives to a project, or to the office.

    At most one of amount, share and rest tells how much; none of them means that the
    amount is not stated. What comes in by instalments is told by transactions of the type
    ``incoming_funds`` whose party is the donor, each with its date and amount; where a
    project has any, `received` is only the time the whole was received.

    Args:
        donor: Identifier of the organisation.
        kind: Joint programme, voluntary, host state or in kind.
        amount: How much, where it is stated.
        share: Rate of the base, between 0 and 1.
        base: What the share is a share of; named even when it is not stated.
        rest: True for the donor who pays what the others leave of the budget; what is given in
            kind is no rest of it.
        pledged: When it was pledged.
        committed: When it was committed.
        received: When it was received.
        earmark: What it must be spent on, in words.
        headings: Numbers of the budget headings it must be spent on.
        components: Identifiers of the project's components it must be spent on.
        source: Where it is stated.
        qualifier: How exact the amount claims to be.
    """

    donor: Identifier
    kind: ContributionKind
    amount: Money | None = None
    share: Decimal | None = attrs.field(default=None, converter=decimal_or_none)
    base: ShareBase | None = None
    rest: bool = False
    pledged: DateSpan | None = None
    committed: DateSpan | None = None
    received: DateSpan | None = None
    earmark: LocalText | None = None
    headings: tuple[Identifier, ...] = ()
    components: tuple[Identifier, ...] = ()
    source: str = ""
    qualifier: Qualifier = attrs.field(default=Qualifier.EXACT, validator=refuse_range)

    @property
    def in_kind(self) -> bool:
        """Whether it stands beside the budget, as it is no cash."""
        return self.kind is ContributionKind.IN_KIND

    def __attrs_post_init__(self) -> None:
        if (self.amount is not None) + (self.share is not None) + self.rest > 1:
            message = "the contribution has more than one of amount, share and rest."
            raise InvalidValueError("contribution-size", message, "Keep one of them.")
        if self.share is not None and not 0 <= self.share <= 1:
            raise InvalidValueError(
                "share-range", f"the share {self.share} is not between 0 and 1.", "10 % is 0.10."
            )
        # Of eligible costs 10 % is less than of the whole budget: a bare share says nothing.
        if (self.share is None) != (self.base is None):
            hint = f"Give both; the base is one of {', '.join(ShareBase)}."
            raise InvalidValueError("share-base", "a share and its base go together.", hint)


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
        # The members stand in the order of IATI's list, which numbers them without a gap.
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
        description: What it was for, per language.
        qualifier: How exact the amount claims to be.
    """

    id: Identifier
    type: TransactionType
    date: dt.date
    amount: Money
    value_date: dt.date | None = None
    heading: Identifier | None = None
    activity: Identifier | None = None
    party: Identifier | None = None
    voucher: str = ""
    description: LocalText | None = None
    qualifier: Qualifier = attrs.field(default=Qualifier.EXACT, validator=refuse_range)


@attrs.frozen
class ExchangeRate:
    """A rate as it is published, or agreed in a contract.

    Args:
        currency: ISO 4217 code.
        rate: Units of the currency for one euro.
        month: Month it is of, as InforEuro publishes it.
        day: Day it is of, as the European Central Bank publishes it. With neither month nor
            day the rate is the one agreed.
        source: Where it is published.
    """

    # Both publishers quote against the euro, so that rates between others are exact quotients.
    currency: Identifier = attrs.field(validator=check_currency)
    rate: Decimal = attrs.field(converter=decimal_from)
    month: Month | None = None
    day: dt.date | None = None
    source: str = ""

    def __attrs_post_init__(self) -> None:
        if self.rate <= 0:
            raise InvalidValueError(
                "rate-sign", f"the rate {self.rate} is not positive.", "Correct it.", "rate"
            )
        if self.month is not None and self.day is not None:
            raise InvalidValueError(
                "rate-time", "the rate is of a month and of a day.", "Keep one of them.", "day"
            )
