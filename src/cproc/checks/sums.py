"""Rules of numbers that belong together: budgets, gifts of donors, people, stated figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from fractions import Fraction

import attrs

from cproc import model
from cproc.checks.codes import Problems, error, of_each_report, percent
from cproc.errors import CprocError, InvalidValueError, UnknownNameError, problem, said, with_paths
from cproc.figures import Figure, Verdict, dated, evaluate, evaluate_all, exchange_of, set_beside
from cproc.model.walk import each_of


def currencies(portfolio: model.Portfolio) -> Problems:
    """The versions and lines of a project's budget are in the currency of its contract."""
    for at, project in with_paths("projects", portfolio.projects):
        currency = portfolio.currency_of(project)
        versions = with_paths(f"{at}.budget", [each.amount for each in project.budget])
        lines = with_paths(f"{at}.budget_lines", [each.unit_cost for each in project.budget_lines])
        uses = with_paths(
            f"{at}.contingency_uses", [each.amount for each in project.contingency_uses]
        )
        of_each = list(with_paths(f"{at}.submissions", project.submissions))
        told = [each for way, of in of_each for each in with_paths(f"{way}.amounts", of.amounts)]
        changed = [(way, each.adjustment) for way, each in told if each.adjustment is not None]
        for what, field, amounts in (
            ("budget", "amount", versions),
            ("budget line", "unit_cost", lines),
            ("use of the reserve", "amount", uses),
            ("report that was sent", "spent", ((way, each.spent) for way, each in told)),
            ("report that was sent", "adjustment", changed),
        ):
            for path, amount in amounts:
                if amount.currency != currency:
                    yield problem(
                        "currency-mixed",
                        f"{path}.{field}",
                        amount,
                        what=what,
                        currency=amount.currency,
                        project=project.code,
                        own=currency,
                    )


def finer_than_currency(portfolio: model.Portfolio) -> Problems:
    """An amount has no more decimals than its currency: nobody pays half a cent."""
    for path, amount in _all_amounts(portfolio):
        if amount != amount.rounded():
            rule = "amount-finer.of-one" if path.endswith("unit_cost") else "amount-finer"
            own, most = amount.currency, model.minor_unit(amount.currency)
            yield problem(rule, path, amount, currency=own, decimals=most)
        elif _may_be_thousands(amount):
            yield problem("amount-separator", path, amount, thousands=f"{amount.amount * 1000:.0f}")


def _may_be_thousands(amount: model.Money) -> bool:
    """Whether 7.500 is typed: in much of Europe seven thousand five hundred."""
    decimals = -int(amount.amount.as_tuple().exponent)
    return (
        decimals == 3 and model.minor_unit(amount.currency) < 3 and 1 <= abs(amount.amount) < 1000
    )


_PAID = (model.BudgetVersion, model.Contribution, model.Instalment, model.Transaction)
_AMOUNTS: dict[type, str] = {
    **dict.fromkeys(_PAID, "amount"),
    model.BudgetLine: "unit_cost",
    model.Activity: "planned_cost",
}
"""The classes of records that hold an amount, and its field."""


def _all_amounts(portfolio: model.Portfolio) -> Iterator[tuple[str, model.Money]]:
    """Every amount of the portfolio, with its path."""
    for at, record in each_of(tuple(_AMOUNTS), portfolio):
        field = _AMOUNTS[type(record)]
        if (amount := getattr(record, field)) is not None:
            yield f"{at}.{field}", amount
    for at, statement in each_of((model.Statement,), portfolio):
        if model.is_currency(statement.unit):
            yield f"{at}.value", model.Money(statement.value, statement.unit)
            if statement.upper is not None:
                yield f"{at}.upper", model.Money(statement.upper, statement.unit)


def said_to_be_none(portfolio: model.Portfolio) -> Problems:
    """What is said not to be there (`has_no`) is not there."""
    office = portfolio.office
    none: list[tuple[str, str, tuple[object, ...]]] = [
        ("office", of, getattr(portfolio, of)) for of in office.has_no
    ]
    for path, project in with_paths("projects", portfolio.projects):
        for kind in project.has_no:
            found = tuple(paid for paid in project.transactions if paid.type is kind)
            none.append((path, kind, found))
    for path, what, records in none:
        if records:
            yield problem(
                "has-no", f"{path}.has_no", what, what=what.replace("_", " "), count=len(records)
            )


