"""Rules of what a contract lets happen to money: instalments, costs not accepted, moves."""

from __future__ import annotations

from decimal import Decimal

from cproc.checks.codes import Problems, error, percent, warning
from cproc.errors import said, with_paths
from cproc.figures import Flow, lines_in_force, main_heading, part_of, reallocated
from cproc.model import Portfolio, Project
from cproc.money import Money


def instalments(portfolio: Portfolio) -> Problems:
    """An instalment is incoming funds that were entered in the accounts in another currency."""
    for path, project in with_paths("projects", portfolio.projects):
        for at, paid in with_paths(f"{path}.transactions", project.transactions):
            booked_as = paid.received_as
            if booked_as is None:
                continue
            gives = min(paid.amount.amount, booked_as.amount) > 0
            if paid.type not in Flow.RECEIVED.types or not gives:
                what = said("is no money that came in")
            elif booked_as.currency == paid.amount.currency:
                what = said("is in {currency} in the accounts too", currency=booked_as.currency)
            else:
                continue
            message = said("{paid} {what}, so that it gives no rate.", paid=paid.id, what=what)
            hint = said("Take the amount in the accounts off, or correct the transaction.")
            yield warning("instalment-form", message, f"{at}.received_as", hint, str(booked_as))


def disallowances(portfolio: Portfolio) -> Problems:
    """What a donor did not accept is a cost, or a part of one in its currency."""
    for path, project in with_paths("projects", portfolio.projects):
        for at, paid in with_paths(f"{path}.transactions", project.transactions):
            refused = paid.disallowed
            if refused is None:
                continue
            amount = refused.amount or paid.amount
            if paid.type not in Flow.SPENT.types:
                message = said("{paid} is no cost, and said not to be accepted.", paid=paid.id)
            elif amount.currency != paid.amount.currency or (
                refused.amount and not 0 <= amount.amount <= paid.amount.amount
            ):
                message = said(
                    "{amount} of {paid} are not accepted, which is {whole}.",
                    amount=amount,
                    paid=paid.id,
                    whole=paid.amount,
                )
            else:
                continue
            hint = said("Give what was not accepted of this cost, in its currency.")
            yield error("cost-disallowed", message, f"{at}.disallowed", hint, paid.id)


def contingency(portfolio: Portfolio) -> Problems:
    """No more is moved from the reserve than it has."""
    for path, project in with_paths("projects", portfolio.projects):
        budget = lines_in_force(portfolio, project, portfolio.period.end)
        if budget is None or not project.contingency_uses:
            continue
        currency = budget.currency
        uses = [u.amount for u in project.contingency_uses if u.amount.currency == currency]
        kept = [part.amount for part in budget.parts if part.reserve and not part.moved]
        used, reserve = Money.total(uses, currency), Money.total(kept, currency)
        if used.amount > reserve.amount:
            message = said(
                "{used} are moved from the reserve, which has {reserve}.",
                used=used,
                reserve=reserve,
            )
            hint = said("Correct a use of the reserve, or let its line be a `reserve`.")
            yield warning("contingency-used", message, f"{path}.contingency_uses", hint)


def reallocations(portfolio: Portfolio) -> Problems:
    """What versions of one amount move between main headings, to them or from them, is allowed."""
    for path, project in with_paths("projects", portfolio.projects):
        ceiling = project.ceilings.in_force.reallocation if project.ceilings else None
        budget = lines_in_force(portfolio, project, portfolio.period.end)
        if ceiling is not None and budget is not None:
            yield from _reallocated(portfolio, project, ceiling, path)


def _reallocated(portfolio: Portfolio, project: Project, ceiling: Decimal, path: str) -> Problems:
    rated = {main_heading(line.heading) for line in project.rate_lines}
    moves = reallocated(project, portfolio.currency_of(project), portfolio.period.end)
    for number, (before, now) in moves.items():
        moved = abs(now.amount - before.amount)
        if number not in rated and moved > part_of(before, ceiling).amount:
            message = said(
                "heading {number} went from {before} to {now} without an addendum, and may "
                "change by {ceiling}.",
                number=number,
                before=before,
                now=now,
                ceiling=percent(ceiling),
            )
            hint = said("Ask the donor for an addendum, and let the version be one (`addendum`).")
            yield warning("reallocation-over", message, f"{path}.budget_lines", hint, number)


RULES = (instalments, disallowances, contingency, reallocations)
