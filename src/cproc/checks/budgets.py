"""Rules of what is budgeted by line and what is spent, and of what a donor allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from statistics import median_high

import attrs

from cproc.checks.codes import Problems, error, percent, warning
from cproc.errors import InvalidValueError, said, with_paths
from cproc.figures import (
    Booked,
    Flow,
    ProjectBudget,
    booked,
    dated,
    exchange_of,
    flow,
    is_within,
    lines_in_force,
    main_heading,
    part_of,
    rates_on,
)
from cproc.model import (
    Actual,
    Ceilings,
    Contribution,
    Portfolio,
    Project,
    Transaction,
    heading_order,
    name_of,
)
from cproc.money import Money
from cproc.rates import EURO

Convert = Callable[[Money, date], object]
"""Converts an amount at the rate for a day."""

NAMED = 8
"""Records named in a message; more are counted."""

SLIP = 7
"""How many times its neighbours a rate may be: a slip makes ten, or a hundred, of less or more."""


def budget_lines(portfolio: Portfolio) -> Problems:
    """The lines of a budget, with those that are rates of others, add up to it.

    It is the budget in force at the end of the reporting period, or at that of the project.
    """
    for path, project in with_paths("projects", portfolio.projects):
        whole, lines = _in_force(portfolio, project), _by_heading(portfolio, project)
        if whole is None or lines is None or whole.currency != lines.currency:
            continue  # the rule of currencies finds it
        if lines.total.amount != whole.amount:
            message = said(
                "the lines add up to {total}, the budget in force is {whole}.",
                total=lines.total,
                whole=whole,
            )
            hint = said("Correct a line, or add the version of the budget that the lines are of.")
            yield warning("budget-lines", message, f"{path}.budget_lines", hint, project.code)


def rates(portfolio: Portfolio) -> Problems:
    """There is a rate for each transaction and contribution in another currency.

    What lacks the same rate is one problem for each project, at the first record, and names
    them all. It stops only what needs the rate, so that it is no rule of the data.
    """
    for path, project in with_paths("projects", portfolio.projects):
        exchange, currency = exchange_of(portfolio, project), portfolio.currency_of(project)
        to_euro = attrs.evolve(exchange, currency="EUR")
        lacking: dict[str, list[tuple[str, str, Money]]] = {}
        records: Iterable[tuple[str, Transaction | Contribution]] = (
            *_booked_so_far(portfolio, project, path),
            *with_paths(f"{path}.contributions", project.contributions),
        )
        for at, record in records:
            if record.amount is not None and record.amount.currency != currency:
                amounts, day = (record.amount, Money(1, currency)), dated(record, project)
                for rate in _lacking(exchange, to_euro, amounts, day):
                    lacking.setdefault(rate, []).append((at, name_of(record), record.amount))
        for rate, needed in lacking.items():
            (at, _name, amount), names = needed[0], [name for _at, name, _amount in needed]
            message = said(
                "{rate} {names} of {project} need it.",
                rate=rate,
                names=_listed(names),
                project=project.code,
            )
            hint = said("Add it to the table of rates, or choose another method.")
            yield error("rate-missing", message, f"{at}.amount", hint, str(amount))


def rates_of_totals(portfolio: Portfolio) -> Problems:
    """There is a rate that converts what is in the currency of a contract for totals."""
    rates = rates_on(portfolio, portfolio.period.end)
    for path, project in with_paths("projects", portfolio.projects):
        currency = portfolio.currency_of(project)
        if currency != portfolio.currency and currency not in rates:
            message = said(
                "{project} is in {currency}, for which there is no rate of {end}: totals in "
                "{of_totals} are without it.",
                project=project.code,
                currency=currency,
                end=portfolio.period.end,
                of_totals=portfolio.currency,
            )
            hint = said("Add it to the table of rates, or choose another method.")
            yield warning("rate-lacking", message, path, hint, project.code)


def _lacking(exchange: Convert, to_euro: Convert, amounts: Sequence[Money], day: date) -> list[str]:
    """What is said of each rate that an amount needs, and one of the contract's currency."""
    try:
        exchange(amounts[0], day)
    except InvalidValueError as fault:
        found = []
        for amount in amounts:
            try:
                to_euro(amount, day)
            except InvalidValueError as of_one:
                found.append(of_one.message)
        # Where both are there, they are of no day together.
        return found or [fault.message]
    return []


def _listed(names: list[str]) -> str:
    some, rest = ", ".join(dict.fromkeys(names[:NAMED])), len(names) - NAMED
    return said("{some} and {count} more", some=some, count=rest) if rest > 0 else some


