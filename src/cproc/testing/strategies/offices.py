"""Strategies for the office, its posts, treaties and texts, and for whole portfolios."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

from cproc.errors import InvalidValueError
from cproc.figures.exchange import dated, exchange_of
from cproc.model import (
    Contribution,
    ExchangeRate,
    FundingPriority,
    Narrative,
    Office,
    Organisation,
    Portfolio,
    Post,
    PostFunding,
    PostState,
    Project,
    Qualifier,
    Recruitment,
    ReportIdentity,
    ReportSection,
    Silence,
    Statement,
    Transaction,
    Treaty,
    TreatyEvent,
    TreatyStatus,
)
from cproc.money import Money
from cproc.rates import RateMethod
from cproc.testing.strategies.names import ANY_NAMES, Names
from cproc.testing.strategies.projects import contributions, exchange_rates, projects
from cproc.testing.strategies.records import activities, designations, localities, regions
from cproc.testing.strategies.values import (
    CURRENCIES,
    build,
    countries,
    date_spans,
    dates,
    decimals,
    few,
    identifiers,
    local_texts,
    maybe,
    periods,
    pinned,
    references,
    since_until,
    texts,
)

_Paid = TypeVar("_Paid", Contribution, Transaction)


def organisations(**pins: Any) -> st.SearchStrategy[Organisation]:
    """Draw a donor, partner or host."""
    return build(
        Organisation,
        pins,
        id=identifiers(),
        name=local_texts(),
        acronym=maybe(local_texts()),
        country=maybe(countries()),
        url=st.sampled_from(["", "https://www.coe.int/cybercrime"]) | texts(),
    )


def offices(
    names: Names = ANY_NAMES, latest: dt.date = dt.date(2013, 12, 31), **pins: Any
) -> st.SearchStrategy[Office]:
    """Draw an office that works since a day not later than the one given."""
    return build(
        Office,
        pins,
        id=identifiers(),
        name=local_texts(),
        organisation=st.sampled_from(names.organisations),
        city=texts(min_size=1),
        country=countries(),
        operational_since=dates(min(dt.date(2012, 1, 1), latest), latest),
        host=maybe(st.sampled_from(names.organisations)),
        capacity=maybe(st.integers(0, 500)),
        contributions=few(contributions(names)),
    )


def report_identities(**pins: Any) -> st.SearchStrategy[ReportIdentity]:
    """Draw how a report is filed."""
    return build(
        ReportIdentity,
        pins,
        reference=texts(min_size=1),
        date=dates(),
        place=texts(min_size=1),
        title=local_texts(),
        addressee=local_texts(),
        sections=few(report_sections(), most=4, by="id"),
    )


def report_sections(**pins: Any) -> st.SearchStrategy[ReportSection]:
    """Draw a chapter that an office settled: a usual one, or one of its own with a title."""
    shows = maybe(references(("by_month", "chart_months", "staff", "overview")))
    usual = st.sampled_from(["summary", "projects", "budget", "inventory", "administration"])
    return st.one_of(
        build(ReportSection, pins, id=usual, title=maybe(local_texts()), shows=shows),
        build(ReportSection, pins, id=st.just("foreword"), title=local_texts(), shows=shows),
    )


def posts(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[Post]:
    """Draw a post, paid by projects of the names or by none."""
    drawn = build(
        Post,
        pins,
        id=identifiers(),
        duty=local_texts(),
        state=st.sampled_from(PostState),
        grade=maybe(st.sampled_from(["A1/2", "B4"]) | texts(min_size=1)),
        recruitment=maybe(st.sampled_from(Recruitment)),
        funding=maybe(st.sampled_from(PostFunding)),
        projects=references(names.projects),
        nationality=maybe(countries()),
        **since_until(pins),
        source=texts(),
    )
    return drawn if pins.get("shares") is not None else drawn | drawn.flatmap(_paid)


def _paid(post: Post) -> st.SearchStrategy[Post]:
    """Draw the part of the post that each project pays; together they may pay too much."""
    count = len(post.projects)
    shares = st.lists(decimals("0", "1"), min_size=count, max_size=count)
    return shares.map(lambda drawn: attrs.evolve(post, shares=tuple(drawn)))


def treaties(**pins: Any) -> st.SearchStrategy[Treaty]:
    """Draw a treaty."""
    return build(Treaty, pins, id=identifiers(), title=local_texts(), committee=texts())


def treaty_events(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[TreatyEvent]:
    """Draw what a state did about a treaty of the names."""
    return build(
        TreatyEvent,
        pins,
        treaty=st.sampled_from(names.treaties) if names.treaties else st.nothing(),
        country=countries(),
        status=st.sampled_from(TreatyStatus),
        when=maybe(date_spans()),
        source=texts(),
    )


def funding_priorities(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[FundingPriority]:
    """Draw something the office seeks money for."""
    return build(
        FundingPriority,
        pins,
        id=identifiers(),
        title=local_texts(),
        projects=references(names.projects),
        source=texts(),
    )


def _calls(names: Names) -> list[str]:
    """Calls of figures that have a value, whatever the records of the names are."""
    calls = ["entries", "participations", "headcount", "budget_total", 'vacancies(on="2017-09-30")']
    calls += [f"donors(project={code!r})" for code in names.projects]
    return calls + [f"parties(treaty={treaty!r})" for treaty in names.treaties]


def _budgets(names: Names) -> list[str]:
    """Calls of figures that may have no value, which a statement may name."""
    return [f"project_budget(project={code!r})" for code in names.projects]


def statements(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[Statement]:
    """Draw a stated figure, and the calls of figures that it may mean."""
    fixed = pinned(Statement, pins)
    ranges = {"qualifier": st.just(Qualifier.BETWEEN), "upper": decimals("100000", "200000")}
    others = {"qualifier": st.sampled_from([q for q in Qualifier if q is not Qualifier.BETWEEN])}
    forms: list[dict[str, st.SearchStrategy[Any]]] = [others, ranges]
    if "upper" in fixed or fixed.get("qualifier") is Qualifier.BETWEEN:
        forms = [ranges]
    elif "qualifier" in fixed:
        forms = [others]
    common = {
        "id": identifiers(),
        "title": local_texts(),
        "value": decimals(),
        "unit": st.sampled_from(["EUR", "activities", "posts"]) | texts(min_size=1),
        "on": maybe(dates()),
        "figures": references((*_calls(names), *_budgets(names))),
        "explanation": maybe(local_texts()),
        "source": texts(),
    }
    return st.one_of(*(build(Statement, fixed, **common, **form) for form in forms))


def narratives(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[Narrative]:
    """Draw the text of a section; its placeholders are calls that can be answered."""
    plain = texts(min_size=1).filter(lambda text: "{{" not in text)
    calls = st.sampled_from(_calls(names)).map(lambda call: f"{{{{ {call} }}}}")
    written = plain | st.tuples(plain, calls).map("\n\n".join)
    sections = st.sampled_from(["summary", "mandate", *(f"project:{c}" for c in names.projects)])
    return build(Narrative, pins, id=sections, text=local_texts(values=written))


def silences(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[Silence]:
    """Draw a silence of any rule on a record of the names, or on a part of one."""
    listed = {
        "organisations": names.organisations,
        "projects": names.projects,
        "activities": names.activities,
    }
    kinds = [pins["of"]] if pins.get("of") else [of for of, records in listed.items() if records]
    return st.one_of(
        *(
            build(
                Silence,
                {**pins, "of": of},
                rule=st.sampled_from(["likely-twice", "outside-period"]) | texts(min_size=1),
                record=st.sampled_from(listed.get(of) or names.organisations),
                reason=local_texts(),
                part=maybe(identifiers()),
            )
            for of in kinds
        )
    )


_SHAPES = (
    Names(("O1",), (), (), (), (), (), "EUR"),
    Names(("O1",), ("P1",), (), (), (), ("A1",), "JPY"),
    Names(("O1", "O2"), ("P1", "P2"), ("R1",), ("T1",), ("C1",), ("A1", "A2", "A3"), "EUR"),
    Names(("O1", "o1", "O 1"), ("P", "p", "P+"), ("R1",), ("T", "t"), ("C1",), ("1", "01"), "KWD"),
    Names((" O", "=1+1"), ("[P]", "P;Q"), ("a, RO",), ("007",), ("TRUE",), ("_x0041_", '"'), "CHF"),
    Names(("\u0633", "a|b"), ("e\u0301", "\u00e9"), ("R",), (), (), ("\U0001f4bb", "a\nb"), "RON"),
    Names(tuple("NOPQR"), tuple("ABCD"), ("X", "Y"), ("T",), ("C", "D"), tuple("abcdefg"), "USD"),
)  # fmt: skip
"""Identifiers of a portfolio: none, few, many, plain ones and tricky ones.

