"""Strategies for projects, and for what they are to bring about."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

from cproc import model
from cproc.dates import DateSpan
from cproc.testing.strategies.fields import (
    ANY_NAMES,
    Names,
    date_spans,
    decimals,
    few,
    identifiers,
    maybe,
    pinned,
    records_of,
    references,
)
from cproc.testing.strategies.iati_records import iatis
from cproc.testing.strategies.money_records import (
    budget_lines,
    budget_versions,
    contingency_uses,
    contracts,
    contributions,
    donor_reports,
    headings,
    instalments,
    interest_receipts,
    rate_lines,
    submissions,
    transactions,
    variance_explanations,
)


def programmes(**pins: Any) -> st.SearchStrategy[model.Programme]:
    """Draw what stands above projects."""
    return records_of(model.Programme, pins)


def status_changes(**pins: Any) -> st.SearchStrategy[model.StatusChange]:
    """Draw a time in which a project is something else than its dates say."""
    return records_of(model.StatusChange, pins)


def priority_countries(**pins: Any) -> st.SearchStrategy[model.PriorityCountry]:
    """Draw a country that a project works for first."""
    return records_of(model.PriorityCountry, pins, weight=maybe(decimals("0.01", "100")))


def components(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Component]:
    """Draw a component, led by an organisation of the names or by none."""
    identifier = st.sampled_from(names.components) if names.components else identifiers()
    return records_of(model.Component, pins, names, id=identifier)


def milestones(**pins: Any) -> st.SearchStrategy[model.Milestone]:
    """Draw something that happened to a project."""
    return records_of(model.Milestone, pins)


def disaggregations(**pins: Any) -> st.SearchStrategy[model.Disaggregation]:
    """Draw the part of a value that falls to a group."""
    return records_of(model.Disaggregation, pins)


def indicator_values(**pins: Any) -> st.SearchStrategy[model.IndicatorValue]:
    """Draw what an indicator was, is to be, or came to."""
    return records_of(model.IndicatorValue, pins, parts=few(disaggregations()))


def indicators(**pins: Any) -> st.SearchStrategy[model.Indicator]:
    """Draw a measure of a result."""
    return records_of(model.Indicator, pins, values=few(indicator_values()))


def results(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Result]:
    """Draw what a project brought about."""
    level = maybe(st.sampled_from((*model.ResultLevel, *names.terms)))
    return records_of(model.Result, pins, level=level)


def ceilings(**pins: Any) -> st.SearchStrategy[model.Ceilings]:
    """Draw what a donor allows: by profile, by numbers, by both."""
    share = maybe(st.sampled_from(["0.05", "0.07", "0.15"]) | decimals("0", "1"))
    return records_of(model.Ceilings, pins, indirect=share, contingency=share, reallocation=share)


def projects(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Project]:
    """Draw a project, which refers to the names and never continues itself; some have no end.

    Its budget is in the currency of the names, or it and the contract are in another.
    """
    drawn = _projects(names, **pins)
    if {"currency", "budget", "budget_lines"} & pinned(model.Project, pins).keys():
        return drawn
    code = "USD" if names.currency == "JPY" else "JPY"
    other = _projects(attrs.evolve(names, currency=code), **pins | {"currency": code})

    def told_by_budget(project: model.Project) -> model.Project:
        return attrs.evolve(project, currency=None) if project.budget else project

    return drawn | other | other.map(told_by_budget)


def _lives() -> st.SearchStrategy[DateSpan]:
    """Draw the life of a project, now and then without an end."""
    starts = date_spans(longest=0).map(lambda span: str(span).partition("/")[0])
    return date_spans() | date_spans() | starts.map(lambda start: DateSpan.parse(f"{start}/.."))


def _projects(names: Names, **pins: Any) -> st.SearchStrategy[model.Project]:
    before = [code for code in names.projects if code != pins.get("code")]
    drawn = records_of(
        model.Project,
        pins,
        names,
        priority_countries=few(priority_countries()),
        components=few(components(names), by="id"),
        period=_lives(),
        planned_period=maybe(_lives()),
        predecessors=references(before, most=2),
        budget=few(budget_versions(names), 3),
        headings=few(headings(), by="number"),
        budget_lines=few(budget_lines(names), by="heading"),
        rate_lines=few(rate_lines(), by="heading"),
        contributions=few(contributions(names)),
        transactions=few(transactions(names), by="id"),
        ceilings=maybe(ceilings()),
        results=few(results(names)),
        currency=st.none(),
        programme=maybe(st.sampled_from(names.programmes)) if names.programmes else st.none(),
        contracts=few(contracts(names), by="number"),
        donor_reports=few(donor_reports(names)),
        instalments=few(instalments(names)),
        contingency_uses=few(contingency_uses(names)),
        explanations=few(variance_explanations()),
        submissions=few(submissions(names), by="period"),
        interest_receipts=few(interest_receipts(names)),
        iati=maybe(iatis()),
    )
    drawn = drawn.filter(lambda project: project.code not in project.predecessors)
    return drawn.map(lambda project: _tied(project, pinned(model.Project, pins)))


_Lined = TypeVar("_Lined", model.BudgetLine, model.RateLine)


def _tied(project: model.Project, fixed: Mapping[str, Any]) -> model.Project:
    """Take away the references to headings, versions and components that were not drawn.

    Each indicator is named once.
    """
    budget: list[model.BudgetVersion] = []
    for version in project.budget:
        taken = version.id in {each.id for each in budget}
        budget.append(attrs.evolve(version, id=None) if taken else version)
    versions = {version.id for version in budget}
    numbers = {line.heading for line in project.budget_lines}
    numbers |= {heading.number for heading in project.headings}
    parts = {part.id for part in project.components}
    vouchers = {payment.id for payment in project.transactions}

    def there(referred: tuple[str, ...], known: set[str]) -> tuple[str, ...]:
        return tuple(name for name in referred if name in known)

    def of_version(line: _Lined) -> _Lined:
        return line if line.version in versions else attrs.evolve(line, version=None)

    rate_lines = tuple(
        attrs.evolve(of_version(line), of=of, without=there(line.without, numbers))
        for line in project.rate_lines
        if (of := there(line.of, numbers))
    )
    numbers |= {line.heading for line in rate_lines}
    named = count(1)  # no two of a portfolio have one identifier, as no two projects have
    tied: dict[str, Any] = {
        "results": tuple(
            attrs.evolve(
                result,
                indicators=tuple(
                    attrs.evolve(each, id=each.id and f"{project.code}-{next(named)}")
                    for each in result.indicators
                ),
            )
            for result in project.results
        ),
        "headings": tuple(
            attrs.evolve(heading, sums=there(heading.sums, numbers)) for heading in project.headings
        ),
        "budget": tuple(budget),
        "budget_lines": tuple(map(of_version, project.budget_lines)),
        "rate_lines": rate_lines,
        **{
            name: tuple(each for each in getattr(project, name) if each.heading in numbers)
            for name in ("contingency_uses", "explanations")
        },
        "submissions": _sent_in_order(project, numbers),
        "contributions": tuple(
            attrs.evolve(
                contribution,
                headings=there(contribution.headings, numbers),
                components=there(contribution.components, parts),
            )
            for contribution in project.contributions
        ),
        "instalments": tuple(
            each if each.transaction in vouchers else attrs.evolve(each, transaction=None)
            for each in project.instalments
        ),
        "transactions": tuple(
            payment if payment.heading in numbers else attrs.evolve(payment, heading=None)
            for payment in project.transactions
        ),
    }
    free = {name: records for name, records in tied.items() if name not in fixed}
    return attrs.evolve(project, **free)


def _sent_in_order(project: model.Project, numbers: set[str]) -> tuple[model.Submission, ...]:
    """The submissions of which no two overlap, with the headings that were drawn."""
    kept: list[model.Submission] = []
    for each in project.submissions:
        if all(each.period.end < o.period.start or o.period.end < each.period.start for o in kept):
            amounts = (one for one in each.amounts if one.heading in {None, *numbers})
            kept.append(attrs.evolve(each, amounts=tuple(amounts)))
    return tuple(kept)
