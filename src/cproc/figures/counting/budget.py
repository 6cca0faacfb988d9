"""The budget of a project by heading: lines, rates of lines, subtotals, totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cache

import attrs

from cproc.errors import InvalidValueError, said
from cproc.model import (
    DateSpan,
    HeadingRole,
    LocalText,
    Money,
    Period,
    Portfolio,
    Project,
    RateLine,
    heading_order,
    is_within,
)
from cproc.money import rounded_from


def in_tree_order(numbers: Iterable[str]) -> list[str]:
    """Numbers of headings, each once, in the order of the tree: 1.2 before 1.10."""
    each = dict.fromkeys(numbers)
    return sorted(each, key=heading_order(each))


def heading_numbers(project: Project) -> tuple[str, ...]:
    """The numbers that a project's budget knows, in the order of the tree."""
    numbers = (
        *(each.number for each in project.headings),
        *(each.heading for each in project.budget_lines),
        *(each.heading for each in project.rate_lines),
    )
    return tuple(in_tree_order(numbers))


def sums_of(project: Project) -> Mapping[str, tuple[str, ...]]:
    """The headings that name others, each with those it names."""
    return {each.number: each.sums for each in project.headings if each.sums}


def summed(heading: str, sums: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """A heading with all that it sums, those that they sum included.

    Example:
        >>> sorted(summed("9", {"7": ("1", "2"), "9": ("7", "8")}))
        ['1', '2', '7', '8', '9']
    """
    headings, left = {heading}, [heading]
    while left:
        new = set(sums.get(left.pop(), ())) - headings
        headings |= new
        left += new
    return frozenset(headings)


def rate_id(project: Project, line: RateLine) -> str:
    """What names a rate line among the records of all projects."""
    return f"{project.code} {line.heading}"


def rates_in_order(project: Project) -> list[RateLine]:
    """The rate lines of a project, each behind those that are in its base.

    A rate may be of a heading that holds rates before it (PRAG: the reserve, 10, is of direct and
    indirect costs, 9).
    """
    place = heading_order(heading_numbers(project))
    return sorted(project.rate_lines, key=lambda each: place(each.heading))


def base_of(project: Project, rate: RateLine) -> Callable[[str | None], bool]:
    """The function that tells whether a heading is in the base of a rate line."""
    return _within_any(rate.of, sums_of(project))


def _within_any(
    headings: Iterable[str], sums: Mapping[str, tuple[str, ...]]
) -> Callable[[str | None], bool]:
    names = {name for heading in headings for name in summed(heading, sums)}
    return cache(
        lambda number: number is not None and any(is_within(number, name) for name in names)
    )


def holders(project: Project) -> Callable[[str | None], tuple[str, ...]]:
    """The function that tells the headings which hold a number.

    These are the number itself, those above it (1.1 and 1 of 1.1.2), and those that sum one
    of them, such as ``7 Subtotal direct costs`` of 1 to 6; of no number there are none.
    """
    sums = sums_of(project)
    is_summed = {heading: _within_any([heading], sums) for heading in sums}

    @cache
    def hold(number: str | None) -> tuple[str, ...]:
        if number is None:
            return ()
        parts = number.split(".")
        above = [".".join(parts[:size]) for size in range(len(parts), 0, -1)]
        # A subtotal holds a number without being above it in the tree.
        over = [heading for heading, sums_it in is_summed.items() if sums_it(number)]
        return tuple(dict.fromkeys((*above, *over)))

    return hold


@attrs.frozen
class BudgetPart:
    """A line of the budget with its amount: a number of units, or a rate of other lines.

    Args:
        number: Heading it stands under.
        title: What it pays for.
        amount: Its amount; that of a rate is rounded to the currency's minor unit, as it is
            an amount on paper.
        rated: Whether it is a rate of others.
        reserve: Whether it is a reserve.
        period: What it pays for in time; the whole life where absent.
    """

    number: str
    title: LocalText
    amount: Money
    rated: bool = False
    reserve: bool = False
    period: DateSpan | None = None


@attrs.frozen
class HeadingRow:
    """A heading with the sum of what it holds.

    Args:
        number: Its number.
        title: Its title.
        amount: Sum of the parts in it, each once.
        parts: Positions in `ProjectBudget.parts` of what it holds.
        sums: Whether it names other headings, rather than holding what is numbered below it.
    """

    number: str
    title: LocalText
    amount: Money
    parts: tuple[int, ...]
    sums: bool = False

    @property
    def level(self) -> int:
        """Depth in the tree, from 1."""
        return self.number.count(".") + 1


@attrs.frozen
class ProjectBudget:
    """A project's budget by heading.

    Args:
        currency: ISO 4217 code of all its amounts.
        parts: Its lines and rate lines, in the order of their numbers.
        headings: The headings it has titles for, in the order of their numbers.
    """

    currency: str
    parts: tuple[BudgetPart, ...]
    headings: tuple[HeadingRow, ...]

    def _sum(self, parts: Iterable[BudgetPart]) -> Money:
        return Money.total((part.amount for part in parts), self.currency)

    @property
    def direct(self) -> Money:
        """Sum of the lines, without those that are rates of others."""
        return self._sum(part for part in self.parts if not part.rated)

    @property
    def indirect(self) -> Money:
        """Sum of the rate lines that are no reserve."""
        return self._sum(part for part in self.parts if part.rated and not part.reserve)

    @property
    def reserve(self) -> Money:
        """Sum of the rate lines that are a reserve for contingencies."""
        return self._sum(part for part in self.parts if part.reserve)

    @property
    def total(self) -> Money:
        """Sum of all."""
        return self._sum(self.parts)

    def amount(self, number: str) -> Money:
        """The sum of a heading: what its number or one below it, or what it sums, holds.

        Raises:
            KeyError: The budget has no such heading.
        """
        for row in self.headings:
            if row.number == number:
                return row.amount
        inside = [part for part in self.parts if is_within(part.number, number)]
        if not inside:
            raise KeyError(number)
        return self._sum(inside)


def budget_by_heading(project: Project, currency: str) -> ProjectBudget:
    """A project's budget by heading.

    Every line counts once in a heading, whether it is named once or twice by what the heading
    sums. A rate line is its rate of the sum of its base.

    Args:
        project: Whose budget.
        currency: ISO 4217 code of its lines.

    Raises:
        InvalidValueError: A line is in another currency; the message names it.

    Example:
        >>> from cproc.testing import make_portfolio
        >>> budget = budget_by_heading(make_portfolio(0).projects[0], "EUR")
        >>> str(budget.direct), str(budget.indirect), str(budget.amount("1"))
        ('EUR 3000000.00', 'EUR 210000.00', 'EUR 342000.00')
    """
    if others := [line for line in project.budget_lines if line.unit_cost.currency != currency]:
        raise InvalidValueError(
            "currency-mixed",
            said(
                "the budget line {heading} of {project} is in {currency}, not in {wanted}.",
                heading=others[0].heading,
                project=project.code,
                currency=others[0].unit_cost.currency,
                wanted=currency,
            ),
            said(
                "Give it in {currency}; what was paid in another currency is told by transactions.",
                currency=currency,
            ),
        )
    parts = [
        BudgetPart(line.heading, line.title, line.total, period=line.period)
        for line in project.budget_lines
    ]
    for rate in rates_in_order(project):
        is_base = base_of(project, rate)
        whole = Money.total((part.amount for part in parts if is_base(part.number)), currency)
        amount = rounded_from(Fraction(whole.amount) * Fraction(rate.rate), currency)
        part = BudgetPart(rate.heading, rate.title, amount, rated=True, reserve=rate.reserve)
        parts.append(part)
    place = heading_order(heading_numbers(project))
    parts.sort(key=lambda part: place(part.number))
    rows, sums = [], sums_of(project)
    for each in sorted(project.headings, key=lambda heading: place(heading.number)):
        holds = _within_any([each.number], sums)
        inside = tuple(at for at, part in enumerate(parts) if holds(part.number))
        amount = Money.total((parts[at].amount for at in inside), currency)
        rows.append(HeadingRow(each.number, each.title, amount, inside, bool(each.sums)))
    return ProjectBudget(currency, tuple(parts), tuple(rows))


def budget_by_role(project: Project, currency: str) -> dict[HeadingRole | None, list[BudgetPart]]:
    """The parts of a project's budget by what they are for, the reserve left out.

    A part has the role of the nearest heading that holds it and has one; else none.
    """
    roles = {each.number: each.role.ratio for each in project.headings if each.role}
    hold = holders(project)
    parts: dict[HeadingRole | None, list[BudgetPart]] = {}
    for part in budget_by_heading(project, currency).parts:
        if not part.reserve:
            role = next((roles[number] for number in hold(part.number) if roles.get(number)), None)
            parts.setdefault(role, []).append(part)
    return parts


def over_days(amount: Money, life: Period, periods: Iterable[Period]) -> tuple[Money, ...]:
    """Split an amount that is for a whole life over periods, by day.

    To each day its equal part; what has accrued by the end of a day is rounded once, so the
    parts of periods that follow on each other add up to the amount exactly.

    Args:
        amount: For the whole life.
        life: The days it is for.
        periods: One part is given for each; days outside the life get nothing.

    Example:
        >>> life = Period.parse("2016-10/2019-09")
        >>> [str(part) for part in over_days(Money("1000", "EUR"), life, life.years())]
        ['EUR 333.33', 'EUR 333.34', 'EUR 333.33']
    """

    def accrued(over: int) -> Money:
        if over == life.days:
            return amount
        # Rounding what has accrued, not each part, makes the parts of years add up to the whole.
        return rounded_from(Fraction(amount.amount) * over / life.days, amount.currency)

    return tuple(
        accrued(life.elapsed(period.end))
        - accrued(life.elapsed(period.start) - (period.start in life))
        for period in periods
    )


def budget_in(portfolio: Portfolio, project: Project, period: Period) -> Money:
    """What a project's budget by heading has for a period, pro rata by day.

    Each line is split over the days it is for, which are all of the project's life where
    it names none.
    """
    amounts: list[Money] = []
    for part in budget_by_heading(project, portfolio.currency).parts:
        span = part.period or project.period
        amounts += over_days(part.amount, Period(span.start, span.end), [period])
    return Money.total(amounts, portfolio.currency)
