"""Strategies for money: budgets and their lines, rates, contributions, transactions, deadlines."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st

from cproc import model
from cproc.testing.strategies.fields import (
    ANY_NAMES,
    CURRENCIES,
    HEADINGS,
    Names,
    dates,
    decimals,
    few,
    identifiers,
    maybe,
    moneys,
    months,
    pinned,
    records_of,
    references,
    texts,
)

_Fields = dict[str, st.SearchStrategy[Any]]


_BEFORE = ("1", "1.1", "2", "2.10")
_AFTER = ("7", "8", "8.2")
"""Numbers that may be computed from all that stand before them."""


def headings(**pins: Any) -> st.SearchStrategy[model.Heading]:
    """Draw a heading, which may sum others that stand before it."""
    plain = records_of(model.Heading, pins, number=st.sampled_from(HEADINGS), sums=st.just(()))
    if pins.get("number") is not None or pins.get("sums") == ():
        return plain
    later = st.sampled_from(_AFTER)
    return plain | records_of(model.Heading, pins, number=later, sums=references(_BEFORE, 1))


_VERSIONS = st.sampled_from(["contract", "addendum"])


def budget_versions(
    names: Names = ANY_NAMES, **pins: Any
) -> st.SearchStrategy[model.BudgetVersion]:
    """Draw a version of a budget, in the currency of the names."""
    amount = moneys(currency=names.currency, low=0, high=10**9)
    return records_of(model.BudgetVersion, pins, names, amount=amount, id=maybe(_VERSIONS))


def factors(**pins: Any) -> st.SearchStrategy[model.Factor]:
    """Draw what the cost of a line is multiplied by."""
    return records_of(model.Factor, pins, number=decimals("0", "10"), unit=texts())


def budget_lines(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.BudgetLine]:
    """Draw a line of a budget, in the currency of the names."""
    unit_cost = moneys(currency=names.currency, low=0, high=10**6)
    quantity = decimals("0", "5000")
    return records_of(
        model.BudgetLine,
        pins,
        names,
        quantity=quantity,
        unit_cost=unit_cost,
        factors=few(factors(), 2),
        version=maybe(_VERSIONS),
    )


def rate_lines(**pins: Any) -> st.SearchStrategy[model.RateLine]:
    """Draw a line that is a rate of the headings before it."""
    heading, of = st.sampled_from(_AFTER), references(_BEFORE, 1)
    rate = decimals("0", "1", 4)
    more: _Fields = {"without": references(_BEFORE, most=1), "version": maybe(_VERSIONS)}
    return records_of(model.RateLine, pins, ANY_NAMES, heading=heading, rate=rate, of=of, **more)


def exchange_rates(*, agreed: bool = False, **pins: Any) -> st.SearchStrategy[model.ExchangeRate]:
    """Draw a rate of a month, of a day, or agreed.

    Args:
        agreed: Draws agreed ones only.
        pins: Fields that are pinned.
    """
    timeless: _Fields = {"month": st.none(), "day": st.none()}
    times = [timeless | {"month": months()}, timeless | {"day": dates()}, timeless]
    if agreed or {"month", "day"} & pinned(model.ExchangeRate, pins).keys():
        times = [timeless]
    rate = decimals("0.01", "1000", 4)
    fixed = pinned(model.ExchangeRate, pins)
    per = [fixed["per"]] if "per" in fixed else ["EUR"] if agreed else ["EUR", "USD"]
    return st.one_of(
        *(
            records_of(
                model.ExchangeRate,
                pins,
                ANY_NAMES,
                rate=rate,
                currency=st.sampled_from([code for code in CURRENCIES if code != of]),
                per=st.just(of),
                **time,
            )
            for time in times
            for of in per
            if of != fixed.get("currency")
        )
    )


def contributions(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Contribution]:
    """Draw what an organisation of the names gives: an amount, a share, the rest, or unstated."""
    fixed = pinned(model.Contribution, pins)
    unstated = {
        **dict.fromkeys(("amount", "share", "base"), st.none()),
        "rest": st.just(value=False),
    }
    share = {"share": decimals("0", "1", 4), "base": st.sampled_from(model.ShareBase)}
    sizes: list[_Fields] = [
        {"amount": moneys(low=0, high=10**9)},
        share,
        {"rest": st.just(value=True)},
        {},
    ]
    if {"share", "base"} & fixed.keys():
        sizes = [share]
    elif {"amount", "rest"} & fixed.keys():
        sizes = [{}]
    kind = st.sampled_from((*model.ContributionKind, *names.terms))
    shared: _Fields = {"headings": references(HEADINGS, most=2), "kind": kind}
    return st.one_of(
        *(records_of(model.Contribution, pins, names, **shared | unstated | size) for size in sizes)
    )


_COSTS = {
    model.TransactionType.EXPENDITURE,
    model.TransactionType.DISBURSEMENT,
    model.TransactionType.REIMBURSEMENT,
}


def disallowances(**pins: Any) -> st.SearchStrategy[model.Disallowance]:
    """Draw what a donor did not accept of a cost, of any amount."""
    return records_of(model.Disallowance, pins)


def transactions(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Transaction]:
    """Draw a movement of money in any currency; of a cost all, or nothing, may be refused."""
    refused = maybe(disallowances())
    drawn = records_of(model.Transaction, pins, names, disallowed=refused, unit=texts())
    return drawn if pins.get("disallowed") is not None else drawn.map(_refused)


def _refused(paid: model.Transaction) -> model.Transaction:
    refused = paid.disallowed
    if refused is None or paid.type not in _COSTS:
        return attrs.evolve(paid, disallowed=None)
    amount = paid.amount if refused.amount is not None and paid.amount.amount >= 0 else None
    return attrs.evolve(paid, disallowed=attrs.evolve(refused, amount=amount))


def contingency_uses(
    names: Names = ANY_NAMES, **pins: Any
) -> st.SearchStrategy[model.ContingencyUse]:
    """Draw money that was moved from the reserve, in the currency of the names."""
    amount = moneys(currency=names.currency, low=0, high=10**6)
    return records_of(model.ContingencyUse, pins, names, amount=amount)


def interest_receipts(
    names: Names = ANY_NAMES, **pins: Any
) -> st.SearchStrategy[model.InterestReceipt]:
    """Draw interest on money of donors, in the currency of the names."""
    amount = moneys(currency=names.currency, low=0, high=10**6)
    return records_of(model.InterestReceipt, pins, names, amount=amount)


def variance_explanations(**pins: Any) -> st.SearchStrategy[model.VarianceExplanation]:
    """Draw why spending on a heading differs from its budget."""
    return records_of(model.VarianceExplanation, pins)


def submitted_amounts(
    names: Names = ANY_NAMES, **pins: Any
) -> st.SearchStrategy[model.SubmittedAmount]:
    """Draw what a report that was sent said of a heading, in the currency of the names."""
    amount = moneys(currency=names.currency)
    heading = maybe(st.sampled_from(HEADINGS))
    return records_of(
        model.SubmittedAmount, pins, names, spent=amount, adjustment=maybe(amount), heading=heading
    )


def submissions(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Submission]:
    """Draw a report that was sent, with its figures; each heading once."""
    return records_of(
        model.Submission,
        pins,
        names,
        digest=st.just("") | st.from_regex("[0-9a-f]{64}", fullmatch=True),
        amounts=few(submitted_amounts(names), by="heading"),
    )


def contracts(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Contract]:
    """Draw a contract with a donor of the names, or with the only one."""
    return records_of(model.Contract, pins, names, number=identifiers())


def donor_reports(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.DonorReport]:
    """Draw a report that a donor of the names asks for, due or submitted or neither."""
    return records_of(model.DonorReport, pins, names)


def instalments(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Instalment]:
    """Draw a part of what a donor of the names pays."""
    return records_of(model.Instalment, pins, names, amount=maybe(moneys(low=0, high=10**9)))
