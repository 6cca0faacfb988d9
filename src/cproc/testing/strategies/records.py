"""Strategies for the records of a portfolio: what must fit together is drawn together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import count
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

from cproc import model
from cproc.dates import DateSpan
from cproc.model.terms import ROLES
from cproc.testing.strategies.fields import (
    ANY_NAMES,
    CURRENCIES,
    HEADINGS,
    Names,
    build,
    countries,
    date_spans,
    dates,
    decimals,
    few,
    field_of,
    identifiers,
    local_texts,
    maybe,
    moneys,
    months,
    pinned,
    records_of,
    references,
    texts,
)

_Shared = TypeVar("_Shared", model.Activity, model.Post)
_Fields = dict[str, st.SearchStrategy[Any]]

_BEFORE = ("1", "1.1", "2", "2.10")
_AFTER = ("7", "8", "8.2")
"""Numbers that may be computed from all that stand before them."""

_TOWNS = (
    st.sampled_from(
        ("Bucharest", "Chisinau", "Kyiv", "Saint-Denis", "Nuku'alofa", "San José", "București")
    )
    | identifiers()
)


def places(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Place]:
    """Draw a place: any of its parts, at least one, some of them supplied by the office."""
    usual: list[_Fields] = [{"city": _TOWNS, "country": countries()}]
    usual += [{"country": countries()}, {"city": _TOWNS}]
    if names.regions:
        usual.append({"region": st.sampled_from(names.regions)})
    full = records_of(
        model.Place, pins, names, city=maybe(_TOWNS), country=countries(), supplied=st.just(())
    )
    drawn = st.one_of(*(build(model.Place, pins, **fields) for fields in usual), full)
    return drawn if pins.get("supplied") is not None else drawn | drawn.flatmap(_supplied)


def _supplied(place: model.Place) -> st.SearchStrategy[model.Place]:
    """Draw which of the parts the office has added."""
    given = tuple(part for part in model.places.SUPPLIABLE if getattr(place, part) is not None)
    return references(given).map(lambda parts: attrs.evolve(place, supplied=parts))


def regions(**pins: Any) -> st.SearchStrategy[model.Region]:
    """Draw a region of none to a few countries."""
    members = st.lists(countries(), max_size=4, unique=True).map(tuple)
    return records_of(model.Region, pins, countries=members)


def localities(**pins: Any) -> st.SearchStrategy[model.Locality]:
    """Draw the names of a city."""
    return records_of(model.Locality, pins, name=_TOWNS)


def designations(**pins: Any) -> st.SearchStrategy[model.Designation]:
    """Draw a rule for the name of a territory."""
    return records_of(model.Designation, pins)


def occurrences(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Occurrence]:
    """Draw a time and its places."""
    return records_of(model.Occurrence, pins, names, places=few(places(names), 3))


@st.composite
def participants(draw: st.DrawFn, /, **pins: Any) -> model.Participants:
    """Draw a number of people, given in any of the ways that agree."""
    fixed = pinned(model.Participants, pins)
    most = fixed.get("total", 500)
    group = fixed.get("group", draw(st.sampled_from(["", "judges", "prosecutors"]) | texts()))
    counts: dict[str, int | None] = {}
    for sex, other in (("women", "men"), ("men", "women")):
        others = counts.get(other) or fixed.get(other) or 0
        counts[sex] = fixed.get(sex, draw(maybe(st.integers(0, max(most - others, 0)))))
    both = sum(count for count in counts.values() if count is not None)
    if "total" in fixed and None not in counts.values():
        free = next((sex for sex in counts if sex not in fixed), "")
        counts |= {free: None} if free else {}
    more = 0 if None not in counts.values() else draw(st.integers(0, 20))
    total = fixed.get("total", draw(maybe(st.just(both + more))))
    qualifier = fixed.get("qualifier") or draw(field_of(model.Participants, "qualifier"))
    made = model.Participants(group, counts["women"], counts["men"], total, qualifier)
    few = fixed.get("fewer_than") or draw(maybe(st.integers(2, 20)))
    return made if made.people is not None else attrs.evolve(made, fewer_than=few)


def activities(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Activity]:
    """Draw a row of the inventory, which serves projects and partners of the names."""
    drawn = records_of(
        model.Activity,
        pins,
        names,
        projects=references(names.projects, 1),
        occurrences=st.lists(occurrences(names), min_size=1, max_size=2).map(tuple),
        participants=few(participants()),
        kind=maybe(st.sampled_from((*model.ActivityKind, *names.terms))),
        planned_cost=maybe(moneys(low=0, high=10**6)),
        shares=st.just(()),
    )
    return _or_with_shares(drawn, pins, "10")


def _or_with_shares(
    drawn: st.SearchStrategy[_Shared], pins: Mapping[str, Any], most: str
) -> st.SearchStrategy[_Shared]:
    """Draw a share for each project as well, not all of them zero, where none are pinned."""

    def with_shares(one: _Shared) -> st.SearchStrategy[_Shared]:
        count = len(one.projects)
        shares = st.lists(decimals("0", most), min_size=count, max_size=count)
        usable = shares.filter(lambda drawn: any(drawn) or not count)
        return usable.map(lambda drawn: attrs.evolve(one, shares=drawn))

    return drawn if pins.get("shares") is not None else drawn | drawn.flatmap(with_shares)


# --- Projects and their money -------------------------------------------------------------


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


def programmes(**pins: Any) -> st.SearchStrategy[model.Programme]:
    """Draw what stands above projects."""
    return records_of(model.Programme, pins)


def status_changes(**pins: Any) -> st.SearchStrategy[model.StatusChange]:
    """Draw a time in which a project is something else than its dates say."""
    return records_of(model.StatusChange, pins)


def priority_countries(**pins: Any) -> st.SearchStrategy[model.PriorityCountry]:
    """Draw a country that a project works for first."""
    return records_of(model.PriorityCountry, pins)


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


# --- The office, its staff and what it says -----------------------------------------------


def organisations(**pins: Any) -> st.SearchStrategy[model.Organisation]:
    """Draw a donor, partner or host."""
    return records_of(model.Organisation, pins)


def looks(**pins: Any) -> st.SearchStrategy[model.Look]:
    """Draw the colours of an office, and the path of a logo."""
    colours = st.integers(0, 0xFFFFFF).map("#{:06X}".format)
    drawn: _Fields = {"primary": colours, "accent": colours, "series": few(colours, most=3)}
    return records_of(model.Look, pins, ANY_NAMES, **drawn)


def offices(
    names: Names = ANY_NAMES, latest: dt.date = dt.date(2013, 12, 31), **pins: Any
) -> st.SearchStrategy[model.Office]:
    """Draw an office that works since a day not later than the one given."""
    since = maybe(dates(min(dt.date(2012, 1, 1), latest), latest))
    given = few(contributions(names))
    # A logo is a file, which an exporter would miss.
    plain = looks().map(lambda look: attrs.evolve(look, logo=None))
    own: _Fields = {"contributions": given, "look": maybe(plain)}
    return records_of(model.Office, pins, names, operational_since=since, **own)


def report_identities(
    names: Names = ANY_NAMES, **pins: Any
) -> st.SearchStrategy[model.ReportIdentity]:
    """Draw how a report is filed, and what it says of the names."""
    sections = few(report_sections(), most=4, by="id")
    told: _Fields = {
        "narrative": few(narratives(names), by="id"),
        "statements": few(statements(names), by="id"),
        "edition": st.sampled_from(("", "audit")),
        "donor": field_of(model.ReportIdentity, "donor", names),
    }
    return records_of(model.ReportIdentity, pins, ANY_NAMES, sections=sections, **told)


def report_sections(**pins: Any) -> st.SearchStrategy[model.ReportSection]:
    """Draw a chapter that an office settled: a usual one, or one of its own with a title."""
    shows = maybe(references(("by_month", "chart_months", "staff", "overview")))
    usual = st.sampled_from(["summary", "projects", "budget", "inventory", "administration"])
    return records_of(model.ReportSection, pins, id=usual, shows=shows) | records_of(
        model.ReportSection, pins, id=st.just("foreword"), title=local_texts(), shows=shows
    )


def editions(**pins: Any) -> st.SearchStrategy[model.Edition]:
    """Draw an edition of the office's own, which leaves out some of what its audience is shown."""
    chapters = few(report_sections(), most=4, by="id")
    left = references(("by_month", "staff", "projects.in_force", "summary", "budget"))
    own: _Fields = {"id": st.sampled_from(("press", "ministry", "partners"))}
    return records_of(model.Edition, pins, ANY_NAMES, sections=chapters, without=left, **own)


