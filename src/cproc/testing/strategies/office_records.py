"""Strategies for the office: its staff, treaties, reports, and what it says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
from hypothesis import strategies as st

from cproc import model
from cproc.model.terms import ROLES
from cproc.testing.strategies.fields import (
    ANY_NAMES,
    Names,
    build,
    dates,
    decimals,
    few,
    field_of,
    identifiers,
    local_texts,
    maybe,
    pinned,
    records_of,
    references,
    texts,
)
from cproc.testing.strategies.iati_records import iatis
from cproc.testing.strategies.inventory_records import or_with_shares
from cproc.testing.strategies.money_records import contributions

_Fields = dict[str, st.SearchStrategy[Any]]


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
    own: _Fields = {"contributions": given, "look": maybe(plain), "iati": maybe(iatis())}
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
    return or_with_shares(drawn, pins, "1")


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