def rate_steps(portfolio: Portfolio) -> Problems:
    """A rate is not ten times, or a tenth, of those before and after it: a point has slipped.

    A rate that is agreed is set beside all that are published of its currency. One that stays
    where it went is a new currency of the old code.
    """
    dated_rates: dict[tuple[str, str], list[tuple[date, int]]] = {}
    for index, rate in enumerate(portfolio.rates):
        if day := rate.month.start if rate.month else rate.day:
            dated_rates.setdefault((rate.currency, rate.per), []).append((day, index))
    values = [rate.rate for rate in portfolio.rates]
    beside = {
        index: median_high([values[other] for _day, other in dated_rates[rate.currency, rate.per]])
        for index, rate in enumerate(portfolio.rates)
        if rate.month is None and rate.day is None and (rate.currency, rate.per) in dated_rates
    }
    for published in dated_rates.values():
        runs: list[list[int]] = []
        for _day, index in sorted(published):
            if not runs or _far(values[runs[-1][-1]], values[index]):
                runs.append([])
            runs[-1].append(index)
        for place, run in enumerate(runs):
            if _slipped(runs, place, values):
                usual = values[runs[place - 1][-1] if place else runs[1][0]]
                beside |= dict.fromkeys(run, usual)
    for index, usual in sorted(beside.items()):
        rate = portfolio.rates[index]
        if _far(usual, rate.rate):
            per = "euro" if rate.per == EURO else rate.per
            message = said(
                "{rate} {currency} for one {per} is far from the {usual} beside it.",
                rate=rate.rate,
                currency=rate.currency,
                per=per,
                usual=usual,
            )
            hint = said("Check the point of the decimals.")
            yield warning("rate-slipped", message, f"rates[{index}].rate", hint, str(rate.rate))


def _far(one: Decimal, other: Decimal) -> bool:
    return not one / SLIP < other < one * SLIP


def _slipped(runs: Sequence[Sequence[int]], place: int, values: Sequence[Decimal]) -> bool:
    """Whether a run of rates that are near each other is where a point slipped."""
    run, before, after = runs[place], runs[place - 1 : place], runs[place + 1 : place + 2]
    if before and after:  # and back again, sooner than it stays
        returns = not _far(values[before[0][-1]], values[after[0][0]])
        return returns and len(run) < len(before[0]) + len(after[0])
    # At an end only a single one is told; of two alone nobody knows which is wrong: the later.
    others = (before or after or [()])[0]
    return len(run) == 1 and (len(others) > 1 or (len(runs) == 2 and bool(before)))


def spending(portfolio: Portfolio) -> Problems:
    """A project has not spent more than its budget in force at the end of the period."""
    for path, project in with_paths("projects", portfolio.projects):
        whole, books = _in_force(portfolio, project), _booked(portfolio, project)
        if whole is None or books is None or whole.currency != portfolio.currency_of(project):
            continue
        spent = flow(books, Flow.SPENT, whole.currency)
        if spent.amount > whole.amount:
            message = said("{spent} are spent of a budget of {whole}.", spent=spent, whole=whole)
            hint = said("Check the transactions, or add the version of the budget that allowed it.")
            yield warning("spending-over", message, f"{path}.transactions", hint, project.code)


def flat_rates(portfolio: Portfolio) -> Problems:
    """Nothing is booked on a heading whose costs are a flat rate: it would count twice."""
    for path, project in with_paths("projects", portfolio.projects):
        flat = [line.heading for line in project.rate_lines if line.actual is Actual.FLAT]
        for at, paid in with_paths(f"{path}.transactions", project.transactions):
            if paid.type in Flow.SPENT.types and paid.heading:
                for heading in flat:
                    if is_within(paid.heading, heading):
                        message = said(
                            "{paid} is booked on {heading}, whose costs are a flat rate.",
                            paid=paid.id,
                            heading=heading,
                        )
                        hint = said("Book it where it belongs, or let the line be `booked`.")
                        yield error("flat-booked", message, f"{at}.heading", hint, paid.heading)


def donor_rules(portfolio: Portfolio) -> Problems:
    """A budget and its spending keep within what the donor allows (`Project.ceilings`).

    Indirect costs and the reserve are set beside direct costs. Spending under a main heading
    may exceed its budget by what the donor lets move between headings. A cost is eligible in
    the donor's period, where one is given.
    """
    for path, project in with_paths("projects", portfolio.projects):
        if project.ceilings is None:
            continue
        allowed = project.ceilings.in_force
        budget, books = _by_heading(portfolio, project), _booked(portfolio, project)
        if budget is not None:
            yield from _rated(budget, allowed, path)
        if budget is not None and books is not None:
            yield from _moved(project, budget, books, allowed.reallocation, path)
        yield from _ineligible(portfolio, project, allowed, path)


