"""A strategy for whole portfolios: identifiers are unique, references find their record."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

from cproc.errors import InvalidValueError
from cproc.figures import dated, exchange_of
from cproc.model import (
    Contribution,
    ExchangeRate,
    Money,
    Portfolio,
    Project,
    TermList,
    Transaction,
    name_of,
)
from cproc.rates import EURO
from cproc.testing.strategies import (
    inventory_records,
    marks,
    money_records,
    office_records,
    project_records,
)
from cproc.testing.strategies.fields import CURRENCIES, Names, few, maybe, pinned, records_of

_Paid = TypeVar("_Paid", Contribution, Transaction)

_SHAPES = (
    Names(("O1",), (), (), (), (), (), "EUR"),
    Names(("O1",), ("P1",), (), (), (), ("A1",), "JPY"),
    Names(("O1", "O2"), ("P1", "P2"), ("R1",), ("T1",), ("C1",), ("A1", "A2", "A3"), "EUR"),
    Names(("O1", "o1", "O 1"), ("P", "p", "P+"), ("R1",), ("T", "t"), ("C1",), ("1", "01"), "KWD"),
    Names((" O", "=1+1"), ("[P]", "P;Q"), ("a, RO",), ("007",), ("TRUE",), ("_x0041_", '"'), "CHF"),
    Names(("\u0633", "a|b"), ("e\u0301", "\u00e9"), ("R",), (), (), ("\U0001f4bb", "a\nb"), "RON"),
    Names(("O",), ("P", "Q"), ("R",), (), (), ("A", "B"), "EUR", terms=("radio", "=1+1", "Other"),
          programmes=("G", "=G")),
    Names(tuple("NOPQR"), tuple("ABCD"), ("X", "Y"), ("T",), ("C", "D"), tuple("abcdefg"), "USD"),
)  # fmt: skip
"""Identifiers of a portfolio: none, few, many, plain ones and tricky ones.

They are not drawn one by one, so that the strategies over them are made only once.
"""


def portfolios(**pins: Any) -> st.SearchStrategy[Portfolio]:
    """Draw a portfolio that is valid: identifiers are unique, references find their record.

    What a pinned record refers to must be pinned as well. Budgets are in the currency of the
    portfolio, costs in any; contributions and transactions in any that there is a rate for.
    """
    fixed = pinned(Portfolio, pins)
    lists = ("organisations", "projects", "regions", "treaties", "activities")
    given: dict[str, Any] = {
        name: tuple(map(name_of, fixed[name])) for name in lists if name in fixed
    }
    if "currency" in fixed:
        given["currency"] = fixed["currency"]
    if "programmes" in fixed:
        given["programmes"] = tuple(map(name_of, fixed["programmes"]))
    if "terms" in fixed:
        given["terms"] = ()  # of several lists, so that records need not name them
    if "projects" in fixed:
        parts = (part.id for project in fixed["projects"] for part in project.components)
        given["components"] = tuple(dict.fromkeys(parts))
    shapes = dict.fromkeys(attrs.evolve(shape, **given) for shape in _SHAPES)
    usable = [shape for shape in shapes if shape.projects or not shape.activities]
    drawn = st.one_of(*(records_of(Portfolio, fixed, names, **_lists(names)) for names in usable))
    if "reports" not in fixed:
        drawn = drawn.map(_of_its_period)
    if "projects" not in fixed:
        drawn = drawn.map(_with_rates)
    if "confidential" not in fixed:
        drawn = drawn.map(marks.sound_marks)
    return drawn if "activities" in fixed else drawn.map(_with_components)


@cache
def _lists(names: Names) -> dict[str, st.SearchStrategy[Any]]:
    earlier = [
        attrs.evolve(names, projects=names.projects[:index]) for index in range(len(names.projects))
    ]
    return {
        "office": office_records.offices(names),
        "currency": st.just(names.currency),
        "rates": _rates(),
        "reports": few(office_records.report_identities(names), most=1),
        "editions": few(office_records.editions(), most=2, by="id"),
        "programmes": st.tuples(*(project_records.programmes(id=id_) for id_ in names.programmes)),
        "terms": st.tuples(
            *(office_records.terms(of=of, id=id_) for of in TermList for id_ in names.terms)
        ),
        "wordings": few(office_records.wordings(), by="label"),
        "financial_year": st.sampled_from(["01-01", "04-06", "07-01"]),
        "regions": st.tuples(*(inventory_records.regions(code=code) for code in names.regions)),
        "localities": few(inventory_records.localities()),
        "organisations": st.tuples(
            *(office_records.organisations(id=name) for name in names.organisations)
        ),
        "projects": st.tuples(
            *(
                project_records.projects(before, code=code)
                for before, code in zip(earlier, names.projects, strict=True)
            )
        ),
        "activities": st.tuples(
            *(inventory_records.activities(names, id=name) for name in names.activities)
        ),
        "posts": few(office_records.posts(names), by="id"),
        "treaties": st.tuples(*(office_records.treaties(id=name) for name in names.treaties)),
        "treaty_events": few(office_records.treaty_events(names), 3)
        if names.treaties
        else st.just(()),
        "priorities": few(office_records.funding_priorities(names), by="id"),
        "silenced": few(office_records.silences(names)),
        "confidential": few(marks.confidentials(names)),
        "smallest_group": maybe(st.integers(2, 20)),
        "withheld": few(marks.withhelds(), by="of"),
    }


def _of_its_period(portfolio: Portfolio) -> Portfolio:
    reports = (attrs.evolve(each, period=portfolio.period) for each in portfolio.reports)
    return attrs.evolve(portfolio, reports=tuple(reports))


def _rates() -> st.SearchStrategy[tuple[ExchangeRate, ...]]:
    """Draw a few rates of any time, or an agreed one of every currency."""
    others = (code for code in CURRENCIES if code != EURO)
    agreed = st.tuples(
        *(money_records.exchange_rates(agreed=True, currency=code) for code in others)
    )
    return few(money_records.exchange_rates(), by="currency") | agreed


def _with_rates(portfolio: Portfolio) -> Portfolio:
    """Put amounts that no rate converts in the currency of the contract."""

    def convertible(payment: _Paid, project: Project) -> _Paid:
        if payment.amount is None:
            return payment
        try:
            exchange_of(portfolio, project)(payment.amount, dated(payment, project))
        except InvalidValueError:
            currency = portfolio.currency_of(project)
            changed: dict[str, Any] = {"amount": Money(payment.amount.amount, currency)}
            if refused := getattr(payment, "disallowed", None):
                changed["disallowed"] = attrs.evolve(refused, amount=None)
            return attrs.evolve(payment, **changed)
        return payment

    projects = (
        attrs.evolve(
            project,
            contributions=tuple(convertible(each, project) for each in project.contributions),
            transactions=tuple(convertible(each, project) for each in project.transactions),
        )
        for project in portfolio.projects
    )
    return attrs.evolve(portfolio, projects=tuple(projects))


def _with_components(portfolio: Portfolio) -> Portfolio:
    """Take away the references to components that no project has been drawn with."""
    known = {part.id for project in portfolio.projects for part in project.components} | {None}
    kept = (
        activity if activity.component in known else attrs.evolve(activity, component=None)
        for activity in portfolio.activities
    )
    return attrs.evolve(portfolio, activities=tuple(kept))