def posts(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Post]:
    """Draw a post, paid by projects of the names or by none; together they may pay too much."""
    recruitment = maybe(st.sampled_from((*model.Recruitment, *names.terms)))
    drawn = records_of(model.Post, pins, names, shares=st.just(()), recruitment=recruitment)
    return _or_with_shares(drawn, pins, "1")


def terms(**pins: Any) -> st.SearchStrategy[model.Term]:
    """Draw a term of any list, with a role that terms of its list have, or none."""
    given = pinned(model.Term, pins).get("of")
    return st.one_of(
        *(
            records_of(
                model.Term, pins, of=st.just(of), role=st.sampled_from((None, *ROLES.get(of, ())))
            )
            for of in ((given,) if given else model.TermList)
        )
    )


def wordings(**pins: Any) -> st.SearchStrategy[model.Wording]:
    """Draw another name of a table, a fact or a chapter."""
    label = st.sampled_from(("table.by_month", "fact.status", "section.summary"))
    plain = texts().filter(lambda text: not {*"{}"} & {*text})
    return records_of(model.Wording, pins, label=label, text=local_texts(values=plain))


def treaties(**pins: Any) -> st.SearchStrategy[model.Treaty]:
    """Draw a treaty."""
    return records_of(model.Treaty, pins)


def treaty_events(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.TreatyEvent]:
    """Draw what a state did about a treaty of the names."""
    return records_of(model.TreatyEvent, pins, names)


