"""The budget of a project by heading: lines, rates of lines, subtotals, totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import TypeVar

import attrs

from cproc.errors import InvalidValueError, said
from cproc.figures.counting.headings import (
    base_of,
    heading_numbers,
    holders,
    in_tree_order,
    main_heading,
    rates_in_order,
    sums_of,
    within_any,
)
from cproc.model import (
    BudgetLine,
    BudgetVersion,
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

_Lined = TypeVar("_Lined", BudgetLine, RateLine)


def as_budgeted(
    project: Project, on: date | None = None, version: str | None = None, *, in_kind: bool = False
) -> Project:
    """A project with the lines that one version of its budget has, of money to be spent.

    A version has the lines that name it, else those that name none, else those of the version
    before it; so have rates, apart from lines. What is forecast is no line of a budget.

    Args:
        project: The project.
        on: The day on which the version is in force; the last version where absent.
        version: Identifier of the version, where one is asked for.
        in_kind: Give the lines of what is given in kind instead.
    """
    versions = sorted(project.budget, key=lambda each: each.effective)
    in_effect = [each.id for each in versions if on is None or each.effective <= on]
    wanted = version or (in_effect[-1] if in_effect else None)
    order = (wanted, None, *reversed(in_effect), *(each.id for each in versions))

    def of_version(records: Iterable[_Lined]) -> tuple[_Lined, ...]:
        known = tuple(records)
        named = {each.version for each in known}
        chosen = next((id_ for id_ in order if id_ in named), None)
        return tuple(each for each in known if each.version == chosen)

    lines: Iterable[BudgetLine] = lines_to_spend(project)
    if in_kind:
        lines = filter(_in_kind(project), project.budget_lines)
    rates = () if in_kind else of_version(project.rate_lines)
    return attrs.evolve(project, budget_lines=of_version(lines), rate_lines=rates)


def lines_to_spend(project: Project) -> tuple[BudgetLine, ...]:
    """The lines of all versions, without what is given in kind or forecast."""
    given = _in_kind(project)
    return tuple(each for each in project.budget_lines if not (each.forecast or given(each)))


def _in_kind(project: Project) -> Callable[[BudgetLine], bool]:
    """What tells whether a line is of what is given in kind: itself, or a heading that holds it."""
    roles = {each.number: each.role for each in project.headings if each.role}
    if HeadingRole.IN_KIND not in roles.values():
        return attrgetter("in_kind")
    hold = holders(project)

    def given(line: BudgetLine) -> bool:
        role = next((roles[number] for number in hold(line.heading) if number in roles), None)
        return line.in_kind or role is HeadingRole.IN_KIND

    return given


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
        moved: Whether it was moved from the reserve, or is less in the reserve by that.
    """

    number: str
    title: LocalText
    amount: Money
    rated: bool = False
    reserve: bool = False
    period: DateSpan | None = None
    moved: bool = False


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


def budget_by_heading(
    project: Project, currency: str, on: date | None = None, version: str | None = None
) -> ProjectBudget:
    """A project's budget by heading.

    Every line counts once in a heading, whether it is named once or twice by what the heading
    sums. A rate line is its rate of the sum of its base. What was moved from the reserve by the
    day is in the headings it was moved to.

    Args:
        project: Whose budget.
        currency: ISO 4217 code of its lines.
        on: Day on which the version of the budget is in force; the last version where absent.
        version: Identifier of the version, where one is asked for as it was agreed.

    Raises:
        InvalidValueError: A line is in another currency; the message names it.

    Example:
        >>> from cproc.testing import make_portfolio
        >>> budget = budget_by_heading(make_portfolio(0).projects[0], "EUR")
        >>> str(budget.direct), str(budget.indirect), str(budget.amount("1"))
        ('EUR 3000000.00', 'EUR 210000.00', 'EUR 342000.00')
    """
    project = as_budgeted(project, on, version)
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
        amount = part_of(whole, rate.rate)
        part = BudgetPart(rate.heading, rate.title, amount, rated=True, reserve=rate.reserve)
        parts.append(part)
    if version is None:
        parts += _from_reserve(project, on)
    place = heading_order(heading_numbers(project))
    parts.sort(key=lambda part: place(part.number))
    rows, sums = [], sums_of(project)
    for each in sorted(project.headings, key=lambda heading: place(heading.number)):
        holds = within_any([each.number], sums)
        inside = tuple(at for at, part in enumerate(parts) if holds(part.number))
        amount = Money.total((parts[at].amount for at in inside), currency)
        rows.append(HeadingRow(each.number, each.title, amount, inside, bool(each.sums)))
    return ProjectBudget(currency, tuple(parts), tuple(rows))


def reallocated(
    project: Project, currency: str, on: date | None = None
) -> dict[str, tuple[Money, Money]]:
    """What each main heading has in the version that set the whole amount, and in that in force.

    A version of the same amount as the one before it that is no addendum moves money between
    headings only, as contracts of the European Union allow within limits: these are measured, over
    all moves, on the first version or the last addendum. What is moved from the reserve is no such
    move.
    """
    agreed = agreed_version(project, on)
    now = budget_by_heading(project, currency, on)
    before = budget_by_heading(project, currency, on, agreed.id) if agreed else now
    mains = in_tree_order(main_heading(part.number) for of in (before, now) for part in of.parts)

    def amount(budget: ProjectBudget, main: str) -> Money:
        parts = (p.amount for p in budget.parts if main_heading(p.number) == main and not p.moved)
        return Money.total(parts, currency)

    return {main: (amount(before, main), amount(now, main)) for main in mains}


def agreed_version(project: Project, on: date | None = None) -> BudgetVersion | None:
    """The first version of a budget, or its last addendum, on a day; at the end where absent."""
    in_effect = [each for each in project.budget if on is None or each.effective <= on]
    in_effect.sort(key=lambda each: each.effective)
    agreed = None
    for before, version in zip([None, *in_effect], in_effect, strict=False):
        if before is None or version.addendum or version.amount != before.amount:
            agreed = version
    return agreed


def part_of(amount: Money, share: Decimal) -> Money:
    """A share of an amount, rounded once, as a rate line of a budget is."""
    return rounded_from(Fraction(amount.amount) * Fraction(share), amount.currency)


def _from_reserve(project: Project, on: date | None) -> Iterator[BudgetPart]:
    """What was moved from the reserve by a day, and what that leaves of it."""
    reserve = next((line for line in project.rate_lines if line.reserve), None)
    if reserve is None:
        return
    for use in project.contingency_uses:
        if on is not None and use.when > on:
            continue
        taken = BudgetPart(reserve.heading, use.reason or reserve.title, -use.amount, moved=True)
        yield attrs.evolve(taken, rated=True, reserve=True)
        yield attrs.evolve(taken, number=use.heading, amount=use.amount)


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


def budget_in(portfolio: Portfolio, project: Project, period: Period) -> Money | None:
    """What a project's budget by heading has for a period, pro rata by day.

    Each line is split over the days it is for, which are all of the project's life where
    it names none; of a project without an end nothing can be told then.
    """
    amounts: list[Money] = []
    currency = portfolio.currency_of(project)
    for part in budget_by_heading(project, currency).parts:
        span = part.period or project.period
        if span.open:
            return None
        amounts += over_days(part.amount, Period(span.start, span.end), [period])
    return Money.total(amounts, currency)
