"""Projects: what donors fund, and what their rules allow of a budget and of spending."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile

import attrs

from cproc.dates import DateSpan, Period, refuse_backwards, refuse_open
from cproc.errors import InvalidValueError, said
from cproc.model.budgets import (
    BudgetLine,
    BudgetVersion,
    ContingencyUse,
    Dating,
    Heading,
    RateLine,
    VarianceExplanation,
)
from cproc.model.deadlines import DonorReport, Instalment
from cproc.model.documents import Document
from cproc.model.finance import Contribution, InterestReceipt, Transaction, TransactionType
from cproc.model.iati import Iati
from cproc.model.places import check_country
from cproc.model.results import Indicator, Result
from cproc.model.submissions import Submission
from cproc.model.text import Identifier, LocalText
from cproc.money import Money, check_currency, decimal_or_none
from cproc.rates import RateMethod


class ProjectStatus(StrEnum):
    """Where a project stands on a day, in the names of the IATI activity status list."""

    PIPELINE = "pipeline"
    IMPLEMENTATION = "implementation"
    FINALISATION = "finalisation"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    SUSPENDED = "suspended"


@attrs.frozen
class StatusChange:
    """What a project is from a day on, where its dates do not say.

    Args:
        status: Finalisation, cancelled, suspended, …
        since: First day.
        until: Last day; until the next change, or for good, where absent.
        reason: Why, per language.
    """

    status: ProjectStatus
    since: date
    until: date | None = None
    reason: LocalText | None = None

    def __attrs_post_init__(self) -> None:
        refuse_backwards(self.since, self.until)


@attrs.frozen
class Programme:
    """What stands above projects: they can be grouped by it.

    Args:
        id: Identifier.
        title: Its title per language.
        objective: What it is for.
    """

    id: Identifier
    title: LocalText
    objective: LocalText | None = None


@attrs.frozen
class Contract:
    """A contract under which a project is paid.

    Args:
        number: Its number, as the office files it.
        donor: Identifier of the organisation it is with; absent where there is one donor only.
        signed: Day it was signed.
        reference: The donor's own reference.
        signatory: Who signs reports under it, in words.
    """

    number: Identifier
    donor: Identifier | None = None
    signed: date | None = None
    reference: str = ""
    signatory: str = ""


@attrs.frozen
class PriorityCountry:
    """A country a project works for first.

    Args:
        country: ISO code.
        since: First day it is one; the start of the project where absent.
        until: Last day; the end of the project where absent.
        note: Such as why support was suspended.
        weight: How much of the project is for it, beside the weights of the others: shares,
            percentages or amounts. All are alike where none has one.
    """

    country: Identifier = attrs.field(validator=check_country)
    since: date | None = None
    until: date | None = None
    note: LocalText | None = None
    weight: Decimal | None = attrs.field(default=None, converter=decimal_or_none)

    def __attrs_post_init__(self) -> None:
        refuse_backwards(self.since, self.until)
        if self.weight is not None and self.weight <= 0:
            message = said("the weight {weight} is not above 0.", weight=self.weight)
            hint = said("Leave out a country that nothing is for.")
            raise InvalidValueError("weight-sign", message, hint, "weight")


@attrs.frozen
class Component:
    """A part of a project with an aim of its own.

    Args:
        id: Identifier within the project.
        title: Aim per language.
        lead: Identifier of the organisation that leads it.
    """

    id: Identifier
    title: LocalText
    lead: Identifier | None = None


@attrs.frozen
class Milestone:
    """Something that happened to a project: a launch, a prolongation.

    Args:
        title: What happened.
        when: When; absent where the source gives no date.
        source: Where it is stated.
        documents: Documents and web pages on it.
    """

    title: LocalText
    when: DateSpan | None = attrs.field(default=None, validator=refuse_open)
    source: str = ""
    documents: tuple[Document, ...] = ()


class DonorProfile(StrEnum):
    """Rules that many contracts share; a project's own ceilings go before them.

    Of grant contracts for external actions of the European Union (PRAG, general conditions of
    Annex II): indirect costs at most 7 % and contingencies at most 5 % of direct costs; what
    moves between main headings at most 15 % of a heading, 25 % in newer contracts.
    """

    EU_EXTERNAL_15 = "eu_external_15"
    EU_EXTERNAL_25 = "eu_external_25"


def _share(_instance: object, attribute: attrs.Attribute[Decimal], value: Decimal | None) -> None:
    # A ceiling of 7 is meant as 7 %, and would allow seven times the direct costs.
    if value is not None and not 0 <= value <= 1:
        message = said("the ceiling {value} is not between 0 and 1.", value=value)
        raise InvalidValueError("share-range", message, said("7 % is 0.07."), attribute.name)


@attrs.frozen
class Ceilings:
    """What a donor allows; what is not given is that of the profile, else without a ceiling.

    Args:
        profile: Rules that many contracts share.
        indirect: Most indirect costs, a share of direct costs: 0.07 is 7 %.
        contingency: Greatest reserve for contingencies, a share of direct costs.
        reallocation: By how much spending may exceed a main heading of the budget, a share of
            that heading.
        eligible: Days on which costs are eligible; those of the project where absent.

    Example:
        >>> agreed = Ceilings(DonorProfile.EU_EXTERNAL_15, reallocation="0.25").in_force
        >>> str(agreed.indirect), str(agreed.contingency), str(agreed.reallocation)
        ('0.07', '0.05', '0.25')
    """

    profile: DonorProfile | None = None
    indirect: Decimal | None = attrs.field(
        default=None, converter=decimal_or_none, validator=_share
    )
    contingency: Decimal | None = attrs.field(
        default=None, converter=decimal_or_none, validator=_share
    )
    reallocation: Decimal | None = attrs.field(
        default=None, converter=decimal_or_none, validator=_share
    )
    eligible: DateSpan | None = None

    @property
    def in_force(self) -> Ceilings:
        """The ceilings with those of the profile where none is given."""
        if self.profile is None:
            return self
        shared = PROFILES[self.profile]
        lacking = {
            name: getattr(shared, name)
            for name in ("indirect", "contingency", "reallocation")
            if getattr(self, name) is None
        }
        return attrs.evolve(self, **lacking)


_GRANT = Ceilings(
    indirect=Decimal("0.07"), contingency=Decimal("0.05"), reallocation=Decimal("0.15")
)
PROFILES = {
    DonorProfile.EU_EXTERNAL_15: _GRANT,
    DonorProfile.EU_EXTERNAL_25: attrs.evolve(_GRANT, reallocation=Decimal("0.25")),
}
"""The ceilings of each profile."""


@attrs.frozen
class Project:
    """A donor-funded project.

    Args:
        code: Identifier, such as ``GLACY+``.
        name: Short name as printed, such as ``Cybercrime@Octopus``.
        title: Full title per language.
        period: From start to end, as exactly as it is known; the end may be open
            (``2024-07/..``).
        objective: What it is for.
        regions: Codes of regions it covers.
        priority_countries: Countries it works for first.
        components: Its parts.
        partners: Identifiers of partner organisations.
        predecessors: Codes of the projects it continues.
        milestones: What happened to it.
        results: What it brought about.
        budget: Versions of the whole budget, in any order.
        headings: Headings of the budget, in the donor's form.
        budget_lines: The budget by heading.
        rate_lines: Lines of the budget that are rates of others.
        contributions: Who gives what.
        transactions: Movements of money.
        rate_method: Which exchange rate the donor asks for; the portfolio's where absent.
        source: Where it is described.
        ceilings: What its donor allows of budget and spending.
        has_no: Types of transactions of which it truly has none so far. What was received or spent
            is not known where no transaction shows it; that nothing was is said here.
        currency: ISO 4217 code of the currency of its contract; that of the first version of its
            budget where absent, else that of the portfolio.
        programme: Identifier of the programme it belongs to.
        planned_period: From start to end as first agreed, where that was changed.
        status_changes: What it is where its dates do not say: suspended, cancelled, finalising.
        contracts: Contracts under which it is paid.
        reporting_periods: Periods it is reported by, where they are not those of the office.
        contingency_uses: Moves of the reserve for contingencies to headings.
        explanations: Why spending differs from the budget, by heading and period.
        donor_reports: Reports that donors ask for, with the day each is due.
        instalments: Parts of what donors pay, with the day each is expected.
        documents: Documents and web pages on it.
        interest_receipts: Interest that was paid on money of its donors.
        submissions: Financial reports that were sent, with their figures as they were.
        iati: What IATI asks of it, where the office's own does not serve.
    """

    code: Identifier
    name: str
    title: LocalText
    period: DateSpan
    objective: LocalText | None = None
    regions: tuple[Identifier, ...] = ()
    priority_countries: tuple[PriorityCountry, ...] = ()
    components: tuple[Component, ...] = ()
    partners: tuple[Identifier, ...] = ()
    predecessors: tuple[Identifier, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    results: tuple[Result, ...] = ()
    budget: tuple[BudgetVersion, ...] = ()
    headings: tuple[Heading, ...] = ()
    budget_lines: tuple[BudgetLine, ...] = ()
    rate_lines: tuple[RateLine, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    rate_method: RateMethod | None = None
    source: str = ""
    ceilings: Ceilings | None = None
    has_no: tuple[TransactionType, ...] = ()
    currency: Identifier | None = attrs.field(
        default=None, validator=attrs.validators.optional(check_currency)
    )
    programme: Identifier | None = None
    planned_period: DateSpan | None = None
    status_changes: tuple[StatusChange, ...] = ()
    contracts: tuple[Contract, ...] = ()
    reporting_periods: tuple[Period, ...] = ()
    contingency_uses: tuple[ContingencyUse, ...] = ()
    explanations: tuple[VarianceExplanation, ...] = ()
    donor_reports: tuple[DonorReport, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    documents: tuple[Document, ...] = ()
    interest_receipts: tuple[InterestReceipt, ...] = ()
    submissions: tuple[Submission, ...] = ()
    iati: Iati | None = None

    @property
    def named_indicators(self) -> tuple[Indicator, ...]:
        """The indicators of its results that have an identifier, so that figures can call them."""
        return tuple(each for result in self.results for each in result.indicators if each.id)

    def status(self, on: date) -> ProjectStatus:
        """Where the project stands on a day."""
        changes = [each for each in self.status_changes if each.since <= on]
        last = max(changes, key=lambda each: each.since, default=None)
        if last is not None and (last.until is None or on <= last.until):
            return last.status
        if on < self.period.start:
            return ProjectStatus.PIPELINE
        return ProjectStatus.CLOSED if on > self.period.end else ProjectStatus.IMPLEMENTATION

    def budget_version(self, on: date) -> BudgetVersion | None:
        """The last version that surely took effect by a day; of two of one day, the later listed.

        `budget_versions` says whether another may have taken its place by then.
        """
        # What is entered later for the same day corrects what was entered before.
        in_effect = [version for version in self.budget if version.effective <= on]
        latest = max((version.effective for version in in_effect), default=None)
        return next((v for v in reversed(in_effect) if v.effective == latest), None)

    def budget_at(self, on: date) -> Money | None:
        """The amount of that version, or nothing where none is known."""
        version = self.budget_version(on)
        return version.amount if version else None

    def budget_versions(self, on: date) -> tuple[BudgetVersion | None, ...]:
        """The versions that may be in effect on a day, the last that surely took effect first.

        Then come those that follow it, one after the other, as long as only the day by which one
        was in effect is known: it may have been so earlier, since the one before it took effect.
        """
        last = self.budget_version(on)
        if last is not None and last.effective == on and last.dating is Dating.EXACT:
            return (last,)
        days = sorted({version.effective for version in self.budget if version.effective > on})
        following = map(self.budget_version, days)
        unsure = takewhile(lambda each: each and each.dating is Dating.AT_LATEST, following)
        return (last, *unsure)

    def possible_budgets(self, on: date) -> tuple[Money | None, ...]:
        """What the whole budget may be on a day: one amount where it is known for sure."""
        amounts = (of.amount if of else None for of in self.budget_versions(on))
        return tuple(dict.fromkeys(amounts))

    def known_budget(self, on: date) -> Money | None:
        """The whole budget on a day, or nothing where it is not known for sure."""
        budgets = self.possible_budgets(on)
        return budgets[0] if len(budgets) == 1 else None
