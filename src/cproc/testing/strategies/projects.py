"""Strategies for projects and their money."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st

from cproc.model import (
    BudgetLine,
    BudgetVersion,
    Ceilings,
    Component,
    Contribution,
    ContributionKind,
    Dating,
    DonorProfile,
    ExchangeRate,
    Heading,
    Indicator,
    Milestone,
    PriorityCountry,
    Project,
    RateLine,
    Result,
    ResultLevel,
    ShareBase,
    Transaction,
    TransactionType,
)
from cproc.rates import RateMethod
from cproc.testing.strategies.names import ANY_NAMES, Names
from cproc.testing.strategies.values import (
    build,
    countries,
    currencies,
    date_spans,
    dates,
    decimals,
    few,
    identifiers,
    local_texts,
    maybe,
    moneys,
    months,
    pinned,
    references,
    since_until,
    texts,
)

_HEADINGS = ("1", "1.1", "1.1.2", "2", "2.10", "11")
_BEFORE = ("1", "1.1", "2", "2.10")
_AFTER = ("7", "8", "8.2")
"""Numbers that may be computed from all that stand before them."""


def headings(**pins: Any) -> st.SearchStrategy[Heading]:
    """Draw a heading, which may sum others that stand before it."""
    plain = build(Heading, pins, number=st.sampled_from(_HEADINGS), title=local_texts())
    if pins.get("number") is not None:
        return plain
    later = st.sampled_from(_AFTER)
    sums = build(Heading, pins, number=later, title=local_texts(), sums=references(_BEFORE, 1))
    return plain if pins.get("sums") == () else plain | sums


def budget_versions(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[BudgetVersion]:
    """Draw a version of a budget, in the currency of the names."""
    return build(
        BudgetVersion,
        pins,
        amount=moneys(currency=names.currency, low=0, high=10**9),
        effective=dates(),
        dating=st.sampled_from(Dating),
        reason=maybe(local_texts()),
        source=texts(),
    )


def budget_lines(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[BudgetLine]:
    """Draw a line of a budget, in the currency of the names."""
    return build(
        BudgetLine,
        pins,
        heading=st.sampled_from(_HEADINGS),
        title=local_texts(),
        unit=st.sampled_from(["month", "flight", "per diem"]) | texts(min_size=1),
        quantity=decimals("0", "5000"),
        unit_cost=moneys(currency=names.currency, low=0, high=10**6),
        period=maybe(date_spans()),
        participants=maybe(st.integers(0, 1000)),
        donor=maybe(st.sampled_from(names.organisations)),
    )


def rate_lines(**pins: Any) -> st.SearchStrategy[RateLine]:
    """Draw a line that is a rate of the headings before it."""
    return build(
        RateLine,
        pins,
        heading=st.sampled_from(_AFTER),
        title=local_texts(),
        rate=decimals("0", "1", 4),
        of=references(_BEFORE, 1),
        reserve=st.booleans(),
    )


def exchange_rates(*, agreed: bool = False, **pins: Any) -> st.SearchStrategy[ExchangeRate]:
    """Draw a rate of a month, of a day, or agreed.

    Args:
        agreed: Draws agreed ones only.
        pins: Fields that are pinned.
    """
    times: tuple[dict[str, st.SearchStrategy[Any]], ...] = (
        {"month": months()},
        {"day": dates()},
        {},
    )
    common = {"currency": currencies(), "rate": decimals("0.01", "1000", 4), "source": texts()}
    if agreed or {"month", "day"} & pinned(ExchangeRate, pins).keys():
        times = ({},)
    return st.one_of(*(build(ExchangeRate, pins, **common, **time) for time in times))


def contributions(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[Contribution]:
    """Draw what an organisation of the names gives: an amount, a share, the rest, or unstated."""
    fixed = pinned(Contribution, pins)
    share = {"share": decimals("0", "1", 4), "base": st.sampled_from(ShareBase)}
    sizes: list[dict[str, st.SearchStrategy[Any]]] = [
        {"amount": moneys(low=0, high=10**9)},
        share,
        {"rest": st.just(value=True)},
        {},
    ]
    if {"share", "base"} & fixed.keys():
        sizes = [share]
    elif {"amount", "rest"} & fixed.keys():
        sizes = [{}]
    common = {
        "donor": st.sampled_from(names.organisations),
        "kind": st.sampled_from(ContributionKind),
        "pledged": maybe(date_spans()),
        "committed": maybe(date_spans()),
        "received": maybe(date_spans()),
        "earmark": maybe(local_texts()),
        "headings": references(_HEADINGS, most=2),
        "components": references(names.components),
        "source": texts(),
    }
    return st.one_of(*(build(Contribution, fixed, **common, **size) for size in sizes))


def transactions(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[Transaction]:
    """Draw a movement of money in any currency."""
    return build(
        Transaction,
        pins,
        id=identifiers(),
        type=st.sampled_from(TransactionType),
        date=dates(),
        amount=moneys(high=10**9, low=-(10**9)),
        value_date=maybe(dates()),
        heading=maybe(st.sampled_from(_HEADINGS)),
        activity=maybe(st.sampled_from(names.activities)) if names.activities else st.none(),
        party=maybe(st.sampled_from(names.organisations)),
        voucher=texts(),
        description=maybe(local_texts()),
    )


def priority_countries(**pins: Any) -> st.SearchStrategy[PriorityCountry]:
    """Draw a country that a project works for first."""
    return build(
        PriorityCountry,
        pins,
        country=countries(),
        **since_until(pins),
        note=maybe(local_texts()),
    )


def components(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[Component]:
    """Draw a component, led by an organisation of the names or by none."""
    return build(
        Component,
        pins,
        id=st.sampled_from(names.components) if names.components else identifiers(),
        title=local_texts(),
        lead=maybe(st.sampled_from(names.organisations)),
    )


def milestones(**pins: Any) -> st.SearchStrategy[Milestone]:
    """Draw something that happened to a project."""
    return build(Milestone, pins, title=local_texts(), when=maybe(date_spans()), source=texts())


def indicators(**pins: Any) -> st.SearchStrategy[Indicator]:
    """Draw a measure of a result."""
    return build(
        Indicator,
        pins,
        title=local_texts(),
        unit=st.sampled_from(["judges", "laws", "%"]) | texts(min_size=1),
        baseline=maybe(decimals()),
        target=maybe(decimals()),
        actual=maybe(decimals()),
        women=maybe(st.integers(0, 10_000)),
        men=maybe(st.integers(0, 10_000)),
    )


def results(**pins: Any) -> st.SearchStrategy[Result]:
    """Draw what a project brought about."""
    return build(
        Result,
        pins,
        title=local_texts(),
        level=st.sampled_from(ResultLevel),
        indicators=few(indicators()),
        source=texts(),
    )


def ceilings(**pins: Any) -> st.SearchStrategy[Ceilings]:
    """Draw what a donor allows: by profile, by numbers, by both."""
    share = maybe(st.sampled_from(["0.05", "0.07", "0.15"]) | decimals("0", "1"))
    return build(
        Ceilings,
        pins,
        profile=maybe(st.sampled_from(DonorProfile)),
        indirect=share,
        contingency=share,
        reallocation=share,
        eligible=maybe(date_spans()),
    )


def projects(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[Project]:
    """Draw a project, which refers to the names and never continues itself."""
    own = pins.get("code")
    before = [code for code in names.projects if code != own]
    drawn = build(
        Project,
        pins,
        code=identifiers(),
        name=texts(min_size=1),
        title=local_texts(),
        period=date_spans(),
        objective=maybe(local_texts()),
        regions=references(names.regions),
        priority_countries=few(priority_countries()),
        components=few(components(names), by="id"),
        partners=references(names.organisations),
        predecessor=maybe(st.sampled_from(before)) if before else st.none(),
        milestones=few(milestones()),
        results=few(results()),
        budget=few(budget_versions(names), 3),
        headings=few(headings(), by="number"),
        budget_lines=few(budget_lines(names), by="heading"),
        rate_lines=few(rate_lines(), by="heading"),
        contributions=few(contributions(names)),
        transactions=few(transactions(names), by="id"),
        rate_method=maybe(st.sampled_from(RateMethod)),
        source=texts(),
        ceilings=maybe(ceilings()),
    )
    drawn = drawn.filter(lambda project: project.predecessor != project.code)
    return drawn.map(lambda project: _tied(project, pinned(Project, pins)))


def _tied(project: Project, pins: dict[str, Any]) -> Project:
    """Take away the references to headings and components that were not drawn."""
    known = {line.heading for line in project.budget_lines}
    known |= {heading.number for heading in project.headings}
    rates = tuple(made for made in project.rate_lines if known >= {*made.of})
    known |= {made.heading for made in rates}
    parts = {part.id for part in project.components}
    changes: dict[str, Any] = {
        "headings": tuple(
            attrs.evolve(made, sums=_among(made.sums, known)) for made in project.headings
        ),
        "rate_lines": rates,
        "contributions": tuple(
            attrs.evolve(
                made,
                headings=_among(made.headings, known),
                components=_among(made.components, parts),
            )
            for made in project.contributions
        ),
        "transactions": tuple(
            made if made.heading in known else attrs.evolve(made, heading=None)
            for made in project.transactions
        ),
    }
    free = {name: value for name, value in changes.items() if name not in pins}
    return attrs.evolve(project, **free)


def _among(names: tuple[str, ...], known: set[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in known)
