"""The money of projects on a day: sums that are known, bounded or not known, and their reckoning.

All figures of money are made here in one way: an account tells what a project adds, be it a budget,
what it moved or what is left of one by the other, and a figure is made of the sums of all accounts.
A figure of one project is in the currency of its contract. One of several tells each sum in the
portfolio's, at one rate per currency, that of the day: what is alike in one is so in the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property, reduce
from itertools import chain
from operator import add

import attrs

from cproc.errors import Message, joined, said
from cproc.figures.counting import (
    Figure,
    Missing,
    Part,
    ProjectBudget,
    Reason,
    budget_by_heading,
    qualified,
    rates_on,
    restated,
    sum_of,
    turned,
)
from cproc.figures.subjects import (
    Booked,
    Flow,
    booked,
    flat_lines,
    possible_budgets,
    project_of,
    projects_of,
    tells,
)
from cproc.model import (
    BudgetVersion,
    Contribution,
    Money,
    Portfolio,
    Project,
    ProjectStatus,
    Qualifier,
)
from cproc.rates import Rate


@attrs.frozen
class Sum:
    """What records add up to, and which of them cannot be told.

    Args:
        parts: What each record adds; the sum is known within bounds where one of them is.
        missing: Records that are left out, or of which it is not known how much they add.
        rates: At which its parts were restated in another currency.
    """

    parts: tuple[Part, ...] = ()
    missing: tuple[Missing, ...] = ()
    rates: tuple[Rate, ...] = ()

    @property
    def unknown(self) -> bool:
        """Whether nothing is known of it; a sum of nothing is known."""
        return bool(self.missing) and not self.parts

    @property
    def qualifier(self) -> Qualifier:
        """How exact it claims to be."""
        return sum_of(self.parts, "", "", "").qualifier

    @property
    def ends(self) -> tuple[Money, Money]:
        """The least and the most it can be; it has parts."""
        low, high = (
            [getattr(part, end if part.value is None else "value") for part in self.parts]
            for end in ("low", "high")
        )
        return reduce(add, low), reduce(add, high)

    def __neg__(self) -> Sum:
        parts = (
            attrs.evolve(
                part,
                value=_less(part.value),
                low=_less(part.high),
                high=_less(part.low),
                qualifier=turned(part.qualifier),
            )
            for part in self.parts
        )
        return attrs.evolve(self, parts=tuple(parts))

    def __add__(self, other: Sum) -> Sum:
        parts, missing = self.parts + other.parts, self.missing + other.missing
        return Sum(parts, missing, self.rates + other.rates)

    def __sub__(self, other: Sum) -> Sum:
        """What is left of it; not known where one of the two is not."""
        return next((each for each in (other, self) if each.unknown), self + -other)

    def restated(self, rate: Rate) -> Sum:
        """The sum in another currency, rounded once: of what is alike so is what it comes to."""
        values = iter(restated((p.value for p in self.parts if isinstance(p.value, Money)), rate))

        def told(part: Part) -> Part:
            if part.value is not None:
                return attrs.evolve(part, value=next(values))
            low, high = (_converted(end, rate) for end in (part.low, part.high))
            return attrs.evolve(part, low=low, high=high)

        return Sum(tuple(map(told, self.parts)), self.missing, (rate,))

    def excess(self, record: str, path: str) -> Sum:
        """The sum where it is more than nothing, else nothing.

        What one project lacks is not made good by what another has too much.
        """
        if not self.parts:
            return self
        (low, high), kind = self.ends, self.qualifier
        nothing = Money(0, low.currency)
        if low >= nothing and (low > nothing or kind is not Qualifier.NEARLY):
            return self
        part = Part(record, None, path, nothing, high, kind)
        if high <= nothing:
            # What is nearly nothing, or less, is nothing; of anything else nobody knows.
            sure = kind in {Qualifier.EXACT, Qualifier.NEARLY}
            part = Part(record, nothing, path, qualifier=kind.EXACT if sure else kind.ABOUT)
        return attrs.evolve(self, parts=(part,))


def _converted(value: object, rate: Rate) -> Money | None:
    return rate.convert(value).money if isinstance(value, Money) else None


def _less(value: object) -> Money | None:
    return -value if isinstance(value, Money) else None


def one_of(
    record: str, amounts: Iterable[Money], path: str, qualifier: Qualifier = Qualifier.EXACT
) -> Part:
    """What a record adds that is any of some amounts: bounds, where these differ."""
    amounts = tuple(amounts)
    least, most = min(amounts), max(amounts)
    return Part(record, least if least == most else None, path, least, most, qualifier)


def figure_of(
    sums: Iterable[Sum], unit: str, rule: str, of: str, on: date | None, *, known: bool = True
) -> Figure:
    """The figure that sums come to; of no sums it is 0, or not `known`.

    The rule says at which rates they were restated.
    """
    sums = tuple(sums)
    parts = chain.from_iterable(each.parts for each in sums)
    missing = chain.from_iterable(each.missing for each in sums)
    rates = dict.fromkeys(chain.from_iterable(each.rates for each in sums))
    rule = joined("; ", (rule, *map(rate_words, rates)))
    return sum_of(parts, unit, rule, of, missing=missing, on=on, known=known)


def rate_words(rate: Rate) -> Message:
    """A rate in words: ``NOK 11.5 for EUR 1, month 2025-12``."""
    method = rate.method.replace("_", " ")
    return said(
        "{source} {units} for {target} 1, {method} {basis}",
        source=rate.source,
        units=rate.units,
        target=rate.target,
        method=Message(method),
        basis=rate.basis,
    )


def at_least(figure: Figure) -> Figure:
    """A figure of what is never below nothing: it is more where a part of it is not known."""
    if all(each.within for each in figure.missing):
        return figure
    low = figure.low if figure.bounded else figure.value
    low = low if isinstance(low, Money) and low.amount else None
    return attrs.evolve(figure, value=None, low=low, high=None)


@attrs.frozen
class Account:
    """The money of a project as it stands on a day: its budgets and entries as they are.

    Sums are in the currency of its contract, or restated.

    Args:
        portfolio: Whose rates and method.
        project: The project.
        path: Where it stands in the portfolio.
        on: The day.
        rates: Of each other currency the rate at which sums are restated, where there is one;
            none where sums are in the currency of the contract.
    """

    portfolio: Portfolio
    project: Project
    path: str
    on: date
    rates: Mapping[str, Rate] | None = None

    @property
    def code(self) -> str:
        """The code of the project."""
        return self.project.code

    @property
    def own(self) -> str:
        """The currency of the contract."""
        return self.portfolio.currency_of(self.project)

    @property
    def currency(self) -> str:
        """The currency of its sums."""
        return self.own if self.rates is None else self.portfolio.currency

    @cached_property
    def in_own(self) -> Account:
        """The same account, with sums in the currency of the contract."""
        return attrs.evolve(self, rates=None)

    @property
    def rate(self) -> Rate | None:
        """The rate at which its sums are restated; none where they are not, or it is missing."""
        return self.rates.get(self.own) if self.rates else None

    @property
    def lacks_rate(self) -> bool:
        """Whether the rate is missing at which its sums would be restated."""
        return self.currency != self.own and self.rate is None

    def told(self, of: Sum) -> Sum:
        """A sum in the currency of the contract as it is told: restated where that is asked for."""
        if self.currency == self.own or not of.parts:
            return of
        return of.restated(self.rate) if self.rate else self.lacks(Reason.RATE)

    @property
    def runs(self) -> bool:
        """Whether the project runs on the day."""
        return self.project.status(self.on) is ProjectStatus.IMPLEMENTATION

    @cached_property
    def budgets(self) -> tuple[Money | None, ...]:
        """What the budget in force may be."""
        return self.project.possible_budgets(self.on)

    @cached_property
    def lines(self) -> ProjectBudget:
        """The budget by heading."""
        return budget_by_heading(self.project, self.own, self.on)

    @cached_property
    def contributions(self) -> dict[str, Contribution]:
        """The contributions to the project, by where they stand in the portfolio."""
        given = enumerate(self.project.contributions)
        return {f"{self.path}.contributions[{index}]": each for index, each in given}

    def lacks(self, reason: Reason = Reason.NOT_RECORDED) -> Sum:
        """A sum that is not known of the project."""
        return Sum(missing=(Missing(self.code, reason, self.path),))

    def budget(self, among: Sequence[Money | None] | None = None) -> Sum:
        """What the budget in force adds: one of `budgets`, or of those that are given."""
        among = self.budgets if among is None else among
        versions = self.project.budget_versions(self.on)
        undated = Missing(self.code, Reason.DATE, self.path_of(versions[-1]))
        if None in among:
            return Sum(missing=(undated,)) if len(versions) > 1 else self.lacks(Reason.BUDGET)
        amounts = [amount for amount in among if amount is not None]
        # Of versions that may be in force some may be more, or less, than their amount.
        kind = qualified((of.qualifier, of.amount.amount < 0) for of in versions if of)
        if len(amounts) > 1:
            part = one_of(self.code, amounts, self.path, kind)
            return self.told(Sum((part,), (attrs.evolve(undated, within=True),)))
        part = Part(self.code, amounts[0], self.path_of(versions[0]), qualifier=kind)
        return self.told(Sum((part,)))

    def whole_budget(self) -> Sum:
        """What the budget in force adds; the sum of its lines stands for a version there is not."""
        return self.budget(possible_budgets(self.portfolio, self.project, self.on))

    def path_of(self, version: BudgetVersion | None) -> str:
        """Where a version of the budget stands; the project where there is none."""
        # By identity: two versions may be equal in all but their place.
        at = next((i for i, each in enumerate(self.project.budget) if each is version), None)
        return self.path if at is None else f"{self.path}.budget[{at}]"

    @cached_property
    def entries(self) -> tuple[Booked, ...]:
        """What is booked by the day."""
        return booked(self.portfolio, self.project, self.on)

    def moved(
        self,
        purpose: Flow,
        only: Callable[[Booked], bool] = lambda _entry: True,
        *,
        flat: bool = True,
    ) -> Sum:
        """What each transaction of a purpose adds by the day, and each line with a flat rate.

        It is not known where nobody recorded it, rather than nothing. Of spending, a voucher on
        no heading is missing where a flat rate may be owed on it.

        Args:
            purpose: What the money moved for.
            only: Keeps the entries that it is true of.
            flat: Whether flat costs count, for which no money moves.
        """
        if not tells(self.project, purpose):
            return self.lacks()
        moved: dict[tuple[str, str], list[Booked]] = {}
        for entry in self.entries:
            counts = entry.transaction.type in purpose.types and only(entry)
            if counts and (flat or entry.rate_line is None):
                moved.setdefault((entry.transaction.id, entry.place), []).append(entry)
        parts = (
            Part(
                record,
                Money.total((each.amount for each in of), self.own),
                f"{self.path}.{place}",
                qualifier=qualified((each.qualifier, False) for each in of),
            )
            for (record, place), of in moved.items()
        )
        missing = self._unplaced() if flat and purpose is Flow.SPENT else ()
        return self.told(Sum(tuple(parts), missing))

    def refused(self) -> Sum:
        """What the donor had not accepted by the day of what was spent."""
        if not tells(self.project, Flow.SPENT):
            return self.lacks()
        parts = (
            Part(entry.transaction.id, amount, f"{self.path}.{entry.place}")
            for entry in self.entries
            if entry.transaction.type in Flow.SPENT.types
            and (amount := entry.not_accepted(self.on))
        )
        return self.told(Sum(tuple(parts)))

    def eligible(self) -> Sum:
        """What was spent less what the donor had not accepted of it by the day."""
        spent = self.moved(Flow.SPENT)
        return spent if spent.unknown else spent - self.refused()

    def _unplaced(self) -> tuple[Missing, ...]:
        if not any(line.rate for line in flat_lines(self.project)):
            return ()
        return tuple(
            Missing(entry.transaction.id, Reason.HEADING, f"{self.path}.{entry.place}")
            for entry in self.entries
            if entry.transaction.type in Flow.SPENT.types and entry.transaction.heading is None
        )


def accounts(portfolio: Portfolio, project: str | None, on: date | None) -> list[Account]:
    """The accounts of a project, or of all, on a day: the last of the period where absent.

    Raises:
        UnknownNameError: There is no such project.
    """
    on = on or portfolio.period.end
    of, rates = projects_of(portfolio, project), None if project else rates_on(portfolio, on)
    return [Account(portfolio, each, path, on, rates) for path, each in of]


def unit_of(portfolio: Portfolio, project: str | None) -> str:
    """The currency of a figure of a project, or of all."""
    if project is None:
        return portfolio.currency
    return portfolio.currency_of(project_of(portfolio, project))
