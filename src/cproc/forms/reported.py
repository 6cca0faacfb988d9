"""What a report tells beside a budget: what was spent when, in which currency, and what was moved.

All is told by the number of a line. A cost stands on the line with the longest number that its
heading lies under; where several lines have one number, the first of them shows what was spent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from decimal import Decimal
from functools import cached_property

import attrs

from cproc import figures
from cproc.dates import Period, day_before
from cproc.errors import InvalidValueError
from cproc.figures import Booked, Flow, agreed_version, is_within
from cproc.model import BudgetLine, BudgetVersion, LocalText, Money, Portfolio, Project

Keep = Callable[[Booked], bool]


def everything(_entry: Booked) -> bool:
    """Keep every cost."""
    return True


@attrs.frozen(eq=False)
class Reported:
    """What a project reports of a period.

    Args:
        portfolio: The data.
        project: The project.
        currency: The currency of the contract.
        period: The reporting period.
        entries: What is booked by its end.
        numbers: The numbers of the lines of the form.
    """

    portfolio: Portfolio = attrs.field(repr=False)
    project: Project = attrs.field(repr=False)
    currency: str
    period: Period
    entries: tuple[Booked, ...] = attrs.field(repr=False)
    numbers: tuple[str, ...]

    @classmethod
    def of(cls, portfolio: Portfolio, project: Project, period: Period) -> Reported:
        """What is told of the versions of a budget, without costs."""
        return cls(portfolio, project, portfolio.currency_of(project), period, (), ())

    # --- Costs ----------------------------------------------------------------------------

    @cached_property
    def costs(self) -> tuple[Booked, ...]:
        """What was spent by the end of the period, and the flat rates on it."""
        return tuple(each for each in self.entries if each.transaction.type in Flow.SPENT.types)

    def line_of(self, heading: str | None) -> str | None:
        """The number of the line that a heading's costs stand on; none where no line takes it."""
        if heading is None:
            return None
        holding = (number for number in self.numbers if is_within(heading, number))
        return max(holding, key=lambda number: number.count("."), default=None)

    @cached_property
    def _by_line(self) -> dict[str | None, list[Booked]]:
        found: dict[str | None, list[Booked]] = {}
        for each in self.costs:
            found.setdefault(self.line_of(each.transaction.heading), []).append(each)
        return found

    def unplaced(self) -> tuple[Booked, ...]:
        """Costs that no line takes."""
        return tuple(self._by_line.get(None, ()))

    def costs_of(self, number: str, period: Period | None, keep: Keep = everything) -> list[Booked]:
        """The costs on a line in a period; those of no period are none."""
        if period is None:
            return []
        within = self._by_line.get(number, ())
        return [each for each in within if each.transaction.date in period and keep(each)]

    @property
    def before(self) -> Period | None:
        """The days before the period, from the first cost on; none where nothing is before it."""
        last = day_before(self.period.start)
        first = min((each.transaction.date for each in self.costs), default=None)
        return Period(first, last) if first and last and first <= last else None

    def spent(self, number: str, period: Period | None, keep: Keep = everything) -> Money:
        """What was spent on a line in a period, in the currency of the contract."""
        costs = self.costs_of(number, period, keep)
        return Money.total((each.amount for each in costs), self.currency)

    def spent_in(self, number: str, currency: str, period: Period) -> Money:
        """What was spent on a line in a period in one currency, in that currency."""
        costs = self.costs_of(number, period, paid_in(currency))
        return Money.total((each.transaction.amount for each in costs), currency)

    def units(self, number: str, period: Period, keep: Keep = everything) -> Decimal | None:
        """How many units were paid; not known where a cost does not say."""
        costs = self.costs_of(number, period, keep)
        counted = [each.transaction.quantity for each in costs]
        known = [each for each in counted if each is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(counted) else None

    @cached_property
    def spent_in_period(self) -> dict[str, Money]:
        """What was spent in the period by line, with what earlier reports told too little of."""
        spent = {number: self.spent(number, self.period) for number in self.numbers}
        for number, more in self.corrections.items():
            spent[number] += more
        return spent

    @cached_property
    def spent_before(self) -> dict[str, Money]:
        """What was spent before the period by line: as it was sent, else as the records say."""
        sent = figures.sent_before(self.portfolio, self.project, self.period)
        if sent is None:
            return {number: self.spent(number, self.before) for number in self.numbers}
        return self._on_lines(sent.items())

    @cached_property
    def corrections(self) -> dict[str, Money]:
        """What the records say of earlier periods, less what was sent; by line, where it differs.

        A later report shows it with the costs of its own period, so that what is spent to date
        is what the records say.
        """
        if figures.sent_before(self.portfolio, self.project, self.period) is None:
            return {}
        now = {number: self.spent(number, self.before) for number in self.numbers}
        less = {number: now[number] - told for number, told in self.spent_before.items()}
        return {number: amount for number, amount in less.items() if amount.amount}

    def _on_lines(self, amounts: Iterable[tuple[str | None, Money]]) -> dict[str, Money]:
        found = {number: Money(0, self.currency) for number in self.numbers}
        for heading, amount in amounts:
            if (number := self.line_of(heading)) is not None:
                found[number] += amount
        return found

    # --- Rates ----------------------------------------------------------------------------

    def rates(self, currency: str) -> tuple[Decimal, ...]:
        """Units of a currency for one of the contract's: those used in the period, as they follow.

        Of a currency in which nothing was spent it is the one of its last day, if there is one.
        """
        used = sorted(
            (each for each in self.costs if each.rate_line is None and paid_in(currency)(each)),
            key=lambda each: each.transaction.date,
        )
        within = (each for each in used if each.transaction.date in self.period)
        rates = tuple(dict.fromkeys(each.converted.rate.units for each in within))
        if not rates:
            exchange = figures.exchange_of(self.portfolio, self.project)
            with suppress(InvalidValueError):
                return (exchange.rate(currency, self.period.end).units,)
        return rates

    # --- Budgets --------------------------------------------------------------------------

    @property
    def original(self) -> BudgetVersion | None:
        """The version of the contract: the first."""
        return min(self.project.budget, key=lambda each: each.effective, default=None)

    @property
    def agreed(self) -> BudgetVersion | None:
        """The version of the last addendum by the end of the period, else of the contract."""
        return agreed_version(self.project, self.period.end) or self.original

    @property
    def in_force(self) -> BudgetVersion | None:
        """The version in force at the end of the period."""
        return self.project.budget_version(self.period.end) or self.original

    @cached_property
    def contingency_use(self) -> dict[str, Money]:
        """What the reserve was used for by the end of the period, and what that takes of it."""
        reserve = next((line for line in self.project.rate_lines if line.reserve), None)
        moved: list[tuple[str | None, Money]] = []
        for use in self.project.contingency_uses:
            if use.when <= self.period.end:
                moved.append((use.heading, use.amount))
                if reserve is not None:
                    moved.append((reserve.heading, -use.amount))
        return self._on_lines(moved)

    def has_forecast(self, period: Period) -> bool:
        """Whether anybody said what was expected to be spent in a period."""
        return any(
            _is_expected(each, period) for lines in self._forecasts.values() for each in lines
        )

    def forecast(self, number: str, period: Period | None) -> list[BudgetLine]:
        """The lines of what was expected to be spent on a line of the form in a period."""
        if period is None:
            return []
        return [each for each in self._forecasts.get(number, ()) if _is_expected(each, period)]

    @cached_property
    def _forecasts(self) -> dict[str | None, list[BudgetLine]]:
        found: dict[str | None, list[BudgetLine]] = {}
        for each in self.project.budget_lines:
            if each.forecast:
                found.setdefault(self.line_of(each.heading), []).append(each)
        return found

    def explanations(self, number: str) -> list[LocalText]:
        """Why spending on a number differs from its budget, in the period or over all its life."""
        return [
            each.text
            for each in self.project.explanations
            if each.heading == number and each.period in (None, self.period)
        ]


def _is_expected(line: BudgetLine, period: Period) -> bool:
    """Whether a line is a forecast for a period, or for a part of it."""
    when = line.period if line.forecast else None
    return when is not None and period.start <= when.start and when.end <= period.end


def paid_in(currency: str) -> Keep:
    """What keeps the costs that were paid in a currency."""
    return lambda entry: entry.transaction.amount.currency == currency