def funding_priorities(
    names: Names = ANY_NAMES, **pins: Any
) -> st.SearchStrategy[model.FundingPriority]:
    """Draw something the office seeks money for."""
    return records_of(model.FundingPriority, pins, names)


def _known_calls(names: Names) -> list[str]:
    """Calls of figures that have a value, whatever the records of the names are."""
    figures = ("project_months", "project_start_year", "time_elapsed")
    return [f"{figure}(project={code!r})" for code in names.projects for figure in figures]


def _calls(names: Names) -> list[str]:
    """Calls of figures that may have no value: a statement may name them, a placeholder may not."""
    calls = ["entries", "participations", "headcount", "budget_total", 'vacancies(on="2017-09-30")']
    for figure in ("donors", "project_budget", "received", "funding_gap"):
        calls += [f"{figure}(project={code!r})" for code in names.projects]
    return calls + [f"parties(treaty={treaty!r})" for treaty in names.treaties]


def statements(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Statement]:
    """Draw a stated figure, and the calls of figures that it may mean."""
    between = model.Qualifier.BETWEEN
    single: _Fields = {
        "qualifier": st.sampled_from([q for q in model.Qualifier if q is not between]),
        "upper": st.none(),
    }
    range_: _Fields = {"qualifier": st.just(between), "upper": decimals("100000", "200000")}
    forms = [single, range_]
    if pins.get("upper") is not None or pins.get("qualifier") is between:
        forms = [range_]
    elif pins.get("qualifier") is not None:
        forms = [single]
    figures = references((*_calls(names), *_known_calls(names)))
    return st.one_of(
        *(records_of(model.Statement, pins, names, figures=figures, **form) for form in forms)
    )


def narratives(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Narrative]:
    """Draw the text of a section; its placeholders are calls that can be answered."""
    plain = texts(min_size=1).filter(lambda text: "{{" not in text)
    written = plain
    if known := _known_calls(names):
        calls = st.sampled_from(known).map(lambda call: f"{{{{ {call} }}}}")
        written = plain | st.tuples(plain, calls).map("\n\n".join)
    sections = st.sampled_from(["summary", "mandate", *(f"project:{c}" for c in names.projects)])
    return build(model.Narrative, pins, id=sections, text=local_texts(values=written))


def silences(names: Names = ANY_NAMES, **pins: Any) -> st.SearchStrategy[model.Silence]:
    """Draw an explained warning of any rule: on a record of the names, a part of one, or all."""
    lists = ("organisations", "projects", "activities")
    there = {of: getattr(names, of) for of in lists if getattr(names, of)}
    rules = st.sampled_from(["likely-twice", "outside-period"]) | texts(min_size=1)

    def silence_of(of: str) -> st.SearchStrategy[model.Silence]:
        records = st.sampled_from(there.get(of, names.organisations))
        return build(
            model.Silence,
            {**pins, "of": of},
            rule=rules,
            record=records,
            reason=local_texts(),
            part=maybe(identifiers()),
        )

    on_all = [] if pins else [build(model.Silence, {}, rule=rules, reason=local_texts())]
    return st.one_of(*on_all, *map(silence_of, [pins["of"]] if pins.get("of") else there))
