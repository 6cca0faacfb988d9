"""The named figures of budgets by heading: versions, what may move, in kind, what lines are for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from cproc.errors import joined, said
from cproc.figures.accounts import Account, Sum, accounts, figure_of, rate_words
from cproc.figures.catalogue import CURRENCY, Day, Method, Name, Scope, figure
from cproc.figures.counting import (
    Figure,
    Missing,
    Part,
    Reason,
    as_budgeted,
    budget_by_heading,
    budget_by_role,
    heading_numbers,
    holders,
    in_tree_order,
    main_heading,
    part_of,
    percentage,
    reallocated,
)
from cproc.figures.named_finance import LINES, TRANSACTIONS, spent, summed_over
from cproc.figures.subjects import known_choice
from cproc.model import HeadingRole, Money, Portfolio
from cproc.rates import Rate

REFUSED = "transactions.disallowed"


def _of_heading(
    portfolio: Portfolio,
    project: str,
    heading: str,
    on: Day,
    *,
    rule: str,
    amount: Callable[[Account], Money],
) -> Figure:
    (account,) = accounts(portfolio, project, on)
    hold = holders(account.project)
    known = {over for number in heading_numbers(account.project) for over in hold(number)}
    known_choice("heading", heading, in_tree_order(known))
    of = Sum((Part(account.code, amount(account), account.path),))
    if not account.project.budget_lines:
        of = account.lacks()
    return figure_of([of], account.own, rule, "projects", account.on, known=False)


@figure(unit=CURRENCY, method=Method.SUM, listed=False, needs=LINES, scope=Scope.WHOLE_LIFE)
def heading_budget(
    portfolio: Portfolio, project: str, heading: str, version: Name = None, on: Day = None
) -> Figure:
    """Sum what a heading of a budget holds, as it is in force on a day or as a version has it.

    In force it holds what was moved to it from the reserve by then.
    """
    rule = said("lines under {heading} and rates of them, each once", heading=heading)

    def amount(account: Account) -> Money:
        own = account.project
        known_choice("version", version, (each.id for each in own.budget if each.id))
        parts = budget_by_heading(own, account.own, account.on, version).parts
        hold = holders(own)
        inside = (part.amount for part in parts if heading in hold(part.number))
        return Money.total(inside, account.own)

    return _of_heading(portfolio, project, heading, on, rule=rule, amount=amount)


@figure(unit=CURRENCY, method=Method.DIFFERENCE, listed=False, needs=LINES, scope=Scope.TO_DATE)
def variance(
    portfolio: Portfolio, project: str, heading: str, version: Name = None, on: Day = None
) -> Figure:
    """The budget of a heading, in force on a day or in a version, less what was spent on it."""
    planned = heading_budget(portfolio, project, heading, version, on)
    paid = spent(portfolio, project, heading, on)
    parts, less = (Sum(each.parts, each.missing) for each in (planned, paid))
    rule = said("budget of {heading} less spending on it", heading=heading)
    left = parts - less
    return figure_of([left], planned.unit, rule, TRANSACTIONS, planned.on, known=False)


@figure(unit=CURRENCY, method=Method.DIFFERENCE, listed=False, needs=LINES, scope=Scope.TO_DATE)
def reallocation_used(portfolio: Portfolio, project: str, heading: str, on: Day = None) -> Figure:
    """What was moved to a main heading so far, or from it: less than nothing.

    It is told from the version that set the whole amount, the first or an addendum: those after
    it, of the same amount, move money between headings only.
    """
    rule = said(
        "lines under {heading} in force less those of the version that set the amount",
        heading=heading,
    )

    def amount(of: Account) -> Money:
        before, now = _moves(of, heading)
        return now - before

    return _of_heading(portfolio, project, heading, on, rule=rule, amount=amount)


def _moves(account: Account, heading: str) -> tuple[Money, Money]:
    moves = reallocated(account.project, account.own, account.on)
    known_choice("main heading", heading, moves)
    return moves[heading]


@figure(unit=CURRENCY, method=Method.SUM, listed=False, needs=LINES, scope=Scope.WHOLE_LIFE)
def reallocation_allowed(
    portfolio: Portfolio, project: str, heading: str, on: Day = None
) -> Figure:
    """How much the donor lets move to a main heading, or from it, without an addendum."""
    (account,) = accounts(portfolio, project, on)
    ceilings = account.project.ceilings
    share = ceilings.in_force.reallocation if ceilings else None
    if share is None:
        return figure_of([account.lacks()], account.own, "", "projects", account.on, known=False)
    rule = said(
        "{share:f} % of {heading} in the version that set the whole amount",
        share=share * 100,
        heading=heading,
    )

    def amount(of: Account) -> Money:
        before, _now = _moves(of, heading)
        return part_of(before, share)

    return _of_heading(portfolio, project, heading, on, rule=rule, amount=amount)


@figure(unit=CURRENCY, method=Method.SUM, needs="budget_lines.in_kind", scope=Scope.WHOLE_LIFE)
def lines_in_kind(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """Sum the lines of a budget for what is given in kind, which no money is spent on."""

    def amount(account: Account) -> Sum:
        if not account.project.budget_lines:
            return account.lacks()
        lines = as_budgeted(account.project, account.on, in_kind=True).budget_lines
        total = Money.total((line.total for line in lines), account.own)
        return account.told(Sum((Part(account.code, total, account.path),)))

    rule = said("budget lines in kind, each once")
    return summed_over(portfolio, project, on, amount, rule)


@figure(unit=CURRENCY, method=Method.SUM, needs=REFUSED, scope=Scope.TO_DATE)
def disallowed(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """Sum what donors had not accepted of what was spent, by a day."""
    return summed_over(
        portfolio, project, on, Account.refused, said("costs not accepted by the day")
    )


@figure(unit=CURRENCY, method=Method.DIFFERENCE, needs=REFUSED, scope=Scope.TO_DATE)
def eligible_spent(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """What was spent by a day less what donors had not accepted of it."""
    rule = said("spending less costs not accepted by the day")
    return summed_over(portfolio, project, on, Account.eligible, rule)


@figure(unit="ratio", method=Method.RATIO, needs="budget_lines", scope=Scope.WHOLE_LIFE)
def operational_ratio(portfolio: Portfolio, project: Name = None) -> Figure:
    """Divide the budget for operations by that for administration, by the headings' roles.

    A line has the role of the nearest heading that holds it and has one; a reserve is neither.
    Where a line has none, nobody knows what it is for.
    """
    sums = dict.fromkeys(HeadingRole, Fraction(0))
    counted: list[str] = []
    missing: list[Missing] = []
    rates: dict[Rate, None] = {}
    for of in accounts(portfolio, project, None):
        if reason := _no_ratio(of):
            missing += _without_role(of) if reason is Reason.ROLE else of.lacks(reason).missing
            continue
        counted.append(of.code)
        rates |= {of.rate: None} if of.rate else {}
        for role, parts in budget_by_role(of.project, of.own).items():
            amount = sum(Fraction(part.amount.amount) for part in parts)
            units = of.rate.value if of.rate else 1
            sums[role or HeadingRole.OPERATIONS] += amount * units
    administration = sums[HeadingRole.ADMINISTRATION]
    value = None
    if administration:
        value = percentage(sums[HeadingRole.OPERATIONS] / administration, 2)
    rule = said("budget under headings for operations, by that under those for administration")
    rule = joined("; ", (rule, *map(rate_words, rates)))
    return Figure("", value, "ratio", rule, "projects", tuple(counted), tuple(missing))


def _no_ratio(of: Account) -> Reason | None:
    """Why nothing can be told of what a project's lines are for, where it cannot."""
    currencies = {line.unit_cost.currency for line in of.project.budget_lines}
    if currencies != {of.own}:
        return Reason.CURRENCY if currencies else Reason.NOT_RECORDED
    if of.lacks_rate:
        return Reason.RATE
    return Reason.ROLE if None in budget_by_role(of.project, of.own) else None


def _without_role(of: Account) -> Iterator[Missing]:
    """The main headings of a budget with lines that no heading's role says the purpose of."""
    headings = {each.number: at for at, each in enumerate(of.project.headings)}
    parts = budget_by_role(of.project, of.own)[None]
    for number in dict.fromkeys(main_heading(part.number) for part in parts):
        at = headings.get(number)
        path = of.path if at is None else f"{of.path}.headings[{at}]"
        yield Missing(f"{number} ({of.code})", Reason.ROLE, path)
