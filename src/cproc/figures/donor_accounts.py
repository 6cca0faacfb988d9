"""The account of one donor in a project: what it gives, what of it came and what was spent.

What a donor is told of its money is its own: no amount here is of others, or of a whole budget.
What the records do not tell is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TypeVar

import attrs

from cproc.errors import InvalidValueError, said
from cproc.figures.accounts import Account, Sum, figure_of, one_of
from cproc.figures.counting import (
    Figure,
    Missing,
    Part,
    Reason,
    as_budgeted,
    dated,
    exchange_of,
    lies_in,
)
from cproc.figures.donor_funding import Funding, funding_of
from cproc.figures.subjects import (
    Booked,
    Flow,
    lines_in_force,
    tells,
)
from cproc.model import (
    Contribution,
    ContributionKind,
    Money,
    Period,
    Portfolio,
    Project,
    Transaction,
)
from cproc.money import rounded_from

Number = TypeVar("Number", str, str | None)

__all__ = ["Attribution", "DonorAccount", "donor_account"]


class Attribution(StrEnum):
    """How it is told what of a project's spending falls to a donor."""

    NAMED = "named"
    """Vouchers, or the lines of the budget they are booked on, name whose money it is."""
    SHARED = "shared"
    """Spending is divided as the donors share the funding."""
    BOTH = "both"
    """What is named is the donor's it names; the rest is divided as the funding is."""
    WITHIN = "within"
    """No donor is known of a part of the budget, so that shares of the funding have bounds."""
    UNTOLD = "untold"
    """Nothing names whose money it is, and not all shares of the funding are known."""
    NONE = "none"
    """Nobody recorded what was spent."""