They are not drawn one by one, so that the strategies over them are made only once.
"""

_LISTED = {
    "organisations": "id",
    "projects": "code",
    "regions": "code",
    "treaties": "id",
    "activities": "id",
}
"""Lists that others refer to, with the field of the identifier."""


def portfolios(**pins: Any) -> st.SearchStrategy[Portfolio]:
    """Draw a portfolio that is valid: identifiers are unique, references find their record.

    What a pinned record refers to must be pinned as well. Budgets are in the currency of the
    portfolio, costs in any; contributions and transactions in any that there is a rate for.
    """
    fixed = pinned(Portfolio, pins)
    told: dict[str, Any] = {
        name: tuple(getattr(record, field) for record in fixed[name])
        for name, field in _LISTED.items()
        if name in fixed
    }
    if "currency" in fixed:
        told["currency"] = fixed["currency"]
    if "projects" in fixed:
        parts = (part.id for project in fixed["projects"] for part in project.components)
        told["components"] = tuple(dict.fromkeys(parts))
    shapes = dict.fromkeys(attrs.evolve(shape, **told) for shape in _SHAPES)
    usable = [shape for shape in shapes if shape.projects or not shape.activities]
    drawn = st.one_of(*(build(Portfolio, fixed, **_fields(shape)) for shape in usable))
    if "projects" not in fixed:
        drawn = drawn.map(_with_rates)
    return drawn if "activities" in fixed else drawn.map(_with_components)


def _rates() -> st.SearchStrategy[tuple[ExchangeRate, ...]]:
    """Draw a few rates of any time, or an agreed one of every currency."""
    agreed = st.tuples(*(exchange_rates(agreed=True, currency=code) for code in CURRENCIES))
    return few(exchange_rates(), by="currency") | agreed


def _with_rates(portfolio: Portfolio) -> Portfolio:
    """Put amounts that no rate converts in the currency of the portfolio."""

    def kept(record: _Paid, project: Project) -> _Paid:
        if record.amount is None:
            return record
        try:
            exchange_of(portfolio, project)(record.amount, dated(record, project))
        except InvalidValueError:
            return attrs.evolve(record, amount=Money(record.amount.amount, portfolio.currency))
        return record

    projects = (
        attrs.evolve(
            project,
            contributions=tuple(kept(made, project) for made in project.contributions),
            transactions=tuple(kept(made, project) for made in project.transactions),
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


@cache
def _fields(names: Names) -> dict[str, st.SearchStrategy[Any]]:
    befores = [
        attrs.evolve(names, projects=names.projects[:index]) for index in range(len(names.projects))
    ]
    return {
        "office": offices(names),
        "period": periods(),
        "currency": st.just(names.currency),
        "rates": _rates(),
        "rate_method": st.sampled_from(RateMethod),
        "report": maybe(report_identities()),
        "regions": _each(regions, "code", names.regions),
        "localities": few(localities()),
        "designations": few(designations()),
        "organisations": _each(organisations, "id", names.organisations),
        "projects": st.tuples(
            *(
                projects(before, code=code)
                for code, before in zip(names.projects, befores, strict=True)
            )
        ),
        "activities": _each(activities, "id", names.activities, names=names),
        "posts": few(posts(names), by="id"),
        "treaties": _each(treaties, "id", names.treaties),
        "treaty_events": few(treaty_events(names), 3) if names.treaties else st.just(()),
        "statements": few(statements(names), by="id"),
        "priorities": few(funding_priorities(names), by="id"),
        "narrative": few(narratives(names), by="id"),
        "silenced": few(silences(names)),
    }


def _each(
    strategy: Callable[..., st.SearchStrategy[Any]],
    field: str,
    values: Sequence[str],
    **told: Any,
) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(*(strategy(**{field: value}, **told) for value in values))