def contributions(portfolio: model.Portfolio) -> Problems:
    """What donors give to a project is not more than its budget at the end of the period.

    Contributions in kind are beside the budget, so they are no rest of it. Amounts in another
    currency are converted as figures do, where there is a rate; shares of one base are at most
    the whole of it, and one of the whole budget, or of a base that is not stated, is an amount
    of it.
    """
    for project_path, project in with_paths("projects", portfolio.projects):
        path = f"{project_path}.contributions"
        for at, contribution in with_paths(path, project.contributions):
            if portfolio.in_kind(contribution) and contribution.rest:
                donor = contribution.donor
                yield problem("contribution-rest-in-kind", f"{at}.rest", donor)
        given = [one for one in project.contributions if not portfolio.in_kind(one)]
        over = [base for base in model.ShareBase if _shares(given, base) > 1]
        for base in over:
            shares = percent(_shares(given, base))
            yield problem("contributions-over", path, project.code, base=base, shares=shares)
        budget = project.known_budget(min(portfolio.period.end, project.period.end))
        if budget is None or over:
            continue
        part = _shares(given, model.ShareBase.TOTAL_BUDGET) + _shares(
            given, model.ShareBase.UNSTATED
        )
        amount = model.Money.total(
            _amounts(portfolio, project, given, budget.currency), budget.currency
        )
        if Fraction(amount.amount) + part * Fraction(budget.amount) > budget.amount:
            shares = said(" and {share}", share=percent(part)) if part else ""
            yield problem(
                "contributions-over.amount",
                path,
                project.code,
                amount=amount,
                shares=shares,
                budget=budget,
            )


def _amounts(
    portfolio: model.Portfolio,
    project: model.Project,
    given: Iterable[model.Contribution],
    currency: str,
) -> Iterator[model.Money]:
    exchange = attrs.evolve(exchange_of(portfolio, project), currency=currency)
    for contribution in given:
        amount = contribution.amount
        if amount is None or amount.currency == currency:
            yield amount or model.Money(0, currency)
            continue
        with suppress(InvalidValueError):  # the rule of rates finds it
            yield exchange(amount, dated(contribution, project)).money


def _shares(given: Iterable[model.Contribution], base: model.ShareBase) -> Fraction:
    shares = (one.share for one in given if one.base is base and one.share is not None)
    return sum(map(Fraction, shares), Fraction(0))


def statements(portfolio: model.Portfolio) -> Problems:
    """The figures that statements name can be computed, and a difference is explained.

    Where a statement may mean several figures, one that agrees explains it.
    """
    at_once = _at_once(portfolio)
    for path, statement in with_paths(f"{portfolio.report_path}.statements", portfolio.statements):
        computed = []
        for at, call in with_paths(f"{path}.figures", statement.figures):
            try:
                computed.append(at_once.get(call) or evaluate(portfolio, call))
            except UnknownNameError as fault:
                yield problem("figure-unknown", at, call, text=fault)
            except InvalidValueError as fault:
                if fault.code != "rate-missing":  # the rule of rates finds it
                    yield error(fault.code, fault.message, at, fault.hint, call)
        if len(computed) == len(statement.figures):
            yield from _difference(statement, computed, path)


def _at_once(portfolio: model.Portfolio) -> dict[str, Figure]:
    """The figures that statements name, in one pass; none where one of them cannot be computed."""
    calls = (call for each in portfolio.statements for call in each.figures)
    with suppress(CprocError):
        return evaluate_all(portfolio, calls, lenient=True)
    return {}


def _difference(statement: model.Statement, computed: list[Figure], path: str) -> Problems:
    compared = set_beside(statement, computed)
    agrees = (Verdict.AGREES, Verdict.AGREES_WITH_QUALIFIER)
    if statement.explanation is not None or any(c.verdict in agrees for c in compared.candidates):
        return
    if compared.verdict is Verdict.DIFFERS:
        figure = compared.candidates[0].figure
        yield problem(
            "statement-differs",
            path,
            statement.id,
            value=statement.value,
            unit=statement.unit,
            figure=figure.name,
            computed=figure.shown,
        )


RULES = (
    currencies,
    finer_than_currency,
    said_to_be_none,
    of_each_report(statements),
    contributions,
)