def _rated(budget: ProjectBudget, allowed: Ceilings, path: str) -> Problems:
    for code, what, amount, ceiling in (
        ("indirect-over", said("indirect costs"), budget.indirect, allowed.indirect),
        ("contingency-over", said("the reserve"), budget.reserve, allowed.contingency),
    ):
        if ceiling is not None and amount.amount > part_of(budget.direct, ceiling).amount:
            message = said(
                "{what} of {amount} exceed {ceiling} of direct costs, {direct}.",
                what=what,
                amount=amount,
                ceiling=percent(ceiling),
                direct=budget.direct,
            )
            hint = said("Lower the rate, or give the ceiling of the contract.")
            yield warning(code, message, f"{path}.rate_lines", hint)


def _moved(
    project: Project,
    budget: ProjectBudget,
    books: Iterable[Booked],
    ceiling: Decimal | None,
    path: str,
) -> Problems:
    if ceiling is None:
        return
    for number, (planned, total) in _overspent(project, budget, books, ceiling).items():
        message = said(
            "{total} are spent under heading {number}, which has {planned} and may grow by "
            "{ceiling}.",
            total=total,
            number=number,
            planned=planned,
            ceiling=percent(ceiling),
        )
        hint = said("Ask the donor for an addendum, or book it where it belongs.")
        yield warning("reallocation-over", message, f"{path}.transactions", hint, number)


def _overspent(
    project: Project, budget: ProjectBudget, books: Iterable[Booked], ceiling: Decimal
) -> dict[str, tuple[Money, Money]]:
    """Budget and spending of the main headings that exceed theirs by more than the ceiling."""
    spent: dict[str, list[Booked]] = {}
    for entry in books:
        if entry.transaction.heading is not None:
            spent.setdefault(main_heading(entry.transaction.heading), []).append(entry)
    rated = {main_heading(line.heading) for line in project.rate_lines}
    over = {}
    for number in sorted(spent, key=heading_order(spent)):
        if number in rated:
            continue  # its ceiling is the rate
        parts = [part.amount for part in budget.parts if main_heading(part.number) == number]
        planned = Money.total(parts, budget.currency)
        total = flow(spent[number], Flow.SPENT, budget.currency)
        if total.amount > (planned + part_of(planned, ceiling)).amount:
            over[number] = planned, total
    return over


def variances(portfolio: Portfolio) -> Problems:
    """Spending under a main heading beyond what the donor lets move to it is explained.

    An explanation is of that heading or of one under it, and of the reporting period or of the
    whole life of the project. Without a ceiling of the donor none is asked for.
    """
    for path, project in with_paths("projects", portfolio.projects):
        ceiling = project.ceilings.in_force.reallocation if project.ceilings else None
        budget, books = _by_heading(portfolio, project), _booked(portfolio, project)
        if ceiling is None or budget is None or books is None:
            continue
        explained = [
            each.heading for each in project.explanations if each.period in (None, portfolio.period)
        ]
        for number, (planned, total) in _overspent(project, budget, books, ceiling).items():
            if any(is_within(each, number) for each in explained):
                continue
            message = said(
                "nothing explains why {total} are spent under heading {number}, which has "
                "{planned}.",
                total=total,
                number=number,
                planned=planned,
            )
            hint = said(
                "Give an explanation of the heading, for {period}.", period=portfolio.period
            )
            yield warning("variance-unexplained", message, f"{path}.explanations", hint, number)


def _ineligible(portfolio: Portfolio, project: Project, allowed: Ceilings, path: str) -> Problems:
    eligible = allowed.eligible
    if eligible is None:
        return  # the rule of the project's life finds it
    for at, payment in _booked_so_far(portfolio, project, path):
        if payment.type in Flow.SPENT.types and payment.date not in eligible:
            message = said(
                "{payment} of {date} is outside the days of eligible costs, {eligible}.",
                payment=payment.id,
                date=payment.date,
                eligible=eligible,
            )
            hint = said("Check the date; a cost on another day is not the donor's.")
            yield warning("cost-ineligible", message, f"{at}.date", hint, payment.id)


def _in_force(portfolio: Portfolio, project: Project) -> Money | None:
    return project.known_budget(min(portfolio.period.end, project.period.end))


def _by_heading(portfolio: Portfolio, project: Project) -> ProjectBudget | None:
    return lines_in_force(portfolio, project, min(portfolio.period.end, project.period.end))


def _booked(portfolio: Portfolio, project: Project) -> tuple[Booked, ...] | None:
    """What is booked by the end of the period; nothing where a rate is missing."""
    try:
        return booked(portfolio, project)
    except InvalidValueError:
        return None  # the rule of rates finds it


def _booked_so_far(
    portfolio: Portfolio, project: Project, path: str
) -> Iterator[tuple[str, Transaction]]:
    for at, transaction in with_paths(f"{path}.transactions", project.transactions):
        if transaction.date <= portfolio.period.end:
            yield at, transaction


RULES = (budget_lines, rates_of_totals, rate_steps, flat_rates, spending, donor_rules, variances)
