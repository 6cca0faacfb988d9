"""Projects: what donors fund, and what their rules allow of a budget and of spending."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile

import attrs

from cproc.dates import DateSpan, refuse_backwards
from cproc.errors import InvalidValueError
from cproc.model.finance import (
    BudgetLine,
    BudgetVersion,
    Contribution,
    Dating,
    Heading,
    RateLine,
    Transaction,
    TransactionType,
)
from cproc.model.places import check_country
from cproc.model.text import Identifier, LocalText, Qualifier, refuse_range
from cproc.money import Money, decimal_or_none
from cproc.rates import RateMethod


class ProjectStatus(StrEnum):
    """Where a project stands on a day, in the names of the IATI activity status list."""

    PIPELINE = "pipeline"
    IMPLEMENTATION = "implementation"
    CLOSED = "closed"


@attrs.frozen
class PriorityCountry:
    """A country a project works for first.

    Args:
        country: ISO code.
        since: First day it is one; the start of the project where absent.
        until: Last day; the end of the project where absent.
        note: Such as why support was suspended.
    """

    country: Identifier = attrs.field(validator=check_country)
    since: date | None = None
    until: date | None = None
    note: LocalText | None = None

    def __attrs_post_init__(self) -> None:
        refuse_backwards(self.since, self.until)


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
    """

    title: LocalText
    when: DateSpan | None = None
    source: str = ""


class AddsTo(StrEnum):
    """The figure that what indicators reached is added up to."""

    PEOPLE_TRAINED = "people_trained"
    NOTHING = "nothing"


@attrs.frozen
class Indicator:
    """A measure of a result.

    Args:
        title: What is measured.
        unit: What is counted.
        baseline: Value at the start.
        target: Value aimed at.
        actual: Value reached.
        women: Women among the actual, where people are counted.
        men: Men among the actual.
        qualifier: How exact the actual claims to be.
        adds_to: Figure that its actual is a part of. Nothing where it counts some of those whom
            another counts, such as who passed among who was trained, or people whom nobody
            trained. Of people whose indicator does not say so, nobody knows.
    """

    title: LocalText
    unit: Identifier
    baseline: Decimal | None = attrs.field(default=None, converter=decimal_or_none)
    target: Decimal | None = attrs.field(default=None, converter=decimal_or_none)
    actual: Decimal | None = attrs.field(default=None, converter=decimal_or_none)
    women: int | None = None
    men: int | None = None
    qualifier: Qualifier = attrs.field(default=Qualifier.EXACT, validator=refuse_range)
    adds_to: AddsTo | None = None


class ResultLevel(StrEnum):
    """How far a result reaches: what a project delivers, or what comes of it."""

    OUTPUT = "output"
    OUTCOME = "outcome"


@attrs.frozen
class Result:
    """What a project brought about.

    Args:
        title: The result per language.
        level: Output or outcome.
        indicators: Its measures.
        source: Where it is stated.
    """

    title: LocalText
    level: ResultLevel = ResultLevel.OUTPUT
    indicators: tuple[Indicator, ...] = ()
    source: str = ""


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
        message = f"the ceiling {value} is not between 0 and 1."
        raise InvalidValueError("share-range", message, "7 % is 0.07.", attribute.name)


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
        period: From start to end, as exactly as it is known.
        objective: What it is for.
        regions: Codes of regions it covers.
        priority_countries: Countries it works for first.
        components: Its parts.
        partners: Identifiers of partner organisations.
        predecessor: Code of the project it continues.
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
            is not known where no transaction tells it; that nothing was is said here.
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
    predecessor: Identifier | None = None
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

    def status(self, on: date) -> ProjectStatus:
        """Where the project stands on a day."""
        if on < self.period.start:
            return ProjectStatus.PIPELINE
        return ProjectStatus.CLOSED if on > self.period.end else ProjectStatus.IMPLEMENTATION

    def budget_version(self, on: date) -> BudgetVersion | None:
        """The last version that surely took effect by a day; of two of one day, the later listed.

        `budget_versions` tells whether another may have taken its place by then.
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
        """The whole budget on a day, or nothing where it cannot be told for sure."""
        budgets = self.possible_budgets(on)
        return budgets[0] if len(budgets) == 1 else None