@attrs.frozen
class DonorAccount:
    """What a donor gives to a project in money, and what of it came and was spent by a day.

    Args:
        account: Of the project, in the currency of its contract.
        donor: Identifier of the donor.
    """

    account: Account
    donor: str

    @property
    def project(self) -> Project:
        """The project."""
        return self.account.project

    @cached_property
    def given(self) -> dict[str, Contribution]:
        """Its contributions in money, by where they stand in the portfolio."""
        portfolio, every = self.account.portfolio, self.account.contributions.items()
        own = ((path, each) for path, each in every if each.donor == self.donor)
        return {path: each for path, each in own if not portfolio.in_kind(each)}

    @cached_property
    def currency(self) -> str:
        """The currency its contributions are stated in, if it is one; else the contract's."""
        amounts = [each.amount for each in self.given.values()]
        own = {each.currency for each in amounts if each is not None}
        return own.pop() if len(own) == 1 and None not in amounts else self.account.own

    @cached_property
    def funding(self) -> Funding:
        """What all donors give to the project."""
        return funding_of(self.account)

    def figure(self, of: Sum) -> Figure:
        """A sum of the account as a figure."""
        rule = said("what one donor gives to a project, and what of it came and was spent")
        return figure_of([of], self.currency, rule, "organisations", self.account.on)

    # --- What is given, and what came -----------------------------------------------------

    def amount(self, path: str) -> Money | None:
        """What a contribution gives; none where that is not known."""
        stated = self.given[path].amount
        if stated is not None and stated.currency == self.currency:
            return stated
        if self.donor in self.funding.untold:
            return self.funding.by_path.get(path)
        return self.funding.by_path.get(path, Money(0, self.account.own))

    def _as_stated(self, path: str) -> Sum:
        amount = self.amount(path)
        stated = self.given[path]
        host = stated.kind == ContributionKind.HOST_STATE and stated.amount is None
        if amount is None or host:
            return Sum(missing=(Missing(self.donor, path=path),))
        return Sum((Part(self.donor, amount, path, qualifier=stated.qualifier),))

    @cached_property
    def stated(self) -> Sum:
        """What it gives in all."""
        return sum(map(self._as_stated, self.given), Sum())

    @cached_property
    def received(self) -> Sum:
        """What came of it: by instalments, where receipts are recorded, else at once."""
        if not tells(self.project, Flow.RECEIVED):
            return self._at_once()
        of = Sum()
        for entry in self._entries(Flow.RECEIVED):
            if self._giver(entry.transaction) == self.donor:
                of += self._sum([entry])
            elif self._giver(entry.transaction) is None:
                of += Sum(missing=(Missing(entry.transaction.id, path=self._path(entry)),))
        if of.parts or of.missing:
            return of
        # That others' receipts are booked tells nothing of a donor of whom none ever is.
        return self._nothing() if self._is_booked else self._at_once()

    @property
    def _is_booked(self) -> bool:
        """Whether a receipt of this donor is booked at all, be it after the day."""
        came = (each for each in self.project.transactions if each.type in Flow.RECEIVED.types)
        return any(self._giver(each) == self.donor for each in came)

    def _at_once(self) -> Sum:
        period, of = Period(date.min, self.account.on), Sum()
        if not any(each.received for each in self.given.values()):
            return self.account.lacks()
        for path, each in self.given.items():
            came, whole = lies_in(each.received, period), self._as_stated(path)
            if each.received is None or whole.unknown:
                of += Sum(missing=(Missing(self.donor, path=path),))
            elif came:
                of += whole
            elif came is None:
                ends = (Money(0, self.currency), whole.ends[1])
                of += Sum((one_of(self.donor, ends, path),))
        return of if of.parts or of.missing else self._nothing()

    def days_of(self, flow: Flow) -> tuple[date, ...]:
        """The days on which it paid, or committed, something, each once."""
        own = (each for each in self._entries(flow) if self._giver(each.transaction) == self.donor)
        return tuple(dict.fromkeys(entry.transaction.date for entry in own))

    def _giver(self, paid: Transaction) -> str | None:
        named = paid.donor or paid.party
        if named is not None:
            return named
        donors = {each.donor for each in self.project.contributions}
        return self.donor if donors == {self.donor} else None

    # --- What was spent -------------------------------------------------------------------

    @cached_property
    def attribution(self) -> Attribution:
        """How it is told what of the spending falls to it."""
        if not tells(self.project, Flow.SPENT):
            return Attribution.NONE
        if not self._shared:
            return Attribution.NAMED
        if self._span is None:
            return Attribution.UNTOLD
        if self.funding.gap and not self._at_a_rate and self.funding.amounts[self.donor].amount:
            return Attribution.WITHIN
        return Attribution.BOTH if self._named else Attribution.SHARED

    @cached_property
    def _span(self) -> tuple[Fraction, Fraction] | None:
        every = [each for path, each in self.account.contributions.items()]
        cash = [each for each in every if not self.account.portfolio.in_kind(each)]
        if {each.donor for each in cash} == {self.donor} and not self.funding.gap:
            return Fraction(), Fraction(1)
        # What must be spent on one thing is in no even measure in every cost.
        if any(each.headings or each.components for each in cash):
            return None
        return self.funding.span(self.donor, of_budget=self._at_a_rate)

    @property
    def _at_a_rate(self) -> bool:
        """Whether it pays its rate of all costs, whoever pays the others."""
        return all(each.share is not None for each in self.given.values())

    @cached_property
    def spent(self) -> Sum:
        """What was spent of it."""
        if self.attribution is Attribution.NONE:
            return self.account.lacks()
        try:
            own = self._sum(each for each in self._named if self._owner(each) == self.donor)
            return own + self._of_shared()
        except InvalidValueError:
            return self.account.lacks(Reason.RATE)

    @cached_property
    def balance(self) -> Sum:
        """What came less what was spent of it."""
        return self.received - self.spent

    @cached_property
    def by_heading(self) -> dict[str | None, Money]:
        """What was spent of it on each heading; nothing where that is not known to the cent."""
        if self.attribution in {Attribution.NONE, Attribution.UNTOLD, Attribution.WITHIN}:
            return {}
        if self.spent.missing:
            return {}
        amounts = dict(self._divided())
        for each in self._named:
            if self._owner(each) == self.donor:
                number = each.transaction.heading
                before = amounts.get(number, Money(0, self.currency))
                amounts[number] = before + self._in_own(each)
        return amounts

    @cached_property
    def budgeted(self) -> dict[str, Money]:
        """What the budget has for it on each heading; nothing where that is not known."""
        own, project = self.account.own, self.project
        lines = lines_in_force(self.account.portfolio, project, self.account.on)
        if lines is None or self.currency != own:
            return {}
        held = as_budgeted(project, self.account.on).budget_lines
        shared = [(line.heading, line.total) for line in held if line.donor is None]
        shared += [(each.number, each.amount) for each in lines.parts if each.rated or each.moved]
        if shared and (self._span is None or (self.funding.gap and not self._at_a_rate)):
            return {}
        amounts = dict(self._parts_of(shared, self._span)) if self._span else {}
        for line in held:
            if line.donor == self.donor:
                before = amounts.get(line.heading, Money(0, own))
                amounts[line.heading] = before + line.total
        return amounts

    @cached_property
    def use_untold(self) -> str:
        """Why what it pays for is not told by heading; empty where it is, or is nothing."""
        if self.budgeted or self.by_heading:
            return ""
        lines = lines_in_force(self.account.portfolio, self.project, self.account.on)
        if self.attribution is Attribution.NONE:
            return "unrecorded" if lines is None else "unknown"
        inexact = self.attribution in {Attribution.UNTOLD, Attribution.WITHIN}
        return "unknown" if inexact or self.spent.missing else ""

    def _of_shared(self) -> Sum:
        code, path = self.account.code, self.account.path
        if self.attribution is Attribution.UNTOLD:
            lacking = self.funding.untold or (self.donor,)
            return Sum(missing=tuple(Missing(each, path=path) for each in lacking))
        if not self._shared:
            return Sum() if self._named else self._nothing()
        divided = Money.total((amount for _of, amount in self._divided()), self.currency)
        if self.attribution is Attribution.WITHIN:
            first, last = self._span or (Fraction(), Fraction())
            whole = self.funding.whole
            spent = Money.total(map(self._in_own, self._shared), self.currency)
            part = (last - first) * whole / (whole + self.funding.gap)
            least = rounded_from(Fraction(spent.amount) * part, self.currency)
            return Sum((one_of(code, (least, divided), path),))
        return Sum((Part(code, divided, path),))

    def _divided(self) -> Iterator[tuple[str | None, Money]]:
        """What falls to it of the spending that names nobody, by heading."""
        amounts = ((each.transaction.heading, self._in_own(each)) for each in self._shared)
        return self._parts_of(amounts, self._span or (Fraction(), Fraction()))

    def _parts_of(
        self, amounts: Iterable[tuple[Number, Money]], span: tuple[Fraction, Fraction]
    ) -> Iterator[tuple[Number, Money]]:
        """What falls to it of amounts, by heading, exact in all sums.

        Sums up to a heading, and up to a donor, are rounded once each; a part is a difference of
        four of them, so that those of all donors, and of all headings, add up.
        """
        first, last = span
        sums: dict[Number, Fraction] = {}
        for number, amount in amounts:
            sums[number] = sums.get(number, Fraction()) + Fraction(amount.amount)
        ends = accumulate(sums.values(), initial=Fraction())
        for number, (before, after) in zip(sums, pairwise(ends), strict=True):
            upto, less = (
                rounded_from(after * part, self.currency)
                - rounded_from(before * part, self.currency)
                for part in (last, first)
            )
            yield number, upto - less

    @cached_property
    def _of_lines(self) -> dict[str, str | None]:
        """The donor that all lines of a heading name, by its number."""
        named: dict[str, set[str | None]] = {}
        for line in as_budgeted(self.project, self.account.on).budget_lines:
            named.setdefault(line.heading, set()).add(line.donor)
        return {number: of.pop() for number, of in named.items() if len(of) == 1}

    def _owner(self, entry: Booked) -> str | None:
        paid = entry.transaction
        return paid.donor or self._of_lines.get(paid.heading or "")

    @cached_property
    def _named(self) -> tuple[Booked, ...]:
        return tuple(each for each in self._entries(Flow.SPENT) if self._owner(each) is not None)

    @cached_property
    def _shared(self) -> tuple[Booked, ...]:
        return tuple(each for each in self._entries(Flow.SPENT) if self._owner(each) is None)

    # --- Entries --------------------------------------------------------------------------

    def _entries(self, flow: Flow) -> Iterator[Booked]:
        return (each for each in self.account.entries if each.transaction.type in flow.types)

    def _path(self, entry: Booked) -> str:
        return f"{self.account.path}.{entry.place}"

    def _nothing(self) -> Sum:
        return Sum((Part(self.account.code, Money(0, self.currency), self.account.path),))

    def _in_own(self, entry: Booked) -> Money:
        """What is booked in the currency of the account: as it was paid, or converted."""
        paid = entry.transaction
        for amount in (entry.amount, paid.amount):
            if amount.currency == self.currency:
                return amount
        exchange = exchange_of(self.account.portfolio, self.project)
        day = dated(paid, self.project)
        return attrs.evolve(exchange, currency=self.currency)(entry.amount, day).money

    def _sum(self, entries: Iterable[Booked]) -> Sum:
        try:
            parts = (
                Part(each.transaction.id, self._in_own(each), self._path(each)) for each in entries
            )
            return Sum(tuple(parts))
        except InvalidValueError:
            return self.account.lacks(Reason.RATE)


def donor_account(
    portfolio: Portfolio, project: Project, donor: str, on: date | None = None
) -> DonorAccount:
    """The account of a donor in a project.

    Args:
        portfolio: Whose rates and method.
        project: One of its projects.
        donor: Identifier of the donor.
        on: The day; the last of the reporting period where absent.

    Example:
        >>> import cproc
        >>> grant = cproc.load("examples/eu_grant")
        >>> account = donor_account(grant, grant.projects[0], "EU")
        >>> str(account.attribution), str(account.figure(account.received))
        ('shared', 'EUR 330000.00')
    """
    at = portfolio.projects.index(project)
    of = Account(portfolio, project, f"projects[{at}]", on or portfolio.period.end)
    return DonorAccount(of, donor)
