"""What the donors of a project give to it in money, and who of them does not say how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import attrs

from cproc.errors import InvalidValueError
from cproc.figures.accounts import Account
from cproc.figures.counting import dated, exchange_of
from cproc.figures.subjects import paid_by, whole_budget
from cproc.model import Contribution, ContributionKind, Money


@attrs.frozen
class Funding:
    """What donors give to a project in money, by donor, as far as it is known.

    Args:
        amounts: What each gives, in the currency of the contract.
        untold: Those of whom it is not known how much they give.
        gap: What no contribution covers of the budget; less than nothing is none.
        by_path: What each contribution gives, by where it stands in the portfolio.
        surplus: What contributions give beyond the budget; never less than nothing.
    """

    amounts: Mapping[str, Money]
    untold: tuple[str, ...]
    gap: Fraction
    by_path: Mapping[str, Money]
    surplus: Fraction = Fraction()

    @property
    def whole(self) -> Fraction:
        """The sum of what donors give."""
        return sum((Fraction(each.amount) for each in self.amounts.values()), Fraction())

    def span(self, donor: str, *, of_budget: bool = False) -> tuple[Fraction, Fraction] | None:
        """The parts of the funding before and up to a donor's, of those who give in turn.

        Args:
            donor: Which donor.
            of_budget: Take them of the budget, with what no contribution covers of it.
        """
        whole = self.whole + (self.gap if of_budget else 0)
        if self.untold or whole <= 0 or donor not in self.amounts:
            return None
        before = Fraction()
        for name, amount in self.amounts.items():
            if name == donor:
                return before / whole, (before + Fraction(amount.amount)) / whole
            before += Fraction(amount.amount)
        raise KeyError(donor)


def funding_of(account: Account) -> Funding:
    """What donors give to a project in money, on the day of its account."""
    portfolio, project = account.portfolio, account.project
    cash = {
        path: each for path, each in account.contributions.items() if not portfolio.in_kind(each)
    }
    budget = whole_budget(portfolio, project, account.on)
    given = (each for each in cash.values())
    untold = dict.fromkeys(each.donor for each in given if not _states(each, budget))
    by_path: dict[str, Money] = {}
    gap = Fraction()
    try:
        for path, amount in _parts(account, budget):
            if path in cash:
                by_path[path] = by_path[path] + amount if path in by_path else amount
            else:
                gap = Fraction(amount.amount)
    except InvalidValueError:  # no rate converts an amount
        untold |= dict.fromkeys(each.donor for each in cash.values())
        by_path = {}
    if untold:
        # Who pays the rest pays what the others leave, of whom one does not say how much.
        resting = {path: each.donor for path, each in cash.items() if each.rest}
        untold |= dict.fromkeys(resting.values())
        by_path = {path: amount for path, amount in by_path.items() if path not in resting}
    amounts: dict[str, Money] = {}
    for path, each in cash.items():
        if each.donor not in untold:
            amount = by_path.get(path, Money(0, account.own))
            amounts[each.donor] = amounts[each.donor] + amount if each.donor in amounts else amount
    return Funding(amounts, tuple(untold), max(gap, Fraction()), by_path, max(-gap, Fraction()))


def _states(contribution: Contribution, budget: Money | None) -> bool:
    """Whether a contribution tells how much it is; a host often names no amount, and none lacks."""
    if contribution.amount is not None or contribution.kind == ContributionKind.HOST_STATE:
        return True
    return budget is not None and (contribution.share is not None or contribution.rest)


def _parts(account: Account, budget: Money | None) -> Iterator[tuple[str, Money]]:
    """What each contribution pays, by its path; by that of the project what nobody does."""
    if budget is not None:
        for part in paid_by(account.portfolio, account.project, budget, account.path):
            yield part.path, part.amount
        return
    exchange = exchange_of(account.portfolio, account.project)
    for path, each in account.contributions.items():
        if each.amount is not None and not account.portfolio.in_kind(each):
            yield path, exchange(each.amount, dated(each, account.project)).money
