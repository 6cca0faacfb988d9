"""Contributions and transactions of a project, and the rates that convert them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

import attrs

from cproc.dates import DateSpan, Month, refuse_open
from cproc.errors import InvalidValueError, said
from cproc.model.terms import built_in
from cproc.model.text import Identifier, LocalText, Qualifier, refuse_range
from cproc.money import Money, check_currency, decimal_from, decimal_or_none


class ContributionKind(StrEnum):
    """In what form a donor gives; an office adds forms of its own by `Term`.

    What is given in kind (premises, staff, equipment) stands beside the budget: it is no cash, and
    no line of the budget covers it. Where a donor's budget has lines for it, give the
    contribution the form of that budget, such as a joint programme, and say the rest in words.
    """

    JOINT_PROGRAMME = "joint_programme"
    VOLUNTARY = "voluntary"
    HOST_STATE = "host_state"
    IN_KIND = "in_kind"
    GRANT = "grant"
    OWN_FUNDS = "own_funds"
    OTHER = "other"


class ShareBase(StrEnum):
    """What a co-financing rate is a rate of, as its source says.

    A budget does not say which of its costs are eligible, so that figures take a share of
    eligible costs of the whole budget, and say so.
    """

    TOTAL_BUDGET = "total_budget"
    ELIGIBLE_COSTS = "eligible_costs"
    UNSTATED = "unstated"


def _form(value: str) -> str:
    return built_in(ContributionKind, value)


@attrs.frozen
class Contribution:
    """What a donor gives to a project, or to the office.

    At most one of amount, share and rest says how much; none of them means that the
    amount is not stated. What comes in by instalments is in transactions of the type
    ``incoming_funds`` whose party is the donor, each with its date and amount; where a
    project has any, `received` is only the time the whole was received. What is still to come
    is an `Instalment` of the project.

    Args:
        donor: Identifier of the organisation.
        kind: Joint programme, grant, own funds, in kind, …, or a form of the office's own.
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
        partner: Identifier of the organisation that it is given to, where that is a partner.
        conditions: What the donor asks for before it pays, per language.
        donor_activity: IATI identifier of the activity of the donor that it comes from.
    """

    donor: Identifier
    kind: Identifier = attrs.field(converter=_form)
    amount: Money | None = None
    share: Decimal | None = attrs.field(default=None, converter=decimal_or_none)
    base: ShareBase | None = None
    rest: bool = False
    pledged: DateSpan | None = attrs.field(default=None, validator=refuse_open)
    committed: DateSpan | None = attrs.field(default=None, validator=refuse_open)
    received: DateSpan | None = attrs.field(default=None, validator=refuse_open)
    earmark: LocalText | None = None
    headings: tuple[Identifier, ...] = ()
    components: tuple[Identifier, ...] = ()
    source: str = ""
    qualifier: Qualifier = attrs.field(default=Qualifier.EXACT, validator=refuse_range)
    partner: Identifier | None = None
    conditions: LocalText | None = None
    donor_activity: Identifier = ""

    def __attrs_post_init__(self) -> None:
        if (self.amount is not None) + (self.share is not None) + self.rest > 1:
            message = said("the contribution has more than one of amount, share and rest.")
            raise InvalidValueError("contribution-size", message, said("Keep one of them."))
        if self.share is not None and not 0 <= self.share <= 1:
            raise InvalidValueError(
                "share-range",
                said("the share {share} is not between 0 and 1.", share=self.share),
                said("10 % is 0.10."),
            )
        # Of eligible costs 10 % is less than of the whole budget: a bare share says nothing.
        if (self.share is None) != (self.base is None):
            hint = said("Give both; the base is one of {bases}.", bases=", ".join(ShareBase))
            raise InvalidValueError("share-base", said("a share and its base go together."), hint)


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
class Disallowance:
    """What a donor did not accept of a cost.

    Args:
        when: Day it was decided.
        amount: How much, in the currency of the cost; all of it where absent.
        letter: Letter or report that says so.
        reason: Why, per language.
    """

    when: dt.date
    amount: Money | None = None
    letter: str = ""
    reason: LocalText | None = None


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
        received_as: What incoming funds were entered in the accounts as, in the currency they are
            kept in. It gives the rate of the instalment.
        donor: Identifier of the organisation whose money it is, where one does.
        partner: Identifier of the organisation that spent it, where that is a partner.
        supplier: Who was paid, in words, where that is no organisation of the portfolio.
        quantity: How many units were paid.
        unit: What is counted, such as day or flight.
        disallowed: What the donor did not accept of it.
        party_activity: IATI identifier of the activity of the party that it came from or went to.
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
    received_as: Money | None = None
    donor: Identifier | None = None
    partner: Identifier | None = None
    supplier: str = ""
    quantity: Decimal | None = attrs.field(default=None, converter=decimal_or_none)
    unit: str = ""
    disallowed: Disallowance | None = None
    party_activity: Identifier = ""


@attrs.frozen
class InterestReceipt:
    """Interest that a bank paid on money of donors before it was spent.

    It is no contribution, and in no sum of what was received: donors ask for it beside that, and
    some take it off the balance (PRAG, Annex VI).

    Args:
        when: Day on which it was paid.
        amount: How much.
        donor: Identifier of the organisation on whose money it was paid, where that is one.
        source: Where it is stated.
    """

    when: dt.date
    amount: Money
    donor: Identifier | None = None
    source: str = ""


@attrs.frozen
class ExchangeRate:
    """A rate as it is published, or agreed in a contract.

    Args:
        currency: ISO 4217 code.
        rate: Units of the currency for one of `per`.
        month: Month it is of, as InforEuro publishes it.
        day: Day it is of, as the European Central Bank publishes it. With neither month nor
            day the rate is the one agreed.
        source: Where it is published.
        per: ISO 4217 code of the currency of which it is the price: the euro, as its publishers
            quote, or another.
    """

    currency: Identifier = attrs.field(validator=check_currency)
    rate: Decimal = attrs.field(converter=decimal_from)
    month: Month | None = None
    day: dt.date | None = None
    source: str = ""
    per: Identifier = attrs.field(default="EUR", validator=check_currency)

    def __attrs_post_init__(self) -> None:
        if self.per == self.currency and self.rate != 1:
            message = said(
                "the rate of {currency} is per {per}.", currency=self.currency, per=self.per
            )
            raise InvalidValueError("rate-currency", message, said("Name two currencies."), "per")
        if self.rate <= 0:
            raise InvalidValueError(
                "rate-sign",
                said("the rate {rate} is not positive.", rate=self.rate),
                said("Correct it."),
                "rate",
            )
        if self.month is not None and self.day is not None:
            raise InvalidValueError(
                "rate-time",
                said("the rate is of a month and of a day."),
                said("Keep one of them."),
                "day",
            )
